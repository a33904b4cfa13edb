//! Draws the fields of a question.

use askama::Template;
use domain::values::money::Frequency;
use journey::form::{
    AnswerMistake, AskedQuestion, Call, Choice, FieldQuestion, GrammaticalPerson, Guidance, Page,
    Question, RevealedBy, Words, capitalised,
};
use journey::journey::Journey;
use journey::parse::{FieldError, PostedFields, html_name, row_name, rows_posted};
use journey::summary::{after_amount, how_often};

use crate::govuk::{
    Affix, Button, CharacterCount, CheckboxItem, Checkboxes, Conditional, Content, DateInput,
    DateInputItem, Details, ErrorMessage, Fieldset, FormGroup, Hint, Input, InsetText, Label,
    Legend, RadioItem, Radios, WarningText,
};
use crate::html::{Html, Text};

/// The name of the button that asks for another row of a question. No question
/// of any form has this name.
pub(super) const ANOTHER_ROW: &str = "another-row";

/// The hidden field with the id of the item that a page of a group would add. No
/// question of any form has this name.
pub(super) const NEW_ITEM: &str = "new-item";

/// The values and errors from which the fields of a page are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet<'a> {
    pub(super) journey: &'a Journey<'a>,
    /// The content of the fields: what was posted, or what was answered before.
    pub(super) posted: PostedFields<'a>,
    pub(super) errors: &'a [FieldError],
    /// The id of the item that the page of a group would add under "Yes"; empty
    /// where the page adds none.
    pub(super) new_item: &'a str,
}

/// A question and its place on a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// The name of the HTML field, or the beginning of the names of several
    /// fields.
    pub(super) name: &'a str,
    pub(super) question: &'a Question,
    pub(super) label: &'a Words,
    /// What the list of answers calls the question.
    pub(super) called: &'a Words,
    pub(super) hint: Option<&'a Words>,
    pub(super) optional: bool,
    pub(super) place: Place,
    pub(super) beside: Beside<'a>,
}

/// The questions beside a question, which its choices may reveal.
#[derive(Clone, Copy, Debug)]
pub(super) enum Beside<'a> {
    /// None that a choice reveals.
    Nothing,
    /// The questions of a page.
    Page(&'a Page),
    /// The fields of an item or of a row.
    Fields {
        /// The beginning of the names of the fields.
        of: &'a str,
        /// The id of the field that offers the choices.
        field: &'a str,
        /// The fields.
        fields: &'a [FieldQuestion],
    },
}

/// The place where the words of a question stand.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Place {
    /// The words are the page's main heading.
    Heading,
    /// The page's main heading above the guidance says the words already. The
    /// field has them only for screen readers.
    UnderHeading,
    /// The question is one of several on the page, each with a label of its
    /// own.
    Among,
    /// The question is a field of a row.
    InRow,
    /// The question is revealed under a choice.
    Revealed,
}

impl<'a> Sheet<'a> {
    fn voice(&self) -> GrammaticalPerson {
        self.journey.speaks_of()
    }

    fn value(&self, name: &str) -> Text {
        self.posted.one(name).to_owned().into()
    }

    fn error(&self, name: &str) -> Option<ErrorMessage> {
        let error = self.errors.iter().find(|error| error.field == name)?;
        Some(ErrorMessage::of(error.words.clone()))
    }

    /// Draws every question of a page.
    pub(super) fn fields(&self, page: &'a Page, place: Place) -> Html {
        if let Question::AnyOf { none, .. } = &page.question {
            return Html::rendered(&self.groups(page, none, place));
        }
        let several = matches!(page.question, Question::Several { .. });
        let place = if several { Place::Among } else { place };
        let shown = page.questions().filter(|question| {
            page.revealed_by(question).is_none() && self.journey.may_ask(page, question)
        });
        let fields: Vec<Html> = shown
            .map(|question| self.field(of_page(page, question, place)))
            .collect();
        Html::join(&fields)
    }

