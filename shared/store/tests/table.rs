//! The table against a real implementation of DynamoDB's rules, in memory.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, StalledStreamProtectionConfig,
};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType,
};
use aws_types::SdkConfig;
use domain::draft::{Answer, Answers, DraftKey, KeepDrafts as _, ReadDrafts as _};
use domain::feedback::{Feedback, KeepFeedback as _};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::Table;

const FORM: &str = "check-support";

struct World {
    client: Client,
    table: Table,
}

impl World {
    /// A database with an empty table.
    async fn new() -> Self {
        static NEXT: AtomicU16 = AtomicU16::new(0);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        listener.set_nonblocking(true).unwrap();
        // On a thread of its own: every test has its own runtime.
        std::thread::Builder::new()
            .name(format!("dynoxide-{}", NEXT.fetch_add(1, Ordering::Relaxed)))
            .spawn(move || {
                tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap()
                    .block_on(async {
                        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                        dynoxide::server::serve_on(listener, dynoxide::Database::memory().unwrap())
                            .await;
                    });
            })
            .unwrap();
        let config = config(&format!("http://{address}"));
        let client = Client::new(&config);
        client
            .create_table()
            .table_name("portal")
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(vec![
                key("PK", KeyType::Hash),
                key("SK", KeyType::Range),
            ]))
            .set_attribute_definitions(Some(vec![string_key("PK"), string_key("SK")]))
            .send()
            .await
            .unwrap();
        Self {
            client,
            table: Table::new(&config, "portal"),
        }
    }

    /// Everything that is stored, also what is too old, as DynamoDB's JSON.
    async fn stored(&self) -> Vec<Value> {
        let items = self
            .client
            .scan()
            .table_name("portal")
            .send()
            .await
            .unwrap()
            .items
            .unwrap_or_default();
        items.into_iter().map(item_json).collect()
    }

    async fn keep(&self, question: &str, answer: &str, now: Timestamp) -> Answers {
        self.table
            .keep_answer(&ada(), FORM, question, text(answer), now)
            .await
            .unwrap()
    }

    async fn read(&self, now: Timestamp) -> Answers {
        self.table.read_draft(&ada(), FORM, now).await.unwrap()
    }
}

fn config(endpoint: &str) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "test", "test", None, None, "test",
        )))
        .endpoint_url(endpoint)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::from_static("eu-west-2"))
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .build()
}

fn key(name: &str, kind: KeyType) -> KeySchemaElement {
    KeySchemaElement::builder()
        .attribute_name(name)
        .key_type(kind)
        .build()
        .unwrap()
}

fn string_key(name: &str) -> AttributeDefinition {
    AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
        .build()
        .unwrap()
}

fn item_json(item: HashMap<String, AttributeValue>) -> Value {
    item.into_iter()
        .map(|(name, value)| (name, attribute_json(value)))
        .collect()
}

fn attribute_json(value: AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::L(values) => {
            json!({ "L": values.into_iter().map(attribute_json).collect::<Vec<_>>() })
        }
        AttributeValue::M(fields) => json!({ "M": item_json(fields) }),
        other => panic!("{other:?} is never stored"),
    }
}

fn ada() -> DraftKey {
    DraftKey::Visit("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned())
}

fn grace() -> DraftKey {
    DraftKey::Visit("60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752".to_owned())
}

fn text(answer: &str) -> Answer {
    Answer::Text(answer.to_owned())
}

fn fields(pairs: &[(&str, &str)]) -> Answer {
    Answer::Fields(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>(),
    )
}

fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap()
}

fn monday() -> Timestamp {
    at("2026-04-06T09:00:00Z")
}

/// The moment at which a draft of [`monday`] is too old.
fn tuesday() -> Timestamp {
    at("2026-04-07T09:00:00Z")
}

#[tokio::test]
async fn an_answer_that_was_kept_is_read_back_with_the_ones_before_it() {
    let world = World::new().await;
    world.keep("who", "myself", monday()).await;
    let after = world.keep("age", "82", monday()).await;
    assert_eq!(after.text("who"), Some("myself"));
    assert_eq!(after.text("age"), Some("82"));
    assert_eq!(world.read(monday()).await, after);
}

