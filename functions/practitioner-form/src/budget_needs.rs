//! The needs that an indicative budget is worked out from, in the answers of a
//! needs assessment. What each answer means to a budget is data,
//! `data/budget-needs.json`: every option of every question that it names has a
//! meaning, or is listed as saying nothing about the amount.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use budget::BudgetAnswers;
use domain::forms::draft::Answer;
use journey::form::{Form, GrammaticalPerson};
use journey::journey::Journey;
use serde::Deserialize;

static NEEDS: LazyLock<Vec<BudgetNeed>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is a part of the program")]
    serde_json::from_str(include_str!("../data/budget-needs.json")).expect("a test reads the file")
});

/// A question of a budget, and the answers of an assessment that say something
/// about it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BudgetNeed {
    /// The name of the budget's question.
    need: String,
    /// The questions of the assessment, the one that decides first.
    from: Vec<NeedSource>,
}

/// A question of an assessment, with what its options mean to a budget.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NeedSource {
    question: String,
    /// The meaning of each option that has one.
    means: BTreeMap<String, String>,
    /// The options that do not say how much is needed, which a test reads: every
    /// option is here or has a meaning.
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "a test compares the options"))]
    says_nothing: Vec<String>,
}

/// What the answers of an assessment say to a budget.
#[derive(Debug)]
pub(crate) struct FoundNeeds {
    /// The answers to the budget's questions, without those that are missing.
    pub(crate) answers: BudgetAnswers,
    /// The questions of the assessment whose answers are missing, each with the
    /// id of its page.
    pub(crate) missing: Vec<MissingNeed>,
    /// What two answers say differently, in sentences.
    pub(crate) contradictions: Vec<String>,
}

/// A question of the assessment that a budget needs and nobody has answered.
#[derive(Debug)]
pub(crate) struct MissingNeed {
    pub(crate) question: String,
    pub(crate) page: String,
}

/// Finds the needs in the answers of an assessment. The first answer that means
/// something decides; a later one that means something else is a contradiction.
pub(crate) fn of(journey: &Journey<'_>) -> FoundNeeds {
    let (mut pairs, mut missing, mut contradictions) = (Vec::new(), Vec::new(), Vec::new());
    for need in NEEDS.iter() {
        let mut said = need.said(journey);
        let Some((decides, meaning)) = said.next() else {
            missing.extend(need.missing(journey));
            continue;
        };
        let others = said.filter(|(_, other)| *other != meaning);
        contradictions.extend(others.map(|(other, _)| differs(journey.form(), decides, other)));
        pairs.push((need.need.as_str(), meaning));
    }
    FoundNeeds {
        answers: BudgetAnswers::of(pairs),
        missing,
        contradictions,
    }
}

impl BudgetNeed {
    /// Lists the questions whose answers mean something, with the meaning.
    fn said<'a>(
        &'a self,
        journey: &'a Journey<'_>,
    ) -> impl Iterator<Item = (&'a NeedSource, &'a str)> {
        self.from.iter().filter_map(|source| {
            let Some(Answer::Text(answer)) = journey.given(&source.question) else {
                return None;
            };
            Some((source, source.means.get(answer)?.as_str()))
        })
    }

    /// Names the first question that the assessment asks, as it stands.
    fn missing(&self, journey: &Journey<'_>) -> Option<MissingNeed> {
        let form = journey.form();
        let mut asked = self
            .from
            .iter()
            .filter(|source| journey.asks(&source.question));
        let first = asked.next().or_else(|| self.from.first())?;
        Some(MissingNeed {
            question: label(form, &first.question),
            page: form.page_of(&first.question)?.0.id.clone(),
        })
    }
}

fn differs(form: &Form, decides: &NeedSource, other: &NeedSource) -> String {
    let (decides, other) = (label(form, &decides.question), label(form, &other.question));
    format!("“{decides}” and “{other}” are answered differently. The first counts")
}

/// Returns the name of a question of the form.
fn label(form: &Form, question: &str) -> String {
    let asked = form.question(question);
    let words = asked.map(|asked| asked.summary_label.unwrap_or(asked.label));
    let words = words.map(|words| words.say(GrammaticalPerson::They));
    words.unwrap_or(question).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use budget::Model;
    use budget::model::AnswerRange;
    use jiff::civil::date;
    use journey::form::Question;

    use super::*;

    #[test]
    fn each_option_of_each_question_has_a_meaning_or_is_said_to_have_none() {
        let form = journey::forms::needs_assessment();
        for source in NEEDS.iter().flat_map(|need| &need.from) {
            let asked = form.question(&source.question);
            let asked = asked.unwrap_or_else(|| panic!("{}", source.question));
            let offered: BTreeSet<&str> = match asked.question {
                Question::YesNo => ["yes", "no"].into(),
                Question::OneOf { options, .. } => {
                    options.iter().map(|option| option.value.as_str()).collect()
                }
                other => panic!("{}: {other:?}", source.question),
            };
            let means = source.means.keys().chain(&source.says_nothing);
            let listed: Vec<&str> = means.map(String::as_str).collect();
            assert_eq!(listed.len(), offered.len(), "{}", source.question);
            let listed: BTreeSet<&str> = listed.into_iter().collect();
            assert_eq!(listed, offered, "{}", source.question);
        }
    }

    #[test]
    fn each_question_of_each_model_is_found_and_each_meaning_is_an_answer_to_it() {
        for day in [date(2025, 11, 30), date(2026, 11, 30)] {
            let model = Model::of(day).unwrap();
            let asked: Vec<&str> = model
                .questions
                .iter()
                .map(|asked| asked.id.as_str())
                .collect();
            let found: Vec<&str> = NEEDS.iter().map(|need| need.need.as_str()).collect();
            let sorted = |of: &[&str]| {
                of.iter()
                    .map(|id| (*id).to_owned())
                    .collect::<BTreeSet<_>>()
            };
            assert_eq!(sorted(&found), sorted(&asked), "{day}");
            assert_eq!(found.len(), asked.len(), "{day}: once each");
            for need in NEEDS.iter() {
                let question = model.question(&need.need).unwrap();
                for meaning in need.from.iter().flat_map(|source| source.means.values()) {
                    let is_answer = match &question.answer {
                        AnswerRange::YesNo {} => ["yes", "no"].contains(&meaning.as_str()),
                        AnswerRange::Choices(choices) => {
                            choices.iter().any(|choice| choice.id == *meaning)
                        }
                        AnswerRange::Number { .. } => false,
                    };
                    assert!(is_answer, "{day} {}: {meaning}", need.need);
                }
            }
        }
    }
}
