#![doc = include_str!("../README.md")]

pub mod check_support;
pub mod confirmation;
pub mod estimate_costs;
pub mod form;
pub mod forms;
pub mod journey;
pub mod legal_content;
pub mod needs_self_assessment;
pub mod no_report;
pub mod paper;
pub mod parse;
pub mod read;
pub mod report;
pub mod request_help;
pub mod rows;
pub mod schema;
pub mod summary;
mod typed;

pub use typed::typed_money;

#[cfg(test)]
mod tests;
