//! Reads a posted register: what somebody changed on the page, as commands to
//! cells and one action.

use std::collections::{BTreeMap, BTreeSet};

use attendance::absence::AbsenceReason;
use attendance::cell::{Cell, Mark, MarkAccount};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_line::KeptLine;
use attendance::kept_register::KeptRegister;
use attendance::provision::LineKey;
use attendance::quantity::{Quantity, SupportHours};
use attendance::register::{RegisterAction, RegisterLine};
use attendance::terms::ContractBook;
use attendance::week::instant_in_london;
use domain::values::calendar::with_weekday;
use domain::values::london::in_london;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::names::{
    ACTION, EXCEPT, FieldOfCell, FormAction, FormView, KEEP_JOURNEYS, SeenCell, VIEW, WHOLE,
    cell_field, line_address, line_named, read_seen, register_address, seen_field,
};
use crate::http::digest;

/// What is wrong with a field of the form.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FieldProblem {
    /// The name of the field, which is the id of its control; empty for what is
    /// wrong with the form as a whole.
    pub field: String,
    /// The message: whom it is about, and what to do.
    pub message: String,
}

/// What a posted form asks for. What is right is there although something else
/// is wrong.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PostedRegister {
    /// The cells that somebody changed.
    pub commands: Vec<CellCommand>,
    /// What the pressed button asks for besides, after the cells.
    pub action: Option<RegisterAction>,
    /// Everything that is wrong.
    pub problems: Vec<FieldProblem>,
    /// The address of the page that the form was on.
    pub back: String,
}

/// Reads a posted form against the register as it is now, of which `kept` has
/// the lines that the sender may see. A cell is changed if what was posted is
/// not what its page showed, so that a form that is posted again, or from a page
/// of an hour ago, changes only what somebody changed on it.
///
/// The id of a command follows from what it asks for: a form that comes twice
/// is taken once.
#[must_use]
pub fn read_register_form(
    kept: &KeptRegister,
    book: &ContractBook,
    fields: &[(String, String)],
) -> PostedRegister {
    let mut reading = Reading {
        kept,
        book,
        fields: fields.iter().fold(BTreeMap::new(), |mut by_name, field| {
            by_name.entry(field.0.as_str()).or_insert(field.1.as_str());
            by_name
        }),
        posted: PostedRegister {
            back: register_address(&kept.key),
            ..PostedRegister::default()
        },
    };
    reading.came_from();
    if reading.one(WHOLE) != "1" {
        reading.problem(
            "",
            "Part of the page did not reach us, and nothing was saved. Try again",
        );
        return reading.posted;
    }
    reading.cells(fields);
    reading.action(fields);
    reading.posted
}

struct Reading<'a> {
    kept: &'a KeptRegister,
    book: &'a ContractBook,
    fields: BTreeMap<&'a str, &'a str>,
    posted: PostedRegister,
}

