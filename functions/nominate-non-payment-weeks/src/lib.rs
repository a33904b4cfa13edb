#![doc = include_str!("../README.md")]

mod nominate;
#[cfg(test)]
mod tests;

use attendance::kept_register::RegisterReader;
use attendance::provider_access::GrantReader;
use attendance::provision_plan::NonPaymentKeeper;
use domain::access::audit::AuditLog;
use domain::access::staff_user::StaffSessionReader;
use domain::forms::refused_page::RefusedPageStore;
use web::who::PageState;
use web::{RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of nominating non-payment weeks.
    pub trait NominationPorts {
        store: AuditLog + GrantReader + NonPaymentKeeper + RefusedPageStore + RegisterReader + StaffSessionReader;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// Returns the routes of the function. The caller adds [`web::finish`], as for
/// every function.
pub fn router<P: NominationPorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    const WEEKS: &str = "/day-services/{supplier}/non-payment/{year}";
    RouteTable::new()
        .get(WEEKS, nominate::ask)
        .post_fields(WEEKS, &["week", "confirm", "marks"], nominate::nominate)
        .with_state(AppState { site, ports })
        .keeping(refused)
}

impl<P: NominationPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
