//! The addresses of the pages of practitioners.

use domain::forms::staff_case::TeamId;
use domain::values::person_id::PersonId;
use domain::values::reference::Reference;

/// The address of the first page: the work of somebody's first team.
pub(crate) const WORK: &str = "/practice";

/// The address at which a case is opened.
pub(crate) const NEW: &str = "/practice/people/new";

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
