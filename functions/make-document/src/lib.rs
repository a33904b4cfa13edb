#![doc = include_str!("../README.md")]

mod lettering;
mod setting;
mod sheet;

pub use setting::{SetFault, SetUp, set};
