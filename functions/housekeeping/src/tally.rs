//! The counts of a run, for its one log line: numbers, and nothing about
//! anybody.

use std::error::Error;

use serde::Serialize;

use crate::event::NotOurs;
use crate::pages::OutOfTime;

/// The counts of a run.
#[derive(Debug, Default, Serialize)]
pub struct Done {
    /// 1 if this is the run of the day. An alarm sounds when there is none.
    pub runs_daily: u32,
    /// 1 if this run sends the e-mails that applicants are owed. An alarm
    /// sounds when there is none.
    pub runs_confirm: u32,
    /// The owners who were written to about a form that will be deleted.
    pub warned: u32,
    /// The owners of estimates who were told that the rates changed.
    pub told_of_new_rates: u32,
    /// The estimates that the report of the next rates was made of.
    pub estimates_reported: u32,
    /// The providers who were reminded of a register that is late.
    pub providers_reminded: u32,
    /// The people who were told or reminded of what staff asked them.
    pub questions_told: u32,
    /// The applications that were deleted because their time is over.
    pub applications_forgotten: u32,
    /// The deleted accounts of which nothing is left but applications.
    pub accounts_erased: u32,
    /// The owners of accounts that nobody signs in to who were written to.
    pub accounts_warned: u32,
    /// The accounts that ended because nobody had signed in to them.
    pub accounts_ended: u32,
    /// The staff users who were deleted because their access was closed long ago,
    /// and those of whom a telephone or an app was still kept.
    pub staff_users_forgotten: u32,
    /// The identities that were deleted because nobody has proved that they are
    /// theirs.
    pub identities_forgotten: u32,
    /// The saved forms, gone before, whose files were erased.
    pub forms_swept: u32,
    /// The e-mails about an application that the mail service took in this run.
    pub confirmed: u32,
    /// The complaints of which the council was told in this run.
    pub complaints_told: u32,
    /// The messages of which their team was told in this run.
    pub messages_told: u32,
    /// The e-mails whose delivery was noted.
    pub deliveries_noted: u32,
    /// The applications that the case system should have acknowledged by now
    /// and has not. The run only counts them.
    pub applications_unacknowledged: u32,
    /// 1 if the amounts that estimates are worked out with end within 60 days. The
    /// run only says so, every morning until there is a new year of them.
    pub amounts_end_soon: u32,
    /// The records that were looked at and needed nothing.
    pub nothing_to_do: u32,
    /// The records for which something failed.
    pub failed: u32,
    #[serde(skip)]
    first: Option<Box<dyn Error + Send + Sync>>,
}

/// The error of a run that could not do everything.
#[derive(Debug, thiserror::Error)]
pub enum Undone {
    /// The event is not one of ours.
    #[error("the event was not understood")]
    NotOurs(#[from] NotOurs),
    /// Something could not be done, and everything else was.
    #[error("{} could not be done, of {}; the first", done.failed, done.all())]
    Some {
        /// The counts of the run.
        done: Box<Done>,
        /// The first failure.
        #[source]
        first: Box<dyn Error + Send + Sync>,
    },
}

impl Undone {
    /// Returns the counts of the run, if it began.
    pub(crate) fn done(&self) -> Option<&Done> {
        match self {
            Self::NotOurs(_) => None,
            Self::Some { done, .. } => Some(done),
        }
    }
}

impl Done {
    /// Notes a failure, after which the run goes on.
    pub(crate) fn failed(&mut self, why: impl Into<Box<dyn Error + Send + Sync>>) {
        self.failed += 1;
        self.first.get_or_insert_with(|| why.into());
    }

    /// Notes how a job ended, after which the run goes on.
    pub(crate) fn note(&mut self, ended: Result<(), OutOfTime>) {
        if let Err(why) = ended {
            self.failed(why);
        }
    }

    pub(crate) fn finish(mut self) -> Result<Self, Undone> {
        match self.first.take() {
            None => Ok(self),
            Some(first) => Err(Undone::Some {
                done: Box::new(self),
                first,
            }),
        }
    }

    fn all(&self) -> u32 {
        self.warned
            + self.told_of_new_rates
            + self.estimates_reported
            + self.providers_reminded
            + self.questions_told
            + self.applications_forgotten
            + self.accounts_erased
            + self.accounts_warned
            + self.accounts_ended
            + self.staff_users_forgotten
            + self.identities_forgotten
            + self.forms_swept
            + self.confirmed
            + self.complaints_told
            + self.messages_told
            + self.deliveries_noted
            + self.nothing_to_do
            + self.failed
    }
}
