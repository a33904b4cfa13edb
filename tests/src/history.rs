//! The past that the local stack's day services are given.

use std::collections::{BTreeMap, BTreeSet};

use app::register_watch::{WatchedRegister, watch};
use app::transport_watch::of_period;
use attendance::kept_register::{KeptRegister, KeptStatus, RegisterKey, RegisterReader as _};
use attendance::payment_period::PaymentPeriod;
use attendance::provider_request::ProviderRequestQueue as _;
use attendance::provision_plan::{EffectKeeper as _, SupplierReader as _};
use attendance::supplier::SupplierId;
use attendance::terms::Timeline;
use attendance::unregistered::UnregisteredDaysDesk as _;
use attendance::week::Week;
use domain::access::staff_user::Role;
use domain::application::information_request::{
    InformationRequest, InformationRequestReader as _, InformationRequestState,
};
use nightly_import::{ImportEvent, handle, run_by};
use testkit::{StaffUserBuilder, TestApp};

use crate::tree;

/// Where the made-up county's files of a night are.
const SNAPSHOT: &str = "provisions/2026-11-29";

#[tokio::test]
async fn the_past_of_the_local_stack_has_something_of_everything_and_is_made_once() {
    let app = county().await;
    let (table, now) = (app.table(), app.site().now());
    history::fill(&table, now).await.unwrap();
    let morning = watch(&table, now).await.unwrap();
    let late = [("S001", 1), ("S002", 1), ("S005", 2), ("S010", 3)];
    assert_eq!(weeks_of(&morning.late), late.map(of_supplier).into());
    assert_eq!(
        weeks_of(&morning.unlocked),
        [of_supplier(("S004", 1))].into()
    );
    assert_eq!(
        weeks_of(&morning.changed),
        [of_supplier(("S003", 1))].into()
    );

    let last = Week::of(app.site().today()).previous();
    let breach = register(&app, "S002", last).await;
    let book = table.contract_book(&breach.terms()).await.unwrap();
    assert_eq!(breach.register().breaches(&book).len(), 1);
    let untouched = register(&app, "S005", last).await;
    assert!(!app::registers::standing(&untouched).touched);
    // The week in which the rates change on 1 April.
    let first = last.financial_year().weeks()[0];
    let first = register(&app, "S008", first).await;
    assert!(matches!(first.head.status, KeptStatus::Locked { .. }));
    let provisions = table.provisions(&id("S008")).await.unwrap();
    let terms = &provisions[0].line.terms;
    assert_ne!(table.effects(terms).await.unwrap(), Timeline::default());
    let supplier = table.supplier(&id("S008")).await.unwrap().unwrap().supplier;
    let chosen = table.non_payment_year(&supplier, last.financial_year());
    assert_eq!(chosen.await.unwrap().0.nominated().len(), 2);
    assert_eq!(table.open_requests(None, 20).await.unwrap().items.len(), 4);

    let late = table.unregistered_page(None, 20).await.unwrap().items;
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].key.register.supplier, id("S009"));
    let month = PaymentPeriod::month_of(last);
    let transport = of_period(&table, month, now).await.unwrap();
    let of: BTreeSet<_> = transport
        .weeks
        .iter()
        .map(|one| &one.supplier.supplier.id)
        .collect();
    assert!(of.len() > 1, "it fails across suppliers: {of:?}");

    let stored = app.database().stored().await;
    app.pass_hours(1);
    history::fill(&table, app.site().now()).await.unwrap();
    assert_eq!(app.database().stored().await, stored);
}

/// Makes a county whose night's files were taken in, with somebody of finance,
/// on the Monday after.
async fn county() -> TestApp {
    let app = TestApp::default();
    app.pass_hours(8 * 24);
    let golden = tree::top().join("shared/exchange/golden").join(SNAPSHOT);
    for file in ["provisions.csv", "terms.csv", "manifest.json"] {
        let content = std::fs::read(golden.join(file)).unwrap();
        let name = format!("{SNAPSHOT}/{file}");
        app.buckets().put_in_exchange(&name, &content);
    }
    let sweep = tree::text(&tree::top().join("events/nightly-import/sweep.json"));
    let sweep: ImportEvent = serde_json::from_str(&sweep).unwrap();
    let (now, run) = (app.site().now(), "run".to_owned());
    let run = run_by(run, move || now);
    let taken = handle(&app.table(), &app.buckets(), &run, &sweep).await;
    assert_eq!(taken.unwrap().imported, 1);
    let farah = StaffUserBuilder::new("Farah", Role::Finance).with_email("farah@example.org");
    app.invite(farah).await;
    app
}

fn id(supplier: &str) -> SupplierId {
    SupplierId::parse(supplier).unwrap()
}

fn of_supplier((supplier, weeks): (&str, usize)) -> (SupplierId, usize) {
    (id(supplier), weeks)
}

/// Counts the weeks of each supplier.
fn weeks_of(watched: &[WatchedRegister]) -> BTreeMap<SupplierId, usize> {
    let mut weeks = BTreeMap::new();
    for one in watched {
        *weeks.entry(one.key.supplier.clone()).or_default() += 1;
    }
    weeks
}

async fn register(app: &TestApp, supplier: &str, week: Week) -> KeptRegister {
    let key = RegisterKey {
        supplier: id(supplier),
        week,
    };
    app.table().register(&key).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_made_up_citizen_is_asked_two_things_of_which_one_is_answered_and_once() {
    let app = TestApp::default();
    let (table, now) = (app.table(), app.site().now());
    let identity = app.identity(app.table());
    history::ask_questions(&table, &identity, now)
        .await
        .unwrap();
    assert_eq!(app.database().stored().await.len(), 0, "nobody is there");
    let bashir = app
        .open_account("Bashir", "bashir.okafor@example.org")
        .await;
    for _ in 0..2 {
        history::ask_questions(&table, &identity, now)
            .await
            .unwrap();
    }
    let asked = table.information_requests_to(&bashir.id, None, 9, now);
    let asked = asked.await.unwrap().items;
    let states: Vec<_> = asked.iter().map(InformationRequest::state).collect();
    assert_eq!(
        states,
        [
            InformationRequestState::Open,
            InformationRequestState::Unread
        ]
    );
}
