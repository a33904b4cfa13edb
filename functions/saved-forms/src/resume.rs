//! Continues a form, or begins a new one.

use axum::extract::State;
use axum::response::Response;
use domain::access::session::SessionStore as _;
use domain::values::saved_id::SavedId;
use journey::form::Audience;
use journey::journey::Journey;
use web::http::form::PostedForm;
use web::who::{Citizen, OneForm, WholeAccount};
use web::{Failure, PathId, see_other};

use crate::{AppState, LIST, SavedFormsPorts};

/// Opens a form in the session, and leads to the page where it stopped.
pub(crate) async fn resume<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<OneForm>,
    PathId(id): PathId<SavedId>,
) -> Result<Response, Failure> {
    let signed_in = citizen.signed_in();
    let saved = state.form(signed_in, &id).await?;
    if let Some(reference) = &saved.submitted_in {
        return Ok(see_other(&format!("/apply/sent/{}", reference.plain())));
    }
    let found = state.site.forms().find_for(Audience::Citizens, &saved.form);
    let (form, prefix) = found.ok_or(Failure::NOT_FOUND)?;
    let store = state.ports.store();
    store
        .open_form(signed_in.key(), &form.id, Some(&saved.id))
        .await?;
    let on = Journey::new(form, &saved.answers)
        .resume()
        .path()
        .to_owned();
    Ok(see_other(&format!("{prefix}/{on}")))
}

/// Closes every form of a kind in the session, so that the next answer begins a
/// new one, and leads to the first page.
pub(crate) async fn start<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let signed_in = citizen.signed_in();
    let forms = state.site.forms();
    let found = forms.find_for(Audience::Citizens, posted.one("form"));
    let (form, prefix) = found.ok_or(Failure::BAD_REQUEST)?;
    let store = state.ports.store();
    store.open_form(signed_in.key(), &form.id, None).await?;
    let first = form.pages.first().map_or("", |page| &page.id);
    Ok(see_other(&format!("{prefix}/{first}")))
}

/// Leads somebody who had to sign in before pressing a button back to the list,
/// where the same button is.
pub(crate) async fn lead_back() -> Response {
    see_other(LIST)
}
