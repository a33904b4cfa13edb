//! Snapshots, the registers that providers opened, and runs.

use std::collections::BTreeMap;

use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{CellKeeper as _, CellKept, RegisterKey, RegisterReader as _};
use attendance::provision::LineKey;
use attendance::provision_plan::SupplierReader as _;
use attendance::quantity::Quantity;
use attendance::register::RegisterLine;
use attendance::supplier::SupplierId;
use attendance::symbol::Symbol;
use attendance::week::Week;
use exchange::canonical::sha256;
use exchange::provisions::columns;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use testkit::{Process, TestApp, with_rights_of};

use crate::{ImportEvent, ImportReply, NightFault, handle, run_by};

/// The Monday of the week of these tests.
pub(super) const MONDAY: Date = date(2026, 11, 23);

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Two in the morning of a day of the week, Monday first.
pub(super) fn night(day: i32) -> Timestamp {
    at(&format!("2026-11-{:02}T02:00:00Z", 23 + day))
}

pub(super) fn week() -> Week {
    Week::of(MONDAY)
}

/// A row of `provisions.csv`.
#[derive(Clone, Debug)]
pub(super) struct GivenRow(BTreeMap<String, String>);

/// Makes the row of a purchase order: two full days a week.
pub(super) fn row(order: &str, supplier: &str) -> GivenRow {
    let row = GivenRow(BTreeMap::new())
        .with("purchase_order", order)
        .with("line", "1")
        .with("person_reference", &format!("9{order}"))
        .with("surname", &format!("Surname {order}"))
        .with("forename", "Ana")
        .with("restricted", "no")
        .with("supplier", supplier)
        .with("supplier_name", &format!("Supplier {supplier}"))
        .with("service", "D1")
        .with("service_name", "Day centre")
        .with("terms", "T1")
        .with("starts", "2026-04-06")
        .with("every_weeks", "1");
    row.planned(&["mon", "wed"])
}

impl GivenRow {
    pub(super) fn with(mut self, column: &str, value: &str) -> Self {
        self.0.insert(column.to_owned(), value.to_owned());
        self
    }

    /// Plans full days, and no others.
    pub(super) fn planned(mut self, days: &[&str]) -> Self {
        self.0
            .retain(|name, _| !name.ends_with("_am") && !name.ends_with("_pm"));
        for day in days {
            self = self
                .with(&format!("{day}_am"), "1")
                .with(&format!("{day}_pm"), "1");
        }
        self
    }
}

pub(super) fn rows(orders: std::ops::Range<u32>, supplier: &str) -> Vec<GivenRow> {
    orders
        .map(|number| row(&format!("{number:05}"), supplier))
        .collect()
}

pub(super) const TERMS: &str = "terms,from,to,session_rate,evening_rate,hourly_rate,two_to_two_rate,transport_rate,\
transport_unit,transport_paid_here,transport_not_made,pay_basis,notice_value,notice_unit,bank_holidays,swaps\r\n\
T1,2026-04-01,,31.20,,17.00,,7.20,day,yes,not_paid,plan,7,clear_days,as_any_day,allowed\r\n";

pub(super) fn csv(rows: &[GivenRow]) -> String {
    let columns = columns();
    let mut sorted: Vec<_> = rows.to_vec();
    sorted.sort_by_key(|row| (row.0["purchase_order"].clone(), row.0["line"].clone()));
    let mut text = columns.join(",") + "\r\n";
    for row in sorted {
        let fields = columns
            .iter()
            .map(|name| row.0.get(name).cloned().unwrap_or_default());
        text += &(fields.collect::<Vec<_>>().join(",") + "\r\n");
    }
    text
}

pub(super) fn manifest(taken_at: Timestamp, provisions: &str, terms: &str) -> Value {
    let entry = |text: &str| {
        json!({
            "rows": text.lines().count() - 1,
            "bytes": text.len(),
            "sha256": sha256(text.as_bytes())
        })
    };
    json!({
        "format": "provisions", "version": 1, "taken_at": taken_at.to_string(),
        "provisions": entry(provisions), "terms": entry(terms)
    })
}

/// Leaves files as the case system does.
pub(super) fn leave(app: &TestApp, name: &str, manifest: &Value, provisions: &str, terms: &str) {
    let put = |file: &str, content: &str| {
        let name = format!("provisions/{name}/{file}");
        app.buckets().put_in_exchange(&name, content.as_bytes());
    };
    put("provisions.csv", provisions);
    put("terms.csv", terms);
    put("manifest.json", &manifest.to_string());
}