#[tokio::test]
async fn an_answer_given_again_takes_the_place_of_the_first() {
    let world = World::new().await;
    world.keep("who", "myself", monday()).await;
    let after = world.keep("who", "somebody-else", monday()).await;
    assert_eq!(after.text("who"), Some("somebody-else"));
    assert_eq!(after.iter().count(), 1);
}

#[tokio::test]
async fn every_kind_of_answer_comes_back_as_it_was() {
    let world = World::new().await;
    let kinds = [
        ("text", text("Straße, £5 — “quoted”\u{202e}")),
        ("empty", text("")),
        (
            "choices",
            Answer::Choices(vec!["washing".to_owned(), "cooking".to_owned()]),
        ),
        ("none-of", Answer::Choices(vec![])),
        (
            "date",
            fields(&[("day", "29"), ("month", "2"), ("year", "")]),
        ),
        (
            "incomes/01hx",
            fields(&[("amount", "97.50"), ("every", "week")]),
        ),
    ];
    for (question, answer) in &kinds {
        world
            .table
            .keep_answer(&ada(), FORM, question, answer.clone(), monday())
            .await
            .unwrap();
    }
    let read = world.read(monday()).await;
    for (question, answer) in &kinds {
        assert_eq!(read.get(question), Some(answer), "{question}");
    }
    assert_eq!(read.iter().count(), kinds.len());
}

#[tokio::test]
async fn a_visitor_never_sees_the_answers_of_another_or_of_another_form() {
    let world = World::new().await;
    world.keep("who", "myself", monday()).await;
    let of_grace = world.table.read_draft(&grace(), FORM, monday()).await;
    assert!(of_grace.unwrap().is_empty());
    let other_form = world
        .table
        .read_draft(&ada(), "estimate-costs", monday())
        .await;
    assert!(other_form.unwrap().is_empty());
}

#[tokio::test]
async fn a_draft_is_there_for_24_hours_after_its_last_change_and_then_is_not() {
    let world = World::new().await;
    world
        .keep("who", "myself", at("2026-04-06T08:00:00Z"))
        .await;
    world.keep("age", "82", monday()).await;
    let last_second = tuesday() - SignedDuration::from_secs(1);
    assert_eq!(world.read(last_second).await.text("who"), Some("myself"));
    assert!(world.read(tuesday()).await.is_empty());
    assert_eq!(world.stored().await.len(), 1, "DynamoDB deletes late");
}

#[tokio::test]
async fn an_answer_to_a_draft_that_is_too_old_starts_a_new_one() {
    let world = World::new().await;
    world.keep("who", "myself", monday()).await;
    let after = world.keep("age", "82", tuesday()).await;
    assert_eq!(after.text("who"), None);
    assert_eq!(after.text("age"), Some("82"));
    assert_eq!(world.read(tuesday()).await, after);
}

#[tokio::test]
async fn taking_an_answer_out_of_a_draft_that_is_too_old_does_not_bring_it_back() {
    let world = World::new().await;
    world.keep("who", "myself", monday()).await;
    world.keep("age", "82", monday()).await;
    let left = world
        .table
        .remove_answer(&ada(), FORM, "age", tuesday())
        .await;
    assert!(left.unwrap().is_empty());
    assert!(world.read(tuesday()).await.is_empty());
}

#[tokio::test]
async fn an_answer_can_be_taken_out_and_taking_it_out_twice_is_no_failure() {
    let world = World::new().await;
    world.keep("who", "myself", monday()).await;
    world.keep("age", "82", monday()).await;
    for _ in 0..2 {
        let left = world
            .table
            .remove_answer(&ada(), FORM, "age", monday())
            .await;
        let left = left.unwrap();
        assert_eq!(left.text("who"), Some("myself"));
        assert_eq!(left.text("age"), None);
    }
    let left = world
        .table
        .remove_answer(&grace(), FORM, "age", monday())
        .await;
    assert!(left.unwrap().is_empty());
    assert_eq!(
        world.stored().await.len(),
        1,
        "nothing was stored for Grace"
    );
}

