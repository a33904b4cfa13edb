//! A sign-in on its way: the cookie that holds its steps together, and codes.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use domain::account::EmailAddress;
use domain::digits::number_of;
use domain::notice::{KeepAttempts, Notice, SendNotices};
use domain::sign_in::{CodeSet, KeepSignIns, Purpose, SIGN_IN_LIVES, SignIn, SignInKey};
use domain::telephone::{By, PhoneNumber, SendPhoneCodes};

use crate::failure::Failure;
use crate::portal::Portal;
use crate::{cookie, digest};

/// Where the code is typed.
pub const CODE_PAGE: &str = "/sign-in/code";

/// Where somebody who is signed in asks for another address.
pub const NEW_EMAIL_PAGE: &str = "/account/email";

const NAME: &str = "__Host-sign-in";

/// The cookie of a sign-in on its way.
#[derive(Clone, Debug)]
pub struct SignInCookie {
    value: String,
    key: SignInKey,
}

/// A sign-in that a request belongs to, if any.
#[derive(Clone, Debug)]
pub struct OnTheWay(Option<SignInCookie>);

impl OnTheWay {
    /// The sign-in that the request belongs to, with its cookie; none where
    /// there is no cookie, or its sign-in is over.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn find<S: KeepSignIns>(
        self,
        store: &S,
        portal: &Portal,
    ) -> Result<Option<(SignInCookie, SignIn)>, Failure> {
        let Some(cookie) = self.0 else {
            return Ok(None);
        };
        let found = store.read_sign_in(cookie.key(), portal.now()).await?;
        Ok(found.map(|sign_in| (cookie, sign_in)))
    }
}

impl SignInCookie {
    fn of(value: String) -> Self {
        let key = SignInKey(digest::whole(value.as_bytes()));
        Self { value, key }
    }

    /// A new one, for every sign-in.
    #[must_use]
    pub fn new(portal: &Portal) -> Self {
        Self::of(portal.new_id())
    }

    /// Where the sign-in is kept.
    #[must_use]
    pub const fn key(&self) -> &SignInKey {
        &self.key
    }

    /// What is kept of a code. It depends on the cookie's value, which is kept
    /// nowhere: a copy of the table cannot be searched for the million codes.
    #[must_use]
    pub fn code_hash(&self, code: &str) -> String {
        digest::whole(format!("{}:{code}", self.value).as_bytes())
    }

    /// Sends it with an answer, for as long as a sign-in is kept.
    #[must_use]
    pub fn remembered_in(&self, mut response: Response) -> Response {
        cookie::set(
            &mut response,
            NAME,
            &self.value,
            Some(SIGN_IN_LIVES.as_secs()),
        );
        response
    }
}

/// Takes the cookie of a sign-in away.
#[must_use]
pub fn forgotten_in(mut response: Response) -> Response {
    cookie::forget(&mut response, NAME);
    response
}

/// Starts a sign-in and sends its first code. The answer leads to the page
/// that asks for it, the same whatever the sign-in is for.
///
/// # Errors
/// When the store or the mail service does not answer.
pub async fn start<S, N>(
    portal: &Portal,
    store: &S,
    notices: &N,
    sign_in: &SignIn,
) -> Result<Response, Failure>
where
    S: KeepSignIns + KeepAttempts,
    N: SendNotices,
{
    let cookie = SignInCookie::new(portal);
    store.start_sign_in(cookie.key(), sign_in).await?;
    send_code(portal, store, notices, &cookie, sign_in).await?;
    Ok(cookie.remembered_in(crate::page::see_other(CODE_PAGE)))
}

/// Sends a new code, after which none before it counts; nothing where the
/// address has had too many within the hour.
///
/// # Errors
/// When the store or the mail service does not answer.
pub async fn send_code<S, N>(
    portal: &Portal,
    store: &S,
    notices: &N,
    cookie: &SignInCookie,
    sign_in: &SignIn,
) -> Result<CodeSet, Failure>
where
    S: KeepSignIns + KeepAttempts,
    N: SendNotices,
{
    let code = new_code(portal);
    let hash = cookie.code_hash(&code);
    let set = store
        .set_code(cookie.key(), &sign_in.email, &hash, portal.now())
        .await?;
    if set == CodeSet::Set {
        let about = match sign_in.purpose {
            Purpose::SignIn { .. } => Notice::SignInCode { code },
            Purpose::HasAccount => Notice::HasAccount { code },
            Purpose::NewPassword | Purpose::InvitedPassword => Notice::NewPasswordCode { code },
            Purpose::NewEmail { .. } => Notice::NewEmailCode { code },
            Purpose::TakenEmail => Notice::EmailTaken,
            Purpose::Recover { .. } => Notice::RecoverCode { code },
            // Codes of these go to a telephone: send_phone_code.
            Purpose::Invited { .. }
            | Purpose::NewPhone { .. }
            // Proven already: its page asks for no code.
            | Purpose::FirstSignIn { .. }
            | Purpose::Nothing => Notice::NoAccount,
        };
        app::email::send(store, notices, &sign_in.email, &about, portal.now()).await?;
    }
    Ok(set)
}

