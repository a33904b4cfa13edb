//! An answer from a tab whose answers are gone: nobody had used them for a day,
//! or they were cleared; of somebody who is signed in, the form was deleted or
//! sent. What was typed last is not lost with the rest.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::draft::Answer;
use journey::form::{Choice, ItemField, Page, Question};
use journey::journey::Journey;

use super::{Desk, Way};
use crate::failure::Failure;
use crate::govuk::Button;
use crate::html::Text;
use crate::page::{PageFrame, page};
use crate::visitor::{KeepAnswers, Opened};

#[derive(Template)]
#[template(path = "journey/late.html")]
struct LatePage {
    frame: PageFrame,
    /// Whether it is somebody with an account.
    signed_in: bool,
    /// Whether the answer that was posted is kept.
    kept: bool,
    button: Button,
}

/// Whether nothing is left of the way that led to a page that somebody posts
/// from. A draft that holds only answers that came late is still without it.
pub(super) fn is_late(journey: &Journey<'_>) -> bool {
    let first = journey.visible().first().map(|page| &page.id);
    journey.first_unanswered().map(|page| &page.id) == first
}

/// Keeps the answer, alone or with others that came late, and says so.
pub(super) async fn keep<S: KeepAnswers>(
    desk: &Desk<S>,
    opened: &Opened,
    key: &str,
    answer: Answer,
) -> Result<Response, Failure> {
    let kept = desk.keep(opened, key, answer).await?;
    let first = desk.first_open(&Journey::new(desk.spec.form, &kept.answers), Way::On);
    let signed_in = desk.portal.signed_in().is_some();
    let view = LatePage {
        frame: desk.frame(match signed_in {
            true => "That form is not open any more",
            false => "Your earlier answers have been deleted",
        }),
        signed_in,
        kept: true,
        button: Button {
            text: "Start from the first question".into(),
            href: first.clone().into(),
            ..Button::default()
        },
    };
    Ok(kept.answered(page(StatusCode::CONFLICT, &view), &first))
}

/// Says that what was typed earlier is gone, and that this could not be kept.
pub(super) fn nothing_left<S: KeepAnswers>(desk: &Desk<S>) -> Response {
    let signed_in = desk.portal.signed_in().is_some();
    let view = LatePage {
        frame: desk.frame(match signed_in {
            true => "That form is not open any more",
            false => "Your answers have been deleted",
        }),
        signed_in,
        kept: false,
        button: Button {
            text: "Start again".into(),
            href: Text::from(desk.spec.prefix),
            ..Button::default()
        },
    };
    page(StatusCode::CONFLICT, &view)
}

/// The page as it may have been when it was opened: a choice that an earlier
/// answer opened was there, and the answer that opened it is gone.
pub(super) fn with_every_choice(page: &Page) -> Page {
    let mut page = page.clone();
    for choice in choices(&mut page.question) {
        choice.when = None;
    }
    page
}

/// Whether the page may have had choices that it has no longer, so that it
/// cannot be drawn again as it was.
pub(super) fn has_lost_choices(page: &Page) -> bool {
    choices(&mut page.question.clone()).any(|choice| choice.when.is_some())
}

/// The choices of a question, and of those that an item of it asks.
fn choices(question: &mut Question) -> Box<dyn Iterator<Item = &mut Choice> + '_> {
    match question {
        Question::OneOf { options } => Box::new(options.iter_mut()),
        Question::ManyOf { options, none } => Box::new(options.iter_mut().chain(none)),
        Question::Group { fields, .. } => {
            let questions = fields
                .iter_mut()
                .map(|field: &mut ItemField| &mut field.question);
            Box::new(questions.flat_map(choices))
        }
        _ => Box::new(std::iter::empty()),
    }
}
