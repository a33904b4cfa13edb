//! "What if": shows the difference that one changed answer makes. Nothing is
//! kept until the person asks for it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use charging::what_if::{self, Comparison};
use charging::Assessment;
use domain::forms::draft::{Answer, Answers};
use domain::values::money::in_words;
use journey::estimate_costs::Estimate;
use journey::form::Page;
use journey::journey::{Journey, Stop};
use journey::no_report::NoReport;
use journey::parse::{PostedFields, fill, parse};
use journey::summary::SummarySection;
use rust_decimal::Decimal;
use web::answers::{AnswerHolder as _, AnswerStore, CitizenForm};
use web::govuk::{Button, Cell, HeadCell, Table};
use web::http::form::PostedForm;
use web::journey::Asking;
use web::who::CitizenRequest;
use web::{Failure, Html, PageFrame, page, see_other};

use crate::{AppState, RESULT, START, no_estimate};

pub(crate) const LIST: &str = "/estimate-costs/what-if";
pub(crate) const CHANGE: &str = "/estimate-costs/what-if/{page}";
pub(crate) const KEEP: &str = "/estimate-costs/what-if/{page}/keep";

#[derive(Template)]
#[template(path = "what-if.html")]
struct List<'a> {
    frame: PageFrame,
    answer: String,
    sections: Vec<SummarySection<'a>>,
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct ComparisonPage<'a> {
    frame: PageFrame,
    verdict: String,
    /// The answer that is changed and the result, before and after.
    change: Table,
    /// The lines of the sum whose amounts change.
    moved: Table,
    /// The posted fields, which are posted again if the change is kept.
    typed: &'a [(String, String)],
    keep_action: String,
    keep: Button,
    page: &'a str,
}

/// The header of a row of the sum: what it is about, and its sentence.
#[derive(Template)]
#[template(
    source = r#"{{ about }}<br><span class="govuk-!-font-weight-regular">{{ sentence }}</span>"#,
    ext = "html"
)]
struct LineHeader<'a> {
    about: &'a str,
    sentence: &'a str,
}

#[derive(Template)]
#[template(path = "more-to-ask.html")]
struct MoreToAsk<'a> {
    frame: PageFrame,
    typed: &'a [(String, String)],
    keep_action: String,
    keep: Button,
}

/// Lists every answer, to choose the one to change.
pub(crate) async fn list<S: AnswerStore>(
    State(state): State<AppState<S>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let (state, opened) = state.open(visitor).await?;
    let journey = Journey::new(crate::spec().form, &opened.answers);
    let assessment = match state.estimate(&journey) {
        Ok(estimate) => estimate.assessment,
        Err(why) => return Ok(no_estimate::explain(&state, &journey, &why)),
    };
    Ok(page(
        StatusCode::OK,
        &List {
            frame: frame(&state, "See what difference a change would make").back(RESULT),
            answer: answer(&assessment),
            sections: journey.summary(),
        },
    ))
}

/// Asks the question whose answer is to change.
pub(crate) async fn ask<S: AnswerStore>(
    State(state): State<AppState<S>>,
    Path(id): Path<String>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let asked = changeable(&id)?;
    let (state, opened) = state.open(visitor).await?;
    let journey = Journey::new(crate::spec().form, &opened.answers);
    if !journey.is_complete() || !journey.may_visit(&id) {
        return Ok(on(&journey));
    }
    let typed = journey
        .given(&id)
        .map(|answer| fill(asked, answer))
        .unwrap_or_default();
    Ok(asking(&state, &opened, asked).page(&journey, StatusCode::OK, &typed, &[]))
}

/// Shows the difference that the change makes.
pub(crate) async fn compare<S: AnswerStore>(
    State(state): State<AppState<S>>,
    Path(id): Path<String>,
    visitor: CitizenRequest,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let asked = changeable(&id)?;
    let (state, opened) = state.open_to_change(visitor, &posted).await?;
    let journey = Journey::new(crate::spec().form, &opened.answers);
    let before = match state.estimate(&journey) {
        Ok(estimate) => estimate.assessment,
        Err(why) => return Ok(no_estimate::explain(&state, &journey, &why)),
    };
    let changed = match parse(
        asked,
        &PostedFields(posted.fields()),
        &journey,
        state.site.today(),
    ) {
        Ok(answer) => with(&opened.answers, asked, answer),
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(asking(&state, &opened, asked).page(
                &journey,
                status,
                posted.fields(),
                &errors,
            ));
        }
    };
    let changed = Journey::new(crate::spec().form, &changed);
    Ok(match state.estimate(&changed) {
        Ok(Estimate {
            assessment: after, ..
        }) => {
            let sides = (&journey, &changed);
            differs(&state, asked, sides, &before, &after, &posted)
        }
        Err(NoReport::Unfinished) => page(
            StatusCode::OK,
            &MoreToAsk {
                frame: frame(&state, "We need to ask you more").back(format!("{LIST}/{id}")),
                typed: posted.fields(),
                keep_action: format!("{LIST}/{id}/keep"),
                keep: keep_button("Keep this change and answer the questions"),
            },
        ),
        Err(why) => no_estimate::explain(&state, &changed, &why),
    })
}

/// Keeps the change.
pub(crate) async fn keep<S: AnswerStore>(
    State(state): State<AppState<S>>,
    Path(id): Path<String>,
    visitor: CitizenRequest,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let asked = changeable(&id)?;
    let (state, opened) = state.open_to_change(visitor, &posted).await?;
    let journey = Journey::new(crate::spec().form, &opened.answers);
    if !journey.may_visit(&id) {
        return Ok(on(&journey));
    }
    let Ok(answer) = parse(
        asked,
        &PostedFields(posted.fields()),
        &journey,
        state.site.today(),
    ) else {
        return Ok(see_other(&format!("{LIST}/{id}")));
    };
    let saved = state
        .answers
        .keep_answer(&opened, &asked.id, answer)
        .await?;
    let next = on(&Journey::new(crate::spec().form, &saved.answers));
    Ok(saved.answered(next, RESULT))
}

