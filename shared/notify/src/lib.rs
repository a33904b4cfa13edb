#![doc = include_str!("../README.md")]

mod compose;
mod letter;
mod mail;

pub use compose::{Composed, NotComposed, compose};
pub use mail::{Mail, Sender};
