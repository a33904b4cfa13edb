#![doc = include_str!("../README.md")]

pub mod acknowledgement;
pub mod application;
pub mod canonical;
pub mod care_records;
mod file;
mod incoming;
pub mod late;
pub mod name;
pub mod provisions;
pub mod register;
pub mod register_acknowledgement;
pub mod register_sheet;
pub mod told;
pub mod v1;

#[cfg(test)]
mod tests;
