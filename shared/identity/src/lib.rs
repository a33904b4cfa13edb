#![doc = include_str!("../README.md")]

mod citizens;
mod fault;
mod token;

pub use citizens::{Citizens, Pool};
