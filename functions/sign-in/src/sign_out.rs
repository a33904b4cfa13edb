//! Signs out: the session ends, not only its cookie.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::session::SessionStore as _;
use web::govuk::Button;
use web::who::CitizenRequest;
use web::{Failure, PageFrame, page, see_other};

use crate::{AppState, SignInPorts};

#[derive(Template)]
#[template(path = "sign-out.html")]
struct Ask {
    frame: PageFrame,
    button: Button,
}

#[derive(Template)]
#[template(path = "signed-out.html")]
struct Done {
    frame: PageFrame,
}

pub(crate) async fn ask<P: SignInPorts>(State(state): State<AppState<P>>) -> Response {
    let view = Ask {
        frame: state.site.page("Sign out").back("/saved-forms"),
        button: Button {
            text: "Sign out".into(),
            ..Button::default()
        },
    };
    page(StatusCode::OK, &view)
}

pub(crate) async fn sign_out<P: SignInPorts>(
    State(state): State<AppState<P>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    if let Some(key) = visitor.session() {
        state.ports.store().end_session(key).await?;
    }
    Ok(web::session::citizen::forgotten_in(see_other(
        "/sign-out/done",
    )))
}

pub(crate) async fn done<P: SignInPorts>(State(state): State<AppState<P>>) -> Response {
    let frame = state.site.page("You have signed out");
    page(StatusCode::OK, &Done { frame })
}
