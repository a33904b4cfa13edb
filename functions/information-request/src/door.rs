//! The way to the questions for somebody who is not signed in: a code to the
//! address of the account that is asked.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::account::AccountReader as _;
use domain::access::sign_in::Purpose;
use domain::application::information_request::{
    ANSWER_SESSION_LIVES, AnswerSession, AnswerSessionStore as _, InformationRequest,
    InformationRequestReader as _, InformationRequestState,
};
use domain::values::information_request::{InformationRequestId, InformationRequestKey};
use domain::values::reference::Reference;
use web::govuk::{Button, Hint, Input, Label};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::session::answers::AnswerCookie;
use web::who::sign_in::{
    self, PendingSignIn, RequestSource, SignInCookie, new_sign_in, to_sign_in,
};
use web::{Failure, PageFrame, PathIds, SiteContext, page, see_other};

use crate::list::LIST;
use crate::{AppState, InformationRequestPorts};

#[derive(Template)]
#[template(path = "door.html")]
struct Door {
    frame: PageFrame,
    action: String,
    sign_in: String,
    /// The id by which a second press of the button is known.
    id: String,
    button: Button,
    telephone: String,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "by-reference.html")]
struct ByReference {
    frame: PageFrame,
    sign_in: String,
    /// The id by which a second press of the button is known.
    id: String,
    reference: Input,
    button: Button,
    telephone: String,
}

/// The address of the page to which our e-mails lead.
pub(crate) const OPEN: &str = "/questions/open";

/// Shows how to get to the questions, and nothing of them.
pub(crate) fn shown(site: &SiteContext, request: &InformationRequest) -> Response {
    let address = request.key.address();
    let view = Door {
        frame: site.page("See what we asked you").back("/"),
        action: format!("{address}/code"),
        sign_in: to_sign_in(&address),
        id: site.new_id(),
        button: Button::of("Send me a code"),
        telephone: site.council().telephone.clone(),
        is_open: request.state() != InformationRequestState::Withdrawn,
    };
    page(StatusCode::OK, &view)
}

/// Sends a code to the address of the account that is asked, which the page does
/// not say.
pub(crate) async fn send_code<P: InformationRequestPorts>(
    State(state): State<AppState<P>>,
    source: RequestSource,
    PathIds(reference, id): PathIds<Reference, InformationRequestId>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let key = InformationRequestKey { reference, id };
    let (store, now) = (state.ports.store(), state.site.now());
    let request = store.information_request(&key, now).await?;
    let request = request.ok_or(Failure::NOT_FOUND)?;
    if request.state() == InformationRequestState::Withdrawn {
        return Ok(see_other(&key.address()));
    }
    state.start(request, posted.one("id"), source).await
}

/// The page to which our e-mails lead: no reference stands in their links.
pub(crate) async fn ask<P: InformationRequestPorts>(State(state): State<AppState<P>>) -> Response {
    page(StatusCode::OK, &ByReference::new(&state.site, "", &[]))
}

/// Sends a code for the questions about the application with a reference.
pub(crate) async fn find<P: InformationRequestPorts>(
    State(state): State<AppState<P>>,
    source: RequestSource,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let typed = posted.one("reference").trim();
    let words = match (typed, Reference::parse(typed)) {
        ("", _) => "Enter the reference that is in our email",
        (_, Err(_)) => "Enter a reference like K7F-3MM-XT4D",
        (_, Ok(reference)) => {
            let (store, now) = (state.ports.store(), state.site.now());
            if let Some(request) = store.first_open_request(&reference, now).await? {
                return state.start(request, posted.one("id"), source).await;
            }
            "We wait for no answers about an application with this reference. Check it"
        }
    };
    let mistakes = [FieldMistake::new("reference", words)];
    let view = ByReference::new(&state.site, typed, &mistakes);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

impl<P: InformationRequestPorts> AppState<P> {
    /// Sends the code for a request.
    async fn start(
        &self,
        request: InformationRequest,
        form: &str,
        source: RequestSource,
    ) -> Result<Response, Failure> {
        let (site, store, mailer) = (&self.site, self.ports.store(), self.ports.mailer());
        let account = store.read_account(&request.account).await?;
        let account = account.ok_or(Failure::NOT_FOUND)?;
        let address = request.key.address();
        let cookie = SignInCookie::asked_for_once(site, form, &[&address]);
        let purpose = Purpose::AnswerQuestions {
            request: request.key,
        };
        let next = format!("{address}/opened");
        let sign_in = new_sign_in(site, account.email, purpose, &next);
        sign_in::start(site, store, mailer, &cookie, &sign_in, source).await
    }
}

impl ByReference {
    fn new(site: &SiteContext, typed: &str, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: site
                .page("Answer our questions about your application")
                .back("/")
                .errors(summary(mistakes)),
            sign_in: to_sign_in(LIST),
            id: site.new_id(),
            reference: Input {
                id: "reference".into(),
                name: "reference".into(),
                label: Label::of("Reference of your application"),
                hint: Some(Hint::of("It is in our email, and looks like K7F-3MM-XT4D.")),
                value: typed.to_owned().into(),
                autocomplete: "off".into(),
                autocapitalize: "characters".into(),
                spellcheck: Some(false),
                classes: "govuk-input--width-10 govuk-input--extra-letter-spacing".into(),
                error_message: wrong(mistakes, "reference"),
                ..Input::default()
            },
            button: Button::of("Send me a code"),
            telephone: site.council().telephone.clone(),
        }
    }
}

/// Opens the request to somebody whose code was right, in the browser in which it
/// was asked for.
pub(crate) async fn open<P: InformationRequestPorts>(
    State(state): State<AppState<P>>,
    pending: PendingSignIn,
    PathIds(reference, id): PathIds<Reference, InformationRequestId>,
) -> Result<Response, Failure> {
    let key = InformationRequestKey { reference, id };
    let (site, store) = (&state.site, state.ports.store());
    let request = store.information_request(&key, site.now()).await?;
    request.ok_or(Failure::NOT_FOUND)?;
    let found = pending.find(store, site).await?;
    let is_for_this = found.is_some_and(|(_, sign_in)| {
        sign_in.proven
            && matches!(&sign_in.purpose, Purpose::AnswerQuestions { request } if *request == key)
    });
    let answer = see_other(&key.address());
    if !is_for_this {
        return Ok(answer);
    }
    let cookie = AnswerCookie::new(site.new_id());
    let session = AnswerSession {
        request: key,
        until: site.now() + ANSWER_SESSION_LIVES,
    };
    store.start_answer_session(cookie.key(), &session).await?;
    Ok(cookie.remembered_in(answer))
}
