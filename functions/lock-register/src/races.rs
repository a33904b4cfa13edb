//! Tests of registers that are submitted while others save them, over a
//! connection with faults, and that are submitted twice.

use std::collections::BTreeMap;

use app::attendance_marks::record;
use app::register_lock::{SubmissionOutcome, submit};
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{CellKept, KeptRegister, RegisterKey, RegisterReader as _};
use attendance::quantity::Quantity;
use attendance::supplier::SupplierId;
use attendance::symbol::Symbol;
use jiff::SignedDuration;
use serde_json::Value;
use store::Table;
use testkit::day_services::{self, day, line_key, provision, register_key, week};
use testkit::{Process, RepeatableRandom, TestApp};

/// The people of a register that is raced for.
const PEOPLE: usize = 3;

/// The most marks that somebody makes while another submits.
const MARKS: usize = 12;

/// The registers that are submitted at the same time.
const AT_ONCE: usize = 50;

#[tokio::test]
async fn of_1_000_races_every_accepted_save_is_in_the_locked_register_and_none_is_after_it() {
    const RACES: usize = 1_000;
    let app = TestApp::default();
    let keys = registers(&app, RACES, PEOPLE).await;
    let faulty = Process::with_faults(17);
    let table = app.database().table_of(&faulty);
    let (mut in_time, mut too_late) = (0, 0);
    for some in keys.chunks(AT_ONCE) {
        let races = some.iter().map(|key| {
            let (table, key) = (table.clone(), key.clone());
            tokio::spawn(async move {
                let savers = ["ana", "bo"].map(|who| {
                    let (table, key) = (table.clone(), key.clone());
                    tokio::spawn(async move { save_until_locked(&table, &key, who).await })
                });
                submit_at_last(&table, &key).await;
                // One whose page shows nothing of the lock.
                let mut saved = vec![save(&table, &key, "ana", MARKS).await];
                assert_eq!(saved[0].1, CellKept::Locked);
                for saver in savers {
                    saved.extend(saver.await.unwrap());
                }
                (key, saved)
            })
        });
        for race in races.collect::<Vec<_>>() {
            let (key, saved) = race.await.unwrap();
            let accepted = accepted(&saved);
            assert_eq!(marks_of_version(&app, &key).await, accepted, "{key:?}");
            let now = app.table().register(&key).await.unwrap().unwrap();
            assert_eq!(marks(&now), accepted, "nothing is saved after the lock");
            in_time += accepted.len();
            too_late += saved.len() - accepted.len();
        }
    }
    assert!(in_time > RACES && too_late > RACES, "{in_time}, {too_late}");
    assert_eq!(locked_and_waiting(&app).await, (RACES, RACES));
}

#[tokio::test]
async fn of_10_000_registers_that_are_submitted_twice_each_is_locked_and_exported_exactly_once() {
    const REGISTERS: usize = 10_000;
    let app = TestApp::default();
    let keys = registers(&app, REGISTERS, 1).await;
    let mut locked = 0;
    for some in keys.chunks(AT_ONCE) {
        // A double click, or a press after one that was answered.
        let presses = some.iter().enumerate().map(|(number, key)| {
            let (first, second) = (app.table(), app.table());
            let (key, other) = (key.clone(), key.clone());
            tokio::spawn(async move {
                if number % 3 == 0 {
                    return [press(&first, &key).await, press(&second, &key).await];
                }
                let first = tokio::spawn(async move { press(&first, &key).await });
                let second = tokio::spawn(async move { press(&second, &other).await });
                [first.await.unwrap(), second.await.unwrap()]
            })
        });
        for press in presses.collect::<Vec<_>>() {
            let now = |outcome: &&SubmissionOutcome| {
                matches!(outcome, SubmissionOutcome::Locked { again: false, .. })
            };
            let outcomes = press.await.unwrap();
            assert_eq!(outcomes.iter().filter(now).count(), 1, "{outcomes:?}");
            locked += 1;
        }
    }
    assert_eq!(locked, 10_000);
    assert_eq!(locked_and_waiting(&app).await, (REGISTERS, REGISTERS));
}

/// Keeps the registers of so many suppliers, each with so many people.
async fn registers(app: &TestApp, count: usize, people: usize) -> Vec<RegisterKey> {
    day_services::keep_supplier(&app.table(), 0, app.site().now()).await;
    day_services::keep_register(&app.table(), (0..people).map(provision)).await;
    let partition = |key: &RegisterKey| format!("REGISTER#{}#{}", key.supplier, key.week.ending());
    let one = app.database().stored_in(&partition(&register_key())).await;
    let mut keys = Vec::new();
    for number in 0..count {
        let supplier = SupplierId::parse(&format!("R{number:05}")).unwrap();
        let key = RegisterKey {
            supplier,
            week: week(),
        };
        let items = one.iter().cloned().map(|mut item| {
            item["PK"]["S"] = Value::from(partition(&key));
            item
        });
        app.database().store(items.collect()).await;
        keys.push(key);
    }
    keys
}

