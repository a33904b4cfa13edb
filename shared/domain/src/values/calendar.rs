//! Working days in England, and dates in words.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// Writes a date as GOV.UK does: `22 November 2026`.
///
/// ```
/// use domain::values::calendar::in_words;
/// use jiff::civil::date;
///
/// assert_eq!(in_words(date(2026, 11, 2)), "2 November 2026");
/// ```
#[must_use]
pub fn in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// Writes a date with its weekday, which helps people to plan for that day:
/// `Sunday 22 November 2026`.
///
/// ```
/// use domain::values::calendar::with_weekday;
/// use jiff::civil::date;
///
/// assert_eq!(with_weekday(date(2026, 11, 22)), "Sunday 22 November 2026");
/// ```
#[must_use]
pub fn with_weekday(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}

/// Whether offices are open on that day: it is not a Saturday, a Sunday or a
/// bank holiday of England and Wales.
///
/// ```
/// use domain::values::calendar::is_working_day;
/// use jiff::civil::date;
///
/// assert!(is_working_day(date(2026, 4, 2)));
/// assert!(!is_working_day(date(2026, 4, 3)), "Good Friday");
/// assert!(!is_working_day(date(2026, 4, 4)), "a Saturday");
/// ```
#[must_use]
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_bank_holiday(day)
}

/// Returns the `count`th working day after a day. The day itself does not
/// count.
///
/// ```
/// use domain::values::calendar::working_days_after;
/// use jiff::civil::date;
///
/// // From a Friday over the weekend.
/// assert_eq!(working_days_after(date(2026, 11, 27), 1), date(2026, 11, 30));
/// ```
#[must_use]
pub fn working_days_after(day: Date, count: u32) -> Date {
    let mut day = day;
    let mut left = count;
    while left > 0 {
        let Ok(next) = day.tomorrow() else {
            return day;
        };
        day = next;
        if is_working_day(day) {
            left -= 1;
        }
    }
    day
}

/// The exceptions of single years by royal proclamation under section 1(2) and
/// (3) of the Banking and Financial Dealings Act 1971, each with whether the
/// day was a bank holiday.
const PROCLAIMED: [(Date, bool); 7] = [
    // VE Day, 75 years: moved from the Monday.
    (date(2020, 5, 4), false),
    (date(2020, 5, 8), true),
    // Platinum Jubilee: moved from 30 May, and one day more.
    (date(2022, 5, 30), false),
    (date(2022, 6, 2), true),
    (date(2022, 6, 3), true),
    // State funeral of Queen Elizabeth II.
    (date(2022, 9, 19), true),
    // Coronation of King Charles III.
    (date(2023, 5, 8), true),
];

/// Whether that day is a bank holiday of England and Wales: Schedule 1 of the
/// Banking and Financial Dealings Act 1971, New Year's Day and the early May
/// holiday by yearly proclamation, Good Friday and Christmas Day by common law.
///
/// ```
/// use domain::values::calendar::is_bank_holiday;
/// use jiff::civil::date;
///
/// // Boxing Day 2026 is a Saturday; the Monday after it is in lieu.
/// assert!(is_bank_holiday(date(2026, 12, 28)));
/// // The Platinum Jubilee was proclaimed for 2022 alone.
/// assert!(is_bank_holiday(date(2022, 6, 3)));
/// assert!(!is_bank_holiday(date(2026, 6, 3)));
/// ```
#[must_use]
pub fn is_bank_holiday(day: Date) -> bool {
    if let Some((_, holiday)) = PROCLAIMED.iter().find(|(known, _)| *known == day) {
        return *holiday;
    }
    let (year, month, of_month) = (day.year(), day.month(), day.day());
    let monday = day.weekday() == Weekday::Monday;
    let tuesday = day.weekday() == Weekday::Tuesday;
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let easter = easter_sunday(year);
    let from_easter = |days: i64| easter.checked_add(days.days()).is_ok_and(|d| d == day);
    match month {
        // The Monday, in lieu of a Saturday or Sunday.
        1 if of_month == 1 && !weekend => true,
        1 if (2..=3).contains(&of_month) && monday => true,
        // The first and the last Monday of May, the last Monday of August.
        5 if monday && (of_month <= 7 || of_month >= 25) => true,
        8 if monday && of_month >= 25 => true,
        12 if (25..=26).contains(&of_month) && !weekend => true,
        // The Monday or Tuesday, in lieu of the 25th or 26th at a weekend.
        12 if (27..=28).contains(&of_month) && (monday || tuesday) => true,
        _ => from_easter(-2) || from_easter(1),
    }
}

/// Returns Easter Sunday of the Gregorian calendar (the anonymous algorithm
/// published in Nature, 20 April 1876).
fn easter_sunday(year: i16) -> Date {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    let narrow = |number: i32| i8::try_from(number).unwrap_or(1);
    Date::new(
        i16::try_from(year).unwrap_or_default(),
        narrow(month),
        narrow(day),
    )
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bank holidays of England and Wales as published on
    /// gov.uk/bank-holidays.
    const PUBLISHED: &str = "
        2019-01-01 2019-04-19 2019-04-22 2019-05-06 2019-05-27 2019-08-26 2019-12-25 2019-12-26
        2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28
        2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-27 2021-12-28
        2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27
        2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26
        2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26
        2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
        2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
        2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28";

    #[test]
    fn bank_holidays_are_those_that_were_published_and_no_others() {
        let published: Vec<Date> = PUBLISHED
            .split_whitespace()
            .map(|day| day.parse().unwrap())
            .collect();
        let mut found = Vec::new();
        let mut day = date(2019, 1, 1);
        while day < date(2028, 1, 1) {
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            if is_bank_holiday(day) && !weekend {
                found.push(day);
            }
            day = day.tomorrow().unwrap();
        }
        assert_eq!(found, published);
    }

    #[test]
    fn a_date_is_said_as_on_gov_uk() {
        assert_eq!(in_words(date(2026, 11, 2)), "2 November 2026");
        assert_eq!(with_weekday(date(2026, 11, 22)), "Sunday 22 November 2026");
    }
}
