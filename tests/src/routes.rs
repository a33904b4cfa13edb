//! Every route of the product, and what must be true of each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

use axum::Router;
use axum::http::Method;
use testkit::{Database, Reply, TestApp, Visitor};
use web::{RouteBody, RouteEntry};

use crate::input::{Personas, Who};
use crate::people;
use crate::tree;

#[test]
fn every_route_of_the_source_is_in_the_table_and_no_other() {
    let known: BTreeSet<String> = all()
        .iter()
        .map(|route| format!("{} {}", route.method, route.template))
        .collect();
    let source: BTreeSet<String> = recorded().iter().map(ToString::to_string).collect();
    let missing: Vec<_> = source.difference(&known).collect();
    let gone: Vec<_> = known.difference(&source).collect();
    assert!(
        missing.is_empty(),
        "not in the table of routes: {missing:?}"
    );
    assert!(gone.is_empty(), "in the table, but of no source: {gone:?}");
    assert_eq!((recorded().len(), all().len()), (known.len(), known.len()));
}

/// The pages of a form, below the address of its questions.
const FORM_PAGES: [&str; 10] = [
    "GET /check-answers",
    "GET /tasks",
    "GET /clear",
    "POST /clear",
    "GET /{page}",
    "POST /{page}",
    "GET /{group}/{item}",
    "POST /{group}/{item}",
    "GET /{group}/{item}/remove",
    "POST /{group}/{item}/remove",
];

/// Lists the routes in the tables of a README whose first column is "Route". An
/// address without a method has those before it; the address of the questions of a
/// form alone stands for all of its pages.
fn routes_of_readme(readme: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let mut lines = readme.lines();
    while lines.by_ref().any(|line| line.starts_with("| Route |")) {
        for row in lines.by_ref().take_while(|line| line.starts_with('|')) {
            let cell = row.trim_matches('|').split('|').next().unwrap_or_default();
            said.extend(routes_of_cell(cell));
        }
    }
    said
}

fn routes_of_cell(cell: &str) -> Vec<String> {
    let (mut methods, mut waiting, mut said) = (Vec::new(), Vec::new(), Vec::new());
    for part in cell.split('`').skip(1).step_by(2) {
        let (method, address) = match part.split_once(' ') {
            Some((method, address)) => (Some(method), address),
            None if part.starts_with('/') => (None, part),
            // The query of the address before it.
            None if part.starts_with('?') => continue,
            None => {
                waiting.push(part);
                continue;
            }
        };
        if let Some(method) = method {
            methods = std::mem::take(&mut waiting);
            methods.push(method);
        }
        match address.strip_suffix("/{page}") {
            Some(form) if methods.is_empty() => {
                let pages = FORM_PAGES
                    .iter()
                    .map(|page| page.replacen(' ', &format!(" {form}"), 1));
                said.extend(pages);
            }
            _ => said.extend(methods.iter().map(|method| format!("{method} {address}"))),
        }
    }
    said
}

/// Returns the file that `infra/test_template.py` compares with the gateway's
/// routes.
fn routes_file() -> PathBuf {
    tree::top().join("tests/data/routes.json")
}

fn routes_by_function() -> String {
    let functions = tests::functions_at_rest().into_iter();
    let routes: BTreeMap<_, Vec<String>> = functions
        .map(|(name, routes)| {
            let each = routes.entries().iter().map(ToString::to_string);
            (name, each.collect())
        })
        .collect();
    serde_json::to_string_pretty(&routes).unwrap() + "\n"
}

#[test]
fn what_the_gateway_is_compared_with_are_the_routes_of_the_functions() {
    let written = tree::text(&routes_file());
    assert_eq!(written, routes_by_function(), "run write_the_routes");
}

#[test]
#[ignore = "writes what the test above reads: run it by name, then read the difference"]
fn write_the_routes() {
    std::fs::write(routes_file(), routes_by_function()).unwrap();
}

/// The functions whose forms no page answers: a document is announced or
/// removed, and each leads on.
const NO_PAGE_ANSWERS: [&str; 1] = ["upload-evidence"];

#[test]
fn no_page_answers_a_form_of_any_function() {
    for (name, routes) in tests::functions_at_rest() {
        let takes_forms = routes.entries().iter().any(|entry| {
            let body = entry.body;
            matches!(
                body,
                RouteBody::Fields(_) | RouteBody::Parts(_) | RouteBody::Questions
            )
        });
        let needs = takes_forms && !NO_PAGE_ANSWERS.contains(&name);
        assert_eq!(routes.keeps_refused(), needs, "{name}");
    }
}

#[test]
fn every_route_has_its_row_in_the_readme_of_its_function() {
    for (name, routes) in tests::functions_at_rest() {
        let served: BTreeSet<String> = routes.entries().iter().map(ToString::to_string).collect();
        let readme = tree::text(&tree::top().join(format!("functions/{name}/README.md")));
        let said = routes_of_readme(&readme);
        let missing: Vec<_> = served.difference(&said).collect();
        let gone: Vec<_> = said.difference(&served).collect();
        assert!(
            missing.is_empty() && gone.is_empty(),
            "functions/{name}/README.md: without a row {missing:?}; of no route {gone:?}"
        );
    }
}

