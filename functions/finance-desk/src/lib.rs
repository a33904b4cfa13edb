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

/// What the desk needs of the store. None of it reads a record without an entry
/// of the audit.
pub trait Keep: ReadMemberSessions + RunMembers + Oversee + KeepAttempts {}

impl<S: ReadMemberSessions + RunMembers + Oversee + KeepAttempts> Keep for S {}

/// What the handlers share.
#[derive(Clone, Debug)]
struct Desk<S, I, N> {
    portal: Portal,
    store: S,
    identity: I,
    notices: N,
}

/// The routes of the desk. Whoever serves them puts [`web::finish`] around.
pub fn router<S: Keep, I: InvitePeople, N: SendNotices>(
    portal: Portal,
    store: S,
    identity: I,
    notices: N,
) -> RouteTable {
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
        .with_state(Desk {
            portal,
            store,
            identity,
            notices,
        })
}

impl<S: Keep, I: InvitePeople, N: SendNotices> PageState for Desk<S, I, N> {
    type Store = S;

    fn store(&self) -> &S {
        &self.store
    }

    fn portal(&self) -> &Portal {
        &self.portal
    }
}
