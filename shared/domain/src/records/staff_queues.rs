//! The lists and records that staff work on: applications whose e-mails came
//! back, complaints, the people who can sign in, and the audit.
//!
//! A method that returns or changes a person's record takes an [`Audited`]. The
//! results of the others say nothing of a person: a reference and a date.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::audit::{Access, AuditLog, Audited, StaffUserId, Subject};
use crate::access::staff_user::{Role, StaffUser, StaffUserState};
use crate::application::{Application, Progress};
use crate::correspondence::complaint::{self, Complaint};
use crate::fault::StoreFault;
use crate::values::account_id::AccountId;
use crate::values::email_address::EmailAddress;
use crate::values::list_page::{BoundedCount, EVERY_ITEM, ListCursor, ListPage};
use crate::values::reference::Reference;

/// An application about which an e-mail came back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Undelivered {
    /// The reference of the application.
    pub reference: Reference,
    /// The instant at which an e-mail about the application came back.
    pub bounced_at: Timestamp,
    /// Whether the e-mail was the copy to the person applied for, rather than
    /// the one to the applicant.
    pub is_copy: bool,
}

/// A complaint as a list shows it: nothing of who complains and what about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedComplaint {
    /// The reference by which both sides call the complaint.
    pub reference: Reference,
    /// The instant at which the complaint was received.
    pub received_at: Timestamp,
    /// The instant at which somebody at the council wrote that the complaint is
    /// being looked into.
    pub acknowledged_at: Option<Timestamp>,
}

impl ListedComplaint {
    /// Returns the last day on which the complaint is acknowledged in time
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

/// The lists of complaints.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ComplaintList {
    /// Those that nobody has acknowledged.
    Open,
    /// Those that are acknowledged.
    Acknowledged,
}

/// A staff user as a list shows them: nothing of how they prove who they are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedStaffUser {
    /// The staff user's id at the identity provider.
    pub id: AccountId,
    /// First and last name.
    pub name: String,
    /// The address that the staff user signs in with.
    pub email: EmailAddress,
    /// The role, which says what the staff user may do.
    pub role: Role,
    /// The state of the staff user's access.
    pub state: StaffUserState,
}

impl From<&StaffUser> for ListedStaffUser {
    fn from(staff_user: &StaffUser) -> Self {
        Self {
            id: staff_user.id.clone(),
            name: staff_user.name(),
            email: staff_user.email.clone(),
            role: staff_user.role,
            state: staff_user.state(),
        }
    }
}

/// The kind of record that a reference belongs to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RecordKind {
    /// An application.
    Application,
    /// A complaint.
    Complaint,
}

impl RecordKind {
    /// Returns the word for the kind: `application`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Complaint => "complaint",
        }
    }
}

