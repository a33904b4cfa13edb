//! Deletes applications whose time is over.

use domain::records::retention::ErasureQueue;
use domain::values::retention_period::Retention;
use jiff::Timestamp;

use crate::MOST;
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
    match store.received_before(before, MOST).await {
        Ok(references) => {
            for reference in references {
                match store.forget_application(&reference).await {
                    Ok(true) => done.applications_forgotten += 1,
                    Ok(false) => done.nothing_to_do += 1,
                    Err(fault) => done.failed(fault),
                }
            }
        }
        Err(fault) => done.failed(fault),
    }
}
