//! Signing out, for real: the session is gone, not only its cookie.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use web::member::{Colleague, Services};
use web::{Failure, PageFrame, page, see_other};

use crate::{Desk, Keep};

#[derive(Template)]
#[template(path = "signed-out.html")]
struct Done {
    frame: PageFrame,
}

pub(crate) async fn sign_out<S: Keep, A: Services>(
    State(desk): State<Desk<S, A>>,
    colleague: Colleague,
) -> Result<Response, Failure> {
    if let Some(key) = colleague.session() {
        desk.store.end_member_session(key).await?;
    }
    let done = see_other("/professionals/sign-out/done");
    Ok(web::member::forgotten_in(done))
}

pub(crate) async fn done<S: Keep, A: Services>(State(desk): State<Desk<S, A>>) -> Response {
    let frame = desk.portal.page("You have signed out");
    page(StatusCode::OK, &Done { frame })
}
