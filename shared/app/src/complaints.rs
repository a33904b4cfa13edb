//! Complaints about personal data.

use domain::account::EmailAddress;
use domain::complaint::{TellOfComplaints, Untold};
use domain::notice::{KeepAttempts, SendNotices};
use jiff::Timestamp;

use crate::email;
use crate::outage::Outage;

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
