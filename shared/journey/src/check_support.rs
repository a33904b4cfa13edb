//! Makes the screening, to which the national eligibility criteria are applied,
//! from the answers of the form `check-support`.
//!
//! The page that asks about an outcome is named like the outcome, with dashes;
//! for a carer, with `carer-` before it. A choice is named like the value it
//! means. Each outcome is asked with one choice of several although more than
//! one limb of the regulation may be true: any one makes somebody unable, and
//! ten pages of tick boxes are more than a tired person will read.

use std::collections::BTreeMap;

use domain::eligibility::{
    Ability, Asked, CarerHealth, Certainty, NecessaryCare, Outcome, Screening, ScreeningRequest,
    UrgentSign, Voice, WellBeing, Who,
};
use domain::forms::draft::Answers;

use crate::journey::Journey;

/// Returns the screening, or `None` while a question has no answer.
#[must_use]
pub fn screening(journey: &Journey<'_>) -> Option<Screening> {
    if !journey.is_complete() {
        return None;
    }
    let answers = &journey.visible_answers();
    let who = match answers.text("who")? {
        "carer" | "somebody-carer" => Who::Carer,
        _ => Who::Adult,
    };
    let voice = journey.speaks_of().into();
    let urgent = chosen(answers, "urgent", UrgentSign::named);
    if answers.text("urgent-help") == Some("stop") {
        let urgent = urgent.into_iter().collect();
        return Some(Screening {
            who,
            voice,
            urgent,
            asked: Asked::StoppedForHelp,
        });
    }
    request(answers, (who, voice), answers.text("age")? == "yes", urgent)
        .check()
        .ok()
}

/// Makes the request of a screening from answers to the questions that the check
/// and the self-assessment have in common.
pub(crate) fn request(
    answers: &Answers,
    (who, voice): (Who, Voice),
    aged_18_or_over: bool,
    urgent: Vec<UrgentSign>,
) -> ScreeningRequest {
    let everything = answers.text("varies").is_some();
    ScreeningRequest {
        who,
        voice,
        aged_18_or_over,
        urgent,
        condition: answers.text("condition").and_then(Certainty::named),
        necessary_care: answers
            .text("necessary-care")
            .and_then(NecessaryCare::named),
        health: answers.text("caring-health").and_then(CarerHealth::named),
        needs_fluctuate: answers.text("varies").map(|varies| varies == "yes"),
        outcomes: outcomes(answers, who),
        // The form does not ask about well-being if nothing is hard.
        well_being: everything.then(|| chosen(answers, "well-being", WellBeing::named)),
        significant_impact: everything.then(|| {
            answers
                .text("impact")
                .and_then(Certainty::named)
                .unwrap_or(Certainty::No)
        }),
    }
}

/// Returns the id of the page that asks an adult or a carer about an outcome.
#[must_use]
pub fn page_of(outcome: Outcome, who: Who) -> String {
    let slug = outcome.name().replace('_', "-");
    match who {
        Who::Adult => slug,
        Who::Carer => format!("carer-{slug}"),
    }
}

fn outcomes(answers: &Answers, who: Who) -> BTreeMap<Outcome, Ability> {
    Outcome::of(who)
        .iter()
        .filter_map(|outcome| {
            let ability = answers.text(&page_of(*outcome, who))?;
            Some((*outcome, Ability::named(ability)?))
        })
        .collect()
}