#[test]
fn a_row_of_a_readme_names_each_route_by_its_methods_and_address() {
    let said = |row: &str| {
        let readme = format!("| Route | What |\n| --- | --- |\n| {row} | `GET /other` |\n\n| x |");
        routes_of_readme(&readme).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(said("`GET /a`, `?list=all`, `/b`"), ["GET /a", "GET /b"]);
    assert_eq!(
        said("`GET`, `POST /a`, `GET /b`"),
        ["GET /a", "GET /b", "POST /a"]
    );
    assert_eq!(said("`/form/{page}`").len(), FORM_PAGES.len());
}

#[test]
fn no_question_has_the_address_of_another_page() {
    let everybody = journey::forms::for_citizens()
        .chain(journey::forms::for_anybody())
        .chain(journey::forms::for_practitioners());
    for (form, prefix) in everybody {
        for page in &form.pages {
            let address = format!("{prefix}/{}", page.id);
            let found = entry(&Method::GET, &address).unwrap();
            assert_eq!(found.path, format!("{prefix}/{{page}}"), "{address}");
        }
    }
}

/// After signing in, invited people return only to pages in one of their rooms,
/// so every page for them has to be in one.
#[test]
fn every_page_for_members_is_in_a_room_of_theirs_and_no_other_is() {
    for route in all() {
        let is_below = |home| route.template.starts_with(home);
        let is_theirs = is_below("/professionals/")
            || is_below("/practice/")
            || route.answer == Answer::StaffSignIn;
        let address = route.address;
        assert_eq!(
            web::session::staff::is_for_staff(address),
            is_theirs,
            "{address}"
        );
    }
}

/// Lists the forms of a page that are posted to the portal: the address and the
/// fields of each.
fn forms(page: &Reply) -> impl Iterator<Item = (&str, Vec<&str>)> {
    let each = page.body.split("<form ").skip(1);
    let each = each.filter_map(|rest| rest.split("</form>").next());
    each.filter_map(move |form| {
        let tag = form.split('>').next()?;
        let action = tag.split("action=\"").nth(1)?.split('"').next()?;
        let ours = tag.contains("method=\"post\"") && action.starts_with('/');
        let fields = form.split(" name=\"").skip(1);
        let fields = fields.filter_map(|rest| rest.split('"').next());
        ours.then(|| (action, fields.collect()))
    })
}

/// A handler cannot read a field that is not in the table
/// ([`web::http::form::PostedForm`] does not hold it), so every field of a page has to be
/// in the table.
#[tokio::test]
async fn every_field_that_a_page_reads_is_in_the_table() {
    let personas = Personas::new().await;
    let (mut read, mut unread) = (BTreeSet::new(), BTreeSet::new());
    for route in all().iter().filter(|route| route.method == Method::GET) {
        for who in Who::ALL {
            let (mut visitor, address) = personas.come(who, route).await;
            let page = visitor.get(&address).await;
            for (action, fields) in forms(&page) {
                let entry = entry(&Method::POST, action).expect(action);
                let known = match entry.body {
                    RouteBody::Nothing => &[],
                    RouteBody::Fields(known) | RouteBody::Parts(known) => known,
                    RouteBody::Questions | RouteBody::Document => continue,
                };
                for field in fields {
                    read.insert(field.to_owned());
                    if !known.contains(&field) {
                        unread.insert(format!("{field} of {entry}"));
                    }
                }
            }
        }
    }
    assert!(unread.is_empty(), "{unread:?}");
    assert!(read.len() >= 15, "{read:?}");
}

/// Builds the whole portal over an empty table.
async fn house() -> Router {
    let table = Database::new().await.table();
    tests::whole_house(&TestApp::default(), &tests::illustration(), &table)
}

async fn ask(house: &Router, route: &Route) -> Reply {
    let mut visitor = Visitor::new(house.clone());
    if route.method == Method::GET {
        visitor.get(route.address).await
    } else if route.answer == Answer::Document {
        visitor.post_json(route.address, "").await
    } else {
        visitor.post(route.address, &[]).await
    }
}

/// Checks the headers that every answer has to carry.
pub(crate) fn is_safe(what: &str, reply: &Reply) {
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{what}: {policy}");
    assert!(
        policy.contains("frame-ancestors 'none'"),
        "{what}: {policy}"
    );
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert!(
        reply
            .header("strict-transport-security")
            .contains("max-age="),
        "{what} has no HSTS"
    );
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{what}");
    let kind = reply.header("content-type");
    assert!(
        reply.body.is_empty() || !kind.is_empty(),
        "{what} has no type"
    );
    let is_text = kind.starts_with("text/");
    assert!(
        !is_text || kind.ends_with("; charset=utf-8"),
        "{what}: {kind}"
    );
    for cookie in reply.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        let locked = "; Path=/; Secure; HttpOnly; SameSite=Lax";
        let is_locked = cookie.starts_with("__Host-") && cookie.contains(locked);
        assert!(is_locked, "{what}: {cookie}");
    }
    assert!(!reply.header("referrer-policy").is_empty(), "{what}");
    let readers = reply.header("access-control-allow-origin");
    // The directory and the description of the API are open data, in formats
    // that other sites show.
    let is_open_data = ["/api/v1/directory", "/api/v1/openapi.json"]
        .iter()
        .any(|address| what.contains(address));
    assert!(
        readers.is_empty() || is_open_data && readers == "*",
        "{what} may be read by another site"
    );
    let of_everybody = what.contains("/assets/") && reply.status == 200;
    let kept = reply.header("cache-control");
    assert_eq!(kept.contains("immutable"), of_everybody, "{what}: {kept}");
    assert_eq!(kept.contains("no-store"), !of_everybody, "{what}: {kept}");
}

/// Whether a reply leads to this sign-in page, and from there back.
fn leads_back(reply: &Reply, sign_in: &str, address: &str) -> bool {
    let to = reply.location().and_then(|to| to.strip_prefix(sign_in));
    let back = to.and_then(|to| to.strip_prefix("?next="));
    reply.status == 303 && back == Some(address)
}

#[tokio::test]
async fn every_route_answers_as_the_table_says_with_the_security_headers() {
    let house = house().await;
    for route in all() {
        let reply = ask(&house, &route).await;
        let what = format!("{} {}", route.method, route.address);
        is_safe(&what, &reply);
        let kind = reply.header("content-type").to_owned();
        let as_said = match route.answer {
            Answer::Page => kind.starts_with("text/html") && matches!(reply.status, 200 | 404),
            Answer::On => {
                reply.status == 303 && reply.location().is_some_and(|to| to.starts_with('/'))
            }
            Answer::SignIn => leads_back(&reply, "/sign-in", route.address),
            Answer::StaffSignIn => leads_back(&reply, "/professionals/sign-in", route.address),
            Answer::Json => kind.contains("json") && matches!(reply.status, 200 | 404),
            Answer::File => reply.status == 200,
            Answer::Form => matches!(reply.status, 303 | 404 | 409 | 422),
            Answer::Buttons => kind.starts_with("text/html") && reply.status == 400,
            Answer::Document => kind == "application/problem+json" && reply.status == 400,
        };
        assert!(
            as_said,
            "{what}: {} {kind} {:?}",
            reply.status,
            reply.location()
        );
    }
}

/// The address to which the bucket leads on with GET when it has taken a file.
const CAME_FROM_THE_BUCKET: &str = "/apply/evidence/files/{id}/sent";

#[tokio::test]
async fn a_page_that_is_opened_changes_nothing_that_is_kept_but_who_looked_at_it() {
    let personas = Personas::new().await;
    let mut changed = BTreeSet::new();
    let kept = async || {
        let mut stored = personas.app().database().stored().await;
        stored.retain(|item| !people::text(item, "PK").starts_with("AUDIT#"));
        stored
    };
    for route in all().iter().filter(|route| route.method == Method::GET) {
        if route.template == CAME_FROM_THE_BUCKET {
            continue;
        }
        for who in Who::ALL {
            let (mut visitor, address) = personas.come(who, route).await;
            let before = kept().await;
            visitor.get(&address).await;
            if kept().await != before {
                changed.insert(format!("{who:?}: {address}"));
            }
        }
    }
    assert_eq!(changed, BTreeSet::new());
}

#[tokio::test]
async fn every_page_of_somebody_who_is_signed_in_shows_how_to_sign_out() {
    let personas = Personas::new().await;
    let mut pages = 0;
    for route in all().iter().filter(|route| route.method == Method::GET) {
        for (who, sign_out) in [
            (Who::Citizen, "/sign-out"),
            (Who::Finance, "/professionals/sign-out"),
            (Who::Provider, "/professionals/sign-out"),
            (Who::Practitioner, "/professionals/sign-out"),
        ] {
            let (mut visitor, address) = personas.come(who, route).await;
            let page = visitor.get(&address).await;
            if page.status == 200 && page.body.contains("Signed in as ") {
                let mut ways = forms(&page).map(|(action, _)| action);
                assert!(ways.any(|action| action == sign_out), "{who:?}: {address}");
                pages += 1;
            } else {
                let is_page = page.header("content-type").starts_with("text/html");
                let is_theirs = who.is_for(route) && page.status == 200 && is_page;
                assert!(!is_theirs, "{who:?}: {address} says who is signed in");
            }
        }
    }
    assert!(pages > 50, "{pages}");
}

#[tokio::test]
async fn a_form_that_another_site_posts_is_refused_on_every_page() {
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use tower::ServiceExt as _;
    let house = house().await;
    for route in all() {
        // No session opens what is asked for below /api.
        if route.method != Method::POST || route.address.starts_with("/api/") {
            continue;
        }
        let house = house.clone();
        let (kind, body) = match route.answer {
            Answer::Document => ("application/json", "{}"),
            _ => ("application/x-www-form-urlencoded", "who-for=me"),
        };
        let request = Request::post(route.address)
            .header("host", "portal.example")
            .header("sec-fetch-site", "cross-site")
            .header("content-type", kind)
            .body(Body::from(body))
            .unwrap();
        let status = house.oneshot(request).await.unwrap().status();
        assert_eq!(status, StatusCode::FORBIDDEN, "{}", route.address);
    }
}

