//! The fields of answers: what is typed, what is wrong with it, and what it says
//! once it is read.

use domain::application::information_request::{
    AnswerGiven, AskedKind, InformationRequest, LONGEST_ANSWER, MOST_QUESTIONS, TypedAnswers,
    WorkerQuestion,
};
use journey::form::AnswerMistake;
use journey::typed_money;
use web::govuk::{
    Affix, CharacterCount, CheckboxItem, Checkboxes, DateInput, Fieldset, Hint, Input, Label,
    Legend, RadioItem, Radios,
};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, wrong};
use web::page::typed_date::{DateFields, TypedDate};

/// The fields of the page.
pub(crate) const FIELDS: &[&str] = &[
    "do",
    "answer-1",
    "answer-1-day",
    "answer-1-month",
    "answer-1-year",
    "answer-1-unknown",
    "answer-2",
    "answer-2-day",
    "answer-2-month",
    "answer-2-year",
    "answer-2-unknown",
    "answer-3",
    "answer-3-day",
    "answer-3-month",
    "answer-3-year",
    "answer-3-unknown",
    "answer-4",
    "answer-4-day",
    "answer-4-month",
    "answer-4-year",
    "answer-4-unknown",
    "answer-5",
    "answer-5-day",
    "answer-5-month",
    "answer-5-year",
    "answer-5-unknown",
];

/// The fields of one question: the answer itself or the whole of a date, and
/// that it is not known.
struct AnswerFields {
    date: DateFields,
    unknown: &'static str,
}

const fn fields(
    whole: &'static str,
    parts: [&'static str; 3],
    unknown: &'static str,
) -> AnswerFields {
    AnswerFields {
        date: DateFields {
            whole,
            parts,
            earliest_year: 1900,
        },
        unknown,
    }
}

const NAMES: [AnswerFields; MOST_QUESTIONS] = [
    fields(
        "answer-1",
        ["answer-1-day", "answer-1-month", "answer-1-year"],
        "answer-1-unknown",
    ),
    fields(
        "answer-2",
        ["answer-2-day", "answer-2-month", "answer-2-year"],
        "answer-2-unknown",
    ),
    fields(
        "answer-3",
        ["answer-3-day", "answer-3-month", "answer-3-year"],
        "answer-3-unknown",
    ),
    fields(
        "answer-4",
        ["answer-4-day", "answer-4-month", "answer-4-year"],
        "answer-4-unknown",
    ),
    fields(
        "answer-5",
        ["answer-5-day", "answer-5-month", "answer-5-year"],
        "answer-5-unknown",
    ),
];

const YES: &str = "yes";
const NO: &str = "no";
const UNKNOWN: &str = "unknown";

/// The fields of a question, of which the page shows those that are there.
#[derive(Default)]
pub(crate) struct AnswerField {
    pub(crate) words: Option<CharacterCount>,
    pub(crate) amount: Option<Input>,
    pub(crate) date: Option<DateInput>,
    pub(crate) yes_no: Option<Radios>,
    pub(crate) unknown: Option<Checkboxes>,
}

/// Returns what was typed into the fields of a request, without empty fields.
pub(crate) fn typed(posted: &PostedForm) -> TypedAnswers {
    let answers = FIELDS.iter().filter(|name| **name != "do");
    let typed = answers.map(|name| ((*name).to_owned(), posted.one(name).trim().to_owned()));
    typed.filter(|(_, value)| !value.is_empty()).collect()
}

/// Reads the answers in the order of the questions, or returns every mistake.
pub(crate) fn read(request: &InformationRequest) -> Result<Vec<AnswerGiven>, Vec<FieldMistake>> {
    let (mut answers, mut mistakes) = (Vec::new(), Vec::new());
    for (question, names) in request.questions.iter().zip(&NAMES) {
        match read_one(question, names, &request.typed) {
            Ok(answer) => answers.push(answer),
            Err(words) => mistakes.push(FieldMistake::new(names.date.whole, words)),
        }
    }
    match mistakes.is_empty() {
        true => Ok(answers),
        false => Err(mistakes),
    }
}

fn read_one(
    question: &WorkerQuestion,
    names: &AnswerFields,
    typed: &TypedAnswers,
) -> Result<AnswerGiven, String> {
    let text = of(typed, names.date.whole);
    let unknown = of(typed, names.unknown) == YES;
    let asked = &question.words;
    match question.kind {
        AskedKind::Words => match text.chars().count() {
            0 => Err(format!("Enter your answer to ‘{asked}’")),
            1..=LONGEST_ANSWER => Ok(AnswerGiven::Words(text.to_owned())),
            _ => Err(format!(
                "Your answer to ‘{asked}’ must be {LONGEST_ANSWER} characters or fewer"
            )),
        },
        AskedKind::Amount => match (typed_money(text), unknown) {
            (Ok(None), true) => Ok(AnswerGiven::NotKnown),
            (Ok(None), false) => Err(format!(
                "Enter an amount for ‘{asked}’, or select that you do not know"
            )),
            (_, true) => Err(both_given(asked)),
            (Ok(Some(amount)), false) => Ok(AnswerGiven::Amount(amount)),
            (Err(AnswerMistake::TooLow), false) => {
                Err(format!("The amount for ‘{asked}’ must be £0 or more"))
            }
            (Err(AnswerMistake::TooHigh), false) => Err(format!(
                "The amount for ‘{asked}’ must be £99,999,999.99 or less"
            )),
            (Err(_), false) => Err(format!(
                "The amount for ‘{asked}’ must be in pounds and pence, like 120 or 120.50"
            )),
        },
        AskedKind::Date => match (date(names, typed).read(&names.date), unknown) {
            (Ok(None), true) => Ok(AnswerGiven::NotKnown),
            (Ok(None), false) => Err(format!(
                "Enter a date for ‘{asked}’, or select that you do not know"
            )),
            (_, true) => Err(both_given(asked)),
            (Ok(Some(date)), false) => Ok(AnswerGiven::Date(date)),
            (Err(_), false) => Err(format!("Enter a real date for ‘{asked}’, like 23 11 2026")),
        },
        AskedKind::YesNo => match text {
            YES => Ok(AnswerGiven::YesNo(true)),
            NO => Ok(AnswerGiven::YesNo(false)),
            UNKNOWN => Ok(AnswerGiven::NotKnown),
            _ => Err(format!("Select your answer to ‘{asked}’")),
        },
    }
}

fn both_given(asked: &str) -> String {
    format!("Answer ‘{asked}’, or select that you do not know, not both")
}

fn of<'a>(typed: &'a TypedAnswers, name: &str) -> &'a str {
    typed.get(name).map_or("", String::as_str)
}

