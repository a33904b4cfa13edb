//! What a person, or somebody on their behalf, asks about one session of the
//! person's own attendance: "this is not what happened". The question reaches
//! provider and finance as one thread, a [`ProviderRequest`] of the supplier.
//!
//! [`ProviderRequest`]: crate::provider_request::ProviderRequest

use domain::values::calendar::working_days_after;
use domain::values::digits::hex;
use domain::values::london::date_in_london;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::cell::Cell;
use crate::kept_text::{cell_name, read_cell_name};
use crate::provision::{LineKey, PersonReference};
use crate::request_id::{RequestId, RequestedCell};
use crate::text_id::NotACaseReference;
use crate::week::{Week, plus_days};

/// The working days within which a question about a session is answered.
pub const ANSWERED_WITHIN: u32 = 10;
/// The days after a week in which a session of it can be asked about: a year,
/// which is how long somebody has to complain.
pub const ASKED_WITHIN_DAYS: i64 = 365;
/// The most questions about one session. A later one belongs on the telephone.
pub const MOST_QUESTIONS: usize = 5;
/// The most characters of a question.
pub const LONGEST_QUESTION: usize = 1_000;
/// The characters of a hash in the id of a question.
const HASH: usize = 16;

/// A question about one session.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AttendanceQuery {
    /// The week.
    pub week: Week,
    /// The session.
    pub cell: RequestedCell,
    /// The name of the person, as the register had it.
    pub person: String,
    /// The person's reference.
    pub reference: PersonReference,
    /// Whether only people with permission may see the person.
    pub restricted: bool,
    /// The name of whoever asks.
    pub asked_by: String,
    /// Who that is to the person; none for the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<String>,
    /// What the page said of the session.
    pub recorded: String,
    /// What happened instead.
    pub why: String,
}

impl AttendanceQuery {
    /// Returns the session that the question is about; none if its line cannot be
    /// one.
    #[must_use]
    pub fn cell(&self) -> Option<Cell> {
        Some(Cell {
            line: LineKey::parse(&self.cell.order, &self.cell.line).ok()?,
            day: self.cell.day,
            symbol: self.cell.symbol,
        })
    }
}

/// Returns the day by which a question is answered.
///
/// ```
/// use attendance::attendance_query::answer_by;
/// use jiff::civil::date;
///
/// // Asked on Friday 18 December: four days of the next fortnight are holidays.
/// let asked = "2026-12-18T09:00:00Z".parse().unwrap();
/// assert_eq!(answer_by(asked), date(2027, 1, 6));
/// ```
#[must_use]
pub fn answer_by(asked: Timestamp) -> Date {
    working_days_after(date_in_london(asked), ANSWERED_WITHIN)
}

/// Returns the last day on which a session of a week can be asked about.
#[must_use]
pub fn asked_until(week: Week) -> Date {
    plus_days(week.ending(), ASKED_WITHIN_DAYS)
}

/// Returns the beginning of the ids of all questions about a person.
#[must_use]
pub fn ids_about(person: &PersonReference) -> String {
    format!("Q{}-", short_hash(&["person", person.as_str()]))
}

/// Returns the id of a question, which follows from its session and its turn: one
/// that is sent twice is kept once. Turns count from 1.
///
/// # Errors
/// [`NotACaseReference`] for a turn of more digits than an id has room for.
pub fn question_id(
    person: &PersonReference,
    week: Week,
    cell: &Cell,
    turn: usize,
) -> Result<RequestId, NotACaseReference> {
    let (order, line) = (cell.line.order.as_str(), cell.line.line.as_str());
    let ending = week.ending().to_string();
    let name = name_of_cell(cell);
    let session = short_hash(&[ending.as_str(), order, line, name.as_str()]);
    RequestId::parse(&format!("{}{session}-{turn}", ids_about(person)))
}

/// Returns the name of a session as it stands in an address: `tue_pm`.
#[must_use]
pub fn name_of_cell(cell: &Cell) -> String {
    cell_name(cell.day, cell.symbol)
}

/// Reads the session of a line that an address names.
///
/// ```
/// use attendance::attendance_query::{name_of_cell, read_cell};
/// use attendance::provision::LineKey;
/// use attendance::week::Week;
/// use jiff::civil::date;
///
/// let (week, line) = (Week::of(date(2025, 5, 6)), LineKey::parse("0004512", "1").unwrap());
/// let cell = read_cell(week, line.clone(), "tue_pm").unwrap();
/// assert_eq!((cell.day, name_of_cell(&cell)), (date(2025, 5, 6), "tue_pm".to_owned()));
/// assert_eq!(read_cell(week, line, "tue_night"), None);
/// ```
#[must_use]
pub fn read_cell(week: Week, line: LineKey, name: &str) -> Option<Cell> {
    let (day, symbol) = read_cell_name(week, name)?;
    Some(Cell { line, day, symbol })
}

/// Hashes texts that have no line feed, to a few hexadecimal digits.
fn short_hash(texts: &[&str]) -> String {
    let mut hash = hex(&Sha256::digest(texts.join("\n")));
    hash.truncate(HASH);
    hash
}
