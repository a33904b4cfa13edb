//! The answers that a model is given, and what is wrong with them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::model::{AnswerRange, BudgetQuestion, Model};

/// Answers by the name of their question: the name of a choice, a number, or
/// `yes` and `no`.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BudgetAnswers(BTreeMap<String, String>);

impl BudgetAnswers {
    /// Makes answers from pairs of a question and what was answered.
    #[must_use]
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let owned = |(question, answer): (&str, &str)| (question.to_owned(), answer.to_owned());
        Self(pairs.into_iter().map(owned).collect())
    }

    /// Returns the worked example of a model.
    #[must_use]
    pub fn example_of(model: &Model) -> Self {
        Self(model.example.clone())
    }

    /// Returns the same answers with one of them changed.
    #[must_use]
    pub fn with(&self, question: &str, answer: &str) -> Self {
        let mut changed = self.clone();
        changed.0.insert(question.to_owned(), answer.to_owned());
        changed
    }

    /// Returns the answer to a question.
    #[must_use]
    pub fn answer(&self, question: &str) -> Option<&str> {
        self.0.get(question).map(String::as_str)
    }
}

/// Something about the answers that a person has to look at.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityFlag {
    /// What kind of fault it is.
    pub kind: FlagKind,
    /// The questions whose answers are meant.
    pub questions: Vec<String>,
    /// What is wrong, in a sentence.
    pub sentence: String,
}

domain::named_enum! {
    serde
    /// The kinds of [`QualityFlag`].
    pub enum FlagKind {
        /// A question has no answer.
        Missing = "missing",
        /// An answer is outside what can be answered.
        OutOfRange = "out_of_range",
        /// An answer is to a question that the model does not ask.
        NotAsked = "not_asked",
        /// Answers cannot all be right.
        Contradiction = "contradiction",
    }
}

impl FlagKind {
    /// Whether no amount is predicted while there is such a flag.
    #[must_use]
    pub const fn stops_the_prediction(self) -> bool {
        !matches!(self, Self::Contradiction)
    }
}

/// What each question counts, and what is wrong with the answers. A question
/// without a usable answer counts what "none" counts.
pub(crate) fn read(model: &Model, answers: &BudgetAnswers) -> (Counts, Vec<QualityFlag>) {
    let mut counts = Counts::of_nothing(model);
    let mut flags = Vec::new();
    let mut flag = |kind, questions: &[&str], sentence: String| {
        flags.push(QualityFlag {
            kind,
            questions: questions.iter().map(|id| (*id).to_owned()).collect(),
            sentence,
        });
    };
    for question in &model.questions {
        let said = answers
            .answer(&question.id)
            .map(str::trim)
            .unwrap_or_default();
        if said.is_empty() {
            let sentence = format!("There is no answer to “{}”", question.ask);
            flag(FlagKind::Missing, &[&question.id], sentence);
            continue;
        }
        match count(question, said) {
            Some(count) => counts.set(&question.id, count),
            None => {
                let sentence = format!("“{}” {}", question.ask, expected(question));
                flag(FlagKind::OutOfRange, &[&question.id], sentence);
            }
        }
    }
    for unknown in answers.0.keys().filter(|id| model.question(id).is_none()) {
        let sentence = String::from("The model does not ask this question");
        flag(FlagKind::NotAsked, &[unknown], sentence);
    }
    for contradiction in &model.contradictions {
        let answered = |id: &str| {
            let question = model.question(id);
            let said = answers.answer(id).map(str::trim);
            question
                .zip(said)
                .is_some_and(|(asked, said)| count(asked, said).is_some())
        };
        let holds = contradiction.when.iter().all(|condition| {
            let count = counts.of(&condition.of);
            answered(&condition.of)
                && condition.at_least.is_none_or(|least| count >= least)
                && condition.at_most.is_none_or(|most| count <= most)
        });
        if holds {
            let of = contradiction
                .when
                .iter()
                .map(|condition| condition.of.as_str());
            let of: Vec<_> = of.collect();
            flag(FlagKind::Contradiction, &of, contradiction.says.clone());
        }
    }
    (counts, flags)
}

/// What each question counts.
#[derive(Clone, Debug)]
pub(crate) struct Counts(BTreeMap<String, Decimal>);

impl Counts {
    /// Returns what the questions count if nothing is needed and nothing given.
    pub(crate) fn of_nothing(model: &Model) -> Self {
        let questions = model.questions.iter();
        Self(
            questions
                .map(|asked| (asked.id.clone(), least(asked)))
                .collect(),
        )
    }

    pub(crate) fn of(&self, question: &str) -> Decimal {
        self.0.get(question).copied().unwrap_or_default()
    }

    pub(crate) fn set(&mut self, question: &str, count: Decimal) {
        self.0.insert(question.to_owned(), count);
    }
}

fn least(question: &BudgetQuestion) -> Decimal {
    match &question.answer {
        AnswerRange::YesNo {} => Decimal::ZERO,
        AnswerRange::Number { least, .. } => *least,
        AnswerRange::Choices(choices) => {
            let first = choices.first().map(|choice| choice.score);
            first.unwrap_or_default() * question.weight
        }
    }
}

