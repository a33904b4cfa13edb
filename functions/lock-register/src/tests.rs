//! Tests of submitting a register, over the real table.

use app::register_freeze::settle;
use app::register_lock::{SubmissionOutcome, submit, unlock_on_record};
use app::registers::make;
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{
    CellKeeper as _, CellKept, KeptRegister, KeptStatus, RegisterKey, RegisterReader as _,
};
use attendance::ledger::{Ledger, LedgerScope, LedgerSide};
use attendance::provider_access::ProviderRole;
use attendance::provision_plan::PlanKeeper as _;
use attendance::quantity::Quantity;
use attendance::receipt::SubmissionReceipt;
use attendance::register_export::RegisterExportQueue as _;
use attendance::symbol::Symbol;
use attendance::week::Week;
use domain::access::staff_user::Role;
use domain::ports::Ports;
use domain::values::money::in_words;
use jiff::SignedDuration;
use rust_decimal::Decimal;
use serde_json::json;
use testkit::day_services::{self, line_key, willow_grove};
use testkit::{CrashPoint, Process, StaffUserBuilder, TestApp, Visitor, with_rights_of};

/// The most people that one register has in a test of many.
const MANY: usize = 120;

#[tokio::test]
async fn section_8_a_register_cannot_be_submitted_before_its_week_has_ended() {
    let app = TestApp::default();
    let key = register_of(&app, 2).await;
    let mut owen = owen(&app).await;
    let page = owen.get(&address(&key)).await;
    assert!(page.words().contains("You can submit this register from"));
    assert!(page.button("Save, confirm and lock the register").is_none());
    // Whoever posts anyway is told, with everything else that is wrong.
    let refused = owen.post(&address(&key), &[]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.errors().len(), 2, "{:?}", refused.errors());
    assert!(refused.errors()[0].starts_with("You can submit this register from"));
    assert_eq!(head(&app, &key).await.0, 0);
}

#[tokio::test]
async fn section_8_1_the_box_is_ticked_first_and_the_register_is_locked_with_its_receipt() {
    let app = TestApp::default();
    let key = register_of(&app, 3).await;
    after(&app, &key);
    let mut owen = owen(&app).await;
    let page = owen.get(&address(&key)).await;
    let paid = would_be_paid(&app, &key).await;
    assert!(
        page.words()
            .contains(&format!("you will be paid {}", in_words(paid)))
    );
    assert!(page.words().contains("The money reaches your bank on"));
    let unticked = owen.post(&address(&key), &[]).await;
    assert_eq!(
        unticked.errors(),
        ["Confirm that the register is a true record before you submit it"]
    );
    let sent = owen.post(&address(&key), &[("declared", "yes")]).await;
    let receipt = owen.follow(sent).await;
    assert_eq!(receipt.heading(), "Register submitted");
    assert!(
        receipt
            .words()
            .contains(&format!("will be paid {}", in_words(paid)))
    );
    let version = app.table().locked_version(&key, 1).await.unwrap().unwrap();
    assert!(receipt.words().contains(&version.chain));
    let text = SubmissionReceipt::of(&key, None, &version).to_string();
    for line in text.lines().filter(|line| !line.is_empty()) {
        assert!(receipt.words().contains(line), "{line}");
    }
    assert_eq!(
        version.amounts.iter().map(|of| of.paid).sum::<Decimal>(),
        paid
    );
    // The page of submitting leads to the receipt from now on.
    assert_eq!(
        owen.get(&address(&key)).await.location(),
        Some(&*receipt_of(&key))
    );
}

#[tokio::test]
async fn pressed_fifty_times_at_once_it_is_locked_once_and_every_press_ends_on_the_receipt() {
    let app = TestApp::default();
    let key = register_of(&app, 2).await;
    after(&app, &key);
    let owen = owen(&app).await;
    let presses = (0..50).map(|_| {
        let (mut owen, address) = (owen.clone(), address(&key));
        tokio::spawn(async move { owen.post(&address, &[("declared", "yes")]).await })
    });
    for press in presses.collect::<Vec<_>>() {
        let press = press.await.unwrap();
        assert_eq!(
            press.location(),
            Some(&*receipt_of(&key)),
            "{}",
            press.status
        );
    }
    assert_eq!(head(&app, &key).await.0, 1);
    assert_eq!(app.table().locked_version(&key, 2).await.unwrap(), None);
    assert_eq!(exports(&app).await, 1);
}

