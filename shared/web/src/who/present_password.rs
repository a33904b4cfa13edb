//! The present password of somebody who is signed in, asked for again before
//! what they sign in with changes (ASVS 5.0, 7.5.1).

use domain::access::password::Password;
use domain::access::sign_in::{IdentityProvider, PasswordProven};
use domain::values::email_address::EmailAddress;

use crate::govuk::{Input, Label};
use crate::http::failure::Failure;
use crate::page::mistake::{FieldMistake, wrong};

const MISSING: &str = "Enter your password";
const WRONG: &str = "The password is not right. Check it and try again";
const TOO_MANY: &str =
    "You have tried too many times. Wait 15 minutes, or choose a new password now";

/// Returns the field for the present password. What was typed is not shown
/// again.
#[must_use]
pub fn password_field(mistakes: &[FieldMistake]) -> Input {
    Input {
        id: "password".into(),
        name: "password".into(),
        r#type: "password".into(),
        label: Label::of("Your password"),
        autocomplete: "current-password".into(),
        spellcheck: Some(false),
        error_message: wrong(mistakes, "password"),
        ..Input::default()
    }
}

/// Reads what was typed into [`password_field`].
///
/// # Errors
/// If nothing was typed.
pub fn typed_password(typed: &str) -> Result<&str, FieldMistake> {
    Some(Password::as_typed(typed))
        .filter(|password| !password.is_empty())
        .ok_or_else(|| FieldMistake::new("password", MISSING))
}

/// Proves the password of an account, or returns the mistake that the page
/// shows. The identity provider counts wrong tries.
///
/// # Errors
/// When the identity provider does not answer.
pub async fn prove_password(
    identity: &impl IdentityProvider,
    email: &EmailAddress,
    password: &str,
) -> Result<Option<FieldMistake>, Failure> {
    Ok(match identity.prove_password(email, password).await? {
        PasswordProven::Right { .. } => None,
        PasswordProven::Wrong => Some(FieldMistake::new("password", WRONG)),
        PasswordProven::TooMany => Some(FieldMistake::new("password", TOO_MANY)),
    })
}
