//! The turn of the week: new registers are made when their week begins, what
//! was left half done is finished, and an unlocking that has run out ends.

use attendance::kept_register::{KeptRegister, KeptStatus, RegisterHead, RegisterKey};
use attendance::provision_plan::KeptSupplier;
use attendance::week::Week;
use domain::fault::{StoreFault, chain};
use domain::values::london::date_in_london;
use futures_util::future::join_all;
use jiff::Timestamp;

use crate::register_freeze::{is_abandoned, settle};
use crate::registers::{self, RegisterOpener};

/// The weeks back in which a register can be half submitted or unlocked.
const WEEKS_BACK: usize = 60;
/// The suppliers that are looked at side by side.
const SIDE_BY_SIDE: usize = 10;

/// The counts of a turn, for its log line.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, serde::Serialize)]
pub struct WeekTurn {
    /// 1: a run was made. An alarm sounds when there is none.
    pub turns: u32,
    /// The suppliers that were looked at.
    pub suppliers: u32,
    /// The registers that were made.
    pub registers_made: u32,
    /// The submissions that stopped half way and were finished.
    pub submissions_finished: u32,
    /// The unlockings that had run out and were ended.
    pub unlockings_ended: u32,
    /// The suppliers for which something failed.
    pub failed: u32,
}

/// Turns the week of every supplier whose contract goes on. Done again, it does
/// what is left.
///
/// # Errors
/// When the suppliers cannot be listed. What fails for one supplier is counted
/// and logged, and the others are done.
pub async fn turn(store: &impl RegisterOpener, now: Timestamp) -> Result<WeekTurn, StoreFault> {
    let this_week = Week::of(date_in_london(now));
    let suppliers = store.suppliers().await?;
    let mut all = WeekTurn {
        turns: 1,
        ..WeekTurn::default()
    };
    for some in suppliers.chunks(SIDE_BY_SIDE) {
        let turned = some
            .iter()
            .map(|supplier| turn_one(store, supplier, this_week, now));
        for turned in join_all(turned).await {
            all.suppliers += 1;
            match turned {
                Ok(one) => {
                    all.registers_made += one.registers_made;
                    all.submissions_finished += one.submissions_finished;
                    all.unlockings_ended += one.unlockings_ended;
                }
                Err(fault) => {
                    tracing::warn!(cause = chain(&fault), "a supplier's week was not turned");
                    all.failed += 1;
                }
            }
        }
    }
    Ok(all)
}

async fn turn_one(
    store: &impl RegisterOpener,
    kept: &KeptSupplier,
    this_week: Week,
    now: Timestamp,
) -> Result<WeekTurn, StoreFault> {
    let supplier = &kept.supplier;
    let back = std::iter::successors(Some(this_week), |week| Some(week.previous()));
    let weeks: Vec<_> = back.take(WEEKS_BACK).collect();
    let heads = store.register_heads(&supplier.id, &weeks).await?;
    let mut turned = WeekTurn::default();
    let ended = supplier.left.is_some_and(|left| left < this_week.monday());
    if !heads.contains_key(&this_week) && !ended {
        registers::make(store, supplier, this_week, now).await?;
        turned.registers_made = 1;
    }
    for (week, head) in heads {
        let Some(what) = unsettled(&head, now) else {
            continue;
        };
        let key = RegisterKey {
            supplier: supplier.id.clone(),
            week,
        };
        let Some(register) = store.register(&key).await? else {
            continue;
        };
        let settled: KeptRegister = settle(store, register, now).await?;
        if unsettled(&settled.head, now).is_none() {
            match what {
                Unsettled::HalfSubmitted => turned.submissions_finished += 1,
                Unsettled::UnlockedTooLong => turned.unlockings_ended += 1,
            }
        }
    }
    Ok(turned)
}

/// What is left to do with a register.
enum Unsettled {
    HalfSubmitted,
    UnlockedTooLong,
}

fn unsettled(head: &RegisterHead, now: Timestamp) -> Option<Unsettled> {
    match &head.status {
        KeptStatus::Locking { by } if is_abandoned(by, now) => Some(Unsettled::HalfSubmitted),
        KeptStatus::Unlocked { until, .. } if *until <= now => Some(Unsettled::UnlockedTooLong),
        _ => None,
    }
}
