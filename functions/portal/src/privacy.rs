//! The privacy notice.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::retention_period::Retention;
use domain::retention_schedule::{RecordClass, ScheduleRow};
use web::{PageFrame, Portal, RouteTable};

#[derive(Template)]
#[template(path = "privacy.html")]
struct Privacy {
    frame: PageFrame,
    /// The classes of record that are about citizens.
    rows: Vec<ScheduleRow>,
    /// The time for which this council keeps each class of record.
    retention: Retention,
}

pub(crate) fn router(portal: Portal, retention: Retention) -> RouteTable {
    RouteTable::new()
        .get("/privacy", show)
        .with_state((portal, retention))
}

async fn show(State((portal, retention)): State<(Portal, Retention)>) -> Response {
    let view = Privacy {
        frame: portal.page("Privacy notice"),
        rows: RecordClass::of_citizens().map(RecordClass::row).collect(),
        retention,
    };
    web::page(StatusCode::OK, &view)
}
