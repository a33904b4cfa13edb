//! Says that the concern was sent, and what happens next.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::correspondence::team_inbox::{InboxMessage, read_by};
use domain::council::Council;
use domain::forms::draft::DraftKey;
use domain::values::calendar::with_weekday;
use domain::values::reference::Reference;
use jiff::{SignedDuration, Timestamp};
use web::govuk::{Panel, SummaryList, WarningText};
use web::page::message_summary::message_summary;
use web::who::CitizenRequest;
use web::{Failure, PageFrame, PathId, page};

use crate::start::call_first;
use crate::{AppState, ConcernPageStore, HOME};

/// The time for which the sender is shown a copy. Others may use the device
/// afterwards.
const COPY_SHOWN: SignedDuration = SignedDuration::from_hours(1);

#[derive(Template)]
#[template(path = "sent.html")]
struct Sent {
    frame: PageFrame,
    panel: Panel,
    call_first: WarningText,
    read_by: String,
    /// The questions and answers, for the browser that sent them.
    copy: Option<SummaryList>,
}

/// Returns the address of the page which says that a concern was sent.
pub(crate) fn address(reference: &Reference) -> String {
    format!("{HOME}/sent/{}", reference.plain())
}

/// Shows the page to anybody with the reference, and the copy to its sender
/// alone.
pub(crate) async fn show<S: ConcernPageStore>(
    State(state): State<AppState<S>>,
    PathId(reference): PathId<Reference>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let mark = visitor.key().and_then(DraftKey::mark).map(str::to_owned);
    let open = state.open(visitor).await?;
    let found = state.find(&reference, &open.site).await?;
    let message = found.ok_or(Failure::NOT_FOUND)?;
    let is_senders = is_senders(&message, mark.as_deref(), open.site.now());
    let view = Sent {
        frame: open.site.page("Concern sent"),
        panel: Panel {
            title_text: "Concern sent".into(),
            text: format!("Your reference is {reference}").into(),
            ..Panel::default()
        },
        call_first: call_first(),
        read_by: with_weekday(read_by(message.sent_at)),
        copy: is_senders.then(|| message_summary(&message.lines)),
    };
    Ok(page(StatusCode::OK, &view))
}

/// Whether a request is of the browser that sent a message, a short time ago.
fn is_senders(message: &InboxMessage, mark: Option<&str>, now: Timestamp) -> bool {
    mark == Some(&*message.visit) && now.duration_since(message.sent_at) < COPY_SHOWN
}

impl Sent {
    fn council(&self) -> &Council {
        self.frame.site().council()
    }
}