    /// Draws the fields of an item, each with its own label.
    pub(super) fn item_fields(
        &self,
        group: &str,
        fields: &[FieldQuestion],
        place: Place,
    ) -> Vec<Html> {
        let shown = fields.iter().filter(|field| {
            let beside = |id: &str| fields.iter().any(|field| field.id == id);
            let revealed = field
                .when
                .as_ref()
                .and_then(|when| when.revealed_by(beside));
            revealed.is_none()
        });
        shown
            .map(|field| {
                let name = html_name(group, &field.id);
                self.field(of_item(&name, field, place, (group, fields)))
            })
            .collect()
    }

    /// Draws what a choice reveals: the questions that are asked of whoever
    /// chooses it, or the fields of the item that "Yes" adds to a group.
    fn revealed(&self, asked: Asked<'_>, value: &str) -> Conditional {
        let html = match (asked.beside, asked.question) {
            (_, Question::Group { fields, .. }) if value == "yes" && !self.new_item.is_empty() => {
                let mut pieces = self.item_fields(asked.name, fields, Place::Revealed);
                pieces.push(Html::rendered(&HiddenField {
                    name: NEW_ITEM,
                    value: self.new_item,
                }));
                Html::join(&pieces)
            }
            (Beside::Page(page), _) => {
                let by = RevealedBy {
                    question: asked.name,
                    value,
                };
                let revealed = page.questions().filter(|question| {
                    page.revealed_by(question) == Some(by) && self.journey.may_ask(page, question)
                });
                let revealed =
                    revealed.map(|question| self.field(of_page(page, question, Place::Revealed)));
                Html::join(&revealed.collect::<Vec<_>>())
            }
            (Beside::Fields { of, field, fields }, _) => {
                let revealed = fields.iter().filter(|other| {
                    let by = other
                        .when
                        .as_ref()
                        .and_then(|when| when.revealed_by(|id| id == field));
                    by.is_some_and(|by| by.value == value)
                });
                let revealed = revealed.map(|other| {
                    let name = html_name(of, &other.id);
                    self.field(of_item(&name, other, Place::Revealed, (of, fields)))
                });
                Html::join(&revealed.collect::<Vec<_>>())
            }
            (Beside::Nothing, _) => Html::NONE,
        };
        Conditional { html }
    }

    /// Draws a box for each group that a page offers.
    fn groups(&self, page: &Page, none: &Choice, place: Place) -> Checkboxes {
        let asked = of_page(page, AskedQuestion::whole(page), place);
        let offered = page.questions();
        let offered = offered.filter(|group| self.journey.may_ask(page, group));
        let mut items: Vec<CheckboxItem> = offered
            .enumerate()
            .map(|(place, group)| CheckboxItem {
                id: first_id(asked.name, place == 0),
                value: group.id.to_owned().into(),
                text: group.label.say(self.voice()).to_owned().into(),
                hint: group
                    .hint
                    .map(|hint| Hint::of(hint.say(self.voice()).to_owned()))
                    .unwrap_or_default(),
                ..CheckboxItem::default()
            })
            .collect();
        items.extend(self.none_of_these(none));
        self.boxes(asked, items, "")
    }

