//! The session of a citizen who is signed in, and its cookie.

use std::sync::Arc;

use axum::response::Response;
use domain::access::session::{Session, SessionKey, SessionStore, WARNING};
use domain::forms::draft::DraftKey;
use domain::values::account_id::AccountId;
use domain::values::london::time_in_london;
use domain::values::saved_id::SavedId;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::http::failure::Failure;
use crate::http::{cookie, digest};

pub(crate) const NAME: &str = "__Host-session";

/// The address to which a page posts that somebody is still there.
pub const STAY: &str = "/account/stay";

/// The field by which a page that was covered at the end of the session says
/// that somebody wants to sign in again. No question of any form has this name.
pub const SIGN_IN_AGAIN: &str = "sign-in-again";

/// One minute: how often at most the last use of a session is noted. Otherwise
/// every page would be a write.
pub(crate) const NOTED: SignedDuration = SignedDuration::from_mins(1);

/// The cookie of a session.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SessionCookie {
    value: String,
    key: SessionKey,
}

impl SessionCookie {
    pub(crate) fn of(value: String) -> Self {
        let key = SessionKey(digest::whole(value.as_bytes()));
        Self { value, key }
    }

    /// Makes the cookie of a new session from an id that nobody can guess.
    #[must_use]
    pub fn new(id: String) -> Self {
        Self::of(id)
    }

    /// Returns the key under which the session is kept.
    #[must_use]
    pub const fn key(&self) -> &SessionKey {
        &self.key
    }

    /// Adds the cookie to a response. The browser deletes the cookie when it is
    /// closed.
    #[must_use]
    pub fn remembered_in(&self, mut response: Response) -> Response {
        cookie::set(&mut response, NAME, &self.value, None);
        response
    }
}

/// Deletes the cookie of the session in the browser.
#[must_use]
pub fn forgotten_in(mut response: Response) -> Response {
    cookie::forget(&mut response, NAME);
    response
}

/// The end of a session, for the page that warns of it.
#[derive(Clone, Debug, Serialize)]
pub struct SessionEnd {
    /// The seconds until the page warns.
    pub warns_in: i64,
    /// The seconds until the session ends, if it is not used.
    pub ends_in: i64,
    /// The time at which the session ends, in words: `9:40am`.
    pub ends_at: String,
    /// The address to which the page posts that somebody is still there.
    #[serde(skip)]
    pub stay: &'static str,
    /// The address at which somebody signs out.
    #[serde(skip)]
    pub sign_out: &'static str,
}

impl SessionEnd {
    pub(crate) fn new(
        (stay, sign_out): (&'static str, &'static str),
        until: Timestamp,
        now: Timestamp,
    ) -> Self {
        let ends_in = until.duration_since(now).as_secs().max(0);
        Self {
            warns_in: (ends_in - WARNING.as_secs()).max(0),
            ends_in,
            ends_at: time_in_london(until),
            stay,
            sign_out,
        }
    }
}

/// A citizen who is signed in, with their session. A clone is cheap.
#[derive(Clone, Debug)]
pub struct SignedIn(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    key: SessionKey,
    session: Session,
    until: Timestamp,
}

impl SignedIn {
    pub(crate) fn new(key: SessionKey, session: Session, until: Timestamp) -> Self {
        Self(Arc::new(Inside {
            key,
            session,
            until,
        }))
    }

    /// Returns the account of the session.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.0.session.account
    }

    /// Returns the person's first name.
    #[must_use]
    pub fn first_name(&self) -> &str {
        &self.0.session.first_name
    }

    /// Returns the key under which the session is kept.
    #[must_use]
    pub fn key(&self) -> &SessionKey {
        &self.0.key
    }

    /// Returns the saved form of this kind that is open in the session.
    #[must_use]
    pub fn open(&self, form: &str) -> Option<&SavedId> {
        self.0.session.open.get(form)
    }

    /// Returns the saved form that the answers to a form joined which were given
    /// in this visit, before the sign-in.
    pub(crate) fn joined(&self, visit: &DraftKey, form: &str) -> Option<&SavedId> {
        let name = Session::joins_as(visit.mark()?, form);
        self.0.session.joined.get(&name)
    }

    /// Returns the session with another saved form of this kind open, or none.
    pub(crate) fn with_open(&self, form: &str, saved: Option<SavedId>) -> Self {
        let mut session = self.0.session.clone();
        match saved {
            Some(id) => session.open.insert(form.to_owned(), id),
            None => session.open.remove(form),
        };
        Self::new(self.0.key.clone(), session, self.0.until)
    }

    /// Returns the one saved form that the person may see, if they came in by
    /// its reference.
    #[must_use]
    pub fn only(&self) -> Option<&SavedId> {
        self.0.session.only.as_ref()
    }

    /// Returns the end of the session, for the page that warns of it.
    #[must_use]
    pub fn end(&self, now: Timestamp) -> SessionEnd {
        SessionEnd::new((STAY, "/sign-out"), self.0.until, now)
    }

    /// Returns the session as it is after a use now, which moves its end.
    #[must_use]
    pub fn renewed(&self, now: Timestamp) -> Self {
        let mut session = self.0.session.clone();
        session.seen_at = now;
        let until = session.until(now);
        Self::new(self.0.key.clone(), session, until)
    }

    /// Notes the use of the session, at most once a minute, and returns the
    /// session with its new end.
    pub(crate) async fn touch(
        self,
        store: &impl SessionStore,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        if now.duration_since(self.0.session.seen_at) < NOTED {
            return Ok(self);
        }
        store.touch_session(&self.0.key, now).await?;
        Ok(self.renewed(now))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn signed_in(at: &str) -> SignedIn {
        let at = at.parse().unwrap();
        let session = Session {
            account: AccountId("a".to_owned()),
            first_name: "Jo".to_owned(),
            signed_in_at: at,
            seen_at: at,
            only: None,
            open: BTreeMap::new(),
            joined: BTreeMap::new(),
        };
        let until = session.until(at);
        SignedIn::new(SessionKey("key".to_owned()), session, until)
    }

    #[test]
    fn what_is_done_gives_thirty_minutes_more_but_never_more_than_twelve_hours() {
        let signed_in = signed_in("2026-11-22T09:00:00Z");
        for (now, ends, warns_in, ends_in) in [
            ("2026-11-22T09:20:00Z", "9:50am", 25 * 60, 30 * 60),
            ("2026-11-22T20:50:00Z", "9pm", 5 * 60, 10 * 60),
            ("2026-11-22T20:57:00Z", "9pm", 0, 3 * 60),
        ] {
            let now = now.parse().unwrap();
            let renewed = signed_in.renewed(now);
            assert_eq!(renewed.end(now).ends_at, ends);
            assert_eq!(renewed.end(now).warns_in, warns_in);
            assert_eq!(renewed.end(now).ends_in, ends_in);
        }
    }
}
