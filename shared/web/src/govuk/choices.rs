//! Fields in which people choose: radios, checkboxes, select.

use super::labels::described_by;
use super::{Attributes, ErrorMessage, Fieldset, FormGroup, Hint, Label, Legend};
use crate::html::{Html, Text};

component! {
    /// Radios: one of several choices.
    Radios, "govuk/radios.html" {
        /// The field's name.
        name: Text,
        /// The beginning of the items' ids: the name, if left out.
        id_prefix: Text,
        /// The fieldset around the fields.
        fieldset: Option<Fieldset>,
        /// The hint: a line of help.
        hint: Option<Hint>,
        /// The error message.
        error_message: Option<ErrorMessage>,
        /// The element around the field with its label, hint and error.
        form_group: FormGroup,
        /// The choices.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        items: Vec<RadioItem>,
        /// The value of the chosen item.
        value: Text,
        /// Extra classes, such as `govuk-radios--inline`.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A choice of radios.
    RadioItem {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The value that the form sends.
        value: Text,
        /// The id; made from the prefix and the item's number, if left out.
        id: Text,
        /// The hint: a line of help.
        hint: Hint,
        /// The classes and attributes of the label.
        label: ItemLabel,
        /// Words that stand between choices instead of a choice: `or`.
        divider: Text,
        /// Whether the item is chosen, whatever the value of the radios.
        checked: Option<bool>,
        /// The HTML that is shown while the item is chosen.
        conditional: Conditional,
        /// Whether the item cannot be chosen.
        disabled: bool,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// HTML that is shown while a choice is made.
    Conditional {
        /// The HTML.
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
    /// Checkboxes: any of several choices.
    Checkboxes, "govuk/checkboxes.html" {
        /// The field's name.
        name: Text,
        /// The beginning of the items' ids: the name, if left out.
        id_prefix: Text,
        /// The ids of the elements that describe the group.
        described_by: Text,
        /// The fieldset around the fields.
        fieldset: Option<Fieldset>,
        /// The hint: a line of help.
        hint: Option<Hint>,
        /// The error message.
        error_message: Option<ErrorMessage>,
        /// The element around the field with its label, hint and error.
        form_group: FormGroup,
        /// The choices.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        items: Vec<CheckboxItem>,
        /// The values of the chosen items.
        values: Vec<Text>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A choice of checkboxes.
    CheckboxItem {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The value that the form sends.
        value: Text,
        /// The name of this checkbox, if it differs from that of the others.
        name: Text,
        /// The id; made from the prefix and the item's number, if left out.
        id: Text,
        /// The hint: a line of help.
        hint: Hint,
        /// The classes and attributes of the label.
        label: ItemLabel,
        /// Words that stand between choices instead of a choice: `or`.
        divider: Text,
        /// Whether the item is chosen, whatever the values of the checkboxes.
        checked: Option<bool>,
        /// The HTML that is shown while the item is chosen.
        conditional: Conditional,
        /// The behaviour of the checkbox: `exclusive` for "none of these".
        behaviour: Text,
        /// Whether the item cannot be chosen.
        disabled: bool,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// A select: one of many choices, in a list that opens.
    Select, "govuk/select.html" {
        /// The field's id: the name, if left out.
        id: Text,
        /// The field's name.
        name: Text,
        /// The choices.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        items: Vec<SelectItem>,
        /// The value of the chosen item.
        value: Text,
        /// Whether no item can be chosen.
        disabled: bool,
        /// The ids of the elements that describe the field.
        described_by: Text,
        /// The label.
        label: Label,
        /// The hint: a line of help.
        hint: Option<Hint>,
        /// The error message.
        error_message: Option<ErrorMessage>,
        /// The element around the field with its label, hint and error.
        form_group: FormGroup,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A choice of a select.
    SelectItem {
        /// The value that the form sends: the words, if left out.
        value: Option<Text>,
        /// The words.
        text: Text,
        /// Whether the item is chosen, whatever the value of the select.
        selected: Option<bool>,
        /// Whether the item cannot be chosen.
        disabled: bool,
        /// Extra attributes.
        attributes: Attributes,
    }
}

/// Returns the id of a choice, by its number from 1. The first choice has the
/// prefix alone as its id, so that an error summary can lead to it by the
/// field's name.
fn item_id(given: &Text, prefix: &str, number: usize) -> String {
    match (given.is_empty(), number) {
        (false, _) => given.as_str().to_owned(),
        (true, 1) => prefix.to_owned(),
        (true, _) => format!("{prefix}-{number}"),
    }
}

/// Returns the ids that describe a choice: those that describe the group, then
/// the choice's own hint.
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
    /// Makes radios under a legend.
    #[must_use]
    pub fn of(name: &'static str, legend: &'static str, items: Vec<RadioItem>) -> Self {
        Self {
            name: name.into(),
            fieldset: Some(Fieldset {
                legend: Legend::of(legend),
                ..Fieldset::default()
            }),
            items,
            ..Self::default()
        }
    }

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

    /// Returns the name of a radio, which is one for all.
    pub(crate) const fn name_of(&self, _: &RadioItem) -> &Text {
        &self.name
    }

    /// Returns no behaviour: only checkboxes have one.
    pub(crate) const fn behaviour_of(&self, _: &RadioItem) -> Text {
        Text::NONE
    }

    /// Returns the ids that describe a radio: its own hint.
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

    /// Returns the ids that describe a checkbox: its own hint and, without a
    /// fieldset, those that describe the group.
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
