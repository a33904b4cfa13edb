//! Staff users, who are the people who were invited: practitioners, day service
//! providers and finance staff. None signs up by themselves. Each has one role,
//! which is in the table and read with every request, so that a role that is
//! taken away is gone at once.

use jiff::Timestamp;

use crate::access::account::full_name;
pub use crate::access::app_secret::{AppSecret, NotAnAppSecret};
pub use crate::access::session::StaffSessionKey;
use crate::access::session::{Standing, standing, until};
use crate::access::sign_in::{CodeAttempt, SignInKey};
use crate::fault::{IdentityFault, StoreFault};
use crate::values::account_id::AccountId;
use crate::values::email_address::EmailAddress;
use crate::values::phone_number::PhoneNumber;

/// The most codes of an authenticator app that can be tried for one person
/// within an hour, in all sign-ins together. Right codes count as well.
pub const APP_TRIES_AN_HOUR: u32 = 10;

crate::named_enum! {
    /// The role for which somebody was invited.
    pub enum Role {
        /// A social worker or another practitioner of the council.
        Practitioner = "practitioner",
        /// Somebody who works for a day service.
        Provider = "provider",
        /// Finance staff of the council, who run the portal.
        Finance = "finance",
    }
}

/// A person who was invited.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StaffUser {
    /// The staff user's id at the identity provider.
    pub id: AccountId,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The address that the staff user signs in with and is written to.
    pub email: EmailAddress,
    /// The role, which says what the staff user may do.
    pub role: Role,
    /// The instant of the invitation.
    pub invited_at: Timestamp,
    /// The telephone that the staff user's codes are sent to; `None` before the
    /// first sign-in.
    pub phone: Option<PhoneNumber>,
    /// The secret shared with the staff user's authenticator app, if they use
    /// one.
    pub app: Option<AppSecret>,
    /// The instant since which the staff user may not sign in.
    pub closed_at: Option<Timestamp>,
}

/// The state of a staff user's access.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StaffUserState {
    /// The staff user has not registered a telephone, which the first sign-in
    /// requires.
    Invited,
    /// The staff user can sign in.
    Registered,
    /// The staff user may no longer sign in.
    Closed,
}

impl Role {
    /// Returns the role as a page says it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Practitioner => "Practitioner",
            Self::Provider => "Day service provider",
            Self::Finance => "Finance staff",
        }
    }
}

impl StaffUser {
    /// Returns the first and last name.
    #[must_use]
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// Whether the staff user may sign in.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    /// Returns the state of the staff user's access.
    #[must_use]
    pub const fn state(&self) -> StaffUserState {
        match (&self.closed_at, &self.phone) {
            (Some(_), _) => StaffUserState::Closed,
            (None, Some(_)) => StaffUserState::Registered,
            (None, None) => StaffUserState::Invited,
        }
    }
}

/// A session of a staff user.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StaffSession {
    /// The id of the staff user.
    pub staff_user: AccountId,
    /// The instant of the sign-in.
    pub signed_in_at: Timestamp,
    /// The instant at which the staff user last did something, to the minute.
    pub seen_at: Timestamp,
}

impl StaffSession {
    /// Returns the end of the session if nothing is done after this instant.
    #[must_use]
    pub fn until(&self, seen_at: Timestamp) -> Timestamp {
        until(self.signed_in_at, seen_at)
    }

    /// Returns whether the session is live at this instant, by the limits of
    /// citizens' sessions.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        standing(self.signed_in_at, self.seen_at, now)
    }
}

/// The port that reads staff users' sessions.
pub trait StaffSessionReader: Clone + Send + Sync + 'static {
    /// Reads the session with this key. MUST be consistent: a session that was
    /// ended is never returned again.
    fn read_staff_session(
        &self,
        key: &StaffSessionKey,
    ) -> impl Future<Output = Result<Option<StaffSession>, StoreFault>> + Send;

    /// Reads the staff user whose session this is.
    fn staff_user_of_session(
        &self,
        session: &StaffSession,
    ) -> impl Future<Output = Result<Option<StaffUser>, StoreFault>> + Send;

    /// Notes that something was done in a session. MUST NOT bring back a
    /// session that was ended.
    fn touch_staff_session(
        &self,
        key: &StaffSessionKey,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// The port that reads the names of staff users, for their colleagues.
pub trait StaffNameReader: Clone + Send + Sync + 'static {
    /// Reads the first and last name of the staff user with this id.
    fn staff_name(
        &self,
        id: &AccountId,
    ) -> impl Future<Output = Result<Option<String>, StoreFault>> + Send;
}

