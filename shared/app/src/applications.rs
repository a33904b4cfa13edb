//! The use cases of applications.

use domain::access::account::AccountReader;
use domain::application::evidence::Evidence;
use domain::application::{
    Applicant, Application, ApplicationKind, ApplicationStore, CompletedForm, Confirmation,
    ConfirmationQueue, ReportSnapshot, Submitted,
};
use domain::correspondence::email::{DeliveryLog, Mailer};
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use domain::values::calendar::contact_by;
use domain::values::email_address::EmailAddress;
use domain::values::london::date_in_london;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;

use crate::email;
use crate::outage::Outage;

/// The parts of an application that somebody sends to the council and has
/// confirmed.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The reference that both sides use from now on.
    pub reference: Reference,
    /// The account of the sender.
    pub account: AccountId,
    /// The saved form that the application is made from; a saved form makes one
    /// application.
    pub saved: SavedId,
    /// The kind of request.
    pub kind: ApplicationKind,
    /// The address for a copy of the confirmation, if the application is for
    /// somebody else who may be written to.
    pub copy_to: Option<EmailAddress>,
    /// The completed forms, the request itself first.
    pub forms: Vec<CompletedForm>,
    /// The results that the applicant was told.
    pub told: Vec<ReportSnapshot>,
    /// The evidence that is sent with the application.
    pub evidence: Vec<Evidence>,
}

/// Submits an application, once for its saved form, and confirms that by
/// e-mail. The table keeps a note of each e-mail that cannot be sent now, and
/// housekeeping sends it later: the application is the council's by then,
/// whatever becomes of its e-mails. Returns `None` if the account is deleted.
///
/// # Errors
/// When the store does not answer.
pub async fn submit(
    store: &(impl ConfirmationQueue + ApplicationStore + DeliveryLog + AccountReader),
    mailer: &impl Mailer,
    submission: Submission,
    now: Timestamp,
) -> Result<Option<Submitted>, StoreFault> {
    let Some(profile) = store.read_account(&submission.account).await? else {
        return Ok(None);
    };
    let application = Application {
        reference: submission.reference,
        kind: submission.kind,
        account: submission.account,
        saved: submission.saved,
        submitted_at: now,
        contact_by: contact_by(date_in_london(now)),
        applicant: Applicant {
            first_name: profile.first_name,
            last_name: profile.last_name,
            email: profile.email,
            copy_to: submission.copy_to,
        },
        forms: submission.forms,
        told: submission.told,
        evidence: submission.evidence,
    };
    let submitted = store.submit(&application).await?;
    if submitted == Submitted::Now {
        for confirmation in application.confirmations() {
            let confirmed = confirm(store, mailer, &application, &confirmation, now).await;
            if let Err(outage) = confirmed {
                outage.note();
            }
        }
    }
    Ok(Some(submitted))
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
