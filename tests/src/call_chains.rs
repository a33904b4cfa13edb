//! Counts, for every request of the journeys, the calls that wait one for
//! another. Every browser of every test holds its requests to the longest chain
//! that there may be; here the journeys are walked and the chains are printed.

use std::cmp::Reverse;

use testkit::{LONGEST_CHAIN, NEEDS, PartialOutage, TestApp, longest_chains};

use crate::journeys::MeteredPortal;
use crate::visitors::{citizen, visitor_through};

/// The page to which the people of these tests want to go.
const RESULT: &str = "/check-support/result";

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the table is what the test is for")]
async fn no_request_of_a_journey_makes_ten_calls_one_after_another() {
    let app = TestApp::default();
    let table = app.table();
    let policy = tests::illustration();
    let mut portal = MeteredPortal::new(app, table, &policy).await.unwrap();
    portal.live(0).await.unwrap();
    let chains = longest_chains();
    let mut rows: Vec<_> = chains.iter().collect();
    rows.sort_by_key(|(request, chain)| (Reverse(chain.steps()), (*request).clone()));
    println!("| Request | One after another | Calls | At most | Which |");
    println!("| --- | --- | --- | --- | --- |");
    for (request, chain) in &rows {
        let (steps, calls, limit) = (chain.steps(), chain.calls(), chain.limit());
        println!("| `{request}` | {steps} | {calls} | {limit:?} | {chain} |");
    }
    for asked in [
        "POST /sign-in/code",
        "POST /apply/submit",
        "POST /account/create",
    ] {
        let chain = chains.get(asked).expect("the request is counted");
        assert!(chain.steps() <= LONGEST_CHAIN, "{asked}: {chain}");
    }
}

/// The calls that move answers into an account fail. Whoever signs in is signed
/// in, is told, and has the answers once the calls do not fail any more.
#[tokio::test]
async fn answers_that_cannot_join_at_a_sign_in_are_told_of_and_join_at_a_later_page() {
    let app = TestApp::default();
    citizen(&app, "Jo", "jo@example.org").await;
    let outage = PartialOutage::default();
    let mut jo = visitor_through(&app, &outage.of(&app.table()));
    let form = journey::forms::check_support();
    jo.answer("/check-support", form, NEEDS).await.unwrap();
    outage.begin("DeleteItem", "DRAFT#*");
    let signed_in = jo.sign_in(&app, "jo@example.org", RESULT).await;
    assert_eq!(signed_in.location(), Some("/saved-forms"));
    for _ in 0..2 {
        let list = jo.get("/saved-forms").await;
        assert_eq!(list.status, 200);
        assert_eq!(list.summary_row("Form"), None);
        assert!(
            list.words().contains("They are not lost"),
            "{}",
            list.words()
        );
    }
    outage.end();
    let list = jo.get("/saved-forms").await;
    assert_eq!(list.summary_row("Form").as_deref(), Some(&*form.title));
    assert!(!list.words().contains("They are not lost"));
    // The form is the open one, as if it had joined at the sign-in.
    assert_eq!(jo.get(RESULT).await.status, 200);
    assert!(!jo.cookies().contains_key("__Host-visit"));
    assert_eq!(app.database().drafts().await, []);
}
