//! Asking whoever sent an application: up to five questions, each with why, and
//! the day by which an answer is asked for.

use app::information_requests::{self, InformationAsked, NewInformationRequest};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::information_request::{
    ANSWERED_WITHIN_DAYS, AskedKind, LONGEST_QUESTION, LONGEST_REASON, MOST_QUESTIONS,
    WorkerQuestion,
};
use domain::values::information_request::InformationRequestKey;
use domain::values::reference::Reference;
use jiff::ToSpan as _;
use jiff::civil::Date;
use web::govuk::{
    Button, CharacterCount, DateInput, Fieldset, Hint, Label, Legend, RadioItem, Radios,
};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::page::typed_date::{DateFields, TypedDate};
use web::who::Staff;
use web::{Failure, PageFrame, PathId, page, see_other};

use crate::desk::{self, Desk};
use crate::{AppState, InformationRequestPorts};

/// The fields of the page.
pub(crate) const FIELDS: &[&str] = &[
    "id",
    "count",
    "do",
    "kind-1",
    "kind-2",
    "kind-3",
    "kind-4",
    "kind-5",
    "question-1",
    "question-2",
    "question-3",
    "question-4",
    "question-5",
    "why-1",
    "why-2",
    "why-3",
    "why-4",
    "why-5",
    "by-day",
    "by-month",
    "by-year",
];

/// The names of the fields of a question: its kind, its words, and why.
const NAMES: [[&str; 3]; MOST_QUESTIONS] = [
    ["kind-1", "question-1", "why-1"],
    ["kind-2", "question-2", "why-2"],
    ["kind-3", "question-3", "why-3"],
    ["kind-4", "question-4", "why-4"],
    ["kind-5", "question-5", "why-5"],
];

const BY: DateFields = DateFields {
    whole: "by",
    parts: ["by-day", "by-month", "by-year"],
    earliest_year: 2000,
};

#[derive(Template)]
#[template(path = "ask.html")]
struct Ask {
    frame: PageFrame,
    action: String,
    id: String,
    count: usize,
    questions: Vec<QuestionFields>,
    by: DateInput,
    add: Option<Button>,
    button: Button,
}

/// The fields of one question.
struct QuestionFields {
    words: CharacterCount,
    why: CharacterCount,
    kind: Radios,
}

/// What somebody typed.
struct TypedRequest {
    id: String,
    questions: Vec<TypedQuestion>,
    by: TypedDate,
}

#[derive(Clone, Default)]
struct TypedQuestion {
    kind: String,
    words: String,
    why: String,
}

pub(crate) async fn ask<P: InformationRequestPorts, D: Desk>(
    State(state): State<AppState<P>>,
    staff: Staff<D>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    let found = state.look_up(&staff, &reference).await?;
    if found.is_full() {
        return Ok(see_other(&desk::application::<D>(&reference)));
    }
    let typed = TypedRequest {
        id: state.site.new_id(),
        questions: vec![TypedQuestion::default()],
        by: TypedDate::default(),
    };
    let view = Ask::new(&staff, &reference, &typed, &[]);
    Ok(page(StatusCode::OK, &view))
}

/// Asks. The page has the id of the request, so that pressing the button twice
/// asks once.
pub(crate) async fn send<P: InformationRequestPorts, D: Desk>(
    State(state): State<AppState<P>>,
    staff: Staff<D>,
    PathId(reference): PathId<Reference>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let adds = posted.one("do") == "add";
    let id = state.site.id_of_form(posted.one("id"));
    let typed = TypedRequest::of(&posted, id, usize::from(adds));
    let read = typed.read(&reference, state.site.today());
    let (status, mistakes) = match read {
        _ if adds => {
            state.look_up(&staff, &reference).await?;
            (StatusCode::OK, Vec::new())
        }
        Ok(new) => match state.make(&staff, new).await? {
            InformationAsked::Kept => return Ok(see_other(&desk::application::<D>(&reference))),
            InformationAsked::TooMany => (StatusCode::CONFLICT, vec![too_many()]),
        },
        Err(mistakes) => {
            state.look_up(&staff, &reference).await?;
            (StatusCode::UNPROCESSABLE_ENTITY, mistakes)
        }
    };
    Ok(page(
        status,
        &Ask::new(&staff, &reference, &typed, &mistakes),
    ))
}

fn too_many() -> FieldMistake {
    let words =
        "Too much is asked about this application already. Close or withdraw what is open first";
    FieldMistake::new("question-1", words)
}

impl<P: InformationRequestPorts> AppState<P> {
    async fn make<D: Desk>(
        &self,
        staff: &Staff<D>,
        new: NewInformationRequest,
    ) -> Result<InformationAsked, Failure> {
        let (store, mailer) = (self.ports.store(), self.ports.mailer());
        let (who, now) = ((staff.staff_user(), D::DESK), self.site.now());
        let made = information_requests::ask(store, mailer, who, new, now).await?;
        made.ok_or(Failure::NOT_FOUND)
    }
}

impl TypedRequest {
    /// Reads as many questions as the page had, and so many more.
    fn of(posted: &PostedForm, id: String, more: usize) -> Self {
        let count: usize = posted.one("count").parse().unwrap_or(1);
        let count = count.saturating_add(more).clamp(1, MOST_QUESTIONS);
        let typed = |name: &str| posted.one(name).trim().to_owned();
        let questions = NAMES
            .iter()
            .take(count)
            .map(|[kind, words, why]| TypedQuestion {
                kind: typed(kind),
                words: typed(words),
                why: typed(why),
            });
        Self {
            id,
            questions: questions.collect(),
            by: TypedDate::of(posted, &BY),
        }
    }

