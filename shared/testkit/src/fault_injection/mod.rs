//! Faults that a test puts between a function and what it calls: requests that
//! are throttled, fail or lose their reply, and processes that crash.

mod connection;
mod process;

pub use connection::{FaultCounts, FaultDuration, InjectedFaults};
pub use process::{CrashPoint, Process};

pub(crate) use process::{FaultyClient, InjectedFault};
