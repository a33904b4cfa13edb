//! Periods that finance closes: calendar months, and the thirteen four-week
//! periods of a financial year.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::week::{FinancialYear, Week};

/// The years that a period can be in.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;
/// The weeks of a four-week period.
const WEEKS: usize = 4;
/// The four-week periods of a financial year.
const PERIODS: u8 = 13;

/// A period that finance closes. It has whole weeks, each by its Sunday, so that
/// no register is in two of them.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum PaymentPeriod {
    /// The weeks whose Sunday is in a calendar month.
    Month {
        /// The year.
        year: i16,
        /// The month, from 1.
        month: i8,
    },
    /// Four weeks of a financial year. The last period of a year of 53 weeks has
    /// five.
    FourWeeks {
        /// The financial year.
        year: FinancialYear,
        /// The number, from 1 to 13.
        number: u8,
    },
}

/// The error of a text that names no period.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a period is a month like 2026-11 or a four-week period like 2026-p08")]
pub struct NotAPaymentPeriod;

impl PaymentPeriod {
    /// Returns the month that a week is in.
    #[must_use]
    pub fn month_of(week: Week) -> Self {
        let sunday = week.ending();
        Self::Month {
            year: sunday.year(),
            month: sunday.month(),
        }
    }

    /// Returns the four-week period that a week is in.
    ///
    /// ```
    /// use attendance::payment_period::PaymentPeriod;
    /// use attendance::week::Week;
    /// use jiff::civil::date;
    ///
    /// let of = |day| PaymentPeriod::four_weeks_of(Week::of(day)).to_string();
    /// assert_eq!(of(date(2026, 4, 5)), "2026-p01");
    /// assert_eq!(of(date(2026, 5, 4)), "2026-p02");
    /// // The week that makes a year one of 53.
    /// assert_eq!(of(date(2030, 3, 31)), "2029-p13");
    /// ```
    #[must_use]
    pub fn four_weeks_of(week: Week) -> Self {
        let year = week.financial_year();
        let weeks = year.weeks();
        let place = weeks.iter().position(|one| *one == week);
        let number = place.unwrap_or_default() / WEEKS + 1;
        Self::FourWeeks {
            year,
            number: u8::try_from(number).map_or(PERIODS, |number| number.min(PERIODS)),
        }
    }

    /// Returns the weeks of the period.
    ///
    /// ```
    /// use attendance::payment_period::PaymentPeriod;
    ///
    /// let weeks = |text: &str| text.parse().map(|period: PaymentPeriod| period.weeks().len());
    /// assert_eq!(weeks("2026-11"), Ok(5));
    /// assert_eq!(weeks("2026-p08"), Ok(4));
    /// assert_eq!(weeks("2029-p13"), Ok(5));
    /// ```
    #[must_use]
    pub fn weeks(self) -> Vec<Week> {
        match self {
            Self::Month { year, month } => {
                let first = Date::new(year, month, 1).unwrap_or(Date::MIN);
                let weeks = std::iter::successors(Some(Week::of(first)), |week| Some(week.next()));
                let is_in =
                    |week: &Week| (week.ending().year(), week.ending().month()) == (year, month);
                weeks.take_while(is_in).collect()
            }
            Self::FourWeeks { year, number } => {
                let weeks = year.weeks().into_iter();
                let weeks = weeks.skip(usize::from(number.saturating_sub(1)) * WEEKS);
                match number == PERIODS {
                    true => weeks.collect(),
                    false => weeks.take(WEEKS).collect(),
                }
            }
        }
    }

    /// Returns the period of the same kind after this one.
    #[must_use]
    pub fn next(self) -> Self {
        let last = self.weeks().last().copied();
        last.map_or(self, |last| self.of_same_kind(last.next()))
    }

