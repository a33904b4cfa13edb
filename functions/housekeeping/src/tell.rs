//! Tells the council of complaints of which it was not told when they came.

use std::error::Error;

use domain::correspondence::complaint::{ComplaintQueue, UnannouncedComplaint};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::values::email_address::EmailAddress;
use jiff::{SignedDuration, Timestamp};

use crate::pages::{ListSweep, PAGE};
use crate::tally::Done;

/// The least age of a complaint that is looked at. The page that takes a
/// complaint tells the council at once, and has finished by then.
const SETTLED: SignedDuration = SignedDuration::from_mins(5);

/// The time for which a failing mail service raises no alarm. The e-mail is
/// tried for ever, because the law counts the days from when the complaint
/// came.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// Tells the council of the complaints of which it was not told.
pub(crate) async fn tell_of_complaints(
    store: &(impl DeliveryLog + ComplaintQueue),
    mail: &impl Mailer,
    council: &str,
    now: Timestamp,
    done: &mut Done,
) {
    let (before, mut sweep) = (now - SETTLED, ListSweep::default());
    while sweep.goes_on() {
        let page = match store.complaints_to_tell(before, sweep.after(), PAGE).await {
            Ok(page) => page,
            Err(fault) => return done.failed(fault),
        };
        for untold in sweep.turn(page) {
            match tell(store, mail, council, &untold, now).await {
                Ok(()) => done.complaints_told += 1,
                Err(_) if now.duration_since(untold.received_at) < PATIENCE => {
                    done.nothing_to_do += 1;
                }
                Err(why) => done.failed(why),
            }
        }
    }
}

async fn tell(
    store: &(impl DeliveryLog + ComplaintQueue),
    mail: &impl Mailer,
    council: &str,
    untold: &UnannouncedComplaint,
    now: Timestamp,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let council = EmailAddress::parse(council)?;
    Ok(app::complaints::tell_council(store, mail, &council, untold, now).await?)
}
