//! The confirmation of an application, with everything that was in it.

use axum::extract::State;
use axum::response::Response;
use domain::access::session::SessionReader;
use domain::application::ApplicationReader;
use domain::values::london::date_in_london;
use domain::values::reference::Reference;
use journey::confirmation;
use web::who::CitizenRequest;
use web::{Failure, PathId, RouteTable, SiteContext};

use crate::{ReportContext, file, typeset};

#[derive(Clone, Debug)]
struct AppState<S> {
    site: SiteContext,
    store: S,
}

pub(crate) fn router<S: ApplicationReader + SessionReader>(
    site: SiteContext,
    store: S,
) -> RouteTable {
    RouteTable::new()
        .get("/apply/sent/{reference}/confirmation.pdf", confirmation)
        .with_state(AppState { site, store })
}

/// Sends the confirmation to the person who sent the application, and to nobody
/// else.
async fn confirmation<S: ApplicationReader + SessionReader>(
    State(state): State<AppState<S>>,
    visitor: CitizenRequest,
    reference: Result<PathId<Reference>, Failure>,
) -> Result<Response, Failure> {
    let signed_in = visitor.signed_in_to_read(&state.store, &state.site).await?;
    let PathId(reference) = reference?;
    let found = state
        .store
        .read_application(signed_in.account(), &reference)
        .await?;
    let (application, progress) = found.ok_or(Failure::NOT_FOUND)?;
    let council = state.site.council();
    let report = confirmation::whole(&application, progress, council);
    let context = ReportContext {
        council,
        // The date is the day of sending, so the file is the same whenever
        // somebody asks for it.
        date: date_in_london(application.submitted_at),
        public_address: state.site.public_address(),
    };
    let pdf = typeset(&report, context).map_err(Failure::broken)?;
    Ok(file(&format!("application-{}", reference.plain()), pdf))
}
