//! Sends the concern, once.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::budget::{Budget, BudgetHolder};
use domain::access::source_address::SourceAddress;
use domain::correspondence::team_inbox::{
    InboxLine, InboxMessage, InboxReceipt, TeamInbox, read_by,
};
use domain::forms::draft::DraftKey;
use domain::values::calendar::with_weekday;
use domain::values::reference::Reference;
use journey::journey::Journey;
use web::answers::{AnswerHolder as _, VisitorForm};
use web::govuk::{Button, WarningText};
use web::http::form::PostedForm;
use web::page::limit::note_limit;
use web::page::mistake::{FieldMistake, summary};
use web::who::CitizenRequest;
use web::who::sign_in::RequestSource;
use web::{Failure, PageFrame, SiteContext, page, see_other};

use crate::start::call_first;
use crate::{AppState, ConcernPageStore, sent, spec};

/// The answer to [`DANGER`] of somebody who says that there is danger.
const YES: &str = "yes";
/// The question whether anybody is in danger now.
const DANGER: &str = "danger";

#[derive(Template)]
#[template(path = "send.html")]
struct Send {
    frame: PageFrame,
    call_first: WarningText,
    /// The id of the message. It is made before the page is shown, so that
    /// pressing the button twice sends one message.
    id: String,
    read_by: String,
    button: Button,
}

impl Send {
    fn new(site: &SiteContext, id: &str, mistakes: &[FieldMistake]) -> Self {
        Self {
            frame: site
                .page("Send your concern")
                .part(spec().form.title.as_str())
                .back(spec().address().page("check-answers"))
                .errors(summary(mistakes)),
            call_first: call_first(),
            id: site.id_of_form(id),
            read_by: with_weekday(read_by(site.now())),
            button: Button {
                id: "send".into(),
                prevent_double_click: Some(true),
                ..Button::of("Send to the safeguarding team")
            },
        }
    }
}

pub(crate) async fn ask<S: ConcernPageStore>(
    State(state): State<AppState<S>>,
    visitor: CitizenRequest,
) -> Result<Response, Failure> {
    let open = state.open(visitor).await?;
    match first_open(&open) {
        Some(address) => Ok(see_other(&address)),
        None => Ok(page(StatusCode::OK, &Send::new(&open.site, "", &[]))),
    }
}

/// Keeps the concern for the safeguarding team and clears what was typed, so that
/// nobody who uses the device later finds it in the form.
pub(crate) async fn send<S: ConcernPageStore>(
    State(state): State<AppState<S>>,
    RequestSource(source): RequestSource,
    visitor: CitizenRequest,
    posted: PostedForm,
) -> Result<Response, Failure> {
    let visit = visitor.key().and_then(DraftKey::mark).map(str::to_owned);
    let open = state.open(visitor).await?;
    let id = open.site.id_of_form(posted.one("id"));
    let reference = Reference::of_id(&id);
    let address = sent::address(&reference);
    if let Some(unanswered) = first_open(&open) {
        // The first press has sent it and cleared the answers.
        let sent = state.find(&reference, &open.site).await?;
        return Ok(see_other(sent.map_or(&*unanswered, |_| &*address)));
    }
    let message = message(&open, reference, visit.unwrap_or_default());
    match state.keep(&open.site, &message, source).await? {
        InboxReceipt::Kept => {
            state.clear(&open).await;
            Ok(see_other(&address))
        }
        InboxReceipt::TooMany(budget) => {
            let view = Send::new(&open.site, &id, &[too_many(&open.site, &budget)]);
            Ok(page(StatusCode::TOO_MANY_REQUESTS, &view))
        }
    }
}

impl<S: ConcernPageStore> AppState<S> {
    /// Finds a concern that was sent.
    pub(crate) async fn find(
        &self,
        reference: &Reference,
        site: &SiteContext,
    ) -> Result<Option<InboxMessage>, Failure> {
        let inbox = TeamInbox::Concerns;
        Ok(self
            .store
            .read_message(inbox, reference, site.now())
            .await?)
    }

    /// Clears the answers of a concern that was sent. A fault is noted, because the
    /// concern is kept; the answers end by themselves within 24 hours.
    async fn clear(&self, open: &VisitorForm) {
        if let Err(failure) = self.answers.clear(open).await {
            failure.note();
        }
    }

    async fn keep(
        &self,
        site: &SiteContext,
        message: &InboxMessage,
        source: Option<SourceAddress>,
    ) -> Result<InboxReceipt, Failure> {
        let budgets = message.inbox.budgets(source, &site.limits());
        Ok(self.store.keep_message(message, &budgets).await?)
    }
}

/// Makes the message of the answers, in the words of the check of all answers.
fn message(open: &VisitorForm, reference: Reference, visit: String) -> InboxMessage {
    let sections = Journey::new(open.form, &open.answers).summary().into_iter();
    let rows = sections.flat_map(|section| section.rows);
    InboxMessage {
        inbox: TeamInbox::Concerns,
        reference,
        sent_at: open.site.now(),
        is_urgent: open.answers.text(DANGER) == Some(YES),
        visit,
        lines: rows
            .map(|row| InboxLine {
                label: row.label,
                words: row.value,
            })
            .collect(),
        done: None,
    }
}

/// Returns the address of the first page that is not answered, if there is one.
fn first_open(open: &VisitorForm) -> Option<String> {
    let journey = Journey::new(open.form, &open.answers);
    let unfinished = !journey.is_complete();
    unfinished.then(|| spec().address().page(journey.resume().path()))
}

/// Says which limit is reached, and whom to call instead.
fn too_many(site: &SiteContext, spent: &Budget) -> FieldMistake {
    note_limit(spent);
    let why = match spent.holder {
        BudgetHolder::Everybody => "We cannot take more concerns online in this hour.".to_owned(),
        _ => format!(
            "{} concerns were sent from your internet connection in the last hour.",
            spent.most
        ),
    };
    let council = site.council();
    let words = format!(
        "{why} Call us on {} or, at evenings and weekends, {}. Or send this later: we keep your answers for 24 hours",
        council.telephone, council.emergency_telephone
    );
    FieldMistake::new("send", words)
}
