#![doc = include_str!("../README.md")]

mod both;
mod fault;
mod invited;
mod people;
mod token;
mod unproven;

pub use both::BothPools;
pub use people::{People, Pool};
