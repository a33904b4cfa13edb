//! Components that set text apart.

use super::{Attributes, Content};
use crate::html::{Html, Text};

component! {
    /// Details: text behind a summary that opens.
    Details, "govuk/details.html" {
        /// The summary.
        summary_text: Text,
        /// HTML instead of `summary_text`.
        summary_html: Html,
        /// The text.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// Whether the text is shown from the start.
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
    /// An inset text: text set apart by a bar at its side.
    InsetText, "govuk/inset-text.html" {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
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
    /// A tag: a state in one or two words.
    Tag, "govuk/tag.html" {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// Extra classes, such as `govuk-tag--blue`.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// A phase banner: says at the top of every page that the service is still
    /// being developed.
    PhaseBanner, "govuk/phase-banner.html" {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
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
    /// A panel: says at the top of a page that something is done.
    Panel, "govuk/panel.html" {
        /// The title: what is done.
        title_text: Text,
        /// HTML instead of `title_text`.
        title_html: Html,
        /// The level of the heading, 1 to 6: 1, if left out.
        heading_level: Text,
        /// The words below the title.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// An accordion: sections that open one by one.
    Accordion, "govuk/accordion.html" {
        /// The id, unique in the page.
        id: Text,
        /// The level of the sections' headings, 1 to 6: 2, if left out.
        heading_level: Text,
        /// Whether the browser remembers which sections are open.
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
        /// The heading.
        heading: Content,
        /// A line under the heading.
        summary: Content,
        /// The content of the section.
        content: Content,
        /// Whether the section is open from the start.
        expanded: bool,
    }
}
