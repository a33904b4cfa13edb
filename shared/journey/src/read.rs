//! The reading of stored answers as the values that they stand for.
//!
//! [`AnswerReader`] reads the answers that count, one page or one field of an
//! item of a group at a time. The result is `None` where a page is not asked or
//! was skipped, and never a value that nobody gave: a page that the form does
//! not have, an option without a meaning and an amount that does not parse are
//! each an [`UnreadableAnswer`].

use std::collections::BTreeMap;
use std::str::FromStr;

use domain::forms::draft::{Answer, Answers};
use domain::values::money::{Frequency, Money, Regular};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;

use crate::form::{AskedQuestion, FieldQuestion, Form, Question};
use crate::journey::Journey;
use crate::parse::stored;

/// The error of an answer that cannot be read. Holds nothing that somebody
/// typed, so it may be logged.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the answer to the page {page} cannot be read: {why}")]
pub struct UnreadableAnswer {
    /// The id of the page.
    pub page: String,
    /// The id of the item, if the page is a group.
    pub item: Option<String>,
    /// The id of the item's field.
    pub field: Option<String>,
    /// The reason why the answer cannot be read.
    pub why: AnswerFault,
}

/// The reason why an answer cannot be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AnswerFault {
    /// The form does not ask this question: its file and its reader name
    /// different ids.
    #[error("the form has no such page or field")]
    NotInForm,
    /// There is no answer where one is needed.
    #[error("it is missing")]
    Missing,
    /// The option that was chosen has no meaning.
    #[error("no option has this name")]
    UnknownOption,
    /// The text is not an amount of money.
    #[error("it is not an amount of money")]
    NotAnAmount,
    /// The text is not a number, or the number does not fit the fact.
    #[error("it is not such a number")]
    NotANumber,
    /// The day, month and year are not a date.
    #[error("it is not a date")]
    NotADate,
    /// The answer has other parts than its question.
    #[error("it has another shape than its question")]
    AnotherShape,
}

/// A reader of the answers of a form that count.
#[derive(Clone, Debug)]
pub struct AnswerReader<'f> {
    form: &'f Form,
    answers: Answers,
}

impl<'f> AnswerReader<'f> {
    /// Makes a reader of the answers of the pages that are asked.
    #[must_use]
    pub fn new(journey: &Journey<'f>) -> Self {
        Self {
            form: journey.form(),
            answers: journey.visible_answers(),
        }
    }

    /// Makes a reader of these answers, whether or not their pages are asked.
    #[cfg(test)]
    pub(crate) const fn of_all(form: &'f Form, answers: Answers) -> Self {
        Self { form, answers }
    }

    /// Finds the answer of a page.
    ///
    /// # Errors
    /// [`AnswerFault::NotInForm`] if the form has no such page.
    pub fn page<'a>(&'a self, id: &'a str) -> Result<GivenAnswer<'a>, UnreadableAnswer> {
        let given = GivenAnswer {
            page: id,
            item: None,
            texts: match self.answers.get(id) {
                None => Texts::None,
                Some(Answer::Text(text)) => Texts::One(text),
                Some(Answer::Choices(chosen)) => Texts::Chosen(chosen),
                Some(Answer::Fields(parts)) => Texts::Parts(parts),
            },
        };
        match self.form.question(id) {
            Some(_) => Ok(given),
            None => Err(given.unreadable(AnswerFault::NotInForm)),
        }
    }

    /// Finds the items of a group, in the order in which they were added; empty
    /// for a group that is not asked.
    ///
    /// # Errors
    /// [`AnswerFault::NotInForm`] if the form has no such group.
    pub fn items<'a>(&'a self, group: &'a str) -> Result<Vec<ItemReader<'a>>, UnreadableAnswer> {
        let Some(AskedQuestion {
            question: Question::Group { fields, .. },
            ..
        }) = self.form.question(group)
        else {
            return Err(UnreadableAnswer {
                page: group.to_owned(),
                item: None,
                field: None,
                why: AnswerFault::NotInForm,
            });
        };
        let item = |(id, typed)| ItemReader {
            group,
            id,
            asked: fields,
            typed,
        };
        Ok(self.answers.items(group).map(item).collect())
    }
}

