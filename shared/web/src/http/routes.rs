//! Routes as data: the methods and addresses that a function answers and the
//! fields that each reads, recorded while its router is built.

use std::borrow::Cow;

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};

/// The part of a request's body that a route reads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RouteBody {
    /// Nothing: the route shows a page or answers a button.
    Nothing,
    /// These fields of a form. [`crate::http::form::PostedForm`] holds no others.
    Fields(&'static [&'static str]),
    /// These parts of a form with a file. [`crate::http::parts::PostedParts`]
    /// holds no others.
    Parts(&'static [&'static str]),
    /// The fields of a journey's questions, whose names come from its form.
    Questions,
    /// A JSON document.
    Document,
}

/// A method and an address that a function answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RouteEntry {
    /// `GET` or `POST`.
    pub method: Method,
    /// The address as axum writes it: `/saved-forms/{id}/name`.
    pub path: Cow<'static, str>,
    /// The part of the request's body that is read.
    pub body: RouteBody,
}

/// Tells [`crate::http::form::PostedForm`] and [`crate::http::parts::PostedParts`]
/// the fields of the form that a route takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldsOfRoute(pub(crate) &'static [&'static str]);

/// Records each method and address, and builds the axum router that answers
/// there.
///
/// A function serves its table and nothing else, because [`crate::finish`]
/// takes no other router. The tests compare the tables with the gateway's
/// routes and send requests to every entry as every kind of person.
#[derive(Clone, Debug)]
pub struct RouteTable<S = ()> {
    router: Router<S>,
    entries: Vec<RouteEntry>,
    keeps_refused: bool,
}

impl<S: Clone + Send + Sync + 'static> RouteTable<S> {
    /// Starts an empty table.
    #[must_use]
    pub fn new() -> Self {
        Self {
            router: Router::new(),
            entries: Vec::new(),
            keeps_refused: false,
        }
    }

    /// Adds a page.
    #[must_use]
    pub fn get<H, T>(self, path: impl Into<Cow<'static, str>>, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.with(Method::GET, path.into(), RouteBody::Nothing, get(handler))
    }

    /// Adds a button: a post without fields.
    #[must_use]
    pub fn post<H, T>(self, path: impl Into<Cow<'static, str>>, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let routed = post(handler).route_layer(Extension(FieldsOfRoute(&[])));
        self.with(Method::POST, path.into(), RouteBody::Nothing, routed)
    }

    /// Adds a form. The handler reads these fields and no others.
    #[must_use]
    pub fn post_fields<H, T>(
        self,
        path: impl Into<Cow<'static, str>>,
        fields: &'static [&'static str],
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let routed = post(handler).route_layer(Extension(FieldsOfRoute(fields)));
        let body = RouteBody::Fields(fields);
        self.with(Method::POST, path.into(), body, routed)
    }

    /// Adds a form with a file. The handler reads these parts and no others.
    #[must_use]
    pub fn post_parts<H, T>(
        self,
        path: impl Into<Cow<'static, str>>,
        parts: &'static [&'static str],
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let routed = post(handler).route_layer(Extension(FieldsOfRoute(parts)));
        let body = RouteBody::Parts(parts);
        self.with(Method::POST, path.into(), body, routed)
    }

    /// Adds the post of a page of a journey, whose fields its form names.
    #[must_use]
    pub fn post_questions<H, T>(self, path: impl Into<Cow<'static, str>>, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let body = RouteBody::Questions;
        self.with(Method::POST, path.into(), body, post(handler))
    }

    /// Adds an address that takes a JSON document.
    #[must_use]
    pub fn post_document<H, T>(self, path: impl Into<Cow<'static, str>>, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let body = RouteBody::Document;
        self.with(Method::POST, path.into(), body, post(handler))
    }

    /// Adds every route of another table.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.entries.extend(other.entries);
        self
    }

    /// Gives the handlers their state.
    #[must_use]
    pub fn with_state<Other>(self, state: S) -> RouteTable<Other> {
        RouteTable {
            router: self.router.with_state(state),
            entries: self.entries,
            keeps_refused: self.keeps_refused,
        }
    }

    /// Puts around every route the layer that keeps the pages which answer
    /// forms. The layer is given the patterns of the addresses that are shown.
    pub(crate) fn with_kept_pages(
        self,
        layer: impl FnOnce(Router<S>, Vec<String>) -> Router<S>,
    ) -> Self {
        let shown = self.entries.iter();
        let shown = shown.filter(|entry| entry.method == Method::GET);
        let shown = shown.map(|entry| entry.path.clone().into_owned()).collect();
        Self {
            router: layer(self.router, shown),
            entries: self.entries,
            keeps_refused: true,
        }
    }

    fn with(
        mut self,
        method: Method,
        path: Cow<'static, str>,
        body: RouteBody,
        routed: MethodRouter<S>,
    ) -> Self {
        self.router = self.router.route(&path, routed);
        self.entries.push(RouteEntry { method, path, body });
        self
    }
}

impl<S> RouteTable<S> {
    /// Lists the routes in the order in which they were added.
    #[must_use]
    pub fn entries(&self) -> &[RouteEntry] {
        &self.entries
    }

    /// Whether pages that answer forms are kept ([`Self::keeping`]).
    #[must_use]
    pub const fn keeps_refused(&self) -> bool {
        self.keeps_refused
    }

    /// Returns the router, for [`crate::finish`].
    pub(crate) fn into_router(self) -> Router<S> {
        self.router
    }
}

impl<S: Clone + Send + Sync + 'static> Default for RouteTable<S> {
    fn default() -> Self {
        Self::new()
    }
}

/// Writes a route as the gateway and the log name it: `GET /account`.
impl std::fmt::Display for RouteEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_listed_with_what_it_reads() {
        let other = RouteTable::<u8>::new().post_questions("/apply/{page}", async || "");
        let table: RouteTable = RouteTable::new()
            .get("/account/email", async || "Which address?")
            .post_fields("/account/email", &["email"], async || "Changed")
            .post("/sign-out", async || "Signed out")
            .post_document("/api/v1/estimates", async || "{}")
            .post_parts("/upload", &["file"], async || "Read")
            .merge(other)
            .with_state(0);
        let listed: Vec<_> = table.entries().iter().map(ToString::to_string).collect();
        assert_eq!(
            listed,
            [
                "GET /account/email",
                "POST /account/email",
                "POST /sign-out",
                "POST /api/v1/estimates",
                "POST /upload",
                "POST /apply/{page}",
            ]
        );
        let bodies: Vec<_> = table.entries().iter().map(|entry| entry.body).collect();
        assert_eq!(
            bodies,
            [
                RouteBody::Nothing,
                RouteBody::Fields(&["email"]),
                RouteBody::Nothing,
                RouteBody::Document,
                RouteBody::Parts(&["file"]),
                RouteBody::Questions,
            ]
        );
    }
}
