//! From what was typed to an answer, or to every mistake in it.

use std::collections::BTreeMap;

use domain::draft::Answer;
use jiff::civil::Date;

use crate::form::{Mistake, Page};
use crate::journey::Journey;

/// The fields of a posted form as typed, in the order sent: HTML name, value.
#[derive(Clone, Copy, Debug)]
pub struct Posted<'a>(pub &'a [(String, String)]);

impl<'a> Posted<'a> {
    /// The first value of a field; empty if there is none.
    #[must_use]
    pub fn one(&self, name: &str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of a field.
    pub fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        let fields = self.0;
        fields
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A mistake in what was typed, in words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FieldError {
    /// The HTML name, and id, of the field that the error points at:
    /// `savings`, `birth-day`.
    pub field: String,
    /// What is wrong, for logs and machines.
    pub mistake: Mistake,
    /// What to do about it, for the reader.
    pub words: String,
}

/// Reads the answer of a page. HTML names are the page's id for a question of
/// one field and `<page>-<part>` for each of [`crate::form::Question::parts`].
///
/// A page that may be skipped and was left empty answers `Answer::Text("")`.
/// A group's own page answers `yes` (add one) or `no` (nothing more to add).
///
/// # Errors
/// Every mistake, in the order of the page.
pub fn parse(
    page: &Page,
    posted: &Posted<'_>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<Answer, Vec<FieldError>> {
    let _ = (page, posted, journey, today);
    Ok(Answer::Text(String::new()))
}

/// Reads an item of a group: one value a field id (and `<id>_every`,
/// `<id>_day`, `<id>_month`, `<id>_year`); a field skipped is left out. HTML
/// names are `<page>-<field>` and `<page>-<field>-<part>`.
///
/// # Errors
/// Every mistake, in the order of the page.
pub fn parse_item(
    page: &Page,
    posted: &Posted<'_>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<BTreeMap<String, String>, Vec<FieldError>> {
    let _ = (page, posted, journey, today);
    Ok(BTreeMap::new())
}

/// The fields of a page as they would be posted to give this answer, to fill
/// the page when somebody comes back to it.
#[must_use]
pub fn fill(page: &Page, answer: &Answer) -> Vec<(String, String)> {
    let _ = (page, answer);
    Vec::new()
}

/// The fields of an item's page as they would be posted to give this item.
#[must_use]
pub fn fill_item(page: &Page, fields: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let _ = (page, fields);
    Vec::new()
}
