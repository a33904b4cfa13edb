//! What new amounts of the law change: an assessment of before beside one of
//! after, and the difference split into what the new amounts did and what changed
//! about the person or the council's policy.
//!
//! Between the two stands a third assessment, by the new law and with everything
//! else as it was. The way from the first to that one is the part "from the
//! rates"; the way from that one to the last is the part "from your change".
//! The two parts add up to the whole to the penny. That somebody grew older, and so
//! reached 25 or pension age, is a change of theirs and none of the rates.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::assessment::AssessmentResult;
use crate::circumstances::Circumstances;
use crate::law::{Figure, FigureName, FiguresUsed, LawOfTheDay};
use crate::pension_age::by_age;
use crate::policy::Policy;
use crate::problem::CircumstancesProblem;
use crate::rules::{FLAT_SAVINGS_CREDIT_AGE, age, reached_pension_age};
use crate::totals;

mod county;
mod redaction;
#[cfg(test)]
mod tests;

pub use county::{
    ChangeBand, CountyReport, CountySide, Crossings, FigureInCounty, SectionInCounty, county_report,
};
pub use redaction::redacted;

/// What an assessment rests on: the circumstances, and the day and the policy by
/// which they are assessed.
#[derive(Clone, Copy, Debug)]
pub struct AssessedUnder<'a> {
    /// The day whose law is used.
    pub on: Date,
    /// The circumstances.
    pub circumstances: &'a Circumstances,
    /// The council's policy.
    pub policy: &'a Policy,
}

/// An assessment of before beside one of after, with the one between them.
#[derive(Clone, Debug, PartialEq)]
pub struct UpratingDifference {
    /// The result of before.
    pub before: AssessmentResult,
    /// The result of before by the new law.
    pub by_new_rates: AssessmentResult,
    /// The result of after.
    pub after: AssessmentResult,
    /// The figures of the law that the results of before rest on and whose amount
    /// moved, in the order of the files.
    pub figures: Vec<FigureMoved>,
}

/// A figure of the law whose amount is another on another day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FigureMoved {
    /// The figure.
    pub name: FigureName,
    /// The amount of before, in pounds; `None` where it was not on file.
    pub before: Option<Decimal>,
    /// The amount of after; `None` where it is not on file.
    pub after: Option<Decimal>,
}

/// The parts of a difference of the weekly charge, in pounds; below 0 where less
/// is paid.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ChargeParts {
    /// The part that the new amounts of the law make.
    pub from_rates: Decimal,
    /// The part that changes of the person or of the policy make.
    pub from_change: Decimal,
}

impl ChargeParts {
    /// Returns the whole difference.
    ///
    /// ```
    /// use charging::uprating::ChargeParts;
    /// use rust_decimal::dec;
    ///
    /// let parts = ChargeParts { from_rates: dec!(-3.20), from_change: dec!(5) };
    /// assert_eq!(parts.whole(), dec!(1.80));
    /// ```
    #[must_use]
    pub fn whole(&self) -> Decimal {
        self.from_rates + self.from_change
    }
}

impl UpratingDifference {
    /// Returns the parts of the difference of the weekly charge; `None` where one
    /// of the charges is the full cost of care whose cost is not known. See
    /// [`difference`].
    ///
    /// ```
    /// # use charging::policy::Policy;
    /// # use charging::uprating::{AssessedUnder, difference};
    /// # use jiff::civil::date;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "capital": [{ "kind": "cash", "value": "30000" }]
    /// # })).unwrap();
    /// # let policy = Policy::default();
    /// # let under = AssessedUnder { on: date(2024, 6, 3), circumstances: &circumstances, policy: &policy };
    /// // `under` has £30,000 and care whose cost is not known.
    /// let difference = difference(&under, &under).unwrap();
    /// assert_eq!(difference.charge(), None);
    /// ```
    #[must_use]
    pub fn charge(&self) -> Option<ChargeParts> {
        let [before, between, after] =
            [self.before, self.by_new_rates, self.after].map(|result| result.charge.weekly);
        Some(ChargeParts {
            from_rates: between? - before?,
            from_change: after? - between?,
        })
    }
}

