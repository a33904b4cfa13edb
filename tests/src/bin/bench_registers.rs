//! Measures a register of 60 people: saving a cell, opening the register, locking
//! and exporting it. CPU time without the database, which is on a thread of its own,
//! and what is read and written. Prints rows of the table that
//! `tests/bench/run` makes.
//!
//! `cargo run --release -p tests --bin bench-registers`

#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod cpu;
mod rounds;

use std::error::Error;

use app::register_lock::submit;
use app::registers::make;
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{
    CellKeeper as _, CellKept, KeptRegister, RegisterKey, RegisterReader as _,
};
use attendance::quantity::Quantity;
use attendance::symbol::Symbol;
use attendance::week::Week;
use jiff::SignedDuration;
use serde_json::json;
use store::{Meter, Table, Usage};
use testkit::TestApp;
use testkit::day_services::{self, line_key, willow_grove};

type Fault = Box<dyn Error>;

/// The people of the register.
const PEOPLE: usize = 60;

/// The registers that are locked and exported, of which the middle one counts.
const LOCKED: usize = 15;

/// The people with an exception: one in seven.
const SAVED: usize = 9;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let app = TestApp::default();
    let now = app.site().now();
    day_services::keep_supplier(&app.table(), PEOPLE, now).await;
    let supplier = willow_grove().supplier;
    let key = RegisterKey {
        supplier: supplier.id.clone(),
        week: Week::of(app.site().today()),
    };
    make(&app.table(), &supplier, key.week, now).await?;
    let (table, meter) = app.database().table_over_http().metered();
    let by = RecordedBy {
        user: "6f1e2b0a-5b5f-4d36-9f44-3f0f6f0f9d11".to_owned(),
        at: key.week.opens_for_submission() + SignedDuration::from_hours(9),
        via: RecordedVia::Page,
    };
    // The first request also opens the connection.
    table.register(&key).await?;
    let _ = meter.take();
    for number in 0..SAVED {
        save(&table, &key, number, 0, &by).await?;
    }
    let used = meter.take();
    let item = largest_line(&app, &key).await?;
    table.register(&key).await?;
    let opened = meter.take();
    let opening = cost_of_opening(&table, &key).await?;
    let cost = cost(async |turn| {
        let seen = u32::try_from(turn / SAVED).unwrap_or_default() + 1;
        match seen < 150 {
            true => save(&table, &key, turn % SAVED, seen, &by).await,
            false => Err("every cell has as many versions as it may".into()),
        }
    })
    .await?;
    print(
        "a cell of a register saved",
        &used,
        u64::try_from(SAVED)?,
        &format!("; the largest item {item} bytes"),
        cost,
        "1 write of an item of at most 1 KB",
    );
    print(
        &format!("a register of {PEOPLE} people opened, of whom {SAVED} have an exception"),
        &opened,
        1,
        "",
        opening,
        "1 query, at most 5 read units",
    );
    lock_and_export(&app, &table, &meter, key, &by).await
}

/// Measures the locking and the export of registers, one after the other.
async fn lock_and_export(
    app: &TestApp,
    table: &Table,
    meter: &Meter,
    mut key: RegisterKey,
    by: &RecordedBy,
) -> Result<(), Fault> {
    let sweep = serde_json::from_value(json!({"sweep": true}))?;
    let (mut locking, mut exporting) = (Vec::new(), Vec::new());
    let (mut locked, mut exported) = (Usage::default(), Usage::default());
    for _ in 0..LOCKED {
        key = the_week_before(app, &key).await?;
        let _ = meter.take();
        let before = cpu::nanoseconds()?;
        submit(table, &key, &[], true, by).await?;
        locking.push(cpu::nanoseconds()? - before);
        locked = meter.take();
        let before = cpu::nanoseconds()?;
        export_to_case_system::handle(table, &app.buckets(), by.at, &sweep).await?;
        exporting.push(cpu::nanoseconds()? - before);
        exported = meter.take();
    }
    print(
        &format!("a register of {PEOPLE} people submitted and locked"),
        &locked,
        1,
        "",
        rounds::middle(locking),
        "",
    );
    let files = app.buckets().exchange();
    if files.len() != 2 * LOCKED || app.buckets().written().values().any(|times| *times != 1) {
        return Err("not every register was exported once".into());
    }
    let bytes = files.values().map(Vec::len).sum::<usize>() / LOCKED;
    print(
        &format!("a locked register of {PEOPLE} people exported by a sweep"),
        &exported,
        1,
        &format!("; 2 files of {bytes} bytes together, each written once"),
        rounds::middle(exporting),
        "one file, the same bytes when repeated",
    );
    Ok(())
}

