//! Signing out, for real: the session is gone, not only its cookie.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::notice::SendNotices;
use domain::sign_in::ProveIdentity;
use web::govuk::Button;
use web::who::CitizenRequest;
use web::{Failure, PageFrame, page, see_other};

use crate::{Desk, Keep};

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

pub(crate) async fn ask<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
) -> Response {
    let view = Ask {
        frame: desk.portal.page("Sign out").back("/saved-forms"),
        button: Button {
            text: "Sign out".into(),
            ..Button::default()
        },
    };
    page(StatusCode::OK, &view)
}

pub(crate) async fn sign_out<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    if let Some(key) = visitor.session() {
        desk.store.end_session(key).await?;
    }
    Ok(web::session::forgotten_in(see_other("/sign-out/done")))
}

pub(crate) async fn done<S: Keep, I: ProveIdentity, N: SendNotices>(
    State(desk): State<Desk<S, I, N>>,
) -> Response {
    let frame = desk.portal.page("You have signed out");
    page(StatusCode::OK, &Done { frame })
}