#[tokio::test]
async fn what_the_browser_had_not_sent_is_in_the_locked_register() {
    let app = TestApp::default();
    let key = register_of(&app, 2).await;
    after(&app, &key);
    let mut owen = owen(&app).await;
    let day = key.week.monday().to_string();
    let waiting = |seen: u32| {
        let command = json!({"commands": [{
            "id": format!("w-{seen}"), "line": "0004512/1", "day": day, "symbol": "am",
            "seen": seen, "received": 0, "reason": "without_notice",
        }]});
        command.to_string()
    };
    // A change that the register has in another version is not taken, and then
    // nothing is locked.
    let stale = [("declared", "yes"), ("waiting", &*waiting(3))];
    let refused = owen.post(&address(&key), &stale).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.errors()[0].starts_with("Ana Doe"),
        "{:?}",
        refused.errors()
    );
    assert_eq!(head(&app, &key).await.0, 0);
    let sent = [("declared", "yes"), ("waiting", &*waiting(0))];
    assert_eq!(owen.post(&address(&key), &sent).await.status, 303);
    let version = app.table().locked_version(&key, 1).await.unwrap().unwrap();
    let line = &version.lines[&line_key(0)].line;
    assert!(
        line.records
            .contains_key(&(key.week.monday(), Symbol::Morning))
    );
}

#[tokio::test]
async fn section_6_2_a_breach_is_named_and_stops_the_submission() {
    let app = TestApp::default();
    let key = register_of(&app, 1).await;
    after(&app, &key);
    let mut owen = owen(&app).await;
    // More than is commissioned is saved, and cannot be submitted.
    for day in [4, 5] {
        let cell = Cell {
            day: key.week.days()[day],
            ..cell(&key)
        };
        mark(&app, &key, cell, 1).await;
    }
    let page = owen.get(&address(&key)).await;
    assert!(
        page.words().contains("Change these first"),
        "{}",
        page.words()
    );
    let refused = owen.post(&address(&key), &[("declared", "yes")]).await;
    assert_eq!(refused.status, 422);
    let errors = refused.errors();
    assert!(
        errors[0].contains("Ana Doe") && errors[0].contains('6'),
        "{errors:?}"
    );
    assert_eq!(head(&app, &key).await.0, 0);
}

#[tokio::test]
async fn a_register_of_another_supplier_is_not_found() {
    let app = TestApp::default();
    let key = register_of(&app, 1).await;
    after(&app, &key);
    let other = StaffUserBuilder::new("Pat", Role::Provider).build();
    app.keep_staff_user(&other).await;
    let mut pat = app.at_work(&other, browser(&app)).await;
    for page in [address(&key), receipt_of(&key)] {
        let found = pat.get(&page).await;
        assert_eq!(found.status, 404);
        assert!(!found.body.contains("Willow Grove"));
    }
    assert_eq!(
        pat.post(&address(&key), &[("declared", "yes")])
            .await
            .status,
        404
    );
    assert_eq!(head(&app, &key).await.0, 0);
}

#[tokio::test]
async fn killed_at_any_call_a_submission_ends_locked_or_open_and_never_half() {
    let before = TestApp::default();
    let key = register_of(&before, 3).await;
    mark(&before, &key, cell(&key), 0).await;
    after(&before, &key);
    let process = Process::default();
    let whole = before.copy();
    let table = whole.database().table_of(&process);
    let done = submit(&table, &key, &[], true, &by(&whole)).await.unwrap();
    assert!(matches!(
        done,
        SubmissionOutcome::Locked {
            version: 1,
            again: false
        }
    ));
    let expected = whole
        .table()
        .locked_version(&key, 1)
        .await
        .unwrap()
        .unwrap();
    for call in 1..=process.calls() {
        for crash in CrashPoint::at(call) {
            let app = before.copy();
            let table = app.database().table_crashing(crash);
            let _ = submit(&table, &key, &[], true, &by(&app)).await;
            app.pass_minutes(2);
            // Whoever does something with it next finds it open or locked.
            let opened = opened(&app, &key).await;
            let open_after = opened.head.status == KeptStatus::Open;
            let locked = matches!(opened.head.status, KeptStatus::Locked { .. });
            assert!(open_after || locked, "{crash:?}: {:?}", opened.head.status);
            let frozen = opened.lines.values().filter(|line| line.locked.is_some());
            assert_eq!(frozen.count(), if locked { 3 } else { 0 }, "{crash:?}");
            let again = submit(&app.table(), &key, &[], true, &by(&app))
                .await
                .unwrap();
            assert_eq!(
                again,
                SubmissionOutcome::Locked {
                    version: 1,
                    again: locked
                },
                "{crash:?}"
            );
            let version = app.table().locked_version(&key, 1).await.unwrap().unwrap();
            assert_eq!(version.amounts, expected.amounts, "{crash:?}");
            assert_eq!(version.lines.len(), 3);
            assert_eq!(exports(&app).await, 1, "{crash:?}");
        }
    }
}

