//! Inputs that portals of this kind were reported to fail at. Each has a test
//! with its id, here or where what it is about is tested.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;
use testkit::{PASSWORD, TestApp};

use crate::tree;
use crate::visitors::{citizen, visitor};

const EMAIL: &str = "ada@example.org";

/// A case of `data/reported-cases.json`: what somebody met, and what is right.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportedCase {
    id: String,
    situation: String,
    input: String,
    right: String,
    kind: String,
    file: String,
    test: String,
}

#[test]
fn every_reported_case_has_its_test() {
    let cases: Vec<ReportedCase> =
        serde_json::from_str(include_str!("../data/reported-cases.json")).unwrap();
    let ids: BTreeSet<_> = cases.iter().map(|case| &case.id).collect();
    assert_eq!((ids.len(), cases.len()), (26, 26));
    for case in cases {
        let ReportedCase {
            id,
            situation,
            input,
            right,
            kind,
            file,
            test,
        } = case;
        for said in [situation, input, right, kind] {
            assert!(!said.is_empty(), "{id}");
        }
        let source = tree::text(&tree::top().join(&file));
        let is_there = source.contains(&format!("fn {test}("));
        assert!(is_there, "{id}: {file} has no {test}");
    }
}

#[tokio::test]
async fn pb_06_an_account_that_is_asked_for_twice_is_one_with_one_code_that_works() {
    let app = TestApp::default();
    let mut ada = visitor(&app);
    let page = ada.get("/account/create").await;
    let id = page.body.split("name=\"id\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap().to_owned();
    let fields = [
        ("first-name", "Ada"),
        ("last-name", "Example"),
        ("email", EMAIL),
        ("password", PASSWORD),
        ("id", id.as_str()),
    ];
    for _ in 0..2 {
        let asked = ada.post("/account/create", &fields).await;
        assert_eq!(asked.location(), Some("/sign-in/code"));
    }
    let came_in = ada.give_code(&app, EMAIL).await;
    let page = ada.follow(came_in).await;
    assert!(page.body.contains("Signed in as Ada"));
}

#[tokio::test]
async fn pb_20_ones_own_date_of_birth_can_be_filled_in_by_the_browser_and_nobody_elses() {
    for (who, filled_in) in [("myself", true), ("somebody", false)] {
        let app = TestApp::default();
        let mut ada = citizen(&app, "Ada", EMAIL).await;
        let form = journey::forms::request_help();
        ada.open_and_answer("/apply", form, &[("who", who)])
            .await
            .unwrap();
        let page = ada.get("/apply/person").await;
        for part in ["day", "month", "year"] {
            let says = page.body.contains(&format!("autocomplete=\"bday-{part}\""));
            assert_eq!(says, filled_in, "{who}: {part}");
        }
        // Only somebody else's may be unknown.
        let asks = page.body.contains("name=\"born-age\"");
        assert_eq!(asks, !filled_in, "{who}");
    }
}

#[tokio::test]
async fn pb_24_an_address_with_a_letter_that_nobody_sees_makes_an_account_and_signs_in() {
    let app = TestApp::default();
    let mut ada = visitor(&app);
    ada.create_account("Ada", "ada@example.org\u{200b}", "/saved-forms")
        .await;
    ada.give_code(&app, EMAIL).await;
    app.pass_minutes(1);
    let mut again = visitor(&app);
    let proven = again
        .prove_password("\u{2060}ada@example.org", "/saved-forms")
        .await;
    assert_eq!(proven.location(), Some("/sign-in/code"));
}

#[tokio::test]
async fn pb_25_somebody_with_one_name_makes_an_account() {
    for (first, last) in [("Suharto", ""), ("", "Suharto")] {
        let app = TestApp::default();
        let mut browser = visitor(&app);
        let fields = [
            ("first-name", first),
            ("last-name", last),
            ("email", EMAIL),
            ("password", PASSWORD),
        ];
        let made = browser.post("/account/create", &fields).await;
        assert_eq!(made.location(), Some("/sign-in/code"), "{}", made.words());
        let came_in = browser.give_code(&app, EMAIL).await;
        assert_eq!(came_in.location(), Some("/saved-forms"));
        let account = browser.get("/account").await;
        assert!(account.body.contains("Signed in as Suharto"));
        let name = account.summary_row("Name");
        assert_eq!(name.as_deref(), Some("Suharto"));
    }
}

#[tokio::test]
async fn pb_36_a_password_is_the_same_from_every_keyboard() {
    let app = TestApp::default();
    let composed = "caf\u{e9} teapot window";
    let decomposed = "cafe\u{301} teapot\u{a0}window\u{200b}";
    for (chosen, given, email) in [
        (composed, decomposed, EMAIL),
        (decomposed, composed, "jo@example.org"),
    ] {
        let fields = [
            ("first-name", "Ada"),
            ("last-name", "Example"),
            ("email", email),
            ("password", chosen),
        ];
        let mut ada = visitor(&app);
        let made = ada.post("/account/create", &fields).await;
        assert_eq!(made.location(), Some("/sign-in/code"), "{}", made.words());
        ada.give_code(&app, email).await;
        app.pass_minutes(1);
        let mut again = visitor(&app);
        let fields = [("email", email), ("password", given)];
        let proven = again.post("/sign-in", &fields).await;
        assert_eq!(proven.location(), Some("/sign-in/code"), "{email}");
    }
}

#[tokio::test]
async fn pb_38_a_code_is_taken_with_what_copying_brings_along() {
    let app = TestApp::default();
    for (number, around) in [
        "\u{200b}", "\u{2060}", "\u{ad}", "–", "‑", ".", "_", "\u{a0}",
    ]
    .into_iter()
    .enumerate()
    {
        let email = format!("ada{number}@example.org");
        let mut ada = visitor(&app);
        ada.create_account("Ada", &email, "/saved-forms").await;
        let code = app.emailed_code(&email);
        let typed = format!("{}{around}{}{around}", &code[..3], &code[3..]);
        let came_in = ada.post("/sign-in/code", &[("code", &typed)]).await;
        assert_eq!(came_in.location(), Some("/saved-forms"), "{around:?}");
        app.pass_hours(1);
    }
}

#[tokio::test]
async fn a_code_whose_time_is_over_says_that_it_has_run_out() {
    let app = TestApp::default();
    let mut ada = visitor(&app);
    ada.create_account("Ada", EMAIL, "/saved-forms").await;
    app.pass_minutes(11);
    let late = ada.give_code(&app, EMAIL).await;
    let said = ["The code has run out. It worked for 10 minutes. Send a new code"];
    assert_eq!(late.errors(), said);
}

#[tokio::test]
async fn pb_66_a_raw_quote_in_a_query_is_answered_by_a_page() {
    let app = TestApp::default();
    let router = tests::whole_house(&app, &tests::illustration(), &app.table());
    for query in [
        "q=\"lunch\"",
        "q=<b>",
        "words=caf\u{e9}|{}^`",
        "%",
        "q=%zz&<",
    ] {
        let event = json!({
            "version": "2.0",
            "rawPath": "/directory",
            "rawQueryString": query,
            "headers": { "accept": "text/html", "host": "portal.example" },
            "requestContext": {
                "http": { "method": "GET", "path": "/directory", "sourceIp": "192.0.2.10" },
                "domainName": "portal.example",
                "stage": "$default",
                "timeEpoch": 0,
            },
            "isBase64Encoded": false,
        });
        let event = event.to_string();
        let answer = launch::answer_event(router.clone(), &event).await;
        let answer = serde_json::to_value(answer.unwrap()).unwrap();
        let status = answer["statusCode"].as_u64().unwrap();
        assert!([200, 400, 404].contains(&status), "{query}: {status}");
        let body = answer["body"].as_str().unwrap();
        assert!(body.contains("<h1"), "{query}: {body}");
    }
}
