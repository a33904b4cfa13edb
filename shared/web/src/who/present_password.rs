//! The present password: of somebody who signs in, and of somebody who is signed
//! in, asked for again before what they sign in with changes (ASVS 5.0, 7.5.1).

use domain::access::password::Password;
use domain::access::sign_in::{IdentityProvider, PasswordProven};
use domain::values::email_address::EmailAddress;

use crate::govuk::{Input, Label};
use crate::http::failure::Failure;
use crate::page::mistake::{FieldMistake, both, email_address, wrong};

const MISSING: &str = "Enter your password";
const WRONG: &str = "The password is not right. Check it and try again";

/// The message for a wrong password of somebody who signs in, and also for an
/// address without an account, so that it does not tell which addresses have
/// one.
pub const CREDENTIALS_WRONG: &str =
    "The email address or password is not right. Check both and try again";

/// The message for a password that was tried too often.
pub const TOO_MANY: &str =
    "You have tried too many times. Wait 15 minutes, or choose a new password now";

/// Returns the field for the present password. What was typed is not shown
/// again.
#[must_use]
pub fn password_field(label: &'static str, mistakes: &[FieldMistake]) -> Input {
    Input {
        id: "password".into(),
        name: "password".into(),
        label: Label::of(label),
        autocomplete: "current-password".into(),
        error_message: wrong(mistakes, "password"),
        ..Input::default()
    }
    .for_password()
}

/// Reads what was typed into [`password_field`]. The identity provider takes
/// what of it is the password.
///
/// # Errors
/// If nothing was typed.
pub fn typed_password(typed: &str) -> Result<&str, FieldMistake> {
    Some(typed)
        .filter(|typed| !Password::as_typed(typed).is_empty())
        .ok_or_else(|| FieldMistake::new("password", MISSING))
}

/// Reads what somebody who signs in typed: the address and the password.
///
/// # Errors
/// Every mistake, in the order of the page.
pub fn typed_credentials<'a>(
    email: &str,
    password: &'a str,
) -> Result<(EmailAddress, &'a str), Vec<FieldMistake>> {
    both(email_address(email), typed_password(password))
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
