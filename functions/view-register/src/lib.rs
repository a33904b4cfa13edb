#![doc = include_str!("../README.md")]

mod amounts;
mod file;
mod history;
mod one;
mod paper;
mod people;
mod sheet;
mod standing;
#[cfg(test)]
mod tests;
mod whole;

use attendance::kept_register::RegisterReader;
use attendance::provider_access::GrantReader;
use attendance::provision_plan::SupplierReader;
use domain::access::staff_user::{StaffNameReader, StaffSessionReader};
use domain::forms::refused_page::RefusedPageStore;
use web::who::PageState;
use web::{RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Opens registers for those to whom their supplier is granted, and names
    /// who recorded something.
    pub trait RegisterPageStore: GrantReader + RefusedPageStore + RegisterReader + StaffNameReader + StaffSessionReader + SupplierReader;
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<S> {
    site: SiteContext,
    store: S,
}

/// Returns the routes of the register's pages. The caller adds
/// [`web::finish`], as for every function.
pub fn router<S: RegisterPageStore>(site: SiteContext, store: S) -> RouteTable {
    let refused = RefusedPages::new(&site, &store);
    RouteTable::new()
        .get(whole::REGISTER, whole::show)
        .post_fields(whole::REGISTER, &["find", "view"], whole::find)
        .get(
            "/day-services/{supplier}/{week}/lines/{order}/{line}",
            one::show,
        )
        .get(
            "/day-services/{supplier}/{week}/lines/{order}/{line}/amounts",
            amounts::show,
        )
        .get("/day-services/{supplier}/{week}/history", history::show)
        .get(
            "/day-services/{supplier}/{week}/register.csv",
            file::download,
        )
        .get("/day-services/{supplier}/{week}/print", paper::show)
        .with_state(AppState { site, store })
        .keeping(refused)
}

impl<S: RegisterPageStore> PageState for AppState<S> {
    type Store = S;

    fn store(&self) -> &S {
        &self.store
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
