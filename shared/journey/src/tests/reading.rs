//! An answer that does not have the shape or the values of its question is an
//! error, and is never read as nothing.

use domain::forms::draft::{Answer, Answers};

use super::every_kind;
use crate::read::{AnswerFault, AnswerReader, GivenAnswer, UnreadableAnswer};

#[test]
fn an_answer_of_another_shape_is_an_error() {
    for (question, answer, wanted) in [
        ("savings", chosen(&["eating"]), "one text"),
        ("savings", parts(&[("amount", "12.00")]), "one text"),
        ("needs", text("eating"), "choices"),
        ("needs", parts(&[("first", "eating")]), "choices"),
        ("born", chosen(&["1", "2", "1930"]), "parts"),
        ("born", text("1 February 1930"), "parts"),
    ] {
        let read = |given: GivenAnswer<'_>| match wanted {
            "one text" => given.text().map(|_| ()),
            "choices" => given.choices().map(|_| ()),
            _ => given.date().map(|_| ()),
        };
        let fault = fault(question, answer.clone(), read);
        assert_eq!(fault, Some(AnswerFault::AnotherShape), "{answer:?}");
    }
}

#[test]
fn a_value_that_the_question_does_not_have_is_an_error() {
    let yes = |given: GivenAnswer<'_>| given.yes().map(|_| ());
    for typed in ["maybe", "Yes", "true"] {
        let found = fault("lives-alone", text(typed), yes);
        assert_eq!(found, Some(AnswerFault::UnknownOption), "{typed}");
    }
    let regular = |given: GivenAnswer<'_>| given.regular().map(|_| ());
    for (amount, every, why) in [
        ("twelve", "week", AnswerFault::NotAnAmount),
        ("-1.00", "week", AnswerFault::NotAnAmount),
        ("12.00", "day", AnswerFault::UnknownOption),
        ("12.00", "", AnswerFault::Missing),
        ("", "week", AnswerFault::Missing),
    ] {
        let answer = parts(&[("amount", amount), ("every", every)]);
        assert_eq!(fault("pension", answer, regular), Some(why), "{amount}");
    }
}

#[test]
fn a_question_that_was_skipped_or_is_not_asked_has_no_answer() {
    let form = every_kind();
    for answers in [Answers::default(), with("needs", text(""))] {
        let reader = AnswerReader::of_all(&form, answers);
        let none: &[String] = &[];
        assert_eq!(reader.page("needs").unwrap().choices(), Ok(none));
        assert_eq!(reader.page("needs").unwrap().text(), Ok(None));
        assert_eq!(reader.page("needs").unwrap().date(), Ok(None));
    }
}

#[test]
fn a_group_that_the_form_does_not_have_is_an_error() {
    let form = every_kind();
    let reader = AnswerReader::of_all(&form, Answers::default());
    for no_group in ["no-such-group", "savings"] {
        let error = reader.items(no_group).map(|_| ()).unwrap_err();
        let named = UnreadableAnswer {
            page: no_group.to_owned(),
            item: None,
            field: None,
            why: AnswerFault::NotInForm,
        };
        assert_eq!(error, named);
    }
}

/// Returns the reason why an answer to this question cannot be read.
fn fault(
    question: &str,
    answer: Answer,
    read: impl FnOnce(GivenAnswer<'_>) -> Result<(), UnreadableAnswer>,
) -> Option<AnswerFault> {
    let form = every_kind();
    let reader = AnswerReader::of_all(&form, with(question, answer));
    let error = read(reader.page(question).unwrap()).err()?;
    assert_eq!(error.page, question);
    Some(error.why)
}

fn with(question: &str, answer: Answer) -> Answers {
    let mut answers = Answers::default();
    answers.set(question, answer);
    answers
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn chosen(values: &[&str]) -> Answer {
    Answer::Choices(values.iter().map(|value| (*value).to_owned()).collect())
}

fn parts(parts: &[(&str, &str)]) -> Answer {
    let owned = |(part, typed): &(&str, &str)| ((*part).to_owned(), (*typed).to_owned());
    Answer::Fields(parts.iter().map(owned).collect())
}