    /// Returns the period of the same kind before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        let first = self.weeks().first().copied();
        first.map_or(self, |first| self.of_same_kind(first.previous()))
    }

    /// Returns the period of the other kind in which this one begins.
    #[must_use]
    pub fn of_other_kind(self) -> Self {
        let first = self.weeks().first().copied();
        first.map_or(self, |first| match self {
            Self::Month { .. } => Self::four_weeks_of(first),
            Self::FourWeeks { .. } => Self::month_of(first),
        })
    }

    /// Returns the words for the period: `November 2026`,
    /// `Four-week period 8 of 2026 to 2027`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Month { year, month } => {
                let first = Date::new(year, month, 1).unwrap_or(Date::MIN);
                first.strftime("%B %Y").to_string()
            }
            Self::FourWeeks { year, number } => format!("Four-week period {number} of {year}"),
        }
    }

    /// Whether the financial year of the period has 53 weeks.
    #[must_use]
    pub fn is_in_53_week_year(self) -> bool {
        let last = self.weeks().last().copied();
        last.is_some_and(|week| week.financial_year().weeks().len() > 52)
    }

    fn of_same_kind(self, week: Week) -> Self {
        match self {
            Self::Month { .. } => Self::month_of(week),
            Self::FourWeeks { .. } => Self::four_weeks_of(week),
        }
    }
}

impl fmt::Display for PaymentPeriod {
    /// Writes the period as an address has it: `2026-11`, `2026-p08`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month { year, month } => write!(f, "{year}-{month:02}"),
            Self::FourWeeks { year, number } => write!(f, "{}-p{number:02}", year.begins_in()),
        }
    }
}

impl FromStr for PaymentPeriod {
    type Err = NotAPaymentPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPaymentPeriod> {
        let (year, rest) = text.split_once('-').ok_or(NotAPaymentPeriod)?;
        let year: i16 = year.parse().map_err(|_| NotAPaymentPeriod)?;
        let period = match rest.strip_prefix('p') {
            Some(number) => Self::FourWeeks {
                year: FinancialYear::of(Date::new(year, 4, 1).map_err(|_| NotAPaymentPeriod)?),
                number: number.parse().map_err(|_| NotAPaymentPeriod)?,
            },
            None => Self::Month {
                year,
                month: rest.parse().map_err(|_| NotAPaymentPeriod)?,
            },
        };
        let is_one = match period {
            Self::Month { month, .. } => (1..=12).contains(&month),
            Self::FourWeeks { number, .. } => (1..=PERIODS).contains(&number),
        };
        match YEARS.contains(&year) && is_one && period.to_string() == text {
            true => Ok(period),
            false => Err(NotAPaymentPeriod),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn period(text: &str) -> PaymentPeriod {
        text.parse().unwrap()
    }

    #[test]
    fn every_week_of_twelve_years_is_in_one_month_and_one_four_week_period() {
        for kind in ["2024-01", "2023-p10"] {
            let mut one = period(kind);
            let mut seen = BTreeSet::new();
            let mut expected = one.weeks()[0];
            for _ in 0..150 {
                for week in one.weeks() {
                    assert_eq!(week, expected, "{one}");
                    assert!(seen.insert(week.ending()), "{one}");
                    expected = week.next();
                }
                assert_eq!(one.next().previous(), one);
                one = one.next();
            }
        }
    }

    #[test]
    fn ds_34_the_last_four_week_period_of_a_53_week_year_has_five_weeks_and_the_year_says_so() {
        let last = period("2029-p13");
        assert_eq!((last.weeks().len(), last.is_in_53_week_year()), (5, true));
        assert_eq!(last.next(), period("2030-p01"));
        assert!(!period("2026-p13").is_in_53_week_year());
        let all: usize = (1..=13)
            .map(|number| period(&format!("2029-p{number:02}")).weeks().len())
            .sum();
        assert_eq!(all, 53);
    }

    #[test]
    fn a_period_is_read_back_from_its_address_and_nothing_else_is_one() {
        for text in ["2026-11", "2026-01", "2026-p08", "2026-p13"] {
            assert_eq!(period(text).to_string(), text);
        }
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "2026-1",
            "2026-p00",
            "2026-p14",
            "2026-p8",
            "1999-01",
            "9999-p01",
            "2026-11-29",
        ] {
            assert_eq!(
                text.parse::<PaymentPeriod>(),
                Err(NotAPaymentPeriod),
                "{text}"
            );
        }
    }

    #[test]
    fn the_other_kind_of_a_period_begins_with_a_week_of_it() {
        assert_eq!(period("2026-11").of_other_kind(), period("2026-p08"));
        assert_eq!(period("2026-p08").of_other_kind(), period("2026-10"));
        assert_eq!(
            period("2026-p08").words(),
            "Four-week period 8 of 2026 to 2027"
        );
        assert_eq!(period("2026-11").words(), "November 2026");
    }
}
