//! Non-payment weeks: the whole weeks of a financial year for which a supplier
//! is not paid and has no register.

use std::collections::{BTreeMap, BTreeSet};

use domain::values::london::date_in_london;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cell::RecordedBy;
use crate::week::{FinancialYear, Week, plus_days};

/// What a provider sees in place of the register of such a week.
pub const NON_PAYMENT_WEEK: &str = "This is one of your non-payment weeks. There is no register to complete and nothing to submit for this week.";

/// The rule of a contract for non-payment weeks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NonPaymentRule {
    /// The weeks of a full year.
    pub weeks: u8,
    /// The weeks of a year with 53, where finance sets another number.
    pub weeks_of_53: u8,
    /// The first month and day from which a supplier that joins in the year has
    /// half of the weeks.
    pub half_from: (i8, i8),
}

impl Default for NonPaymentRule {
    /// Two weeks, also in a year of 53; half of them for a supplier that joins
    /// on 1 October or later.
    fn default() -> Self {
        Self {
            weeks: 2,
            weeks_of_53: 2,
            half_from: (10, 1),
        }
    }
}

impl NonPaymentRule {
    /// Returns the number of non-payment weeks of a supplier in a year.
    #[must_use]
    pub fn weeks_due(&self, year: FinancialYear, joined: Date) -> u8 {
        let full = match year.weeks().len() {
            53 => self.weeks_of_53,
            _ => self.weeks,
        };
        if joined < year.first_day() {
            return full;
        }
        if joined > year.last_day() {
            return 0;
        }
        let (month, day) = self.half_from;
        let in_year = if month < 4 { 1 } else { 0 };
        let half_from = Date::new(year.begins_in() + in_year, month, day);
        match half_from {
            Ok(half_from) if joined >= half_from => full.div_ceil(2),
            _ => full,
        }
    }
}

/// Returns the weeks that are taken where none are nominated: those with 25
/// December and 1 January.
///
/// ```
/// use attendance::non_payment::default_weeks;
/// use attendance::week::FinancialYear;
/// use jiff::civil::date;
///
/// let weeks = default_weeks(FinancialYear::of(date(2024, 4, 1)));
/// assert_eq!(weeks.map(|week| week.monday()), [date(2024, 12, 23), date(2024, 12, 30)]);
/// ```
#[must_use]
pub fn default_weeks(year: FinancialYear) -> [Week; 2] {
    let christmas = Date::new(year.begins_in(), 12, 25).unwrap_or(Date::MIN);
    let new_year = Date::new(year.begins_in() + 1, 1, 1).unwrap_or(Date::MIN);
    [Week::of(christmas), Week::of(new_year)]
}

/// The non-payment weeks of a supplier in a financial year.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NonPaymentYear {
    year: FinancialYear,
    joined: Date,
    due: u8,
    nominated: BTreeMap<Week, RecordedBy>,
    /// Every earlier choice, the latest last.
    earlier: Vec<BTreeMap<Week, RecordedBy>>,
}

/// Who nominates.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NominatedBy {
    /// The provider, until the week begins.
    Provider,
    /// Finance, on behalf of the provider, at any time before a lock.
    Finance {
        /// Why.
        because: String,
    },
}

/// What there is of a week's register.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WeekUse {
    /// Nothing is recorded.
    Untouched,
    /// Something is recorded.
    Marked,
    /// The register is locked.
    Locked,
}

/// The reason why weeks cannot be nominated.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NominationRefused {
    /// The week is of another financial year.
    #[error("{0} is in another financial year")]
    OtherYear(Week),
    /// The week has begun; only finance can change it.
    #[error("{0} has already started")]
    HasBegun(Week),
    /// The week was nominated, has begun, and cannot be given back.
    #[error("{0} was a non-payment week and has already started")]
    WasTaken(Week),
    /// The register of the week is locked.
    #[error("the register of {0} has been submitted")]
    Locked(Week),
    /// The week is before the supplier joined.
    #[error("{0} is before the contract started")]
    BeforeJoining(Week),
    /// There are more weeks than the contract has.
    #[error("you can choose {most} weeks")]
    TooMany {
        /// The most.
        most: u8,
    },
    /// Something is recorded in the week, and nobody said that this is known.
    #[error("{0} has changes recorded, which will not be paid")]
    HasMarks(Week),
    /// Finance did not say why.
    #[error("say why")]
    NoReasonGiven,
}

impl NonPaymentYear {
    /// Makes the year of a supplier with nothing nominated.
    #[must_use]
    pub fn new(year: FinancialYear, joined: Date, rule: &NonPaymentRule) -> Self {
        Self {
            year,
            joined,
            due: rule.weeks_due(year, joined),
            nominated: BTreeMap::new(),
            earlier: Vec::new(),
        }
    }

    /// Makes the year of a supplier with the choices that were made, the one
    /// that stands last.
    #[must_use]
    pub fn with_choices(mut self, mut choices: Vec<BTreeMap<Week, RecordedBy>>) -> Self {
        self.nominated = choices.pop().unwrap_or_default();
        self.earlier = choices;
        self
    }