    /// Draws the fields of a question with label, hint and error.
    pub(super) fn field(&self, asked: Asked<'_>) -> Html {
        match asked.question {
            Question::YesNo | Question::Group { .. } => Html::rendered(&self.yes_or_no(asked)),
            Question::OneOf { options } => Html::rendered(&Radios {
                form_group: self.unusual(asked),
                ..self.radios(asked, self.radio_items(asked), grouped(options))
            }),
            Question::ManyOf { none, options } => {
                Html::rendered(&self.checkboxes(asked, none.as_ref(), grouped(options)))
            }
            Question::Money => Html::rendered(&Input {
                prefix: Affix::of("£"),
                ..self.number(asked, "decimal", "govuk-input--width-10")
            }),
            Question::Number { suffix, .. } => Html::rendered(&Input {
                suffix: unit(suffix.as_deref()),
                ..self.number(asked, "numeric", "govuk-input--width-4")
            }),
            Question::Decimal { suffix, .. } => Html::rendered(&Input {
                suffix: unit(suffix.as_deref()),
                ..self.number(asked, "decimal", "govuk-input--width-5")
            }),
            Question::RegularMoney { every } => self.regular_money(asked, every),
            Question::Date { or_age, .. } => self.date_or_age(asked, *or_age),
            Question::Text { .. } => Html::rendered(&self.line(asked)),
            Question::LongText { longest } => Html::rendered(&CharacterCount {
                id: asked.name.to_owned().into(),
                name: asked.name.to_owned().into(),
                value: self.value(asked.name),
                maxlength: longest.to_string().into(),
                label: self.label(asked),
                hint: self.hint(asked),
                error_message: self.error(asked.name),
                ..CharacterCount::default()
            }),
            Question::Name => {
                let parts = [
                    ("first", "First name", "given-name", ""),
                    ("last", "Last name", "family-name", ""),
                ];
                self.together(asked, &self.parts(asked, &parts))
            }
            Question::Address { unsettled } => {
                let parts = [
                    ("line1", "Address line 1", "address-line1", ""),
                    ("line2", "Address line 2 (optional)", "address-line2", ""),
                    (
                        "town",
                        "Town or city",
                        "address-level2",
                        "govuk-!-width-two-thirds",
                    ),
                    (
                        "county",
                        "County (optional)",
                        "",
                        "govuk-!-width-two-thirds",
                    ),
                    (
                        "postcode",
                        "Postcode",
                        "postal-code",
                        "govuk-input--width-10",
                    ),
                ];
                let mut fields = self.parts(asked, &parts);
                fields.extend(unsettled.then(|| self.no_settled_address(asked.name)));
                self.together(asked, &fields)
            }
            Question::Phone => Html::rendered(&Input {
                r#type: "tel".into(),
                autocomplete: self.autocomplete("tel"),
                classes: "govuk-input--width-20".into(),
                ..self.line(asked)
            }),
            Question::Email => Html::rendered(&Input {
                r#type: "email".into(),
                autocomplete: self.autocomplete("email"),
                spellcheck: Some(false),
                ..self.line(asked)
            }),
            Question::NhsNumber => Html::rendered(&Input {
                inputmode: "numeric".into(),
                classes: "govuk-input--width-10".into(),
                spellcheck: Some(false),
                ..self.line(asked)
            }),
            Question::NiNumber => Html::rendered(&Input {
                classes: "govuk-input--width-10".into(),
                spellcheck: Some(false),
                ..self.line(asked)
            }),
            Question::Rows { one, most, fields } => self.rows(asked, (one, *most), fields),
            // The caller draws each question of such a page by itself.
            Question::Several { .. } | Question::AnyOf { .. } => Html::NONE,
        }
    }

    /// Draws the rows that were filled in or asked for, at least one, each with
    /// its own fields, and the button that asks for another row.
    fn rows(&self, asked: Asked<'_>, (one, most): (&str, u32), fields: &[FieldQuestion]) -> Html {
        let filled = rows_posted(asked.name, most, &self.posted);
        let more = u32::from(self.posted.one(ANOTHER_ROW) == asked.name);
        let shown = (filled + more).clamp(1, most.max(1));
        let mut pieces: Vec<Html> = (1..=shown)
            .map(|row| self.row(asked.name, (one, row), fields))
            .collect();
        if shown < most {
            pieces.push(Html::rendered(&Button {
                text: format!("Add another {one}").into(),
                name: ANOTHER_ROW.into(),
                value: asked.name.to_owned().into(),
                classes: "govuk-button--secondary".into(),
                ..Button::default()
            }));
        }
        self.together(asked, &pieces)
    }

    fn row(&self, name: &str, (one, row): (&str, u32), fields: &[FieldQuestion]) -> Html {
        let name = row_name(name, row);
        let fields = self.item_fields(&name, fields, Place::InRow);
        Html::rendered(&Fieldset {
            legend: Legend {
                classes: "govuk-fieldset__legend--s".into(),
                ..Legend::of(format!("{} {row}", capitalised(one)))
            },
            html: Html::join(&fields),
            ..Fieldset::default()
        })
    }

