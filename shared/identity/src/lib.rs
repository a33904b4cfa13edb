#![doc = include_str!("../README.md")]

mod fault;
mod invited;
mod people;
mod token;

pub use people::{People, Pool};
