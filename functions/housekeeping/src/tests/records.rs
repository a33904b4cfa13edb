//! The records that a run finds (forms, files, applications, complaints and
//! identities of several people) and those that it leaves.

use std::collections::BTreeMap;

use domain::application::evidence::{Evidence, EvidenceStore as _, FileState};
use domain::application::{Application, ApplicationKind, DeferredEvidence};
use domain::correspondence::complaint::{
    Complaint, ComplaintQueue as _, ComplaintReceipt, ComplaintStore as _, UnannouncedComplaint,
};
use domain::correspondence::email::Email;
use domain::correspondence::team_inbox::{
    InboxMessage, InboxReceipt, InboxStore as _, TeamInbox, UntoldInboxMessage,
};
use domain::forms::draft::Answer;
use domain::values::account_id::AccountId;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use testkit::{ApplicationBuilder, EvidenceBuilder, TestApp, email, reference};

const FORM: &str = "estimate-costs";
const CONTENT: &[u8] = b"a bank statement";

/// Returns the time at which an application was submitted, unless a test says
/// another.
pub(super) fn submitted() -> Timestamp {
    "2025-01-01T09:00:00Z".parse().unwrap()
}

/// Stores work for every job.
pub(super) async fn everything(now: Timestamp) -> TestApp {
    let app = TestApp::default();
    let day = SignedDuration::from_hours(24);
    for number in 0..5 {
        let owner = format!("owner-{number}");
        save_form(&app, &owner, "1", now - day * 21).await;
        apply(&app, &owner, "2", Some(now - day * 400)).await;
        save_form(&app, &owner, "3", now - day * 30).await;
        add_file(&app, &owner, "3", now - day * 30).await;
    }
    for number in 0..3 {
        let left = format!("left-{number}");
        save_form(&app, &left, "1", now - day * 3).await;
        add_file(&app, &left, "1", now - day * 3).await;
        apply(&app, &left, "2", None).await;
        app.delete_account(&left, now - day).await;
    }
    for number in 0..3 {
        sign_up(&app, &format!("unproven-{number}"), now - day * 8, false);
        sign_up(&app, &format!("young-{number}"), now - day * 3, false);
        // One identity has an account but was not noted as proven.
        sign_up(
            &app,
            &format!("owner-{number}"),
            now - day * 400,
            number > 0,
        );
    }
    app
}

/// Makes an identity, whose first code is entered or not.
pub(super) fn sign_up(app: &TestApp, owner: &str, changed_at: Timestamp, proven: bool) {
    let id = AccountId(owner.to_owned());
    app.identity(app.table()).add(&id, changed_at, proven);
}

/// Lists the identities.
pub(super) fn identities(app: &TestApp) -> Vec<String> {
    let accounts = app.identity(app.table()).accounts();
    accounts.into_iter().map(|id| id.0).collect()
}

pub(super) async fn save_form(app: &TestApp, owner: &str, saved: &str, changed_at: Timestamp) {
    app.keep_account(owner).await;
    app.save_form(FORM, owner, saved, changed_at).await;
}

pub(super) async fn change_form(app: &TestApp, owner: &str, saved: &str, at: Timestamp) {
    let answers = [("age", Answer::Text("85".to_owned()))];
    app.answer_form(FORM, owner, saved, &answers, at).await;
}

/// Deletes a form from the table, and nothing with it.
pub(super) fn end_form(app: &TestApp, owner: &str, saved: &str) {
    let partition = format!("ACCOUNT#{owner}");
    app.database().remove(&partition, &format!("SAVED#{saved}"));
}

/// Adds a clean file.
pub(super) async fn add_file(
    app: &TestApp,
    owner: &str,
    saved: &str,
    added_at: Timestamp,
) -> Evidence {
    let file = EvidenceBuilder::new("statement")
        .with_clean_content(CONTENT)
        .with_added_at(added_at)
        .build();
    app.add_evidence(owner, saved, &file, CONTENT).await;
    file
}

/// Puts a file into the bucket of which the table knows nothing.
pub(super) fn leave_file(app: &TestApp, owner: &str, saved: &str, at: Timestamp) {
    let (account, saved) = (AccountId(owner.to_owned()), SavedId(saved.to_owned()));
    app.buckets()
        .put_clean(&account, &saved, "file", CONTENT, at);
}

/// Sends an application that was exported; the case system has acknowledged it
/// at that time, if there is one.
pub(super) async fn apply(
    app: &TestApp,
    owner: &str,
    saved: &str,
    received: Option<Timestamp>,
) -> Reference {
    save_form(app, owner, saved, submitted()).await;
    let application = ApplicationBuilder::new(owner, saved)
        .with_submitted_at(submitted())
        .build();
    send(app, application, received).await.reference
}

