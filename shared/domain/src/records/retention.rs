//! When the owner of a saved form or an account is warned before its end, and
//! the ports that delete records that have been kept long enough and have no
//! expiry. How long each class is kept is in
//! [`crate::records::retention_schedule`].
//!
//! The table deletes records with an expiry; a job deletes the rest through
//! these ports. An application cannot have an expiry from the start: until the
//! case system has acknowledged it, the portal may hold the only copy.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::account::Account;
use crate::application::Application;
use crate::fault::{FilesFault, IdentityFault, StoreFault};
use crate::records::retention_schedule::{
    ACCOUNT_KEPT, ACCOUNT_WARNED_BEFORE, SAVED_FORM_WARNED_BEFORE,
};
use crate::values::account_id::AccountId;
use crate::values::list_page::{ListCursor, ListPage};
use crate::values::reference::Reference;
use crate::values::retention_period::RetentionPeriod;
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

/// An account that nobody has signed in to for so long that something is to be
/// done about it on a day.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IdleAccount {
    /// The id of the account.
    pub id: AccountId,
    /// The day on which something is to be done.
    pub day: Date,
}

/// What is to be done about an [`IdleAccount`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum IdleAccountStep {
    /// The owner is to be warned.
    Warn(Account),
    /// The owner was warned and has not signed in since: the account ends.
    End(Account),
}

/// Returns the day (UTC) on which the owner of a saved form is warned, for a form
/// that was changed at this instant and is kept for this period.
///
/// ```
/// use domain::records::retention::saved_form_warned_on;
/// use domain::records::retention_schedule::Retention;
///
/// let kept = Retention::default().saved_form;
/// let warned_on = saved_form_warned_on(kept, "2026-11-22T09:00:00Z".parse()?);
/// assert_eq!(warned_on.to_string(), "2026-12-13");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn saved_form_warned_on(kept: RetentionPeriod, changed_at: Timestamp) -> Date {
    day_of(SAVED_FORM_WARNED_BEFORE.before(kept.after(changed_at)))
}

/// Returns the day (UTC) on which the owner of an account is warned that was
/// last used at this instant.
///
/// ```
/// use domain::records::retention::account_warned_on;
///
/// let warned_on = account_warned_on("2026-11-22T09:00:00Z".parse()?);
/// assert_eq!(warned_on.to_string(), "2028-10-24");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn account_warned_on(used_at: Timestamp) -> Date {
    day_of(ACCOUNT_WARNED_BEFORE.before(ACCOUNT_KEPT.after(used_at)))
}

/// Returns the day (UTC) on which an account ends whose owner is warned now:
/// the end of its time, and never sooner than the warning says.
#[must_use]
pub fn account_ends_on(used_at: Timestamp, warned_at: Timestamp) -> Date {
    let kept_until = ACCOUNT_KEPT.after(used_at);
    day_of(kept_until.max(ACCOUNT_WARNED_BEFORE.after(warned_at)))
}

fn day_of(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// The port that finds the accounts that nobody signs in to, and ends them. What
/// they leave is erased by [`ErasureQueue`].
pub trait IdleAccountQueue: Clone + Send + Sync + 'static {
    /// Lists the accounts about which something is to be done on this day.
    fn idle_accounts(
        &self,
        day: Date,
    ) -> impl Future<Output = Result<Vec<IdleAccount>, StoreFault>> + Send;

    /// Claims an account until an instant, so that no other run deals with it
    /// meanwhile; the claim of a run that is killed ends then. MUST return what
    /// is to be done to one caller until then, and none if somebody has signed
    /// in or the account is gone.
    fn claim_idle_account(
        &self,
        idle: &IdleAccount,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<Option<IdleAccountStep>, StoreFault>> + Send;

    /// Notes that the owner was warned, and the day on which the account ends.
    /// MUST change nothing if the account has another day by now. Returns
    /// whether this was the first time.
    fn idle_account_warned(
        &self,
        idle: &IdleAccount,
        ends_on: Date,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Deletes the profile, and notes in the same write that the rest is to be
    /// erased. MUST leave an account whose owner was not warned or has signed in
    /// since. Returns whether the profile was there.
    fn end_idle_account(
        &self,
        idle: &IdleAccount,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}

/// A staff user whose access is closed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClosedStaffUser {
    /// The staff user's id at the identity provider.
    pub id: AccountId,
    /// The instant since which the staff user may not sign in.
    pub closed_at: Timestamp,
    /// Whether a telephone or an app is kept, which closing did not remove
    /// before.
    pub has_factors: bool,
}

/// The port that deletes staff users whose access was closed long ago.
pub trait ClosedStaffEraser: Clone + Send + Sync + 'static {
    /// Lists the staff users whose access is closed, in no order.
    fn closed_staff_users(
        &self,
    ) -> impl Future<Output = Result<Vec<ClosedStaffUser>, StoreFault>> + Send;

    /// Removes the telephone and the app of a staff user. MUST leave a staff user whose
    /// access was opened again.
    fn remove_factors_of_closed(
        &self,
        id: &AccountId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Deletes a staff user, with what says in which teams they are. MUST leave a
    /// staff user whose access was opened again, and MUST succeed if there is none.
    fn forget_staff_user(
        &self,
        closed: &ClosedStaffUser,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// The port that deletes the identities of staff users at the identity provider.
pub trait ClosedIdentityEraser: Clone + Send + Sync + 'static {
    /// Deletes the identity of a staff user. MUST succeed if it is gone.
    fn forget_staff_identity(
        &self,
        id: &AccountId,
    ) -> impl Future<Output = Result<(), IdentityFault>> + Send;
}

/// A page of the identities whose address nobody has proven to be theirs.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Unproven {
    /// The ids of the identities.
    pub identities: Vec<AccountId>,
    /// The start of the next page; `None` if there are no more.
    pub next: Option<String>,
}

/// The port that deletes identities of citizens at the identity provider: those
/// whose address nobody has proven to be theirs, and those of accounts that
/// ended.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::retention_schedule::Retention;

    #[test]
    fn a_form_is_kept_28_days_and_its_owner_warned_7_days_before() {
        let changed: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        let kept = Retention::default().saved_form;
        assert_eq!(kept.after(changed).to_string(), "2026-12-20T09:00:00Z");
        assert_eq!(
            saved_form_warned_on(kept, changed).to_string(),
            "2026-12-13"
        );
    }
}
