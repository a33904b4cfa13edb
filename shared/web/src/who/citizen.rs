//! A citizen's request: their visit and their session.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::access::session::{Session, SessionKey, SessionReader, SessionStore, Standing};
use domain::forms::draft::DraftKey;
use domain::values::saved_id::SavedId;

use super::visit::{self, Visit};
use crate::http::cookie;
use crate::http::failure::Failure;
use crate::page::site_context::SiteContext;
use crate::session::citizen::{self, SessionCookie, SignedIn};

/// A citizen's request: from nobody known, from a visitor with the cookie of a
/// visit, or from somebody with the cookie of a session.
#[derive(Clone, Debug)]
pub struct CitizenRequest {
    visit: Option<Visit>,
    session: Option<SessionCookie>,
}

impl CitizenRequest {
    /// Finds where the answers given without signing in are kept; `None`
    /// without the cookie of a visit.
    #[must_use]
    pub fn key(&self) -> Option<&DraftKey> {
        self.visit.as_ref().map(Visit::key)
    }

    /// Finds where the answers to one saved form wait that were given after the
    /// session had ended, until they join that form and no other.
    #[must_use]
    pub fn key_aside(&self, saved: &SavedId) -> Option<DraftKey> {
        self.visit.as_ref().map(|visit| visit.key_aside(saved))
    }

    /// Finds where the session is kept, even if it has ended.
    #[must_use]
    pub fn session(&self) -> Option<&SessionKey> {
        self.session.as_ref().map(SessionCookie::key)
    }

    /// Returns the visit, or begins one.
    pub(crate) fn visit_or_new(&self, site: &SiteContext) -> Visit {
        let visit = self.visit.clone();
        visit.unwrap_or_else(|| Visit::begin(site))
    }

    /// Returns who is signed in, and notes that the session was used.
    ///
    /// # Errors
    /// [`Failure::SIGNED_OUT`] if nobody is, which sends the person to sign in
    /// and then back to the page; when the store does not answer.
    pub async fn signed_in(
        &self,
        store: &impl SessionStore,
        site: &SiteContext,
    ) -> Result<SignedIn, Failure> {
        to_all_of_it(self.known(store, site).await?)
    }

    /// Returns who is signed in, if somebody is. That may be somebody who came
    /// in by the reference of one form, which [`SignedIn::only`] names. The
    /// caller MUST show them nothing else.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn known(
        &self,
        store: &impl SessionStore,
        site: &SiteContext,
    ) -> Result<Option<SignedIn>, Failure> {
        let now = site.now();
        Ok(match self.live(store, site).await? {
            Some(signed_in) => Some(signed_in.touch(store, now).await?),
            None => None,
        })
    }

    /// Returns who is signed in, for a report. Nothing is written, not even
    /// when the session was last used.
    ///
    /// # Errors
    /// [`Failure::SIGNED_OUT`] if nobody is signed in; when the store does not
    /// answer.
    pub async fn signed_in_to_read(
        &self,
        store: &impl SessionReader,
        site: &SiteContext,
    ) -> Result<SignedIn, Failure> {
        to_all_of_it(self.live(store, site).await?)
    }

    /// Returns who is signed in to the whole of their account, to show it on a
    /// page that is the same for everybody. Nothing is written.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn signed_in_to_show(
        &self,
        store: &impl SessionReader,
        site: &SiteContext,
    ) -> Result<Option<SignedIn>, Failure> {
        let live = self.live(store, site).await?;
        Ok(live.filter(|signed_in| signed_in.only().is_none()))
    }

    /// Reads the session of the cookie, even if it has ended.
    pub(crate) async fn find_session(
        &self,
        store: &impl SessionReader,
    ) -> Result<Option<(SessionKey, Session)>, Failure> {
        let Some(cookie) = &self.session else {
            return Ok(None);
        };
        let found = store.read_session(cookie.key()).await?;
        Ok(found.map(|session| (cookie.key().clone(), session)))
    }

    /// Reads the session of the cookie, if it has not ended.
    pub(super) async fn live(
        &self,
        store: &impl SessionReader,
        site: &SiteContext,
    ) -> Result<Option<SignedIn>, Failure> {
        let found = self.find_session(store).await?;
        Ok(
            found.and_then(|(key, session)| match session.standing(site.now()) {
                Standing::Live { until } => Some(SignedIn::new(key, session, until)),
                Standing::Ended => None,
            }),
        )
    }
}

/// Refuses somebody who came in by the reference of a form, because they may
/// see that form alone.
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
            session: value(citizen::NAME).map(SessionCookie::of),
        })
    }
}
