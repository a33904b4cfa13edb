//! Reading a table of a register back, row by row, as edits of that register.

use std::collections::{BTreeMap, HashMap};

use attendance::absence::AbsenceReason;
use attendance::cell::{Cell, MOST_IN_A_COMMENT, Mark, MarkAccount, RecordedBy};
use attendance::provision::LineKey;
use attendance::quantity::{NotSupportHours, Quantity, SupportHours};
use attendance::register::{ChangeRefused, Register, RegisterAction, RegisterLine};
use attendance::symbol::Symbol;
use attendance::terms::ContractBook;
use attendance::week::Week;
use jiff::Timestamp;
use jiff::civil::Date;

use super::decoding::{UnreadableSheet, separator, text};
use super::{COLUMNS, unsafe_again};

/// The columns without which no row can be read.
const NEEDED: [&str; 5] = [
    "Purchase order",
    "Line",
    "Date",
    "Session or service",
    "Received",
];

/// A row of the table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SheetRow {
    /// The line of the file, from 1.
    pub line: u64,
    /// What the row asks for, or everything that is wrong with it.
    pub edit: Result<SheetEdit, Vec<SheetProblem>>,
}

/// What a row asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SheetEdit {
    /// The cell.
    pub cell: Cell,
    /// The mark; none where the row says what the register says.
    pub mark: Option<Mark>,
    /// The version of the cell that the person saw; that of the register where
    /// the table has none.
    pub seen: u32,
    /// The purchase order that was meant, where its zeros were lost on the way.
    pub read_as: Option<LineKey>,
}

/// What is wrong with a row. The words go on a page and into the table of
/// results.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SheetProblem {
    /// The register has no such line: another supplier's is no other.
    #[error("There is no such purchase order and line on this register")]
    NoSuchLine,
    /// The purchase order fits more than one line without its zeros.
    #[error("The purchase order fits more than one person without the zeros in front")]
    ZerosLost,
    /// The date is not one.
    #[error("Date must be like 2025-05-06")]
    NotADate,
    /// The date is one of another week.
    #[error("Date must be in the week ending {0}")]
    OtherWeek(Date),
    /// The day could be two days of the week.
    #[error("Date could be two days of the week: write it like 2025-05-06")]
    TwoDays,
    /// The week ending is that of another register.
    #[error("Week ending must be {0}")]
    OtherWeekEnding(Date),
    /// The symbol is none.
    #[error("Session or service must be AM, PM, Eve, 1:1, 2:2, Out or Back")]
    NotASymbol,
    /// The number of a session or journey is none.
    #[error("Received must be a whole number, like 0 or 1")]
    NotANumber,
    /// The hours cannot be read.
    #[error("Received: {0}")]
    NotHours(NotSupportHours),
    /// The reason is none of the four.
    #[error(
        "Reason must be Absent with notice, Absent without notice, Non-payment or We did not provide it"
    )]
    NotAReason,
    /// A reason is given for what was received.
    #[error("Reason must be empty where everything planned was received")]
    ReasonWithoutAbsence,
    /// The time of notice cannot be read.
    #[error("Notice given must be like 2025-05-01T09:00:00Z")]
    NotATime,
    /// The comment is too long.
    #[error("Comment must be {MOST_IN_A_COMMENT} characters or fewer")]
    LongComment,
    /// The version is no number.
    #[error("Version must be the number that was downloaded")]
    NotAVersion,
    /// The row has more or fewer fields than the heading.
    #[error("The row must have as many columns as the heading")]
    OtherLength,
    /// Another row is about the same cell.
    #[error("Line {0} is about the same session or service: keep one of the two")]
    Twice(u64),
}

