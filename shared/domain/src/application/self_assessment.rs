//! Needs self-assessments, which citizens send to a team of practitioners.

use crate::access::audit::Audited;
use crate::application::{Application, ApplicationStore, Submitted};
use crate::fault::StoreFault;
use crate::forms::caseload::{CaseDue, CasePerson};
use crate::forms::staff_case::{CaseKey, CaseTeamReader, TeamId};
use crate::values::person_id::PersonId;
use crate::values::reference::Reference;

/// The case that a self-assessment is put into.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CaseForSelfAssessment {
    /// Whom the self-assessment is about.
    pub person: CasePerson,
    /// The team that gets the case, if there is none yet. A case that is open
    /// stays with its team.
    pub team: TeamId,
    /// What is due: nothing is put off by it that is due before.
    pub due: CaseDue,
}

/// Submits needs self-assessments.
pub trait SelfAssessmentStore: ApplicationStore {
    /// Submits a self-assessment as [`ApplicationStore::submit`] submits an
    /// application and, in the same transaction, puts it into its case: opens the
    /// case with its place in the work list if there is none, and otherwise moves
    /// the case up in the list of its team. MUST keep the name, the team and the
    /// worker of a case that is open.
    fn submit_self_assessment(
        &self,
        application: &Application,
        case: &CaseForSelfAssessment,
    ) -> impl Future<Output = Result<Submitted, StoreFault>> + Send;
}

/// Reads the self-assessments that are in a case.
pub trait SelfAssessmentReader: CaseTeamReader {
    /// Reads a self-assessment of a case. MUST return none for one that is not in
    /// this case, and for one that the portal no longer keeps.
    fn self_assessment_in_case(
        &self,
        access: &Audited<PersonId>,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<Application>, StoreFault>> + Send;

    /// Reads the self-assessment that was put into a case last, if one was, for a
    /// form of the case.
    fn latest_self_assessment(
        &self,
        access: &Audited<CaseKey>,
    ) -> impl Future<Output = Result<Option<Application>, StoreFault>> + Send;
}
