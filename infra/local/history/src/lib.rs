#![doc = include_str!("../README.md")]

mod weeks;

pub use weeks::{NoPast, fill};
