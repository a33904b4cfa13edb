#![doc = include_str!("../README.md")]

mod app;
mod buckets;
mod builders;
mod call_chain;
mod citizen;
mod declaration;
mod emails;
mod engine;
mod form_walker;
mod identity;
mod page;
mod personas;
mod phones;
mod random;
mod records;
mod sign_in_pages;
mod visitor;

pub mod database;
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
pub mod day_services;
pub mod fault_injection;
pub mod rights;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use app::TestApp;
pub use buckets::{BucketRequests, InMemoryBuckets};
pub use builders::{
    ApplicationBuilder, EvidenceBuilder, StaffUserBuilder, account, council, email, new_saved_form,
    reference,
};
pub use call_chain::{CallChain, LONGEST_CHAIN, longest_chains};
pub use database::{CountedWrites, Database};
pub use declaration::{DeclaredFields, declaration, send_declared, submit};
pub use emails::SentEmails;
pub use fault_injection::{
    CrashPoint, FaultCounts, FaultDuration, InjectedFaults, PartialOutage, Process,
};
pub use form_walker::{FOR_A_PARENT, Given, MONEY, NEEDS, answers, fields};
pub use identity::{InMemoryIdentity, InMemoryPools};
pub use page::Field;
pub use personas::{PASSWORD, SignedInCitizen};
pub use phones::SentCodes;
pub use random::RepeatableRandom;
pub use rights::with_rights_of;
pub use visitor::{BOUNDARY, Reply, Visitor, form_body, open_answer, parts_body};

/// Locks a value that tests share, even if a test panicked while it held the
/// lock: that test has failed already.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
