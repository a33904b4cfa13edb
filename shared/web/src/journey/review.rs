//! What was answered so far, how far that is, and clearing it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use journey::journey::{Journey, Status, Task};

use super::{Desk, Way};
use crate::failure::Failure;
use crate::form::Posted;
use crate::govuk::{
    Action, Actions, Button, SummaryList, SummaryRow, SummaryText, Tag, TaskItem, TaskList,
    TaskStatus, TaskTitle,
};
use crate::html::Html;
use crate::meant::MeantFor;
use crate::page::{PageFrame, page, see_other};
use crate::visitor::{KeepAnswers, Visitor};

#[derive(Template)]
#[template(path = "journey/check.html")]
struct CheckPage {
    frame: PageFrame,
    prefix: &'static str,
    sections: Vec<(String, SummaryList)>,
    button: Button,
}

#[derive(Template)]
#[template(path = "journey/tasks.html")]
struct TasksPage {
    frame: PageFrame,
    prefix: &'static str,
    complete: bool,
    tasks: TaskList,
    button: Button,
}

#[derive(Template)]
#[template(path = "journey/clear.html")]
struct ClearPage {
    frame: PageFrame,
    prefix: &'static str,
    meant_for: MeantFor,
    button: Button,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "{% for line in lines %}{% if !loop.first %}<br>{% endif %}{{ line }}{% endfor %}"
)]
struct Lines<'a> {
    lines: &'a [String],
}

pub(super) async fn check_answers<S: KeepAnswers>(
    State(desk): State<Desk<S>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (desk, opened) = desk.open(visitor).await?;
    let journey = Journey::new(desk.spec.form, &opened.answers);
    if !journey.is_complete() {
        return Ok(see_other(&desk.first_open(&journey, Way::On)));
    }
    let sections = journey.summary().into_iter().map(|section| {
        let rows = section.rows.iter().map(|row| row_of(&desk, row)).collect();
        (
            section.section.title.clone(),
            SummaryList {
                rows,
                ..SummaryList::default()
            },
        )
    });
    let view = CheckPage {
        sections: sections.collect(),
        frame: desk
            .frame("Check your answers")
            .back(desk.back(&journey, "check-answers", Way::On)),
        prefix: desk.spec.prefix,
        button: Button {
            text: desk.spec.result_words.into(),
            href: desk.spec.result_path.into(),
            ..Button::default()
        },
    };
    Ok(page(StatusCode::OK, &view))
}

fn row_of<S: KeepAnswers>(desk: &Desk<S>, row: &journey::summary::SummaryRow<'_>) -> SummaryRow {
    let change = Action {
        href: desk.address(row.page, Way::Change).into(),
        text: "Change".into(),
        visually_hidden_text: row.label.clone().into(),
        ..Action::default()
    };
    SummaryRow {
        key: SummaryText {
            text: row.label.clone().into(),
            ..SummaryText::default()
        },
        value: SummaryText {
            html: Html::rendered(&Lines { lines: &row.value }),
            ..SummaryText::default()
        },
        actions: Actions {
            items: vec![change],
            ..Actions::default()
        },
        ..SummaryRow::default()
    }
}

pub(super) async fn tasks<S: KeepAnswers>(
    State(desk): State<Desk<S>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (desk, opened) = desk.open(visitor).await?;
    let journey = Journey::new(desk.spec.form, &opened.answers);
    let tasks = journey.tasks();
    let on = journey.resume().path();
    let view = TasksPage {
        frame: desk
            .frame(desk.spec.form.title.as_str())
            .back(desk.spec.prefix),
        prefix: desk.spec.prefix,
        complete: journey.is_complete(),
        tasks: TaskList {
            items: tasks.iter().map(|task| item_of(&desk, task)).collect(),
            ..TaskList::default()
        },
        button: Button {
            text: if journey.is_complete() {
                "Check your answers"
            } else {
                "Continue"
            }
            .into(),
            href: desk.address(on, Way::On).into(),
            ..Button::default()
        },
    };
    Ok(page(StatusCode::OK, &view))
}

fn item_of<S: KeepAnswers>(desk: &Desk<S>, task: &Task<'_>) -> TaskItem {
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
        .map(|page| desk.address(&page.id, Way::On))
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

pub(super) async fn ask_to_clear<S: KeepAnswers>(
    State(desk): State<Desk<S>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let (desk, opened) = desk.open(visitor).await?;
    let view = ClearPage {
        frame: desk
            .frame("Are you sure you want to clear your answers?")
            .back(desk.spec.prefix),
        prefix: desk.spec.prefix,
        meant_for: opened.meant_for(desk.spec.form),
        button: Button {
            text: "Yes, clear my answers".into(),
            classes: "govuk-button--warning".into(),
            ..Button::default()
        },
    };
    Ok(page(StatusCode::OK, &view))
}

pub(super) async fn clear<S: KeepAnswers>(
    State(desk): State<Desk<S>>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Failure> {
    let (desk, opened) = desk.open_to_change(visitor, &posted).await?;
    opened.clear(&desk.store, desk.spec.form).await?;
    Ok(see_other(&super::start::after_clearing(desk.spec)))
}
