//! Properties that hold for every model on file and all answers, tested on a
//! great many made-up ones. The answers come from a fixed seed, so that a
//! failure can be repeated.

use rust_decimal::Decimal;

use super::model::{AnswerRange, AskedAbout, BudgetQuestion};
use super::*;

const PEOPLE: u64 = 1_500;

#[test]
fn the_pounds_of_the_answers_add_up_to_the_amount_to_the_penny() {
    let mut explained = 0;
    everybody(|model, answers, _| {
        for result in allocate(model, answers).results {
            let (Some(computed), Some(before)) = (result.computed, result.before_answers) else {
                continue;
            };
            let of_answers: Decimal = result.answers.iter().map(|line| line.pounds).sum();
            assert_eq!(
                before.pounds() + of_answers,
                computed.pounds(),
                "{answers:?}"
            );
            assert_eq!(result.answers.len(), model.questions.len());
            let changes: Decimal = result.lines.iter().map(|line| line.change).sum();
            assert_eq!(changes, computed.pounds(), "{answers:?}");
            explained += usize::from(computed.pounds() > Decimal::ZERO);
        }
    });
    assert!(explained > 1_000, "only {explained} amounts");
}

#[test]
fn more_need_never_gives_less() {
    let mut raised = 0;
    everybody(|model, answers, dice| {
        let needs = model.questions.iter();
        let needs: Vec<_> = needs
            .filter(|asked| asked.about == AskedAbout::Need)
            .collect();
        let question = needs[dice.below(needs.len() as u64)];
        let more = dice.at_least(question, answers.answer(&question.id).unwrap());
        let (less, more) = (
            allocate(model, answers),
            allocate(model, &answers.with(&question.id, &more)),
        );
        for (less, more) in less.results.iter().zip(&more.results) {
            let (Some(less), Some(more)) = (less.computed, more.computed) else {
                continue;
            };
            assert!(
                more.pounds() >= less.pounds(),
                "{}: {answers:?}",
                question.id
            );
            raised += usize::from(more.pounds() > less.pounds());
        }
        let decided = |allocation: &Allocation| {
            let BudgetOutcome::APersonDecides(reasons) = &allocation.outcome else {
                return false;
            };
            reasons
                .iter()
                .all(|reason| reason.kind != DecisionKind::BelowTheRange)
        };
        assert!(
            !decided(&less) || decided(&more),
            "more need never brings a prediction back: {answers:?}"
        );
    });
    assert!(raised > 1_000, "only {raised} amounts rose");
}

#[test]
fn more_unpaid_support_never_gives_more_and_never_touches_the_need() {
    let mut lowered = 0;
    everybody(|model, answers, dice| {
        let unpaid = model.questions.iter();
        let unpaid = unpaid.filter(|asked| asked.about == AskedAbout::UnpaidSupport);
        for question in unpaid {
            let more = dice.at_least(question, answers.answer(&question.id).unwrap());
            let (before, after) = (
                allocate(model, answers),
                allocate(model, &answers.with(&question.id, &more)),
            );
            for (before, after) in before.results.iter().zip(&after.results) {
                assert_eq!(before.need, after.need, "{answers:?}");
                let (Some(before), Some(after)) = (before.computed, after.computed) else {
                    continue;
                };
                assert!(after.pounds() <= before.pounds(), "{answers:?}");
                lowered += usize::from(after.pounds() < before.pounds());
            }
        }
    });
    assert!(lowered > 500, "only {lowered} amounts fell");
}

#[test]
fn what_is_worth_something_is_shown_as_its_own_line_for_unpaid_support() {
    let model = Model::of(jiff::civil::date(2026, 11, 30)).unwrap();
    let example = allocate(model, &BudgetAnswers::example_of(model));
    let result = &example.results[0];
    let [need, left, ..] = &result.lines[..] else {
        panic!("{:?}", result.lines);
    };
    assert_eq!(Some(need.amount), result.need);
    assert!(left.change < Decimal::ZERO, "{left:?}");
    let unpaid = result
        .answers
        .iter()
        .filter(|line| line.question.starts_with("unpaid_"));
    let of_unpaid: Decimal = unpaid.map(|line| line.pounds).sum();
    assert_eq!(of_unpaid, left.change);
}

/// Calls with every model on file and many answers to it.
fn everybody(mut call: impl FnMut(&Model, &BudgetAnswers, &mut Dice)) {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let shipped = [(2025, 6), (2026, 6)].map(|(year, month)| {
        let model = Model::of(jiff::civil::date(year, month, 1)).unwrap();
        model.clone()
    });
    let published = published::MODELS
        .iter()
        .map(|(name, _)| published::model(name));
    for model in shipped.into_iter().chain(published) {
        for _ in 0..PEOPLE {
            let given = model.questions.iter().map(|question| {
                let answer = dice.answer(question);
                (question.id.clone(), answer)
            });
            let given: Vec<_> = given.collect();
            let pairs = given
                .iter()
                .map(|(id, answer)| (id.as_str(), answer.as_str()));
            call(&model, &BudgetAnswers::of(pairs), &mut dice);
        }
    }
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let thrown = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16;
        usize::try_from(thrown % limit).unwrap()
    }

    fn answer(&mut self, question: &BudgetQuestion) -> String {
        match &question.answer {
            AnswerRange::YesNo {} => ["no", "yes"][self.below(2)].to_owned(),
            AnswerRange::Choices(choices) => choices[self.below(choices.len() as u64)].id.clone(),
            AnswerRange::Number {
                least,
                most,
                places,
            } => self.between(*least, *most, *places).to_string(),
        }
    }

    /// Returns an answer that says at least as much.
    fn at_least(&mut self, question: &BudgetQuestion, answer: &str) -> String {
        match &question.answer {
            AnswerRange::YesNo {} => String::from("yes"),
            AnswerRange::Choices(choices) => {
                let now = choices
                    .iter()
                    .position(|choice| choice.id == answer)
                    .unwrap();
                let more = now + self.below((choices.len() - now) as u64);
                choices[more].id.clone()
            }
            AnswerRange::Number { most, places, .. } => {
                let now = answer.parse().unwrap();
                self.between(now, *most, *places).to_string()
            }
        }
    }

    fn between(&mut self, least: Decimal, most: Decimal, places: u32) -> Decimal {
        let part = Decimal::from(self.below(1_000_001)) / Decimal::from(1_000_000);
        (least + (most - least) * part)
            .round_dp(places)
            .clamp(least, most)
    }
}
