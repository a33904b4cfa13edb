//! From an answer kept to the value it stands for.
//!
//! Every reader answers none for an answer that was not given, was skipped,
//! or is of another kind.

use std::collections::BTreeMap;

use domain::draft::Answers;
use domain::money::{Frequency, Money, Regular};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Whether `yes_no` was answered with yes.
#[must_use]
pub fn yes(answers: &Answers, page: &str) -> Option<bool> {
    yes_of(answers.text(page))
}

/// The amount of `money`.
#[must_use]
pub fn money(answers: &Answers, page: &str) -> Option<Money> {
    money_of(answers.text(page))
}

/// The amount and frequency of `regular_money`.
#[must_use]
pub fn regular(answers: &Answers, page: &str) -> Option<Regular> {
    regular_of(answers.field(page, "amount"), answers.field(page, "every"))
}

/// The date of `date`.
#[must_use]
pub fn date(answers: &Answers, page: &str) -> Option<Date> {
    date_of(
        answers.field(page, "day"),
        answers.field(page, "month"),
        answers.field(page, "year"),
    )
}

/// The number of `number`.
#[must_use]
pub fn number(answers: &Answers, page: &str) -> Option<u32> {
    answers.text(page)?.parse().ok()
}

/// The number of `decimal` or `number`.
#[must_use]
pub fn decimal(answers: &Answers, page: &str) -> Option<Decimal> {
    answers.text(page)?.parse().ok()
}

/// The text of a question of one field; none if it was skipped.
#[must_use]
pub fn text<'a>(answers: &'a Answers, page: &str) -> Option<&'a str> {
    answers.text(page).filter(|text| !text.is_empty())
}

/// An item of a group, as `Answers::items` gives it, to be read by field id.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a>(pub &'a BTreeMap<String, String>);

impl<'a> Item<'a> {
    /// The text or chosen value of a field; none if it was skipped.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&'a str> {
        self.0
            .get(field)
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }

    /// Whether `yes_no` was answered with yes.
    #[must_use]
    pub fn yes(&self, field: &str) -> Option<bool> {
        yes_of(self.text(field))
    }

    /// The amount of `money`.
    #[must_use]
    pub fn money(&self, field: &str) -> Option<Money> {
        money_of(self.text(field))
    }

    /// The amount and frequency of `regular_money`.
    #[must_use]
    pub fn regular(&self, field: &str) -> Option<Regular> {
        regular_of(self.text(field), self.text(&format!("{field}_every")))
    }

    /// The date of `date`.
    #[must_use]
    pub fn date(&self, field: &str) -> Option<Date> {
        date_of(
            self.text(&format!("{field}_day")),
            self.text(&format!("{field}_month")),
            self.text(&format!("{field}_year")),
        )
    }

    /// The number of `number`.
    #[must_use]
    pub fn number(&self, field: &str) -> Option<u32> {
        self.text(field)?.parse().ok()
    }

    /// The number of `decimal` or `number`.
    #[must_use]
    pub fn decimal(&self, field: &str) -> Option<Decimal> {
        self.text(field)?.parse().ok()
    }
}

fn yes_of(text: Option<&str>) -> Option<bool> {
    match text? {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn money_of(text: Option<&str>) -> Option<Money> {
    Money::new(text?.parse().ok()?).ok()
}

fn regular_of(amount: Option<&str>, every: Option<&str>) -> Option<Regular> {
    Some(Regular {
        amount: money_of(amount)?,
        every: Frequency::named(every?)?,
    })
}

pub(crate) fn date_of(day: Option<&str>, month: Option<&str>, year: Option<&str>) -> Option<Date> {
    Date::new(
        year?.parse().ok()?,
        month?.parse().ok()?,
        day?.parse().ok()?,
    )
    .ok()
}
