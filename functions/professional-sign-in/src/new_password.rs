//! The first password of somebody who was invited, and any other.

use axum::extract::State;
use axum::response::Response;
use domain::sign_in::Purpose;
use web::Failure;
use web::form::Posted;
use web::member::Services;
use web::new_password::Way;
use web::sign_in::OnTheWay;

use crate::{Desk, Keep};

const WAY: Way = Way {
    path: "/professionals/new-password",
    sign_in: web::member::SIGN_IN,
    purpose: Purpose::InvitedPassword,
};

pub(crate) async fn ask<S: Keep, A: Services>(State(desk): State<Desk<S, A>>) -> Response {
    WAY.ask(&desk.portal)
}

pub(crate) async fn send<S: Keep, A: Services>(
    State(desk): State<Desk<S, A>>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (portal, store) = (&desk.portal, &desk.store);
    WAY.send(portal, store, &desk.identity, &desk.notices, &posted)
        .await
}

pub(crate) async fn choose<S: Keep, A: Services>(
    State(desk): State<Desk<S, A>>,
    on_the_way: OnTheWay,
) -> Result<Response, Failure> {
    WAY.choose(&desk.portal, &desk.store, on_the_way).await
}

/// Every device is signed out, also where the mail service fails.
pub(crate) async fn set<S: Keep, A: Services>(
    State(desk): State<Desk<S, A>>,
    on_the_way: OnTheWay,
    posted: Posted,
) -> Result<Response, Failure> {
    let (portal, store) = (&desk.portal, &desk.store);
    let with = (on_the_way, &posted);
    let changed = WAY.set(portal, store, &desk.identity, with).await?;
    if let Some(account) = &changed.account {
        store.end_member_sessions(account).await?;
    }
    changed.tell(portal, store, &desk.notices).await
}
