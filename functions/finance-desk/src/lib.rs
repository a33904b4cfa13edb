#![doc = include_str!("../README.md")]

mod access;
mod adjust;
mod adjustments;
mod assessments;
mod complaints;
mod counts;
mod effects;
mod home;
mod imports;
mod invite;
mod messages;
mod non_payment;
mod payments;
mod people;
mod provider_requests;
mod registers;
mod supplier_accesses;
mod supplier_address;
mod suppliers;
mod transport;
mod undelivered;
mod unregistered;
mod uprating;

use attendance::adjustment_proposal::AdjustmentKeeper;
use attendance::kept_register::RegisterKeeper;
use attendance::provider_access::GrantKeeper;
use attendance::provider_message::ProviderMessageKeeper;
use attendance::provider_request::ProviderRequestQueue;
use attendance::provision_import::ImportReleaser;
use attendance::provision_plan::{EffectKeeper, NonPaymentKeeper};
use attendance::register_export::{RegisterDeliveryReader, UnacknowledgedRegisters};
use attendance::unregistered::UnregisteredDaysDesk;
use domain::access::staff_user::{StaffInvitations, StaffSessionReader};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::forms::refused_page::RefusedPageStore;
use domain::records::assessment_desk::AssessmentDesk;
use domain::records::county_report::CountyReportReader;
use domain::records::staff_queues::{StaffQueues, StaffUserAdmin};
use web::who::PageState;
use web::{RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of the finance desk. Those of citizens' records read
    /// nothing without an entry of the audit; what a page shows of a register
    /// is put on the record by its handler.
    pub trait FinanceDeskPorts {
        store: AdjustmentKeeper + AssessmentDesk + CountyReportReader + DeliveryLog + EffectKeeper + GrantKeeper + ImportReleaser + NonPaymentKeeper + ProviderMessageKeeper + ProviderRequestQueue + RefusedPageStore + RegisterDeliveryReader + RegisterKeeper + StaffQueues + StaffSessionReader + StaffUserAdmin + UnacknowledgedRegisters + UnregisteredDaysDesk;
        identity: StaffInvitations;
        mailer: Mailer;
    }
}

/// The most items on a page of a list.
const ON_A_PAGE: usize = 50;

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// Returns the routes of the finance desk. The caller adds [`web::finish`], as
/// for every function.
pub fn router<P: FinanceDeskPorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get(home::DESK, home::show)
        .get(assessments::LIST, assessments::list)
        .get("/finance/assessments/{reference}", assessments::show)
        .post_fields(
            "/finance/assessments/{reference}/step",
            assessments::FIELDS,
            assessments::take_step,
        )
        .get(people::LIST, people::list)
        .get("/finance/people/invite", invite::ask)
        .post_fields(
            "/finance/people/invite",
            &["first-name", "last-name", "email", "role", "id"],
            invite::invite,
        )
        .get("/finance/people/{id}", people::show)
        .post_fields(
            "/finance/people/{id}/remove-phone",
            &["id"],
            people::remove_phone,
        )
        .post_fields("/finance/people/{id}/sign-out", &["id"], people::sign_out)
        .post("/finance/people/{id}/close", people::close)
        .post_fields(
            "/finance/people/{id}/invite-again",
            &["id"],
            people::invite_again,
        )
        .get(undelivered::LIST, undelivered::list)
        .get("/finance/undelivered/{reference}", undelivered::show)
        .post(
            "/finance/undelivered/{reference}/settle",
            undelivered::settle,
        )
        .get(complaints::LIST, complaints::list)
        .get("/finance/complaints/{reference}", complaints::show)
        .post(
            "/finance/complaints/{reference}/acknowledge",
            complaints::acknowledge,
        )
        .get(imports::LIST, imports::list)
        .get("/finance/imports/runs/{version}", imports::show_report)
        .get("/finance/imports/{snapshot}", imports::show_held)
        .post("/finance/imports/{snapshot}/release", imports::release)
        .get(uprating::NEW_RATES, uprating::show)
        .get(access::ASK, access::ask)
        .post_fields(access::ASK, &["reference", "after"], access::find)
        .merge(day_service_routes())
        .with_state(AppState { site, ports })
        .keeping(refused)
}

