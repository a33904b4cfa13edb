//! Deletes a form, after asking.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::session::SessionStore as _;
use domain::application::evidence::EvidenceStore as _;
use domain::forms::saved_form::SavedFormStore as _;
use domain::values::saved_id::SavedId;
use web::govuk::Button;
use web::who::{Citizen, WholeAccount};
use web::{Failure, PageFrame, PathId, page, see_other};

use crate::{AppState, LIST, SavedFormsPorts};

#[derive(Template)]
#[template(path = "delete.html")]
struct Delete {
    frame: PageFrame,
    id: String,
    name: String,
    files: usize,
    button: Button,
}

pub(crate) async fn ask<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(id): PathId<SavedId>,
) -> Result<Response, Failure> {
    let signed_in = citizen.signed_in();
    let form = state.draft(signed_in, &id).await?;
    let store = state.ports.store();
    let files = store.evidence(signed_in.account(), &form.id).await?;
    let view = Delete {
        frame: citizen
            .page("Are you sure you want to delete this form?")
            .back(LIST),
        id: form.id.0,
        name: form.name,
        files: files.len(),
        button: Button {
            classes: "govuk-button--warning".into(),
            ..Button::of("Delete this form")
        },
    };
    Ok(page(StatusCode::OK, &view))
}

pub(crate) async fn delete<P: SavedFormsPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    PathId(id): PathId<SavedId>,
) -> Result<Response, Failure> {
    let signed_in = citizen.signed_in();
    let form = state.draft(signed_in, &id).await?;
    let store = state.ports.store();
    store
        .delete_saved_form(signed_in.account(), &form.id)
        .await?;
    if signed_in.open(&form.form) == Some(&form.id) {
        let closed = store.open_form(signed_in.key(), &form.form, None).await;
        // The form is deleted. One that stays open is not there when the next
        // answer comes, which begins another.
        if let Err(fault) = closed {
            Failure::from(fault).note();
        }
    }
    Ok(see_other(LIST))
}
