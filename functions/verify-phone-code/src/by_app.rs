//! Takes a code of an authenticator app.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::sign_in::{CodeAttempt, Purpose};
use domain::access::staff_user::{StaffUser, StaffUserStore as _};
use web::code_field::{code_input, read_code, wrong_code};
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::session::staff::StaffRequest;
use web::staff_pages::{CODE_PAGE, SIGN_IN};
use web::who::sign_in::{PendingSignIn, proof_hash};
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::{AppState, PhoneCodePorts, Waiting, app};

/// The message after too many tries. Whoever has the password alone can use them
/// up, so it says what ends that.
const TOO_MANY: &str = "You have tried too many codes. Get a code by text message or call instead, or wait an hour. If you did not try them, somebody knows your password: choose a new one, and you can try again at once";

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
    on_the_way: PendingSignIn,
) -> Result<Response, Failure> {
    Ok(match state.waiting_with_app(on_the_way).await? {
        Ok(waiting) => page(
            StatusCode::OK,
            &ByApp::new(&state.site, &waiting.staff_user, &[]),
        ),
        Err(elsewhere) => see_other(elsewhere),
    })
}

pub(crate) async fn check<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    on_the_way: PendingSignIn,
    request: StaffRequest,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let code = read_code(posted.one("code"));
    let waiting = match state.waiting_with_app(on_the_way.clone()).await? {
        Ok(waiting) => waiting,
        Err(elsewhere) => {
            let code = code.ok();
            let repeated = state.repeated(on_the_way.cookie(), code.as_deref());
            return Ok(repeated.await?.unwrap_or_else(|| see_other(elsewhere)));
        }
    };
    match code {
        Ok(code) => state.give_app_code(&waiting, &code, &request).await,
        Err(words) => Ok(state.refuse_app_code(&waiting, words.to_owned())),
    }
}

impl<P: PhoneCodePorts> AppState<P> {
    /// Finds the sign-in of somebody who uses an app; for any other request,
    /// where to go.
    async fn waiting_with_app(
        &self,
        on_the_way: PendingSignIn,
    ) -> Result<Result<Waiting, &'static str>, Failure> {
        Ok(match self.waiting(on_the_way).await? {
            Some(waiting) if !matches!(waiting.sign_in.purpose, Purpose::Invited { .. }) => {
                Err(SIGN_IN)
            }
            Some(waiting) if waiting.staff_user.app.is_none() => Err(CODE_PAGE),
            Some(waiting) => Ok(waiting),
            None => Err(SIGN_IN),
        })
    }

    /// Tries a code of somebody's app, and signs them in if it is right.
    async fn give_app_code(
        &self,
        waiting: &Waiting,
        code: &str,
        request: &StaffRequest,
    ) -> Result<Response, Failure> {
        let proof = self.site.new_id();
        let words = match self.try_app(waiting, code, &proof).await? {
            CodeAttempt::Right => return self.finish(waiting, &proof, request).await,
            CodeAttempt::Wrong { left: 0 } | CodeAttempt::NoCode => TOO_MANY.to_owned(),
            CodeAttempt::Wrong { left } => wrong_code(left),
        };
        let repeated = self.repeated(Some(&waiting.cookie), Some(code)).await?;
        Ok(repeated.unwrap_or_else(|| self.refuse_app_code(waiting, words)))
    }

    /// Shows the page again, with what is wrong with the code.
    fn refuse_app_code(&self, waiting: &Waiting, words: String) -> Response {
        let mistakes = [FieldMistake::new("code", words)];
        let view = ByApp::new(&self.site, &waiting.staff_user, &mistakes);
        page(StatusCode::UNPROCESSABLE_ENTITY, &view)
    }

    /// Tries a code of somebody's app in a sign-in.
    pub(crate) async fn try_app(
        &self,
        waiting: &Waiting,
        code: &str,
        proof: &str,
    ) -> Result<CodeAttempt, Failure> {
        let now = self.site.now();
        let staff_user = &waiting.staff_user;
        let secret = staff_user.app.as_ref();
        let step = secret.and_then(|secret| app::step_of(secret, code, now));
        let (key, hash) = (waiting.cookie.key(), proof_hash(proof));
        let (given, store) = (waiting.cookie.code_hash(code), self.ports.store());
        let tried = store.try_app_code(key, &staff_user.id, (&given, step), &hash, now);
        Ok(tried.await?)
    }
}

impl ByApp {
    fn new(site: &SiteContext, staff_user: &StaffUser, mistakes: &[FieldMistake]) -> Self {
        let phone = staff_user.phone.as_ref();
        Self {
            frame: site
                .page("Enter a code from your app")
                .back(SIGN_IN)
                .errors(summary(mistakes)),
            ending: phone.map(|phone| phone.ending().to_owned()),
            code: code_input("The 6 numbers that your app shows now.", mistakes),
            button: Button::of("Continue"),
        }
    }
}
