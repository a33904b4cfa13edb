//! Compares the assessments that councils have published with the answers of
//! the JSON API. They agree to the printed penny, by policy settings alone.

use axum::Router;
use serde_json::Value;
use testkit::{TestApp, Visitor};

use crate::tree;

fn published(file: &str) -> Vec<Value> {
    serde_json::from_str(&tree::text(&tree::top().join("tests/data").join(file)))
        .expect("the published assessments are JSON")
}

/// Builds the portal of the council that ships as an illustration.
fn house(app: &TestApp) -> Router {
    tests::whole_house(app, &tests::illustration(), &app.table())
}

/// Lists the differences between the amounts that a council printed and the
/// answer of the API.
async fn differs(published: &Value) -> Option<String> {
    let app = TestApp::default();
    let mut program = Visitor::new(house(&app));
    let reply = program
        .post_json("/api/v1/estimates", published["request"].to_string())
        .await;
    let id = &published["id"];
    if reply.status != 200 {
        return Some(format!("{id}: {} {}", reply.status, reply.body));
    }
    let totals = &reply.json()["totals"];
    let expected = &published["expected"];
    let printed = expected["totals"].as_object().or(expected.as_object());
    let printed = printed.expect("what is expected");
    assert!(!printed.is_empty(), "{id} expects something");
    let differ: Vec<String> = printed
        .iter()
        .filter(|(total, amount)| totals[total.as_str()] != **amount)
        .map(|(total, amount)| format!("{id}: {total} is {}, not {amount}", totals[total]))
        .collect();
    (!differ.is_empty()).then(|| differ.join("\n"))
}

#[tokio::test]
async fn every_published_assessment_is_reproduced_to_the_printed_penny() {
    let all: Vec<Value> = [
        published("published-assessments.json"),
        published("more-published-assessments.json"),
    ]
    .concat();
    assert_eq!(all.len(), 23);
    let mut wrong = Vec::new();
    for each in all.iter().filter(|each| each["not_reproduced"].is_null()) {
        wrong.extend(differs(each).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_is_named_as_not_reproduced_still_is_not_and_is_no_more_than_two() {
    let named: Vec<Value> = published("more-published-assessments.json")
        .into_iter()
        .filter(|each| !each["not_reproduced"].is_null())
        .collect();
    assert_eq!(named.len(), 2, "this list may only shrink");
    for each in &named {
        assert!(
            differs(each).await.is_some(),
            "{} is reproduced",
            each["id"]
        );
    }
}

#[tokio::test]
async fn every_example_of_the_document_is_answered() {
    let document = crate::openapi::document();
    let mut tried = 0;
    for (path, operations) in document["paths"].as_object().expect("there are paths") {
        let body = &operations["post"]["requestBody"]["content"]["application/json"];
        let examples = body["examples"].as_object().into_iter().flatten();
        for (name, example) in examples {
            let mut program = Visitor::new(house(&TestApp::default()));
            let reply = program.post_json(path, example["value"].to_string()).await;
            assert_eq!(reply.status, 200, "{path} {name}: {}", reply.body);
            tried += 1;
        }
    }
    assert!(tried >= 4, "only {tried} examples");
}
