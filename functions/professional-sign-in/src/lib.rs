#![doc = include_str!("../README.md")]

mod new_password;
mod password;
mod sign_out;

use axum::Router;
use axum::routing::{get, post};
use domain::member::KeepMembers;
use domain::notice::{KeepAttempts, SendNotices};
use domain::sign_in::{KeepSignIns, ProveIdentity};
use domain::telephone::SendPhoneCodes;
use web::Portal;
use web::member::Services;

/// What signing in needs of the store.
pub trait Keep: KeepSignIns + KeepAttempts + KeepMembers {}

impl<S: KeepSignIns + KeepAttempts + KeepMembers> Keep for S {}

/// What the handlers share.
#[derive(Clone, Debug)]
struct Desk<S, A: Services> {
    portal: Portal,
    store: S,
    identity: A::Identity,
    notices: A::Notices,
    phones: A::Phones,
}

/// The routes of signing in and out for people who were invited. Whoever
/// serves them puts [`web::finish`] around.
pub fn router<S: Keep, I: ProveIdentity, N: SendNotices, P: SendPhoneCodes>(
    portal: Portal,
    store: S,
    identity: I,
    notices: N,
    phones: P,
) -> Router {
    type With<I, N, P> = (I, N, P);
    Router::new()
        .route(
            web::member::SIGN_IN,
            get(password::ask::<S, With<I, N, P>>).post(password::prove::<S, With<I, N, P>>),
        )
        .route(
            "/professionals/new-password",
            get(new_password::ask::<S, With<I, N, P>>).post(new_password::send::<S, With<I, N, P>>),
        )
        .route(
            "/professionals/new-password/choose",
            get(new_password::choose::<S, With<I, N, P>>)
                .post(new_password::set::<S, With<I, N, P>>),
        )
        .route(
            web::member::SIGN_OUT,
            post(sign_out::sign_out::<S, With<I, N, P>>),
        )
        .route(
            "/professionals/sign-out/done",
            get(sign_out::done::<S, With<I, N, P>>),
        )
        .with_state(Desk::<S, With<I, N, P>> {
            portal,
            store,
            identity,
            notices,
            phones,
        })
}