fn date(names: &AnswerFields, typed: &TypedAnswers) -> TypedDate {
    TypedDate::of_parts(names.date.parts.map(|part| of(typed, part).to_owned()))
}

/// Returns the fields of every question, filled with what was typed.
pub(crate) fn shown(request: &InformationRequest, mistakes: &[FieldMistake]) -> Vec<AnswerField> {
    let each = request.questions.iter().zip(&NAMES);
    each.map(|(question, names)| field(question, names, &request.typed, mistakes))
        .collect()
}

fn field(
    question: &WorkerQuestion,
    names: &AnswerFields,
    typed: &TypedAnswers,
    mistakes: &[FieldMistake],
) -> AnswerField {
    let name = names.date.whole;
    let why = || Hint::of(format!("Why we ask: {}", question.why));
    let label = || Label {
        classes: "govuk-label--m".into(),
        ..Label::of(question.words.clone())
    };
    let value = of(typed, name).to_owned();
    let mut field = AnswerField::default();
    match question.kind {
        AskedKind::Words => {
            field.words = Some(CharacterCount {
                id: name.into(),
                name: name.into(),
                maxlength: LONGEST_ANSWER.to_string().into(),
                label: label(),
                hint: Some(why()),
                value: value.into(),
                error_message: wrong(mistakes, name),
                ..CharacterCount::default()
            });
        }
        AskedKind::Amount => {
            field.amount = Some(Input {
                id: name.into(),
                name: name.into(),
                inputmode: "decimal".into(),
                label: label(),
                hint: Some(why()),
                value: value.into(),
                prefix: Affix::of("£"),
                spellcheck: Some(false),
                classes: "govuk-input--width-10".into(),
                error_message: wrong(mistakes, name),
                ..Input::default()
            });
            field.unknown = Some(unknown(names.unknown, &question.words, typed));
        }
        AskedKind::Date => {
            let why = format!("Why we ask: {}", question.why);
            let words = (question.words.clone(), why);
            field.date = Some(date(names, typed).input(&names.date, words, mistakes));
            field.unknown = Some(unknown(names.unknown, &question.words, typed));
        }
        AskedKind::YesNo => {
            field.yes_no = Some(Radios {
                name: name.into(),
                id_prefix: name.into(),
                fieldset: Some(Fieldset {
                    legend: Legend::of(question.words.clone()),
                    ..Fieldset::default()
                }),
                hint: Some(why()),
                error_message: wrong(mistakes, name),
                items: [(YES, "Yes"), (NO, "No"), (UNKNOWN, "I do not know")]
                    .map(|(value, text)| RadioItem {
                        value: value.into(),
                        text: text.into(),
                        ..RadioItem::default()
                    })
                    .into(),
                value: value.into(),
                ..Radios::default()
            });
        }
    }
    field
}

/// Returns the choice that the answer is not known. Its group is named after the
/// question for who cannot see where it stands.
fn unknown(name: &'static str, asked: &str, typed: &TypedAnswers) -> Checkboxes {
    Checkboxes {
        name: name.into(),
        fieldset: Some(Fieldset {
            legend: Legend {
                classes: "govuk-visually-hidden".into(),
                ..Legend::of(asked.to_owned())
            },
            ..Fieldset::default()
        }),
        items: vec![CheckboxItem {
            value: YES.into(),
            text: "I do not know".into(),
            ..CheckboxItem::default()
        }],
        values: match of(typed, name) {
            YES => vec![YES.into()],
            _ => Vec::new(),
        },
        ..Checkboxes::default()
    }
}
