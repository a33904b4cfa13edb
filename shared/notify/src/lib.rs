#![doc = include_str!("../README.md")]

mod compose;
mod emails;
mod letter;
mod mail;
mod phones;
mod refusal;

pub use compose::compose;
pub use letter::{Composed, NotComposed};
pub use mail::{Mail, Sender};
pub use phones::{Originations, Phones};
