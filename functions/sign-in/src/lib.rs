#![doc = include_str!("../README.md")]

mod account;
mod change_password;
mod email;
mod name;
mod new_password;
mod password;
mod sessions;
mod sign_out;

use domain::access::account::{AccountNamer, AccountReader};
use domain::access::budget::BudgetStore;
use domain::access::session::{SessionList, SessionStore};
use domain::access::sign_in::{IdentityProvider, SignInStore};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::forms::refused_page::RefusedPageStore;
use web::who::PageState;
use web::who::session_list::FIELDS;
use web::who::sign_in::{NEW_EMAIL_PAGE, PASSWORD_PAGE};
use web::{RefusedPages, RouteTable, SiteContext};

domain::ports! {
    /// Lists the ports of signing in and out.
    pub trait SignInPorts {
        store: AccountNamer + AccountReader + BudgetStore + DeliveryLog + RefusedPageStore + SessionList + SessionStore + SignInStore;
        identity: IdentityProvider;
        mailer: Mailer;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// Returns the routes of signing in and out, and of the account. The caller
/// adds [`web::finish`], as for every function.
pub fn router<P: SignInPorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get("/sign-in", password::ask)
        .post_fields(
            "/sign-in",
            &["email", "password", "next", "id"],
            password::prove,
        )
        .get("/sign-in/new-password", new_password::ask)
        .post_fields(
            "/sign-in/new-password",
            &["email", "id"],
            new_password::send,
        )
        .get("/sign-in/new-password/choose", new_password::choose)
        .post_fields(
            "/sign-in/new-password/choose",
            &["password"],
            new_password::set,
        )
        .get("/sign-out", sign_out::ask)
        .post("/sign-out", sign_out::sign_out)
        .get("/sign-out/done", sign_out::done)
        .get("/account", account::show)
        .get(account::NAME, name::ask)
        .post_fields(account::NAME, &["first-name", "last-name"], name::set)
        .get(NEW_EMAIL_PAGE, email::ask)
        .post_fields(NEW_EMAIL_PAGE, &["email", "password", "id"], email::send)
        .get(PASSWORD_PAGE, change_password::ask)
        .post_fields(
            PASSWORD_PAGE,
            &["password", "new-password", "id"],
            change_password::change,
        )
        .get(sessions::SESSIONS, sessions::show)
        .post_fields(sessions::SESSIONS, FIELDS, sessions::end)
        .post("/account/stay", account::stay)
        .post("/account/sign-out-everywhere", account::sign_out_everywhere)
        .with_state(AppState { site, ports })
        .keeping(refused)
}

impl<P: SignInPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
