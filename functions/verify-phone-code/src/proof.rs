//! The proof that is asked for again before a second factor or the password
//! changes: the password, and a code of the factor that the person has (ASVS 5.0,
//! 7.5.1).

use askama::Template;
use axum::response::Response;
use domain::access::sign_in::{CodeAttempt, SignInStore as _};
use futures_util::future::try_join;
use web::govuk::{Button, Input, Label};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, both, summary};
use web::staff_pages::{ACCOUNT_PAGE, CODE_PAGE};
use web::who::present_password::{password_field, prove_password, typed_password};
use web::who::{AnyRole, Staff};
use web::{Failure, PageFrame, see_other};

use crate::code::{code_input, read, try_again};
use crate::{AppState, PROVE_FOR_APP, PROVE_FOR_PASSWORD, PhoneCodePorts, REMOVE_APP, Waiting};

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

/// A change for which a session alone is not enough.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Change {
    NewApp,
    NoApp,
    Password,
}

/// The page that asks for the password, and for a code of the app in use,
/// before anything changes.
#[derive(Template)]
#[template(path = "prove.html")]
pub(crate) struct Prove {
    frame: PageFrame,
    action: &'static str,
    removes: bool,
    sets_password: bool,
    /// The end of the telephone number that gets a code next, from somebody
    /// without an app.
    ending: Option<String>,
    proof: ProofFields,
    button: Button,
}

impl Prove {
    pub(crate) fn new(staff: &Staff<AnyRole>, change: Change, mistakes: &[FieldMistake]) -> Self {
        let staff_user = staff.staff_user();
        let has_app = staff_user.app.is_some();
        let phone = staff_user.phone.as_ref().filter(|_| !has_app);
        let (title, action, button) = match change {
            Change::NewApp => ("Set up an authenticator app", PROVE_FOR_APP, "Continue"),
            Change::NoApp => (
                "Stop using your authenticator app",
                REMOVE_APP,
                "Stop using the app",
            ),
            Change::Password => ("Change your password", PROVE_FOR_PASSWORD, "Continue"),
        };
        Self {
            frame: staff
                .page(title)
                .back(ACCOUNT_PAGE)
                .errors(summary(mistakes)),
            action,
            removes: change == Change::NoApp,
            sets_password: change == Change::Password,
            ending: phone.map(|phone| phone.ending().to_owned()),
            proof: ProofFields::new(has_app, mistakes),
            button: Button::of(button),
        }
    }
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Returns what is wrong with the proof of a change; nothing if it is
    /// right.
    pub(crate) async fn mistakes_of(
        &self,
        waiting: &Waiting,
        posted: &PostedForm,
    ) -> Result<Vec<FieldMistake>, Failure> {
        let has_app = waiting.staff_user.app.is_some();
        Ok(match TypedProof::read(posted, has_app) {
            Ok(typed) => self.prove(waiting, &typed).await?.into_iter().collect(),
            Err(mistakes) => mistakes,
        })
    }

    /// Leads on from the right password: to `next` if a code of the app was right
    /// as well, and for somebody without an app to the page that takes the code
    /// that is sent to their telephone.
    pub(crate) async fn after_password(
        &self,
        waiting: Waiting,
        next: &'static str,
    ) -> Result<Response, Failure> {
        let next = match (&waiting.staff_user.app, &waiting.staff_user.phone) {
            (Some(_), _) => next,
            (None, None) => return Err(Failure::STAFF_SIGNED_OUT),
            (None, Some(phone)) => {
                self.send_code(&waiting, phone, phone.reached_by()).await?;
                CODE_PAGE
            }
        };
        Ok(waiting.cookie.remembered_in(see_other(next)))
    }

    /// Tries a proof and keeps the sign-in that it is for, or returns the
    /// mistake that the page shows. The code is tried only with the right
    /// password, so that nobody without it uses up the tries of codes.
    pub(crate) async fn prove(
        &self,
        waiting: &Waiting,
        typed: &TypedProof<'_>,
    ) -> Result<Option<FieldMistake>, Failure> {
        match self.prove_password(waiting, typed).await? {
            None => self.prove_code(waiting, typed).await,
            wrong => Ok(wrong),
        }
    }

    /// Tries the password, and keeps the sign-in meanwhile. Until a code is right,
    /// the sign-in opens nothing, and no browser has its cookie.
    pub(crate) async fn prove_password(
        &self,
        waiting: &Waiting,
        typed: &TypedProof<'_>,
    ) -> Result<Option<FieldMistake>, Failure> {
        let (store, identity) = (self.ports.store(), self.ports.identity());
        let started = async {
            let started = store.start_sign_in(waiting.cookie.key(), &waiting.sign_in);
            Ok(started.await?)
        };
        let proven = prove_password(identity, &waiting.staff_user.email, typed.password);
        Ok(try_join(proven, started).await?.0)
    }

    /// Tries the code of somebody with an app, whose password is right.
    pub(crate) async fn prove_code(
        &self,
        waiting: &Waiting,
        typed: &TypedProof<'_>,
    ) -> Result<Option<FieldMistake>, Failure> {
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
