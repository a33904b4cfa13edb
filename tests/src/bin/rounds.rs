//! Rounds of a measurement.

/// The CPU time of one round: 1 second. The kernel updates its count at its
/// tick, every few milliseconds.
pub(crate) const ROUND: u64 = 1_000_000_000;

/// The number of rounds; the middle one is the figure.
pub(crate) const ROUNDS: usize = 5;

/// Returns the figure of the middle round.
pub(crate) fn middle(mut rounds: Vec<u64>) -> u64 {
    rounds.sort_unstable();
    rounds.get(rounds.len() / 2).copied().unwrap_or_default()
}