/// A reader of an item of a group, by field.
#[derive(Clone, Copy, Debug)]
pub struct ItemReader<'a> {
    group: &'a str,
    id: &'a str,
    asked: &'a [FieldQuestion],
    typed: &'a BTreeMap<String, String>,
}

impl<'a> ItemReader<'a> {
    /// Finds the answer of a field.
    ///
    /// # Errors
    /// [`AnswerFault::NotInForm`] if the group has no such field.
    pub fn field(&self, id: &'a str) -> Result<GivenAnswer<'a>, UnreadableAnswer> {
        let given = GivenAnswer {
            page: self.group,
            item: Some((self.id, id)),
            texts: Texts::Item(self.typed, id),
        };
        if self.asked.iter().any(|field| field.id == id) {
            Ok(given)
        } else {
            Err(given.unreadable(AnswerFault::NotInForm))
        }
    }
}

/// The answer to one page or one field, with methods that read it as the value
/// that it stands for. Each method returns `None` if there is no answer.
#[derive(Clone, Copy, Debug)]
pub struct GivenAnswer<'a> {
    page: &'a str,
    /// The item and its field.
    item: Option<(&'a str, &'a str)>,
    texts: Texts<'a>,
}

/// The texts of an answer.
#[derive(Clone, Copy, Debug)]
enum Texts<'a> {
    None,
    One(&'a str),
    Chosen(&'a [String]),
    Parts(&'a BTreeMap<String, String>),
    /// The texts of an item, and the id of the field.
    Item(&'a BTreeMap<String, String>, &'a str),
}

impl<'a> GivenAnswer<'a> {
    /// Reads an answer that is needed.
    ///
    /// # Errors
    /// [`AnswerFault::Missing`] if there is no answer.
    pub fn must<T>(
        self,
        read: impl FnOnce(Self) -> Result<Option<T>, UnreadableAnswer>,
    ) -> Result<T, UnreadableAnswer> {
        read(self)?.ok_or_else(|| self.unreadable(AnswerFault::Missing))
    }

    /// Reads the text, or the value chosen.
    ///
    /// # Errors
    /// [`AnswerFault::AnotherShape`] if the question has several parts.
    pub fn text(self) -> Result<Option<&'a str>, UnreadableAnswer> {
        let text = match self.texts {
            Texts::None => None,
            Texts::One(text) => Some(text),
            Texts::Item(typed, field) => typed.get(field).map(String::as_str),
            Texts::Chosen(_) | Texts::Parts(_) => {
                return Err(self.unreadable(AnswerFault::AnotherShape));
            }
        };
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// Reads the values chosen of many; empty if the page is not asked.
    ///
    /// # Errors
    /// [`AnswerFault::AnotherShape`] if many cannot be chosen.
    pub fn choices(self) -> Result<&'a [String], UnreadableAnswer> {
        match self.texts {
            Texts::Chosen(chosen) => Ok(chosen),
            Texts::None | Texts::One("") => Ok(&[]),
            _ => Err(self.unreadable(AnswerFault::AnotherShape)),
        }
    }

    /// Reads `yes_no`: whether the answer is yes.
    ///
    /// # Errors
    /// [`AnswerFault::UnknownOption`] for anything but `yes` and `no`.
    pub fn yes(self) -> Result<Option<bool>, UnreadableAnswer> {
        self.read_as(
            self.text()?,
            AnswerFault::UnknownOption,
            |text| match text {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
        )
    }

    /// Reads `one_of` as an enum whose values have the names of the options in
    /// JSON.
    ///
    /// # Errors
    /// [`AnswerFault::UnknownOption`] if the enum has no such value.
    pub fn option<T: Deserialize<'a>>(self) -> Result<Option<T>, UnreadableAnswer> {
        self.text()?.map(|name| self.named(name)).transpose()
    }

    /// Reads the name of an option of the page as an enum whose values have the
    /// names of the options in JSON.
    ///
    /// # Errors
    /// [`AnswerFault::UnknownOption`] if the enum has no such value.
    pub fn named<T: Deserialize<'a>>(self, name: &'a str) -> Result<T, UnreadableAnswer> {
        T::deserialize(IntoDeserializer::<Error>::into_deserializer(name))
            .map_err(|_| self.unreadable(AnswerFault::UnknownOption))
    }

    /// Reads the amount of `money`.
    ///
    /// # Errors
    /// [`AnswerFault::NotAnAmount`] for a text that is not an amount.
    pub fn money(self) -> Result<Option<Money>, UnreadableAnswer> {
        self.read_as(self.text()?, AnswerFault::NotAnAmount, amount)
    }

    /// Reads the amount and frequency of `regular_money`.
    ///
    /// # Errors
    /// [`AnswerFault::NotAnAmount`], [`AnswerFault::UnknownOption`] for the
    /// frequency, [`AnswerFault::Missing`] if one of the two is missing.
    pub fn regular(self) -> Result<Option<Regular>, UnreadableAnswer> {
        let Some([typed, every]) = self.parts(["amount", "every"])? else {
            return Ok(None);
        };
        Ok(Some(Regular {
            amount: amount(typed).ok_or_else(|| self.unreadable(AnswerFault::NotAnAmount))?,
            every: Frequency::named(every)
                .ok_or_else(|| self.unreadable(AnswerFault::UnknownOption))?,
        }))
    }

    /// Reads the date of `date`.
    ///
    /// # Errors
    /// [`AnswerFault::NotADate`] for a day that does not exist.
    pub fn date(self) -> Result<Option<Date>, UnreadableAnswer> {
        let parts = self.parts(["day", "month", "year"])?;
        self.read_as(parts, AnswerFault::NotADate, |[day, month, year]| {
            date_of(Some(day), Some(month), Some(year))
        })
    }

    /// Reads the number of `number` or `decimal`.
    ///
    /// # Errors
    /// [`AnswerFault::NotANumber`] for a text that is not a number, and for a
    /// number that does not fit.
    pub fn number<T: FromStr>(self) -> Result<Option<T>, UnreadableAnswer> {
        self.read_as(self.text()?, AnswerFault::NotANumber, |text| {
            text.parse().ok()
        })
    }

    /// Returns the error of this answer, for a reason.
    #[must_use]
    pub fn unreadable(self, why: AnswerFault) -> UnreadableAnswer {
        UnreadableAnswer {
            page: self.page.to_owned(),
            item: self.item.map(|(item, _)| item.to_owned()),
            field: self.item.map(|(_, field)| field.to_owned()),
            why,
        }
    }

    fn read_as<G, T>(
        self,
        given: Option<G>,
        why: AnswerFault,
        read: impl FnOnce(G) -> Option<T>,
    ) -> Result<Option<T>, UnreadableAnswer> {
        given
            .map(|given| read(given).ok_or_else(|| self.unreadable(why)))
            .transpose()
    }

    /// Returns all parts of the answer to a question that has several; `None`
    /// if all are missing.
    fn parts<const N: usize>(
        self,
        names: [&str; N],
    ) -> Result<Option<[&'a str; N]>, UnreadableAnswer> {
        let of = |name: &str| match self.texts {
            Texts::Parts(parts) => parts.get(name),
            Texts::Item(typed, field) => typed.get(&stored(field, name)),
            Texts::None | Texts::One(_) | Texts::Chosen(_) => None,
        };
        if matches!(self.texts, Texts::Chosen(_))
            || matches!(self.texts, Texts::One(text) if !text.is_empty())
        {
            return Err(self.unreadable(AnswerFault::AnotherShape));
        }
        let found = names.map(|name| of(name).map(String::as_str).filter(|text| !text.is_empty()));
        if found.iter().all(Option::is_none) {
            return Ok(None);
        }
        if found.iter().any(Option::is_none) {
            return Err(self.unreadable(AnswerFault::Missing));
        }
        Ok(Some(found.map(Option::unwrap_or_default)))
    }
}

fn amount(text: &str) -> Option<Money> {
    Money::new(text.parse::<Decimal>().ok()?).ok()
}

pub(crate) fn date_of(day: Option<&str>, month: Option<&str>, year: Option<&str>) -> Option<Date> {
    Date::new(
        year?.parse().ok()?,
        month?.parse().ok()?,
        day?.parse().ok()?,
    )
    .ok()
}
