//! Shows an invited person where they are signed in, and ends the sessions that
//! they choose.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::session::{StaffSessionKey, Standing};
use domain::access::staff_user::StaffUserStore as _;
use futures_util::future::try_join_all;
use web::http::form::PostedForm;
use web::page::mistake::FieldMistake;
use web::staff_pages::ACCOUNT_PAGE;
use web::who::present_password::prove_password;
use web::who::session_list::{LiveSession, LiveSessions, SessionsPage};
use web::who::{AnyRole, Staff};
use web::{Failure, page, see_other};

use crate::{AppState, PhoneCodePorts};

pub(crate) const SESSIONS: &str = "/professionals/account/sessions";

pub(crate) async fn show<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
) -> Result<Response, Failure> {
    let live = state.live_sessions(&staff).await?;
    Ok(page(StatusCode::OK, &list(&staff, &live, &[])))
}

pub(crate) async fn end<P: PhoneCodePorts>(
    State(state): State<AppState<P>>,
    staff: Staff<AnyRole>,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let live = state.live_sessions(&staff).await?;
    let refuse = |mistakes: &[FieldMistake]| {
        let view = list(&staff, &live, mistakes);
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &view))
    };
    let (ends, password) = match live.read(&posted) {
        Ok(read) => read,
        Err(mistakes) => return refuse(&mistakes),
    };
    let (identity, email) = (state.ports.identity(), &staff.staff_user().email);
    if let Some(mistake) = prove_password(identity, email, password).await? {
        return refuse(&[mistake]);
    }
    let store = state.ports.store();
    try_join_all(ends.into_iter().map(|key| store.end_staff_session(key))).await?;
    Ok(see_other(SESSIONS))
}

fn list(
    staff: &Staff<AnyRole>,
    live: &LiveSessions<StaffSessionKey>,
    mistakes: &[FieldMistake],
) -> SessionsPage {
    SessionsPage::new(staff.site(), (SESSIONS, ACCOUNT_PAGE), live, mistakes)
}

impl<P: PhoneCodePorts> AppState<P> {
    async fn live_sessions(
        &self,
        staff: &Staff<AnyRole>,
    ) -> Result<LiveSessions<StaffSessionKey>, Failure> {
        let now = self.site.now();
        let store = self.ports.store();
        let kept = store.staff_sessions(&staff.staff_user().id).await?;
        let live = kept
            .into_iter()
            .filter(|(_, session)| session.standing(now) != Standing::Ended)
            .map(|(key, session)| LiveSession {
                key,
                signed_in_at: session.signed_in_at,
                seen_at: session.seen_at,
            })
            .collect();
        Ok(LiveSessions::new(live, staff.signed_in().key()))
    }
}
