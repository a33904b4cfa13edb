//! Measures the pages of the finance desk with 100,000 complaints in the table:
//! CPU time, and what is read. Prints rows of the table that `tests/bench/run`
//! makes.
//!
//! `cargo run --release -p tests --bin bench-lists`

#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod cpu;
mod page_cost;
mod rounds;

use std::error::Error;

use domain::access::staff_user::Role;
use domain::correspondence::complaint::{Complaint, ComplaintStore as _};
use domain::ports::Ports;
use domain::values::reference::Reference;
use testkit::{StaffUserBuilder, TestApp, email};

type Fault = Box<dyn Error>;

/// The number of complaints in the table.
const COMPLAINTS: u32 = 100_000;

/// The number of complaints that are put into the table at once.
const BATCH: u32 = 5_000;

/// The pages that are measured.
const PAGES: [&str; 3] = [
    "/finance",
    "/finance/complaints",
    "/finance/complaints?list=acknowledged",
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let app = TestApp::default();
    complain(&app).await?;
    let farah = StaffUserBuilder::new("Farah", Role::Finance).with_email("farah@example.org");
    let farah = app.invite(farah).await;
    let (table, meter) = app.database().table_over_http().metered();
    let ports = Ports::of(table)
        .with_identity(app.identity(app.table()))
        .with_mailer(app.mailer());
    let routes = finance_desk::router(app.site(), ports);
    let mut browser = app.at_work(&farah, app.browser(routes)).await;
    for page in PAGES {
        // The first request also opens the connection.
        browser.get(page).await;
        let _ = meter.take();
        browser.get(page).await;
        let used = meter.take();
        let (units, tenth) = (used.read_tenths / 10, used.read_tenths % 10);
        let cost = page_cost::nanoseconds(&mut browser, page).await?;
        println!(
            "| GET `{page}` with {COMPLAINTS} complaints, with its calls to the table | \
             {}.{:03} ms CPU; {} calls, {units}.{tenth} read units | 200 ms |",
            cost / 1_000_000,
            cost / 1_000 % 1_000,
            used.requests,
        );
    }
    Ok(())
}

/// Puts the complaints into the table: what is stored of one, with the reference
/// of each.
async fn complain(app: &TestApp) -> Result<(), Fault> {
    let first = Complaint {
        reference: Reference::of_id("0"),
        account: None,
        name: "Jo Bloggs".to_owned(),
        email: email("jo@example.org"),
        what_happened: "My letter went to the wrong house. ".repeat(10),
        received_at: app.site().now(),
        acknowledged_at: None,
    };
    app.table().keep_complaint(&first, &[]).await?;
    let stored = serde_json::to_string(&app.database().stored().await)?;
    for batch in 0..COMPLAINTS / BATCH {
        let mut items: Vec<serde_json::Value> = Vec::new();
        for number in batch * BATCH..(batch + 1) * BATCH {
            let reference = Reference::of_id(&number.to_string());
            let one = stored.replace(first.reference.plain(), reference.plain());
            items.extend(serde_json::from_str::<Vec<_>>(&one)?);
        }
        app.database().store(items).await;
    }
    Ok(())
}
