//! Deleting a form.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::notice::SendNotices;
use domain::sign_in::ProveIdentity;
use web::govuk::Button;
use web::who::CitizenRequest;
use web::{Failure, PageFrame, page, see_other};

use crate::{Desk, Keep, LIST};

#[derive(Template)]
#[template(path = "delete.html")]
struct Delete {
    frame: PageFrame,
    id: String,
    name: String,
    files: usize,
    button: Button,
}

pub(crate) async fn ask<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: CitizenRequest,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (desk, signed_in) = desk.for_account(&visitor).await?;
    let form = desk.draft(&signed_in, &id).await?;
    let files = desk.store.evidence(signed_in.account(), &form.id).await?;
    let view = Delete {
        frame: desk
            .portal
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

pub(crate) async fn delete<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: CitizenRequest,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (desk, signed_in) = desk.for_account(&visitor).await?;
    let form = desk.draft(&signed_in, &id).await?;
    app::saved_forms::delete(&desk.store, signed_in.account(), &form).await?;
    if signed_in.open(&form.form) == Some(&form.id) {
        desk.store
            .open_form(signed_in.key(), &form.form, None)
            .await?;
    }
    Ok(see_other(LIST))
}
