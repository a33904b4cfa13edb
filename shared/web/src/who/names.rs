//! The two fields for a first and a last name, and the names typed there.

use domain::access::account::LONGEST_NAME;
use domain::values::email_address::EmailAddress;
use domain::values::typed_text::one_line;

use crate::govuk::{Hint, Input, Label};
use crate::http::form::PostedForm;
use crate::page::mistake::{FieldMistake, email_address, wrong};

const FIRST: &str = "first-name";
const LAST: &str = "last-name";

/// Somebody whom the person who types invites.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvitedPerson {
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The address that the invitation goes to.
    pub email: EmailAddress,
}

/// The person whose name is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NameOwner {
    /// The person who types.
    Own,
    /// Somebody else.
    Theirs,
}

/// A first and a last name as somebody typed them, with one space where there
/// were several.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TypedNames {
    first: String,
    last: String,
}

/// A first and a last name that are known, to be shown in the fields.
impl From<[String; 2]> for TypedNames {
    fn from([first, last]: [String; 2]) -> Self {
        Self { first, last }
    }
}

impl TypedNames {
    /// Reads the names from a form posted with [`Self::fields`].
    #[must_use]
    pub fn of(posted: &PostedForm) -> Self {
        let name = |field| {
            let seen = one_line(posted.one(field));
            seen.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        Self {
            first: name(FIRST),
            last: name(LAST),
        }
    }

    /// Returns the first and the last name, unchecked.
    #[must_use]
    pub fn both(&self) -> [&str; 2] {
        [&self.first, &self.last]
    }

    /// Checks the names and returns the first and the last name. Somebody who has
    /// one name may type it in either field; the last name is then empty.
    ///
    /// # Errors
    /// Returns every mistake, in the order of the fields.
    pub fn read(&self, whose: NameOwner) -> Result<(String, String), Vec<FieldMistake>> {
        let (enter, yours) = match whose {
            NameOwner::Own => ("Enter your name", "Your"),
            NameOwner::Theirs => ("Enter their name", "Their"),
        };
        if self.first.is_empty() && self.last.is_empty() {
            return Err(vec![FieldMistake::new(FIRST, enter)]);
        }
        let too_long = |field, called: &str, typed: &str| {
            let words = format!("{yours} {called} must be {LONGEST_NAME} characters or fewer");
            (typed.chars().count() > LONGEST_NAME).then(|| FieldMistake::new(field, words))
        };
        let mistakes: Vec<_> = [
            too_long(FIRST, "first name", &self.first),
            too_long(LAST, "last name", &self.last),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(match self.first.is_empty() {
            true => (self.last.clone(), String::new()),
            false => (self.first.clone(), self.last.clone()),
        })
    }

    /// Checks the names and the e-mail address of somebody else who is invited.
    ///
    /// # Errors
    /// Returns every mistake, in the order of the fields.
    pub fn read_with_email(&self, email: &str) -> Result<InvitedPerson, Vec<FieldMistake>> {
        let names = self.read(NameOwner::Theirs);
        let email = email_address(email).map_err(|mistake| match email {
            "" => FieldMistake::new("email", "Enter their email address"),
            _ => mistake,
        });
        match (names, email) {
            (Ok((first_name, last_name)), Ok(email)) => Ok(InvitedPerson {
                first_name,
                last_name,
                email,
            }),
            (names, email) => {
                let mut mistakes = names.err().unwrap_or_default();
                mistakes.extend(email.err());
                Err(mistakes)
            }
        }
    }

    /// Returns the two fields, filled with what was typed.
    #[must_use]
    pub fn fields(&self, whose: NameOwner, mistakes: &[FieldMistake]) -> [Input; 2] {
        let field = |id: &'static str, label: &'static str, typed: &str, complete| Input {
            id: id.into(),
            name: id.into(),
            label: Label::of(label),
            value: typed.to_owned().into(),
            autocomplete: match whose {
                NameOwner::Own => complete,
                NameOwner::Theirs => "off",
            }
            .into(),
            spellcheck: Some(false),
            error_message: wrong(mistakes, id),
            ..Input::default()
        };
        let one_name = match whose {
            NameOwner::Own => "If you have only one name, enter it here",
            NameOwner::Theirs => "If they have only one name, enter it here",
        };
        let first = Input {
            hint: Some(Hint::of(one_name)),
            ..field(FIRST, "First name", &self.first, "given-name")
        };
        [first, field(LAST, "Last name", &self.last, "family-name")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(first: &str, last: &str) -> TypedNames {
        TypedNames {
            first: first.to_owned(),
            last: last.to_owned(),
        }
    }

    fn words(typed: &TypedNames, whose: NameOwner) -> Vec<String> {
        let mistakes = typed.read(whose).unwrap_err();
        let words = mistakes.into_iter().map(|mistake| mistake.words);
        words.map(|words| words.to_string()).collect()
    }

    #[test]
    fn a_name_is_asked_for_and_none_may_be_too_long() {
        assert_eq!(words(&typed("", ""), NameOwner::Own), ["Enter your name"]);
        let long = typed("Jo", &"o".repeat(101));
        let too_long = "Their last name must be 100 characters or fewer";
        assert_eq!(words(&long, NameOwner::Theirs), [too_long]);
    }

    #[test]
    fn one_name_is_enough_in_either_field() {
        for both in [typed("Suharto", ""), typed("", "Suharto")] {
            let read = both.read(NameOwner::Own);
            assert_eq!(read, Ok(("Suharto".to_owned(), String::new())));
        }
    }

    #[test]
    fn a_name_as_long_as_it_may_be_is_taken() {
        let last = "ó".repeat(100);
        let both = typed("Jo", &last).read(NameOwner::Own).unwrap();
        assert_eq!(both, ("Jo".to_owned(), last));
    }

    #[test]
    fn what_was_typed_stands_in_its_field() {
        let typed = typed("Jo", &"o".repeat(101));
        let mistakes = typed.read(NameOwner::Own).unwrap_err();
        let [first, last] = typed.fields(NameOwner::Own, &mistakes);
        assert_eq!(first.value, "Jo");
        assert!(first.error_message.is_none() && last.error_message.is_some());
    }
}
