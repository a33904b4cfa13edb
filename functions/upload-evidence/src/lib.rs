#![doc = include_str!("../README.md")]

mod application;
mod list;
mod remove;
mod send;
mod states;
#[cfg(test)]
mod tests;

use domain::charging::policy::Policy;
use domain::evidence::KeepEvidence;
use domain::files::UploadFiles;
use domain::saved::KeepSavedForms;
use domain::session::KeepSessions;
use web::answers::TARGET_FORM;
use web::{Portal, RouteTable};

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
) -> RouteTable {
    RouteTable::new()
        .get(LIST, list::show)
        .post_fields(
            "/apply/evidence/{document}/add",
            &[TARGET_FORM],
            send::announce,
        )
        .get("/apply/evidence/files/{id}", send::form)
        .get("/apply/evidence/files/{id}/sent", send::sent)
        .get("/apply/evidence/files/{id}/remove", remove::ask)
        .post("/apply/evidence/files/{id}/remove", remove::remove)
        .with_state(Desk {
            portal,
            store,
            files,
            policy,
        })
}
