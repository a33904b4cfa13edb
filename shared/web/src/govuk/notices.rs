//! Components that tell something.

use std::fmt::Display;

use super::Attributes;
use crate::html::{Html, Text};

component! {
    /// The summary of everything wrong on a page, at its top.
    ErrorSummary, "govuk/error-summary.html" {
        /// The heading: `There is a problem`.
        title_text: Text,
        /// Instead of `title_text`.
        title_html: Html,
        /// A line under the heading.
        description_text: Text,
        /// Instead of `description_text`.
        description_html: Html,
        /// The errors.
        error_list: Vec<ErrorLink>,
        /// Whether the keyboard's focus stays where it is.
        disable_auto_focus: Option<bool>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// One error of a summary.
    ErrorLink {
        /// The field it is about: `#age`.
        href: Text,
        /// What is wrong and how to put it right.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Extra attributes of the link.
        attributes: Attributes,
    }
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

    /// The same, each error leading to the field with this id.
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
    /// Something that is not about this page's question.
    NotificationBanner, "govuk/notification-banner.html" {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// `Important`, or `Success` for a success, if left out.
        title_text: Text,
        /// Instead of `title_text`.
        title_html: Html,
        /// The level of its heading, 1 to 6: 2, if left out.
        title_heading_level: Text,
        /// The id of its heading.
        title_id: Text,
        /// `success`, or nothing.
        r#type: Text,
        /// Its role: `region`, or `alert` for a success, if left out.
        role: Text,
        /// Whether the keyboard's focus stays where it is.
        disable_auto_focus: Option<bool>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// Something that matters, with an exclamation mark beside it.
    WarningText, "govuk/warning-text.html" {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Read out before it: `Warning`, if left out.
        icon_fallback_text: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}
