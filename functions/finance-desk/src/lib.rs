#![doc = include_str!("../README.md")]

mod access;
mod complaints;
mod home;
mod invite;
mod people;
mod undelivered;

use axum::Router;
use axum::routing::{get, post};
use domain::member::{InvitePeople, ReadMemberSessions};
use domain::notice::{KeepAttempts, SendNotices};
use domain::oversight::{Oversee, RunMembers};
use web::Portal;
use web::who::PageState;

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
) -> Router {
    Router::new()
        .route(home::DESK, get(home::show::<S, I, N>))
        .route(people::LIST, get(people::list::<S, I, N>))
        .route(
            "/finance/people/invite",
            get(invite::ask).post(invite::invite::<S, I, N>),
        )
        .route("/finance/people/{id}", get(people::show::<S, I, N>))
        .route(
            "/finance/people/{id}/remove-phone",
            post(people::remove_phone::<S, I, N>),
        )
        .route("/finance/people/{id}/close", post(people::close::<S, I, N>))
        .route(
            "/finance/people/{id}/invite-again",
            post(people::invite_again::<S, I, N>),
        )
        .route(undelivered::LIST, get(undelivered::list::<S, I, N>))
        .route(
            "/finance/undelivered/{reference}",
            get(undelivered::show::<S, I, N>),
        )
        .route(
            "/finance/undelivered/{reference}/settle",
            post(undelivered::settle::<S, I, N>),
        )
        .route(complaints::LIST, get(complaints::list::<S, I, N>))
        .route(
            "/finance/complaints/{reference}",
            get(complaints::show::<S, I, N>),
        )
        .route(
            "/finance/complaints/{reference}/acknowledge",
            post(complaints::acknowledge::<S, I, N>),
        )
        .route(access::ASK, get(access::ask).post(access::find::<S, I, N>))
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
