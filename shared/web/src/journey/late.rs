//! An answer from a tab whose answers are gone: nobody had used them for a day,
//! or they were cleared; of somebody who is signed in, the form was deleted or
//! sent. What was typed last is not lost with the rest.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::draft::Answer;
use journey::form::{Choice, FieldQuestion, Page, Question};
use journey::journey::Journey;

use super::refused::{Instead, Posting};
use super::{OpenPages, Way};
use crate::answers::AnswerHolder;
use crate::govuk::Button;
use crate::page::{PageFrame, page};
use crate::portal::Portal;

#[derive(Template)]
#[template(path = "journey/late.html")]
struct LatePage {
    frame: PageFrame,
    whose: Whose,
    /// Whether the answer that was posted is kept.
    kept: bool,
    button: Button,
}

/// Whose answers are gone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Whose {
    /// Those of a visitor.
    Visitor,
    /// Those in a saved form of an account.
    Account,
    /// Those of a team, about a person.
    Team,
}

impl Whose {
    const fn of(portal: &Portal) -> Self {
        match (portal.member(), portal.signed_in()) {
            (Some(_), _) => Self::Team,
            (None, Some(_)) => Self::Account,
            (None, None) => Self::Visitor,
        }
    }
}

/// Whether nothing is left of the way that led to a page that somebody posts
/// from. A draft that holds only answers that came late is still without it.
pub(super) fn is_late(journey: &Journey<'_>) -> bool {
    let first = journey.visible().first().map(|page| &page.id);
    journey.first_unanswered().map(|page| &page.id) == first
}

/// Keeps the answer, alone or with others that came late, and says so.
pub(super) async fn keep<H: AnswerHolder>(
    pages: &OpenPages<H>,
    answers: Vec<(String, Answer)>,
    posting: Posting<'_>,
) -> Result<Response, Instead> {
    let saved = pages.keep(answers, posting).await?;
    let first = pages.first_open(&Journey::new(pages.form(), &saved.answers), Way::On);
    let whose = Whose::of(pages.portal());
    let view = LatePage {
        frame: pages.frame(match whose {
            Whose::Team => "The answers to this form were cleared",
            Whose::Account => "That form is not open any more",
            Whose::Visitor => "Your earlier answers have been deleted",
        }),
        whose,
        kept: true,
        button: Button {
            text: "Start from the first question".into(),
            href: first.clone().into(),
            ..Button::default()
        },
    };
    Ok(saved.answered(page(StatusCode::CONFLICT, &view), &first))
}

/// Says that what was typed earlier is gone, and that this could not be kept.
pub(super) fn nothing_left<H: AnswerHolder>(pages: &OpenPages<H>) -> Response {
    let whose = Whose::of(pages.portal());
    let view = LatePage {
        frame: pages.frame(match whose {
            Whose::Team => "The answers to this form were cleared",
            Whose::Account => "That form is not open any more",
            Whose::Visitor => "Your answers have been deleted",
        }),
        whose,
        kept: false,
        button: Button {
            text: "Start again".into(),
            href: pages.address.home().into(),
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
        Question::Group { fields, .. }
        | Question::Rows { fields, .. }
        | Question::Several { questions: fields } => {
            let questions = fields
                .iter_mut()
                .map(|field: &mut FieldQuestion| &mut field.question);
            Box::new(questions.flat_map(choices))
        }
        _ => Box::new(std::iter::empty()),
    }
}
