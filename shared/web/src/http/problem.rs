//! Errors for machines: `application/problem+json` (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// An error in the form that a machine reads.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Problem {
    /// The kind of problem: `about:blank`, if the status says everything, or an
    /// address under `/help/problems`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The kind in words, which are the same for each problem of the kind.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The words that say what is wrong this time, and what to do about it.
    pub detail: String,
    /// The reference number under which the problem was logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Every mistake, each with its place in the document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemMember>,
}

/// A mistake in a document.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ProblemMember {
    /// The place, as a JSON pointer (RFC 6901): `/income/0/amount`. Empty for
    /// the whole document.
    pub pointer: String,
    /// The words that say what is wrong there.
    pub detail: String,
}

impl Problem {
    /// Makes a problem of the kind whose status says everything.
    #[must_use]
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            instance: None,
            errors: Vec::new(),
        }
    }

    /// Makes the problem of a well-formed document whose values cannot be used:
    /// 422, with every mistake listed.
    #[must_use]
    pub fn unusable(errors: Vec<ProblemMember>) -> Self {
        Self {
            errors,
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Some values cannot be used. See errors.",
            )
        }
    }

    /// Adds a mistake and its place.
    #[must_use]
    pub fn with(mut self, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        self.errors.push(ProblemMember {
            pointer: pointer.into(),
            detail: detail.into(),
        });
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    }
}
