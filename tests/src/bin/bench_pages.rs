//! Measures the CPU time of a question page without the call to the table: the
//! calculator's routes as deployed, over a table behind a cache; and of the
//! pages of somebody who is signed in, over the cache and over the table. Prints
//! rows of the table that `tests/bench/run` makes.
//!
//! `cargo run --release -p tests --bin bench-pages`

#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod cached_table;
mod cpu;
mod rounds;

use std::error::Error;
use std::hint::black_box;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use axum::routing::get;
use charging::policy::Policy;
use domain::access::account::AccountStore;
use domain::access::audit::AuditReader;
use domain::access::budget::BudgetStore;
use domain::access::session::SessionList;
use domain::access::sign_in::SignInStore;
use domain::application::evidence::EvidenceStore;
use domain::application::information_request::InformationRequestReader;
use domain::application::{ApplicationStore, ConfirmationQueue};
use domain::correspondence::complaint::ComplaintStore;
use domain::correspondence::email::{DeliveryLog, EmailHistory};
use domain::directory::Directory;
use domain::ports::Ports;
use domain::records::holder_access::HeldRecordReader;
use domain::records::retention_schedule::Retention;
use http_body_util::BodyExt as _;
use store::Table;
use testkit::{FOR_A_PARENT, Given, MONEY, NEEDS, TestApp, Visitor};
use tower::ServiceExt as _;
use web::RouteTable;
use web::answers::AnswerStore;

use crate::cached_table::CachedTable;

type Fault = Box<dyn Error>;

/// The number of requests that are made before they are sent, so that making
/// them is not timed.
const BATCH: u32 = 10_000;

/// The number of requests that are made before they are sent, if each is one or
/// two calls to the table.
const SMALL_BATCH: u32 = 500;

const PAGE: &str = "/estimate-costs/about";
const LONGEST_PAGE: &str = "/estimate-costs/benefit-income";

/// The requests of somebody who is signed in: method, address, and the posted
/// form.
const SIGNED_IN: [(&str, &str, Option<&str>); 4] = [
    ("GET", "/saved-forms", None),
    ("GET", "/apply/about", None),
    (
        "valid POST of",
        "/apply/about",
        Some("what=help&who=somebody"),
    ),
    ("GET", "/apply/check-answers", None),
];

/// The answer of a visitor to the question of age; every other question has the
/// usual answer.
const OF_85: &[Given<'_>] = &[("age", "85")];

const TARGET: &str = "0.05 ms, 10,000 a second";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let app = TestApp::default();
    let routes = calculator::router(app.site(), app.table(), Policy::default());
    let mut visitor = app.browser(routes);
    let form = journey::forms::estimate_costs();
    visitor.answer("/estimate-costs", form, OF_85).await?;
    let answers = app.draft_of(&visitor, "estimate-costs").await;
    let answers = answers.iter().count();

    let store = CachedTable::of(app.table());
    let routes = calculator::router(app.site(), store, Policy::default());
    let bench = Bench {
        function: web::finish(routes, &app.site()),
        cookie: cookie_of(&visitor)?,
        batch: BATCH,
    };
    let asked = bench.cost(PAGE, None).await?;
    let answered = bench
        .cost(PAGE, Some("who-for=me&setting=at_home&when=now"))
        .await?;
    let longest = bench.cost(LONGEST_PAGE, None).await?;
    let result = bench.cost("/estimate-costs/result", None).await?;
    let bare = bench.same_bytes().await?.cost(PAGE, None).await?;

    let whose = format!("of a visitor with {answers} answers");
    row(&format!("GET `{PAGE}` {whose}"), asked, TARGET);
    row(&format!("valid POST of `{PAGE}` {whose}"), answered, TARGET);
    row(
        &format!("GET `{LONGEST_PAGE}`, the longest question"),
        longest,
        "",
    );
    row(
        "GET `/estimate-costs/result`, every line explained",
        result,
        "",
    );
    row(
        &format!("axum alone answering the bytes of `{PAGE}`, for comparison"),
        bare,
        "",
    );

    let table = app.database().table_over_http();
    let ada = answer_all(&app, table.clone()).await?;
    let cached = Bench::signed_in(&app, CachedTable::of(table.clone()), &ada, BATCH)?;
    let table = Bench::signed_in(&app, table, &ada, SMALL_BATCH)?;
    for (bench, over, target) in [
        (cached, "with what is stored in memory", TARGET),
        (table, "with its calls to the table", ""),
    ] {
        for (what, path, form) in SIGNED_IN {
            let cost = bench.cost(path, form).await?;
            row(&format!("{what} `{path}`, signed in, {over}"), cost, target);
        }
    }
    Ok(())
}

fn row(figure: &str, nanoseconds: u64, target: &str) {
    let a_second = 1_000_000_000 / nanoseconds.max(1);
    let cost = milliseconds(nanoseconds);
    println!("| {figure} | {cost} ms, {a_second} a CPU-second | {target} |");
}

