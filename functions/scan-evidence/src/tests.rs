//! Files sent, judged, sent again, taken out meanwhile.

use domain::application::evidence::content::Refusal;
use domain::application::evidence::{Evidence, EvidenceStore as _, FileState, FileType};
use domain::application::files::{FileReceiver as _, ReceivedFile, Scan};
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;
use testkit::{CrashPoint, EvidenceBuilder, Process, TestApp, with_rights_of};

use crate::{ScanEvent, ScanFault, ScanOutcome, handle};

const ID: &str = "0123456789abcdef0123456789abcdef";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n";
const CREATED: &str = include_str!("../../../events/scan-evidence/object-created.json");
const NO_THREATS: &str = include_str!("../../../events/scan-evidence/no-threats-found.json");
const THREATS: &str = include_str!("../../../events/scan-evidence/threats-found.json");
const UNSUPPORTED: &str = include_str!("../../../events/scan-evidence/unsupported.json");

#[tokio::test]
async fn a_good_file_is_kept_where_it_can_be_used_under_a_harmless_name() {
    let app = sent(PDF, Scan::Clean).await;
    assert_eq!(judge(&app, CREATED).await.unwrap(), ScanOutcome::Clean);
    assert!(is_clean(&app) && !is_incoming(&app));
    let known = known(&app).await;
    assert_eq!(known.name, "May-statement-pdf.pdf");
    assert_eq!(known.file_type, Some(FileType::Pdf));
    assert_eq!(known.size, PDF.len() as u64);
    assert!(known.fingerprint.is_some());
}

