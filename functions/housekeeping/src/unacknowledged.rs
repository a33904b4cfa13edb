//! Counts the applications and registers that the case system has not
//! acknowledged.

use attendance::register_export::UnacknowledgedRegisters;
use domain::application::ExportQueue;
use jiff::{SignedDuration, Timestamp};

use crate::tally::Done;

/// The most applications that are counted: the alarm sounds for the first.
const COUNTED: usize = 1_000;

/// Counts the applications that were sent, and the registers that were locked,
/// longer ago than the case system needs to acknowledge them, each up to [`COUNTED`]. The count is in the log line of the
/// run, where an alarm looks at it; housekeeping itself cannot mend it.
pub(crate) async fn count(
    store: &(impl ExportQueue + UnacknowledgedRegisters),
    within: SignedDuration,
    now: Timestamp,
    done: &mut Done,
) {
    let before = now.checked_sub(within).unwrap_or(Timestamp::MIN);
    let applications = store.unacknowledged(before, None, COUNTED).await;
    let registers = store.unacknowledged_registers(before, None, COUNTED).await;
    // An entry that cannot be read waits all the same.
    let counts = [
        applications.map(|page| page.items.len() + page.unreadable),
        registers.map(|page| page.items.len() + page.unreadable),
    ];
    for count in counts {
        match count {
            Ok(count) => {
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                done.applications_unacknowledged += count;
            }
            Err(fault) => done.failed(fault),
        }
    }
}