#[tokio::test]
async fn a_draft_that_was_cleared_leaves_nothing_behind() {
    let world = World::new().await;
    world.keep("who", "myself", monday()).await;
    world.table.clear_draft(&ada(), FORM).await.unwrap();
    world.table.clear_draft(&ada(), FORM).await.unwrap();
    assert_eq!(world.stored().await, Vec::<Value>::new());
}

#[tokio::test]
async fn fifty_answers_at_once_are_all_kept() {
    let world = World::new().await;
    let writers: Vec<_> = (0..50)
        .map(|n| {
            let table = world.table.clone();
            tokio::spawn(async move {
                table
                    .keep_answer(&ada(), FORM, &format!("q{n}"), text("yes"), monday())
                    .await
                    .unwrap();
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(world.read(monday()).await.iter().count(), 50);
}

#[tokio::test]
async fn answers_that_race_to_replace_an_old_draft_are_all_kept() {
    let world = World::new().await;
    world.keep("old", "answer", monday()).await;
    let writers: Vec<_> = (0..10)
        .map(|n| {
            let table = world.table.clone();
            tokio::spawn(async move {
                table
                    .keep_answer(&ada(), FORM, &format!("q{n}"), text("yes"), tuesday())
                    .await
                    .unwrap();
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let read = world.read(tuesday()).await;
    assert_eq!(read.iter().count(), 10);
    assert_eq!(read.text("old"), None);
}

fn clear_and_quick() -> Feedback {
    Feedback {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        sent_at: monday(),
        ease: "easy".to_owned(),
        comment: "Clear, and quick.".to_owned(),
    }
}

#[tokio::test]
async fn feedback_sent_twice_is_kept_once_as_it_was_first_sent() {
    let world = World::new().await;
    let again = Feedback {
        sent_at: tuesday(),
        ..clear_and_quick()
    };
    world.table.keep_feedback(clear_and_quick()).await.unwrap();
    world.table.keep_feedback(again).await.unwrap();
    let stored = world.stored().await;
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0]["sent_at"]["S"], "2026-04-06T09:00:00Z");
}

#[tokio::test]
async fn what_is_stored_has_the_form_that_was_agreed() {
    let agreed: Value = serde_json::from_str(include_str!("items.json")).unwrap();
    let world = World::new().await;
    for (question, answer) in [
        ("where", text("at-home")),
        (
            "benefits",
            Answer::Choices(vec![
                "pension-credit".to_owned(),
                "attendance-allowance".to_owned(),
            ]),
        ),
        ("about-you", fields(&[("given", "Ada"), ("family", "")])),
        (
            "incomes/01",
            fields(&[("amount", "97.50"), ("every", "week")]),
        ),
    ] {
        world
            .table
            .keep_answer(&ada(), "estimate-costs", question, answer, monday())
            .await
            .unwrap();
    }
    assert_eq!(world.stored().await, [agreed["draft"].clone()]);
    world
        .table
        .clear_draft(&ada(), "estimate-costs")
        .await
        .unwrap();
    world.table.keep_feedback(clear_and_quick()).await.unwrap();
    assert_eq!(world.stored().await, [agreed["feedback"].clone()]);
}

#[tokio::test]
async fn a_store_that_cannot_be_reached_is_a_fault_that_says_nothing_about_the_person() {
    // Port 9 discards; nothing listens there.
    let table = Table::new(&config("http://127.0.0.1:9"), "portal");
    let answer = tokio::time::timeout(
        Duration::from_secs(10),
        table.keep_answer(&ada(), FORM, "who", text("Ada Lovelace"), monday()),
    )
    .await
    .expect("the limits of time are kept");
    let mut said = format!("{:?}", answer.as_ref().err().unwrap());
    said.push_str(&answer.err().unwrap().to_string());
    assert!(said.contains("keep an answer"));
    assert!(!said.contains("Ada"), "{said}");
    assert!(!said.contains("9f86d081"), "{said}");
}
