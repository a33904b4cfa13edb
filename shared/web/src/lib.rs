#![doc = include_str!("../README.md")]

pub mod answers;
pub mod care_record;
pub mod code_field;
pub mod declaration;
#[cfg(test)]
mod example;
mod finish;
pub mod govuk;
pub mod html;
pub mod http;
pub mod journey;
pub mod page;
mod refused_page;
pub mod register_commands;
pub mod register_form;
pub mod session;
pub mod staff_pages;
pub mod telephone;
pub mod who;

pub use finish::{FormsAlsoTo, finish};
pub use html::{Html, Text};
pub use http::MOST_BYTES;
pub use http::failure::Failure;
pub use http::path_id::{PathId, PathIds, ThreePathIds};
pub use http::routes::{RouteBody, RouteEntry, RouteTable};
pub use page::site_context::SiteContext;
pub use page::stacked_table::{StackedCell, StackedTable};
pub use page::{PageFrame, page, see_other};
pub use refused_page::RefusedPages;
