//! Takes a code that was sent to a telephone.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::london::time_in_london;
use domain::notice::Notice;
use domain::sign_in::{CodeSet, KeepSignIns as _, Purpose, Tried};
use domain::telephone::{By, PhoneNumber};
use web::form::Posted;
use web::govuk::{Button, Hint, Input, Label};
use web::member::{ACCOUNT_PAGE, CODE_PAGE, Colleague, PHONE_PAGE, SIGN_IN};
use web::mistake::{Mistake, summary, wrong};
use web::sign_in::{OnTheWay, proof_hash, typed_code};
use web::{Failure, PageFrame, Portal, page, see_other};

use crate::{AppState, PhoneCodePorts, Waiting};

#[derive(Template)]
#[template(path = "code.html")]
struct Code {
    frame: PageFrame,
    /// The end of the number: `982`.
    ending: String,
    /// Whether the number gets a call unless somebody asks for a text message.
    landline: bool,
    /// The time at which a code was sent, `9:40am`; empty if none was or could
    /// be.
    sent_at: String,
    too_many: bool,
    /// Whether the person can use their app instead.
    has_app: bool,
    code: Input,
    button: Button,
    text: Button,
    call: Button,
}

pub(crate) async fn ask<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: OnTheWay,
) -> Result<Response, Failure> {
    Ok(match state.waiting(on_the_way).await? {
        Some(waiting) => match number(&waiting) {
            Some(to) => page(StatusCode::OK, &Code::new(&state.portal, &waiting, to, &[])),
            None => see_other(PHONE_PAGE),
        },
        None => see_other(SIGN_IN),
    })
}

pub(crate) async fn resend<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: OnTheWay,
    posted: Posted,
) -> Result<Response, Failure> {
    let Some(waiting) = state.waiting(on_the_way).await? else {
        return Ok(see_other(SIGN_IN));
    };
    let Some(to) = number(&waiting) else {
        return Ok(see_other(PHONE_PAGE));
    };
    let by = match posted.one("by") {
        "call" => By::Call,
        "text" => By::Text,
        _ => to.reached_by(),
    };
    if state.send_code(&waiting, to, by).await? == CodeSet::TooMany {
        let view = Code {
            too_many: true,
            ..Code::new(&state.portal, &waiting, to, &[])
        };
        return Ok(page(StatusCode::TOO_MANY_REQUESTS, &view));
    }
    Ok(see_other(CODE_PAGE))
}

pub(crate) async fn check<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: OnTheWay,
    colleague: Colleague,
    posted: Posted,
) -> Result<Response, Failure> {
    let Some(waiting) = state.waiting(on_the_way).await? else {
        return Ok(see_other(SIGN_IN));
    };
    let Some(to) = number(&waiting) else {
        return Ok(see_other(PHONE_PAGE));
    };
    let refuse = |words: String| {
        let mistakes = [Mistake::new("code", words)];
        let view = Code::new(&state.portal, &waiting, to, &mistakes);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let code = match read(posted.one("code")) {
        Ok(code) => code,
        Err(words) => return refuse(words.to_owned()),
    };
    let proof = state.portal.new_id();
    let (code, proof_hash) = (waiting.cookie.code_hash(&code), proof_hash(&proof));
    let key = waiting.cookie.key();
    let store = state.ports.store();
    let tried = store.try_code(key, &code, &proof_hash, state.portal.now());
    match (tried.await?, &waiting.sign_in.purpose) {
        (Tried::Right, Purpose::NewPhone { .. }) => state.replace(&waiting, to, &colleague).await,
        (Tried::Right, _) => state.finish(&waiting, &proof, &colleague).await,
        (Tried::Wrong { left: 0 } | Tried::NoCode, _) => {
            refuse("This code cannot be used any more. Get a new code".to_owned())
        }
        (Tried::Wrong { left }, _) => refuse(try_again(left)),
    }
}

/// Reads six digits, or returns what is wrong with the code.
pub(crate) fn read(typed: &str) -> Result<String, &'static str> {
    typed_code(typed).ok_or(if typed.trim().is_empty() {
        "Enter the code"
    } else {
        "The code is 6 numbers, like 123456"
    })
}

/// Returns the message for a wrong code that can be tried again.
pub(crate) fn try_again(left: u32) -> String {
    match left {
        1 => "The code is not right. Check it. You can try one more time".to_owned(),
        left => format!("The code is not right. Check it. You can try {left} more times"),
    }
}

/// Returns the number to which codes go: the registered one, or, in a sign-in
/// that registers a number, that one.
fn number(waiting: &Waiting) -> Option<&PhoneNumber> {
    match waiting.sign_in.purpose {
        Purpose::NewPhone { .. } => waiting.sign_in.phone.as_ref(),
        _ => {
            let registered = waiting.member.phone.as_ref();
            registered.or(waiting.sign_in.phone.as_ref())
        }
    }
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Registers another telephone in place of the present one, for somebody
    /// who is still signed in.
    async fn replace(
        &self,
        waiting: &Waiting,
        phone: &PhoneNumber,
        colleague: &Colleague,
    ) -> Result<Response, Failure> {
        let signed_in = colleague.member(self.ports.store(), &self.portal).await?;
        if *signed_in.id() != waiting.member.id {
            return Err(Failure::MEMBER_SIGNED_OUT);
        }
        self.register(signed_in.id(), phone).await?;
        self.tell(&waiting.member, &Notice::PhoneRegistered).await?;
        self.ports.store().end_sign_in(waiting.cookie.key()).await?;
        Ok(web::sign_in::forgotten_in(see_other(ACCOUNT_PAGE)))
    }
}

impl Code {
    fn new(portal: &Portal, waiting: &Waiting, to: &PhoneNumber, mistakes: &[Mistake]) -> Self {
        let Waiting {
            sign_in, member, ..
        } = waiting;
        let signs_in = matches!(sign_in.purpose, Purpose::Invited { .. });
        let send = |text: &'static str| Button {
            classes: "govuk-button--secondary".into(),
            ..Button::of(text)
        };
        Self {
            frame: portal
                .page("Check your telephone")
                .back(if signs_in { SIGN_IN } else { ACCOUNT_PAGE })
                .errors(summary(mistakes)),
            ending: to.ending().to_owned(),
            landline: to.reached_by() == By::Call,
            sent_at: sign_in.code_sent_at.map(time_in_london).unwrap_or_default(),
            too_many: false,
            has_app: signs_in && member.app.is_some(),
            code: code_input("The code is 6 numbers.", mistakes),
            button: Button::of("Continue"),
            text: send("Text me a code"),
            call: send("Call me with a code"),
        }
    }
}

/// Returns the field for a code.
pub(crate) fn code_input(hint: &'static str, mistakes: &[Mistake]) -> Input {
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
