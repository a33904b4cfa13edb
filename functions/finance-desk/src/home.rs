//! The first page of the finance desk, with the work that waits.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::records::staff_queues::StaffQueues as _;
use domain::values::list_page::BoundedCount;
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, page};

use crate::{AppState, FinanceDeskPorts};

/// The address of the finance desk.
pub(crate) const DESK: &str = "/finance";

/// The most items that are counted of a list.
pub(crate) const COUNTED: usize = 1_000;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: PageFrame,
    undelivered: String,
    complaints: String,
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let now = state.site.now();
    let store = state.ports.store();
    let undelivered = store.count_undelivered(COUNTED, now).await?;
    let complaints = store.count_open_complaints(COUNTED, now).await?;
    let view = Home {
        frame: staff.page("Finance desk"),
        undelivered: match undelivered {
            BoundedCount::Exactly(0) => "No email has come back".to_owned(),
            BoundedCount::Exactly(1) => "1 email has come back".to_owned(),
            more => format!("{} emails have come back", in_figures(more)),
        },
        complaints: match complaints {
            BoundedCount::Exactly(0) => {
                "No complaint about personal data to acknowledge".to_owned()
            }
            BoundedCount::Exactly(1) => "1 complaint about personal data to acknowledge".to_owned(),
            more => format!(
                "{} complaints about personal data to acknowledge",
                in_figures(more)
            ),
        },
    };
    Ok(page(StatusCode::OK, &view))
}

/// Returns a number in words that say when it was not counted to the end.
pub(crate) fn in_figures(count: BoundedCount) -> String {
    match count {
        BoundedCount::Exactly(count) => count.to_string(),
        BoundedCount::MoreThan(most) => format!("More than {}", with_comma(most)),
    }
}

fn with_comma(count: usize) -> String {
    match (count / 1_000, count % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}
