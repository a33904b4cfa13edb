//! `POST /day-services/{supplier}/{week}/cells`: marks cells, each in one
//! write, and says what became of each.

use std::collections::{BTreeMap, BTreeSet};

use app::providers::granted_supplier;
use app::registers::record_in_week;
use attendance::cell::{RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{CellKept, RegisterKey, RegisterReader};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::fault::StoreFault;
use web::Failure;
use web::http::json::Json;
use web::http::problem::Problem;
use web::register_commands::{CommandOutcomes, CommandsDocument};
use web::register_form::{ACCOUNT_HEADER, RegisterAt, is_of_another};
use web::who::{Provider, Staff};

use crate::words::late_edit;
use crate::{AppState, AutosavePorts};

pub(crate) async fn record_cells<P: AutosavePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
    headers: HeaderMap,
    document: Result<Json<CommandsDocument>, Problem>,
) -> Result<Response, Failure> {
    let (store, user) = (state.ports.store(), &staff.staff_user().id);
    let drawn_for = headers.get(ACCOUNT_HEADER);
    let drawn_for = drawn_for.and_then(|account| account.to_str().ok());
    if is_of_another(drawn_for.unwrap_or_default(), user) {
        return Err(Failure::STAFF_SIGNED_OUT);
    }
    let granted = granted_supplier(store, user, &key.supplier).await?;
    let granted = granted.ok_or(Failure::NOT_FOUND)?;
    let commands = match document.and_then(|Json(document)| document.read()) {
        Ok(commands) => commands,
        Err(problem) => return Ok(problem.into_response()),
    };
    let by = RecordedBy {
        user: user.0.clone(),
        at: state.site.now(),
        via: RecordedVia::Page,
    };
    let (supplier, shown) = (granted.supplier(), granted.shown());
    let outcomes = record_in_week(store, supplier, &key, (&commands, &shown), &by).await?;
    let late = late_edits(store, &key, &commands, &outcomes).await?;
    Ok(axum::Json(CommandOutcomes::of(outcomes, &user.0, late)).into_response())
}

/// Says in words what each command asked for that came after the register was
/// submitted. The register is read only if there is one.
async fn late_edits(
    store: &impl RegisterReader,
    key: &RegisterKey,
    commands: &[CellCommand],
    outcomes: &[(CommandId, CellKept)],
) -> Result<BTreeMap<CommandId, String>, StoreFault> {
    let late: BTreeSet<_> = outcomes
        .iter()
        .filter(|(_, outcome)| *outcome == CellKept::Locked)
        .map(|(id, _)| id)
        .collect();
    if late.is_empty() {
        return Ok(BTreeMap::new());
    }
    let kept = store.register(key).await?;
    let late = commands.iter().filter(|command| late.contains(&command.id));
    Ok(late
        .map(|command| (command.id.clone(), late_edit(kept.as_ref(), command)))
        .collect())
}
