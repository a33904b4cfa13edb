//! Codes to telephones: each handed over once, with a record of the attempt.
//! Nothing else hands one over.

use domain::notice::{Attempt, KeepAttempts};
use domain::telephone::{By, PhoneNumber, SendPhoneCodes};
use jiff::Timestamp;

use crate::outage::Outage;

/// Sends a code by text message or call.
///
/// # Errors
/// [`Outage::Mail`] where the telephone service did not take it;
/// [`Outage::Store`] where it did and the attempt is not recorded.
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
