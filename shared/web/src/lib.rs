#![doc = include_str!("../README.md")]

pub mod answers;
pub mod assets;
pub mod document;
pub mod failure;

mod cookie;
mod digest;
#[cfg(test)]
mod example;
mod finish;
pub mod form;
pub mod govuk;
pub mod html;
pub mod journey;
pub mod json;
pub mod mistake;
pub mod names;
pub mod new_password;
mod page;
pub mod panic;
pub mod percent;
pub mod problem;
mod routes;
pub mod session;
pub mod sign_in;
mod site_context;
mod stacked_table;
pub mod staff_pages;
pub mod staff_request;
pub mod telephone;
pub mod who;

pub use failure::Failure;
pub use finish::{FormsAlsoTo, MOST_BYTES, finish};
pub use html::{Html, Text};
pub use page::{PageFrame, page, see_other};
pub use routes::{RouteBody, RouteEntry, RouteTable};
pub use site_context::SiteContext;
pub use stacked_table::{StackedCell, StackedTable};
