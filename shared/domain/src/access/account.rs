//! Accounts of people who sign in by e-mail.

use jiff::{SignedDuration, Timestamp};

use crate::access::session::SessionKey;
use crate::fault::StoreFault;
use crate::values::account_id::AccountId;
use crate::values::email_address::EmailAddress;

/// The most characters of a first or last name.
pub const LONGEST_NAME: usize = 100;

/// The account of somebody who applies, or who only keeps what they entered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Account {
    /// The id of the account.
    pub id: AccountId,
    /// The person's first name.
    pub first_name: String,
    /// The person's last name; empty if the person has one name.
    pub last_name: String,
    /// The address that the person is written to and signs in with.
    pub email: EmailAddress,
    /// The instant at which the account was made.
    pub created_at: Timestamp,
    /// The instant at which somebody last signed in to the account, to the day.
    pub used_at: Timestamp,
}

/// The time after which another sign-in is noted in an account. Otherwise every
/// sign-in would be a write.
const USE_NOTED_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// Returns a first and a last name as they are written, also where somebody has
/// one name.
#[must_use]
pub fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}").trim().to_owned()
}

impl Account {
    /// Returns the first and last name.
    #[must_use]
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// Whether a sign-in now is to be noted.
    #[must_use]
    pub fn notes_use(&self, now: Timestamp) -> bool {
        now.duration_since(self.used_at) >= USE_NOTED_EVERY
    }
}

/// The port that reads accounts.
pub trait AccountReader: Clone + Send + Sync + 'static {
    /// Reads the account with this id.
    fn read_account(
        &self,
        id: &AccountId,
    ) -> impl Future<Output = Result<Option<Account>, StoreFault>> + Send;
}

/// The port that changes the name of an account.
pub trait AccountNamer: Clone + Send + Sync + 'static {
    /// Changes the first and the last name of an account, and the first name
    /// that a session shows. MUST make neither, and MUST succeed if one of them
    /// is gone or has those names already.
    fn change_name(
        &self,
        id: &AccountId,
        session: &SessionKey,
        names: [&str; 2],
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// The port that keeps accounts.
pub trait AccountStore: AccountReader {
    /// Keeps an account. Returns whether it is new, to one call alone. MUST leave
    /// the `created_at` of an account that is kept already.
    fn keep_account(
        &self,
        account: &Account,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Changes the address of an account and nothing else. MUST make no
    /// account, and MUST succeed if there is none or if it has that address
    /// already.
    fn change_email(
        &self,
        id: &AccountId,
        email: &EmailAddress,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Notes that somebody signed in to an account, from which its end is
    /// counted. MUST make no account, and MUST take back a warning of its end.
    fn note_use(
        &self,
        id: &AccountId,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Deletes an account's profile, and notes in the same write the instant
    /// from which its other records are to be erased
    /// ([`crate::records::retention::ErasureQueue`]). MUST succeed if there is none.
    /// Saved forms and sessions are deleted by their own ports.
    fn delete_account(
        &self,
        id: &AccountId,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}
