//! The components of the GOV.UK Design System that the portal uses.
//!
//! Each is an askama macro in `templates/govuk/<component>.html` over a struct
//! here whose fields have the names of the component's Nunjucks options. A
//! template shows a component either by its struct, `{{ button }}`, or by its
//! macro. Every component is tested against the `fixtures.json` that
//! govuk-frontend publishes for it.

mod attributes;
mod navigation;
mod notices;

pub use attributes::{Attribute, Attributes};
pub use navigation::BackLink;
pub use notices::{ErrorLink, ErrorSummary, ExitThisPage};
