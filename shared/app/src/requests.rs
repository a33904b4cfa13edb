//! Reads a saved request to the council: whether it is finished, or sent.

use domain::fault::StoreFault;
use domain::forms::saved_form::{SavedForm, SavedFormStore};
use domain::values::account_id::AccountId;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;
use journey::forms::request_help;
use journey::journey::Journey;
use journey::request_help::{Request, request};

/// A saved request in which every question is answered, and which was not sent.
#[derive(Debug)]
pub struct FinishedRequest {
    /// The saved form.
    pub saved: SavedForm,
    /// The request that its answers make.
    pub request: Request,
}

/// The state of a saved request.
#[derive(Debug)]
pub enum RequestState {
    /// Every question is answered, so the request can be sent.
    Finished(Box<FinishedRequest>),
    /// A question has no answer.
    Unfinished {
        /// The path of the page that is answered next.
        next: String,
    },
    /// The request was sent, in the application with this reference.
    Sent(Reference),
    /// The account has no such request.
    NotFound,
}

/// Reads a saved request of an account.
///
/// # Errors
/// When the store does not answer.
pub async fn read(
    store: &impl SavedFormStore,
    account: &AccountId,
    id: &SavedId,
    now: Timestamp,
) -> Result<RequestState, StoreFault> {
    let saved = store.read_saved_form(account, id, now).await?;
    let Some(saved) = saved.filter(|saved| saved.form == request_help().id) else {
        return Ok(RequestState::NotFound);
    };
    if let Some(reference) = saved.submitted_in {
        return Ok(RequestState::Sent(reference));
    }
    let journey = Journey::new(request_help(), &saved.answers);
    Ok(match request(&journey) {
        Some(request) => RequestState::Finished(Box::new(FinishedRequest { saved, request })),
        None => RequestState::Unfinished {
            next: journey.resume().path().to_owned(),
        },
    })
}