/// The port through which staff work on records.
pub trait StaffQueues: AuditLog {
    /// Lists the e-mails about applications that came back and are not settled,
    /// oldest first, at most `most` after a place in the list. Says nothing of
    /// who sent the applications.
    fn undelivered(
        &self,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<ListPage<Undelivered>, StoreFault>> + Send;

    /// Counts the e-mails that came back and are not settled, up to `most`.
    fn count_undelivered(
        &self,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<BoundedCount, StoreFault>> + Send;

    /// Finds the e-mails about one application that came back and are not
    /// settled, oldest first.
    fn undelivered_about(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Undelivered>, StoreFault>> + Send;

    /// Settles an e-mail that came back. MUST succeed if it was settled before.
    fn settle_undelivered(
        &self,
        undelivered: &Undelivered,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Lists complaints that are kept, at most `most` after a place in the
    /// list: those to acknowledge with the oldest first, those that are
    /// acknowledged with the newest first. Says nothing of who made them.
    fn complaints_list(
        &self,
        which: ComplaintList,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<ListPage<ListedComplaint>, StoreFault>> + Send;

    /// Counts the complaints to acknowledge, up to `most`.
    fn count_open_complaints(
        &self,
        most: usize,
        now: Timestamp,
    ) -> impl Future<Output = Result<BoundedCount, StoreFault>> + Send;

    /// Finds whose record the application or the complaint with this reference
    /// is, and which of the two it is, for an entry of the audit.
    fn whose(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<(Subject, RecordKind)>, StoreFault>> + Send;

    /// Reads the application with this reference, and its progress. MUST return
    /// none if the entry is about somebody else.
    fn look_up(
        &self,
        access: &Audited,
        reference: &Reference,
    ) -> impl Future<Output = Result<Option<(Application, Progress)>, StoreFault>> + Send;

    /// Reads the complaint with this reference. MUST return none if the entry
    /// is about somebody else.
    fn look_up_complaint(
        &self,
        access: &Audited,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Complaint>, StoreFault>> + Send;

    /// Lists the entries about the subject of this entry, newest first, at most
    /// `most` after a place in the list.
    fn look_up_accesses(
        &self,
        access: &Audited,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<Access>, StoreFault>> + Send;

    /// Counts the entries about the subject of this entry, up to `most`.
    fn count_accesses(
        &self,
        access: &Audited,
        most: usize,
    ) -> impl Future<Output = Result<BoundedCount, StoreFault>> + Send;

    /// Notes that somebody acknowledged a complaint. MUST keep the first time,
    /// and succeed if there is no such complaint.
    fn acknowledge_complaint(
        &self,
        access: &Audited,
        reference: &Reference,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// The port through which staff manage staff users. The staff user that is
/// looked up or changed is the subject of the entry.
pub trait StaffUserAdmin: AuditLog {
    /// Lists the people who were invited, at most `most` after a place in the
    /// list, in no order.
    fn staff_users_page(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<ListedStaffUser>, StoreFault>> + Send;

    /// Counts the people who were invited, up to `most`.
    fn count_staff_users(
        &self,
        most: usize,
    ) -> impl Future<Output = Result<BoundedCount, StoreFault>> + Send;

    /// Lists everybody who was invited and can be read, in no order.
    fn staff_users(&self) -> impl Future<Output = Result<Vec<ListedStaffUser>, StoreFault>> + Send {
        async { Ok(self.staff_users_page(None, EVERY_ITEM).await?.items) }
    }

    /// Finds somebody who was invited, as the list shows them.
    fn listed_staff_user(
        &self,
        id: &AccountId,
    ) -> impl Future<Output = Result<Option<ListedStaffUser>, StoreFault>> + Send;

    /// Finds the people with these ids who were invited, in no order.
    fn staff_users_of(
        &self,
        ids: &[AccountId],
    ) -> impl Future<Output = Result<Vec<ListedStaffUser>, StoreFault>> + Send;

    /// Reads the staff user whom the entry is about.
    fn look_up_staff_user(
        &self,
        access: &Audited<StaffUserId>,
    ) -> impl Future<Output = Result<Option<StaffUser>, StoreFault>> + Send;

    /// Keeps a staff user who was invited, under the id of the entry's subject.
    /// If the staff user is kept already, MUST change only the names and the
    /// role, and reopen a closed account.
    fn keep_staff_user(
        &self,
        access: &Audited<StaffUserId>,
        staff_user: &StaffUser,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Closes a staff user's account: they may not sign in from this instant.
    /// MUST keep the instant of the first call, and remove the telephone and
    /// the app.
    fn close_access_of(
        &self,
        access: &Audited<StaffUserId>,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Removes a staff user's telephone and, because somebody who lost one may
    /// have lost both, their authenticator app.
    fn remove_phone(
        &self,
        access: &Audited<StaffUserId>,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Ends every session of a staff user.
    fn sign_out_staff_user(
        &self,
        access: &Audited<StaffUserId>,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Notes the id of the page on which staff have just pressed a button that
    /// changes a staff user. Returns false if that page is noted already: of the
    /// requests of a button that is pressed twice, one tells the person.
    fn note_page(
        &self,
        access: &Audited<StaffUserId>,
        page: &str,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}
