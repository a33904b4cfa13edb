//! Shows all answers, the task list with the progress of each section, and the
//! page that clears the answers.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::attribution::Attribution;
use domain::values::calendar::in_words;
use domain::values::london::date_in_london;
use journey::journey::{Status, Task};

use super::refused::{Instead, Lines, Posting};
use super::{FormPages, OpenPages, PageAsked, Way};
use crate::answers::{AnswerHolder, TargetForm};
use crate::govuk::{
    Action, Actions, Button, SummaryList, SummaryRow, SummaryText, Tag, TaskItem, TaskList,
    TaskStatus, TaskTitle,
};
use crate::html::Html;
use crate::http::failure::Failure;
use crate::http::form::PostedForm;
use crate::page::{PageFrame, page, see_other};

#[derive(Template)]
#[template(path = "journey/check.html")]
struct CheckPage {
    frame: PageFrame,
    prefix: String,
    sections: Vec<(String, SummaryList)>,
    button: Button,
}

#[derive(Template)]
#[template(path = "journey/tasks.html")]
struct TasksPage {
    frame: PageFrame,
    prefix: String,
    complete: bool,
    tasks: TaskList,
    button: Button,
}

#[derive(Template)]
#[template(path = "journey/clear.html")]
struct ClearPage {
    frame: PageFrame,
    prefix: String,
    /// The title of the form that is cleared.
    title: &'static str,
    meant_for: TargetForm,
    button: Button,
}

/// The person who gave an answer, and the day.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<br><span class="govuk-hint">{{ name }}, {{ on }}</span>"#
)]
struct GivenBy {
    name: String,
    on: String,
}

impl GivenBy {
    fn of(attribution: &Attribution) -> Self {
        Self {
            name: attribution.name.clone(),
            on: in_words(date_in_london(attribution.at)),
        }
    }
}

pub(super) async fn check_answers<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
) -> Result<Response, Failure> {
    let pages = pages.open(request).await?;
    if let Some(read_only) = pages.read_only() {
        return Ok(read_only);
    }
    let journey = pages.journey();
    if !journey.is_complete() {
        return Ok(see_other(&pages.first_open(&journey, Way::On)));
    }
    let view = CheckPage {
        sections: sections(&pages, Some(Way::Change)),
        frame: pages.frame("Check your answers").back(pages.back(
            &journey,
            "check-answers",
            Way::On,
        )),
        prefix: pages.address.home(),
        button: Button {
            text: pages.address.spec().result_words.into(),
            href: pages.address.result().into(),
            ..Button::default()
        },
    };
    Ok(page(StatusCode::OK, &view))
}

/// Lists every section with its answers. Each answer has a link to change it,
/// unless `way` is `None`.
pub(super) fn sections<H: AnswerHolder>(
    pages: &OpenPages<H>,
    way: Option<Way>,
) -> Vec<(String, SummaryList)> {
    let sections = pages.journey().summary().into_iter();
    sections
        .map(|section| {
            let rows = section.rows.iter();
            let list = SummaryList {
                rows: rows.map(|row| row_of(pages, row, way)).collect(),
                ..SummaryList::default()
            };
            (section.section.title.clone(), list)
        })
        .collect()
}

fn row_of<H: AnswerHolder>(
    pages: &OpenPages<H>,
    row: &journey::summary::SummaryRow<'_>,
    way: Option<Way>,
) -> SummaryRow {
    let given_by = pages.open.attributions.get(&row.key()).map(GivenBy::of);
    let change = way.map(|way| Action {
        href: pages.address(row.page, way).into(),
        text: "Change".into(),
        visually_hidden_text: row.label.clone().into(),
        ..Action::default()
    });
    SummaryRow {
        key: SummaryText {
            text: row.label.clone().into(),
            ..SummaryText::default()
        },
        value: SummaryText {
            html: Html::join(&[
                Html::rendered(&Lines { lines: &row.value }),
                given_by.as_ref().map(Html::rendered).unwrap_or_default(),
            ]),
            ..SummaryText::default()
        },
        actions: Actions {
            items: change.into_iter().collect(),
            ..Actions::default()
        },
        ..SummaryRow::default()
    }
}

pub(super) async fn tasks<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
) -> Result<Response, Instead> {
    let pages = pages.open_to_edit(request).await?;
    let journey = pages.journey();
    let tasks = journey.tasks();
    let on = journey.resume().path();
    let view = TasksPage {
        frame: pages
            .frame(pages.form().title.as_str())
            .back(pages.address.home()),
        prefix: pages.address.home(),
        complete: journey.is_complete(),
        tasks: TaskList {
            items: tasks.iter().map(|task| item_of(&pages, task)).collect(),
            ..TaskList::default()
        },
        button: Button {
            text: if journey.is_complete() {
                "Check your answers"
            } else {
                "Continue"
            }
            .into(),
            href: pages.address(on, Way::On).into(),
            ..Button::default()
        },
    };
    Ok(page(StatusCode::OK, &view))
}

fn item_of<H: AnswerHolder>(pages: &OpenPages<H>, task: &Task<'_>) -> TaskItem {
    let tagged = |text: &'static str, classes: &'static str| TaskStatus {
        tag: Some(Tag {
            text: text.into(),
            classes: classes.into(),
            ..Tag::default()
        }),
        ..TaskStatus::default()
    };
    let status = match task.status {
        Status::Complete => TaskStatus {
            text: "Completed".into(),
            ..TaskStatus::default()
        },
        Status::InProgress => tagged("In progress", "govuk-tag--light-blue"),
        Status::NotStarted => tagged("Not started", "govuk-tag--blue"),
        Status::CannotStartYet => TaskStatus {
            text: "Cannot start yet".into(),
            classes: "govuk-task-list__status--cannot-start-yet".into(),
            ..TaskStatus::default()
        },
    };
    let href = task
        .start
        .map(|page| pages.address(&page.id, Way::On))
        .unwrap_or_default();
    TaskItem {
        title: TaskTitle {
            text: task.section.title.clone().into(),
            ..TaskTitle::default()
        },
        href: href.into(),
        status,
        ..TaskItem::default()
    }
}

pub(super) async fn ask_to_clear<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
) -> Result<Response, Instead> {
    let pages = pages.open_to_edit(request).await?;
    let view = ClearPage {
        frame: pages
            .frame("Are you sure you want to clear your answers?")
            .back(pages.address.home()),
        prefix: pages.address.home(),
        title: &pages.form().title,
        meant_for: pages.target(),
        button: Button {
            text: "Yes, clear my answers".into(),
            classes: "govuk-button--warning".into(),
            ..Button::default()
        },
    };
    Ok(page(StatusCode::OK, &view))
}

pub(super) async fn clear<H: AnswerHolder>(
    State(pages): State<FormPages<H>>,
    request: PageAsked<H>,
    posted: PostedForm,
) -> Result<Response, Instead> {
    let pages = pages.open_to_change(request, &posted).await?;
    let posting = Posting {
        action: pages.address("clear", Way::On),
        fields: &posted,
        again: Some("Clear the answers all the same"),
    };
    pages.clear(posting).await?;
    Ok(see_other(&super::start::after_clearing(&pages.address)))
}
