//! Registers a telephone at the first sign-in, and another one for somebody who
//! proves that they have their app.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::member::KeepMembers as _;
use domain::sign_in::{KeepSignIns as _, Purpose, Tried};
use domain::telephone::PhoneNumber;
use web::form::Posted;
use web::govuk::{Button, Hint, Input, Label};
use web::member::{ACCOUNT_PAGE, CODE_PAGE, SIGN_IN};
use web::mistake::{Mistake, summary, wrong};
use web::sign_in::{OnTheWay, SignInCookie, new_sign_in};
use web::who::{AnyRole, Staff};
use web::{Failure, PageFrame, Portal, page, see_other};

use crate::code::{code_input, read, try_again};
use crate::{AppState, PhoneCodePorts, Waiting};

#[derive(Template)]
#[template(path = "phone.html")]
struct Register {
    frame: PageFrame,
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
    code: Input,
    button: Button,
}

pub(crate) async fn ask<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: OnTheWay,
) -> Result<Response, Failure> {
    Ok(match state.registering(on_the_way).await? {
        Ok(_) => page(StatusCode::OK, &Register::new(&state.portal, "", &[])),
        Err(elsewhere) => see_other(elsewhere),
    })
}

pub(crate) async fn register<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: OnTheWay,
    posted: Posted,
) -> Result<Response, Failure> {
    let waiting = match state.registering(on_the_way).await? {
        Ok(waiting) => waiting,
        Err(elsewhere) => return Ok(see_other(elsewhere)),
    };
    let typed = posted.one("phone").trim();
    match number(typed) {
        Ok(phone) => state.send_to(&waiting, &phone).await,
        Err(mistake) => {
            let view = Register::new(&state.portal, typed, &[mistake]);
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
    }
}

pub(crate) async fn ask_other(staff: Staff<AnyRole>) -> Result<Response, Failure> {
    let has_app = staff.member().app.is_some();
    let portal = staff.portal();
    Ok(page(
        StatusCode::OK,
        &Replace::new(portal, has_app, "", &[]),
    ))
}

/// Takes another telephone from somebody who gives a code of their app.
pub(crate) async fn replace<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
    posted: Posted,
) -> Result<Response, Failure> {
    let member = staff.member().clone();
    if member.app.is_none() {
        return Ok(see_other("/professionals/account/phone"));
    }
    let portal = staff.portal();
    let typed = posted.one("phone").trim();
    let refuse = |mistakes: &[Mistake]| {
        let view = Replace::new(portal, true, typed, mistakes);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let (phone, code) = match (number(typed), read(posted.one("code"))) {
        (Ok(phone), Ok(code)) => (phone, code),
        (phone, code) => {
            let wrong_code = code.err().map(|words| Mistake::new("code", words));
            let mistakes: Vec<Mistake> = phone.err().into_iter().chain(wrong_code).collect();
            return refuse(&mistakes);
        }
    };
    let purpose = Purpose::NewPhone {
        member: member.id.clone(),
    };
    let waiting = Waiting {
        cookie: SignInCookie::new(&state.portal),
        sign_in: new_sign_in(&state.portal, member.email.clone(), purpose, ACCOUNT_PAGE),
        member,
    };
    let key = waiting.cookie.key();
    let store = state.ports.store();
    store.start_sign_in(key, &waiting.sign_in).await?;
    match state
        .try_app(&waiting, &code, &state.portal.new_id())
        .await?
    {
        Tried::Right => {
            let response = state.send_to(&waiting, &phone).await?;
            Ok(waiting.cookie.remembered_in(response))
        }
        Tried::Wrong { left } => refuse(&[Mistake::new("code", try_again(left))]),
        Tried::NoCode => refuse(&[Mistake::new(
            "code",
            "You have tried too many codes. Wait an hour, then try again",
        )]),
    }
}

/// Reads a number, or returns what is wrong with it.
fn number(typed: &str) -> Result<PhoneNumber, Mistake> {
    PhoneNumber::parse(typed).map_err(|bad| match typed {
        "" => Mistake::new("phone", "Enter your telephone number"),
        _ => Mistake::new("phone", bad.to_string()),
    })
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Finds the sign-in of somebody who has registered no telephone yet; for
    /// any other request, where to go.
    async fn registering(
        &self,
        on_the_way: OnTheWay,
    ) -> Result<Result<Waiting, &'static str>, Failure> {
        Ok(match self.waiting(on_the_way).await? {
            Some(waiting) if waiting.member.phone.is_some() => Err(CODE_PAGE),
            Some(waiting) if matches!(waiting.sign_in.purpose, Purpose::Invited { .. }) => {
                Ok(waiting)
            }
            _ => Err(SIGN_IN),
        })
    }

    /// Sends a code to a number, which is registered once the code is given.
    async fn send_to(&self, waiting: &Waiting, phone: &PhoneNumber) -> Result<Response, Failure> {
        let (key, now) = (waiting.cookie.key(), self.portal.now());
        self.ports
            .store()
            .set_sign_in_phone(key, phone, now)
            .await?;
        self.send_code(waiting, phone, phone.reached_by()).await?;
        Ok(see_other(CODE_PAGE))
    }
}

impl Register {
    fn new(portal: &Portal, typed: &str, mistakes: &[Mistake]) -> Self {
        Self {
            frame: portal
                .page("Register your telephone")
                .back(SIGN_IN)
                .errors(summary(mistakes)),
            phone: phone_input("Telephone number", typed, mistakes),
            button: send(),
        }
    }
}

impl Replace {
    fn new(portal: &Portal, has_app: bool, typed: &str, mistakes: &[Mistake]) -> Self {
        Self {
            frame: portal
                .page("Change your telephone number")
                .back(ACCOUNT_PAGE)
                .errors(summary(mistakes)),
            has_app,
            phone: phone_input("New telephone number", typed, mistakes),
            code: Input {
                label: Label::of("Code from your authenticator app"),
                ..code_input("The 6 numbers that your app shows now.", mistakes)
            },
            button: send(),
        }
    }
}

fn phone_input(label: &'static str, typed: &str, mistakes: &[Mistake]) -> Input {
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