#[tokio::test]
async fn a_register_of_more_people_than_a_transaction_has_room_for_is_locked_whole() {
    let app = TestApp::default();
    let key = register_of(&app, MANY).await;
    after(&app, &key);
    let done = submit(&app.table(), &key, &[], true, &by(&app))
        .await
        .unwrap();
    assert!(
        matches!(done, SubmissionOutcome::Locked { version: 1, .. }),
        "{done:?}"
    );
    let version = app.table().locked_version(&key, 1).await.unwrap().unwrap();
    assert_eq!(version.lines.len(), MANY);
}

#[tokio::test]
async fn an_unlocked_register_is_submitted_anew_or_returns_to_what_was_locked() {
    let app = TestApp::default();
    let key = register_of(&app, 2).await;
    after(&app, &key);
    let table = app.table();
    submit(&table, &key, &[], true, &by(&app)).await.unwrap();
    let until = app.site().now() + SignedDuration::from_hours(24);
    let (farah, now) = (
        StaffUserBuilder::new("Farah", Role::Finance).build(),
        app.site().now(),
    );
    let refused = unlock_on_record(&table, &farah, &key, " ", until, now)
        .await
        .unwrap();
    assert!(refused.is_err(), "a reason is asked for");
    unlock_on_record(&table, &farah, &key, "A journey was missed", until, now)
        .await
        .unwrap()
        .unwrap();
    mark(&app, &key, cell(&key), 0).await;
    let second = submit(&table, &key, &[], true, &by(&app)).await.unwrap();
    assert_eq!(
        second,
        SubmissionOutcome::Locked {
            version: 2,
            again: false
        }
    );
    let versions = [1, 2].map(|number| {
        let (table, key) = (table.clone(), key.clone());
        async move { table.locked_version(&key, number).await.unwrap().unwrap() }
    });
    let [first, second] = versions;
    let (first, second) = (first.await, second.await);
    assert!(first.lines[&line_key(0)].line.records.is_empty());
    assert_eq!(second.lines[&line_key(0)].line.records.len(), 1);
    assert_ne!(first.chain, second.chain);

    // Unlocked again and changed, it returns to the second version by itself.
    let until = app.site().now() + SignedDuration::from_hours(2);
    unlock_on_record(&table, &farah, &key, "One more", until, app.site().now())
        .await
        .unwrap()
        .unwrap();
    mark(
        &app,
        &key,
        Cell {
            symbol: Symbol::Afternoon,
            ..cell(&key)
        },
        0,
    )
    .await;
    app.pass_hours(3);
    let kept = opened(&app, &key).await;
    assert!(matches!(kept.head.status, KeptStatus::Locked { .. }));
    let afternoon = &kept.lines[&line_key(0)].versions[&(key.week.monday(), Symbol::Afternoon)];
    let marks: Vec<_> = afternoon
        .iter()
        .map(|version| version.mark.clone())
        .collect();
    assert_eq!(marks, [Mark::received(Quantity(0)), Mark::AsPlanned]);
    let late = table
        .keep_cell(&key, &command(&key, 1, 0), &by(&app))
        .await
        .unwrap();
    assert_eq!(late, CellKept::Locked);
    assert_eq!(
        settle(&table, kept.clone(), app.site().now())
            .await
            .unwrap(),
        kept
    );
}

#[tokio::test]
async fn ds_48_what_breaks_a_rule_of_somebody_who_is_not_shown_names_nobody() {
    let app = TestApp::default();
    let key = register_of(&app, 2).await;
    after(&app, &key);
    // Ana came in the morning of a day on which nothing is planned for her.
    let kept = app.table().register(&key).await.unwrap().unwrap();
    let book = app.table().contract_book(&kept.terms()).await.unwrap();
    for on in 0..7 {
        let day = attendance::week::plus_days(key.week.monday(), on);
        mark(&app, &key, Cell { day, ..cell(&key) }, 1).await;
    }
    let kept = app.table().register(&key).await.unwrap().unwrap();
    assert!(!kept.register().breaches(&book).is_empty());
    let mut owen = owen(&app).await;
    assert!(owen.get(&address(&key)).await.body.contains("Ana Doe"));
    let mut supplier = willow_grove();
    let ana = day_services::provision(0).person;
    supplier.restricted.restrict(&line_key(0), &ana.reference);
    app.table().keep_supplier(&supplier).await.unwrap();
    let waiting = json!({"commands": [{
        "id": "w", "line": "0004512/1", "day": key.week.monday().to_string(), "symbol": "am",
        "seen": 1, "received": 0,
    }]});
    let says =
        "Somebody who is not shown to you has something that cannot be submitted. Contact finance";
    let page = owen.get(&address(&key)).await;
    let posted = owen.post(&address(&key), &[("declared", "yes")]).await;
    assert_eq!(posted.errors(), [says]);
    for page in [&page, &posted] {
        assert!(page.words().contains(says));
        assert!(page.words().contains("People not shown to you: £"));
        assert!(!page.body.contains("Doe") && !page.body.contains("0004512"));
    }
    let sent = [("declared", "yes"), ("waiting", &*waiting.to_string())];
    let refused = owen.post(&address(&key), &sent).await;
    assert_eq!(refused.status, 422);
    assert!(!refused.body.contains("Doe"));
    let kept = app.table().register(&key).await.unwrap().unwrap();
    let monday = &kept.lines[&line_key(0)].versions[&(key.week.monday(), Symbol::Morning)];
    assert_eq!(monday.len(), 1);
}

