//! Pages: what each knows of its site, its frame, and what is drawn in it.

pub mod assets;
pub mod document;
mod frame;
pub mod left_out;
pub mod limit;
pub mod message_summary;
pub mod mistake;
pub(crate) mod site_context;
pub(crate) mod stacked_table;
pub mod typed_date;
pub mod unsent_email;

pub use frame::{PageFrame, page, see_other};