    /// Names the value that a browser may fill in, if the question is about the
    /// visitor themself: a browser does not know the details of anybody else.
    fn autocomplete(&self, purpose: &'static str) -> Text {
        match self.voice() {
            GrammaticalPerson::You => purpose.into(),
            GrammaticalPerson::They => Text::NONE,
        }
    }

    fn words(&self, asked: Asked<'_>) -> Text {
        let words = asked.label.say(self.voice());
        if asked.optional && !words.contains("(optional)") {
            format!("{words} (optional)").into()
        } else {
            words.to_owned().into()
        }
    }

    fn label(&self, asked: Asked<'_>) -> Label {
        let words = self.words(asked);
        match asked.place {
            Place::Heading => Label::heading(words),
            Place::UnderHeading => Label {
                classes: "govuk-visually-hidden".into(),
                ..Label::of(words)
            },
            Place::Among => Label {
                classes: "govuk-label--m".into(),
                ..Label::of(words)
            },
            Place::Revealed => Label {
                classes: "govuk-label--s".into(),
                ..Label::of(words)
            },
            Place::InRow => Label::of(words),
        }
    }

    fn legend(&self, asked: Asked<'_>) -> Legend {
        let words = self.words(asked);
        match asked.place {
            Place::Heading => Legend::heading(words),
            Place::UnderHeading => Legend {
                classes: "govuk-visually-hidden".into(),
                ..Legend::of(words)
            },
            Place::Among => Legend::of(words),
            Place::Revealed => Legend {
                classes: "govuk-fieldset__legend--s".into(),
                ..Legend::of(words)
            },
            Place::InRow => Legend {
                text: words,
                ..Legend::default()
            },
        }
    }

    fn fieldset(&self, asked: Asked<'_>) -> Fieldset {
        Fieldset {
            legend: self.legend(asked),
            ..Fieldset::default()
        }
    }

    fn hint(&self, asked: Asked<'_>) -> Option<Hint> {
        Some(Hint::of(asked.hint?.say(self.voice()).to_owned()))
    }

    fn line(&self, asked: Asked<'_>) -> Input {
        Input {
            id: asked.name.to_owned().into(),
            name: asked.name.to_owned().into(),
            value: self.value(asked.name),
            label: self.label(asked),
            hint: self.hint(asked),
            error_message: self.error(asked.name),
            ..Input::default()
        }
    }

    fn number(&self, asked: Asked<'_>, keyboard: &'static str, width: &'static str) -> Input {
        Input {
            inputmode: keyboard.into(),
            classes: width.into(),
            spellcheck: Some(false),
            ..self.line(asked)
        }
    }

    fn radios(&self, asked: Asked<'_>, items: Vec<RadioItem>, classes: &'static str) -> Radios {
        Radios {
            name: asked.name.to_owned().into(),
            fieldset: Some(self.fieldset(asked)),
            hint: self.hint(asked),
            error_message: self.error(asked.name),
            items,
            value: self.value(asked.name),
            classes: classes.into(),
            ..Radios::default()
        }
    }

    /// Draws yes and no: beside each other, unless one of them reveals a
    /// question.
    fn yes_or_no(&self, asked: Asked<'_>) -> Radios {
        let mut items = yes_no();
        for item in &mut items {
            item.conditional = self.revealed(asked, item.value.as_str());
        }
        let beside = items.iter().all(|item| item.conditional.html.is_empty());
        let classes = if beside { "govuk-radios--inline" } else { "" };
        self.radios(asked, items, classes)
    }

    fn radio_items(&self, asked: Asked<'_>) -> Vec<RadioItem> {
        let offered = self.journey.offered(asked.question).into_iter();
        self.items_of(asked, offered.filter(|choice| !choice.unusual), true)
    }

