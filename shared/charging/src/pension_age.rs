//! The age for Pension Credit, which the regulations call pension credit age:
//! for everybody, the day on which a woman born on the same day reaches State
//! Pension age (State Pension Credit Act 2002 s1(6); Pensions Act 1995 Schedule
//! 4 as amended in 2007, 2011 and 2014).

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Returns the day on which somebody born on this day reaches pension age;
/// `None` only for dates beyond the calendar.
///
/// ```
/// use charging::pension_age::pension_day;
/// use jiff::civil::date;
///
/// // 66 years, and one month more for somebody born between 6 April and 5 May 1960.
/// assert_eq!(pension_day(date(1960, 4, 5)), Some(date(2026, 4, 5)));
/// assert_eq!(pension_day(date(1960, 4, 6)), Some(date(2026, 5, 6)));
/// ```
#[must_use]
pub fn pension_day(born: Date) -> Option<Date> {
    // Months of birth are counted whole, each from the 6th to the 5th, since 6
    // April 1950.
    let months = months_of_birth_since_april_1950(born);
    match months {
        ..0 => birthday(born, 60),
        // 6 April 1950 to 5 April 1953: two months later for each month.
        0..36 => date(2010, 5, 6).checked_add((2 * months).months()).ok(),
        // 6 April 1953 to 5 December 1953: four months later for each month.
        36..44 => date(2016, 7, 6)
            .checked_add((4 * (months - 36)).months())
            .ok(),
        // 6 December 1953 to 5 October 1954: two months later for each month.
        44..54 => date(2019, 3, 6)
            .checked_add((2 * (months - 44)).months())
            .ok(),
        // 6 October 1954 to 5 April 1960.
        54..120 => birthday(born, 66),
        // 6 April 1960 to 5 March 1961: 66 years and 1 to 11 months.
        120..131 => born.checked_add(66.years().months(months - 119)).ok(),
        // 6 March 1961 to 5 April 1977.
        131..324 => birthday(born, 67),
        // 6 April 1977 to 5 April 1978: 67 years and 1 to 12 months.
        324..336 => born.checked_add(67.years().months(months - 323)).ok(),
        _ => birthday(born, 68),
    }
}

/// What an age in whole years says about pension age.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PensionAgeByAge {
    /// Everybody of that age has reached pension age on that day.
    Reached,
    /// Nobody of that age has reached pension age on that day.
    NotReached,
    /// Some have and some have not: the date of birth decides. Holds what is true
    /// of somebody whose birthday was half a year before.
    NotSettled {
        /// Whether somebody whose birthday was half a year before has reached
        /// pension age.
        likely: bool,
    },
}

impl PensionAgeByAge {
    /// Whether pension age is reached or, where the age does not settle that,
    /// likely to be.
    ///
    /// ```
    /// use charging::pension_age::PensionAgeByAge;
    ///
    /// assert!(PensionAgeByAge::NotSettled { likely: true }.is_likely());
    /// assert!(!PensionAgeByAge::NotReached.is_likely());
    /// ```
    #[must_use]
    pub const fn is_likely(self) -> bool {
        match self {
            Self::Reached => true,
            Self::NotReached => false,
            Self::NotSettled { likely } => likely,
        }
    }

    /// Whether the age settles it.
    ///
    /// ```
    /// use charging::pension_age::PensionAgeByAge;
    ///
    /// assert!(PensionAgeByAge::Reached.is_settled());
    /// assert!(!PensionAgeByAge::NotSettled { likely: true }.is_settled());
    /// ```
    #[must_use]
    pub const fn is_settled(self) -> bool {
        !matches!(self, Self::NotSettled { .. })
    }
}

/// Returns what an age in whole years says about pension age on a day: that of
/// everybody who has that age on that day, from whose birthday it is to whose
/// next birthday is the day after.
///
/// ```
/// use charging::pension_age::{PensionAgeByAge, by_age};
/// use jiff::civil::date;
///
/// assert_eq!(by_age(date(2025, 11, 22), 66), PensionAgeByAge::Reached);
/// assert_eq!(by_age(date(2025, 11, 22), 65), PensionAgeByAge::NotReached);
/// // Between 6 April 2026 and 5 March 2028 the age of 66 does not settle it.
/// assert_eq!(by_age(date(2026, 4, 5), 66), PensionAgeByAge::Reached);
/// assert!(!by_age(date(2026, 4, 6), 66).is_settled());
/// assert!(!by_age(date(2026, 11, 22), 66).is_settled());
/// assert_eq!(by_age(date(2028, 3, 6), 66), PensionAgeByAge::NotReached);
/// ```
#[must_use]
pub fn by_age(on: Date, age: u8) -> PensionAgeByAge {
    let years = i16::from(age);
    let Some((youngest, eldest, between)) = births(on, years) else {
        return PensionAgeByAge::NotReached;
    };
    let reached = |born| pension_day(born).is_some_and(|day| day <= on);
    match (reached(youngest), reached(eldest)) {
        (true, _) => PensionAgeByAge::Reached,
        (false, false) => PensionAgeByAge::NotReached,
        (false, true) => PensionAgeByAge::NotSettled {
            likely: reached(between),
        },
    }
}

