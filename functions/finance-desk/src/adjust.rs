//! Proposing an adjustment of a locked register: whose week, what it was, and
//! why.

use app::register_adjustments::{
    AdjustableRegister, AskedAdjustment, adjustable, note_seen, propose as keep_proposal,
};
use askama::Template;
use attendance::absence::AbsenceReason;
use attendance::adjustment_proposal::{AdjustmentId, LONGEST_ADJUSTMENT_REASON};
use attendance::cell::Cell;
use attendance::kept_register::{LockedAmounts, RegisterKey};
use attendance::name_order::NameOrder;
use attendance::provision::LineKey;
use attendance::register::RegisterLine;
use attendance::submission::FinanceRefused;
use attendance::symbol::Symbol;
use attendance::terms::ContractBook;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use domain::values::money;
use jiff::civil::Date;
use web::govuk::{Button, CharacterCount, ErrorLink, ErrorMessage, ErrorSummary, Label};
use web::http::form::PostedForm;
use web::register_form::{
    FieldOfCell, FieldProblem, LineAt, RegisterAt, SeenCell, WHOLE, cell_field, read_register_form,
    seen_field, seen_text, shown_number,
};
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, StackedCell, StackedTable, page, see_other};

use crate::supplier_address::{of_adjustment, of_register};
use crate::{AppState, FinanceDeskPorts};

/// The field that says why.
const BECAUSE: &str = "because";

#[derive(Template)]
#[template(path = "adjust.html")]
struct Choose {
    frame: PageFrame,
    people: StackedTable,
}

#[derive(Template)]
#[template(path = "adjust-line.html")]
struct AdjustLine {
    frame: PageFrame,
    week: String,
    about: String,
    action: String,
    seen: (String, String),
    days: Vec<AdjustDay>,
    id: String,
    because: CharacterCount,
    button: Button,
}

/// A day with the cells that can be adjusted.
struct AdjustDay {
    words: String,
    cells: Vec<AdjustCell>,
}

/// A cell that can be adjusted.
struct AdjustCell {
    /// The name and id of its control.
    name: String,
    /// What it is called, without the day.
    words: String,
    /// The day and the person, for somebody who does not see the group.
    of: String,
    is_box: bool,
    is_ticked: bool,
    value: String,
    /// The name of the choice of a reason.
    reason: String,
    /// What the reason is now.
    stands: String,
    chosen: String,
    error: Option<String>,
}

pub(crate) async fn choose<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    RegisterAt(key): RegisterAt,
) -> Result<Response, Failure> {
    let register = state.adjustable(&staff, &key).await?;
    let view = Choose {
        frame: staff
            .page(format!(
                "Whose week do you adjust? {}",
                title(&register, &key)
            ))
            .back(of_register(&key)),
        people: people(&register),
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn ask<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    LineAt(key, line): LineAt,
) -> Result<Response, Failure> {
    let register = state.adjustable(&staff, &key).await?;
    let typed = Typed {
        id: state.site.new_id(),
        ..Typed::default()
    };
    let view = AdjustLine::of(&staff, &register, &line, &typed).ok_or(Failure::NOT_FOUND)?;
    Ok(page(StatusCode::OK, &view))
}

/// Proposes the adjustment of one line. Pressed twice, it is proposed once.
pub(crate) async fn propose<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
    LineAt(key, line): LineAt,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let register = state.adjustable(&staff, &key).await?;
    let mut typed = Typed::of(&posted, state.site.id_of_form(posted.one("id")));
    if let Some(asked) = typed.read(&register, &line, &posted)? {
        let (store, now) = (state.ports.store(), state.site.now());
        match keep_proposal(store, staff.staff_user(), &register, asked, now).await? {
            Ok(proposal) => return Ok(see_other(&of_adjustment(&key, &proposal.id))),
            Err(refused) => typed.problems = refusals(&register, &refused),
        }
    }
    let view = AdjustLine::of(&staff, &register, &line, &typed).ok_or(Failure::NOT_FOUND)?;
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    id: String,
    because: String,
    fields: Vec<(String, String)>,
    problems: Vec<FieldProblem>,
}

impl Typed {
    fn of(posted: &PostedForm, id: String) -> Self {
        Self {
            id,
            because: posted.one(BECAUSE).trim().to_owned(),
            fields: posted.fields().to_vec(),
            problems: Vec::new(),
        }
    }

