//! Counts the applications that the case system has not acknowledged.

use domain::application::ExportQueue;
use jiff::{SignedDuration, Timestamp};

use crate::tally::Done;

/// The most applications that are counted: the alarm sounds for the first.
const COUNTED: usize = 1_000;

/// Counts the applications that were sent longer ago than the case system needs
/// to acknowledge them, up to [`COUNTED`]. The count is in the log line of the
/// run, where an alarm looks at it; housekeeping itself cannot mend it.
pub(crate) async fn count(
    store: &impl ExportQueue,
    within: SignedDuration,
    now: Timestamp,
    done: &mut Done,
) {
    let before = now.checked_sub(within).unwrap_or(Timestamp::MIN);
    match store.unacknowledged(before, None, COUNTED).await {
        Ok(page) => {
            // An entry that cannot be read is an application all the same.
            let count = page.items.len() + page.unreadable;
            done.applications_unacknowledged = u32::try_from(count).unwrap_or(u32::MAX);
        }
        Err(fault) => done.failed(fault),
    }
}
