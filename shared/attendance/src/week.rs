//! Weeks from Monday to Sunday, and financial years.
//!
//! A day is a plain date. Only three questions need an instant: when a register
//! opens for submission ([`crate::submission_opening`]), when notice was given
//! ([`crate::notice`]), and what was recorded when.

use std::fmt;

use domain::values::london::{date_in_london, in_london};
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// A week of a register, from Monday to Sunday. Written as its week-ending
/// date, which is how providers and finance speak of a week.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "Date", into = "Date")]
pub struct Week {
    ending: Date,
}

/// The error of a week-ending date that is no Sunday, or at the end of the
/// calendar.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a week ends on a Sunday")]
pub struct NotAWeekEnding;

/// The first and the last year that a register can be of.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2999;

impl Week {
    /// Makes the week that ends on a Sunday.
    ///
    /// ```
    /// use attendance::week::{NotAWeekEnding, Week};
    /// use jiff::civil::date;
    ///
    /// let week = Week::ending_on(date(2025, 5, 11))?;
    /// assert_eq!(week.monday(), date(2025, 5, 5));
    /// assert_eq!(Week::ending_on(date(2025, 5, 10)), Err(NotAWeekEnding));
    /// # Ok::<(), NotAWeekEnding>(())
    /// ```
    ///
    /// # Errors
    /// [`NotAWeekEnding`].
    pub fn ending_on(sunday: Date) -> Result<Self, NotAWeekEnding> {
        match sunday.weekday() {
            Weekday::Sunday if YEARS.contains(&sunday.year()) => Ok(Self { ending: sunday }),
            _ => Err(NotAWeekEnding),
        }
    }

    /// Returns the week that a day is in.
    ///
    /// ```
    /// use attendance::week::Week;
    /// use jiff::civil::date;
    ///
    /// assert_eq!(Week::of(date(2026, 12, 31)).ending(), date(2027, 1, 3));
    /// ```
    #[must_use]
    pub fn of(day: Date) -> Self {
        let to_sunday = i64::from(Weekday::Sunday.since(day.weekday()));
        let ending = day.checked_add(to_sunday.days()).unwrap_or(day);
        Self { ending }
    }

    /// Returns the first day.
    #[must_use]
    pub fn monday(self) -> Date {
        plus_days(self.ending, -6)
    }

    /// Returns the last day, a Sunday: the week-ending date.
    #[must_use]
    pub const fn ending(self) -> Date {
        self.ending
    }

    /// Returns the seven days, Monday first.
    #[must_use]
    pub fn days(self) -> [Date; 7] {
        let monday = self.monday();
        [0, 1, 2, 3, 4, 5, 6].map(|day| plus_days(monday, day))
    }

    /// Whether a day is in the week.
    #[must_use]
    pub fn has(self, day: Date) -> bool {
        (self.monday()..=self.ending).contains(&day)
    }

    /// Returns the week after.
    #[must_use]
    pub fn next(self) -> Self {
        let ending = plus_days(self.ending, 7);
        Self { ending }
    }

    /// Returns the week before.
    #[must_use]
    pub fn previous(self) -> Self {
        let ending = plus_days(self.ending, -7);
        Self { ending }
    }

    /// Returns the number of weeks from another week to this one, below zero if
    /// the other is later.
    #[must_use]
    pub fn weeks_since(self, other: Self) -> i32 {
        let days = self.ending.since(other.ending).map_or(0, |s| s.get_days());
        days / 7
    }

    /// Returns the financial year that the week is of: the year of its Sunday.
    ///
    /// ```
    /// use attendance::week::Week;
    /// use jiff::civil::date;
    ///
    /// let over_the_end = Week::of(date(2025, 3, 31));
    /// assert_eq!(over_the_end.financial_year().to_string(), "2025 to 2026");
    /// ```
    #[must_use]
    pub fn financial_year(self) -> FinancialYear {
        FinancialYear::of(self.ending)
    }

    /// Whether the week-ending date has passed in London.
    #[must_use]
    pub fn has_ended(self, now: Timestamp) -> bool {
        date_in_london(now) > self.ending
    }

    /// Whether the week has begun in London.
    #[must_use]
    pub fn has_begun(self, now: Timestamp) -> bool {
        date_in_london(now) >= self.monday()
    }
}

