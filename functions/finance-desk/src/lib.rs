#![doc = include_str!("../README.md")]

mod access;
mod complaints;
mod home;
mod invite;
mod people;
mod undelivered;

use domain::member::{InvitePeople, ReadMemberSessions};
use domain::notice::{KeepAttempts, SendNotices};
use domain::oversight::{Oversee, RunMembers};
use web::who::PageState;
use web::{Portal, RouteTable};

domain::ports! {
    /// Lists the ports of the finance desk. None of them reads a record without
    /// an entry of the audit.
    pub trait FinanceDeskPorts {
        store: ReadMemberSessions + RunMembers + Oversee + KeepAttempts;
        identity: InvitePeople;
        mailer: SendNotices;
    }
}

/// The state that the handlers share.
#[derive(Clone, Debug)]
struct AppState<P> {
    portal: Portal,
    ports: P,
}

/// Returns the routes of the finance desk. The caller adds [`web::finish`], as
/// for every function.
pub fn router<P: FinanceDeskPorts>(portal: Portal, ports: P) -> RouteTable {
    RouteTable::new()
        .get(home::DESK, home::show)
        .get(people::LIST, people::list)
        .get("/finance/people/invite", invite::ask)
        .post_fields(
            "/finance/people/invite",
            &["first-name", "last-name", "email", "role"],
            invite::invite,
        )
        .get("/finance/people/{id}", people::show)
        .post("/finance/people/{id}/remove-phone", people::remove_phone)
        .post("/finance/people/{id}/close", people::close)
        .post("/finance/people/{id}/invite-again", people::invite_again)
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
        .get(access::ASK, access::ask)
        .post_fields(access::ASK, &["reference"], access::find)
        .with_state(AppState { portal, ports })
}

impl<P: FinanceDeskPorts> PageState for AppState<P> {
    type Store = P::Store;

    fn store(&self) -> &P::Store {
        self.ports.store()
    }

    fn portal(&self) -> &Portal {
        &self.portal
    }
}
