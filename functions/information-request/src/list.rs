//! The questions to somebody who is signed in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::information_request::{
    InformationRequest, InformationRequestReader as _, InformationRequestState,
};
use domain::values::calendar::in_words;
use web::govuk::{Pagination, WarningText};
use web::http::list_query::ListQuery;
use web::page::left_out;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, StackedCell, StackedTable, page};

use crate::{AppState, InformationRequestPorts};

/// The address of the list.
pub(crate) const LIST: &str = "/questions";

/// The most requests on a page.
const ON_A_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "list.html")]
struct List {
    frame: PageFrame,
    left_out: Option<WarningText>,
    requests: Option<StackedTable>,
    pages: Option<Pagination>,
}

pub(crate) async fn show<P: InformationRequestPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    query: ListQuery,
) -> Result<Response, Failure> {
    let (store, now) = (state.ports.store(), state.site.now());
    let after = query.after.as_ref();
    let found = store.information_requests_to(citizen.account(), after, ON_A_PAGE, now);
    let found = found.await?;
    let view = List {
        frame: citizen.page("Questions for you").back("/saved-forms"),
        left_out: left_out::told_to_owner(found.unreadable, ("request", "requests")),
        requests: (!found.items.is_empty()).then(|| table(&found.items)),
        pages: query.pagination(LIST, &found),
    };
    Ok(page(StatusCode::OK, &view))
}

fn table(requests: &[InformationRequest]) -> StackedTable {
    let rows = requests.iter().map(|request| {
        let reference = &request.key.reference;
        let stands = match request.state() {
            InformationRequestState::Open => "Waiting for your answers",
            InformationRequestState::Unread
            | InformationRequestState::Read
            | InformationRequestState::Closed => "You answered",
            InformationRequestState::Withdrawn => "You do not need to answer any more",
        };
        vec![
            StackedCell::link(
                format!("About application {reference}"),
                request.key.address(),
            ),
            StackedCell::of(in_words(request.answer_by)),
            StackedCell::of(stands),
        ]
    });
    StackedTable {
        caption: "What we asked you, the newest first".into(),
        columns: ["Questions", "Answer by", "Where it stands"]
            .map(Into::into)
            .into(),
        rows: rows.collect(),
    }
}
