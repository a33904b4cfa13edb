//! A document of a record: an address that stays, checks each time whether its
//! reader may see the record now, and leads to a fresh link to the bytes.

use app::case_records::open_document;
use axum::extract::State;
use axum::response::Response;
use domain::records::case_record::DocumentId;
use domain::values::person_id::PersonId;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PathIds, see_other};

use crate::{AppState, CareRecordPorts};

/// Leads to the bytes. A browser that asks for the next part of a document asks
/// here again, and is given another link.
pub(crate) async fn open<P: CareRecordPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathIds(person, id): PathIds<PersonId, DocumentId>,
) -> Result<Response, Failure> {
    let what = format!("asked for the document {}", id.as_str());
    let record = state.record(&citizen, &person, &what).await?;
    let by = (citizen.account(), state.site.now());
    let (store, files) = (state.ports.store(), state.ports.files());
    let asked = (&record.open, &record.case);
    let link = open_document(store, files, asked, &id, by).await?;
    Ok(see_other(&link.ok_or(Failure::NOT_FOUND)?))
}
