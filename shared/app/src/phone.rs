//! The sending of codes to telephones. Every code is handed to the telephone
//! service here, with a record of the attempt.

use domain::access::phone_codes::PhoneCodeSender;
use domain::correspondence::email::{DeliveryLog, EmailDelivery};
use domain::values::phone_number::{CodeChannel, PhoneNumber};
use jiff::Timestamp;

use crate::outage::Outage;

/// Sends a code by text message or call, and records the attempt.
///
/// # Errors
/// [`Outage::Mail`] if the telephone service did not take the code;
/// [`Outage::Store`] if it did and the attempt is not recorded.
pub async fn send_code<S: DeliveryLog, P: PhoneCodeSender>(
    store: &S,
    phones: &P,
    (to, by): (&PhoneNumber, CodeChannel),
    code: &str,
    now: Timestamp,
) -> Result<(), Outage> {
    let message = phones.send_phone_code(to, by, code).await?;
    let attempt = EmailDelivery {
        message,
        kind: by.kind(),
        about: None,
        sent_at: now,
    };
    Ok(store.keep_delivery(&attempt).await?)
}
