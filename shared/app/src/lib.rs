#![doc = include_str!("../README.md")]

pub mod email;
mod outage;
pub mod records;
pub mod staff_users;

pub use outage::Outage;
