//! The start page of asking for help.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::CONTACT_WITHIN_WORKING_DAYS;
use domain::application::{Application, ApplicationReader as _};
use domain::council::Council;
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use journey::journey::Journey;
use web::answers::{AnswerHolder as _, CitizenAnswers};
use web::govuk::{Button, NotificationBanner};
use web::journey::EarlierAnswers;
use web::who::CitizenRequest;
use web::who::sign_in::{to_sign_in, with_next};
use web::{Failure, PageFrame, page};

use crate::{AppState, START, SubmitApplicationPorts, sent_page, spec};

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    frame: PageFrame,
    /// The banner for somebody who has just cleared their answers.
    cleared: Option<NotificationBanner>,
    start: Button,
    signed_in: bool,
    /// The two answers to whether somebody has an account.
    create: Button,
    sign_in: Button,
    /// The address at which somebody with answers goes on.
    carry_on: Option<String>,
    sent: Vec<Sent>,
    days: u32,
}

/// An application that was sent before.
struct Sent {
    href: String,
    reference: String,
    on: String,
}

pub(crate) async fn show<P: SubmitApplicationPorts>(
    State(mut state): State<AppState<P>>,
    RawQuery(query): RawQuery,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let form = spec().form;
    let answers = CitizenAnswers::new(state.site.clone(), state.ports.store().clone());
    let opened = answers.open(form, visitor).await?;
    state.site = opened.site.clone();
    // Somebody who came in by the reference of a form may see that form alone.
    let whole = state
        .site
        .signed_in()
        .filter(|signed_in| signed_in.only().is_none());
    let (sent, carry_on) = match whole {
        Some(signed_in) => {
            let store = state.ports.store();
            let applications = store.applications(signed_in.account()).await?;
            let journey = Journey::new(form, &opened.answers);
            let on = format!("{START}/{}", journey.resume().path());
            (applications, (!opened.answers.is_empty()).then_some(on))
        }
        None => (Vec::new(), None),
    };
    let first = form.pages.first().map_or("", |page| &page.id);
    let first = format!("{START}/{first}");
    let view = Start {
        frame: state.site.page(form.title.as_str()).back("/"),
        cleared: EarlierAnswers::of(&spec().address(), &opened.answers, query.as_deref()).cleared,
        start: Button {
            text: "Start now".into(),
            href: first.clone().into(),
            is_start_button: true,
            ..Button::default()
        },
        create: Button {
            text: "No, create one".into(),
            href: with_next("/account/create", &first).into(),
            ..Button::default()
        },
        sign_in: Button {
            text: "Yes, sign in".into(),
            href: to_sign_in(&first).into(),
            classes: "govuk-button--secondary".into(),
            ..Button::default()
        },
        signed_in: state.site.signed_in().is_some(),
        carry_on,
        sent: sent
            .iter()
            .map(|(application, _)| Sent::of(application))
            .collect(),
        days: CONTACT_WITHIN_WORKING_DAYS,
    };
    Ok(page(StatusCode::OK, &view))
}

impl Sent {
    fn of(application: &Application) -> Self {
        Self {
            href: sent_page(&application.reference),
            reference: application.reference.to_string(),
            on: in_words(date_in_london(application.submitted_at)),
        }
    }
}

impl Start {
    fn council(&self) -> &Council {
        self.frame.site().council()
    }
}
