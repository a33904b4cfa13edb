//! E-mails that tell of an application and that the mail service did not take
//! when it was sent.

use std::error::Error;

use app::Outage;
use domain::application::{ConfirmApplications, Confirmation, ExportApplications};
use domain::notice::{KeepAttempts, SendNotices};
use jiff::{SignedDuration, Timestamp};

use crate::MOST;
use crate::tally::Done;

/// How old an application is before its e-mails are looked at: whoever takes
/// it sends them at once, and is done by then.
const SETTLED: SignedDuration = SignedDuration::from_mins(5);

/// For how long they are tried. The page has told the applicant the same.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// What became of one e-mail.
enum Confirmed {
    Now,
    /// There is nobody to write to any more.
    NotNeeded,
    /// The mail service does not take it; the next run tries again.
    Later,
}

/// An e-mail that was tried for long enough.
#[derive(Debug, thiserror::Error)]
#[error("an e-mail that tells of an application is given up")]
struct GivenUp;

/// Sends what was not taken.
pub(crate) async fn confirm_applications(
    store: &(impl ConfirmApplications + ExportApplications + KeepAttempts),
    mail: &impl SendNotices,
    now: Timestamp,
    done: &mut Done,
) {
    match store.to_confirm(now - SETTLED, MOST).await {
        Ok(waiting) => {
            for confirmation in waiting {
                match confirm(store, mail, &confirmation, now).await {
                    Ok(Confirmed::Now) => done.confirmed += 1,
                    Ok(Confirmed::NotNeeded | Confirmed::Later) => done.nothing_to_do += 1,
                    Err(why) => done.failed(why),
                }
            }
        }
        Err(fault) => done.failed(fault),
    }
}

async fn confirm(
    store: &(impl ConfirmApplications + ExportApplications + KeepAttempts),
    mail: &impl SendNotices,
    confirmation: &Confirmation,
    now: Timestamp,
) -> Result<Confirmed, Box<dyn Error + Send + Sync>> {
    let application = store.application_to_export(&confirmation.reference).await?;
    let Some(application) = application else {
        store.confirmed(confirmation).await?;
        return Ok(Confirmed::NotNeeded);
    };
    let sent = app::applications::confirm(store, mail, &application, confirmation, now).await;
    match sent {
        Ok(true) => Ok(Confirmed::Now),
        Ok(false) => Ok(Confirmed::NotNeeded),
        Err(Outage::Mail(_)) if now.duration_since(confirmation.submitted_at) < TRIED_FOR => {
            Ok(Confirmed::Later)
        }
        Err(Outage::Mail(_)) => {
            store.confirmed(confirmation).await?;
            Err(GivenUp.into())
        }
        Err(outage) => Err(outage.into()),
    }
}
