//! Reading `provisions.csv` row by row: RFC 4180 in UTF-8, a heading, and rows
//! in the order of their keys.

use std::io::Read;

use super::row_mark::{RowKey, RowMark};
use crate::incoming::without_mark;

/// The reason why a table cannot be read further. What is wrong with one row's
/// values is a [`RowFault`](super::row_fault::RowFault) instead, and stops
/// nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnreadableTable {
    /// The bytes could not be fetched.
    #[error("the table could not be fetched")]
    Fetch(#[source] csv::Error),
    /// The heading has other columns, or columns in another order.
    #[error("the heading does not have the columns of this format, in their order")]
    Heading,
    /// A row has more or fewer fields than the heading, or is not UTF-8.
    #[error("line {line} is not a row of this table")]
    Row {
        /// The line of the file, from 1.
        line: u64,
    },
    /// A row stands before the one above it, or has its key.
    #[error("line {line} does not come after the line above it, by purchase order and line")]
    Order {
        /// The line of the file, from 1.
        line: u64,
    },
}

/// The rows of `provisions.csv`, one after the other.
#[derive(Debug)]
pub(crate) struct ProvisionTable<R> {
    from: csv::Reader<R>,
    record: csv::ByteRecord,
    last: Option<RowKey>,
}

impl<R: Read> ProvisionTable<R> {
    /// Reads the heading. A line ends at the line feed, so that lines are
    /// counted right; the carriage return before one is white space around the
    /// last field, which is left out.
    ///
    /// # Errors
    /// Returns [`UnreadableTable`] where the heading is another.
    pub(crate) fn open(from: R) -> Result<Self, UnreadableTable> {
        let mut from = csv::ReaderBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(from);
        let heading = from.byte_headers().map_err(fault)?;
        let right = super::columns();
        let same = heading.len() == right.len()
            && heading
                .iter()
                .zip(&right)
                .all(|(found, name)| without_mark(found).trim_ascii() == name.as_bytes());
        if !same {
            return Err(UnreadableTable::Heading);
        }
        Ok(Self {
            from,
            record: csv::ByteRecord::new(),
            last: None,
        })
    }

    /// Reads the next row: the line where it stands and its mark. The fields
    /// are then in [`ProvisionTable::record`].
    ///
    /// # Errors
    /// Returns [`UnreadableTable`] where no row can be read or the row is out of
    /// order.
    pub(crate) fn next_row(&mut self) -> Result<Option<(u64, RowMark)>, UnreadableTable> {
        if !self
            .from
            .read_byte_record(&mut self.record)
            .map_err(fault)?
        {
            return Ok(None);
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        let mark = RowMark::of(&self.record).ok_or(UnreadableTable::Row { line })?;
        if self.last.as_ref().is_some_and(|last| *last >= mark.key) {
            return Err(UnreadableTable::Order { line });
        }
        self.last = Some(mark.key.clone());
        Ok(Some((line, mark)))
    }

    /// Returns the fields of the row that was read last.
    #[must_use]
    pub(crate) fn record(&self) -> &csv::ByteRecord {
        &self.record
    }
}

fn fault(fault: csv::Error) -> UnreadableTable {
    match fault.kind() {
        csv::ErrorKind::Io(_) => UnreadableTable::Fetch(fault),
        _ => UnreadableTable::Row {
            line: fault.position().map_or(0, csv::Position::line),
        },
    }
}