/// Lists the routes about day services.
fn day_service_routes<P: FinanceDeskPorts>() -> RouteTable<AppState<P>> {
    RouteTable::new()
        .get(messages::LIST, messages::list)
        .get(messages::WRITE, messages::ask)
        .post_fields(messages::WRITE, messages::FIELDS, messages::write)
        .post("/finance/messages/{id}/end", messages::end)
        .get(provider_requests::LIST, provider_requests::list)
        .get("/finance/requests/{supplier}/{id}", provider_requests::show)
        .post_fields(
            "/finance/requests/{supplier}/{id}",
            &["answer"],
            provider_requests::settle,
        )
        .get(payments::PRESENT, payments::show_present)
        .get("/finance/payments/{period}", payments::show)
        .get(transport::LATEST, transport::show_latest)
        .get("/finance/transport/{period}", transport::show)
        .get(unregistered::LIST, unregistered::list)
        .get(
            "/finance/suppliers/{supplier}/registers/{week}/unregistered/{order}/{line}",
            unregistered::show,
        )
        .post_fields(
            "/finance/suppliers/{supplier}/registers/{week}/unregistered/{order}/{line}/settle",
            unregistered::FIELDS,
            unregistered::settle,
        )
        .get(registers::LIST, registers::list)
        .get(registers::UNACKNOWLEDGED, registers::list_unacknowledged)
        .get(
            "/finance/suppliers/{supplier}/registers/{week}",
            registers::show,
        )
        .post_fields(
            "/finance/suppliers/{supplier}/registers/{week}/unlock",
            registers::FIELDS,
            registers::unlock,
        )
        .merge(adjustment_routes())
        .get(supplier_address::SUPPLIERS, suppliers::list)
        .get("/finance/suppliers/{supplier}", suppliers::show)
        .get(
            "/finance/suppliers/{supplier}/accesses",
            supplier_accesses::show,
        )
        .get(
            "/finance/suppliers/{supplier}/invite",
            suppliers::ask_invite,
        )
        .post_fields(
            "/finance/suppliers/{supplier}/invite",
            suppliers::INVITE_FIELDS,
            suppliers::invite,
        )
        .get(
            "/finance/suppliers/{supplier}/people/{id}",
            suppliers::show_person,
        )
        .post_fields(
            "/finance/suppliers/{supplier}/people/{id}",
            suppliers::GRANT_FIELDS,
            suppliers::change,
        )
        .post(
            "/finance/suppliers/{supplier}/people/{id}/take",
            suppliers::take,
        )
        .get(
            "/finance/suppliers/{supplier}/contracts/{terms}",
            effects::show,
        )
        .post_fields(
            "/finance/suppliers/{supplier}/contracts/{terms}",
            effects::FIELDS,
            effects::confirm,
        )
        .get(
            "/finance/suppliers/{supplier}/non-payment/{year}",
            non_payment::ask,
        )
        .post_fields(
            "/finance/suppliers/{supplier}/non-payment/{year}",
            non_payment::FIELDS,
            non_payment::nominate,
        )
}

/// Lists the routes about adjustments of locked registers.
fn adjustment_routes<P: FinanceDeskPorts>() -> RouteTable<AppState<P>> {
    RouteTable::new()
        .get(adjustments::LIST, adjustments::list)
        .get(
            "/finance/suppliers/{supplier}/registers/{week}/adjust",
            adjust::choose,
        )
        .get(
            "/finance/suppliers/{supplier}/registers/{week}/adjust/{order}/{line}",
            adjust::ask,
        )
        .post_questions(
            "/finance/suppliers/{supplier}/registers/{week}/adjust/{order}/{line}",
            adjust::propose,
        )
        .get(
            "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}",
            adjustments::show,
        )
        .post(
            "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}/approve",
            adjustments::approve,
        )
        .post_fields(
            "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}/turn-down",
            &["because"],
            adjustments::turn_down,
        )
}

impl<P: FinanceDeskPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
