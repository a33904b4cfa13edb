#![doc = include_str!("../README.md")]

mod app;
mod fault_injection;
mod identity;
mod memory;
mod notices;
mod phones;
mod visitor;

pub mod database;
pub mod rights;

pub use app::{TestApp, council};
pub use database::{CrashPoint, Database};
pub use fault_injection::{FaultCounts, FaultDuration, InjectedFaults};
pub use identity::InMemoryIdentity;
pub use memory::InMemoryStore;
pub use notices::SentNotices;
pub use phones::SentCodes;
pub use rights::with_rights_of;
pub use visitor::{Reply, Visitor};
