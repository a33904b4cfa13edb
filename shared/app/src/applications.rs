//! The use cases of applications.

use domain::access::account::AccountReader;
use domain::application::contact_by;
use domain::application::evidence::EvidenceStore;
use domain::application::{
    Applicant, Application, ApplicationStore, Confirmation, ConfirmationQueue, Submitted,
};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::fault::StoreFault;
use domain::forms::saved_form::SavedFormStore;
use domain::values::account_id::AccountId;
use domain::values::london::date_in_london;
use domain::values::reference::Reference;
use futures_util::future::join_all;
use jiff::Timestamp;
use journey::report::Sources;

use crate::email;
use crate::outage::Outage;
use crate::parcel::Parcel;
use crate::requests::FinishedRequest;

/// The number of times that a parcel is put together again because a file was
/// judged in between. Each file is judged once, so a sixth time would mean
/// something else.
const ROUNDS: usize = 5;

/// The declaration of somebody who sends a request: what they were shown, and
/// whether they confirmed that.
#[derive(Clone, Copy, Debug)]
pub struct SenderDeclaration<'a> {
    /// The account of the sender.
    pub account: &'a AccountId,
    /// The request that is sent.
    pub request: &'a FinishedRequest,
    /// The seal of the parcel that they were shown.
    pub seal: &'a str,
    /// Whether they confirmed that what they were shown is true.
    pub confirmed: bool,
}

/// The outcome of sending a request.
#[derive(Debug)]
pub enum SendOutcome {
    /// The council has the application with this reference, from now or from
    /// before.
    Sent(Reference),
    /// The parcel is no longer what the sender was shown.
    Changed(Parcel),
    /// The sender has not confirmed what they were shown.
    NotConfirmed(Parcel),
    /// The sender has still to choose which checks and estimates are sent.
    NotChosen,
    /// The saved form was deleted.
    FormDeleted,
    /// The account was deleted while its session was open.
    AccountDeleted,
}

/// Sends a request to the council, once, if its parcel is what the sender was
/// shown and has confirmed. A file that is judged in the meantime and is clean
/// is sent as well.
///
/// # Errors
/// When the store does not answer.
pub async fn send(
    store: &(
         impl ConfirmationQueue
         + ApplicationStore
         + DeliveryLog
         + AccountReader
         + SavedFormStore
         + EvidenceStore
     ),
    mailer: &impl Mailer,
    declaration: SenderDeclaration<'_>,
    reference: &Reference,
    sources: Sources<'_>,
    now: Timestamp,
) -> Result<SendOutcome, StoreFault> {
    let SenderDeclaration {
        account, request, ..
    } = declaration;
    let Some(profile) = store.read_account(account).await? else {
        return Ok(SendOutcome::AccountDeleted);
    };
    for _ in 0..ROUNDS {
        let Some(parcel) = Parcel::pack(store, account, request, sources, now).await? else {
            return Ok(SendOutcome::NotChosen);
        };
        if declaration.seal != parcel.seal() {
            return Ok(SendOutcome::Changed(parcel));
        }
        if !declaration.confirmed {
            return Ok(SendOutcome::NotConfirmed(parcel));
        }
        let applicant = Applicant {
            first_name: profile.first_name.clone(),
            last_name: profile.last_name.clone(),
            email: profile.email.clone(),
            copy_to: request.request.copy_to.clone(),
        };
        let application = Application {
            reference: reference.clone(),
            kind: request.request.kind,
            account: account.clone(),
            saved: request.saved.id.clone(),
            submitted_at: now,
            contact_by: contact_by(date_in_london(now)),
            applicant,
            forms: parcel.forms,
            told: parcel.told,
            evidence: parcel.evidence,
        };
        match submit(store, mailer, &application, now).await? {
            Submitted::Now => return Ok(SendOutcome::Sent(application.reference)),
            Submitted::Before(before) => return Ok(SendOutcome::Sent(before)),
            Submitted::Gone => return Ok(SendOutcome::FormDeleted),
            Submitted::FilesChanged => {}
        }
    }
    Err(StoreFault {
        operation: "submit an application",
        source: "its files changed under every attempt".into(),
    })
}

/// Submits an application, once for its saved form, and confirms that by
/// e-mail. The table keeps a note of each e-mail that cannot be sent now, and
/// housekeeping sends it later: the application is the council's by then,
/// whatever becomes of its e-mails.
async fn submit(
    store: &(impl ConfirmationQueue + ApplicationStore + DeliveryLog),
    mailer: &impl Mailer,
    application: &Application,
    now: Timestamp,
) -> Result<Submitted, StoreFault> {
    let submitted = store.submit(application).await?;
    if submitted == Submitted::Now {
        confirm_all(store, mailer, application, now).await;
    }
    Ok(submitted)
}

/// Confirms by e-mail an application that was just submitted. What the mail
/// service does not take stays noted, and is sent later.
pub(crate) async fn confirm_all(
    store: &(impl ConfirmationQueue + DeliveryLog),
    mailer: &impl Mailer,
    application: &Application,
    now: Timestamp,
) {
    let confirmations = application.confirmations();
    let confirmed = confirmations.iter();
    let confirmed = confirmed.map(|one| confirm(store, mailer, application, one, now));
    for outage in join_all(confirmed)
        .await
        .into_iter()
        .filter_map(Result::err)
    {
        outage.note();
    }
}

/// Adds to an application the verdicts on files that were still being checked
/// when it was sent.
///
/// # Errors
/// When the store does not answer.
pub async fn add_verdicts(
    store: &impl EvidenceStore,
    application: &mut Application,
) -> Result<(), StoreFault> {
    if application.deferred_evidence_files().next().is_none() {
        return Ok(());
    }
    let (account, saved) = (&application.account, &application.saved);
    let known = store.evidence(account, saved).await?;
    for file in &mut application.evidence {
        if let Some(now) = known.iter().find(|now| now.id == file.id) {
            *file = now.clone();
        }
    }
    Ok(())
}

/// Sends a confirmation of an application by e-mail. Returns whether there was
/// an address that may be written to; a confirmation without one is taken off
/// the list.
///
/// # Errors
/// [`Outage::Mail`] if the mail service did not take the e-mail, which then
/// waits to be sent; [`Outage::Store`] if the table did not answer.
pub async fn confirm(
    store: &(impl ConfirmationQueue + DeliveryLog),
    mailer: &impl Mailer,
    application: &Application,
    confirmation: &Confirmation,
    now: Timestamp,
) -> Result<bool, Outage> {
    let taken = store.confirmed(confirmation);
    let Some((to, mail)) = application.letter(confirmation.to) else {
        taken.await?;
        return Ok(false);
    };
    email::send_waiting(store, mailer, &to, &mail, now, taken).await?;
    Ok(true)
}
