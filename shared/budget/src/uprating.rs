//! What a new version of a model changes for the same answers.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::allocation::{Allocation, BudgetOutcome, BudgetResult, allocate};
use crate::amount::Amount;
use crate::given::BudgetAnswers;
use crate::model::{Model, ModelVersion};

/// The difference between two versions of a model for the same answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Uprating {
    /// The version before.
    pub before: ModelVersion,
    /// The version after.
    pub after: ModelVersion,
    /// The amounts that both versions give, one for each period.
    pub results: Vec<UpratedResult>,
    /// Whether both versions predict; a difference between others is only of
    /// what was worked out.
    pub both_predict: bool,
}

/// An amount by both versions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UpratedResult {
    /// What the amount is.
    pub label: String,
    /// The amount by the version before.
    pub before: Amount,
    /// The amount by the version after.
    pub after: Amount,
    /// What the versions give before any answer counts.
    pub before_answers: Decimal,
    /// What changed for each answer; with the change of `before_answers` they
    /// add up to the whole change, to the penny.
    pub answers: Vec<UpratedAnswer>,
}

/// What changed for one answer, in pounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UpratedAnswer {
    /// The question's name.
    pub question: String,
    /// The question in words.
    pub ask: String,
    /// The answer in words.
    pub answer: String,
    /// What the answer adds by the version before.
    pub before: Decimal,
    /// What the answer adds by the version after.
    pub after: Decimal,
    /// The change.
    pub change: Decimal,
}

impl Uprating {
    /// Compares two versions of a model for the same answers. A question that
    /// only one of them asks counts nothing in the other.
    #[must_use]
    pub fn between(before: &Model, after: &Model, answers: &BudgetAnswers) -> Self {
        let predicts = |allocation: &Allocation| allocation.outcome == BudgetOutcome::Predicted;
        let known = |model: &Model| {
            let asked = model.questions.iter().map(|asked| asked.id.as_str());
            BudgetAnswers::of(asked.filter_map(|id| Some((id, answers.answer(id)?))))
        };
        let (old, new) = (
            allocate(before, &known(before)),
            allocate(after, &known(after)),
        );
        let results = new.results.iter().filter_map(|result| {
            let period = result.computed?.period();
            let same = |old: &&BudgetResult| old.computed.is_some_and(|old| old.period() == period);
            uprated(old.results.iter().find(same)?, result)
        });
        Self {
            before: before.stated_version(),
            after: after.stated_version(),
            results: results.collect(),
            both_predict: predicts(&old) && predicts(&new),
        }
    }
}

fn uprated(old: &BudgetResult, new: &BudgetResult) -> Option<UpratedResult> {
    let pounds = |amount: Option<Amount>| amount.map_or(Decimal::ZERO, Amount::pounds);
    let in_both = |question: &str| old.answers.iter().find(|line| line.question == question);
    let mut answers: Vec<_> = new
        .answers
        .iter()
        .map(|line| {
            let before = in_both(&line.question).map_or(Decimal::ZERO, |line| line.pounds);
            UpratedAnswer {
                question: line.question.clone(),
                ask: line.ask.clone(),
                answer: line.answer.clone(),
                before,
                after: line.pounds,
                change: line.pounds - before,
            }
        })
        .collect();
    let still = |question: &str| new.answers.iter().any(|line| line.question == question);
    let gone = old.answers.iter().filter(|line| !still(&line.question));
    answers.extend(gone.map(|line| UpratedAnswer {
        question: line.question.clone(),
        ask: line.ask.clone(),
        answer: line.answer.clone(),
        before: line.pounds,
        after: Decimal::ZERO,
        change: -line.pounds,
    }));
    Some(UpratedResult {
        label: new.label.clone(),
        before: old.computed?,
        after: new.computed?,
        before_answers: pounds(new.before_answers) - pounds(old.before_answers),
        answers,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rust_decimal::{Decimal, dec};

    use super::*;

    #[test]
    fn the_changes_of_the_answers_add_up_to_the_change_of_the_amount() {
        let before = Model::of(date(2026, 3, 31)).unwrap();
        let after = Model::of(date(2026, 4, 1)).unwrap();
        assert_ne!(before.version, after.version);
        let uprating = Uprating::between(before, after, &BudgetAnswers::example_of(after));
        assert!(uprating.both_predict);
        assert_eq!(uprating.results.len(), 2, "a week and once");
        for result in uprating.results {
            let of_answers: Decimal = result.answers.iter().map(|line| line.change).sum();
            let whole = result.after.pounds() - result.before.pounds();
            assert_eq!(of_answers + result.before_answers, whole);
            assert!(whole > Decimal::ZERO, "{}", result.label);
        }
    }

    #[test]
    fn what_only_one_version_asks_counts_nothing_in_the_other() {
        let model = Model::of(date(2026, 4, 1)).unwrap();
        let answers = BudgetAnswers::example_of(model);
        let json = serde_json::to_string(&**model).unwrap();
        let old = json.replace("\"washing\"", "\"bathing\"");
        let old = Model::read("old", &old).unwrap();
        let result = Uprating::between(&old, model, &answers).results.remove(0);
        let change = |id: &str| {
            let line = result.answers.iter().find(|line| line.question == id);
            line.unwrap().change
        };
        assert!(change("washing") > dec!(0));
        assert_eq!(change("bathing"), dec!(0), "it was not answered");
        let of_answers: Decimal = result.answers.iter().map(|line| line.change).sum();
        assert_eq!(of_answers, result.after.pounds() - result.before.pounds());
    }
}
