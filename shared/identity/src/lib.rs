#![doc = include_str!("../README.md")]

mod fault;
mod invited;
mod people;
mod token;
mod unproven;

pub use people::{People, Pool};
