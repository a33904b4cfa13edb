//! Cases: forms that staff fill in about a person. One team works on a case.
//!
//! Several people may work on a case at once, so an answer is kept on the
//! condition that nobody else has changed it since its page was drawn. A form
//! that was signed off never changes: a later change begins a new version, and
//! the earlier version stays as it was.

use std::collections::BTreeMap;

use crate::access::audit::{Audited, Subject};
use crate::fault::StoreFault;
use crate::forms::attribution::{Attribution, Attributions};
use crate::forms::draft::{Answer, Answers};
use crate::values::account_id::AccountId;
use crate::values::id_text::is_slug;
use crate::values::person_id::PersonId;

/// The id of a team of the council: `older-people-north`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TeamId(pub String);

/// The error of a text that is not the id of a team.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an id of a team")]
pub struct NotATeamId;

impl TeamId {
    /// Returns the name of the team as pages say it: `Older people north`.
    ///
    /// ```
    /// use domain::forms::staff_case::TeamId;
    ///
    /// let team: TeamId = "older-people-north".parse().unwrap();
    /// assert_eq!(team.title(), "Older people north");
    /// ```
    #[must_use]
    pub fn title(&self) -> String {
        let mut words = self.0.replace('-', " ");
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        words
    }
}

/// Reads an id as it stands in an address: at most 40 lower-case letters, digits
/// and hyphens.
impl std::str::FromStr for TeamId {
    type Err = NotATeamId;

    fn from_str(text: &str) -> Result<Self, NotATeamId> {
        match is_slug(text) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotATeamId),
        }
    }
}

/// The key of a form in a person's case.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct CaseKey {
    /// The person whom the case is about.
    pub person: PersonId,
    /// The id of the form: `needs-assessment`.
    pub form: String,
}

impl From<CaseKey> for Subject {
    fn from(case: CaseKey) -> Self {
        Self::Person(case.person)
    }
}

/// The state of a form that a page showed. A post from the page may change only
/// what was already so then.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CaseMark {
    /// The number of the version, from 1.
    pub version: u32,
    /// The number of changes to that version; 0 before the version is begun.
    pub changes: u64,
}

/// A version of a form in a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CaseForm {
    /// The version, and the number of changes to it.
    pub mark: CaseMark,
    /// The answers so far.
    pub answers: Answers,
    /// The person who gave each answer.
    pub attributions: Attributions,
    /// The person who last cleared the answers, if somebody did.
    pub cleared: Option<Attribution>,
    /// The person who signed the version off, if somebody did. Such a version
    /// never changes.
    pub signed_off: Option<Attribution>,
}

impl CaseForm {
    /// Makes version 1 before anything is answered in it.
    #[must_use]
    pub fn unbegun() -> Self {
        Self {
            mark: CaseMark {
                version: 1,
                changes: 0,
            },
            answers: Answers::default(),
            attributions: Attributions::new(),
            cleared: None,
            signed_off: None,
        }
    }
}

/// The outcome of a change to a form in a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CaseOutcome {
    /// The change was made. Holds the form as it is now.
    Done(CaseForm),
    /// The change was not made, because somebody else has changed the same
    /// answers in the meantime. Holds the form as they left it.
    Overtaken(CaseForm),
    /// The change was not made, because the form is signed off. Holds the form.
    SignedOff(CaseForm),
    /// The case has no such version of the form.
    Missing,
}

/// The team that works on a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CaseTeam {
    /// The team.
    pub id: TeamId,
    /// The name of the person whom the case is about, which every page about them
    /// shows; none of a case that nobody has opened with a name.
    pub person_name: Option<String>,
}

