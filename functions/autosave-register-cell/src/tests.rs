//! Tests of saving a register, over the real table.

mod uploads;

use app::registers::make;
use attendance::cell::{RecordedBy, RecordedVia};
use attendance::kept_register::{
    KeptStatus, RegisterHead, RegisterKeeper as _, RegisterKey, RegisterReader as _,
};
use attendance::provider_access::ProviderRole;
use attendance::provision_plan::PlanKeeper as _;
use attendance::register_export::RegisterExportQueue as _;
use attendance::symbol::Symbol;
use attendance::week::Week;
use domain::access::staff_user::Role;
use domain::ports::Ports;
use serde_json::{Value, json};
use testkit::day_services::{self, line_key, willow_grove};
use testkit::{StaffUserBuilder, TestApp, Visitor, with_rights_of};

#[tokio::test]
async fn a_cell_is_saved_once_however_often_its_command_comes() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    let document = json!({"commands": [command(&key, "a", 0, 0), command(&key, "b", 0, 0)]});
    let twice_in_one = owen.post_json(&cells(&key), document.to_string()).await;
    assert_eq!(twice_in_one.status, 422, "one cell has one command");
    for _ in 0..3 {
        let saved = send(&mut owen, &key, command(&key, "a", 0, 0)).await;
        assert_eq!(saved, json!({"id": "a", "outcome": "saved", "version": 1}));
    }
    let kept = app.table().register(&key).await.unwrap().unwrap();
    let versions = &kept.lines[&line_key(0)].versions;
    assert_eq!(versions[&(key.week.monday(), Symbol::Morning)].len(), 1);
}

#[tokio::test]
async fn of_two_people_the_second_is_told_what_the_first_recorded() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    let mut pat = provider(&app, "Pat").await;
    send(&mut owen, &key, command(&key, "a", 0, 0)).await;
    let told = send(&mut pat, &key, command(&key, "b", 0, 1)).await;
    assert_eq!(told["outcome"], "conflict");
    assert_eq!(told["version"], 1);
    assert_eq!(
        (&told["stands"]["received"], &told["stands"]["by"]),
        (&json!(0), &json!("somebody else"))
    );
    let own = send(&mut owen, &key, command(&key, "c", 0, 1)).await;
    assert_eq!(own["stands"]["by"], "you", "in another window");
}

#[tokio::test]
async fn each_cell_of_a_document_is_saved_or_refused_by_itself() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    let mut evening = command(&key, "b", 0, 1);
    evening["symbol"] = json!("evening");
    let mut outside = command(&key, "c", 0, 0);
    outside["day"] = json!(key.week.next().monday().to_string());
    let document = json!({"commands": [evening, command(&key, "a", 0, 0), outside]});
    let reply = owen.post_json(&cells(&key), document.to_string()).await;
    assert_eq!(reply.status, 200);
    let outcomes: Vec<_> = reply.json()["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell["outcome"].clone())
        .collect();
    assert_eq!(outcomes, ["refused", "saved", "refused"]);
}

#[tokio::test]
async fn a_submitted_register_takes_nothing() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    app.table()
        .freeze_line(&key, &line_key(0), 1)
        .await
        .unwrap();
    let locked = send(&mut owen, &key, command(&key, "a", 0, 0)).await;
    assert_eq!(locked["outcome"], "locked");
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_document_is_said_at_once() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    let mut one = command(&key, "not an id", 0, 0);
    one["line"] = json!("0004512");
    let document = json!({"commands": [one, command(&key, "", 0, 0)]});
    let reply = owen.post_json(&cells(&key), document.to_string()).await;
    assert_eq!(reply.status, 422);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    let places: Vec<_> = reply.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].clone())
        .collect();
    assert_eq!(
        places,
        ["/commands/0/id", "/commands/0/line", "/commands/1/id"]
    );
    let many: Vec<_> = (0..501)
        .map(|number| command(&key, &format!("m{number}"), 0, 0))
        .collect();
    let many = owen
        .post_json(&cells(&key), json!({"commands": many}).to_string())
        .await;
    assert_eq!(many.status, 422);
}

