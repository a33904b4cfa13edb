#![doc = include_str!("../README.md")]

mod confirm;
mod deliveries;
mod erase;
mod event;
mod forget;
mod sweep;
mod tally;
#[cfg(test)]
mod tests;
mod warn;

use domain::account::ReadAccounts;
use domain::application::{ConfirmApplications, ExportApplications, ReadApplications};
use domain::evidence::KeepEvidence;
use domain::notice::{KeepAttempts, SendNotices};
use domain::retention::{EraseAccounts, EraseFiles, ForgetApplications, Retention};
use domain::saved::{KeepSavedForms, WarnOfExpiry};
use jiff::Timestamp;
use serde_json::Value;

use event::Event;
pub use event::NotOurs;
pub use tally::{Done, Undone};

/// The most that one job does in one run; the rest is for the next. A run has
/// five minutes and each item takes a few calls of some milliseconds.
const MOST: usize = 1_000;

/// What housekeeping works with.
#[derive(Clone, Debug)]
pub struct Ports<S, M, F> {
    /// The table.
    pub store: S,
    /// The mail service.
    pub mail: M,
    /// Files that were sent as evidence.
    pub files: F,
    /// How long the council keeps what.
    pub retention: Retention,
}

impl<S, M, F> Ports<S, M, F> {
    /// Put together.
    pub const fn new(store: S, mail: M, files: F, retention: Retention) -> Self {
        Self {
            store,
            mail,
            files,
            retention,
        }
    }
}

/// What housekeeping asks of the table.
pub trait Store:
    ConfirmApplications
    + EraseAccounts
    + ExportApplications
    + ForgetApplications
    + ReadApplications
    + KeepAttempts
    + KeepEvidence
    + KeepSavedForms
    + ReadAccounts
    + WarnOfExpiry
{
}

impl<S> Store for S where
    S: ConfirmApplications
        + EraseAccounts
        + ExportApplications
        + ForgetApplications
        + ReadApplications
        + KeepAttempts
        + KeepEvidence
        + KeepSavedForms
        + ReadAccounts
        + WarnOfExpiry
{
}

/// Does what an event asks for: every job of the day, e-mails that were not
/// taken, or noting what became of e-mails. Can be told the same twice, also at the same time.
///
/// # Errors
/// [`Undone`] if the event is not one of ours or something could not be done.
/// Everything else was done all the same; told again, it does what is left.
pub async fn keep_house<S: Store, M: SendNotices, F: EraseFiles>(
    ports: &Ports<S, M, F>,
    now: Timestamp,
    event: Value,
) -> Result<Done, Undone> {
    let mut done = Done::default();
    match Event::read(event)? {
        Event::Daily => {
            warn::warn_owners(&ports.store, &ports.mail, now, &mut done).await;
            forget::forget_applications(&ports.store, ports.retention, now, &mut done).await;
            erase::erase_accounts(&ports.store, &mut done).await;
            // Last, because what the others deleted may leave files.
            sweep::sweep_files(&ports.store, &ports.files, now, &mut done).await;
        }
        Event::Confirm => {
            confirm::confirm_applications(&ports.store, &ports.mail, now, &mut done).await;
        }
        Event::Deliveries(messages) => {
            deliveries::note_deliveries(&ports.store, &messages, &mut done).await;
        }
    }
    done.finish()
}
