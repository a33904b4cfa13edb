//! The buckets against an emulator of S3.
//!
//!     FILES_TEST_ENDPOINT=http://localhost:4566 cargo test -p files
//!
//! Without the variable each test says so and passes. `curl` has to be there.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says why it is skipped"
)]

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use attendance::snapshot_files::{MarksVersion, SnapshotFiles as _};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration,
    VersioningConfiguration,
};
use aws_types::SdkConfig;
use domain::application::evidence::{Evidence, FileState, FileType};
use domain::application::files::{
    AcknowledgementName, AcknowledgementOutcome, ExchangeFileStore as _, FileReceiver as _,
    FileUploader as _, LARGEST_ACKNOWLEDGEMENT, MOST_SENT, UploadForm, WrittenOnce,
};
use domain::records::retention::FileEraser as _;
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;
use files::{Buckets, Names};
use jiff::{SignedDuration, Timestamp};

const CLEAN: &str = "clean/account-1/saved-1/1";
const BACK: &str = "http://localhost:4599/apply/evidence/files/1/sent";

#[tokio::test]
async fn a_file_sent_with_the_form_arrives_with_its_owner_and_its_name() {
    let Some(emulator) = Emulator::new("arrives").await else {
        return;
    };
    let form = emulator.offer("1").await;
    let (status, leads_to) = send(&form, "statement May.pdf", b"%PDF-1.7");
    assert_eq!(status, 303);
    assert!(leads_to.starts_with(BACK), "{leads_to}");
    assert!(
        !leads_to.contains("account-1") && !leads_to.contains("statement"),
        "{leads_to}"
    );
    let received = emulator.buckets.received("1").await.unwrap().unwrap();
    let (account, saved) = owner();
    assert_eq!((received.account, received.saved), (account, saved));
    assert_eq!(received.name, "statement May.pdf");
    assert_eq!(received.size, 8);
    assert_eq!(received.content.as_deref(), Some(b"%PDF-1.7".as_slice()));
    assert!(!received.version.is_empty());
    assert_eq!(emulator.buckets.received("2").await.unwrap(), None);
}

#[tokio::test]
async fn a_form_takes_nothing_but_what_it_was_made_for() {
    let Some(emulator) = Emulator::new("refuses").await else {
        return;
    };
    let form = emulator.offer("1").await;
    let too_large = vec![0; usize::try_from(MOST_SENT).unwrap() + 1];
    assert_eq!(
        send(&form, "a.pdf", &too_large).0,
        400,
        "more than the most"
    );
    for (field, value) in [
        ("key", "incoming/2"),
        ("key", CLEAN),
        ("Content-Type", "text/html"),
        ("x-amz-meta-account", "account-2"),
        ("x-amz-meta-saved", "saved-2"),
        ("success_action_redirect", "https://evil.example/"),
    ] {
        let (status, _) = send(&with(&form, field, value), "a.pdf", b"%PDF-1.7");
        assert_eq!(status, 403, "{field}={value}");
    }
    let mut more = form.clone();
    more.fields
        .push(("acl".to_owned(), "public-read".to_owned()));
    assert_eq!(send(&more, "a.pdf", b"%PDF-1.7").0, 403, "a field more");
    let (account, saved) = owner();
    let old = emulator.now - SignedDuration::from_mins(61);
    let old = emulator
        .buckets
        .offer_upload(&account, &saved, "1", BACK, old)
        .await;
    assert_eq!(
        send(&old.unwrap(), "a.pdf", b"%PDF-1.7").0,
        403,
        "after an hour"
    );
    assert_eq!(emulator.keys(&emulator.names.evidence).await, [""; 0]);
}

#[tokio::test]
async fn a_file_that_is_too_large_to_use_is_not_read() {
    let Some(emulator) = Emulator::new("large").await else {
        return;
    };
    let form = emulator.offer("1").await;
    assert_eq!(send(&form, "a.pdf", &vec![0; 11 * 1024 * 1024]).0, 303);
    let received = emulator.buckets.received("1").await.unwrap().unwrap();
    assert_eq!(received.size, 11 * 1024 * 1024);
    assert_eq!(received.content, None);
}

