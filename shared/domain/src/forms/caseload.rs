//! The people whom practitioners work with: who a case is about, what is due
//! next in it, and the work list of a team.
//!
//! The work list is its own list, by the day on which something is due, so that a
//! team with thousands of people sees what comes next in one request.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::audit::Audited;
use crate::fault::StoreFault;
use crate::forms::attribution::Attribution;
use crate::forms::staff_case::{CaseTeamReader, TeamId};
use crate::values::account_id::AccountId;
use crate::values::list_page::{ListCursor, ListPage};
use crate::values::person_id::PersonId;
use crate::values::reference::Reference;

crate::named_enum! {
    /// What is due next in a case.
    pub enum CaseStep {
        /// The first contact with the person.
        Contact = "contact",
        /// The assessment of what the person needs.
        Assessment = "assessment",
        /// The care and support plan.
        Plan = "plan",
        /// The review of the plan.
        Review = "review",
    }
}

/// What is due next in a case, and on which day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CaseDue {
    /// The day. A list is in the order of the days.
    pub on: Date,
    /// What is due.
    pub step: CaseStep,
}

/// A practitioner who has taken on a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CaseWorker {
    /// The practitioner's id at the identity provider.
    pub id: AccountId,
    /// First and last name, as they were then.
    pub name: String,
}

/// A person whom practitioners work with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CasePerson {
    /// The person's id, which stands in the addresses of their pages.
    pub id: PersonId,
    /// First names.
    pub first_name: String,
    /// Last name; empty for somebody who has one name only.
    pub last_name: String,
    /// The date of birth, where it is known.
    pub born: Option<Date>,
    /// The person's number in the case system, where they have one.
    pub case_number: Option<String>,
    /// The instant at which the case was opened.
    pub opened_at: Timestamp,
}

impl CasePerson {
    /// Returns the name as pages say it.
    #[must_use]
    pub fn name(&self) -> String {
        let both = format!("{} {}", self.first_name, self.last_name);
        both.trim_end().to_owned()
    }
}

/// Where a case stands: who works on it, and what is due.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CaseStanding {
    /// The team.
    pub team: TeamId,
    /// The practitioner who has taken the case on, if somebody has.
    pub worker: Option<CaseWorker>,
    /// What is due next, if anything is.
    pub due: Option<CaseDue>,
    /// The number of changes of the standing, by which a page that is out of
    /// date is known.
    pub changes: u64,
}

/// A version of a form in a case, without its answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CaseFormStanding {
    /// The id of the form.
    pub form: String,
    /// The number of the version, from 1.
    pub version: u32,
    /// The person who signed the version off, if somebody did.
    pub signed_off: Option<Attribution>,
}

/// A needs self-assessment that was put into a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SentSelfAssessment {
    /// The reference of the application that it is.
    pub reference: Reference,
    /// The instant at which it was sent.
    pub at: Timestamp,
}

/// A case as its own page shows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CaseOverview {
    /// Whom the case is about.
    pub person: CasePerson,
    /// Where the case stands.
    pub standing: CaseStanding,
    /// The versions of its forms, in the order of the forms' ids and then of the
    /// versions.
    pub forms: Vec<CaseFormStanding>,
    /// The self-assessments that were sent, oldest first.
    pub self_assessments: Vec<SentSelfAssessment>,
    /// What everybody who meets the person has to do, as the last contact record
    /// has it: `Ring, do not write.`
    pub adjustments: Option<String>,
}

/// A case in the work list of its team.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WorkListRow {
    /// Whom the case is about.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The practitioner who has taken the case on, if somebody has.
    pub worker: Option<CaseWorker>,
    /// What is due next, if anything is.
    pub due: Option<CaseDue>,
}

/// The outcome of opening a case.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CaseOpened {
    /// The case is open.
    Opened,
    /// The case with this id was open before: the same page was sent twice.
    Before,
}

/// The outcome of a change of where a case stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StandingChanged {
    /// The change was made, or the case stands like that already.
    Yes,
    /// Somebody else has changed it since the page was drawn. Nothing was made.
    Overtaken,
}

/// Reads one case.
pub trait CaseOverviewReader: Clone + Send + Sync + 'static {
    /// Reads a case as its own page shows it.
    fn case_overview(
        &self,
        access: &Audited<PersonId>,
    ) -> impl Future<Output = Result<Option<CaseOverview>, StoreFault>> + Send;
}

/// Reads the cases of teams.
pub trait CaseloadReader: CaseOverviewReader + CaseTeamReader {
    /// Lists the teams that somebody is in, in the order of their ids. MUST be
    /// consistent, so that somebody who leaves a team loses access at once.
    fn teams_of(
        &self,
        staff: &AccountId,
    ) -> impl Future<Output = Result<Vec<TeamId>, StoreFault>> + Send;

    /// Reads a page of a team's work list: what is due first comes first, and
    /// cases in which nothing is due come last.
    fn work_list(
        &self,
        team: &TeamId,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<WorkListRow>, StoreFault>> + Send;
}

/// Opens cases, and changes where they stand.
pub trait CaseloadStore: CaseloadReader {
    /// Opens a case with a team, in one transaction with its place in the work
    /// list. MUST leave a case that is open as it is.
    fn open_case(
        &self,
        person: &CasePerson,
        standing: &CaseStanding,
    ) -> impl Future<Output = Result<CaseOpened, StoreFault>> + Send;

    /// Changes what is due in a case and who has taken it on, in one transaction
    /// with its place in the work list. MUST change nothing if the case has been
    /// changed since `before` was read.
    fn change_standing(
        &self,
        access: &Audited<PersonId>,
        before: &CaseOverview,
        due: Option<CaseDue>,
        worker: Option<&CaseWorker>,
    ) -> impl Future<Output = Result<StandingChanged, StoreFault>> + Send;
}
