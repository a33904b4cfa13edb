//! The financial assessments that people sent, as the team that works out what
//! people pay sees them: which there are, who has each and where it stands.

use jiff::Timestamp;

use crate::access::audit::Audited;
use crate::access::staff_user::StaffUser;
use crate::application::Application;
use crate::fault::StoreFault;
use crate::forms::caseload::CaseWorker;
use crate::records::staff_queues::StaffQueues;
use crate::values::list_page::{BoundedCount, ListCursor, ListPage};
use crate::values::reference::Reference;

crate::named_enum! {
    /// Where the work on a financial assessment stands.
    pub enum AssessmentStatus {
        /// Nobody has begun.
        New = "new",
        /// Somebody works on the assessment.
        InProgress = "in-progress",
        /// Somebody waits for information or documents.
        Waiting = "waiting",
        /// Nothing more is to be done here.
        Finished = "finished",
    }
}

impl AssessmentStatus {
    /// Returns the status as staff see it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::New => "Not started",
            Self::InProgress => "Being worked on",
            Self::Waiting => "Waiting for information",
            Self::Finished => "Finished",
        }
    }

    /// Returns the list that an assessment of this status is in.
    #[must_use]
    pub const fn list(self) -> AssessmentList {
        match self {
            Self::New | Self::InProgress | Self::Waiting => AssessmentList::Open,
            Self::Finished => AssessmentList::Finished,
        }
    }
}

/// The lists of financial assessments.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AssessmentList {
    /// Those on which there is work to do.
    Open,
    /// Those that are finished.
    Finished,
}

/// A step that somebody takes with a financial assessment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AssessmentStep {
    /// Takes the assessment, from whoever has it, and opens a finished one again.
    Take,
    /// Gives the assessment back, so that nobody has it.
    GiveBack,
    /// Says where the work stands.
    Set(AssessmentStatus),
}

/// Where a financial assessment stands and who has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AssessmentStanding {
    /// Where the work stands.
    pub status: AssessmentStatus,
    /// The finance worker who has the assessment; none if nobody has.
    pub worker: Option<CaseWorker>,
    /// The number of changes; 0 before anybody took the assessment.
    pub changes: u64,
}

impl AssessmentStanding {
    /// The standing of an assessment that nobody has begun.
    pub const UNBEGUN: Self = Self {
        status: AssessmentStatus::New,
        worker: None,
        changes: 0,
    };

    /// Whether a staff user has the assessment.
    #[must_use]
    pub fn is_with(&self, staff: &StaffUser) -> bool {
        let worker = self.worker.as_ref();
        worker.is_some_and(|worker| worker.id == staff.id)
    }

    /// Returns the standing after a step, the same if the step was taken before,
    /// or none if only whoever has the assessment may take the step.
    #[must_use]
    pub fn after(&self, step: AssessmentStep, by: &StaffUser) -> Option<Self> {
        let (status, worker) = match step {
            AssessmentStep::Take if self.is_with(by) && !self.is_finished() => {
                return Some(self.clone());
            }
            AssessmentStep::Take => {
                let worker = CaseWorker {
                    id: by.id.clone(),
                    name: by.name(),
                };
                let status = match self.status {
                    AssessmentStatus::Waiting => AssessmentStatus::Waiting,
                    _ => AssessmentStatus::InProgress,
                };
                (status, Some(worker))
            }
            AssessmentStep::GiveBack if self.worker.is_none() => return Some(self.clone()),
            _ if !self.is_with(by) => return None,
            AssessmentStep::GiveBack => (AssessmentStatus::New, None),
            AssessmentStep::Set(status) if status == self.status => return Some(self.clone()),
            AssessmentStep::Set(status) => (status, self.worker.clone()),
        };
        Some(Self {
            status,
            worker,
            changes: self.changes + 1,
        })
    }

    /// Whether nothing more is to be done.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.status == AssessmentStatus::Finished
    }
}

