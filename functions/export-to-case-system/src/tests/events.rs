use domain::application::ToExport;
use serde_json::{Value, json};

use testkit::{Process, TestApp};

use super::records::{application, data_files, invoke, invoke_by, submitted};
use super::stream::{event, record};
use crate::event::Outgoing;
use crate::{ExportEvent, ExportFault};

#[test]
fn the_events_on_file_are_read() {
    for (case, follows) in [
        ("submitted", false),
        ("submitted-and-not-ours", false),
        ("judged-later", true),
    ] {
        let event: ExportEvent = serde_json::from_value(file(case)).unwrap();
        let ExportEvent::Stream { records } = event else {
            panic!("{case} is of the stream");
        };
        let new: Vec<_> = records
            .iter()
            .filter(|record| record.is_new_in_outbox())
            .collect();
        assert_eq!(new.len(), 1, "{case}");
        let Outgoing::Application(what) = new[0].what().unwrap() else {
            panic!("{case} is of an application");
        };
        assert_eq!(what.reference().plain(), "HCW9RD4PTX");
        assert_eq!(
            matches!(what, ToExport::DeferredEvidence(_)),
            follows,
            "{case}"
        );
    }
    let event: ExportEvent = serde_json::from_value(file("sweep")).unwrap();
    assert!(matches!(event, ExportEvent::Sweep { sweep: true }));
}

#[tokio::test]
async fn what_is_changed_or_deleted_or_no_outbox_item_is_passed_over() {
    let one = application(1);
    let app = submitted(std::slice::from_ref(&one)).await;
    let mut changed = record(&one, 1);
    changed["eventName"] = json!("MODIFY");
    let mut deleted = record(&one, 2);
    deleted["eventName"] = json!("REMOVE");
    let mut other = record(&one, 3);
    other["dynamodb"]["Keys"]["PK"]["S"] = json!("APPLICATION#HCW9RD4PTX");
    let process = Process::default();
    let told = event(&[changed, deleted, other]);
    let reply = invoke_by(&process, &app, &told).await.unwrap().unwrap();
    assert!(reply.batch_item_failures.is_empty());
    assert_eq!(process.calls(), 0);
}

#[tokio::test]
async fn a_key_without_a_reference_is_reported_by_its_number_and_stops_nothing() {
    let one = application(1);
    let app = submitted(std::slice::from_ref(&one)).await;
    let keys = [
        "",
        "HCW9RD4PTX",
        "2026-11-22T09:41:07Z#HCW9RD4PTY",
        "#",
        "2026-11-22T09:41:07Z#HCW9RD4PTX#",
        "2026-11-22T09:41:07Z#HCW9RD4PTX#a#b",
        "yesterday#HCW9RD4PTX#a",
    ];
    let mut records: Vec<Value> = keys
        .iter()
        .enumerate()
        .map(|(place, key)| {
            let mut record = record(&one, place + 1);
            record["dynamodb"]["Keys"]["SK"]["S"] = json!(key);
            record
        })
        .collect();
    records.push(record(&one, 8));
    let reply = invoke(&app, &event(&records)).await.unwrap();
    let failed: Vec<&str> = reply
        .batch_item_failures
        .iter()
        .map(|failure| failure.item_identifier.as_str())
        .collect();
    assert_eq!(failed, ["1", "2", "3", "4", "5", "6", "7"]);
    assert_eq!(data_files(&app).len(), 1);
}

#[tokio::test]
async fn without_a_number_to_report_it_by_the_whole_batch_comes_again() {
    let one = application(1);
    let app = submitted(std::slice::from_ref(&one)).await;
    let mut record = record(&one, 1);
    record["dynamodb"]["SequenceNumber"].take();
    record["dynamodb"]
        .as_object_mut()
        .unwrap()
        .remove("SequenceNumber");
    let answer = invoke(&app, &event(&[record])).await;
    assert!(matches!(answer, Err(ExportFault::NoSequenceNumber)));
}

#[tokio::test]
async fn the_reply_is_in_the_words_of_lambda() {
    let one = application(1);
    let app = TestApp::default();
    let reply = invoke(&app, &event(&[record(&one, 12)])).await.unwrap();
    assert_eq!(
        serde_json::to_value(&reply).unwrap(),
        json!({"batchItemFailures": [{"itemIdentifier": "12"}]})
    );
}

fn file(case: &str) -> Value {
    let path = format!(
        "{}/../../events/export-to-case-system/{case}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}
