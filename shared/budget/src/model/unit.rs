//! The units of a model. Two units never become one another unasked.

use serde::{Deserialize, Serialize};

/// The unit of a number in a model.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A number without a unit.
    Number,
    /// A share of something, from 0 to 1.
    Share,
    /// Points.
    Points,
    /// Hours of support a week.
    HoursAWeek,
    /// Pounds that are paid once.
    PoundsOnce,
    /// Pounds a week.
    PoundsAWeek,
    /// Pounds a year.
    PoundsAYear,
    /// The price of an hour, in pounds.
    PoundsAnHour,
    /// The pounds a week for each point.
    PoundsAWeekForAPoint,
    /// The pounds a year for each point.
    PoundsAYearForAPoint,
}

impl Unit {
    /// Whether the unit is an amount of money or a price.
    #[must_use]
    pub const fn is_money(self) -> bool {
        !matches!(
            self,
            Self::Number | Self::Share | Self::Points | Self::HoursAWeek
        )
    }

    /// Whether the unit is an amount of money over a period, which a model can
    /// give.
    #[must_use]
    pub const fn is_amount(self) -> bool {
        matches!(
            self,
            Self::PoundsOnce | Self::PoundsAWeek | Self::PoundsAYear
        )
    }

    /// Returns the unit of a product, if the two can be multiplied.
    #[must_use]
    pub fn times(self, by: Self) -> Option<Self> {
        match (self, by) {
            (Self::Number, unit) | (unit, Self::Number) => Some(unit),
            (Self::HoursAWeek, Self::PoundsAnHour) | (Self::PoundsAnHour, Self::HoursAWeek) => {
                Some(Self::PoundsAWeek)
            }
            (Self::Points, Self::PoundsAWeekForAPoint)
            | (Self::PoundsAWeekForAPoint, Self::Points) => Some(Self::PoundsAWeek),
            (Self::Points, Self::PoundsAYearForAPoint)
            | (Self::PoundsAYearForAPoint, Self::Points) => Some(Self::PoundsAYear),
            _ => None,
        }
    }

    /// Returns the unit as a table says it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Share => "share",
            Self::Points => "points",
            Self::HoursAWeek => "hours a week",
            Self::PoundsOnce => "once",
            Self::PoundsAWeek => "a week",
            Self::PoundsAYear => "a year",
            Self::PoundsAnHour => "an hour",
            Self::PoundsAWeekForAPoint => "a week for each point",
            Self::PoundsAYearForAPoint => "a year for each point",
        }
    }
}
