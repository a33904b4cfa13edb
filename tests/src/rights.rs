//! Compares the rights that each function's role gives it on the table with the
//! requests of all tests: the function needs every right, and has every right
//! that it needs. In every test a function has the table with the rights of its
//! role, so a missing right is refused there. A right that no test needs is
//! found here, after all tests have run.

use std::collections::BTreeSet;

use charging::policy::Policy;
use domain::access::account::AccountStore as _;
use domain::application::evidence::{EvidenceStore as _, FileState};
use domain::application::files::Scan;
use domain::correspondence::email::{DeliveryLog as _, DeliveryStatus};
use domain::ports::Ports;
use domain::records::retention_schedule::Retention;
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;
use housekeeping::{Done, Housekeeping, Undone, keep_house};
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::rights::{FunctionRole, GrantScope, RecordedRequest, RoleStatement};
use testkit::{Process, TestApp, Visitor, with_rights_of};

use crate::journeys::{JOURNEYS, MeteredPortal, PDF, Used};
use crate::people::{Person, PopulatedApp, borrowed, sends};

/// The rights that no test uses: the function, and an action or a partition.
/// The list may only shrink.
const NOT_DONE_BY_ANY_TEST: [(&str, &str); 0] = [];

/// The partition of the read with which the launcher opens its connection. No
/// test goes through the launcher; `infra/test_template.py` checks that the
/// functions that answer requests may read it.
const WARM_UP: &str = "WARM-UP";

const OBJECT_CREATED: &str = include_str!("../../events/scan-evidence/object-created.json");
const NO_THREATS: &str = include_str!("../../events/scan-evidence/no-threats-found.json");
/// The file that both events are about.
const THEIR_FILE: &str = "0123456789abcdef0123456789abcdef";
const BOUNCE: &str = include_str!("../../events/housekeeping/bounce.json");
/// The message that the bounce is about.
const THEIR_MESSAGE: &str = "0102019aa1b2c3d4-11111111-2222-3333-4444-555555555555-000000";

#[test]
#[ignore = "reads what all other tests have noted: tests/run rights"]
fn what_a_role_allows_some_test_does_and_nothing_else() {
    let recorded = RecordedRequest::in_all_tests();
    let mut not_done = BTreeSet::new();
    for role in FunctionRole::all() {
        let function = role.function.as_str();
        let done: Vec<_> = recorded
            .iter()
            .filter(|each| each.function == function)
            .collect();
        assert!(
            !done.is_empty(),
            "no test did anything as {function}: run all of them first (tests/run rust)"
        );
        let denied = done.iter().find(|each| each.denied);
        assert!(denied.is_none(), "{function} was refused {denied:?}");
        for statement in &role.statements {
            let not_done_here = never_done(statement, &done);
            not_done.extend(not_done_here.map(|what| (function, what)));
        }
    }
    let named = BTreeSet::from(NOT_DONE_BY_ANY_TEST);
    let not_done: BTreeSet<_> = not_done
        .iter()
        .map(|(function, what)| (*function, what.as_str()))
        .collect();
    assert_eq!(not_done, named);
}

/// Lists the actions and partitions of a statement that no test needed.
fn never_done<'a>(
    statement: &'a RoleStatement,
    done: &'a [&RecordedRequest],
) -> impl Iterator<Item = String> + 'a {
    let places = match &statement.scope {
        GrantScope::Partitions(patterns) => patterns.clone(),
        GrantScope::Index(index) => vec![format!("index {index}")],
        GrantScope::EveryItem => vec!["every item".to_owned()],
    };
    let connects = places.iter().any(|place| place == WARM_UP);
    let within: Vec<_> = done
        .iter()
        .map(|each| &each.request)
        .filter(|request| statement.allows(request))
        .collect();
    let actions = statement.actions.iter().filter(|action| {
        let read_to_connect = connects && *action == "GetItem";
        !read_to_connect && !within.iter().any(|request| request.action == **action)
    });
    let actions: Vec<String> = actions.cloned().collect();
    let places = places.into_iter().filter(move |place| {
        place != WARM_UP && !within.iter().any(|request| request.place == *place)
    });
    actions.into_iter().chain(places)
}

