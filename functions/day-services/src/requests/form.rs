//! The page on which a request to finance is made.

use app::providers::GrantedSupplier;
use askama::Template;
use attendance::provider_request::{
    LONGEST_LATE_EDIT, LONGEST_MISSING_NAME, LONGEST_REQUEST, MOST_LATE_EDITS, ProviderRequest,
    RequestId, RequestKind, RequestSubject, RequestedCell,
};
use attendance::provision::LineKey;
use attendance::supplier::SupplierId;
use attendance::symbol::Symbol;
use attendance::week::Week;
use domain::values::calendar::in_words;
use jiff::Timestamp;
use jiff::civil::Date;
use web::govuk::{Button, CharacterCount, Hint, Input, Label, SummaryList, SummaryRow};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::who::{Provider, Staff};
use web::{Failure, PageFrame};

use crate::addresses;

#[derive(Template)]
#[template(path = "request-make.html")]
pub(crate) struct Ask {
    frame: PageFrame,
    about: &'static str,
    /// What the register said, which is sent along.
    known: SummaryList,
    hidden: Vec<(&'static str, String)>,
    who: Option<Input>,
    words: CharacterCount,
    button: Button,
}

/// What a request is about, as the page of the register said it.
enum KnownFacts {
    Nothing,
    Cell(Week, RequestedCell),
    Line(LineKey),
    Week(Week),
}

/// A request as somebody typed it.
pub(crate) struct TypedRequest {
    kind: RequestKind,
    id: String,
    who: String,
    details: String,
    why: String,
    pattern: String,
    edits: Vec<String>,
    raw: [String; 5],
    known: KnownFacts,
}

impl TypedRequest {
    /// Reads the fields of every kind.
    pub(crate) fn of(sent: &PostedForm, id: String) -> Self {
        let text = |name: &str| sent.one(name).trim().to_owned();
        Self {
            kind: RequestKind::PersonMissing,
            id,
            who: text("who"),
            details: text("details"),
            why: text("why"),
            pattern: text("pattern"),
            edits: sent.all("edits").map(str::to_owned).collect(),
            raw: ["week", "order", "line", "day", "symbol"].map(text),
            known: KnownFacts::Nothing,
        }
    }

    /// Reads what a request of this kind is about; none if the page of the
    /// register cannot have said it.
    pub(crate) fn of_kind(self, kind: RequestKind) -> Option<Self> {
        let [week, order, line, day, symbol] = &self.raw;
        let week = || week.parse::<Week>().ok();
        let key = || LineKey::parse(order, line).ok();
        let fits = |edit: &String| edit.chars().count() <= LONGEST_LATE_EDIT;
        if self.edits.len() > MOST_LATE_EDITS || !self.edits.iter().all(fits) {
            return None;
        }
        let known = match kind {
            RequestKind::PersonMissing => KnownFacts::Nothing,
            RequestKind::MoreCare => {
                let (week, key) = (week()?, key()?);
                let day: Date = day.parse().ok()?;
                let cell = RequestedCell {
                    order: key.order.to_string(),
                    line: key.line.to_string(),
                    day: Some(day).filter(|day| week.has(*day))?,
                    symbol: Symbol::named(symbol)?,
                };
                KnownFacts::Cell(week, cell)
            }
            RequestKind::Recommission => KnownFacts::Line(key()?),
            RequestKind::Adjustment => KnownFacts::Week(week()?),
            // A person asks, in their own record.
            RequestKind::AttendanceQuery => return None,
        };
        Some(Self {
            kind,
            known,
            ..self
        })
    }

    /// Returns what is asked for, or every mistake in the order of the page.
    pub(crate) fn read(&self) -> Result<RequestSubject, Vec<FieldMistake>> {
        let mut mistakes = Vec::new();
        if self.kind == RequestKind::PersonMissing {
            match self.who.chars().count() {
                0 => mistakes.push(FieldMistake::new("who", "Enter who is missing")),
                1..=LONGEST_MISSING_NAME => {}
                _ => {
                    let words =
                        format!("The name must be {LONGEST_MISSING_NAME} characters or fewer");
                    mistakes.push(FieldMistake::new("who", words));
                }
            }
        }
        let (field, _, _) = words_asked(&self.known);
        let words = self.words();
        match words.chars().count() {
            0 if self.kind != RequestKind::PersonMissing => {
                mistakes.push(FieldMistake::new(field, missing(&self.known)));
            }
            0..=LONGEST_REQUEST => {}
            _ => {
                let words = format!("What you write must be {LONGEST_REQUEST} characters or fewer");
                mistakes.push(FieldMistake::new(field, words));
            }
        }
        match mistakes.is_empty() {
            true => Ok(self.subject()),
            false => Err(mistakes),
        }
    }

    fn words(&self) -> &str {
        match self.known {
            KnownFacts::Nothing => &self.details,
            KnownFacts::Line(_) => &self.pattern,
            KnownFacts::Cell(..) | KnownFacts::Week(_) => &self.why,
        }
    }

    fn subject(&self) -> RequestSubject {
        match &self.known {
            KnownFacts::Nothing => RequestSubject::PersonMissing {
                who: self.who.clone(),
                details: self.details.clone(),
            },
            KnownFacts::Cell(week, cell) => RequestSubject::MoreCare {
                week: *week,
                cell: cell.clone(),
                why: self.why.clone(),
            },
            KnownFacts::Line(key) => RequestSubject::Recommission {
                order: key.order.to_string(),
                line: key.line.to_string(),
                pattern: self.pattern.clone(),
            },
            KnownFacts::Week(week) => RequestSubject::Adjustment {
                week: *week,
                why: self.why.clone(),
                edits: self.edits.clone(),
            },
        }
    }

