//! The desk: what wants doing, and where.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::member::InvitePeople;
use domain::notice::SendNotices;
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, page};

use crate::{Desk, Keep};

/// Where it is.
pub(crate) const DESK: &str = "/finance";

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: PageFrame,
    undelivered: usize,
    complaints: usize,
}

pub(crate) async fn show<S: Keep, I: InvitePeople, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let now = desk.portal.now();
    let undelivered = desk.store.undelivered(now).await?;
    let complaints = desk.store.all_complaints(now).await?;
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
