//! The faults of a row of `provisions.csv` or `terms.csv`. A row with a
//! fault is refused by itself: the others are taken.

use std::fmt;

/// A fault of one field, or of fields that contradict each other.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RowFault {
    /// The column; of two that contradict each other, the latter.
    pub column: String,
    /// The problem with the value.
    pub problem: RowProblem,
}

/// The problem with the value of a field. The text names no value: it is
/// shown on pages and kept in reports.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RowProblem {
    /// The field is empty and must not be.
    #[error("is missing")]
    Missing,
    /// The text has characters that this field never has.
    #[error("has characters that it cannot have")]
    Characters,
    /// The text is not a reference of the case system.
    #[error("is not 1 to 40 letters, digits, hyphens and full stops")]
    NotAReference,
    /// The text is longer than the field may be.
    #[error("is longer than {0} characters")]
    TooLong(usize),
    /// The text is not a date as ISO 8601 writes it.
    #[error("is not a date as 2026-04-01")]
    NotADate,
    /// The text is neither "yes" nor "no".
    #[error("is neither yes nor no")]
    NotYesOrNo,
    /// The text is neither 0 nor 1.
    #[error("is neither 0 nor 1")]
    NotASession,
    /// The text is not a number of hours in quarters, up to 24.
    #[error("is not a number of hours in quarters, as 1.25, up to 24")]
    NotHours,
    /// The text is not an amount of money.
    #[error("is not an amount of money as 30.00")]
    NotMoney,
    /// The text is not a whole number within the field's bounds.
    #[error("is not a whole number from {0} to {1}")]
    NotWithin(u16, u16),
    /// The text is none of the names that the field can have.
    #[error("is none of the names that it can have")]
    NotAName,
    /// The end is before the start.
    #[error("is before the start")]
    BeforeTheStart,
    /// The date is not a Monday.
    #[error("is not a Monday")]
    NotAMonday,
    /// The field is filled in, and another says that there is nothing to fill in.
    #[error("is filled in, and another field says that there is none")]
    NotCalledFor,
    /// No session, hour or journey is planned on any day.
    #[error("has nothing planned on any day")]
    NothingPlanned,
    /// Two rows of terms are about the same contract on the same day.
    #[error("is a day that another row of this contract is about")]
    Overlaps,
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.column, self.problem)
    }
}

/// A row that was refused, with everything that is wrong with it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RefusedRow {
    /// The line of the file, from 1.
    pub line: u64,
    /// The faults: at least one.
    pub faults: Vec<RowFault>,
}
