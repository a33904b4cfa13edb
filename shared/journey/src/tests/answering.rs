//! Answers a form as somebody does who has little to say. The walker of the test
//! kit, which is built on this crate, does so with a browser.

use domain::forms::draft::{Answer, Answers};

use super::random::fields;
use crate::form::{AskedQuestion, Form, Question};
use crate::journey::Journey;

/// More pages than a shipped form leads through.
const MOST_PAGES: usize = 100;

/// Answers a form page by page, up to the check of all answers: with the first
/// answer that is given for a question, or else with the usual one. Several
/// choices are given with a space between them. Returns the questions that were
/// asked, in order.
pub(crate) fn answered<'f>(form: &'f Form, given: &[(&str, &str)]) -> (Answers, Vec<&'f str>) {
    let (mut answers, mut asked) = (Answers::default(), Vec::new());
    for _ in 0..MOST_PAGES {
        let journey = Journey::new(form, &answers);
        let Some(open) = journey.first_unanswered() else {
            return (answers, asked);
        };
        let mut open = form.page(&open.id).unwrap().questions();
        let open = open.find(|asked| journey.asks(asked.id) && journey.given(asked.id).is_none());
        let open = open.unwrap();
        let given = given.iter().find(|(id, _)| *id == open.id);
        let answer = given.map_or_else(|| usual(open), |(_, value)| typed(open, value));
        answers.set(open.id, answer);
        asked.push(open.id);
    }
    panic!("the questions do not end: {asked:?}");
}

fn typed(asked: AskedQuestion<'_>, value: &str) -> Answer {
    match asked.question {
        Question::ManyOf { .. } => Answer::Choices(value.split(' ').map(str::to_owned).collect()),
        _ => Answer::Text(value.to_owned()),
    }
}

/// Returns the usual answer to a question: no, none, or the first choice.
fn usual(asked: AskedQuestion<'_>) -> Answer {
    let text = |value: &str| Answer::Text(value.to_owned());
    match asked.question {
        _ if asked.optional => text(""),
        Question::YesNo | Question::Group { .. } => text("no"),
        Question::OneOf { options } => text(&options[0].value),
        Question::ManyOf { options, none } => {
            let none = none.iter().chain(options).next().unwrap();
            Answer::Choices(vec![none.value.clone()])
        }
        Question::Name => fields(&[("first", "Ann"), ("last", "Archer")]),
        Question::Date { .. } => fields(&[("day", "27"), ("month", "3"), ("year", "1948")]),
        Question::Address { .. } => fields(&[
            ("line1", "1 High Street"),
            ("town", "Exampleton"),
            ("postcode", "LE1 1FZ"),
        ]),
        Question::Phone => text("01632 960 001"),
        Question::Email => text("ann@example.org"),
        _ => text("The stairs"),
    }
}
