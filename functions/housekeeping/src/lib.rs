#![doc = include_str!("../README.md")]

mod confirm;
mod deliveries;
mod erase;
mod event;
mod forget;
mod give_up;
mod sweep;
mod tally;
mod tell;
#[cfg(test)]
mod tests;
mod unacknowledged;
mod unproven;
mod warn;

use domain::account::ReadAccounts;
use domain::application::{
    AwaitAcknowledgements, ConfirmApplications, ExportApplications, ReadApplications,
};
use domain::complaint::TellOfComplaints;
use domain::council::Council;
use domain::evidence::{AwaitVerdicts, KeepEvidence};
use domain::notice::{KeepAttempts, SendNotices};
use domain::retention::{EraseAccounts, EraseFiles, ForgetApplications, ForgetUnproven};
use domain::retention_period::Retention;
use domain::saved::{KeepSavedForms, WarnOfExpiry};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use event::Event;
pub use event::NotOurs;
pub use tally::{Done, Undone};

/// The most that one job does in one run; the rest is for the next. A run has
/// five minutes and each item takes a few calls of some milliseconds.
const MOST: usize = 1_000;

/// What housekeeping works with.
#[derive(Clone, Debug)]
pub struct Ports<S, I, M, F> {
    /// The table.
    pub store: S,
    /// The identity provider of people who make their own account.
    pub identity: I,
    /// The mail service.
    pub mail: M,
    /// Files that were sent as evidence.
    pub files: F,
    /// What the council has decided.
    pub council: Decided,
}

/// What the council has decided, and where it is reached.
#[derive(Clone, Debug)]
pub struct Decided {
    /// How long it keeps what.
    pub retention: Retention,
    /// Within how long its case system says that it has an application.
    pub acknowledged_within: SignedDuration,
    /// Who answers complaints about personal data.
    pub data_protection_email: String,
}

impl Decided {
    /// Put together.
    #[must_use]
    pub fn new(
        council: &Council,
        retention: Retention,
        acknowledged_within: SignedDuration,
    ) -> Self {
        Self {
            retention,
            acknowledged_within,
            data_protection_email: council.data_protection_email.clone(),
        }
    }
}

impl<S, I, M, F> Ports<S, I, M, F> {
    /// Put together.
    pub const fn new(store: S, identity: I, mail: M, files: F, council: Decided) -> Self {
        Self {
            store,
            identity,
            mail,
            files,
            council,
        }
    }
}

/// What housekeeping asks of the table.
pub trait Store:
    AwaitAcknowledgements
    + AwaitVerdicts
    + ConfirmApplications
    + EraseAccounts
    + ExportApplications
    + ForgetApplications
    + ReadApplications
    + KeepAttempts
    + KeepEvidence
    + KeepSavedForms
    + ReadAccounts
    + TellOfComplaints
    + WarnOfExpiry
{
}

impl<S> Store for S where
    S: AwaitAcknowledgements
        + AwaitVerdicts
        + ConfirmApplications
        + EraseAccounts
        + ExportApplications
        + ForgetApplications
        + ReadApplications
        + KeepAttempts
        + KeepEvidence
        + KeepSavedForms
        + ReadAccounts
        + TellOfComplaints
        + WarnOfExpiry
{
}

/// Does what an event asks for: every job of the day, e-mails that were not
/// taken, or noting what became of e-mails. Can be told the same twice, also at
/// the same time.
///
/// # Errors
/// [`Undone`] if the event is not one of ours or something could not be done.
/// Everything else was done all the same; told again, it does what is left.
pub async fn keep_house<S: Store, I: ForgetUnproven, M: SendNotices, F: EraseFiles>(
    ports: &Ports<S, I, M, F>,
    now: Timestamp,
    event: Value,
) -> Result<Done, Undone> {
    let mut done = Done::default();
    match Event::read(event)? {
        Event::Daily => {
            done.runs_daily = 1;
            // First: an alarm waits for this number, also on a day on which
            // the rest takes too long.
            let within = ports.council.acknowledged_within;
            unacknowledged::count(&ports.store, within, now, &mut done).await;
            warn::warn_owners(&ports.store, &ports.mail, now, &mut done).await;
            give_up::give_up_verdicts(&ports.store, now, &mut done).await;
            forget::forget_applications(&ports.store, ports.council.retention, now, &mut done)
                .await;
            erase::erase_accounts(&ports.store, &mut done).await;
            // After those, because what they deleted may leave files.
            sweep::sweep_files(&ports.store, &ports.files, now, &mut done).await;
            // Last, because it has to look at everybody.
            unproven::forget_unproven(&ports.store, &ports.identity, now, &mut done).await;
        }
        Event::Confirm => {
            done.runs_confirm = 1;
            confirm::confirm_applications(&ports.store, &ports.mail, now, &mut done).await;
            let to = &ports.council.data_protection_email;
            tell::tell_of_complaints(&ports.store, &ports.mail, to, now, &mut done).await;
        }
        Event::Deliveries(messages) => {
            deliveries::note_deliveries(&ports.store, &messages, &mut done).await;
        }
    }
    done.finish()
}

/// What a run did, also one in which something failed.
#[must_use]
pub fn done(kept: &Result<Done, Undone>) -> Option<&Done> {
    kept.as_ref().map_or_else(Undone::done, Some)
}
