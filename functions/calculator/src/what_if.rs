//! "What if": shows the difference that a change makes, and asks what the change
//! opens. Nothing is kept until the person asks for it.

mod altogether;
mod trial;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use charging::Assessment;
use charging::report::say;
use charging::what_if::{self, Comparison};
use domain::eligibility::Voice;
use domain::values::money::in_words;
use journey::form::{AskedQuestion, Page};
use journey::journey::{Journey, Stop};
use journey::no_report::NoReport;
use journey::parse::{FieldError, fill_page};
use journey::summary::SummarySection;
use rust_decimal::Decimal;
use web::answers::{AnswerChange, AnswerHolder as _, AnswerStore, CitizenForm};
use web::govuk::{Button, Cell, HeadCell, Table};
use web::http::form::PostedForm;
use web::journey::{Asking, Trying};
use web::who::CitizenRequest;
use web::{Failure, Html, PageFrame, page, see_other};

use crate::{AppState, RESULT, START, no_estimate};
use altogether::AmountAsked;
use trial::{RefusedTrial, Trial};

pub(crate) const LIST: &str = "/estimate-costs/what-if";
pub(crate) const CHANGE: &str = "/estimate-costs/what-if/{page}";
pub(crate) const KEEP: &str = "/estimate-costs/what-if/{page}/keep";

/// The beginning of the title of a page that asks within a trial.
const TRYING: &str = "Trying a change";

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
    /// The answers that are changed and the result, before and after.
    change: Table,
    /// The lines of the sum whose amounts change.
    moved: Table,
    /// The way to keep the change, if it can be kept.
    keep: Option<Keep>,
    page: &'a str,
}

