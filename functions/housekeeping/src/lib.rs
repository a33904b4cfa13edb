#![doc = include_str!("../README.md")]

mod closed;
mod confirm;
mod deliveries;
mod due_days;
mod erase;
mod event;
mod forget;
mod give_up;
mod idle;
mod pages;
mod questions;
mod rates;
mod remind;
mod sweep;
mod tally;
mod tell;
mod tell_teams;
#[cfg(test)]
mod tests;
mod unacknowledged;
mod unproven;
mod warn;

use std::time::Duration;

use app::register_reminders::ReminderStore;
use attendance::register_export::UnacknowledgedRegisters;
use charging::policy::Policy;
use domain::access::account::AccountReader;
use domain::access::budget::BudgetStore;
use domain::application::evidence::EvidenceStore;
use domain::application::information_request::WaitingRequestQueue;
use domain::application::{ApplicationReader, ConfirmationQueue, ExportQueue};
use domain::correspondence::complaint::ComplaintQueue;
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::correspondence::team_inbox::{InboxQueue, TeamInbox};
use domain::council::Council;
use domain::forms::saved_form::{ExpiryWarningQueue, SavedFormStore};
use domain::records::county_report::CountyReportKeeper;
use domain::records::retention::{
    ClosedIdentityEraser, ClosedStaffEraser, ErasureQueue, FileEraser, IdleAccountQueue,
    UnprovenIdentityEraser,
};
use domain::records::retention_schedule::Retention;
use domain::values::london::date_in_london;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use event::HousekeepingEvent;
pub use event::NotOurs;
use pages::RunTime;
pub use tally::{Done, Undone};

/// The time of a run. The function has five minutes; what is left of them is for
/// the log line and the answer.
const RUN: Duration = Duration::from_secs(280);

domain::ports! {
    /// Lists the ports of housekeeping.
    pub trait HousekeepingPorts {
        store: AccountReader
            + ApplicationReader
            + BudgetStore
            + ClosedStaffEraser
            + ComplaintQueue
            + ConfirmationQueue
            + CountyReportKeeper
            + ErasureQueue
            + EvidenceStore
            + ExpiryWarningQueue
            + ExportQueue
            + IdleAccountQueue
            + InboxQueue
            + DeliveryLog
            + ReminderStore
            + SavedFormStore
            + UnacknowledgedRegisters
            + WaitingRequestQueue;
        identity: ClosedIdentityEraser + UnprovenIdentityEraser;
        mailer: Mailer;
        files: FileEraser;
    }
}

/// The services and settings that housekeeping uses.
#[derive(Clone, Debug)]
pub struct Housekeeping<P> {
    /// The services.
    pub ports: P,
    /// The settings of the council.
    pub council: Decided,
}

/// The settings of the council: periods, addresses, and the charging policy.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The periods for which the council keeps each class of record.
    pub retention: Retention,
    /// The time within which the case system acknowledges an application.
    pub acknowledged_within: SignedDuration,
    /// The address that answers complaints about personal data.
    pub data_protection_email: String,
    /// The charging policy, by which estimates are worked out.
    pub policy: Policy,
    /// The addresses of the teams.
    pub inbox_emails: InboxEmails,
}

/// The e-mail addresses of the teams that read what people send to them.
#[derive(Clone, Debug)]
pub struct InboxEmails {
    /// The safeguarding team.
    pub concerns: String,
    /// The team that calls people back.
    pub call_backs: String,
}

impl InboxEmails {
    /// Returns the addresses that a council has.
    #[must_use]
    pub fn of_council(council: &Council) -> Self {
        Self {
            concerns: TeamInbox::Concerns.team(council).email.clone(),
            call_backs: TeamInbox::CallBacks.team(council).email.clone(),
        }
    }

    /// Returns the address of the team that reads an inbox.
    #[must_use]
    pub fn of(&self, inbox: TeamInbox) -> &str {
        match inbox {
            TeamInbox::Concerns => &self.concerns,
            TeamInbox::CallBacks => &self.call_backs,
        }
    }
}

