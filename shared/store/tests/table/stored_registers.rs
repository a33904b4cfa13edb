//! Registers as they were stored before, which are read for good.

use attendance::absence::AbsenceReason;
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::command::{CellCommand, CommandId};
use attendance::kept_register::{CellKeeper as _, CellKept, KeptStatus, RegisterReader as _};
use attendance::provision_import::{ImportKeeper as _, ImportLease, SnapshotName};
use attendance::quantity::Quantity;
use attendance::register_export::{
    LockedVersionKey, RegisterDeliveryReader as _, RegisterExportQueue as _,
    UnacknowledgedRegisters as _,
};
use attendance::symbol::Symbol;
use attendance::unregistered::UnregisteredDaysDesk as _;
use domain::correspondence::complaint::ComplaintStore as _;
use domain::values::reference::Reference;
use jiff::Timestamp;
use rust_decimal::dec;
use testkit::day_services::{day, line_key, register_key};

use crate::stored_v1::{registers_before_and_since, registers_of_before};
use crate::{at, unregistered};

fn version(number: u32) -> LockedVersionKey {
    LockedVersionKey {
        register: register_key(),
        number,
    }
}

#[tokio::test]
async fn a_register_of_before_is_read_with_every_mark_and_its_reason() {
    let table = registers_of_before().await;
    let kept = table.register(&register_key()).await.unwrap().unwrap();
    assert_eq!(kept.head.supplier_name, "Willow Grove");
    assert_eq!(kept.head.version, 1);
    assert_eq!(kept.head.amounts.unwrap().paid, dec!(128.75));
    let KeptStatus::Unlocked { because, until, .. } = &kept.head.status else {
        panic!("{:?}", kept.head.status);
    };
    assert_eq!(because, "A journey was missed");
    assert_eq!(*until, at("2026-04-07T09:00:00Z"));
    let line = &kept.lines[&line_key(0)];
    assert_eq!(line.locked, Some(1));
    assert_eq!(line.open_until, Some(at("2026-04-07T09:00:00Z")));
    assert_eq!(line.line.provision.person.surname, "Doe");
    assert!(line.line.plan.0[2].afternoon);
    let [mark] = &line.versions[&(day(0), Symbol::Morning)][..] else {
        panic!("one mark");
    };
    let Mark::Received { quantity, account } = &mark.mark else {
        panic!("{mark:?}");
    };
    assert_eq!(*quantity, Quantity(0));
    assert_eq!(account.chosen, Some(AbsenceReason::WithNotice));
    assert_eq!(account.notice_given, Some(at("2026-03-22T09:00:00Z")));
    assert_eq!(account.comment.as_deref(), Some("In hospital"));
}

#[tokio::test]
async fn a_locked_version_of_before_is_read_with_its_terms_and_amounts() {
    let table = registers_of_before().await;
    let kept = table.version_to_export(&version(1)).await.unwrap().unwrap();
    assert_eq!((kept.number, kept.plan_version), (1, 1));
    assert_eq!(kept.supplier_name, "Willow Grove");
    assert_eq!(kept.lines.len(), 1);
    assert_eq!(kept.book.all().count(), 1);
    assert_eq!(kept.amounts.len(), 1);
    assert_eq!(table.version_to_export(&version(2)).await.unwrap(), None);
}

#[tokio::test]
async fn what_became_of_a_register_at_the_case_system_is_read() {
    let table = registers_of_before().await;
    let told = table.register_delivery(&version(1)).await.unwrap();
    assert_eq!(told.received_at, Some(at("2026-03-30T08:20:00Z")));
    assert_eq!(told.refused[0].reason, "The purchase order was closed");
    let told = table.register_delivery(&version(2)).await.unwrap();
    assert_eq!(told.exported_at, Some(at("2026-03-30T08:15:00Z")));
    let to_export = table.registers_to_export(None, 9).await.unwrap();
    assert_eq!(to_export.unreadable, 0);
    assert_eq!(to_export.items[0].version, version(1));
    let waiting = table.unacknowledged_registers(Timestamp::MAX, None, 9);
    let waiting = waiting.await.unwrap();
    assert_eq!(waiting.items[0].version, version(2));
    assert_eq!(waiting.items[0].locked_at, at("2026-03-30T08:00:00Z"));
}

#[tokio::test]
async fn a_register_with_a_short_plan_is_read_as_one_of_before_with_the_names_of_its_symbols() {
    let (before, since) = (
        registers_of_before().await,
        registers_before_and_since().await,
    );
    let before = before.register(&register_key()).await.unwrap().unwrap();
    let since = since.register(&register_key()).await.unwrap().unwrap();
    let (key, head) = (line_key(0), &since.head);
    assert_eq!(since.lines[&key].line.plan, before.lines[&key].line.plan);
    let missed = head.transport.unwrap();
    assert_eq!((missed.journeys, missed.with_session), (2, 1));
    assert_eq!(missed.not_paid, dec!(7.00));
    assert_eq!(before.head.transport, None);
}

#[tokio::test]
async fn a_line_with_the_names_of_its_symbols_is_marked_and_keeps_its_plan_until_that_changes() {
    let table = registers_of_before().await;
    let key = register_key();
    let by = RecordedBy {
        user: "sam".to_owned(),
        at: at("2026-04-07T08:00:00Z"),
        via: RecordedVia::Page,
    };
    let marks = [
        (Symbol::OneToOne, true),
        (Symbol::Out, true),
        // This register has neither.
        (Symbol::Evening, false),
        (Symbol::TwoToTwo, false),
    ];
    for (number, (symbol, kept)) in marks.into_iter().enumerate() {
        let command = CellCommand {
            id: CommandId::parse(&format!("of-before-{number}")).unwrap(),
            cell: Cell {
                line: line_key(0),
                day: day(0),
                symbol,
            },
            mark: Mark::received(Quantity(1)),
            seen: 0,
        };
        let outcome = table.keep_cell(&key, &command, &by).await.unwrap();
        assert_eq!(
            outcome == CellKept::Kept(1),
            kept,
            "{symbol:?}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn days_without_a_register_a_place_and_a_complaint_of_now_are_read() {
    let table = registers_before_and_since().await;
    let days = unregistered::days(0);
    let kept = table.unregistered(&days.key).await.unwrap().unwrap();
    assert_eq!(kept.proposed, Some(unregistered::settlement()));
    assert_eq!(kept.planned, days.planned);
    let lease = ImportLease {
        run: "another".to_owned(),
        snapshot: SnapshotName::parse("2026-11-29").unwrap(),
        until: at("2026-04-06T10:00:00Z"),
    };
    let place = table.import_place(&lease).await.unwrap().unwrap();
    assert_eq!((place.manifest.as_str(), place.rows), ("5e", 75_000));
    let reference = Reference::parse("CG33333336").unwrap();
    let now = at("2026-04-06T09:00:30Z");
    assert!(
        table
            .read_complaint(&reference, now)
            .await
            .unwrap()
            .is_some()
    );
    // The request that keeps it has its confirmation for a minute.
    assert!(!table.claim_confirmation(&reference, now).await.unwrap());
    let later = at("2026-04-06T09:02:00Z");
    assert!(table.claim_confirmation(&reference, later).await.unwrap());
}