    /// Returns the request, or every mistake in the order of the page. A question
    /// after the first that is empty counts as none.
    fn read(
        &self,
        reference: &Reference,
        today: Date,
    ) -> Result<NewInformationRequest, Vec<FieldMistake>> {
        let (mut questions, mut mistakes) = (Vec::new(), Vec::new());
        for ((typed, names), number) in self.questions.iter().zip(NAMES).zip(1..) {
            match typed.read(names, number) {
                _ if number > 1 && typed.is_empty() => {}
                Ok(question) => questions.push(question),
                Err(found) => mistakes.extend(found),
            }
        }
        let by = self.by.read(&BY).and_then(|by| in_time(by, today));
        let id = self.id.parse();
        match (by, id) {
            (Ok(answer_by), Ok(id)) if mistakes.is_empty() => Ok(NewInformationRequest {
                key: InformationRequestKey {
                    reference: reference.clone(),
                    id,
                },
                answer_by,
                questions,
            }),
            (by, _) => {
                mistakes.extend(by.err());
                Err(mistakes)
            }
        }
    }
}

/// Returns a day from tomorrow on, within what may be asked.
fn in_time(by: Option<Date>, today: Date) -> Result<Date, FieldMistake> {
    let wrong = |words: String| Err(FieldMistake::new(BY.whole, words));
    let last = today
        .checked_add(ANSWERED_WITHIN_DAYS.days())
        .unwrap_or(today);
    match by {
        None => wrong("Enter the day by which you ask for an answer".to_owned()),
        Some(by) if by <= today => wrong("The day must be after today".to_owned()),
        Some(by) if by > last => wrong(format!(
            "The day must be within {ANSWERED_WITHIN_DAYS} days"
        )),
        Some(by) => Ok(by),
    }
}

impl TypedQuestion {
    fn is_empty(&self) -> bool {
        self.kind.is_empty() && self.words.is_empty() && self.why.is_empty()
    }

    /// Returns the question of a number, or every mistake in the order of the
    /// page.
    fn read(
        &self,
        [kind, words, why]: [&'static str; 3],
        number: usize,
    ) -> Result<WorkerQuestion, Vec<FieldMistake>> {
        let mut mistakes = Vec::new();
        for (field, typed, most, what) in [
            (words, &self.words, LONGEST_QUESTION, "question"),
            (why, &self.why, LONGEST_REASON, "why you ask question"),
        ] {
            let length = typed.chars().count();
            if length == 0 {
                let words = format!("Enter {what} {number}");
                mistakes.push(FieldMistake::new(field, words));
            } else if length > most {
                let words = format!("Shorten {what} {number} to {most} characters or fewer");
                mistakes.push(FieldMistake::new(field, words));
            }
        }
        let found = AskedKind::named(&self.kind);
        if found.is_none() {
            let words = format!("Select what kind of answer question {number} needs");
            mistakes.push(FieldMistake::new(kind, words));
        }
        match found.filter(|_| mistakes.is_empty()) {
            Some(kind) => Ok(WorkerQuestion {
                kind,
                words: self.words.clone(),
                why: self.why.clone(),
            }),
            None => Err(mistakes),
        }
    }
}

impl Ask {
    fn new<D: Desk>(
        staff: &Staff<D>,
        reference: &Reference,
        typed: &TypedRequest,
        mistakes: &[FieldMistake],
    ) -> Self {
        let count = typed.questions.len();
        let questions = typed.questions.iter().zip(NAMES).zip(1..);
        Self {
            frame: staff
                .page(format!("Ask about application {reference}"))
                .back(desk::application::<D>(reference))
                .errors(summary(mistakes)),
            action: desk::asking::<D>(reference),
            id: typed.id.clone(),
            count,
            questions: questions
                .map(|((typed, names), number)| fields(typed, names, number, mistakes))
                .collect(),
            by: typed.by.input(
                &BY,
                (
                    "By which day do you ask for the answers?",
                    "We remind them 3 days before and on the day. For example, 27 3 2027.",
                ),
                mistakes,
            ),
            add: (count < MOST_QUESTIONS).then(|| Button {
                name: "do".into(),
                value: "add".into(),
                classes: "govuk-button--secondary".into(),
                ..Button::of("Add another question")
            }),
            button: Button {
                name: "do".into(),
                value: "send".into(),
                ..Button::of("Send the questions")
            },
        }
    }
}

fn fields(
    typed: &TypedQuestion,
    [kind, words, why]: [&'static str; 3],
    number: usize,
    mistakes: &[FieldMistake],
) -> QuestionFields {
    let text = |name: &'static str, label: String, hint: &'static str, most: usize, value: &str| {
        CharacterCount {
            id: name.into(),
            name: name.into(),
            rows: "3".into(),
            maxlength: most.to_string().into(),
            label: Label::of(label),
            hint: Some(Hint::of(hint)),
            value: value.to_owned().into(),
            error_message: wrong(mistakes, name),
            ..CharacterCount::default()
        }
    };
    QuestionFields {
        words: text(
            words,
            format!("Question {number}"),
            "In plain words. They see it as you write it.",
            LONGEST_QUESTION,
            &typed.words,
        ),
        why: text(
            why,
            format!("Why do you ask question {number}?"),
            "They see this too.",
            LONGEST_REASON,
            &typed.why,
        ),
        kind: Radios {
            name: kind.into(),
            id_prefix: kind.into(),
            fieldset: Some(Fieldset {
                legend: Legend::of(format!("What kind of answer does question {number} need?")),
                ..Fieldset::default()
            }),
            error_message: wrong(mistakes, kind),
            items: AskedKind::ALL
                .into_iter()
                .map(|kind| RadioItem {
                    value: kind.name().into(),
                    text: kind.title().into(),
                    ..RadioItem::default()
                })
                .collect(),
            value: typed.kind.clone().into(),
            ..Radios::default()
        },
    }
}
