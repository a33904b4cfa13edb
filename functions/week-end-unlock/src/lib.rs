#![doc = include_str!("../README.md")]

#[cfg(test)]
mod tests;

use app::registers::RegisterOpener;
use app::week_turn::{self, WeekTurn};
use domain::fault::StoreFault;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

domain::ports! {
    /// Lists the ports of the turn of the week.
    pub trait WeekEndPorts {
        store: RegisterOpener;
    }
}

/// The event of the schedule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TurnEvent {
    #[serde(rename = "week-end-unlock")]
    job: TurnJob,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum TurnJob {
    Turn,
}

/// The error of a run that could not do everything.
#[derive(Debug, thiserror::Error)]
pub enum NotTurned {
    /// The event is not one of ours.
    #[error("the event was not understood")]
    NotOurs,
    /// The suppliers could not be listed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// Some suppliers' registers could not be turned, and all others were.
    #[error("the week of {} suppliers was not turned", .0.failed)]
    Some(WeekTurn),
}

/// Turns the week of every supplier. Run again, it does what is left.
///
/// # Errors
/// [`NotTurned`]; everything that could be done is.
pub async fn turn_weeks(
    ports: &impl WeekEndPorts,
    now: Timestamp,
    event: Value,
) -> Result<WeekTurn, NotTurned> {
    let TurnEvent { job: TurnJob::Turn } =
        serde_json::from_value(event).map_err(|_| NotTurned::NotOurs)?;
    let turn = week_turn::turn(ports.store(), now).await?;
    match turn.failed {
        0 => Ok(turn),
        _ => Err(NotTurned::Some(turn)),
    }
}

/// Returns the counts of a run, even if something failed.
#[must_use]
pub fn turned(turned: &Result<WeekTurn, NotTurned>) -> Option<&WeekTurn> {
    match turned {
        Ok(turn) | Err(NotTurned::Some(turn)) => Some(turn),
        Err(NotTurned::NotOurs | NotTurned::Store(_)) => None,
    }
}