/// Reads a table as edits of a register. Nothing is changed.
///
/// ```
/// use attendance::merge::NightlyPlan;
/// use attendance::register::Register;
/// use attendance::supplier::SupplierId;
/// use attendance::terms::ContractBook;
/// use attendance::week::Week;
/// use exchange::register_sheet::edits::{SheetProblem, read};
/// use jiff::civil::date;
///
/// let plan = NightlyPlan { at: "2025-05-05T02:00:00Z".parse()?, version: 1, lines: &[] };
/// let register = Register::create(SupplierId::parse("S12")?, Week::of(date(2025, 5, 5)), &plan);
/// let file = b"Purchase order,Line,Date,Session or service,Received\r\n4512,1,2025-05-06,AM,0\r\n";
/// let rows = read(file, &register, &ContractBook::new([]), false)?;
/// assert_eq!(rows[0].edit, Err(vec![SheetProblem::NoSuchLine]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Returns [`UnreadableSheet`] where no row can be read.
pub fn read(
    file: &[u8],
    register: &Register,
    book: &ContractBook,
    sees_restricted: bool,
) -> Result<Vec<SheetRow>, UnreadableSheet> {
    let text = text(file)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(&text))
        .terminator(csv::Terminator::Any(b'\n'))
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let heading = reader.headers().cloned().unwrap_or_default();
    let places = places(&heading)?;
    let seen: BTreeMap<_, _> = register.lines_seen(sees_restricted).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        // The text is in memory and is UTF-8, so a record that cannot be read
        // is one that has another length, which is allowed here.
        let Ok(record) = record else { continue };
        if record.iter().all(str::is_empty) {
            continue;
        }
        let row = Row {
            record: &record,
            places: &places,
            register,
            lines: &seen,
            book,
        };
        let edit = match record.len() == heading.len() {
            true => row.edit(),
            false => Err(vec![SheetProblem::OtherLength]),
        };
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(SheetRow { line, edit });
    }
    refuse_doubles(&mut rows);
    Ok(rows)
}

/// Applies the edits to a register, each by itself, and says of each row in
/// the order of the file what became of it. A dry run is this on a copy.
///
/// ```
/// use attendance::cell::{RecordedBy, RecordedVia};
/// use attendance::merge::NightlyPlan;
/// use attendance::register::Register;
/// use attendance::supplier::SupplierId;
/// use attendance::terms::ContractBook;
/// use attendance::week::Week;
/// use exchange::register_sheet::edits::{apply, read};
/// use jiff::civil::date;
///
/// let plan = NightlyPlan { at: "2025-05-05T02:00:00Z".parse()?, version: 1, lines: &[] };
/// let mut register = Register::create(SupplierId::parse("S12")?, Week::of(date(2025, 5, 5)), &plan);
/// let book = ContractBook::new([]);
/// let rows = read(b"Purchase order,Line,Date,Session or service,Received\r\n", &register, &book, false)?;
/// let by = RecordedBy { user: "ana".to_owned(), at: plan.at, via: RecordedVia::Upload };
/// assert!(apply(&rows, &mut register, &by, &book).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn apply(
    rows: &[SheetRow],
    register: &mut Register,
    by: &RecordedBy,
    book: &ContractBook,
) -> Vec<SheetOutcome> {
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        outcomes.push(match &row.edit {
            Err(problems) => SheetOutcome::Refused(problems.clone()),
            Ok(SheetEdit { mark: None, .. }) => SheetOutcome::AsItWas,
            Ok(SheetEdit {
                cell,
                mark: Some(mark),
                seen,
                ..
            }) => {
                let action = RegisterAction::Record {
                    cell: cell.clone(),
                    mark: mark.clone(),
                    seen: *seen,
                };
                match register.apply(&action, by, book) {
                    Ok(changed) if changed.cells.is_empty() => SheetOutcome::AsItWas,
                    Ok(_) => SheetOutcome::Taken,
                    Err(refused) => SheetOutcome::NotTaken(refused),
                }
            }
        });
    }
    outcomes
}

/// What became of a row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SheetOutcome {
    /// The register says what the row says now.
    Taken,
    /// The register said so before.
    AsItWas,
    /// The row cannot be read.
    Refused(Vec<SheetProblem>),
    /// The register does not take the edit.
    NotTaken(ChangeRefused),
}

/// Finds each column in the heading.
fn places(heading: &csv::StringRecord) -> Result<HashMap<&'static str, usize>, UnreadableSheet> {
    let mut places = HashMap::new();
    for column in COLUMNS {
        let same = |name: &&str| name.to_lowercase() == column.to_lowercase();
        let mut found = heading.iter().enumerate().filter(|(_, name)| same(name));
        match (found.next(), found.next()) {
            (_, Some(_)) => return Err(UnreadableSheet::ColumnTwice(column)),
            (Some((place, _)), None) => drop(places.insert(column, place)),
            (None, None) if NEEDED.contains(&column) => {
                return Err(UnreadableSheet::Column(column));
            }
            (None, None) => {}
        }
    }
    Ok(places)
}

