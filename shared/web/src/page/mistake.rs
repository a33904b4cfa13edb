//! Mistakes in a posted form, as shown at the field and in the error summary.

use domain::values::email_address::EmailAddress;

use crate::govuk::{ErrorMessage, ErrorSummary, Input, Label};
use crate::html::Text;

/// A field, and what is wrong with its content.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FieldMistake {
    /// The id of the field.
    pub field: &'static str,
    /// The words that say what is wrong and how to put it right.
    pub words: Text,
}

impl FieldMistake {
    /// Makes a mistake of a field.
    pub fn new(field: &'static str, words: impl Into<Text>) -> Self {
        Self {
            field,
            words: words.into(),
        }
    }
}

/// Returns the error summary of all mistakes, each with a link to its field.
#[must_use]
pub fn summary(mistakes: &[FieldMistake]) -> ErrorSummary {
    let each = mistakes.iter();
    ErrorSummary::of_fields(each.map(|mistake| (mistake.field, mistake.words.clone())))
}

/// Returns the error message of one field, if something is wrong with the
/// field.
#[must_use]
pub fn wrong(mistakes: &[FieldMistake], field: &str) -> Option<ErrorMessage> {
    let found = mistakes.iter().find(|mistake| mistake.field == field);
    found.map(|mistake| ErrorMessage::of(mistake.words.clone()))
}

/// Joins two fields of a page: both values, or every mistake in the order of the
/// page.
///
/// # Errors
/// The mistakes of the two fields.
pub fn both<A, B>(
    first: Result<A, FieldMistake>,
    second: Result<B, FieldMistake>,
) -> Result<(A, B), Vec<FieldMistake>> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (first, second) => Err([first.err(), second.err()].into_iter().flatten().collect()),
    }
}

/// Reads an address that somebody typed into [`email_field`].
///
/// # Errors
/// Returns the mistake to show, if the text is missing or is no address.
pub fn email_address(typed: &str) -> Result<EmailAddress, FieldMistake> {
    EmailAddress::parse(typed).map_err(|_| {
        let words = if typed.trim().is_empty() {
            "Enter your email address"
        } else {
            "Enter an email address in the correct format, like name@example.com"
        };
        FieldMistake::new("email", words)
    })
}

/// Returns the field for somebody's own e-mail address, filled with what was
/// typed.
#[must_use]
pub fn email_field(typed: &str, mistakes: &[FieldMistake]) -> Input {
    Input {
        id: "email".into(),
        name: "email".into(),
        r#type: "email".into(),
        label: Label::of("Email address"),
        value: typed.to_owned().into(),
        autocomplete: "email".into(),
        spellcheck: Some(false),
        error_message: wrong(mistakes, "email"),
        ..Input::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_leads_to_each_field_and_the_field_says_its_own() {
        let mistakes = [
            FieldMistake::new("name", "Enter your name"),
            FieldMistake::new("age", format!("Age must be {} or more", 18)),
        ];
        let links: Vec<_> = summary(&mistakes)
            .error_list
            .into_iter()
            .map(|link| (link.href, link.text))
            .collect();
        let expected = [
            ("#name", "Enter your name"),
            ("#age", "Age must be 18 or more"),
        ];
        assert_eq!(links, expected.map(|(to, words)| (to.into(), words.into())));
        let at = |field| wrong(&mistakes, field).map(|message| message.text);
        assert_eq!(at("age"), Some("Age must be 18 or more".into()));
        assert_eq!(at("email"), None);
    }

    #[test]
    fn an_address_that_is_missing_is_told_from_one_that_is_none() {
        let words = |typed| email_address(typed).map_err(|mistake| mistake.words);
        let missing = Err("Enter your email address".into());
        assert_eq!((words(""), words(" \t")), (missing.clone(), missing));
        let none = "Enter an email address in the correct format, like name@example.com";
        assert_eq!(words("jo@example"), Err(none.into()));
        assert_eq!(
            words(" Jo@example.com ").unwrap().as_str(),
            "jo@example.com"
        );
    }

    #[test]
    fn an_address_that_is_wrong_stands_in_its_field_as_typed() {
        let mistake = email_address("jo@example").unwrap_err();
        let field = email_field("jo@example", &[mistake]);
        assert_eq!(field.value, "jo@example");
        assert!(field.error_message.is_some());
    }
}
