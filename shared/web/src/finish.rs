//! The outermost layer of every function: headers, refusals, error pages and
//! the log.

use askama::Template;
use axum::Router;
use axum::body::HttpBody as _;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use crate::http::MOST_BYTES;
use crate::http::failure::{Failure, Words};
use crate::http::panic;
use crate::http::problem::Problem;
use crate::http::routes::RouteTable;
use crate::page::site_context::SiteContext;
use crate::page::{PageFrame, page, see_other};
use crate::who::sign_in::with_next;

/// Allows scripts, styles, pictures and posts from and to this origin alone.
/// Nothing may be inline, and no page may be shown in a frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const ALWAYS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (
        header::STRICT_TRANSPORT_SECURITY,
        "max-age=63072000; includeSubDomains",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// An extension of a response whose forms are posted to another origin too,
/// such as the one where files are kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FormsAlsoTo(pub String);

impl FormsAlsoTo {
    /// Builds the content security policy of a page with such a form; `None` if
    /// the origin is not one.
    fn policy(&self) -> Option<HeaderValue> {
        let ours = "form-action 'self'";
        let plain = self
            .0
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b":/.-".contains(&b));
        let also = format!("{ours} {}", self.0);
        plain
            .then(|| CONTENT_SECURITY_POLICY.replace(ours, &also))
            .and_then(|policy| HeaderValue::try_from(policy).ok())
    }
}

/// Puts the outermost layer around a function's routes: security headers,
/// refusal of cross-origin posts, the limit of the body, error pages, a page
/// after a panic, and one log line for each request.
///
/// A request that carries a [`Failure`] as an extension was refused before it
/// came here: its answer is that failure, and no handler sees the request.
pub fn finish(routes: RouteTable, site: &SiteContext) -> Router {
    routes
        .into_router()
        .fallback(|| async { Failure::NOT_FOUND })
        .method_not_allowed_fallback(|| async { Failure::new(StatusCode::METHOD_NOT_ALLOWED) })
        .layer(from_fn_with_state(site.clone(), around))
}

async fn around(State(site): State<SiteContext>, request: Request, next: Next) -> Response {
    let started = site.now();
    let asked = Asked::of(&request);
    let response = match refusal(&request, &site) {
        Some(failure) => failure.into_response(),
        None => panic::caught(next.run(request))
            .await
            .unwrap_or_else(|panicked| Failure::broken(panicked).into_response()),
    };
    let mut reference = None;
    let mut response = dress(response, &asked, &site, &mut reference);
    let forms_also_to = response.extensions_mut().remove::<FormsAlsoTo>();
    headers(response.headers_mut(), &asked);
    if let Some(policy) = forms_also_to.as_ref().and_then(FormsAlsoTo::policy) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let took = site.now().duration_since(started).as_millis();
    log(&asked, response.status(), took, reference);
    response
}

/// The facts about a request that the log and the error pages need.
struct Asked {
    method: Method,
    /// The pattern of the route, never the path: an id in a path is somebody's.
    route: Option<MatchedPath>,
    asset: bool,
    machine: bool,
    /// The path and query, to return to after signing in.
    address: String,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let path = request.uri().path();
        let accepts = request
            .headers()
            .get(header::ACCEPT)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        Self {
            method: request.method().clone(),
            route: request.extensions().get().cloned(),
            asset: path.starts_with("/assets/"),
            address: request
                .uri()
                .path_and_query()
                .map_or_else(String::new, ToString::to_string),
            machine: is_api(path) || (accepts.contains("json") && !accepts.contains("text/html")),
        }
    }
}

fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

/// Returns the answer to a request that no handler may see.
fn refusal(request: &Request, site: &SiteContext) -> Option<Failure> {
    let refused_before = request.extensions().get().cloned();
    refused_before.or_else(|| refused_status(request, site).map(Failure::new))
}

