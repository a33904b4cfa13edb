//! The first page of the finance desk, with the work that waits.

use askama::Template;
use attendance::unregistered::UnregisteredDaysDesk as _;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::records::assessment_desk::{AssessmentDesk as _, AssessmentList};
use domain::records::staff_queues::StaffQueues as _;
use domain::values::list_page::BoundedCount;
use futures_util::future::try_join4;
use web::who::{Finance, Staff};
use web::{Failure, PageFrame, page};

use crate::assessments::to_work_on;
use crate::counts::{COUNTED, in_figures};
use crate::{AppState, FinanceDeskPorts};

/// The address of the finance desk.
pub(crate) const DESK: &str = "/finance";

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: PageFrame,
    assessments: String,
    undelivered: String,
    complaints: String,
    unregistered: String,
}

pub(crate) async fn show<P: FinanceDeskPorts>(
    State(state): State<AppState<P>>,
    staff: Staff<Finance>,
) -> Result<Response, Failure> {
    let now = state.site.now();
    let store = state.ports.store();
    let (assessments, undelivered, complaints, unregistered) = try_join4(
        store.count_assessments(AssessmentList::Open, COUNTED),
        store.count_undelivered(COUNTED, now),
        store.count_open_complaints(COUNTED, now),
        store.count_unregistered(COUNTED),
    )
    .await?;
    let view = Home {
        frame: staff.page("Finance desk"),
        assessments: to_work_on(assessments),
        undelivered: match undelivered {
            BoundedCount::Exactly(0) => "No email has come back".to_owned(),
            BoundedCount::Exactly(1) => "1 email has come back".to_owned(),
            more => format!("{} emails have come back", in_figures(more)),
        },
        complaints: complaints_to_acknowledge(complaints),
        unregistered: weeks_without_register(unregistered),
    };
    Ok(page(StatusCode::OK, &view))
}

fn complaints_to_acknowledge(count: BoundedCount) -> String {
    match count {
        BoundedCount::Exactly(0) => "No complaint about personal data to acknowledge".to_owned(),
        BoundedCount::Exactly(1) => "1 complaint about personal data to acknowledge".to_owned(),
        more => format!(
            "{} complaints about personal data to acknowledge",
            in_figures(more)
        ),
    }
}

/// Says how many weeks of lines are on the list, on the desk and above the list.
pub(crate) fn weeks_without_register(count: BoundedCount) -> String {
    match count {
        BoundedCount::Exactly(0) => "No commissioned day was missed by a register".to_owned(),
        BoundedCount::Exactly(1) => {
            "1 week of a person has days that were never on a register".to_owned()
        }
        more => format!(
            "{} weeks of people have days that were never on a register",
            in_figures(more)
        ),
    }
}
