//! Shows the register for paper: by day, for transport, or blank to write on.

use askama::Template;
use attendance::quantity::Quantity;
use attendance::symbol::Symbol;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use web::http::failure::Failure;
use web::register_form::{RegisterAt, register_address};
use web::who::{Provider, Staff};
use web::{PageFrame, page};

use crate::people::{DayHead, Rows, amount_of, listed};
use crate::sheet::{Found, ShownRegister};
use crate::whole::title;
use crate::{AppState, RegisterPageStore};

domain::named_enum! {
    /// A paper that a register is printed as.
    #[derive(Default)]
    pub(crate) enum Paper {
        /// Who attended, day by day.
        #[default]
        Days = "days",
        /// Journeys, day by day, for drivers.
        Transport = "transport",
        /// Boxes to tick, to be keyed in later.
        Blank = "blank",
    }
}

/// The part of an address after the question mark.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PaperAsked {
    r#as: Option<String>,
}

#[derive(Template)]
#[template(path = "print.html")]
struct Print {
    frame: PageFrame,
    address: String,
    paper: Paper,
    about: String,
    heads: Vec<DayHead>,
    rows: Vec<PaperRow>,
    days: Vec<TransportDay>,
    columns: usize,
}

struct PaperRow {
    name: String,
    numbers: String,
    cells: Vec<Vec<String>>,
}

/// The journeys of a day.
struct TransportDay {
    full: String,
    journeys: Vec<(String, String, String)>,
}

pub(crate) async fn show<S: RegisterPageStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
    asked: Result<Query<PaperAsked>, QueryRejection>,
) -> Result<Response, Failure> {
    let sheet = match state.sheet(&staff, key).await? {
        Found::Sheet(sheet) => sheet,
        Found::NoSheet(why) => return Ok(why),
    };
    let paper = asked
        .ok()
        .and_then(|Query(asked)| Paper::named(&asked.r#as?));
    Ok(page(
        StatusCode::OK,
        &Print::of(&staff, &sheet, paper.unwrap_or_default()),
    ))
}

impl Print {
    fn of(staff: &Staff<Provider>, sheet: &ShownRegister, paper: Paper) -> Self {
        let address = register_address(&sheet.key);
        let heads = Rows::of(sheet).heads();
        let what = match paper {
            Paper::Days => "register",
            Paper::Transport => "transport",
            Paper::Blank => "register to fill in",
        };
        let copy = if sheet.is_locked() {
            "submitted"
        } else {
            "working copy"
        };
        Self {
            frame: staff
                .page(format!("Print: {what} - {}", title(sheet)))
                .back(address.clone()),
            about: format!("{}, {what}, {copy}", title(sheet)),
            rows: match paper {
                Paper::Transport => Vec::new(),
                Paper::Days | Paper::Blank => rows(sheet, &heads, paper),
            },
            days: match paper {
                Paper::Transport => transport(sheet, &heads),
                Paper::Days | Paper::Blank => Vec::new(),
            },
            columns: heads.len() + 1,
            heads,
            address,
            paper,
        }
    }
}

/// Returns the rows in the order of the register, so that what is written on
/// paper is keyed in from top to bottom.
fn rows(sheet: &ShownRegister, heads: &[DayHead], paper: Paper) -> Vec<PaperRow> {
    let lines = sheet
        .order
        .iter()
        .filter_map(|key| sheet.register.lines.get(key));
    lines
        .map(|line| {
            let of_day = |head: &DayHead| {
                let symbols = Symbol::ALL.into_iter().filter_map(|symbol| {
                    let state = line.state(head.date, symbol, &sheet.opened.book);
                    match paper {
                        Paper::Blank => (line.has(symbol) && line.day_is_open(head.date).is_ok())
                            .then(|| boxed(symbol, state.planned)),
                        Paper::Days | Paper::Transport => recorded(symbol, &state),
                    }
                });
                symbols.collect()
            };
            PaperRow {
                name: listed(&line.provision.person),
                numbers: format!(
                    "{}, {}",
                    line.provision.person.reference, line.provision.key
                ),
                cells: heads.iter().map(of_day).collect(),
            }
        })
        .collect()
}

/// Writes a box to tick, or a line for a number, and what is planned.
fn boxed(symbol: Symbol, planned: Quantity) -> String {
    match (symbol.is_support(), planned.is_zero()) {
        (true, true) => format!("___ {}", symbol.letters()),
        (true, false) => format!("___ {} planned", amount_of(symbol, planned)),
        (false, true) => format!("☐ {}", symbol.letters()),
        (false, false) => format!("☐ {} planned", amount_of(symbol, planned)),
    }
}

/// Writes a cell with letters alone, for black and white: `AM`, `AM absent N`,
/// `PM extra`.
fn recorded(symbol: Symbol, state: &attendance::cell::CellState) -> Option<String> {
    if let Some(absent) = &state.absent {
        let letter = absent.reason.letter();
        return Some(match state.received.is_zero() {
            true => format!("{} absent {letter}", symbol.letters()),
            false => format!(
                "{}, rest absent {letter}",
                amount_of(symbol, state.received)
            ),
        });
    }
    match (state.received.is_zero(), state.received > state.planned) {
        (true, _) => None,
        (false, true) => Some(format!("{} extra", amount_of(symbol, state.received))),
        (false, false) => Some(amount_of(symbol, state.received)),
    }
}

/// Lists the journeys of each day, out and back.
fn transport(sheet: &ShownRegister, heads: &[DayHead]) -> Vec<TransportDay> {
    let lines: Vec<_> = sheet
        .order
        .iter()
        .filter_map(|key| sheet.register.lines.get(key))
        .collect();
    let of_day = |head: &DayHead| {
        let journeys = lines.iter().filter_map(|line| {
            let count = |symbol| {
                let received = line.state(head.date, symbol, &sheet.opened.book).received;
                (!received.is_zero()).then(|| amount_of(symbol, received))
            };
            let (out, back) = (count(Symbol::Out), count(Symbol::Back));
            let name = listed(&line.provision.person);
            (out.is_some() || back.is_some())
                .then(|| (name, out.unwrap_or_default(), back.unwrap_or_default()))
        });
        TransportDay {
            full: head.full.clone(),
            journeys: journeys.collect(),
        }
    };
    heads
        .iter()
        .map(of_day)
        .filter(|day| !day.journeys.is_empty())
        .collect()
}