impl Reading<'_> {
    fn one(&self, name: &str) -> &str {
        self.fields.get(name).copied().unwrap_or_default().trim()
    }

    fn problem(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.posted.problems.push(FieldProblem {
            field: field.into(),
            message: message.into(),
        });
    }

    fn came_from(&mut self) {
        let view = FormView::named(self.one(VIEW)).unwrap_or_default();
        let line = line_named(self.one("line"));
        self.posted.back = match (view, line) {
            (FormView::Week, _) => format!("{}?view=week", self.posted.back),
            (FormView::Line, Some(line)) => line_address(&self.kept.key, &line),
            _ => self.posted.back.clone(),
        };
    }

    /// Reads the cells that the page showed, line by line.
    fn cells(&mut self, fields: &[(String, String)]) {
        let kept = self.kept;
        let mut shown = BTreeSet::new();
        for (name, text) in fields {
            let Some(line) = name.strip_prefix("seen.").and_then(line_named) else {
                continue;
            };
            let Some(kept_line) = kept.lines.get(&line) else {
                self.problem("", format!("Purchase order {line} is not on this register"));
                continue;
            };
            let Some(cells) = read_seen(kept.key.week, text) else {
                self.problem(
                    seen_field(&line),
                    "This page is not one of ours. Open the register again",
                );
                continue;
            };
            let mut blank = kept_line.line.clone();
            blank.records.clear();
            for seen in cells {
                if shown.insert((line.clone(), seen.day, seen.symbol)) {
                    self.cell(kept_line, &blank, seen);
                }
            }
        }
    }

    /// Reads one cell; `blank` is its line without marks.
    fn cell(&mut self, kept: &KeptLine, blank: &RegisterLine, seen: SeenCell) {
        let cell = Cell {
            line: blank.provision.key.clone(),
            day: seen.day,
            symbol: seen.symbol,
        };
        let before = mark_of(kept, seen);
        let account_before = match &before {
            Mark::Received { account, .. } => account.clone(),
            Mark::AsPlanned => MarkAccount::default(),
        };
        let Some(quantity) = self.quantity(&cell, seen) else {
            return;
        };
        let Some(account) = self.account(&cell, &account_before) else {
            return;
        };
        if quantity == seen.shown && account == account_before {
            return;
        }
        let as_planned = blank.state(seen.day, seen.symbol, self.book);
        let attended = quantity >= as_planned.planned;
        if attended && quantity == seen.shown && account.chosen != account_before.chosen {
            let field = cell_field(FieldOfCell::Reason, &cell);
            let message = "there is a reason for an absence, but it is ticked as attended. Untick it, or leave the reason out";
            self.problem(field, self.about(&cell, message));
            return;
        }
        let mark = mark_with(quantity, account, attended, as_planned.received);
        if mark != before {
            self.command(cell, mark, seen.version);
        }
    }

    /// Reads how much was received. A box that is not ticked is not in the post.
    fn quantity(&mut self, cell: &Cell, seen: SeenCell) -> Option<Quantity> {
        let name = cell_field(FieldOfCell::Received, cell);
        let posted = self.fields.get(name.as_str()).map(|text| text.trim());
        let read = match posted {
            None if seen.symbol.is_support() => Ok(seen.shown),
            None => Ok(Quantity::ZERO),
            Some(text) if seen.symbol.is_support() => SupportHours::parse(text)
                .map(SupportHours::quantity)
                .map_err(|fault| fault.to_string()),
            Some(text) => {
                whole_number(text).ok_or_else(|| "Enter a whole number from 0 to 9".to_owned())
            }
        };
        match read {
            Ok(quantity) => Some(quantity),
            Err(message) => {
                let message = self.about(
                    cell,
                    &format!(
                        "{}. You entered “{}”",
                        message,
                        shortened(posted.unwrap_or_default())
                    ),
                );
                self.problem(name, message);
                None
            }
        }
    }

    /// Reads what was said about a mark: what was there before, where the page
    /// did not ask.
    fn account(&mut self, cell: &Cell, before: &MarkAccount) -> Option<MarkAccount> {
        let asked = |field| {
            self.fields
                .get(cell_field(field, cell).as_str())
                .map(|text| text.trim().to_owned())
        };
        let (reason, notice) = (asked(FieldOfCell::Reason), asked(FieldOfCell::Notice));
        let (overruled, comment) = (asked(FieldOfCell::Overruled), asked(FieldOfCell::Comment));
        let chosen = match reason.as_deref() {
            None | Some("") => Some(before.chosen),
            Some(name) => AbsenceReason::named(name).map(Some),
        };
        let given = match notice.as_deref() {
            None => Some(before.notice_given),
            Some("") => Some(None),
            Some(text)
                if before
                    .notice_given
                    .is_some_and(|given| minute_text(given) == text) =>
            {
                Some(before.notice_given)
            }
            Some(text) => read_minute(text).map(Some),
        };
        if chosen.is_none() {
            let message = self.about(cell, "choose one of the reasons");
            self.problem(cell_field(FieldOfCell::Reason, cell), message);
        }
        if given.is_none() {
            let message = self.about(
                cell,
                "enter the date and the time at which notice was given",
            );
            self.problem(cell_field(FieldOfCell::Notice, cell), message);
        }
        let text = |typed: Option<String>, before: &Option<String>| match typed {
            None => before.clone(),
            Some(typed) => (!typed.is_empty()).then_some(typed),
        };
        Some(MarkAccount {
            chosen: chosen?,
            notice_given: given?,
            overruled_because: text(overruled, &before.overruled_because),
            comment: text(comment, &before.comment),
        })
    }

    /// Reads what the pressed button asks for.
    fn action(&mut self, fields: &[(String, String)]) {
        let Some(action) = FormAction::read(self.one(ACTION)) else {
            self.problem(
                ACTION,
                "This page is not one of ours. Open the register again",
            );
            return;
        };
        let kept = self.kept;
        let except = || {
            fields
                .iter()
                .filter(|(name, _)| name == EXCEPT)
                .filter_map(|(_, line)| line_named(line))
        };
        self.posted.action = match action {
            FormAction::Save => None,
            FormAction::AbsentAllWeek(line) => Some(RegisterAction::AbsentAllWeek {
                line,
                reason: AbsenceReason::named(self.one("week-reason")),
                journeys: self.one(KEEP_JOURNEYS).is_empty(),
            }),
            FormAction::UndoAbsentAllWeek(line) => Some(RegisterAction::UndoAbsentAllWeek { line }),
            FormAction::AsPlanned(line) => Some(self.as_planned(&line)),
            FormAction::EverybodyAsPlanned => Some(RegisterAction::EverybodyAsPlannedExcept {
                except: except().collect(),
            }),
            FormAction::DayNotProvided => self.closed_day(),
            FormAction::NoticeOfAbsence(line) => self.notice_of_absence(line),
            FormAction::ExplainDouble(cell) => self.double(cell),
        };
        let line = self.posted.action.as_ref().and_then(line_of);
        if line.is_some_and(|line| !kept.lines.contains_key(line)) {
            self.posted.action = None;
            self.problem(ACTION, "This person is not on this register");
        }
    }

    /// Puts back every cell of a line to what is planned, and says that the line
    /// was checked.
    fn as_planned(&mut self, line: &LineKey) -> RegisterAction {
        self.posted
            .commands
            .retain(|command| command.cell.line != *line);
        if let Some(kept) = self.kept.lines.get(line) {
            for ((day, symbol), record) in &kept.line.records {
                if record.mark == Mark::AsPlanned {
                    continue;
                }
                let cell = Cell {
                    line: line.clone(),
                    day: *day,
                    symbol: *symbol,
                };
                self.command(cell, Mark::AsPlanned, record.version);
            }
        }
        let others = self.kept.lines.keys().filter(|other| *other != line);
        RegisterAction::EverybodyAsPlannedExcept {
            except: others.cloned().collect(),
        }
    }

    fn closed_day(&mut self) -> Option<RegisterAction> {
        let day: Option<Date> = self.one("day").parse().ok();
        let day = day.filter(|day| self.kept.key.week.has(*day));
        if day.is_none() {
            self.problem("day", "Select the day on which the service was closed");
        }
        Some(RegisterAction::DayNotProvided { day: day? })
    }

    fn notice_of_absence(&mut self, line: LineKey) -> Option<RegisterAction> {
        let week = self.kept.key.week;
        let from: Option<Date> = self.one("from").parse().ok().filter(|day| week.has(*day));
        let to: Option<Date> = self.one("to").parse().ok().filter(|day| week.has(*day));
        let given = read_minute(self.one("given"));
        if from.is_none() {
            self.problem("from", "Select the first day of the absence");
        }
        match (from, to) {
            (_, None) => self.problem("to", "Select the last day of the absence"),
            (Some(from), Some(to)) if to < from => {
                self.problem(
                    "to",
                    "The last day of the absence must be the first day or later",
                );
                return None;
            }
            _ => {}
        }
        if given.is_none() {
            self.problem(
                "given",
                "Enter the date and the time at which you were told",
            );
        }
        Some(RegisterAction::NoticeOfAbsence {
            line,
            from: from?,
            to: to?,
            given: given?,
        })
    }

    fn double(&mut self, cell: Cell) -> Option<RegisterAction> {
        let field = cell_field(FieldOfCell::Because, &cell);
        let because = self.one(&field).to_owned();
        if because.is_empty() {
            self.problem(
                field,
                "Say why the person is on the register twice in this session",
            );
            return None;
        }
        Some(RegisterAction::ExplainDouble { cell, because })
    }

    /// Returns the words of a problem with whom it is about before them.
    fn about(&self, cell: &Cell, message: &str) -> String {
        let person = self
            .kept
            .lines
            .get(&cell.line)
            .map(|kept| &kept.line.provision.person);
        let name = person.map(|person| format!("{} {}", person.forename, person.surname));
        let name = name.unwrap_or_default();
        format!(
            "{}, {}, {}: {message}",
            name.trim(),
            with_weekday(cell.day),
            cell.symbol.words()
        )
    }

    fn command(&mut self, cell: Cell, mark: Mark, seen: u32) {
        if let Some(id) = self.id_of(&cell, &mark, seen) {
            let command = CellCommand {
                id,
                cell,
                mark,
                seen,
            };
            self.posted.commands.push(command);
        }
    }

    fn id_of(&self, cell: &Cell, mark: &Mark, seen: u32) -> Option<CommandId> {
        let said = match mark {
            Mark::AsPlanned => String::new(),
            Mark::Received { quantity, account } => format!(
                "{}\u{1f}{}\u{1f}{:?}\u{1f}{:?}\u{1f}{:?}",
                quantity.0,
                account.chosen.map_or("", AbsenceReason::name),
                account.notice_given,
                account.overruled_because,
                account.comment,
            ),
        };
        let field = cell_field(FieldOfCell::Received, cell);
        let asked = format!(
            "{}\u{1f}{field}\u{1f}{seen}\u{1f}{said}",
            register_address(&self.kept.key)
        );
        let mut id = format!("form-{}", digest::whole(asked.as_bytes()));
        id.truncate(37);
        CommandId::parse(&id).ok()
    }
}