impl fmt::Display for Week {
    /// Writes the week as providers know it: `w/e 11/05/25`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "w/e {}", self.ending.strftime("%d/%m/%y"))
    }
}

/// Reads a week from the week-ending date in an address: `2026-11-29`.
impl std::str::FromStr for Week {
    type Err = NotAWeekEnding;

    fn from_str(text: &str) -> Result<Self, NotAWeekEnding> {
        let date: Date = text.parse().map_err(|_| NotAWeekEnding)?;
        match date.to_string() == text {
            true => Self::ending_on(date),
            false => Err(NotAWeekEnding),
        }
    }
}

impl TryFrom<Date> for Week {
    type Error = NotAWeekEnding;

    fn try_from(sunday: Date) -> Result<Self, NotAWeekEnding> {
        Self::ending_on(sunday)
    }
}

impl From<Week> for Date {
    fn from(week: Week) -> Self {
        week.ending
    }
}

/// A financial year, from 1 April to 31 March.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FinancialYear {
    begins_in: i16,
}

impl FinancialYear {
    /// Returns the financial year that a day is in.
    ///
    /// ```
    /// use attendance::week::FinancialYear;
    /// use jiff::civil::date;
    ///
    /// assert_eq!(FinancialYear::of(date(2026, 3, 31)).to_string(), "2025 to 2026");
    /// assert_eq!(FinancialYear::of(date(2026, 4, 1)).to_string(), "2026 to 2027");
    /// ```
    #[must_use]
    pub fn of(day: Date) -> Self {
        let begins_in = if day.month() < 4 {
            day.year() - 1
        } else {
            day.year()
        };
        Self { begins_in }
    }

    /// Returns the calendar year of its first day.
    #[must_use]
    pub const fn begins_in(self) -> i16 {
        self.begins_in
    }

    /// Returns 1 April.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.begins_in, 4, 1).unwrap_or(Date::MIN)
    }

    /// Returns 31 March.
    #[must_use]
    pub fn last_day(self) -> Date {
        Date::new(self.begins_in + 1, 3, 31).unwrap_or(Date::MAX)
    }

    /// Returns the year before.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self {
            begins_in: self.begins_in - 1,
        }
    }

    /// Returns the weeks of the year, which are those whose Sunday is in it: 52
    /// of them, or 53.
    ///
    /// ```
    /// use attendance::week::FinancialYear;
    /// use jiff::civil::date;
    ///
    /// assert_eq!(FinancialYear::of(date(2026, 4, 1)).weeks().len(), 52);
    /// assert_eq!(FinancialYear::of(date(2029, 4, 1)).weeks().len(), 53);
    /// ```
    #[must_use]
    pub fn weeks(self) -> Vec<Week> {
        let first = Week::of(self.first_day());
        let all = std::iter::successors(Some(first), |week| Some(week.next()));
        all.take_while(|week| week.ending() <= self.last_day())
            .collect()
    }
}

/// Reads a financial year from the year in which it begins, as in an address:
/// `2026`.
impl std::str::FromStr for FinancialYear {
    type Err = NotAWeekEnding;

    fn from_str(text: &str) -> Result<Self, NotAWeekEnding> {
        let year: i16 = text.parse().map_err(|_| NotAWeekEnding)?;
        match YEARS.contains(&year) && year.to_string() == text {
            true => Ok(Self { begins_in: year }),
            false => Err(NotAWeekEnding),
        }
    }
}

impl fmt::Display for FinancialYear {
    /// Writes the year as GOV.UK does: `2025 to 2026`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.begins_in, self.begins_in + 1)
    }
}