/// Returns the last and the first day of birth of people of an age on a day, and
/// the day between; `None` beyond the calendar.
fn births(on: Date, years: i16) -> Option<(Date, Date, Date)> {
    let back = |years: i16, months: i16| {
        let span = i32::from(years) * 12 + i32::from(months);
        on.checked_sub(span.months()).ok()
    };
    // Somebody who is born on 29 February has the birthday on 1 March, so that
    // whoever is of an age on 28 February was born by 28 February.
    let youngest = back(years, 0)?;
    let eldest = back(years.checked_add(1)?, 0)?.tomorrow().ok()?;
    Some((youngest, eldest, back(years, 6)?))
}

/// Returns the age in whole years; `None` if the person is not yet born.
///
/// ```
/// use charging::pension_age::age_in_years;
/// use jiff::civil::date;
///
/// let born = date(1944, 9, 12);
/// assert_eq!(age_in_years(born, date(2024, 9, 11)), Some(79));
/// assert_eq!(age_in_years(born, date(2024, 9, 12)), Some(80));
/// assert_eq!(age_in_years(born, date(1944, 9, 11)), None);
/// ```
#[must_use]
pub fn age_in_years(born: Date, on: Date) -> Option<u8> {
    if born > on {
        return None;
    }
    let years = i32::from(on.year()) - i32::from(born.year());
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    u8::try_from(years - i32::from(!had_birthday)).ok()
}

/// Returns a birthday; somebody born on 29 February has it on 1 March in other
/// years.
fn birthday(born: Date, years: i16) -> Option<Date> {
    let year = born.year().checked_add(years)?;
    Date::new(year, born.month(), born.day())
        .or_else(|_| Date::new(year, 3, 1))
        .ok()
}

fn months_of_birth_since_april_1950(born: Date) -> i32 {
    let months = (i32::from(born.year()) - 1950) * 12 + i32::from(born.month()) - 4;
    if born.day() < 6 { months - 1 } else { months }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pension_day_follows_the_statutory_timetable() {
        // Each pair is a day of birth and the day of reaching pension age: the
        // printed rows of Schedule 4 and the edges between its parts.
        for (born, reaches) in [
            (date(1940, 2, 29), date(2000, 2, 29)),
            (date(1950, 4, 5), date(2010, 4, 5)),
            (date(1950, 4, 6), date(2010, 5, 6)),
            (date(1950, 5, 5), date(2010, 5, 6)),
            (date(1950, 5, 6), date(2010, 7, 6)),
            (date(1952, 1, 6), date(2013, 11, 6)),
            (date(1953, 4, 5), date(2016, 3, 6)),
            (date(1953, 4, 6), date(2016, 7, 6)),
            (date(1953, 6, 6), date(2017, 3, 6)),
            (date(1953, 12, 5), date(2018, 11, 6)),
            (date(1953, 12, 6), date(2019, 3, 6)),
            (date(1954, 1, 6), date(2019, 5, 6)),
            (date(1954, 9, 6), date(2020, 9, 6)),
            (date(1954, 10, 5), date(2020, 9, 6)),
            (date(1954, 10, 6), date(2020, 10, 6)),
            (date(1956, 2, 29), date(2022, 3, 1)),
            (date(1960, 4, 5), date(2026, 4, 5)),
            (date(1960, 4, 6), date(2026, 5, 6)),
            (date(1960, 7, 31), date(2026, 11, 30)),
            (date(1961, 2, 6), date(2028, 1, 6)),
            (date(1961, 3, 5), date(2028, 2, 5)),
            (date(1961, 3, 6), date(2028, 3, 6)),
            (date(1977, 4, 5), date(2044, 4, 5)),
            (date(1977, 4, 6), date(2044, 5, 6)),
            (date(1978, 4, 6), date(2046, 4, 6)),
        ] {
            assert_eq!(pension_day(born), Some(reaches), "born {born}");
        }
    }

    #[test]
    fn age_counts_whole_years() {
        assert_eq!(age_in_years(date(2000, 2, 29), date(2018, 2, 28)), Some(17));
        assert_eq!(age_in_years(date(2000, 2, 29), date(2018, 3, 1)), Some(18));
        assert_eq!(
            age_in_years(date(2001, 11, 22), date(2026, 11, 22)),
            Some(25)
        );
        assert_eq!(
            age_in_years(date(2001, 11, 23), date(2026, 11, 22)),
            Some(24)
        );
        assert_eq!(age_in_years(date(2026, 11, 23), date(2026, 11, 22)), None);
    }
}
