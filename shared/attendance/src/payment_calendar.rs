//! The payment calendar: by when a register has to be submitted to be paid on
//! which day. Data of finance, whose deadlines move at holidays.

use domain::council::PaymentRule;
use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::week::{instant_in_london, plus_days};

/// A payment run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PaymentRun {
    /// The last day, in London, on which a register can be submitted to be in
    /// it.
    pub deadline: Date,
    /// The day on which the money reaches the bank.
    pub reaches_bank: Date,
}

/// The payment runs, the earliest first.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PaymentCalendar(Vec<PaymentRun>);

impl PaymentCalendar {
    /// Makes a calendar of runs, in any order.
    #[must_use]
    pub fn new(mut runs: Vec<PaymentRun>) -> Self {
        runs.sort_by_key(|run| (run.deadline, run.reaches_bank));
        Self(runs)
    }

    /// Makes the calendar of a rule: the runs whose deadlines are at most a year
    /// after a day, those that holidays move in their place.
    ///
    /// ```
    /// use attendance::payment_calendar::{PaymentCalendar, PaymentRun};
    /// use domain::council::{MovedRun, PaymentRule};
    /// use jiff::civil::date;
    ///
    /// let rule = PaymentRule {
    ///     first_deadline: date(2026, 4, 7),
    ///     every_weeks: 1,
    ///     days_to_bank: 3,
    ///     moved: vec![MovedRun {
    ///         from: date(2026, 12, 29),
    ///         deadline: date(2026, 12, 23),
    ///         reaches_bank: date(2026, 12, 31),
    ///     }],
    /// };
    /// let calendar = PaymentCalendar::by_rule(&rule, date(2026, 12, 1));
    /// let run = |at: &str| calendar.run_for(at.parse().unwrap_or_default());
    /// let reaches = |at: &str| run(at).map(|run| run.reaches_bank);
    /// assert_eq!(reaches("2026-12-21T09:00:00Z"), Some(date(2026, 12, 25)));
    /// assert_eq!(reaches("2026-12-23T09:00:00Z"), Some(date(2026, 12, 31)));
    /// assert_eq!(reaches("2026-12-24T09:00:00Z"), Some(date(2027, 1, 8)));
    /// ```
    #[must_use]
    pub fn by_rule(rule: &PaymentRule, from: Date) -> Self {
        let every = i64::from(rule.every_weeks.max(1)) * 7;
        let mut deadline = rule.first_deadline;
        let until = plus_days(from, 366);
        let mut runs = Vec::new();
        while deadline <= until {
            // A run that holidays move can be moved by some weeks.
            if deadline >= plus_days(from, -31) {
                let moved = rule.moved.iter().find(|moved| moved.from == deadline);
                let reaches_bank = plus_days(deadline, i64::from(rule.days_to_bank));
                runs.push(moved.map_or(
                    PaymentRun {
                        deadline,
                        reaches_bank,
                    },
                    |moved| PaymentRun {
                        deadline: moved.deadline,
                        reaches_bank: moved.reaches_bank,
                    },
                ));
            }
            let next = plus_days(deadline, every);
            if next == deadline {
                break;
            }
            deadline = next;
        }
        Self::new(runs)
    }

    /// Returns the run that a register is paid in which is submitted at an
    /// instant: the first whose deadline has not passed.
    ///
    /// ```
    /// use attendance::payment_calendar::{PaymentCalendar, PaymentRun};
    /// use jiff::civil::date;
    ///
    /// let run = |deadline, reaches_bank| PaymentRun { deadline, reaches_bank };
    /// let calendar = PaymentCalendar::new(vec![
    ///     run(date(2025, 5, 13), date(2025, 5, 16)),
    ///     run(date(2025, 5, 20), date(2025, 5, 23)),
    /// ]);
    /// let at = |instant: &str| calendar.run_for(instant.parse().unwrap_or_default());
    /// assert_eq!(at("2025-05-13T22:59:59Z").map(|r| r.reaches_bank), Some(date(2025, 5, 16)));
    /// assert_eq!(at("2025-05-13T23:00:00Z").map(|r| r.reaches_bank), Some(date(2025, 5, 23)));
    /// assert_eq!(at("2025-05-21T00:00:00Z"), None);
    /// ```
    #[must_use]
    pub fn run_for(&self, submitted: Timestamp) -> Option<PaymentRun> {
        let is_open = |run: &&PaymentRun| {
            let closes = plus_days(run.deadline, 1).to_datetime(Time::midnight());
            submitted < instant_in_london(closes)
        };
        self.0.iter().find(is_open).copied()
    }

    /// Returns all runs.
    #[must_use]
    pub fn runs(&self) -> &[PaymentRun] {
        &self.0
    }
}
