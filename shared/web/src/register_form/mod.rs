//! The form of a register: the addresses of its pages, the names of its fields,
//! and what a posted one asks for.
//!
//! The page and whoever takes the post are two functions. Both have the names
//! from here, so neither can know another name than the other.

mod at;
mod names;
mod posted;
#[cfg(test)]
mod tests;

pub use at::{LineAt, RegisterAt, register_key};
pub use names::{
    ACCOUNT, ACCOUNT_HEADER, ACTION, EXCEPT, FieldOfCell, FormAction, FormView, KEEP_JOURNEYS,
    OF_ANOTHER, SeenCell, VIEW, WHOLE, anchor, cell_field, is_of_another, line_address,
    register_address, seen_field, seen_text, shown_number,
};
pub use posted::{FieldProblem, PostedRegister, minute_text, read_register_form};
