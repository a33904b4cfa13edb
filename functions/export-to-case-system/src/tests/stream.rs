//! The table's stream, read as Lambda reads it.

use std::collections::BTreeSet;

use domain::application::{Application, ToExport};
use serde_json::{Value, json};

use testkit::{Process, TestApp};

use super::records::{invoke_by, outbox, sort_key};
use crate::ExportEvent;

/// The number of times that Lambda tries again: `MaximumRetryAttempts` of the
/// template.
const RETRIES: usize = 5;

/// Makes the stream's record of a new outbox item.
pub(super) fn record(application: &Application, sequence_number: usize) -> Value {
    record_of(&sort_key(application), sequence_number)
}

/// Makes the stream's records of everything in the outbox, in the order in
/// which it was put there: applications, then late verdicts.
pub(super) async fn records_of_outbox(app: &TestApp) -> Vec<Value> {
    let mut outbox = outbox(app).await;
    outbox.sort_by_key(|(_, what)| matches!(what, ToExport::DeferredEvidence(_)));
    outbox
        .into_iter()
        .zip(1..)
        .map(|((key, _), number)| record_of(&key, number))
        .collect()
}

fn record_of(sort_key: &str, sequence_number: usize) -> Value {
    json!({
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": {"PK": {"S": "OUTBOX"}, "SK": {"S": sort_key}},
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

pub(super) fn event(records: &[Value]) -> ExportEvent {
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

pub(super) fn sweep() -> ExportEvent {
    serde_json::from_value(json!({"sweep": true})).unwrap()
}

/// Reads a batch as Lambda does with `ReportBatchItemFailures`: from the first
/// failure on, everything comes again, until the tries are used up. Returns the
/// sequence numbers that failed to the last, of which the dead-letter queue is
/// told.
pub(super) async fn read_by_lambda(app: &TestApp, records: &[Value]) -> BTreeSet<String> {
    read_by_lambda_of(&Process::default(), app, records).await
}

/// Reads a batch as [`read_by_lambda`] does, in a process that may crash.
pub(super) async fn read_by_lambda_of(
    process: &Process,
    app: &TestApp,
    records: &[Value],
) -> BTreeSet<String> {
    let mut from = 0;
    let mut failed = BTreeSet::new();
    for _ in 0..=RETRIES {
        failed.clear();
        let answered = invoke_by(process, app, &event(&records[from..])).await;
        let Some(Ok(reply)) = answered else {
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