/// Reads which team works on a person's case, and who is in the team.
pub trait CaseTeamReader: Clone + Send + Sync + 'static {
    /// Finds the team that works on a person's case.
    fn team_of(
        &self,
        person: &PersonId,
    ) -> impl Future<Output = Result<Option<CaseTeam>, StoreFault>> + Send;

    /// Reads whom each of several cases is about. MUST leave out a case that is not
    /// there or whose name cannot be read, so that it hides no other.
    fn case_names(
        &self,
        people: &[PersonId],
    ) -> impl Future<Output = Result<BTreeMap<PersonId, String>, StoreFault>> + Send;

    /// Whether somebody is in a team. The read MUST be consistent, so that
    /// somebody who leaves the team loses access at once.
    fn is_in_team(
        &self,
        team: &TeamId,
        staff: &AccountId,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

/// Changes which team works on a person's case, and who is in the team.
pub trait CaseTeamStore: CaseTeamReader {
    /// Gives a person's case to a team, in place of the team that had the case.
    fn assign_case(
        &self,
        person: &PersonId,
        team: &TeamId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Adds somebody to a team. MUST succeed if they are in it already.
    fn join_team(
        &self,
        team: &TeamId,
        staff: &AccountId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Removes somebody from a team. MUST succeed if they are not in it.
    fn leave_team(
        &self,
        team: &TeamId,
        staff: &AccountId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// Reads the forms of cases.
pub trait CaseFormReader: Clone + Send + Sync + 'static {
    /// Reads the latest version of a form in a case.
    fn latest_case_form(
        &self,
        access: &Audited<CaseKey>,
    ) -> impl Future<Output = Result<Option<CaseForm>, StoreFault>> + Send;

    /// Reads one version of a form in a case.
    fn case_form(
        &self,
        access: &Audited<CaseKey>,
        version: u32,
    ) -> impl Future<Output = Result<Option<CaseForm>, StoreFault>> + Send;
}

/// Keeps the forms of cases.
///
/// Each change is one conditional write. The write MUST be refused, and change
/// nothing, if the form is signed off, or if somebody other than `by` has
/// changed an answer that it touches, or cleared the form, after `mark`. People
/// may change their own answer again from any page.
pub trait CaseFormStore: CaseFormReader + CaseTeamReader {
    /// Keeps answers under their keys, all of them or none, and leaves every
    /// other answer as it is. MUST begin version 1 if there is no version.
    fn keep_case_answers(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        answers: &[(String, Answer)],
        by: &Attribution,
    ) -> impl Future<Output = Result<CaseOutcome, StoreFault>> + Send;

    /// Keeps an item of a group, unless it is new and the group has `most` already:
    /// then MUST return the form as it is. MUST count and keep in one, so that
    /// items that are added at the same time are never more than `most`.
    fn keep_case_item(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        item: (&str, &Answer),
        most: u32,
        by: &Attribution,
    ) -> impl Future<Output = Result<CaseOutcome, StoreFault>> + Send;

    /// Removes an answer. MUST succeed if there is no such answer.
    fn remove_case_answer(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        key: &str,
        by: &Attribution,
    ) -> impl Future<Output = Result<CaseOutcome, StoreFault>> + Send;

    /// Removes every answer. MUST be refused if anybody has changed anything
    /// after `mark`.
    fn clear_case_form(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        by: &Attribution,
    ) -> impl Future<Output = Result<CaseOutcome, StoreFault>> + Send;

    /// Signs a version off. MUST be refused if anybody has changed anything
    /// after `mark`. MUST answer [`CaseOutcome::Done`] again to the person who
    /// has already signed it off.
    fn sign_off_case_form(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        by: &Attribution,
    ) -> impl Future<Output = Result<CaseOutcome, StoreFault>> + Send;

    /// Begins the next version of a form that is signed off, with its answers
    /// and their attributions. MUST leave the signed version as it is, and also
    /// the next version if that is begun already. Returns the next version, or
    /// [`CaseOutcome::Missing`] if `signed_off` is not signed off.
    fn begin_next_version(
        &self,
        case: &CaseKey,
        signed_off: u32,
    ) -> impl Future<Output = Result<CaseOutcome, StoreFault>> + Send;
}
