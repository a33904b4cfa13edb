#![doc = include_str!("../README.md")]

#[cfg(test)]
mod races;
mod receipt;
mod reconciled;
mod submit;
#[cfg(test)]
mod tests;

use app::register_lock::SubmissionKeeper;
use app::registers::RegisterOpener;
use attendance::provider_access::GrantReader;
use domain::access::staff_user::StaffSessionReader;
use domain::forms::refused_page::RefusedPageStore;
use web::register_form::ACCOUNT;
use web::who::PageState;
use web::{RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of submitting a register.
    pub trait LockPorts {
        store: GrantReader + RefusedPageStore + RegisterOpener + StaffSessionReader + SubmissionKeeper;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// Returns the routes of submitting a register. The caller adds
/// [`web::finish`], as for every function.
pub fn router<P: LockPorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get("/day-services/{supplier}/{week}/submit", submit::check)
        .post_fields(
            "/day-services/{supplier}/{week}/submit",
            &["declared", "waiting", ACCOUNT],
            submit::submit,
        )
        .get("/day-services/{supplier}/{week}/receipt", receipt::show)
        .with_state(AppState { site, ports })
        .keeping(refused)
}

impl<P: LockPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
