//! The records of the tests: applications from the golden files, submitted with
//! their evidence; what a run leaves; and runs that crash or meet faults.

use std::collections::{BTreeMap, BTreeSet};
use std::task::Poll;

use domain::application::evidence::{Evidence, EvidenceStore as _, FileState, FileType};
use domain::application::{Application, DeferredEvidence, ToExport};
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use exchange::canonical::sha256;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use testkit::{Process, RepeatableRandom, TestApp, with_rights_of};

use crate::{BatchReply, ExportEvent, ExportFault, handle};

const FULL: &str = include_str!("../../../../shared/exchange/golden/submitted/HCW9RD4PTX.json");
const SMALL: &str = include_str!("../../../../shared/exchange/golden/submitted/FN6KXG3YC3.json");

pub(super) fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn golden(file: &str) -> Application {
    let file: Value = serde_json::from_str(file).unwrap();
    store::stored::read_application(&file["application"].to_string()).unwrap()
}

/// Makes an application with its own reference. Every third has no reports and
/// no evidence; the others have three files and two reports.
pub(super) fn application(number: usize) -> Application {
    let template = if number.is_multiple_of(3) {
        SMALL
    } else {
        FULL
    };
    let mut application = golden(template);
    let id = |part: usize| {
        let mut random = RepeatableRandom::new((number * 10 + part) as u64);
        format!(
            "{:016x}{:016x}",
            random.below(usize::MAX),
            random.below(usize::MAX)
        )
    };
    application.reference = Reference::of_id(&id(0));
    application.saved = SavedId(format!("form-{number}"));
    application.submitted_at += SignedDuration::from_secs(number as i64);
    for (evidence, part) in application.evidence.iter_mut().zip(1..) {
        evidence.id = id(part);
        evidence.fingerprint = Some(sha256(&content(&evidence.id)));
    }
    application
}

/// Makes an application that was sent while its last file was still being
/// scanned, if it has a file.
pub(super) fn sent_early(number: usize) -> Application {
    let mut application = application(number);
    if let Some(last) = application.evidence.last_mut() {
        last.state = FileState::Scanning;
        last.file_type = None;
        last.fingerprint = None;
    }
    application
}

/// Returns the verdict on the file that was still being scanned.
fn verdict(application: &Application, state: FileState) -> Option<Evidence> {
    let file = application.evidence.last()?.clone();
    let content = content(&file.id);
    Some(Evidence {
        name: "letter.pdf".to_owned(),
        file_type: Some(FileType::Pdf),
        size: content.len() as u64,
        fingerprint: Some(sha256(&content)),
        state,
        ..file
    })
}

fn content(id: &str) -> Vec<u8> {
    format!("the content of {id}").into_bytes()
}

/// Makes an app in which these applications were submitted.
pub(super) async fn submitted(applications: &[Application]) -> TestApp {
    let app = TestApp::default();
    for application in applications {
        submit(&app, application).await;
    }
    app
}

/// Submits applications that were sent while a file was still being scanned,
/// and judges each file as clean.
pub(super) async fn submitted_early(applications: &[Application]) -> TestApp {
    let app = submitted(applications).await;
    for application in applications {
        judge(&app, application, FileState::Clean).await;
    }
    app
}

async fn submit(app: &TestApp, application: &Application) {
    let (account, saved) = (&application.account.0, &application.saved.0);
    let begun = application.submitted_at - SignedDuration::from_hours(1);
    app.save_form("request-help", account, saved, begun).await;
    for file in &application.evidence {
        let content = content(&file.id);
        app.add_evidence(account, saved, file, &content).await;
        replace_content(app, application, &file.id, &content);
    }
    app.submit(application).await;
}

/// Replaces the content of a file of an application.
pub(super) fn replace_content(app: &TestApp, application: &Application, id: &str, content: &[u8]) {
    let (account, saved) = (&application.account, &application.saved);
    app.buckets().put_clean(account, saved, id, content, now());
}

/// Judges the file that was still being scanned.
pub(super) async fn judge(app: &TestApp, application: &Application, state: FileState) {
    if let Some(judged) = verdict(application, state) {
        let (account, saved) = (&application.account, &application.saved);
        let table = app.table();
        let kept = table.record_verdict(account, saved, &judged).await;
        assert!(kept.unwrap());
    }
}

/// Changes the stored item of an application.
pub(super) async fn change(
    app: &TestApp,
    application: &Application,
    change: impl FnOnce(&mut Value),
) {
    let partition = format!("APPLICATION#{}", application.reference.plain());
    let mut item = app.database().stored_in(&partition).await.remove(0);
    let mut body = serde_json::from_str(item["body"]["S"].as_str().unwrap()).unwrap();
    change(&mut body);
    item["body"]["S"] = body.to_string().into();
    app.database().store(vec![item]).await;
}

/// Deletes an application from the table.
pub(super) fn forget(app: &TestApp, application: &Application) {
    let partition = format!("APPLICATION#{}", application.reference.plain());
    app.database().remove(&partition, "APPLICATION");
}

/// Leaves an acknowledgement, as the case system does.
pub(super) fn acknowledge(app: &TestApp, name: &str, text: &str) {
    app.buckets().put_in_exchange(name, text.as_bytes());
}

/// The state that outlives a process.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Kept {
    pub(super) stored: Vec<Value>,
    pub(super) exchange: BTreeMap<String, Vec<u8>>,
    pub(super) records: BTreeMap<String, Vec<u8>>,
}

