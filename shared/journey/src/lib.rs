#![doc = include_str!("../README.md")]

pub mod estimate_costs;
pub mod form;
pub mod journey;
pub mod parse;
pub mod read;
pub mod summary;
mod typed;