    /// Draws the choices that few people have behind "Something else", which is
    /// open where one of them is chosen.
    fn unusual(&self, asked: Asked<'_>) -> FormGroup {
        let offered = self.journey.offered(asked.question).into_iter();
        let unusual: Vec<&Choice> = offered.filter(|choice| choice.unusual).collect();
        if unusual.is_empty() {
            return FormGroup::default();
        }
        let (name, prefix) = (
            Text::from(asked.name.to_owned()),
            format!("{}-else", asked.name),
        );
        let unusual_items = unusual.iter().copied();
        let html = match asked.question {
            Question::ManyOf { .. } => Html::rendered(&Checkboxes {
                name,
                id_prefix: prefix.into(),
                values: self.chosen(asked),
                items: self.boxes_of(asked, unusual_items, false),
                ..Checkboxes::default()
            }),
            _ => Html::rendered(&Radios {
                name,
                id_prefix: prefix.into(),
                value: self.value(asked.name),
                items: self.items_of(asked, unusual_items, false),
                ..Radios::default()
            }),
        };
        let is_chosen = |choice: &&Choice| {
            let mut chosen = self.posted.all(asked.name);
            chosen.any(|value| value == choice.value)
        };
        let details = Details {
            summary_text: "Something else".into(),
            open: unusual.iter().any(is_chosen),
            html,
            ..Details::default()
        };
        FormGroup {
            after_inputs: Content {
                html: Html::rendered(&details),
                ..Content::default()
            },
            ..FormGroup::default()
        }
    }