    /// Returns the weeks that were chosen, with who chose each.
    #[must_use]
    pub const fn nominated(&self) -> &BTreeMap<Week, RecordedBy> {
        &self.nominated
    }

    /// Returns the financial year.
    #[must_use]
    pub const fn year(&self) -> FinancialYear {
        self.year
    }

    /// Returns the first day of the supplier's contract.
    #[must_use]
    pub const fn joined(&self) -> Date {
        self.joined
    }

    /// Returns the number of weeks that the contract has in the year.
    #[must_use]
    pub const fn due(&self) -> u8 {
        self.due
    }

    /// Returns the day by which weeks are to be nominated: 31 May, or eight
    /// weeks after the supplier joined. Nothing but reminders hangs on it.
    #[must_use]
    pub fn nominate_by(&self) -> Date {
        let may = Date::new(self.year.begins_in(), 5, 31).unwrap_or(self.joined);
        may.max(plus_days(self.joined, 56))
    }

    /// Whether a reminder is due: the day has passed and not all weeks are
    /// nominated.
    #[must_use]
    pub fn reminder_is_due(&self, now: Timestamp) -> bool {
        date_in_london(now) > self.nominate_by() && self.nominated.len() < usize::from(self.due)
    }

    /// Chooses the weeks, in place of what was chosen before. Marks that are
    /// already in a week stay in its history and are not applied.
    ///
    /// # Errors
    /// Every [`NominationRefused`], at once; the choice is then as it was.
    pub fn nominate(
        &mut self,
        weeks: &[Week],
        by: &NominatedBy,
        recorded: &RecordedBy,
        marks_are_known: bool,
        use_of: impl Fn(Week) -> WeekUse,
    ) -> Result<(), Vec<NominationRefused>> {
        let chosen: BTreeSet<Week> = weeks.iter().copied().collect();
        let before: BTreeSet<Week> = self.in_force().into_iter().collect();
        let now = recorded.at;
        let mut refused = Vec::new();
        if let NominatedBy::Finance { because } = by
            && because.trim().is_empty()
        {
            refused.push(NominationRefused::NoReasonGiven);
        }
        if chosen.len() > usize::from(self.due) {
            refused.push(NominationRefused::TooMany { most: self.due });
        }
        let by_provider = *by == NominatedBy::Provider;
        for week in &chosen {
            let week = *week;
            let stays = self.nominated.contains_key(&week);
            if week.financial_year() != self.year {
                refused.push(NominationRefused::OtherYear(week));
            } else if week.ending() < self.joined {
                refused.push(NominationRefused::BeforeJoining(week));
            } else if stays {
                // Nothing changes for it.
            } else if use_of(week) == WeekUse::Locked {
                refused.push(NominationRefused::Locked(week));
            } else if by_provider && week.has_begun(now) && !before.contains(&week) {
                refused.push(NominationRefused::HasBegun(week));
            } else if use_of(week) == WeekUse::Marked && !marks_are_known {
                refused.push(NominationRefused::HasMarks(week));
            }
        }
        // A week that was taken and has begun cannot be given back, whether it
        // was chosen or a default.
        let after = self.with(&chosen);
        for week in before.difference(&after) {
            if by_provider && week.has_begun(now) {
                refused.push(NominationRefused::WasTaken(*week));
            }
        }
        if !refused.is_empty() {
            return Err(refused);
        }
        let nominated: BTreeMap<_, _> = chosen
            .into_iter()
            .map(|week| {
                let stays = self.nominated.get(&week);
                (week, stays.unwrap_or(recorded).clone())
            })
            .collect();
        if nominated != self.nominated {
            let earlier = std::mem::replace(&mut self.nominated, nominated);
            self.earlier.push(earlier);
        }
        Ok(())
    }

    /// Returns the weeks that are not paid: those that were nominated, then
    /// defaults until the contract's number is reached.
    #[must_use]
    pub fn in_force(&self) -> Vec<Week> {
        let chosen = self.nominated.keys().copied().collect();
        self.with(&chosen).into_iter().collect()
    }

    fn with(&self, chosen: &BTreeSet<Week>) -> BTreeSet<Week> {
        let mut weeks = chosen.clone();
        for week in default_weeks(self.year) {
            if weeks.len() < usize::from(self.due) && week.monday() >= self.joined {
                weeks.insert(week);
            }
        }
        weeks
    }

    /// Whether the week has no register. A register that was locked before
    /// stays as it is: a default is never applied over it.
    #[must_use]
    pub fn closes(&self, week: Week, use_of: WeekUse) -> bool {
        let nominated = self.nominated.contains_key(&week);
        let in_force = nominated || self.in_force().contains(&week);
        in_force && use_of != WeekUse::Locked
    }

    /// Returns the choices that were made before, the latest last.
    #[must_use]
    pub fn earlier(&self) -> &[BTreeMap<Week, RecordedBy>] {
        &self.earlier
    }

    /// Returns the number of weeks of the year that are paid, from the week in
    /// which the supplier joined.
    #[must_use]
    pub fn paid_weeks(&self) -> usize {
        let weeks = self.year.weeks();
        let of_contract = weeks.iter().filter(|week| week.ending() >= self.joined);
        of_contract.count() - self.in_force().len()
    }
}
