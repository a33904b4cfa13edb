//! Why somebody did not attend, what that pays and bills, and whether notice
//! was given in time.

use domain::values::calendar::is_working_day;
use domain::values::london::date_in_london;
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};

use crate::week::{instant_in_london, plus_days};

domain::named_enum! {
    serde
    /// A reason why something that was planned did not take place.
    pub enum AbsenceReason {
        /// The provider was told in time. This is what an absence is until
        /// somebody chooses.
        WithNotice = "with_notice",
        /// The provider was not told, or too late.
        WithoutNotice = "without_notice",
        /// Nothing is paid for this absence.
        NonPayment = "non_payment",
        /// The provider did not provide it. The person is not absent.
        NotProvided = "not_provided",
    }
}

impl AbsenceReason {
    /// The reason of an absence for which nobody has chosen one.
    pub const DEFAULT: Self = Self::WithNotice;

    /// Returns the letter of the reason on the register and in print.
    ///
    /// ```
    /// use attendance::absence::AbsenceReason;
    ///
    /// assert_eq!(AbsenceReason::ALL.map(AbsenceReason::letter), ["N", "W", "X", "P"]);
    /// ```
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::WithNotice => "N",
            Self::WithoutNotice => "W",
            Self::NonPayment => "X",
            Self::NotProvided => "P",
        }
    }

    /// Returns the words for the reason, as a choice on a page.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::WithNotice => "Absent with notice",
            Self::WithoutNotice => "Absent without notice",
            Self::NonPayment => "Non-payment",
            Self::NotProvided => "We did not provide it",
        }
    }
}

/// An effect of an absence: whether the provider is paid for it, and whether
/// the person is billed for it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct AbsenceEffect {
    /// The provider is paid as if it had taken place.
    pub paid: bool,
    /// The person is billed as if it had taken place.
    pub billed: bool,
}

impl AbsenceEffect {
    /// Neither paid nor billed.
    pub const NONE: Self = Self {
        paid: false,
        billed: false,
    };

    /// Returns the sentence that says the effect where a reason is chosen.
    ///
    /// ```
    /// use attendance::absence::{AbsenceReason, EffectTable};
    ///
    /// let effect = EffectTable::default().of(AbsenceReason::WithNotice);
    /// assert_eq!(effect.sentence(), "You will be paid. The person will not be charged.");
    /// ```
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match (self.paid, self.billed) {
            (true, true) => "You will be paid. The person will be charged.",
            (true, false) => "You will be paid. The person will not be charged.",
            (false, true) => "You will not be paid. The person will be charged.",
            (false, false) => "You will not be paid. The person will not be charged.",
        }
    }
}

/// The effects of the four reasons in a contract.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EffectTable {
    /// The effect of an absence with notice.
    pub with_notice: AbsenceEffect,
    /// The effect of an absence without notice.
    pub without_notice: AbsenceEffect,
    /// The effect of non-payment.
    pub non_payment: AbsenceEffect,
    /// The effect of what the provider did not provide.
    pub not_provided: AbsenceEffect,
    /// Whether finance has confirmed the table.
    pub status: EffectStatus,
}

/// The standing of an effect table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EffectStatus {
    /// Nobody has confirmed it: it is this portal's reading of a guide that
    /// does not say what absence does to a person's bill.
    ToBeConfirmed,
    /// Somebody in finance confirmed it.
    Confirmed {
        /// Who.
        by: String,
        /// When.
        at: Timestamp,
    },
}

impl EffectStatus {
    /// Returns the words of the finance desk for the standing.
    #[must_use]
    pub const fn words(&self) -> &'static str {
        match self {
            Self::ToBeConfirmed => "To be confirmed by finance",
            Self::Confirmed { .. } => "Confirmed by finance",
        }
    }
}

impl Default for EffectTable {
    /// The table that ships: paid and not billed, paid and billed, neither,
    /// neither; to be confirmed by finance.
    fn default() -> Self {
        Self {
            with_notice: AbsenceEffect {
                paid: true,
                billed: false,
            },
            without_notice: AbsenceEffect {
                paid: true,
                billed: true,
            },
            non_payment: AbsenceEffect::NONE,
            not_provided: AbsenceEffect::NONE,
            status: EffectStatus::ToBeConfirmed,
        }
    }
}

impl EffectTable {
    /// Returns the effect of a reason.
    #[must_use]
    pub const fn of(&self, reason: AbsenceReason) -> AbsenceEffect {
        match reason {
            AbsenceReason::WithNotice => self.with_notice,
            AbsenceReason::WithoutNotice => self.without_notice,
            AbsenceReason::NonPayment => self.non_payment,
            AbsenceReason::NotProvided => self.not_provided,
        }
    }
}

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
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
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
    /// use attendance::absence::{NoticePeriod, NoticeUnit};
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
    /// use attendance::absence::{NoticePeriod, NoticeUnit};
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
    fn section_5_2_with_and_without_notice_are_paid_and_non_payment_is_not() {
        let table = EffectTable::default();
        let effects = AbsenceReason::ALL.map(|reason| {
            let effect = table.of(reason);
            (effect.paid, effect.billed)
        });
        let shipped = [(true, false), (true, true), (false, false), (false, false)];
        assert_eq!(effects, shipped);
        assert_eq!(table.status.words(), "To be confirmed by finance");
    }

    #[test]
    fn section_5_2_by_default_an_absence_is_one_with_notice() {
        assert_eq!(AbsenceReason::DEFAULT, AbsenceReason::WithNotice);
    }

    #[test]
    fn the_sentence_of_a_reason_says_pay_and_bill_apart() {
        for paid in [true, false] {
            for billed in [true, false] {
                let sentence = AbsenceEffect { paid, billed }.sentence();
                assert_eq!(sentence.contains("You will be paid"), paid);
                assert_eq!(sentence.contains("person will be charged"), billed);
            }
        }
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
