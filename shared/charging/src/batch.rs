//! A county assessed at once: a council that asks what new amounts or another
//! policy would do assesses everybody it knows, many times over.
//!
//! [`crate::totals`] takes one household at a time and works in `Decimal`, which
//! is exact for any number and slow for so many. Here each household is packed
//! once into a few machine words, what depends on the day and the policy alone is
//! put into tables once, and the sum is done in whole pence. The result is that of
//! `totals`, to the penny and to every figure used.
//!
//! What depends on the household alone, and each line of the tables, is asked of
//! `rules`. The order of the steps and their sums stand twice, in `rules` and in
//! [`steps`]: the tests of this module hold the two equal over a great many
//! households, policies and days. A household or a policy that does not fit (sale
//! costs of three decimal places, two shares in thirds), and one that is refused,
//! takes the ordinary way, so that this module never refuses anybody and never
//! rounds what it cannot hold.
//!
//! No sum can overflow: an amount is at most 10 billion pence and a list has at
//! most 100 of them; what is multiplied further is bounded beside its product, and
//! capital beyond its unit takes the ordinary way.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::assessment::{AssessmentResult, Basis, BeyondIncome, Charge, ChargeReason, Totals};
use crate::circumstances::Circumstances;
use crate::law::FiguresUsed;
use crate::policy::Policy;
use crate::problem::CircumstancesProblem;

mod packing;
mod steps;
mod tables;
#[cfg(test)]
mod tests;

use packing::Kinds;
use tables::{PLACES_OF_CAPITAL, PLACES_OF_REST, Tables};

/// Households packed into machine words, to be assessed on any day by any
/// policy.
pub struct PackedHouseholds<'a> {
    households: &'a [Circumstances],
    words: Vec<u64>,
    /// Where the words of each household end. One without words is not packed.
    ends: Vec<usize>,
    kinds: Kinds,
}

/// Packed households with the tables of a day and a policy.
pub struct BatchAssessment<'a> {
    packed: &'a PackedHouseholds<'a>,
    on: Date,
    policy: &'a Policy,
    /// `None` where the policy does not fit, or the day has no law.
    tables: Option<Box<Tables>>,
}

/// The answer for one household.
#[derive(Clone, Debug, PartialEq)]
pub enum BatchAnswer {
    /// The result in whole pence.
    InPence(ResultInPence),
    /// The answer of [`crate::totals`], for a household or a policy that does not
    /// fit, and for one that is refused.
    Ordinary(Box<Result<AssessmentResult, Vec<CircumstancesProblem>>>),
}

/// The result of an assessment in whole pence. Capital alone can have smaller
/// parts, to the 15 places of a pound to which `rules` works out a third.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ResultInPence {
    basis: Basis,
    reason: Option<ChargeReason>,
    figures_used: FiguresUsed,
    capital_units: i64,
    capital_rest: i64,
    tariff_income: i64,
    income_counted: i64,
    income_ignored: i64,
    guarantee: Option<i64>,
    personal_expenses: Option<i64>,
    housing: i64,
    expenses: i64,
    allowances: i64,
    couple_adjustment: i64,
    kept: i64,
    available: i64,
    contribution: i64,
    cost: Option<i64>,
    charge: Option<i64>,
    received: i64,
    arrangement_fee: i64,
    beyond_income: BeyondIncome,
}

impl<'a> PackedHouseholds<'a> {
    /// Packs households.
    ///
    /// ```
    /// use charging::batch::PackedHouseholds;
    /// use charging::circumstances::Circumstances;
    /// use charging::policy::Policy;
    /// use jiff::civil::date;
    ///
    /// let county: Vec<Circumstances> = serde_json::from_value(serde_json::json!([
    ///     {
    ///         "person": { "age": 80 },
    ///         "care": { "setting": "at_home", "weekly_cost": "400" },
    ///         "income": [{ "kind": "state_pension", "amount": "300" }]
    ///     },
    ///     { "person": { "age": 12 }, "care": { "setting": "at_home" } }
    /// ]))
    /// .unwrap();
    /// let packed = PackedHouseholds::pack(&county);
    ///
    /// let policy = Policy::default();
    /// let assessment = packed.under(date(2024, 6, 3), &policy);
    /// let charges: Vec<_> = assessment
    ///     .answers()
    ///     .map(|answer| answer.into_result().map(|result| result.charge.weekly))
    ///     .collect();
    /// assert_eq!(charges[0], Ok(Some(rust_decimal::dec!(71.30))));
    /// assert_eq!(charges[1].as_ref().unwrap_err()[0].field, "/circumstances/person/age");
    /// ```
    #[must_use]
    pub fn pack(households: &'a [Circumstances]) -> Self {
        let mut packed = Self {
            households,
            words: Vec::new(),
            ends: Vec::with_capacity(households.len()),
            kinds: Kinds::default(),
        };
        for household in households {
            let before = packed.words.len();
            if packing::pack(household, &mut packed.words, &mut packed.kinds).is_none() {
                packed.words.truncate(before);
            }
            packed.ends.push(packed.words.len());
        }
        packed
    }

