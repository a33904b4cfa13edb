#![doc = include_str!("../README.md")]

mod compose;
mod emails;
mod letter;
#[cfg(feature = "ses")]
mod mail;
#[cfg(feature = "telephone")]
mod phones;
#[cfg(any(feature = "ses", feature = "telephone"))]
mod refusal;

pub use compose::compose;
pub use letter::{Composed, NotComposed};
#[cfg(feature = "ses")]
pub use mail::{Mail, Sender};
#[cfg(feature = "telephone")]
pub use phones::{Originations, Phones};
