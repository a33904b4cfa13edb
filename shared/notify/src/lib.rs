#![doc = include_str!("../README.md")]

mod compose;
mod emails;
mod letter;
mod mail;
#[cfg(feature = "telephone")]
mod phones;
mod refusal;

pub use compose::compose;
pub use letter::{Composed, NotComposed};
pub use mail::{Mail, Sender};
#[cfg(feature = "telephone")]
pub use phones::{Originations, Phones};