fn refused_status(request: &Request, site: &SiteContext) -> Option<StatusCode> {
    if request.body().size_hint().lower() > MOST_BYTES as u64
        || declared_bytes(request.headers()) > MOST_BYTES as u64
    {
        return Some(StatusCode::PAYLOAD_TOO_LARGE);
    }
    // Without this check some routes would answer 404 and others 400.
    if !crate::http::percent::is_text(request.uri().path()) {
        return Some(StatusCode::BAD_REQUEST);
    }
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    );
    // The API takes no cookies, so a post from another site can do nothing
    // there that its author could not do alone.
    let ours = site.public_address();
    (!safe && !is_api(request.uri().path()) && is_cross_origin(request.headers(), ours))
        .then_some(StatusCode::FORBIDDEN)
}

fn declared_bytes(headers: &HeaderMap) -> u64 {
    headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok()?.parse().ok())
        .unwrap_or(0)
}

/// Whether the browser says that another site sent the request. Browsers since
/// 2023 say so in `Sec-Fetch-Site`; older ones send `Origin` with every
/// cross-origin post. A program that sends neither header is no browser with
/// somebody's cookie.
///
/// The portal's own pages come from its public address. Behind CloudFront the
/// `Host` is that of the API, where the portal can be reached as well.
fn is_cross_origin(headers: &HeaderMap, public_address: Option<&str>) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return !matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return false;
    };
    let host = headers
        .get(header::HOST)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    let origin = origin.as_bytes();
    if public_address.is_some_and(|ours| origin.eq_ignore_ascii_case(ours.as_bytes())) {
        return false;
    }
    let origin = origin
        .strip_prefix(b"https://")
        .or_else(|| origin.strip_prefix(b"http://"));
    origin.is_none_or(|origin| host.is_empty() || !origin.eq_ignore_ascii_case(host))
}

#[derive(Template)]
#[template(path = "page/failure.html")]
struct FailurePage {
    frame: PageFrame,
    words: &'static [&'static str],
    reference: String,
}

/// Turns an error into a page or into problem JSON, unless the handler made its
/// own.
fn dress(
    response: Response,
    asked: &Asked,
    site: &SiteContext,
    logged: &mut Option<Logged>,
) -> Response {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let failure = response.extensions().get::<Failure>();
    if failure.is_none() && has_its_own_words(response.headers()) {
        return response;
    }
    let status = failure.map_or(status, Failure::status);
    if status == StatusCode::UNAUTHORIZED && !asked.machine {
        let place = failure.map_or("/sign-in", Failure::sign_in);
        return see_other(&with_next(place, &asked.address));
    }
    let reference = if status.is_server_error() {
        let reference = site.new_id();
        let cause = failure.and_then(Failure::chain).unwrap_or_default();
        *logged = Some(Logged {
            reference: reference.clone(),
            cause,
        });
        reference
    } else {
        String::new()
    };
    let own_words = failure.and_then(Failure::words);
    let (title, words) = own_words.unwrap_or_else(|| in_words(status));
    let mut dressed = if asked.machine {
        let mut problem = Problem::new(status, words.first().copied().unwrap_or(title));
        problem.instance = (!reference.is_empty()).then(|| format!("urn:reference:{reference}"));
        problem.into_response()
    } else {
        page(
            status,
            &FailurePage {
                frame: site.page(title),
                words,
                reference,
            },
        )
    };
    if let Some(allow) = response.headers().get(header::ALLOW) {
        dressed.headers_mut().insert(header::ALLOW, allow.clone());
    }
    dressed
}

fn has_its_own_words(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    kind.starts_with(b"text/html") || kind.starts_with(b"application/")
}

fn in_words(status: StatusCode) -> Words {
    match status {
        StatusCode::NOT_FOUND => (
            "Page not found",
            &[
                "If you typed the web address, check it is correct.",
                "If you pasted the web address, check you copied all of it.",
            ],
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "This page cannot be used that way",
            &["Go back and use the buttons and links on the page."],
        ),
        StatusCode::UNAUTHORIZED => ("You are not signed in", &["Sign in and try again."]),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "What you sent is too long",
            &[
                "Go back, make your answer shorter and send it again. Your earlier answers are kept.",
            ],
        ),
        StatusCode::FORBIDDEN => (
            "Sorry, we could not accept that",
            &["It was sent from another website. Open this website again and send it from here."],
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "Sorry, the service is unavailable",
            &[
                "Wait a few minutes, then try again.",
                "The answers you saved before this page are kept.",
            ],
        ),
        status if status.is_client_error() => (
            "Sorry, we could not understand that",
            &[
                "Something in what was sent is not readable. Go back and try again. Your earlier answers are kept.",
            ],
        ),
        _ => (
            "Sorry, there is a problem with the service",
            &[
                "Try again later.",
                "The answers you saved before this page are kept.",
            ],
        ),
    }
}