fn by(who: &str) -> RecordedBy {
    RecordedBy {
        user: who.to_owned(),
        at: week().opens_for_submission() + SignedDuration::from_hours(9),
        via: RecordedVia::Page,
    }
}

/// Presses the button once.
async fn press(table: &Table, key: &RegisterKey) -> SubmissionOutcome {
    submit(table, key, &[], true, &by("owen")).await.unwrap()
}

/// Submits until it is done, as somebody does who is told that it failed.
async fn submit_at_last(table: &Table, key: &RegisterKey) {
    let mut by = by("owen");
    loop {
        match submit(table, key, &[], true, &by).await {
            Ok(SubmissionOutcome::Locked { version: 1, .. }) => return,
            // The try before stopped half way, and is finished a minute later.
            Ok(SubmissionOutcome::Busy) => by.at += SignedDuration::from_mins(1),
            Ok(other) => panic!("{other:?}"),
            Err(_) => {}
        }
    }
}

/// Marks cells one after the other until one is refused because the register is
/// locked.
async fn save_until_locked(
    table: &Table,
    key: &RegisterKey,
    who: &str,
) -> Vec<(CellCommand, CellKept)> {
    let seed = key.supplier.as_str().bytes().map(u64::from).sum::<u64>();
    let mut random = RepeatableRandom::new(seed + who.len() as u64);
    let mut saved = Vec::new();
    for number in 0..MARKS {
        let answered = save(table, key, who, number).await;
        let is_locked = answered.1 == CellKept::Locked;
        saved.push(answered);
        if is_locked {
            break;
        }
        for _ in 0..random.below(12) {
            tokio::task::yield_now().await;
        }
    }
    saved
}

/// Marks a cell: the command is sent until there is an answer, as a page does.
async fn save(
    table: &Table,
    key: &RegisterKey,
    who: &str,
    number: usize,
) -> (CellCommand, CellKept) {
    let symbol = match who {
        "ana" => Symbol::Morning,
        _ => Symbol::Afternoon,
    };
    let command = CellCommand {
        id: CommandId::parse(&format!("{who}-{number}")).unwrap(),
        cell: Cell {
            line: line_key(number % PEOPLE),
            day: day(number / PEOPLE),
            symbol,
        },
        mark: Mark::received(Quantity::ZERO),
        seen: 0,
    };
    loop {
        let sent = record(table, key, std::slice::from_ref(&command), &by(who)).await;
        if let Ok(mut answers) = sent {
            return (command, answers.remove(0).1);
        }
    }
}

/// Returns the marks whose saving was accepted, by the id of the command.
fn accepted(saved: &[(CellCommand, CellKept)]) -> BTreeMap<CommandId, Cell> {
    let accepted = saved.iter().filter(|(command, outcome)| match outcome {
        CellKept::Kept(1) => true,
        CellKept::Locked => false,
        other => panic!("{command:?}: {other:?}"),
    });
    accepted
        .map(|(command, _)| (command.id.clone(), command.cell.clone()))
        .collect()
}

async fn marks_of_version(app: &TestApp, key: &RegisterKey) -> BTreeMap<CommandId, Cell> {
    let version = app.table().locked_version(key, 1).await.unwrap().unwrap();
    let now = app.table().register(key).await.unwrap().unwrap();
    marks(&KeptRegister {
        lines: version.lines,
        ..now
    })
}

fn marks(kept: &KeptRegister) -> BTreeMap<CommandId, Cell> {
    let lines = kept.lines.iter();
    let marks = lines.flat_map(|(line, kept)| {
        kept.versions
            .iter()
            .flat_map(move |((day, symbol), versions)| {
                versions.iter().map(move |version| {
                    let cell = Cell {
                        line: line.clone(),
                        day: *day,
                        symbol: *symbol,
                    };
                    (version.command.clone().unwrap(), cell)
                })
            })
    });
    marks.collect()
}

/// Counts the locked versions in the table, and what waits for the export.
async fn locked_and_waiting(app: &TestApp) -> (usize, usize) {
    let stored = app.database().stored_bytes().await;
    let text = |item: &Value, name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
    let versions = stored
        .iter()
        .filter(|item| text(item, "SK").starts_with("VERSION#"));
    let waiting = stored
        .iter()
        .filter(|item| text(item, "PK") == "REGISTER-OUTBOX");
    (versions.count(), waiting.count())
}
