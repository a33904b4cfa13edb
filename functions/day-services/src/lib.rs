#![doc = include_str!("../README.md")]

mod addresses;
mod home;
mod people;
mod progress_bar;
mod requests;
#[cfg(test)]
mod tests;
mod year;

use app::providers::{self, GrantedSupplier};
use attendance::kept_register::RegisterReader;
use attendance::provider_access::GrantKeeper;
use attendance::provider_message::ProviderMessageReader;
use attendance::provider_request::ProviderRequestStore;
use attendance::provision_plan::SupplierReader;
use attendance::supplier::SupplierId;
use domain::access::budget::BudgetStore;
use domain::access::staff_user::{StaffInvitations, StaffSessionReader};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::forms::refused_page::RefusedPageStore;
use domain::records::staff_queues::StaffUserAdmin;
use web::who::{PageState, Provider, Staff};
use web::{Failure, RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of the pages of providers.
    pub trait DayServicesPorts {
        store: BudgetStore + DeliveryLog + GrantKeeper + ProviderMessageReader + ProviderRequestStore + RefusedPageStore + RegisterReader + StaffSessionReader + StaffUserAdmin + SupplierReader;
        identity: StaffInvitations;
        mailer: Mailer;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// Returns the routes of providers' own pages. The caller adds
/// [`web::finish`], as for every function.
pub fn router<P: DayServicesPorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get(addresses::SUPPLIERS, home::show)
        .get("/day-services/{supplier}", year::show)
        .get("/day-services/{supplier}/people", people::list)
        .get("/day-services/{supplier}/people/invite", people::ask)
        .post_fields(
            "/day-services/{supplier}/people/invite",
            people::FIELDS,
            people::invite,
        )
        .get(
            "/day-services/{supplier}/people/{id}/remove",
            people::ask_remove,
        )
        .post(
            "/day-services/{supplier}/people/{id}/remove",
            people::remove,
        )
        .get("/day-services/{supplier}/requests", requests::list)
        .get("/day-services/{supplier}/requests/{kind}", requests::ask)
        .post_fields(
            "/day-services/{supplier}/requests/{kind}",
            requests::FIELDS,
            requests::make,
        )
        .with_state(AppState { site, ports })
        .keeping(refused)
}

impl<P: DayServicesPorts> AppState<P> {
    /// Finds a supplier that somebody may act for. Without a grant there is no
    /// such page.
    async fn granted(
        &self,
        staff: &Staff<Provider>,
        supplier: &SupplierId,
    ) -> Result<GrantedSupplier, Failure> {
        let (store, account) = (self.ports.store(), &staff.staff_user().id);
        let found = providers::granted_supplier(store, account, supplier).await?;
        found.ok_or(Failure::NOT_FOUND)
    }
}

impl<P: DayServicesPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
