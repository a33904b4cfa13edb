#![doc = include_str!("../README.md")]

pub mod access;
pub mod application;
pub mod correspondence;
pub mod council;
pub mod directory;
pub mod document;
pub mod eligibility;
pub mod fault;
pub mod forms;
mod named_enum;
pub mod ports;
pub mod records;
pub mod values;