#[tokio::test]
async fn a_register_of_another_supplier_is_not_found() {
    let app = TestApp::default();
    let (_, key) = owen(&app).await;
    let other = StaffUserBuilder::new("Quinn", Role::Provider).build();
    app.keep_staff_user(&other).await;
    let mut quinn = app.at_work(&other, browser(&app)).await;
    let document = json!({"commands": [command(&key, "a", 0, 0)]}).to_string();
    assert_eq!(quinn.post_json(&cells(&key), document).await.status, 404);
    let form = quinn.post(&save(&key), &[("whole", "1")]).await;
    assert_eq!(form.status, 404);
    let kept = app.table().register(&key).await.unwrap().unwrap();
    assert!(kept.lines.values().all(|line| line.versions.is_empty()));
}

#[tokio::test]
async fn without_javascript_only_what_somebody_changed_on_the_page_is_saved() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    let monday = key.week.monday();
    // Unticked: the morning, which the page showed as planned.
    let cell = |symbol: &str| format!("cell.0004512/1.{monday}.{symbol}");
    let afternoon = cell("pm");
    let fields = [
        ("seen.0004512/1", "1am.0.1 1pm.0.1"),
        (&*afternoon, "1"),
        ("whole", "1"),
    ];
    let saved = owen.post(&save(&key), &fields).await;
    assert_eq!(saved.location(), Some(&*register(&key)), "{}", saved.body);
    // Sent again it changes nothing.
    owen.post(&save(&key), &fields).await;
    let kept = app.table().register(&key).await.unwrap().unwrap();
    let versions = &kept.lines[&line_key(0)].versions;
    assert_eq!(versions.len(), 1);
    assert_eq!(versions[&(monday, Symbol::Morning)].len(), 1);
    // From a page of before, whoever changes the same cell is told.
    let mut pat = provider(&app, "Pat").await;
    let morning = cell("am");
    let fields = [
        ("seen.0004512/1", "1am.1.0"),
        (&*morning, "1"),
        ("whole", "1"),
    ];
    pat.post(&save(&key), &fields).await;
    let stale = [
        ("seen.0004512/1", "1am.1.0"),
        ("action", "absent-all-week/0004512/1"),
        ("whole", "1"),
    ];
    owen.post(&save(&key), &stale).await;
    let kept = app.table().register(&key).await.unwrap().unwrap();
    assert!(kept.lines[&line_key(0)].line.absent_all_week.is_some());
}

#[tokio::test]
async fn the_first_mark_of_a_week_makes_its_register() {
    let app = TestApp::default();
    day_services::keep_supplier(&app.table(), 3, app.site().now()).await;
    let key = RegisterKey {
        supplier: willow_grove().supplier.id,
        week: Week::of(app.site().today()),
    };
    let mut owen = provider(&app, "Owen").await;
    assert_eq!(app.table().register(&key).await.unwrap(), None);
    let saved = send(&mut owen, &key, command(&key, "a", 0, 0)).await;
    assert_eq!(saved["outcome"], "saved");
    let kept = app.table().register(&key).await.unwrap().unwrap();
    assert_eq!(kept.lines.len(), 3);
}

#[tokio::test]
async fn a_submission_that_stopped_half_way_is_finished_by_whoever_saves_next_and_exported_once() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    stand(&app, &key, |by| KeptStatus::Locking { by }).await;
    app.pass_minutes(2);
    let fields = [("action", "absent-all-week/0004512/1"), ("whole", "1")];
    owen.post(&save(&key), &fields).await;
    let kept = app.table().register(&key).await.unwrap().unwrap();
    assert!(matches!(kept.head.status, KeptStatus::Locked { .. }));
    let exports = app.table().registers_to_export(None, 9).await.unwrap();
    assert_eq!(exports.items.len(), 1);
    assert!(kept.lines.values().all(|line| line.versions.is_empty()));
}

#[tokio::test]
async fn a_form_that_was_cut_short_saves_nothing_and_says_so() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    let cut = owen
        .post(&save(&key), &[("seen.0004512/1", "1am.0.1")])
        .await;
    assert_eq!(cut.status, 422);
    assert_eq!(cut.heading(), "Some of your changes were not saved");
    let kept = app.table().register(&key).await.unwrap().unwrap();
    assert!(kept.lines.values().all(|line| line.versions.is_empty()));
}

