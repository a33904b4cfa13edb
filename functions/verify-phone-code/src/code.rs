//! Takes a code that was sent to a telephone.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::sign_in::{CODE_LIVES, CodeAttempt, CodeSet, Purpose, SignInStore as _};
use domain::correspondence::email::Email;
use domain::values::london::time_in_london;
use domain::values::phone_number::{CodeChannel, PhoneNumber};
use futures_util::future::join;
use web::code_field::{code_input, read_code, wrong_code};
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::session::staff::StaffRequest;
use web::staff_pages::{ACCOUNT_PAGE, CODE_PAGE, PHONE_PAGE, SIGN_IN};
use web::who::sign_in::{PendingSignIn, proof_hash, shown};
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::{ADD, AppState, CHANGE_PASSWORD, PhoneCodePorts, Waiting};

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
    /// The code that the page knows of, for a button that is pressed twice.
    sent: String,
    /// Whether the person can use their app instead.
    has_app: bool,
    code: Input,
    button: Button,
    text: Button,
    call: Button,
}

pub(crate) async fn ask<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    Ok(match state.waiting(on_the_way).await? {
        Some(waiting) => match number(&waiting) {
            Some(to) => page(StatusCode::OK, &Code::new(&state.site, &waiting, to, &[])),
            None => see_other(PHONE_PAGE),
        },
        None => see_other(SIGN_IN),
    })
}

pub(crate) async fn resend<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let Some(waiting) = state.waiting(on_the_way).await? else {
        return Ok(see_other(SIGN_IN));
    };
    let waiting = waiting.known_by_page(&posted);
    let Some(to) = number(&waiting) else {
        return Ok(see_other(PHONE_PAGE));
    };
    let by = match posted.one("by") {
        "call" => CodeChannel::Call,
        "text" => CodeChannel::Text,
        _ => to.reached_by(),
    };
    if state.send_code(&waiting, to, by).await? == CodeSet::TooMany {
        let view = Code {
            too_many: true,
            ..Code::new(&state.site, &waiting, to, &[])
        };
        return Ok(page(StatusCode::TOO_MANY_REQUESTS, &view));
    }
    Ok(see_other(CODE_PAGE))
}

pub(crate) async fn check<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
    request: StaffRequest,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let code = read_code(posted.one("code"));
    let Some(waiting) = state.waiting(on_the_way.clone()).await? else {
        let code = code.ok();
        let repeated = state.repeated(on_the_way.cookie(), code.as_deref());
        return Ok(repeated.await?.unwrap_or_else(|| see_other(SIGN_IN)));
    };
    let Some(to) = number(&waiting) else {
        return Ok(see_other(PHONE_PAGE));
    };
    match code {
        Ok(code) => state.try_code(&waiting, to, &code, &request).await,
        Err(words) => Ok(state.refuse(&waiting, to, words.to_owned())),
    }
}

const NO_MORE: &str = "This code cannot be used any more. Get a new code";

/// Returns the page with which somebody goes on whose code was right.
pub(crate) fn next_page(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::ChangeApp { .. } => ADD,
        Purpose::ChangeStaffPassword { .. } => CHANGE_PASSWORD,
        _ => SIGN_IN,
    }
}

/// Returns the number to which codes go: the registered one, or, in a sign-in
/// that registers a number, that one.
fn number(waiting: &Waiting) -> Option<&PhoneNumber> {
    match waiting.sign_in.purpose {
        Purpose::NewPhone { .. } => waiting.sign_in.phone.as_ref(),
        _ => {
            let registered = waiting.staff_user.phone.as_ref();
            registered.or(waiting.sign_in.phone.as_ref())
        }
    }
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Shows the page again, with what is wrong with the code.
    fn refuse(&self, waiting: &Waiting, to: &PhoneNumber, words: String) -> Response {
        let mistakes = [FieldMistake::new("code", words)];
        let view = Code::new(&self.site, waiting, to, &mistakes);
        page(StatusCode::UNPROCESSABLE_ENTITY, &view)
    }

    /// Tries a code, and does what it allows if it is right.
    async fn try_code(
        &self,
        waiting: &Waiting,
        to: &PhoneNumber,
        code: &str,
        request: &StaffRequest,
    ) -> Result<Response, Failure> {
        let proof = self.site.new_id();
        let (hash, proof_hash) = (waiting.cookie.code_hash(code), proof_hash(&proof));
        let (key, store) = (waiting.cookie.key(), self.ports.store());
        let tried = store.try_code(key, &hash, &proof_hash, self.site.now());
        Ok(match (tried.await?, &waiting.sign_in.purpose) {
            (CodeAttempt::Right, Purpose::NewPhone { .. }) => {
                self.replace(waiting, to, request).await?
            }
            (CodeAttempt::Right, Purpose::Invited { .. }) => {
                self.finish(waiting, &proof, request).await?
            }
            (CodeAttempt::Right, purpose) => see_other(next_page(purpose)),
            (CodeAttempt::Wrong { left }, _) if left > 0 => {
                self.refuse(waiting, to, wrong_code(left))
            }
            (CodeAttempt::Wrong { .. } | CodeAttempt::NoCode, _) => {
                let repeated = self.repeated(Some(&waiting.cookie), Some(code)).await?;
                let words = match waiting.sign_in.code_has_run_out(self.site.now()) {
                    true => format!(
                        "The code has run out. It worked for {} minutes. Get a new code",
                        CODE_LIVES.as_mins()
                    ),
                    false => NO_MORE.to_owned(),
                };
                repeated.unwrap_or_else(|| self.refuse(waiting, to, words))
            }
        })
    }

    /// Registers another telephone in place of the present one, for somebody
    /// who is still signed in.
    async fn replace(
        &self,
        waiting: &Waiting,
        phone: &PhoneNumber,
        request: &StaffRequest,
    ) -> Result<Response, Failure> {
        let signed_in = request
            .staff_user(self.ports.store(), self.site.now())
            .await?;
        if *signed_in.id() != waiting.staff_user.id {
            return Err(Failure::STAFF_SIGNED_OUT);
        }
        let registered = self.register(signed_in.id(), phone);
        let (registered, (end, first)) =
            join(registered, self.finish_change(&waiting.cookie)).await;
        registered?;
        if first {
            self.tell(&waiting.staff_user, &Email::PhoneRegistered)
                .await;
        }
        Ok(waiting.cookie.answer_to(&end))
    }
}

impl Code {
    fn new(
        site: &SiteContext,
        waiting: &Waiting,
        to: &PhoneNumber,
        mistakes: &[FieldMistake],
    ) -> Self {
        let Waiting {
            sign_in,
            staff_user,
            ..
        } = waiting;
        let signs_in = matches!(sign_in.purpose, Purpose::Invited { .. });
        let send = |text: &'static str| Button {
            classes: "govuk-button--secondary".into(),
            ..Button::of(text)
        };
        Self {
            frame: site
                .page("Check your telephone")
                .back(if signs_in { SIGN_IN } else { ACCOUNT_PAGE })
                .errors(summary(mistakes)),
            ending: to.ending().to_owned(),
            landline: to.reached_by() == CodeChannel::Call,
            sent_at: sign_in.code_sent_at.map(time_in_london).unwrap_or_default(),
            too_many: false,
            sent: shown(sign_in),
            has_app: signs_in && staff_user.app.is_some(),
            code: code_input("The code is 6 numbers.", mistakes),
            button: Button::of("Continue"),
            text: send("Text me a code"),
            call: send("Call me with a code"),
        }
    }
}