/// A financial assessment as a list shows it: nothing of who sent the assessment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedAssessment {
    /// The reference of the application.
    pub reference: Reference,
    /// The instant at which the application was sent.
    pub submitted_at: Timestamp,
    /// Where the assessment stands and who has it.
    pub standing: AssessmentStanding,
}

/// The port through which finance staff work on financial assessments.
pub trait AssessmentDesk: StaffQueues {
    /// Lists financial assessments, at most `most` after a place in the list:
    /// the open ones with the oldest first, the finished ones with the newest
    /// first. Says nothing of who sent them.
    fn assessments_page(
        &self,
        which: AssessmentList,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<ListedAssessment>, StoreFault>> + Send;

    /// Counts the financial assessments of a list, up to `most`.
    fn count_assessments(
        &self,
        which: AssessmentList,
        most: usize,
    ) -> impl Future<Output = Result<BoundedCount, StoreFault>> + Send;

    /// Reads where a financial assessment stands. MUST return none if the entry
    /// is about somebody else than its sender, and
    /// [`AssessmentStanding::UNBEGUN`] of an application without an entry in
    /// either list.
    fn assessment_standing(
        &self,
        access: &Audited,
        application: &Application,
    ) -> impl Future<Output = Result<Option<AssessmentStanding>, StoreFault>> + Send;

    /// Changes where a financial assessment stands, and moves the assessment to
    /// the list of its status. Returns whether that is done: MUST change nothing
    /// if the standing is not `before` any more, or if the entry is about
    /// somebody else than its sender.
    fn change_assessment(
        &self,
        access: &Audited,
        application: &Application,
        before: &AssessmentStanding,
        now: &AssessmentStanding,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::staff_user::Role;
    use crate::values::account_id::AccountId;
    use crate::values::email_address::EmailAddress;

    #[test]
    fn an_assessment_is_taken_once_and_taken_over_and_given_back_by_who_has_it() {
        let (farah, femi) = (staff("farah"), staff("femi"));
        let begun = AssessmentStanding::UNBEGUN;
        let taken = begun.after(AssessmentStep::Take, &farah).unwrap();
        assert_eq!(taken.status, AssessmentStatus::InProgress);
        assert!(taken.is_with(&farah) && !taken.is_with(&femi));
        assert_eq!(
            taken.after(AssessmentStep::Take, &farah),
            Some(taken.clone())
        );
        assert_eq!(taken.after(AssessmentStep::GiveBack, &femi), None);
        let over = taken.after(AssessmentStep::Take, &femi).unwrap();
        assert!(over.is_with(&femi));
        let back = over.after(AssessmentStep::GiveBack, &femi).unwrap();
        assert_eq!((back.status, &back.worker), (AssessmentStatus::New, &None));
        assert_eq!(back.changes, 3);
        let again = back.after(AssessmentStep::GiveBack, &femi);
        assert_eq!(again, Some(back), "a second press finds it done");
    }

    #[test]
    fn only_who_has_an_assessment_says_where_it_stands() {
        let (farah, femi) = (staff("farah"), staff("femi"));
        let finish = AssessmentStep::Set(AssessmentStatus::Finished);
        assert_eq!(AssessmentStanding::UNBEGUN.after(finish, &farah), None);
        let taken = AssessmentStanding::UNBEGUN.after(AssessmentStep::Take, &farah);
        let taken = taken.unwrap();
        assert_eq!(taken.after(finish, &femi), None);
        let finished = taken.after(finish, &farah).unwrap();
        assert_eq!(finished.status.list(), AssessmentList::Finished);
        let opened = finished.after(AssessmentStep::Take, &farah).unwrap();
        assert_eq!(opened.status, AssessmentStatus::InProgress);
    }

    fn staff(id: &str) -> StaffUser {
        StaffUser {
            id: AccountId(id.to_owned()),
            first_name: id.to_owned(),
            last_name: "Khan".to_owned(),
            email: EmailAddress::parse(&format!("{id}@council.example")).unwrap(),
            role: Role::Finance,
            invited_at: Timestamp::UNIX_EPOCH,
            phone: None,
            app: None,
            closed_at: None,
        }
    }
}
