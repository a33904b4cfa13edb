//! Fields that are chosen: radios, checkboxes, select.

use super::labels::described_by;
use super::{Attributes, ErrorMessage, Fieldset, FormGroup, Hint, Label};
use crate::html::{Html, Text};

component! {
    /// One of several.
    Radios, "govuk/radios.html" {
        /// The field's name.
        name: Text,
        /// What ids begin with: the name, if left out.
        id_prefix: Text,
        /// The fieldset around them.
        fieldset: Option<Fieldset>,
        /// A line of help.
        hint: Option<Hint>,
        /// What is wrong.
        error_message: Option<ErrorMessage>,
        /// The element around them all.
        form_group: FormGroup,
        /// The choices.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        items: Vec<RadioItem>,
        /// The value of the one that is chosen.
        value: Text,
        /// Extra classes, such as `govuk-radios--inline`.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A choice.
    RadioItem {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// What is sent.
        value: Text,
        /// Its id; made from the prefix and its number, if left out.
        id: Text,
        /// A line of help.
        hint: Hint,
        /// Its label's classes and attributes.
        label: ItemLabel,
        /// Instead of a choice: `or`.
        divider: Text,
        /// Whether it is chosen, whatever the value of the radios.
        checked: Option<bool>,
        /// Shown when it is chosen.
        conditional: Conditional,
        /// Whether it cannot be chosen.
        disabled: bool,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// What is shown when a choice is made.
    Conditional {
        /// What is shown.
        html: Html,
    }
}

part! {
    /// Classes and attributes of a choice's label.
    ItemLabel {
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// Any of several.
    Checkboxes, "govuk/checkboxes.html" {
        /// The field's name.
        name: Text,
        /// What ids begin with: the name, if left out.
        id_prefix: Text,
        /// Ids of what describes them.
        described_by: Text,
        /// The fieldset around them.
        fieldset: Option<Fieldset>,
        /// A line of help.
        hint: Option<Hint>,
        /// What is wrong.
        error_message: Option<ErrorMessage>,
        /// The element around them all.
        form_group: FormGroup,
        /// The choices.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        items: Vec<CheckboxItem>,
        /// The values of those that are chosen.
        values: Vec<Text>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A choice.
    CheckboxItem {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// What is sent.
        value: Text,
        /// Its name, if it has another than the rest.
        name: Text,
        /// Its id; made from the prefix and its number, if left out.
        id: Text,
        /// A line of help.
        hint: Hint,
        /// Its label's classes and attributes.
        label: ItemLabel,
        /// Instead of a choice: `or`.
        divider: Text,
        /// Whether it is chosen, whatever the values of the checkboxes.
        checked: Option<bool>,
        /// Shown when it is chosen.
        conditional: Conditional,
        /// `exclusive` for "none of these".
        behaviour: Text,
        /// Whether it cannot be chosen.
        disabled: bool,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// One of many, in a list that opens.
    Select, "govuk/select.html" {
        /// The field's id: the name, if left out.
        id: Text,
        /// The field's name.
        name: Text,
        /// The choices.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        items: Vec<SelectItem>,
        /// The value of the one that is chosen.
        value: Text,
        /// Whether nothing can be chosen.
        disabled: bool,
        /// Ids of what describes it.
        described_by: Text,
        /// Its label.
        label: Label,
        /// A line of help.
        hint: Option<Hint>,
        /// What is wrong.
        error_message: Option<ErrorMessage>,
        /// The element around them all.
        form_group: FormGroup,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A choice.
    SelectItem {
        /// What is sent: the words, if left out.
        value: Option<Text>,
        /// The words.
        text: Text,
        /// Whether it is chosen, whatever the value of the select.
        selected: Option<bool>,
        /// Whether it cannot be chosen.
        disabled: bool,
        /// Extra attributes.
        attributes: Attributes,
    }
}

/// The id of the choice with this number, counted from 1. The first has no
/// number, so that an error summary can lead to it by the name alone.
fn item_id(given: &Text, prefix: &str, number: usize) -> String {
    match (given.is_empty(), number) {
        (false, _) => given.as_str().to_owned(),
        (true, 1) => prefix.to_owned(),
        (true, _) => format!("{prefix}-{number}"),
    }
}

impl Radios {
    pub(crate) fn prefix(&self) -> &str {
        self.id_prefix.or(self.name.as_str())
    }

    pub(crate) fn description(&self) -> Text {
        let given = self
            .fieldset
            .as_ref()
            .map_or(&Text::NONE, |fieldset| &fieldset.described_by);
        described_by(
            given,
            self.prefix(),
            self.hint.is_some(),
            self.error_message.is_some(),
        )
    }

    pub(crate) fn id_of(&self, item: &RadioItem, number: usize) -> String {
        item_id(&item.id, self.prefix(), number)
    }

    pub(crate) fn is_checked(&self, item: &RadioItem) -> bool {
        item.checked
            .unwrap_or(!self.value.is_empty() && self.value == item.value)
    }
}

impl Checkboxes {
    pub(crate) fn prefix(&self) -> &str {
        self.id_prefix.or(self.name.as_str())
    }

    pub(crate) fn description(&self) -> Text {
        let given = self
            .fieldset
            .as_ref()
            .map_or(&Text::NONE, |fieldset| &fieldset.described_by);
        let given = if given.is_empty() {
            &self.described_by
        } else {
            given
        };
        described_by(
            given,
            self.prefix(),
            self.hint.is_some(),
            self.error_message.is_some(),
        )
    }

    pub(crate) fn id_of(&self, item: &CheckboxItem, number: usize) -> String {
        item_id(&item.id, self.prefix(), number)
    }

    pub(crate) fn is_checked(&self, item: &CheckboxItem) -> bool {
        item.checked
            .unwrap_or_else(|| self.values.contains(&item.value))
    }

    /// What describes one choice: without a fieldset, what describes them all.
    pub(crate) fn description_of(&self, item: &CheckboxItem, id: &str) -> Text {
        let mut ids = if self.fieldset.is_none() {
            self.description().as_str().to_owned()
        } else {
            String::new()
        };
        if !item.hint.text.is_empty() || !item.hint.html.is_empty() {
            if !ids.is_empty() {
                ids.push(' ');
            }
            ids.push_str(id);
            ids.push_str("-item-hint");
        }
        ids.into()
    }
}

impl Select {
    pub(crate) fn field_id(&self) -> &str {
        self.id.or(self.name.as_str())
    }

    pub(crate) fn description(&self) -> Text {
        let (hint, error) = (self.hint.is_some(), self.error_message.is_some());
        described_by(&self.described_by, self.field_id(), hint, error)
    }

    pub(crate) fn is_selected(&self, item: &SelectItem) -> bool {
        let value = item.value.as_ref().unwrap_or(&item.text);
        item.selected
            .unwrap_or(!self.value.is_empty() && self.value == *value)
    }
}
