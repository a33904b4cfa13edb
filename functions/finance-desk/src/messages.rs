//! Messages to everybody who acts for a supplier: writing, listing and ending
//! them.

use app::provider_messages;
use askama::Template;
use attendance::provider_message::{
    LONGEST_MESSAGE, ProviderMessage, ProviderMessageKind, ProviderMessageReader as _,
};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use jiff::civil::Date;
use web::govuk::{Button, CharacterCount, DateInput, Fieldset, Label, Legend, RadioItem, Radios};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::page::typed_date::{DateFields, TypedDate};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, PathId, page, see_other};

use crate::{AppState, FinanceDeskPorts};

/// The address of the list.
pub(crate) const LIST: &str = "/finance/messages";
/// The address at which a message is written.
pub(crate) const WRITE: &str = "/finance/messages/write";
/// The fields of a message.
pub(crate) const FIELDS: &[&str] = &[
    "message",
    "kind",
    "words",
    "starts-day",
    "starts-month",
    "starts-year",
    "ends-day",
    "ends-month",
    "ends-year",
];

const STARTS: DateFields = DateFields {
    whole: "starts",
    parts: ["starts-day", "starts-month", "starts-year"],
    earliest_year: 2000,
};
const ENDS: DateFields = DateFields {
    whole: "ends",
    parts: ["ends-day", "ends-month", "ends-year"],
    earliest_year: 2000,
};

#[derive(Template)]
#[template(path = "messages.html")]
struct Messages {
    frame: PageFrame,
    messages: Vec<Row>,
}

struct Row {
    id: String,
    kind: &'static str,
    words: String,
    shown: String,
    /// The button that ends it; none if it is over.
    end: Option<Button>,
}

#[derive(Template)]
#[template(path = "message-write.html")]
struct Write {
    frame: PageFrame,
    /// The id under which the message is kept, however often it is sent.
    id: String,
    kind: Radios,
    words: CharacterCount,
    starts: DateInput,
    ends: DateInput,
    button: Button,
}

/// The fields as typed.
struct Typed {
    id: String,
    kind: String,
    words: String,
    starts: TypedDate,
    ends: TypedDate,
}

pub(crate) async fn list<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let today = state.site.today();
    let mut messages = state.ports.store().provider_messages().await?;
    messages.reverse();
    messages.sort_by_key(|message| message.is_over(today));
    let view = Messages {
        frame: staff.page("Messages to providers").back("/finance"),
        messages: messages.iter().map(|one| Row::of(one, today)).collect(),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn ask<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Response {
    let typed = Typed {
        id: state.site.new_id(),
        kind: String::new(),
        words: String::new(),
        starts: TypedDate::showing(state.site.today()),
        ends: TypedDate::default(),
    };
    page(StatusCode::OK, &Write::new(&staff, &typed, &[]))
}

pub(crate) async fn write<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let typed = Typed {
        id: state.site.id_of_form(posted.one("message")),
        kind: posted.one("kind").to_owned(),
        words: posted.one("words").trim().to_owned(),
        starts: TypedDate::of(&posted, &STARTS),
        ends: TypedDate::of(&posted, &ENDS),
    };
    let message = match typed.read(state.site.today()) {
        Ok(message) => message,
        Err(mistakes) => {
            let view = Write::new(&staff, &typed, &mistakes);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view));
        }
    };
    let (store, now) = (state.ports.store(), state.site.now());
    provider_messages::keep(store, staff.staff_user(), &message, now).await?;
    Ok(see_other(LIST))
}

pub(crate) async fn end<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    PathId(id): PathId<String>,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    let ended = provider_messages::end(store, staff.staff_user(), &id, now).await?;
    ended.ok_or(Failure::NOT_FOUND)?;
    Ok(see_other(LIST))
}

impl Row {
    fn of(message: &ProviderMessage, today: Date) -> Self {
        let from = in_words(message.starts);
        let shown = match (message.ended_at, message.ends) {
            (Some(_), _) => "ended".to_owned(),
            (None, Some(ends)) => format!("shown from {from} to {}", in_words(ends)),
            (None, None) => format!("shown from {from} until you end it"),
        };
        Self {
            id: message.id.clone(),
            kind: message.kind.title(),
            words: message.words.clone(),
            shown,
            end: (!message.is_over(today)).then(|| Button {
                classes: "govuk-button--secondary".into(),
                ..Button::of("End this message")
            }),
        }
    }
}

impl Typed {
    /// Returns the message, or every mistake in the order of the page.
    fn read(&self, today: Date) -> Result<ProviderMessage, Vec<FieldMistake>> {
        let mut mistakes = Vec::new();
        let kind = ProviderMessageKind::named(&self.kind);
        if kind.is_none() {
            mistakes.push(FieldMistake::new(
                "kind",
                "Select what kind of message it is",
            ));
        }
        let length = self.words.chars().count();
        if length == 0 {
            mistakes.push(FieldMistake::new("words", "Enter the message"));
        } else if length > LONGEST_MESSAGE {
            let words = format!("The message must be {LONGEST_MESSAGE} characters or fewer");
            mistakes.push(FieldMistake::new("words", words));
        }
        let mut read = |typed: &TypedDate, fields| match typed.read(fields) {
            Ok(date) => date,
            Err(mistake) => {
                mistakes.push(mistake);
                None
            }
        };
        let starts = read(&self.starts, &STARTS);
        let ends = read(&self.ends, &ENDS);
        let starts = starts.unwrap_or(today);
        if ends.is_some_and(|ends| ends < starts) {
            let words = "The last day must be on or after the first day";
            mistakes.push(FieldMistake::new("ends", words));
        }
        match kind.filter(|_| mistakes.is_empty()) {
            Some(kind) => Ok(ProviderMessage {
                id: self.id.clone(),
                kind,
                words: self.words.clone(),
                starts,
                ends,
                ended_at: None,
            }),
            None => Err(mistakes),
        }
    }
}

impl Write {
    fn new(staff: &Staff<Finance>, typed: &Typed, mistakes: &[FieldMistake]) -> Self {
        let kinds = ProviderMessageKind::ALL.into_iter();
        Self {
            frame: staff
                .page("Write a message to every provider")
                .back(LIST)
                .errors(summary(mistakes)),
            id: typed.id.clone(),
            kind: Radios {
                name: "kind".into(),
                fieldset: Some(Fieldset {
                    legend: Legend::of("What kind of message is it?"),
                    ..Fieldset::default()
                }),
                error_message: wrong(mistakes, "kind"),
                items: kinds
                    .map(|kind| RadioItem {
                        value: kind.name().into(),
                        text: kind.title().into(),
                        ..RadioItem::default()
                    })
                    .collect(),
                value: typed.kind.clone().into(),
                ..Radios::default()
            },
            words: CharacterCount {
                id: "words".into(),
                name: "words".into(),
                maxlength: LONGEST_MESSAGE.to_string().into(),
                label: Label::of("Message"),
                value: typed.words.clone().into(),
                error_message: wrong(mistakes, "words"),
                ..CharacterCount::default()
            },
            starts: typed.starts.input(
                &STARTS,
                ("First day", "From midnight. Today, if you leave it empty."),
                mistakes,
            ),
            ends: typed.ends.input(
                &ENDS,
                (
                    "Last day (optional)",
                    "If you leave it empty, the message stays until you end it.",
                ),
                mistakes,
            ),
            button: Button::of("Publish the message"),
        }
    }
}
