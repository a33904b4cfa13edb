//! `POST /day-services/{supplier}/{week}/rows`: takes what a provider's own
//! system sends, a table or a JSON document, and answers with the result of each
//! row. With `dry-run=yes` nothing is written.

use app::register_upload::{RowOutcome, UploadedRow, take_rows, try_rows, uploaded_rows};
use app::registers::OpenedRegister;
use attendance::symbol::Symbol;
use axum::body::{Bytes, to_bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use web::http::json::Json;
use web::http::problem::Problem;
use web::register_commands::{CommandsDocument, LOCKED};
use web::register_form::RegisterAt;
use web::who::{Provider, Staff};
use web::{Failure, MOST_BYTES};

use crate::words::conflict_words;
use crate::{AppState, AutosavePorts};

/// The part of the address after the question mark.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RowsAsked {
    #[serde(rename = "dry-run", default)]
    dry_run: Option<DryRunAsked>,
}

/// Whether only the results are asked for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
enum DryRunAsked {
    Yes,
    No,
}

/// What was sent.
pub(crate) enum RowsSent {
    /// A table.
    Table(Bytes),
    /// A document of commands.
    Document(CommandsDocument),
}

impl<S: Send + Sync> FromRequest<S> for RowsSent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("text/csv") {
            let Json(document) = Json::from_request(request, state).await?;
            return Ok(Self::Document(document));
        }
        let body = to_bytes(request.into_body(), MOST_BYTES).await;
        body.map(Self::Table).map_err(|_| {
            let detail = "The table is longer than 256 KiB.";
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
        })
    }
}

impl RowsSent {
    fn rows(self, opened: &OpenedRegister) -> Result<Vec<UploadedRow>, Problem> {
        match self {
            Self::Table(file) => uploaded_rows(&file, opened).map_err(|unreadable| {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, unreadable.to_string())
            }),
            Self::Document(document) => {
                let commands = document.read()?.into_iter().zip(1..);
                let rows = commands.map(|(command, row)| UploadedRow {
                    row,
                    read_as: None,
                    asks: Ok(Some(command)),
                });
                Ok(rows.collect())
            }
        }
    }
}

/// The results of the rows.
#[derive(Debug, Serialize)]
struct RowResults {
    dry_run: bool,
    rows: Vec<RowResult>,
}

/// What became of a row, or would become of it.
#[derive(Debug, Serialize)]
struct RowResult {
    row: u64,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol: Option<Symbol>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    /// The purchase order and line that were meant, where zeros were lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_as: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<String>,
}

pub(crate) async fn take<P: AutosavePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
    asked: Result<Query<RowsAsked>, QueryRejection>,
    sent: Result<RowsSent, Problem>,
) -> Result<Response, Failure> {
    let granted = state.granted(&staff, &key).await?;
    let Ok(Query(asked)) = asked else {
        let detail = "The address may end in ?dry-run=yes or ?dry-run=no.";
        return Ok(Problem::new(StatusCode::BAD_REQUEST, detail).into_response());
    };
    let opened = state.opened(&granted, &key).await?;
    let opened = opened.ok_or(Failure::NOT_FOUND)?;
    let rows = match sent.and_then(|sent| sent.rows(&opened)) {
        Ok(rows) => rows,
        Err(problem) => return Ok(problem.into_response()),
    };
    let (store, by) = (state.ports.store(), state.uploaded_by(&staff));
    let dry_run = asked.dry_run == Some(DryRunAsked::Yes);
    let outcomes = match dry_run {
        true => try_rows(&rows, &opened, &by),
        false => {
            let (of, shown) = (granted.supplier(), granted.shown());
            take_rows(store, of, &opened, (&rows, &shown), &by).await?
        }
    };
    let rows = rows.iter().zip(outcomes);
    let rows = rows
        .map(|(row, outcome)| RowResult::of(row, outcome))
        .collect();
    Ok(axum::Json(RowResults { dry_run, rows }).into_response())
}

impl RowResult {
    fn of(row: &UploadedRow, outcome: RowOutcome) -> Self {
        let command = row.asks.as_ref().ok().and_then(Option::as_ref);
        let cell = command.map(|command| &command.cell);
        let (name, version, reasons) = match outcome {
            RowOutcome::Taken(version) => ("taken", version, Vec::new()),
            RowOutcome::Unchanged => ("unchanged", None, Vec::new()),
            RowOutcome::Locked => ("locked", None, vec![LOCKED.to_owned()]),
            RowOutcome::Refused(reasons) => ("refused", None, reasons),
            RowOutcome::Conflict(stands) => {
                let words = command.map(|command| {
                    conflict_words(command.cell.symbol, &stands.mark, &command.mark)
                });
                (
                    "conflict",
                    Some(stands.version),
                    words.into_iter().collect(),
                )
            }
        };
        Self {
            row: row.row,
            outcome: name,
            line: cell.map(|cell| cell.line.to_string()),
            day: cell.map(|cell| cell.day),
            symbol: cell.map(|cell| cell.symbol),
            version,
            read_as: row.read_as.as_ref().map(ToString::to_string),
            reasons,
        }
    }
}
