//! Rounds of a measurement.

/// How much CPU time one round takes: 1 second. The kernel brings its count up
/// to date at its tick, every few milliseconds.
pub(crate) const ROUND: u64 = 1_000_000_000;

/// How many rounds are measured; the middle one is the figure.
pub(crate) const ROUNDS: usize = 5;

/// The figure of the middle round.
pub(crate) fn middle(mut rounds: Vec<u64>) -> u64 {
    rounds.sort_unstable();
    rounds.get(rounds.len() / 2).copied().unwrap_or_default()
}