    fn items_of<'c>(
        &self,
        asked: Asked<'_>,
        choices: impl Iterator<Item = &'c Choice>,
        begins: bool,
    ) -> Vec<RadioItem> {
        let mut items = Vec::new();
        for (place, choice) in choices.enumerate() {
            if let Some(divider) = &choice.divider {
                items.push(RadioItem {
                    divider: divider.clone().into(),
                    ..RadioItem::default()
                });
            }
            items.push(RadioItem {
                id: first_id(asked.name, begins && place == 0),
                value: choice.value.clone().into(),
                text: choice.label.say(self.voice()).to_owned().into(),
                hint: self.choice_hint(choice),
                conditional: self.revealed(asked, &choice.value),
                ..RadioItem::default()
            });
        }
        items
    }

    fn choice_hint(&self, choice: &Choice) -> Hint {
        let words = choice
            .hint
            .as_ref()
            .map(|words| words.say(self.voice()).to_owned());
        words.map(Hint::of).unwrap_or_default()
    }

    fn checkboxes(
        &self,
        asked: Asked<'_>,
        none: Option<&Choice>,
        classes: &'static str,
    ) -> Checkboxes {
        let offered = self.journey.offered(asked.question).into_iter();
        let mut items = self.boxes_of(asked, offered.filter(|choice| !choice.unusual), true);
        if let Some(none) = none {
            items.extend(self.none_of_these(none));
        }
        Checkboxes {
            form_group: self.unusual(asked),
            ..self.boxes(asked, items, classes)
        }
    }

    fn boxes_of<'c>(
        &self,
        asked: Asked<'_>,
        choices: impl Iterator<Item = &'c Choice>,
        begins: bool,
    ) -> Vec<CheckboxItem> {
        let mut items = Vec::new();
        for (place, choice) in choices.enumerate() {
            if let Some(divider) = &choice.divider {
                items.push(CheckboxItem {
                    divider: divider.clone().into(),
                    ..CheckboxItem::default()
                });
            }
            items.push(CheckboxItem {
                id: first_id(asked.name, begins && place == 0),
                conditional: self.revealed(asked, &choice.value),
                ..self.checkbox(choice)
            });
        }
        items
    }

    fn chosen(&self, asked: Asked<'_>) -> Vec<Text> {
        let chosen = self.posted.all(asked.name);
        chosen.map(|value| value.to_owned().into()).collect()
    }

    fn none_of_these(&self, none: &Choice) -> [CheckboxItem; 2] {
        [
            CheckboxItem {
                divider: "or".into(),
                ..CheckboxItem::default()
            },
            CheckboxItem {
                behaviour: "exclusive".into(),
                ..self.checkbox(none)
            },
        ]
    }

    fn boxes(
        &self,
        asked: Asked<'_>,
        items: Vec<CheckboxItem>,
        classes: &'static str,
    ) -> Checkboxes {
        Checkboxes {
            name: asked.name.to_owned().into(),
            fieldset: Some(self.fieldset(asked)),
            hint: self.hint(asked),
            error_message: self.error(asked.name),
            items,
            classes: classes.into(),
            values: self.chosen(asked),
            ..Checkboxes::default()
        }
    }

    fn checkbox(&self, choice: &Choice) -> CheckboxItem {
        CheckboxItem {
            value: choice.value.clone().into(),
            text: choice.label.say(self.voice()).to_owned().into(),
            hint: self.choice_hint(choice),
            ..CheckboxItem::default()
        }
    }

    fn date(&self, asked: Asked<'_>) -> DateInput {
        let of_this = |error: &&FieldError| {
            error
                .field
                .strip_prefix(asked.name)
                .is_some_and(|part| matches!(part, "" | "-day" | "-month" | "-year"))
        };
        let wrong = self.errors.iter().find(of_this);
        // A missing part of a date and a year that is none are marked alone; a
        // date that does not exist is marked as a whole.
        let marked = wrong.filter(|error| {
            matches!(
                error.mistake,
                AnswerMistake::Incomplete
                    | AnswerMistake::YearFigures
                    | AnswerMistake::YearTooEarly
                    | AnswerMistake::YearTooLate
            )
        });
        let items = ["day", "month", "year"].map(|part| {
            let name = html_name(asked.name, part);
            DateInputItem {
                id: name.clone().into(),
                label: capitalised(part).into(),
                value: self.value(&name),
                error: marked.map(|error| error.field == name),
                classes: if part == "year" {
                    "govuk-input--width-4"
                } else {
                    "govuk-input--width-2"
                }
                .into(),
                autocomplete: match (asked.name, part) {
                    ("born", "day") => self.autocomplete("bday-day"),
                    ("born", "month") => self.autocomplete("bday-month"),
                    ("born", _) => self.autocomplete("bday-year"),
                    _ => Text::NONE,
                },
                name: name.into(),
                ..DateInputItem::default()
            }
        });
        DateInput {
            id: asked.name.to_owned().into(),
            items: items.into(),
            fieldset: Some(self.fieldset(asked)),
            hint: self.hint(asked),
            error_message: wrong.map(|error| ErrorMessage::of(error.words.clone())),
            ..DateInput::default()
        }
    }

    /// Returns the frequency that is chosen; weekly, the usual one, before
    /// anything is.
    fn frequency(&self, name: &str, every: &[Frequency]) -> Text {
        match self.posted.one(name) {
            "" if every.contains(&Frequency::Week) => Frequency::Week.name().into(),
            chosen => chosen.to_owned().into(),
        }
    }

    fn regular_money(&self, asked: Asked<'_>, every: &[Frequency]) -> Html {
        let (amount, how) = (
            html_name(asked.name, "amount"),
            html_name(asked.name, "every"),
        );
        let amount = Input {
            id: amount.clone().into(),
            value: self.value(&amount),
            label: Label::of("Amount"),
            error_message: self.error(&amount),
            prefix: Affix::of("£"),
            suffix: match every {
                [only] => Affix::of(after_amount(*only)),
                _ => Affix::default(),
            },
            inputmode: "decimal".into(),
            classes: "govuk-input--width-10".into(),
            spellcheck: Some(false),
            name: amount.into(),
            ..Input::default()
        };
        let how = match every {
            [only] => Html::rendered(&HiddenField {
                name: &how,
                value: only.name(),
            }),
            _ => Html::rendered(&Radios {
                fieldset: Some(Fieldset {
                    legend: Legend {
                        html: Html::rendered(&HowOften {
                            what: asked.called.say(self.voice()),
                        }),
                        ..Legend::default()
                    },
                    ..Fieldset::default()
                }),
                error_message: self.error(&how),
                items: every
                    .iter()
                    .map(|every| RadioItem {
                        value: every.name().into(),
                        text: how_often(*every).into(),
                        ..RadioItem::default()
                    })
                    .collect(),
                value: self.frequency(&how, every),
                classes: "govuk-radios--small govuk-radios--inline".into(),
                name: how.into(),
                ..Radios::default()
            }),
        };
        self.together(asked, &[Html::rendered(&amount), how])
    }

    /// Draws a date and, where somebody else's may not be known, the field for
    /// their age.
    fn date_or_age(&self, asked: Asked<'_>, or_age: bool) -> Html {
        let date = Html::rendered(&self.date(asked));
        if !or_age || self.voice() == GrammaticalPerson::You {
            return date;
        }
        let name = html_name(asked.name, "age");
        let age = Html::rendered(&Input {
            id: name.clone().into(),
            value: self.value(&name),
            label: Label {
                classes: "govuk-label--s".into(),
                ..Label::of("If you do not know it, about how old are they?")
            },
            error_message: self.error(&name),
            suffix: Affix::of("years"),
            inputmode: "numeric".into(),
            classes: "govuk-input--width-3".into(),
            name: name.into(),
            ..Input::default()
        });
        Html::join(&[date, age])
    }

    /// Draws the box of somebody who has no settled address.
    fn no_settled_address(&self, name: &str) -> Html {
        let name = html_name(name, "unsettled");
        let (words, hint) = match self.voice() {
            GrammaticalPerson::You => (
                "I have no settled address",
                "Write in address line 1 where we can find you or write to you, like a shelter, a friend’s home or a place you sleep. You can leave the rest empty.",
            ),
            GrammaticalPerson::They => (
                "They have no settled address",
                "Write in address line 1 where we can find them or write to them, like a shelter, a friend’s home or a place they sleep. You can leave the rest empty.",
            ),
        };
        Html::rendered(&Checkboxes {
            items: vec![CheckboxItem {
                id: name.clone().into(),
                value: "yes".into(),
                text: words.into(),
                hint: Hint::of(hint),
                ..CheckboxItem::default()
            }],
            values: vec![self.value(&name)],
            name: name.into(),
            ..Checkboxes::default()
        })
    }

    /// Draws the parts of a question, each with its own label. Each part is its
    /// name, its label, the value that a browser may fill in, and classes.
    fn parts(
        &self,
        asked: Asked<'_>,
        parts: &[(&str, &'static str, &'static str, &'static str)],
    ) -> Vec<Html> {
        parts
            .iter()
            .map(|(part, label, purpose, classes)| {
                let name = html_name(asked.name, part);
                Html::rendered(&Input {
                    id: name.clone().into(),
                    value: self.value(&name),
                    label: Label::of(*label),
                    error_message: self.error(&name),
                    autocomplete: self.autocomplete(purpose),
                    classes: (*classes).into(),
                    spellcheck: Some(false),
                    name: name.into(),
                    ..Input::default()
                })
            })
            .collect()
    }

    /// Draws fields under one legend and hint.
    fn together(&self, asked: Asked<'_>, fields: &[Html]) -> Html {
        let hint = self.hint(asked).map(|hint| Hint {
            id: format!("{}-hint", asked.name).into(),
            ..hint
        });
        let described_by = hint
            .as_ref()
            .map(|hint| hint.id.clone())
            .unwrap_or_default();
        let hint = hint.as_ref().map(Html::rendered).unwrap_or_default();
        Html::rendered(&Fieldset {
            html: Html::join(&[hint, Html::join(fields)]),
            role: "group".into(),
            described_by,
            ..self.fieldset(asked)
        })
    }

    /// Draws the guidance between the heading and the fields.
    pub(super) fn guidance(&self, page: &Page) -> Html {
        let voice = self.voice();
        let pieces: Vec<Html> = page
            .guidance
            .iter()
            .map(|guidance| piece(guidance, voice))
            .collect();
        Html::join(&pieces)
    }
}

/// A hidden field, such as the frequency of an amount where the form offers only
/// one, so that nobody is asked for it.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<input type="hidden" name="{{ name }}" value="{{ value }}">"#
)]
struct HiddenField<'a> {
    name: &'a str,
    value: &'a str,
}

