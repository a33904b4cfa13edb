#![doc = include_str!("../README.md")]

mod store;
mod visitor;
mod world;

pub use store::InMemoryDrafts;
pub use visitor::{Reply, Visitor};
pub use world::{World, council};
