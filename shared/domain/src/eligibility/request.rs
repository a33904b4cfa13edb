//! A screening as the caller sends it: one document, not yet checked.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::outcome::{Ability, Outcome};
use super::screening::{
    Asked, CarerHealth, Certainty, NecessaryCare, Screening, ScreeningAnswers, WellBeing,
};
use super::urgent::UrgentSign;
use super::who::{Voice, Who};

/// The body of `POST /api/v1/screenings`: a screening in one document. A field
/// that does not matter to the criteria chosen by `who` must be left out.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningRequest {
    /// The criteria to apply.
    pub who: Who,
    /// Whether the sentences of the result say "you" or "they".
    #[serde(default = "to_the_person")]
    pub voice: Voice,
    /// Whether the person is 18 or over. If not, no field after `urgent` may be
    /// given.
    pub aged_18_or_over: bool,
    /// The signs that somebody needs help now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urgent: Vec<UrgentSign>,
    /// Adults: whether the needs come from a physical or mental impairment or illness.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Certainty>,
    /// Carers: whom they give necessary care, if anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub necessary_care: Option<NecessaryCare>,
    /// Carers: the effect of caring on their health.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<CarerHealth>,
    /// Whether the needs come and go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs_fluctuate: Option<bool>,
    /// The person's ability to achieve each outcome that counts for them.
    #[serde(
        default,
        deserialize_with = "each_once",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub outcomes: BTreeMap<Outcome, Ability>,
    /// The parts of well-being that are affected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub well_being: Option<Vec<WellBeing>>,
    /// Whether the impact on well-being is, or is likely to be, significant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub significant_impact: Option<Certainty>,
}

const fn to_the_person() -> Voice {
    Voice::You
}

/// A mistake in a request: a field is missing, unwanted or contradicts another.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct ScreeningProblem {
    /// The place of the mistake as a JSON pointer: `/outcomes/washing`.
    pub pointer: String,
    /// A sentence that says what is wrong.
    pub words: String,
}

/// The problems found so far.
#[derive(Default)]
struct ScreeningProblems(Vec<ScreeningProblem>);

impl ScreeningProblems {
    fn say(&mut self, pointer: impl Into<String>, words: impl Into<String>) {
        self.0.push(ScreeningProblem {
            pointer: pointer.into(),
            words: words.into(),
        });
    }

    /// Notes a problem if a field is given that must be left out.
    fn unwanted(&mut self, given: bool, pointer: &str, because: &str) {
        if given {
            self.say(pointer, format!("must be left out {because}"));
        }
    }

    /// Notes a problem if a field is missing that must be given.
    fn wanted<T>(&mut self, given: Option<T>, pointer: &str) -> Option<T> {
        if given.is_none() {
            self.say(pointer, "must be given");
        }
        given
    }
}

impl ScreeningRequest {
    /// Checks that no field is missing and that no field contradicts another.
    ///
    /// # Errors
    /// Returns every problem at once, in the order of the document.
    pub fn check(self) -> Result<Screening, Vec<ScreeningProblem>> {
        let mut problems = ScreeningProblems::default();
        let asked = self.asked(&mut problems);
        match asked {
            Some(asked) if problems.0.is_empty() => Ok(Screening {
                who: self.who,
                voice: self.voice,
                urgent: self.urgent.into_iter().collect(),
                asked,
            }),
            _ => Err(problems.0),
        }
    }

