//! Applications.

use domain::application::{Application, ConfirmApplications, Confirmation};
use domain::notice::{KeepAttempts, SendNotices};
use jiff::Timestamp;

use crate::email;
use crate::outage::Outage;

/// Sends an e-mail that tells of an application. Answers whether there was
/// somebody to write to: nobody is written to who did not agree to it.
///
/// # Errors
/// [`Outage::Mail`] where the mail service did not take it: the e-mail waits to
/// be sent. [`Outage::Store`] where it did.
pub async fn confirm<S, N>(
    store: &S,
    mail: &N,
    application: &Application,
    confirmation: &Confirmation,
    now: Timestamp,
) -> Result<bool, Outage>
where
    S: ConfirmApplications + KeepAttempts,
    N: SendNotices,
{
    let taken = store.confirmed(confirmation);
    let Some((to, notice)) = application.letter(confirmation.to) else {
        taken.await?;
        return Ok(false);
    };
    email::send_waiting(store, mail, &to, &notice, now, taken).await?;
    Ok(true)
}
