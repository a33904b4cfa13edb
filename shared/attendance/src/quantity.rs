//! Quantities of care: how many sessions and journeys, how many hours of
//! support.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A count of one kind of care: sessions, journeys, or quarters of an hour of
/// support. A quantity is never below zero.
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Quantity(pub u32);

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whether there is none.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Returns what is left after another quantity is taken away, or nothing.
    ///
    /// ```
    /// use attendance::quantity::Quantity;
    ///
    /// assert_eq!(Quantity(4).less(Quantity(1)), Quantity(3));
    /// assert_eq!(Quantity(1).less(Quantity(4)), Quantity::ZERO);
    /// ```
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add for Quantity {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Quantity {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

/// Hours of support on one day, in quarters of an hour: at most 24.
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize,
)]
#[serde(try_from = "u32", into = "u32")]
pub struct SupportHours(u32);

/// The error of a text or number that is not hours of support. The message
/// shows what is accepted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotSupportHours {
    /// The text is no number of hours, or could be read in two ways.
    #[error("Enter hours in quarters, like 1.5, 1:30 or 1½")]
    Unclear,
    /// The number has a part of a quarter of an hour.
    #[error("Enter hours in quarters, like 0.25, 0.5 or 0.75")]
    NotInQuarters,
    /// The number is below zero.
    #[error("Hours cannot be less than 0")]
    Negative,
    /// The number is above a day's.
    #[error("Hours must be 24 or less")]
    MoreThanADay,
}

impl SupportHours {
    /// No hours.
    pub const ZERO: Self = Self(0);
    /// The quarters of an hour in a day.
    const MOST: u32 = 96;

    /// Makes hours from quarters of an hour.
    ///
    /// ```
    /// use attendance::quantity::{NotSupportHours, SupportHours};
    ///
    /// assert_eq!(SupportHours::quarters(6)?.to_string(), "1.5 hours");
    /// assert_eq!(SupportHours::quarters(97), Err(NotSupportHours::MoreThanADay));
    /// # Ok::<(), NotSupportHours>(())
    /// ```
    ///
    /// # Errors
    /// [`NotSupportHours::MoreThanADay`].
    pub const fn quarters(quarters: u32) -> Result<Self, NotSupportHours> {
        if quarters > Self::MOST {
            return Err(NotSupportHours::MoreThanADay);
        }
        Ok(Self(quarters))
    }

    /// Reads hours as people write them: `1.5`, `1:30`, `1½`, `1.5 hours`. A
    /// text that could mean two things is refused: a comma (`1,5`), and a
    /// number that may be minutes (`90`).
    ///
    /// ```
    /// use attendance::quantity::{NotSupportHours, SupportHours};
    ///
    /// assert_eq!(SupportHours::parse("1:30"), SupportHours::quarters(6));
    /// assert_eq!(SupportHours::parse("1,5"), Err(NotSupportHours::Unclear));
    /// ```
    ///
    /// # Errors
    /// [`NotSupportHours`] says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, NotSupportHours> {
        let text = text.trim();
        let number = ["hours", "hour", "h"]
            .iter()
            .find_map(|unit| text.strip_suffix(unit))
            .unwrap_or(text)
            .trim_end();
        if let Some(number) = number.strip_prefix(['-', '−']) {
            return match Self::parse(number) {
                Ok(_) | Err(NotSupportHours::MoreThanADay | NotSupportHours::NotInQuarters) => {
                    Err(NotSupportHours::Negative)
                }
                Err(fault) => Err(fault),
            };
        }
        let whole = |digits: &str| match digits.parse::<u32>() {
            Ok(hours) if digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit()) => {
                Ok(hours)
            }
            _ => Err(NotSupportHours::Unclear),
        };
        if let Some((hours, minutes)) = number.split_once(':') {
            if minutes.len() != 2 {
                return Err(NotSupportHours::Unclear);
            }
            return match (whole(hours)?, whole(minutes)?) {
                (_, 60..) => Err(NotSupportHours::Unclear),
                (_, minutes) if minutes % 15 != 0 => Err(NotSupportHours::NotInQuarters),
                (hours, minutes) => Self::quarters(hours * 4 + minutes / 15),
            };
        }
        for (sign, quarters) in [('¼', 1), ('½', 2), ('¾', 3)] {
            if let Some(hours) = number.strip_suffix(sign) {
                let hours = if hours.is_empty() { 0 } else { whole(hours)? };
                return Self::quarters(hours * 4 + quarters);
            }
        }
        let Some((hours, part)) = number.split_once('.') else {
            return Self::quarters(whole(number)? * 4);
        };
        let quarters = match part.trim_end_matches('0') {
            _ if part.is_empty() => return Err(NotSupportHours::Unclear),
            "" => 0,
            "25" => 1,
            "5" => 2,
            "75" => 3,
            _ if part.bytes().all(|b| b.is_ascii_digit()) => {
                whole(hours)?;
                return Err(NotSupportHours::NotInQuarters);
            }
            _ => return Err(NotSupportHours::Unclear),
        };
        Self::quarters(whole(hours)? * 4 + quarters)
    }

    /// Returns the quarters of an hour.
    #[must_use]
    pub const fn quantity(self) -> Quantity {
        Quantity(self.0)
    }

    /// Returns the hours as a number: `1.5`.
    ///
    /// ```
    /// use attendance::quantity::{NotSupportHours, SupportHours};
    ///
    /// assert_eq!(SupportHours::quarters(5)?.number().to_string(), "1.25");
    /// # Ok::<(), NotSupportHours>(())
    /// ```
    #[must_use]
    pub fn number(self) -> Decimal {
        hours_of(self.quantity())
    }
}

