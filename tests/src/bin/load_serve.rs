//! Serves the whole portal over the real table from one process, for
//! `load-drive`: one thread for every function, one for the database. Its clock
//! goes on by a minute each minute.
//!
//! `load-serve <how many people are signed in>` prints one line of JSON when it
//! is ready: its address, its process, and the cookies of each of them.

#![expect(clippy::print_stdout, reason = "it says where it is")]

use std::error::Error;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use serde_json::json;
use testkit::{TestApp, Visitor};

type Fault = Box<dyn Error>;

const PASSWORD: &str = "brindle kettle lantern";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let people = std::env::args().nth(1).unwrap_or_else(|| "200".to_owned());
    let app = TestApp::default();
    let table = app.database().table_over_http();
    let house = tests::whole_house(&app, &tests::illustration(), &table);
    let mut cookies = Vec::new();
    for number in 0..people.parse()? {
        cookies.push(sign_up(&app, &house, number).await?);
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let (address, process) = (listener.local_addr()?, std::process::id());
    let ready = json!({ "address": address, "process": process, "cookies": cookies });
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
    let cookies = browser.cookies().iter();
    let cookies: Vec<_> = cookies
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    Ok(cookies.join("; "))
}
