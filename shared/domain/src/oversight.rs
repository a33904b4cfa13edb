//! What staff see to: applications whose e-mails come back, complaints, who can
//! sign in, and who looked at what.
//!
//! What is of a person takes an [`Audited`]. What takes none says nothing of
//! them: a reference and a date.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::account::{AccountId, EmailAddress};
use crate::application::{Application, Progress};
use crate::audit::{Access, Audited, KeepAudit, StaffUserId, Subject};
use crate::complaint::{self, Complaint};
use crate::draft::StoreFault;
use crate::member::{Member, MemberState, Role};
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

/// A complaint as a list shows it: nothing of who complains and of what.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedComplaint {
    /// What both sides call it by.
    pub reference: Reference,
    /// When it was received.
    pub received_at: Timestamp,
    /// When somebody at the council wrote that it is being looked into.
    pub acknowledged_at: Option<Timestamp>,
}

impl ListedComplaint {
    /// The last day on which it is acknowledged in time
    /// ([`Complaint::acknowledged_by`]).
    #[must_use]
    pub fn acknowledged_by(&self) -> Date {
        complaint::acknowledged_by(self.received_at)
    }
}

impl From<&Complaint> for ListedComplaint {
    fn from(complaint: &Complaint) -> Self {
        Self {
            reference: complaint.reference.clone(),
            received_at: complaint.received_at,
            acknowledged_at: complaint.acknowledged_at,
        }
    }
}

/// Somebody who was invited, as a list shows them: nothing of how they prove
/// who they are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedMember {
    /// Their id at the identity provider.
    pub id: AccountId,
    /// First and last name.
    pub name: String,
    /// What they sign in with.
    pub email: EmailAddress,
    /// What they may do.
    pub role: Role,
    /// How far they have come.
    pub state: MemberState,
}

impl From<&Member> for ListedMember {
    fn from(member: &Member) -> Self {
        Self {
            id: member.id.clone(),
            name: member.name(),
            email: member.email.clone(),
            role: member.role,
            state: member.state(),
        }
    }
}

/// What a reference is the reference of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RecordKind {
    /// An application.
    Application,
    /// A complaint.
    Complaint,
}

impl RecordKind {
    /// The word for it: `application`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Complaint => "complaint",
        }
    }
}

/// Lets staff see to what wants doing.
pub trait Oversee: KeepAudit {
    /// Applications whose e-mails come back and to which nobody has seen yet,
    /// oldest first. Nothing of who sent them.
    fn undelivered(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Undelivered>, StoreFault>> + Send;

    /// Notes that somebody has seen to it. MUST succeed if it was seen to
    /// before.
    fn settle_undelivered(
        &self,
        undelivered: &Undelivered,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Every complaint that is kept, oldest first. Nothing of who made it.
    fn all_complaints(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<ListedComplaint>, StoreFault>> + Send;

    /// Whose record the application or the complaint with this reference is,
    /// and which of the two it is: what an entry of the audit is written about.
    fn whose(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<(Subject, RecordKind)>, StoreFault>> + Send;

    /// The application with this reference. MUST answer none if the entry is
    /// about somebody else.
    fn look_up(
        &self,
        access: &Audited,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<(Application, Progress)>, StoreFault>> + Send;

    /// The complaint with this reference. MUST answer none if the entry is
    /// about somebody else.
    fn look_up_complaint(
        &self,
        access: &Audited,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Complaint>, StoreFault>> + Send;

    /// Every entry about the record that this entry is about, newest first.
    fn look_up_accesses(
        &self,
        access: &Audited,
    ) -> impl Future<Output = Result<Vec<Access>, StoreFault>> + Send;

    /// Notes that somebody acknowledged a complaint. MUST leave the first time
    /// as it was, and succeed if there is no such complaint.
    fn acknowledge_complaint(
        &self,
        access: &Audited,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// Runs who can sign in. The member that is looked up or changed is the one whom
/// the entry is about.
pub trait RunMembers: KeepAudit {
    /// Everybody who was invited, in no order.
    fn members(&self) -> impl Future<Output = Result<Vec<ListedMember>, StoreFault>> + Send;

    /// The member whom the entry is about.
    fn look_up_member(
        &self,
        access: &Audited<StaffUserId>,
    ) -> impl Future<Output = Result<Option<Member>, StoreFault>> + Send;

    /// Keeps a member who was invited, under the id that the entry is about. MUST
    /// leave one with that id as it is but for names, role and that it is open.
    fn keep_member(
        &self,
        access: &Audited<StaffUserId>,
        member: &Member,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Closes a member's account: they may not sign in from this instant. MUST
    /// leave the first time as it was.
    fn close_member(
        &self,
        access: &Audited<StaffUserId>,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Forgets a member's telephone and, because who lost one may have lost
    /// both, their authenticator app.
    fn remove_phone(
        &self,
        access: &Audited<StaffUserId>,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Ends every session of a member.
    fn sign_out_member(
        &self,
        access: &Audited<StaffUserId>,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}