#[tokio::test]
async fn only_the_version_that_was_judged_is_kept() {
    let Some(emulator) = Emulator::new("version").await else {
        return;
    };
    let form = emulator.offer("1").await;
    send(&form, "a.pdf", b"first");
    let first = emulator.buckets.received("1").await.unwrap().unwrap();
    send(&form, "a.pdf", b"second");
    assert!(
        !emulator
            .buckets
            .keep_clean("1", &first, None)
            .await
            .unwrap()
    );
    let second = emulator.buckets.received("1").await.unwrap().unwrap();
    for _ in 0..2 {
        assert!(
            emulator
                .buckets
                .keep_clean("1", &second, None)
                .await
                .unwrap()
        );
    }
    assert_eq!(
        emulator.content(&emulator.names.evidence, CLEAN).await,
        b"second"
    );
    emulator.buckets.drop_received("1").await.unwrap();
    assert_eq!(emulator.keys(&emulator.names.evidence).await, [CLEAN]);
    assert_eq!(emulator.buckets.received("1").await.unwrap(), None);
    assert!(
        !emulator
            .buckets
            .keep_clean("1", &second, None)
            .await
            .unwrap()
    );
    // A form that is still valid cannot change a file that was judged.
    send(&form, "a.pdf", b"third");
    assert_eq!(
        emulator.content(&emulator.names.evidence, CLEAN).await,
        b"second"
    );
    for _ in 0..2 {
        emulator
            .buckets
            .remove_upload(&second.account, &second.saved, "1")
            .await
            .unwrap();
        emulator.buckets.drop_clean("1", &second).await.unwrap();
    }
    assert_eq!(emulator.keys(&emulator.names.evidence).await, [""; 0]);
}

#[tokio::test]
async fn evidence_is_copied_only_as_it_was_judged() {
    let Some(emulator) = Emulator::new("copy").await else {
        return;
    };
    emulator
        .put(&emulator.names.evidence, CLEAN, b"a statement")
        .await;
    let (account, saved) = owner();
    let mut evidence = Evidence {
        id: "1".to_owned(),
        document: "savings".to_owned(),
        name: "a.pdf".to_owned(),
        file_type: Some(FileType::Pdf),
        size: 11,
        fingerprint: Some("0".repeat(64)),
        state: FileState::Clean,
        refusal: None,
        added_at: emulator.now,
    };
    let name = "applications/K7F3MMXT4D/evidence/1.pdf";
    let copied = emulator
        .buckets
        .copy_evidence(&account, &saved, &evidence, name)
        .await;
    assert!(copied.is_err());
    assert!(!emulator.buckets.is_in_exchange(name).await.unwrap());
    evidence.fingerprint = Some(emulator.buckets.fingerprint(b"a statement"));
    for _ in 0..2 {
        let copied = emulator
            .buckets
            .copy_evidence(&account, &saved, &evidence, name)
            .await;
        copied.unwrap();
    }
    assert!(emulator.buckets.is_in_exchange(name).await.unwrap());
    assert_eq!(
        emulator.content(&emulator.names.exchange, name).await,
        b"a statement"
    );
    evidence.id = "2".to_owned();
    let missing = emulator
        .buckets
        .copy_evidence(&account, &saved, &evidence, name)
        .await;
    assert!(missing.is_err());
}

#[tokio::test]
async fn what_is_written_once_stays_as_it_is() {
    let Some(emulator) = Emulator::new("once").await else {
        return;
    };
    let name = "applications/K7F3MMXT4D/application.json";
    let buckets = &emulator.buckets;
    assert_eq!(
        buckets.write_to_exchange(name, b"{}").await.unwrap(),
        WrittenOnce::Now
    );
    assert_eq!(
        buckets.write_to_exchange(name, b"[]").await.unwrap(),
        WrittenOnce::Before
    );
    assert_eq!(
        emulator.content(&emulator.names.exchange, name).await,
        b"{}"
    );
    assert_eq!(
        buckets.write_record(name, b"{}").await.unwrap(),
        WrittenOnce::Now
    );
    assert_eq!(
        buckets.write_record(name, b"[]").await.unwrap(),
        WrittenOnce::Before
    );
    assert_eq!(emulator.content(&emulator.names.records, name).await, b"{}");
}

