//! Says that somebody will be called back, and by when.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::correspondence::team_inbox::{TeamInbox, read_by};
use domain::values::calendar::with_weekday;
use domain::values::reference::Reference;
use web::govuk::Panel;
use web::{Failure, PageFrame, PathId, page};

use crate::{AppState, CallBackStore, HOME};

#[derive(Template)]
#[template(path = "sent.html")]
struct Sent {
    frame: PageFrame,
    panel: Panel,
    call_by: String,
}

/// Returns the address of the page which says that a call was asked for.
pub(crate) fn address(reference: &Reference) -> String {
    format!("{HOME}/sent/{}", reference.plain())
}

/// Shows the reference and the day, and nothing of who asked: somebody with the
/// reference alone learns nothing.
pub(crate) async fn show<S: CallBackStore>(
    State(state): State<AppState<S>>,
    PathId(reference): PathId<Reference>,
) -> Result<Response, Failure> {
    let (site, inbox) = (&state.site, TeamInbox::CallBacks);
    let found = state.store.read_message(inbox, &reference, site.now());
    let message = found.await?.ok_or(Failure::NOT_FOUND)?;
    let view = Sent {
        frame: site.page("We will call you back"),
        panel: Panel {
            title_text: "We will call you back".into(),
            text: format!("Your reference is {reference}").into(),
            ..Panel::default()
        },
        call_by: with_weekday(read_by(message.sent_at)),
    };
    Ok(page(StatusCode::OK, &view))
}
