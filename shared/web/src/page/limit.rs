//! The limits of what anybody can send within an hour.

use domain::access::budget::{Budget, BudgetHolder};

/// Logs that a limit is reached, if it is the one of everybody together: an
/// alarm sounds, because nobody can send any more within the hour.
pub fn note_limit(spent: &Budget) {
    if spent.holder == BudgetHolder::Everybody {
        tracing::warn!(
            purpose = spent.purpose.name(),
            "an hourly limit for everybody is reached"
        );
    }
}
