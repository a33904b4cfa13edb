//! Which of somebody's forms a page was drawn for.
//!
//! Somebody may have two forms of one kind open in two tabs, and the session
//! knows one of them: the one that was opened last. So every page says in a
//! hidden field which form it was drawn for, and what is typed in it goes
//! there.

use std::fmt;

use domain::saved::SavedId;

use crate::form::Posted;

/// The name of the field. No question of any form is called so.
pub const MEANT_FOR: &str = "meant-for";

/// What starts the field's value for a form that is not begun.
const NEW: &str = "new-";

/// What starts it for what was typed without an account.
const VISIT: &str = "visit-";

/// Which of somebody's forms a page was drawn for, as it says itself when it is
/// posted. Anybody can post anything: whose form it is has to be looked up.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum MeantFor {
    /// It does not say.
    Unsaid,
    /// This one.
    Saved(SavedId),
    /// One that begins with what is typed here, under this id: posted twice, it
    /// begins once.
    New(SavedId),
    /// What was typed in this visit without an account
    /// ([`domain::draft::DraftKey::mark`]).
    Visit(String),
}

impl MeantFor {
    /// What a page says that was posted. What no page of ours says is nothing.
    #[must_use]
    pub fn of(posted: &Posted) -> Self {
        Self::read(posted.one(MEANT_FOR))
    }

    fn read(said: &str) -> Self {
        let id = |id: &str| SavedId(id.to_owned());
        if let Some(new) = said.strip_prefix(NEW) {
            return match SavedId::is_one(new) {
                true => Self::New(id(new)),
                false => Self::Unsaid,
            };
        }
        if let Some(mark) = said.strip_prefix(VISIT) {
            return Self::Visit(mark.to_owned());
        }
        let could_be =
            said.len() <= 64 && said.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        match could_be && !said.is_empty() {
            true => Self::Saved(id(said)),
            false => Self::Unsaid,
        }
    }
}

/// As the field says it.
impl fmt::Display for MeantFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsaid => Ok(()),
            Self::Saved(id) => f.write_str(&id.0),
            Self::New(id) => write!(f, "{NEW}{}", id.0),
            Self::Visit(mark) => write!(f, "{VISIT}{mark}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use journey::form::Audience;
    use journey::forms::SHIPPED;

    use super::*;

    #[test]
    fn what_a_page_says_is_read_again() {
        let id = SavedId::new(crate::example::now(), "0123456789abcdef");
        for meant in [
            MeantFor::Unsaid,
            MeantFor::Saved(id.clone()),
            MeantFor::New(id),
            MeantFor::Visit("9f86d081884c7d65".to_owned()),
        ] {
            assert_eq!(MeantFor::read(&meant.to_string()), meant);
        }
    }

    #[test]
    fn what_no_page_says_is_nothing() {
        let long = "a".repeat(65);
        for said in ["new-", "new-1", "new-../x", "a b", "a#b", "é", &long] {
            assert_eq!(MeantFor::read(said), MeantFor::Unsaid, "{said}");
        }
    }

    #[test]
    fn no_question_has_the_name_of_a_field_that_is_no_answer() {
        for audience in Audience::ALL {
            for (form, _) in SHIPPED.for_audience(audience) {
                for name in [MEANT_FOR, crate::session::SIGN_IN_AGAIN] {
                    assert!(form.page(name).is_none(), "{name} of {}", form.id);
                }
            }
        }
    }
}