/// Sends a new code to a telephone, after which none before it counts; nothing
/// where the address of the sign-in has had too many within the hour.
///
/// # Errors
/// When the store or the telephone service does not answer.
pub async fn send_phone_code<S, P>(
    portal: &Portal,
    store: &S,
    phones: &P,
    cookie: &SignInCookie,
    sign_in: &SignIn,
    to: (&PhoneNumber, By),
) -> Result<CodeSet, Failure>
where
    S: KeepSignIns + KeepAttempts,
    P: SendPhoneCodes,
{
    let code = new_code(portal);
    let hash = cookie.code_hash(&code);
    let set = store
        .set_code(cookie.key(), &sign_in.email, &hash, portal.now())
        .await?;
    if set == CodeSet::Set {
        app::phone::send_code(store, phones, to, &code, portal.now()).await?;
    }
    Ok(set)
}

/// A sign-in about to be started.
#[must_use]
pub fn new_sign_in(portal: &Portal, email: EmailAddress, purpose: Purpose, next: &str) -> SignIn {
    SignIn {
        email,
        purpose,
        names: None,
        phone: None,
        next: safe_next(next).to_owned(),
        started_at: portal.now(),
        code_sent_at: None,
        proven: false,
    }
}

/// What is kept of a proof that a code was right.
#[must_use]
pub fn proof_hash(proof: &str) -> String {
    digest::whole(proof.as_bytes())
}

/// Six digits from an id that nobody can guess.
#[must_use]
pub fn new_code(portal: &Portal) -> String {
    format!("{:06}", number_of(&portal.new_id()) % 1_000_000)
}

/// A code as somebody types or pastes it: its digits alone. None if there are
/// not six.
#[must_use]
pub fn typed_code(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    (code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

/// A path of the portal to go on to; its first page for anything else, so that
/// no link leads from our sign-in to somebody else's site.
#[must_use]
pub fn safe_next(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/sign-")
        && next.len() <= 300
        && next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours { next } else { "/saved-forms" }
}

/// Where a query says to go on to, if that is a path of the portal.
#[must_use]
pub fn next_of(query: Option<&str>) -> String {
    let next = query
        .unwrap_or_default()
        .split('&')
        .find_map(|field| field.strip_prefix("next="))
        .and_then(|next| crate::percent::decoded(next.as_bytes()));
    safe_next(next.as_deref().unwrap_or_default()).to_owned()
}

/// An address with where to go on to afterwards.
#[must_use]
pub fn with_next(address: &str, next: &str) -> String {
    format!("{address}?next={}", crate::percent::encoded(next))
}

/// The address that leads a citizen to signing in and then back to where they
/// were.
#[must_use]
pub fn to_sign_in(back_to: &str) -> String {
    with_next("/sign-in", back_to)
}

impl<S: Send + Sync> FromRequestParts<S> for OnTheWay {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let value = cookie::read(&parts.headers, NAME);
        Ok(Self(value.map(|value| SignInCookie::of(value.to_owned()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    #[test]
    fn a_code_is_six_digits_however_it_is_pasted() {
        assert_eq!(new_code(&example::portal()).len(), 6);
        for typed in ["012345", " 012 345 ", "012-345\n"] {
            assert_eq!(typed_code(typed).as_deref(), Some("012345"), "{typed}");
        }
        for typed in ["", "12345", "1234567", "01234a", "٠١٢٣٤٥"] {
            assert_eq!(typed_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn one_code_in_two_sign_ins_is_kept_as_two_things() {
        let one = SignInCookie::of("0123456789abcdefghjkmnpqrs".to_owned());
        let other = SignInCookie::of("0123456789abcdefghjkmnpqrt".to_owned());
        assert_ne!(one.code_hash("012345"), other.code_hash("012345"));
        // printf 0123456789abcdefghjkmnpqrs:012345 | sha256sum
        assert_eq!(one.code_hash("012345").len(), 64);
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        for next in ["/estimate-costs/savings?change=1", "/saved-forms"] {
            assert_eq!(safe_next(next), next);
        }
        let long = format!("/{}", "a".repeat(300));
        for next in [
            "",
            "https://example.com",
            "//example.com",
            "/\\example.com",
            "/a\r\nb",
            "/sign-in?next=/sign-in",
            "/sign-out",
            &long,
        ] {
            assert_eq!(safe_next(next), "/saved-forms", "{next}");
        }
    }
}
