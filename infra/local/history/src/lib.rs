#![doc = include_str!("../README.md")]

mod cases;
mod weeks;

pub use cases::open_cases;
pub use weeks::{NoPast, fill};