    /// Returns what is asked for, or none with every problem noted.
    fn read(
        &mut self,
        register: &AdjustableRegister,
        line: &LineKey,
        posted: &PostedForm,
    ) -> Result<Option<AskedAdjustment>, Failure> {
        let read = read_register_form(&register.kept, &register.book, posted.fields());
        let of_others = read.commands.iter().any(|one| one.cell.line != *line);
        if of_others || read.action.is_some() {
            return Err(Failure::NOT_FOUND);
        }
        self.problems = read.problems;
        self.problems.extend(wrong_reason(&self.because));
        if !self.problems.is_empty() {
            return Ok(None);
        }
        let commands = read.commands.into_iter();
        Ok(Some(AskedAdjustment {
            id: AdjustmentId::parse(&self.id).map_err(|_| Failure::NOT_FOUND)?,
            changes: commands.map(|one| (one.cell, one.mark)).collect(),
            because: self.because.clone(),
        }))
    }

    /// Returns the value of a field, none if the form was not posted yet.
    fn posted(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(field, _)| field == name);
        match found {
            Some((_, value)) => Some(value.as_str()),
            None if self.fields.is_empty() => None,
            None => Some(""),
        }
    }

    fn error(&self, field: &str) -> Option<String> {
        let found = self.problems.iter().find(|problem| problem.field == field);
        found.map(|problem| problem.message.clone())
    }
}

impl<P: FinanceDeskPorts> AppState<P> {
    /// Reads a locked register with its people, on the record.
    async fn adjustable(
        &self,
        staff: &Staff<Finance>,
        key: &RegisterKey,
    ) -> Result<AdjustableRegister, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        let found = adjustable(store, key, now).await?;
        let register = found.ok_or(Failure::NOT_FOUND)?;
        note_seen(store, staff.staff_user(), key, now).await?;
        Ok(register)
    }
}

fn title(register: &AdjustableRegister, key: &RegisterKey) -> String {
    format!(
        "{}, week ending {}",
        register.last.supplier_name,
        in_words(key.week.ending())
    )
}