pub(super) async fn kept(app: &TestApp) -> Kept {
    Kept {
        stored: app.database().stored().await,
        exchange: app.buckets().exchange(),
        records: app.buckets().records(),
    }
}

impl Kept {
    /// Returns the time at which each application was noted so, by its plain
    /// reference.
    fn noted(&self, attribute: &str) -> BTreeMap<String, String> {
        let items = self.stored.iter().filter_map(|item| {
            let reference = item["PK"]["S"].as_str()?.strip_prefix("APPLICATION#")?;
            let at = item[attribute]["S"].as_str()?;
            Some((reference.to_owned(), at.to_owned()))
        });
        items.collect()
    }

    pub(super) fn exported(&self) -> BTreeMap<String, String> {
        self.noted("exported_at")
    }

    pub(super) fn received(&self) -> BTreeMap<String, String> {
        self.noted("received_at")
    }
}

/// Lists the sort keys of the outbox with what each is about, oldest first.
pub(super) async fn outbox(app: &TestApp) -> Vec<(String, ToExport)> {
    let mut outbox = Vec::new();
    for what in app.outbox().await {
        let key = match &what {
            ToExport::Application(reference) => {
                let at = submitted_at(app, reference).await;
                format!("{at:.3}#{}", reference.plain())
            }
            ToExport::DeferredEvidence(file) => late_sort_key(file),
        };
        outbox.push((key, what));
    }
    outbox
}

async fn submitted_at(app: &TestApp, reference: &Reference) -> Timestamp {
    let partition = format!("APPLICATION#{}", reference.plain());
    let item = app.database().stored_in(&partition).await.remove(0);
    item["submitted_at"]["S"].as_str().unwrap().parse().unwrap()
}

pub(super) fn sort_key(application: &Application) -> String {
    let reference = application.reference.plain();
    format!("{:.3}#{reference}", application.submitted_at)
}

fn late_sort_key(late: &DeferredEvidence) -> String {
    let reference = late.reference.plain();
    format!("{:.3}#{reference}#{}", late.added_at, late.id)
}

pub(super) fn deferred_evidence_files(app: &TestApp) -> BTreeSet<String> {
    let is_late = |name: &String| name.contains("/late-evidence/");
    app.buckets()
        .exchange()
        .into_keys()
        .filter(is_late)
        .collect()
}

pub(super) fn data_files(app: &TestApp) -> BTreeSet<String> {
    let is_data = |name: &String| name.ends_with("/application.json");
    app.buckets()
        .exchange()
        .into_keys()
        .filter(is_data)
        .collect()
}

/// Whether every file of the exchange was written once.
pub(super) fn is_written_once(app: &TestApp) -> bool {
    app.buckets().written().values().all(|writes| *writes == 1)
}

/// Answers one event in a new process.
pub(super) async fn invoke(app: &TestApp, event: &ExportEvent) -> Result<BatchReply, ExportFault> {
    let answered = invoke_by(&Process::default(), app, event).await;
    answered.expect("it does not crash")
}

/// Answers one event in a process; `None` if the process crashed.
pub(super) async fn invoke_by(
    process: &Process,
    app: &TestApp,
    event: &ExportEvent,
) -> Option<Result<BatchReply, ExportFault>> {
    let table = app.database().table_of(process);
    let table = with_rights_of("export-to-case-system", &table);
    let buckets = app.buckets().of(process);
    process.run(handle(&table, &buckets, now(), event)).await
}

/// Answers two events in two processes at the same time, which take turns at
/// random.
pub(super) async fn invoke_both(
    app: &TestApp,
    one: &ExportEvent,
    other: &ExportEvent,
    random: &mut RepeatableRandom,
) {
    let mut processes = [one, other].map(|event| Some(Box::pin(invoke(app, event))));
    std::future::poll_fn(|context| {
        let process = &mut processes[random.below(2)];
        if let Some(running) = process
            && let Poll::Ready(answer) = running.as_mut().poll(context)
        {
            answer.unwrap();
            *process = None;
        }
        if processes.iter().all(Option::is_none) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Checks that every file that a data file names is there, with the fingerprint
/// that it names; and likewise every file that a late verdict names, with its
/// application.
pub(super) fn assert_whole(app: &TestApp) {
    let exchange = app.buckets().exchange();
    for (name, bytes) in &exchange {
        let Some((folder, _)) = name.split_once("late-evidence/") else {
            continue;
        };
        let data = format!("{folder}application.json");
        assert!(exchange.contains_key(&data), "{name} follows {data}");
        let verdict: Value = serde_json::from_slice(bytes).unwrap();
        if let Some(named) = verdict["file"]["name"].as_str() {
            let there = exchange.get(&format!("{folder}{named}"));
            let sha = there.map(|bytes| sha256(bytes)).unwrap_or_default();
            assert_eq!(verdict["file"]["sha256"], sha, "{name}");
        }
    }
    for (name, bytes) in &exchange {
        let Some(folder) = name.strip_suffix("application.json") else {
            continue;
        };
        let file: Value = serde_json::from_slice(bytes).unwrap();
        for named in file["files"].as_array().unwrap() {
            let name = format!("{folder}{}", named["name"].as_str().unwrap());
            let there = exchange.get(&name);
            let sha = there.map(|bytes| sha256(bytes)).unwrap_or_default();
            assert_eq!(named["sha256"], sha, "{name} is there before it is named");
        }
    }
}
