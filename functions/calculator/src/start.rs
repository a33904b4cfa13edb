//! The start page of the calculator.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use jiff::civil::Date;
use web::answers::AnswerStore;
use web::govuk::{Button, InsetText};
use web::journey::EarlierAnswers;
use web::who::CitizenRequest;
use web::{Failure, PageFrame, page};

use crate::{AppState, START};

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    frame: PageFrame,
    start: Button,
    kept: EarlierAnswers,
    indication: InsetText,
    /// The last day for which there are amounts, once it has passed.
    amounts_until: Option<String>,
}

pub(crate) async fn show<S: AnswerStore>(
    State(state): State<AppState<S>>,
    RawQuery(query): RawQuery,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let (state, opened) = state.open(visitor).await?;
    let first = crate::spec().form.pages.first().map_or("", |page| &page.id);
    Ok(page(
        StatusCode::OK,
        &Start {
            frame: state.site.page("Estimate what you may pay for care").back("/"),
            amounts_until: amounts_until(state.site.today()),
            start: Button {
                text: "Start now".into(),
                href: format!("{START}/{first}").into(),
                is_start_button: true,
                ..Button::default()
            },
            kept: EarlierAnswers::of(&crate::spec().address(), &opened.answers, query.as_deref()),
            indication: InsetText {
                text: "This is an estimate. The council decides what you pay after a financial assessment, and you can ask it to look again.".into(),
                ..InsetText::default()
            },
        },
    ))
}

/// Returns the last day for which there are amounts, if today is after it.
fn amounts_until(today: Date) -> Option<String> {
    let last = charging::law::last_day();
    (today > last).then(|| in_words(last))
}
