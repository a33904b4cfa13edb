//! Tells the council of the complaints that came in.

use std::error::Error;

use app::complaints::CouncilTold;
use domain::access::budget::BudgetStore;
use domain::correspondence::complaint::{ComplaintQueue, UnannouncedComplaint};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::values::email_address::EmailAddress;
use jiff::{SignedDuration, Timestamp};

use crate::pages::{ListSweep, PAGE};
use crate::tally::Done;

/// The time for which a failing mail service raises no alarm. The e-mail is
/// tried for ever, because the law counts the days from when the complaint
/// came.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// Tells the council of the complaints that came in, by one e-mail an hour at
/// most.
pub(crate) async fn tell_of_complaints(
    store: &(impl DeliveryLog + ComplaintQueue + BudgetStore),
    mail: &impl Mailer,
    council: &str,
    now: Timestamp,
    done: &mut Done,
) {
    let (mut sweep, mut waiting) = (ListSweep::default(), Vec::new());
    while sweep.goes_on() {
        match store.complaints_to_tell(now, sweep.after(), PAGE).await {
            Ok(page) => waiting.extend(sweep.turn(page)),
            Err(fault) => return done.failed(fault),
        }
    }
    let (Some(oldest), Ok(count)) = (waiting.first(), u32::try_from(waiting.len())) else {
        return;
    };
    match tell(store, mail, council, &waiting, now).await {
        Ok(CouncilTold::Now) => done.complaints_told += count,
        Ok(CouncilTold::Later) => done.nothing_to_do += count,
        Err(_) if now.duration_since(oldest.received_at) < PATIENCE => {
            done.nothing_to_do += count;
        }
        Err(why) => done.failed(why),
    }
}

async fn tell(
    store: &(impl DeliveryLog + ComplaintQueue + BudgetStore),
    mail: &impl Mailer,
    council: &str,
    waiting: &[UnannouncedComplaint],
    now: Timestamp,
) -> Result<CouncilTold, Box<dyn Error + Send + Sync>> {
    let council = EmailAddress::parse(council)?;
    Ok(app::complaints::tell_council(store, mail, &council, waiting, now).await?)
}
