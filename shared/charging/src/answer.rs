//! An assessment as the JSON API returns it: money as strings with two decimal
//! places, and every word made here.

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::assessment::{
    Assessment, AssessmentResult, Basis, BenefitToCheck, BeyondIncome, CareHomeMoment,
    CareHomeOverTime, CareHomeStep, Charge, ChargeReason, DeferredPaymentFacts,
    PensionAgeNotSettled, Totals,
};
use super::circumstances::IncomeKind;
use super::citations::Citation;
use super::law::{Figure, FigureCertainty};
use super::trace::{Explained, Input, Rate};
use domain::values::money::{in_words, two_places};

#[derive(Serialize)]
struct Answer<'a> {
    date: String,
    amounts: AmountsUsed,
    #[serde(flatten)]
    result: ResultAndTotals,
    certainty: CertaintyOfAll,
    over_time: Option<OverTimeOut>,
    trace: Vec<LineOut>,
    benefits_to_check: &'a [BenefitToCheck],
}

#[derive(Serialize)]
struct AmountsUsed {
    name: &'static str,
    from: String,
}

#[derive(Serialize)]
struct ResultAndTotals {
    result: ResultOut,
    totals: TotalsOut,
}

#[derive(Serialize)]
struct ResultOut {
    basis: Basis,
    reason: Option<ChargeReason>,
    weekly_charge: Option<String>,
    beyond_income: BeyondIncome,
    sentence: String,
}

#[derive(Serialize)]
struct TotalsOut {
    capital_counted: String,
    tariff_income: String,
    income_counted: String,
    income_ignored: String,
    income_total: String,
    minimum_income_guarantee: Option<String>,
    personal_expenses_allowance: Option<String>,
    housing: String,
    disability_related_expenses: String,
    agreed_allowances: String,
    couple_adjustment: String,
    kept: String,
    available_income: String,
    contribution: String,
    cost_of_care: Option<String>,
    weekly_charge: Option<String>,
    council_pays: Option<String>,
    left_with: Option<String>,
    arrangement_fee: String,
}

#[derive(Serialize)]
struct CertaintyOfAll {
    published: bool,
    unpublished_figures: Vec<UnpublishedFigure>,
    other_result: Option<ResultAndTotals>,
    not_settled: Vec<NotSettledOut>,
}

#[derive(Serialize)]
struct NotSettledOut {
    field: &'static str,
    sentence: String,
    taken_as_reached: bool,
    otherwise: Option<ResultAndTotals>,
}

#[derive(Serialize)]
struct OverTimeOut {
    steps: Vec<StepOut>,
    savings: Option<SavingsOut>,
    deferred_payment: Option<DeferredPaymentOut>,
    nursing_care_weekly: Option<String>,
}

#[derive(Serialize)]
struct StepOut {
    from: CareHomeMoment,
    after_weeks: u32,
    stops: Vec<IncomeKind>,
    home_counts: bool,
    #[serde(flatten)]
    result: ResultAndTotals,
}

#[derive(Serialize)]
struct SavingsOut {
    now: String,
    weekly_from_savings: String,
    weeks_to_upper_limit: Option<u32>,
    weeks_to_lower_limit: Option<u32>,
}

#[derive(Serialize)]
struct DeferredPaymentOut {
    from_weeks: u32,
    must_be_offered: bool,
    home: String,
    equity_limit: String,
    income_allowance: Option<String>,
    weekly_deferred: Option<String>,
    weeks_to_equity_limit: Option<u32>,
}

#[derive(Serialize)]
struct UnpublishedFigure {
    name: &'static str,
    amount: String,
    certainty: FigureCertainty,
    source: &'static str,
    other_amount: Option<String>,
}

#[derive(Serialize)]
struct LineOut {
    rule: &'static str,
    sentence: String,
    inputs: Vec<Input>,
    sum: String,
    amount: String,
    rates: Vec<Rate>,
    law: &'static [Citation],
}

impl Serialize for Assessment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Answer {
            date: self.date.to_string(),
            amounts: AmountsUsed {
                name: self.amounts.name,
                from: self.amounts.from.to_string(),
            },
            result: ResultAndTotals::from(&self.outcome),
            certainty: CertaintyOfAll {
                published: self.unpublished.is_empty(),
                unpublished_figures: self
                    .unpublished
                    .iter()
                    .map(|figure| UnpublishedFigure::from(*figure))
                    .collect(),
                other_result: self.other.as_ref().map(ResultAndTotals::from),
                not_settled: self.not_settled.iter().map(NotSettledOut::from).collect(),
            },
            over_time: self.over_time.as_ref().map(OverTimeOut::from),
            trace: self.trace.lines().map(LineOut::from).collect(),
            benefits_to_check: &self.benefits_to_check,
        }
        .serialize(serializer)
    }
}

/// Serialises a result without its explanation: `result` and `totals`, as in
/// an [`Assessment`].
impl Serialize for AssessmentResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ResultAndTotals::from(self).serialize(serializer)
    }
}

impl From<&AssessmentResult> for ResultAndTotals {
    fn from(outcome: &AssessmentResult) -> Self {
        Self {
            result: ResultOut {
                basis: outcome.charge.basis,
                reason: outcome.charge.reason,
                weekly_charge: outcome.charge.weekly.map(two_places),
                beyond_income: outcome.totals.beyond_income,
                sentence: outcome.charge.sentence(),
            },
            totals: TotalsOut::from(&outcome.totals),
        }
    }
}

