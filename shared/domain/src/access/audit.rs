//! The audit: who read or changed a person's record, what they did and when.
//!
//! Staff reach a person's record through [`crate::records::staff_queues`], and a person's
//! case through [`crate::forms::staff_case`]. Every read there takes an [`Audited`],
//! which nothing but writing an entry gives. A read that is not on the record
//! does not compile.

use jiff::Timestamp;

use crate::access::staff_user::{Role, StaffUser};
use crate::fault::StoreFault;
use crate::values::account_id::AccountId;
use crate::values::list_page::{EVERY_ITEM, ListCursor, ListPage};
use crate::values::person_id::PersonId;
use crate::values::reference::Reference;

/// The subject of an entry, whose record it is.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Subject {
    /// Somebody with an account: everything that they saved, sent or complained
    /// about while they were signed in.
    Account(AccountId),
    /// Somebody who complained without an account. Their only record is the
    /// complaint.
    Complaint(Reference),
    /// Somebody whom staff have a case of.
    Person(PersonId),
    /// A snapshot of what the case system has commissioned, by its name: what
    /// was decided about it is about nobody alone.
    Snapshot(String),
    /// Somebody who was invited to work with the portal.
    StaffUser(StaffUserId),
    /// A supplier of day services: who may act for it, what was asked of
    /// finance and answered, and what finance set for it.
    Supplier(SupplierSubject),
    /// Every provider together, to whom messages are published.
    EveryProvider,
    /// A message that somebody sent to a team without an account. Whom it is
    /// about is known from the message alone.
    Message(MessageSubject),
}

/// A message to a team, by its reference.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct MessageSubject(pub Reference);

impl From<MessageSubject> for Subject {
    fn from(message: MessageSubject) -> Self {
        Self::Message(message)
    }
}

/// A supplier of day services, by its id in the case system.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SupplierSubject(pub String);

impl From<SupplierSubject> for Subject {
    fn from(supplier: SupplierSubject) -> Self {
        Self::Supplier(supplier)
    }
}

impl From<PersonId> for Subject {
    fn from(person: PersonId) -> Self {
        Self::Person(person)
    }
}

/// The subject of what is done for every provider together.
#[derive(Clone, Copy, Debug)]
pub struct EveryProvider;

impl From<EveryProvider> for Subject {
    fn from(_: EveryProvider) -> Self {
        Self::EveryProvider
    }
}

/// The id of somebody who was invited: a type apart from the ids of citizens.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct StaffUserId(pub AccountId);

impl From<StaffUserId> for Subject {
    fn from(id: StaffUserId) -> Self {
        Self::StaffUser(id)
    }
}

/// The actor of an entry, who did something with a record.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Actor {
    /// Somebody who was invited.
    Staff {
        /// The actor's id at the identity provider.
        id: AccountId,
        /// The actor's role at that time.
        role: Role,
    },
    /// A job of the portal, by its name: `housekeeping`.
    Job(String),
    /// Somebody with a citizen's account who may see a person's care record, or
    /// asked for it.
    Holder(AccountId),
    /// Finance staff, by the e-mail address that they had. Entries from before
    /// ids were recorded have this; no new entry has.
    FinanceEmail(String),
}

impl Actor {
    /// Returns the words by which the person whose record it is learns of the
    /// actor: the work of the actor, without name or address. The council gives
    /// the name on request, which it finds by the id of [`Actor::Staff`].
    ///
    /// ```
    /// use domain::values::account_id::AccountId;
    /// use domain::access::audit::Actor;
    /// use domain::access::staff_user::Role;
    ///
    /// let id = AccountId("b0f3".to_owned());
    /// let actor = Actor::Staff { id, role: Role::Finance };
    /// assert_eq!(actor.told_to_subject(), "Finance staff");
    /// ```
    #[must_use]
    pub fn told_to_subject(&self) -> &str {
        match self {
            Self::Staff { role, .. } => role.title(),
            Self::Job(name) => name,
            Self::Holder(_) => "Account holder",
            Self::FinanceEmail(_) => Role::Finance.title(),
        }
    }
}

impl From<&StaffUser> for Actor {
    fn from(staff_user: &StaffUser) -> Self {
        Self::Staff {
            id: staff_user.id.clone(),
            role: staff_user.role,
        }
    }
}

/// An entry of the audit: what somebody did with a person's record.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Access {
    /// The person whose record it is.
    pub subject: Subject,
    /// The actor.
    pub actor: Actor,
    /// The act: `read complaint K7F3MMXT4D`. Holds no answers.
    pub what: String,
    /// The instant of the act.
    pub at: Timestamp,
}

/// A proof that an entry about somebody's record is in the audit.
/// [`AuditLog::audit`] alone makes one.
#[derive(Debug)]
#[must_use = "an entry is written for what is done with it"]
pub struct Audited<T = Subject> {
    subject: T,
}

impl<T> Audited<T> {
    /// Returns the subject of the entry.
    pub const fn subject(&self) -> &T {
        &self.subject
    }
}

/// The port that writes the audit.
pub trait AuditLog: Clone + Send + Sync + 'static {
    /// Keeps an entry. MUST keep one entry, however often it is called with the
    /// same one.
    fn note_access(&self, access: &Access) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps the entry before somebody does something with a record, and
    /// returns the proof that the entry is kept.
    fn audit<T: Clone + Into<Subject> + Send>(
        &self,
        subject: T,
        actor: Actor,
        what: String,
        at: Timestamp,
    ) -> impl Future<Output = Result<Audited<T>, StoreFault>> + Send {
        async move {
            let access = Access {
                subject: subject.clone().into(),
                actor,
                what,
                at,
            };
            self.note_access(&access).await?;
            Ok(Audited { subject })
        }
    }
}

/// The port that reads the audit for the person whose record it is.
pub trait AuditReader: Clone + Send + Sync + 'static {
    /// Lists the entries about a record, newest first, at most `most` after a
    /// place in the list.
    fn accesses_page(
        &self,
        subject: &Subject,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<Access>, StoreFault>> + Send;

    /// Lists every entry about a record that can be read, newest first.
    fn accesses(
        &self,
        subject: &Subject,
    ) -> impl Future<Output = Result<Vec<Access>, StoreFault>> + Send {
        async { Ok(self.accesses_page(subject, None, EVERY_ITEM).await?.items) }
    }
}
