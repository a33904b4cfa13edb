//! Tests of the page on which somebody asks to be called back.

use domain::correspondence::team_inbox::{
    InboxDesk as _, InboxList, InboxMessage, InboxStore as _, TeamInbox,
};
use domain::values::reference::Reference;
use testkit::{Reply, TestApp, Visitor, with_rights_of};

use crate::HOME;

const WANTED: &[(&str, &str)] = &[
    ("id", "0123456789abcdef0123456789abcdef"),
    ("name", "Ada Example"),
    ("phone", "07700 900982"),
    ("time", "morning"),
    ("about", "cost"),
    ("adjustments", "Please speak slowly."),
];

#[tokio::test]
async fn a_call_is_asked_for_without_an_account_and_its_page_says_by_when() {
    let app = TestApp::default();
    let mut ada = browser(&app);
    let asked = ada.post(HOME, WANTED).await;
    let kept = kept(&app, &asked).await;
    let said: Vec<_> = kept.lines.iter().flat_map(|line| &line.words).collect();
    let expected = [
        "Ada Example",
        "07700 900982",
        "Morning",
        "What care costs, or a bill",
        "Please speak slowly.",
    ];
    assert_eq!(said, expected);
    let page = ada.follow(asked).await;
    // Sunday 22 November 2026 is the day of the test.
    for words in [&*kept.reference.to_string(), "Monday 23 November 2026"] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    assert!(!page.body.contains("Ada"), "{}", page.words());
}

#[tokio::test]
async fn of_two_presses_one_asks_for_a_call_and_both_lead_to_the_same_page() {
    let app = TestApp::default();
    let (mut one, mut other) = (browser(&app), browser(&app));
    let (first, second) = tokio::join!(one.post(HOME, WANTED), other.post(HOME, WANTED));
    assert_eq!(first.location(), second.location(), "{}", second.words());
    let (table, now) = (app.table(), app.site().now());
    let open = table.inbox_page(TeamInbox::CallBacks, InboxList::Open, None, 9, now);
    assert_eq!(open.await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn every_mistake_is_told_at_once_and_nothing_that_was_typed_is_lost() {
    let app = TestApp::default();
    let mut ada = browser(&app);
    let wrong = [
        ("name", "Ada"),
        ("phone", "07700 90098"),
        ("adjustments", "Slowly"),
    ];
    let told = ada.post(HOME, &wrong).await;
    assert_eq!(told.status, 422);
    assert_eq!(told.errors().len(), 3, "{:?}", told.errors());
    assert_eq!(told.attributes("#phone", "value"), ["07700 90098"]);
    assert_eq!(told.attributes("#name", "value"), ["Ada"]);
    assert!(told.body.contains("Slowly"));
    assert_eq!(ada.post(HOME, &[]).await.errors().len(), 4);
}

#[tokio::test]
async fn a_limit_that_is_reached_is_told_with_the_number_to_call() {
    let app = TestApp::default();
    let mut ada = browser(&app).from_source("203.0.113.7");
    for _ in 0..10 {
        let asked = ada.post(HOME, &WANTED[1..]).await;
        assert_eq!(asked.status, 303, "{}", asked.words());
    }
    let refused = ada.post(HOME, &WANTED[1..]).await;
    assert_eq!(refused.status, 429);
    assert!(
        refused.errors()[0].contains("01632 960 001"),
        "{:?}",
        refused.errors()
    );
    assert_eq!(refused.attributes("#name", "value"), ["Ada Example"]);
}

fn browser(app: &TestApp) -> Visitor {
    let store = with_rights_of("request-call-back", &app.table());
    app.browser(super::router(app.site(), store))
}

/// Reads what was kept, by the reference in the address to which somebody is led.
async fn kept(app: &TestApp, asked: &Reply) -> InboxMessage {
    let address = asked.location().unwrap();
    let reference = Reference::parse(address.rsplit('/').next().unwrap()).unwrap();
    let (table, now) = (app.table(), app.site().now());
    let kept = table.read_message(TeamInbox::CallBacks, &reference, now);
    kept.await.unwrap().unwrap()
}