/// Case PB-56: whoever opens a photograph sees the picture alone.
#[tokio::test]
async fn a_photograph_is_kept_without_where_and_with_what_it_was_taken() {
    let photograph = include_bytes!("../tests-data/honest/pillow-gps.jpg");
    for (says, events) in [
        (Scan::Clean, [CREATED].as_slice()),
        (Scan::Later, &[CREATED, NO_THREATS]),
    ] {
        let app = sent(photograph, says).await;
        for event in events {
            judge(&app, event).await.unwrap();
        }
        let kept = app.buckets().clean_content(ID).unwrap();
        assert!(kept.len() < photograph.len());
        let camera = |content: &[u8]| content.windows(7).any(|letters| letters == b"Example");
        assert!(camera(photograph) && !camera(&kept));
        let known = known(&app).await;
        assert_eq!(known.size, kept.len() as u64);
        let fingerprint = app.buckets().fingerprint(&kept);
        assert_eq!(known.fingerprint, Some(fingerprint));
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_deleted_before_it_is_scanned() {
    let large = vec![0; 11 * 1024 * 1024];
    for (content, refusal) in [
        (b"MZ".as_slice(), Refusal::Kind),
        (b"", Refusal::Empty),
        (&large, Refusal::TooLarge),
        (b"%PDF-1.7 and no end", Refusal::Damaged),
    ] {
        let app = sent(content, Scan::Clean).await;
        assert_eq!(judge(&app, CREATED).await.unwrap(), ScanOutcome::Refused);
        assert_eq!(state(&app).await, FileState::Refused);
        assert_eq!(known(&app).await.refusal, Some(refusal), "why is kept");
        assert!(!is_clean(&app) && !is_incoming(&app));
        assert_eq!(judge(&app, NO_THREATS).await.unwrap(), ScanOutcome::Gone);
        assert_eq!(state(&app).await, FileState::Refused);
    }
}

#[tokio::test]
async fn malware_and_what_could_not_be_scanned_are_deleted_and_told_apart() {
    for (says, event, state) in [
        (Scan::Infected, CREATED, FileState::Infected),
        (Scan::Unscannable, CREATED, FileState::Unscannable),
        (Scan::Later, THREATS, FileState::Infected),
        (Scan::Later, UNSUPPORTED, FileState::Unscannable),
    ] {
        let app = sent(PDF, says).await;
        judge(&app, event).await.unwrap();
        assert_eq!(self::state(&app).await, state);
        assert!(!is_clean(&app) && !is_incoming(&app));
    }
}

#[tokio::test]
async fn guardduty_looks_and_says_later_and_the_order_does_not_matter() {
    let app = sent(PDF, Scan::Later).await;
    assert_eq!(
        judge(&app, CREATED).await.unwrap(),
        ScanOutcome::BeingScanned
    );
    assert_eq!(state(&app).await, FileState::Scanning);
    assert!(is_incoming(&app) && !is_clean(&app));
    assert_eq!(judge(&app, NO_THREATS).await.unwrap(), ScanOutcome::Clean);
    assert!(is_clean(&app));
    let app = sent(PDF, Scan::Later).await;
    assert_eq!(judge(&app, NO_THREATS).await.unwrap(), ScanOutcome::Clean);
    assert_eq!(judge(&app, CREATED).await.unwrap(), ScanOutcome::Gone);
    assert_eq!(state(&app).await, FileState::Clean);
}

#[tokio::test]
async fn a_verdict_counts_for_the_content_that_was_looked_through_alone() {
    let app = sent(PDF, Scan::Later).await;
    judge(&app, CREATED).await.unwrap();
    send(&app, "a", PDF, "v2");
    assert_eq!(
        judge(&app, NO_THREATS).await.unwrap(),
        ScanOutcome::Replaced
    );
    assert_eq!(state(&app).await, FileState::Scanning);
    assert!(!is_clean(&app));
}

#[tokio::test]
async fn a_file_sent_after_the_verdict_is_deleted_and_changes_nothing() {
    let app = sent(PDF, Scan::Clean).await;
    judge(&app, CREATED).await.unwrap();
    send(&app, "a", b"something else", "v2");
    assert_eq!(judge(&app, CREATED).await.unwrap(), ScanOutcome::Before);
    assert!(!is_incoming(&app) && is_clean(&app));
    assert_eq!(state(&app).await, FileState::Clean);
}

#[tokio::test]
async fn a_file_that_was_taken_out_or_never_asked_for_is_deleted() {
    let app = sent(PDF, Scan::Clean).await;
    app.database()
        .remove("ACCOUNT#a", &format!("EVIDENCE#s#{ID}"));
    assert_eq!(
        judge(&app, CREATED).await.unwrap(),
        ScanOutcome::NotAskedFor
    );
    assert!(!is_incoming(&app) && !is_clean(&app));
    let app = sent(PDF, Scan::Clean).await;
    send(&app, "b", PDF, "v1");
    assert_eq!(
        judge(&app, CREATED).await.unwrap(),
        ScanOutcome::NotAskedFor
    );
}

#[tokio::test]
async fn an_event_about_another_object_is_left_alone() {
    for key in [
        "clean/0123456789abcdef0123456789abcdef",
        "incoming/",
        "incoming/../x",
        "incoming/0123",
    ] {
        let event = CREATED.replace(&format!("incoming/{ID}"), key);
        let app = sent(PDF, Scan::Clean).await;
        assert_eq!(
            judge(&app, &event).await.unwrap(),
            ScanOutcome::NotEvidence,
            "{key}"
        );
        assert!(is_incoming(&app));
    }
}

#[tokio::test]
async fn stopped_at_any_point_and_done_again_it_ends_the_same() {
    for (content, says, state) in [
        (PDF, Scan::Clean, FileState::Clean),
        (PDF, Scan::Infected, FileState::Infected),
        (PDF, Scan::Unscannable, FileState::Unscannable),
        (b"MZ".as_slice(), Scan::Clean, FileState::Refused),
    ] {
        let (whole, process) = (sent(content, says).await, Process::default());
        judge_by(&process, &whole, CREATED).await.unwrap();
        assert!(process.calls() >= 4, "it has {} steps", process.calls());
        for crash_point in (1..=process.calls()).flat_map(CrashPoint::at) {
            let app = sent(content, says).await;
            let crashing = Process::crashing(crash_point);
            judge_by(&crashing, &app, CREATED).await.unwrap_err();
            judge(&app, CREATED).await.unwrap();
            assert_eq!(self::state(&app).await, state);
            assert!(!is_incoming(&app));
            assert_eq!(is_clean(&app), state == FileState::Clean);
        }
    }
}

/// Makes an app in which somebody announced a file and sent this content, about
/// which the scanner says this.
async fn sent(content: &[u8], says: Scan) -> TestApp {
    let app = TestApp::default();
    let file = EvidenceBuilder::new("file")
        .with_id(ID)
        .with_document("savings")
        .build();
    app.save_form("request-help", "a", "s", file.added_at).await;
    app.add_evidence("a", "s", &file, &[]).await;
    app.buckets().scanner_says(says);
    send(&app, "a", content, "v1");
    app
}

fn send(app: &TestApp, account: &str, content: &[u8], version: &str) {
    let received = ReceivedFile {
        account: AccountId(account.to_owned()),
        saved: SavedId("s".to_owned()),
        name: "../May.statement.pdf.exe".to_owned(),
        version: version.to_owned(),
        size: content.len() as u64,
        content: Some(content.to_vec()),
    };
    app.buckets().send(ID, received, app.site().now());
}

async fn judge(app: &TestApp, event: &str) -> Result<ScanOutcome, ScanFault> {
    judge_by(&Process::default(), app, event).await
}

async fn judge_by(process: &Process, app: &TestApp, event: &str) -> Result<ScanOutcome, ScanFault> {
    let event: ScanEvent = serde_json::from_str(event).unwrap();
    let (table, buckets) = (app.database().table_of(process), app.buckets().of(process));
    let table = with_rights_of("scan-evidence", &table);
    handle(&table, &buckets, &buckets, &event).await
}

async fn known(app: &TestApp) -> Evidence {
    let (account, saved) = (AccountId("a".to_owned()), SavedId("s".to_owned()));
    let known = app.table().evidence(&account, &saved).await;
    known.unwrap().remove(0)
}

async fn state(app: &TestApp) -> FileState {
    known(app).await.state
}

fn is_incoming(app: &TestApp) -> bool {
    app.buckets().is_incoming(ID)
}

fn is_clean(app: &TestApp) -> bool {
    app.buckets().is_clean(ID)
}