/// The port that reads where staff users are written to, for notices about their
/// work.
pub trait StaffEmailReader: Clone + Send + Sync + 'static {
    /// Reads the address of the staff user with this id. None if there is no
    /// such staff user, or one who may no longer sign in.
    fn staff_email(
        &self,
        id: &AccountId,
    ) -> impl Future<Output = Result<Option<EmailAddress>, StoreFault>> + Send;
}

/// The port that keeps what staff sign in with: their sessions, telephones and
/// apps. Staff who look at somebody else use
/// [`crate::records::staff_queues::StaffUserAdmin`].
pub trait StaffUserStore: StaffSessionReader {
    /// Reads the staff user with this id.
    fn read_staff_user(
        &self,
        id: &AccountId,
    ) -> impl Future<Output = Result<Option<StaffUser>, StoreFault>> + Send;

    /// Starts a session.
    fn start_staff_session(
        &self,
        key: &StaffSessionKey,
        session: &StaffSession,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Lists the sessions of a staff user that are kept, also those that have ended by
    /// themselves, in no order.
    fn staff_sessions(
        &self,
        staff_user: &AccountId,
    ) -> impl Future<Output = Result<Vec<(StaffSessionKey, StaffSession)>, StoreFault>> + Send;

    /// Ends a session. MUST succeed if there is none.
    fn end_staff_session(
        &self,
        key: &StaffSessionKey,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Ends every session of a staff user.
    fn end_staff_sessions(
        &self,
        staff_user: &AccountId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Ends every session of a staff user but one.
    fn end_other_staff_sessions(
        &self,
        staff_user: &AccountId,
        kept: &StaffSessionKey,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Registers the telephone of a staff user, or removes it with `None`.
    /// Removing it also removes the app, because somebody who lost one may have
    /// lost both. MUST change nothing for an id that is no staff user's.
    fn set_phone(
        &self,
        staff_user: &AccountId,
        phone: Option<&PhoneNumber>,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Registers an authenticator app, which has shown the code of this time
    /// step: neither that code nor an earlier one counts again. MUST change
    /// nothing for an id that is no staff user's.
    fn add_app(
        &self,
        staff_user: &AccountId,
        app: &AppSecret,
        step: u64,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Lets a staff user try [`APP_TRIES_AN_HOUR`] codes of their app again, because
    /// whoever has used them up can try no more: the password that it needs is
    /// another one now. MUST succeed if none was tried.
    fn refill_app_tries(
        &self,
        staff_user: &AccountId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Removes the app. MUST succeed if there is none.
    fn remove_app(
        &self,
        staff_user: &AccountId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps in a sign-in the number that its next code goes to, before the
    /// number is registered. MUST leave the code that was sent to that number.
    fn set_sign_in_phone(
        &self,
        key: &SignInKey,
        phone: &PhoneNumber,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Tries a code of the app: its hash, and the time step that the code is
    /// right for, `None` if the code is wrong. MUST count the try before it looks
    /// at the step, so that parallel tries are at most [`APP_TRIES_AN_HOUR`]
    /// together for a staff user and [`crate::access::sign_in::CODE_TRIES`] for
    /// a sign-in; MUST return [`CodeAttempt::Right`] at most once for a step of
    /// a staff user and for none before it (RFC 6238, section 5.2), and then
    /// keep `proof_hash` for
    /// [`crate::access::sign_in::SignInStore::take_proof`].
    fn try_app_code(
        &self,
        key: &SignInKey,
        staff_user: &AccountId,
        code: (&str, Option<u64>),
        proof_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<CodeAttempt, StoreFault>> + Send;
}

/// The identity provider, for staff who invite staff users.
pub trait StaffInvitations: Clone + Send + Sync + 'static {
    /// Makes an account that has no password yet. If the address has an account
    /// already, returns that one, and reopens it if it was closed.
    fn invite(
        &self,
        email: &EmailAddress,
    ) -> impl Future<Output = Result<AccountId, IdentityFault>> + Send;

    /// Closes an account, so that no password signs in. MUST succeed if there
    /// is none.
    fn close(&self, email: &EmailAddress)
    -> impl Future<Output = Result<(), IdentityFault>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_found_by_the_name_it_is_recorded_by() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.name()), Some(role));
        }
        assert_eq!(Role::named("citizen"), None);
    }
}
