//! Puts the condition of a question into words that name other questions by
//! their number.

use super::PaperWriting;
use crate::form::{Choice, Condition, FieldQuestion, Question};

/// The most choices that are named. Of more, those that are left out are named
/// instead.
const MOST_NAMED: usize = 3;

impl PaperWriting {
    /// Returns the sentence that says who answers a question; none if everybody
    /// does.
    pub(super) fn condition(&self, when: Option<&Condition>) -> Option<String> {
        let words = self.holds(when?);
        (!words.is_empty()).then(|| format!("Only if {words}."))
    }

    /// Returns the sentence that says for which things a field is filled in. Its
    /// condition names a field before it, by its words.
    pub(super) fn item_condition(
        &self,
        field: &FieldQuestion,
        fields: &[FieldQuestion],
    ) -> Option<String> {
        let when = field.when.as_ref()?;
        let Condition::Is { question, one_of } = when else {
            return self.condition(Some(when));
        };
        let asked = fields.iter().find(|other| other.id == *question)?;
        let answers = self.answers(&asked.question, one_of, "or");
        let words = self.say(&asked.label);
        Some(format!("Only if you answered {answers} to ‘{words}’."))
    }

    /// Says in words that a condition holds: `you answered ‘Yes’ to question 4`.
    fn holds(&self, condition: &Condition) -> String {
        match condition {
            Condition::All(all) => self.all(all),
            Condition::Any(any) => self.any(any),
            Condition::Not(not) => self.holds_not(not),
            Condition::Is { question, one_of } => self.answered(question, one_of, "you answered"),
            Condition::Includes { question, one_of } => {
                self.answered(question, one_of, "you ticked")
            }
            Condition::AtLeast { question, number } => {
                format!(
                    "your answer to {} is {number} or more",
                    self.named(question)
                )
            }
            Condition::Count {
                questions,
                one_of,
                at_least,
            } => self.counted(questions, one_of, *at_least),
        }
    }

    fn holds_not(&self, condition: &Condition) -> String {
        match condition {
            Condition::Not(twice) => self.holds(twice),
            // Neither this nor that.
            Condition::Any(any) => {
                let each: Vec<String> = any.iter().map(|each| self.holds_not(each)).collect();
                each.join(" and ")
            }
            Condition::All(all) => {
                let each: Vec<String> = all.iter().map(|each| self.holds_not(each)).collect();
                each.join(", or ")
            }
            Condition::Is { question, one_of } => {
                self.answered(question, one_of, "you did not answer")
            }
            Condition::Includes { question, one_of } => {
                self.answered(question, one_of, "you did not tick")
            }
            Condition::AtLeast { question, number } => {
                format!(
                    "your answer to {} is less than {number}",
                    self.named(question)
                )
            }
            Condition::Count {
                questions,
                one_of,
                at_least,
            } => {
                let fewer = at_least.saturating_sub(1);
                let counted = self.counted(questions, one_of, fewer);
                counted.replacen("at least", "at most", 1)
            }
        }
    }

    /// Says that all conditions hold. "Either" keeps apart what is one of
    /// several.
    fn all(&self, conditions: &[Condition]) -> String {
        let each = conditions.iter().map(|each| match each {
            Condition::Any(any) if one_question(any).is_none() => {
                format!("either {}", self.any(any))
            }
            _ => self.holds(each),
        });
        each.collect::<Vec<String>>().join(" and ")
    }

    /// Says that one of several conditions holds; of several answers to one
    /// question in one breath.
    fn any(&self, conditions: &[Condition]) -> String {
        if let Some((question, values)) = one_question(conditions) {
            return self.answered(question, &values, "you answered");
        }
        let each: Vec<String> = conditions.iter().map(|each| self.holds(each)).collect();
        each.join(", or ")
    }

    fn answered(&self, question: &str, one_of: &[String], verb: &str) -> String {
        let Some(asked) = self.form.question(question) else {
            return format!("{verb} {}", self.named(question));
        };
        let place = if verb.ends_with("ticked") || verb.ends_with("tick") {
            "in"
        } else {
            "to"
        };
        let answers = self.answers(asked.question, one_of, "or");
        format!("{verb} {answers} {place} {}", self.named(question))
    }

    fn counted(&self, questions: &[String], one_of: &[String], at_least: u32) -> String {
        let first = questions.first().and_then(|id| self.form.question(id));
        let answers = match first {
            Some(asked) => self.answers(asked.question, one_of, "or"),
            None => String::new(),
        };
        let numbers = questions
            .iter()
            .filter_map(|id| self.numbers.get(id.as_str()));
        let (least, most) = numbers.fold((u32::MAX, 0), |(least, most), number| {
            (least.min(*number), most.max(*number))
        });
        format!("you answered {answers} to at least {at_least} of questions {least} to {most}")
    }

    /// Returns the words of choices: `‘Yes’ or ‘I do not know’`, or, of many,
    /// `anything but ‘None of these’`; of numbers `a number from 60 to 67`.
    fn answers(&self, question: &Question, values: &[String], between: &str) -> String {
        if let Question::Number { .. } = question {
            return numbers(values);
        }
        let choices = self.choice_words(question);
        let named = |inside: bool| -> Vec<String> {
            let choices = choices.iter();
            let choices = choices.filter(|(value, _)| values.contains(value) == inside);
            choices.map(|(_, words)| format!("‘{words}’")).collect()
        };
        let (inside, outside) = (named(true), named(false));
        if inside.len() > MOST_NAMED && outside.is_empty() {
            "anything".to_owned()
        } else if inside.len() > MOST_NAMED && outside.len() < inside.len() {
            format!("anything but {}", outside.join(" or "))
        } else {
            inside.join(&format!(" {between} "))
        }
    }

    /// Lists the values of a question's choices with their words.
    fn choice_words(&self, question: &Question) -> Vec<(String, String)> {
        let said = |choice: &Choice| (choice.value.clone(), self.say(&choice.label));
        match question {
            Question::OneOf { options } => options.iter().map(said).collect(),
            Question::ManyOf { options, none } => options.iter().chain(none).map(said).collect(),
            _ => [("yes", "Yes"), ("no", "No")]
                .map(|(value, words)| (value.to_owned(), words.to_owned()))
                .into(),
        }
    }

    /// Names a question by its number.
    pub(super) fn named(&self, question: &str) -> String {
        match self.numbers.get(question) {
            Some(number) => format!("question {number}"),
            None => "an earlier question".to_owned(),
        }
    }
}

/// Returns the one question whose answers several conditions wait for, with all
/// those answers; none if they wait for different questions.
fn one_question(conditions: &[Condition]) -> Option<(&str, Vec<String>)> {
    let mut asked = None;
    let mut values = Vec::new();
    for condition in conditions {
        let Condition::Is { question, one_of } = condition else {
            return None;
        };
        if *asked.get_or_insert(question.as_str()) != question {
            return None;
        }
        values.extend_from_slice(one_of);
    }
    asked.map(|question| (question, values))
}

/// Says which numbers were answered: `a number from 60 to 67`, or each of them.
fn numbers(values: &[String]) -> String {
    let mut all: Vec<u32> = values
        .iter()
        .filter_map(|value| value.parse().ok())
        .collect();
    all.sort_unstable();
    let follow = all
        .windows(2)
        .all(|two| matches!(two, [a, b] if a.checked_add(1) == Some(*b)));
    match (all.first(), all.last()) {
        (Some(least), Some(most)) if follow && least != most => {
            format!("a number from {least} to {most}")
        }
        _ => values.join(" or "),
    }
}
