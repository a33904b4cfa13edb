//! The form that a page was drawn for.
//!
//! Somebody may have two forms of one kind open in two tabs, while the session
//! knows only the one that was opened last. So every page names its form in a
//! hidden field, and the answers posted from the page go into that form.

use std::fmt;

use domain::forms::staff_case::CaseMark;
use domain::values::saved_id::SavedId;

use crate::http::form::PostedForm;
use crate::page::site_context::SiteContext;

/// The name of the hidden field. No question of any form has this name.
pub const TARGET_FORM: &str = "meant-for";

/// The beginning of the field's value for a form that is not begun.
const NEW: &str = "new-";

/// The beginning of the field's value for the answers of a visit without an
/// account.
const VISIT: &str = "visit-";

/// The beginning of the field's value for a version of a form in a case:
/// `case-2-17`.
const CASE: &str = "case-";

/// The form that a posted page says it was drawn for. Anybody can post
/// anything, so the code that uses it has to look up whose form it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TargetForm {
    /// The page does not say.
    Unsaid,
    /// A saved form.
    Saved(SavedId),
    /// A form that begins with the posted answer, under this id. Posting the
    /// page twice begins one form.
    New(SavedId),
    /// A version of a form in a case, and how many changes the page showed of
    /// it.
    Case(CaseMark),
    /// The answers of a visit without an account, by the mark of the visit
    /// ([`domain::forms::draft::DraftKey::mark`]).
    Visit(String),
}

impl TargetForm {
    /// Names a form that is to begin, under a new id.
    pub(super) fn new(site: &SiteContext) -> Self {
        Self::New(SavedId::new(site.now(), &site.new_id()))
    }

    /// Reads the hidden field of a posted page. A value that no page of the
    /// portal has is [`Self::Unsaid`].
    #[must_use]
    pub fn of(posted: &PostedForm) -> Self {
        Self::read(posted.one(TARGET_FORM))
    }

    fn read(said: &str) -> Self {
        if let Some(new) = said.strip_prefix(NEW) {
            let new = new
                .parse()
                .ok()
                .filter(|new: &SavedId| SavedId::is_one(&new.0));
            return new.map_or(Self::Unsaid, Self::New);
        }
        if let Some(mark) = said.strip_prefix(VISIT) {
            return Self::Visit(mark.to_owned());
        }
        if let Some(mark) = said.strip_prefix(CASE) {
            return case_mark(mark).map_or(Self::Unsaid, Self::Case);
        }
        said.parse().map_or(Self::Unsaid, Self::Saved)
    }
}

/// Reads `2-17`: the second version, changed 17 times.
fn case_mark(said: &str) -> Option<CaseMark> {
    let (version, changes) = said.split_once('-')?;
    Some(CaseMark {
        version: version.parse().ok()?,
        changes: changes.parse().ok()?,
    })
}

/// Writes the value of the hidden field, which [`TargetForm::of`] reads.
impl fmt::Display for TargetForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsaid => Ok(()),
            Self::Saved(id) => f.write_str(&id.0),
            Self::New(id) => write!(f, "{NEW}{}", id.0),
            Self::Case(mark) => write!(f, "{CASE}{}-{}", mark.version, mark.changes),
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
            TargetForm::Unsaid,
            TargetForm::Saved(id.clone()),
            TargetForm::New(id),
            TargetForm::Case(CaseMark {
                version: 2,
                changes: 17,
            }),
            TargetForm::Visit("9f86d081884c7d65".to_owned()),
        ] {
            assert_eq!(TargetForm::read(&meant.to_string()), meant);
        }
    }

    #[test]
    fn what_no_page_says_is_nothing() {
        let long = "a".repeat(65);
        for said in [
            "new-",
            "new-1",
            "case-",
            "case-1",
            "case-0x1-1",
            "case-1-1-1",
            "new-../x",
            "a b",
            "a#b",
            "é",
            &long,
        ] {
            assert_eq!(TargetForm::read(said), TargetForm::Unsaid, "{said}");
        }
    }

    #[test]
    fn no_question_has_the_name_of_a_field_that_is_no_answer() {
        for audience in Audience::ALL {
            for (form, _) in SHIPPED.for_audience(audience) {
                for name in [TARGET_FORM, crate::session::citizen::SIGN_IN_AGAIN] {
                    assert!(form.question(name).is_none(), "{name} of {}", form.id);
                }
            }
        }
    }
}
