//! `/day-services/{supplier}/{week}/upload`: takes the table of a register that
//! was edited in a spreadsheet. First it says what each row would change; what
//! somebody then confirms is taken, row by row.

mod pending;

use app::providers::{GrantedSupplier, granted_supplier};
use app::register_upload::{RowOutcome, UploadedRow, take_rows, try_rows, uploaded_rows};
use app::registers::{OpenedRegister, WeekOpened, open};
use askama::Template;
use attendance::cell::{Mark, RecordedBy, RecordedVia};
use attendance::kept_register::RegisterKey;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::values::calendar::in_words;
use web::govuk::ErrorMessage;
use web::http::parts::PostedParts;
use web::page::mistake::{FieldMistake, summary, wrong};
use web::register_form::{RegisterAt, register_address};
use web::who::{Provider, Staff};
use web::{Failure, PageFrame, StackedCell, StackedTable, page, see_other};

use crate::late::LateEdits;
use crate::words::{conflict_words, late_edit, mark_words, whose};
use crate::{AppState, AutosavePorts};
use pending::{LONGEST, PendingRows};

/// The parts of the form: the file, or what is confirmed.
pub(crate) const PARTS: &[&str] = &["file", "changes"];

#[derive(Template)]
#[template(path = "upload.html")]
struct Upload {
    frame: PageFrame,
    mistake: Option<ErrorMessage>,
    step: Step,
    /// What the rows came to, in one sentence.
    says: String,
    /// The rows that are taken or would be.
    taken: Option<StackedTable>,
    /// The rows that are not.
    refused: Option<StackedTable>,
    /// The rows that came after the register was submitted.
    late: Option<LateEdits>,
    /// What is posted when somebody confirms; empty if nothing can be.
    changes: String,
    register: String,
}

/// The step of an upload.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Step {
    /// A file is chosen.
    Choose,
    /// What it would change is shown.
    Check,
    /// What was confirmed is taken.
    Taken,
}

/// What is said of a file that changes more than one request can carry.
const TOO_MUCH: &str =
    "The selected file changes too much at once: send it in two parts, each with the first row";

pub(crate) async fn ask<P: AutosavePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
) -> Result<Response, Failure> {
    let granted = state.granted(&staff, &key).await?;
    let view = Upload::new(&staff, &granted, &key, &[]);
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn take<P: AutosavePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
    parts: Result<PostedParts, Failure>,
) -> Result<Response, Failure> {
    let granted = state.granted(&staff, &key).await?;
    let parts = parts?;
    let Some(opened) = state.opened(&granted, &key).await? else {
        return Ok(see_other(&register_address(&key)));
    };
    let by = state.uploaded_by(&staff);
    let view = Upload::new(&staff, &granted, &key, &[]);
    let changes = parts.one("changes");
    if changes.is_empty() {
        return Ok(match uploaded_rows(parts.one("file"), &opened) {
            Ok(rows) => state.checked(view, &opened, &rows, &by),
            Err(unreadable) => refused(&staff, &granted, &key, unreadable.to_string()),
        });
    }
    let rows = PendingRows::read(changes).ok_or(Failure::BAD_REQUEST)?;
    let store = state.ports.store();
    let outcomes = take_rows(
        store,
        granted.supplier(),
        &opened,
        (&rows, &granted.shown()),
        &by,
    )
    .await?;
    Ok(state.taken(view, &opened, &rows, &outcomes))
}

impl<P: AutosavePorts> AppState<P> {
    /// Finds the supplier of a register, if somebody may act for it.
    pub(crate) async fn granted(
        &self,
        staff: &Staff<Provider>,
        key: &RegisterKey,
    ) -> Result<GrantedSupplier, Failure> {
        let (store, user) = (self.ports.store(), &staff.staff_user().id);
        let granted = granted_supplier(store, user, &key.supplier).await?;
        granted.ok_or(Failure::NOT_FOUND)
    }

