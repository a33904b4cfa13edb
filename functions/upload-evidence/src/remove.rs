//! Removes a file, after asking.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::application::evidence::{EvidenceId, EvidenceStore as _};
use domain::application::files::FileUploader as _;
use web::govuk::Button;
use web::who::{Citizen, OneForm};
use web::{Failure, PageFrame, PathId, page, see_other};

use crate::{AppState, LIST, UploadEvidencePorts};

#[derive(Template)]
#[template(path = "remove.html")]
struct Remove {
    frame: PageFrame,
    id: String,
    name: String,
    button: Button,
}

pub(crate) async fn ask<P: UploadEvidencePorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<OneForm>,
    PathId(id): PathId<EvidenceId>,
) -> Result<Response, Failure> {
    let found = state.application_with(&citizen, &id).await?;
    let application = found.ok_or(Failure::NOT_FOUND)?;
    let file = application.file(&id)?;
    let view = Remove {
        frame: application
            .site
            .page("Are you sure you want to remove this file?")
            .back(LIST),
        id: file.id.clone(),
        name: file.name.clone(),
        button: Button {
            text: "Yes, remove it".into(),
            classes: "govuk-button--warning".into(),
            ..Button::default()
        },
    };
    Ok(page(StatusCode::OK, &view))
}

/// Removes a file, and then its record, so that pressing the button again after
/// a fault completes the work. The job that judges may have kept a copy in
/// between, which goes last; after that the job finds no record and deletes
/// what it has.
pub(crate) async fn remove<P: UploadEvidencePorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<OneForm>,
    PathId(id): PathId<EvidenceId>,
) -> Result<Response, Failure> {
    let Some(application) = state.application_with(&citizen, &id).await? else {
        // The file is gone already, perhaps because the button was pressed
        // twice. Anybody with an application gets the same answer.
        state.application(&citizen).await?;
        return Ok(see_other(LIST));
    };
    let (account, saved, id) = (&application.account, &application.saved, id.as_str());
    let (store, files) = (state.ports.store(), state.ports.files());
    let removed = files.remove_upload(account, saved, id).await;
    removed.map_err(Failure::unavailable)?;
    store.remove_evidence(account, saved, id).await?;
    if let Err(fault) = files.remove_upload(account, saved, id).await {
        Failure::unavailable(fault).note();
    }
    Ok(see_other(LIST))
}
