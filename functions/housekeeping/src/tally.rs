//! What a run did, for its one log line: numbers, nothing about anybody.

use std::error::Error;

use serde::Serialize;

use crate::event::NotOurs;

/// What a run did.
#[derive(Debug, Default, Serialize)]
pub struct Done {
    /// Runs of the day: one, if this is it. An alarm sounds when there is none.
    pub runs_daily: u32,
    /// Runs that send what is owed to applicants: one, if this is it. An alarm
    /// sounds when there is none.
    pub runs_confirm: u32,
    /// Owners who were written to about a form that will be deleted.
    pub warned: u32,
    /// Applications that were deleted because their time is over.
    pub applications_forgotten: u32,
    /// Deleted accounts of which nothing is left but applications.
    pub accounts_erased: u32,
    /// Identities that were deleted because nobody has proven them to be
    /// theirs.
    pub identities_forgotten: u32,
    /// Saved forms, gone before, whose files were erased.
    pub forms_swept: u32,
    /// E-mails that tell of an application and were taken now.
    pub confirmed: u32,
    /// Complaints of which the council was told now.
    pub complaints_told: u32,
    /// E-mails of which it was noted what became of them.
    pub deliveries_noted: u32,
    /// Applications that the case system should have said it has, by now, and
    /// has not. Nothing was done about them.
    pub applications_unacknowledged: u32,
    /// What was looked at and needed nothing.
    pub nothing_to_do: u32,
    /// What could not be done.
    pub failed: u32,
    #[serde(skip)]
    first: Option<Box<dyn Error + Send + Sync>>,
}

/// What a run could not do.
#[derive(Debug, thiserror::Error)]
pub enum Undone {
    /// The event is not one of ours.
    #[error("the event was not understood")]
    NotOurs(#[from] NotOurs),
    /// Some things could not be done.
    #[error("{} could not be done, of {}; the first", done.failed, done.all())]
    Some {
        /// What was done all the same.
        done: Box<Done>,
        /// Why the first could not.
        #[source]
        first: Box<dyn Error + Send + Sync>,
    },
}

impl Undone {
    /// What was done all the same, if anything was begun.
    pub(crate) fn done(&self) -> Option<&Done> {
        match self {
            Self::NotOurs(_) => None,
            Self::Some { done, .. } => Some(done),
        }
    }
}

impl Done {
    /// Notes that something could not be done, and goes on.
    pub(crate) fn failed(&mut self, why: impl Into<Box<dyn Error + Send + Sync>>) {
        self.failed += 1;
        self.first.get_or_insert_with(|| why.into());
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
            + self.applications_forgotten
            + self.accounts_erased
            + self.identities_forgotten
            + self.forms_swept
            + self.confirmed
            + self.complaints_told
            + self.deliveries_noted
            + self.nothing_to_do
            + self.failed
    }
}
