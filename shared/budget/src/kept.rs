//! A budget as it is kept: what the model predicted and what people decided,
//! both with their reasons. Neither replaces the other.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::allocation::{Allocation, BudgetOutcome};
use crate::amount::{Amount, Extent};
use crate::given::BudgetAnswers;
use crate::model::ModelVersion;

/// A budget as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptBudget {
    /// What the model predicted. It stays as it was.
    pub indicative: IndicativeBudget,
    /// What people decided, the last of them in force.
    pub decided: Vec<FinalBudget>,
}

/// What a model predicted, with what it needs to be worked out again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicativeBudget {
    /// The model and its version, which the budget keeps when the model is
    /// uprated.
    pub model: ModelVersion,
    /// The answers.
    pub answers: BudgetAnswers,
    /// The day on which it was worked out.
    pub on: Date,
    /// The predicted amounts; empty where there was no prediction.
    pub amounts: Vec<Extent>,
    /// Why there was no prediction, or what the model said besides.
    pub reasons: Vec<String>,
}

/// What somebody decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinalBudget {
    /// The amounts, at most one of each period.
    pub amounts: Vec<Amount>,
    /// The day of the decision.
    pub on: Date,
    /// Who decided, as the record names them.
    pub by: String,
    /// What the amounts buy, so that the person can see how the needs are met.
    pub buys: Vec<String>,
    /// Why these amounts, and why they differ from the indicative ones.
    pub reasons: String,
}

/// Why a decision cannot be kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum DecisionFault {
    /// There are no reasons.
    #[error("a final budget needs its reasons")]
    NoReasons,
    /// Nobody is named.
    #[error("a final budget names who decided")]
    Nobody,
    /// Nothing is bought with an amount above £0.
    #[error("a final budget says what the amounts buy")]
    BuysNothing,
    /// There is no amount, or two of one period.
    #[error("a final budget has one amount for each period")]
    Amounts,
    /// An amount is below £0.
    #[error("a final budget is not below £0")]
    BelowZero,
    /// The day is before the indicative budget or before an earlier decision.
    #[error("a final budget is decided on or after the day of what came before")]
    TooEarly,
}

impl KeptBudget {
    /// Begins a kept budget with what a model predicted.
    #[must_use]
    pub fn begin(allocation: &Allocation, answers: &BudgetAnswers, on: Date) -> Self {
        let predicted = allocation.results.iter().filter_map(|result| result.extent);
        let mut reasons: Vec<_> = match &allocation.outcome {
            BudgetOutcome::APersonDecides(reasons) => reasons
                .iter()
                .map(|reason| reason.sentence.clone())
                .collect(),
            BudgetOutcome::Predicted | BudgetOutcome::Incomplete => Vec::new(),
        };
        reasons.extend(allocation.flags.iter().map(|flag| flag.sentence.clone()));
        let says = allocation.results.iter().flat_map(|result| &result.says);
        reasons.extend(says.cloned());
        Self {
            indicative: IndicativeBudget {
                model: allocation.model.clone(),
                answers: answers.clone(),
                on,
                amounts: predicted.collect(),
                reasons,
            },
            decided: Vec::new(),
        }
    }

    /// Keeps a decision after what is kept already.
    ///
    /// # Errors
    /// Every [`DecisionFault`], at once; then nothing is kept.
    pub fn decide(&mut self, decision: FinalBudget) -> Result<(), Vec<DecisionFault>> {
        let last = self
            .decided
            .last()
            .map_or(self.indicative.on, |last| last.on);
        let mut amounts = decision.amounts.iter().enumerate();
        let twice = amounts.any(|(place, amount)| {
            let before = decision.amounts.get(..place).unwrap_or_default();
            before.iter().any(|other| other.period() == amount.period())
        });
        let above = decision
            .amounts
            .iter()
            .any(|amount| !amount.pounds().is_zero());
        let below = decision
            .amounts
            .iter()
            .any(|amount| amount.pounds().is_sign_negative());
        let said = |text: &String| !text.trim().is_empty();
        let faults: Vec<_> = [
            (!said(&decision.reasons), DecisionFault::NoReasons),
            (!said(&decision.by), DecisionFault::Nobody),
            (
                above && !decision.buys.iter().any(said),
                DecisionFault::BuysNothing,
            ),
            (decision.amounts.is_empty() || twice, DecisionFault::Amounts),
            (below, DecisionFault::BelowZero),
            (decision.on < last, DecisionFault::TooEarly),
        ]
        .into_iter()
        .filter_map(|(is, fault)| is.then_some(fault))
        .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        self.decided.push(decision);
        Ok(())
    }

