//! What stands around a field: label, legend, hint, error.

use super::Attributes;
use crate::html::{Html, Text};

component! {
    /// The label of a field.
    Label, "govuk/label.html" {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// The id of its field; a component that has a label sets it itself.
        r#for: Text,
        /// Whether it is the page's main heading too.
        is_page_heading: bool,
        /// Extra classes, such as `govuk-label--l`.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// A line of help.
    Hint, "govuk/hint.html" {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Its id; a component that has a hint sets it itself.
        id: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// What is wrong with a field.
    ErrorMessage, "govuk/error-message.html" {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Its id; a component that has an error sets it itself.
        id: Text,
        /// Read out before it: `Error`, if left out.
        visually_hidden_text: Option<Text>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// Fields that belong together.
    Fieldset, "govuk/fieldset.html" {
        /// Ids of what describes it.
        described_by: Text,
        /// Its heading.
        legend: Legend,
        /// What is in it.
        html: Html,
        /// Its role, if it needs another.
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
        /// Instead of `text`.
        html: Html,
        /// Whether it is the page's main heading too.
        is_page_heading: bool,
        /// Extra classes, such as `govuk-fieldset__legend--l`.
        classes: Text,
    }
}

part! {
    /// Words, or HTML instead.
    Content {
        /// The words.
        text: Text,
        /// Instead of `text`.
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
        /// Put before the field.
        before_input: Content,
        /// Put after the field.
        after_input: Content,
        /// Put before the choices.
        before_inputs: Content,
        /// Put after the choices.
        after_inputs: Content,
    }
}

impl Content {
    /// Whether there is anything.
    #[must_use]
    pub fn is_given(&self) -> bool {
        !self.text.is_empty() || !self.html.is_empty()
    }

    /// What is shown.
    #[must_use]
    pub fn shown(&self) -> crate::html::Either<'_> {
        self.text.or_html(&self.html)
    }
}

impl Label {
    /// A label of these words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A label that is the page's main heading too.
    pub fn heading(text: impl Into<Text>) -> Self {
        Self {
            is_page_heading: true,
            classes: "govuk-label--l".into(),
            ..Self::of(text)
        }
    }
}

impl Legend {
    /// A legend of these words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            classes: "govuk-fieldset__legend--m".into(),
            ..Self::default()
        }
    }

    /// A legend that is the page's main heading too.
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

    /// A hint of these words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

impl ErrorMessage {
    /// An error of these words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

/// The ids of everything that describes a field: what is given, then its hint,
/// then its error.
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
