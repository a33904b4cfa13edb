//! What makes a snapshot suspicious, so that it is put aside until two finance
//! staff have looked at it; and why one could not be looked through.

use std::io;

use jiff::Timestamp;

use super::manifest::{Manifest, ManifestEntry};
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
    /// The manifest is about a file that is too long to be taken in.
    #[error("the file has {said} bytes, and at most {most} can be taken in")]
    TooLong {
        /// The number in the manifest.
        said: u64,
        /// The most.
        most: u64,
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
    /// A line of records stands in the wrong place, or twice.
    #[error("line {line} does not come after the line above it, by the person’s number")]
    RecordOrder {
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

/// The limits of change from one snapshot to the next: beyond them, two people
/// have to look at the snapshot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MassChangeGuard {
    /// The most lines that may be gone, in hundredths of those that were there.
    pub lines_gone: u8,
    /// The most people that may be gone, in hundredths of those that were there.
    pub people_gone: u8,
    /// The number that may always be gone, however few were there.
    pub always: u64,
}

/// Tells whether a snapshot comes after the one that was imported last: the
/// same one again is nothing to do.
///
/// ```
/// use exchange::provisions::manifest::{Manifest, ManifestEntry};
/// use exchange::provisions::suspicion::{Suspicion, is_new};
///
/// let entry = ManifestEntry { rows: 1, bytes: 1, sha256: String::new() };
/// let manifest = Manifest {
///     taken_at: "2026-11-29T22:00:00Z".parse()?,
///     provisions: entry.clone(),
///     terms: entry,
/// };
/// assert_eq!(is_new(&manifest, None), Ok(true));
/// assert_eq!(is_new(&manifest, Some("2026-11-29T22:00:00Z".parse()?)), Ok(false));
/// assert_eq!(is_new(&manifest, Some("2026-11-30T22:00:00Z".parse()?)), Err(Suspicion::Older));
/// # Ok::<(), jiff::Error>(())
/// ```
///
/// # Errors
/// Returns [`Suspicion::Older`] for an older one.
pub fn is_new(manifest: &Manifest, imported: Option<Timestamp>) -> Result<bool, Suspicion> {
    match imported {
        Some(last) if manifest.taken_at < last => Err(Suspicion::Older),
        Some(last) => Ok(manifest.taken_at > last),
        None => Ok(true),
    }
}

impl Suspicion {
    /// Compares the length and the checksum of a file with what its manifest
    /// says.
    pub(crate) fn check_bytes(said: &ManifestEntry, found: u64, sha256: &str) -> Result<(), Self> {
        if found != said.bytes {
            let said = said.bytes;
            return Err(Self::Length { said, found });
        }
        match sha256 == said.sha256 {
            true => Ok(()),
            false => Err(Self::Checksum),
        }
    }

    /// Compares the number of rows with what the manifest says.
    pub(crate) const fn check_rows(said: &ManifestEntry, found: u64) -> Result<(), Self> {
        if found == 0 {
            return Err(Self::Empty);
        }
        if found != said.rows {
            let said = said.rows;
            return Err(Self::RowCount { said, found });
        }
        Ok(())
    }
}

impl MassChangeGuard {
    /// Judges how many of the people who were there are gone.
    pub(crate) const fn check_people(&self, gone: u64, before: u64) -> Result<(), Suspicion> {
        match self.lets_pass(gone, before, self.people_gone) {
            true => Ok(()),
            false => Err(Suspicion::PeopleGone { gone, before }),
        }
    }

    /// Judges how many of the lines that were there are gone.
    pub(super) const fn check_lines(&self, gone: u64, before: u64) -> Result<(), Suspicion> {
        match self.lets_pass(gone, before, self.lines_gone) {
            true => Ok(()),
            false => Err(Suspicion::LinesGone { gone, before }),
        }
    }

    const fn lets_pass(&self, gone: u64, before: u64, hundredths: u8) -> bool {
        gone <= self.always || gone.saturating_mul(100) <= before.saturating_mul(hundredths as u64)
    }
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
