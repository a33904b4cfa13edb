//! The page before the first question: whom to call first.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::correspondence::team_inbox::read_by;
use domain::values::calendar::with_weekday;
use web::govuk::{Button, WarningText};
use web::journey::EarlierAnswers;
use web::who::CitizenRequest;
use web::{Failure, Html, PageFrame, page};

use crate::{AppState, ConcernPageStore, spec};

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    frame: PageFrame,
    call_first: WarningText,
    read_by: String,
    kept: EarlierAnswers,
    start: Button,
}

/// Tells to call 999 in danger.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"If someone is in danger now, call <a class="govuk-link" href="tel:999">999</a>. We do not read this form at once."#
)]
struct CallFirst;

/// Builds the warning above everything else: whom to call in danger.
pub(crate) fn call_first() -> WarningText {
    WarningText {
        html: Html::rendered(&CallFirst),
        icon_fallback_text: "Warning".into(),
        ..WarningText::default()
    }
}

pub(crate) async fn show<S: ConcernPageStore>(
    State(state): State<AppState<S>>,
    RawQuery(query): RawQuery,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let open = state.open(visitor).await?;
    let view = Start {
        frame: open
            .site
            .page(spec().form.title.as_str())
            .back("/safeguarding"),
        call_first: call_first(),
        read_by: with_weekday(read_by(open.site.now())),
        kept: EarlierAnswers::of(&spec().address(), &open.answers, query.as_deref()),
        start: Button {
            text: "Start now".into(),
            href: "/report-concern/danger".into(),
            is_start_button: true,
            ..Button::default()
        },
    };
    Ok(page(StatusCode::OK, &view))
}
