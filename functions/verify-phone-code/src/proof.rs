//! The proof that is asked for again before a second factor or the password
//! changes: the password, and a code of the factor that the person has (ASVS 5.0,
//! 7.5.1).

use askama::Template;
use axum::response::Response;
use domain::access::sign_in::{CodeAttempt, SignInStart, SignInStore as _};
use futures_util::future::join;
use web::code_field::{code_input, read_code, wrong_code};
use web::govuk::{Button, Input, Label};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, both, summary};
use web::staff_pages::{ACCOUNT_PAGE, CODE_PAGE};
use web::who::present_password::{password_field, prove_password, typed_password};
use web::who::sign_in::is_begun_before;
use web::who::{AnyRole, Staff};
use web::{Failure, PageFrame, see_other};

use crate::{AppState, PROVE_FOR_APP, PROVE_FOR_PASSWORD, PhoneCodePorts, REMOVE_APP, Waiting};

const TOO_MANY: &str = "You have tried too many codes. Wait an hour, then try again";

/// The fields that a page with a proof sends.
pub(crate) const FIELDS: &[&str] = &["password", "code", "id"];

/// What became of a proof.
pub(crate) enum Proof {
    Right,
    /// Another press of the same button gives it, or has given it.
    GivenBefore,
    Wrong(FieldMistake),
}

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
            .then(|| read_code(posted.one("code")))
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
    /// The id by which a second press of the button is known.
    id: String,
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
            id: staff.site().new_id(),
            button: Button::of(button),
        }
    }
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Reads and tries the proof of a change, or returns what is wrong with it.
    pub(crate) async fn proof_of(
        &self,
        waiting: &Waiting,
        posted: &PostedForm,
    ) -> Result<Result<Proof, Vec<FieldMistake>>, Failure> {
        let has_app = waiting.staff_user.app.is_some();
        Ok(match TypedProof::read(posted, has_app) {
            Ok(typed) => match self.prove(waiting, &typed).await? {
                Proof::Wrong(mistake) => Err(vec![mistake]),
                proof => Ok(proof),
            },
            Err(mistakes) => Err(mistakes),
        })
    }

    /// Leads on from the right password: to `next` if a code of the app was right
    /// as well, and for somebody without an app to the page that takes the code
    /// that is sent to their telephone, once for each time that they ask.
    pub(crate) async fn after_password(
        &self,
        waiting: &Waiting,
        proof: &Proof,
        next: &'static str,
    ) -> Result<Response, Failure> {
        let next = match (&waiting.staff_user.app, &waiting.staff_user.phone) {
            (Some(_), _) => next,
            (None, None) => return Err(Failure::STAFF_SIGNED_OUT),
            (None, Some(phone)) => {
                if matches!(proof, Proof::Right) {
                    self.send_code(waiting, phone, phone.reached_by()).await?;
                }
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
    ) -> Result<Proof, Failure> {
        match self.prove_password(waiting, typed).await? {
            None => self.prove_code(waiting, typed).await,
            Some(proof) => Ok(proof),
        }
    }

    /// Tries the password, and keeps the sign-in meanwhile. Until a code is right,
    /// the sign-in opens nothing. Returns `None` if the code is to be tried.
    pub(crate) async fn prove_password(
        &self,
        waiting: &Waiting,
        typed: &TypedProof<'_>,
    ) -> Result<Option<Proof>, Failure> {
        let (store, identity) = (self.ports.store(), self.ports.identity());
        let (key, sign_in) = (waiting.cookie.key(), &waiting.sign_in);
        let started = store.start_sign_in_once(key, sign_in, &[], self.site.now());
        let wrong = prove_password(identity, &waiting.staff_user.email, typed.password);
        let (wrong, started) = join(wrong, started).await;
        let is_first = started? == SignInStart::Now;
        if let Some(wrong) = wrong? {
            if is_first {
                store.end_sign_in(key).await?;
            }
            return Ok(Some(Proof::Wrong(wrong)));
        }
        if !is_first {
            if is_begun_before(&self.site, store, &waiting.cookie).await? {
                return Ok(Some(Proof::GivenBefore));
            }
            // What the other press has proven was wrong.
            store.start_sign_in(key, sign_in).await?;
        }
        Ok(None)
    }

    /// Tries the code of somebody with an app, whose password is right. If it is
    /// wrong, the button may be pressed again.
    async fn prove_code(
        &self,
        waiting: &Waiting,
        typed: &TypedProof<'_>,
    ) -> Result<Proof, Failure> {
        let proof = self.try_proof_code(waiting, typed).await?;
        if let Proof::Wrong(_) = proof {
            let store = self.ports.store();
            store.end_sign_in(waiting.cookie.key()).await?;
        }
        Ok(proof)
    }

    /// Tries the code of somebody with an app, whose password is right. The caller
    /// MUST end the sign-in if it is wrong.
    pub(crate) async fn try_proof_code(
        &self,
        waiting: &Waiting,
        typed: &TypedProof<'_>,
    ) -> Result<Proof, Failure> {
        let Some(code) = &typed.code else {
            return Ok(Proof::Right);
        };
        let words = match self.try_app(waiting, code, &self.site.new_id()).await? {
            CodeAttempt::Right => return Ok(Proof::Right),
            CodeAttempt::Wrong { left } => wrong_code(left),
            CodeAttempt::NoCode => TOO_MANY.to_owned(),
        };
        Ok(Proof::Wrong(FieldMistake::new("code", words)))
    }
}
