//! Components that tell people something.

use std::fmt::Display;

use super::Attributes;
use crate::html::{Html, Text};

component! {
    /// An error summary: everything that is wrong on a page, at its top.
    ErrorSummary, "govuk/error-summary.html" {
        /// The heading: `There is a problem`.
        title_text: Text,
        /// HTML instead of `title_text`.
        title_html: Html,
        /// A line under the heading.
        description_text: Text,
        /// HTML instead of `description_text`.
        description_html: Html,
        /// The errors.
        error_list: Vec<ErrorLink>,
        /// Whether the keyboard's focus stays where it is, instead of going to
        /// the summary.
        disable_auto_focus: Option<bool>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A link to one error, in an error summary.
    ErrorLink {
        /// The address of the field with the error: `#age`.
        href: Text,
        /// The words that say what is wrong and how to put it right.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// Extra attributes of the link.
        attributes: Attributes,
    }
}

impl ErrorSummary {
    /// Makes a summary of these errors under the heading `There is a problem`.
    #[must_use]
    pub fn of(errors: Vec<ErrorLink>) -> Self {
        Self {
            title_text: "There is a problem".into(),
            error_list: errors,
            ..Self::default()
        }
    }

    /// Makes a summary in which each error leads to the field with its id.
    #[must_use]
    pub fn of_fields(errors: impl IntoIterator<Item = (impl Display, impl Into<Text>)>) -> Self {
        let links = errors.into_iter().map(|(field, words)| ErrorLink {
            href: format!("#{field}").into(),
            text: words.into(),
            ..ErrorLink::default()
        });
        Self::of(links.collect())
    }
}

component! {
    /// A notification banner: something that is not about this page's question.
    NotificationBanner, "govuk/notification-banner.html" {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The heading: `Important`, or `Success` for a success, if left out.
        title_text: Text,
        /// HTML instead of `title_text`.
        title_html: Html,
        /// The level of the heading, 1 to 6: 2, if left out.
        title_heading_level: Text,
        /// The id of the heading.
        title_id: Text,
        /// The type: `success`, or nothing.
        r#type: Text,
        /// The role: `region`, or `alert` for a success, if left out.
        role: Text,
        /// Whether the keyboard's focus stays where it is, instead of going to
        /// the banner.
        disable_auto_focus: Option<bool>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// A warning text: something that matters, with an exclamation mark beside
    /// it.
    WarningText, "govuk/warning-text.html" {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The words read out before the text: `Warning`, if left out.
        icon_fallback_text: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}
