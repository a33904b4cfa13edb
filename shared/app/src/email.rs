//! E-mails: each handed over once, with a record of the attempt. Nothing else
//! hands one over.

use std::future::ready;

use domain::account::EmailAddress;
use domain::draft::StoreFault;
use domain::notice::{Attempt, KeepAttempts, Notice, SendNotices};
use jiff::Timestamp;

use crate::outage::Outage;

/// Sends an e-mail that is about to be sent for the first time.
///
/// # Errors
/// [`Outage::Mail`] where the mail service did not take it; [`Outage::Store`]
/// where it did and the attempt is not recorded.
pub async fn send<S: KeepAttempts, N: SendNotices>(
    store: &S,
    mail: &N,
    to: &EmailAddress,
    notice: &Notice,
    now: Timestamp,
) -> Result<(), Outage> {
    send_waiting(store, mail, to, notice, now, ready(Ok(()))).await
}

/// Sends an e-mail that waits in the table. `taken` notes there that it waits no
/// longer, as soon as the mail service has it and before the attempt is
/// recorded: whatever fails after that, it is not sent twice.
///
/// # Errors
/// [`Outage::Mail`] where the mail service did not take it, which leaves it
/// waiting; [`Outage::Store`] where it did.
pub async fn send_waiting<S: KeepAttempts, N: SendNotices>(
    store: &S,
    mail: &N,
    to: &EmailAddress,
    notice: &Notice,
    now: Timestamp,
    taken: impl Future<Output = Result<(), StoreFault>> + Send,
) -> Result<(), Outage> {
    let message = mail.send_notice(to, notice).await?;
    taken.await?;
    let attempt = Attempt {
        message,
        kind: notice.kind(),
        about: notice.about().cloned(),
        sent_at: now,
    };
    Ok(store.keep_attempt(&attempt).await?)
}