/// Saves one cell.
async fn save(
    table: &Table,
    key: &RegisterKey,
    number: usize,
    seen: u32,
    by: &RecordedBy,
) -> Result<(), Fault> {
    let command = CellCommand {
        id: CommandId::parse(&format!("k7f3mmxt4d9q{number:02}{seen:02}"))?,
        cell: Cell {
            line: line_key(number),
            day: key.week.monday(),
            symbol: Symbol::Morning,
        },
        mark: Mark::received(Quantity(seen % 2)),
        seen,
    };
    match table.keep_cell(key, &command, by).await? {
        CellKept::Kept(_) => Ok(()),
        other => Err(format!("a cell was not kept: {other:?}").into()),
    }
}

/// Returns the size of the largest line, as its texts.
async fn largest_line(app: &TestApp, key: &RegisterKey) -> Result<usize, Fault> {
    let kept = app.table().register(key).await?;
    let kept: KeptRegister = kept.ok_or("there is no register")?;
    let sizes = kept.lines.values().map(|line| {
        let texts = line.texts();
        let fields = texts
            .fields
            .iter()
            .map(|(name, text)| name.len() + text.len());
        let cells = texts.cells.iter().map(|(name, versions)| {
            name.len() + 3 + versions.iter().map(|text| text.len() + 1).sum::<usize>()
        });
        // The keys, the count of changes and the time at which the item ends.
        fields.sum::<usize>() + cells.sum::<usize>() + 75
    });
    Ok(sizes.max().unwrap_or_default())
}

/// Gives the register of the week before, which nobody has submitted.
async fn the_week_before(app: &TestApp, key: &RegisterKey) -> Result<RegisterKey, Fault> {
    let supplier = willow_grove().supplier;
    let week = key.week.previous();
    let begins = week.previous().opens_for_submission();
    make(&app.table(), &supplier, week, begins).await?;
    Ok(RegisterKey {
        supplier: supplier.id,
        week,
    })
}

async fn cost_of_opening(table: &Table, key: &RegisterKey) -> Result<u64, Fault> {
    cost(async |_| {
        table.register(key).await?;
        Ok(())
    })
    .await
}

/// Measures the CPU time of one call in nanoseconds.
async fn cost(act: impl AsyncFn(usize) -> Result<(), Fault>) -> Result<u64, Fault> {
    let (mut rounds, mut turn) = (Vec::new(), 0);
    for _ in 0..rounds::ROUNDS {
        let (before, mut spent, mut calls) = (cpu::nanoseconds()?, 0, 0);
        while spent < rounds::ROUND && calls < 100 {
            act(turn).await?;
            turn += 1;
            calls += 1;
            spent = cpu::nanoseconds()? - before;
        }
        rounds.push(spent / calls);
    }
    Ok(rounds::middle(rounds))
}

fn print(what: &str, used: &Usage, times: u64, more: &str, cost: u64, target: &str) {
    let tenths = |units: u64| format!("{}.{}", units / times / 10, units / times % 10);
    println!(
        "| {what} | {}.{:03} ms CPU; {} calls, {} read and {} write units{more} | {target} |",
        cost / 1_000_000,
        cost / 1_000 % 1_000,
        used.requests / times,
        tenths(used.read_tenths),
        tenths(used.write_tenths),
    );
}
