//! Signs out: the session ends, not only its cookie.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::staff_user::StaffUserStore as _;
use web::session::staff::StaffRequest;
use web::{Failure, PageFrame, page, see_other};

use crate::{AppState, ProfessionalSignInPorts};

#[derive(Template)]
#[template(path = "signed-out.html")]
struct Done {
    frame: PageFrame,
}

pub(crate) async fn sign_out<P: ProfessionalSignInPorts>(
    State(state): State<AppState<P>>,
    request: StaffRequest,
) -> Result<Response, Failure> {
    if let Some(key) = request.session() {
        state.ports.store().end_staff_session(key).await?;
    }
    let done = see_other("/professionals/sign-out/done");
    Ok(web::session::staff::forgotten_in(done))
}

pub(crate) async fn done<P: ProfessionalSignInPorts>(State(state): State<AppState<P>>) -> Response {
    let frame = state.site.page("You have signed out");
    page(StatusCode::OK, &Done { frame })
}
