//! The privacy notice.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::records::retention_schedule::{RecordClass, Retention, ScheduleRow};
use web::PageFrame;
use web::who::ShownSite;

use crate::{Portal, PortalStore};

#[derive(Template)]
#[template(path = "privacy.html")]
struct Privacy {
    frame: PageFrame,
    /// The classes of record that are about citizens.
    rows: Vec<ScheduleRow>,
    /// The time for which this council keeps each class of record.
    retention: Retention,
}

/// Shows the notice.
pub(crate) async fn show<S: PortalStore>(
    State(portal): State<Portal<S>>,
    ShownSite(site): ShownSite,
) -> Response {
    let view = Privacy {
        frame: site.page("Privacy notice"),
        rows: RecordClass::of_citizens().map(RecordClass::row).collect(),
        retention: portal.retention,
    };
    web::page(StatusCode::OK, &view)
}
