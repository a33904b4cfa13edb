//! Every test that crosses a room's wall, in one binary so that there is one
//! link.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod access;
mod accounts;
#[path = "bin/buckets.rs"]
mod buckets;
mod cost;
#[path = "bin/cpu.rs"]
mod cpu;
mod fault_injection;
mod features;
mod forged;
mod households;
mod input;
#[path = "bin/journeys.rs"]
mod journeys;
mod members;
mod modules;
mod openapi;
mod people;
mod practice;
mod published;
mod retention;
mod rights;
mod routes;
mod tree;
mod walls;

/// Why a journey of the benchmark came to an end.
type Fault = Box<dyn std::error::Error>;