/// The heading of how often an amount is paid. A page has several, which somebody
/// who does not see the page tells apart by what is paid.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"How often?<span class="govuk-visually-hidden"> {{ what }}</span>"#
)]
struct HowOften<'a> {
    what: &'a str,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% for line in lines %}<p class="govuk-body">{{ line }}</p>{% endfor %}"#
)]
struct Paragraphs<'a> {
    lines: &'a [&'a str],
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<ul class="govuk-list govuk-list--bullet">{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>"#
)]
struct Bullets<'a> {
    lines: &'a [&'a str],
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<ul class="govuk-list govuk-list--bullet">{% for call in calls %}<li><a class="govuk-link" href="{{ crate::telephone::address(call.telephone) }}">{{ call.telephone }}</a> {{ call.about.say(*voice) }}</li>{% endfor %}</ul>"#
)]
struct Calls<'a> {
    calls: &'a [Call],
    voice: GrammaticalPerson,
}

fn piece(guidance: &Guidance, voice: GrammaticalPerson) -> Html {
    match guidance {
        Guidance::Text(words) => Html::rendered(&Paragraphs {
            lines: &[words.say(voice)],
        }),
        Guidance::List(lines) => Html::rendered(&Bullets {
            lines: &said(lines, voice),
        }),
        Guidance::Calls(calls) => Html::rendered(&Calls { calls, voice }),
        Guidance::Inset(words) => Html::rendered(&InsetText {
            text: words.say(voice).to_owned().into(),
            ..InsetText::default()
        }),
        Guidance::Warning(words) => Html::rendered(&WarningText {
            text: words.say(voice).to_owned().into(),
            ..WarningText::default()
        }),
        Guidance::Details { summary, text } => Html::rendered(&Details {
            summary_text: summary.say(voice).to_owned().into(),
            html: Html::rendered(&Paragraphs {
                lines: &said(text, voice),
            }),
            ..Details::default()
        }),
    }
}

