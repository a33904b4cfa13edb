//! What the case system says of an application: `acknowledgements/<reference>.json`.

use domain::reference::Reference;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::name;

/// How far the other side's clock may be ahead of ours.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// What the case system says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Acknowledgement {
    /// It has the application and every file of it.
    Received {
        /// Which.
        reference: Reference,
        /// Since when.
        at: Timestamp,
    },
    /// It cannot take the application. A person has to look at it.
    Refused {
        /// Which.
        reference: Reference,
        /// Why.
        reason: Reason,
    },
}

/// Why an application was refused.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The data file does not follow its schema.
    NotValid,
    /// A file that it names is not there.
    FileMissing,
    /// A file does not have the SHA-256 or the size that the data file says.
    FileChanged,
}

/// Why an acknowledgement cannot be used. Holds nothing of its content.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Unusable {
    /// It is not JSON of this format.
    #[error("the acknowledgement does not follow its schema: line {line}, column {column}")]
    Malformed {
        /// Line, from 1; 0 where it is the whole.
        line: usize,
        /// Column, from 1; 0 where it is the whole.
        column: usize,
    },
    /// Its format has another name or version.
    #[error("the acknowledgement has a format or version that is not known")]
    UnknownFormat,
    /// It lies under the name of another application.
    #[error("the acknowledgement is about another application than its name says")]
    NameOfAnother,
    /// It says received without when, or refused without why, or both.
    #[error("the acknowledgement says when and why in the wrong place")]
    Contradicts,
    /// It is longer than any acknowledgement is.
    #[error("the acknowledgement is too long to be one")]
    TooLong,
    /// It was received after now.
    #[error("the acknowledgement says that the application was received in the future")]
    InTheFuture,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    format: String,
    version: u32,
    reference: Reference,
    outcome: Outcome,
    received_at: Option<Timestamp>,
    reason: Option<Reason>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    Received,
    Refused,
}

/// Reads an acknowledgement that lies under `key`. A byte order mark, which
/// some systems write, is passed over.
///
/// # Errors
/// [`Unusable`].
pub fn read(key: &str, bytes: &[u8], now: Timestamp) -> Result<Acknowledgement, Unusable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let sent: Sent = serde_json::from_slice(bytes).map_err(|fault| Unusable::Malformed {
        line: fault.line(),
        column: fault.column(),
    })?;
    if sent.format != "acknowledgement" || sent.version != 1 {
        return Err(Unusable::UnknownFormat);
    }
    let reference = sent.reference;
    if key != name::acknowledgement(&reference) {
        return Err(Unusable::NameOfAnother);
    }
    match (sent.outcome, sent.received_at, sent.reason) {
        (Outcome::Received, Some(at), None) if at > now + CLOCKS_DIFFER => {
            Err(Unusable::InTheFuture)
        }
        (Outcome::Received, Some(at), None) => Ok(Acknowledgement::Received { reference, at }),
        (Outcome::Refused, None, Some(reason)) => {
            Ok(Acknowledgement::Refused { reference, reason })
        }
        _ => Err(Unusable::Contradicts),
    }
}