/// Leaves a whole snapshot that was taken four hours before the night's run.
pub(super) fn snapshot(app: &TestApp, day: i32, rows: &[GivenRow]) -> String {
    snapshot_with(app, day, rows, TERMS)
}

pub(super) fn snapshot_with(app: &TestApp, day: i32, rows: &[GivenRow], terms: &str) -> String {
    let name = format!("2026-11-{:02}", 23 + day);
    let provisions = csv(rows);
    let taken_at = night(day) - jiff::SignedDuration::from_hours(4);
    leave(
        app,
        &name,
        &manifest(taken_at, &provisions, terms),
        &provisions,
        terms,
    );
    name
}

pub(super) fn arrived(name: &str) -> ImportEvent {
    let key = format!("provisions/{name}/manifest.json");
    serde_json::from_value(json!({"detail": {"object": {"key": key}}})).unwrap()
}

pub(super) fn sweep() -> ImportEvent {
    serde_json::from_str(include_str!("../../../../events/nightly-import/sweep.json")).unwrap()
}

/// Answers an event in a process; `None` if it crashed.
pub(super) async fn invoke_by(
    process: &Process,
    app: &TestApp,
    now: Timestamp,
    event: &ImportEvent,
) -> Option<Result<ImportReply, NightFault>> {
    let table = with_rights_of("nightly-import", &app.database().table_of(process));
    let buckets = app.buckets().of(process);
    let id = format!("run at {now} of {:p}", process);
    let run = run_by(id, move || now);
    process.run(handle(&table, &buckets, &run, event)).await
}

pub(super) async fn invoke(app: &TestApp, now: Timestamp, event: &ImportEvent) -> ImportReply {
    let answered = invoke_by(&Process::default(), app, now, event).await;
    answered.unwrap().unwrap()
}

/// Takes in a snapshot in the night of a day.
pub(super) async fn import(app: &TestApp, day: i32, rows: &[GivenRow]) -> ImportReply {
    let name = snapshot(app, day, rows);
    invoke(app, night(day), &arrived(&name)).await
}

pub(super) fn supplier(id: &str) -> SupplierId {
    SupplierId::parse(id).unwrap()
}

pub(super) fn line(order: &str) -> LineKey {
    LineKey::parse(order, "1").unwrap()
}

pub(super) fn register_key(id: &str) -> RegisterKey {
    RegisterKey {
        supplier: supplier(id),
        week: week(),
    }
}

/// Opens the register of a week, as a provider does.
pub(super) async fn open(app: &TestApp, id: &str, week: Week, now: Timestamp) {
    let table = app.table();
    let found = table.supplier(&supplier(id)).await.unwrap().unwrap();
    app::registers::make(&table, &found.supplier, week, now)
        .await
        .unwrap();
}

/// Marks a cell of a provider's register.
pub(super) async fn mark(app: &TestApp, id: &str, order: &str, day: Date, received: u32) {
    let command = CellCommand {
        id: CommandId::parse(&format!("mark-{order}-{day}-{received:016}")).unwrap(),
        cell: Cell {
            line: line(order),
            day,
            symbol: Symbol::Morning,
        },
        mark: Mark::received(Quantity(received)),
        seen: 0,
    };
    let recorded = RecordedBy {
        user: "provider".to_owned(),
        at: night(0),
        via: RecordedVia::named("page").unwrap(),
    };
    let kept = app
        .table()
        .keep_cell(&register_key(id), &command, &recorded)
        .await;
    assert_eq!(kept.unwrap(), CellKept::Kept(1));
}

/// Returns a line of a register of the week.
pub(super) async fn registered(app: &TestApp, id: &str, order: &str) -> Option<RegisterLine> {
    let register = app.table().register(&register_key(id)).await.unwrap()?;
    register
        .lines
        .get(&line(order))
        .map(|kept| kept.line.clone())
}

/// Lists the orders that are commissioned from a supplier.
pub(super) async fn commissioned(app: &TestApp, id: &str) -> Vec<String> {
    let kept = app.table().provisions(&supplier(id)).await.unwrap();
    let orders = kept.iter().map(|kept| kept.line.key.order.to_string());
    orders.collect()
}

/// Returns the whole table, but for the time at which a report was written: a
/// run that goes on with another's work does so later.
pub(super) async fn stored(app: &TestApp) -> Vec<Value> {
    let mut stored = app.database().stored().await;
    for item in &mut stored {
        if let Some(text) = item["report"]["S"].as_str() {
            let mut report: Value = serde_json::from_str(text).unwrap();
            report.as_object_mut().unwrap().remove("imported_at");
            item["report"]["S"] = report.to_string().into();
        }
    }
    stored
}
