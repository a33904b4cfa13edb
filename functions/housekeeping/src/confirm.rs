//! Sends the e-mails about applications that the mail service did not take when
//! the application was sent.

use std::error::Error;

use app::Outage;
use domain::application::{Confirmation, ConfirmationQueue, ExportQueue};
use domain::correspondence::email::{DeliveryLog, Mailer};
use jiff::{SignedDuration, Timestamp};

use crate::pages::{ListSweep, PAGE};
use crate::tally::Done;

/// The least age of an application that is looked at. The page that takes an
/// application sends its e-mails at once, and has finished by then.
const SETTLED: SignedDuration = SignedDuration::from_mins(5);

/// The time for which an e-mail is tried. The page has told the applicant the
/// same period.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// The outcome for one e-mail.
enum Confirmed {
    Now,
    /// There is nobody left to write to.
    NotNeeded,
    /// The mail service does not take it; the next run tries again.
    Later,
}

/// The error of an e-mail that was tried for long enough.
#[derive(Debug, thiserror::Error)]
#[error("an e-mail that tells of an application is given up")]
struct GivenUp;

/// Sends the e-mails that were not taken.
pub(crate) async fn confirm_applications(
    store: &(impl ConfirmationQueue + ExportQueue + DeliveryLog),
    mail: &impl Mailer,
    now: Timestamp,
    done: &mut Done,
) {
    let (before, mut sweep) = (now - SETTLED, ListSweep::default());
    while sweep.goes_on() {
        let page = match store.to_confirm(before, sweep.after(), PAGE).await {
            Ok(page) => page,
            Err(fault) => return done.failed(fault),
        };
        for confirmation in sweep.turn(page) {
            match confirm(store, mail, &confirmation, now).await {
                Ok(Confirmed::Now) => done.confirmed += 1,
                Ok(Confirmed::NotNeeded | Confirmed::Later) => done.nothing_to_do += 1,
                Err(why) => done.failed(why),
            }
        }
    }
}

async fn confirm(
    store: &(impl ConfirmationQueue + ExportQueue + DeliveryLog),
    mail: &impl Mailer,
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
