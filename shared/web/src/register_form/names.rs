//! The addresses of a register and the names of the fields of its form.

use attendance::cell::Cell;
use attendance::kept_register::RegisterKey;
use attendance::provision::LineKey;
use attendance::quantity::{Quantity, hours_of};
use attendance::symbol::Symbol;
use attendance::week::Week;
use domain::values::account_id::AccountId;
use jiff::civil::Date;

/// The field that says which button was pressed.
pub const ACTION: &str = "action";

/// The field of each person who is left out of "everybody as planned".
pub const EXCEPT: &str = "except";

/// The field that says that journeys stay when somebody is marked absent all
/// week.
pub const KEEP_JOURNEYS: &str = "keep-journeys";

/// The field that says which page the form was on.
pub const VIEW: &str = "view";

/// The field that names the account for which the page was drawn. Somebody else
/// may have signed in in the same browser since: what the first had entered is
/// not theirs to send.
pub const ACCOUNT: &str = "account";

/// The header that says the same of a document of commands.
pub const ACCOUNT_HEADER: &str = "register-account";

/// Whether what is sent comes from a page that was drawn for somebody else. A
/// program that is no page of the portal names nobody.
#[must_use]
pub fn is_of_another(drawn_for: &str, sends: &AccountId) -> bool {
    !drawn_for.is_empty() && drawn_for != sends.0
}

/// What is said of it.
pub const OF_ANOTHER: &str = "Somebody else has signed in in this browser since the page was opened. Nothing of it was saved";

/// The last field of the form. A post without it was cut short, and an unticked
/// box cannot be told from one that was lost.
pub const WHOLE: &str = "whole";

domain::named_enum! {
    /// A field that says something about one cell, by the word before the name
    /// of the cell.
    pub enum FieldOfCell {
        /// How much was received.
        Received = "cell",
        /// The reason of an absence.
        Reason = "reason",
        /// When notice was given: a date and time in London.
        Notice = "notice",
        /// Why the notice period does not decide.
        Overruled = "overruled",
        /// What somebody wrote about it.
        Comment = "comment",
        /// Why the person is on the register twice in this session.
        Because = "because",
    }
}

domain::named_enum! {
    /// A view of the form, to which whoever posts it comes back.
    #[derive(Default)]
    pub enum FormView {
        /// Who was different: one line a person.
        #[default]
        Differences = "differences",
        /// The whole week as a table.
        Week = "week",
        /// One person.
        Line = "line",
    }
}

/// What the pressed button asks for: the value of [`ACTION`].
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum FormAction {
    /// Save what was changed.
    #[default]
    Save,
    /// Mark a line absent all week.
    AbsentAllWeek(LineKey),
    /// Undo that.
    UndoAbsentAllWeek(LineKey),
    /// Say that a line went as planned.
    AsPlanned(LineKey),
    /// Say so of everybody but some.
    EverybodyAsPlanned,
    /// Mark a day as not provided for everybody: the day is in a field.
    DayNotProvided,
    /// Record notice of absence for some days of a line.
    NoticeOfAbsence(LineKey),
    /// Say why somebody is on the register twice in a session.
    ExplainDouble(Cell),
}

impl FormAction {
    /// Returns the value of the button.
    #[must_use]
    pub fn value(&self) -> String {
        match self {
            Self::Save => "save".to_owned(),
            Self::AbsentAllWeek(line) => format!("absent-all-week/{line}"),
            Self::UndoAbsentAllWeek(line) => format!("undo-absent-all-week/{line}"),
            Self::AsPlanned(line) => format!("as-planned/{line}"),
            Self::EverybodyAsPlanned => "everybody-as-planned".to_owned(),
            Self::DayNotProvided => "day-not-provided".to_owned(),
            Self::NoticeOfAbsence(line) => format!("notice-of-absence/{line}"),
            Self::ExplainDouble(cell) => format!("explain-double/{}", cell_name(cell)),
        }
    }

    /// Reads the value of a button. A form that was sent with the Enter key has
    /// none, and saves.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        let (verb, rest) = value.split_once('/').unwrap_or((value, ""));
        let line = || line_named(rest);
        match (verb, rest.is_empty()) {
            ("" | "save", true) => Some(Self::Save),
            ("everybody-as-planned", true) => Some(Self::EverybodyAsPlanned),
            ("day-not-provided", true) => Some(Self::DayNotProvided),
            ("absent-all-week", false) => line().map(Self::AbsentAllWeek),
            ("undo-absent-all-week", false) => line().map(Self::UndoAbsentAllWeek),
            ("as-planned", false) => line().map(Self::AsPlanned),
            ("notice-of-absence", false) => line().map(Self::NoticeOfAbsence),
            ("explain-double", false) => read_cell_name(rest).map(Self::ExplainDouble),
            _ => None,
        }
    }
}

/// Returns the address of a register, which those of its other pages begin
/// with.
#[must_use]
pub fn register_address(key: &RegisterKey) -> String {
    format!("/day-services/{}/{}", key.supplier, key.week.ending())
}

/// Returns the address of one person's page.
#[must_use]
pub fn line_address(key: &RegisterKey, line: &LineKey) -> String {
    format!("{}/lines/{line}", register_address(key))
}

/// Returns the name of a field about a cell, which is also the id of its
/// control: `cell.0004512/1.2026-11-23.am`.
#[must_use]
pub fn cell_field(field: FieldOfCell, cell: &Cell) -> String {
    format!("{}.{}", field.name(), cell_name(cell))
}

