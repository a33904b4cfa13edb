#![doc = include_str!("../README.md")]

mod application;
mod list;
mod remove;
mod send;
mod states;
#[cfg(test)]
mod tests;

use charging::policy::Policy;
use domain::access::session::SessionStore;
use domain::application::evidence::EvidenceStore;
use domain::application::files::FileUploader;
use domain::forms::saved_form::SavedFormStore;
use web::answers::TARGET_FORM;
use web::who::PageState;
use web::{RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of sending evidence.
    pub trait UploadEvidencePorts {
        store: EvidenceStore + SavedFormStore + SessionStore;
        files: FileUploader;
    }
}

/// The address of the list of documents.
const LIST: &str = "/apply/evidence";

/// The address to go on to.
const NEXT: &str = "/apply/declaration";

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
    policy: Policy,
}

/// Returns the routes of sending evidence under a council's charging policy.
/// The caller adds [`web::finish`], as for every function.
pub fn router<P: UploadEvidencePorts>(site: SiteContext, ports: P, policy: Policy) -> RouteTable {
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
        .with_state(AppState {
            site,
            ports,
            policy,
        })
}

impl<P: UploadEvidencePorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
