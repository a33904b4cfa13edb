#![doc = include_str!("../README.md")]

mod cells;
#[cfg(test)]
mod editors;
mod late;
mod rows;
mod save;
#[cfg(test)]
mod tests;
mod upload;
mod words;

use app::attendance_marks::MarkKeeper;
use app::registers::RegisterOpener;
use attendance::provider_access::GrantReader;
use domain::access::staff_user::StaffSessionReader;
use domain::forms::refused_page::RefusedPageStore;
use web::who::PageState;
use web::{RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of saving a register.
    pub trait AutosavePorts {
        store: GrantReader + MarkKeeper + RefusedPageStore + RegisterOpener + StaffSessionReader;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// Returns the routes that save a register. The caller adds [`web::finish`], as
/// for every function.
pub fn router<P: AutosavePorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .post_document("/day-services/{supplier}/{week}/cells", cells::record_cells)
        .post_questions("/day-services/{supplier}/{week}/save", save::save)
        .post_document("/day-services/{supplier}/{week}/rows", rows::take)
        .get("/day-services/{supplier}/{week}/upload", upload::ask)
        .post_parts(
            "/day-services/{supplier}/{week}/upload",
            upload::PARTS,
            upload::take,
        )
        .with_state(AppState { site, ports })
        .keeping(refused)
}

impl<P: AutosavePorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
