#![doc = include_str!("../README.md")]

pub mod check_support;
pub mod confirmation;
pub mod estimate_costs;
pub mod form;
pub mod forms;
pub mod journey;
pub mod parse;
pub mod read;
pub mod report;
pub mod request_help;
pub mod schema;
pub mod summary;
mod typed;

#[cfg(test)]
mod tests;