    fn asked(&self, problems: &mut ScreeningProblems) -> Option<Asked> {
        if !self.aged_18_or_over {
            let because = "when aged_18_or_over is false";
            problems.unwanted(self.condition.is_some(), "/condition", because);
            problems.unwanted(self.necessary_care.is_some(), "/necessary_care", because);
            self.no_more(problems, because);
            return Some(Asked::Under18);
        }
        let (arises, health) = match self.who {
            Who::Adult => {
                let because = "when who is adult";
                let condition = problems.wanted(self.condition, "/condition");
                problems.unwanted(self.necessary_care.is_some(), "/necessary_care", because);
                problems.unwanted(self.health.is_some(), "/health", because);
                (condition, None)
            }
            Who::Carer => {
                let because = "when who is carer";
                problems.unwanted(self.condition.is_some(), "/condition", because);
                let care = problems.wanted(self.necessary_care, "/necessary_care");
                if let Some(care @ (NecessaryCare::ChildOnly | NecessaryCare::No)) = care {
                    self.no_more(problems, "when no adult is looked after");
                    return Some(Asked::NoAdultCaredFor {
                        child: care == NecessaryCare::ChildOnly,
                    });
                }
                let arises = care.map(|care| match care {
                    NecessaryCare::Adult => Certainty::Yes,
                    NecessaryCare::ChildOnly | NecessaryCare::No => Certainty::No,
                    NecessaryCare::Unsure => Certainty::Unsure,
                });
                (arises, problems.wanted(self.health, "/health"))
            }
        };
        self.check_outcomes(problems);
        let well_being = problems.wanted(self.well_being.as_ref(), "/well_being");
        let significant = problems.wanted(self.significant_impact, "/significant_impact");
        if well_being.is_some_and(Vec::is_empty) && significant == Some(Certainty::Yes) {
            problems.say(
                "/well_being",
                "must name at least one part of well-being when significant_impact is yes",
            );
        }
        Some(Asked::Everything(ScreeningAnswers {
            arises: arises?,
            health,
            fluctuates: self.needs_fluctuate.unwrap_or(false),
            outcomes: self.outcomes.clone(),
            well_being: well_being?.iter().copied().collect(),
            significant: significant?,
        }))
    }

    /// Notes a problem for each field that must be left out where the criteria
    /// are not applied.
    fn no_more(&self, problems: &mut ScreeningProblems, because: &str) {
        problems.unwanted(self.health.is_some(), "/health", because);
        problems.unwanted(self.needs_fluctuate.is_some(), "/needs_fluctuate", because);
        problems.unwanted(!self.outcomes.is_empty(), "/outcomes", because);
        problems.unwanted(self.well_being.is_some(), "/well_being", because);
        problems.unwanted(
            self.significant_impact.is_some(),
            "/significant_impact",
            because,
        );
    }

    fn check_outcomes(&self, problems: &mut ScreeningProblems) {
        for outcome in Outcome::ALL {
            let pointer = || format!("/outcomes/{}", outcome.name());
            let counts = Outcome::of(self.who).contains(&outcome);
            match self.outcomes.get(&outcome) {
                None if counts => problems.say(pointer(), "must be given"),
                Some(_) if !counts => problems.say(
                    pointer(),
                    format!(
                        "is not an outcome that counts when who is {}",
                        self.who.name()
                    ),
                ),
                Some(Ability::DoesNotApply) if !outcome.may_not_apply() => problems.say(
                    pointer(),
                    "applies to everybody, so it cannot be does_not_apply",
                ),
                None | Some(_) => {}
            }
        }
    }
}

