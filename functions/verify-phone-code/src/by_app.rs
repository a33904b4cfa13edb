//! Takes a code of an authenticator app.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::member::{KeepMembers as _, Member};
use domain::sign_in::{Purpose, Tried};
use web::form::Posted;
use web::govuk::{Button, Input};
use web::member::{CODE_PAGE, Colleague, SIGN_IN};
use web::mistake::{Mistake, summary};
use web::sign_in::{OnTheWay, proof_hash};
use web::{Failure, PageFrame, Portal, page, see_other};

use crate::code::{code_input, read, try_again};
use crate::{AppState, PhoneCodePorts, Waiting, app};

#[derive(Template)]
#[template(path = "by-app.html")]
struct ByApp {
    frame: PageFrame,
    /// The end of their telephone number, if they have registered one.
    ending: Option<String>,
    code: Input,
    button: Button,
}

pub(crate) async fn ask<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: OnTheWay,
) -> Result<Response, Failure> {
    Ok(match state.waiting_with_app(on_the_way).await? {
        Ok(waiting) => page(
            StatusCode::OK,
            &ByApp::new(&state.portal, &waiting.member, &[]),
        ),
        Err(elsewhere) => see_other(elsewhere),
    })
}

pub(crate) async fn check<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: OnTheWay,
    colleague: Colleague,
    posted: Posted,
) -> Result<Response, Failure> {
    let waiting = match state.waiting_with_app(on_the_way).await? {
        Ok(waiting) => waiting,
        Err(elsewhere) => return Ok(see_other(elsewhere)),
    };
    let refuse = |words: String| {
        let view = ByApp::new(
            &state.portal,
            &waiting.member,
            &[Mistake::new("code", words)],
        );
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let code = match read(posted.one("code")) {
        Ok(code) => code,
        Err(words) => return refuse(words.to_owned()),
    };
    let proof = state.portal.new_id();
    match state.try_app(&waiting, &code, &proof).await? {
        Tried::Right => state.finish(&waiting, &proof, &colleague).await,
        Tried::Wrong { left: 0 } | Tried::NoCode => refuse(
            "You have tried too many codes. Get a code by text message or call instead, or wait an hour".to_owned(),
        ),
        Tried::Wrong { left } => refuse(try_again(left)),
    }
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Finds the sign-in of somebody who uses an app; for any other request,
    /// where to go.
    async fn waiting_with_app(
        &self,
        on_the_way: OnTheWay,
    ) -> Result<Result<Waiting, &'static str>, Failure> {
        Ok(match self.waiting(on_the_way).await? {
            Some(waiting) if !matches!(waiting.sign_in.purpose, Purpose::Invited { .. }) => {
                Err(SIGN_IN)
            }
            Some(waiting) if waiting.member.app.is_none() => Err(CODE_PAGE),
            Some(waiting) => Ok(waiting),
            None => Err(SIGN_IN),
        })
    }

    /// Tries a code of somebody's app in a sign-in.
    pub(crate) async fn try_app(
        &self,
        waiting: &Waiting,
        code: &str,
        proof: &str,
    ) -> Result<Tried, Failure> {
        let now = self.portal.now();
        let member = &waiting.member;
        let secret = member.app.as_ref();
        let step = secret.and_then(|secret| app::step_of(secret, code, now));
        let (key, hash) = (waiting.cookie.key(), proof_hash(proof));
        let store = self.ports.store();
        let tried = store.try_app_code(key, &member.id, step, &hash, now);
        Ok(tried.await?)
    }
}

impl ByApp {
    fn new(portal: &Portal, member: &Member, mistakes: &[Mistake]) -> Self {
        let phone = member.phone.as_ref();
        Self {
            frame: portal
                .page("Enter a code from your app")
                .back(SIGN_IN)
                .errors(summary(mistakes)),
            ending: phone.map(|phone| phone.ending().to_owned()),
            code: code_input("The 6 numbers that your app shows now.", mistakes),
            button: Button::of("Continue"),
        }
    }
}