fn people(register: &AdjustableRegister) -> StackedTable {
    let key = &register.kept.key;
    let lines = register.kept.lines.values();
    let mut provisions: Vec<_> = lines.map(|kept| &kept.line.provision).collect();
    let order = NameOrder::new();
    provisions.sort_by(|one, other| order.compare(&one.person, &other.person));
    let rows = provisions.into_iter().map(|provision| {
        let of_line = register.last.amounts.iter();
        let of_line: Vec<_> = of_line
            .filter(|of| of.is_of(&provision.key))
            .cloned()
            .collect();
        let amounts = LockedAmounts::total(&of_line);
        vec![
            StackedCell::link(provision.person.name(), line_address(key, &provision.key)),
            StackedCell::of(provision.key.to_string()),
            StackedCell::of(money::in_words(amounts.paid)),
            StackedCell::of(money::in_words(amounts.billed)),
        ]
    });
    StackedTable {
        caption: "People on the register".into(),
        columns: ["Person", "Purchase order", "Pays", "Bills"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}

/// Returns the address of the page that adjusts a line.
fn line_address(key: &RegisterKey, line: &LineKey) -> String {
    format!("{}/adjust/{line}", of_register(key))
}

fn wrong_reason(because: &str) -> Option<FieldProblem> {
    let message = match because.chars().count() {
        0 => "Enter why the register is adjusted".to_owned(),
        1..=LONGEST_ADJUSTMENT_REASON => return None,
        _ => format!("The reason must be {LONGEST_ADJUSTMENT_REASON} characters or fewer"),
    };
    Some(FieldProblem {
        field: BECAUSE.to_owned(),
        message,
    })
}

/// Says why an adjustment cannot be proposed, each at its control.
fn refusals(register: &AdjustableRegister, refused: &FinanceRefused) -> Vec<FieldProblem> {
    let at_the_form = |message: &str| {
        vec![FieldProblem {
            field: String::new(),
            message: message.to_owned(),
        }]
    };
    match refused {
        FinanceRefused::Breaches(breaches) => {
            let of_now = register.kept.register();
            let each = breaches.iter().map(|breach| FieldProblem {
                field: breach
                    .cells
                    .first()
                    .map(|cell| cell_field(FieldOfCell::Received, cell))
                    .unwrap_or_default(),
                message: breach.message(&of_now),
            });
            each.collect()
        }
        FinanceRefused::NothingChanges => {
            at_the_form("Change at least one thing in the week, or leave the register as it is")
        }
        FinanceRefused::NotRecordable => at_the_form(
            "Something here cannot be recorded, such as care on a day outside the service",
        ),
        _ => at_the_form("This register cannot be adjusted. Look at it again"),
    }
}

impl AdjustLine {
    fn of(
        staff: &Staff<Finance>,
        register: &AdjustableRegister,
        key: &LineKey,
        typed: &Typed,
    ) -> Option<Self> {
        let line = &register.kept.lines.get(key)?.line;
        let name = line.provision.person.name();
        let mut seen = Vec::new();
        let days = register.kept.key.week.days().into_iter();
        let days = days.filter_map(|day| {
            let cells = cells(line, day, &register.book, typed, &mut seen);
            (!cells.is_empty()).then(|| AdjustDay {
                words: day.strftime("%A %-d %B").to_string(),
                cells,
            })
        });
        let days: Vec<_> = days.collect();
        Some(Self {
            frame: staff
                .page(format!("Adjust the week of {name}"))
                .back(format!("{}/adjust", of_register(&register.kept.key)))
                .errors(summary(typed)),
            week: title(register, &register.kept.key),
            about: format!(
                "Purchase order {key}, locked as version {}",
                register.last.number
            ),
            action: line_address(&register.kept.key, key),
            seen: (seen_field(key), seen_text(&seen)),
            days,
            id: typed.id.clone(),
            because: CharacterCount {
                id: BECAUSE.into(),
                name: BECAUSE.into(),
                maxlength: LONGEST_ADJUSTMENT_REASON.to_string().into(),
                label: Label::of("Why do you adjust it?"),
                value: typed.because.clone().into(),
                error_message: typed.error(BECAUSE).map(ErrorMessage::of),
                ..CharacterCount::default()
            },
            button: Button::of("Work out the effect and propose it"),
        })
    }
}

/// Lists the cells of a day that the package has, with what is locked or was
/// typed.
fn cells(
    line: &RegisterLine,
    day: Date,
    book: &ContractBook,
    typed: &Typed,
    seen: &mut Vec<SeenCell>,
) -> Vec<AdjustCell> {
    let mut cells = Vec::new();
    let is_open = line.day_is_open(day).is_ok();
    for symbol in Symbol::ALL {
        let state = line.state(day, symbol, book);
        if state.received.is_zero() && !(is_open && line.has(symbol)) {
            continue;
        }
        seen.push(SeenCell {
            day,
            symbol,
            version: state.version,
            shown: state.received,
        });
        let cell = Cell {
            line: line.provision.key.clone(),
            day,
            symbol,
        };
        let name = cell_field(FieldOfCell::Received, &cell);
        let reason = cell_field(FieldOfCell::Reason, &cell);
        let is_box = !symbol.is_support() && state.planned.0 <= 1 && state.received.0 <= 1;
        let planned = match state.planned.is_zero() {
            true => "not planned".to_owned(),
            false if is_box => "planned".to_owned(),
            false => format!("{} planned", shown_number(symbol, state.planned)),
        };
        let posted = typed.posted(&name);
        cells.push(AdjustCell {
            words: format!("{}: {}, {planned}", symbol.letters(), symbol.words()),
            of: format!(
                "{}, {}",
                line.provision.person.name(),
                day.strftime("%A %-d %B")
            ),
            is_box,
            is_ticked: posted.map_or(!state.received.is_zero(), |value| !value.is_empty()),
            value: posted.map_or_else(|| shown_number(symbol, state.received), str::to_owned),
            stands: state
                .absent
                .map_or("As it is", |absent| absent.reason.words())
                .to_owned(),
            chosen: typed.posted(&reason).unwrap_or_default().to_owned(),
            error: typed.error(&name).or_else(|| typed.error(&reason)),
            name,
            reason,
        });
    }
    cells
}

fn summary(typed: &Typed) -> ErrorSummary {
    let links = typed.problems.iter().map(|problem| ErrorLink {
        href: match problem.field.is_empty() {
            true => format!("#{BECAUSE}"),
            false => format!("#{}", problem.field),
        }
        .into(),
        text: problem.message.clone().into(),
        ..ErrorLink::default()
    });
    ErrorSummary::of(links.collect())
}
