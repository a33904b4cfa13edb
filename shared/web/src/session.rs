//! Somebody who is signed in.

use std::sync::Arc;

use axum::response::Response;
use domain::account::AccountId;
use domain::london::time_in_london;
use domain::saved::SavedId;
use domain::session::{KeepSessions, Session, SessionKey, WARNING};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::failure::Failure;
use crate::portal::Portal;
use crate::{cookie, digest};

pub(crate) const NAME: &str = "__Host-session";

/// Where somebody who is signed in says that they are still there.
pub const STAY: &str = "/account/stay";

/// The field with which a page that covers itself at the end of the session
/// says that somebody wants to sign in again. No question of any form is called
/// so.
pub const SIGN_IN_AGAIN: &str = "sign-in-again";

/// A minute: how exactly it is noted when something was last done, so that not
/// every page is a write.
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

    /// A new one, for every sign-in.
    #[must_use]
    pub fn new(portal: &Portal) -> Self {
        Self::of(portal.new_id())
    }

    /// Where its session is kept.
    #[must_use]
    pub const fn key(&self) -> &SessionKey {
        &self.key
    }

    /// Sends it with an answer. It is gone when the browser is closed.
    #[must_use]
    pub fn remembered_in(&self, mut response: Response) -> Response {
        cookie::set(&mut response, NAME, &self.value, None);
        response
    }
}

/// Takes the session's cookie away.
#[must_use]
pub fn forgotten_in(mut response: Response) -> Response {
    cookie::forget(&mut response, NAME);
    response
}

/// The end of a session, for the page that warns of it.
#[derive(Clone, Debug, Serialize)]
pub struct SessionEnd {
    /// In how many seconds the page warns.
    pub warns_in: i64,
    /// In how many seconds the session ends if nothing is done.
    pub ends_in: i64,
    /// When that is, in words: `9:40am`.
    pub ends_at: String,
    /// Where somebody who is still there says so.
    #[serde(skip)]
    pub stay: &'static str,
    /// Where somebody signs out.
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

/// Somebody who is signed in. Cheap to clone.
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

    /// Whose account.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.0.session.account
    }

    /// The person's first name.
    #[must_use]
    pub fn first_name(&self) -> &str {
        &self.0.session.first_name
    }

    /// Where the session is kept.
    #[must_use]
    pub fn key(&self) -> &SessionKey {
        &self.0.key
    }

    /// The saved form that they have open, of this form.
    #[must_use]
    pub fn open(&self, form: &str) -> Option<&SavedId> {
        self.0.session.open.get(form)
    }

    /// The same, with another saved form of a form open, or none.
    pub(crate) fn with_open(&self, form: &str, saved: Option<SavedId>) -> Self {
        let mut session = self.0.session.clone();
        match saved {
            Some(id) => session.open.insert(form.to_owned(), id),
            None => session.open.remove(form),
        };
        Self::new(self.0.key.clone(), session, self.0.until)
    }

    /// The one form that they may see, if they came by its reference.
    #[must_use]
    pub fn only(&self) -> Option<&SavedId> {
        self.0.session.only.as_ref()
    }

    /// When the session ends if nothing is done, for the page that warns of it.
    #[must_use]
    pub fn end(&self, now: Timestamp) -> SessionEnd {
        SessionEnd::new((STAY, "/sign-out"), self.0.until, now)
    }

    /// The same when something is done now.
    #[must_use]
    pub fn renewed(&self, now: Timestamp) -> Self {
        let mut session = self.0.session.clone();
        session.seen_at = now;
        let until = session.until(now);
        Self::new(self.0.key.clone(), session, until)
    }

    /// Notes that something was done, once a minute at most. Answers with the
    /// session as it goes on from there.
    pub(crate) async fn touch<S: KeepSessions>(
        self,
        store: &S,
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
