//! Reading the fields of one row, and collecting all that is wrong with them.

use attendance::quantity::SupportHours;
use attendance::text_id::NotACaseReference;
use domain::values::money::Money;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::row_fault::{RowFault, RowProblem};

/// The fields of a row by their columns, and the faults that were found so far.
/// A field that is wrong is none or empty, and the next ones are read all the
/// same; the row is refused in the end, with all its faults.
pub(crate) struct Fields<'a> {
    columns: &'a [String],
    record: &'a csv::ByteRecord,
    faults: Vec<RowFault>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(columns: &'a [String], record: &'a csv::ByteRecord) -> Self {
        Self {
            columns,
            record,
            faults: Vec::new(),
        }
    }

    /// Ends the row: what was made of its fields, or all its faults.
    pub(crate) fn end<T>(self, row: Option<T>) -> Result<T, Vec<RowFault>> {
        match row {
            Some(row) if self.faults.is_empty() => Ok(row),
            _ => Err(self.faults),
        }
    }

    pub(crate) fn refuse(&mut self, column: &str, problem: RowProblem) {
        self.faults.push(RowFault {
            column: column.to_owned(),
            problem,
        });
    }

    fn text(&mut self, column: &str) -> &'a str {
        let at = self.columns.iter().position(|name| name == column);
        let field = at.and_then(|at| self.record.get(at)).unwrap_or_default();
        match std::str::from_utf8(field) {
            Ok(text) => text.trim(),
            Err(_) => {
                self.refuse(column, RowProblem::Characters);
                ""
            }
        }
    }

    fn read<T>(
        &mut self,
        column: &str,
        problem: RowProblem,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(column);
        let found = if text.is_empty() {
            Err(RowProblem::Missing)
        } else {
            read(text).ok_or(problem)
        };
        found.map_err(|problem| self.refuse(column, problem)).ok()
    }

    /// Reads a value, or nothing where the field is empty. The outer option is
    /// none where the field is wrong.
    pub(crate) fn or_none<T>(
        &mut self,
        column: &str,
        read: impl FnOnce(&mut Self, &str) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.text(column).is_empty() {
            Some(None)
        } else {
            read(self, column).map(Some)
        }
    }

    /// Reads a reference of the case system. Zeros in front are kept.
    pub(crate) fn reference<T>(
        &mut self,
        column: &str,
        parse: impl FnOnce(&str) -> Result<T, NotACaseReference>,
    ) -> Option<T> {
        self.read(column, RowProblem::NotAReference, |text| parse(text).ok())
    }

    /// Reads a name that people read, which may be empty.
    pub(crate) fn name_or_none(&mut self, column: &str) -> String {
        let name = self.text(column);
        if name.chars().count() > 200 {
            self.refuse(column, RowProblem::TooLong(200));
        } else if name.chars().any(char::is_control) {
            self.refuse(column, RowProblem::Characters);
        }
        name.to_owned()
    }

    /// Reads a name that people read.
    pub(crate) fn name(&mut self, column: &str) -> String {
        let name = self.name_or_none(column);
        if name.is_empty() {
            self.refuse(column, RowProblem::Missing);
        }
        name
    }

    /// Reads "yes" or "no".
    pub(crate) fn yes(&mut self, column: &str) -> Option<bool> {
        self.read(column, RowProblem::NotYesOrNo, |text| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })
    }

    /// Reads a date.
    pub(crate) fn date(&mut self, column: &str) -> Option<Date> {
        self.read(column, RowProblem::NotADate, iso_date)
    }

    /// Reads a whole number within bounds.
    pub(crate) fn number(&mut self, column: &str, least: u16, most: u16) -> Option<u16> {
        self.read(column, RowProblem::NotWithin(least, most), |text| {
            let digits = text.bytes().all(|b| b.is_ascii_digit());
            let number = text.parse().ok().filter(|_| digits)?;
            (least..=most).contains(&number).then_some(number)
        })
    }

    /// Reads an amount of money.
    pub(crate) fn money(&mut self, column: &str) -> Option<Money> {
        self.read(column, RowProblem::NotMoney, |text| {
            Money::new(decimal(text)?).ok()
        })
    }

    /// Reads one of the names of an enum.
    pub(crate) fn named<T>(
        &mut self,
        column: &str,
        named: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.read(column, RowProblem::NotAName, named)
    }

    /// Reads whether a session or journey is planned: 1, or 0 or nothing.
    pub(crate) fn planned(&mut self, column: &str) -> bool {
        match self.text(column) {
            "1" => true,
            "0" | "" => false,
            _ => {
                self.refuse(column, RowProblem::NotASession);
                false
            }
        }
    }

    /// Reads planned hours in quarters: "1.5"; nothing is none.
    pub(crate) fn hours(&mut self, column: &str) -> SupportHours {
        let hours = self.or_none(column, |fields, column| {
            fields.read(column, RowProblem::NotHours, |text| {
                decimal(text)?;
                SupportHours::parse(text).ok()
            })
        });
        hours.flatten().unwrap_or_default()
    }
}

fn iso_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| match at {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    text.parse().ok().filter(|_| shape)
}

/// Reads a number of digits and at most one point, so neither "1e3", "1_000"
/// nor "1,5".
fn decimal(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let ends = text.starts_with('.') || text.ends_with('.');
    text.parse().ok().filter(|_| plain && !ends)
}
