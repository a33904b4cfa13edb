//! A browser without JavaScript.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use domain::access::session::{Session, SessionStore};
use domain::access::source_address::SourceAddress;
use domain::forms::draft::DraftKey;
use exchange::canonical::sha256;
use http_body_util::BodyExt;
use tower::ServiceExt;
use web::session::citizen::SessionCookie;

use crate::call_chain;

/// A person with a browser of their own. A clone starts with the same cookies
/// and keeps its own from then on.
#[derive(Clone, Debug)]
pub struct Visitor {
    router: Router,
    cookies: BTreeMap<String, String>,
    source: Option<SourceAddress>,
    headers: Vec<(&'static str, String)>,
    /// The address of the page that was opened last.
    at: Option<String>,
}

/// The answer to a request.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status, as a number: 200.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, in which bytes that are not UTF-8 are replaced.
    pub body: String,
}

impl Visitor {
    /// Starts a browser without cookies.
    #[must_use]
    pub const fn new(router: Router) -> Self {
        Self {
            router,
            cookies: BTreeMap::new(),
            source: None,
            headers: Vec::new(),
            at: None,
        }
    }

    /// Returns the browser with a header that a script of its page sends.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Returns the browser at a network with this internet address. Requests of
    /// any other browser are not counted by their source.
    ///
    /// # Panics
    /// If the text is no address.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub fn from_source(self, address: &str) -> Self {
        let address = address.parse().expect("it is an internet address");
        Self {
            source: Some(SourceAddress::of(address)),
            ..self
        }
    }

    /// Signs somebody in: stores the session, and puts its cookie into the
    /// browser.
    ///
    /// # Panics
    /// If the store does not take the session.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub async fn signed_in<S: SessionStore>(
        mut self,
        store: &S,
        cookie: &SessionCookie,
        session: &Session,
    ) -> Self {
        let started = store.start_session(cookie.key(), session).await;
        started.expect("the store keeps the session");
        self.take_cookies(cookie.remembered_in(Response::default()).headers());
        self
    }

    /// Returns the browser with other routes behind it.
    #[must_use]
    pub fn moved_to(self, router: Router) -> Self {
        Self { router, ..self }
    }

    /// Returns the cookies: name and value.
    #[must_use]
    pub const fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    /// Finds where the answers of somebody without an account are kept, by the
    /// cookie that came with the first of them.
    #[must_use]
    pub fn draft_key(&self) -> Option<DraftKey> {
        let visit = self.cookies.get("__Host-visit")?;
        Some(DraftKey::Visit(sha256(visit.as_bytes())))
    }

    /// Puts a cookie into the browser that no answer has sent.
    pub fn take(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Keeps the cookies that an answer sends, as a browser does. A test can
    /// also give it the headers of an answer that came from no page.
    pub fn take_cookies(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let Some((name, rest)) = cookie.to_str().ok().and_then(|text| text.split_once('='))
            else {
                continue;
            };
            let value = rest.split(';').next().unwrap_or_default().trim();
            if value.is_empty() || rest.contains("Max-Age=0") {
                self.cookies.remove(name.trim());
            } else {
                self.cookies
                    .insert(name.trim().to_owned(), value.to_owned());
            }
        }
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, "text/html", Body::empty())
            .await
    }

    /// Posts a form as a page of the same site does, and opens the page that
    /// answers the form. A redirect to another page is not followed.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let reply = self.post_and_stay(path, fields).await;
        self.open_answer(reply).await
    }

    /// Posts a form as a page of the same site does, and follows no redirect.
    pub async fn post_and_stay(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let kind = "application/x-www-form-urlencoded";
        self.send(Method::POST, path, kind, Body::from(form_body(fields)))
            .await
    }

    /// Opens the page to which the answer of a form leads, if it was kept for
    /// this browser.
    async fn open_answer(&mut self, reply: Reply) -> Reply {
        match reply.location().map(str::to_owned) {
            Some(place) if place.contains("refused=") => {
                let page = self.get(&place).await;
                Reply {
                    headers: joined(&reply.headers, &page.headers),
                    ..page
                }
            }
            _ => reply,
        }
    }

    /// Posts a form with a file as a page of the same site does: name and bytes
    /// of each part.
    pub async fn post_parts(&mut self, path: &str, parts: &[(&str, &[u8])]) -> Reply {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let body = Body::from(parts_body(parts));
        let reply = self.send(Method::POST, path, &kind, body).await;
        self.open_answer(reply).await
    }

    /// Posts a CSV table as a program does.
    pub async fn post_csv(&mut self, path: &str, table: impl Into<Vec<u8>>) -> Reply {
        let body = Body::from(table.into());
        self.send(Method::POST, path, "text/csv", body).await
    }

    /// Submits a form that leads on; where it leads.
    ///
    /// # Errors
    /// Another answer, with the words of the page.
    pub async fn submit_form(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<String, String> {
        let reply = self.post(path, fields).await.expect_status(303, path)?;
        Ok(reply.location().unwrap_or_default().to_owned())
    }

    /// Posts a JSON document as a program does.
    pub async fn post_json(&mut self, path: &str, document: impl Into<String>) -> Reply {
        self.send(
            Method::POST,
            path,
            "application/json",
            Body::from(document.into()),
        )
        .await
    }

    /// Follows a redirect; returns the reply itself if it is not a redirect.
    pub async fn follow(&mut self, reply: Reply) -> Reply {
        match reply.location().map(str::to_owned) {
            Some(path) => self.get(&path).await,
            None => reply,
        }
    }

    async fn send(&mut self, method: Method, path: &str, kind: &str, body: Body) -> Reply {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::HOST, "portal.example")
            .header(header::ACCEPT, "text/html,application/json;q=0.9");
        if method != Method::GET {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if !["application/json", "text/csv"].contains(&kind) {
            request = request.header("sec-fetch-site", "same-origin");
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let (Some(at), true) = (&self.at, method == Method::POST) {
            request = request.header(header::REFERER, format!("https://portal.example{at}"));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(source) = self.source {
            request = request.extension(source);
        }
        let Ok(request) = request.body(body) else {
            return Reply::none();
        };
        let answering = self.router.clone().oneshot(request);
        let Ok(response) = call_chain::answered(method.as_str(), path, answering).await;
        let (parts, body) = response.into_parts();
        let body = body
            .collect()
            .await
            .map(|body| body.to_bytes())
            .unwrap_or_default();
        self.take_cookies(&parts.headers);
        if method == Method::GET {
            self.at = Some(path.to_owned());
        }
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

impl Reply {
    /// Makes the reply to a path that is not valid.
    fn none() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST.as_u16(),
            headers: HeaderMap::new(),
            body: String::new(),
        }
    }

    /// Returns the reply if it has this status.
    ///
    /// # Errors
    /// The other status, with the words of the page.
    pub fn expect_status(self, status: u16, path: &str) -> Result<Self, String> {
        if self.status == status {
            return Ok(self);
        }
        let words = self.words();
        Err(format!(
            "{path} answered {}, not {status}: {words}",
            self.status
        ))
    }

    /// Returns a header as text; empty if there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Returns the address of a redirect.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.headers.get(header::LOCATION)?.to_str().ok()
    }

    /// Returns the body as JSON; null if it is not JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Returns the words that a reader sees: the content of `<main>`, or else
    /// of the whole body, without tags and with one space between words.
    #[must_use]
    pub fn words(&self) -> String {
        let html = match (self.body.find("<main"), self.body.find("</main>")) {
            (Some(from), Some(to)) if from < to => self.body.get(from..to).unwrap_or_default(),
            _ => &self.body,
        };
        let mut text = String::with_capacity(html.len());
        let mut inside = false;
        for character in html.chars() {
            match character {
                '<' => {
                    inside = true;
                    text.push(' ');
                }
                '>' if inside => inside = false,
                _ if inside => {}
                other => text.push(other),
            }
        }
        for (entity, character) in [
            ("&nbsp;", " "),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&#60;", "<"),
            ("&#62;", ">"),
            ("&quot;", "\""),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&#38;", "&"),
            ("&amp;", "&"),
        ] {
            text = text.replace(entity, character);
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut words = words.join(" ");
        // A link at the end of a sentence leaves a space before the full stop.
        for mark in [".", ",", ")", ":", ";"] {
            words = words.replace(&format!(" {mark}"), mark);
        }
        words.replace("( ", "(")
    }
}

/// Opens the page to which the answer of a form leads, if it was kept for the
/// browser with these cookies: for a test that sends requests of its own.
pub async fn open_answer(router: &Router, cookies: &str, reply: Response) -> Response {
    let place = reply.headers().get(header::LOCATION);
    let place = place.and_then(|place| place.to_str().ok());
    let Some(place) = place.filter(|place| place.contains("refused=")) else {
        return reply;
    };
    let set = reply.headers().get_all(header::SET_COOKIE).iter();
    let set = set.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    let cookies: Vec<_> = std::iter::once(cookies).chain(set).collect();
    let request = Request::get(place)
        .header(header::HOST, "portal.example")
        .header(header::COOKIE, cookies.join("; "))
        .body(Body::empty());
    let Ok(request) = request else {
        return reply;
    };
    let Ok(mut page) = router.clone().oneshot(request).await;
    let headers = joined(reply.headers(), page.headers());
    *page.headers_mut() = headers;
    page
}

/// Adds the cookies of an answer to the headers of the page to which it led, but
/// for the cookie that opens the page.
fn joined(answer: &HeaderMap, page: &HeaderMap) -> HeaderMap {
    let mut headers = page.clone();
    for cookie in answer.get_all(header::SET_COOKIE) {
        if !cookie.as_bytes().starts_with(b"__Host-refused=") {
            headers.append(header::SET_COOKIE, cookie.clone());
        }
    }
    headers
}

/// Writes fields as a browser sends a form.
#[must_use]
pub fn form_body(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    fields.join("&")
}

/// The line between the parts of a form with a file.
pub const BOUNDARY: &str = "----a-browser-makes-this-line";

/// Writes parts as a browser sends a form with a file.
#[must_use]
pub fn parts_body(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, content) in parts {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; \
             filename=\"{name}.csv\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// Encodes a name or a value as forms send it.
fn encoded(text: &str) -> String {
    let mut sent = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => {
                sent.push(char::from(byte));
            }
            b' ' => sent.push('+'),
            _ => sent.push_str(&format!("%{byte:02X}")),
        }
    }
    sent
}

#[cfg(test)]
mod tests {
    use axum::response::Html;
    use axum::routing::{get, post};
    use domain::access::session::SessionReader as _;
    use domain::values::account_id::AccountId;

    use super::*;
    use crate::TestApp;

    fn site() -> Router {
        Router::new()
            .route(
                "/page",
                get(async || Html("<h1>Hello</h1><main><p>A &amp; <a>b</a>.</p></main>")),
            )
            .route("/echo", post(async |body: String| body))
            .route(
                "/in",
                get(async || [(header::SET_COOKIE, "visit=abc; Secure; Path=/")]),
            )
            .route(
                "/out",
                get(async || [(header::SET_COOKIE, "visit=; Max-Age=0; Path=/")]),
            )
            .route(
                "/cookie",
                get(async |headers: HeaderMap| {
                    headers
                        .get(header::COOKIE)
                        .and_then(|c| c.to_str().ok())
                        .unwrap_or("none")
                        .to_owned()
                }),
            )
    }

    #[tokio::test]
    async fn a_reader_sees_the_words_of_the_main_part() {
        assert_eq!(Visitor::new(site()).get("/page").await.words(), "A & b.");
    }

    #[tokio::test]
    async fn a_form_is_sent_as_a_browser_sends_it() {
        let reply = Visitor::new(site())
            .post("/echo", &[("a", "£1 & 2"), ("b", "x=y")])
            .await;
        assert_eq!(reply.body, "a=%C2%A31+%26+2&b=x%3Dy");
    }

    #[tokio::test]
    async fn cookies_are_kept_sent_and_forgotten() {
        let mut visitor = Visitor::new(site());
        assert_eq!(visitor.get("/cookie").await.body, "none");
        visitor.get("/in").await;
        assert_eq!(visitor.get("/cookie").await.body, "visit=abc");
        visitor.get("/out").await;
        assert_eq!(visitor.get("/cookie").await.body, "none");
    }

    #[tokio::test]
    async fn who_has_signed_in_has_a_session_and_its_cookie() {
        let (app, jo) = (TestApp::default(), AccountId("jo".to_owned()));
        let (store, cookie) = (app.table(), SessionCookie::new(app.site().new_id()));
        let visitor = Visitor::new(site());
        let mut visitor = visitor.signed_in(&store, &cookie, &app.session(&jo)).await;
        let kept = store.read_session(cookie.key()).await.unwrap();
        assert_eq!(kept.unwrap().account, jo);
        let sent = visitor.get("/cookie").await.body;
        assert!(sent.starts_with("__Host-session="), "{sent}");
    }
}
