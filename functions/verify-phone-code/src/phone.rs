//! Registers a telephone at the first sign-in, and another one for somebody who
//! proves that they have their app.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::budget::BudgetSpending;
use domain::access::sign_in::{Purpose, SignInStore as _};
use domain::access::staff_user::{StaffUser, StaffUserStore as _};
use domain::values::phone_number::PhoneNumber;
use futures_util::future::join;
use web::govuk::{Button, Hint, Input, Label};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::staff_pages::{ACCOUNT_PAGE, CODE_PAGE, SIGN_IN};
use web::who::sign_in::{NewCode, PendingSignIn, shown};
use web::who::{AnyRole, Staff};
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::proof::{Proof, ProofFields, TypedProof};
use crate::{AppState, PhoneCodePorts, Waiting};

#[derive(Template)]
#[template(path = "phone.html")]
struct Register {
    frame: PageFrame,
    /// The code that the page knows of, for a button that is pressed twice.
    sent: String,
    phone: Input,
    button: Button,
}

#[derive(Template)]
#[template(path = "other-phone.html")]
struct Replace {
    frame: PageFrame,
    /// Whether the person has an app. Without one, only finance staff can
    /// remove the number to make room for another.
    has_app: bool,
    phone: Input,
    proof: ProofFields,
    /// The id by which a second press of the button is known.
    id: String,
    button: Button,
}

pub(crate) async fn ask<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    Ok(match state.registering(on_the_way).await? {
        Ok(waiting) => {
            let view = Register::new(&state.site, &waiting, "", &[]);
            page(StatusCode::OK, &view)
        }
        Err(elsewhere) => see_other(elsewhere),
    })
}

pub(crate) async fn register<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let waiting = match state.registering(on_the_way).await? {
        Ok(waiting) => waiting,
        Err(elsewhere) => return Ok(see_other(elsewhere)),
    };
    let typed = posted.one("phone").trim();
    match number(typed) {
        Ok(phone) => state.send_to(&waiting.known_by_page(&posted), &phone).await,
        Err(mistake) => {
            let view = Register::new(&state.site, &waiting, typed, &[mistake]);
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
    }
}

pub(crate) async fn ask_other(staff: Staff<AnyRole>) -> Result<Response, Failure> {
    let has_app = staff.staff_user().app.is_some();
    let site = staff.site();
    Ok(page(StatusCode::OK, &Replace::new(site, has_app, "", &[])))
}

/// Takes another telephone from somebody who gives their password and a code of
/// their app.
pub(crate) async fn replace<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let staff_user = staff.staff_user().clone();
    if staff_user.app.is_none() {
        return Ok(see_other("/professionals/account/phone"));
    }
    let site = staff.site();
    let typed = posted.one("phone").trim();
    let refuse = |mistakes: &[FieldMistake]| {
        let view = Replace::new(site, true, typed, mistakes);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let (phone, proof) = match (number(typed), TypedProof::read(&posted, true)) {
        (Ok(phone), Ok(proof)) => (phone, proof),
        (phone, proof) => {
            let of_proof = proof.err().into_iter().flatten();
            return refuse(&phone.err().into_iter().chain(of_proof).collect::<Vec<_>>());
        }
    };
    let waiting = state.change_of_phone(staff_user, &phone, &posted);
    match state.prove_and_send(&waiting, &proof, &phone).await? {
        Proof::Wrong(mistake) => refuse(&[mistake]),
        Proof::Right | Proof::GivenBefore => Ok(waiting.cookie.remembered_in(see_other(CODE_PAGE))),
    }
}

