//! The sending of e-mails. Every e-mail of the portal is handed to the mail
//! service here, with a record of the attempt.

use std::future::ready;

use domain::correspondence::email::{DeliveryLog, Email, EmailDelivery, Mailer};
use domain::fault::StoreFault;
use domain::values::email_address::EmailAddress;
use futures_util::future::join;
use jiff::Timestamp;

use crate::outage::Outage;

/// Whether the mail service took an e-mail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub enum EmailHandover {
    /// The mail service has the e-mail.
    Taken,
    /// The mail service did not take the e-mail, and nobody sends it later.
    NotTaken,
}

/// Sends an e-mail about work that is done. A fault is logged and does not fail
/// the use case, because its author would be told that the work is not done.
/// The page says instead that there is no e-mail.
pub async fn send_about_done(
    store: &impl DeliveryLog,
    mailer: &impl Mailer,
    to: &EmailAddress,
    mail: &Email,
    now: Timestamp,
) -> EmailHandover {
    send_noted(store, mailer, (to, mail), now, ready(Ok(()))).await
}

/// Sends an e-mail about work that is done, as [`send_about_done`] does. `taken`
/// notes that the mail service has the e-mail, so that nobody sends it again.
pub async fn send_noted(
    store: &impl DeliveryLog,
    mailer: &impl Mailer,
    (to, mail): (&EmailAddress, &Email),
    now: Timestamp,
    taken: impl Future<Output = Result<(), StoreFault>> + Send,
) -> EmailHandover {
    match send_waiting(store, mailer, to, mail, now, taken).await {
        Ok(()) => EmailHandover::Taken,
        Err(outage) => {
            outage.note();
            match outage {
                Outage::Mail(_) => EmailHandover::NotTaken,
                // Only the record of the attempt is missing.
                Outage::Store(_) | Outage::Identity(_) | Outage::Files(_) => EmailHandover::Taken,
            }
        }
    }
}

/// Sends an e-mail of which the table has no note, and records the attempt.
///
/// # Errors
/// [`Outage::Mail`] if the mail service did not take the e-mail;
/// [`Outage::Store`] if it did and the attempt is not recorded.
pub async fn send(
    store: &impl DeliveryLog,
    mailer: &impl Mailer,
    to: &EmailAddress,
    mail: &Email,
    now: Timestamp,
) -> Result<(), Outage> {
    send_waiting(store, mailer, to, mail, now, ready(Ok(()))).await
}

/// Sends an e-mail that the table has a note of, and records the attempt.
/// `taken` removes the note. This happens as soon as the mail service has the
/// e-mail, while the attempt is recorded, so that a fault of the record does not
/// send the e-mail twice.
///
/// # Errors
/// [`Outage::Mail`] if the mail service did not take the e-mail, whose note
/// then stays; [`Outage::Store`] if it did and the table did not answer.
pub async fn send_waiting(
    store: &impl DeliveryLog,
    mailer: &impl Mailer,
    to: &EmailAddress,
    mail: &Email,
    now: Timestamp,
    taken: impl Future<Output = Result<(), StoreFault>> + Send,
) -> Result<(), Outage> {
    let message = mailer.send_email(to, mail).await?;
    let attempt = EmailDelivery {
        message,
        kind: mail.kind(),
        about: mail.about().cloned(),
        sent_at: now,
    };
    // Neither waits for the other, and neither fault keeps the other from being
    // done.
    let (taken, kept) = join(taken, store.keep_email(to, &attempt)).await;
    Ok(taken.and(kept)?)
}
