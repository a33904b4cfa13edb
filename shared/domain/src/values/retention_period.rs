//! The periods for which records are kept, and the settings by which a council
//! changes them.

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

/// The period for which a visitor's answers are kept after their last change.
pub const ANONYMOUS_DRAFT_KEPT: RetentionPeriod = RetentionPeriod::hours(24);

/// The period for which feedback is kept: long enough to compare a year with
/// the one before it, and no longer.
pub const FEEDBACK_KEPT: RetentionPeriod = RetentionPeriod::days(365);

/// The period for which an identity is kept whose owner has never given the
/// first code, from when the identity was made or changed. Somebody who comes
/// back within a week signs in and is asked for their name; later they make
/// their account again and have lost nothing. A longer period would have no
/// purpose, and the address may be somebody else's, mistyped.
pub const UNPROVEN_KEPT: RetentionPeriod = RetentionPeriod::days(7);

/// The period for which an account is kept that nobody signs in to: long enough
/// for somebody who is assessed again every year and misses one, and no longer
/// than an application is kept after it was received.
pub const ACCOUNT_KEPT: RetentionPeriod = RetentionPeriod::days(2 * 365);

/// The time before the end of an account that nobody signs in to at which its
/// owner is warned by e-mail.
pub const ACCOUNT_WARNED_BEFORE: RetentionPeriod = RetentionPeriod::days(28);

/// The period for which a staff user is kept whose access is closed: as long as an
/// entry of the audit, which says by the staff user's id who looked at a record
/// ([`Retention::audit`]).
pub const CLOSED_STAFF_USER_KEPT: RetentionPeriod = RetentionPeriod::days(6 * 366);

/// The period for which a session is kept after it has ended: the forms that
/// were open in it are found again after the next sign-in.
pub const SESSION_KEPT: RetentionPeriod = RetentionPeriod::days(7);

/// The longest period for which a staff user's session is kept: as long as it
/// lasts ([`crate::access::session::WHOLE`]).
pub const STAFF_SESSION_KEPT: RetentionPeriod = RetentionPeriod::hours(12);

/// The period of the counters that limit something an hour: codes sent to an
/// address, complaints made with one. The period is longer than a sign-in takes
/// ([`crate::access::sign_in::SIGN_IN_LIVES`]).
pub const COUNTS_KEPT: RetentionPeriod = RetentionPeriod::hours(1);

/// The period for which a saved form's belongings (the pointer by its reference
/// and the records of its files) are kept longer than the form. Every answer
/// extends the expiry of the form; the expiry of the belongings is then
/// extended at most once a week.
pub const BELONGINGS_KEPT_LONGER: RetentionPeriod = RetentionPeriod::days(7);

/// The time within which the table deletes expired items, as a rule. Nobody can
/// read them meanwhile.
pub const EXPIRED_DELETED_WITHIN: RetentionPeriod = RetentionPeriod::days(2);

/// The time within which the files of a deleted form or account are erased: the
/// morning after the next.
pub const FILES_ERASED_WITHIN: RetentionPeriod = RetentionPeriod::days(2);

/// The period for which the table can be restored to an earlier state:
/// DynamoDB's longest.
pub const BACKUPS_KEPT: RetentionPeriod = RetentionPeriod::days(35);

crate::named_enum! {
    /// A setting of a period by the council. The name is the deployment's
    /// parameter; after a full stop, the member of that parameter's JSON.
    pub enum RetentionSetting {
        /// [`Retention::saved_form`].
        SavedForm = "SavedFormDays",
        /// [`Retention::application`].
        Application = "Retention.application",
        /// [`Retention::attempt`].
        EmailAttempt = "Retention.attempt",
        /// [`Retention::audit`].
        RecordAccess = "Retention.audit",
        /// [`Retention::complaint`].
        Complaint = "Retention.complaint",
        /// [`Retention::told_record`].
        ToldRecord = "RecordsKeptDays",
        /// [`Retention::exchange_copy`].
        ExchangeCopy = "ExchangeKeptDays",
        /// [`Retention::log`].
        Log = "LogRetentionDays",
    }
}