fn cookie_of(visitor: &Visitor) -> Result<HeaderValue, Fault> {
    let (name, value) = visitor.cookies().iter().next().ok_or("no cookie")?;
    Ok(HeaderValue::try_from(format!("{name}={value}"))?)
}

/// Makes the routes of everything that somebody with an account fills in and
/// sees.
fn for_an_account<S: SignedInStore>(app: &TestApp, store: S) -> RouteTable {
    let (site, directory) = (app.site(), Directory::SHIPPED);
    let policy = Policy::default();
    let ports = Ports::of(store.clone())
        .with_identity(app.identity(store.clone()))
        .with_mailer(app.mailer());
    screener::router(site.clone(), store.clone(), directory)
        .merge(calculator::router(site.clone(), store, policy.clone()))
        .merge(submit_application::router(
            site.clone(),
            ports.clone(),
            directory,
            policy,
        ))
        .merge(saved_forms::router(site, ports, Retention::default()))
}

/// Signs somebody in, who answers three forms, the request for help last.
async fn answer_all(app: &TestApp, table: Table) -> Result<Visitor, Fault> {
    let browser = app.browser(for_an_account(app, table));
    let mut ada = app.sign_in("ada", browser, &[]).await;
    for ((form, prefix), given) in journey::forms::for_citizens().zip([NEEDS, MONEY, FOR_A_PARENT])
    {
        ada.open_and_answer(prefix, form, given).await?;
    }
    Ok(ada)
}

struct Bench {
    function: Router,
    cookie: HeaderValue,
    batch: u32,
}

domain::ports! {
    /// Lists the ports of the pages that somebody sees who is signed in.
    trait SignedInStore: AccountStore
        + AnswerStore
        + ApplicationStore
        + AuditReader
        + BudgetStore
        + ComplaintStore
        + ConfirmationQueue
        + EvidenceStore
        + DeliveryLog
        + EmailHistory
        + HeldRecordReader
        + InformationRequestReader
        + SessionList
        + SignInStore;
}

impl Bench {
    /// Makes the pages of somebody who is signed in and has answered three
    /// forms.
    fn signed_in<S: SignedInStore>(
        app: &TestApp,
        store: S,
        ada: &Visitor,
        batch: u32,
    ) -> Result<Self, Fault> {
        Ok(Self {
            function: web::finish(for_an_account(app, store), &app.site()),
            cookie: cookie_of(ada)?,
            batch,
        })
    }

    fn request(&self, path: &str, form: Option<&'static str>) -> Result<Request<Body>, Fault> {
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, "portal.example")
            .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
            .header(header::COOKIE, self.cookie.clone());
        Ok(match form {
            None => request.body(Body::empty())?,
            Some(form) => request
                .method(Method::POST)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("sec-fetch-site", "same-origin")
                .body(Body::from(form))?,
        })
    }

    /// Sends one request and returns the complete answer.
    async fn answer(&self, request: Request<Body>) -> Result<(HeaderMap, Vec<u8>), Fault> {
        let expected = match *request.method() {
            Method::POST => StatusCode::SEE_OTHER,
            _ => StatusCode::OK,
        };
        let Ok(response) = self.function.clone().oneshot(request).await;
        if response.status() != expected {
            return Err(format!("answered {}, not {expected}", response.status()).into());
        }
        let (head, body) = response.into_parts();
        Ok((head.headers, body.collect().await?.to_bytes().into()))
    }

    /// Measures the CPU time of one request in nanoseconds, without making the
    /// request.
    async fn cost(&self, path: &str, form: Option<&'static str>) -> Result<u64, Fault> {
        let mut rounds = Vec::new();
        for _ in 0..rounds::ROUNDS {
            let (mut spent, mut calls) = (0, 0);
            while spent < rounds::ROUND {
                let requests: Vec<_> = (0..self.batch)
                    .map(|_| self.request(path, form))
                    .collect::<Result<_, _>>()?;
                let before = cpu::nanoseconds()?;
                for request in requests {
                    black_box(self.answer(request).await?);
                }
                spent += cpu::nanoseconds()? - before;
                calls += u64::from(self.batch);
            }
            rounds.push(spent / calls);
        }
        Ok(rounds::middle(rounds))
    }

    /// Serves a page from bytes that are there already, without the layers
    /// around it.
    async fn same_bytes(&self) -> Result<Self, Fault> {
        let (headers, page) = self.answer(self.request(PAGE, None)?).await?;
        Ok(Self {
            function: Router::new().route(PAGE, get(async move || (headers, page))),
            cookie: self.cookie.clone(),
            batch: self.batch,
        })
    }
}

fn milliseconds(nanoseconds: u64) -> String {
    let microseconds = (nanoseconds + 500) / 1_000;
    format!("{}.{:03}", microseconds / 1_000, microseconds % 1_000)
}
