//! The visit of a citizen who is not signed in: a random value in a cookie.

use axum::response::Response;
use domain::forms::draft::DraftKey;
use domain::records::retention_schedule::ANONYMOUS_DRAFT_KEPT;
use domain::values::saved_id::SavedId;

use crate::http::{cookie, digest};
use crate::page::site_context::SiteContext;

pub(super) const NAME: &str = "__Host-visit";

/// The visit of a citizen who is not signed in. A random value in a cookie
/// leads to their answers.
#[derive(Clone, Debug)]
pub struct Visit {
    value: String,
    key: DraftKey,
}

impl Visit {
    pub(super) fn of(value: String) -> Self {
        let key = DraftKey::Visit(digest::whole(value.as_bytes()));
        Self { value, key }
    }

    /// Begins a visit.
    pub(super) fn begin(site: &SiteContext) -> Self {
        Self::of(site.new_id())
    }

    /// Returns the key under which the visit's answers are kept.
    #[must_use]
    pub const fn key(&self) -> &DraftKey {
        &self.key
    }

    /// Returns the key under which the answers to one saved form wait, apart
    /// from the rest, until somebody signs in who may change that form.
    #[must_use]
    pub fn key_aside(&self, saved: &SavedId) -> DraftKey {
        let value = format!("{}#{}", self.value, saved.0);
        DraftKey::Visit(digest::whole(value.as_bytes()))
    }

    /// Adds the visit's cookie to a response. The cookie lasts as long as the
    /// answers are kept, counted from now.
    #[must_use]
    pub fn remembered_in(&self, mut response: Response) -> Response {
        let seconds = ANONYMOUS_DRAFT_KEPT.length().as_secs();
        cookie::set(&mut response, NAME, &self.value, Some(seconds));
        response
    }
}

/// Deletes the visit's cookie, because the answers have joined an account.
#[must_use]
pub fn visit_forgotten_in(mut response: Response) -> Response {
    cookie::forget(&mut response, NAME);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    #[test]
    fn the_key_is_a_hash_of_the_value_and_the_cookie_is_locked_down() {
        let visit = Visit::begin(&example::site());
        // printf 0123456789abcdefghjkmnpqrs | sha256sum
        let hash = "6aab299c78d0b17077bd60f9ea95ff9c4dc6a4dfa7b3b308d01c7c187cba3709";
        assert_eq!(*visit.key(), DraftKey::Visit(hash.to_owned()));
        let response = visit.remembered_in(Response::default());
        assert_eq!(
            response.headers()["set-cookie"],
            "__Host-visit=0123456789abcdefghjkmnpqrs; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400"
        );
    }
}
