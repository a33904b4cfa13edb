//! The use cases of complaints about personal data.

use domain::correspondence::complaint::{
    Complaint, ComplaintQueue, ComplaintReceipt, ComplaintStore, UnannouncedComplaint,
};
use domain::correspondence::email::{DeliveryLog, Email, Mailer};
use domain::council::Council;
use domain::values::email_address::EmailAddress;
use futures_util::future::join;
use jiff::Timestamp;

use crate::email::{self, EmailHandover};
use crate::outage::Outage;

/// The outcome of sending a complaint.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ComplaintReceived {
    /// The complaint is kept, since now or since it was sent before; and
    /// whether its sender has an e-mail which says so.
    Yes(EmailHandover),
    /// Too many complaints were sent with the same address within the hour;
    /// this one is not kept.
    TooMany,
}

/// Keeps a complaint, tells the council that there is one, and confirms it to
/// its sender. A complaint that is sent twice is kept once, and the
/// confirmation goes to the address that was typed first. If the council cannot
/// be told now, housekeeping tells it later. Once the complaint is kept, nothing
/// that fails makes it unkept.
///
/// # Errors
/// When the store does not answer and the complaint is not known to be kept.
pub async fn receive(
    store: &(impl DeliveryLog + ComplaintStore + ComplaintQueue),
    mailer: &impl Mailer,
    council: &Council,
    complaint: Complaint,
) -> Result<ComplaintReceived, Outage> {
    let now = complaint.received_at;
    let untold = complaint.untold();
    let (kept, is_new) = match store.keep_complaint(&complaint).await? {
        ComplaintReceipt::Now => (complaint, true),
        // If the council was not told the first time, housekeeping tells it.
        ComplaintReceipt::Before(kept) => (*kept, false),
        ComplaintReceipt::BeforeAndTooMany => {
            return Ok(ComplaintReceived::Yes(EmailHandover::Taken));
        }
        ComplaintReceipt::TooMany => return Ok(ComplaintReceived::TooMany),
    };
    let mail = Email::ComplaintReceived {
        reference: kept.reference.clone(),
        acknowledged_by: kept.acknowledged_by(),
    };
    let told = async {
        if is_new {
            tell_council_now(store, mailer, council, &untold, now).await;
        }
    };
    let confirmed = email::send_about_done(store, mailer, &kept.email, &mail, now);
    let ((), confirmed) = join(told, confirmed).await;
    Ok(ComplaintReceived::Yes(confirmed))
}

/// Tells the council of a complaint now, or leaves that to housekeeping.
async fn tell_council_now(
    store: &(impl DeliveryLog + ComplaintQueue),
    mailer: &impl Mailer,
    council: &Council,
    untold: &UnannouncedComplaint,
    now: Timestamp,
) {
    match EmailAddress::parse(&council.data_protection_email) {
        Ok(to) => {
            if let Err(outage) = tell_council(store, mailer, &to, untold, now).await {
                outage.note();
            }
        }
        Err(_) => tracing::warn!("the council has no address for complaints"),
    }
}

/// Tells the council by e-mail that there is a complaint. The e-mail says
/// nothing of who complains and what about.
///
/// # Errors
/// [`Outage::Mail`] if the mail service did not take the e-mail; the council is
/// then still to be told. [`Outage::Store`] if the mail service took it and the
/// table did not answer.
pub async fn tell_council(
    store: &(impl DeliveryLog + ComplaintQueue),
    mailer: &impl Mailer,
    council: &EmailAddress,
    untold: &UnannouncedComplaint,
    now: Timestamp,
) -> Result<(), Outage> {
    let taken = store.complaint_told(untold);
    email::send_waiting(store, mailer, council, &untold.mail(), now, taken).await
}
