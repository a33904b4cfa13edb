//! Signs out: the session ends, not only its cookie.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::member::KeepMembers as _;
use web::member::Colleague;
use web::{Failure, PageFrame, page, see_other};

use crate::{AppState, ProfessionalSignInPorts};

#[derive(Template)]
#[template(path = "signed-out.html")]
struct Done {
    frame: PageFrame,
}

pub(crate) async fn sign_out<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
    colleague: Colleague,
) -> Result<Response, Failure> {
    if let Some(key) = colleague.session() {
        state.ports.store().end_member_session(key).await?;
    }
    let done = see_other("/professionals/sign-out/done");
    Ok(web::member::forgotten_in(done))
}

pub(crate) async fn done<P: ProfessionalSignInPorts>(State(state): State<AppState<P>>) -> Response {
    let frame = state.portal.page("You have signed out");
    page(StatusCode::OK, &Done { frame })
}
