//! CPU time, which other programs on the machine do not stretch as they do
//! time on a clock.

use std::error::Error;

/// How much CPU time one round of a measurement takes: 1 second. The kernel
/// brings its count up to date at its tick, every few milliseconds.
pub(crate) const ROUND: u64 = 1_000_000_000;

/// How many rounds are measured; the middle one is the figure.
pub(crate) const ROUNDS: usize = 5;

/// How many nanoseconds the first thread of this process has been on a core:
/// everything but the database, where there is one.
pub(crate) fn nanoseconds() -> Result<u64, Box<dyn Error>> {
    let counts = std::fs::read_to_string("/proc/self/schedstat")?;
    let spent = counts.split(' ').next().unwrap_or_default();
    Ok(spent.parse()?)
}

/// The figure of the middle round.
pub(crate) fn middle(mut rounds: Vec<u64>) -> u64 {
    rounds.sort_unstable();
    rounds.get(rounds.len() / 2).copied().unwrap_or_default()
}
