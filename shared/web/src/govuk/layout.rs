//! Components that set text apart.

use super::{Attributes, Content};
use crate::html::{Html, Text};

component! {
    /// Text behind a summary that opens.
    Details, "govuk/details.html" {
        /// The summary.
        summary_text: Text,
        /// Instead of `summary_text`.
        summary_html: Html,
        /// The text.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Whether it is open from the start.
        open: bool,
        /// The element's id.
        id: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// Text set apart by a bar at its side.
    InsetText, "govuk/inset-text.html" {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// The element's id.
        id: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// A state in one or two words.
    Tag, "govuk/tag.html" {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Extra classes, such as `govuk-tag--blue`.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// Says at the top of every page that the service is not what it will be.
    PhaseBanner, "govuk/phase-banner.html" {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// The phase.
        tag: Tag,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// Says that something is done.
    Panel, "govuk/panel.html" {
        /// What is done.
        title_text: Text,
        /// Instead of `title_text`.
        title_html: Html,
        /// The level of its heading, 1 to 6: 1, if left out.
        heading_level: Text,
        /// More about it.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// Sections that open one by one.
    Accordion, "govuk/accordion.html" {
        /// Unique in the page.
        id: Text,
        /// The level of the sections' headings, 1 to 6: 2, if left out.
        heading_level: Text,
        /// Whether the browser remembers which are open.
        remember_expanded: Option<bool>,
        /// The sections.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        items: Vec<AccordionItem>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A section of an accordion.
    AccordionItem {
        /// Its heading.
        heading: Content,
        /// A line under the heading.
        summary: Content,
        /// What is in it.
        content: Content,
        /// Whether it is open from the start.
        expanded: bool,
    }
}