/// Sends a financial assessment that was exported and that the case system has.
pub(super) async fn apply_for_assessment(
    app: &TestApp,
    owner: &str,
    saved: &str,
    received: Timestamp,
) -> Reference {
    save_form(app, owner, saved, submitted()).await;
    let application = ApplicationBuilder::new(owner, saved)
        .with_kind(ApplicationKind::FinancialAssessment)
        .with_submitted_at(submitted())
        .build();
    send(app, application, Some(received)).await.reference
}

/// Sends an application from a form that is saved already, with these files.
pub(super) async fn apply_with(
    app: &TestApp,
    owner: &str,
    saved: &str,
    files: Vec<Evidence>,
    submitted_at: Timestamp,
    received: Option<Timestamp>,
) -> Application {
    let application = ApplicationBuilder::new(owner, saved).with_submitted_at(submitted_at);
    let application = files
        .into_iter()
        .fold(application, ApplicationBuilder::with_evidence);
    send(app, application.build(), received).await
}

async fn send(app: &TestApp, application: Application, received: Option<Timestamp>) -> Application {
    app.submit(&application).await;
    app.confirm(&application).await;
    app.export(application.submitted_at).await;
    if let Some(at) = received {
        app.receive(&application.reference, at).await;
    }
    application
}

/// Sends an application about which no e-mail was sent yet.
pub(super) async fn apply_untold(app: &TestApp, owner: &str, at: Timestamp) -> Reference {
    save_form(app, owner, "1", at).await;
    let application = ApplicationBuilder::new(owner, "1").with_submitted_at(at);
    let application = application.build();
    app.submit(&application).await;
    application.reference
}

/// Adds a file of which the scanner has said nothing.
pub(super) async fn add_scanning_file(
    app: &TestApp,
    owner: &str,
    saved: &str,
    added_at: Timestamp,
) -> Evidence {
    let file = EvidenceBuilder::new("photograph")
        .with_state(FileState::Scanning)
        .with_added_at(added_at)
        .build();
    app.add_evidence(owner, saved, &file, CONTENT).await;
    file
}

/// Sends an application with a file of which the scanner has said nothing.
pub(super) async fn await_verdict(
    app: &TestApp,
    owner: &str,
    added_at: Timestamp,
) -> DeferredEvidence {
    save_form(app, owner, "1", added_at).await;
    let file = add_scanning_file(app, owner, "1", added_at).await;
    let sent = apply_with(app, owner, "1", vec![file], added_at, None).await;
    sent.deferred_evidence_files().next().unwrap()
}

/// Lists the states of the files of a form.
pub(super) async fn states(app: &TestApp, owner: &str, saved: &str) -> Vec<FileState> {
    let (account, saved) = (AccountId(owner.to_owned()), SavedId(saved.to_owned()));
    let files = app.table().evidence(&account, &saved).await.unwrap();
    files.into_iter().map(|file| file.state).collect()
}

/// Counts the files that wait for a verdict.
pub(super) async fn awaited(app: &TestApp) -> usize {
    let awaited = app.table().awaited(Timestamp::MAX, None, usize::MAX).await;
    awaited.unwrap().items.len()
}

/// Stores a concern of which its team has not been told.
pub(super) async fn concern(app: &TestApp, name: &str, sent_at: Timestamp) -> UntoldInboxMessage {
    let message = InboxMessage {
        inbox: TeamInbox::Concerns,
        reference: reference(name),
        sent_at,
        is_urgent: false,
        visit: "9f86d081884c7d65".to_owned(),
        lines: Vec::new(),
        done: None,
    };
    let kept = app.table().keep_message(&message, &[]).await.unwrap();
    assert_eq!(kept, InboxReceipt::Kept);
    message.untold()
}

/// Stores a complaint of which the council has not been told.
pub(super) async fn complain(app: &TestApp, received_at: Timestamp) -> UnannouncedComplaint {
    complain_as(app, "complaint", received_at).await
}

/// Stores a complaint with the reference of that name.
pub(super) async fn complain_as(
    app: &TestApp,
    name: &str,
    received_at: Timestamp,
) -> UnannouncedComplaint {
    let complaint = Complaint {
        reference: reference(name),
        account: None,
        name: "Jo Bloggs".to_owned(),
        email: email("jo@example.com"),
        what_happened: "My letter went to the wrong house.".to_owned(),
        received_at,
        acknowledged_at: None,
    };
    let taken = app.table().keep_complaint(&complaint, &[]).await.unwrap();
    assert_eq!(taken, ComplaintReceipt::Now);
    complaint.untold()
}

