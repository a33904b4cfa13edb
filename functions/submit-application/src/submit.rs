//! Sends a request, once.

use app::applications::{self, SendOutcome, SenderDeclaration};
use axum::extract::State;
use axum::response::Response;
use domain::access::session::SessionStore as _;
use domain::fault::StoreFault;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use web::declaration::{CONFIRM, CONFIRMED, ShownAgain, Turned};
use web::http::form::PostedForm;
use web::session::citizen::SignedIn;
use web::who::{Citizen, WholeAccount};
use web::{Failure, see_other};

use crate::{
    AppState, DECLARATION, Opened, START, SubmitApplicationPorts, attach, sent_page, spec,
};

/// Leads somebody whose session had ended when they sent, and who has signed in
/// again, to the declaration. They confirm again, because nothing was sent.
pub(crate) async fn show_again() -> Response {
    see_other(DECLARATION)
}

/// Sends the saved form that the declaration was about, even if it is no longer
/// open. So a second click, a step back and a retry all end at the one
/// application.
pub(crate) async fn submit<P: SubmitApplicationPorts>(
    State(state): State<AppState<P>>,
    citizen: Citizen<WholeAccount>,
    posted: PostedForm,
) -> Result<Response, Turned> {
    let saved: Option<SavedId> = posted.one("form").parse().ok();
    let saved = saved.ok_or_else(|| Turned::To(START.to_owned()))?;
    let opened = state.open_saved(citizen, &saved).await?;
    match state.send(&opened, &posted).await? {
        SendOutcome::Sent(reference) => {
            state.close(opened.citizen.signed_in()).await;
            Ok(see_other(&sent_page(&reference)))
        }
        SendOutcome::Changed(parcel) => {
            Ok(state.ask_to_confirm(&opened, parcel, Some(ShownAgain::Changed)))
        }
        SendOutcome::NotConfirmed(parcel) => {
            Ok(state.ask_to_confirm(&opened, parcel, Some(ShownAgain::NotConfirmed)))
        }
        SendOutcome::NotChosen => Err(attach::first()),
        SendOutcome::FormDeleted => Err(Turned::To(START.to_owned())),
        SendOutcome::AccountDeleted => Err(Turned::Away(Failure::SIGNED_OUT)),
    }
}

impl<P: SubmitApplicationPorts> AppState<P> {
    async fn send(&self, opened: &Opened, posted: &PostedForm) -> Result<SendOutcome, StoreFault> {
        let declaration = SenderDeclaration {
            account: opened.citizen.account(),
            request: &opened.request,
            seal: posted.one("seen"),
            confirmed: posted.one(CONFIRM) == CONFIRMED,
        };
        let (store, mailer) = (self.ports.store(), self.ports.mailer());
        let reference = Reference::of_id(&self.site.new_id());
        let (sources, now) = (self.sources(), self.site.now());
        applications::send(store, mailer, declaration, &reference, sources, now).await
    }

    /// Closes the form in the session, because the next answer is for another
    /// request. A form that stays open can only be read, and leads to the
    /// application.
    async fn close(&self, signed_in: &SignedIn) {
        let store = self.ports.store();
        let closed = store
            .open_form(signed_in.key(), &spec().form.id, None)
            .await;
        if let Err(fault) = closed {
            Failure::from(fault).note();
        }
    }
}
