//! The notice of an absence: hours, clear days or clear working days before the
//! session, and whether it was given in time.

use domain::values::calendar::is_working_day;
use domain::values::london::date_in_london;
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::absence::AbsenceReason;
use crate::week::{instant_in_london, plus_days};

domain::named_enum! {
    serde
    /// A unit in which a contract counts notice.
    pub enum NoticeUnit {
        /// Hours before the session begins.
        Hours = "hours",
        /// Whole days between the day of notice and the day of the session,
        /// neither of them counted.
        ClearDays = "clear_days",
        /// Whole working days between the two, neither of them counted.
        ClearWorkingDays = "clear_working_days",
    }
}

/// A period of notice: what a contract calls in time.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticePeriod {
    /// How many units.
    pub value: u16,
    /// The unit.
    pub unit: NoticeUnit,
}

impl NoticePeriod {
    /// Whether notice that was given at an instant was in time for a session
    /// that begins at a time of a day in London.
    ///
    /// ```
    /// use attendance::notice::{NoticePeriod, NoticeUnit};
    /// use jiff::civil::{date, time};
    ///
    /// let seven_days = NoticePeriod { value: 7, unit: NoticeUnit::ClearDays };
    /// let nine = time(9, 0, 0, 0);
    /// assert!(seven_days.is_kept("2025-05-01T10:00:00Z".parse()?, date(2025, 5, 12), nine));
    /// assert!(!seven_days.is_kept("2025-05-10T10:00:00Z".parse()?, date(2025, 5, 12), nine));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_kept(self, given: Timestamp, day: Date, begins: Time) -> bool {
        let given_on = date_in_london(given);
        match self.unit {
            NoticeUnit::Hours => {
                let begins = instant_in_london(day.to_datetime(begins));
                given
                    .checked_add(i64::from(self.value).hours())
                    .is_ok_and(|latest| latest <= begins)
            }
            NoticeUnit::ClearDays => plus_days(given_on, i64::from(self.value)) < day,
            NoticeUnit::ClearWorkingDays => {
                if given_on >= day {
                    return false;
                }
                let mut between = plus_days(given_on, 1);
                let mut working = 0;
                while between < day && working < self.value {
                    working += u16::from(is_working_day(between));
                    between = plus_days(between, 1);
                }
                working >= self.value
            }
        }
    }

    /// Returns the reason that follows from when notice was given.
    #[must_use]
    pub fn reason(self, given: Timestamp, day: Date, begins: Time) -> AbsenceReason {
        match self.is_kept(given, day, begins) {
            true => AbsenceReason::WithNotice,
            false => AbsenceReason::WithoutNotice,
        }
    }

    /// Returns the period in words: `7 clear days`.
    ///
    /// ```
    /// use attendance::notice::{NoticePeriod, NoticeUnit};
    ///
    /// let period = NoticePeriod { value: 1, unit: NoticeUnit::ClearWorkingDays };
    /// assert_eq!(period.words(), "1 clear working day");
    /// ```
    #[must_use]
    pub fn words(self) -> String {
        let unit = match (self.unit, self.value) {
            (NoticeUnit::Hours, 1) => "hour",
            (NoticeUnit::Hours, _) => "hours",
            (NoticeUnit::ClearDays, 1) => "clear day",
            (NoticeUnit::ClearDays, _) => "clear days",
            (NoticeUnit::ClearWorkingDays, 1) => "clear working day",
            (NoticeUnit::ClearWorkingDays, _) => "clear working days",
        };
        format!("{} {unit}", self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NINE: Time = Time::constant(9, 0, 0, 0);

    fn kept(value: u16, unit: NoticeUnit, given: &str, day: &str) -> bool {
        let period = NoticePeriod { value, unit };
        period.is_kept(given.parse().unwrap(), day.parse().unwrap(), NINE)
    }

    #[test]
    fn notice_in_clear_days_counts_neither_the_day_of_notice_nor_that_of_the_session() {
        for (given, day, in_time) in [
            ("2025-05-01T10:00:00Z", "2025-05-09", true),
            ("2025-05-01T10:00:00Z", "2025-05-08", false),
            // Half past eleven at night in London is still that day.
            ("2025-04-30T22:59:00Z", "2025-05-08", true),
            ("2025-04-30T23:00:00Z", "2025-05-08", false),
            // After the session, and on its day.
            ("2025-05-20T10:00:00Z", "2025-05-08", false),
        ] {
            let found = kept(7, NoticeUnit::ClearDays, given, day);
            assert_eq!(found, in_time, "{given} for {day}");
        }
        assert!(!kept(
            0,
            NoticeUnit::ClearDays,
            "2025-05-08T07:00:00Z",
            "2025-05-08"
        ));
        assert!(kept(
            0,
            NoticeUnit::ClearDays,
            "2025-05-07T22:00:00Z",
            "2025-05-08"
        ));
    }

    #[test]
    fn notice_in_clear_working_days_passes_over_weekends_and_bank_holidays() {
        let days = |given: &str, day: &str| {
            let given = format!("{given}T10:00:00Z");
            kept(2, NoticeUnit::ClearWorkingDays, &given, day)
        };
        // An ordinary week: Monday's notice, two clear days, is for Thursday.
        assert!(days("2025-06-02", "2025-06-05"));
        assert!(!days("2025-06-02", "2025-06-04"));
        // Over a weekend.
        assert!(days("2025-06-05", "2025-06-10"));
        assert!(!days("2025-06-05", "2025-06-09"));
        // Over Good Friday and Easter Monday 2025.
        assert!(days("2025-04-16", "2025-04-23"));
        assert!(!days("2025-04-16", "2025-04-22"));
        // Over the early May holiday, Monday 5 May 2025.
        assert!(days("2025-05-01", "2025-05-07"));
        assert!(!days("2025-05-01", "2025-05-06"));
        // Over Christmas 2026, with Boxing Day in lieu on Monday the 28th.
        assert!(days("2026-12-23", "2026-12-30"));
        assert!(!days("2026-12-23", "2026-12-29"));
        // Given on a Saturday, and on a bank holiday.
        assert!(days("2025-06-07", "2025-06-11"));
        assert!(days("2025-08-25", "2025-08-28"));
        assert!(!days("2025-08-25", "2025-08-27"));
        // Over 29 February 2028, a Tuesday.
        assert!(days("2028-02-28", "2028-03-02"));
        assert!(!days("2028-02-28", "2028-03-01"));
    }

    #[test]
    fn notice_in_hours_is_counted_on_the_clock_in_london_over_both_changes() {
        let day_before = |given: &str, day: &str| kept(24, NoticeUnit::Hours, given, day);
        assert!(day_before("2025-05-05T08:00:00Z", "2025-05-06"));
        assert!(!day_before("2025-05-05T08:00:01Z", "2025-05-06"));
        // 9am on the Sunday after the clocks went forward is 8am UTC.
        assert!(day_before("2026-03-28T08:00:00Z", "2026-03-29"));
        assert!(!day_before("2026-03-28T08:30:00Z", "2026-03-29"));
        // 9am on the Sunday after the clocks went back is 9am UTC.
        assert!(day_before("2026-10-24T09:00:00Z", "2026-10-25"));
        assert!(!day_before("2026-10-24T09:00:01Z", "2026-10-25"));
    }
}
