//! What finance sees of commissioned days that were never on a register, and of
//! transport that did not come.

use app::registers::make;
use attendance::absence::AbsenceReason;
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_line::read_plan;
use attendance::kept_register::{RegisterKey, RegisterReader as _};
use attendance::payment_period::PaymentPeriod;
use attendance::supplier::SupplierId;
use attendance::symbol::Symbol;
use attendance::unregistered::{
    UnregisteredDays, UnregisteredDaysDesk as _, UnregisteredDaysKeeper as _, UnregisteredKey,
};
use attendance::week::Week;
use domain::access::audit::{AuditReader as _, Subject, SupplierSubject};
use domain::access::staff_user::Role;
use testkit::{StaffUserBuilder, TestApp, Visitor, day_services};

use crate::visitors::visitor;

const LIST: &str = "/finance/unregistered";
const HOW: &str = "The case system paid them. The bill is taken back";

#[tokio::test]
async fn section_6_2_finance_sees_days_that_no_register_asked_for_with_what_they_would_pay() {
    let (app, key) = with_late_days().await;
    let mut farah = finance(&app, "Farah").await;
    let desk = farah.get("/finance").await;
    let words = "1 week of a person has days that were never on a register";
    assert_eq!(desk.link(words).as_deref(), Some(LIST));
    let list = farah.get(LIST).await;
    let row = list.table_row("0098765, 0004512/1").expect("a row");
    // Two sessions, an hour and a half of support and two journeys.
    let amount = "£94.90";
    assert_eq!(row[0], "S12");
    assert!(row[2].ends_with("AM PM 1:1 (1.5) Out Back"), "{row:?}");
    assert_eq!(row[3], amount);
    assert_eq!(row[4], format!("{amount}, flagged: no attendance"));
    assert!(!list.body.contains("Doe"), "no name is on the list");
    let one = farah.get(&address(&key)).await;
    assert_eq!(one.status, 200);
    let said = |name| one.summary_row(name).unwrap_or_default();
    assert_eq!(said("Attendance"), "None exists: no register asked");
    assert_eq!(said("Would pay the supplier"), amount);
    assert!(
        one.words().contains("1.5 hours of 1:1 support"),
        "{}",
        one.words()
    );
    assert!(
        on_record(&app)
            .await
            .iter()
            .any(|what| what.starts_with("looked at commissioned")),
        "it is on the record"
    );
}

#[tokio::test]
async fn two_people_settle_late_days_on_the_record_and_a_second_press_does_nothing_more() {
    let (app, key) = with_late_days().await;
    let (mut farah, mut gita) = (finance(&app, "Farah").await, finance(&app, "Gita").await);
    let settle = format!("{}/settle", address(&key));
    for wrong in ["", &"a".repeat(501)] {
        let refused = farah.post(&settle, &[("because", wrong)]).await;
        assert_eq!((refused.status, refused.errors().len()), (422, 1));
    }
    for _ in 0..2 {
        let done = farah.post(&settle, &[("because", HOW)]).await;
        assert_eq!(done.location(), Some(&*address(&key)));
    }
    let own = farah.get(&address(&key)).await;
    assert_eq!(own.button("Agree, and take the days off the list"), None);
    let page = gita.get(&address(&key)).await;
    assert!(page.summary_row("State").unwrap().ends_with(HOW));
    let shown = page.hidden("proposed");
    let alone = farah.post(&settle, &[("proposed", &shown)]).await;
    assert_eq!((alone.status, alone.errors().len()), (422, 1));
    // What is agreed to is what the page showed.
    for other in ["2026-01-01T00:00:00Z", "yes"] {
        let refused = gita.post(&settle, &[("proposed", other)]).await;
        assert_eq!(refused.status, 422, "{other}");
    }
    for _ in 0..2 {
        let done = gita.post(&settle, &[("proposed", &shown)]).await;
        assert_eq!(done.location(), Some(LIST));
    }
    assert_eq!(app.table().unregistered(&key).await.unwrap(), None);
    assert_eq!(gita.get(&address(&key)).await.status, 404);
    let noted = on_record(&app).await;
    let count = |begins: &str| noted.iter().filter(|what| what.starts_with(begins)).count();
    assert_eq!(
        (count("said how"), count("agreed how")),
        (1, 1),
        "{noted:?}"
    );
    let empty = gita.get(LIST).await;
    assert!(
        empty
            .words()
            .contains("No commissioned day was missed by a register")
    );
}