/// Places a question of a page.
fn of_page<'a>(page: &'a Page, question: AskedQuestion<'a>, place: Place) -> Asked<'a> {
    Asked {
        name: question.id,
        question: question.question,
        label: question.label,
        called: question.summary_label.unwrap_or(question.label),
        hint: question.hint,
        optional: question.optional,
        place,
        beside: Beside::Page(page),
    }
}

/// Places a field of an item or a row, whose names begin with `of`.
fn of_item<'a>(
    name: &'a str,
    field: &'a FieldQuestion,
    place: Place,
    (of, fields): (&'a str, &'a [FieldQuestion]),
) -> Asked<'a> {
    Asked {
        name,
        question: &field.question,
        label: &field.label,
        called: field.summary_label.as_ref().unwrap_or(&field.label),
        hint: field.hint.as_ref(),
        optional: field.optional,
        place,
        beside: Beside::Fields {
            of,
            field: &field.id,
            fields,
        },
    }
}

fn said(lines: &[Words], voice: GrammaticalPerson) -> Vec<&str> {
    lines.iter().map(|words| words.say(voice)).collect()
}

/// Returns the choices of a yes or no question.
pub(super) fn yes_no() -> Vec<RadioItem> {
    [("yes", "Yes"), ("no", "No")]
        .map(|(value, text)| RadioItem {
            value: value.into(),
            text: text.into(),
            ..RadioItem::default()
        })
        .into()
}

/// Returns the class of a list of choices with headings among them.
fn grouped(options: &[Choice]) -> &'static str {
    let any = options.iter().any(|choice| choice.divider.is_some());
    if any { "council-grouped" } else { "" }
}

/// Returns the id of the first choice: the name of the field, to which the
/// error summary leads. A heading before the choice would change the id that
/// the component makes from the choice's number.
fn first_id(name: &str, first: bool) -> Text {
    if first {
        name.to_owned().into()
    } else {
        Text::NONE
    }
}

fn unit(suffix: Option<&str>) -> Affix {
    suffix
        .map(|unit| Affix::of(unit.to_owned()))
        .unwrap_or_default()
}
