//! When a register opens for submission.

use jiff::Timestamp;
use jiff::civil::Time;

use crate::week::{Week, instant_in_london};

impl Week {
    /// Returns the instant at which the register of the week opens for
    /// submission: midnight in London at the end of the week-ending date.
    ///
    /// ```
    /// use attendance::week::Week;
    /// use jiff::civil::date;
    ///
    /// let week = Week::of(date(2025, 5, 11));
    /// assert_eq!(week.opens_for_submission(), "2025-05-11T23:00:00Z".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn opens_for_submission(self) -> Timestamp {
        instant_in_london(self.next().monday().to_datetime(Time::midnight()))
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn ds_11_submission_opens_at_midnight_in_london_at_both_changes_of_the_clock() {
        for (ending, opens) in [
            ("2025-05-11", "2025-05-11T23:00:00Z"),
            ("2025-12-28", "2025-12-29T00:00:00Z"),
            // The clocks go forward on this Sunday: midnight is in summer time.
            ("2026-03-29", "2026-03-29T23:00:00Z"),
            ("2026-03-22", "2026-03-23T00:00:00Z"),
            // The clocks go back on this Sunday: midnight is in winter time.
            ("2026-10-25", "2026-10-26T00:00:00Z"),
            ("2026-10-18", "2026-10-18T23:00:00Z"),
            // 31 March 2024 and 31 October 2027 are themselves Sundays.
            ("2024-03-31", "2024-03-31T23:00:00Z"),
            ("2027-10-31", "2027-11-01T00:00:00Z"),
        ] {
            let week = Week::ending_on(ending.parse().unwrap()).unwrap();
            let opens: Timestamp = opens.parse().unwrap();
            assert_eq!(week.opens_for_submission(), opens, "{week}");
            assert!(!week.has_ended(opens - 1.second()), "{week}");
            assert!(week.has_ended(opens), "{week}");
            let days = week.days();
            assert_eq!(days.len(), 7);
            assert_eq!(days[6].to_string(), ending);
            assert!(
                days.windows(2)
                    .all(|two| two[1] == two[0].tomorrow().unwrap())
            );
        }
    }

    #[test]
    fn submission_opens_exactly_when_the_week_has_ended_in_every_week_of_forty_years() {
        let mut week = Week::of(date(2015, 1, 1));
        while week.ending().year() < 2055 {
            let opens = week.opens_for_submission();
            assert!(week.has_ended(opens) && !week.has_ended(opens - 1.second()));
            assert!(week.next().has_begun(opens));
            week = week.next();
        }
    }
}
