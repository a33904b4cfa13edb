//! The turn of the week: what it makes, and that it can run twice.

use attendance::cell::{RecordedBy, RecordedVia};
use attendance::kept_register::{
    KeptStatus, RegisterHead, RegisterKeeper as _, RegisterKey, RegisterReader as _,
};
use domain::ports::Ports;
use jiff::Timestamp;
use serde_json::json;
use store::Table;
use testkit::day_services::{self, line_key, register_key, week, willow_grove};
use testkit::{Database, with_rights_of};

use crate::{NotTurned, turn_weeks};

/// Monday a minute after midnight in London, in summer time.
const MONDAY: &str = "2026-03-29T23:01:00Z";

#[tokio::test]
async fn the_register_of_a_week_is_made_when_the_week_begins() {
    let database = Database::new().await;
    let table = database.table();
    day_services::keep_supplier(&table, 3, at("2026-03-28T02:00:00Z")).await;
    let turned = turn(&table, at(MONDAY)).await;
    assert_eq!((turned.suppliers, turned.registers_made), (1, 1));
    let key = RegisterKey {
        supplier: willow_grove().supplier.id,
        week: week().next(),
    };
    let kept = table.register(&key).await.unwrap().unwrap();
    assert_eq!(kept.lines.len(), 3);
    assert_eq!(kept.head.supplier_name, "Willow Grove");
    let line = &kept.lines[&line_key(0)].line;
    assert_eq!(line.appeared_on, week().next().monday());
    let stored = database.stored().await;
    let again = turn(&table, at(MONDAY)).await;
    assert_eq!(again.registers_made, 0);
    assert_eq!(
        database.stored().await,
        stored,
        "done again it changes nothing"
    );
}

#[tokio::test]
async fn a_submission_that_stopped_half_way_is_finished_in_the_name_of_who_made_it() {
    let table = Database::new().await.table();
    let key = half_submitted(&table).await;
    // Within a minute it may still be under way.
    let early = turn(&table, at("2026-03-30T08:00:10Z")).await;
    assert_eq!(early.submissions_finished, 0);
    let turned = turn(&table, at("2026-03-30T09:01:00Z")).await;
    assert_eq!(turned.submissions_finished, 1);
    let kept = table.register(&key).await.unwrap().unwrap();
    let KeptStatus::Locked { by } = &kept.head.status else {
        panic!("{:?}", kept.head.status);
    };
    assert_eq!(by.user, "jo");
    assert_eq!(kept.head.version, 1);
    let version = table.locked_version(&key, 1).await.unwrap().unwrap();
    assert_eq!(version.lines.len(), 2);
    assert_eq!(
        turn(&table, at("2026-03-30T10:01:00Z"))
            .await
            .submissions_finished,
        0
    );
}

#[tokio::test]
async fn what_is_no_event_of_ours_is_refused() {
    let table = Database::new().await.table();
    let ports = Ports::of(table);
    for event in [json!({}), json!({"week-end-unlock": "stop"}), json!(7)] {
        let refused = turn_weeks(&ports, at(MONDAY), event).await;
        assert!(matches!(refused, Err(NotTurned::NotOurs)));
    }
}

/// Makes a register whose submission stopped after its first line was frozen.
async fn half_submitted(table: &Table) -> RegisterKey {
    day_services::keep_supplier(table, 2, at("2026-03-23T02:00:00Z")).await;
    turn(table, at("2026-03-23T03:01:00Z")).await;
    let key = register_key();
    let kept = table.register(&key).await.unwrap().unwrap();
    let by = RecordedBy {
        user: "jo".to_owned(),
        at: at("2026-03-30T08:00:00Z"),
        via: RecordedVia::Page,
    };
    let head = RegisterHead {
        status: KeptStatus::Locking { by },
        ..kept.head
    };
    table.keep_head(&key, &head).await.unwrap();
    table.freeze_line(&key, &line_key(0), 1).await.unwrap();
    key
}

async fn turn(table: &Table, now: Timestamp) -> app::week_turn::WeekTurn {
    let ports = Ports::of(with_rights_of("week-end-unlock", table));
    let event = serde_json::from_str(include_str!("../../../events/week-end-unlock/turn.json"));
    turn_weeks(&ports, now, event.unwrap()).await.unwrap()
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}
