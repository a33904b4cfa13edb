//! Takes a code of an authenticator app.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::sign_in::{CodeAttempt, Purpose};
use domain::access::staff_user::{StaffUser, StaffUserStore as _};
use web::govuk::{Button, Input};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary};
use web::session::staff::StaffRequest;
use web::staff_pages::{CODE_PAGE, SIGN_IN};
use web::who::sign_in::{PendingSignIn, proof_hash};
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::code::{code_input, read, try_again};
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
    let waiting = match state.waiting_with_app(on_the_way).await? {
        Ok(waiting) => waiting,
        Err(elsewhere) => return Ok(see_other(elsewhere)),
    };
    let refuse = |words: String| {
        let view = ByApp::new(
            &state.site,
            &waiting.staff_user,
            &[FieldMistake::new("code", words)],
        );
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let code = match read(posted.one("code")) {
        Ok(code) => code,
        Err(words) => return refuse(words.to_owned()),
    };
    let proof = state.site.new_id();
    match state.try_app(&waiting, &code, &proof).await? {
        CodeAttempt::Right => state.finish(&waiting, &proof, &request).await,
        CodeAttempt::Wrong { left: 0 } | CodeAttempt::NoCode => refuse(TOO_MANY.to_owned()),
        CodeAttempt::Wrong { left } => refuse(try_again(left)),
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
        let store = self.ports.store();
        let tried = store.try_app_code(key, &staff_user.id, step, &hash, now);
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
