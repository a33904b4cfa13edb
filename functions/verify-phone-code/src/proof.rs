//! The proof that is asked for again before a second factor changes: the
//! password, and a code of the factor that the person has (ASVS 5.0, 7.5.1).

use domain::access::sign_in::{CodeAttempt, SignInStore as _};
use web::Failure;
use web::govuk::{Input, Label};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, both};
use web::who::present_password::{password_field, prove_password, typed_password};

use crate::code::{code_input, read, try_again};
use crate::{AppState, PhoneCodePorts, Waiting};

const TOO_MANY: &str = "You have tried too many codes. Wait an hour, then try again";

/// The fields of the proof.
pub(crate) struct ProofFields {
    pub(crate) password: Input,
    /// The field for a code of the app, if the person uses one.
    pub(crate) code: Option<Input>,
}

/// A password and, from somebody with an app, a code of it, as they were typed.
pub(crate) struct TypedProof<'a> {
    password: &'a str,
    code: Option<String>,
}

impl ProofFields {
    pub(crate) fn new(has_app: bool, mistakes: &[FieldMistake]) -> Self {
        let code = || Input {
            label: Label::of("Code from your authenticator app"),
            ..code_input("The 6 numbers that your app shows now.", mistakes)
        };
        Self {
            password: password_field("Your password", mistakes),
            code: has_app.then(code),
        }
    }
}

impl<'a> TypedProof<'a> {
    /// Reads the fields, or returns every mistake in the order of the page.
    pub(crate) fn read(posted: &'a PostedForm, has_app: bool) -> Result<Self, Vec<FieldMistake>> {
        let code = has_app
            .then(|| read(posted.one("code")))
            .transpose()
            .map_err(|words| FieldMistake::new("code", words));
        let (password, code) = both(typed_password(posted.one("password")), code)?;
        Ok(Self { password, code })
    }
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Tries a proof and keeps the sign-in that it is for, or returns the
    /// mistake that the page shows. The code is tried only with the right
    /// password, so that nobody without it uses up the tries of codes.
    pub(crate) async fn prove(
        &self,
        waiting: &Waiting,
        typed: &TypedProof<'_>,
    ) -> Result<Option<FieldMistake>, Failure> {
        let (email, password) = (&waiting.staff_user.email, typed.password);
        let wrong = prove_password(self.ports.identity(), email, password).await?;
        if wrong.is_some() {
            return Ok(wrong);
        }
        let (store, key) = (self.ports.store(), waiting.cookie.key());
        store.start_sign_in(key, &waiting.sign_in).await?;
        let Some(code) = &typed.code else {
            return Ok(None);
        };
        let tried = self.try_app(waiting, code, &self.site.new_id()).await?;
        Ok(match tried {
            CodeAttempt::Right => None,
            CodeAttempt::Wrong { left } => Some(FieldMistake::new("code", try_again(left))),
            CodeAttempt::NoCode => Some(FieldMistake::new("code", TOO_MANY)),
        })
    }
}
