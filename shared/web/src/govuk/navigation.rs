//! Components that lead somewhere.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Attributes;
use crate::html::{Html, Text};

/// A link to the page before this one.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "govuk/back-link.html")]
pub struct BackLink {
    /// `Back`, if left out.
    pub text: Text,
    /// Instead of `text`.
    pub html: Html,
    /// Where it leads.
    pub href: Text,
    /// Extra classes.
    pub classes: Text,
    /// Extra attributes.
    pub attributes: Attributes,
}
impl HtmlSafe for BackLink {}