/// Returns a day so many days later, or the day itself at the end of the
/// calendar.
#[must_use]
pub fn plus_days(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// Returns the instant at which clocks in London show that date and time. A
/// time that the clocks show twice is the first of the two; one that they leave
/// out is an hour later.
///
/// ```
/// use attendance::week::instant_in_london;
/// use jiff::civil::date;
///
/// let noon = date(2026, 7, 1).at(12, 0, 0, 0);
/// assert_eq!(instant_in_london(noon).to_string(), "2026-07-01T11:00:00Z");
/// ```
#[must_use]
pub fn instant_in_london(local: DateTime) -> Timestamp {
    let at = |hours: i8| Offset::constant(hours).to_timestamp(local);
    let summer = at(1).ok().filter(|instant| in_london(*instant) == local);
    summer.or(at(0).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn section_8_a_register_cannot_be_submitted_until_the_week_ending_date_has_passed() {
        let week = Week::ending_on(date(2025, 5, 11)).unwrap();
        assert_eq!(week.to_string(), "w/e 11/05/25");
        assert!(!week.has_ended("2025-05-11T22:59:59Z".parse().unwrap()));
        assert!(week.has_ended("2025-05-11T23:00:00Z".parse().unwrap()));
        assert_eq!(week.next().monday(), date(2025, 5, 12));
    }

    #[test]
    fn ds_13_no_week_is_left_out_or_doubled_at_the_end_of_a_year_of_53_iso_weeks() {
        let before = Week::ending_on(date(2026, 12, 27)).unwrap();
        let week = before.next();
        assert_eq!(week.monday(), date(2026, 12, 28));
        assert_eq!(week.ending(), date(2027, 1, 3));
        assert_eq!(week.next().ending(), date(2027, 1, 10));
        assert_eq!(week.next().previous(), week);
        assert_eq!(week.financial_year().to_string(), "2026 to 2027");
        let mut walked = vec![Week::of(date(2015, 1, 1))];
        while walked.len() < 2_000 {
            walked.push(walked[walked.len() - 1].next());
        }
        for (place, week) in walked.iter().enumerate() {
            assert_eq!(week.weeks_since(walked[0]), i32::try_from(place).unwrap());
            for day in week.days() {
                assert_eq!(Week::of(day), *week);
                assert!(week.has(day));
            }
            assert!(!week.has(plus_days(week.ending(), 1)));
        }
    }

    #[test]
    fn ds_34_a_year_has_52_weeks_or_53_by_its_sundays() {
        let long: Vec<i16> = (2015..2045)
            .filter(|year| FinancialYear { begins_in: *year }.weeks().len() == 53)
            .collect();
        assert_eq!(long, [2018, 2023, 2029, 2035, 2040]);
        for begins_in in 2015..2045 {
            let year = FinancialYear { begins_in };
            let weeks = year.weeks();
            assert!(weeks.len() == 52 || weeks.len() == 53, "{year}");
            assert!(weeks.iter().all(|week| week.financial_year() == year));
            assert_eq!(weeks[0].previous().financial_year(), year.previous());
        }
    }

    #[test]
    fn section_4_2_a_week_that_runs_over_31_march_is_of_the_year_of_its_sunday() {
        for (monday, year) in [
            ("2025-03-31", 2025),
            ("2025-03-24", 2024),
            ("2026-03-30", 2026),
            // 31 March 2024 is a Sunday and 1 April 2024 a Monday.
            ("2024-03-25", 2023),
            ("2024-04-01", 2024),
            // 1 April 2029 is a Sunday.
            ("2029-03-26", 2029),
            ("2030-03-25", 2029),
        ] {
            let week = Week::of(monday.parse().unwrap());
            assert_eq!(week.monday().to_string(), monday);
            assert_eq!(week.financial_year(), FinancialYear { begins_in: year });
        }
    }

    #[test]
    fn ds_35_a_sunday_is_of_the_week_that_it_ends_and_29_february_is_a_day() {
        let sunday = date(2025, 5, 11);
        assert_eq!(Week::of(sunday).ending(), sunday);
        assert_eq!(Week::of(sunday).days()[6], sunday);
        let leap = Week::of(date(2028, 2, 29));
        assert_eq!(leap.days()[1], date(2028, 2, 29));
        assert_eq!(leap.days()[2], date(2028, 3, 1));
        assert_eq!(leap.ending(), date(2028, 3, 5));
    }

    #[test]
    fn a_week_is_stored_as_its_week_ending_date() {
        let week = Week::of(date(2025, 5, 6));
        let json = serde_json::to_string(&week).unwrap();
        assert_eq!(json, "\"2025-05-11\"");
        assert_eq!(serde_json::from_str::<Week>(&json).unwrap(), week);
        assert!(serde_json::from_str::<Week>("\"2025-05-10\"").is_err());
    }
}
