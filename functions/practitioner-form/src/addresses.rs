//! The addresses of the pages of practitioners.

use domain::correspondence::team_inbox::TeamInbox;
use domain::forms::staff_case::TeamId;
use domain::records::holder_access::HolderAccessId;
use domain::values::person_id::PersonId;
use domain::values::reference::Reference;

/// The address of the first page: the work of somebody's first team.
pub(crate) const WORK: &str = "/practice";

/// The address at which a case is opened.
pub(crate) const NEW: &str = "/practice/people/new";

/// Returns the address of the inbox of a team.
pub(crate) const fn inbox(inbox: TeamInbox) -> &'static str {
    match inbox {
        TeamInbox::Concerns => "/practice/concerns",
        TeamInbox::CallBacks => "/practice/call-backs",
    }
}

/// Returns the address of the work of a team.
pub(crate) fn team(team: &TeamId) -> String {
    format!("{WORK}/teams/{}", team.0)
}

/// Returns the address of a case.
pub(crate) fn case(person: &PersonId) -> String {
    format!("{WORK}/people/{}", person.as_str())
}

/// Returns the address of a self-assessment in a case.
pub(crate) fn self_assessment(person: &PersonId, reference: &Reference) -> String {
    format!("{}/self-assessments/{}", case(person), reference.plain())
}

/// Returns an address pattern of a form with the person in it.
pub(crate) fn form(pattern: &str, person: &PersonId) -> String {
    pattern.replace("{person}", person.as_str())
}

/// Returns the address of the indicative budget of a case.
pub(crate) fn budget(person: &PersonId) -> String {
    format!("{}/budget", case(person))
}

/// Returns the address of the indicative budget of a version of the assessment.
pub(crate) fn budget_version(person: &PersonId, version: u32) -> String {
    format!("{}/{version}", budget(person))
}

/// Returns the address of who may see the care record of a person.
pub(crate) fn account(person: &PersonId) -> String {
    format!("{}/account", case(person))
}

/// Returns the address of one access to the care record of a person.
pub(crate) fn holder(person: &PersonId, id: &HolderAccessId) -> String {
    format!("{}/{}", account(person), id.as_str())
}
