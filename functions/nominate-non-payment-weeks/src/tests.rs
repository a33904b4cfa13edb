//! Tests of nominating non-payment weeks, over the real table.

use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{CellKeeper as _, CellKept, RegisterKey, RegisterReader as _};
use attendance::provider_access::ProviderRole;
use attendance::provision_plan::SupplierReader as _;
use attendance::supplier::Supplier;
use attendance::symbol::Symbol;
use attendance::week::Week;
use domain::access::staff_user::Role;
use domain::ports::Ports;
use jiff::civil::date;
use testkit::{Reply, StaffUserBuilder, TestApp, Visitor, day_services, with_rights_of};

const WEEKS: &str = "/day-services/S1/non-payment/2026";

#[tokio::test]
async fn ds_32_two_weeks_with_a_gap_are_chosen_confirmed_and_changed_until_they_begin() {
    let app = TestApp::default();
    let (supplier, mut mia) = manager(&app).await;
    for weeks in [["2026-12-13", "2027-02-21"], ["2026-12-20", "2027-02-21"]] {
        let asked = mia.post(WEEKS, &chosen(&weeks)).await;
        assert_eq!(
            asked.heading(),
            "Confirm the non-payment weeks of Brookside"
        );
        assert_ne!(
            in_force(&app, &supplier).await,
            weeks,
            "nothing is nominated yet"
        );
        for _ in 0..2 {
            let done = confirm(&mut mia, &weeks).await;
            assert_eq!((done.status, done.location()), (303, Some(WEEKS)));
            assert_eq!(in_force(&app, &supplier).await, weeks);
        }
    }
}

#[tokio::test]
async fn ds_32_every_problem_is_told_at_once_and_nothing_is_nominated() {
    let app = TestApp::default();
    let (supplier, mut mia) = manager(&app).await;
    let weeks = ["2026-04-12", "2026-12-13", "2027-04-11"];
    let refused = confirm(&mut mia, &weeks).await;
    assert_eq!(refused.status, 422);
    let errors = refused.errors().join("\n");
    for said in [
        "no more than 2 weeks",
        "12/04/26 has already",
        "11/04/27 is in another",
    ] {
        assert!(errors.contains(said), "{said}: {errors}");
    }
    assert_eq!(
        in_force(&app, &supplier).await,
        ["2026-12-27", "2027-01-03"]
    );
}

#[tokio::test]
async fn ds_32_one_week_leaves_one_to_the_default() {
    let app = TestApp::default();
    let (supplier, mut mia) = manager(&app).await;
    let asked = mia.post(WEEKS, &chosen(&["2027-02-21"])).await;
    assert!(
        asked.words().contains("1 more week is due"),
        "{}",
        asked.words()
    );
    confirm(&mut mia, &["2027-02-21"]).await;
    assert_eq!(
        in_force(&app, &supplier).await,
        ["2026-12-27", "2027-02-21"]
    );
}

#[tokio::test]
async fn section_4_4_only_a_manager_of_the_supplier_chooses_its_weeks() {
    let app = TestApp::default();
    let (supplier, _) = manager(&app).await;
    let staff = StaffUserBuilder::new("Owen", Role::Provider).build();
    app.keep_staff_user(&staff).await;
    let mut owen = app.at_work(&staff, browser(&app)).await;
    assert_eq!(owen.get(WEEKS).await.status, 404);
    app.grant(&staff, &supplier.id, ProviderRole::Staff).await;
    assert_eq!(owen.get(WEEKS).await.status, 403);
    let refused = confirm(&mut owen, &["2027-02-21"]).await;
    assert_eq!(refused.status, 403);
    assert_eq!(
        in_force(&app, &supplier).await,
        ["2026-12-27", "2027-01-03"]
    );
}

#[tokio::test]
async fn what_is_no_week_and_no_year_changes_nothing() {
    let app = TestApp::default();
    let (_, mut mia) = manager(&app).await;
    assert_eq!(mia.post(WEEKS, &chosen(&["2026-12-14"])).await.status, 400);
    for year in ["2025", "2028", "26", "x"] {
        let address = format!("/day-services/S1/non-payment/{year}");
        assert_eq!(mia.get(&address).await.status, 404, "{year}");
    }
}