#[tokio::test]
async fn acknowledgements_are_listed_read_and_settled() {
    let Some(emulator) = Emulator::new("acknowledge").await else {
        return;
    };
    let exchange = &emulator.names.exchange;
    let long = vec![b' '; 40_000];
    emulator.put(exchange, "acknowledgements/", b"").await;
    emulator
        .put(exchange, "acknowledgements/A.json", b"{}")
        .await;
    emulator
        .put(exchange, "acknowledgements/B é+.json", b"")
        .await;
    emulator
        .put(exchange, "acknowledgements/C.json", &long)
        .await;
    emulator
        .put(exchange, "applications/A/application.json", b"{}")
        .await;
    let name = |name: &str| AcknowledgementName(format!("acknowledgements/{name}"));
    let buckets = &emulator.buckets;
    assert_eq!(
        buckets.acknowledgements(None, 10).await.unwrap(),
        [name("A.json"), name("B é+.json"), name("C.json")]
    );
    let first = buckets.acknowledgements(None, 2).await.unwrap();
    assert_eq!(first.len(), 2);
    let rest = buckets.acknowledgements(first.last(), 2).await.unwrap();
    assert_eq!(rest, [name("C.json")]);
    let read = async |name: AcknowledgementName| buckets.read_acknowledgement(&name).await.unwrap();
    assert_eq!(
        read(name("A.json")).await.as_deref(),
        Some(b"{}".as_slice())
    );
    assert_eq!(
        read(name("B é+.json")).await.as_deref(),
        Some(b"".as_slice())
    );
    assert_eq!(
        read(name("C.json")).await.unwrap().len(),
        usize::try_from(LARGEST_ACKNOWLEDGEMENT).unwrap() + 1
    );
    assert_eq!(read(name("D.json")).await, None);
    for _ in 0..2 {
        let settled = buckets
            .settle_acknowledgement(&name("A.json"), AcknowledgementOutcome::Read)
            .await;
        settled.unwrap();
        let settled = buckets
            .settle_acknowledgement(&name("B é+.json"), AcknowledgementOutcome::Unusable)
            .await;
        settled.unwrap();
    }
    assert_eq!(
        emulator.keys(exchange).await,
        [
            "acknowledgements-read/A.json",
            "acknowledgements-unusable/B é+.json",
            "acknowledgements/",
            "acknowledgements/C.json",
            "applications/A/application.json",
        ]
    );
}

#[tokio::test]
async fn the_files_of_a_form_are_found_and_erased() {
    let Some(emulator) = Emulator::new("erase").await else {
        return;
    };
    let evidence = &emulator.names.evidence;
    for key in ["a/1/x", "a/1/y", "a/2/x", "b/1/x"] {
        emulator.put(evidence, &format!("clean/{key}"), b"a").await;
    }
    let form =
        |account: &str, saved: &str| (AccountId(account.to_owned()), SavedId(saved.to_owned()));
    let later = emulator.now + SignedDuration::from_hours(1);
    let earlier = emulator.now - SignedDuration::from_hours(1);
    let buckets = &emulator.buckets;
    let found = async |before, after, most| {
        let after: Option<(AccountId, SavedId)> = after;
        buckets
            .forms_with_files(before, after.as_ref(), most)
            .await
            .unwrap()
    };
    assert_eq!(found(earlier, None, 10).await, []);
    let all = [form("a", "1"), form("a", "2"), form("b", "1")];
    assert_eq!(found(later, None, 10).await, all);
    assert_eq!(found(later, None, 2).await, all[..2]);
    assert_eq!(found(later, Some(form("a", "1")), 10).await, all[1..]);
    for _ in 0..2 {
        let (account, saved) = form("a", "1");
        buckets.erase_files(&account, &saved).await.unwrap();
    }
    assert_eq!(
        emulator.keys(evidence).await,
        ["clean/a/2/x", "clean/b/1/x"]
    );
}

#[tokio::test]
async fn marks_are_kept_in_the_place_of_the_version_that_was_read_and_of_no_other() {
    let Some(emulator) = Emulator::new("marks").await else {
        return;
    };
    let buckets = &emulator.buckets;
    assert!(buckets.fetch_marks().await.unwrap().is_none());
    let keep = async |text: &[u8], instead_of: Option<&MarksVersion>| {
        let mut marks = buckets.begin_marks().unwrap();
        marks.write_all(text).unwrap();
        buckets.keep_marks(marks, instead_of).await.unwrap()
    };
    // More than a request sends in one piece.
    let first: Vec<_> = (0..3_000_000_u32)
        .map(|number| number.to_le_bytes()[0])
        .collect();
    assert!(keep(&first, None).await);
    assert!(!keep(b"other", None).await);
    let (mut copy, version) = buckets.fetch_marks().await.unwrap().unwrap();
    let mut read = Vec::new();
    copy.read_to_end(&mut read).unwrap();
    assert!(read == first);
    assert!(keep(b"second", Some(&version)).await);
    assert!(!keep(b"third", Some(&version)).await);
    let (mut copy, _) = buckets.fetch_marks().await.unwrap().unwrap();
    read.clear();
    copy.read_to_end(&mut read).unwrap();
    assert_eq!(read, b"second");
}

