#![doc = include_str!("../README.md")]

mod new_password;
mod password;
mod sign_out;

use domain::member::KeepMembers;
use domain::notice::{KeepAttempts, SendNotices};
use domain::sign_in::{KeepSignIns, ProveIdentity};
use domain::telephone::SendPhoneCodes;
use web::member::Services;
use web::{Portal, RouteTable};

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
) -> RouteTable {
    RouteTable::new()
        .get(web::member::SIGN_IN, password::ask)
        .post_fields(
            web::member::SIGN_IN,
            &["email", "password", "next"],
            password::prove,
        )
        .get("/professionals/new-password", new_password::ask)
        .post_fields(
            "/professionals/new-password",
            &["email"],
            new_password::send,
        )
        .get("/professionals/new-password/choose", new_password::choose)
        .post_fields(
            "/professionals/new-password/choose",
            &["password"],
            new_password::set,
        )
        .post(web::member::SIGN_OUT, sign_out::sign_out)
        .get("/professionals/sign-out/done", sign_out::done)
        .with_state(Desk::<S, (I, N, P)> {
            portal,
            store,
            identity,
            notices,
            phones,
        })
}
