#![doc = include_str!("../README.md")]

mod cases;
mod finance;
mod situation;
mod weeks;

pub use cases::open_cases;
pub use weeks::{NoPast, fill};