/// Leads to the result, or to the first question that is still open.
fn on(journey: &Journey<'_>) -> Response {
    match journey.resume() {
        Stop::CheckAnswers => see_other(RESULT),
        Stop::Page(open) => see_other(&format!("{START}/{}", open.id)),
    }
}

/// Finds a question with one answer. An item of a group is changed where it was
/// added, so [`Failure::NOT_FOUND`] for a group.
fn changeable(id: &str) -> Result<&'static Page, Failure> {
    crate::spec()
        .form
        .page(id)
        .filter(|page| !page.is_group())
        .ok_or(Failure::NOT_FOUND)
}

/// Whether a change of this answer can be tried here.
pub(crate) fn is_changeable(page: &str) -> bool {
    changeable(page).is_ok()
}

fn with(answers: &Answers, asked: &Page, answer: Answer) -> Answers {
    let mut changed = answers.clone();
    changed.set(asked.id.as_str(), answer);
    changed
}

fn frame<S: AnswerStore>(state: &AppState<S>, title: &'static str) -> PageFrame {
    state
        .site
        .page(title)
        .part(crate::spec().form.title.as_str())
}

fn asking<S: AnswerStore>(
    state: &AppState<S>,
    opened: &CitizenForm,
    asked: &'static Page,
) -> Asking {
    Asking {
        address: crate::spec().address(),
        site: state.site.clone(),
        asked,
        action: format!("{LIST}/{}", asked.id),
        back: LIST.to_owned(),
        button: "See the difference",
        meant_for: state.answers.target(opened),
        in_turn: false,
        keeps_typed: false,
    }
}

fn keep_button(text: &'static str) -> Button {
    Button {
        text: text.into(),
        ..Button::default()
    }
}

fn answer(assessment: &Assessment) -> String {
    assessment.outcome.charge.sentence()
}

fn said(journey: &Journey<'_>, asked: &Page) -> String {
    let sections = journey.summary();
    let mut rows = sections.iter().flat_map(|section| &section.rows);
    rows.find(|row| row.page == asked.id)
        .map(|row| row.value.join(", "))
        .unwrap_or_default()
}

fn differs<S: AnswerStore>(
    state: &AppState<S>,
    asked: &'static Page,
    (journey, changed): (&Journey<'_>, &Journey<'_>),
    before: &Assessment,
    after: &Assessment,
    posted: &PostedForm,
) -> Response {
    let comparison = what_if::compare(before, after);
    let view = ComparisonPage {
        frame: frame(state, "What difference it makes").back(format!("{LIST}/{}", asked.id)),
        verdict: verdict(&comparison),
        change: changes(asked, (journey, changed), before, after),
        moved: lines_that_moved(&comparison),
        typed: posted.fields(),
        keep_action: format!("{LIST}/{}/keep", asked.id),
        keep: keep_button("Keep this change"),
        page: &asked.id,
    };
    page(StatusCode::OK, &view)
}

/// Lists the answer that is changed and the result, before and after.
fn changes(
    asked: &Page,
    (journey, changed): (&Journey<'_>, &Journey<'_>),
    before: &Assessment,
    after: &Assessment,
) -> Table {
    let label = asked.summary_label.as_ref().unwrap_or(&asked.label);
    let label = label.say(journey.speaks_of()).to_owned();
    let row = |cells: [String; 3]| cells.map(Cell::of).into();
    Table {
        caption: "Before and after".into(),
        caption_classes: "govuk-table__caption--m".into(),
        head: ["What", "Before", "After"].map(HeadCell::of).into(),
        rows: vec![
            row([label, said(journey, asked), said(changed, asked)]),
            row(["Result".to_owned(), answer(before), answer(after)]),
        ],
        first_cell_is_header: true,
        ..Table::default()
    }
}

/// Lists the lines of the sum whose amounts change.
fn lines_that_moved(comparison: &Comparison) -> Table {
    let amount = |amount: Option<Decimal>| amount.map_or_else(|| "Not there".to_owned(), in_words);
    let rows = comparison.moved.iter().map(|moved| {
        let header = Cell {
            html: Html::rendered(&LineHeader {
                about: &moved.about,
                sentence: &moved.sentence,
            }),
            ..Cell::default()
        };
        vec![
            header,
            Cell::numeric(amount(moved.before)),
            Cell::numeric(amount(moved.after)),
        ]
    });
    Table {
        caption: "Each line of the sum that is different".into(),
        caption_classes: "govuk-table__caption--s".into(),
        head: vec![
            HeadCell::of("Line"),
            HeadCell::numeric("Before"),
            HeadCell::numeric("After"),
        ],
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    }
}

/// Says the difference in one sentence.
fn verdict(comparison: &Comparison) -> String {
    match (comparison.before.weekly, comparison.after.weekly) {
        (Some(before), Some(after)) if after > before => {
            format!("You would pay {} a week more.", in_words(after - before))
        }
        (Some(before), Some(after)) if after < before => {
            format!("You would pay {} a week less.", in_words(before - after))
        }
        (Some(_), Some(_)) => "You would pay the same.".to_owned(),
        _ => "We cannot say how much the difference is, because the cost of the care is not known."
            .to_owned(),
    }
}
