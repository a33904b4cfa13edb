//! Serves the whole portal over the real table from one process, for
//! `load-drive`: one thread for every function, one for the database. Its clock
//! goes on by a minute each minute.
//!
//! `load-serve <how many people are signed in>` prints one line of JSON when it
//! is ready: its address, its process, and the cookies of each of them, and of
//! as many providers with the supplier of each.

#![expect(clippy::print_stdout, reason = "it says where it is")]

use std::error::Error;
use std::time::Duration;

use attendance::provider_access::ProviderRole;
use attendance::supplier::SupplierId;
use axum::Router;
use axum::serve::ListenerExt as _;
use domain::access::staff_user::Role;
use serde_json::{Value, json};
use testkit::day_services::{keep_register, keep_supplier, provision, willow_grove};
use testkit::{StaffUserBuilder, TestApp, Visitor};

type Fault = Box<dyn Error>;

/// The people of each supplier.
const PEOPLE: usize = 6;

const PASSWORD: &str = "brindle kettle lantern";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let people = std::env::args().nth(1).unwrap_or_else(|| "200".to_owned());
    let app = TestApp::default();
    let table = app.database().table_over_http();
    let house = tests::whole_house(&app, &tests::illustration(), &table);
    let (mut cookies, mut providers) = (Vec::new(), Vec::new());
    let supplier = day_services(&app).await?;
    for number in 0..people.parse()? {
        cookies.push(sign_up(&app, &house, number).await?);
        providers.push(provider(&app, &house, &supplier, number).await?);
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let (address, process) = (listener.local_addr()?, std::process::id());
    let ready = json!({ "address": address, "process": process, "cookies": cookies, "providers": providers });
    println!("{ready}");
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(60)).await;
            app.pass_minutes(1);
        }
    });
    // Answers are sent at once: Nagle's delay is not the portal's.
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    axum::serve(listener, house).await?;
    Ok(())
}

/// Makes an account and returns its cookies.
async fn sign_up(app: &TestApp, house: &Router, number: u32) -> Result<String, Fault> {
    let email = format!("person-{number}@example.org");
    let mut browser = Visitor::new(house.clone());
    let fields = [
        ("first-name", "Ada"),
        ("last-name", "Example"),
        ("email", &email),
        ("password", PASSWORD),
        ("next", "/saved-forms"),
    ];
    browser.submit_form("/account/create", &fields).await?;
    let code = app.mailer().last_code(&email);
    let code = code.ok_or("no e-mail has a code")?;
    let code = [("code", code.as_str())];
    let to = browser.submit_form("/sign-in/code", &code).await?;
    browser.get(&to).await.expect_status(200, &to)?;
    Ok(cookies_of(&browser))
}

fn cookies_of(browser: &Visitor) -> String {
    let cookies = browser.cookies().iter();
    let cookies: Vec<_> = cookies
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    cookies.join("; ")
}

/// Keeps a supplier with a register, and returns what is stored of both.
async fn day_services(app: &TestApp) -> Result<String, Fault> {
    keep_supplier(&app.table(), PEOPLE, app.site().now()).await;
    keep_register(&app.table(), (0..PEOPLE).map(provision)).await;
    let mut stored = app.database().stored().await;
    stored.retain(|item| {
        item.to_string()
            .contains(willow_grove().supplier.id.as_str())
    });
    Ok(serde_json::to_string(&stored)?)
}

/// Keeps a supplier of a provider's own, and returns it with the provider's
/// cookies.
async fn provider(
    app: &TestApp,
    house: &Router,
    supplier: &str,
    number: u32,
) -> Result<Value, Fault> {
    let id = SupplierId::parse(&format!("L{number:04}"))?;
    let stored = supplier.replace(willow_grove().supplier.id.as_str(), id.as_str());
    app.database().store(serde_json::from_str(&stored)?).await;
    let staff = StaffUserBuilder::new(&format!("provider-{number}"), Role::Provider).build();
    app.keep_staff_user(&staff).await;
    app.grant(&staff, &id, ProviderRole::Staff).await;
    let browser = app.at_work(&staff, Visitor::new(house.clone())).await;
    Ok(json!({ "supplier": id.as_str(), "cookies": cookies_of(&browser) }))
}