/// Returns the part of an address that leads to the control of a cell.
#[must_use]
pub fn anchor(cell: &Cell) -> String {
    format!("#{}", cell_field(FieldOfCell::Received, cell))
}

/// Returns the name of the field that says which cells of a line the page
/// showed, and as what.
#[must_use]
pub fn seen_field(line: &LineKey) -> String {
    format!("seen.{line}")
}

/// Writes the name of a cell: `0004512/1.2026-11-23.am`.
fn cell_name(cell: &Cell) -> String {
    format!("{}.{}.{}", cell.line, cell.day, cell.symbol.name())
}

/// Reads the name of a cell. References may have full stops, so that the name
/// is taken apart from its end.
pub(super) fn read_cell_name(name: &str) -> Option<Cell> {
    let (rest, symbol) = name.rsplit_once('.')?;
    let (line, day) = rest.rsplit_once('.')?;
    Some(Cell {
        line: line_named(line)?,
        day: day.parse().ok()?,
        symbol: Symbol::named(symbol)?,
    })
}

/// Reads the name of a line: `0004512/1`.
pub(super) fn line_named(name: &str) -> Option<LineKey> {
    let (order, line) = name.split_once('/')?;
    LineKey::parse(order, line).ok()
}

/// Returns a quantity as the control of a symbol shows it: hours for support.
#[must_use]
pub fn shown_number(symbol: Symbol, quantity: Quantity) -> String {
    match symbol.is_support() {
        true => hours_of(quantity).to_string(),
        false => quantity.0.to_string(),
    }
}

/// A cell as a page showed it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SeenCell {
    /// The day.
    pub day: Date,
    /// The symbol.
    pub symbol: Symbol,
    /// The version of its mark; 0 where nobody had marked it.
    pub version: u32,
    /// What was received, as the page showed it.
    pub shown: Quantity,
}

/// Writes the cells of a line that a page shows: the number of the day from
/// Monday, the symbol, the version and the quantity of each,
/// `1am.3.1 1one_to_one.0.6`. One field a line keeps a page of 60 people within
/// the size of a request.
#[must_use]
pub fn seen_text(cells: &[SeenCell]) -> String {
    let mut text = String::with_capacity(cells.len() * 9);
    for cell in cells {
        if !text.is_empty() {
            text.push(' ');
        }
        let day = cell.day.weekday().to_monday_one_offset();
        let (symbol, version, shown) = (cell.symbol.name(), cell.version, cell.shown.0);
        text.push_str(&format!("{day}{symbol}.{version}.{shown}"));
    }
    text
}

/// Reads what [`seen_text`] wrote.
pub(super) fn read_seen(week: Week, text: &str) -> Option<Vec<SeenCell>> {
    text.split_whitespace()
        .map(|cell| {
            let mut parts = cell.split('.');
            let (place, version, shown) = (parts.next()?, parts.next()?, parts.next()?);
            let day: usize = place.get(..1)?.parse().ok()?;
            Some(SeenCell {
                day: *week.days().get(day.checked_sub(1)?)?,
                symbol: Symbol::named(place.get(1..)?)?,
                version: version.parse().ok()?,
                shown: Quantity(shown.parse().ok()?),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn a_cell(order: &str) -> Cell {
        Cell {
            line: LineKey::parse(order, "1.b").unwrap(),
            day: date(2026, 11, 23),
            symbol: Symbol::OneToOne,
        }
    }

    #[test]
    fn a_reference_with_full_stops_is_read_back_from_the_name_of_a_field() {
        for order in ["0004512", "PO.7.2026-11-23.am", "A-1"] {
            let cell = a_cell(order);
            assert_eq!(read_cell_name(&cell_name(&cell)), Some(cell));
        }
        for name in [
            "",
            "0004512/1",
            "0004512/1.2026-11-23",
            "0004512.2026-11-23.am",
        ] {
            assert_eq!(read_cell_name(name), None, "{name}");
        }
    }

    #[test]
    fn every_button_is_read_back() {
        let line = LineKey::parse("PO.7", "1").unwrap();
        for action in [
            FormAction::Save,
            FormAction::AbsentAllWeek(line.clone()),
            FormAction::UndoAbsentAllWeek(line.clone()),
            FormAction::AsPlanned(line.clone()),
            FormAction::EverybodyAsPlanned,
            FormAction::DayNotProvided,
            FormAction::NoticeOfAbsence(line),
            FormAction::ExplainDouble(a_cell("0004512")),
        ] {
            assert_eq!(FormAction::read(&action.value()), Some(action));
        }
        for value in [
            "lock",
            "absent-all-week",
            "save/1",
            "as-planned/1",
            "explain-double/x",
        ] {
            assert_eq!(FormAction::read(value), None, "{value}");
        }
    }

    #[test]
    fn what_a_page_showed_is_read_back() {
        let week = Week::of(date(2026, 11, 23));
        let cells: Vec<_> = week
            .days()
            .into_iter()
            .flat_map(|day| Symbol::ALL.map(|symbol| (day, symbol)))
            .map(|(day, symbol)| SeenCell {
                day,
                symbol,
                version: 3,
                shown: Quantity(6),
            })
            .collect();
        assert_eq!(read_seen(week, &seen_text(&cells)), Some(cells));
        for text in [
            "8am.0.0", "0am.0.0", "1xx.0.0", "1am.0", "1am.-1.0", "éam.0.0",
        ] {
            assert_eq!(read_seen(week, text), None, "{text}");
        }
    }
}