/// The fields that are posted again if the change is kept, and the button.
pub(crate) struct Keep {
    action: String,
    typed: Vec<(String, String)>,
    button: Button,
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

/// A change that is shown: the page that it was tried on, and the answers that
/// it changes, each with its name, before and after.
struct Change<'a> {
    page: &'a str,
    answers: Vec<[String; 3]>,
    keep: Option<Keep>,
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
    let title = "See what difference a change would make".to_owned();
    Ok(page(
        StatusCode::OK,
        &List {
            frame: frame(&state, title).back(RESULT),
            answer: answer(&assessment, journey.speaks_of().into()),
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
    let (asked, _) = changeable(&id)?;
    let (state, opened) = state.open(visitor).await?;
    let journey = Journey::new(crate::spec().form, &opened.answers);
    if !journey.is_complete() || !journey.may_visit(&asked.id) {
        return Ok(on(&journey));
    }
    if let Some(holdings) = altogether::holdings_of(&id) {
        let amount = AmountAsked {
            page: &id,
            holdings,
            voice: journey.speaks_of().into(),
            meant_for: state.answers.target(&opened),
        };
        return Ok(match state.estimate(&journey) {
            Ok(estimate) => altogether::ask(&state, &estimate, amount, "", &[]),
            Err(why) => no_estimate::explain(&state, &journey, &why),
        });
    }
    let typed = fill_page(asked, &journey);
    let asking = asking(&state, &opened, asked, Vec::new());
    Ok(asking.page(&journey, StatusCode::OK, &typed, &[]))
}

/// Shows the difference that the change makes, or asks the next question that it
/// opens.
pub(crate) async fn compare<S: AnswerStore>(
    State(state): State<AppState<S>>,
    Path(id): Path<String>,
    visitor: CitizenRequest,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let named = changeable(&id)?;
    let (state, opened) = state.open_to_change(visitor, &posted).await?;
    let form = crate::spec().form;
    let journey = Journey::new(form, &opened.answers);
    let before = match state.estimate(&journey) {
        Ok(estimate) => estimate,
        Err(why) => return Ok(no_estimate::explain(&state, &journey, &why)),
    };
    if let Some(holdings) = altogether::holdings_of(&id) {
        let amount = AmountAsked {
            page: &id,
            holdings,
            voice: journey.speaks_of().into(),
            meant_for: state.answers.target(&opened),
        };
        return Ok(altogether::compare(&state, &before, amount, &posted));
    }
    let today = state.site.today();
    let mut trial = match Trial::read((form, &opened.answers), named, &posted, today) {
        Ok(trial) => trial,
        Err(refused) => return Ok(ask_again(&state, &opened, &refused, &posted)),
    };
    if let Some(open) = trial.next_question() {
        let changed = Journey::new(form, &trial.answers);
        let typed = fill_page(open, &changed);
        let asking = asking(&state, &opened, open, trial.carried(open, &posted));
        return Ok(asking.page(&changed, StatusCode::OK, &typed, &[]));
    }
    let changed = Journey::new(form, &trial.answers);
    Ok(match state.estimate(&changed) {
        Ok(after) => show_difference(
            &state,
            (&before.assessment, &after.assessment),
            journey.speaks_of().into(),
            Change {
                page: &id,
                answers: different(&journey, &changed),
                keep: Some(Keep {
                    action: format!("{LIST}/{id}/keep"),
                    typed: trial.all_fields(&posted),
                    button: Button {
                        text: "Keep this change".into(),
                        classes: "govuk-button--secondary".into(),
                        ..Button::default()
                    },
                }),
            },
        ),
        Err(NoReport::Unfinished) => see_other(LIST),
        Err(why) => no_estimate::explain(&state, &changed, &why),
    })
}

fn ask_again<S: AnswerStore>(
    state: &AppState<S>,
    opened: &CitizenForm,
    refused: &RefusedTrial,
    posted: &PostedForm,
) -> Response {
    let RefusedTrial {
        trial,
        asked,
        errors,
    } = refused;
    let errors: &[FieldError] = errors;
    let journey = Journey::new(crate::spec().form, &trial.answers);
    let carried = trial.carried(asked, posted);
    let asking = asking(state, opened, asked, carried);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    asking.page(&journey, status, posted.fields(), errors)
}

/// Keeps the change.
pub(crate) async fn keep<S: AnswerStore>(
    State(state): State<AppState<S>>,
    Path(id): Path<String>,
    visitor: CitizenRequest,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let named = single(&id).ok_or(Failure::NOT_FOUND)?;
    let (state, opened) = state.open_to_change(visitor, &posted).await?;
    let form = crate::spec().form;
    let today = state.site.today();
    let Ok(mut trial) = Trial::read((form, &opened.answers), named, &posted, today) else {
        return Ok(see_other(&format!("{LIST}/{id}")));
    };
    // The lists that the trial took to be empty are kept so, as its result was.
    trial.next_question();
    let changed = Journey::new(form, &trial.answers);
    if !changed.may_visit(&named.0.id) {
        return Ok(on(&Journey::new(form, &opened.answers)));
    }
    let saved = match state.answers.keep(&opened, trial.given).await? {
        AnswerChange::Made(saved) => saved,
        AnswerChange::Refused { .. } => return Ok(see_other(RESULT)),
    };
    let next = on(&Journey::new(form, &saved.answers));
    Ok(saved.answered(next, RESULT))
}

/// Leads to the result, or to the first question that is still open.
fn on(journey: &Journey<'_>) -> Response {
    match journey.resume() {
        Stop::CheckAnswers => see_other(RESULT),
        Stop::Page(open) => see_other(&format!("{START}/{}", open.id)),
    }
}

/// A page, and the question if an address names a question of it alone.
type Named = (&'static Page, Option<AskedQuestion<'static>>);

/// Finds a page that is asked as it is: one that is no list of items.
fn single(id: &str) -> Option<Named> {
    let named = crate::spec().form.page_of(id);
    named.filter(|(page, _)| !page.is_group())
}

/// Finds a page whose answer can be changed in a trial. The items of other lists
/// are changed where they were added, so [`Failure::NOT_FOUND`] for those.
fn changeable(id: &str) -> Result<Named, Failure> {
    let altogether = || {
        altogether::holdings_of(id)?;
        crate::spec().form.page_of(id)
    };
    single(id).or_else(altogether).ok_or(Failure::NOT_FOUND)
}

/// Whether a change of this answer can be tried here.
pub(crate) fn is_changeable(page: &str) -> bool {
    changeable(page).is_ok()
}

fn frame<S: AnswerStore>(state: &AppState<S>, title: String) -> PageFrame {
    state
        .site
        .page(title)
        .part(crate::spec().form.title.as_str())
}

fn asking<S: AnswerStore>(
    state: &AppState<S>,
    opened: &CitizenForm,
    asked: &'static Page,
    hidden: Vec<(String, String)>,
) -> Asking {
    Asking {
        address: crate::spec().address(),
        site: state.site.clone(),
        asked,
        action: format!("{LIST}/{}", asked.id),
        back: LIST.to_owned(),
        button: if hidden.is_empty() {
            "See the difference"
        } else {
            "Continue"
        },
        meant_for: state.answers.target(opened),
        in_turn: false,
        keeps_typed: false,
        another_person: false,
        trying: Some(Trying { hidden }),
        known: Vec::new(),
    }
}

fn answer(assessment: &Assessment, voice: Voice) -> String {
    say(&assessment.outcome.charge.sentence(), voice).into_owned()
}

/// Lists the answers that differ, each with its name, before and after.
fn different(before: &Journey<'_>, after: &Journey<'_>) -> Vec<[String; 3]> {
    let rows = |journey: &Journey<'_>| -> Vec<(String, String)> {
        let sections = journey.summary();
        let rows = sections.iter().flat_map(|section| &section.rows);
        rows.map(|row| (row.label.clone(), row.value.join(", ")))
            .collect()
    };
    let (old, new) = (rows(before), rows(after));
    let of = |rows: &[(String, String)], label: &str| {
        let mut rows = rows.iter();
        let found = rows.find(|(name, _)| name == label);
        found.map_or_else(|| "Not asked".to_owned(), |(_, value)| value.clone())
    };
    let mut labels: Vec<&String> = Vec::new();
    for (label, _) in new.iter().chain(&old) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
        .into_iter()
        .map(|label| [label.clone(), of(&old, label), of(&new, label)])
        .filter(|[_, old, new]| old != new)
        .collect()
}

fn show_difference<S: AnswerStore>(
    state: &AppState<S>,
    (before, after): (&Assessment, &Assessment),
    voice: Voice,
    change: Change<'_>,
) -> Response {
    let comparison = what_if::compare(before, after);
    let view = ComparisonPage {
        frame: frame(state, "What difference it makes".to_owned())
            .back(format!("{LIST}/{}", change.page)),
        verdict: say(&verdict(&comparison), voice).into_owned(),
        change: changes(change.answers, (before, after), voice),
        moved: lines_that_moved(&comparison, voice),
        keep: change.keep,
        page: change.page,
    };
    page(StatusCode::OK, &view)
}

/// Lists the answers that are changed and the result, before and after.
fn changes(
    answers: Vec<[String; 3]>,
    (before, after): (&Assessment, &Assessment),
    voice: Voice,
) -> Table {
    let row = |cells: [String; 3]| cells.map(Cell::of).into();
    let pays = |assessment: &Assessment| {
        let pays = assessment.outcome.totals.council_pays;
        pays.map_or_else(|| "Not known".to_owned(), weekly)
    };
    let result = "Result".to_owned();
    let mut rows: Vec<Vec<Cell>> = answers.into_iter().map(row).collect();
    rows.push(row([result, answer(before, voice), answer(after, voice)]));
    rows.push(row([
        "The council would pay".to_owned(),
        pays(before),
        pays(after),
    ]));
    Table {
        caption: "Before and after".into(),
        caption_classes: "govuk-table__caption--m".into(),
        head: ["What", "Before", "After"].map(HeadCell::of).into(),
        rows,
        first_cell_is_header: true,
        ..Table::default()
    }
}

fn weekly(amount: Decimal) -> String {
    format!("{} a week", in_words(amount))
}

/// Lists the lines of the sum whose amounts change.
fn lines_that_moved(comparison: &Comparison, voice: Voice) -> Table {
    let amount = |amount: Option<Decimal>| amount.map_or_else(|| "Not there".to_owned(), in_words);
    let rows = comparison.moved.iter().map(|moved| {
        let header = Cell {
            html: Html::rendered(&LineHeader {
                about: &say(&moved.about, voice),
                sentence: &say(&moved.sentence, voice),
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
        caption: "Lines of the sum that change".into(),
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

/// Says the difference in one sentence, and what the council pays where that
/// alone differs.
fn verdict(comparison: &Comparison) -> String {
    match (comparison.before.weekly, comparison.after.weekly) {
        (Some(before), Some(after)) if after > before => {
            format!("You would pay {} more.", weekly(after - before))
        }
        (Some(before), Some(after)) if after < before => {
            format!("You would pay {} less.", weekly(before - after))
        }
        (Some(_), Some(_)) => "You would pay the same.".to_owned(),
        _ => "We cannot say how much the difference is, because the cost of the care is not known."
            .to_owned(),
    }
}
