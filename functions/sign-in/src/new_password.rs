//! A citizen's new password.

use axum::extract::State;
use axum::response::Response;
use domain::notice::SendNotices;
use domain::sign_in::{ProveIdentity, Purpose};
use web::Failure;
use web::form::Posted;
use web::new_password::Way;
use web::sign_in::OnTheWay;

use crate::{Desk, Keep};

const WAY: Way = Way {
    path: "/sign-in/new-password",
    sign_in: "/sign-in",
    purpose: Purpose::NewPassword,
};

pub(crate) async fn ask<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
) -> Response {
    WAY.ask(&desk.portal)
}

pub(crate) async fn send<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (portal, store) = (&desk.portal, &desk.store);
    WAY.send(portal, store, &desk.identity, &desk.notices, &posted)
        .await
}

pub(crate) async fn choose<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    on_the_way: OnTheWay,
) -> Result<Response, Failure> {
    WAY.choose(&desk.portal, &desk.store, on_the_way).await
}

/// Every device is signed out, also where the mail service fails.
pub(crate) async fn set<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    on_the_way: OnTheWay,
    posted: Posted,
) -> Result<Response, Failure> {
    let (portal, store) = (&desk.portal, &desk.store);
    let with = (on_the_way, &posted);
    let changed = WAY.set(portal, store, &desk.identity, with).await?;
    if let Some(account) = &changed.account {
        store.end_sessions(account).await?;
    }
    changed.tell(portal, store, &desk.notices).await
}
