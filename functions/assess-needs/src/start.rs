//! The start page: what an assessment is, before the first question, and what to
//! do instead where none is offered online.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::CONTACT_WITHIN_WORKING_DAYS;
use domain::council::{Council, SelfAssessmentTeams};
use web::answers::{AnswerHolder as _, CitizenAnswers};
use web::govuk::{Button, InsetText, NotificationBanner};
use web::journey::EarlierAnswers;
use web::who::CitizenRequest;
use web::who::sign_in::{to_sign_in, with_next};
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::{AppState, AssessNeedsPorts, START, spec};

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    frame: PageFrame,
    /// The banner for somebody who has just cleared their answers.
    cleared: Option<NotificationBanner>,
    /// The way on for somebody who is signed in and has answers.
    carry_on: Option<InsetText>,
    signed_in: bool,
    start: Button,
    /// The two answers to whether somebody has an account.
    create: Button,
    sign_in: Button,
    days: u32,
}

#[derive(Template)]
#[template(path = "not-offered.html")]
struct NotOffered {
    frame: PageFrame,
    button: Button,
}

pub(crate) async fn show<P: AssessNeedsPorts>(
    State(state): State<AppState<P>>,
    RawQuery(query): RawQuery,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let answers = CitizenAnswers::new(state.site.clone(), state.ports.store().clone());
    let opened = answers.open(state.form, visitor).await?;
    let address = spec(state.form).address();
    let earlier = EarlierAnswers::of(&address, &opened.answers, query.as_deref());
    let view = Start::new(&state, &opened.site, earlier);
    Ok(page(StatusCode::OK, &view))
}

/// Says that the council does not offer it online yet.
pub(crate) async fn not_offered(State(site): State<SiteContext>) -> Response {
    let title = journey::forms::needs_self_assessment().title.as_str();
    let view = NotOffered {
        frame: site.page(title).back("/"),
        button: Button {
            href: "/apply".into(),
            ..Button::of("Ask for help")
        },
    };
    page(StatusCode::OK, &view)
}

/// Leads from every other address to the page that says so.
pub(crate) async fn to_start() -> Response {
    see_other(START)
}

impl Start {
    fn new<P>(state: &AppState<P>, site: &SiteContext, earlier: EarlierAnswers) -> Self {
        let form = state.form;
        let first = form.pages.first().map_or("", |page| &page.id);
        let first = format!("{START}/{first}");
        let signed_in = site.signed_in().is_some();
        Self {
            frame: site.page(form.title.as_str()).back("/"),
            cleared: earlier.cleared,
            carry_on: earlier.carry_on.filter(|_| signed_in),
            signed_in,
            start: Button {
                href: first.clone().into(),
                is_start_button: true,
                ..Button::of("Start now")
            },
            create: Button {
                href: with_next("/account/create", &first).into(),
                ..Button::of("No, create one")
            },
            sign_in: Button {
                href: to_sign_in(&first).into(),
                classes: "govuk-button--secondary".into(),
                ..Button::of("Yes, sign in")
            },
            days: CONTACT_WITHIN_WORKING_DAYS,
        }
    }

    fn council(&self) -> &Council {
        self.frame.site().council()
    }

    fn teams(&self) -> &SelfAssessmentTeams {
        &self.council().needs_self_assessments
    }
}

impl NotOffered {
    fn council(&self) -> &Council {
        self.frame.site().council()
    }
}
