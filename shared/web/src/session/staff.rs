//! Invited people who are signed in: practitioners, providers of day services
//! and finance staff. Their cookie and session differ from a citizen's, so that
//! neither opens what belongs to the other.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use domain::access::session::Standing;
use domain::access::staff_user::{
    Role, StaffSession, StaffSessionKey, StaffSessionReader, StaffUser,
};
use domain::values::account_id::AccountId;
use futures_util::future::try_join;
use jiff::Timestamp;

use crate::http::failure::Failure;
use crate::http::{cookie, digest};
use crate::session::citizen::{NOTED, SessionEnd};
use crate::staff_pages::{SIGN_OUT, STAY};

const NAME: &str = "__Host-professional";

/// A set of pages for one role: an address and everything below it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StaffRoom {
    /// The address of the first page: `/finance`.
    pub home: &'static str,
    /// The words of the links to the room: `Finance desk`.
    pub title: &'static str,
}

/// Lists the rooms of a role.
#[must_use]
pub const fn rooms(role: Role) -> &'static [StaffRoom] {
    match role {
        Role::Practitioner => &[StaffRoom {
            home: "/practice",
            title: "My work",
        }],
        Role::Provider => &[StaffRoom {
            home: "/day-services",
            title: "My care suppliers",
        }],
        Role::Finance => &[StaffRoom {
            home: "/finance",
            title: "Finance desk",
        }],
    }
}

/// Whether an address is a page for invited people: in the room of any role, or
/// of their sign-in. The page itself refuses somebody with another role.
#[must_use]
pub fn is_for_staff(address: &str) -> bool {
    let is_below = |home: &str| {
        let rest = address.strip_prefix(home);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    };
    let mut rooms = Role::ALL.into_iter().flat_map(rooms);
    rooms.any(|room| is_below(room.home)) || address.starts_with("/professionals/")
}

/// The cookie of an invited person's session.
#[derive(Clone, Debug)]
pub struct StaffCookie {
    value: String,
    key: StaffSessionKey,
}

impl StaffCookie {
    fn of(value: String) -> Self {
        let key = StaffSessionKey(digest::whole(value.as_bytes()));
        Self { value, key }
    }

    /// Makes the cookie of a new session from an id that nobody can guess.
    #[must_use]
    pub fn new(id: String) -> Self {
        Self::of(id)
    }

    /// Returns the key under which the session is kept.
    #[must_use]
    pub const fn key(&self) -> &StaffSessionKey {
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

/// A request for a page that is for invited people, with their cookie if they
/// have one.
#[derive(Clone, Debug)]
pub struct StaffRequest(Option<StaffCookie>);

/// An invited person who is signed in, with their session. A clone is cheap.
#[derive(Clone, Debug)]
pub struct SignedInStaff(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    key: StaffSessionKey,
    session: StaffSession,
    staff_user: StaffUser,
    until: Timestamp,
}

impl StaffRequest {
    /// Finds where the session is kept, even if it has ended.
    #[must_use]
    pub fn session(&self) -> Option<&StaffSessionKey> {
        self.0.as_ref().map(StaffCookie::key)
    }

    /// Returns who is signed in, whatever their role, and notes the use of the
    /// session, at most once a minute.
    ///
    /// # Errors
    /// [`Failure::STAFF_SIGNED_OUT`] if nobody is signed in, or the person has
    /// no access any more; when the store does not answer.
    pub async fn staff_user(
        &self,
        store: &impl StaffSessionReader,
        now: Timestamp,
    ) -> Result<SignedInStaff, Failure> {
        let key = self.session().ok_or(Failure::STAFF_SIGNED_OUT)?;
        let session = store.read_staff_session(key).await?;
        let session: StaffSession = session.ok_or(Failure::STAFF_SIGNED_OUT)?;
        let Standing::Live { until } = session.standing(now) else {
            return Err(Failure::STAFF_SIGNED_OUT);
        };
        // The person is read for every request, so that closed access ends at
        // once and a new role counts at once.
        let idle = now.duration_since(session.seen_at);
        let used = async {
            match idle < NOTED {
                true => Ok(()),
                false => store.touch_staff_session(key, now).await,
            }
        };
        let staff_user = store.staff_user_of_session(&session);
        let (staff_user, ()) = try_join(staff_user, used).await?;
        let staff_user = staff_user
            .filter(StaffUser::is_open)
            .ok_or(Failure::STAFF_SIGNED_OUT)?;
        let signed_in = SignedInStaff(Arc::new(Inside {
            key: key.clone(),
            session,
            staff_user,
            until,
        }));
        Ok(match idle < NOTED {
            true => signed_in,
            false => signed_in.renewed(now),
        })
    }
}

impl SignedInStaff {
    /// Returns the person.
    #[must_use]
    pub fn staff_user(&self) -> &StaffUser {
        &self.0.staff_user
    }

    /// Returns the person's id.
    #[must_use]
    pub fn id(&self) -> &AccountId {
        &self.0.staff_user.id
    }

    /// Returns the key under which the session is kept.
    #[must_use]
    pub fn key(&self) -> &StaffSessionKey {
        &self.0.key
    }

    /// Lists the rooms of the person's role, for the links on every page.
    #[must_use]
    pub fn rooms(&self) -> &'static [StaffRoom] {
        rooms(self.0.staff_user.role)
    }

    /// Returns the session as it is after a use now, which moves its end.
    #[must_use]
    pub fn renewed(&self, now: Timestamp) -> Self {
        Self(Arc::new(Inside {
            key: self.0.key.clone(),
            session: StaffSession {
                seen_at: now,
                ..self.0.session.clone()
            },
            staff_user: self.0.staff_user.clone(),
            until: self.0.session.until(now),
        }))
    }

    /// Returns the end of the session, for the page that warns of it.
    #[must_use]
    pub fn end(&self, now: Timestamp) -> SessionEnd {
        SessionEnd::new((STAY, SIGN_OUT), self.0.until, now)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for StaffRequest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let value = cookie::read(&parts.headers, NAME);
        Ok(Self(value.map(|value| StaffCookie::of(value.to_owned()))))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;
    use axum::response::IntoResponse as _;

    use super::*;

    #[test]
    fn section_9_the_cookie_of_a_session_has_no_lifetime_and_goes_with_the_browser() {
        let id = "0123456789abcdefghjkmnpqrs";
        let reply = StaffCookie::new(id.to_owned()).remembered_in(().into_response());
        let cookie = reply.headers()[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains(id), "{cookie}");
        assert!(
            !cookie.contains("Max-Age") && !cookie.contains("Expires"),
            "{cookie}"
        );
    }
}
