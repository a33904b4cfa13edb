//! Who a visitor is: nobody, but for a random value in a cookie that leads to
//! what they have typed.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::request::Parts;
use axum::response::Response;
use domain::draft::{ANONYMOUS_DRAFT_HOURS, Answers, DraftKey, ReadDrafts};
use jiff::Timestamp;
use journey::form::Form;

use crate::digest;
use crate::failure::Failure;
use crate::portal::Portal;

const NAME: &str = "__Host-visit";

/// A visitor, with or without a cookie.
#[derive(Clone, Debug)]
pub struct Visitor(Option<Visit>);

/// A visitor with a cookie.
#[derive(Clone, Debug)]
pub struct Visit {
    value: String,
    key: DraftKey,
}

impl Visitor {
    /// Where what they typed is kept: nothing is, without a cookie.
    #[must_use]
    pub fn key(&self) -> Option<&DraftKey> {
        self.0.as_ref().map(Visit::key)
    }

    /// Everything answered so far; nothing for a visitor without a cookie.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn answers<S: ReadDrafts>(
        &self,
        store: &S,
        form: &Form,
        now: Timestamp,
    ) -> Result<Answers, Failure> {
        match self.key() {
            Some(key) => Ok(store.read_draft(key, &form.id, now).await?),
            None => Ok(Answers::default()),
        }
    }

    /// The visit so far, or a new one.
    #[must_use]
    pub fn visit(self, portal: &Portal) -> Visit {
        self.0.unwrap_or_else(|| Visit::new(portal.new_id()))
    }
}

impl Visit {
    fn new(value: String) -> Self {
        let key = DraftKey::Visit(digest::whole(value.as_bytes()));
        Self { value, key }
    }

    /// Where what they typed is kept.
    #[must_use]
    pub const fn key(&self) -> &DraftKey {
        &self.key
    }

    /// Sends the cookie with an answer: for what was saved, from now on for as
    /// long as it is kept.
    #[must_use]
    pub fn remembered_in(&self, mut response: Response) -> Response {
        let cookie = format!(
            "{NAME}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}",
            self.value,
            ANONYMOUS_DRAFT_HOURS * 3600
        );
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(
            cookie(&parts.headers).map(|value| Visit::new(value.to_owned())),
        ))
    }
}

/// The cookie's value; one that we cannot have made is as good as none.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    let sent = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    sent.flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| {
            let (name, value) = cookie.trim().split_once('=')?;
            let ours = (26..=64).contains(&value.len())
                && value
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
            (name == NAME && ours).then_some(value)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, RandomBytes};

    fn read(cookies: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_bytes(cookies.as_bytes()).unwrap(),
        );
        cookie(&headers).map(str::to_owned)
    }

    #[test]
    fn our_cookie_is_found_among_others() {
        let value = "0123456789abcdefghjkmnpqrs";
        assert_eq!(
            read(&format!("a=b; __Host-visit={value}; c=d")).as_deref(),
            Some(value)
        );
    }

    #[test]
    fn a_cookie_that_we_cannot_have_made_is_none() {
        for cookies in [
            "",
            "__Host-visit",
            "__Host-visit=",
            "__Host-visit=short",
            "__Host-visit=0123456789abcdefghjkmnpqrS",
            "__Host-visit=../../0123456789abcdefghjkm",
            "__Host-visit=\"0123456789abcdefghjkmnpqrs\"",
            "Host-visit=0123456789abcdefghjkmnpqrs",
            "__Host-visit=é123456789abcdefghjkmnpqrs",
        ] {
            assert_eq!(read(cookies), None, "{cookies}");
        }
        assert_eq!(read(&format!("__Host-visit={}", "a".repeat(65))), None);
    }

    #[test]
    fn a_million_random_cookies_are_ours_or_none() {
        const ALPHABET: [&[u8]; 14] = [
            b"__Host-visit=",
            b"__Host-visit=",
            b"0123456789abcdefghjkmnpqrs",
            b"0123456789abcdefghjkmnpqrs",
            b"=",
            b"; ",
            b";",
            b" ",
            b"a",
            b"Z",
            b"\"",
            b"\t",
            b"\xc3\xa9",
            b"\xff",
        ];
        let mut random = RandomBytes::new();
        let mut headers = HeaderMap::new();
        let mut taken = 0;
        for _ in 0..1_000_000 {
            let pieces = random.below(8);
            let sent = HeaderValue::from_bytes(random.of(&ALPHABET, pieces)).unwrap();
            headers.insert(header::COOKIE, sent);
            if let Some(value) = cookie(&headers) {
                taken += 1;
                let ours = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
                assert!((26..=64).contains(&value.len()) && value.bytes().all(ours));
            }
        }
        assert!((1_000..990_000).contains(&taken), "{taken}");
    }

    #[test]
    fn the_key_is_a_hash_of_the_value_and_the_cookie_is_locked_down() {
        let visit = Visitor(None).visit(&example::portal());
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