/// Reads a map and refuses a key that is given twice; serde would let the later
/// value win without a word.
fn each_once<'de, D, K, V>(document: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
{
    struct EachOnce<K, V>(PhantomData<(K, V)>);

    impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for EachOnce<K, V> {
        type Value = BTreeMap<K, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some((key, value)) = entries.next_entry()? {
                if map.insert(key, value).is_some() {
                    return Err(A::Error::custom("the same outcome is given twice"));
                }
            }
            Ok(map)
        }
    }

    document.deserialize_map(EachOnce(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adult() -> ScreeningRequest {
        ScreeningRequest {
            who: Who::Adult,
            voice: Voice::You,
            aged_18_or_over: true,
            urgent: Vec::new(),
            condition: Some(Certainty::Yes),
            necessary_care: None,
            health: None,
            needs_fluctuate: None,
            outcomes: Outcome::of(Who::Adult)
                .iter()
                .map(|outcome| (*outcome, Ability::WithoutDifficulty))
                .collect(),
            well_being: Some(vec![WellBeing::Dignity]),
            significant_impact: Some(Certainty::No),
        }
    }

    fn pointers(request: ScreeningRequest) -> Vec<String> {
        request
            .check()
            .unwrap_err()
            .into_iter()
            .map(|problem| problem.pointer)
            .collect()
    }

    #[test]
    fn a_complete_request_becomes_a_screening() {
        let screening = adult().check().unwrap();
        assert!(
            matches!(screening.asked, Asked::Everything(answers) if answers.outcomes.len() == 10)
        );
    }

    #[test]
    fn everything_missing_is_said_at_once() {
        let request = ScreeningRequest {
            condition: None,
            outcomes: BTreeMap::from([(Outcome::Eating, Ability::NotSafe)]),
            well_being: None,
            significant_impact: None,
            ..adult()
        };
        assert_eq!(
            pointers(request),
            [
                "/condition",
                "/outcomes/washing",
                "/outcomes/toilet",
                "/outcomes/dressing",
                "/outcomes/home_safety",
                "/outcomes/home_upkeep",
                "/outcomes/relationships",
                "/outcomes/work_learning",
                "/outcomes/community",
                "/outcomes/caring_for_child",
                "/well_being",
                "/significant_impact",
            ]
        );
    }

    #[test]
    fn an_outcome_of_the_other_criteria_is_refused() {
        let mut request = adult();
        request
            .outcomes
            .insert(Outcome::Recreation, Ability::NotSafe);
        assert_eq!(pointers(request), ["/outcomes/recreation"]);
    }

    #[test]
    fn everybody_eats_but_not_everybody_looks_after_a_child() {
        let mut request = adult();
        request
            .outcomes
            .insert(Outcome::CaringForChild, Ability::DoesNotApply);
        assert!(request.clone().check().is_ok());
        request
            .outcomes
            .insert(Outcome::Eating, Ability::DoesNotApply);
        assert_eq!(pointers(request), ["/outcomes/eating"]);
    }

    #[test]
    fn a_significant_impact_on_nothing_is_refused() {
        let request = ScreeningRequest {
            well_being: Some(Vec::new()),
            significant_impact: Some(Certainty::Yes),
            ..adult()
        };
        assert_eq!(pointers(request), ["/well_being"]);
    }

    #[test]
    fn under_18_nothing_else_is_asked_and_nothing_else_may_be_given() {
        let request = ScreeningRequest {
            aged_18_or_over: false,
            ..adult()
        };
        assert_eq!(
            pointers(request),
            [
                "/condition",
                "/outcomes",
                "/well_being",
                "/significant_impact"
            ]
        );
        let nothing = ScreeningRequest {
            aged_18_or_over: false,
            condition: None,
            outcomes: BTreeMap::new(),
            well_being: None,
            significant_impact: None,
            ..adult()
        };
        assert_eq!(nothing.check().unwrap().asked, Asked::Under18);
    }

    #[test]
    fn a_carer_of_a_child_only_is_asked_no_more() {
        let carer = |care| ScreeningRequest {
            who: Who::Carer,
            condition: None,
            necessary_care: Some(care),
            outcomes: BTreeMap::new(),
            well_being: None,
            significant_impact: None,
            ..adult()
        };
        assert_eq!(
            carer(NecessaryCare::ChildOnly).check().unwrap().asked,
            Asked::NoAdultCaredFor { child: true }
        );
        assert_eq!(
            carer(NecessaryCare::No).check().unwrap().asked,
            Asked::NoAdultCaredFor { child: false }
        );
        assert_eq!(pointers(carer(NecessaryCare::Adult)).len(), 11);
    }
}