    /// Opens a register as somebody may see it; none where the week has none.
    pub(crate) async fn opened(
        &self,
        granted: &GrantedSupplier,
        key: &RegisterKey,
    ) -> Result<Option<OpenedRegister>, Failure> {
        let (store, now) = (self.ports.store(), self.site.now());
        Ok(
            match open(store, granted.supplier(), key.week, now).await? {
                WeekOpened::Register(opened) => Some(opened.seen_by(&granted.shown())),
                _ => None,
            },
        )
    }

    /// Says that somebody sends a file now.
    pub(crate) fn uploaded_by(&self, staff: &Staff<Provider>) -> RecordedBy {
        RecordedBy {
            user: staff.staff_user().id.0.clone(),
            at: self.site.now(),
            via: RecordedVia::Upload,
        }
    }

    /// Shows what a file would change.
    fn checked(
        &self,
        view: Upload,
        opened: &OpenedRegister,
        rows: &[UploadedRow],
        by: &RecordedBy,
    ) -> Response {
        let outcomes = try_rows(rows, opened, by);
        let taken = count(&outcomes, |of| matches!(of, RowOutcome::Taken(_)));
        let same = count(&outcomes, |of| matches!(of, RowOutcome::Unchanged));
        let pending = PendingRows::of(rows, &outcomes).text();
        let changes = if taken > 0 { pending } else { String::new() };
        if changes.len() > LONGEST {
            let mistakes = [FieldMistake::new("file", TOO_MUCH)];
            return page(StatusCode::UNPROCESSABLE_ENTITY, &view.wrong(&mistakes));
        }
        let says = format!(
            "The file has {}. {} different from the register, {} the same, and {} cannot be taken.",
            rows_words(rows.len()),
            taken,
            same,
            rows.len() - taken - same
        );
        let view = Upload {
            step: Step::Check,
            says,
            changes,
            late: self.late(opened, rows, &outcomes),
            ..view.with_rows(opened, rows, &outcomes, false)
        };
        page(StatusCode::OK, &view)
    }

    /// Shows what became of each row that was confirmed.
    fn taken(
        &self,
        view: Upload,
        opened: &OpenedRegister,
        rows: &[UploadedRow],
        outcomes: &[RowOutcome],
    ) -> Response {
        let is_saved = |of: &RowOutcome| matches!(of, RowOutcome::Taken(_) | RowOutcome::Unchanged);
        let view = Upload {
            step: Step::Taken,
            says: format!("{} saved", changes_words(count(outcomes, is_saved))),
            late: self.late(opened, rows, outcomes),
            ..view.with_rows(opened, rows, outcomes, true)
        };
        page(StatusCode::OK, &view)
    }

    /// Makes the button for the rows that came after the register was submitted.
    fn late(
        &self,
        opened: &OpenedRegister,
        rows: &[UploadedRow],
        outcomes: &[RowOutcome],
    ) -> Option<LateEdits> {
        let rows = rows.iter().zip(outcomes);
        let late = rows.filter_map(|(row, outcome)| match (&row.asks, outcome) {
            (Ok(Some(command)), RowOutcome::Locked) => Some(late_edit(Some(&opened.kept), command)),
            _ => None,
        });
        LateEdits::of(&self.site, &opened.kept.key, late.collect())
    }
}

fn refused(
    staff: &Staff<Provider>,
    granted: &GrantedSupplier,
    key: &RegisterKey,
    words: String,
) -> Response {
    let mistakes = [FieldMistake::new("file", words)];
    let view = Upload::new(staff, granted, key, &mistakes);
    page(StatusCode::UNPROCESSABLE_ENTITY, &view)
}

impl Upload {
    fn new(
        staff: &Staff<Provider>,
        granted: &GrantedSupplier,
        key: &RegisterKey,
        mistakes: &[FieldMistake],
    ) -> Self {
        let register = register_address(key);
        let title = format!(
            "{}: upload the register for the week ending {}",
            granted.supplier().name,
            in_words(key.week.ending())
        );
        let view = Self {
            frame: staff.page(title).back(register.clone()),
            mistake: None,
            step: Step::Choose,
            says: String::new(),
            taken: None,
            refused: None,
            late: None,
            changes: String::new(),
            register,
        };
        match mistakes.is_empty() {
            true => view,
            false => view.wrong(mistakes),
        }
    }

