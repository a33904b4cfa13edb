//! Every test of several packages together, in one binary, so that linking is
//! done once.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod access;
mod accounts;
mod adjustments;
mod assessments;
mod asvs;
mod attendance_questions;
mod call_chains;
mod care_record;
mod code_budgets;
mod comments;
mod cost;
#[path = "bin/cpu.rs"]
mod cpu;
mod events;
mod examples;
mod fault_injection;
mod features;
mod forged;
mod guide;
mod handlers;
mod history;
mod households;
mod ids;
mod input;
#[path = "bin/journeys.rs"]
mod journeys;
mod kept;
mod late_days;
mod limits;
mod members;
mod modules;
mod openapi;
mod people;
mod practice;
mod pressed_twice;
mod published;
mod questions;
mod reliability;
mod reported;
mod retention;
mod rights;
mod routes;
mod suppliers;
mod test_files;
mod tree;
mod visitors;
mod walk;
mod walls;

/// The reason why a journey of the benchmark stopped.
type Fault = Box<dyn std::error::Error>;
