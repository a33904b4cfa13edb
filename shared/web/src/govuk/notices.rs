//! Components that tell something.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Attributes;
use crate::html::{Html, Text};

/// The summary of everything wrong on a page, at its top.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "govuk/error-summary.html")]
pub struct ErrorSummary {
    /// The heading: `There is a problem`.
    pub title_text: Text,
    /// Instead of `title_text`.
    pub title_html: Html,
    /// A line under the heading.
    pub description_text: Text,
    /// Instead of `description_text`.
    pub description_html: Html,
    /// The errors.
    pub error_list: Vec<ErrorLink>,
    /// Keeps the keyboard focus where it is, or (`false`) says that it moves.
    pub disable_auto_focus: Option<bool>,
    /// Extra classes.
    pub classes: Text,
    /// Extra attributes.
    pub attributes: Attributes,
}
impl HtmlSafe for ErrorSummary {}

/// One error of a summary.
#[derive(Clone, Debug, Default)]
pub struct ErrorLink {
    /// The field it is about: `#age`.
    pub href: Text,
    /// What is wrong and how to put it right.
    pub text: Text,
    /// Instead of `text`.
    pub html: Html,
    /// Extra attributes of the link.
    pub attributes: Attributes,
}

impl ErrorSummary {
    /// `There is a problem`, and these errors.
    #[must_use]
    pub fn of(errors: Vec<ErrorLink>) -> Self {
        Self {
            title_text: "There is a problem".into(),
            error_list: errors,
            ..Self::default()
        }
    }
}

/// A button that leaves the page at once and hides it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "govuk/exit-this-page.html")]
pub struct ExitThisPage {
    /// `Emergency: Exit this page`, if left out.
    pub text: Text,
    /// Instead of `text`.
    pub html: Html,
    /// Where it leads.
    pub redirect_url: Text,
    /// The element's id.
    pub id: Text,
    /// Extra classes.
    pub classes: Text,
    /// Extra attributes.
    pub attributes: Attributes,
    /// What is said as it is pressed.
    pub activated_text: Text,
    /// What is said when the keyboard shortcut has timed out.
    pub timed_out_text: Text,
    /// What is said after Shift once.
    pub press_two_more_times_text: Text,
    /// What is said after Shift twice.
    pub press_one_more_time_text: Text,
}
impl HtmlSafe for ExitThisPage {}
