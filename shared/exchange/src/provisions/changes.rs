//! Comparing a snapshot with the last one, row by row.

use std::io::{BufRead, Read};

use super::provision_row::ProvisionRow;
use super::row_fault::RefusedRow;
use super::row_mark::{Marks, RowMark};
use super::side_by_side::{RowSide, SideBySide};
use super::suspicion::NotSurveyed;
use super::table::ProvisionTable;

/// What a row of this snapshot says against the last one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ProvisionChange {
    /// The row says what it said.
    Same(RowMark),
    /// The last snapshot did not have the row.
    New(RowMark, Box<ProvisionRow>),
    /// The row says something else. It may be of another supplier now.
    Changed {
        /// What the last snapshot had.
        before: RowMark,
        /// What this one has.
        mark: RowMark,
        /// The row.
        row: Box<ProvisionRow>,
    },
    /// The snapshot does not have the row any more: the service has ended.
    Gone(RowMark),
    /// The row cannot be read. What the last snapshot said of its key, if
    /// anything, stays as it was: a mistake ends no service.
    Refused(Option<RowMark>, RefusedRow),
}

impl ProvisionChange {
    /// Returns the mark to keep of the row until the next snapshot: none for a
    /// row that is gone or was refused, which is looked at again.
    ///
    /// The mark of a refused row that was there before is kept, so that the row
    /// is not taken for gone.
    ///
    /// ```
    /// use exchange::provisions::changes::ProvisionChange;
    /// use exchange::provisions::row_mark::{RowKey, RowMark};
    ///
    /// let mark = RowMark {
    ///     key: RowKey::new("0004512", "1"),
    ///     supplier: "S12".to_owned(),
    ///     restricted: false,
    ///     person: 7,
    ///     content: 9,
    /// };
    /// assert_eq!(ProvisionChange::Same(mark.clone()).to_keep(), Some(&mark));
    /// assert_eq!(ProvisionChange::Gone(mark).to_keep(), None);
    /// ```
    #[must_use]
    pub fn to_keep(&self) -> Option<&RowMark> {
        match self {
            Self::Same(mark) | Self::New(mark, _) | Self::Changed { mark, .. } => Some(mark),
            Self::Refused(before, _) => before.as_ref(),
            Self::Gone(_) => None,
        }
    }
}

/// The changes of a snapshot that [`survey`](super::survey::survey) has let
/// pass, in the order of their keys.
pub struct Changes<R, B> {
    sides: SideBySide<R, B>,
}

impl<R: Read, B: BufRead> Changes<R, B> {
    /// Compares `provisions.csv` with the marks of the last snapshot.
    ///
    /// ```
    /// use exchange::provisions::changes::{ProvisionChange, Changes};
    /// use exchange::provisions::columns;
    /// use exchange::provisions::row_mark::Marks;
    ///
    /// let row = "0004512,1,0098765,Doe,Ana,no,S12,Willow Grove,D1,Willow Grove,DC-high,\
    ///            2026-04-06,,1,,1,1";
    /// let file = format!("{}\r\n{row}{}\r\n", columns().join(","), ",".repeat(47));
    /// let mut changes = Changes::new(file.as_bytes(), Marks::new(&b""[..]))?;
    /// assert!(matches!(changes.next(), Some(Ok(ProvisionChange::New(..)))));
    /// assert!(changes.next().is_none());
    /// # Ok::<(), exchange::provisions::suspicion::NotSurveyed>(())
    /// ```
    ///
    /// # Errors
    /// Returns [`NotSurveyed`] where the file cannot be read.
    pub fn new(provisions: R, last: Marks<B>) -> Result<Self, NotSurveyed> {
        let table = ProvisionTable::open(provisions)?;
        Ok(Self {
            sides: SideBySide::new(table, last),
        })
    }

    fn change(&mut self) -> Result<Option<ProvisionChange>, NotSurveyed> {
        let (line, before, mark) = match self.sides.step()? {
            None => return Ok(None),
            Some(RowSide::Gone(before)) => return Ok(Some(ProvisionChange::Gone(before))),
            Some(RowSide::New { line, mark }) => (line, None, mark),
            Some(RowSide::Both { line, before, mark }) => (line, Some(before), mark),
        };
        if before
            .as_ref()
            .is_some_and(|before| before.content == mark.content)
        {
            return Ok(Some(ProvisionChange::Same(mark)));
        }
        Ok(Some(
            match (ProvisionRow::read(self.sides.record()), before) {
                (Err(faults), before) => {
                    ProvisionChange::Refused(before, RefusedRow { line, faults })
                }
                (Ok(row), Some(before)) => ProvisionChange::Changed {
                    before,
                    mark,
                    row: Box::new(row),
                },
                (Ok(row), None) => ProvisionChange::New(mark, Box::new(row)),
            },
        ))
    }
}

impl<R: Read, B: BufRead> Iterator for Changes<R, B> {
    type Item = Result<ProvisionChange, NotSurveyed>;

    fn next(&mut self) -> Option<Self::Item> {
        self.change().transpose()
    }
}
