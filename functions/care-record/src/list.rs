//! The records that whoever is signed in may see.

use app::holder_access;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::forms::staff_case::CaseTeamReader as _;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, page};

use crate::{AppState, CareRecordPorts, address};

#[derive(Template)]
#[template(path = "list.html")]
struct List {
    frame: PageFrame,
    /// The address of each record, and the name of whom it is about.
    records: Vec<(String, String)>,
}

pub(crate) async fn show<P: CareRecordPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Failure> {
    let (account, now) = (citizen.account(), state.site.now());
    let accesses = holder_access::records_of(state.ports.store(), account, now).await?;
    let people: Vec<_> = accesses.into_iter().map(|access| access.person).collect();
    let mut names = state.ports.store().case_names(&people).await?;
    let records = people
        .iter()
        .filter_map(|person| Some((address(person), names.remove(person)?)));
    let view = List {
        frame: citizen.page("Care records").back("/account"),
        records: records.collect(),
    };
    Ok(page(StatusCode::OK, &view))
}