/// The periods for which the council keeps each class that it may set. A change
/// holds for applications at the next run of the job, and for the other classes
/// for records that are kept from then on.
///
/// Some periods are members of one setting in JSON, in which an absent member
/// has its default; the others are set where the records they hold for are
/// deployed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Saved forms, from their last change.
    #[serde(skip)]
    pub saved_form: RetentionPeriod,
    /// Applications, from when the case system acknowledged them. The record is
    /// kept there; this copy is for the applicant to look at. One year, which
    /// covers a review of the assessment (Care Act 2014, section 27; Care and
    /// Support Statutory Guidance 13.32: at least every 12 months).
    pub application: RetentionPeriod,
    /// Attempts to send e-mail, from sending: 90 days, like log lines.
    pub attempt: RetentionPeriod,
    /// Entries of the audit, from the act: 6 years, within which somebody may
    /// still bring a claim (Limitation Act 1980, section 2).
    pub audit: RetentionPeriod,
    /// Complaints about personal data, from receiving: 6 years, for the reason
    /// of [`Retention::audit`].
    pub complaint: RetentionPeriod,
    /// Locked records of what applicants were told, from when they were
    /// recorded: 7 years. Charges can be recovered for 6 (Care Act 2014,
    /// section 69(3)), after the year they were for.
    #[serde(skip)]
    pub told_record: RetentionPeriod,
    /// The copies for the case system, from when they were written.
    #[serde(skip)]
    pub exchange_copy: RetentionPeriod,
    /// Log lines, which hold no answers.
    #[serde(skip)]
    pub log: RetentionPeriod,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            saved_form: RetentionPeriod::days(28),
            application: RetentionPeriod::days(365),
            attempt: RetentionPeriod::days(90),
            audit: RetentionPeriod::days(6 * 366),
            complaint: RetentionPeriod::days(6 * 366),
            told_record: RetentionPeriod::days(7 * 365 + 2),
            exchange_copy: RetentionPeriod::days(90),
            log: RetentionPeriod::days(90),
        }
    }
}

impl Retention {
    /// Returns the period of a setting.
    ///
    /// ```
    /// use domain::values::retention_period::{Retention, RetentionSetting};
    ///
    /// let kept = Retention::default().of(RetentionSetting::SavedForm);
    /// assert_eq!(kept.to_string(), "28 days");
    /// ```
    #[must_use]
    pub const fn of(&self, setting: RetentionSetting) -> RetentionPeriod {
        match setting {
            RetentionSetting::SavedForm => self.saved_form,
            RetentionSetting::Application => self.application,
            RetentionSetting::EmailAttempt => self.attempt,
            RetentionSetting::RecordAccess => self.audit,
            RetentionSetting::Complaint => self.complaint,
            RetentionSetting::ToldRecord => self.told_record,
            RetentionSetting::ExchangeCopy => self.exchange_copy,
            RetentionSetting::Log => self.log,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_council_sets_what_differs_and_the_rest_has_its_default() {
        let set: Retention = serde_json::from_str(r#"{"application": 730}"#).unwrap();
        assert_eq!(set.application.whole_days(), 730);
        assert_eq!(set.attempt, Retention::default().attempt);
        assert_eq!(
            serde_json::from_str::<Retention>("{}").unwrap(),
            Retention::default()
        );
    }

    #[test]
    fn a_class_that_does_not_exist_and_days_that_cannot_be_are_refused() {
        for setting in [
            r#"{"applications": 730}"#,
            r#"{"application": 0}"#,
            r#"{"application": -1}"#,
            r#"{"audit": 36601}"#,
            r#"{"audit": "never"}"#,
            r#"{"saved_form": 30}"#,
        ] {
            assert!(
                serde_json::from_str::<Retention>(setting).is_err(),
                "{setting}"
            );
        }
    }

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
