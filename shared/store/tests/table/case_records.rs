//! What the case system says of records: kept once, never by an older snapshot,
//! and which documents were opened first when.

use attendance::provision_import::{ImportBegun, ImportLease, ImportReport, SnapshotName};
use attendance::record_import::{RecordImportKeeper as _, RecordImports};
use domain::records::case_record::{
    CaseNumber, CaseRecord, CaseRecordKeeper as _, CaseRecordReader as _, DocumentFileType,
    DocumentKind, DocumentOpener as _, OpenedDocuments, RecordDocument, RecordProfessional,
    RecordTelephone,
};
use jiff::SignedDuration;
use jiff::civil::date;
use store::Table;
use testkit::Database;

use crate::holder_access::entry;
use crate::{jo, monday, sam};

#[tokio::test]
async fn a_record_is_written_once_and_not_by_an_older_snapshot() {
    let table = Database::new().await.table();
    let (number, entry) = (number(), entry(&table).await);
    let (early, late) = (monday(), monday() + SignedDuration::from_hours(24));
    let mut record = record();
    assert!(keep(&table, &record, "d1", late).await);
    assert!(!keep(&table, &record, "d1", late).await);
    let found = table.case_record(&entry, &number).await.unwrap();
    assert_eq!(found.as_ref(), Some(&record));
    record.address.clear();
    assert!(!keep(&table, &record, "d2", early).await);
    assert!(!table.end_case_record(&number, early).await.unwrap());
    assert_eq!(table.case_record(&entry, &number).await.unwrap(), found);
    let later = late + SignedDuration::from_hours(24);
    assert!(keep(&table, &record, "d2", later).await);
    let gone = later + SignedDuration::from_hours(24);
    assert!(table.end_case_record(&number, gone).await.unwrap());
    assert!(!table.end_case_record(&number, gone).await.unwrap());
    assert_eq!(table.case_record(&entry, &number).await.unwrap(), None);
}

#[tokio::test]
async fn a_document_was_opened_when_it_was_first_and_by_whom() {
    let table = Database::new().await.table();
    let entry = entry(&table).await;
    let id = |id: &str| id.parse().unwrap();
    let later = monday() + SignedDuration::from_hours(1);
    let jo = jo();
    for (document, at) in [("D1", monday()), ("D1", later), ("D2", later)] {
        let document = id(document);
        let opened = table.note_opened(&entry, &jo, &document, at);
        opened.await.unwrap();
    }
    let opened = table.documents_opened(&entry, &jo).await.unwrap();
    let wanted = OpenedDocuments::from([(id("D1"), monday()), (id("D2"), later)]);
    assert_eq!(opened, wanted);
    let others = table.documents_opened(&entry, &sam()).await.unwrap();
    assert!(others.is_empty());
}

#[tokio::test]
async fn one_run_writes_records_and_goes_on_with_what_was_begun_as_it_was() {
    let table = Database::new().await.table();
    let [first, second] = ["first", "second"].map(|run| lease(run, "2026-11-28"));
    let begin = async |lease: &ImportLease, manifest, now| {
        let begun = table.begin_record_import(lease, manifest, now);
        begun.await.unwrap()
    };
    assert_eq!(begin(&first, "4f", monday()).await, ImportBegun::Begun);
    assert_eq!(begin(&first, "4f", monday()).await, ImportBegun::Begun);
    assert_eq!(begin(&second, "4f", monday()).await, ImportBegun::Busy);
    let later = monday() + SignedDuration::from_mins(20);
    let name = || SnapshotName::parse("2026-11-28").unwrap();
    // Sent again under the same name, it is not what was begun.
    let unfinished = ImportBegun::Unfinished(name());
    assert_eq!(begin(&second, "5e", later).await, unfinished);
    let other = lease("third", "2026-11-29");
    assert_eq!(begin(&other, "6d", later).await, unfinished);
    assert_eq!(begin(&second, "4f", later).await, ImportBegun::Begun);
    let imports = imports();
    assert!(!table.end_record_import(&first, &imports).await.unwrap());
    assert!(table.end_record_import(&second, &imports).await.unwrap());
    assert_eq!(table.record_imports().await.unwrap(), imports);
    assert_eq!(begin(&other, "6d", later).await, ImportBegun::Begun);
    assert_eq!(table.record_imports().await.unwrap(), imports);
}

/// Keeps a record, a document of it that was opened, and an import that is begun
/// after another.
pub(crate) async fn keep_one(table: &Table) {
    let entry = entry(table).await;
    assert!(keep(table, &record(), "5a5a", monday()).await);
    let document = "D1".parse().unwrap();
    let jo = jo();
    let opened = table.note_opened(&entry, &jo, &document, monday());
    opened.await.unwrap();
    let first = lease("run", "2026-11-28");
    let begun = table.begin_record_import(&first, "4f", monday()).await;
    assert_eq!(begun.unwrap(), ImportBegun::Begun);
    let ended = table.end_record_import(&first, &imports()).await;
    assert!(ended.unwrap());
    let next = lease("run", "2026-11-29");
    let begun = table.begin_record_import(&next, "6d", monday()).await;
    assert_eq!(begun.unwrap(), ImportBegun::Begun);
}

pub(crate) fn number() -> CaseNumber {
    "0098765".parse().unwrap()
}

pub(crate) fn record() -> CaseRecord {
    let text = |words: &str| words.to_owned();
    CaseRecord {
        born: date(1948, 3, 27),
        address: vec![text("1 High Street"), text("Testham")],
        telephones: vec![RecordTelephone {
            kind: text("Home"),
            number: text("0115 496 0001"),
        }],
        professionals: vec![RecordProfessional {
            name: text("Priya Shah"),
            role: text("Social worker"),
            team: text("Older people north"),
            telephone: text("0115 496 0002"),
        }],
        documents: vec![RecordDocument {
            id: "D1".parse().unwrap(),
            title: text("Care and support plan"),
            kind: DocumentKind::Plan,
            date: date(2026, 3, 2),
            file_type: DocumentFileType::Pdf,
            key: text("documents/0098765/D1.pdf"),
        }],
    }
}

pub(crate) fn imports() -> RecordImports {
    let name = SnapshotName::parse("2026-11-28").unwrap();
    let report = ImportReport::begun(1, (name, "4f".to_owned()), monday(), monday());
    RecordImports {
        last: Some(report),
        records: "9f".to_owned(),
        known: vec!["4f".to_owned()],
    }
}

async fn keep(table: &Table, record: &CaseRecord, digest: &str, at: jiff::Timestamp) -> bool {
    let number = number();
    let kept = table.keep_case_record(&number, record, digest, at);
    kept.await.unwrap()
}

fn lease(run: &str, snapshot: &str) -> ImportLease {
    ImportLease {
        run: run.to_owned(),
        snapshot: SnapshotName::parse(snapshot).unwrap(),
        until: monday() + SignedDuration::from_mins(16),
    }
}
