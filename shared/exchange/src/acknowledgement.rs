//! The case system's acknowledgement of an application:
//! `acknowledgements/<reference>.json`.

use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::incoming::{CLOCKS_DIFFER, MalformedAt, Versioned, parse, without_mark};
pub use crate::v1::acknowledgement::RefusalReason;
use crate::v1::acknowledgement::{Acknowledged, Outcome};
use crate::{name, v1};

/// An acknowledgement from the case system.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Acknowledgement {
    /// The case system has the application and every file of it.
    Received {
        /// The reference of the application.
        reference: Reference,
        /// The time since which the case system has the application.
        at: Timestamp,
    },
    /// The case system cannot take the application. A person has to look at it.
    Refused {
        /// The reference of the application.
        reference: Reference,
        /// The reason for the refusal.
        reason: RefusalReason,
    },
}

/// The reason why an acknowledgement cannot be used. The text holds nothing of
/// its content.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Unusable {
    /// The acknowledgement is not JSON of this format.
    #[error("the acknowledgement does not follow its schema: line {line}, column {column}")]
    Malformed {
        /// The line, from 1; 0 if the fault is in the whole.
        line: usize,
        /// The column, from 1; 0 if the fault is in the whole.
        column: usize,
    },
    /// The format has another name or version.
    #[error("the acknowledgement has a format or version that is not known")]
    UnknownFormat,
    /// The acknowledgement lies under the name of another application.
    #[error("the acknowledgement is about another application than its name says")]
    NameOfAnother,
    /// A receipt has no time, a refusal has no reason, or either has both.
    #[error("the acknowledgement says when and why in the wrong place")]
    Contradicts,
    /// The file is longer than any acknowledgement.
    #[error("the acknowledgement is too long to be one")]
    TooLong,
    /// The application was received at a time after now.
    #[error("the acknowledgement says that the application was received in the future")]
    InTheFuture,
}

/// Reads an acknowledgement that lies under `key`. A byte order mark, which
/// some systems write, is ignored.
///
/// ```
/// use domain::values::reference::Reference;
/// use exchange::acknowledgement::{Acknowledgement, Unusable, read};
///
/// let file = br#"{
///   "format": "acknowledgement",
///   "version": 1,
///   "reference": "HCW9RD4PTX",
///   "outcome": "received",
///   "received_at": "2026-11-22T09:45:00Z"
/// }"#;
/// let now = "2026-11-22T09:50:00Z".parse()?;
/// assert_eq!(
///     read("acknowledgements/HCW9RD4PTX.json", file, now),
///     Ok(Acknowledgement::Received {
///         reference: Reference::parse("HCW9RD4PTX")?,
///         at: "2026-11-22T09:45:00Z".parse()?,
///     })
/// );
/// assert_eq!(
///     read("acknowledgements/FN6KXG3YC3.json", file, now),
///     Err(Unusable::NameOfAnother)
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Returns [`Unusable`] with the reason why the acknowledgement cannot be used.
pub fn read(key: &str, bytes: &[u8], now: Timestamp) -> Result<Acknowledgement, Unusable> {
    let bytes = without_mark(bytes);
    let file: Versioned = parse(bytes)?;
    match (file.format.as_str(), file.version) {
        ("acknowledgement", v1::VERSION) => read_v1(key, parse(bytes)?, now),
        _ => Err(Unusable::UnknownFormat),
    }
}

impl From<MalformedAt> for Unusable {
    fn from(MalformedAt(line, column): MalformedAt) -> Self {
        Self::Malformed { line, column }
    }
}

fn read_v1(key: &str, file: Acknowledged, now: Timestamp) -> Result<Acknowledgement, Unusable> {
    let reference = file.reference;
    if key != name::acknowledgement(&reference) {
        return Err(Unusable::NameOfAnother);
    }
    match (file.outcome, file.received_at, file.reason) {
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
