#![doc = include_str!("../README.md")]

mod answer;
mod answers;
mod ask;
mod desk;
mod door;
mod find;
mod list;
mod one;
#[cfg(test)]
mod tests;

use domain::access::account::AccountReader;
use domain::access::budget::BudgetStore;
use domain::access::session::SessionStore;
use domain::access::sign_in::SignInStore;
use domain::access::staff_user::{StaffNameReader, StaffSessionReader};
use domain::application::information_request::{
    AnswerSessionStore, InformationDesk, InformationRequestStore, WaitingRequestQueue,
};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::forms::refused_page::RefusedPageStore;
use web::who::{Finance, PageState, Practitioner};
use web::{RefusedPages, RouteTable, SiteContext};

use desk::Desk;

domain::ports! {
    /// Lists the ports of asking and answering.
    pub trait InformationRequestPorts {
        store: AccountReader
            + AnswerSessionStore
            + BudgetStore
            + DeliveryLog
            + InformationDesk
            + InformationRequestStore
            + RefusedPageStore
            + SessionStore
            + SignInStore
            + StaffNameReader
            + StaffSessionReader
            + WaitingRequestQueue;
        mailer: Mailer;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    site: SiteContext,
    ports: P,
}

/// Returns the routes of asking and answering. The caller adds [`web::finish`],
/// as for every function.
pub fn router<P: InformationRequestPorts>(site: SiteContext, ports: P) -> RouteTable {
    let refused = RefusedPages::new(&site, ports.store());
    RouteTable::new()
        .get(list::LIST, list::show)
        .get(door::OPEN, door::ask)
        .post_fields(door::OPEN, &["id", "reference"], door::find)
        .get("/questions/{reference}/{id}", answer::show)
        .post_fields("/questions/{reference}/{id}", answers::FIELDS, answer::keep)
        .get("/questions/{reference}/{id}/check", answer::check)
        .post("/questions/{reference}/{id}/send", answer::send)
        .post_fields("/questions/{reference}/{id}/code", &["id"], door::send_code)
        .get("/questions/{reference}/{id}/opened", door::open)
        .merge(of_desk::<P, Practitioner>())
        .merge(of_desk::<P, Finance>())
        .with_state(AppState { site, ports })
        .keeping(refused)
}

/// Lists the routes of a desk that asks.
fn of_desk<P: InformationRequestPorts, D: Desk>() -> RouteTable<AppState<P>> {
    let below = |rest: &str| format!("{}{rest}", D::APPLICATIONS);
    RouteTable::new()
        .get(D::APPLICATIONS, find::ask::<P, D>)
        .post_fields(D::APPLICATIONS, &["reference"], find::find::<P, D>)
        .get(below("/{reference}"), find::show::<P, D>)
        .get(below("/{reference}/ask"), ask::ask::<P, D>)
        .post_fields(below("/{reference}/ask"), ask::FIELDS, ask::send::<P, D>)
        .get(below("/{reference}/questions/{id}"), one::show::<P, D>)
        .post_fields(
            below("/{reference}/questions/{id}/end"),
            &["why", "how"],
            one::end::<P, D>,
        )
}

impl<P: InformationRequestPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn site(&self) -> &SiteContext {
        &self.site
    }
}
