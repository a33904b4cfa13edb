//! A citizen's request: their visit and their session.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::draft::DraftKey;
use domain::saved::SavedId;
use domain::session::{KeepSessions, ReadSessions, Session, SessionKey, Standing};

use super::visit::{self, Visit};
use crate::cookie;
use crate::failure::Failure;
use crate::portal::Portal;
use crate::session::{self, SessionCookie, SignedIn};

/// Reads from a request who sent it: nobody that is known, a visitor whose cookie
/// leads to what they have typed, or somebody with a session.
#[derive(Clone, Debug)]
pub struct CitizenRequest {
    visit: Option<Visit>,
    session: Option<SessionCookie>,
}

impl CitizenRequest {
    /// Finds where what they typed without signing in is kept: nothing is,
    /// without a cookie.
    #[must_use]
    pub fn key(&self) -> Option<&DraftKey> {
        self.visit.as_ref().map(Visit::key)
    }

    /// Finds where what they typed for a saved form after their session had
    /// ended is kept, until it joins that form and no other.
    #[must_use]
    pub fn key_aside(&self, saved: &SavedId) -> Option<DraftKey> {
        self.visit.as_ref().map(|visit| visit.key_aside(saved))
    }

    /// Finds where their session is kept, also one that has ended.
    #[must_use]
    pub fn session(&self) -> Option<&SessionKey> {
        self.session.as_ref().map(SessionCookie::key)
    }

    /// Finds the visit, or begins one.
    pub(crate) fn visit_or_new(&self, portal: &Portal) -> Visit {
        let visit = self.visit.clone();
        visit.unwrap_or_else(|| Visit::begin(portal))
    }

    /// Checks who is signed in.
    ///
    /// # Errors
    /// [`Failure::SIGNED_OUT`] if nobody is, which sends them to sign in and
    /// then back; when the store does not answer.
    pub async fn signed_in<S: KeepSessions>(
        &self,
        store: &S,
        portal: &Portal,
    ) -> Result<SignedIn, Failure> {
        to_all_of_it(self.known(store, portal).await?)
    }

    /// Finds who is signed in, if somebody is; also somebody who came by a
    /// form's reference, of whom [`SignedIn::only`] says which. The caller MUST
    /// show them nothing else.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn known<S: KeepSessions>(
        &self,
        store: &S,
        portal: &Portal,
    ) -> Result<Option<SignedIn>, Failure> {
        let now = portal.now();
        Ok(match self.live(store, portal).await? {
            Some(signed_in) => Some(signed_in.touch(store, now).await?),
            None => None,
        })
    }

    /// Checks who is signed in, for a report that changes nothing, not even when
    /// they were last seen.
    ///
    /// # Errors
    /// [`Failure::SIGNED_OUT`] if nobody is; when the store does not answer.
    pub async fn signed_in_to_read<S: ReadSessions>(
        &self,
        store: &S,
        portal: &Portal,
    ) -> Result<SignedIn, Failure> {
        to_all_of_it(self.live(store, portal).await?)
    }

    /// Reads the session that their cookie leads to, also one that has ended.
    pub(crate) async fn find_session<S: ReadSessions>(
        &self,
        store: &S,
    ) -> Result<Option<(SessionKey, Session)>, Failure> {
        let Some(cookie) = &self.session else {
            return Ok(None);
        };
        let found = store.read_session(cookie.key()).await?;
        Ok(found.map(|session| (cookie.key().clone(), session)))
    }

    /// Reads the session that they have, if it has not ended.
    async fn live<S: ReadSessions>(
        &self,
        store: &S,
        portal: &Portal,
    ) -> Result<Option<SignedIn>, Failure> {
        let found = self.find_session(store).await?;
        Ok(
            found.and_then(|(key, session)| match session.standing(portal.now()) {
                Standing::Live { until } => Some(SignedIn::new(key, session, until)),
                Standing::Ended => None,
            }),
        )
    }
}

/// Refuses somebody who came by a form's reference, who may see that form alone.
fn to_all_of_it(live: Option<SignedIn>) -> Result<SignedIn, Failure> {
    live.filter(|signed_in| signed_in.only().is_none())
        .ok_or(Failure::SIGNED_OUT)
}

impl<S: Send + Sync> FromRequestParts<S> for CitizenRequest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let value = |name| cookie::read(&parts.headers, name).map(str::to_owned);
        Ok(Self {
            visit: value(visit::NAME).map(Visit::of),
            session: value(session::NAME).map(SessionCookie::of),
        })
    }
}
