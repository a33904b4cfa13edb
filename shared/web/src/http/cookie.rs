//! The portal's cookies. Their values are random and mean nothing by
//! themselves.

use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::Response;

/// Returns the value of the cookie `ours`. A value that the portal cannot have
/// made counts as no cookie.
pub(crate) fn read<'a>(headers: &'a HeaderMap, ours: &str) -> Option<&'a str> {
    let sent = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    sent.flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| {
            let (name, value) = cookie.trim().split_once('=')?;
            let made_here = (26..=64).contains(&value.len())
                && value
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
            (name == ours && made_here).then_some(value)
        })
}

/// Sends a cookie with a response, for so many seconds, or until the browser is
/// closed. `SameSite` is `Lax`, because links in the portal's e-mails lead
/// here.
pub(crate) fn set(response: &mut Response, name: &str, value: &str, seconds: Option<i64>) {
    let lives = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let cookie = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{lives}");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Deletes a cookie in the browser.
pub(crate) fn forget(response: &mut Response, name: &str) {
    set(response, name, "", Some(0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::RandomBytes;

    fn read_visit(cookies: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_bytes(cookies.as_bytes()).unwrap(),
        );
        read(&headers, "__Host-visit").map(str::to_owned)
    }

    #[test]
    fn our_cookie_is_found_among_others() {
        let value = "0123456789abcdefghjkmnpqrs";
        assert_eq!(
            read_visit(&format!("a=b; __Host-visit={value}; c=d")).as_deref(),
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
            assert_eq!(read_visit(cookies), None, "{cookies}");
        }
        assert_eq!(
            read_visit(&format!("__Host-visit={}", "a".repeat(65))),
            None
        );
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
            if let Some(value) = read(&headers, "__Host-visit") {
                taken += 1;
                let ours = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
                assert!((26..=64).contains(&value.len()) && value.bytes().all(ours));
            }
        }
        assert!((1_000..990_000).contains(&taken), "{taken}");
    }
}
