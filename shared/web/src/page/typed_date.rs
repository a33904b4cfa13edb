//! A date typed into the three fields of a date input.

use jiff::civil::Date;

use crate::govuk::{DateInput, DateInputItem, Fieldset, Hint, Legend};
use crate::html::Text;
use crate::http::form::PostedForm;
use crate::page::mistake::{FieldMistake, wrong};

/// The names of the fields of a date.
#[derive(Clone, Copy, Debug)]
pub struct DateFields {
    /// The name of the whole, which an error leads to.
    pub whole: &'static str,
    /// The names of the day, the month and the year.
    pub parts: [&'static str; 3],
    /// The first year that can be typed. The last is 2999.
    pub earliest_year: i16,
}

const LATEST_YEAR: i16 = 2999;

/// A date as somebody typed it.
#[derive(Clone, Debug, Default)]
pub struct TypedDate([String; 3]);

impl TypedDate {
    /// Reads the three fields.
    #[must_use]
    pub fn of(posted: &PostedForm, fields: &DateFields) -> Self {
        Self(fields.parts.map(|name| posted.one(name).trim().to_owned()))
    }

    /// Returns the date of three texts that were typed before: day, month and
    /// year.
    #[must_use]
    pub fn of_parts(parts: [String; 3]) -> Self {
        Self(parts)
    }

    /// Shows a date in the fields.
    #[must_use]
    pub fn showing(date: Date) -> Self {
        let parts = [i16::from(date.day()), i16::from(date.month()), date.year()];
        Self(parts.map(|part| part.to_string()))
    }

    /// Returns the date; none if nothing is typed.
    ///
    /// # Errors
    /// What is wrong, if it is no date.
    pub fn read(&self, fields: &DateFields) -> Result<Option<Date>, FieldMistake> {
        let Self(parts) = self;
        if parts.iter().all(String::is_empty) {
            return Ok(None);
        }
        let [day, month, year] = parts;
        let date = year.parse().ok().zip(month.parse().ok());
        let date = date.zip(day.parse().ok());
        let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
        let date = date.filter(|date| (fields.earliest_year..=LATEST_YEAR).contains(&date.year()));
        let words = "Enter a real date, like 23 11 2026";
        date.map(Some)
            .ok_or_else(|| FieldMistake::new(fields.whole, words))
    }

    /// Returns the three fields, filled with what was typed.
    #[must_use]
    pub fn input(
        &self,
        fields: &DateFields,
        (legend, hint): (impl Into<Text>, impl Into<Text>),
        mistakes: &[FieldMistake],
    ) -> DateInput {
        let Self(parts) = self;
        let labels = ["Day", "Month", "Year"].into_iter();
        let items = fields.parts.into_iter().zip(labels).zip(parts);
        let items = items.map(|((name, label), typed)| DateInputItem {
            id: name.into(),
            name: name.into(),
            label: label.into(),
            value: typed.clone().into(),
            classes: match label {
                "Year" => "govuk-input--width-4",
                _ => "govuk-input--width-2",
            }
            .into(),
            ..DateInputItem::default()
        });
        DateInput {
            id: fields.whole.into(),
            items: items.collect(),
            fieldset: Some(Fieldset {
                legend: Legend::of(legend),
                ..Fieldset::default()
            }),
            hint: Some(Hint::of(hint)),
            error_message: wrong(mistakes, fields.whole),
            ..DateInput::default()
        }
    }
}
