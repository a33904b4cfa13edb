//! The register of a week as a table for people: a CSV file that a provider
//! downloads, edits in a spreadsheet and sends back, or that a provider's own
//! system sends.
//!
//! A row is one cell of the register: one symbol of one line on one day. A row
//! that is right is taken whatever the others are, and a row that says what the
//! register says changes nothing, so the same file can be sent again.
//!
//! A spreadsheet does things to a file: it drops zeros in front of numbers,
//! writes dates and separators as its country does, and saves in an encoding of
//! its own. What can be read in one way alone is read; everything else is
//! refused with the reason, and nothing is guessed.

pub mod decoding;
pub mod edits;
pub mod writing;

/// The columns of the table, in the order in which they are written. Those that
/// only tell people what a row is about may be missing when it is read.
pub const COLUMNS: [&str; 16] = [
    "Week ending",
    "Purchase order",
    "Line",
    "Reference number",
    "Surname",
    "Forename",
    "Date",
    "Session or service",
    "Planned",
    "Received",
    "Reason",
    "Reason is the default",
    "Notice given",
    "Why notice does not decide",
    "Comment",
    "Version",
];

/// Returns a text as a cell that no spreadsheet takes for a formula: with an
/// apostrophe before what could begin one, and before an apostrophe.
///
/// ```
/// use exchange::register_sheet::{safe, unsafe_again};
///
/// assert_eq!(safe("=Cmd"), "'=Cmd");
/// assert_eq!(safe("-2 hours, went home"), "'-2 hours, went home");
/// assert_eq!(safe("'s-Gravesande"), "''s-Gravesande");
/// assert_eq!(safe("Doe"), "Doe");
/// assert_eq!(unsafe_again(&safe("'=Cmd")), "'=Cmd");
/// ```
#[must_use]
pub fn safe(text: &str) -> String {
    let begins = ['=', '+', '-', '@', '\t', '\r', '\'', '＝', '＋', '－', '＠'];
    match text.starts_with(begins) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// Returns the text that [`safe`] was given.
///
/// ```
/// use exchange::register_sheet::unsafe_again;
///
/// assert_eq!(unsafe_again("'=Cmd"), "=Cmd");
/// assert_eq!(unsafe_again("Doe"), "Doe");
/// ```
#[must_use]
pub fn unsafe_again(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}
