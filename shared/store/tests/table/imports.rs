//! Imports: the lease of the one run that writes, the reports, and what is held
//! back until two people have released it.

use attendance::provision_import::{
    HeldFigures, HeldSnapshot, ImportBegun, ImportKeeper as _, ImportLease, ImportPlace,
    ImportReader as _, ImportReleaser as _, ImportReport, RefusedProvision, RegisterLines,
    SnapshotName, SnapshotRelease, SnapshotReleased,
};
use attendance::supplier::SupplierId;
use domain::values::account_id::AccountId;
use jiff::SignedDuration;
use jiff::civil::date;
use store::Table;
use testkit::Database;

use crate::stored_v1::registers_of_before;
use crate::{jo, monday, sam};

#[tokio::test]
async fn one_run_has_the_lease_and_the_snapshot_that_was_begun_comes_first() {
    let table = Database::new().await.table();
    let first = lease("first", "2026-11-28");
    assert_eq!(
        table.begin_import(&first, monday()).await.unwrap(),
        ImportBegun::Begun
    );
    // The reply was lost, and the request is sent again.
    assert_eq!(
        table.begin_import(&first, monday()).await.unwrap(),
        ImportBegun::Begun
    );
    let second = lease("second", "2026-11-28");
    let busy = table.begin_import(&second, monday()).await;
    assert_eq!(busy.unwrap(), ImportBegun::Busy);
    // Another's lease is not ended.
    table.end_import(&second).await.unwrap();
    let later = monday() + SignedDuration::from_mins(20);
    let other = lease("third", "2026-11-29");
    let unfinished = table.begin_import(&other, later).await.unwrap();
    assert_eq!(unfinished, ImportBegun::Unfinished(name("2026-11-28")));
    assert_eq!(
        table.begin_import(&second, later).await.unwrap(),
        ImportBegun::Begun
    );
    table.end_import(&second).await.unwrap();
    assert_eq!(
        table.begin_import(&other, monday()).await.unwrap(),
        ImportBegun::Begun
    );
}

#[tokio::test]
async fn a_run_that_pauses_lets_another_go_on_with_its_snapshot_at_once() {
    let table = Database::new().await.table();
    let first = lease("first", "2026-11-28");
    table.begin_import(&first, monday()).await.unwrap();
    table.pause_import(&first, monday()).await.unwrap();
    let second = lease("second", "2026-11-28");
    assert_eq!(
        table.begin_import(&second, monday()).await.unwrap(),
        ImportBegun::Begun
    );
}

#[tokio::test]
async fn a_run_goes_on_from_the_place_of_the_run_before_and_one_that_lost_the_lease_moves_nothing()
{
    let table = Database::new().await.table();
    let first = lease("first", "2026-11-28");
    table.begin_import(&first, monday()).await.unwrap();
    assert_eq!(table.import_place(&first).await.unwrap(), None);
    let place = |rows| ImportPlace {
        manifest: "5e".to_owned(),
        rows,
    };
    table.keep_import_place(&first, &place(75)).await.unwrap();
    table.pause_import(&first, monday()).await.unwrap();
    let second = lease("second", "2026-11-28");
    table.begin_import(&second, monday()).await.unwrap();
    assert_eq!(table.import_place(&second).await.unwrap(), Some(place(75)));
    table.keep_import_place(&first, &place(25)).await.unwrap();
    assert_eq!(table.import_place(&second).await.unwrap(), Some(place(75)));
    let unfinished = table.unfinished_import().await.unwrap().unwrap();
    assert_eq!(
        (unfinished.snapshot, unfinished.until, unfinished.rows),
        (second.snapshot.clone(), second.until, Some(75))
    );
    // The next snapshot is begun at its first row.
    table.end_import(&second).await.unwrap();
    assert_eq!(table.unfinished_import().await.unwrap(), None);
    let next = lease("third", "2026-11-29");
    table.begin_import(&next, monday()).await.unwrap();
    assert_eq!(table.import_place(&next).await.unwrap(), None);
}

