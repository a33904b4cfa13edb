//! Shows a page that answers a posted form at an address of its own: the post
//! is answered with a redirect (303), so that the browser's "Back" never asks
//! whether to send the form again.
//!
//! The page repeats what somebody typed. It is encrypted with a key that is
//! made of the value of a cookie, so that the browser that posted the form is
//! the only one that can open it; the store has neither the value nor the key.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use domain::forms::refused_page::{RefusedPageKey, RefusedPageStore, SealedPage};
use domain::records::retention_schedule::REFUSED_PAGE_KEPT;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use sha2::{Digest as _, Sha256};

use crate::http::failure::Failure;
use crate::http::routes::RouteTable;
use crate::http::{cookie, digest};
use crate::page::site_context::SiteContext;

/// The cookie whose value opens the pages of a browser.
const NAME: &str = "__Host-refused";

/// The part of the query that names a kept page.
const QUERY: &str = "refused=";

/// The longest page that is kept, in bytes, before it is compressed.
const LONGEST: usize = 4 * 1024 * 1024;

/// The most bytes of a compressed page. An item of the table has at most 400 KB.
const MOST_KEPT: usize = 350 * 1024;

/// The fastest compression: a page becomes a fifth of its size.
const FASTEST: u8 = 1;

/// Keeps the pages that answer posted forms, in a store.
#[derive(Clone, Debug)]
pub struct RefusedPages<S> {
    site: SiteContext,
    store: S,
}

/// The pages of a function, with the patterns of the addresses that it shows.
#[derive(Clone, Debug)]
struct KeptPages<S> {
    pages: RefusedPages<S>,
    shown: Arc<[String]>,
}

impl<S: Clone + Send + Sync + 'static> RouteTable<S> {
    /// Leads (303) from every form that a page answers to that page, which is
    /// kept for the browser that posted the form. Comes after every route.
    #[must_use]
    pub fn keeping<P: RefusedPageStore>(self, pages: RefusedPages<P>) -> Self {
        self.with_kept_pages(|router, shown| {
            let shown = shown.into();
            router.layer(from_fn_with_state(KeptPages { pages, shown }, around))
        })
    }
}

impl<S: RefusedPageStore> RefusedPages<S> {
    /// Keeps the pages of a site.
    #[must_use]
    pub fn new(site: &SiteContext, store: &S) -> Self {
        Self {
            site: site.clone(),
            store: store.clone(),
        }
    }

    /// Finds the page of a lock; `None` if the page was not kept, or its time is
    /// over.
    async fn find(&self, lock: &PageLock) -> Option<Response> {
        let now = self.site.now();
        match self.store.read_refused_page(&lock.key, now).await {
            Ok(sealed) => lock.open(sealed?).map(KeptPage::into_response),
            Err(fault) => {
                Failure::from(fault).note();
                None
            }
        }
    }

