//! The use cases of applications.

use domain::account::{AccountId, EmailAddress, ReadAccounts};
use domain::application::{
    Applicant, Application, ConfirmApplications, Confirmation, Filled, KeepApplications, Kind,
    Submitted, Told,
};
use domain::calendar::contact_by;
use domain::evidence::Evidence;
use domain::fault::StoreFault;
use domain::london::date_in_london;
use domain::notice::{KeepAttempts, SendNotices};
use domain::reference::Reference;
use domain::saved::SavedId;
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
    pub kind: Kind,
    /// The address for a copy of the confirmation, if the application is for
    /// somebody else who may be written to.
    pub copy_to: Option<EmailAddress>,
    /// The completed forms, the request itself first.
    pub forms: Vec<Filled>,
    /// The results that the applicant was told.
    pub told: Vec<Told>,
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
    store: &(impl ConfirmApplications + KeepApplications + KeepAttempts + ReadAccounts),
    mail: &impl SendNotices,
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
            let confirmed = confirm(store, mail, &application, &confirmation, now).await;
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
    store: &(impl ConfirmApplications + KeepAttempts),
    mail: &impl SendNotices,
    application: &Application,
    confirmation: &Confirmation,
    now: Timestamp,
) -> Result<bool, Outage> {
    let taken = store.confirmed(confirmation);
    let Some((to, notice)) = application.letter(confirmation.to) else {
        taken.await?;
        return Ok(false);
    };
    email::send_waiting(store, mail, &to, &notice, now, taken).await?;
    Ok(true)
}
