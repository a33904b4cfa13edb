//! Forms that staff fill in about a person: a case, which one team works on.
//!
//! Several people may work on a case at once, so every answer is kept on the
//! condition that nobody else has changed it since its page was drawn. A form
//! that was signed off is never changed again; what is to be changed begins a
//! new version, and the one before stays as it was.

use crate::account::AccountId;
use crate::attribution::{Attribution, Attributions};
use crate::draft::{Answer, Answers};
use crate::fault::StoreFault;

/// Identifies a person whom the council knows.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PersonId(String);

/// Text that is no id of a person.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an id of a person")]
pub struct NotAPersonId;

impl PersonId {
    /// Reads an id as it stands in an address: at most 40 lower-case letters,
    /// digits and hyphens.
    ///
    /// # Errors
    /// [`NotAPersonId`].
    pub fn parse(text: &str) -> Result<Self, NotAPersonId> {
        let fits = (1..=40).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        match fits {
            true => Ok(Self(text.to_owned())),
            false => Err(NotAPersonId),
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Identifies a team of the council: `older-people-north`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TeamId(pub String);

/// Identifies a form in a person's case.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct CaseKey {
    /// Whom it is about.
    pub person: PersonId,
    /// Which form: `needs-assessment`.
    pub form: String,
}

/// Says what a page showed of a form in a case, so that what is posted from it
/// changes nothing that it did not show.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CaseMark {
    /// Which version, from 1.
    pub version: u32,
    /// How often that version had been changed; 0 before it was begun.
    pub changes: u64,
}

/// A version of a form in a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CaseForm {
    /// Which version this is, and how often it was changed.
    pub mark: CaseMark,
    /// Everything answered.
    pub answers: Answers,
    /// Who gave each answer.
    pub attributions: Attributions,
    /// Who cleared its answers last, if somebody did.
    pub cleared: Option<Attribution>,
    /// Who signed it off, if somebody did: it is never changed again.
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

/// What became of a change in a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CaseOutcome {
    /// The change is made: the form as it is now.
    Done(CaseForm),
    /// Somebody else has changed the same meanwhile, and nothing is changed: the
    /// form as they left it.
    Overtaken(CaseForm),
    /// The form is signed off, and nothing is changed.
    SignedOff(CaseForm),
    /// There is no such version.
    Missing,
}

/// Knows which team works on whose case, and who is in it.
pub trait CaseTeamReader: Clone + Send + Sync + 'static {
    /// Finds the team that works on a person's case.
    fn team_of(
        &self,
        person: &PersonId,
    ) -> impl Future<Output = Result<Option<TeamId>, StoreFault>> + Send;

    /// Checks whether somebody is in a team. MUST be consistent: who was taken
    /// out is out at once.
    fn is_in_team(
        &self,
        team: &TeamId,
        staff: &AccountId,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

/// Changes which team works on whose case, and who is in it.
pub trait CaseTeamStore: CaseTeamReader {
    /// Gives a person's case to a team, in the place of the one before.
    fn assign_case(
        &self,
        person: &PersonId,
        team: &TeamId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Takes somebody into a team. MUST succeed if they are in it.
    fn join_team(
        &self,
        team: &TeamId,
        staff: &AccountId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Takes somebody out of a team. MUST succeed if they are not in it.
    fn leave_team(
        &self,
        team: &TeamId,
        staff: &AccountId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// Keeps the forms of cases.
///
/// Each change is one conditional write. It MUST be refused, and change nothing,
/// where the form is signed off, or where somebody else than `by` has changed an
/// answer that it touches, or cleared the form, after `mark`. What somebody
/// changed themselves, from another page, they may change again.
pub trait CaseFormStore: CaseTeamReader {
    /// Reads the latest version of a form in a case.
    fn latest_case_form(
        &self,
        case: &CaseKey,
    ) -> impl Future<Output = Result<Option<CaseForm>, StoreFault>> + Send;

    /// Reads one version of a form in a case.
    fn case_form(
        &self,
        case: &CaseKey,
        version: u32,
    ) -> impl Future<Output = Result<Option<CaseForm>, StoreFault>> + Send;

    /// Keeps answers under their keys, together or not at all, and leaves every
    /// other as it is. MUST begin version 1 where there is none.
    fn keep_case_answers(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        answers: &[(String, Answer)],
        by: &Attribution,
    ) -> impl Future<Output = Result<CaseOutcome, StoreFault>> + Send;

    /// Takes an answer out. MUST succeed if it is not there.
    fn remove_case_answer(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        key: &str,
        by: &Attribution,
    ) -> impl Future<Output = Result<CaseOutcome, StoreFault>> + Send;

    /// Takes every answer out. MUST be refused where anything was changed by
    /// anybody after `mark`.
    fn clear_case_form(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        by: &Attribution,
    ) -> impl Future<Output = Result<CaseOutcome, StoreFault>> + Send;

    /// Signs a version off. MUST be refused where anything was changed by
    /// anybody after `mark`; MUST answer [`CaseOutcome::Done`] again to who
    /// signed it off.
    fn sign_off_case_form(
        &self,
        case: &CaseKey,
        mark: CaseMark,
        by: &Attribution,
    ) -> impl Future<Output = Result<CaseOutcome, StoreFault>> + Send;

    /// Begins the version after one that is signed off, with its answers and who
    /// gave them. MUST leave the one before as it is, and the new one too if it
    /// is begun already. Answers with the new one; [`CaseOutcome::Missing`] where
    /// the one before is not signed off.
    fn begin_next_version(
        &self,
        case: &CaseKey,
        signed_off: u32,
    ) -> impl Future<Output = Result<CaseOutcome, StoreFault>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_a_person_is_one_part_of_an_address() {
        assert_eq!(PersonId::parse("p-1").unwrap().as_str(), "p-1");
        for text in ["", "P1", "a/b", "..", "a b", "é", &"a".repeat(41)] {
            assert_eq!(PersonId::parse(text), Err(NotAPersonId), "{text}");
        }
    }
}
