//! The reasons why a request cannot be answered.
//!
//! A handler returns a [`Failure`]. [`crate::finish`] turns it into a page or
//! into problem JSON, whichever was asked for, and logs its cause once.

use std::error::Error;
use std::sync::Arc;

use app::Outage;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::fault;
use domain::fault::{IdentityFault, MessageFault, StoreFault};

/// The reason why a request cannot be answered as it was meant to be.
#[derive(Clone, Debug)]
pub struct Failure {
    status: StatusCode,
    cause: Option<Arc<dyn Error + Send + Sync>>,
    /// The address at which the person signs in, if that is what is missing.
    sign_in: &'static str,
    /// A title and sentences that replace those of the status.
    words: Option<Words>,
}

/// The title of the page of a record that cannot be read.
const CANNOT_SHOW: &str = "Sorry, we cannot show this";

/// The sentences of that page. An alarm sounds for the line that is logged.
const UNREADABLE: &[&str] = &[
    "We have it, but we cannot read it because of a problem on our side. Nothing is deleted, and everything else works.",
    "We have been told and are putting it right. Trying again now will not help. Come back in a few days.",
];

/// A title, and the sentences below it.
pub(crate) type Words = (&'static str, &'static [&'static str]);

impl Failure {
    /// 404: there is no such page.
    pub const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND);
    /// 400: no form or program of the portal makes such a request.
    pub const BAD_REQUEST: Self = Self::new(StatusCode::BAD_REQUEST);

    /// 401: only somebody who is signed in may see the page. A browser is sent
    /// to the sign-in page and then back.
    pub const SIGNED_OUT: Self = Self::new(StatusCode::UNAUTHORIZED);

    /// 401 for a page that only invited people may see: a browser is sent to
    /// their own sign-in page and then back.
    pub const STAFF_SIGNED_OUT: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        cause: None,
        sign_in: crate::staff_pages::SIGN_IN,
        words: None,
    };

    /// 403: the page is for invited people with another role.
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

    /// 403: the request went round the edge, to the address that only the edge
    /// may use.
    pub const AROUND_THE_EDGE: Self = Self {
        status: StatusCode::FORBIDDEN,
        cause: None,
        sign_in: "/sign-in",
        words: Some((
            "This is not the address of this service",
            &[
                "Go to the council's website and open the service from there.",
                "The answers you saved before are kept.",
            ],
        )),
    };

    /// Makes a failure whose status says everything.
    #[must_use]
    pub const fn new(status: StatusCode) -> Self {
        Self {
            status,
            cause: None,
            sign_in: "/sign-in",
            words: None,
        }
    }

    /// Makes a 500: something of the portal's own broke. The cause goes to the
    /// log alone.
    pub fn broken(cause: impl Error + Send + Sync + 'static) -> Self {
        Self {
            cause: Some(Arc::new(cause)),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }

    /// Makes a 503: a service that the portal relies on did not answer, and may
    /// answer later. The cause goes to the log alone.
    pub fn unavailable(cause: impl Error + Send + Sync + 'static) -> Self {
        Self {
            cause: Some(Arc::new(cause)),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE)
        }
    }

    /// Says this on the page in place of the words of the status: a title, and
    /// the sentences below it.
    #[must_use]
    pub const fn saying(mut self, title: &'static str, words: &'static [&'static str]) -> Self {
        self.words = Some((title, words));
        self
    }

    /// Logs a failure that did not keep the request from being answered,
    /// because a later run makes it good.
    pub fn note(&self) {
        let cause = self.chain().unwrap_or_default();
        tracing::warn!(cause, "left to be made good later");
    }

    /// Whether signing in is what is missing, and nothing is wrong.
    ///
    /// ```
    /// use web::Failure;
    ///
    /// assert!(Failure::STAFF_SIGNED_OUT.asks_to_sign_in());
    /// assert!(!Failure::NO_ACCESS.asks_to_sign_in());
    /// ```
    #[must_use]
    pub const fn asks_to_sign_in(&self) -> bool {
        self.status.as_u16() == 401
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

    /// Returns the cause, and what caused that, for the log.
    pub(crate) fn chain(&self) -> Option<String> {
        self.cause.as_deref().map(|cause| fault::chain(cause))
    }
}

/// A record that cannot be read is not there after some minutes either: the page
/// says what happened and what to do instead of trying again.
impl From<StoreFault> for Failure {
    fn from(fault: StoreFault) -> Self {
        match fault.is_unreadable() {
            true => Self::broken(fault).saying(CANNOT_SHOW, UNREADABLE),
            false => Self::unavailable(fault),
        }
    }
}

impl From<IdentityFault> for Failure {
    fn from(fault: IdentityFault) -> Self {
        Self::unavailable(fault)
    }
}

impl From<MessageFault> for Failure {
    fn from(fault: MessageFault) -> Self {
        Self::unavailable(fault)
    }
}

impl From<Outage> for Failure {
    fn from(outage: Outage) -> Self {
        match outage {
            Outage::Store(fault) => Self::from(fault),
            other => Self::unavailable(other),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
