//! The reasons why a snapshot is put aside, or could not be looked through.

use std::io;

use super::row_mark::UnreadableMarks;
use super::table::UnreadableTable;

/// The reason why a snapshot is put aside until two finance staff have looked
/// at it. Nothing of it was written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Suspicion {
    /// The file is shorter or longer than the manifest says.
    #[error("the file has {found} bytes, and its manifest says {said}: it was cut off or changed")]
    Length {
        /// The number in the manifest.
        said: u64,
        /// The number that was found.
        found: u64,
    },
    /// The bytes are others than the manifest says.
    #[error("the file is not the one that its manifest is about: the checksum differs")]
    Checksum,
    /// The file has more or fewer rows than the manifest says.
    #[error("the file has {found} rows, and its manifest says {said}")]
    RowCount {
        /// The number in the manifest.
        said: u64,
        /// The number that was found.
        found: u64,
    },
    /// The file has no rows.
    #[error("the file has no rows")]
    Empty,
    /// The heading has other columns.
    #[error("the heading does not have the columns of this format, in their order")]
    Heading,
    /// A line is not a row.
    #[error("line {line} is not a row of this table")]
    Row {
        /// The line of the file, from 1.
        line: u64,
    },
    /// A line stands in the wrong place, or twice.
    #[error("line {line} does not come after the line above it, by purchase order and line")]
    Order {
        /// The line of the file, from 1.
        line: u64,
    },
    /// The snapshot was taken before the one that was imported last.
    #[error("the snapshot is older than the one that was imported last")]
    Older,
    /// Many rows are gone.
    #[error("{gone} of {before} lines are gone since the last snapshot")]
    LinesGone {
        /// The lines that are gone.
        gone: u64,
        /// The lines that were there.
        before: u64,
    },
    /// Many people are gone.
    #[error("{gone} of {before} people are gone since the last snapshot")]
    PeopleGone {
        /// The people who are gone.
        gone: u64,
        /// The people who were there.
        before: u64,
    },
}

/// The reason why a snapshot was not looked through.
#[derive(Debug, thiserror::Error)]
pub enum NotSurveyed {
    /// The snapshot has to be looked at by two people.
    #[error(transparent)]
    Suspicious(#[from] Suspicion),
    /// The snapshot could not be fetched: the same may work later.
    #[error("the snapshot could not be fetched")]
    Fetch(#[source] io::Error),
    /// The marks of the last snapshot cannot be read.
    #[error(transparent)]
    Marks(#[from] UnreadableMarks),
}

impl From<UnreadableTable> for NotSurveyed {
    fn from(fault: UnreadableTable) -> Self {
        match fault {
            UnreadableTable::Fetch(fault) => Self::Fetch(io::Error::other(fault)),
            UnreadableTable::Heading => Suspicion::Heading.into(),
            UnreadableTable::Row { line } => Suspicion::Row { line }.into(),
            UnreadableTable::Order { line } => Suspicion::Order { line }.into(),
        }
    }
}
