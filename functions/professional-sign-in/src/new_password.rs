//! The first password of an invited person, and every later one.

use axum::extract::State;
use axum::response::Response;
use domain::member::KeepMembers as _;
use domain::sign_in::Purpose;
use web::Failure;
use web::form::Posted;
use web::new_password::Way;
use web::sign_in::OnTheWay;

use crate::{AppState, ProfessionalSignInPorts};

const WAY: Way = Way {
    path: "/professionals/new-password",
    sign_in: web::member::SIGN_IN,
    purpose: Purpose::InvitedPassword,
};

pub(crate) async fn ask<P: ProfessionalSignInPorts>(State(state): State<AppState<P>>) -> Response {
    WAY.ask(&state.portal)
}

pub(crate) async fn send<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (portal, store) = (&state.portal, state.ports.store());
    WAY.send(
        portal,
        store,
        state.ports.identity(),
        state.ports.mailer(),
        &posted,
    )
    .await
}

pub(crate) async fn choose<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
    on_the_way: OnTheWay,
) -> Result<Response, Failure> {
    WAY.choose(&state.portal, state.ports.store(), on_the_way)
        .await
}

/// Sets the new password and signs out every device, even if the mail service
/// fails.
pub(crate) async fn set<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
    on_the_way: OnTheWay,
    posted: Posted,
) -> Result<Response, Failure> {
    let (portal, store) = (&state.portal, state.ports.store());
    let with = (on_the_way, &posted);
    let changed = WAY.set(portal, store, state.ports.identity(), with).await?;
    if let Some(account) = &changed.account {
        store.end_member_sessions(account).await?;
    }
    changed.tell(portal, store, state.ports.mailer()).await
}
