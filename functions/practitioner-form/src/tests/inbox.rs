//! Tests of the inbox of the safeguarding team.

use domain::access::audit::{AuditReader as _, MessageSubject, Subject};
use domain::correspondence::team_inbox::{
    InboxLine, InboxMessage, InboxReceipt, InboxStore as _, TeamInbox,
};
use testkit::{TestApp, reference};

use super::practitioner;

const LIST: &str = "/practice/concerns";
const CALLS: &str = "/practice/call-backs";

#[tokio::test]
async fn the_safeguarding_team_alone_reads_a_concern_and_each_reading_is_on_the_record() {
    let app = TestApp::default();
    let concern = sent(&app, "one").await;
    let address = format!("{LIST}/{}", concern.reference.plain());
    let mut north = practitioner(&app, "Priya", "north").await;
    for page in [LIST, &address] {
        assert_eq!(north.get(page).await.status, 404, "{page}");
    }
    let refused = north.post(&format!("{address}/done"), &[]).await;
    assert_eq!(refused.status, 404);
    assert!(
        north
            .get("/practice")
            .await
            .link("Safeguarding concerns")
            .is_none()
    );
    let record = Subject::Message(MessageSubject(concern.reference.clone()));
    assert!(app.table().accesses(&record).await.unwrap().is_empty());

    let mut sana = practitioner(&app, "Sana", "safeguarding").await;
    let work = sana.get("/practice").await;
    assert_eq!(work.link("Safeguarding concerns").as_deref(), Some(LIST));
    let list = sana.get(LIST).await;
    assert!(list.words().contains(&concern.reference.to_string()));
    assert!(
        !list.body.contains("He takes her money"),
        "{}",
        list.words()
    );
    let page = sana.get(&address).await;
    for words in ["He takes her money", "someone is in danger now"] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    let read = app.table().accesses(&record).await.unwrap();
    let expected = format!("read concern {}", concern.reference.plain());
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].what, expected);
}

#[tokio::test]
async fn a_concern_is_dealt_with_once_however_often_the_button_is_pressed() {
    let app = TestApp::default();
    let concern = sent(&app, "one").await;
    let address = format!("{LIST}/{}", concern.reference.plain());
    let mut sana = practitioner(&app, "Sana", "safeguarding").await;
    for _ in 0..2 {
        let done = sana.post(&format!("{address}/done"), &[]).await;
        assert_eq!(done.location(), Some(LIST), "{}", done.words());
        app.pass_minutes(1);
    }
    let shown = concern.reference.to_string();
    assert!(!sana.get(LIST).await.words().contains(&shown));
    let dealt_with = sana.get(&format!("{LIST}?list=done")).await;
    assert_eq!(dealt_with.body.matches(&shown).count(), 1);
    let page = sana.get(&address).await;
    assert!(page.words().contains("Dealt with"), "{}", page.words());
    assert!(!page.body.contains("Mark as dealt with"));
}

#[tokio::test]
async fn the_team_that_calls_people_back_sees_whom_to_call_and_no_concern() {
    let app = TestApp::default();
    let concern = sent(&app, "one").await;
    let call = InboxMessage {
        inbox: TeamInbox::CallBacks,
        reference: reference("two"),
        is_urgent: false,
        ..concern.clone()
    };
    let _kept = app.table().keep_message(&call, &[]).await.unwrap();
    let mut cai = practitioner(&app, "Cai", "contact").await;
    let work = cai.get("/practice").await;
    assert_eq!(work.link("Calls to make").as_deref(), Some(CALLS));
    assert!(work.link("Safeguarding concerns").is_none());
    assert_eq!(cai.get(LIST).await.status, 404);
    let list = cai.get(CALLS).await;
    assert!(list.words().contains("Call by"), "{}", list.words());
    assert!(!list.words().contains("Danger now"), "{}", list.words());
    // A reference of the other inbox is not found in this one.
    let other = format!("{CALLS}/{}", concern.reference.plain());
    for reply in [
        cai.get(&other).await,
        cai.post(&format!("{other}/done"), &[]).await,
    ] {
        assert_eq!(reply.status, 404);
    }
    let address = format!("{CALLS}/{}", call.reference.plain());
    assert_eq!(cai.get(&address).await.status, 200);
    let done = cai.post(&format!("{address}/done"), &[]).await;
    assert_eq!(done.location(), Some(CALLS));
    let left = cai.get(CALLS).await;
    assert!(!left.words().contains(&call.reference.to_string()));
}

/// Stores a concern.
async fn sent(app: &TestApp, name: &str) -> InboxMessage {
    let concern = InboxMessage {
        inbox: TeamInbox::Concerns,
        reference: reference(name),
        sent_at: app.site().now(),
        is_urgent: true,
        visit: "9f86d081884c7d65".to_owned(),
        lines: vec![InboxLine {
            label: "What has happened".to_owned(),
            words: vec!["He takes her money.".to_owned()],
        }],
        done: None,
    };
    let kept = app.table().keep_message(&concern, &[]).await.unwrap();
    assert_eq!(kept, InboxReceipt::Kept);
    concern
}
