#![doc = include_str!("../README.md")]

mod application;
mod list;
mod remove;
mod send;
mod states;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::{get, post};
use domain::charging::policy::Policy;
use domain::evidence::KeepEvidence;
use domain::files::UploadFiles;
use domain::saved::KeepSavedForms;
use domain::session::KeepSessions;
use web::Portal;

/// What sending evidence needs of the store.
pub trait Keep: KeepSessions + KeepSavedForms + KeepEvidence {}

impl<S: KeepSessions + KeepSavedForms + KeepEvidence> Keep for S {}

/// The list of documents.
const LIST: &str = "/apply/evidence";

/// Where somebody goes on to.
const NEXT: &str = "/apply/declaration";

/// What every page of sending evidence needs.
#[derive(Clone, Debug)]
struct Desk<S, F> {
    portal: Portal,
    store: S,
    files: F,
    policy: Policy,
}

/// The routes of sending evidence under a council's charging policy. Whoever
/// serves them puts [`web::finish`] around.
pub fn router<S: Keep, F: UploadFiles>(
    portal: Portal,
    store: S,
    files: F,
    policy: Policy,
) -> Router {
    Router::new()
        .route(LIST, get(list::show::<S, F>))
        .route(
            "/apply/evidence/{document}/add",
            post(send::announce::<S, F>),
        )
        .route("/apply/evidence/files/{id}", get(send::form::<S, F>))
        .route("/apply/evidence/files/{id}/sent", get(send::sent::<S, F>))
        .route(
            "/apply/evidence/files/{id}/remove",
            get(remove::ask::<S, F>).post(remove::remove::<S, F>),
        )
        .with_state(Desk {
            portal,
            store,
            files,
            policy,
        })
}
