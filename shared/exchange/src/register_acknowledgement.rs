//! The case system's acknowledgement of a locked register:
//! `acknowledgements/<supplier>_<week>_<number>.json`.

use attendance::kept_register::RegisterKey;
use attendance::register_export::{LockedVersionKey, RefusedLine};
use jiff::Timestamp;

use crate::acknowledgement::{RefusalReason, Unusable};
use crate::incoming::{CLOCKS_DIFFER, Versioned, parse, without_mark};
use crate::v1::acknowledgement::Outcome;
use crate::v1::register_acknowledgement::RegisterAcknowledged;
use crate::{name, v1};

/// What the case system says of a locked version of a register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegisterAcknowledgement {
    /// The version.
    pub version: LockedVersionKey,
    /// Whether it was taken.
    pub outcome: RegisterOutcome,
}

/// Whether the case system took a locked version of a register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RegisterOutcome {
    /// The case system has the version, but for the lines that it refused.
    Received {
        /// Since when.
        at: Timestamp,
        /// The lines that it did not take, each with its reason.
        refused: Vec<RefusedLine>,
    },
    /// The case system cannot take the version. A person has to look at it.
    Refused {
        /// The reason for the refusal.
        reason: RefusalReason,
    },
}

/// Reads an acknowledgement that lies under `key`, or none if its format is
/// another.
///
/// ```
/// use exchange::register_acknowledgement::read;
///
/// let now = "2026-03-30T12:00:00Z".parse()?;
/// let other = br#"{"format":"application-acknowledgement","version":1}"#;
/// assert_eq!(read("acknowledgements/3PRR9K333R.json", other, now), Ok(None));
/// assert!(read("acknowledgements/S12_2026-03-29_1.json", b"{", now).is_err());
/// # Ok::<(), jiff::Error>(())
/// ```
///
/// # Errors
/// Returns [`Unusable`] with the reason why the acknowledgement cannot be used.
pub fn read(
    key: &str,
    bytes: &[u8],
    now: Timestamp,
) -> Result<Option<RegisterAcknowledgement>, Unusable> {
    let bytes = without_mark(bytes);
    let file: Versioned = parse(bytes)?;
    match (file.format.as_str(), file.version) {
        ("register-acknowledgement", v1::VERSION) => read_v1(key, parse(bytes)?, now).map(Some),
        ("register-acknowledgement", _) => Err(Unusable::UnknownFormat),
        _ => Ok(None),
    }
}

fn read_v1(
    key: &str,
    file: RegisterAcknowledged,
    now: Timestamp,
) -> Result<RegisterAcknowledgement, Unusable> {
    let register = RegisterKey {
        supplier: file.supplier,
        week: file.week_ending,
    };
    if key != name::register_acknowledgement(&register, file.number) {
        return Err(Unusable::NameOfAnother);
    }
    let outcome = match (file.outcome, file.received_at, file.reason) {
        (Outcome::Received, Some(at), None) if at > now + CLOCKS_DIFFER => {
            return Err(Unusable::InTheFuture);
        }
        (Outcome::Received, Some(at), None) => RegisterOutcome::Received {
            at,
            refused: file.refused_lines,
        },
        (Outcome::Refused, None, Some(reason)) if file.refused_lines.is_empty() => {
            RegisterOutcome::Refused { reason }
        }
        _ => return Err(Unusable::Contradicts),
    };
    Ok(RegisterAcknowledgement {
        version: LockedVersionKey {
            register,
            number: file.number,
        },
        outcome,
    })
}