    /// Returns the budget that is in force, which is never the prediction.
    #[must_use]
    pub fn in_force(&self) -> Option<&FinalBudget> {
        self.decided.last()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rust_decimal::dec;

    use super::*;
    use crate::amount::{OneOff, Weekly};
    use crate::{Model, allocate};

    fn begun() -> KeptBudget {
        let model = Model::of(date(2026, 11, 30)).unwrap();
        let answers = BudgetAnswers::example_of(model);
        KeptBudget::begin(&allocate(model, &answers), &answers, date(2026, 11, 30))
    }

    fn decision() -> FinalBudget {
        FinalBudget {
            amounts: vec![Amount::AWeek(Weekly::of(dec!(352)))],
            on: date(2026, 12, 7),
            by: "S. Wright, senior practitioner".into(),
            buys: vec!["14 hours of home care a week".into()],
            reasons: "Visits take longer because she is in pain in the morning".into(),
        }
    }

    #[test]
    fn indicative_and_final_are_both_kept_with_their_reasons() {
        let mut kept = begun();
        let indicative = kept.indicative.clone();
        assert_eq!(indicative.amounts.len(), 2);
        assert_eq!(kept.in_force(), None, "a prediction is never in force");
        kept.decide(decision()).unwrap();
        let later = FinalBudget {
            on: date(2027, 1, 4),
            reasons: "Reviewed after four weeks".into(),
            ..decision()
        };
        kept.decide(later.clone()).unwrap();
        assert_eq!(kept.indicative, indicative);
        assert_eq!(kept.decided, [decision(), later.clone()]);
        assert_eq!(kept.in_force(), Some(&later));
        let json = serde_json::to_string(&kept).unwrap();
        assert_eq!(serde_json::from_str::<KeptBudget>(&json).unwrap(), kept);
    }

    #[test]
    fn a_decision_without_reasons_or_what_it_buys_is_refused_and_nothing_is_kept() {
        let mut kept = begun();
        let faults = kept.decide(FinalBudget {
            amounts: vec![
                Amount::AWeek(Weekly::of(dec!(1))),
                Amount::Once(OneOff::of(dec!(-1))),
                Amount::AWeek(Weekly::of(dec!(2))),
            ],
            on: date(2026, 11, 29),
            by: " ".into(),
            buys: vec![String::new()],
            reasons: "\n".into(),
        });
        assert_eq!(
            faults.unwrap_err(),
            [
                DecisionFault::NoReasons,
                DecisionFault::Nobody,
                DecisionFault::BuysNothing,
                DecisionFault::Amounts,
                DecisionFault::BelowZero,
                DecisionFault::TooEarly,
            ]
        );
        assert_eq!(kept, begun());
    }

    #[test]
    fn a_budget_of_nothing_buys_nothing_and_still_has_reasons() {
        let mut kept = begun();
        let nothing = FinalBudget {
            amounts: vec![Amount::AWeek(Weekly::of(dec!(0)))],
            buys: Vec::new(),
            ..decision()
        };
        assert_eq!(kept.decide(nothing), Ok(()));
    }

    #[test]
    fn why_a_model_predicted_nothing_is_kept_with_the_budget() {
        let model = Model::of(date(2026, 11, 30)).unwrap();
        let answers = BudgetAnswers::example_of(model).with("home", "care_home");
        let kept = KeptBudget::begin(&allocate(model, &answers), &answers, date(2026, 11, 30));
        assert_eq!(kept.indicative.amounts, []);
        assert!(!kept.indicative.reasons.is_empty());
    }
}
