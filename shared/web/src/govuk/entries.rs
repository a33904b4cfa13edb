//! Fields in which people type: input, textarea, date.

use std::collections::BTreeMap;

use super::labels::described_by;
use super::{Attributes, Button, Content, ErrorMessage, Fieldset, FormGroup, Hint, Label};
use crate::html::{Html, Text};

component! {
    /// An input: one line.
    Input, "govuk/input.html" {
        /// The field's id: the name, if left out.
        id: Text,
        /// The field's name.
        name: Text,
        /// The type: `text`, if left out.
        r#type: Text,
        /// The keyboard that a telephone shows: `numeric`, `decimal`.
        inputmode: Text,
        /// The initial content.
        value: Text,
        /// Whether the field cannot be typed into.
        disabled: bool,
        /// The ids of the elements that describe the field.
        described_by: Text,
        /// The label.
        label: Label,
        /// The hint: a line of help.
        hint: Option<Hint>,
        /// The error message.
        error_message: Option<ErrorMessage>,
        /// The words before the field: `£`.
        prefix: Affix,
        /// The words after the field: `a week`.
        suffix: Affix,
        /// The element around the field with its label, hint and error.
        form_group: FormGroup,
        /// The element around the field with its prefix and suffix.
        input_wrapper: InputWrapper,
        /// The kind of value that a browser may fill in: `postal-code`.
        autocomplete: Text,
        /// The regular expression of the field's content. No browser enforces
        /// it, because the portal itself says what is wrong.
        pattern: Text,
        /// Whether the browser checks the spelling.
        spellcheck: Option<bool>,
        /// The letters that a telephone's keyboard begins with a capital:
        /// `none`, `words`.
        autocapitalize: Text,
        /// Extra classes, such as `govuk-input--width-5`.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

impl Input {
    /// Makes the field one for a password, with a button that shows what is
    /// typed: the Design System's password input. Without the script the field
    /// has no button.
    #[must_use]
    pub fn for_password(self) -> Self {
        let id = match self.id.is_empty() {
            true => self.name.clone(),
            false => self.id.clone(),
        };
        let shows = Button {
            text: "Show".into(),
            r#type: "button".into(),
            classes: "govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle".into(),
            attributes: Attributes::NONE
                .with("aria-controls", id)
                .with("aria-label", "Show password")
                .present("hidden"),
            ..Button::default()
        };
        Self {
            r#type: "password".into(),
            spellcheck: Some(false),
            autocapitalize: "none".into(),
            classes: "govuk-password-input__input govuk-js-password-input-input".into(),
            form_group: FormGroup {
                classes: "govuk-password-input".into(),
                attributes: Attributes::NONE.with("data-module", "govuk-password-input"),
                after_input: Content {
                    html: Html::rendered(&shows),
                    ..Content::default()
                },
                ..self.form_group
            },
            input_wrapper: InputWrapper {
                classes: "govuk-password-input__wrapper".into(),
                ..self.input_wrapper
            },
            ..self
        }
    }
}

part! {
    /// The words before or after a field.
    Affix {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// The element around a field with its prefix and suffix.
    InputWrapper {
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// A textarea: several lines.
    Textarea, "govuk/textarea.html" {
        /// The field's id: the name, if left out.
        id: Text,
        /// The field's name.
        name: Text,
        /// The number of lines to show: 5, if left out.
        rows: Text,
        /// The initial content.
        value: Text,
        /// Whether the field cannot be typed into.
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
        /// The kind of value that a browser may fill in.
        autocomplete: Text,
        /// Whether the browser checks the spelling.
        spellcheck: Option<bool>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// A textarea that says how many characters or words are left.
    CharacterCount, "govuk/character-count.html" {
        /// The field's id: the name, if left out.
        id: Text,
        /// The field's name.
        name: Text,
        /// The number of lines to show: 5, if left out.
        rows: Text,
        /// The initial content.
        value: Text,
        /// The largest number of characters.
        maxlength: Text,
        /// The largest number of words.
        maxwords: Text,
        /// `characters` or `words`, while neither maximum is known.
        count_type: Text,
        /// The percentage of the maximum from which the count is shown.
        threshold: Text,
        /// The label.
        label: Label,
        /// The hint: a line of help.
        hint: Option<Hint>,
        /// The error message.
        error_message: Option<ErrorMessage>,
        /// The element around the field with its label, hint and error.
        form_group: FormGroup,
        /// The classes of the count.
        count_message: MessageClasses,
        /// The sentence that says the maximum, for which `%{count}` stands.
        textarea_description_text: Text,
        /// Whether the browser checks the spelling.
        spellcheck: Option<bool>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// The classes of the count.
    MessageClasses {
        /// Extra classes.
        classes: Text,
    }
}

component! {
    /// A date input: three fields for a date.
    DateInput, "govuk/date-input.html" {
        /// The id of the element, and the beginning of its fields' ids.
        id: Text,
        /// The beginning of the fields' names.
        name_prefix: Text,
        /// The fields: day, month and year, if left out.
        items: Vec<DateInputItem>,
        /// The day's field.
        day: Option<DateInputItem>,
        /// The month's field.
        month: Option<DateInputItem>,
        /// The year's field.
        year: Option<DateInputItem>,
        /// The initial content of the fields, by name.
        values: BTreeMap<String, Text>,
        /// The fieldset around the fields.
        fieldset: Option<Fieldset>,
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
    /// One field of a date input.
    DateInputItem {
        /// The id: that of the date and the name, if left out.
        id: Text,
        /// The name: `day`.
        name: Text,
        /// The label: the name, if left out.
        label: Text,
        /// The initial content.
        value: Text,
        /// Whether this field is the one that is wrong.
        error: Option<bool>,
        /// The kind of value that a browser may fill in.
        autocomplete: Text,
        /// The keyboard that a telephone shows: `numeric`, if left out.
        inputmode: Text,
        /// The regular expression of the field's content.
        pattern: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

impl Affix {
    /// Makes the words before or after a field.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub(crate) fn is_given(&self) -> bool {
        !self.text.is_empty() || !self.html.is_empty()
    }
}

impl Input {
    pub(crate) fn field_id(&self) -> &str {
        self.id.or(self.name.as_str())
    }

    pub(crate) fn description(&self) -> Text {
        let (hint, error) = (self.hint.is_some(), self.error_message.is_some());
        described_by(&self.described_by, self.field_id(), hint, error)
    }

    pub(crate) fn has_wrapper(&self) -> bool {
        let group = &self.form_group;
        self.prefix.is_given()
            || self.suffix.is_given()
            || group.before_input.is_given()
            || group.after_input.is_given()
    }
}

impl Textarea {
    pub(crate) fn field_id(&self) -> &str {
        self.id.or(self.name.as_str())
    }

    pub(crate) fn description(&self) -> Text {
        let (hint, error) = (self.hint.is_some(), self.error_message.is_some());
        described_by(&self.described_by, self.field_id(), hint, error)
    }
}

impl CharacterCount {
    /// Returns the textarea, with the attributes that the count needs.
    pub(crate) fn textarea(&self) -> Textarea {
        let id = self.id.or(self.name.as_str());
        let mut attributes = Attributes::NONE.with("data-module", "govuk-character-count");
        let count_type = if self.maxwords.is_empty() {
            ""
        } else {
            "words"
        };
        let most = self.maxwords.or(self.maxlength.as_str());
        for (name, value) in [
            ("data-maxlength", self.maxlength.clone()),
            ("data-maxwords", self.maxwords.clone()),
            ("data-threshold", self.threshold.clone()),
            (
                "data-count-type",
                Text::from(self.count_type.or(count_type).to_owned()),
            ),
        ] {
            if !value.is_empty() {
                attributes = attributes.with(name, value);
            }
        }
        if most.is_empty() && !self.textarea_description_text.is_empty() {
            let description = self.textarea_description_text.clone();
            attributes = attributes.with("data-i18n.textarea-description.other", description);
        }
        let what = if self.count_type.or(count_type) == "words" {
            "words"
        } else {
            "characters"
        };
        let mut message = Hint {
            id: format!("{id}-info").into(),
            classes: format!(
                "govuk-character-count__message{}",
                self.count_message.classes.spaced()
            )
            .into(),
            ..Hint::default()
        };
        if !most.is_empty() {
            let description = self.textarea_description_text.as_str();
            let words = if description.is_empty() {
                format!("You can enter up to {most} {what}")
            } else {
                description.replace("%{count}", most)
            };
            message.text = words.into();
        }
        let after = Html::join(&[
            Html::rendered(&message),
            Html::shown(self.form_group.after_input.shown()),
        ]);
        Textarea {
            id: id.to_owned().into(),
            name: self.name.clone(),
            described_by: format!("{id}-info").into(),
            rows: self.rows.clone(),
            spellcheck: self.spellcheck,
            value: self.value.clone(),
            form_group: FormGroup {
                classes: format!("govuk-character-count{}", self.form_group.classes.spaced())
                    .into(),
                attributes: attributes.and(&self.form_group.attributes),
                before_input: self.form_group.before_input.clone(),
                after_input: Content {
                    html: after,
                    ..Content::default()
                },
                ..FormGroup::default()
            },
            classes: format!("govuk-js-character-count{}", self.classes.spaced()).into(),
            label: self.label.clone(),
            hint: self.hint.clone(),
            error_message: self.error_message.clone(),
            attributes: self.attributes.clone(),
            ..Textarea::default()
        }
    }
}

impl DateInput {
    pub(crate) fn description(&self) -> Text {
        let given = self
            .fieldset
            .as_ref()
            .map_or(&Text::NONE, |fieldset| &fieldset.described_by);
        described_by(
            given,
            self.id.as_str(),
            self.hint.is_some(),
            self.error_message.is_some(),
        )
    }

    /// Returns the fields, with what is left out filled in.
    pub(crate) fn fields(&self) -> Vec<Input> {
        let parts = [
            ("day", &self.day),
            ("month", &self.month),
            ("year", &self.year),
        ];
        let defaults = parts.map(|(name, part)| {
            let part = part.clone().unwrap_or_default();
            let name = part.name.or(name).to_owned();
            let value = if part.value.is_empty() {
                self.values.get(&name).cloned()
            } else {
                None
            };
            DateInputItem {
                value: value.unwrap_or(part.value),
                name: name.into(),
                ..part
            }
        });
        let items = if self.items.is_empty() {
            defaults.as_slice()
        } else {
            self.items.as_slice()
        };
        let any_error = items.iter().any(DateInputItem::is_wrong);
        items
            .iter()
            .map(|item| self.field(item, &defaults, any_error))
            .collect()
    }

    fn field(&self, item: &DateInputItem, defaults: &[DateInputItem; 3], any_error: bool) -> Input {
        let prefix = if self.name_prefix.is_empty() {
            String::new()
        } else {
            format!("{}-", self.name_prefix)
        };
        let name = format!("{prefix}{}", item.name);
        let standard = defaults
            .iter()
            .position(|default| default.name == item.name);
        let value = [
            Some(&item.value),
            standard
                .and_then(|place| defaults.get(place))
                .map(|default| &default.value),
            self.values.get(&name),
        ];
        let value = value.into_iter().flatten().find(|value| !value.is_empty());
        let mut classes = String::from("govuk-date-input__input");
        let wrong = item.is_wrong()
            || (item.error != Some(false) && self.error_message.is_some() && !any_error);
        if wrong && !item.classes.as_str().contains("govuk-input--error") {
            classes.push_str(" govuk-input--error");
        }
        if !item.classes.as_str().contains("govuk-input--width-") {
            let year = standard == Some(2);
            classes.push_str(if year {
                " govuk-input--width-4"
            } else {
                " govuk-input--width-2"
            });
        }
        if !item.classes.is_empty() {
            classes.push(' ');
            classes.push_str(item.classes.as_str());
        }
        let id = if item.id.is_empty() {
            format!("{}-{}", self.id, item.name).into()
        } else {
            item.id.clone()
        };
        let label = if item.label.is_empty() {
            capitalised(item.name.as_str()).into()
        } else {
            item.label.clone()
        };
        Input {
            id,
            name: name.into(),
            value: value.cloned().unwrap_or_default(),
            label: Label {
                text: label,
                classes: "govuk-date-input__label".into(),
                ..Label::default()
            },
            inputmode: item.inputmode.or("numeric").to_owned().into(),
            autocomplete: item.autocomplete.clone(),
            pattern: item.pattern.clone(),
            classes: classes.into(),
            attributes: item.attributes.clone(),
            ..Input::default()
        }
    }
}

impl DateInputItem {
    fn is_wrong(&self) -> bool {
        self.error == Some(true) || self.classes.as_str().contains("govuk-input--error")
    }
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first
        .chain(characters.flat_map(char::to_lowercase))
        .collect()
}
