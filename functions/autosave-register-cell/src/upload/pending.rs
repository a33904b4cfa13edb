//! What the page carries from the check to the confirmation: each change with the
//! version that was checked, so that nothing is taken that was not shown, and a
//! change of somebody else meanwhile is found.

use app::register_upload::{RowOutcome, UploadedRow};
use attendance::absence::AbsenceReason;
use attendance::cell::{Cell, Mark, MarkAccount};
use attendance::command::CellCommand;
use attendance::provision::LineKey;
use attendance::quantity::Quantity;
use attendance::symbol::Symbol;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most bytes of the text: a request has 256 KiB.
pub(super) const LONGEST: usize = 240_000;
/// The most rows that were not taken and are shown once more at the end.
const MOST_REFUSED: usize = 200;

/// The rows that are confirmed, and those that were refused before.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PendingRows {
    rows: Vec<PendingRow>,
    refused: Vec<(u64, Vec<String>)>,
}

/// A change: the row, the purchase order and its line, the day, the symbol, the
/// version, then what was received and what is said of it.
#[derive(Debug, Deserialize, Serialize)]
struct PendingRow(
    u64,
    String,
    String,
    Date,
    Symbol,
    u32,
    Option<u32>,
    Option<AbsenceReason>,
    Option<Timestamp>,
    Option<String>,
    Option<String>,
);

impl PendingRows {
    /// Takes the rows that would be taken, and the first of those that would not.
    pub(super) fn of(rows: &[UploadedRow], outcomes: &[RowOutcome]) -> Self {
        let mut pending = Self::default();
        for (row, outcome) in rows.iter().zip(outcomes) {
            match (&row.asks, outcome) {
                (Ok(Some(command)), RowOutcome::Taken(_)) => {
                    pending.rows.push(PendingRow::of(row.row, command));
                }
                (Err(wrong), _) if pending.refused.len() < MOST_REFUSED => {
                    pending.refused.push((row.row, wrong.clone()));
                }
                (Ok(Some(_)), RowOutcome::Refused(wrong))
                    if pending.refused.len() < MOST_REFUSED =>
                {
                    pending.refused.push((row.row, wrong.clone()));
                }
                _ => {}
            }
        }
        pending
    }

    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`PendingRows::text`] wrote, as rows in the order of the file;
    /// none if it is something else.
    pub(super) fn read(text: &[u8]) -> Option<Vec<UploadedRow>> {
        let pending: Self = serde_json::from_slice(text).ok()?;
        let refused = pending.refused.into_iter().map(|(row, wrong)| UploadedRow {
            row,
            read_as: None,
            asks: Err(wrong),
        });
        let mut rows: Vec<_> = refused.collect();
        for row in pending.rows {
            rows.push(row.read()?);
        }
        rows.sort_by_key(|row| row.row);
        Some(rows)
    }
}

impl PendingRow {
    fn of(row: u64, command: &CellCommand) -> Self {
        let (received, account) = match &command.mark {
            Mark::AsPlanned => (None, MarkAccount::default()),
            Mark::Received { quantity, account } => (Some(quantity.0), account.clone()),
        };
        let Cell { line, day, symbol } = &command.cell;
        Self(
            row,
            line.order.to_string(),
            line.line.to_string(),
            *day,
            *symbol,
            command.seen,
            received,
            account.chosen,
            account.notice_given,
            account.overruled_because,
            account.comment,
        )
    }

    fn read(self) -> Option<UploadedRow> {
        let Self(
            row,
            order,
            line,
            day,
            symbol,
            seen,
            received,
            chosen,
            notice_given,
            because,
            comment,
        ) = self;
        let mark = received.map_or(Mark::AsPlanned, |quantity| Mark::Received {
            quantity: Quantity(quantity),
            account: MarkAccount {
                chosen,
                notice_given,
                overruled_because: because,
                comment,
            },
        });
        let line = LineKey::parse(&order, &line).ok()?;
        let cell = Cell { line, day, symbol };
        Some(UploadedRow {
            row,
            read_as: None,
            asks: Ok(Some(CellCommand::of_content(cell, mark, seen))),
        })
    }
}
