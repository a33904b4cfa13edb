//! What staff see to: applications whose e-mails come back, complaints, and
//! who looked at what.

use jiff::Timestamp;

use crate::application::{Application, Progress};
use crate::audit::KeepAudit;
use crate::complaint::Complaint;
use crate::draft::StoreFault;
use crate::reference::Reference;

/// An application about which an e-mail came back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Undelivered {
    /// Which application.
    pub reference: Reference,
    /// When an e-mail about it came back.
    pub bounced_at: Timestamp,
    /// Whether it was the copy to the person whom somebody applied for, and not
    /// the one to the applicant.
    pub is_copy: bool,
}

/// Lets staff see to what wants doing. Whoever shows somebody's record MUST
/// note it first ([`KeepAudit::note_access`]).
pub trait Oversee: KeepAudit {
    /// Applications whose e-mails come back and to which nobody has seen yet,
    /// oldest first. Nothing of who sent them.
    fn undelivered(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Undelivered>, StoreFault>> + Send;

    /// Somebody has seen to it. MUST succeed if it was seen to before.
    fn settle_undelivered(
        &self,
        undelivered: &Undelivered,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// The application with this reference, whoever sent it.
    fn look_up(
        &self,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<(Application, Progress)>, StoreFault>> + Send;

    /// Every complaint that is kept, oldest first.
    fn all_complaints(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Complaint>, StoreFault>> + Send;

    /// Somebody acknowledged a complaint. MUST leave the first time as it was,
    /// and succeed if there is no such complaint.
    fn acknowledge_complaint(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}
