//! The parts around a field: label, legend, hint, error.

use super::Attributes;
use crate::html::{Html, Text};

component! {
    /// The label of a field.
    Label, "govuk/label.html" {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The id of the label's field. A component with a label sets this id.
        r#for: Text,
        /// Whether the text is the page's main heading too.
        is_page_heading: bool,
        /// Extra classes, such as `govuk-label--l`.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// A hint: a line of help.
    Hint, "govuk/hint.html" {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The id of the hint. A component with a hint sets this id.
        id: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// An error message: what is wrong with a field.
    ErrorMessage, "govuk/error-message.html" {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The id of the message. A component with an error message sets this
        /// id.
        id: Text,
        /// The words read out before the message: `Error`, if left out.
        visually_hidden_text: Option<Text>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// A fieldset: fields that belong together.
    Fieldset, "govuk/fieldset.html" {
        /// The ids of the elements that describe the field.
        described_by: Text,
        /// The heading of the fieldset.
        legend: Legend,
        /// The content of the fieldset.
        html: Html,
        /// The role, if it is not that of a fieldset.
        role: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// The heading of a fieldset.
    Legend {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// Whether the text is the page's main heading too.
        is_page_heading: bool,
        /// Extra classes, such as `govuk-fieldset__legend--l`.
        classes: Text,
    }
}

part! {
    /// Plain words, or HTML instead.
    Content {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
    }
}

part! {
    /// The element around a field with its label, hint and error.
    FormGroup {
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
        /// The content before the field.
        before_input: Content,
        /// The content after the field.
        after_input: Content,
        /// The content before the choices.
        before_inputs: Content,
        /// The content after the choices.
        after_inputs: Content,
    }
}

impl Content {
    /// Whether there are words or HTML.
    #[must_use]
    pub fn is_given(&self) -> bool {
        !self.text.is_empty() || !self.html.is_empty()
    }

    /// Returns the HTML or else the words, as a template shows them.
    #[must_use]
    pub fn shown(&self) -> crate::html::Either<'_> {
        self.text.or_html(&self.html)
    }
}

impl Label {
    /// Makes a label of these words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Makes a label that is the page's main heading too.
    pub fn heading(text: impl Into<Text>) -> Self {
        Self {
            is_page_heading: true,
            classes: "govuk-label--l".into(),
            ..Self::of(text)
        }
    }
}

impl Legend {
    /// Makes a legend of these words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            classes: "govuk-fieldset__legend--m".into(),
            ..Self::default()
        }
    }

    /// Makes a legend that is the page's main heading too.
    pub fn heading(text: impl Into<Text>) -> Self {
        let classes = "govuk-fieldset__legend--l".into();
        Self {
            text: text.into(),
            is_page_heading: true,
            classes,
            ..Self::default()
        }
    }
}

impl Hint {
    pub(crate) fn is_given(&self) -> bool {
        !self.text.is_empty() || !self.html.is_empty()
    }

    /// Makes a hint of these words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

impl ErrorMessage {
    /// Makes an error message of these words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

/// Returns the ids of everything that describes a field: those given, then its
/// hint, then its error.
pub(super) fn described_by(given: &Text, id: &str, hint: bool, error: bool) -> Text {
    let mut ids = given.as_str().to_owned();
    for (present, suffix) in [(hint, "-hint"), (error, "-error")] {
        if present {
            if !ids.is_empty() {
                ids.push(' ');
            }
            ids.push_str(id);
            ids.push_str(suffix);
        }
    }
    Text::from(ids)
}
