#![doc = include_str!("../README.md")]

mod new_password;
mod password;
mod sign_out;

use domain::access::budget::BudgetStore;
use domain::access::phone_codes::PhoneCodeSender;
use domain::access::sign_in::{IdentityProvider, SignInStore};
use domain::access::staff_user::StaffUserStore;
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::forms::refused_page::RefusedPageStore;
use web::{RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of signing in with a password, for staff.
    pub trait ProfessionalSignInPorts {
        store: BudgetStore + DeliveryLog + RefusedPageStore + SignInStore + StaffUserStore;
        identity: IdentityProvider;
        mailer: Mailer;
        phones: PhoneCodeSender;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// Returns the routes of signing in and out for invited people. The caller adds
/// [`web::finish`], as for every function.
pub fn router<P: ProfessionalSignInPorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get(web::staff_pages::SIGN_IN, password::ask)
        .post_fields(
            web::staff_pages::SIGN_IN,
            &["email", "password", "next", "id"],
            password::prove,
        )
        .get("/professionals/new-password", new_password::ask)
        .post_fields(
            "/professionals/new-password",
            &["email", "id"],
            new_password::send,
        )
        .get("/professionals/new-password/choose", new_password::choose)
        .post_fields(
            "/professionals/new-password/choose",
            &["password"],
            new_password::set,
        )
        .post(web::staff_pages::SIGN_OUT, sign_out::sign_out)
        .get("/professionals/sign-out/done", sign_out::done)
        .with_state(AppState { site, ports })
        .keeping(refused)
}