#[tokio::test]
async fn two_people_release_a_snapshot_and_nobody_counts_twice() {
    let table = Database::new().await.table();
    let held = held("2026-11-28", true);
    assert!(table.hold_snapshot(&held).await.unwrap());
    let release = async |who| {
        let release = SnapshotRelease {
            by: who,
            at: monday(),
        };
        let released = table.release_snapshot(&held.snapshot, "4f", &release);
        released.await.unwrap()
    };
    assert_eq!(release(jo()).await, SnapshotReleased::First);
    assert_eq!(release(jo()).await, SnapshotReleased::SamePerson);
    // Found suspicious again, it keeps who released it.
    assert!(!table.hold_snapshot(&held).await.unwrap());
    assert_eq!(release(sam()).await, SnapshotReleased::Second);
    let kept = table.held_snapshot(&held.snapshot).await.unwrap().unwrap();
    assert!(kept.is_released());
    assert_eq!(
        (kept.first.unwrap().by, kept.second.unwrap().by),
        (jo(), sam())
    );
}

#[tokio::test]
async fn what_is_not_held_or_cannot_be_released_is_not_released() {
    let table = Database::new().await.table();
    table.hold_snapshot(&held("cut", false)).await.unwrap();
    table.hold_snapshot(&held("many", true)).await.unwrap();
    let release = SnapshotRelease {
        by: jo(),
        at: monday(),
    };
    for (snapshot, manifest) in [("cut", "4f"), ("many", "5e"), ("nothing", "4f")] {
        let name = name(snapshot);
        let released = table.release_snapshot(&name, manifest, &release);
        assert_eq!(
            released.await.unwrap(),
            SnapshotReleased::NotHeld,
            "{snapshot}"
        );
    }
    assert!(
        table
            .held_snapshot(&name("nothing"))
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn every_item_of_an_import_of_before_is_read() {
    let table = registers_of_before().await;
    assert_eq!(table.import_reports(5).await.unwrap(), [report()]);
    assert_eq!(table.import_report(7).await.unwrap(), Some(report()));
    assert_eq!(table.held_snapshots().await.unwrap(), [held_and_released()]);
    let other = lease("another", "2026-11-29");
    let busy = table.begin_import(&other, monday()).await.unwrap();
    assert_eq!(busy, ImportBegun::Busy);
}

/// Stores one item of each kind of an import.
pub(crate) async fn keep_imports(table: &Table) {
    let lease = lease("0123456789abcdef", "2026-11-29");
    assert_eq!(
        table.begin_import(&lease, monday()).await.unwrap(),
        ImportBegun::Begun
    );
    let place = ImportPlace {
        manifest: "5e".to_owned(),
        rows: 75_000,
    };
    table.keep_import_place(&lease, &place).await.unwrap();
    let held = held_and_released();
    table.hold_snapshot(&held).await.unwrap();
    table.keep_import_report(&report()).await.unwrap();
    assert_eq!(table.import_reports(5).await.unwrap(), [report()]);
    assert_eq!(table.held_snapshots().await.unwrap(), [held]);
}

/// Makes a snapshot that one person has released.
fn held_and_released() -> HeldSnapshot {
    HeldSnapshot {
        first: Some(SnapshotRelease {
            by: AccountId("f4a1".to_owned()),
            at: monday(),
        }),
        ..held("2026-11-28", true)
    }
}

fn name(text: &str) -> SnapshotName {
    SnapshotName::parse(text).unwrap()
}

fn lease(run: &str, snapshot: &str) -> ImportLease {
    ImportLease {
        run: run.to_owned(),
        snapshot: name(snapshot),
        until: monday() + SignedDuration::from_mins(16),
    }
}

fn held(snapshot: &str, compared: bool) -> HeldSnapshot {
    let figures = HeldFigures {
        rows: 180,
        gone: 120,
        rows_before: 300,
        ..HeldFigures::default()
    };
    HeldSnapshot {
        snapshot: name(snapshot),
        manifest: "4f".to_owned(),
        held_at: monday(),
        reason: "120 of 300 lines are gone since the last snapshot".to_owned(),
        figures: compared.then_some(figures),
        first: None,
        second: None,
    }
}

fn report() -> ImportReport {
    ImportReport {
        version: 7,
        snapshot: name("2026-11-27"),
        manifest: "9f".to_owned(),
        taken_at: monday(),
        imported_at: monday(),
        read: 3000,
        new: 3,
        changed: 2,
        ended: 1,
        refused: 1,
        writes: 6,
        refused_rows: vec![RefusedProvision {
            file: "provisions.csv".to_owned(),
            line: 17,
            reasons: vec!["starts is not a date as 2026-04-01".to_owned()],
        }],
        breaches: vec![RegisterLines {
            supplier: SupplierId::parse("S12").unwrap(),
            week_ending: date(2026, 4, 12),
            lines: 1,
        }],
        missed: Vec::new(),
    }
}
