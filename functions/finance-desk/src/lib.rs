#![doc = include_str!("../README.md")]

mod access;
mod complaints;
mod home;
mod invite;
mod people;
mod undelivered;

use axum::Router;
use axum::routing::{get, post};
use domain::account::AccountId;
use domain::audit::Access;
use domain::complaint::KeepComplaints;
use domain::member::{InvitePeople, Member, Role, RunMembers};
use domain::notice::{KeepAttempts, Notice, SendNotices};
use domain::oversight::Oversee;
use web::member::{Colleague, SignedInMember};
use web::{Failure, Portal};

/// What the desk needs of the store.
pub trait Keep: RunMembers + Oversee + KeepAttempts + KeepComplaints {}

impl<S: RunMembers + Oversee + KeepAttempts + KeepComplaints> Keep for S {}

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
            get(invite::ask::<S, I, N>).post(invite::invite::<S, I, N>),
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
        .route(
            access::ASK,
            get(access::ask::<S, I, N>).post(access::find::<S, I, N>),
        )
        .with_state(Desk {
            portal,
            store,
            identity,
            notices,
        })
}

impl<S: Keep, I: InvitePeople, N: SendNotices> Desk<S, I, N> {
    /// The desk as finance staff see it who ask; refuses everybody else.
    async fn staffed(&self, colleague: &Colleague) -> Result<(Self, SignedInMember), Failure> {
        let (store, portal) = (&self.store, &self.portal);
        let member = colleague.with_role(Role::Finance, store, portal).await?;
        let desk = Self {
            portal: self.portal.shown_to_member(member.clone()),
            ..self.clone()
        };
        Ok((desk, member))
    }

    /// Notes, before it is shown, that somebody looks at a record.
    async fn note(&self, who: &Member, record: &AccountId, what: String) -> Result<(), Failure> {
        let access = Access {
            record: record.clone(),
            who: who.email.as_str().to_owned(),
            what,
            at: self.portal.now(),
        };
        Ok(self.store.note_access(&access).await?)
    }

    async fn tell(&self, member: &Member, notice: &Notice) -> Result<(), Failure> {
        let (portal, store) = (&self.portal, &self.store);
        web::notice::send(portal, store, &self.notices, &member.email, notice).await
    }
}