pub(super) async fn untold(app: &TestApp) -> Vec<UnannouncedComplaint> {
    let table = app.table();
    let waiting = table
        .complaints_to_tell(Timestamp::MAX, None, usize::MAX)
        .await;
    waiting.unwrap().items
}

/// Lists the e-mails with their addresses.
pub(super) fn sent(app: &TestApp) -> Vec<(String, Email)> {
    let sent = app.mailer().sent().into_iter();
    sent.map(|(to, mail)| (to.as_str().to_owned(), mail))
        .collect()
}

/// Counts the e-mails about each form.
pub(super) fn mails_a_form(app: &TestApp) -> BTreeMap<Reference, usize> {
    let mut mails = BTreeMap::new();
    for (_, mail) in sent(app) {
        if let Email::FormExpires { reference, .. } = mail {
            *mails.entry(reference).or_default() += 1;
        }
    }
    mails
}

/// Lists the record of every e-mail, by its id.
async fn messages(app: &TestApp) -> Vec<(String, Value)> {
    let stored = app.database().stored().await.into_iter();
    stored
        .filter_map(|item| {
            let id = item["PK"]["S"].as_str()?.strip_prefix("MESSAGE#")?;
            Some((id.to_owned(), item))
        })
        .collect()
}

/// Lists the e-mails that were noted as sent, and what each was about.
pub(super) async fn attempts(app: &TestApp) -> Vec<(String, String)> {
    let noted = messages(app).await.into_iter();
    noted
        .filter_map(|(id, item)| Some((id, item["kind"]["S"].as_str()?.to_owned())))
        .collect()
}

/// Lists the delivery that was noted of every e-mail, and its time.
pub(super) async fn deliveries(app: &TestApp) -> Vec<(String, &'static str, Timestamp)> {
    let mut deliveries = Vec::new();
    for (id, item) in messages(app).await {
        for became in ["delivered_at", "bounced_at", "complained_at"] {
            if let Some(at) = item[became]["S"].as_str() {
                deliveries.push((id.clone(), became, at.parse().unwrap()));
            }
        }
    }
    deliveries
}

pub(super) async fn has_application(app: &TestApp, reference: &Reference) -> bool {
    let partition = format!("APPLICATION#{}", reference.plain());
    !app.database().stored_in(&partition).await.is_empty()
}

/// Lists what is kept of an account beside its profile: sort keys without ids
/// of files, and the forms with files in the bucket.
pub(super) async fn kept_of(app: &TestApp, owner: &str) -> Vec<String> {
    let stored = app.database().stored_in(&format!("ACCOUNT#{owner}")).await;
    let sort = |item: &Value| item["SK"]["S"].as_str().unwrap().to_owned();
    let is_evidence = |sort: &String| sort.starts_with("EVIDENCE#");
    let mut kept: Vec<String> = stored.iter().map(sort).collect();
    kept.retain(|sort| sort != "PROFILE");
    for sort in kept.iter_mut().filter(|sort| is_evidence(sort)) {
        sort.truncate(sort.rfind('#').unwrap());
    }
    let files = app.buckets().forms_with_clean_files().into_iter();
    let theirs = files.filter(|(account, _)| account.0 == owner);
    kept.extend(theirs.map(|(_, saved)| format!("FILE#{}", saved.0)));
    kept
}

/// Returns everything that is kept, word for word.
pub(super) async fn snapshot(app: &TestApp) -> (Vec<Value>, String) {
    let beside = (
        app.buckets().forms_with_clean_files(),
        identities(app),
        sent(app),
    );
    (app.database().stored().await, format!("{beside:#?}"))
}

/// Returns what is kept of everybody, except claims on forms and their times,
/// and the records of e-mails.
pub(super) async fn kept(app: &TestApp) -> (Vec<Value>, String) {
    let mut stored = app.database().stored().await;
    stored.retain(|item| {
        let key = |name: &str| item[name]["S"].as_str().unwrap();
        !key("PK").starts_with("MESSAGE#") && !key("SK").starts_with("SENT#")
    });
    for item in &mut stored {
        let attributes = item.as_object_mut().unwrap();
        attributes.remove("changes");
        attributes.remove("warning_until");
    }
    let beside = (app.buckets().forms_with_clean_files(), identities(app));
    (stored, format!("{beside:#?}"))
}
