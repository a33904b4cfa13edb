//! Applications.

use domain::account::{AccountId, EmailAddress, ReadAccounts};
use domain::application::{
    Applicant, Application, ConfirmApplications, Confirmation, Filled, KeepApplications, Kind,
    Submitted, Told,
};
use domain::calendar::contact_by;
use domain::draft::StoreFault;
use domain::evidence::Evidence;
use domain::london::date_in_london;
use domain::notice::{KeepAttempts, SendNotices};
use domain::reference::Reference;
use domain::saved::SavedId;
use jiff::Timestamp;

use crate::email;
use crate::outage::Outage;

/// What somebody sends to the council, as they have confirmed it.
#[derive(Clone, Debug)]
pub struct Submission {
    /// What it is called by both sides from now on.
    pub reference: Reference,
    /// Who sends it.
    pub account: AccountId,
    /// The saved form that it is made from: one makes one application.
    pub saved: SavedId,
    /// What is asked.
    pub kind: Kind,
    /// Where a copy of the confirmation goes, if somebody else is applied for
    /// and may be written to.
    pub copy_to: Option<EmailAddress>,
    /// The forms, the request itself first.
    pub forms: Vec<Filled>,
    /// What they were told.
    pub told: Vec<Told>,
    /// The evidence that is sent with it.
    pub evidence: Vec<Evidence>,
}

/// Submits an application, once for its saved form, and tells of it by e-mail.
/// An e-mail that cannot be sent now stays noted in the table, from which
/// housekeeping sends it: the application is the council's by then, whatever
/// becomes of its e-mails. Answers none where the account is deleted.
///
/// # Errors
/// When the store does not answer.
pub async fn submit<S, N>(
    store: &S,
    mail: &N,
    submission: Submission,
    now: Timestamp,
) -> Result<Option<Submitted>, StoreFault>
where
    S: ConfirmApplications + KeepApplications + KeepAttempts + ReadAccounts,
    N: SendNotices,
{
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

/// Sends an e-mail that tells of an application. Answers whether there was
/// somebody to write to: nobody is written to who did not agree to it.
///
/// # Errors
/// [`Outage::Mail`] where the mail service did not take it: the e-mail waits to
/// be sent. [`Outage::Store`] where it did.
pub async fn confirm<S, N>(
    store: &S,
    mail: &N,
    application: &Application,
    confirmation: &Confirmation,
    now: Timestamp,
) -> Result<bool, Outage>
where
    S: ConfirmApplications + KeepAttempts,
    N: SendNotices,
{
    let taken = store.confirmed(confirmation);
    let Some((to, notice)) = application.letter(confirmation.to) else {
        taken.await?;
        return Ok(false);
    };
    email::send_waiting(store, mail, &to, &notice, now, taken).await?;
    Ok(true)
}
