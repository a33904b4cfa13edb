//! Counts the applications that the case system has not acknowledged.

use domain::application::ExportQueue;
use jiff::{SignedDuration, Timestamp};

use crate::MOST;
use crate::tally::Done;

/// Counts the applications that were sent longer ago than the case system needs
/// to acknowledge them. The count is in the log line of the run, where an alarm
/// looks at it; housekeeping itself cannot mend it.
pub(crate) async fn count(
    store: &impl ExportQueue,
    within: SignedDuration,
    now: Timestamp,
    done: &mut Done,
) {
    let before = now.checked_sub(within).unwrap_or(Timestamp::MIN);
    match store.unacknowledged(before, MOST).await {
        Ok(references) => {
            let count = u32::try_from(references.len()).unwrap_or(u32::MAX);
            done.applications_unacknowledged = count;
        }
        Err(fault) => done.failed(fault),
    }
}
