//! How long each class of record is kept, and what it takes to delete it then.
//!
//! | Class | Counted from | Deleted by |
//! | --- | --- | --- |
//! | a visitor's answers | the last change: [`crate::draft::ANONYMOUS_DRAFT_HOURS`] | the table, by its expiry |
//! | a saved form, what is known of its evidence | the last change: [`crate::saved::SavedFor`] | the table, by its expiry |
//! | files of a form that is gone | the day after | the job: [`EraseFiles`] |
//! | an application | the case system has it: [`Retention::application`] | the job: [`ForgetApplications`] |
//! | attempts to send e-mail | sending: [`Retention::attempt`] | the table, by its expiry |
//! | who looked at a record | looking: [`Retention::audit`] | the table, by its expiry |
//! | a complaint about personal data | receiving: [`Retention::complaint`] | the table, by its expiry |
//! | what a deleted account leaves | the deletion | the job: [`EraseAccounts`] |
//! | an identity that nobody has proven to be theirs | its last change: [`UNPROVEN_KEPT`] | the job: [`ForgetUnproven`] |
//! | sign-ins, sessions, codes | minutes to days, by their own modules | the table, by its expiry |
//!
//! An application cannot have an expiry from the start: until the case system
//! said that it has it, the portal may hold the only copy.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::account::AccountId;
use crate::draft::StoreFault;
use crate::files::FilesFault;
use crate::reference::Reference;
use crate::saved::SavedId;
use crate::sign_in::IdentityFault;

/// How many days each class is kept; a council's setting, in which what is
/// left out has its default. A change holds for applications at the next run
/// of the job, and for the other classes for what is kept from then on.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Applications, from when the case system said that it has them. The
    /// record is kept there; this copy is for the applicant to look at. One
    /// year, which covers a review of the assessment (Care Act 2014, section
    /// 27; Care and Support Statutory Guidance 13.32: at least every 12 months).
    pub application: Days,
    /// Attempts to send e-mail, from sending: 90 days, as log lines.
    pub attempt: Days,
    /// Who looked at a person's record, from looking: 6 years, within which
    /// somebody may still bring a claim (Limitation Act 1980, section 2).
    pub audit: Days,
    /// Complaints about personal data, from receiving: 6 years, for the same
    /// reason.
    pub complaint: Days,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            application: Days(365),
            attempt: Days(90),
            audit: Days(6 * 366),
            complaint: Days(6 * 366),
        }
    }
}

/// For how long an identity is kept of which the first code was never given,
/// from when it was made or changed: 7 days. Somebody who comes back within a
/// week signs in and is asked for their name; after it they make their account
/// again and have lost nothing. For longer it would be kept for nothing, and
/// the address may be somebody else's, mistyped.
pub const UNPROVEN_KEPT: Days = Days(7);

/// Days for which something is kept: from 1 to 36,600 (a hundred years).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Days(i64);

/// A number of days that nothing can be kept for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("records are kept from 1 to 36,600 days")]
pub struct NotDays;

impl Days {
    /// So many days.
    ///
    /// # Errors
    /// [`NotDays`] below 1 and above 36,600.
    pub const fn new(days: i64) -> Result<Self, NotDays> {
        match days {
            1..=36_600 => Ok(Self(days)),
            _ => Err(NotDays),
        }
    }

    /// How many.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// When something kept since then is deleted.
    #[must_use]
    pub fn after(self, since: Timestamp) -> Timestamp {
        let whole = SignedDuration::from_hours(self.0 * 24);
        since.checked_add(whole).unwrap_or(Timestamp::MAX)
    }

    /// What was kept since before this instant is deleted now.
    #[must_use]
    pub fn before(self, now: Timestamp) -> Timestamp {
        let whole = SignedDuration::from_hours(self.0 * 24);
        now.checked_sub(whole).unwrap_or(Timestamp::MIN)
    }
}

/// `90 days`, `1 year`, `6 years`.
impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = |year: i64| (self.0 % year == 0).then_some(self.0 / year);
        // A class that is never deleted early counts every year as a leap year.
        match whole(365).or_else(|| whole(366)) {
            Some(1) => f.write_str("1 year"),
            Some(years) => write!(f, "{years} years"),
            None if self.0 == 1 => f.write_str("1 day"),
            None => write!(f, "{} days", self.0),
        }
    }
}

impl TryFrom<i64> for Days {
    type Error = NotDays;

    fn try_from(days: i64) -> Result<Self, NotDays> {
        Self::new(days)
    }
}

impl From<Days> for i64 {
    fn from(days: Days) -> Self {
        days.0
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_council_sets_what_differs_and_the_rest_has_its_default() {
        let set: Retention = serde_json::from_str(r#"{"application": 730}"#).unwrap();
        assert_eq!(set.application.get(), 730);
        assert_eq!(set.attempt, Retention::default().attempt);
        assert_eq!(
            serde_json::from_str::<Retention>("{}").unwrap(),
            Retention::default()
        );
    }

    #[test]
    fn a_class_that_does_not_exist_and_days_that_cannot_be_are_refused() {
        for setting in [
            r#"{"applications": 730}"#,
            r#"{"application": 0}"#,
            r#"{"application": -1}"#,
            r#"{"audit": 36601}"#,
            r#"{"audit": "never"}"#,
        ] {
            assert!(
                serde_json::from_str::<Retention>(setting).is_err(),
                "{setting}"
            );
        }
    }

    #[test]
    fn a_record_is_deleted_when_its_days_are_over_and_not_before() {
        let kept: Timestamp = "2027-11-22T09:00:00Z".parse().unwrap();
        let days = Days::new(100).unwrap();
        let end = days.after(kept);
        // 8 days of November, 31, 31, 29 of February (2028), and the next.
        assert_eq!(end.to_string(), "2028-03-01T09:00:00Z");
        assert_eq!(days.before(end), kept);
    }
}