#[tokio::test]
async fn transport_that_did_not_come_is_seen_across_suppliers_by_week_with_what_was_not_paid() {
    let app = TestApp::default();
    let key = submitted_without_transport(&app).await;
    let mut farah = finance(&app, "Farah").await;
    let period = PaymentPeriod::month_of(key.week);
    let address = format!("/finance/transport/{period}");
    let page = farah.get(&address).await;
    let week = domain::values::calendar::in_words(key.week.ending());
    let row = page.table_row(&week).expect("a week");
    // Two journeys of one day, one of them without its session.
    assert_eq!(row, ["Willow Grove", "2", "1", "£7"]);
    assert_eq!(page.table_row("Willow Grove").unwrap()[0], "1");
    let all = page.table_row("All suppliers").unwrap();
    assert_eq!(all, ["1", "2", "1", "£7"]);
    let none = farah.get("/finance/transport/2029-p13").await;
    assert!(
        none.words()
            .contains("No journey of this period is recorded so")
    );
    assert_eq!(farah.get("/finance/transport/2026-p14").await.status, 404);
}

#[tokio::test]
async fn transport_of_registers_that_were_locked_before_it_was_kept_is_read_from_their_versions() {
    let app = TestApp::default();
    let key = submitted_without_transport(&app).await;
    let period = PaymentPeriod::month_of(key.week);
    let (table, now) = (app.table(), app.site().now());
    let found = app::transport_watch::of_period(&table, period, now)
        .await
        .unwrap();
    for mut item in app.database().stored().await {
        if item["SK"]["S"] == "HEAD" {
            for kept in ["missed_journeys", "missed_sessions", "not_paid"] {
                item.as_object_mut().unwrap().remove(kept).unwrap();
            }
            app.database().store(vec![item]).await;
        }
    }
    let head = table
        .register_heads(&key.supplier, &[key.week])
        .await
        .unwrap();
    assert_eq!(head[&key.week].transport, None);
    let again = app::transport_watch::of_period(&table, period, now)
        .await
        .unwrap();
    assert_eq!(again, found);
    assert_eq!(found.weeks.len(), 1);
}

/// An app with a week of Ana's of which Monday was on no register.
async fn with_late_days() -> (TestApp, UnregisteredKey) {
    let app = TestApp::default();
    day_services::keep_supplier(&app.table(), 1, app.site().now()).await;
    let line = day_services::provision(0);
    let key = UnregisteredKey {
        register: RegisterKey {
            supplier: line.supplier.clone(),
            week: Week::of(app.site().today()),
        },
        line: line.key.clone(),
    };
    let days = UnregisteredDays {
        key: key.clone(),
        person: line.person.reference.clone(),
        service: line.service.clone(),
        terms: line.terms.clone(),
        planned: read_plan("APS6OB//////").unwrap(),
        found_on: app.site().today(),
        proposed: None,
    };
    app.table().keep_unregistered(&days, false).await.unwrap();
    (app, key)
}

/// Lets a provider submit a week in which Ana's bus did not come on Monday, and
/// she missed the morning.
async fn submitted_without_transport(app: &TestApp) -> RegisterKey {
    let table = app.table();
    day_services::keep_supplier(&table, 2, app.site().now()).await;
    let key = RegisterKey {
        supplier: SupplierId::parse("S12").unwrap(),
        week: Week::of(app.site().today()),
    };
    let supplier = day_services::willow_grove().supplier;
    make(&table, &supplier, key.week, app.site().now())
        .await
        .unwrap();
    app.pass_hours(8 * 24);
    let by = RecordedBy {
        user: "mia".to_owned(),
        at: app.site().now(),
        via: RecordedVia::Page,
    };
    let commands: Vec<_> = [Symbol::Morning, Symbol::Out, Symbol::Back]
        .into_iter()
        .map(|symbol| CellCommand {
            id: CommandId::parse(&format!("no-bus-{}", symbol.name())).unwrap(),
            cell: Cell {
                line: day_services::line_key(0),
                day: key.week.monday(),
                symbol,
            },
            mark: Mark::absent(Some(AbsenceReason::NotProvided)),
            seen: 0,
        })
        .collect();
    app::attendance_marks::record(&table, &key, &commands, &by)
        .await
        .unwrap();
    app::register_lock::submit(&table, &key, &[], true, &by)
        .await
        .unwrap();
    key
}

async fn finance(app: &TestApp, name: &str) -> Visitor {
    let staff = app.invite(StaffUserBuilder::new(name, Role::Finance)).await;
    app.at_work(&staff, visitor(app)).await
}

fn address(key: &UnregisteredKey) -> String {
    let UnregisteredKey { register, line } = key;
    format!(
        "/finance/suppliers/{}/registers/{}/unregistered/{}/{}",
        register.supplier,
        register.week.ending(),
        line.order,
        line.line
    )
}

async fn on_record(app: &TestApp) -> Vec<String> {
    let subject = Subject::Supplier(SupplierSubject("S12".to_owned()));
    let noted = app.table().accesses(&subject).await.unwrap();
    noted.into_iter().map(|access| access.what).collect()
}
