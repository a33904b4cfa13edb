//! The sending of codes to telephones. Every code is handed to the telephone
//! service here, with a record of the attempt.

use domain::notice::{Attempt, KeepAttempts};
use domain::telephone::{By, PhoneNumber, SendPhoneCodes};
use jiff::Timestamp;

use crate::outage::Outage;

/// Sends a code by text message or call, and records the attempt.
///
/// # Errors
/// [`Outage::Mail`] if the telephone service did not take the code;
/// [`Outage::Store`] if it did and the attempt is not recorded.
pub async fn send_code<S: KeepAttempts, P: SendPhoneCodes>(
    store: &S,
    phones: &P,
    (to, by): (&PhoneNumber, By),
    code: &str,
    now: Timestamp,
) -> Result<(), Outage> {
    let message = phones.send_phone_code(to, by, code).await?;
    let attempt = Attempt {
        message,
        kind: by.kind(),
        about: None,
        sent_at: now,
    };
    Ok(store.keep_attempt(&attempt).await?)
}
