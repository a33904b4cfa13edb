//! The period for which something is kept, in hours, days or years. How long
//! each class of record is kept is in [`crate::records::retention_schedule`].

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// The period for which a record is kept.
///
/// A period is shown in the largest unit that fits: hours below two days, years
/// where the days are years with or without their leap days.
///
/// ```
/// use domain::values::retention_period::RetentionPeriod;
///
/// assert_eq!(RetentionPeriod::hours(24).to_string(), "24 hours");
/// assert_eq!(RetentionPeriod::days(28).to_string(), "28 days");
/// assert_eq!(RetentionPeriod::days(7 * 365 + 2).to_string(), "7 years");
/// ```
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(try_from = "i64")]
pub struct RetentionPeriod(SignedDuration);

/// The error for a number of days that is no period a council may set.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("records are kept from 1 to 36,600 days")]
pub struct NotARetentionPeriod;

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

impl RetentionPeriod {
    /// Makes a period of so many hours.
    ///
    /// ```
    /// use domain::values::retention_period::RetentionPeriod;
    /// use jiff::SignedDuration;
    ///
    /// assert_eq!(RetentionPeriod::hours(12).length(), SignedDuration::from_hours(12));
    /// ```
    #[must_use]
    pub const fn hours(hours: u16) -> Self {
        Self(SignedDuration::from_secs(hours as i64 * HOUR))
    }

    /// Makes a period of so many days of 24 hours.
    ///
    /// ```
    /// use domain::values::retention_period::RetentionPeriod;
    ///
    /// assert_eq!(RetentionPeriod::days(1), RetentionPeriod::hours(24));
    /// ```
    #[must_use]
    pub const fn days(days: u16) -> Self {
        Self(SignedDuration::from_secs(days as i64 * DAY))
    }

    /// Makes the period that a council sets, in days: from 1 to 36,600 (a hundred years).
    ///
    /// ```
    /// use domain::values::retention_period::{NotARetentionPeriod, RetentionPeriod};
    ///
    /// assert_eq!(RetentionPeriod::set(730), Ok(RetentionPeriod::days(730)));
    /// assert_eq!(RetentionPeriod::set(0), Err(NotARetentionPeriod));
    /// ```
    ///
    /// # Errors
    /// [`NotARetentionPeriod`] below 1 and above 36,600.
    pub const fn set(days: i64) -> Result<Self, NotARetentionPeriod> {
        match days {
            1..=36_600 => Ok(Self(SignedDuration::from_secs(days * DAY))),
            _ => Err(NotARetentionPeriod),
        }
    }

    /// Returns the length of the period.
    ///
    /// ```
    /// use domain::values::retention_period::RetentionPeriod;
    ///
    /// assert_eq!(RetentionPeriod::days(28).length().as_hours(), 28 * 24);
    /// ```
    #[must_use]
    pub const fn length(self) -> SignedDuration {
        self.0
    }

    /// Counts the whole days in the period.
    ///
    /// ```
    /// use domain::values::retention_period::RetentionPeriod;
    ///
    /// assert_eq!(RetentionPeriod::days(28).whole_days(), 28);
    /// assert_eq!(RetentionPeriod::hours(36).whole_days(), 1);
    /// ```
    #[must_use]
    pub const fn whole_days(self) -> i64 {
        self.0.as_secs() / DAY
    }

    /// Returns the instant at which a record is deleted that is kept since an
    /// instant.
    ///
    /// ```
    /// use domain::values::retention_period::RetentionPeriod;
    ///
    /// let deleted = RetentionPeriod::days(28).after("2026-11-02T09:40:00Z".parse()?);
    /// assert_eq!(deleted, "2026-11-30T09:40:00Z".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn after(self, since: Timestamp) -> Timestamp {
        since.checked_add(self.0).unwrap_or(Timestamp::MAX)
    }

    /// Returns the instant before which a record must have been kept to be
    /// deleted now.
    ///
    /// ```
    /// use domain::values::retention_period::RetentionPeriod;
    ///
    /// let kept_since = RetentionPeriod::days(28).before("2026-11-30T09:40:00Z".parse()?);
    /// assert_eq!(kept_since, "2026-11-02T09:40:00Z".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn before(self, now: Timestamp) -> Timestamp {
        now.checked_sub(self.0).unwrap_or(Timestamp::MIN)
    }
}

/// Writes the period in words: `24 hours`, `90 days`, `1 year`, `6 years`.
impl fmt::Display for RetentionPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, days) = (self.0.as_secs() / HOUR, self.whole_days());
        // A year has 365 or 366 days; a class that is never deleted early
        // counts every year as a leap year.
        let (years, over) = (days / 365, days % 365);
        let (count, unit) = if days < 2 {
            (hours, "hour")
        } else if years > 0 && over <= years {
            (years, "year")
        } else {
            (days, "day")
        };
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{count} {unit}{plural}")
    }
}

impl TryFrom<i64> for RetentionPeriod {
    type Error = NotARetentionPeriod;

    fn try_from(days: i64) -> Result<Self, NotARetentionPeriod> {
        Self::set(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_deleted_when_its_days_are_over_and_not_before() {
        let kept: Timestamp = "2027-11-22T09:00:00Z".parse().unwrap();
        let days = RetentionPeriod::set(100).unwrap();
        let end = days.after(kept);
        // The days are 8 of November, 31, 31, 29 of February (2028), and the
        // next.
        assert_eq!(end.to_string(), "2028-03-01T09:00:00Z");
        assert_eq!(days.before(end), kept);
    }

    #[test]
    fn a_period_is_said_in_hours_days_or_years() {
        for (period, said) in [
            (RetentionPeriod::hours(1), "1 hour"),
            (RetentionPeriod::hours(24), "24 hours"),
            (RetentionPeriod::days(2), "2 days"),
            (RetentionPeriod::days(90), "90 days"),
            (RetentionPeriod::days(364), "364 days"),
            (RetentionPeriod::days(365), "1 year"),
            (RetentionPeriod::days(366), "1 year"),
            (RetentionPeriod::days(367), "367 days"),
            (RetentionPeriod::days(730), "2 years"),
            (RetentionPeriod::days(6 * 366), "6 years"),
            (RetentionPeriod::days(7 * 365 + 2), "7 years"),
            (RetentionPeriod::set(36_600).unwrap(), "100 years"),
        ] {
            assert_eq!(period.to_string(), said);
        }
    }
}
