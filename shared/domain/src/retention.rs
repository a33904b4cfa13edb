//! What it takes to delete what is kept long enough and has no expiry. How long
//! that is, is in [`crate::retention_period`]; which classes of record there are
//! in [`crate::retention_schedule`].
//!
//! What has an expiry is deleted by the table. The rest is deleted by a job,
//! through the ports here. An application cannot have an expiry from the start:
//! until the case system said that it has it, the portal may hold the only copy.

use jiff::Timestamp;

use crate::account::AccountId;
use crate::draft::StoreFault;
use crate::files::FilesFault;
use crate::reference::Reference;
use crate::saved::SavedId;
use crate::sign_in::IdentityFault;

/// Deletes applications whose time is over.
pub trait ForgetApplications: Clone + Send + Sync + 'static {
    /// The applications that the case system said before an instant that it
    /// has, the longest first, at most `most`. MUST NOT answer one of which it
    /// has not said so.
    fn received_before(
        &self,
        before: Timestamp,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Reference>, StoreFault>> + Send;

    /// Deletes an application and what finds it from its account, so that
    /// [`Self::received_before`] no longer answers it. MUST succeed if there is
    /// none, and MUST NOT delete one that the case system has not said it has,
    /// or of which a file is still to be judged or exported. Answers whether it
    /// is gone.
    fn forget_application(
        &self,
        reference: &Reference,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

/// An account that was deleted and is to be erased.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct DeletedAccount {
    /// When it was deleted, to the millisecond.
    pub deleted_at: Timestamp,
    /// Which.
    pub id: AccountId,
}

/// Erases what deleted accounts leave.
pub trait EraseAccounts: Clone + Send + Sync + 'static {
    /// Accounts that were deleted and have not been erased, the longest first,
    /// at most `most`.
    fn accounts_to_erase(
        &self,
        most: usize,
    ) -> impl Future<Output = Result<Vec<DeletedAccount>, StoreFault>> + Send;

    /// Erases everything kept for an account: its saved forms and what finds
    /// them by reference, what is known of evidence, its sessions, its profile;
    /// then that it was to be erased. MUST leave its applications and what
    /// finds them, and MUST succeed when told again.
    fn erase_account(
        &self,
        account: &DeletedAccount,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// Some of the identities that nobody has proven to be theirs.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Unproven {
    /// Which.
    pub identities: Vec<AccountId>,
    /// Where the next ones begin; none if there are no more.
    pub next: Option<String>,
}

/// Deletes identities that nobody has proven to be theirs, at the identity
/// provider.
pub trait ForgetUnproven: Clone + Send + Sync + 'static {
    /// The identities that were made before an instant and not changed since,
    /// of which the provider does not say that the address was proven: some of
    /// them, from where the answer before says that they go on
    /// ([`Unproven::next`]). There may be none among these and still be more.
    ///
    /// That an address was proven is noted as well as can be, so whoever asks
    /// MUST leave those that have an account.
    fn unproven(
        &self,
        before: Timestamp,
        after: Option<&str>,
    ) -> impl Future<Output = Result<Unproven, IdentityFault>> + Send;

    /// Deletes an identity. MUST leave another that has its address since, and
    /// MUST succeed if it is gone.
    fn forget_identity(
        &self,
        id: &AccountId,
    ) -> impl Future<Output = Result<(), IdentityFault>> + Send;
}

/// Erases files that were sent as evidence.
pub trait EraseFiles: Clone + Send + Sync + 'static {
    /// The saved forms that have files here of which the newest was sent before
    /// an instant, each once, in a fixed order from the one after `after`, at
    /// most `most`.
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