    /// Keeps a page and leads to it. The page itself is the answer if it cannot
    /// be kept.
    async fn answer(&self, place: &str, sent: Option<String>, response: Response) -> Response {
        let (mut parts, body) = response.into_parts();
        let Ok(html) = to_bytes(body, LONGEST).await else {
            return Failure::new(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        };
        let (value, id) = (
            sent.unwrap_or_else(|| self.site.new_id()),
            self.site.new_id(),
        );
        let path = place.split('?').next().unwrap_or_default();
        let lock = PageLock::new(&value, &id, path);
        let Some(sealed) = lock.seal(parts.status, &html) else {
            return Response::from_parts(parts, Body::from(html));
        };
        let now = self.site.now();
        let kept = self.store.keep_refused_page(&lock.key, sealed, now).await;
        let joined = if place.contains('?') { '&' } else { '?' };
        let address = HeaderValue::try_from(format!("{place}{joined}{QUERY}{id}"));
        match (kept, address) {
            (Ok(()), Ok(address)) => {
                parts.status = StatusCode::SEE_OTHER;
                parts.headers.remove(header::CONTENT_TYPE);
                parts.headers.remove(header::CONTENT_LENGTH);
                parts.headers.insert(header::LOCATION, address);
                let mut response = Response::from_parts(parts, Body::empty());
                let seconds = REFUSED_PAGE_KEPT.length().as_secs();
                cookie::set(&mut response, NAME, &value, Some(seconds));
                response
            }
            (kept, _) => {
                if let Err(fault) = kept {
                    Failure::from(fault).note();
                }
                Response::from_parts(parts, Body::from(html))
            }
        }
    }
}

/// Leads from a posted form to the page that answers it, and shows such a page
/// at its address. When a form of the browser is taken, the pages of that
/// browser are over: "Back" then shows what was kept.
async fn around<S: RefusedPageStore>(
    State(kept): State<KeptPages<S>>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() == Method::GET {
        if let Some(lock) = PageLock::of(&request)
            && let Some(page) = kept.pages.find(&lock).await
        {
            return page;
        }
        return next.run(without_name(request)).await;
    }
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let place = place_of(&request, &kept.shown);
    let sent = cookie::read(request.headers(), NAME).map(str::to_owned);
    let mut response = next.run(request).await;
    match place {
        Some(place) if is_page(&response) => kept.pages.answer(&place, sent, response).await,
        _ => {
            if sent.is_some() && response.status().is_redirection() {
                cookie::forget(&mut response, NAME);
            }
            response
        }
    }
}

/// Whether a page answers a form. A failure has no page yet, and may go away
/// when the form is sent again.
fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_html = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    is_html && !response.status().is_server_error()
}

/// Finds the address at which the page that answers a form is shown: that of
/// the form or, where nothing is shown there, that of the page with the form.
fn place_of(request: &Request, shown: &[String]) -> Option<String> {
    let pattern = request.extensions().get::<MatchedPath>()?.as_str();
    if shown.iter().any(|known| known == pattern) {
        return Some(unnamed(request.uri().path_and_query()?.as_str()));
    }
    let from = came_from(request.headers())?;
    let path = from.path();
    let is_ours = shown.iter().any(|known| fits(path, known));
    is_ours.then(|| unnamed(from.path_and_query().map_or(path, |from| from.as_str())))
}

/// Returns the address of the page on which the form was.
fn came_from(headers: &HeaderMap) -> Option<Uri> {
    headers.get(header::REFERER)?.to_str().ok()?.parse().ok()
}

/// Whether a path is one of a pattern: `/practice/people/p1` is one of
/// `/practice/people/{person}`.
fn fits(path: &str, pattern: &str) -> bool {
    let (mut parts, mut places) = (path.split('/'), pattern.split('/'));
    loop {
        match (parts.next(), places.next()) {
            (None, None) => return true,
            (Some(part), Some(place)) if place.starts_with('{') && !part.is_empty() => {}
            (Some(part), Some(place)) if part == place => {}
            _ => return false,
        }
    }
}

/// Returns the id in an address that names a kept page.
fn named_in(uri: &Uri) -> Option<&str> {
    let mut parts = uri.query()?.split('&');
    parts.find_map(|part| part.strip_prefix(QUERY))
}

/// Leaves out of an address which page it names.
fn unnamed(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else {
        return address.to_owned();
    };
    let parts = query.split('&').filter(|part| !part.starts_with(QUERY));
    let rest: Vec<_> = parts.collect();
    match rest.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", rest.join("&")),
    }
}

/// Hides from the handler which page an address names.
fn without_name(mut request: Request) -> Request {
    if named_in(request.uri()).is_some()
        && let Some(address) = request.uri().path_and_query()
        && let Ok(uri) = unnamed(address.as_str()).parse()
    {
        *request.uri_mut() = uri;
    }
    request
}

/// A page as it is kept: its status and its HTML.
struct KeptPage {
    status: StatusCode,
    html: Bytes,
}

impl KeptPage {
    fn into_response(self) -> Response {
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        (self.status, [(header::CONTENT_TYPE, html)], self.html).into_response()
    }
}

