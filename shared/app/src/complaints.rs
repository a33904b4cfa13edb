//! Complaints about personal data.

use domain::account::EmailAddress;
use domain::complaint::{Complaint, KeepComplaints, Taken, TellOfComplaints, Untold};
use domain::council::Council;
use domain::notice::{KeepAttempts, Notice, SendNotices};
use jiff::Timestamp;

use crate::email;
use crate::outage::Outage;

/// What became of sending a complaint.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ComplaintReceived {
    /// It is kept, now or since it was sent before.
    Yes,
    /// Too many were sent with its address within the hour; it is not kept.
    TooMany,
}

/// Keeps a complaint, tells the council of it and its sender that it is
/// received. Sent again it is kept once, and the answer goes to the address that
/// was typed first. What the council cannot be told now, housekeeping tells it.
///
/// # Errors
/// When the store or the mail service does not answer.
pub async fn receive<S, N>(
    store: &S,
    mail: &N,
    council: &Council,
    complaint: Complaint,
) -> Result<ComplaintReceived, Outage>
where
    S: KeepAttempts + KeepComplaints + TellOfComplaints,
    N: SendNotices,
{
    let now = complaint.received_at;
    let kept = match store.keep_complaint(&complaint).await? {
        Taken::Now => {
            tell_council_now(store, mail, council, &complaint.untold(), now).await;
            complaint
        }
        // What the council was not told then, it is told by housekeeping.
        Taken::Before(kept) => *kept,
        Taken::BeforeAndTooMany => return Ok(ComplaintReceived::Yes),
        Taken::TooMany => return Ok(ComplaintReceived::TooMany),
    };
    let notice = Notice::ComplaintReceived {
        reference: kept.reference.clone(),
        acknowledged_by: kept.acknowledged_by(),
    };
    email::send(store, mail, &kept.email, &notice, now).await?;
    Ok(ComplaintReceived::Yes)
}

/// Tells the council, or leaves that to housekeeping.
async fn tell_council_now<S, N>(
    store: &S,
    mail: &N,
    council: &Council,
    untold: &Untold,
    now: Timestamp,
) where
    S: KeepAttempts + TellOfComplaints,
    N: SendNotices,
{
    match EmailAddress::parse(&council.data_protection_email) {
        Ok(to) => {
            if let Err(outage) = tell_council(store, mail, &to, untold, now).await {
                outage.note();
            }
        }
        Err(_) => tracing::warn!("the council has no address for complaints"),
    }
}

/// Tells the council that there is a complaint: nothing of who complains and of
/// what.
///
/// # Errors
/// [`Outage::Mail`] where the mail service did not take it: the complaint waits
/// to be told of. [`Outage::Store`] where it did.
pub async fn tell_council<S, N>(
    store: &S,
    mail: &N,
    council: &EmailAddress,
    untold: &Untold,
    now: Timestamp,
) -> Result<(), Outage>
where
    S: KeepAttempts + TellOfComplaints,
    N: SendNotices,
{
    let taken = store.complaint_told(untold);
    email::send_waiting(store, mail, council, &untold.notice(), now, taken).await
}
