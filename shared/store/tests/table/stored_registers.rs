//! Registers as they were stored before, which are read for good.

use attendance::absence::AbsenceReason;
use attendance::cell::Mark;
use attendance::kept_register::{KeptStatus, RegisterReader as _};
use attendance::quantity::Quantity;
use attendance::register_export::{
    LockedVersionKey, RegisterDeliveryReader as _, RegisterExportQueue as _,
    UnacknowledgedRegisters as _,
};
use attendance::symbol::Symbol;
use jiff::Timestamp;
use rust_decimal::dec;
use testkit::day_services::{day, line_key, register_key};

use crate::at;
use crate::stored_v1::registers_of_before;

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