/// Refuses every row about a cell that another row is about, so that neither
/// wins by its place.
fn refuse_doubles(rows: &mut [SheetRow]) {
    let mut of_cell: HashMap<Cell, Vec<usize>> = HashMap::new();
    for (place, row) in rows.iter().enumerate() {
        if let Ok(edit) = &row.edit {
            of_cell.entry(edit.cell.clone()).or_default().push(place);
        }
    }
    for places in of_cell.into_values().filter(|places| places.len() > 1) {
        let lines: Vec<u64> = places
            .iter()
            .filter_map(|at| Some(rows.get(*at)?.line))
            .collect();
        for place in places {
            if let Some(row) = rows.get_mut(place) {
                let other = lines.iter().find(|line| **line != row.line);
                row.edit = Err(vec![SheetProblem::Twice(
                    other.copied().unwrap_or_default(),
                )]);
            }
        }
    }
}

/// A row while it is read.
struct Row<'a> {
    record: &'a csv::StringRecord,
    places: &'a HashMap<&'static str, usize>,
    register: &'a Register,
    lines: &'a BTreeMap<&'a LineKey, &'a RegisterLine>,
    book: &'a ContractBook,
}

impl Row<'_> {
    fn field(&self, column: &str) -> &str {
        let place = self.places.get(column);
        place
            .and_then(|place| self.record.get(*place))
            .unwrap_or_default()
    }

    fn edit(&self) -> Result<SheetEdit, Vec<SheetProblem>> {
        let week = self.register.week;
        let mut problems = Vec::new();
        let mut take = |problem: SheetProblem| problems.push(problem);
        if let Err(problem) = self.week_ending(week) {
            take(problem);
        }
        let line = self.line().map_err(&mut take).ok();
        let day = day(self.field("Date"), week).map_err(&mut take).ok();
        let symbol = symbol(self.field("Session or service"))
            .map_err(&mut take)
            .ok();
        let quantity = symbol.and_then(|symbol| self.received(symbol).map_err(&mut take).ok());
        let account = self.account().map_err(&mut take).ok();
        let version = self.version().map_err(&mut take).ok();
        let (Some((key, line, read_as)), Some(day), Some(symbol)) = (line, day, symbol) else {
            return Err(problems);
        };
        let (Some(quantity), Some(account), Some(version)) = (quantity, account, version) else {
            return Err(problems);
        };
        let planned = line.planned(day, symbol);
        if quantity >= planned && account.chosen.is_some() && self.says_otherwise(line, day, symbol)
        {
            problems.push(SheetProblem::ReasonWithoutAbsence);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mark = match quantity == planned && account.comment.is_none() {
            true => Mark::AsPlanned,
            false => Mark::Received { quantity, account },
        };
        let state = line.state(day, symbol, self.book);
        let record = line.records.get(&(day, symbol));
        let stands = record.map_or(Mark::AsPlanned, |record| record.mark.clone());
        let same =
            mark == stands || quantity == state.received && self.says_the_same(&mark, &stands);
        Ok(SheetEdit {
            cell: Cell {
                line: key,
                day,
                symbol,
            },
            mark: (!same).then_some(mark),
            seen: version.unwrap_or(state.version),
            read_as,
        })
    }

    /// Whether two marks of one quantity say the same of an absence.
    fn says_the_same(&self, one: &Mark, other: &Mark) -> bool {
        let said = |mark: &Mark| match mark {
            Mark::AsPlanned => MarkAccount::default(),
            Mark::Received { account, .. } => account.clone(),
        };
        said(one) == said(other)
    }

    /// Whether a cell is not yet as the row has it, so that a reason beside
    /// something that was received is a mistake and no leftover.
    fn says_otherwise(&self, line: &RegisterLine, day: Date, symbol: Symbol) -> bool {
        line.state(day, symbol, self.book).absent.is_none()
    }

    fn week_ending(&self, week: Week) -> Result<(), SheetProblem> {
        let ending = self.field("Week ending");
        let same = ending.is_empty() || dates(ending).contains(&week.ending());
        same.then_some(())
            .ok_or(SheetProblem::OtherWeekEnding(week.ending()))
    }

    fn line(&self) -> Result<(LineKey, &RegisterLine, Option<LineKey>), SheetProblem> {
        let (order, number) = (self.field("Purchase order"), self.field("Line"));
        let exact = LineKey::parse(order, number).ok();
        if let Some((key, line)) = exact.and_then(|key| self.lines.get_key_value(&key)) {
            return Ok(((*key).clone(), line, None));
        }
        let bare = |text: &str| text.trim_start_matches('0').to_owned();
        let mut fit = self.lines.iter().filter(|(key, _)| {
            bare(key.order.as_str()) == bare(order) && bare(key.line.as_str()) == bare(number)
        });
        match (fit.next(), fit.next()) {
            (Some((key, line)), None) => Ok(((*key).clone(), line, Some((*key).clone()))),
            (Some(_), Some(_)) => Err(SheetProblem::ZerosLost),
            (None, _) => Err(SheetProblem::NoSuchLine),
        }
    }

    fn received(&self, symbol: Symbol) -> Result<Quantity, SheetProblem> {
        let text = self.field("Received");
        if symbol.is_support() {
            let hours = SupportHours::parse(text).map_err(SheetProblem::NotHours)?;
            return Ok(hours.quantity());
        }
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| digits);
        number.map(Quantity).ok_or(SheetProblem::NotANumber)
    }

    fn account(&self) -> Result<MarkAccount, SheetProblem> {
        let is_default = self
            .field("Reason is the default")
            .eq_ignore_ascii_case("yes");
        let chosen = match self.field("Reason") {
            _ if is_default => None,
            "" => None,
            text => Some(reason(text)?),
        };
        let given = match self.field("Notice given") {
            "" => None,
            text => Some(
                text.parse::<Timestamp>()
                    .map_err(|_| SheetProblem::NotATime)?,
            ),
        };
        let because = unsafe_again(self.field("Why notice does not decide"));
        let comment = unsafe_again(self.field("Comment"));
        if comment.chars().count() > MOST_IN_A_COMMENT {
            return Err(SheetProblem::LongComment);
        }
        let written = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(MarkAccount {
            chosen,
            notice_given: given,
            overruled_because: written(because),
            comment: written(comment),
        })
    }

    fn version(&self) -> Result<Option<u32>, SheetProblem> {
        match self.field("Version") {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| SheetProblem::NotAVersion),
        }
    }
}

