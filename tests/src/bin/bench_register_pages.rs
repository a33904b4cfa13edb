//! Measures the pages of a register of 60 people with everything that a package
//! can have on seven days: CPU time, bytes, controls, and what is read. Prints rows of the
//! table that `tests/bench/run` makes.
//!
//! `cargo run --release -p tests --bin bench-register-pages`

#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod cpu;
mod page_cost;
mod rounds;

use std::error::Error;

use attendance::kept_register::RegisterReader as _;
use attendance::provider_access::ProviderRole;
use domain::access::staff_user::Role;
use miniz_oxide::deflate::compress_to_vec;
use testkit::{Reply, StaffUserBuilder, TestApp, day_services};

type Fault = Box<dyn Error>;

/// The people of the register.
const PEOPLE: usize = 60;

/// The pages that are measured.
const PAGES: [(&str, &str, &str); 3] = [
    (
        "who was different: the first view on a phone",
        "",
        "under 500 controls",
    ),
    (
        "the whole week",
        "?view=week",
        "under 40,960 bytes compressed",
    ),
    ("one person", "/lines/0004512/1", ""),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let app = TestApp::default();
    let (table, now) = (app.table(), app.site().now());
    day_services::keep_supplier(&table, 0, now).await;
    let lines = (0..PEOPLE).map(day_services::everything);
    day_services::keep_register(&table, lines).await;
    let owen = StaffUserBuilder::new("Owen", Role::Provider).with_email("owen@example.org");
    let owen = app.invite(owen).await;
    day_services::grant(&table, &owen.id, ProviderRole::Staff, now).await;
    let (table, meter) = app.database().table_over_http().metered();
    // The first request also opens the connection.
    table.register(&day_services::register_key()).await?;
    let _ = meter.take();
    table.register(&day_services::register_key()).await?;
    let used = meter.take();
    println!(
        "| the register itself of {PEOPLE} people, seven symbols a day, as its pages read it | \
         {} query, {}.{} read units | 1 query, at most 5 read units |",
        used.requests,
        used.read_tenths / 10,
        used.read_tenths % 10
    );
    let routes = view_register::router(app.site(), table);
    let mut browser = app.at_work(&owen, app.browser(routes)).await;
    for (name, rest, target) in PAGES {
        let page = format!("/day-services/S12/2026-03-29{rest}");
        // The first request also opens the connection.
        browser.get(&page).await;
        let _ = meter.take();
        let reply = browser.get(&page).await;
        let used = meter.take();
        let (bytes, controls) = (reply.body.len(), controls(&reply));
        // As a browser that asks for it gets the page, by level 6 of deflate.
        let compressed = compress_to_vec(reply.body.as_bytes(), 6).len();
        let (units, tenth) = (used.read_tenths / 10, used.read_tenths % 10);
        let cost = page_cost::nanoseconds(&mut browser, &page).await?;
        println!(
            "| a register of {PEOPLE} people, seven symbols a day, {name}, with its calls to the table | \
             {}.{:03} ms CPU; {bytes} bytes, {compressed} compressed; {controls} controls; \
             {} calls, {units}.{tenth} read units | {target} |",
            cost / 1_000_000,
            cost / 1_000 % 1_000,
            used.requests,
        );
    }
    Ok(())
}

/// Counts what somebody can press or fill in on a page.
fn controls(reply: &Reply) -> usize {
    let shown = "main input:not([type=hidden]), main button, main select, main a, main summary";
    reply.words_of(shown).len()
}
