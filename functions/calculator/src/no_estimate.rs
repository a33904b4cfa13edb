//! Says why there is no estimate, and leads to the answer that has to be given
//! again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use journey::form::{Page, Question};
use journey::journey::Journey;
use journey::no_report::NoReport;
use journey::read::UnreadableAnswer;
use web::{PageFrame, page, see_other};

use crate::{AppState, START};

#[derive(Template)]
#[template(path = "no-estimate.html")]
struct NoEstimatePage {
    frame: PageFrame,
    /// The contradictions between the answers, each in a sentence.
    problems: Vec<String>,
    again: AnswerAgain,
}

/// The way to an answer that has to be given again.
#[derive(Debug, Eq, PartialEq)]
struct AnswerAgain {
    /// The name of the answer on the page of all answers:
    /// `Account or investment 2`.
    answer: String,
    /// The question about an item of a group, if the answer is in one.
    question: Option<String>,
    href: String,
}

/// Leads to the first open question; if none is open, says which answer has to
/// be given again and leads there.
pub(crate) fn explain<S>(state: &AppState<S>, journey: &Journey<'_>, why: &NoReport) -> Response {
    let (problems, again) = match why {
        NoReport::Unfinished => {
            let open = journey.resume().path();
            return see_other(&format!("{START}/{open}"));
        }
        NoReport::Unreadable(answer) => (Vec::new(), again(journey, answer)),
        NoReport::Contradictory(problems) => {
            let sentences = problems.iter().map(|problem| problem.sentence.clone());
            (sentences.collect(), check())
        }
    };
    let view = NoEstimatePage {
        frame: state
            .site
            .page("We cannot work out your estimate yet")
            .part(crate::spec().form.title.as_str())
            .back(format!("{START}/check-answers")),
        problems,
        again,
    };
    page(StatusCode::UNPROCESSABLE_ENTITY, &view)
}

fn check() -> AnswerAgain {
    AnswerAgain {
        answer: "your answers".to_owned(),
        question: None,
        href: format!("{START}/check-answers"),
    }
}

fn again(journey: &Journey<'_>, unreadable: &UnreadableAnswer) -> AnswerAgain {
    let UnreadableAnswer {
        page, item, field, ..
    } = unreadable;
    let sections = journey.summary();
    let mut rows = sections.iter().flat_map(|section| &section.rows);
    let Some(row) = rows.find(|row| row.page == page && row.item == item.as_deref()) else {
        return check();
    };
    let asked = journey.form().page(page).zip(field.as_deref());
    let part = item
        .as_ref()
        .map_or(String::new(), |item| format!("/{item}"));
    AnswerAgain {
        answer: row.label.clone(),
        question: asked.and_then(|(page, field)| question(journey, page, field)),
        href: format!("{START}/{page}{part}?change=1"),
    }
}

/// Returns the words of a field of a group.
fn question(journey: &Journey<'_>, page: &Page, field: &str) -> Option<String> {
    let Question::Group { fields, .. } = &page.question else {
        return None;
    };
    let field = fields.iter().find(|known| known.id == field)?;
    Some(field.label.say(journey.speaks_of()).to_owned())
}
