//! The first page of the finance desk, with the work that waits.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::records::staff_queues::StaffQueues as _;
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, page};

use crate::{AppState, FinanceDeskPorts};

/// The address of the finance desk.
pub(crate) const DESK: &str = "/finance";

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: PageFrame,
    undelivered: usize,
    complaints: usize,
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let now = state.site.now();
    let undelivered = state.ports.store().undelivered(now).await?;
    let complaints = state.ports.store().all_complaints(now).await?;
    let open = complaints
        .iter()
        .filter(|one| one.acknowledged_at.is_none());
    let view = Home {
        frame: staff.page("Finance desk"),
        undelivered: undelivered.len(),
        complaints: open.count(),
    };
    Ok(page(StatusCode::OK, &view))
}