#[tokio::test]
async fn a_method_that_a_route_does_not_have_is_refused_in_its_own_words() {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;
    let house = house().await;
    for route in all() {
        let house = house.clone();
        let path = route.address.split('?').next().unwrap();
        let request = Request::builder()
            .method(Method::DELETE)
            .uri(path)
            .header("host", "portal.example")
            .header("sec-fetch-site", "same-origin")
            .body(Body::empty())
            .unwrap();
        let status = house.oneshot(request).await.unwrap().status();
        assert_eq!(status.as_u16(), 405, "DELETE {path}");
    }
}

/// The answer of a route to a visitor who has answered nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    /// A page.
    Page,
    /// A redirect to another address of the portal.
    On,
    /// A redirect to the sign-in page, and from there back to the address.
    SignIn,
    /// A redirect to the sign-in page of invited people, and from there back to
    /// the address.
    StaffSignIn,
    /// A JSON document.
    Json,
    /// A file.
    File,
    /// A form. An empty post gets a page of mistakes, or a redirect to where
    /// the visitor is.
    Form,
    /// Buttons, of which one is pressed. An empty post gets a page which says
    /// that no page of the portal sends such a request.
    Buttons,
    /// A document. An empty post gets a problem.
    Document,
}

/// A route: its method, its template, and an address that fits the template.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) template: &'static str,
    pub(crate) address: &'static str,
    pub(crate) answer: Answer,
}

const fn get(template: &'static str, address: &'static str, answer: Answer) -> Route {
    Route {
        method: Method::GET,
        template,
        address,
        answer,
    }
}

const fn post(template: &'static str, address: &'static str, answer: Answer) -> Route {
    Route {
        method: Method::POST,
        template,
        address,
        answer,
    }
}

