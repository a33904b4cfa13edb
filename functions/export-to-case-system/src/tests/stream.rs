//! The table's stream, and how Lambda reads it.

use std::collections::BTreeSet;

use domain::application::Application;
use serde_json::{Value, json};

use super::world::{World, sort_key};
use crate::Event;

/// How often Lambda tries again: `MaximumRetryAttempts` of the template.
const RETRIES: usize = 5;

/// The record of a new outbox item.
pub(super) fn record(application: &Application, sequence_number: usize) -> Value {
    json!({
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": {"PK": {"S": "OUTBOX"}, "SK": {"S": sort_key(application)}},
            "SequenceNumber": sequence_number.to_string(),
            "StreamViewType": "KEYS_ONLY"
        }
    })
}

pub(super) fn records(applications: &[Application]) -> Vec<Value> {
    applications
        .iter()
        .enumerate()
        .map(|(place, application)| record(application, place + 1))
        .collect()
}

pub(super) fn event(records: &[Value]) -> Event {
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

pub(super) fn sweep() -> Event {
    serde_json::from_value(json!({"sweep": true})).unwrap()
}

/// Reads a batch as Lambda does with `ReportBatchItemFailures`: from the first
/// failure on, everything comes again, until the tries are used up. What came
/// last is what the dead-letter queue is told of. Answers the sequence numbers
/// that failed to the last.
pub(super) fn read_by_lambda(world: &World, records: &[Value]) -> BTreeSet<String> {
    let mut from = 0;
    let mut failed = BTreeSet::new();
    for _ in 0..=RETRIES {
        failed.clear();
        let Some(Ok(reply)) = world.invoke(&event(&records[from..])) else {
            continue;
        };
        failed.extend(
            reply
                .batch_item_failures
                .into_iter()
                .map(|failure| failure.item_identifier),
        );
        let is_failure = |record: &Value| {
            let number = record["dynamodb"]["SequenceNumber"].as_str().unwrap();
            failed.contains(number)
        };
        match records[from..].iter().position(is_failure) {
            None => break,
            Some(first) => from += first,
        }
    }
    failed
}