/// Reads a number, or returns what is wrong with it.
fn number(typed: &str) -> Result<PhoneNumber, FieldMistake> {
    PhoneNumber::parse(typed).map_err(|bad| match typed {
        "" => FieldMistake::new("phone", "Enter your telephone number"),
        _ => FieldMistake::new("phone", bad.to_string()),
    })
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Finds the sign-in of somebody who has registered no telephone yet; for
    /// any other request, where to go.
    async fn registering(
        &self,
        on_the_way: PendingSignIn,
    ) -> Result<Result<Waiting, &'static str>, Failure> {
        Ok(match self.waiting(on_the_way).await? {
            Some(waiting) if waiting.staff_user.phone.is_some() => Err(CODE_PAGE),
            Some(waiting) if matches!(waiting.sign_in.purpose, Purpose::Invited { .. }) => {
                Ok(waiting)
            }
            _ => Err(SIGN_IN),
        })
    }

    /// Describes the change of somebody's telephone, which waits for the proof.
    fn change_of_phone(
        &self,
        staff_user: StaffUser,
        phone: &PhoneNumber,
        posted: &PostedForm,
    ) -> Waiting {
        let purpose = Purpose::NewPhone {
            staff_user: staff_user.id.clone(),
        };
        let mut waiting = self.change_of(staff_user, purpose, posted);
        waiting.sign_in.phone = Some(phone.clone());
        waiting
    }

    /// Tries the proof of a change, and sends a code to the new number if it is
    /// right. The code is taken from its budget while the code of the app is
    /// tried, and given back if that is wrong.
    async fn prove_and_send(
        &self,
        waiting: &Waiting,
        proof: &TypedProof<'_>,
        phone: &PhoneNumber,
    ) -> Result<Proof, Failure> {
        if let Some(proof) = self.prove_password(waiting, proof).await? {
            return Ok(proof);
        }
        let (cookie, sign_in) = (&waiting.cookie, &waiting.sign_in);
        let code = NewCode::to_phone(&self.site, sign_in);
        let (store, phones) = (self.ports.store(), self.ports.phones());
        let (tried, taken) = join(self.try_proof_code(waiting, proof), code.take(store)).await;
        let is_taken = matches!(taken, Ok(BudgetSpending::Taken));
        let is_right = matches!(tried, Ok(Proof::Right));
        let given_back = async {
            if is_taken && !is_right {
                code.give_back(store).await;
            }
        };
        let ended = async {
            match &tried {
                Ok(Proof::Wrong(_)) => store.end_sign_in(cookie.key()).await,
                _ => Ok(()),
            }
        };
        let (ended, ()) = join(ended, given_back).await;
        taken?;
        ended?;
        let proof = tried?;
        if is_taken && is_right {
            let to = (phone, phone.reached_by());
            code.send_taken_to_phone(store, phones, cookie, sign_in, to)
                .await?;
        }
        Ok(proof)
    }

    /// Sends a code to a number, which is registered once the code is given.
    async fn send_to(&self, waiting: &Waiting, phone: &PhoneNumber) -> Result<Response, Failure> {
        let (key, now) = (waiting.cookie.key(), self.site.now());
        self.ports
            .store()
            .set_sign_in_phone(key, phone, now)
            .await?;
        self.send_code(waiting, phone, phone.reached_by()).await?;
        Ok(see_other(CODE_PAGE))
    }
}

impl Register {
    fn new(site: &SiteContext, waiting: &Waiting, typed: &str, mistakes: &[FieldMistake]) -> Self {
        Self {
            sent: shown(&waiting.sign_in),
            frame: site
                .page("Register your telephone")
                .back(SIGN_IN)
                .errors(summary(mistakes)),
            phone: phone_input("Telephone number", typed, mistakes),
            button: send(),
        }
    }
}

impl Replace {
    fn new(site: &SiteContext, has_app: bool, typed: &str, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: site
                .page("Change your telephone number")
                .back(ACCOUNT_PAGE)
                .errors(summary(mistakes)),
            has_app,
            phone: phone_input("New telephone number", typed, mistakes),
            proof: ProofFields::new(has_app, mistakes),
            id: site.new_id(),
            button: send(),
        }
    }
}

fn phone_input(label: &'static str, typed: &str, mistakes: &[FieldMistake]) -> Input {
    Input {
        id: "phone".into(),
        name: "phone".into(),
        r#type: "tel".into(),
        label: Label::of(label),
        hint: Some(Hint::of(
            "A UK mobile gets a text message. We call a landline and read the code out.",
        )),
        value: typed.to_owned().into(),
        autocomplete: "tel".into(),
        classes: "govuk-input--width-20".into(),
        error_message: wrong(mistakes, "phone"),
        ..Input::default()
    }
}

fn send() -> Button {
    Button::of("Send a code to it")
}
