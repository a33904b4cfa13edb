//! `POST /day-services/{supplier}/{week}/cells`: marks cells, each in one
//! write, and says what became of each.

use app::providers::granted_supplier;
use app::registers::record_in_week;
use attendance::cell::{RecordedBy, RecordedVia};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use web::Failure;
use web::http::json::Json;
use web::http::problem::Problem;
use web::register_commands::{CommandOutcomes, CommandsDocument};
use web::register_form::RegisterAt;
use web::who::{Provider, Staff};

use crate::{AppState, AutosavePorts};

pub(crate) async fn record_cells<P: AutosavePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Provider>,
    RegisterAt(key): RegisterAt,
    document: Result<Json<CommandsDocument>, Problem>,
) -> Result<Response, Failure> {
    let (store, user) = (state.ports.store(), &staff.staff_user().id);
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
    let supplier = granted.supplier();
    let outcomes = record_in_week(store, supplier, &key, &commands, &by).await?;
    Ok(axum::Json(CommandOutcomes::of(outcomes, &user.0)).into_response())
}
