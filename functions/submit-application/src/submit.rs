//! Sends a request, once.

use app::applications::{self, Submission};
use axum::extract::State;
use axum::response::Response;
use domain::access::session::SessionStore as _;
use domain::application::Submitted;
use domain::fault::StoreFault;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use web::http::form::PostedForm;
use web::session::citizen::SignedIn;
use web::who::{Citizen, WholeAccount};
use web::{Failure, see_other};

use crate::declaration::{Again, CONFIRM, CONFIRMED, Parcel};
use crate::{
    AppState, DECLARATION, Opened, START, SubmitApplicationPorts, Turned, sent_page, spec,
};

/// Leads somebody whose session had ended when they sent, and who has signed in
/// again, to the declaration. They confirm again, because nothing was sent.
pub(crate) async fn show_again() -> Response {
    see_other(DECLARATION)
}

/// The number of times that the parcel is put together again because a file was
/// judged in between. Each file is judged once, so a sixth time would mean
/// something else.
const ROUNDS: usize = 5;

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
    for _ in 0..ROUNDS {
        let parcel = state.pack(&opened).await?;
        if posted.one("seen") != parcel.seal() {
            return Ok(state.ask_to_confirm(&opened, parcel, Some(Again::Changed)));
        }
        if posted.one(CONFIRM) != CONFIRMED {
            return Ok(state.ask_to_confirm(&opened, parcel, Some(Again::NotConfirmed)));
        }
        if let Some(reference) = state.send_as_it_is(&opened, parcel).await? {
            state.close(opened.citizen.signed_in()).await;
            return Ok(see_other(&sent_page(&reference)));
        }
    }
    let changing = StoreFault {
        operation: "submit an application",
        source: "its files changed under every attempt".into(),
    };
    Err(changing.into())
}

impl<P: SubmitApplicationPorts> AppState<P> {
    /// Sends the parcel and returns the reference of the application; `None` if
    /// a file was judged or removed in the meantime.
    async fn send_as_it_is(
        &self,
        opened: &Opened,
        parcel: Parcel,
    ) -> Result<Option<Reference>, Turned> {
        let reference = Reference::of_id(&self.site.new_id());
        let submission = Submission {
            reference: reference.clone(),
            account: opened.citizen.account().clone(),
            saved: opened.saved.id.clone(),
            kind: parcel.request.kind,
            copy_to: parcel.request.copy_to,
            forms: parcel.forms,
            told: parcel.told,
            evidence: parcel.evidence,
        };
        let (store, mail, now) = (self.ports.store(), self.ports.mailer(), self.site.now());
        match applications::submit(store, mail, submission, now).await? {
            Some(Submitted::Now) => Ok(Some(reference)),
            Some(Submitted::Before(before)) => Ok(Some(before)),
            Some(Submitted::Gone) => Err(Turned::To(START.to_owned())),
            Some(Submitted::FilesChanged) => Ok(None),
            // The profile was deleted while its session was open.
            None => Err(Turned::Away(Failure::SIGNED_OUT)),
        }
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