#[tokio::test]
async fn ds_48_a_mark_of_somebody_who_is_not_shown_is_answered_as_one_of_no_line() {
    let app = TestApp::default();
    let (mut owen, key) = owen(&app).await;
    send(&mut owen, &key, command(&key, "a", 0, 0)).await;
    let mut nobody = command(&key, "b", 0, 1);
    nobody["line"] = json!("0099999/1");
    let nobody = send(&mut owen, &key, nobody).await;
    assert_eq!(nobody["outcome"], "refused");
    // The week has ended: no import writes its lines any more.
    let mut supplier = willow_grove();
    let ana = day_services::provision(0).person;
    supplier.restricted.restrict(&line_key(0), &ana.reference);
    app.table().keep_supplier(&supplier).await.unwrap();
    let before = app.table().register(&key).await.unwrap();
    for (seen, received) in [(0, 1), (0, 0), (1, 1)] {
        let sent = send(&mut owen, &key, command(&key, "b", seen, received)).await;
        assert_eq!(sent, nobody);
    }
    let kept = app.table().register(&key).await.unwrap();
    assert_eq!(kept, before);
    let other = command(&key, "c", 0, 0);
    let mut other = other;
    other["line"] = json!("0004513/1");
    assert_eq!(send(&mut owen, &key, other).await["outcome"], "saved");
}

/// Signs Owen in, who may act for Willow Grove, and opens its register of this
/// week.
async fn owen(app: &TestApp) -> (Visitor, RegisterKey) {
    day_services::keep_supplier(&app.table(), 3, app.site().now()).await;
    let key = RegisterKey {
        supplier: willow_grove().supplier.id,
        week: Week::of(app.site().today()),
    };
    let (table, now) = (app.table(), app.site().now());
    let supplier = willow_grove().supplier;
    make(&table, &supplier, key.week, now).await.unwrap();
    // The week is over, so that anything may have been received.
    app.pass_hours(8 * 24);
    (provider(app, "Owen").await, key)
}

async fn provider(app: &TestApp, name: &str) -> Visitor {
    let staff = StaffUserBuilder::new(name, Role::Provider).build();
    app.keep_staff_user(&staff).await;
    let supplier = willow_grove().supplier.id;
    app.grant(&staff, &supplier, ProviderRole::Staff).await;
    app.at_work(&staff, browser(app)).await
}

fn browser(app: &TestApp) -> Visitor {
    let ports = Ports::of(with_rights_of("autosave-register-cell", &app.table()));
    app.browser(crate::router(app.site(), ports))
}

fn command(key: &RegisterKey, id: &str, seen: u32, received: u32) -> Value {
    json!({
        "id": id, "line": "0004512/1", "day": key.week.monday().to_string(), "symbol": "am",
        "seen": seen, "received": received,
    })
}

async fn send(browser: &mut Visitor, key: &RegisterKey, command: Value) -> Value {
    let document = json!({"commands": [command]}).to_string();
    let reply = browser.post_json(&cells(key), document).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["cells"][0].clone()
}

fn cells(key: &RegisterKey) -> String {
    format!("/day-services/{}/{}/cells", key.supplier, key.week.ending())
}

fn register(key: &RegisterKey) -> String {
    format!("/day-services/{}/{}", key.supplier, key.week.ending())
}

fn save(key: &RegisterKey) -> String {
    format!("{}/save", register(key))
}

/// Sets where a register stands, as somebody did it on its page.
pub(crate) async fn stand(
    app: &TestApp,
    key: &RegisterKey,
    status: impl FnOnce(RecordedBy) -> KeptStatus,
) {
    let kept = app.table().register(key).await.unwrap().unwrap();
    let by = RecordedBy {
        user: "pat".to_owned(),
        at: app.site().now(),
        via: RecordedVia::Page,
    };
    let head = RegisterHead {
        status: status(by),
        ..kept.head
    };
    app.table().keep_head(key, &head).await.unwrap();
}
