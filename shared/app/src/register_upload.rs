//! Taking a register that was edited elsewhere: a table or a document with a
//! result for each of its rows, and what it would change before it does.

use attendance::cell::{CellRecord, RecordedBy};
use attendance::command::CellCommand;
use attendance::kept_register::CellKept;
use attendance::provision::LineKey;
use attendance::register::{ChangeRefused, RegisterAction};
use attendance::restricted::ShownPeople;
use attendance::supplier::Supplier;
use domain::fault::StoreFault;
use domain::values::london::date_in_london;
use exchange::register_sheet::decoding::UnreadableSheet;
use exchange::register_sheet::edits::{SheetRow, read};

use crate::attendance_marks::MarkKeeper;
use crate::registers::{OpenedRegister, RegisterOpener, record_in_week};

/// A row of a table or of a document that was sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UploadedRow {
    /// The line of the file, or the place in the document, from 1.
    pub row: u64,
    /// The purchase order that was meant, where its zeros were lost on the way.
    pub read_as: Option<LineKey>,
    /// The change that the row asks for; none where it says what the register
    /// says; or everything that is wrong with it.
    pub asks: Result<Option<CellCommand>, Vec<String>>,
}

/// The outcome of a row. Before anything is written it is what would become of
/// the row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RowOutcome {
    /// The register says what the row says. Holds the version of the cell, once
    /// it is written.
    Taken(Option<u32>),
    /// The register said so before.
    Unchanged,
    /// Somebody changed the cell after the row was made. Holds what stands.
    Conflict(CellRecord),
    /// The register is submitted.
    Locked,
    /// The row cannot be taken, for these reasons.
    Refused(Vec<String>),
}

/// Reads a table of a register as somebody sees it: `opened` holds no line that
/// they may not see. Nothing is changed.
///
/// # Errors
/// [`UnreadableSheet`] where no row can be read.
pub fn uploaded_rows(
    file: &[u8],
    opened: &OpenedRegister,
) -> Result<Vec<UploadedRow>, UnreadableSheet> {
    let rows = read(file, &opened.kept.register(), &opened.book, true)?;
    Ok(rows.into_iter().map(uploaded).collect())
}

fn uploaded(row: SheetRow) -> UploadedRow {
    let read_as = row.edit.as_ref().ok().and_then(|edit| edit.read_as.clone());
    let asks = match row.edit {
        Ok(edit) => Ok(edit
            .mark
            .map(|mark| CellCommand::of_content(edit.cell, mark, edit.seen))),
        Err(problems) => Err(problems.iter().map(ToString::to_string).collect()),
    };
    UploadedRow {
        row: row.line,
        read_as,
        asks,
    }
}

/// Says what would become of each row if they were taken now. Nothing is
/// written.
#[must_use]
pub fn try_rows(rows: &[UploadedRow], opened: &OpenedRegister, by: &RecordedBy) -> Vec<RowOutcome> {
    let mut register = opened.kept.register();
    let (week, today) = (opened.kept.key.week, date_in_london(by.at));
    let is_open = opened.can_change(by.at);
    let outcomes = rows.iter().map(|row| match &row.asks {
        Err(wrong) => RowOutcome::Refused(wrong.clone()),
        Ok(None) => RowOutcome::Unchanged,
        Ok(Some(_)) if !is_open => RowOutcome::Locked,
        Ok(Some(command)) => {
            let action = RegisterAction::Record {
                cell: command.cell.clone(),
                mark: command.mark.clone(),
                seen: command.seen,
            };
            let checked = command.check(week, today);
            let tried = checked.and_then(|()| register.apply(&action, by, &opened.book));
            match tried {
                Ok(changed) if changed.cells.is_empty() => RowOutcome::Unchanged,
                Ok(_) => RowOutcome::Taken(None),
                Err(refused) => not_taken(refused),
            }
        }
    });
    outcomes.collect()
}

fn not_taken(refused: ChangeRefused) -> RowOutcome {
    match refused {
        ChangeRefused::Conflict(conflict) => RowOutcome::Conflict(conflict.stands),
        other => RowOutcome::Refused(vec![other.to_string()]),
    }
}

/// Takes every row that can be taken, each in one write of its own, and says
/// what became of each, in their order. A row that comes again changes nothing.
///
/// # Errors
/// When the store does not answer. Rows that were written before stay so.
pub async fn take_rows(
    store: &(impl MarkKeeper + RegisterOpener),
    supplier: &Supplier,
    opened: &OpenedRegister,
    (rows, shown): (&[UploadedRow], &ShownPeople),
    by: &RecordedBy,
) -> Result<Vec<RowOutcome>, StoreFault> {
    let mut outcomes = try_rows(rows, opened, by);
    let (mut places, mut commands) = (Vec::new(), Vec::new());
    for (place, (row, outcome)) in rows.iter().zip(&outcomes).enumerate() {
        if let (Ok(Some(command)), RowOutcome::Taken(_)) = (&row.asks, outcome) {
            places.push(place);
            commands.push(command.clone());
        }
    }
    let key = &opened.kept.key;
    let kept = record_in_week(store, supplier, key, (&commands, shown), by).await?;
    for (place, (_, kept)) in places.into_iter().zip(kept) {
        if let Some(outcome) = outcomes.get_mut(place) {
            *outcome = match kept {
                CellKept::Kept(version) => RowOutcome::Taken(Some(version)),
                CellKept::Conflict(stands) => RowOutcome::Conflict(stands),
                CellKept::Locked => RowOutcome::Locked,
                CellKept::Refused(refused) => not_taken(refused),
            };
        }
    }
    Ok(outcomes)
}