    /// Makes the request.
    pub(crate) fn request(
        &self,
        staff: &Staff<Provider>,
        supplier: &SupplierId,
        about: RequestSubject,
        now: Timestamp,
    ) -> Result<ProviderRequest, Failure> {
        Ok(ProviderRequest {
            id: RequestId::parse(&self.id).map_err(|_| Failure::BAD_REQUEST)?,
            supplier: supplier.clone(),
            by: staff.staff_user().id.clone(),
            at: now,
            about,
            settled: None,
        })
    }

    /// Lists what the register said: names and words for the reader.
    fn known_rows(&self) -> Vec<(&'static str, String)> {
        let of_week = |week: &Week| ("Week ending", in_words(week.ending()));
        let of_line =
            |order: &str, line: &str| ("Purchase order and line", format!("{order}/{line}"));
        match &self.known {
            KnownFacts::Nothing => Vec::new(),
            KnownFacts::Cell(week, cell) => vec![
                of_week(week),
                of_line(&cell.order, &cell.line),
                ("Day", in_words(cell.day)),
                ("What", cell.symbol.words().to_owned()),
            ],
            KnownFacts::Line(key) => vec![of_line(key.order.as_str(), key.line.as_str())],
            KnownFacts::Week(week) => {
                let mut rows = vec![of_week(week)];
                match self.edits.len() {
                    0 => {}
                    1 => rows.push(("Late changes", "1, sent with this request".to_owned())),
                    more => rows.push(("Late changes", format!("{more}, sent with this request"))),
                }
                rows
            }
        }
    }

    fn hidden(&self) -> Vec<(&'static str, String)> {
        let names = ["week", "order", "line", "day", "symbol"];
        let raw = names.into_iter().zip(self.raw.iter().cloned());
        let edits = self.edits.iter().map(|edit| ("edits", edit.clone()));
        let id = [("request", self.id.clone())];
        let all = id.into_iter().chain(raw).chain(edits);
        all.filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// Returns the name of the field in which somebody writes, its label and hint.
const fn words_asked(known: &KnownFacts) -> (&'static str, &'static str, &'static str) {
    match known {
        KnownFacts::Nothing => (
            "details",
            "Details (optional)",
            "For example, since when they attend, and which days.",
        ),
        KnownFacts::Cell(..) => (
            "why",
            "What did you provide, and why?",
            "It stays out of the register until it is commissioned.",
        ),
        KnownFacts::Line(_) => (
            "pattern",
            "Which days and sessions should be commissioned?",
            "The total for the week stays the same. For more or less care, contact the person’s social worker.",
        ),
        KnownFacts::Week(_) => (
            "why",
            "What is wrong in the register?",
            "Use the reference number of a person, not their name.",
        ),
    }
}

const fn missing(known: &KnownFacts) -> &'static str {
    match known {
        KnownFacts::Nothing => "Enter details",
        KnownFacts::Cell(..) => "Enter what you provided and why",
        KnownFacts::Line(_) => "Enter which days and sessions should be commissioned",
        KnownFacts::Week(_) => "Enter what is wrong in the register",
    }
}

impl Ask {
    /// Makes the page, with what was typed and what is wrong with it.
    pub(crate) fn new(
        staff: &Staff<Provider>,
        granted: &GrantedSupplier,
        typed: &TypedRequest,
        mistakes: &[FieldMistake],
    ) -> Self {
        let supplier = granted.supplier();
        let rows = typed.known_rows().into_iter();
        let (field, label, hint) = words_asked(&typed.known);
        let is_missing = typed.kind == RequestKind::PersonMissing;
        Self {
            frame: staff
                .page(format!("{}: {}", supplier.name, typed.kind.title()))
                .back(addresses::requests(&supplier.id))
                .errors(summary(mistakes)),
            about: match &typed.known {
                KnownFacts::Nothing => {
                    "Only people whose place the council pays for are on the register. A new person appears on the day after their care is commissioned. This request closes by itself when they do."
                }
                KnownFacts::Cell(..) => {
                    "You cannot be paid for more than is commissioned. Tell finance here, and they come back to you."
                }
                KnownFacts::Line(_) => {
                    "If somebody’s days have changed for good, finance can commission the new pattern."
                }
                KnownFacts::Week(_) => {
                    "A submitted register does not change. Finance looks at your request and can unlock the register or adjust it."
                }
            },
            known: SummaryList {
                rows: rows
                    .map(|(name, value)| SummaryRow::of(name, value))
                    .collect(),
                ..SummaryList::default()
            },
            hidden: typed.hidden(),
            who: is_missing.then(|| Input {
                id: "who".into(),
                name: "who".into(),
                label: Label::of("Who is missing?"),
                hint: Some(Hint::of(
                    "Their name, or their reference number if you have it.",
                )),
                value: typed.who.clone().into(),
                autocomplete: "off".into(),
                spellcheck: Some(false),
                error_message: wrong(mistakes, "who"),
                ..Input::default()
            }),
            words: CharacterCount {
                id: field.into(),
                name: field.into(),
                maxlength: LONGEST_REQUEST.to_string().into(),
                label: Label::of(label),
                hint: Some(Hint::of(hint)),
                value: typed.words().to_owned().into(),
                error_message: wrong(mistakes, field),
                ..CharacterCount::default()
            },
            button: Button {
                id: "send".into(),
                ..Button::of("Send to finance")
            },
        }
    }
}
