#![doc = include_str!("../README.md")]

mod cases;
mod finance;
mod questions;
mod situation;
mod weeks;

pub use cases::open_cases;
pub use questions::ask_questions;
pub use weeks::{NoPast, fill};
