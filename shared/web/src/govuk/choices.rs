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

/// What describes a choice: what describes them all, then its own hint.
fn item_description(all: &str, hint: &Hint, id: &str) -> Text {
    let own = if hint.is_given() {
        format!("{id}-item-hint")
    } else {
        String::new()
    };
    let gap = if all.is_empty() || own.is_empty() {
        ""
    } else {
        " "
    };
    format!("{all}{gap}{own}").into()
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

    /// All of them have one name.
    pub(crate) const fn name_of(&self, _: &RadioItem) -> &Text {
        &self.name
    }

    /// No radio needs to be told how to behave.
    pub(crate) const fn behaviour_of(&self, _: &RadioItem) -> Text {
        Text::NONE
    }

    /// What describes one choice: its own hint.
    pub(crate) fn description_of(&self, item: &RadioItem, id: &str) -> Text {
        item_description("", &item.hint, id)
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

    pub(crate) fn name_of<'a>(&'a self, item: &'a CheckboxItem) -> &'a str {
        item.name.or(self.name.as_str())
    }

    pub(crate) const fn behaviour_of<'a>(&self, item: &'a CheckboxItem) -> &'a Text {
        &item.behaviour
    }

    /// What describes one choice: its own hint, and without a fieldset what
    /// describes them all.
    pub(crate) fn description_of(&self, item: &CheckboxItem, id: &str) -> Text {
        let all = match self.fieldset {
            None => self.description(),
            Some(_) => Text::NONE,
        };
        item_description(all.as_str(), &item.hint, id)
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
