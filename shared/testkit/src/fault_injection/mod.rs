//! Faults that a test puts between a function and the services that it calls:
//! requests are throttled, fail or lose their reply, and processes crash.

mod connection;
mod outage;
mod process;

pub use connection::{FaultCounts, FaultDuration, InjectedFaults};
pub use outage::PartialOutage;
pub use process::{CrashPoint, Process};

pub(crate) use process::{FaultyClient, InjectedFault};
