//! Stylesheet, script and icons: embedded, compressed, and kept by browsers for
//! a year under names that change with the content.

use axum::extract::{Path, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::http::failure::Failure;
use crate::http::routes::RouteTable;
use crate::page::site_context::SiteContext;

/// The header that lets browsers keep a file for a year, the longest time that
/// HTTP once allowed (RFC 9111, 5.3).
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file in the forms in which it is sent.
struct File {
    name: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Returns the address of a script that is for some pages alone, by its name
/// before it was built: `register`.
#[must_use]
pub fn script(name: &str) -> Option<String> {
    let is_it = |file: &&File| {
        let rest = file
            .name
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('-'));
        rest.is_some_and(|rest| rest.ends_with(".js") && !rest.contains('-'))
    };
    let found = FILES.iter().find(is_it)?;
    Some(format!("/assets/{}", found.name))
}

/// Serves `/assets/{name}`: the files above and the council's colours.
pub fn router(site: &SiteContext) -> RouteTable {
    RouteTable::new()
        .get("/assets/{name}", asset)
        .with_state(site.clone())
}

async fn asset(
    State(site): State<SiteContext>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Some(file) = FILES.iter().find(|file| file.name == name) {
        let (encoding, bytes) = file.for_browser(&headers);
        let mut response = sent(file.kind, bytes);
        if let Some(encoding) = encoding {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        return response;
    }
    let colours = site.colours();
    if colours.name == name {
        return sent("text/css; charset=utf-8", colours.css.clone());
    }
    Failure::NOT_FOUND.into_response()
}

fn sent(kind: &'static str, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::VARY, "accept-encoding"),
    ];
    (headers, body).into_response()
}

impl File {
    /// Returns the smallest form that the browser takes, and the name of its
    /// coding.
    fn for_browser(&self, headers: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
        let takes = |coding| accepts(headers, coding);
        match (self.brotli, self.gzip) {
            (Some(bytes), _) if takes("br") => (Some("br"), bytes),
            (_, Some(bytes)) if takes("gzip") => (Some("gzip"), bytes),
            _ => (None, self.plain),
        }
    }
}

/// Whether `Accept-Encoding` names a coding and does not refuse it (`q=0`).
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let listed = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    listed.flat_map(|value| value.split(',')).any(|entry| {
        let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
        let refused = weight
            .trim()
            .strip_prefix("q=")
            .is_some_and(|q| q.trim_end_matches(['0', '.']).is_empty());
        name.trim().eq_ignore_ascii_case(coding) && !refused
    })
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt as _;

    use super::*;
    use crate::example;

    fn fetch(address: &str, encodings: &str) -> (u16, HeaderMap, Vec<u8>) {
        let request = Request::get(address)
            .header("accept-encoding", encodings)
            .body(Body::empty())
            .unwrap();
        let site = example::site();
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(async {
                let router = crate::finish(router(&site), &site);
                let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
                (
                    parts.status.as_u16(),
                    parts.headers,
                    to_bytes(body, usize::MAX).await.unwrap().to_vec(),
                )
            })
    }

    #[test]
    fn a_browser_gets_the_smallest_form_it_takes_and_keeps_it() {
        let (status, headers, brotli) = fetch(MAIN_CSS, "gzip, deflate, br");
        assert_eq!(status, 200);
        assert_eq!(headers["content-encoding"], "br");
        assert_eq!(headers["content-type"], "text/css; charset=utf-8");
        assert_eq!(headers["cache-control"], FOR_EVER);
        assert_eq!(headers["vary"], "accept-encoding");
        let (_, headers, gzip) = fetch(MAIN_CSS, "gzip;q=1.0, br;q=0");
        assert_eq!(headers["content-encoding"], "gzip");
        let (_, headers, plain) = fetch(MAIN_CSS, "identity");
        assert!(!headers.contains_key("content-encoding"));
        assert!(brotli.len() < gzip.len() && gzip.len() < plain.len() / 4);
    }

    #[test]
    fn the_script_is_a_script() {
        let (_, headers, _) = fetch(MAIN_JS, "");
        assert_eq!(headers["content-type"], "text/javascript; charset=utf-8");
    }

    #[test]
    fn the_script_of_a_register_is_one_of_its_own() {
        let address = script("register").unwrap();
        let (status, headers, _) = fetch(&address, "");
        assert_eq!(status, 200);
        assert_eq!(headers["content-type"], "text/javascript; charset=utf-8");
        assert_ne!(address, MAIN_JS);
        assert_eq!(script("regist"), None);
    }

    #[test]
    fn the_colours_of_the_council_are_a_stylesheet() {
        let address = format!("/assets/{}", example::site().colours().name);
        let (status, headers, css) = fetch(&address, "br");
        assert_eq!(
            (status, css.as_slice()),
            (200, b":root{--govuk-brand-colour:#00437b}\n".as_slice())
        );
        assert_eq!(headers["cache-control"], FOR_EVER);
    }

    #[test]
    fn an_old_name_is_404_and_not_kept() {
        let (status, headers, _) = fetch("/assets/main-0000000000000000.css", "br");
        assert_eq!(status, 404);
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(fetch("/assets/..%2fCargo.toml", "br").0, 404);
    }

    #[test]
    fn the_stylesheet_needs_nothing_from_elsewhere() {
        // The security policy forbids both `data:` addresses and fonts.
        let css = FILES
            .iter()
            .find(|file| file.kind.starts_with("text/css"))
            .unwrap();
        let css = std::str::from_utf8(css.plain).unwrap();
        assert!(!css.contains("url("), "the stylesheet refers to a file");
        assert!(
            !css.contains("GDS Transport"),
            "the typeface of GOV.UK may not be used elsewhere"
        );
    }
}