fn count(question: &BudgetQuestion, said: &str) -> Option<Decimal> {
    match &question.answer {
        AnswerRange::YesNo {} => match said {
            "yes" => Some(Decimal::ONE),
            "no" => Some(Decimal::ZERO),
            _ => None,
        },
        AnswerRange::Number {
            least,
            most,
            places,
        } => {
            let number: Decimal = said.parse().ok()?;
            let fits = (*least..=*most).contains(&number) && number.normalize().scale() <= *places;
            fits.then_some(number)
        }
        AnswerRange::Choices(choices) => {
            let choice = choices.iter().find(|choice| choice.id == said)?;
            Some(choice.score * question.weight)
        }
    }
}

fn expected(question: &BudgetQuestion) -> String {
    match &question.answer {
        AnswerRange::YesNo {} => String::from("is answered yes or no"),
        AnswerRange::Number {
            least,
            most,
            places,
        } => match places {
            0 => format!("is a whole number from {least} to {most}"),
            _ => {
                format!("is a number from {least} to {most}, with at most {places} decimal places")
            }
        },
        AnswerRange::Choices(choices) => {
            let words: Vec<_> = choices.iter().map(|choice| choice.words.as_str()).collect();
            format!("is one of: {}", words.join("; "))
        }
    }
}

/// Returns an answer in words, for people.
pub(crate) fn in_words(question: &BudgetQuestion, said: Option<&str>) -> String {
    let Some(said) = said.map(str::trim).filter(|said| !said.is_empty()) else {
        return String::from("No answer");
    };
    match &question.answer {
        AnswerRange::Choices(choices) => {
            let choice = choices.iter().find(|choice| choice.id == said);
            choice.map_or_else(|| said.to_owned(), |choice| choice.words.clone())
        }
        AnswerRange::YesNo {} if said == "yes" => String::from("Yes"),
        AnswerRange::YesNo {} if said == "no" => String::from("No"),
        AnswerRange::YesNo {} => said.to_owned(),
        AnswerRange::Number { .. } => number_with_unit(said, question),
    }
}

fn number_with_unit(said: &str, question: &BudgetQuestion) -> String {
    use crate::model::Unit;
    match (said.parse::<Decimal>(), question.unit) {
        (Ok(number), Unit::Share) => {
            let percent = (number * Decimal::ONE_HUNDRED).normalize();
            format!("{percent}%")
        }
        (Ok(number), unit) if unit.is_money() => {
            format!(
                "{} {}",
                domain::values::money::in_words(number),
                unit.words()
            )
        }
        (_, Unit::Number) | (Err(_), _) => said.to_owned(),
        (Ok(_), unit) => format!("{said} {}", unit.words()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{BudgetOutcome, allocate};

    fn flags_of(changed: &[(&str, &str)]) -> (Vec<(FlagKind, String)>, BudgetOutcome) {
        let model = Model::of(date(2026, 11, 30)).unwrap();
        let mut answers = BudgetAnswers::example_of(model);
        for (question, answer) in changed {
            answers = answers.with(question, answer);
        }
        let allocation = allocate(model, &answers);
        let flags = allocation.flags.into_iter();
        let flags = flags.map(|flag| (flag.kind, flag.questions.join(" ")));
        (flags.collect(), allocation.outcome)
    }

    #[test]
    fn the_worked_example_has_no_flag() {
        assert_eq!(flags_of(&[]), (Vec::new(), BudgetOutcome::Predicted));
    }

    #[test]
    fn what_is_missing_out_of_range_or_not_asked_is_named_and_nothing_is_predicted() {
        let changed = [
            ("eating", " "),
            ("washing", "lots"),
            ("two_workers", "perhaps"),
            ("shoe_size", "9"),
        ];
        let named = |kind, id: &str| (kind, id.to_owned());
        assert_eq!(
            flags_of(&changed),
            (
                vec![
                    named(FlagKind::Missing, "eating"),
                    named(FlagKind::OutOfRange, "washing"),
                    named(FlagKind::OutOfRange, "two_workers"),
                    named(FlagKind::NotAsked, "shoe_size"),
                ],
                BudgetOutcome::Incomplete
            )
        );
    }

    #[test]
    fn answers_that_contradict_each_other_are_named_and_the_amount_still_stands() {
        let nothing = [
            ("washing", "none"),
            ("toilet", "none"),
            ("dressing", "none"),
        ];
        assert_eq!(flags_of(&nothing).0, []);
        let mut two = nothing.to_vec();
        two.push(("two_workers", "yes"));
        let (flags, outcome) = flags_of(&two);
        let expected = "two_workers washing toilet dressing".to_owned();
        assert_eq!(flags, [(FlagKind::Contradiction, expected)]);
        assert_eq!(outcome, BudgetOutcome::Predicted);
    }

    #[test]
    fn an_answer_that_is_missing_contradicts_nothing() {
        let changed = [
            ("washing", ""),
            ("toilet", "none"),
            ("dressing", "none"),
            ("two_workers", "yes"),
        ];
        let (flags, _) = flags_of(&changed);
        assert_eq!(flags, [(FlagKind::Missing, "washing".to_owned())]);
    }

    #[test]
    fn what_is_answered_so_far_is_worked_out_and_is_no_prediction() {
        let model = Model::of(date(2026, 11, 30)).unwrap();
        let allocation = allocate(model, &BudgetAnswers::of([("washing", "full")]));
        assert_eq!(allocation.outcome, BudgetOutcome::Incomplete);
        let result = &allocation.results[0];
        assert_eq!(result.extent, None);
        let so_far = result.computed.unwrap().to_string();
        assert_eq!(so_far, "£77.28 a week", "4 × 6 points at £3.22");
        assert_eq!(allocation.in_words(), None);
    }
}