/// Assesses before and after, and splits the difference.
///
/// Somebody of 80 worked out an estimate in June 2024, has £10 a week more a year
/// later, and looks again under the amounts of 2025:
///
/// ```
/// use charging::policy::Policy;
/// use charging::uprating::{AssessedUnder, difference};
/// use jiff::civil::date;
/// use rust_decimal::dec;
/// # let with = |pension: &str| serde_json::from_value(serde_json::json!({
/// #     "person": { "age": 80 }, "care": { "setting": "at_home", "weekly_cost": "400" },
/// #     "income": [{ "kind": "state_pension", "amount": pension }]
/// # })).unwrap();
///
/// let policy = Policy::default();
/// let (then, now) = (with("300"), with("310"));
/// let before = AssessedUnder { on: date(2024, 6, 3), circumstances: &then, policy: &policy };
/// let after = AssessedUnder { on: date(2025, 6, 2), circumstances: &now, policy: &policy };
/// let difference = difference(&before, &after).unwrap();
///
/// // The guarantee rose from £228.70 to £232.60.
/// let parts = difference.charge().unwrap();
/// assert_eq!((parts.from_rates, parts.from_change), (dec!(-3.90), dec!(10)));
/// assert_eq!(parts.whole(), dec!(6.10));
/// assert_eq!(difference.figures[0].name.key(), "single_pension_age");
/// assert_eq!(difference.figures[0].moved_by(), Some(dec!(3.90)));
/// ```
///
/// # Errors
/// Every [`CircumstancesProblem`] of the first of the three that is refused.
pub fn difference(
    before: &AssessedUnder<'_>,
    after: &AssessedUnder<'_>,
) -> Result<UpratingDifference, Vec<CircumstancesProblem>> {
    let first = totals(before.on, before.circumstances, before.policy)?;
    let as_it_was = with_ages_of(before.on, after.on, before.circumstances);
    let between = totals(after.on, &as_it_was, before.policy)?;
    Ok(UpratingDifference {
        before: first,
        by_new_rates: between,
        after: totals(after.on, after.circumstances, after.policy)?,
        figures: figures_moved(
            before.on,
            after.on,
            first.figures_used.and(between.figures_used),
        ),
    })
}

impl FigureMoved {
    /// Returns how much the figure moved; `None` where it was not on file on both
    /// days.
    ///
    /// ```
    /// use charging::law::FigureName;
    /// use charging::uprating::FigureMoved;
    /// use rust_decimal::dec;
    ///
    /// let child = FigureMoved {
    ///     name: FigureName::child,
    ///     before: Some(dec!(101.25)),
    ///     after: Some(dec!(102.95)),
    /// };
    /// assert_eq!(child.moved_by(), Some(dec!(1.70)));
    /// ```
    #[must_use]
    pub fn moved_by(&self) -> Option<Decimal> {
        Some(self.after? - self.before?)
    }
}

/// Lists the figures of a note that have another amount on another day.
fn figures_moved(from: Date, to: Date, used: FiguresUsed) -> Vec<FigureMoved> {
    let [before, after] = [from, to].map(|day| {
        let law = LawOfTheDay::new(day, false).ok();
        let figures: Vec<&'static Figure> = law.iter().flat_map(|law| law.figures(used)).collect();
        figures
    });
    let amount = |figures: &[&'static Figure], name| {
        let figure = figures.iter().find(|figure| figure.name == name)?;
        Some(figure.amount)
    };
    FigureName::ALL
        .iter()
        .filter(|name| used.contains(**name))
        .map(|&name| FigureMoved {
            name,
            before: amount(&before, name),
            after: amount(&after, name),
        })
        .filter(|figure| figure.before != figure.after)
        .collect()
}

/// Returns circumstances for another day with the ages that matter as they were
/// on the first: whether somebody was under 25, had reached pension age, and was
/// 65.
fn with_ages_of(on: Date, another: Date, circumstances: &Circumstances) -> Circumstances {
    let mut as_it_was = circumstances.clone();
    let person = &mut as_it_was.person;
    let reached = reached_pension_age(
        on,
        person.reached_pension_age,
        person.date_of_birth,
        person.age,
    );
    person.age = age_that_stands_for(another, age(on, person), reached);
    person.date_of_birth = None;
    person.reached_pension_age = Some(reached);
    if let Some(partner) = &mut as_it_was.household.partner {
        let reached = reached_pension_age(
            on,
            partner.reached_pension_age,
            partner.date_of_birth,
            partner.age,
        );
        (partner.age, partner.date_of_birth) = (None, None);
        partner.reached_pension_age = Some(reached);
    }
    as_it_was
}

/// Returns an age that means for the rules what another meant on another day, and
/// that agrees with what is said of pension age.
fn age_that_stands_for(on: Date, age: Option<u8>, reached: bool) -> Option<u8> {
    let age = age?;
    if age < 25 {
        // An age under 18 is refused on the first day already.
        return Some(age.max(18));
    }
    if age < FLAT_SAVINGS_CREDIT_AGE {
        return None;
    }
    let stands = if reached { 80 } else { FLAT_SAVINGS_CREDIT_AGE };
    let said = by_age(on, stands);
    (!said.is_settled() || said.is_likely() == reached).then_some(stands)
}