    fn wrong(self, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: self.frame.errors(summary(mistakes)),
            mistake: wrong(mistakes, "file"),
            ..self
        }
    }

    /// Puts the rows into the tables of the page, in the order of the file.
    fn with_rows(
        self,
        opened: &OpenedRegister,
        rows: &[UploadedRow],
        outcomes: &[RowOutcome],
        are_written: bool,
    ) -> Self {
        let (mut taken, mut refused) = (Vec::new(), Vec::new());
        for (row, outcome) in rows.iter().zip(outcomes) {
            let what = what_of(opened, row);
            let (table, becomes) = match outcome {
                RowOutcome::Taken(_) => (&mut taken, change_words(opened, row, are_written)),
                RowOutcome::Unchanged if are_written => {
                    (&mut taken, change_words(opened, row, are_written))
                }
                RowOutcome::Unchanged => continue,
                other => (&mut refused, refusal_words(row, other)),
            };
            let number = StackedCell::of(format!("Line {}", row.row));
            table.push(vec![
                number,
                StackedCell::of(what),
                StackedCell::of(becomes),
            ]);
        }
        let table = |caption: &'static str, last: &'static str, rows: Vec<_>| {
            (!rows.is_empty()).then(|| StackedTable {
                caption: caption.into(),
                columns: vec![
                    "Line of the file".into(),
                    "Whose, and when".into(),
                    last.into(),
                ],
                rows,
            })
        };
        let caption = if are_written {
            "Changes that are saved"
        } else {
            "Changes"
        };
        Self {
            taken: table(caption, "What changes", taken),
            refused: table("Rows that are not taken", "Why not", refused),
            ..self
        }
    }
}

/// Says whose cell a row is about; empty if that cannot be read.
fn what_of(opened: &OpenedRegister, row: &UploadedRow) -> String {
    let Ok(Some(command)) = &row.asks else {
        return "Not known".to_owned();
    };
    let whose = whose(opened, &command.cell);
    match &row.read_as {
        Some(line) => format!("{whose} (purchase order read as {line})"),
        None => whose,
    }
}

fn change_words(opened: &OpenedRegister, row: &UploadedRow, are_written: bool) -> String {
    let Ok(Some(command)) = &row.asks else {
        return String::new();
    };
    let (cell, mark) = (
        &command.cell,
        mark_words(command.cell.symbol, &command.mark),
    );
    if are_written {
        return format!("Saved: {mark}");
    }
    let line = opened.kept.lines.get(&cell.line);
    let record = line.and_then(|kept| kept.line.records.get(&(cell.day, cell.symbol)));
    let stands = record.map_or(Mark::AsPlanned, |record| record.mark.clone());
    format!("From “{}” to “{mark}”", mark_words(cell.symbol, &stands))
}

fn refusal_words(row: &UploadedRow, outcome: &RowOutcome) -> String {
    match outcome {
        RowOutcome::Refused(wrong) => wrong
            .iter()
            .map(|words| sentence(words))
            .collect::<Vec<_>>()
            .join(". "),
        RowOutcome::Locked => web::register_commands::LOCKED.to_owned(),
        RowOutcome::Conflict(stands) => {
            let command = row.asks.as_ref().ok().and_then(Option::as_ref);
            let words = command
                .map(|command| conflict_words(command.cell.symbol, &stands.mark, &command.mark));
            sentence(&words.unwrap_or_default())
        }
        RowOutcome::Taken(_) | RowOutcome::Unchanged => String::new(),
    }
}

/// Begins a text with a capital.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn count(outcomes: &[RowOutcome], is: impl Fn(&RowOutcome) -> bool) -> usize {
    outcomes.iter().filter(|outcome| is(outcome)).count()
}

fn rows_words(count: usize) -> String {
    match count {
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    }
}

fn changes_words(count: usize) -> String {
    match count {
        1 => "1 change".to_owned(),
        count => format!("{count} changes"),
    }
}
