#![doc = include_str!("../README.md")]

pub mod charging;
pub mod council;
pub mod directory;
pub mod document;
pub mod draft;
pub mod eligibility;
pub mod feedback;
pub mod money;