#[tokio::test]
async fn an_application_is_lived_through_by_functions_each_with_its_own_rights() {
    let policy = tests::illustration();
    let app = TestApp::default();
    let table = app.table();
    let mut portal = MeteredPortal::new(app, table, &policy).await.unwrap();
    let [daily, ..] = portal.idle().await.unwrap();
    let parts = portal.live(0).await.unwrap();
    assert_eq!(parts.len(), JOURNEYS.len());
    let mut whole = portal.keep_house_of_one(&daily).await.unwrap();
    for part in &parts {
        Used::add(&mut whole, part);
    }
    assert!(whole.pages > 60 && whole.emails > 3, "{whole:?}");
}

#[tokio::test]
async fn what_was_begun_more_than_a_week_ago_is_answered() {
    let app = PopulatedApp::new().await;
    let person = app.add_person().await;
    // The next answer extends the expiry of the form's reference and of the
    // records of its files.
    app.pass_hours(8 * 24);
    let mut visitor = app.signed_in(&person, None, 0).await;
    for (page, field, answer) in [
        ("/check-support/who", "who", "myself"),
        ("/estimate-costs/who-for", "who-for", "me"),
        ("/apply/what", "what", "help"),
    ] {
        let reply = visitor.post(page, &[(field, answer)]).await;
        assert_eq!(reply.status, 303, "{page}: {}", reply.words());
    }
}

#[tokio::test]
async fn a_verdict_that_comes_after_the_application_is_noted_for_the_export() {
    let portal = Late::new().await;
    let mut visitor = portal.visitor().await;
    let file = portal.send_file(&mut visitor).await;
    portal.judge(OBJECT_CREATED, &file).await;
    portal.submit(&mut visitor).await;
    portal.judge(NO_THREATS, &file).await;
    let (account, saved) = portal.form();
    let known = portal.app.table().evidence(&account, &saved).await;
    let known = known.unwrap().into_iter().find(|known| known.id == file);
    assert_eq!(known.unwrap().state, FileState::Clean);
}

#[tokio::test]
async fn a_bounce_that_is_told_before_the_attempt_is_kept_is_seen_to_by_staff() {
    let portal = Late::new().await;
    let mut visitor = portal.visitor().await;
    // The confirmation is the next e-mail.
    let next = portal.app.mailer().sent().len() + 1;
    let next = format!("message-{next}");
    let (table, now) = (portal.app.table(), portal.app.now());
    let told = table.note_delivery(&next, DeliveryStatus::Bounced, now);
    told.await.unwrap();
    portal.submit(&mut visitor).await;
    let undelivered = portal.app.database().stored_in("UNDELIVERED").await;
    assert_eq!(undelivered.len(), 1, "{undelivered:?}");
}

#[tokio::test]
async fn housekeeping_does_what_was_left_undone() {
    let portal = Late::new().await;
    let mut visitor = portal.visitor().await;
    let file = portal.send_file(&mut visitor).await;
    portal.judge(OBJECT_CREATED, &file).await;
    portal.app.mailer().fail(true);
    portal.submit(&mut visitor).await;
    let fields = [("what-happened", "It took too long")];
    let complained = "/saved-forms/your-data/complaint";
    // The complaint is kept although no e-mail can be sent.
    assert_eq!(visitor.post(complained, &fields).await.status, 303);
    portal.app.mailer().fail(false);

    // The job sends the e-mails that the mail service refused, and tells the
    // council of the complaints.
    portal.app.pass_minutes(30);
    let done = portal.keep_house(json!({ "housekeeping": "confirm" }));
    let done = done.await.unwrap();
    // Another complaint came with the person.
    assert_eq!((done.confirmed, done.complaints_told), (1, 2));
    let message = format!("message-{}", portal.message_about_the_application());
    let bounce = BOUNCE.replace(THEIR_MESSAGE, &message);
    let done = portal.keep_house(serde_json::from_str(&bounce).unwrap());
    assert_eq!(done.await.unwrap().deliveries_noted, 1);
    let stored = &portal.app.database();
    assert_eq!(stored.stored_in("UNDELIVERED").await.len(), 1);

    // A verdict that never came, which the job logs.
    portal.app.pass_hours(4 * 24);
    assert_eq!(stored.stored_in("AWAITED").await.len(), 1);
    let undone = portal.keep_house(json!({ "housekeeping": "daily" })).await;
    assert!(undone.is_err());
    assert!(stored.stored_in("AWAITED").await.is_empty());

    // An account that was deleted and whose other records were not erased.
    drop(portal.visitor().await);
    let (account, _) = portal.form();
    let (table, now) = (portal.app.table(), portal.app.now());
    table.delete_account(&account, now).await.unwrap();
    let done = portal.keep_house(json!({ "housekeeping": "daily" })).await;
    assert_eq!(done.unwrap().accounts_erased, 1);
}