/// Lists every route. A test is red if a route is missing here.
pub(crate) fn all() -> Vec<Route> {
    use Answer::{Buttons, Document, File, Form, Json, On, Page, SignIn, StaffSignIn};
    vec![
        get("/", "/", Page),
        get("/safeguarding", "/safeguarding", Page),
        get("/carers", "/carers", Page),
        get("/professionals", "/professionals", Page),
        get("/cookies", "/cookies", Page),
        get("/privacy", "/privacy", Page),
        get("/accessibility", "/accessibility", Page),
        get(
            "/how-budgets-are-worked-out",
            "/how-budgets-are-worked-out",
            Page,
        ),
        get("/directory", "/directory?words=lunch&need=eating", Page),
        get("/directory/{service}", "/directory/no-such-service", Page),
        get("/help", "/help", Page),
        get("/help/questions", "/help/questions", Page),
        post(
            "/help/questions/{question}/helpful",
            "/help/questions/account/helpful",
            Buttons,
        ),
        get("/help/contact", "/help/contact", Page),
        get("/help/guides/{guide}", "/help/guides/check-support", Page),
        get("/help/paper-forms", "/help/paper-forms", Page),
        get(
            "/paper-forms/{form}",
            "/paper-forms/check-support.pdf",
            File,
        ),
        get("/help/feedback", "/help/feedback", Page),
        post("/help/feedback", "/help/feedback", Form),
        get("/help/feedback/thank-you", "/help/feedback/thank-you", Page),
        get("/robots.txt", "/robots.txt", File),
        get(
            "/.well-known/security.txt",
            "/.well-known/security.txt",
            File,
        ),
        get("/assets/{name}", web::page::assets::MAIN_CSS, File),
        get(
            "/assets/pictures/{name}",
            "/assets/pictures/none.webp",
            Page,
        ),
        get("/api/v1/directory", "/api/v1/directory", Json),
        get(
            "/api/v1/directory/services",
            "/api/v1/directory/services",
            Json,
        ),
        get(
            "/api/v1/directory/services/{id}",
            "/api/v1/directory/services/none",
            Json,
        ),
        get(
            "/api/v1/directory/taxonomies",
            "/api/v1/directory/taxonomies",
            Json,
        ),
        get(
            "/api/v1/directory/taxonomies/{id}",
            "/api/v1/directory/taxonomies/none",
            Json,
        ),
        get(
            "/api/v1/directory/taxonomy_terms",
            "/api/v1/directory/taxonomy_terms",
            Json,
        ),
        get(
            "/api/v1/directory/taxonomy_terms/{id}",
            "/api/v1/directory/taxonomy_terms/none",
            Json,
        ),
        get("/api/v1/openapi.json", "/api/v1/openapi.json", Json),
        get("/check-support", "/check-support", Page),
        get("/check-support/as-carer", "/check-support/as-carer", Page),
        get("/check-support/result", "/check-support/result", On),
        get("/check-support/result.pdf", "/check-support/result.pdf", On),
        get(
            "/check-support/check-answers",
            "/check-support/check-answers",
            On,
        ),
        get("/check-support/tasks", "/check-support/tasks", Page),
        get("/check-support/clear", "/check-support/clear", Page),
        post("/check-support/clear", "/check-support/clear", On),
        get("/check-support/{page}", "/check-support/who", Page),
        post("/check-support/{page}", "/check-support/who", Form),
        get(
            "/check-support/{group}/{item}",
            "/check-support/who/019abc00000abcdef01",
            Page,
        ),
        post(
            "/check-support/{group}/{item}",
            "/check-support/who/019abc00000abcdef01",
            Form,
        ),
        get(
            "/check-support/{group}/{item}/remove",
            "/check-support/who/019abc00000abcdef01/remove",
            Page,
        ),
        post(
            "/check-support/{group}/{item}/remove",
            "/check-support/who/019abc00000abcdef01/remove",
            Form,
        ),
        post("/api/v1/screenings", "/api/v1/screenings", Document),
        get("/call-back", "/call-back", Page),
        post("/call-back", "/call-back", Form),
        get(
            "/call-back/sent/{reference}",
            "/call-back/sent/K7F3MMXT4D",
            Page,
        ),
        get("/report-concern", "/report-concern", Page),
        get("/report-concern/submit", "/report-concern/submit", On),
        post("/report-concern/submit", "/report-concern/submit", On),
        get(
            "/report-concern/sent/{reference}",
            "/report-concern/sent/K7F3MMXT4D",
            Page,
        ),
        get(
            "/report-concern/check-answers",
            "/report-concern/check-answers",
            On,
        ),
        get("/report-concern/tasks", "/report-concern/tasks", Page),
        get("/report-concern/clear", "/report-concern/clear", Page),
        post("/report-concern/clear", "/report-concern/clear", On),
        get("/report-concern/{page}", "/report-concern/danger", Page),
        post("/report-concern/{page}", "/report-concern/danger", Form),
        get(
            "/report-concern/{group}/{item}",
            "/report-concern/danger/019abc00000abcdef01",
            Page,
        ),
        post(
            "/report-concern/{group}/{item}",
            "/report-concern/danger/019abc00000abcdef01",
            Form,
        ),
        get(
            "/report-concern/{group}/{item}/remove",
            "/report-concern/danger/019abc00000abcdef01/remove",
            Page,
        ),
        post(
            "/report-concern/{group}/{item}/remove",
            "/report-concern/danger/019abc00000abcdef01/remove",
            Form,
        ),
        get("/estimate-costs", "/estimate-costs", Page),
        get("/estimate-costs/result", "/estimate-costs/result", On),
        get(
            "/estimate-costs/result.pdf",
            "/estimate-costs/result.pdf",
            On,
        ),
        get("/estimate-costs/what-if", "/estimate-costs/what-if", On),
        get(
            "/estimate-costs/what-if/{page}",
            "/estimate-costs/what-if/age",
            On,
        ),
        post(
            "/estimate-costs/what-if/{page}",
            "/estimate-costs/what-if/age",
            On,
        ),
        post(
            "/estimate-costs/what-if/{page}/keep",
            "/estimate-costs/what-if/age/keep",
            On,
        ),
        get(
            "/estimate-costs/check-answers",
            "/estimate-costs/check-answers",
            On,
        ),
        get("/estimate-costs/tasks", "/estimate-costs/tasks", Page),
        get("/estimate-costs/clear", "/estimate-costs/clear", Page),
        post("/estimate-costs/clear", "/estimate-costs/clear", On),
        get("/estimate-costs/{page}", "/estimate-costs/about", Page),
        post("/estimate-costs/{page}", "/estimate-costs/who-for", Form),
        get(
            "/estimate-costs/{group}/{item}",
            "/estimate-costs/savings/019abc00000abcdef01",
            On,
        ),
        post(
            "/estimate-costs/{group}/{item}",
            "/estimate-costs/savings/019abc00000abcdef01",
            Form,
        ),
        get(
            "/estimate-costs/{group}/{item}/remove",
            "/estimate-costs/savings/019abc00000abcdef01/remove",
            On,
        ),
        post(
            "/estimate-costs/{group}/{item}/remove",
            "/estimate-costs/savings/019abc00000abcdef01/remove",
            On,
        ),
        get("/account/create", "/account/create", Page),
        post("/account/create", "/account/create", Form),
        get("/sign-in", "/sign-in", Page),
        post("/sign-in", "/sign-in", Form),
        get("/sign-in/code", "/sign-in/code", On),
        post("/sign-in/code", "/sign-in/code", On),
        post("/sign-in/code/resend", "/sign-in/code/resend", On),
        get("/sign-in/code/name", "/sign-in/code/name", On),
        post("/sign-in/code/name", "/sign-in/code/name", On),
        get("/sign-in/new-password", "/sign-in/new-password", Page),
        post("/sign-in/new-password", "/sign-in/new-password", Form),
        get(
            "/sign-in/new-password/choose",
            "/sign-in/new-password/choose",
            On,
        ),
        post(
            "/sign-in/new-password/choose",
            "/sign-in/new-password/choose",
            On,
        ),
        get("/sign-out", "/sign-out", Page),
        post("/sign-out", "/sign-out", On),
        get("/sign-out/done", "/sign-out/done", Page),
        get("/professionals/sign-in", "/professionals/sign-in", Page),
        post("/professionals/sign-in", "/professionals/sign-in", Form),
        get(
            "/professionals/sign-in/phone",
            "/professionals/sign-in/phone",
            On,
        ),
        get(
            "/professionals/sign-in/code",
            "/professionals/sign-in/code",
            On,
        ),
        get(
            "/professionals/sign-in/app",
            "/professionals/sign-in/app",
            On,
        ),
        post(
            "/professionals/sign-in/phone",
            "/professionals/sign-in/phone",
            On,
        ),
        post(
            "/professionals/sign-in/code",
            "/professionals/sign-in/code",
            On,
        ),
        post(
            "/professionals/sign-in/app",
            "/professionals/sign-in/app",
            On,
        ),
        post(
            "/professionals/sign-in/code/resend",
            "/professionals/sign-in/code/resend",
            On,
        ),
        get(
            "/professionals/new-password",
            "/professionals/new-password",
            Page,
        ),
        post(
            "/professionals/new-password",
            "/professionals/new-password",
            Form,
        ),
        get(
            "/professionals/new-password/choose",
            "/professionals/new-password/choose",
            On,
        ),
        post(
            "/professionals/new-password/choose",
            "/professionals/new-password/choose",
            On,
        ),
        post("/professionals/sign-out", "/professionals/sign-out", On),
        get(
            "/professionals/sign-out/done",
            "/professionals/sign-out/done",
            Page,
        ),
        post("/professionals/stay", "/professionals/stay", StaffSignIn),
        get(
            "/professionals/account",
            "/professionals/account",
            StaffSignIn,
        ),
        post(
            "/professionals/account/sign-out-everywhere",
            "/professionals/account/sign-out-everywhere",
            StaffSignIn,
        ),
        get(
            "/professionals/account/app",
            "/professionals/account/app",
            StaffSignIn,
        ),
        get(
            "/professionals/account/phone",
            "/professionals/account/phone",
            StaffSignIn,
        ),
        post(
            "/professionals/account/app",
            "/professionals/account/app",
            StaffSignIn,
        ),
        post(
            "/professionals/account/phone",
            "/professionals/account/phone",
            StaffSignIn,
        ),
        get(
            "/professionals/account/password",
            "/professionals/account/password",
            StaffSignIn,
        ),
        post(
            "/professionals/account/password",
            "/professionals/account/password",
            StaffSignIn,
        ),
        post(
            "/professionals/account/password/prove",
            "/professionals/account/password/prove",
            StaffSignIn,
        ),
        get(
            "/professionals/account/sessions",
            "/professionals/account/sessions",
            StaffSignIn,
        ),
        post(
            "/professionals/account/sessions",
            "/professionals/account/sessions",
            StaffSignIn,
        ),
        get(
            "/professionals/account/app/remove",
            "/professionals/account/app/remove",
            StaffSignIn,
        ),
        post(
            "/professionals/account/app/prove",
            "/professionals/account/app/prove",
            StaffSignIn,
        ),
        post(
            "/professionals/account/app/remove",
            "/professionals/account/app/remove",
            StaffSignIn,
        ),
        get("/finance", "/finance", StaffSignIn),
        get("/finance/people", "/finance/people", StaffSignIn),
        get(
            "/finance/people/invite",
            "/finance/people/invite",
            StaffSignIn,
        ),
        post(
            "/finance/people/invite",
            "/finance/people/invite",
            StaffSignIn,
        ),
        get(
            "/finance/people/{id}",
            "/finance/people/nobody",
            StaffSignIn,
        ),
        post(
            "/finance/people/{id}/remove-phone",
            "/finance/people/nobody/remove-phone",
            StaffSignIn,
        ),
        post(
            "/finance/people/{id}/sign-out",
            "/finance/people/nobody/sign-out",
            StaffSignIn,
        ),
        post(
            "/finance/people/{id}/close",
            "/finance/people/nobody/close",
            StaffSignIn,
        ),
        post(
            "/finance/people/{id}/invite-again",
            "/finance/people/nobody/invite-again",
            StaffSignIn,
        ),
        get("/finance/assessments", "/finance/assessments", StaffSignIn),
        get(
            "/finance/assessments/{reference}",
            "/finance/assessments/K7F3MMXT4D",
            StaffSignIn,
        ),
        post(
            "/finance/assessments/{reference}/step",
            "/finance/assessments/K7F3MMXT4D/step",
            StaffSignIn,
        ),
        get("/finance/undelivered", "/finance/undelivered", StaffSignIn),
        get(
            "/finance/undelivered/{reference}",
            "/finance/undelivered/K7F3MMXT4D",
            StaffSignIn,
        ),
        post(
            "/finance/undelivered/{reference}/settle",
            "/finance/undelivered/K7F3MMXT4D/settle",
            StaffSignIn,
        ),
        get("/finance/complaints", "/finance/complaints", StaffSignIn),
        get(
            "/finance/complaints/{reference}",
            "/finance/complaints/K7F3MMXT4D",
            StaffSignIn,
        ),
        post(
            "/finance/complaints/{reference}/acknowledge",
            "/finance/complaints/K7F3MMXT4D/acknowledge",
            StaffSignIn,
        ),
        get("/finance/imports", "/finance/imports", StaffSignIn),
        get(
            "/finance/imports/runs/{version}",
            "/finance/imports/runs/1",
            StaffSignIn,
        ),
        get(
            "/finance/imports/{snapshot}",
            "/finance/imports/2026-11-29",
            StaffSignIn,
        ),
        post(
            "/finance/imports/{snapshot}/release",
            "/finance/imports/2026-11-29/release",
            StaffSignIn,
        ),
        get("/finance/uprating", "/finance/uprating", StaffSignIn),
        get("/finance/accesses", "/finance/accesses", StaffSignIn),
        post("/finance/accesses", "/finance/accesses", StaffSignIn),
        get("/day-services", "/day-services", StaffSignIn),
        get("/day-services/{supplier}", "/day-services/S1", StaffSignIn),
        post(
            "/day-services/{supplier}/{week}/save",
            "/day-services/S1/2026-11-22/save",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/{week}/submit",
            "/day-services/S1/2026-11-22/submit",
            StaffSignIn,
        ),
        post(
            "/day-services/{supplier}/{week}/submit",
            "/day-services/S1/2026-11-22/submit",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/{week}/receipt",
            "/day-services/S1/2026-11-22/receipt",
            StaffSignIn,
        ),
        post(
            "/day-services/{supplier}/{week}/cells",
            "/day-services/S1/2026-11-22/cells",
            StaffSignIn,
        ),
        post(
            "/day-services/{supplier}/{week}/rows",
            "/day-services/S1/2026-11-22/rows",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/{week}/upload",
            "/day-services/S1/2026-11-22/upload",
            StaffSignIn,
        ),
        post(
            "/day-services/{supplier}/{week}/upload",
            "/day-services/S1/2026-11-22/upload",
            StaffSignIn,
        ),
        get("/finance/messages", "/finance/messages", StaffSignIn),
        get(
            "/finance/messages/write",
            "/finance/messages/write",
            StaffSignIn,
        ),
        post(
            "/finance/messages/write",
            "/finance/messages/write",
            StaffSignIn,
        ),
        post(
            "/finance/messages/{id}/end",
            "/finance/messages/00fe00fe00fe00fe/end",
            StaffSignIn,
        ),
        get("/finance/requests", "/finance/requests", StaffSignIn),
        get(
            "/finance/requests/{supplier}/{id}",
            "/finance/requests/S1/00fe00fe00fe00fe",
            StaffSignIn,
        ),
        post(
            "/finance/requests/{supplier}/{id}",
            "/finance/requests/S1/00fe00fe00fe00fe",
            StaffSignIn,
        ),
        get("/finance/payments", "/finance/payments", StaffSignIn),
        get(
            "/finance/payments/{period}",
            "/finance/payments/2026-p08",
            StaffSignIn,
        ),
        get("/finance/transport", "/finance/transport", StaffSignIn),
        get(
            "/finance/transport/{period}",
            "/finance/transport/2026-p08",
            StaffSignIn,
        ),
        get(
            "/finance/unregistered",
            "/finance/unregistered",
            StaffSignIn,
        ),
        get(
            "/finance/suppliers/{supplier}/registers/{week}/unregistered/{order}/{line}",
            "/finance/suppliers/S1/registers/2026-11-22/unregistered/0004512/1",
            StaffSignIn,
        ),
        post(
            "/finance/suppliers/{supplier}/registers/{week}/unregistered/{order}/{line}/settle",
            "/finance/suppliers/S1/registers/2026-11-22/unregistered/0004512/1/settle",
            StaffSignIn,
        ),
        get("/finance/registers", "/finance/registers", StaffSignIn),
        get(
            "/finance/registers/unacknowledged",
            "/finance/registers/unacknowledged",
            StaffSignIn,
        ),
        get(
            "/finance/suppliers/{supplier}/registers/{week}",
            "/finance/suppliers/S1/registers/2026-11-22",
            StaffSignIn,
        ),
        post(
            "/finance/suppliers/{supplier}/registers/{week}/unlock",
            "/finance/suppliers/S1/registers/2026-11-22/unlock",
            StaffSignIn,
        ),
        get("/finance/adjustments", "/finance/adjustments", StaffSignIn),
        get(
            "/finance/suppliers/{supplier}/registers/{week}/adjust",
            "/finance/suppliers/S1/registers/2026-11-22/adjust",
            StaffSignIn,
        ),
        get(
            "/finance/suppliers/{supplier}/registers/{week}/adjust/{order}/{line}",
            "/finance/suppliers/S1/registers/2026-11-22/adjust/0004512/1",
            StaffSignIn,
        ),
        post(
            "/finance/suppliers/{supplier}/registers/{week}/adjust/{order}/{line}",
            "/finance/suppliers/S1/registers/2026-11-22/adjust/0004512/1",
            StaffSignIn,
        ),
        get(
            "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}",
            "/finance/suppliers/S1/registers/2026-11-22/adjustments/00fe00fe00fe00fe",
            StaffSignIn,
        ),
        post(
            "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}/approve",
            "/finance/suppliers/S1/registers/2026-11-22/adjustments/00fe00fe00fe00fe/approve",
            StaffSignIn,
        ),
        post(
            "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}/turn-down",
            "/finance/suppliers/S1/registers/2026-11-22/adjustments/00fe00fe00fe00fe/turn-down",
            StaffSignIn,
        ),
        get("/finance/suppliers", "/finance/suppliers", StaffSignIn),
        get(
            "/finance/suppliers/{supplier}",
            "/finance/suppliers/S1",
            StaffSignIn,
        ),
        get(
            "/finance/suppliers/{supplier}/accesses",
            "/finance/suppliers/S1/accesses",
            StaffSignIn,
        ),
        get(
            "/finance/suppliers/{supplier}/invite",
            "/finance/suppliers/S1/invite",
            StaffSignIn,
        ),
        post(
            "/finance/suppliers/{supplier}/invite",
            "/finance/suppliers/S1/invite",
            StaffSignIn,
        ),
        get(
            "/finance/suppliers/{supplier}/people/{id}",
            "/finance/suppliers/S1/people/00fe00fe00fe00fe",
            StaffSignIn,
        ),
        post(
            "/finance/suppliers/{supplier}/people/{id}",
            "/finance/suppliers/S1/people/00fe00fe00fe00fe",
            StaffSignIn,
        ),
        post(
            "/finance/suppliers/{supplier}/people/{id}/take",
            "/finance/suppliers/S1/people/00fe00fe00fe00fe/take",
            StaffSignIn,
        ),
        get(
            "/finance/suppliers/{supplier}/contracts/{terms}",
            "/finance/suppliers/S1/contracts/T1",
            StaffSignIn,
        ),
        post(
            "/finance/suppliers/{supplier}/contracts/{terms}",
            "/finance/suppliers/S1/contracts/T1",
            StaffSignIn,
        ),
        get(
            "/finance/suppliers/{supplier}/non-payment/{year}",
            "/finance/suppliers/S1/non-payment/2026",
            StaffSignIn,
        ),
        post(
            "/finance/suppliers/{supplier}/non-payment/{year}",
            "/finance/suppliers/S1/non-payment/2026",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/people",
            "/day-services/S1/people",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/people/invite",
            "/day-services/S1/people/invite",
            StaffSignIn,
        ),
        post(
            "/day-services/{supplier}/people/invite",
            "/day-services/S1/people/invite",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/budget",
            "/practice/people/p-1/budget",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/budget/{version}",
            "/practice/people/p-1/budget/1",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/self-assessments/{reference}",
            "/practice/people/p-1/self-assessments/6TD4GTPT6R",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/people/{id}/remove",
            "/day-services/S1/people/00fe00fe00fe00fe/remove",
            StaffSignIn,
        ),
        post(
            "/day-services/{supplier}/people/{id}/remove",
            "/day-services/S1/people/00fe00fe00fe00fe/remove",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/requests",
            "/day-services/S1/requests",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/requests/{kind}",
            "/day-services/S1/requests/person_missing",
            StaffSignIn,
        ),
        post(
            "/day-services/{supplier}/requests/{kind}",
            "/day-services/S1/requests/person_missing",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/non-payment/{year}",
            "/day-services/S1/non-payment/2026",
            StaffSignIn,
        ),
        post(
            "/day-services/{supplier}/non-payment/{year}",
            "/day-services/S1/non-payment/2026",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/{week}",
            "/day-services/S1/2026-11-22",
            StaffSignIn,
        ),
        post(
            "/day-services/{supplier}/{week}",
            "/day-services/S1/2026-11-22",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/{week}/lines/{order}/{line}",
            "/day-services/S1/2026-11-22/lines/PO1/1",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/{week}/lines/{order}/{line}/amounts",
            "/day-services/S1/2026-11-22/lines/PO1/1/amounts",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/{week}/history",
            "/day-services/S1/2026-11-22/history",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/{week}/register.csv",
            "/day-services/S1/2026-11-22/register.csv",
            StaffSignIn,
        ),
        get(
            "/day-services/{supplier}/{week}/print",
            "/day-services/S1/2026-11-22/print",
            StaffSignIn,
        ),
        get("/questions", "/questions", SignIn),
        get("/questions/open", "/questions/open", Page),
        post("/questions/open", "/questions/open", Form),
        get(
            "/questions/{reference}/{id}",
            "/questions/K7F3MMXT4D/none",
            Page,
        ),
        post(
            "/questions/{reference}/{id}",
            "/questions/K7F3MMXT4D/none",
            Form,
        ),
        get(
            "/questions/{reference}/{id}/check",
            "/questions/K7F3MMXT4D/none/check",
            Page,
        ),
        post(
            "/questions/{reference}/{id}/send",
            "/questions/K7F3MMXT4D/none/send",
            Form,
        ),
        post(
            "/questions/{reference}/{id}/code",
            "/questions/K7F3MMXT4D/none/code",
            Form,
        ),
        get(
            "/questions/{reference}/{id}/opened",
            "/questions/K7F3MMXT4D/none/opened",
            Page,
        ),
        get(
            "/practice/applications",
            "/practice/applications",
            StaffSignIn,
        ),
        post(
            "/practice/applications",
            "/practice/applications",
            StaffSignIn,
        ),
        get(
            "/practice/applications/{reference}",
            "/practice/applications/K7F3MMXT4D",
            StaffSignIn,
        ),
        get(
            "/practice/applications/{reference}/ask",
            "/practice/applications/K7F3MMXT4D/ask",
            StaffSignIn,
        ),
        post(
            "/practice/applications/{reference}/ask",
            "/practice/applications/K7F3MMXT4D/ask",
            StaffSignIn,
        ),
        get(
            "/practice/applications/{reference}/questions/{id}",
            "/practice/applications/K7F3MMXT4D/questions/none",
            StaffSignIn,
        ),
        post(
            "/practice/applications/{reference}/questions/{id}/end",
            "/practice/applications/K7F3MMXT4D/questions/none/end",
            StaffSignIn,
        ),
        get(
            "/finance/applications",
            "/finance/applications",
            StaffSignIn,
        ),
        post(
            "/finance/applications",
            "/finance/applications",
            StaffSignIn,
        ),
        get(
            "/finance/applications/{reference}",
            "/finance/applications/K7F3MMXT4D",
            StaffSignIn,
        ),
        get(
            "/finance/applications/{reference}/ask",
            "/finance/applications/K7F3MMXT4D/ask",
            StaffSignIn,
        ),
        post(
            "/finance/applications/{reference}/ask",
            "/finance/applications/K7F3MMXT4D/ask",
            StaffSignIn,
        ),
        get(
            "/finance/applications/{reference}/questions/{id}",
            "/finance/applications/K7F3MMXT4D/questions/none",
            StaffSignIn,
        ),
        post(
            "/finance/applications/{reference}/questions/{id}/end",
            "/finance/applications/K7F3MMXT4D/questions/none/end",
            StaffSignIn,
        ),
        get("/practice", "/practice", StaffSignIn),
        get(
            "/practice/teams/{team}",
            "/practice/teams/north",
            StaffSignIn,
        ),
        get("/practice/call-backs", "/practice/call-backs", StaffSignIn),
        get(
            "/practice/call-backs/{reference}",
            "/practice/call-backs/K7F3MMXT4D",
            StaffSignIn,
        ),
        post(
            "/practice/call-backs/{reference}/done",
            "/practice/call-backs/K7F3MMXT4D/done",
            StaffSignIn,
        ),
        get("/practice/concerns", "/practice/concerns", StaffSignIn),
        get(
            "/practice/concerns/{reference}",
            "/practice/concerns/K7F3MMXT4D",
            StaffSignIn,
        ),
        post(
            "/practice/concerns/{reference}/done",
            "/practice/concerns/K7F3MMXT4D/done",
            StaffSignIn,
        ),
        get("/practice/people/new", "/practice/people/new", StaffSignIn),
        post("/practice/people/new", "/practice/people/new", StaffSignIn),
        get(
            "/practice/people/{person}",
            "/practice/people/p-1",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/next",
            "/practice/people/p-1/next",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/account",
            "/practice/people/p-1/account",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/account/invite",
            "/practice/people/p-1/account/invite",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/account/invite",
            "/practice/people/p-1/account/invite",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/account/{access}",
            "/practice/people/p-1/account/a-1",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/account/{access}",
            "/practice/people/p-1/account/a-1",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/account/{access}/preview",
            "/practice/people/p-1/account/a-1/preview",
            StaffSignIn,
        ),
        get("/account-access", "/account-access", SignIn),
        get(
            "/account-access/{invitation}",
            "/account-access/a-1",
            SignIn,
        ),
        post(
            "/account-access/{invitation}",
            "/account-access/a-1",
            SignIn,
        ),
        get(
            "/account-access/{invitation}/code",
            "/account-access/a-1/code",
            SignIn,
        ),
        post(
            "/account-access/{invitation}/code",
            "/account-access/a-1/code",
            SignIn,
        ),
        post(
            "/account-access/{invitation}/send",
            "/account-access/a-1/send",
            SignIn,
        ),
        get("/care-record", "/care-record", SignIn),
        get("/care-record/{person}", "/care-record/p-1", SignIn),
        get(
            "/care-record/{person}/documents/{document}",
            "/care-record/p-1/documents/D1",
            SignIn,
        ),
        get(
            "/care-record/{person}/forms/{form}/{version}",
            "/care-record/p-1/forms/needs-assessment/1",
            SignIn,
        ),
        get(
            "/care-record/{person}/attendance",
            "/care-record/p-1/attendance",
            SignIn,
        ),
        get(
            "/care-record/{person}/attendance/{supplier}/{week}",
            "/care-record/p-1/attendance/S1/2026-11-29",
            SignIn,
        ),
        get(
            "/care-record/{person}/attendance/{supplier}/{week}/{order}/{line}/{session}",
            "/care-record/p-1/attendance/S1/2026-11-29/0004512/1/tue_pm",
            SignIn,
        ),
        post(
            "/care-record/{person}/attendance/{supplier}/{week}/{order}/{line}/{session}",
            "/care-record/p-1/attendance/S1/2026-11-29/0004512/1/tue_pm",
            SignIn,
        ),
        get(
            "/care-record/{person}/holders",
            "/care-record/p-1/holders",
            SignIn,
        ),
        get(
            "/care-record/{person}/holders/{access}/stop",
            "/care-record/p-1/holders/a-1/stop",
            SignIn,
        ),
        post(
            "/care-record/{person}/holders/{access}/stop",
            "/care-record/p-1/holders/a-1/stop",
            SignIn,
        ),
        get(
            "/practice/people/{person}/contact",
            "/practice/people/p-1/contact",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/contact/check-answers",
            "/practice/people/p-1/contact/check-answers",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/contact/tasks",
            "/practice/people/p-1/contact/tasks",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/contact/clear",
            "/practice/people/p-1/contact/clear",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/contact/clear",
            "/practice/people/p-1/contact/clear",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/contact/sign-off",
            "/practice/people/p-1/contact/sign-off",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/contact/sign-off",
            "/practice/people/p-1/contact/sign-off",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/contact/new-version",
            "/practice/people/p-1/contact/new-version",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/contact/versions/{version}",
            "/practice/people/p-1/contact/versions/1",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/contact/{page}",
            "/practice/people/p-1/contact/contact-made",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/contact/{page}",
            "/practice/people/p-1/contact/contact-made",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/contact/{group}/{item}",
            "/practice/people/p-1/contact/things/019abc00000abcdef01",
            Page,
        ),
        post(
            "/practice/people/{person}/contact/{group}/{item}",
            "/practice/people/p-1/contact/things/019abc00000abcdef01",
            Form,
        ),
        get(
            "/practice/people/{person}/contact/{group}/{item}/remove",
            "/practice/people/p-1/contact/things/019abc00000abcdef01/remove",
            Page,
        ),
        post(
            "/practice/people/{person}/contact/{group}/{item}/remove",
            "/practice/people/p-1/contact/things/019abc00000abcdef01/remove",
            Form,
        ),
        get(
            "/practice/people/{person}/assessment",
            "/practice/people/p-1/assessment",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/assessment/check-answers",
            "/practice/people/p-1/assessment/check-answers",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/assessment/tasks",
            "/practice/people/p-1/assessment/tasks",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/assessment/clear",
            "/practice/people/p-1/assessment/clear",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/assessment/clear",
            "/practice/people/p-1/assessment/clear",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/assessment/sign-off",
            "/practice/people/p-1/assessment/sign-off",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/assessment/sign-off",
            "/practice/people/p-1/assessment/sign-off",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/assessment/new-version",
            "/practice/people/p-1/assessment/new-version",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/assessment/versions/{version}",
            "/practice/people/p-1/assessment/versions/1",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/assessment/{page}",
            "/practice/people/p-1/assessment/preparation",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/assessment/{page}",
            "/practice/people/p-1/assessment/preparation",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/assessment/{group}/{item}",
            "/practice/people/p-1/assessment/things/019abc00000abcdef01",
            Page,
        ),
        post(
            "/practice/people/{person}/assessment/{group}/{item}",
            "/practice/people/p-1/assessment/things/019abc00000abcdef01",
            Form,
        ),
        get(
            "/practice/people/{person}/assessment/{group}/{item}/remove",
            "/practice/people/p-1/assessment/things/019abc00000abcdef01/remove",
            Page,
        ),
        post(
            "/practice/people/{person}/assessment/{group}/{item}/remove",
            "/practice/people/p-1/assessment/things/019abc00000abcdef01/remove",
            Form,
        ),
        get(
            "/practice/people/{person}/plan",
            "/practice/people/p-1/plan",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/plan/check-answers",
            "/practice/people/p-1/plan/check-answers",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/plan/tasks",
            "/practice/people/p-1/plan/tasks",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/plan/clear",
            "/practice/people/p-1/plan/clear",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/plan/clear",
            "/practice/people/p-1/plan/clear",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/plan/sign-off",
            "/practice/people/p-1/plan/sign-off",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/plan/sign-off",
            "/practice/people/p-1/plan/sign-off",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/plan/new-version",
            "/practice/people/p-1/plan/new-version",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/plan/versions/{version}",
            "/practice/people/p-1/plan/versions/1",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/plan/{page}",
            "/practice/people/p-1/plan/plan-made",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/plan/{page}",
            "/practice/people/p-1/plan/plan-made",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/plan/{group}/{item}",
            "/practice/people/p-1/plan/things/019abc00000abcdef01",
            Page,
        ),
        post(
            "/practice/people/{person}/plan/{group}/{item}",
            "/practice/people/p-1/plan/things/019abc00000abcdef01",
            Form,
        ),
        get(
            "/practice/people/{person}/plan/{group}/{item}/remove",
            "/practice/people/p-1/plan/things/019abc00000abcdef01/remove",
            Page,
        ),
        post(
            "/practice/people/{person}/plan/{group}/{item}/remove",
            "/practice/people/p-1/plan/things/019abc00000abcdef01/remove",
            Form,
        ),
        get(
            "/practice/people/{person}/review",
            "/practice/people/p-1/review",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/review/check-answers",
            "/practice/people/p-1/review/check-answers",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/review/tasks",
            "/practice/people/p-1/review/tasks",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/review/clear",
            "/practice/people/p-1/review/clear",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/review/clear",
            "/practice/people/p-1/review/clear",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/review/sign-off",
            "/practice/people/p-1/review/sign-off",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/review/sign-off",
            "/practice/people/p-1/review/sign-off",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/review/new-version",
            "/practice/people/p-1/review/new-version",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/review/versions/{version}",
            "/practice/people/p-1/review/versions/1",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/review/{page}",
            "/practice/people/p-1/review/review-held",
            StaffSignIn,
        ),
        post(
            "/practice/people/{person}/review/{page}",
            "/practice/people/p-1/review/review-held",
            StaffSignIn,
        ),
        get(
            "/practice/people/{person}/review/{group}/{item}",
            "/practice/people/p-1/review/things/019abc00000abcdef01",
            Page,
        ),
        post(
            "/practice/people/{person}/review/{group}/{item}",
            "/practice/people/p-1/review/things/019abc00000abcdef01",
            Form,
        ),
        get(
            "/practice/people/{person}/review/{group}/{item}/remove",
            "/practice/people/p-1/review/things/019abc00000abcdef01/remove",
            Page,
        ),
        post(
            "/practice/people/{person}/review/{group}/{item}/remove",
            "/practice/people/p-1/review/things/019abc00000abcdef01/remove",
            Form,
        ),
        get("/account", "/account", SignIn),
        get("/account/name", "/account/name", SignIn),
        post("/account/name", "/account/name", SignIn),
        get("/account/email", "/account/email", SignIn),
        post("/account/email", "/account/email", SignIn),
        get("/account/password", "/account/password", SignIn),
        post("/account/password", "/account/password", SignIn),
        get("/account/sessions", "/account/sessions", SignIn),
        post("/account/sessions", "/account/sessions", SignIn),
        post("/account/stay", "/account/stay", SignIn),
        post(
            "/account/sign-out-everywhere",
            "/account/sign-out-everywhere",
            SignIn,
        ),
        get("/saved-forms", "/saved-forms", SignIn),
        get("/saved-forms/start", "/saved-forms/start", On),
        post("/saved-forms/start", "/saved-forms/start", SignIn),
        get(
            "/saved-forms/{id}/resume",
            "/saved-forms/1a201f12f9f539138d8ebb9fe5c/resume",
            On,
        ),
        post(
            "/saved-forms/{id}/resume",
            "/saved-forms/1a201f12f9f539138d8ebb9fe5c/resume",
            SignIn,
        ),
        get(
            "/saved-forms/{id}/name",
            "/saved-forms/1a201f12f9f539138d8ebb9fe5c/name",
            SignIn,
        ),
        post(
            "/saved-forms/{id}/name",
            "/saved-forms/1a201f12f9f539138d8ebb9fe5c/name",
            SignIn,
        ),
        get(
            "/saved-forms/{id}/delete",
            "/saved-forms/1a201f12f9f539138d8ebb9fe5c/delete",
            SignIn,
        ),
        post(
            "/saved-forms/{id}/delete",
            "/saved-forms/1a201f12f9f539138d8ebb9fe5c/delete",
            SignIn,
        ),
        get("/saved-forms/recover", "/saved-forms/recover", Page),
        post("/saved-forms/recover", "/saved-forms/recover", Form),
        get("/saved-forms/your-data", "/saved-forms/your-data", SignIn),
        get(
            "/saved-forms/your-data.json",
            "/saved-forms/your-data.json",
            SignIn,
        ),
        get(
            "/saved-forms/your-data/delete",
            "/saved-forms/your-data/delete",
            SignIn,
        ),
        post(
            "/saved-forms/your-data/delete",
            "/saved-forms/your-data/delete",
            SignIn,
        ),
        get(
            "/saved-forms/your-data/deleted",
            "/saved-forms/your-data/deleted",
            Page,
        ),
        get(
            "/saved-forms/your-data/complaint",
            "/saved-forms/your-data/complaint",
            Page,
        ),
        post(
            "/saved-forms/your-data/complaint",
            "/saved-forms/your-data/complaint",
            Form,
        ),
        get(
            "/saved-forms/your-data/complaint/received/{reference}",
            "/saved-forms/your-data/complaint/received/K7F3MMXT4D",
            Page,
        ),
        get("/assess-needs", "/assess-needs", Page),
        get(
            "/assess-needs/declaration",
            "/assess-needs/declaration",
            SignIn,
        ),
        get("/assess-needs/submit", "/assess-needs/submit", On),
        post("/assess-needs/submit", "/assess-needs/submit", SignIn),
        get(
            "/assess-needs/check-answers",
            "/assess-needs/check-answers",
            SignIn,
        ),
        get("/assess-needs/tasks", "/assess-needs/tasks", SignIn),
        get("/assess-needs/clear", "/assess-needs/clear", SignIn),
        post("/assess-needs/clear", "/assess-needs/clear", SignIn),
        get("/assess-needs/{page}", "/assess-needs/who", SignIn),
        post("/assess-needs/{page}", "/assess-needs/who", Form),
        get(
            "/assess-needs/{group}/{item}",
            "/assess-needs/nothing/019abc00000abcdef01",
            Page,
        ),
        post(
            "/assess-needs/{group}/{item}",
            "/assess-needs/nothing/019abc00000abcdef01",
            Form,
        ),
        get(
            "/assess-needs/{group}/{item}/remove",
            "/assess-needs/nothing/019abc00000abcdef01/remove",
            Page,
        ),
        post(
            "/assess-needs/{group}/{item}/remove",
            "/assess-needs/nothing/019abc00000abcdef01/remove",
            Form,
        ),
        get("/apply", "/apply", Page),
        get("/apply/attach", "/apply/attach", SignIn),
        post("/apply/attach", "/apply/attach", SignIn),
        get("/apply/declaration", "/apply/declaration", SignIn),
        get("/apply/submit", "/apply/submit", On),
        post("/apply/submit", "/apply/submit", SignIn),
        get("/apply/sent/{reference}", "/apply/sent/6TD4GTPT6R", SignIn),
        get(
            "/apply/sent/{reference}/you-were-told.json",
            "/apply/sent/6TD4GTPT6R/you-were-told.json",
            SignIn,
        ),
        get(
            "/apply/sent/{reference}/confirmation.pdf",
            "/apply/sent/6TD4GTPT6R/confirmation.pdf",
            SignIn,
        ),
        get("/apply/check-answers", "/apply/check-answers", SignIn),
        get("/apply/tasks", "/apply/tasks", SignIn),
        get("/apply/clear", "/apply/clear", SignIn),
        post("/apply/clear", "/apply/clear", SignIn),
        get("/apply/{page}", "/apply/about", SignIn),
        post("/apply/{page}", "/apply/what", Form),
        get(
            "/apply/{group}/{item}",
            "/apply/nothing/019abc00000abcdef01",
            Page,
        ),
        post(
            "/apply/{group}/{item}",
            "/apply/nothing/019abc00000abcdef01",
            Form,
        ),
        get(
            "/apply/{group}/{item}/remove",
            "/apply/nothing/019abc00000abcdef01/remove",
            Page,
        ),
        post(
            "/apply/{group}/{item}/remove",
            "/apply/nothing/019abc00000abcdef01/remove",
            Form,
        ),
        get("/apply/evidence", "/apply/evidence", SignIn),
        post(
            "/apply/evidence/{document}/add",
            "/apply/evidence/savings/add",
            SignIn,
        ),
        get(
            "/apply/evidence/files/{id}",
            "/apply/evidence/files/0123456789abcdef0123456789abcdef",
            SignIn,
        ),
        get(
            "/apply/evidence/files/{id}/sent",
            "/apply/evidence/files/0123456789abcdef0123456789abcdef/sent",
            SignIn,
        ),
        get(
            "/apply/evidence/files/{id}/remove",
            "/apply/evidence/files/0123456789abcdef0123456789abcdef/remove",
            SignIn,
        ),
        post(
            "/apply/evidence/files/{id}/remove",
            "/apply/evidence/files/0123456789abcdef0123456789abcdef/remove",
            SignIn,
        ),
        post("/api/v1/estimates", "/api/v1/estimates", Document),
    ]
}

/// Lists the routes of the functions in the functions' own order, as their
/// tables record them.
pub(crate) fn recorded() -> &'static [RouteEntry] {
    static RECORDED: LazyLock<Vec<RouteEntry>> = LazyLock::new(|| {
        let functions = tests::functions_at_rest();
        let routes = functions.iter().map(|(_, routes)| routes.entries());
        routes.flatten().cloned().collect()
    });
    &RECORDED
}

/// Finds the entry of a method with a template, or with an address that fits
/// one.
fn entry(method: &Method, path: &str) -> Option<&'static RouteEntry> {
    let is_for = |template: &str| {
        let (parts, places) = (template.split('/'), path.split('/'));
        parts.clone().count() == places.clone().count()
            && parts
                .zip(places)
                .all(|(part, place)| part == place || part.starts_with('{'))
    };
    let variables = |entry: &&RouteEntry| entry.path.matches('{').count();
    let found = recorded().iter();
    let found = found.filter(|entry| entry.method == *method && is_for(&entry.path));
    found.min_by_key(variables)
}

/// Returns what a route reads of a request's body.
pub(crate) fn body(route: &Route) -> RouteBody {
    let found = entry(&route.method, route.template);
    found.expect("every route is a function's").body
}
