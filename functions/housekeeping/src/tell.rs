//! Complaints of which the council was not told when they came.

use std::error::Error;

use domain::account::EmailAddress;
use domain::complaint::{TellOfComplaints, Untold};
use domain::notice::{KeepAttempts, SendNotices};
use jiff::{SignedDuration, Timestamp};

use crate::MOST;
use crate::tally::Done;

/// How old a complaint is before it is looked at: whoever takes it tells the
/// council at once, and is done by then.
const SETTLED: SignedDuration = SignedDuration::from_mins(5);

/// For how long nobody is woken because the mail service does not take it. It
/// is tried for ever: the law counts the days from when the complaint came.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// Tells the council of what it was not told.
pub(crate) async fn tell_of_complaints(
    store: &(impl KeepAttempts + TellOfComplaints),
    mail: &impl SendNotices,
    council: &str,
    now: Timestamp,
    done: &mut Done,
) {
    match store.complaints_to_tell(now - SETTLED, MOST).await {
        Ok(waiting) => {
            for untold in waiting {
                match tell(store, mail, council, &untold, now).await {
                    Ok(()) => done.complaints_told += 1,
                    Err(_) if now.duration_since(untold.received_at) < PATIENCE => {
                        done.nothing_to_do += 1;
                    }
                    Err(why) => done.failed(why),
                }
            }
        }
        Err(fault) => done.failed(fault),
    }
}

async fn tell(
    store: &(impl KeepAttempts + TellOfComplaints),
    mail: &impl SendNotices,
    council: &str,
    untold: &Untold,
    now: Timestamp,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let council = EmailAddress::parse(council)?;
    Ok(app::complaints::tell_council(store, mail, &council, untold, now).await?)
}
