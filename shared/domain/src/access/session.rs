//! Sessions: who is signed in, and for how long.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::fault::StoreFault;
use crate::values::account_id::AccountId;
use crate::values::list_page::{EVERY_ITEM, ListCursor, ListPage};
use crate::values::saved_id::SavedId;

/// The time for which somebody stays signed in without doing anything: 30
/// minutes. Long enough to look for a bank statement; the page warns 5 minutes
/// before.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);

/// The time before the end of a session at which the page warns.
pub const WARNING: SignedDuration = SignedDuration::from_mins(5);

/// The longest time that a session lasts: 12 hours (ASVS 5.0, 7.3.2).
pub const WHOLE: SignedDuration = SignedDuration::from_hours(12);

/// The key of a member's session: a one-way hash of its cookie's value. A type
/// apart from the keys of citizens' sessions.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct StaffSessionKey(pub String);

/// The key of a session: a one-way hash of the cookie's value, 64 lower-case
/// hexadecimal digits. A copy of the table signs nobody in.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct SessionKey(pub String);

impl AsRef<str> for StaffSessionKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for SessionKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// A session of an account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Session {
    /// The account.
    pub account: AccountId,
    /// The person's first name, for the page's header.
    pub first_name: String,
    /// The instant of the sign-in.
    pub signed_in_at: Timestamp,
    /// The instant at which the person last did something, to the minute.
    pub seen_at: Timestamp,
    /// The only form that somebody may see who came by reference and e-mail
    /// code, without a password.
    pub only: Option<SavedId>,
    /// The saved form that is open, of each kind of form: form id, saved id.
    pub open: BTreeMap<String, SavedId>,
    /// The saved form into which each draft from before the sign-in was moved,
    /// by [`Session::joins_as`]. A page from before may still be open in
    /// another tab.
    pub joined: BTreeMap<String, SavedId>,
}

/// The standing of a session, which says whether it is live.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// The session is live.
    Live {
        /// The end of the session if nothing is done.
        until: Timestamp,
    },
    /// Nothing was done for [`IDLE`], or [`WHOLE`] is over.
    Ended,
}

/// Returns the end of a session if nothing is done after `seen_at`.
pub(crate) fn until(signed_in_at: Timestamp, seen_at: Timestamp) -> Timestamp {
    (seen_at + IDLE).min(signed_in_at + WHOLE)
}

/// Returns the standing of a session at this instant.
pub(crate) fn standing(signed_in_at: Timestamp, seen_at: Timestamp, now: Timestamp) -> Standing {
    let until = until(signed_in_at, seen_at);
    if now < until && now >= signed_in_at {
        Standing::Live { until }
    } else {
        Standing::Ended
    }
}

impl Session {
    /// Returns the end of the session if nothing is done after this instant.
    #[must_use]
    pub fn until(&self, seen_at: Timestamp) -> Timestamp {
        until(self.signed_in_at, seen_at)
    }

    /// Returns the name by which [`Session::joined`] finds the answers that
    /// were typed into a form in a visit: the visit's [`mark`] and the form's
    /// id.
    ///
    /// [`mark`]: crate::forms::draft::DraftKey::mark
    #[must_use]
    pub fn joins_as(mark: &str, form: &str) -> String {
        format!("{mark}#{form}")
    }

    /// Returns the standing of the session at this instant.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        standing(self.signed_in_at, self.seen_at, now)
    }
}

/// The port that reads sessions.
pub trait SessionReader: Clone + Send + Sync + 'static {
    /// Reads the session with this key, also one that has ended: the forms that
    /// were open in it are found again after the next sign-in. MUST be
    /// consistent: a session that was signed out is never returned again.
    fn read_session(
        &self,
        key: &SessionKey,
    ) -> impl Future<Output = Result<Option<Session>, StoreFault>> + Send;
}

/// The port that lists sessions.
pub trait SessionList: Clone + Send + Sync + 'static {
    /// Lists the sessions of an account that are kept, also those that have
    /// ended by themselves, at most `most` after a place in the list, in no
    /// order.
    fn sessions_page(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<(SessionKey, Session)>, StoreFault>> + Send;

    /// Lists every session of an account that is kept and can be read, in no
    /// order.
    fn sessions(
        &self,
        account: &AccountId,
    ) -> impl Future<Output = Result<Vec<(SessionKey, Session)>, StoreFault>> + Send {
        async { Ok(self.sessions_page(account, None, EVERY_ITEM).await?.items) }
    }
}

/// The port that keeps sessions.
pub trait SessionStore: SessionReader {
    /// Starts a session.
    fn start_session(
        &self,
        key: &SessionKey,
        session: &Session,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Notes that something was done in a session. MUST NOT bring back a
    /// session that was signed out.
    fn touch_session(
        &self,
        key: &SessionKey,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Opens a saved form in a session, or closes the open one with `None`.
    /// MUST NOT bring back a session that was signed out.
    fn open_form(
        &self,
        key: &SessionKey,
        form: &str,
        saved: Option<&SavedId>,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Signs out by deleting the session. MUST succeed if there is none.
    fn end_session(&self, key: &SessionKey) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Signs an account out everywhere.
    fn end_sessions(
        &self,
        account: &AccountId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Signs an account out everywhere but in one session, if that is the
    /// account's.
    fn end_other_sessions(
        &self,
        account: &AccountId,
        kept: &SessionKey,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_session_of_staff_is_kept_as_long_as_it_lasts() {
        assert_eq!(
            crate::records::retention_schedule::STAFF_SESSION_KEPT.length(),
            WHOLE
        );
    }

    fn session(signed_in: &str, seen: &str) -> Session {
        Session {
            account: AccountId("a".to_owned()),
            first_name: "Jo".to_owned(),
            signed_in_at: at(signed_in),
            seen_at: at(seen),
            only: None,
            open: BTreeMap::new(),
            joined: BTreeMap::new(),
        }
    }

    #[test]
    fn it_ends_after_thirty_minutes_of_nothing() {
        let session = session("2026-11-22T09:00:00Z", "2026-11-22T09:10:00Z");
        let until = at("2026-11-22T09:40:00Z");
        assert_eq!(
            session.standing(at("2026-11-22T09:39:59Z")),
            Standing::Live { until }
        );
        assert_eq!(session.standing(until), Standing::Ended);
    }

    #[test]
    fn it_ends_after_twelve_hours_whatever_is_done() {
        let session = session("2026-11-22T09:00:00Z", "2026-11-22T20:50:00Z");
        let until = at("2026-11-22T21:00:00Z");
        assert_eq!(
            session.standing(at("2026-11-22T20:59:59Z")),
            Standing::Live { until }
        );
        assert_eq!(session.standing(until), Standing::Ended);
    }
}
