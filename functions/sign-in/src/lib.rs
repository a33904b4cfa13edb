#![doc = include_str!("../README.md")]

mod account;
mod email;
mod new_password;
mod password;
mod sign_out;

use axum::Router;
use axum::routing::{get, post};
use domain::account::ReadAccounts;
use domain::notice::{KeepAttempts, SendNotices};
use domain::session::KeepSessions;
use domain::sign_in::{KeepSignIns, ProveIdentity};
use web::Portal;
use web::sign_in::NEW_EMAIL_PAGE;

/// What signing in needs of the store.
pub trait Keep: KeepSignIns + KeepSessions + KeepAttempts + ReadAccounts {}

impl<S: KeepSignIns + KeepSessions + KeepAttempts + ReadAccounts> Keep for S {}

/// What the handlers share.
#[derive(Clone, Debug)]
struct Desk<S, I, N> {
    portal: Portal,
    store: S,
    identity: I,
    notices: N,
}

/// The routes of signing in and out, and of the account. Whoever serves them
/// puts [`web::finish`] around.
pub fn router<S: Keep, I: ProveIdentity, N: SendNotices>(
    portal: Portal,
    store: S,
    identity: I,
    notices: N,
) -> Router {
    Router::new()
        .route(
            "/sign-in",
            get(password::ask::<S, I, N>).post(password::prove::<S, I, N>),
        )
        .route(
            "/sign-in/new-password",
            get(new_password::ask::<S, I, N>).post(new_password::send::<S, I, N>),
        )
        .route(
            "/sign-in/new-password/choose",
            get(new_password::choose::<S, I, N>).post(new_password::set::<S, I, N>),
        )
        .route(
            "/sign-out",
            get(sign_out::ask::<S, I, N>).post(sign_out::sign_out::<S, I, N>),
        )
        .route("/sign-out/done", get(sign_out::done::<S, I, N>))
        .route("/account", get(account::show::<S, I, N>))
        .route(
            NEW_EMAIL_PAGE,
            get(email::ask::<S, I, N>).post(email::send::<S, I, N>),
        )
        .route("/account/stay", post(account::stay::<S, I, N>))
        .route(
            "/account/sign-out-everywhere",
            post(account::sign_out_everywhere::<S, I, N>),
        )
        .with_state(Desk {
            portal,
            store,
            identity,
            notices,
        })
}
