//! Says why there is no estimate, and leads to the answer that has to be given
//! again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use charging::CircumstancesProblem;
use charging::report::say;
use domain::eligibility::Voice;
use domain::values::calendar::in_words;
use journey::form::{AskedQuestion, Question};
use journey::journey::Journey;
use journey::no_report::{LastKnown, NoReport};
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
            let mut sentences: Vec<String> = Vec::new();
            for CircumstancesProblem { sentence, .. } in problems {
                if !sentences.contains(sentence) {
                    sentences.push(sentence.clone());
                }
            }
            (sentences, contradicted(journey, problems))
        }
        NoReport::AfterLastLaw(last) => return after_last_law(state, journey, last),
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

/// Says that the amounts of the day are not here yet, what the last ones come to,
/// and what can still be done.
fn after_last_law<S>(state: &AppState<S>, journey: &Journey<'_>, last: &LastKnown) -> Response {
    let assessment = &last.assessment;
    let voice = Voice::from(journey.speaks_of());
    let sentence = assessment.outcome.charge.sentence();
    let view = AmountsMissingPage {
        frame: state
            .site
            .page("The amounts for this date are not here yet")
            .part(crate::spec().form.title.as_str())
            .back(format!("{START}/check-answers")),
        wanted: in_words(last.wanted),
        year: assessment.amounts.name,
        until: in_words(charging::law::last_day()),
        sentence: say(&sentence, voice).into_owned(),
        theirs: voice == Voice::They,
    };
    page(StatusCode::OK, &view)
}

#[derive(Template)]
#[template(path = "amounts-missing.html")]
struct AmountsMissingPage {
    frame: PageFrame,
    /// The day that the estimate is for.
    wanted: String,
    /// The last year on file, and its last day.
    year: &'static str,
    until: String,
    /// The result by the amounts of that year.
    sentence: String,
    /// Whether the estimate is about somebody else.
    theirs: bool,
}

/// Leads to the page whose answer contradicts another: the first that a problem
/// names and that is asked.
fn contradicted(journey: &Journey<'_>, problems: &[CircumstancesProblem]) -> AnswerAgain {
    let sections = journey.summary();
    let rows: Vec<_> = sections.iter().flat_map(|section| &section.rows).collect();
    let named = problems
        .iter()
        .filter_map(|problem| page_of(&problem.field));
    named
        .filter_map(|page| rows.iter().find(|row| row.question == page))
        .map(|row| AnswerAgain {
            answer: row.label.clone(),
            question: None,
            href: format!("{START}/{}?change=1", row.page),
        })
        .next()
        .unwrap_or_else(check)
}

/// Returns the page that asks for the fact at this place of the circumstances.
fn page_of(field: &str) -> Option<&'static str> {
    let places = [
        ("/date", "which-date"),
        ("/circumstances/person/date_of_birth", "date-of-birth"),
        ("/circumstances/person", "age"),
        (
            "/circumstances/household/partner/date_of_birth",
            "partner-date-of-birth",
        ),
        ("/circumstances/household/partner/age", "partner-age"),
        ("/circumstances/household", "partner"),
        ("/circumstances/income", "other-income"),
        ("/circumstances/capital", "savings"),
        ("/circumstances/housing", "housing-costs"),
        ("/circumstances/disability_related_expenses", "extra-costs"),
        ("/circumstances/agreed_allowances", "agreed-allowances"),
    ];
    let found = places
        .into_iter()
        .find(|(place, _)| field.starts_with(place));
    found.map(|(_, page)| page)
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
    let Some(row) = rows.find(|row| row.question == page && row.item == item.as_deref()) else {
        return check();
    };
    let asked = journey.form().question(page).zip(field.as_deref());
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
fn question(journey: &Journey<'_>, group: AskedQuestion<'_>, field: &str) -> Option<String> {
    let Question::Group { fields, .. } = group.question else {
        return None;
    };
    let field = fields.iter().find(|known| known.id == field)?;
    Some(field.label.say(journey.speaks_of()).to_owned())
}
