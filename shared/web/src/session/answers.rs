//! The session of somebody who gave a code for one request for information. It
//! reaches that request alone, and ends within the hour.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use domain::application::information_request::{
    ANSWER_SESSION_LIVES, AnswerSessionKey, AnswerSessionStore,
};
use domain::values::information_request::InformationRequestKey;
use jiff::Timestamp;

use crate::http::failure::Failure;
use crate::http::{cookie, digest};

const NAME: &str = "__Host-questions";

/// The cookie of the session.
#[derive(Clone, Debug)]
pub struct AnswerCookie {
    value: String,
    key: AnswerSessionKey,
}

impl AnswerCookie {
    fn of(value: String) -> Self {
        let key = AnswerSessionKey(digest::whole(value.as_bytes()));
        Self { value, key }
    }

    /// Makes the cookie of a new session from an id that nobody can guess.
    #[must_use]
    pub fn new(id: String) -> Self {
        Self::of(id)
    }

    /// Returns the key under which the session is kept.
    #[must_use]
    pub const fn key(&self) -> &AnswerSessionKey {
        &self.key
    }

    /// Adds the cookie to a response, for as long as the session lasts.
    #[must_use]
    pub fn remembered_in(&self, mut response: Response) -> Response {
        let seconds = ANSWER_SESSION_LIVES.as_secs();
        cookie::set(&mut response, NAME, &self.value, Some(seconds));
        response
    }
}

/// A request with the cookie of such a session, if it has one.
#[derive(Clone, Debug)]
pub struct AnswerRequest(Option<AnswerCookie>);

impl AnswerRequest {
    /// Whether the session reaches a request for information.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn reaches(
        &self,
        store: &impl AnswerSessionStore,
        request: &InformationRequestKey,
        now: Timestamp,
    ) -> Result<bool, Failure> {
        let Some(cookie) = &self.0 else {
            return Ok(false);
        };
        let session = store.answer_session(cookie.key(), now).await?;
        Ok(session.is_some_and(|session| session.request == *request))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AnswerRequest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let value = cookie::read(&parts.headers, NAME);
        Ok(Self(value.map(|value| AnswerCookie::of(value.to_owned()))))
    }
}
