//! What the case system says of records: the golden snapshot is read, and the
//! schema takes what is read and refuses the rest.

use domain::records::case_record::{DocumentFileType, DocumentKind};
use serde_json::{Value, json};

use super::golden::{faults, golden, schema};
use crate::care_records::{
    RecordFault, RecordsManifest, judge_records, record_lines, record_lines_as_said,
};
use crate::provisions::suspicion::{MassChangeGuard, Suspicion};

fn file(name: &str) -> Vec<u8> {
    golden(&format!("records/2026-11-29/{name}"))
}

fn manifest() -> RecordsManifest {
    let now = "2026-11-30T02:00:00Z".parse().unwrap();
    RecordsManifest::read(&file("manifest.json"), now).unwrap()
}

#[test]
fn the_golden_snapshot_of_records_is_read_and_fits_its_schemas() {
    let (manifest, bytes) = (manifest(), file("records.jsonl"));
    assert_eq!(faults(&schema("records"), &file("manifest.json")), [""; 0]);
    let lines = record_lines_as_said(&bytes, &manifest.records).unwrap();
    let numbers: Vec<_> = lines.iter().map(|line| line.number.as_str()).collect();
    assert_eq!(numbers, ["0098765", "ASC-1042"]);
    for line in bytes.trim_ascii().split(|byte| *byte == b'\n') {
        assert_eq!(faults(&schema("record"), line), [""; 0]);
    }
    let record = lines[0].read().unwrap();
    assert_eq!(record.address[0], "1 High Street");
    assert_eq!(record.telephones[1].number, "07700 900123");
    assert_eq!(record.professionals[1].telephone, "");
    let document = &record.documents[0];
    assert_eq!(
        (document.kind, document.file_type),
        (DocumentKind::Plan, DocumentFileType::Pdf)
    );
    assert!(lines[1].read().unwrap().documents.is_empty());
}

#[test]
fn a_file_that_is_not_what_its_manifest_says_is_found_out() {
    let (said, right) = (manifest().records, file("records.jsonl"));
    let judged = |bytes: &[u8]| record_lines_as_said(bytes, &said).map(|lines| lines.len());
    assert_eq!(judged(&right), Ok(2));
    let cut = &right[..right.len() - 9];
    assert!(matches!(judged(cut), Err(Suspicion::Length { .. })));
    let text = String::from_utf8(right.clone()).unwrap();
    let other = text.replace("High", "Long");
    assert_eq!(judged(other.as_bytes()), Err(Suspicion::Checksum));
    let mut lines: Vec<_> = text.lines().collect();
    lines.reverse();
    let turned = record_lines(lines.join("\n").as_bytes()).unwrap_err();
    assert_eq!(turned, Suspicion::RecordOrder { line: 2 });
    assert_eq!(record_lines(b"\n"), Err(Suspicion::Empty));
    assert_eq!(
        record_lines(b"{\"person\":7}"),
        Err(Suspicion::Row { line: 1 })
    );
    let guard = MassChangeGuard {
        lines_gone: 10,
        people_gone: 10,
        always: 20,
    };
    assert_eq!(judge_records(20, 30, &guard), Ok(()));
    assert!(judge_records(101, 1_000, &guard).is_err());
}

#[test]
fn everything_that_is_wrong_with_a_record_is_said_at_once_and_its_schema_refuses_it() {
    let right: Value = serde_json::from_slice(
        file("records.jsonl")
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap(),
    )
    .unwrap();
    let key = "/documents/0/key";
    for (pointer, wrong, fault) in [
        ("/address/0", json!(""), RecordFault::Address),
        (
            "/telephones/0/number",
            json!("a\nb"),
            RecordFault::Telephone,
        ),
        (
            "/professionals/0/name",
            json!(""),
            RecordFault::Professional,
        ),
        ("/documents/0/id", json!("../D"), RecordFault::DocumentId),
        (
            "/documents/0/title",
            json!("x".repeat(201)),
            RecordFault::DocumentTitle,
        ),
        (
            key,
            json!("documents/../evidence/a.pdf"),
            RecordFault::DocumentKey,
        ),
        (
            key,
            json!("applications/FN6KXG3YC3/a.pdf"),
            RecordFault::DocumentKey,
        ),
        (
            key,
            json!("documents/0098765/page.html"),
            RecordFault::DocumentKey,
        ),
    ] {
        let mut record = right.clone();
        *record.pointer_mut(pointer).unwrap() = wrong;
        assert!(!schema("record").is_valid(&record), "{pointer}");
        let line = record.to_string();
        let read = record_lines(line.as_bytes()).unwrap()[0].read();
        assert_eq!(read, Err(vec![fault]), "{pointer}");
    }
    let mut record = right;
    record["address"] = json!([""]);
    record["documents"][1]["id"] = record["documents"][0]["id"].clone();
    let line = record.to_string();
    let read = record_lines(line.as_bytes()).unwrap()[0].read();
    assert_eq!(
        read,
        Err(vec![RecordFault::Address, RecordFault::DocumentId])
    );
}
