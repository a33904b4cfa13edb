//! Deletes applications whose time is over.

use domain::records::retention::ErasureQueue;
use domain::records::retention_schedule::Retention;
use jiff::Timestamp;

use crate::pages::{ListSweep, PAGE};
use crate::tally::Done;

/// Deletes the applications that the case system has had for longer than the
/// council keeps them here.
pub(crate) async fn forget_applications(
    store: &impl ErasureQueue,
    retention: Retention,
    now: Timestamp,
    done: &mut Done,
) {
    let before = retention.application.before(now);
    let mut sweep = ListSweep::default();
    while sweep.goes_on() {
        let page = match store.received_before(before, sweep.after(), PAGE).await {
            Ok(page) => page,
            Err(fault) => return done.failed(fault),
        };
        for reference in sweep.turn(page) {
            match store.forget_application(&reference).await {
                Ok(true) => done.applications_forgotten += 1,
                Ok(false) => done.nothing_to_do += 1,
                Err(fault) => done.failed(fault),
            }
        }
    }
}