/// Opens this week's register of Willow Grove with so many people, for which
/// Owen may act.
async fn register_of(app: &TestApp, people: usize) -> RegisterKey {
    let now = app.site().now();
    day_services::keep_supplier(&app.table(), people, now).await;
    let owen = StaffUserBuilder::new("Owen", Role::Provider).build();
    app.keep_staff_user(&owen).await;
    let supplier = willow_grove().supplier.id;
    app.grant(&owen, &supplier, ProviderRole::Staff).await;
    let key = RegisterKey {
        supplier,
        week: Week::of(app.site().today()),
    };
    opened(app, &key).await;
    key
}

/// Signs Owen in.
async fn owen(app: &TestApp) -> Visitor {
    let owen = StaffUserBuilder::new("Owen", Role::Provider).build();
    app.at_work(&owen, browser(app)).await
}

fn browser(app: &TestApp) -> Visitor {
    let ports = Ports::of(with_rights_of("lock-register", &app.table()));
    app.browser(crate::router(app.site(), ports))
}

/// Returns the register, settled as whoever does something with it settles it.
async fn opened(app: &TestApp, key: &RegisterKey) -> KeptRegister {
    let (table, now) = (app.table(), app.site().now());
    let kept = match table.register(key).await.unwrap() {
        Some(kept) => kept,
        None => {
            let supplier = willow_grove().supplier;
            make(&table, &supplier, key.week, now).await.unwrap()
        }
    };
    settle(&table, kept, now).await.unwrap()
}

/// Lets the week of a register end.
fn after(app: &TestApp, key: &RegisterKey) {
    let left = key
        .week
        .opens_for_submission()
        .duration_since(app.site().now());
    if left > SignedDuration::ZERO {
        app.pass_minutes(left.as_mins() + 10);
    }
}

async fn head(app: &TestApp, key: &RegisterKey) -> (u32, KeptStatus) {
    let kept = app.table().register(key).await.unwrap().unwrap();
    (kept.head.version, kept.head.status)
}

async fn would_be_paid(app: &TestApp, key: &RegisterKey) -> Decimal {
    let kept = app.table().register(key).await.unwrap().unwrap();
    let book = app.table().contract_book(&kept.terms()).await.unwrap();
    let ledger = Ledger::of(&kept.register(), &book);
    ledger.total(&LedgerScope::Week, LedgerSide::Paid).amount
}

async fn mark(app: &TestApp, key: &RegisterKey, cell: Cell, received: u32) {
    let command = CellCommand {
        cell,
        ..command(key, 0, received)
    };
    let kept = app
        .table()
        .keep_cell(key, &command, &by(app))
        .await
        .unwrap();
    assert_eq!(kept, CellKept::Kept(1));
}

fn command(key: &RegisterKey, seen: u32, received: u32) -> CellCommand {
    CellCommand {
        id: CommandId::parse(&format!("c-{seen}-{received}")).unwrap(),
        cell: cell(key),
        mark: Mark::received(Quantity(received)),
        seen,
    }
}

fn cell(key: &RegisterKey) -> Cell {
    Cell {
        line: line_key(0),
        day: key.week.monday(),
        symbol: Symbol::Morning,
    }
}

fn by(app: &TestApp) -> RecordedBy {
    RecordedBy {
        user: "owen".to_owned(),
        at: app.site().now(),
        via: RecordedVia::Page,
    }
}

fn address(key: &RegisterKey) -> String {
    format!(
        "/day-services/{}/{}/submit",
        key.supplier,
        key.week.ending()
    )
}

/// Counts the locked registers that are to be exported.
async fn exports(app: &TestApp) -> usize {
    let page = app.table().registers_to_export(None, 9).await.unwrap();
    page.items.len()
}

fn receipt_of(key: &RegisterKey) -> String {
    format!(
        "/day-services/{}/{}/receipt",
        key.supplier,
        key.week.ending()
    )
}