impl From<&Totals> for TotalsOut {
    fn from(totals: &Totals) -> Self {
        let maybe = |amount: Option<Decimal>| amount.map(two_places);
        Self {
            capital_counted: two_places(totals.capital_counted),
            tariff_income: two_places(totals.tariff_income),
            income_counted: two_places(totals.income_counted),
            income_ignored: two_places(totals.income_ignored),
            income_total: two_places(totals.income_total),
            minimum_income_guarantee: maybe(totals.minimum_income_guarantee),
            personal_expenses_allowance: maybe(totals.personal_expenses_allowance),
            housing: two_places(totals.housing),
            disability_related_expenses: two_places(totals.disability_related_expenses),
            agreed_allowances: two_places(totals.agreed_allowances),
            couple_adjustment: two_places(totals.couple_adjustment),
            kept: two_places(totals.kept),
            available_income: two_places(totals.available_income),
            contribution: two_places(totals.contribution),
            cost_of_care: maybe(totals.cost_of_care),
            weekly_charge: maybe(totals.weekly_charge),
            council_pays: maybe(totals.council_pays),
            left_with: maybe(totals.left_with),
            arrangement_fee: two_places(totals.arrangement_fee),
        }
    }
}

impl From<&PensionAgeNotSettled> for NotSettledOut {
    fn from(age: &PensionAgeNotSettled) -> Self {
        Self {
            field: age.field,
            sentence: age.sentence.clone(),
            taken_as_reached: age.taken_as_reached,
            otherwise: age.otherwise.as_ref().map(ResultAndTotals::from),
        }
    }
}

impl From<&CareHomeOverTime> for OverTimeOut {
    fn from(over_time: &CareHomeOverTime) -> Self {
        Self {
            steps: over_time.steps.iter().map(StepOut::from).collect(),
            savings: over_time.savings.as_ref().map(|savings| SavingsOut {
                now: two_places(savings.now),
                weekly_from_savings: two_places(savings.weekly),
                weeks_to_upper_limit: savings.weeks_to_upper_limit,
                weeks_to_lower_limit: savings.weeks_to_lower_limit,
            }),
            deferred_payment: over_time
                .deferred_payment
                .as_ref()
                .map(DeferredPaymentOut::from),
            nursing_care_weekly: over_time.nursing_care.map(|rate| two_places(rate.amount)),
        }
    }
}

impl From<&CareHomeStep> for StepOut {
    fn from(step: &CareHomeStep) -> Self {
        Self {
            from: step.from,
            after_weeks: step.from.after_weeks(),
            stops: step.stops.clone(),
            home_counts: step.home_counts,
            result: ResultAndTotals::from(&step.result),
        }
    }
}

impl From<&DeferredPaymentFacts> for DeferredPaymentOut {
    fn from(facts: &DeferredPaymentFacts) -> Self {
        Self {
            from_weeks: CareHomeMoment::ThirteenthWeek.after_weeks(),
            must_be_offered: facts.must_be_offered,
            home: two_places(facts.home),
            equity_limit: two_places(facts.equity_limit),
            income_allowance: facts.income_allowance.map(|rate| two_places(rate.amount)),
            weekly_deferred: facts.weekly_deferred.map(two_places),
            weeks_to_equity_limit: facts.weeks_to_equity_limit,
        }
    }
}

impl From<&'static Figure> for UnpublishedFigure {
    fn from(figure: &'static Figure) -> Self {
        Self {
            name: figure.name.words(),
            amount: two_places(figure.amount),
            certainty: figure.certainty,
            source: figure.source,
            other_amount: figure.other.map(|other| two_places(other.amount)),
        }
    }
}

impl From<Explained<'_>> for LineOut {
    fn from(line: Explained<'_>) -> Self {
        Self {
            rule: line.rule().id(),
            sentence: line.sentence(),
            inputs: line.inputs(),
            sum: line.sum(),
            amount: two_places(line.amount()),
            rates: line.rates(),
            law: line.law(),
        }
    }
}

impl Charge {
    /// Returns the answer in one sentence: `You would pay £67.71 a week towards
    /// your care.`
    ///
    /// ```
    /// use charging::{Basis, Charge};
    /// use rust_decimal::dec;
    ///
    /// let charge = Charge {
    ///     basis: Basis::FullCost,
    ///     reason: None,
    ///     weekly: Some(dec!(391.95)),
    /// };
    /// assert_eq!(
    ///     charge.sentence(),
    ///     "You would pay the full cost of your care, £391.95 a week."
    /// );
    /// ```
    #[must_use]
    pub fn sentence(&self) -> String {
        match (self.basis, self.weekly) {
            (Basis::Contribution, Some(weekly)) => {
                format!(
                    "You would pay {} a week towards your care.",
                    in_words(weekly)
                )
            }
            (Basis::FullCost, Some(weekly)) => {
                format!(
                    "You would pay the full cost of your care, {} a week.",
                    in_words(weekly)
                )
            }
            (Basis::FullCost, None) => "You would pay the full cost of your care.".to_owned(),
            (Basis::Free, _) => "You would pay nothing: this care is free.".to_owned(),
            (Basis::NothingToPay | Basis::Contribution, _) => {
                "You would pay nothing towards your care.".to_owned()
            }
        }
    }
}
