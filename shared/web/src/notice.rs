//! E-mails, each with a record of the attempt.

use domain::account::EmailAddress;
use domain::notice::{Attempt, KeepAttempts, Notice, SendNotices};

use crate::failure::Failure;
use crate::portal::Portal;

/// Hands an e-mail to the mail service and keeps that it was.
///
/// # Errors
/// When the mail service or the store does not answer.
pub async fn send<S: KeepAttempts, N: SendNotices>(
    portal: &Portal,
    store: &S,
    notices: &N,
    to: &EmailAddress,
    notice: &Notice,
) -> Result<(), Failure> {
    let message = notices.send_notice(to, notice).await?;
    let attempt = Attempt {
        message,
        kind: notice.kind(),
        about: notice.about().cloned(),
        sent_at: portal.now(),
    };
    Ok(store.keep_attempt(&attempt).await?)
}
