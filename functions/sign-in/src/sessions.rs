//! Shows somebody where they are signed in, and ends the sessions that they
//! choose.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::session::{SessionKey, SessionList as _, SessionStore as _, Standing};
use domain::access::sign_in::IdentityProvider as _;
use futures_util::future::try_join_all;
use web::http::form::PostedForm;
use web::page::mistake::FieldMistake;
use web::who::present_password::prove_password;
use web::who::session_list::{LiveSession, LiveSessions, SessionsPage};
use web::who::{Citizen, WholeAccount};
use web::{Failure, page, see_other};

use crate::{AppState, SignInPorts};

pub(crate) const SESSIONS: &str = "/account/sessions";

pub(crate) async fn show<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
) -> Result<Response, Failure> {
    let live = state.live_sessions(&citizen).await?;
    Ok(page(StatusCode::OK, &list(&citizen, &live, &[])))
}

pub(crate) async fn end<P: SignInPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let live = state.live_sessions(&citizen).await?;
    let refuse = |mistakes: &[FieldMistake]| {
        let view = list(&citizen, &live, mistakes);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let (ends, password) = match live.read(&posted) {
        Ok(read) => read,
        Err(mistakes) => return refuse(&mistakes),
    };
    if let Some(mistake) = state.wrong_password(&citizen, password).await? {
        return refuse(&[mistake]);
    }
    let store = state.ports.store();
    try_join_all(ends.into_iter().map(|key| store.end_session(key))).await?;
    Ok(see_other(SESSIONS))
}

fn list(
    citizen: &Citizen<WholeAccount>,
    live: &LiveSessions<SessionKey>,
    mistakes: &[FieldMistake],
) -> SessionsPage {
    SessionsPage::new(citizen.site(), (SESSIONS, "/account"), live, mistakes)
}

impl<P: SignInPorts> AppState<P> {
    async fn live_sessions(
        &self,
        citizen: &Citizen<WholeAccount>,
    ) -> Result<LiveSessions<SessionKey>, Failure> {
        let now = self.site.now();
        let kept = self.ports.store().sessions(citizen.account()).await?;
        let live = kept
            .into_iter()
            .filter(|(_, session)| session.standing(now) != Standing::Ended)
            .map(|(key, session)| LiveSession {
                key,
                signed_in_at: session.signed_in_at,
                seen_at: session.seen_at,
            })
            .collect();
        Ok(LiveSessions::new(live, citizen.signed_in().key()))
    }

    /// Returns what is wrong with the password of somebody who is signed in.
    async fn wrong_password(
        &self,
        citizen: &Citizen<WholeAccount>,
        password: &str,
    ) -> Result<Option<FieldMistake>, Failure> {
        let identity = self.ports.identity();
        let email = identity.email_of(citizen.account()).await?;
        let email = email.ok_or(Failure::SIGNED_OUT)?;
        prove_password(identity, &email, password).await
    }
}