/// Returns the values of the choices. "None of these" has no value.
fn chosen<T>(answers: &Answers, page: &str, named: impl Fn(&str) -> Option<T>) -> Vec<T> {
    answers
        .choices(page)
        .iter()
        .filter_map(|name| named(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::eligibility::{Indication, decide};
    use domain::forms::draft::Answer;

    use super::*;
    use crate::form::Question;
    use crate::forms::check_support;
    use crate::tests::answering;

    #[test]
    fn every_outcome_has_its_page_and_every_choice_its_meaning() {
        for who in [Who::Adult, Who::Carer] {
            for outcome in Outcome::of(who) {
                let page = page_of(*outcome, who);
                let page = check_support().question(&page).unwrap();
                let Question::OneOf { options } = page.question else {
                    panic!("{} is not one of several", page.id);
                };
                let mut offered: Vec<Ability> = options
                    .iter()
                    .map(|option| Ability::named(&option.value).unwrap())
                    .collect();
                offered.sort_unstable();
                let expected: Vec<Ability> = Ability::ALL
                    .into_iter()
                    .filter(|ability| match ability {
                        Ability::TakesMuchLonger => who == Who::Adult,
                        Ability::DoesNotApply => outcome.may_not_apply(),
                        _ => true,
                    })
                    .collect();
                assert_eq!(offered, expected, "{}", page.id);
            }
        }
        for (page, names) in [
            ("condition", names(&Certainty::ALL, Certainty::name)),
            ("impact", names(&Certainty::ALL, Certainty::name)),
            ("caring-health", names(&CarerHealth::ALL, CarerHealth::name)),
            (
                "necessary-care",
                names(&NecessaryCare::ALL, NecessaryCare::name),
            ),
            ("urgent", names(&UrgentSign::ALL, UrgentSign::name)),
            ("well-being", names(&WellBeing::ALL, WellBeing::name)),
        ] {
            let options = match check_support().question(page).unwrap().question {
                Question::OneOf { options } | Question::ManyOf { options, .. } => options,
                _ => panic!("{page} offers no choices"),
            };
            let offered: Vec<&str> = options.iter().map(|option| option.value.as_str()).collect();
            assert_eq!(offered, names, "{page}");
        }
    }

    fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(|value| name(*value)).collect()
    }

    #[test]
    fn no_way_through_the_form_has_more_than_10_pages() {
        let hard = [
            ("urgent", "abuse"),
            ("eating", "not_safe"),
            ("carer-eating", "not_safe"),
            ("well-being", "health control"),
        ];
        for (who, most) in [
            ("myself", 9),
            ("somebody", 9),
            ("carer", 10),
            ("somebody-carer", 10),
        ] {
            let mut given = vec![("who", who)];
            given.extend(hard);
            assert_eq!(screened(&given).1, most, "{who}");
        }
        assert_eq!(screened(&[("age", "no")]).1, 3);
        assert_eq!(
            screened(&[("urgent", "danger"), ("urgent-help", "stop")]).1,
            3
        );
        assert_eq!(
            screened(&[("who", "carer"), ("necessary-care", "child_only")]).1,
            3
        );
    }

    #[test]
    fn an_adults_answers_become_a_screening() {
        let (screening, _) = screened(&[
            ("who", "somebody"),
            ("varies", "yes"),
            ("washing", "not_without_help"),
            ("community", "takes_much_longer"),
            ("caring-for-child", "does_not_apply"),
            ("well-being", "dignity control"),
        ]);
        assert_eq!((screening.who, screening.voice), (Who::Adult, Voice::They));
        let Asked::Everything(answers) = &screening.asked else {
            panic!("not everything was asked");
        };
        assert!(answers.fluctuates);
        assert_eq!(answers.outcomes[&Outcome::Washing], Ability::NotWithoutHelp);
        assert_eq!(
            answers.outcomes[&Outcome::Community],
            Ability::TakesMuchLonger
        );
        assert_eq!(
            answers.well_being,
            [WellBeing::Dignity, WellBeing::Control].into()
        );
        let decision = decide(&screening);
        assert_eq!(decision.indication, Indication::MayBeEligible);
        assert_eq!(decision.unable_to_achieve, 2);
    }

    #[test]
    fn a_carers_answers_become_a_screening() {
        let (screening, _) = screened(&[("who", "carer"), ("caring-health", "at_risk")]);
        assert_eq!((screening.who, screening.voice), (Who::Carer, Voice::You));
        assert_eq!(decide(&screening).indication, Indication::MayBeEligible);
    }

    #[test]
    fn somebody_for_whom_nothing_is_hard_is_not_asked_about_the_effect() {
        let answers = answered(&[]);
        let journey = Journey::new(check_support(), &answers);
        assert!(
            !journey
                .visible()
                .iter()
                .any(|page| page.section == "effect")
        );
        let decision = decide(&screening(&journey).unwrap());
        assert_eq!(decision.indication, Indication::MayNotBeEligible);
        assert_eq!(decision.unable_to_achieve, 0);
    }

    #[test]
    fn where_nothing_is_affected_the_effect_is_not_significant() {
        let (screening, pages) = screened(&[
            ("eating", "not_safe"),
            ("washing", "not_safe"),
            ("well-being", "none"),
        ]);
        assert_eq!(pages, 7);
        assert_eq!(decide(&screening).indication, Indication::MayNotBeEligible);
    }

    #[test]
    fn stopping_for_help_ends_the_questions() {
        let (screening, _) = screened(&[("urgent", "self_harm danger"), ("urgent-help", "stop")]);
        assert_eq!(screening.asked, Asked::StoppedForHelp);
        assert_eq!(
            screening.urgent,
            [UrgentSign::Danger, UrgentSign::SelfHarm].into()
        );
    }

    #[test]
    fn there_is_no_screening_while_a_question_is_open() {
        let mut answers = answered(&[]);
        answers.remove("toilet");
        assert_eq!(screening(&Journey::new(check_support(), &answers)), None);
    }

    #[test]
    fn an_answer_hidden_by_a_changed_one_does_not_count() {
        let mut answers = answered(&[("eating", "not_safe"), ("washing", "not_safe")]);
        answers.set("age", Answer::Text("no".to_owned()));
        let screening = screening(&Journey::new(check_support(), &answers)).unwrap();
        assert_eq!(screening.asked, Asked::Under18);
    }

    /// Answers the form as an adult who manages everything, except for the
    /// given answers.
    fn answered(given: &[(&str, &str)]) -> Answers {
        let usual = [
            ("urgent-help", "carry_on"),
            ("age", "yes"),
            ("caring-health", "not_affected"),
            ("well-being", "control"),
        ];
        answering::answered(check_support(), &[given, &usual].concat()).0
    }

    fn screened(given: &[(&str, &str)]) -> (Screening, usize) {
        let answers = answered(given);
        let journey = Journey::new(check_support(), &answers);
        (screening(&journey).unwrap(), journey.visible().len())
    }
}
