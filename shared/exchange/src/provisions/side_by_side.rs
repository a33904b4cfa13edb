//! Reading a snapshot and the marks of the last one side by side.

use std::cmp::Ordering;
use std::io::{BufRead, Read};

use super::row_mark::{Marks, RowMark};
use super::suspicion::NotSurveyed;
use super::table::ProvisionTable;

/// A key that is in this snapshot, in the last one, or in both.
pub(crate) enum RowSide {
    New {
        line: u64,
        mark: RowMark,
    },
    Both {
        line: u64,
        before: RowMark,
        mark: RowMark,
    },
    Gone(RowMark),
}

/// Two ordered lists that are read side by side.
pub(crate) struct SideBySide<R, B> {
    table: ProvisionTable<R>,
    marks: Marks<B>,
    row: Option<(u64, RowMark)>,
    mark: Option<RowMark>,
    begun: bool,
}

impl<R: Read, B: BufRead> SideBySide<R, B> {
    pub(crate) fn new(table: ProvisionTable<R>, marks: Marks<B>) -> Self {
        Self {
            table,
            marks,
            row: None,
            mark: None,
            begun: false,
        }
    }

    /// Takes the next key. The fields of a row are those of the table until the
    /// next step, so a row is read ahead only when it was taken.
    pub(crate) fn step(&mut self) -> Result<Option<RowSide>, NotSurveyed> {
        if !self.begun {
            self.begun = true;
            self.mark = self.marks.next().transpose()?;
        }
        if self.row.is_none() {
            self.row = self.table.next_row()?;
        }
        let order = match (&self.row, &self.mark) {
            (None, None) => return Ok(None),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((_, row)), Some(mark)) => row.key.cmp(&mark.key),
        };
        let row = self.row.take_if(|_| order.is_le());
        let before = self.mark.take_if(|_| order.is_ge());
        if before.is_some() {
            self.mark = self.marks.next().transpose()?;
        }
        Ok(match (row, before) {
            (Some((line, mark)), None) => Some(RowSide::New { line, mark }),
            (Some((line, mark)), Some(before)) => Some(RowSide::Both { line, before, mark }),
            (None, Some(before)) => Some(RowSide::Gone(before)),
            (None, None) => None,
        })
    }

    /// Returns the fields of the row that was taken last.
    pub(crate) fn record(&self) -> &csv::ByteRecord {
        self.table.record()
    }
}
