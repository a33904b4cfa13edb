//! Reminds providers of registers that are late.

use app::register_reminders::{ReminderStore, remind};
use domain::correspondence::email::Mailer;
use jiff::Timestamp;

use crate::tally::Done;

/// The error of a run that could not remind everybody.
#[derive(Debug, thiserror::Error)]
#[error("some providers were not reminded of a register")]
struct NotAllReminded;

/// Reminds everybody who may submit a register that is late, once.
pub(crate) async fn remind_providers(
    store: &impl ReminderStore,
    mailer: &impl Mailer,
    now: Timestamp,
    done: &mut Done,
) {
    match remind(store, mailer, now).await {
        Ok(counts) => {
            done.providers_reminded += counts.sent;
            for _ in 0..counts.failed {
                done.failed(NotAllReminded);
            }
        }
        Err(outage) => done.failed(outage),
    }
}
