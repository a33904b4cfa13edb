//! The stages of a sum and their operators. Their order is data.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Unit;

/// A stage of the sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The name of the stage, by which later stages take its number.
    pub id: String,
    /// What the stage is, for people.
    pub label: String,
    /// What the stage does.
    pub does: Operator,
}

/// What a stage does. Each name is that of a question, a figure or an earlier
/// stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Operator {
    /// Adds numbers of one unit.
    Sum(Vec<String>),
    /// Takes what a table gives for a number.
    Lookup {
        /// The number that is looked up.
        of: String,
        /// The name of the table.
        table: String,
    },
    /// Multiplies two numbers.
    Multiply(String, String),
    /// Takes off the share that unpaid support meets.
    Share {
        /// The number from which the share is taken off.
        of: String,
        /// The share, from 0 to 1.
        by: String,
    },
    /// Takes the highest of several numbers of one unit.
    MaxOf(Vec<String>),
    /// Ends the prediction above an amount. The need is not cut: what was worked
    /// out is kept, and a person decides.
    Cap {
        /// The number.
        of: String,
        /// The most that the model predicts.
        at: String,
        /// What is said to whom it happens.
        says: String,
    },
    /// Raises a number above 0 to a least number.
    Floor {
        /// The number.
        of: String,
        /// The least.
        at: String,
        /// What is said to whom it happens.
        says: String,
    },
    /// Adds a number if conditions hold.
    AddIf {
        /// The number to which is added.
        to: String,
        /// The number that is added.
        add: String,
        /// The conditions, which all hold.
        when: Vec<StageCondition>,
    },
    /// Puts an amount a year in weeks or one a week in years, by a divisor that
    /// is named.
    Convert {
        /// The amount.
        of: String,
        /// The unit of the new amount.
        to: Unit,
        /// The weeks that a year is taken to have.
        weeks: WeeksInYear,
    },
    /// Ends the prediction if conditions hold: a person decides.
    APersonDecides {
        /// The number, which goes on unchanged.
        of: String,
        /// The conditions, which all hold.
        when: Vec<StageCondition>,
        /// What is said to whom it happens.
        says: String,
    },
}

impl Operator {
    /// Lists the names that the operator takes, with the key of each.
    pub(crate) fn names(&self) -> Vec<(String, &str)> {
        match self {
            Self::Sum(names) | Self::MaxOf(names) => names
                .iter()
                .enumerate()
                .map(|(place, name)| (format!("[{place}]"), name.as_str()))
                .collect(),
            Self::Multiply(a, b) => vec![("[0]".to_owned(), a.as_str()), ("[1]".to_owned(), b)],
            Self::Lookup { of, .. } | Self::Convert { of, .. } => vec![named("of", of)],
            Self::Share { of, by } => vec![named("of", of), named("by", by)],
            Self::Cap { of, at, .. } | Self::Floor { of, at, .. } => {
                vec![named("of", of), named("at", at)]
            }
            Self::AddIf { to, add, when } => {
                let mut names = vec![named("to", to), named("add", add)];
                names.extend(when_names(when));
                names
            }
            Self::APersonDecides { of, when, .. } => {
                let mut names = vec![named("of", of)];
                names.extend(when_names(when));
                names
            }
        }
    }

    /// Returns the key of the operator in the file.
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::Sum(_) => "sum",
            Self::Lookup { .. } => "lookup",
            Self::Multiply(..) => "multiply",
            Self::Share { .. } => "share",
            Self::MaxOf(_) => "max_of",
            Self::Cap { .. } => "cap",
            Self::Floor { .. } => "floor",
            Self::AddIf { .. } => "add_if",
            Self::Convert { .. } => "convert",
            Self::APersonDecides { .. } => "a_person_decides",
        }
    }
}

fn named<'a>(key: &str, name: &'a str) -> (String, &'a str) {
    (format!(".{key}"), name)
}

fn when_names(when: &[StageCondition]) -> impl Iterator<Item = (String, &str)> {
    when.iter()
        .enumerate()
        .map(|(place, condition)| (format!(".when[{place}].of"), condition.of.as_str()))
}

/// A condition: a number is at least as high as another. No condition asks for
/// a low number, because more need would then take something away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageCondition {
    /// The name of the number.
    pub of: String,
    /// The least that the number is.
    pub at_least: Decimal,
}

/// The weeks that a year is taken to have, which is named wherever it is used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum WeeksInYear {
    /// 52 weeks.
    #[serde(rename = "52")]
    FiftyTwo,
    /// 52.14 weeks.
    #[serde(rename = "52.14")]
    FiftyTwoPointOneFour,
    /// 365 days of 7 a week.
    #[serde(rename = "365/7")]
    DaysOverSeven,
}

impl WeeksInYear {
    /// Returns the weeks of a year as one number over another.
    #[must_use]
    pub const fn ratio(self) -> (Decimal, Decimal) {
        match self {
            Self::FiftyTwo => (Decimal::from_parts(52, 0, 0, false, 0), Decimal::ONE),
            Self::FiftyTwoPointOneFour => (Decimal::from_parts(5214, 0, 0, false, 2), Decimal::ONE),
            Self::DaysOverSeven => (
                Decimal::from_parts(365, 0, 0, false, 0),
                Decimal::from_parts(7, 0, 0, false, 0),
            ),
        }
    }

    /// Returns the divisor in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::FiftyTwo => "52 weeks",
            Self::FiftyTwoPointOneFour => "52.14 weeks",
            Self::DaysOverSeven => "365 days over 7",
        }
    }
}
