#![doc = include_str!("../README.md")]

mod app;
mod identity;
mod memory;
mod notices;
mod phones;
mod visitor;
mod weather;

pub mod database;
pub mod rights;

pub use app::{TestApp, council};
pub use database::{Database, Death};
pub use identity::InMemoryIdentity;
pub use memory::InMemoryStore;
pub use notices::SentNotices;
pub use phones::SentCodes;
pub use rights::with_rights_of;
pub use visitor::{Reply, Visitor};
pub use weather::{Happened, Lasts, Weather};
