#![doc = include_str!("../README.md")]

mod finance;
mod situation;
mod weeks;

pub use weeks::{NoPast, fill};