impl<P> Housekeeping<P> {
    /// Puts the services together with what a council has decided, and with its
    /// rules: how long it keeps records, within what time the case system
    /// acknowledges an application, and the charging policy.
    #[must_use]
    pub fn new(
        ports: P,
        council: &Council,
        (retention, acknowledged_within, policy): (Retention, SignedDuration, Policy),
    ) -> Self {
        Self {
            ports,
            council: Decided {
                retention,
                acknowledged_within,
                data_protection_email: council.data_protection_email.clone(),
                policy,
                inbox_emails: InboxEmails::of_council(council),
            },
        }
    }
}

/// Does what an event asks for: every job of the day, sending e-mails that were
/// not taken, or noting deliveries. The same event can come twice, also at the
/// same time.
///
/// # Errors
/// [`Undone`] if the event is unknown or something could not be done.
/// Everything else was done all the same, and a second run does what is left.
pub async fn keep_house<P: HousekeepingPorts>(
    housekeeping: &Housekeeping<P>,
    now: Timestamp,
    event: Value,
) -> Result<Done, Undone> {
    let Housekeeping { ports, council } = housekeeping;
    let (store, mailer) = (ports.store(), ports.mailer());
    let mut done = Done::default();
    match HousekeepingEvent::read(event)? {
        HousekeepingEvent::Daily => {
            done.runs_daily = 1;
            done.amounts_end_soon = u32::from(amounts_end_soon(date_in_london(now)));
            // This count is the first, because an alarm needs the number even
            // on a day on which the rest takes too long.
            let within = council.acknowledged_within;
            let mut time = RunTime::divided(RUN, 13);
            let job = unacknowledged::count(store, within, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            let job = warn::warn_owners(store, mailer, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            // New rates come after the warnings, with which a form leaves the index.
            let (policy, kept_for) = (&council.policy, council.retention.saved_form);
            let job = rates::tell_of_new_rates(store, mailer, policy, kept_for, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            let job = rates::report_new_rates(store, policy, kept_for, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            let job = remind::remind_providers(store, mailer, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            let job = questions::tell_of_questions(store, mailer, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            let job = give_up::give_up_verdicts(store, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            let job = forget::forget_applications(store, council.retention, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            let job = closed::forget_closed_staff(store, ports.identity(), now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            let job = idle::end_idle_accounts(store, ports.identity(), mailer, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            // This comes after the accounts that end today.
            let job = erase::erase_accounts(store, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            // The files come after the jobs above, which may leave files
            // behind.
            let job = sweep::sweep_files(store, ports.files(), now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            // Identities come last, because the job has to look at everybody.
            let job = unproven::forget_unproven(store, ports.identity(), now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
        }
        HousekeepingEvent::Confirm => {
            done.runs_confirm = 1;
            let mut time = RunTime::divided(RUN, 3);
            let job = confirm::confirm_applications(store, mailer, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            let to = &council.data_protection_email;
            let job = tell::tell_of_complaints(store, mailer, to, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
            let emails = &council.inbox_emails;
            let job = tell_teams::tell_teams(store, mailer, emails, now, &mut done);
            let ended = time.share(job).await;
            done.note(ended);
        }
        HousekeepingEvent::Deliveries(messages) => {
            deliveries::note_deliveries(store, &messages, &mut done).await;
        }
    }
    done.finish()
}

/// The days before the last amounts end from which the council is told, so that
/// the amounts of the new year are added before anybody misses them.
const TOLD_BEFORE: i64 = 60;

/// Whether the amounts that estimates are worked out with end within 60 days of a
/// day, or have ended.
fn amounts_end_soon(today: Date) -> bool {
    let left = charging::law::last_day() - today;
    i64::from(left.get_days()) <= TOLD_BEFORE
}

/// Returns the counts of a run, even if something failed.
#[must_use]
pub fn done(kept: &Result<Done, Undone>) -> Option<&Done> {
    kept.as_ref().map_or_else(Undone::done, Some)
}
