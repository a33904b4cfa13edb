//! Keeps an answer that is posted after the earlier answers of its form are
//! gone: a visitor's answers were cleared, or deleted after a day without use;
//! a saved form was deleted or sent. What was typed last is not lost with the
//! rest.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::draft::Answer;
use journey::form::{Choice, FieldQuestion, Page, Question};
use journey::journey::Journey;

use super::refused::{Instead, Posting};
use super::{OpenPages, Way};
use crate::answers::AnswerHolder;
use crate::govuk::Button;
use crate::page::site_context::SiteContext;
use crate::page::{PageFrame, page};

#[derive(Template)]
#[template(path = "journey/late.html")]
struct LatePage {
    frame: PageFrame,
    whose: Whose,
    /// Whether the answer that was posted is kept.
    kept: bool,
    button: Button,
}

/// The person or team whose answers are gone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Whose {
    /// A visitor without an account.
    Visitor,
    /// Somebody with a saved form in their account.
    Account,
    /// A team of staff, with answers about a person.
    Team,
}

impl Whose {
    const fn of(site: &SiteContext) -> Self {
        match (site.staff_user(), site.signed_in()) {
            (Some(_), _) => Self::Team,
            (None, Some(_)) => Self::Account,
            (None, None) => Self::Visitor,
        }
    }
}

/// Whether no answer is left of those that led to the posted page: the first
/// question of the form is unanswered. Answers that were themselves kept late
/// do not count.
pub(super) fn is_late(journey: &Journey<'_>) -> bool {
    let first = journey.visible().first().map(|page| &page.id);
    journey.first_unanswered().map(|page| &page.id) == first
}

/// Keeps late answers, and shows a page which says so and leads to the first
/// question.
pub(super) async fn keep<H: AnswerHolder>(
    pages: &OpenPages<H>,
    answers: Vec<(String, Answer)>,
    posting: Posting<'_>,
) -> Result<Response, Instead> {
    let saved = pages.keep(answers, posting).await?;
    let first = pages.first_open(&Journey::new(pages.form(), &saved.answers), Way::On);
    let whose = Whose::of(pages.site());
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

/// Shows a page which says that the earlier answers are gone and that this one
/// could not be kept.
pub(super) fn nothing_left<H: AnswerHolder>(pages: &OpenPages<H>) -> Response {
    let whose = Whose::of(pages.site());
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

/// Returns the page with every choice that it can offer. When it was drawn, an
/// earlier answer may have opened a choice, and that answer is gone.
pub(super) fn with_every_choice(page: &Page) -> Page {
    let mut page = page.clone();
    for choice in choices(&mut page.question) {
        choice.when = None;
    }
    page
}

/// Whether the page offers some choices only after certain answers. Once those
/// answers are gone, the page cannot be drawn again as it was.
pub(super) fn has_lost_choices(page: &Page) -> bool {
    choices(&mut page.question.clone()).any(|choice| choice.when.is_some())
}

/// Lists the choices of a question, and of the questions inside it.
fn choices(question: &mut Question) -> Box<dyn Iterator<Item = &mut Choice> + '_> {
    match question {
        Question::OneOf { options } => Box::new(options.iter_mut()),
        Question::ManyOf { options, none } => Box::new(options.iter_mut().chain(none)),
        Question::Group { fields, .. }
        | Question::Rows { fields, .. }
        | Question::Several { questions: fields }
        | Question::AnyOf { groups: fields, .. } => {
            let questions = fields
                .iter_mut()
                .map(|field: &mut FieldQuestion| &mut field.question);
            Box::new(questions.flat_map(choices))
        }
        _ => Box::new(std::iter::empty()),
    }
}
