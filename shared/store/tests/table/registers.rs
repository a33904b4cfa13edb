//! Registers: no mark is lost, none is made after the lock, and a conflict is
//! told to one side.

use std::collections::BTreeMap;

use attendance::absence::{AbsenceReason, EffectTable};
use attendance::cell::{Cell, Mark, MarkAccount, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_line::KeptLine;
use attendance::kept_register::{
    CellKeeper as _, CellKept, HeadKept, KeptRegister, KeptStatus, KeptVersion, LineKept,
    RegisterHead, RegisterKeeper as _, RegisterReader as _,
};
use attendance::ledger::LedgerAmounts;
use attendance::missed_transport::MissedTransport;
use attendance::provider_access::{GrantKeeper as _, GrantReader as _, ProviderRole};
use attendance::provision_plan::{
    EffectKeeper as _, KeptProvision, NightDifference, NonPaymentKeeper as _, PlanKeeper as _,
    SupplierReader as _,
};
use attendance::quantity::Quantity;
use attendance::register::{ChangeRefused, DayClosed, RegisterAction, RegisterLine};
use attendance::register_export::{
    LockedVersionKey, RefusedLine, RegisterExportQueue as _, WaitingVersion,
};
use attendance::symbol::Symbol;
use attendance::terms::{ContractBook, Timeline};
use jiff::Timestamp;
use jiff::civil::date;
use rust_decimal::dec;
use store::Table;
use testkit::day_services::{self, day, line_key, provision, register_key, week};
use testkit::{Database, FaultDuration};

use crate::fault_injection::{FaultyTable, at_last};
use crate::{at, jo, together};

#[tokio::test]
async fn a_mark_is_kept_with_everything_that_was_marked_before() {
    let table = register_of(1).await;
    let keep = async |seen, received| {
        table
            .keep_cell(&register_key(), &command(seen, received), &now())
            .await
            .unwrap()
    };
    assert_eq!(keep(0, 0).await, CellKept::Kept(1));
    assert_eq!(keep(1, 1).await, CellKept::Kept(2));
    let kept = table.register(&register_key()).await.unwrap().unwrap();
    let line = &kept.lines[&line_key(0)];
    let received: Vec<_> = line.versions[&(day(0), Symbol::Morning)]
        .iter()
        .map(|version| version.mark.clone())
        .collect();
    assert_eq!(received, [mark(0), mark(1)]);
    assert_eq!(line.line.records[&(day(0), Symbol::Morning)].version, 2);
    assert_eq!(line.changes, 2);
}

#[tokio::test]
async fn ds_25_a_command_that_comes_again_is_applied_once_also_after_later_ones() {
    let table = register_of(1).await;
    let (first, second) = (command(0, 0), command(1, 1));
    let keep = async |command| {
        table
            .keep_cell(&register_key(), command, &now())
            .await
            .unwrap()
    };
    assert_eq!(keep(&first).await, CellKept::Kept(1));
    assert_eq!(keep(&first).await, CellKept::Kept(1));
    assert_eq!(keep(&second).await, CellKept::Kept(2));
    assert_eq!(keep(&first).await, CellKept::Kept(1));
    let kept = table.register(&register_key()).await.unwrap().unwrap();
    assert_eq!(kept.lines[&line_key(0)].changes, 2);
}

#[tokio::test]
async fn of_two_who_mark_one_cell_the_second_is_told_what_stands() {
    let table = register_of(1).await;
    let keep = async |command: &CellCommand| {
        table
            .keep_cell(&register_key(), command, &now())
            .await
            .unwrap()
    };
    assert_eq!(keep(&command(0, 0)).await, CellKept::Kept(1));
    let late = command(0, 1);
    let CellKept::Conflict(stands) = keep(&late).await else {
        panic!("the second mark is not told of the first");
    };
    assert_eq!((stands.version, stands.mark), (1, mark(0)));
    // A mark equal to it by somebody else is no conflict.
    assert_eq!(keep(&command(0, 0)).await, CellKept::Kept(1));
    // Another cell of the same line is another matter.
    let mut other = command(0, 0);
    other.cell.symbol = Symbol::Back;
    assert_eq!(keep(&other).await, CellKept::Kept(1));
}

#[tokio::test]
async fn what_the_register_has_no_room_for_is_refused_with_the_reason() {
    let table = register_of(1).await;
    let keep = async |day, symbol, received| {
        let mut command = command(0, received);
        command.cell.day = day;
        command.cell.symbol = symbol;
        table
            .keep_cell(&register_key(), &command, &now())
            .await
            .unwrap()
    };
    let evening = keep(day(0), Symbol::Evening, 1).await;
    assert_eq!(
        evening,
        CellKept::Refused(ChangeRefused::NotInThePackage(Symbol::Evening))
    );
    assert_eq!(keep(day(5), Symbol::Out, 1).await, CellKept::Kept(1));
    let mut nobody = command(0, 0);
    nobody.cell.line = line_key(7);
    let nobody = table
        .keep_cell(&register_key(), &nobody, &now())
        .await
        .unwrap();
    assert_eq!(nobody, CellKept::Refused(ChangeRefused::NoSuchLine));
    assert_eq!(
        table
            .keep_cell(&register_key(), &command(4, 1), &now())
            .await
            .unwrap(),
        CellKept::Refused(ChangeRefused::NotAsShown)
    );
}

#[tokio::test]
async fn a_day_before_or_after_the_service_takes_no_mark_and_gives_one_back() {
    let table = Database::new().await.table();
    let mut ends = provision(0);
    ends.starts = day(1);
    ends.ends = Some(day(3));
    let mut line = KeptLine::new(RegisterLine::new(ends, week(), week().monday()));
    line.versions.insert(
        (day(4), Symbol::Morning),
        vec![attendance::kept_line::CellVersion {
            mark: mark(1),
            recorded: now(),
            command: None,
        }],
    );
    make(&table, [line]).await;
    let keep = async |day, seen, mark| {
        let mut command = command(seen, 0);
        command.cell.day = day;
        command.mark = mark;
        table
            .keep_cell(&register_key(), &command, &now())
            .await
            .unwrap()
    };
    let before = DayClosed::BeforeTheService { starts: day(1) };
    let after = DayClosed::AfterTheEnd { ended: day(3) };
    assert_eq!(
        keep(day(0), 0, mark(1)).await,
        CellKept::Refused(before.into())
    );
    assert_eq!(
        keep(day(4), 1, mark(1)).await,
        CellKept::Refused(after.into())
    );
    assert_eq!(keep(day(4), 1, Mark::AsPlanned).await, CellKept::Kept(2));
    assert_eq!(keep(day(3), 0, mark(1)).await, CellKept::Kept(1));
}

#[tokio::test]
async fn a_frozen_line_takes_no_mark_but_until_the_end_of_its_unlocking() {
    let table = register_of(1).await;
    let (key, line) = (register_key(), line_key(0));
    let keep = async |seen, received, at: &str| {
        let by = RecordedBy {
            at: at.parse().unwrap(),
            ..now()
        };
        table
            .keep_cell(&key, &command(seen, received), &by)
            .await
            .unwrap()
    };
    let frozen = table.freeze_line(&key, &line, 1).await.unwrap().unwrap();
    assert_eq!(frozen.locked, Some(1));
    assert_eq!(keep(0, 0, "2026-03-30T09:00:00Z").await, CellKept::Locked);
    table
        .thaw_line(&key, &line, Some(at("2026-03-31T09:00:00Z")))
        .await
        .unwrap();
    assert_eq!(
        keep(0, 0, "2026-03-31T08:59:59.999Z").await,
        CellKept::Kept(1)
    );
    assert_eq!(keep(1, 1, "2026-03-31T09:00:00Z").await, CellKept::Locked);
    table.thaw_line(&key, &line, None).await.unwrap();
    assert_eq!(keep(1, 1, "2026-04-30T09:00:00Z").await, CellKept::Kept(2));
}

#[tokio::test]
async fn a_register_is_read_as_it_was_written() {
    let table = register_of(3).await;
    let key = register_key();
    let kept = table.register(&key).await.unwrap().unwrap();
    let mut register = kept.register();
    let book = ContractBook::new([day_services::terms()]);
    let actions = [
        RegisterAction::AbsentAllWeek {
            line: line_key(0),
            reason: Some(AbsenceReason::WithoutNotice),
            journeys: true,
        },
        RegisterAction::EverybodyAsPlannedExcept {
            except: [line_key(2)].into(),
        },
        RegisterAction::NoticeOfAbsence {
            line: line_key(2),
            from: day(0),
            to: day(2),
            given: at("2026-03-20T09:00:00Z"),
        },
        RegisterAction::ExplainDouble {
            cell: cell(0),
            because: "Two groups".to_owned(),
        },
    ];
    for action in &actions {
        register.apply(action, &now(), &book).unwrap();
    }
    for (line_key, line) in &register.lines {
        let before = &kept.lines[line_key];
        let after = before.changed_to(line.clone(), None);
        let written = table
            .keep_line(&key, before, &after, now().at)
            .await
            .unwrap();
        assert_eq!(written, LineKept::Kept);
    }
    let read = table.register(&key).await.unwrap().unwrap();
    assert_eq!(read.register(), register);
    assert_eq!(read.terms(), [day_services::terms().id].into());
    // Nothing that is as it was is written again, and nothing over another's.
    let line = &read.lines[&line_key(0)];
    assert_eq!(
        table.keep_line(&key, line, line, now().at).await.unwrap(),
        LineKept::Kept
    );
    let mut undone = read.register();
    let undo = RegisterAction::UndoAbsentAllWeek { line: line_key(0) };
    undone.apply(&undo, &now(), &book).unwrap();
    let after = line.changed_to(undone.lines[&line_key(0)].clone(), None);
    let before = kept.lines[&line_key(0)].clone();
    let overtaken = table
        .keep_line(&key, &before, &after, now().at)
        .await
        .unwrap();
    assert_eq!(overtaken, LineKept::Overtaken);
    assert_eq!(
        table.keep_line(&key, line, &after, now().at).await.unwrap(),
        LineKept::Kept
    );
    let read = table.register(&key).await.unwrap().unwrap();
    assert_eq!(read.register(), undone);
}

#[tokio::test]
async fn a_locked_version_is_kept_with_its_head_or_not_at_all() {
    let table = register_of(2).await;
    let key = register_key();
    let kept = table.register(&key).await.unwrap().unwrap();
    let version = version(&kept);
    let head = RegisterHead {
        status: KeptStatus::Locked { by: now() },
        version: 1,
        amounts: Some(LedgerAmounts {
            planned: dec!(240),
            paid: dec!(240),
            billed: dec!(180.5),
        }),
        ..kept.head.clone()
    };
    assert_eq!(
        table.keep_version(&key, &head, &version).await.unwrap(),
        HeadKept::Kept
    );
    assert_eq!(
        table.keep_version(&key, &head, &version).await.unwrap(),
        HeadKept::Overtaken
    );
    let read = table.locked_version(&key, 1).await.unwrap();
    assert_eq!(read.as_ref(), Some(&version));
    assert_eq!(table.locked_version(&key, 2).await.unwrap(), None);
    let heads = table
        .register_heads(&key.supplier, &[week(), week().next()])
        .await
        .unwrap();
    let expected = RegisterHead {
        changes: head.changes + 1,
        ..head
    };
    assert_eq!(heads, BTreeMap::from([(week(), expected)]));
    // Versions are no lines.
    assert_eq!(table.register(&key).await.unwrap().unwrap().lines.len(), 2);
}

#[tokio::test]
async fn of_a_thousand_locks_and_saves_at_once_every_accepted_save_is_in_what_was_frozen() {
    let mut in_time = 0;
    for _ in 0..20 {
        let table = register_of(50).await;
        let key = register_key();
        let races = (0..50_usize).map(|number| {
            let (table, key) = (table.clone(), key.clone());
            async move {
                let mut command = command(0, 0);
                command.cell.line = line_key(number);
                let (saves, locks) = (table.clone(), table);
                let lock_key = key.clone();
                let line = line_key(number);
                let saved =
                    tokio::spawn(
                        async move { saves.keep_cell(&key, &command, &now()).await.unwrap() },
                    );
                let frozen = tokio::spawn(async move {
                    locks
                        .freeze_line(&lock_key, &line, 1)
                        .await
                        .unwrap()
                        .unwrap()
                });
                (saved.await.unwrap(), frozen.await.unwrap())
            }
        });
        for (saved, frozen) in together(races).await {
            let is_in_it = frozen.line.records.contains_key(&(day(0), Symbol::Morning));
            match saved {
                CellKept::Kept(1) => assert!(is_in_it),
                CellKept::Locked => assert!(!is_in_it),
                other => panic!("{other:?}"),
            }
            in_time += usize::from(is_in_it);
        }
    }
    assert!(
        (1..1000).contains(&in_time),
        "{in_time} of 1,000 saves came first"
    );
}

#[tokio::test]
async fn ten_thousand_edits_of_fifty_people_over_a_faulty_connection_lose_nothing() {
    const EDITORS: usize = 50;
    const EDITS: usize = 200;
    const LINES: usize = 60;
    let faulty = FaultyTable::new(11, FaultDuration::OneRequest).await;
    make(&faulty.database.table(), lines(LINES)).await;
    let edits = (0..EDITORS).map(|editor| {
        let table = faulty.table.clone();
        async move {
            let mut seen: BTreeMap<(usize, Symbol), u32> = BTreeMap::new();
            let mut told = 0_u32;
            for edit in 0..EDITS {
                let number = (editor * 7 + edit * 13) % LINES;
                let symbol = [Symbol::Morning, Symbol::Afternoon][edit % 2];
                let known = seen.entry((number, symbol)).or_default();
                // Whoever is told of a conflict looks at it and marks again.
                loop {
                    let command = CellCommand {
                        id: CommandId::parse(&format!("{editor}-{edit}-{known}")).unwrap(),
                        cell: Cell {
                            line: line_key(number),
                            day: day(0),
                            symbol,
                        },
                        mark: absent_because(format!("{editor} {edit}")),
                        seen: *known,
                    };
                    let (key, by) = (register_key(), now());
                    match at_last(|| table.keep_cell(&key, &command, &by)).await {
                        CellKept::Kept(version) => {
                            *known = version;
                            break;
                        }
                        CellKept::Conflict(stands) => {
                            *known = stands.version;
                            told += 1;
                        }
                        other => panic!("{other:?}"),
                    }
                }
            }
            told
        }
    });
    let told: u32 = together(edits).await.into_iter().sum();
    let kept = faulty
        .repaired()
        .register(&register_key())
        .await
        .unwrap()
        .unwrap();
    let mut marks: Vec<_> = kept
        .lines
        .values()
        .flat_map(|line| line.versions.values().flatten())
        .map(|version| version.mark.clone())
        .collect();
    marks.sort_by_key(|mark| format!("{mark:?}"));
    marks.dedup();
    assert_eq!(marks.len(), EDITORS * EDITS, "each edit is kept once");
    let versions = kept.lines.values().flat_map(|line| line.versions.values());
    assert_eq!(versions.map(Vec::len).sum::<usize>(), EDITORS * EDITS);
    assert!(told > 100, "{told} conflicts were told");
}

#[tokio::test]
async fn a_later_snapshot_replaces_a_provision_and_an_earlier_one_does_not() {
    let table = Database::new().await.table();
    let (monday, tuesday) = (at("2026-03-23T02:00:00Z"), at("2026-03-24T02:00:00Z"));
    let kept = |taken_at: Timestamp, ends| KeptProvision {
        line: attendance::provision::ProvisionLine {
            ends,
            ..provision(0)
        },
        first_seen: date(2026, 3, 23),
        taken_at,
    };
    assert!(table.keep_provision(&kept(tuesday, None)).await.unwrap());
    assert!(
        !table
            .keep_provision(&kept(monday, Some(day(1))))
            .await
            .unwrap()
    );
    assert!(
        !table
            .keep_provision(&kept(tuesday, Some(day(1))))
            .await
            .unwrap()
    );
    let supplier = register_key().supplier;
    assert_eq!(
        table.provisions(&supplier).await.unwrap(),
        [kept(tuesday, None)]
    );
    assert!(
        !table
            .end_provision(&supplier, &line_key(0), tuesday)
            .await
            .unwrap()
    );
    let wednesday = at("2026-03-25T02:00:00Z");
    assert!(
        table
            .end_provision(&supplier, &line_key(0), wednesday)
            .await
            .unwrap()
    );
    assert_eq!(table.provisions(&supplier).await.unwrap(), []);
}

#[tokio::test]
async fn what_finance_says_of_absence_stays_when_a_snapshot_brings_new_terms() {
    let table = Database::new().await.table();
    let mut terms = day_services::terms();
    assert!(table.keep_terms(&terms).await.unwrap());
    let said = Timeline::from(date(2026, 1, 1), EffectTable::default());
    table.keep_effects(&terms.id, &said).await.unwrap();
    assert!(!table.keep_terms(&terms).await.unwrap(), "nothing changed");
    terms.two_to_two_rate = terms.hourly_rate.clone();
    assert!(table.keep_terms(&terms).await.unwrap());
    let book = table
        .contract_book(&[terms.id.clone()].into())
        .await
        .unwrap();
    terms.effects = said.clone();
    assert_eq!(*book.terms(&terms.id), terms);
    assert_eq!(table.effects(&terms.id).await.unwrap(), said);
}

#[tokio::test]
async fn a_grant_is_with_the_person_and_with_the_supplier_until_it_is_taken() {
    let table = Database::new().await.table();
    day_services::grant(&table, &jo(), ProviderRole::Manager, now().at).await;
    day_services::grant(&table, &jo(), ProviderRole::Staff, now().at).await;
    let supplier = register_key().supplier;
    let grant = table.grant(&jo(), &supplier).await.unwrap().unwrap();
    assert_eq!(grant.role, ProviderRole::Staff);
    let with_supplier = table.granted(&supplier).await.unwrap();
    assert_eq!(table.grants_of(&jo()).await.unwrap(), with_supplier);
    assert_eq!(with_supplier, [grant]);
    for _ in 0..2 {
        table.take_grant(&jo(), &supplier).await.unwrap();
    }
    assert_eq!(table.grant(&jo(), &supplier).await.unwrap(), None);
    assert_eq!(table.granted(&supplier).await.unwrap(), []);
}

/// Stores one item of each kind that day services have.
pub(crate) async fn keep_day_services(table: &Table) {
    day_services::keep_supplier(table, 1, at("2026-03-23T02:00:00Z")).await;
    day_services::grant(table, &jo(), ProviderRole::Manager, now().at).await;
    let supplier = day_services::willow_grove().supplier;
    let night = NightDifference {
        taken_at: now().at,
        new: 3,
        changed: 2,
        ended: 1,
    };
    table
        .keep_night_difference(&supplier.id, &night)
        .await
        .unwrap();
    let effects = Timeline::from(date(2026, 1, 1), EffectTable::default());
    table
        .keep_effects(&day_services::terms().id, &effects)
        .await
        .unwrap();
    let (mut year, seen) = table
        .non_payment_year(&supplier, week().financial_year())
        .await
        .unwrap();
    let untouched = |_| attendance::non_payment::WeekUse::Untouched;
    let by = attendance::non_payment::NominatedBy::Finance {
        because: "By telephone".to_owned(),
    };
    year.nominate(&[week()], &by, &now(), false, untouched)
        .unwrap();
    assert!(
        table
            .keep_non_payment_year(&supplier.id, &year, seen)
            .await
            .unwrap()
    );
    assert_eq!(
        table
            .non_payment_year(&supplier, week().financial_year())
            .await
            .unwrap(),
        (year, 1)
    );
    make(table, lines(1)).await;
    let key = register_key();
    let mut by_notice = command(0, 0);
    by_notice.mark = Mark::Received {
        quantity: Quantity(0),
        account: MarkAccount {
            chosen: Some(AbsenceReason::WithNotice),
            notice_given: Some(at("2026-03-22T09:00:00Z")),
            overruled_because: Some("We were told by telephone".to_owned()),
            comment: Some("In hospital".to_owned()),
        },
    };
    table.keep_cell(&key, &by_notice, &now()).await.unwrap();
    let kept = table.register(&key).await.unwrap().unwrap();
    let head = RegisterHead {
        status: KeptStatus::Unlocked {
            by: now(),
            because: "A journey was missed".to_owned(),
            until: at("2026-04-07T09:00:00Z"),
        },
        version: 1,
        amounts: Some(LedgerAmounts {
            planned: dec!(158.75),
            paid: dec!(128.75),
            billed: dec!(128.75),
        }),
        transport: Some(MissedTransport {
            journeys: 2,
            with_session: 1,
            not_paid: dec!(7.00),
        }),
        ..kept.head.clone()
    };
    table
        .keep_version(&key, &head, &version(&kept))
        .await
        .unwrap();
    tell_of_deliveries(table).await;
    crate::adjustments::keep_proposals(table).await;
    table.freeze_line(&key, &line_key(0), 1).await.unwrap();
    table
        .thaw_line(&key, &line_key(0), Some(at("2026-04-07T09:00:00Z")))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_fullest_register_is_read_by_one_query_of_at_most_five_units() {
    let database = Database::new().await;
    // Sixty people with seven symbols on each of seven days.
    let lines = (0..60).map(day_services::everything);
    day_services::keep_register(&database.table(), lines).await;
    let (table, meter) = database.table().metered();
    let kept = table.register(&register_key()).await.unwrap().unwrap();
    assert_eq!(kept.lines.len(), 60);
    let used = meter.take();
    assert_eq!(used.requests, 1);
    // Of the five units that there may be.
    assert_eq!(used.read_tenths, 40, "{used:?}");
}

/// Notes that the first version was received but for a line, and that a second
/// one was exported.
async fn tell_of_deliveries(table: &Table) {
    let [first, second] = [1, 2].map(|number| LockedVersionKey {
        register: register_key(),
        number,
    });
    let refused = RefusedLine {
        purchase_order: "0004512".to_owned(),
        line: "1".to_owned(),
        reason: "The purchase order was closed".to_owned(),
    };
    let received = at("2026-03-30T08:20:00Z");
    let noted = table.register_received(&first, received, &[refused]).await;
    assert!(noted.unwrap());
    let waiting = WaitingVersion {
        locked_at: now().at,
        version: second,
    };
    let exported = at("2026-03-30T08:15:00Z");
    table.register_exported(&waiting, exported).await.unwrap();
}

fn version(kept: &KeptRegister) -> KeptVersion {
    KeptVersion {
        number: 1,
        by: now(),
        supplier_name: kept.head.supplier_name.clone(),
        lines: kept
            .lines
            .iter()
            .map(|(key, line)| {
                (
                    key.clone(),
                    KeptLine {
                        changes: 0,
                        ..line.clone()
                    },
                )
            })
            .collect(),
        plan_version: kept.head.plan_version,
        book: ContractBook::new([day_services::terms()]),
        amounts: vec![attendance::kept_register::LockedAmounts {
            order: "0004512".to_owned(),
            line: "1".to_owned(),
            kind: attendance::symbol::CareKind::Sessions,
            planned: dec!(120),
            paid: dec!(90),
            billed: dec!(90.00),
        }],
        chain: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        adjustment: None,
    }
}

async fn register_of(people: usize) -> Table {
    let table = Database::new().await.table();
    make(&table, lines(people)).await;
    table
}

fn lines(people: usize) -> Vec<KeptLine> {
    let line = |number| {
        KeptLine::new(RegisterLine::new(
            provision(number),
            week(),
            week().monday(),
        ))
    };
    (0..people).map(line).collect()
}

async fn make(table: &Table, lines: impl IntoIterator<Item = KeptLine>) {
    let lines = lines.into_iter();
    let register = KeptRegister {
        key: register_key(),
        head: RegisterHead {
            supplier_name: "Willow Grove".to_owned(),
            plan_version: 1,
            status: KeptStatus::Open,
            version: 0,
            amounts: None,
            transport: None,
            changes: 0,
        },
        lines: lines
            .map(|line| (line.line.provision.key.clone(), line))
            .collect(),
    };
    table.make_register(&register).await.unwrap();
}

fn now() -> RecordedBy {
    RecordedBy {
        user: jo().0,
        at: at("2026-03-30T08:00:00Z"),
        via: RecordedVia::Page,
    }
}

fn cell(number: usize) -> Cell {
    Cell {
        line: line_key(number),
        day: day(0),
        symbol: Symbol::Morning,
    }
}

fn mark(received: u32) -> Mark {
    Mark::received(Quantity(received))
}

fn absent_because(comment: String) -> Mark {
    Mark::Received {
        quantity: Quantity::ZERO,
        account: MarkAccount {
            comment: Some(comment),
            ..MarkAccount::default()
        },
    }
}

fn command(seen: u32, received: u32) -> CellCommand {
    CellCommand {
        id: CommandId::parse(&format!("c-{seen}-{received}")).unwrap(),
        cell: cell(0),
        mark: mark(received),
        seen,
    }
}