/// The lock of one page: the place where it is kept, and what opens it.
struct PageLock {
    key: RefusedPageKey,
    secret: [u8; 32],
}

impl PageLock {
    /// Makes the lock of the page with this id, at a path, in the browser with
    /// this cookie. An id is given to one page, so that a secret seals one page.
    fn new(cookie: &str, id: &str, path: &str) -> Self {
        let of = |what: &str| format!("{what}#{cookie}#{id}#{path}");
        Self {
            key: RefusedPageKey(digest::whole(of("place").as_bytes())),
            secret: Sha256::digest(of("secret")).into(),
        }
    }

    /// Makes the lock of the page that a request names, if it names one and
    /// has the cookie.
    fn of(request: &Request) -> Option<Self> {
        let id = named_in(request.uri())?;
        let value = cookie::read(request.headers(), NAME)?;
        Some(Self::new(value, id, request.uri().path()))
    }

    /// Compresses and encrypts a page; `None` if it is too long to keep.
    fn seal(&self, status: StatusCode, html: &[u8]) -> Option<SealedPage> {
        let mut sealed = compress_to_vec(html, FASTEST);
        if sealed.len() > MOST_KEPT {
            return None;
        }
        sealed.extend(status.as_u16().to_be_bytes());
        let key = self.cipher()?;
        key.seal_in_place_append_tag(once(), Aad::empty(), &mut sealed)
            .ok()?;
        Some(SealedPage(sealed))
    }

    /// Decrypts a page; `None` if it was not sealed with this lock.
    fn open(&self, SealedPage(mut sealed): SealedPage) -> Option<KeptPage> {
        let key = self.cipher()?;
        let opened = key.open_in_place(once(), Aad::empty(), &mut sealed).ok()?;
        let (html, status) = opened.split_last_chunk::<2>()?;
        Some(KeptPage {
            status: StatusCode::from_u16(u16::from_be_bytes(*status)).ok()?,
            html: decompress_to_vec_with_limit(html, LONGEST).ok()?.into(),
        })
    }

    fn cipher(&self) -> Option<LessSafeKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.secret).ok()?;
        Some(LessSafeKey::new(key))
    }
}

/// Returns the nonce. It is always the same, because a secret seals one page.
fn once() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

#[cfg(test)]
mod tests {
    use axum::response::Html;
    use testkit::{Database, PartialOutage, Visitor};

    use super::*;
    use crate::http::form::PostedForm;
    use crate::{RouteTable, example, finish, see_other};

    /// A form that takes an even number, and a button below it.
    fn even(site: &SiteContext, store: &impl RefusedPageStore) -> axum::Router {
        let check = async |posted: PostedForm| match posted.one("number") {
            "2" => see_other("/done"),
            odd => (
                StatusCode::UNPROCESSABLE_ENTITY,
                Html(format!("<main>{odd} is odd</main>")),
            )
                .into_response(),
        };
        let routes = RouteTable::new()
            .get("/even", async |uri: Uri| {
                Html(format!("<main>{uri}</main>"))
            })
            .post_fields("/even", &["number"], check)
            .post_fields("/even/again", &["number"], check)
            .get("/done", async || Html("<main>Done</main>"))
            .keeping(RefusedPages::new(site, store));
        finish(routes, site)
    }

    fn visitor() -> (Visitor, Database) {
        let (site, database) = (example::site(), Database::default());
        let routes = even(&site, &database.table());
        (Visitor::new(routes), database)
    }

    #[tokio::test]
    async fn a_refused_post_leads_to_a_page_that_back_and_reload_show_again() {
        let (mut visitor, database) = visitor();
        let reply = visitor
            .post_and_stay("/even?change=1", &[("number", "7")])
            .await;
        assert_eq!((reply.status, &*reply.body), (303, ""));
        let place = reply.location().unwrap().to_owned();
        assert!(place.starts_with("/even?change=1&refused="), "{place}");
        for _ in 0..2 {
            let page = visitor.get(&place).await;
            assert_eq!((page.status, page.words()), (422, "7 is odd".to_owned()));
            assert_eq!(page.header("cache-control"), "no-store");
        }
        let stored = database.stored().await;
        assert_eq!(stored.len(), 1);
        assert!(!stored[0].to_string().contains("odd"), "{stored:?}");
    }