    /// Makes the tables of a day and a policy, by which each household is
    /// assessed. See [`pack`](Self::pack).
    ///
    /// ```
    /// use charging::batch::PackedHouseholds;
    /// use charging::policy::Policy;
    /// use jiff::civil::date;
    ///
    /// let nobody = PackedHouseholds::pack(&[]);
    /// assert_eq!(nobody.under(date(2024, 6, 3), &Policy::default()).answers().count(), 0);
    /// ```
    #[must_use]
    pub fn under(&'a self, on: Date, policy: &'a Policy) -> BatchAssessment<'a> {
        BatchAssessment {
            packed: self,
            on,
            policy,
            tables: Tables::new(on, policy, &self.kinds).map(Box::new),
        }
    }
}

impl BatchAssessment<'_> {
    /// Assesses the households, in their order.
    ///
    /// ```
    /// use charging::batch::{BatchAnswer, PackedHouseholds};
    /// use charging::circumstances::Circumstances;
    /// use charging::policy::Policy;
    /// use jiff::civil::date;
    ///
    /// let one: Circumstances = serde_json::from_value(serde_json::json!({
    ///     "person": { "age": 80 }, "care": { "setting": "at_home" }
    /// }))
    /// .unwrap();
    /// let county = [one];
    /// let packed = PackedHouseholds::pack(&county);
    /// let policy = Policy::default();
    /// let assessment = packed.under(date(2024, 6, 3), &policy);
    /// assert!(matches!(assessment.answers().next(), Some(BatchAnswer::InPence(_))));
    /// ```
    pub fn answers(&self) -> impl Iterator<Item = BatchAnswer> {
        let mut begin = 0;
        self.packed
            .households
            .iter()
            .zip(&self.packed.ends)
            .map(move |(household, &end)| {
                let words = self.packed.words.get(begin..end).unwrap_or_default();
                begin = end;
                self.answer(household, words)
            })
    }

    fn answer(&self, household: &Circumstances, words: &[u64]) -> BatchAnswer {
        let in_pence = self.tables.as_ref().and_then(|tables| tables.assess(words));
        in_pence.map_or_else(
            || {
                let ordinary = crate::totals(self.on, household, self.policy);
                BatchAnswer::Ordinary(Box::new(ordinary))
            },
            BatchAnswer::InPence,
        )
    }
}

impl BatchAnswer {
    /// Returns the answer that [`crate::totals`] gives.
    ///
    /// ```
    /// use charging::batch::BatchAnswer;
    ///
    /// let refused = BatchAnswer::Ordinary(Box::new(Err(Vec::new())));
    /// assert!(refused.into_result().is_err());
    /// ```
    ///
    /// # Errors
    /// Every [`CircumstancesProblem`], as `totals` gives them.
    pub fn into_result(self) -> Result<AssessmentResult, Vec<CircumstancesProblem>> {
        match self {
            Self::InPence(result) => Ok(result.in_pounds()),
            Self::Ordinary(answer) => *answer,
        }
    }
}

impl ResultInPence {
    /// Returns the result in pounds.
    fn in_pounds(&self) -> AssessmentResult {
        let pounds = |pence| Decimal::new(pence, 2);
        AssessmentResult {
            charge: Charge {
                basis: self.basis,
                reason: self.reason,
                weekly: self.charge.map(pounds),
            },
            totals: Totals {
                capital_counted: Decimal::new(self.capital_units, PLACES_OF_CAPITAL)
                    + Decimal::new(self.capital_rest, PLACES_OF_CAPITAL + PLACES_OF_REST),
                tariff_income: pounds(self.tariff_income),
                income_counted: pounds(self.income_counted),
                income_ignored: pounds(self.income_ignored),
                income_total: pounds(self.income_counted + self.tariff_income),
                minimum_income_guarantee: self.guarantee.map(pounds),
                personal_expenses_allowance: self.personal_expenses.map(pounds),
                housing: pounds(self.housing),
                disability_related_expenses: pounds(self.expenses),
                agreed_allowances: pounds(self.allowances),
                couple_adjustment: pounds(self.couple_adjustment),
                kept: pounds(self.kept),
                available_income: pounds(self.available),
                contribution: pounds(self.contribution),
                cost_of_care: self.cost.map(pounds),
                weekly_charge: self.charge.map(pounds),
                council_pays: self
                    .cost
                    .zip(self.charge)
                    .map(|(cost, charge)| pounds(cost - charge)),
                left_with: self.charge.map(|charge| pounds(self.received - charge)),
                arrangement_fee: pounds(self.arrangement_fee),
                beyond_income: self.beyond_income,
            },
            figures_used: self.figures_used,
        }
    }
}
