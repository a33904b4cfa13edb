#![doc = include_str!("../README.md")]

mod event;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use app::case_records::{RecordKeeper, sweep_records};
use app::provisions::{ImportFault, ImportRun, SnapshotKeeper, SnapshotTakenIn, sweep, take_in};
use attendance::record_import::RecordSnapshotFiles;
use attendance::snapshot_files::SnapshotFiles;
use exchange::provisions::suspicion::MassChangeGuard;
use jiff::{SignedDuration, Timestamp};

pub use event::{ArrivedDetail, ImportEvent, ImportReply};

/// How much may be gone from one snapshot to the next before two people have to
/// look at it: a tenth, and always twenty.
pub const SHIPPED_GUARD: MassChangeGuard = MassChangeGuard {
    lines_gone: 10,
    people_gone: 10,
    always: 20,
};

/// The time for which a run goes on: Lambda lets it go on for 15 minutes, and the
/// last rows and their registers are still written.
const RUNS_FOR: SignedDuration = SignedDuration::from_mins(12);

/// Makes a run that stops in time by a clock.
#[must_use]
pub fn run_by(id: String, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> ImportRun {
    let now = clock();
    ImportRun {
        id,
        now,
        guard: SHIPPED_GUARD,
        is_over: Arc::new(move || clock() >= now + RUNS_FOR),
    }
}

/// The reason why an event was not dealt with to its end.
#[derive(Debug, thiserror::Error)]
pub enum NightFault {
    /// A snapshot could be neither taken in nor held back.
    #[error(transparent)]
    Import(#[from] ImportFault),
    /// Another run writes. The event comes again.
    #[error("another run takes in a snapshot")]
    Busy,
}

/// Answers one event: a file that has arrived, or the sweep.
///
/// # Errors
/// [`NightFault`]. What was written stays, and the next run goes on with it.
pub async fn handle<S, F>(
    store: &S,
    files: &F,
    run: &ImportRun,
    event: &ImportEvent,
) -> Result<ImportReply, NightFault>
where
    S: SnapshotKeeper + RecordKeeper,
    F: SnapshotFiles + RecordSnapshotFiles,
{
    let mut reply = ImportReply::default();
    match event {
        ImportEvent::Arrived { detail } if detail.is_of_records() => {
            for outcome in sweep_records(store, files, run).await? {
                reply.count(&outcome)?;
            }
        }
        ImportEvent::Arrived { detail } => {
            if let Some(name) = detail.snapshot() {
                reply.count(&take_in(store, files, &name, run).await?)?;
            }
        }
        ImportEvent::Sweep { .. } => {
            let provisions = sweep(store, files, run).await;
            // A fault of the one keeps nobody from the other.
            for outcome in sweep_records(store, files, run).await? {
                reply.count(&outcome)?;
            }
            for (_, outcome) in provisions? {
                reply.count(&outcome)?;
            }
        }
    }
    Ok(reply)
}

/// Returns the counts of a run, which its line of the log has; none if it failed.
#[must_use]
pub fn done(came_to: &Result<ImportReply, NightFault>) -> Option<&ImportReply> {
    came_to.as_ref().ok()
}

impl ImportReply {
    /// Counts what became of a snapshot. One that is held back is a line of the
    /// log for which an alarm sounds.
    fn count(&mut self, outcome: &SnapshotTakenIn) -> Result<(), NightFault> {
        match outcome {
            SnapshotTakenIn::Imported(report) => {
                self.imported += 1;
                self.writes += report.writes;
                self.read += report.read;
                self.new += report.new;
                self.changed += report.changed;
                self.ended += report.ended;
                self.refused += report.refused;
            }
            SnapshotTakenIn::Before => self.before += 1,
            SnapshotTakenIn::Held { reason, is_new } => {
                self.held += 1;
                // The sweep finds it again each hour.
                if *is_new {
                    tracing::error!(reason, "a snapshot is held back");
                }
            }
            SnapshotTakenIn::Paused { rows } => {
                self.paused += 1;
                self.written_so_far += rows;
            }
            SnapshotTakenIn::Busy => return Err(NightFault::Busy),
            SnapshotTakenIn::NotThere => {}
        }
        Ok(())
    }
}