    #[tokio::test]
    async fn after_the_form_is_taken_back_shows_the_page_itself() {
        let (mut visitor, _) = visitor();
        let refused = visitor.post_and_stay("/even", &[("number", "7")]).await;
        let place = refused.location().unwrap().to_owned();
        let taken = visitor.post("/even", &[("number", "2")]).await;
        assert_eq!(taken.location(), Some("/done"));
        let back = visitor.get(&place).await;
        assert_eq!((back.status, back.words()), (200, "/even".to_owned()));
    }

    #[tokio::test]
    async fn another_browser_and_another_address_do_not_open_the_page() {
        let (mut visitor, database) = visitor();
        let refused = visitor.post_and_stay("/even", &[("number", "7")]).await;
        let place = refused.location().unwrap().to_owned();
        let site = example::site();
        let mut other = Visitor::new(even(&site, &database.table()));
        other.take(NAME, "1123456789abcdefghjkmnpqrs");
        assert_eq!(other.get(&place).await.words(), "/even");
        let elsewhere = place.replace("/even", "/done");
        assert_eq!(visitor.get(&elsewhere).await.words(), "Done");
    }

    #[tokio::test]
    async fn a_form_that_posts_to_an_address_without_a_page_leads_to_the_page_it_was_on() {
        let (mut visitor, _) = visitor();
        visitor.get("/even?change=1").await;
        let refused = visitor
            .post_and_stay("/even/again", &[("number", "7")])
            .await;
        let place = refused.location().unwrap().to_owned();
        assert!(place.starts_with("/even?change=1&refused="), "{place}");
        assert_eq!(visitor.get(&place).await.words(), "7 is odd");
    }

    #[tokio::test]
    async fn a_store_that_does_not_answer_loses_no_page() {
        let (site, database) = (example::site(), Database::default());
        let outage = PartialOutage::default();
        outage.begin("PutItem", "REFUSED#*");
        let mut visitor = Visitor::new(even(&site, &outage.of(&database.table())));
        let reply = visitor.post_and_stay("/even", &[("number", "7")]).await;
        assert_eq!((reply.status, reply.words()), (422, "7 is odd".to_owned()));
    }

    #[test]
    fn a_path_is_told_from_others_by_its_pattern() {
        assert!(fits("/practice/people/p1", "/practice/people/{person}"));
        assert!(!fits("/practice/people/", "/practice/people/{person}"));
        assert!(!fits(
            "/practice/people/p1/next",
            "/practice/people/{person}"
        ));
        assert!(fits("/even", "/even") && !fits("/odd", "/even"));
    }

    #[test]
    fn a_page_opens_with_its_own_lock_alone_and_one_that_is_too_long_is_not_kept() {
        let lock = PageLock::new("cookie", "id", "/even");
        let sealed = lock.seal(StatusCode::CONFLICT, "Zoë ☂".as_bytes()).unwrap();
        let opened = lock.open(sealed.clone()).unwrap();
        assert_eq!(
            (opened.status, &*opened.html),
            (StatusCode::CONFLICT, "Zoë ☂".as_bytes())
        );
        for other in [("kookie", "id"), ("cookie", "ib")] {
            let other = PageLock::new(other.0, other.1, "/even");
            assert!(other.open(sealed.clone()).is_none());
        }
        assert!(lock.open(SealedPage(Vec::new())).is_none());
        let random: Vec<u8> = (0..100_000_u32)
            .flat_map(|number| Sha256::digest(number.to_be_bytes()))
            .collect();
        assert!(lock.seal(StatusCode::OK, &random).is_none());
    }
}
