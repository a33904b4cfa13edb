//! Shows the history of a register, or of one person in it: each value of each
//! cell, who recorded it, when and how.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use askama::Template;
use attendance::absence::AbsenceReason;
use attendance::cell::{Mark, RecordedVia};
use attendance::kept_line::{CellVersion, KeptLine};
use attendance::provision::LineKey;
use attendance::symbol::Symbol;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use jiff::civil::Date;
use serde::Deserialize;
use web::http::failure::Failure;
use web::register_form::{RegisterAt, register_address};
use web::who::{Provider, Staff};
use web::{PageFrame, StackedCell, StackedTable, page};

use crate::people::amount_of;
use crate::sheet::{Found, ShownRegister};
use crate::standing::{NamesOfUsers, moment};
use crate::whole::title;
use crate::{AppState, RegisterPageStore};

/// The most changes on the page of the whole register; a person's page has all
/// of theirs.
const MOST_SHOWN: usize = 200;

/// The part of an address after the question mark.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct HistoryAsked {
    line: Option<String>,
}

#[derive(Template)]
#[template(path = "history.html")]
struct History {
    frame: PageFrame,
    changes: Option<StackedTable>,
    left_out: usize,
    plans: Vec<String>,
}

/// A change of a cell.
struct Change<'a> {
    kept: &'a KeptLine,
    day: Date,
    symbol: Symbol,
    before: Option<&'a CellVersion>,
    version: &'a CellVersion,
}

pub(crate) async fn show<S: RegisterPageStore>(
    State(state): State<AppState<S>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
    asked: Result<Query<HistoryAsked>, QueryRejection>,
) -> Result<Response, Failure> {
    let sheet = match state.sheet(&staff, key).await? {
        Found::Sheet(sheet) => sheet,
        Found::NoSheet(why) => return Ok(why),
    };
    let asked = asked.ok().and_then(|Query(asked)| asked.line);
    let line = asked
        .map(|line| line_on(&sheet, &line).ok_or(Failure::NOT_FOUND))
        .transpose()?;
    let changes = changes(&sheet, line.as_ref());
    let users: BTreeSet<_> = changes
        .iter()
        .map(|change| change.version.recorded.user.as_str())
        .collect();
    let names = state.names(&staff, &sheet, users).await?;
    Ok(page(
        StatusCode::OK,
        &History::of(&staff, &sheet, line.as_ref(), &changes, &names),
    ))
}

/// Finds a line by what an address calls it.
fn line_on(sheet: &ShownRegister, name: &str) -> Option<LineKey> {
    sheet
        .order
        .iter()
        .find(|line| line.to_string() == name)
        .cloned()
}

/// Lists the changes of a line or of the whole register, the newest first.
fn changes<'a>(sheet: &'a ShownRegister, line: Option<&LineKey>) -> Vec<Change<'a>> {
    let lines = sheet.opened.kept.lines.iter();
    let lines = lines.filter(|(key, _)| line.is_none_or(|line| line == *key));
    let mut changes: Vec<_> = lines
        .flat_map(|(_, kept)| {
            kept.versions
                .iter()
                .flat_map(move |((day, symbol), versions)| {
                    versions
                        .iter()
                        .enumerate()
                        .map(move |(place, version)| Change {
                            kept,
                            day: *day,
                            symbol: *symbol,
                            before: place.checked_sub(1).and_then(|place| versions.get(place)),
                            version,
                        })
                })
        })
        .collect();
    changes.sort_by_key(|change| Reverse(change.version.recorded.at));
    changes
}

impl History {
    fn of(
        staff: &Staff<Provider>,
        sheet: &ShownRegister,
        line: Option<&LineKey>,
        changes: &[Change<'_>],
        names: &NamesOfUsers,
    ) -> Self {
        let kept = line.and_then(|line| sheet.opened.kept.lines.get(line));
        let whose = kept.map(|kept| kept.line.provision.person.name());
        let heading = match &whose {
            Some(name) => format!("History of {name}"),
            None => "History".to_owned(),
        };
        let shown = if whose.is_some() {
            changes.len()
        } else {
            changes.len().min(MOST_SHOWN)
        };
        let rows: Vec<_> = changes
            .iter()
            .take(shown)
            .map(|change| change.row(names))
            .collect();
        let columns = [
            "When",
            "Who attends",
            "Day",
            "What",
            "Before",
            "After",
            "By",
        ];
        Self {
            frame: staff
                .page(format!("{heading} - {}", title(sheet)))
                .back(register_address(&sheet.key)),
            left_out: changes.len() - shown,
            changes: (!rows.is_empty()).then(|| StackedTable {
                caption: "Changes, the newest first".into(),
                columns: columns.map(Into::into).into(),
                rows,
            }),
            plans: plans(sheet, line),
        }
    }
}

impl Change<'_> {
    fn row(&self, names: &NamesOfUsers) -> Vec<StackedCell> {
        let recorded = &self.version.recorded;
        let by = format!("{}, {}", names.of(&recorded.user), how(recorded.via));
        [
            moment(recorded.at),
            self.kept.line.provision.person.name(),
            self.day.strftime("%A %-d %B").to_string(),
            self.symbol.words().to_owned(),
            self.before.map_or_else(
                || "as planned".to_owned(),
                |before| words_of(self.symbol, &before.mark),
            ),
            words_of(self.symbol, &self.version.mark),
            by,
        ]
        .map(StackedCell::of)
        .into()
    }
}

/// Says a mark in words, with everything that was said about it.
fn words_of(symbol: Symbol, mark: &Mark) -> String {
    let Mark::Received { quantity, account } = mark else {
        return "as planned".to_owned();
    };
    let mut words = vec![match quantity.is_zero() {
        true => "not attended".to_owned(),
        false => format!("received: {}", amount_of(symbol, *quantity)),
    }];
    words.extend(
        account
            .chosen
            .map(|reason| AbsenceReason::words(reason).to_lowercase()),
    );
    words.extend(
        account
            .notice_given
            .map(|given| format!("notice given on {}", moment(given))),
    );
    words.extend(
        account
            .overruled_because
            .as_ref()
            .map(|because| format!("because “{because}”")),
    );
    words.extend(
        account
            .comment
            .as_ref()
            .map(|comment| format!("“{comment}”")),
    );
    words.join(", ")
}

const fn how(via: RecordedVia) -> &'static str {
    match via {
        RecordedVia::Page => "on the page",
        RecordedVia::Upload => "by an uploaded file",
        RecordedVia::Api => "by your own system",
        RecordedVia::AdvanceNotice => "by notice in advance",
        RecordedVia::Adjustment => "by finance",
    }
}

/// Says when the plan changed after the register was made.
fn plans(sheet: &ShownRegister, line: Option<&LineKey>) -> Vec<String> {
    let lines = sheet
        .register
        .lines
        .iter()
        .filter(|(key, _)| line.is_none_or(|line| line == *key));
    lines
        .flat_map(|(_, line)| {
            let name = line.provision.person.name();
            line.plan_changes.iter().map(move |change| {
                format!(
                    "{name}: the plan of the week was changed by the council’s data of {}",
                    in_words(change.on)
                )
            })
        })
        .collect()
}