/// Somebody with a request that can be sent, and a place for files.
struct Late {
    app: PopulatedApp,
    person: Person,
}

impl Late {
    async fn new() -> Self {
        let app = PopulatedApp::new().await;
        let person = app.add_person().await;
        app.buckets().scanner_says(Scan::Later);
        Self { app, person }
    }

    fn form(&self) -> (AccountId, SavedId) {
        (self.person.account(), self.person.saved("request"))
    }

    /// Opens the person's browser, in which they have just signed in.
    async fn visitor(&self) -> Visitor {
        self.app.signed_in(&self.person, None, 0).await
    }

    /// Sends a file as a browser does, and returns its id.
    async fn send_file(&self, visitor: &mut Visitor) -> String {
        let added = visitor.post("/apply/evidence/deputy-order/add", &[]).await;
        let page = added.location().unwrap().to_owned();
        assert_eq!(visitor.get(&page).await.status, 200, "{page}");
        let id = page.rsplit('/').next().unwrap().to_owned();
        let (buckets, now) = (self.app.buckets(), self.app.now());
        let sent = buckets.send_as_offered(&id, "order.pdf", PDF, now);
        sent.unwrap();
        let sent = visitor.get(&format!("{page}/sent")).await;
        assert_eq!(sent.status, 303, "{}", sent.words());
        id
    }

    async fn judge(&self, event: &str, file: &str) {
        let event = serde_json::from_str(&event.replace(THEIR_FILE, file)).unwrap();
        let table = with_rights_of("scan-evidence", &self.app.table());
        let buckets = self.app.buckets();
        let judged = scan_evidence::handle(&table, &buckets, &buckets, &event);
        judged.await.unwrap();
    }

    async fn submit(&self, visitor: &mut Visitor) {
        let declaration = visitor.get("/apply/declaration").await;
        let fields = sends(&declaration);
        let sent = visitor.post("/apply/submit", &borrowed(&fields)).await;
        assert_eq!(sent.status, 303, "{}", sent.words());
    }

    /// Finds the number of the e-mail about the application, counted from one.
    fn message_about_the_application(&self) -> usize {
        let sent = self.app.mailer().sent();
        let about = sent.iter().rposition(|(_, mail)| mail.about().is_some());
        about.unwrap() + 1
    }

    async fn keep_house(&self, event: Value) -> Result<Done, Undone> {
        let (app, table) = (&self.app, self.app.table());
        let ports = Ports::of(with_rights_of("housekeeping", &table))
            .with_identity(app.pools(&Process::default()))
            .with_mailer(app.mailer())
            .with_files(app.buckets());
        let two_days = SignedDuration::from_hours(2 * 24);
        let site = app.site();
        let council = site.council();
        let (kept, policy) = (Retention::default(), Policy::default());
        let housekeeping = Housekeeping::new(ports, council, (kept, two_days, policy));
        keep_house(&housekeeping, self.app.now(), event).await
    }
}
