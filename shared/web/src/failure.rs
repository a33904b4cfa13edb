//! What went wrong with a request, before it has a page.
//!
//! A handler answers with a [`Failure`]; [`crate::finish`] dresses it as a page
//! or as problem JSON, whichever was asked for, and logs its cause once.

use std::error::Error;
use std::sync::Arc;

use app::Outage;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::fault;
use domain::fault::StoreFault;
use domain::notice::NoticeFault;
use domain::sign_in::IdentityFault;

/// A request that cannot be answered as it was meant to be.
#[derive(Clone, Debug)]
pub struct Failure {
    status: StatusCode,
    cause: Option<Arc<dyn Error + Send + Sync>>,
    /// Where somebody signs in who has to.
    sign_in: &'static str,
    /// A title and words of its own.
    words: Option<Words>,
}

/// A title, and sentences below it.
pub(crate) type Words = (&'static str, &'static [&'static str]);

impl Failure {
    /// There is no such page.
    pub const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND);
    /// The request is not one that a form or a program of ours makes.
    pub const BAD_REQUEST: Self = Self::new(StatusCode::BAD_REQUEST);

    /// Only somebody who is signed in may see this: they are sent to sign in
    /// and then back.
    pub const SIGNED_OUT: Self = Self::new(StatusCode::UNAUTHORIZED);

    /// The same where only a member may see it: somebody who was invited.
    pub const MEMBER_SIGNED_OUT: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        cause: None,
        sign_in: crate::member::SIGN_IN,
        words: None,
    };

    /// It is for members with another role.
    pub const NO_ACCESS: Self = Self {
        status: StatusCode::FORBIDDEN,
        cause: None,
        sign_in: "/sign-in",
        words: Some((
            "You do not have access to this page",
            &[
                "Your account is for other work. If you need this page, ask your council's finance team to change what your account is for.",
            ],
        )),
    };

    /// A failure that its status says everything about.
    #[must_use]
    pub const fn new(status: StatusCode) -> Self {
        Self {
            status,
            cause: None,
            sign_in: "/sign-in",
            words: None,
        }
    }

    /// Something of ours broke: 500. The cause is for the log only.
    pub fn broken(cause: impl Error + Send + Sync + 'static) -> Self {
        Self {
            cause: Some(Arc::new(cause)),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }

    /// Something that we rely on did not answer, and may later: 503. The cause
    /// is for the log only.
    pub fn unavailable(cause: impl Error + Send + Sync + 'static) -> Self {
        Self {
            cause: Some(Arc::new(cause)),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE)
        }
    }

    /// Logs what did not keep the request from being answered, because it is
    /// made good later.
    pub fn note(&self) {
        let cause = self.chain().unwrap_or_default();
        tracing::warn!(cause, "left to be made good later");
    }

    pub(crate) const fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) const fn sign_in(&self) -> &'static str {
        self.sign_in
    }

    pub(crate) const fn words(&self) -> Option<Words> {
        self.words
    }

    /// The cause and what caused that, for the log.
    pub(crate) fn chain(&self) -> Option<String> {
        self.cause.as_deref().map(|cause| fault::chain(cause))
    }
}

impl From<StoreFault> for Failure {
    fn from(fault: StoreFault) -> Self {
        Self::unavailable(fault)
    }
}

impl From<IdentityFault> for Failure {
    fn from(fault: IdentityFault) -> Self {
        Self::unavailable(fault)
    }
}

impl From<NoticeFault> for Failure {
    fn from(fault: NoticeFault) -> Self {
        Self::unavailable(fault)
    }
}

impl From<Outage> for Failure {
    fn from(outage: Outage) -> Self {
        Self::unavailable(outage)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
