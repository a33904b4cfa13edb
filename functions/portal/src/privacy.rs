//! The privacy notice.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::records::retention_schedule::{RecordClass, Retention, ScheduleRow};
use web::{PageFrame, RouteTable, SiteContext};

#[derive(Template)]
#[template(path = "privacy.html")]
struct Privacy {
    frame: PageFrame,
    /// The classes of record that are about citizens.
    rows: Vec<ScheduleRow>,
    /// The time for which this council keeps each class of record.
    retention: Retention,
}

pub(crate) fn router(site: SiteContext, retention: Retention) -> RouteTable {
    RouteTable::new()
        .get("/privacy", show)
        .with_state((site, retention))
}

async fn show(State((site, retention)): State<(SiteContext, Retention)>) -> Response {
    let view = Privacy {
        frame: site.page("Privacy notice"),
        rows: RecordClass::of_citizens().map(RecordClass::row).collect(),
        retention,
    };
    web::page(StatusCode::OK, &view)
}
