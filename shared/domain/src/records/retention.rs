//! The ports that delete records that have been kept long enough and have no
//! expiry. The periods are in [`crate::values::retention_period`], the classes of
//! record in [`crate::records::retention_schedule`].
//!
//! The table deletes records with an expiry; a job deletes the rest through
//! these ports. An application cannot have an expiry from the start: until the
//! case system has acknowledged it, the portal may hold the only copy.

use jiff::Timestamp;

use crate::application::Application;
use crate::fault::{FilesFault, IdentityFault, StoreFault};
use crate::values::account_id::AccountId;
use crate::values::list_page::{ListCursor, ListPage};
use crate::values::reference::Reference;
use crate::values::saved_id::SavedId;

/// An account that was deleted and is to be erased.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct DeletedAccount {
    /// The instant of the deletion, to the millisecond.
    pub deleted_at: Timestamp,
    /// The id of the account.
    pub id: AccountId,
}

/// The port that lists and erases records whose time is over: applications that
/// were kept long enough, and what deleted accounts leave.
pub trait ErasureQueue: Clone + Send + Sync + 'static {
    /// Whether something of an application is still to be exported: the
    /// application, or a file whose verdict is awaited or not exported yet.
    fn is_to_be_exported(
        &self,
        sent: &Application,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Lists the applications that the case system acknowledged before an
    /// instant, oldest acknowledgement first, at most `most` after a place in
    /// the list. MUST NOT list one without an acknowledgement.
    fn received_before(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<Reference>, StoreFault>> + Send;

    /// Deletes an application and the pointer to it from its account, so that
    /// [`Self::received_before`] no longer lists it. MUST succeed if there is
    /// none, and MUST NOT delete an application that the case system has not
    /// acknowledged, or of which a file is still to be judged or exported.
    /// Returns whether the application is gone.
    fn forget_application(
        &self,
        reference: &Reference,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Lists the accounts that were deleted and have not been erased, oldest
    /// deletion first, at most `most` after a place in the list.
    fn accounts_to_erase(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<DeletedAccount>, StoreFault>> + Send;

    /// Erases everything kept for an account: its saved forms and the pointers
    /// to them by reference, the records of evidence, its sessions, its
    /// profile; last the note that it was to be erased. MUST leave its
    /// applications and the pointers to them, and MUST succeed when called
    /// again.
    fn erase_account(
        &self,
        account: &DeletedAccount,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// A page of the identities whose address nobody has proven to be theirs.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Unproven {
    /// The ids of the identities.
    pub identities: Vec<AccountId>,
    /// The start of the next page; `None` if there are no more.
    pub next: Option<String>,
}

/// The port that deletes identities whose address nobody has proven to be
/// theirs, at the identity provider.
pub trait UnprovenIdentityEraser: Clone + Send + Sync + 'static {
    /// Lists a page of the identities that were made before an instant and not
    /// changed since, and whose address is not noted as proven at the provider.
    /// The first page starts with `None`, the next ones with
    /// [`Unproven::next`]. A page may be empty and not be the last.
    ///
    /// The note that an address was proven can be missing, so the caller MUST
    /// leave identities that have an account.
    fn unproven(
        &self,
        before: Timestamp,
        after: Option<&str>,
    ) -> impl Future<Output = Result<Unproven, IdentityFault>> + Send;

    /// Deletes an identity. MUST leave another identity that has its address
    /// since, and MUST succeed if it is gone.
    fn forget_identity(
        &self,
        id: &AccountId,
    ) -> impl Future<Output = Result<(), IdentityFault>> + Send;
}

/// The port that erases files that were sent as evidence.
pub trait FileEraser: Clone + Send + Sync + 'static {
    /// Lists the saved forms whose newest file was sent before an instant, each
    /// once, in a fixed order from the one after `after`, at most `most`.
    fn forms_with_files(
        &self,
        before: Timestamp,
        after: Option<&(AccountId, SavedId)>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<(AccountId, SavedId)>, FilesFault>> + Send;

    /// Erases every file of a saved form. MUST succeed if there are none.
    fn erase_files(
        &self,
        account: &AccountId,
        saved: &SavedId,
    ) -> impl Future<Output = Result<(), FilesFault>> + Send;
}
