//! The page before the first question.

use askama::Template;
use axum::extract::{Query, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::council::Council;
use journey::journey::Journey;
use serde::Deserialize;
use web::answers::{AnswerHolder as _, AnswerStore};
use web::govuk::Button;
use web::journey::{Asking, EarlierAnswers};
use web::who::CitizenRequest;
use web::{Failure, PageFrame};

use crate::Screener;

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    frame: PageFrame,
    start: Button,
    kept: EarlierAnswers,
}

/// The tile of the portal by which somebody came: for themselves, or as a
/// carer.
#[derive(Debug, Deserialize)]
pub(crate) struct Chosen {
    r#for: Option<String>,
}

/// Says what the check is, how long it takes, and what happens to the answers.
pub(crate) async fn start<S: AnswerStore>(
    State(screener): State<Screener<S>>,
    Query(chosen): Query<Chosen>,
    RawQuery(query): RawQuery,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let (screener, opened) = screener.open(visitor).await?;
    let first = match chosen.r#for.as_deref() {
        Some("carer") => "/check-support/as-carer",
        _ => "/check-support/who",
    };
    let start = Button {
        text: "Start now".into(),
        href: first.into(),
        is_start_button: true,
        ..Button::default()
    };
    let title = crate::spec().form.title.as_str();
    Ok(web::page(
        StatusCode::OK,
        &Start {
            frame: screener.site.page(title).back("/"),
            start,
            kept: EarlierAnswers::of(&crate::spec().address(), &opened.answers, query.as_deref()),
        },
    ))
}

/// Asks the first question with "because I look after somebody" chosen
/// beforehand, for people who come from the portal's part for carers. Nothing
/// is kept until they continue.
pub(crate) async fn as_carer<S: AnswerStore>(
    State(screener): State<Screener<S>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let (screener, opened) = screener.open(visitor).await?;
    let spec = crate::spec();
    let asking = Asking {
        address: spec.address(),
        site: screener.site,
        asked: spec.form.page("who").ok_or(Failure::NOT_FOUND)?,
        action: "/check-support/who".to_owned(),
        back: crate::HOME.to_owned(),
        button: "Continue",
        meant_for: screener.answers.target(&opened),
        in_turn: true,
        keeps_typed: true,
        another_person: false,
        trying: None,
        known: Vec::new(),
    };
    let chosen = [("who".to_owned(), "carer".to_owned())];
    let journey = Journey::new(spec.form, &opened.answers);
    Ok(asking.page(&journey, StatusCode::OK, &chosen, &[]))
}

impl Start {
    fn council(&self) -> &Council {
        self.frame.site().council()
    }
}