struct Emulator {
    client: Client,
    buckets: Buckets,
    names: Names,
    now: Timestamp,
}

impl Emulator {
    /// Makes buckets of this test's own; `None` without an emulator.
    async fn new(test: &str) -> Option<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "a test against an emulator needs its address, and forms that are valid now"
        )]
        let (endpoint, now) = (std::env::var("FILES_TEST_ENDPOINT"), Timestamp::now());
        let Ok(endpoint) = endpoint else {
            eprintln!("{test} is skipped: FILES_TEST_ENDPOINT names no emulator of S3");
            return None;
        };
        let config = config(&endpoint);
        let client = Client::from_conf(
            aws_sdk_s3::config::Builder::from(&config)
                .force_path_style(true)
                .build(),
        );
        let named = |bucket: &str| format!("{bucket}-{test}-{}", now.as_millisecond());
        let names = Names {
            evidence: named("evidence"),
            exchange: named("exchange"),
            records: named("records"),
        };
        for name in [&names.evidence, &names.exchange, &names.records] {
            let place = CreateBucketConfiguration::builder()
                .location_constraint(BucketLocationConstraint::EuWest2)
                .build();
            let create = client.create_bucket().bucket(name);
            let created = create.create_bucket_configuration(place).send().await;
            created.unwrap();
        }
        let versions = VersioningConfiguration::builder()
            .status(BucketVersioningStatus::Enabled)
            .build();
        client
            .put_bucket_versioning()
            .bucket(&names.evidence)
            .versioning_configuration(versions)
            .send()
            .await
            .unwrap();
        Some(Self {
            buckets: Buckets::new(&config, names.clone()),
            client,
            names,
            now,
        })
    }

    async fn offer(&self, id: &str) -> UploadForm {
        let (account, saved) = owner();
        self.buckets
            .offer_upload(&account, &saved, id, BACK, self.now)
            .await
            .unwrap()
    }

    async fn keys(&self, bucket: &str) -> Vec<String> {
        let listed = self.client.list_objects_v2().bucket(bucket).send().await;
        let listed = listed.unwrap().contents.unwrap_or_default();
        listed.into_iter().filter_map(|object| object.key).collect()
    }

    async fn put(&self, bucket: &str, key: &str, content: &[u8]) {
        let body = ByteStream::from(content.to_vec());
        let put = self.client.put_object().bucket(bucket).key(key).body(body);
        put.send().await.unwrap();
    }

    async fn content(&self, bucket: &str, key: &str) -> Vec<u8> {
        let object = self
            .client
            .get_object()
            .bucket(bucket)
            .key(key)
            .send()
            .await;
        object.unwrap().body.collect().await.unwrap().to_vec()
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
        .region(Region::new("eu-west-2"))
        .build()
}

fn owner() -> (AccountId, SavedId) {
    (
        AccountId("account-1".to_owned()),
        SavedId("saved-1".to_owned()),
    )
}

/// Sends a file with a form, as a browser does. Returns the status and the
/// address to which it leads.
fn send(form: &UploadForm, name: &str, content: &[u8]) -> (u16, String) {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--output", "/dev/null", "--max-time", "30"]);
    curl.args(["--write-out", "%{http_code} %{redirect_url}"]);
    for (field, value) in &form.fields {
        curl.args(["--form-string", &format!("{field}={value}")]);
    }
    curl.args(["--form", &format!("file=@-;filename=\"{name}\"")]);
    let mut curl = curl
        .arg(&form.address)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    curl.stdin.take().unwrap().write_all(content).unwrap();
    let said = curl.wait_with_output().unwrap().stdout;
    let said = String::from_utf8(said).unwrap();
    let (status, leads_to) = said.split_once(' ').unwrap();
    (status.parse().unwrap(), leads_to.to_owned())
}

fn with(form: &UploadForm, field: &str, value: &str) -> UploadForm {
    let mut form = form.clone();
    for (name, held) in &mut form.fields {
        if name == field {
            value.clone_into(held);
        }
    }
    form
}
