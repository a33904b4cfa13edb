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
mod bad_weather;
mod cost;
mod features;
mod forged;
mod households;
mod input;
mod members;
mod openapi;
mod people;
mod practice;
mod published;
mod retention;
mod routes;
mod tree;
mod walls;