fn reason(text: &str) -> Result<AbsenceReason, SheetProblem> {
    let same = |reason: &AbsenceReason| reason.words().eq_ignore_ascii_case(text);
    AbsenceReason::ALL
        .into_iter()
        .find(same)
        .ok_or(SheetProblem::NotAReason)
}

fn symbol(text: &str) -> Result<Symbol, SheetProblem> {
    let same = |symbol: &Symbol| symbol.letters().eq_ignore_ascii_case(text);
    Symbol::ALL
        .into_iter()
        .find(same)
        .ok_or(SheetProblem::NotASymbol)
}

/// Reads a date as ISO 8601 or as a spreadsheet's country writes it, if only
/// one reading of it is a day of the week.
fn day(text: &str, week: Week) -> Result<Date, SheetProblem> {
    let read = dates(text);
    let within: Vec<Date> = read
        .iter()
        .copied()
        .filter(|date| week.has(*date))
        .collect();
    match (within.as_slice(), read.is_empty()) {
        ([day], _) => Ok(*day),
        ([_, ..], _) => Err(SheetProblem::TwoDays),
        ([], true) => Err(SheetProblem::NotADate),
        ([], false) => Err(SheetProblem::OtherWeek(week.ending())),
    }
}

/// Returns every date that a text can mean: 6/5/2025 is 6 May and 5 June.
fn dates(text: &str) -> Vec<Date> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [first, second, third] = parts.as_slice() else {
        return Vec::new();
    };
    let number = |part: &str| -> Option<i16> {
        let digits = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| digits)
    };
    let date = |year: &str, month: &str, day: &str| {
        let year = number(year).filter(|_| year.len() == 4)?;
        Date::new(
            year,
            number(month)?.try_into().ok()?,
            number(day)?.try_into().ok()?,
        )
        .ok()
    };
    let mut read: Vec<Date> = [
        date(first, second, third),
        date(third, second, first),
        date(third, first, second),
    ]
    .into_iter()
    .flatten()
    .collect();
    read.sort_unstable();
    read.dedup();
    read
}