/// Returns quarters of an hour as a number of hours, without zeros at the end.
///
/// ```
/// use attendance::quantity::{Quantity, hours_of};
///
/// assert_eq!(hours_of(Quantity(14)).to_string(), "3.5");
/// ```
#[must_use]
pub fn hours_of(quarters: Quantity) -> Decimal {
    (Decimal::from(quarters.0) * Decimal::new(25, 2)).normalize()
}

impl TryFrom<u32> for SupportHours {
    type Error = NotSupportHours;

    fn try_from(quarters: u32) -> Result<Self, NotSupportHours> {
        Self::quarters(quarters)
    }
}

impl From<SupportHours> for u32 {
    fn from(hours: SupportHours) -> Self {
        hours.0
    }
}

impl fmt::Display for SupportHours {
    /// Writes hours in the one form in which they are shown: `1.5 hours`,
    /// `1 hour`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if self.0 == 4 { "hour" } else { "hours" };
        write!(f, "{} {unit}", self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ds_15_hours_are_read_as_people_write_them_and_never_guessed() {
        for text in [
            "1.5",
            "1:30",
            "1½",
            " 1.50 ",
            "1.5 hours",
            "01:30",
            "1.5h",
            "1½ hours",
        ] {
            assert_eq!(SupportHours::parse(text), Ok(SupportHours(6)), "{text}");
        }
        assert_eq!(SupportHours::parse("¼"), Ok(SupportHours(1)));
        assert_eq!(SupportHours::parse("1 hour"), Ok(SupportHours(4)));
        assert_eq!(SupportHours::parse("0"), Ok(SupportHours::ZERO));
        assert_eq!(SupportHours::parse("24"), Ok(SupportHours(96)));
        for (text, fault) in [
            ("1,5", NotSupportHours::Unclear),
            ("90", NotSupportHours::MoreThanADay),
            ("0.1", NotSupportHours::NotInQuarters),
            ("1:20", NotSupportHours::NotInQuarters),
            ("1.123", NotSupportHours::NotInQuarters),
            ("-1", NotSupportHours::Negative),
            ("−0.1", NotSupportHours::Negative),
            ("24.5", NotSupportHours::MoreThanADay),
            ("24:15", NotSupportHours::MoreThanADay),
            ("", NotSupportHours::Unclear),
            ("1:3", NotSupportHours::Unclear),
            ("1:60", NotSupportHours::Unclear),
            ("1.", NotSupportHours::Unclear),
            (".5", NotSupportHours::Unclear),
            ("1e1", NotSupportHours::Unclear),
            ("+1", NotSupportHours::Unclear),
            ("--1", NotSupportHours::Negative),
            ("one", NotSupportHours::Unclear),
            ("99999999999", NotSupportHours::Unclear),
            ("x.1", NotSupportHours::Unclear),
        ] {
            assert_eq!(SupportHours::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn ds_15_hours_are_shown_back_in_one_form_that_can_be_read_again() {
        for quarters in 0..=SupportHours::MOST {
            let hours = SupportHours::quarters(quarters).unwrap();
            assert_eq!(SupportHours::parse(&hours.to_string()), Ok(hours));
        }
        assert_eq!(SupportHours(4).to_string(), "1 hour");
        assert_eq!(SupportHours(6).to_string(), "1.5 hours");
        assert_eq!(SupportHours(0).to_string(), "0 hours");
    }
}
