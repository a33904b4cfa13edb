//! How far a supplier is with the registers of a financial year, and which
//! weeks can be looked at.

use domain::values::london::date_in_london;
use jiff::Timestamp;

use crate::non_payment::{NonPaymentYear, WeekUse};
use crate::submission::RegisterRecord;
use crate::week::{FinancialYear, Week};

domain::named_enum! {
    serde
    /// The place of a week in the progress of a year.
    pub enum WeekProgress {
        /// The register is submitted: green.
        Submitted = "submitted",
        /// The register was worked on or checked, and is not submitted: amber.
        InProgress = "in_progress",
        /// The week has begun and nobody has touched or checked the register:
        /// amber.
        Untouched = "untouched",
        /// The week has not begun.
        Future = "future",
        /// The week is not paid and has no register.
        NonPayment = "non_payment",
        /// The week has ended and nobody had a register of it.
        NoRegister = "no_register",
        /// The supplier had no contract yet.
        BeforeJoining = "before_joining",
    }
}

impl WeekProgress {
    /// Whether the register is in progress: to be submitted, touched or not.
    #[must_use]
    pub const fn is_to_do(self) -> bool {
        matches!(self, Self::InProgress | Self::Untouched)
    }
}

/// What there is of a week's register.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct RegisterStanding {
    /// The register was submitted, and stays so while finance has it unlocked.
    pub submitted: bool,
    /// Something is recorded, or somebody said that all went as planned.
    pub touched: bool,
}

impl RegisterStanding {
    /// Returns what there is of a register.
    #[must_use]
    pub fn of(record: &RegisterRecord) -> Self {
        let mut lines = record.register().lines.values();
        Self {
            submitted: !record.versions().is_empty(),
            touched: lines.any(|line| line.is_touched() || line.checked.is_some()),
        }
    }

    /// Returns what the standing says for non-payment weeks.
    #[must_use]
    pub const fn week_use(self) -> WeekUse {
        match (self.submitted, self.touched) {
            (true, _) => WeekUse::Locked,
            (false, true) => WeekUse::Marked,
            (false, false) => WeekUse::Untouched,
        }
    }
}

/// The progress of a supplier through a financial year: one place for each of
/// its 52 or 53 weeks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct YearProgress(pub Vec<(Week, WeekProgress)>);

impl YearProgress {
    /// Works out the progress at an instant. A week without a standing has no
    /// register.
    #[must_use]
    pub fn at(
        now: Timestamp,
        weeks: &NonPaymentYear,
        standing: impl Fn(Week) -> Option<RegisterStanding>,
    ) -> Self {
        let places = weeks.year().weeks().into_iter().map(|week| {
            let found = standing(week);
            let of_week = found.unwrap_or_default();
            let progress = if week.ending() < weeks.joined() {
                WeekProgress::BeforeJoining
            } else if of_week.submitted {
                WeekProgress::Submitted
            } else if weeks.closes(week, of_week.week_use()) {
                WeekProgress::NonPayment
            } else if found.is_none() && week.has_ended(now) {
                WeekProgress::NoRegister
            } else if !week.has_begun(now) {
                WeekProgress::Future
            } else if of_week.touched {
                WeekProgress::InProgress
            } else {
                WeekProgress::Untouched
            };
            (week, progress)
        });
        Self(places.collect())
    }

    /// Returns the number of weeks in a place.
    #[must_use]
    pub fn count(&self, place: WeekProgress) -> usize {
        self.0.iter().filter(|(_, found)| *found == place).count()
    }

    /// Lists the weeks that have ended and are not submitted.
    #[must_use]
    pub fn late(&self, now: Timestamp) -> Vec<Week> {
        let late = self
            .0
            .iter()
            .filter(|(week, place)| place.is_to_do() && week.has_ended(now));
        late.map(|(week, _)| *week).collect()
    }

    /// Returns the progress in words and numbers.
    #[must_use]
    pub fn words(&self) -> String {
        let to_do = self.0.iter().filter(|(_, place)| place.is_to_do()).count();
        format!(
            "{} submitted, {to_do} in progress, {} to come, {} not paid",
            self.count(WeekProgress::Submitted),
            self.count(WeekProgress::Future),
            self.count(WeekProgress::NonPayment),
        )
    }
}

/// The weeks after the present one whose registers can be opened, so that an
/// absence can be recorded when the provider is told of it.
pub const WEEKS_AHEAD: i64 = 8;

/// Returns the first week that can be looked at: the first of last financial
/// year. Older registers are kept and shown by finance.
///
/// ```
/// use attendance::progress::first_week_to_view;
/// use jiff::civil::date;
///
/// let first = first_week_to_view("2025-05-12T08:00:00Z".parse()?);
/// assert_eq!(first.ending(), date(2024, 4, 7));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn first_week_to_view(now: Timestamp) -> Week {
    let this_week = Week::of(date_in_london(now));
    let last_year: FinancialYear = this_week.financial_year().previous();
    Week::of(last_year.first_day())
}
