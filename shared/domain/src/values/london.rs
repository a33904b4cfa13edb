//! Dates and times in Europe/London.
//!
//! Two rules are all that the portal needs of a time zone, so the code carries
//! them instead of a time-zone database (about 1 MB in every function): summer
//! time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the
//! last Sunday of October (Summer Time Act 1972 as amended by S.I. 2002/262).

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

/// Returns the date in London at that instant.
///
/// ```
/// use domain::values::london::date_in_london;
/// use jiff::civil::date;
///
/// // Summer time is an hour ahead of UTC.
/// assert_eq!(date_in_london("2026-07-01T23:00:00Z".parse()?), date(2026, 7, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn date_in_london(instant: Timestamp) -> Date {
    in_london(instant).date()
}

/// Returns the time in London at that instant, as GOV.UK writes times:
/// `9:40am`, `noon`.
///
/// ```
/// use domain::values::london::time_in_london;
///
/// assert_eq!(time_in_london("2026-11-22T09:40:00Z".parse()?), "9:40am");
/// assert_eq!(time_in_london("2026-07-22T11:00:00Z".parse()?), "noon");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn time_in_london(instant: Timestamp) -> String {
    let time = in_london(instant).time();
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "noon".to_owned(),
        (hour, minute) => {
            let half = if hour < 12 { "am" } else { "pm" };
            let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
            if minute == 0 {
                format!("{hour}{half}")
            } else {
                format!("{hour}:{minute:02}{half}")
            }
        }
    }
}

/// Returns the date and time in London at that instant.
///
/// ```
/// use domain::values::london::in_london;
/// use jiff::civil::date;
///
/// let summer = in_london("2026-07-22T09:40:00Z".parse()?);
/// assert_eq!(summer, date(2026, 7, 22).at(10, 40, 0, 0));
/// let winter = in_london("2026-11-22T09:40:00Z".parse()?);
/// assert_eq!(winter, date(2026, 11, 22).at(9, 40, 0, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn in_london(instant: Timestamp) -> DateTime {
    let utc = Offset::UTC.to_datetime(instant);
    let one_o_clock = jiff::civil::time(1, 0, 0, 0);
    let summer = match (last_sunday(utc.year(), 3), last_sunday(utc.year(), 10)) {
        (Some(start), Some(end)) => {
            utc >= start.to_datetime(one_o_clock) && utc < end.to_datetime(one_o_clock)
        }
        _ => false,
    };
    if summer {
        Offset::constant(1).to_datetime(instant)
    } else {
        utc
    }
}

fn last_sunday(year: i16, month: i8) -> Option<Date> {
    let last = Date::new(year, month, 31).ok()?;
    last.checked_sub(i64::from(last.weekday().since(Weekday::Sunday)).days())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(instant: &str) -> String {
        date_in_london(instant.parse().unwrap()).to_string()
    }

    #[test]
    fn the_time_is_said_as_on_gov_uk() {
        for (instant, said) in [
            ("2026-11-22T09:40:00Z", "9:40am"),
            ("2026-11-22T12:00:00Z", "noon"),
            ("2026-11-22T00:00:00Z", "midnight"),
            ("2026-11-22T12:05:00Z", "12:05pm"),
            ("2026-11-22T00:30:00Z", "12:30am"),
            ("2026-07-22T16:00:00Z", "5pm"),
        ] {
            assert_eq!(time_in_london(instant.parse().unwrap()), said);
        }
    }

    #[test]
    fn winter_is_utc() {
        assert_eq!(at("2026-01-15T23:59:59Z"), "2026-01-15");
        assert_eq!(at("2026-11-22T00:00:00Z"), "2026-11-22");
    }

    #[test]
    fn a_summer_evening_is_already_tomorrow_at_eleven_utc() {
        assert_eq!(at("2026-07-01T22:59:59Z"), "2026-07-01");
        assert_eq!(at("2026-07-01T23:00:00Z"), "2026-07-02");
    }

    #[test]
    fn summer_begins_and_ends_on_the_last_sundays() {
        // 29 March and 25 October 2026 are Sundays.
        assert_eq!(at("2026-03-28T23:30:00Z"), "2026-03-28");
        assert_eq!(at("2026-03-29T23:30:00Z"), "2026-03-30");
        assert_eq!(at("2026-10-24T23:30:00Z"), "2026-10-25");
        assert_eq!(at("2026-10-25T23:30:00Z"), "2026-10-25");
        // 31 March 2024 and 31 October 2027 are themselves Sundays.
        assert_eq!(at("2024-03-30T23:30:00Z"), "2024-03-30");
        assert_eq!(at("2024-03-31T23:30:00Z"), "2024-04-01");
        assert_eq!(at("2027-10-30T23:30:00Z"), "2027-10-31");
        assert_eq!(at("2027-10-31T23:30:00Z"), "2027-10-31");
    }
}