#[tokio::test]
async fn ds_32_a_week_with_marks_asks_to_confirm_and_keeps_them() {
    let app = TestApp::default();
    let (table, now) = (app.table(), app.site().now());
    day_services::keep_supplier(&table, 1, now).await;
    let supplier = day_services::willow_grove().supplier;
    let staff = StaffUserBuilder::new("Mia", Role::Provider).build();
    app.keep_staff_user(&staff).await;
    app.grant(&staff, &supplier.id, ProviderRole::Manager).await;
    let mut mia = app.at_work(&staff, browser(&app)).await;
    let key = marked(&app, &supplier).await;
    let address = "/day-services/S12/non-payment/2026";
    let mut fields = chosen(&["2026-12-13", "2027-02-21"]);
    for confirmed in [&[][..], &[("confirm", "yes")][..]] {
        let sent = [&fields[..], confirmed].concat();
        let asked = mia.post(address, &sent).await;
        assert_eq!(asked.status, 200);
        let said = "w/e 13/12/26 has changes recorded, which will not be paid";
        assert!(asked.words().contains(said), "{}", asked.words());
        assert_eq!(asked.hidden("marks"), "yes");
    }
    fields.extend([("confirm", "yes"), ("marks", "yes")]);
    assert_eq!(mia.post(address, &fields).await.status, 303);
    let weeks = in_force(&app, &supplier).await;
    assert_eq!(weeks, ["2026-12-13", "2027-02-21"]);
    let kept = table.register(&key).await.unwrap().unwrap();
    assert!(app::registers::standing(&kept).touched);
}

/// Makes the register of the week that ends on 13 December, and records an
/// absence of which the provider was told.
async fn marked(app: &TestApp, supplier: &Supplier) -> RegisterKey {
    let (table, now) = (app.table(), app.site().now());
    let week = Week::of(date(2026, 12, 13));
    let made = app::registers::make(&table, supplier, week, now).await;
    let command = CellCommand {
        id: CommandId::parse("a-mark-of-notice").unwrap(),
        cell: Cell {
            line: day_services::line_key(0),
            day: week.monday(),
            symbol: Symbol::Morning,
        },
        mark: Mark::absent(None),
        seen: 0,
    };
    let by = RecordedBy {
        user: "mia".to_owned(),
        at: now,
        via: RecordedVia::Page,
    };
    let key = made.unwrap().key;
    let kept = table.keep_cell(&key, &command, &by).await.unwrap();
    assert_eq!(kept, CellKept::Kept(1));
    key
}

async fn manager(app: &TestApp) -> (Supplier, Visitor) {
    let supplier = app.keep_supplier("S1", "Brookside").await;
    let staff = StaffUserBuilder::new("Mia", Role::Provider).build();
    app.keep_staff_user(&staff).await;
    app.grant(&staff, &supplier.id, ProviderRole::Manager).await;
    let mia = app.at_work(&staff, browser(app)).await;
    (supplier, mia)
}

fn browser(app: &TestApp) -> Visitor {
    let table = with_rights_of("nominate-non-payment-weeks", &app.table());
    app.browser(crate::router(app.site(), Ports::of(table)))
}

fn chosen<'a>(weeks: &[&'a str]) -> Vec<(&'static str, &'a str)> {
    weeks.iter().map(|week| ("week", *week)).collect()
}

async fn confirm(who: &mut Visitor, weeks: &[&str]) -> Reply {
    let mut fields = chosen(weeks);
    fields.push(("confirm", "yes"));
    who.post(WEEKS, &fields).await
}

async fn in_force(app: &TestApp, supplier: &Supplier) -> Vec<String> {
    let year = Week::of(date(2026, 11, 22)).financial_year();
    let kept = app.table().non_payment_year(supplier, year).await;
    let weeks = kept.unwrap().0.in_force().into_iter();
    weeks.map(|week| week.ending().to_string()).collect()
}