/// Returns the mark that the page showed, by its version.
fn mark_of(kept: &KeptLine, seen: SeenCell) -> Mark {
    let versions = kept.versions.get(&(seen.day, seen.symbol));
    let place = usize::try_from(seen.version)
        .ok()
        .and_then(|version| version.checked_sub(1));
    let version = place.and_then(|place| versions?.get(place));
    version
        .map(|version| version.mark.clone())
        .unwrap_or_default()
}

/// Returns the mark of a quantity. What was received in full has no reason, and
/// with nothing said about it is as planned.
fn mark_with(
    quantity: Quantity,
    account: MarkAccount,
    attended: bool,
    as_planned: Quantity,
) -> Mark {
    let account = match attended {
        true => MarkAccount {
            comment: account.comment,
            ..MarkAccount::default()
        },
        false => account,
    };
    match quantity == as_planned && account == MarkAccount::default() {
        true => Mark::AsPlanned,
        false => Mark::Received { quantity, account },
    }
}

/// Returns the line that an action is about.
const fn line_of(action: &RegisterAction) -> Option<&LineKey> {
    match action {
        RegisterAction::AbsentAllWeek { line, .. }
        | RegisterAction::UndoAbsentAllWeek { line }
        | RegisterAction::NoticeOfAbsence { line, .. } => Some(line),
        RegisterAction::ExplainDouble { cell, .. } | RegisterAction::Record { cell, .. } => {
            Some(&cell.line)
        }
        RegisterAction::EverybodyAsPlannedExcept { .. } | RegisterAction::DayNotProvided { .. } => {
            None
        }
    }
}

/// Writes an instant as a control for a date and time in London has it:
/// `2026-11-20T09:30`.
#[must_use]
pub fn minute_text(instant: Timestamp) -> String {
    in_london(instant).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Reads a date and time in London.
fn read_minute(text: &str) -> Option<Timestamp> {
    let local: DateTime = text.parse().ok()?;
    (local.date().year() >= 2000).then(|| instant_in_london(local))
}

/// Reads a count of one digit.
fn whole_number(text: &str) -> Option<Quantity> {
    let digits = text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok().map(Quantity)).flatten()
}

/// Returns what somebody typed, short enough for a message.
fn shortened(text: &str) -> String {
    text.chars().take(20).collect()
}
