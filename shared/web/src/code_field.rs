//! The field for a code of six digits, and what is said of a code.

use crate::govuk::{Hint, Input, Label};
use crate::page::mistake::{FieldMistake, wrong};
use crate::who::sign_in::typed_code;

/// Returns the field for a code, whose name is `code`.
#[must_use]
pub fn code_input(hint: &'static str, mistakes: &[FieldMistake]) -> Input {
    Input {
        id: "code".into(),
        name: "code".into(),
        label: Label::of("Code"),
        hint: Some(Hint::of(hint)),
        inputmode: "numeric".into(),
        autocomplete: "one-time-code".into(),
        spellcheck: Some(false),
        classes: "govuk-input--width-10 govuk-input--extra-letter-spacing".into(),
        error_message: wrong(mistakes, "code"),
        ..Input::default()
    }
}

/// Reads six digits as somebody typed them.
///
/// # Errors
/// Returns what is wrong with what was typed, in the words of the page.
pub fn read_code(typed: &str) -> Result<String, &'static str> {
    typed_code(typed).ok_or(if typed.trim().is_empty() {
        "Enter the code"
    } else {
        "The code is 6 numbers, like 123456"
    })
}

/// Returns the message for a wrong code that can be tried again so often.
#[must_use]
pub fn wrong_code(left: u32) -> String {
    match left {
        1 => "The code is not right. Check it. You can try one more time".to_owned(),
        left => format!("The code is not right. Check it. You can try {left} more times"),
    }
}
