//! Closed tables: every number between the first and the last has one row.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{ModelCertainty, Unit, to_the_penny};

/// A table that gives an amount for a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandTable {
    /// What the table shows, for people.
    pub label: String,
    /// How the rows meet.
    pub edges: Edges,
    /// The unit of what is looked up.
    pub of: Unit,
    /// The unit of what the table gives.
    pub gives: Unit,
    /// The rows, from the lowest.
    pub rows: Vec<Band>,
    /// The place where the table was read.
    pub source: String,
    /// The certainty of the table.
    pub certainty: ModelCertainty,
}

/// How the rows of a table meet.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edges {
    /// Whole numbers alone: a row holds both of its ends, and the next begins
    /// with the number after its last.
    Whole,
    /// Any number: a row holds its first end, and the next begins where it ends.
    /// The last row holds both.
    Any,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The lowest number of the row.
    pub from: Decimal,
    /// The highest number of the row, or where the next row begins.
    pub to: Decimal,
    /// What the row gives; left out where it gives no allocation at all.
    pub gives: Option<Decimal>,
    /// What the row means besides the amount.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub says: String,
}

/// The place of a number beside a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum FoundBand<'a> {
    Row(&'a Band),
    Below(Decimal),
    Above(Decimal),
}

impl BandTable {
    /// Finds the row of a number. Outside the table there is none: neither the
    /// first nor the last row is used for it.
    pub(crate) fn find(&self, number: Decimal) -> Option<FoundBand<'_>> {
        let (first, last) = (self.rows.first()?, self.rows.last()?);
        if number < first.from {
            return Some(FoundBand::Below(first.from));
        }
        if number > last.to {
            return Some(FoundBand::Above(last.to));
        }
        let row = self.rows.iter().rfind(|row| row.from <= number)?;
        Some(FoundBand::Row(row))
    }

    /// Multiplies every amount of money.
    pub(super) fn uprate(&mut self, factor: Decimal, source: &str) {
        if !self.gives.is_money() {
            return;
        }
        for row in &mut self.rows {
            row.gives = row.gives.map(|gives| to_the_penny(gives * factor));
        }
        self.source = format!("{}; {source}", self.source);
    }

    /// Lists what is wrong with the rows: the key below the table, and why.
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        if self.rows.is_empty() {
            faults.push((String::from("rows"), String::from("is empty")));
        }
        for (place, row) in self.rows.iter().enumerate() {
            let mut fault = |key: &str, why: String| {
                faults.push((format!("rows[{place}].{key}"), why));
            };
            if row.to < row.from || (row.to == row.from && self.edges == Edges::Any) {
                fault("to", format!("{} is not after {}", row.to, row.from));
            }
            if row.gives.is_some_and(|gives| gives.is_sign_negative()) {
                fault("gives", String::from("is below 0"));
            }
            if self.edges == Edges::Whole && !(row.from.is_integer() && row.to.is_integer()) {
                fault(
                    "from",
                    String::from("a table of whole numbers has whole ends"),
                );
            }
            let Some(before) = place
                .checked_sub(1)
                .and_then(|before| self.rows.get(before))
            else {
                continue;
            };
            let expected = match self.edges {
                Edges::Whole => before.to + Decimal::ONE,
                Edges::Any => before.to,
            };
            if row.from > expected {
                let why = format!("leaves a gap: {expected} is in no row");
                fault("from", why);
            }
            if row.from < expected {
                let why = format!("overlaps: {} is in two rows", row.from);
                fault("from", why);
            }
            if row.gives.unwrap_or_default() < before.gives.unwrap_or_default() {
                let why = String::from("gives less than the row before: more need would lower it");
                fault("gives", why);
            }
        }
        faults
    }
}
