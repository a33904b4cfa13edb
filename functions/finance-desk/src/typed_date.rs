//! A date typed into the three fields of a date input.

use jiff::civil::Date;
use web::govuk::{DateInput, DateInputItem, Fieldset, Hint, Legend};
use web::http::form::PostedForm;
use web::page::mistake::{FieldMistake, wrong};

/// The names of the fields of a date: the whole, its day, month and year.
pub(crate) struct DateFields {
    pub(crate) whole: &'static str,
    pub(crate) parts: [&'static str; 3],
}

/// The first and the last year that can be typed.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2999;

/// A date as somebody typed it.
#[derive(Default)]
pub(crate) struct TypedDate([String; 3]);

impl TypedDate {
    /// Reads the three fields.
    pub(crate) fn of(posted: &PostedForm, fields: &DateFields) -> Self {
        Self(fields.parts.map(|name| posted.one(name).trim().to_owned()))
    }

    /// Shows a date in the fields.
    pub(crate) fn showing(date: Date) -> Self {
        let parts = [i16::from(date.day()), i16::from(date.month()), date.year()];
        Self(parts.map(|part| part.to_string()))
    }

    /// Returns the date; none if nothing is typed.
    ///
    /// # Errors
    /// What is wrong, if it is no date.
    pub(crate) fn read(&self, fields: &DateFields) -> Result<Option<Date>, FieldMistake> {
        let Self(parts) = self;
        if parts.iter().all(String::is_empty) {
            return Ok(None);
        }
        let [day, month, year] = parts;
        let date = year.parse().ok().zip(month.parse().ok());
        let date = date.zip(day.parse().ok());
        let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
        let date = date.filter(|date| YEARS.contains(&date.year()));
        let words = "Enter a real date, like 23 11 2026";
        date.map(Some)
            .ok_or_else(|| FieldMistake::new(fields.whole, words))
    }

    /// Returns the three fields, filled with what was typed.
    pub(crate) fn input(
        &self,
        fields: &DateFields,
        (legend, hint): (&'static str, &'static str),
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