fn headers(headers: &mut HeaderMap, asked: &Asked) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let kept = asked.asset && headers.contains_key(header::CACHE_CONTROL);
    if !kept {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// The facts about a server error that are logged besides the status.
struct Logged {
    reference: String,
    cause: String,
}

/// The methods that are logged by name. Any other word in place of a method may
/// be somebody's, so it is logged as `other`.
const METHODS: [&str; 8] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
];

fn name(method: &Method) -> &'static str {
    METHODS
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("other")
}

fn log(asked: &Asked, status: StatusCode, duration_ms: i128, failure: Option<Logged>) {
    let method = name(&asked.method);
    let route = asked.route.as_ref().map_or("none", MatchedPath::as_str);
    let status = status.as_u16();
    let duration_ms = u64::try_from(duration_ms).unwrap_or(0);
    match failure {
        None => tracing::info!(
            method,
            route,
            status,
            duration_ms,
            "{method} {route} answered {status}"
        ),
        Some(Logged { reference, cause }) => tracing::error!(
            method,
            route,
            status,
            duration_ms,
            reference,
            cause,
            "{method} {route} failed with {status}, reference {reference}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use tower::ServiceExt as _;

    use super::*;
    use crate::example;

    #[test]
    fn a_word_in_place_of_a_method_is_not_logged() {
        assert_eq!(name(&Method::POST), "POST");
        let word = Method::from_bytes(b"ERMINTRUDE").unwrap();
        assert_eq!(name(&word), "other");
    }

    struct Answer {
        status: u16,
        headers: HeaderMap,
        body: String,
    }

    fn ask(request: axum::http::request::Builder, body: impl Into<Body>) -> Answer {
        let routes = RouteTable::new()
            .get("/fine", || async { "fine" })
            .post("/post", || async { "posted" })
            .post_document("/api/v1/echo", || async { "echoed" })
            .get("/panic", panics)
            .get("/store", || async {
                Failure::unavailable(std::io::Error::other("throttled"))
            })
            .get(
                "/person/{id}",
                |axum::extract::Path(id): axum::extract::Path<String>| async { id },
            );
        let site = example::site().found_at("https://public.example");
        let router = finish(routes, &site);
        let request = request.body(body.into()).unwrap();
        block_on(async {
            let response = router.oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body =
                String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
            Answer {
                status: parts.status.as_u16(),
                headers: parts.headers,
                body,
            }
        })
    }

    async fn panics() -> &'static str {
        panic!("a bug of ours")
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(future)
    }

    fn get_(path: &str) -> Answer {
        ask(Request::get(path), Body::empty())
    }

    #[test]
    fn every_answer_has_the_security_headers() {
        for path in ["/fine", "/nowhere", "/panic", "/store"] {
            let answer = get_(path);
            for (name, value) in ALWAYS {
                assert_eq!(answer.headers.get(&name).unwrap(), value, "{path} {name}");
            }
            assert_eq!(
                answer.headers.get("cache-control").unwrap(),
                "no-store",
                "{path}"
            );
        }
    }

    #[test]
    fn the_policy_allows_nothing_inline() {
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe"));
        assert!(!CONTENT_SECURITY_POLICY.contains("data:"));
        // The script that keeps a session from ending asks its own origin.
        assert!(CONTENT_SECURITY_POLICY.contains("; connect-src 'self';"));
    }

    #[test]
    fn a_page_may_post_to_one_origin_more_and_to_nothing_that_is_not_an_origin() {
        let policy = |origin: &str| FormsAlsoTo(origin.to_owned()).policy();
        let files = policy("https://evidence.s3.eu-west-2.amazonaws.com").unwrap();
        let files = files.to_str().unwrap();
        assert!(files.contains(
            "form-action 'self' https://evidence.s3.eu-west-2.amazonaws.com; frame-ancestors 'none'"
        ));
        assert_eq!(files.len(), CONTENT_SECURITY_POLICY.len() + 44);
        for nonsense in ["*; script-src *", "'unsafe-inline'", "a b", "a\r\nb"] {
            assert_eq!(policy(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn an_unknown_address_is_a_page_for_people_and_a_problem_for_programs() {
        let page = get_("/nowhere");
        assert_eq!(page.status, 404);
        assert!(
            page.body
                .contains("<h1 class=\"govuk-heading-l\">Page not found</h1>")
        );
        assert!(page.body.contains("tel:01632960001"));
        let problem = get_("/api/v1/nowhere");
        assert_eq!(problem.status, 404);
        assert_eq!(
            problem.headers.get("content-type").unwrap(),
            "application/problem+json"
        );
        assert!(
            problem
                .body
                .starts_with("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,")
        );
    }

    #[test]
    fn the_wrong_method_is_405_with_the_right_ones() {
        let answer = get_("/post");
        assert_eq!(answer.status, 405);
        assert_eq!(answer.headers.get("allow").unwrap(), "POST");
        assert!(answer.body.contains("<!DOCTYPE html>"));
    }

    #[test]
    fn a_panic_is_a_page_with_a_reference_and_without_the_cause() {
        let answer = get_("/panic");
        assert_eq!(answer.status, 500);
        assert!(answer.body.contains("0123456789abcdefghjkmnpqrs"));
        assert!(!answer.body.contains("a bug of ours"));
    }

    #[test]
    fn a_store_that_does_not_answer_is_503_without_the_cause() {
        let answer = get_("/store");
        assert_eq!(answer.status, 503);
        assert!(!answer.body.contains("throttled"));
    }

    #[test]
    fn another_sites_post_is_refused() {
        let from = |name: &str, value: &str| {
            ask(
                Request::post("/post")
                    .header("host", "care.example")
                    .header(name, value),
                "",
            )
            .status
        };
        assert_eq!(from("sec-fetch-site", "cross-site"), 403);
        assert_eq!(from("sec-fetch-site", "same-site"), 403);
        assert_eq!(from("sec-fetch-site", "same-origin"), 200);
        assert_eq!(from("sec-fetch-site", "none"), 200);
        assert_eq!(from("origin", "https://evil.example"), 403);
        assert_eq!(from("origin", "null"), 403);
        assert_eq!(from("origin", "https://care.example"), 200);
        assert_eq!(from("origin", "https://public.example"), 200);
        assert_eq!(from("origin", "http://public.example"), 403);
        assert_eq!(from("origin", "https://public.example.evil"), 403);
        assert_eq!(
            from("origin", "https://evil.example/https://public.example"),
            403
        );
        assert_eq!(from("x-nothing", "said"), 200);
    }

    #[test]
    fn the_api_takes_posts_from_anywhere() {
        let answer = ask(
            Request::post("/api/v1/echo").header("sec-fetch-site", "cross-site"),
            "",
        );
        assert_eq!(answer.status, 200);
    }

    #[test]
    fn a_body_that_is_too_long_is_413_before_it_is_read() {
        assert_eq!(
            ask(Request::post("/post"), vec![b'a'; MOST_BYTES + 1]).status,
            413
        );
        assert_eq!(
            ask(Request::post("/post"), vec![b'a'; MOST_BYTES]).status,
            200
        );
        assert_eq!(
            ask(
                Request::post("/post").header("content-length", "10000000"),
                ""
            )
            .status,
            413
        );
    }

    #[test]
    fn a_path_that_is_not_text_is_400() {
        for path in [
            "/person/%ff",
            "/person/%zz",
            "/person/%",
            "/nowhere/%c3%28",
            "/%e0%80",
        ] {
            assert_eq!(get_(path).status, 400, "{path}");
        }
        assert_eq!(get_("/person/%C3%A9").body, "é");
    }
}
