#![doc = include_str!("../README.md")]

pub mod acknowledgement;
pub mod application;
pub mod canonical;
pub mod late;
pub mod name;
pub mod told;

#[cfg(test)]
mod tests;
