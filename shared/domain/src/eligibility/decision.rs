//! Applies the eligibility criteria to the answers of a screening.

use std::collections::BTreeSet;

use serde::Serialize;

use super::outcome::{Ability, Limb, Outcome};
use super::screening::{Asked, CarerHealth, Certainty, Screening, ScreeningAnswers, WellBeing};
use super::who::{Voice, Who};
use super::{EligibilityCitation, UrgentSign};
use crate::directory::Need;

/// The number of outcomes that an adult must be unable to achieve: "two or
/// more", regulation 2(1)(b).
pub(super) const ADULT_OUTCOMES_NEEDED: usize = 2;

crate::named_enum! {
    serde
    /// The result that the answers point to. An indication is never a decision:
    /// section 13 of the Care Act 2014 leaves that to the council, after an
    /// assessment.
    pub enum Indication {
        /// The answers rule out no part of the criteria. Doubt counts for the
        /// person: sections 9 and 10 ask for an assessment where somebody "may
        /// have" needs.
        MayBeEligible = "may_be_eligible",
        /// The answers do not meet at least one part of the criteria.
        MayNotBeEligible = "may_not_be_eligible",
        /// The person is under 18, so other law applies.
        Under18 = "under_18",
        /// The carer looks after no adult, so the criteria for carers do not
        /// apply.
        NoAdultCaredFor = "no_adult_cared_for",
        /// The person stopped to get urgent help, so the criteria were not
        /// applied.
        NotChecked = "not_checked",
    }
}

crate::named_enum! {
    serde
    /// Whether a part of the criteria is met by the answers.
    pub enum Met {
        /// The answers meet this part.
        Yes = "met",
        /// The answers do not meet this part.
        No = "not_met",
        /// The answers do not say whether this part is met.
        Unclear = "unclear",
    }
}

/// One of the three parts of the criteria, (a), (b) or (c) of regulation 2(1)
/// or 3(1).
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Criterion {
    /// `a`, `b` or `c`.
    pub letter: char,
    /// The condition in plain words: `The difficulties come from ...`.
    pub asks: &'static str,
    /// Whether the answers meet it.
    pub met: Met,
    /// The reason, in a sentence to the person or about them.
    pub sentence: String,
    /// The place in the law where this part stands.
    pub citation: EligibilityCitation,
}

/// The result for one outcome.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Finding {
    /// The outcome.
    pub outcome: Outcome,
    /// The person's ability to achieve the outcome, as answered.
    pub ability: Ability,
    /// Whether the law regards the person as unable to achieve the outcome.
    pub unable: bool,
    /// The limb of paragraph (3) that makes the person unable, if one does.
    pub limb: Option<Limb>,
    /// The reason, in a sentence to the person or about them.
    pub sentence: String,
    /// The place in the law that names the outcome and, if one is met, the
    /// limb.
    pub citation: EligibilityCitation,
}

/// The result of a screening, and the reasons for that result.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Decision {
    /// The result that the answers point to.
    pub indication: Indication,
    /// The signs that somebody needs help now.
    pub urgent: BTreeSet<UrgentSign>,
    /// The three parts of the criteria. Empty where the criteria were not
    /// applied.
    pub criteria: Vec<Criterion>,
    /// The result for each outcome, in the order of the law.
    pub findings: Vec<Finding>,
    /// The number of outcomes that the person is unable to achieve.
    pub unable_to_achieve: usize,
    /// The needs to look up in the directory of services, closest first.
    #[serde(skip)]
    pub needs: Vec<Need>,
}

/// Applies the criteria to a screening.
#[must_use]
pub fn decide(screening: &Screening) -> Decision {
    let (indication, criteria, findings) = match &screening.asked {
        Asked::StoppedForHelp => (Indication::NotChecked, Vec::new(), Vec::new()),
        Asked::Under18 => (Indication::Under18, Vec::new(), Vec::new()),
        Asked::NoAdultCaredFor { .. } => (Indication::NoAdultCaredFor, Vec::new(), Vec::new()),
        Asked::Everything(answers) => {
            let (who, voice) = (screening.who, screening.voice);
            let findings = findings(who, voice, answers);
            let criteria = vec![
                arises(who, voice, answers.arises),
                effect(who, voice, answers, &findings),
                impact(who, voice, answers, &findings),
            ];
            (indicate(&criteria), criteria, findings)
        }
    };
    Decision {
        indication,
        urgent: screening.urgent.clone(),
        unable_to_achieve: findings.iter().filter(|finding| finding.unable).count(),
        needs: needs(screening, &findings),
        criteria,
        findings,
    }
}

/// Returns the indication for the three parts. The law joins them with "and":
/// one part that is not met is enough for "may not be eligible".
fn indicate(criteria: &[Criterion]) -> Indication {
    if criteria.iter().any(|criterion| criterion.met == Met::No) {
        Indication::MayNotBeEligible
    } else {
        Indication::MayBeEligible
    }
}

/// Returns one finding for each outcome that counts, in the order of the law.
fn findings(who: Who, voice: Voice, answers: &ScreeningAnswers) -> Vec<Finding> {
    let of = |&outcome: &Outcome| {
        let ability = *answers.outcomes.get(&outcome)?;
        let limb = ability.limb(who);
        Some(Finding {
            outcome,
            ability,
            unable: limb.is_some(),
            limb,
            sentence: why(outcome, ability, who, voice),
            citation: outcome.citation(who, limb),
        })
    };
    Outcome::of(who).iter().filter_map(of).collect()
}

/// Returns the sentence that says why an outcome counts, or why not.
fn why(outcome: Outcome, ability: Ability, who: Who, voice: Voice) -> String {
    let doing = outcome.doing(voice);
    let (person, them) = match voice {
        Voice::You => ("you", "you"),
        Voice::They => ("they", "them"),
    };
    match ability {
        Ability::WithoutDifficulty => {
            format!("You said {person} can {doing} without much difficulty.")
        }
        Ability::TakesMuchLonger => {
            let rule = match who {
                Who::Adult => "",
                Who::Carer => " For carers, the rule does not count this on its own.",
            };
            format!("You said {person} can {doing}, but it takes much longer than it should.{rule}")
        }
        Ability::PainOrDistress => format!(
            "You said {person} can {doing}, but it causes {them} a lot of pain, distress or \
             anxiety."
        ),
        Ability::NotSafe => format!(
            "You said {person} can {doing}, but it is not safe for {them} or for someone else."
        ),
        Ability::NotWithoutHelp => format!("You said {person} cannot {doing} without help."),
        Ability::Unsure => format!("You were not sure how well {person} can {doing}."),
        Ability::DoesNotApply => match outcome {
            Outcome::CaringForChild => {
                format!("You said {person} are not responsible for a child.")
            }
            Outcome::CaringForOthers => format!("You said nobody else depends on {them}."),
            _ => format!("You said {person} do not want or need to do this."),
        },
    }
}

/// Tests part (a): where the needs come from.
fn arises(who: Who, voice: Voice, arises: Certainty) -> Criterion {
    let (number, asks) = match who {
        Who::Adult => (
            2,
            "The difficulties come from a physical or mental condition or illness",
        ),
        Who::Carer => (
            3,
            "The difficulties come from giving an adult care they cannot do without",
        ),
    };
    let sentence = match (who, arises, voice) {
        (Who::Adult, Certainty::Yes, Voice::You) => {
            "You said you have a physical or mental condition, disability or illness that makes \
             everyday life harder."
        }
        (Who::Adult, Certainty::Yes, Voice::They) => {
            "You said they have a physical or mental condition, disability or illness that makes \
             everyday life harder."
        }
        (Who::Adult, Certainty::No, Voice::You) => {
            "You said you do not have a physical or mental condition, disability or illness that \
             makes everyday life harder. You do not need a diagnosis, so talk to us if you think \
             there may be one."
        }
        (Who::Adult, Certainty::No, Voice::They) => {
            "You said they do not have a physical or mental condition, disability or illness that \
             makes everyday life harder. They do not need a diagnosis, so talk to us if you think \
             there may be one."
        }
        (Who::Adult, Certainty::Unsure, _) => {
            "You were not sure whether a condition or illness is the cause. A diagnosis is not \
             needed. An assessment would look into it."
        }
        (Who::Carer, Certainty::Yes, Voice::You) => {
            "You said you look after an adult who could not manage without your help."
        }
        (Who::Carer, Certainty::Yes, Voice::They) => {
            "You said they look after an adult who could not manage without their help."
        }
        (Who::Carer, Certainty::No, _) => {
            "You said no adult is looked after who could not manage without help."
        }
        (Who::Carer, Certainty::Unsure, _) => {
            "You were not sure whether the person looked after could manage without the help. An \
             assessment would look into it."
        }
    };
    Criterion {
        letter: 'a',
        asks,
        met: arises.into(),
        sentence: sentence.to_owned(),
        citation: EligibilityCitation::regulation(number, "(1)(a)"),
    }
}

/// Tests part (b): how the needs affect everyday life and, for carers, health.
fn effect(who: Who, voice: Voice, answers: &ScreeningAnswers, findings: &[Finding]) -> Criterion {
    let unable = findings.iter().filter(|finding| finding.unable).count();
    let unsure = findings
        .iter()
        .filter(|finding| finding.ability == Ability::Unsure)
        .count();
    let all = Outcome::of(who).len();
    let counted = match voice {
        Voice::You => format!(
            "Your answers count as being unable to manage {unable} of the {all} parts of life."
        ),
        Voice::They => format!(
            "Your answers count as them being unable to manage {unable} of the {all} parts of life."
        ),
    };
    let doubt = match unsure {
        0 => String::new(),
        1 => " You were not sure about 1.".to_owned(),
        more => format!(" You were not sure about {more}."),
    };
    match who {
        Who::Adult => Criterion {
            letter: 'b',
            asks: "Because of this, 2 or more of 10 parts of everyday life cannot be managed",
            met: if unable >= ADULT_OUTCOMES_NEEDED {
                Met::Yes
            } else if unable + unsure >= ADULT_OUTCOMES_NEEDED {
                Met::Unclear
            } else {
                Met::No
            },
            sentence: format!("{counted}{doubt} The rule needs 2 or more."),
            citation: EligibilityCitation::regulation(2, "(1)(b)"),
        },
        Who::Carer => {
            let health = answers.health.unwrap_or(CarerHealth::Unsure);
            Criterion {
                letter: 'b',
                asks: "Because of this, the carer's health is getting worse or at risk, or 1 or \
                       more of 8 parts of life cannot be managed",
                met: match health {
                    CarerHealth::GettingWorse | CarerHealth::AtRisk => Met::Yes,
                    _ if unable > 0 => Met::Yes,
                    CarerHealth::NotAffected if unsure == 0 => Met::No,
                    CarerHealth::NotAffected | CarerHealth::Unsure => Met::Unclear,
                },
                sentence: format!(
                    "{} {counted}{doubt} The rule needs either the effect on health, or 1 part of \
                     life or more.",
                    health_sentence(health, voice)
                ),
                citation: EligibilityCitation::regulation(3, "(1)(b) and (2)"),
            }
        }
    }
}

const fn health_sentence(health: CarerHealth, voice: Voice) -> &'static str {
    match (health, voice) {
        (CarerHealth::GettingWorse, Voice::You) => {
            "You said your physical or mental health is getting worse because of caring."
        }
        (CarerHealth::GettingWorse, Voice::They) => {
            "You said their physical or mental health is getting worse because of caring."
        }
        (CarerHealth::AtRisk, Voice::You) => {
            "You said your physical or mental health may get worse because of caring."
        }
        (CarerHealth::AtRisk, Voice::They) => {
            "You said their physical or mental health may get worse because of caring."
        }
        (CarerHealth::NotAffected, Voice::You) => "You said caring does not affect your health.",
        (CarerHealth::NotAffected, Voice::They) => "You said caring does not affect their health.",
        (CarerHealth::Unsure, Voice::You) => {
            "You were not sure whether caring affects your health."
        }
        (CarerHealth::Unsure, Voice::They) => {
            "You were not sure whether caring affects their health."
        }
    }
}

/// Tests part (c): the impact on well-being.
fn impact(who: Who, voice: Voice, answers: &ScreeningAnswers, findings: &[Finding]) -> Criterion {
    let whose = match voice {
        Voice::You => "your",
        Voice::They => "their",
    };
    let areas: Vec<&str> = answers.well_being.iter().map(|area| area.words()).collect();
    let named = match in_a_row(&areas) {
        None => String::new(),
        Some(areas) => format!(" You said it affects {areas}."),
    };
    let sentence = match answers.significant {
        Certainty::Yes => {
            format!("You said this has, or is likely to have, a big effect on {whose} life.{named}")
        }
        Certainty::No if areas.is_empty() && !is_anything_hard(answers, findings) => {
            format!(
                "We did not ask about {whose} well-being, because you did not say that anything \
                 is hard."
            )
        }
        Certainty::No if areas.is_empty() => {
            format!("You said this does not affect any part of {whose} well-being.")
        }
        Certainty::No => {
            format!("You said the effect on {whose} life is not big.{named}")
        }
        Certainty::Unsure => format!(
            "You were not sure how big the effect on {whose} life is.{named} An assessment would \
             look into it."
        ),
    };
    Criterion {
        letter: 'c',
        asks: "As a result there is, or is likely to be, a significant effect on well-being",
        met: answers.significant.into(),
        sentence,
        citation: EligibilityCitation::regulation(
            match who {
                Who::Adult => 2,
                Who::Carer => 3,
            },
            "(1)(c)",
        ),
    }
}

/// Whether the answers say, or leave open, that something is hard. The check asks
/// about well-being only then.
fn is_anything_hard(answers: &ScreeningAnswers, findings: &[Finding]) -> bool {
    let health = answers.health.unwrap_or(CarerHealth::NotAffected);
    health != CarerHealth::NotAffected
        || findings
            .iter()
            .any(|finding| finding.unable || finding.ability == Ability::Unsure)
}

/// Joins parts into a list: `one`, `one; and two`, `one; two; and three`. The
/// semicolons keep the list readable, because a part may have an "and" of its
/// own. Returns `None` for no parts.
fn in_a_row(parts: &[&str]) -> Option<String> {
    let (last, first) = parts.split_last()?;
    if first.is_empty() {
        return Some((*last).to_owned());
    }
    Some(format!("{}; and {last}", first.join("; ")))
}

impl From<Certainty> for Met {
    fn from(certainty: Certainty) -> Self {
        match certainty {
            Certainty::Yes => Self::Yes,
            Certainty::No => Self::No,
            Certainty::Unsure => Self::Unclear,
        }
    }
}

/// Returns the needs to look up in the directory of services, closest first:
/// those of the hard outcomes (also where they do not count or are in doubt),
/// then those that well-being adds, then advice for everybody who answered
/// every question. Support for carers comes first of all if the person is a
/// carer or the carer cannot go on.
fn needs(screening: &Screening, findings: &[Finding]) -> Vec<Need> {
    let hard = |finding: &&Finding| {
        !matches!(
            finding.ability,
            Ability::WithoutDifficulty | Ability::DoesNotApply
        )
    };
    let mut needs: Vec<Need> = Vec::new();
    let mut want = |need: Need| {
        if !needs.contains(&need) {
            needs.push(need);
        }
    };
    if screening.who == Who::Carer || screening.urgent.contains(&UrgentSign::CarerStopping) {
        want(Need::CarerSupport);
    }
    findings
        .iter()
        .filter(hard)
        .flat_map(|finding| finding.outcome.needs().first())
        .for_each(|need| want(*need));
    findings
        .iter()
        .filter(hard)
        .flat_map(|finding| finding.outcome.needs().iter().skip(1))
        .for_each(|need| want(*need));
    if let Asked::Everything(answers) = &screening.asked {
        answers
            .well_being
            .iter()
            .filter_map(|area| WellBeing::need(*area))
            .for_each(&mut want);
    }
    if screening.urgent.contains(&UrgentSign::SelfHarm) {
        want(Need::MentalHealth);
    }
    if matches!(screening.asked, Asked::Everything(_)) {
        want(Need::Advice);
    }
    needs
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Returns answers that meet parts (a) and (c), in which no outcome is
    /// hard.
    fn easy(who: Who) -> ScreeningAnswers {
        ScreeningAnswers {
            arises: Certainty::Yes,
            health: (who == Who::Carer).then_some(CarerHealth::NotAffected),
            fluctuates: false,
            outcomes: Outcome::of(who)
                .iter()
                .map(|outcome| (*outcome, Ability::WithoutDifficulty))
                .collect(),
            well_being: [WellBeing::Control].into(),
            significant: Certainty::Yes,
        }
    }

    fn decided(who: Who, answers: ScreeningAnswers) -> Decision {
        decide(&Screening {
            who,
            voice: Voice::You,
            urgent: BTreeSet::new(),
            asked: Asked::Everything(answers),
        })
    }

    /// Returns abilities in which the outcomes whose bit is set in `mask` are
    /// hard in the way `how`, and the others are without difficulty.
    fn hard(who: Who, mask: u32, how: Ability) -> BTreeMap<Outcome, Ability> {
        Outcome::of(who)
            .iter()
            .enumerate()
            .map(|(place, outcome)| {
                let bit = mask & (1 << place) != 0;
                (*outcome, if bit { how } else { Ability::WithoutDifficulty })
            })
            .collect()
    }

    const LIMBS: [Ability; 4] = [
        Ability::NotWithoutHelp,
        Ability::PainOrDistress,
        Ability::NotSafe,
        Ability::TakesMuchLonger,
    ];

    #[test]
    fn an_adult_needs_two_or_more_outcomes_whichever_they_are_and_by_whichever_limb() {
        for how in LIMBS {
            for mask in 0..1_u32 << 10 {
                let answers = ScreeningAnswers {
                    outcomes: hard(Who::Adult, mask, how),
                    ..easy(Who::Adult)
                };
                let decision = decided(Who::Adult, answers);
                let expected = match mask.count_ones() {
                    0 | 1 => (Met::No, Indication::MayNotBeEligible),
                    _ => (Met::Yes, Indication::MayBeEligible),
                };
                assert_eq!(
                    (decision.criteria[1].met, decision.indication),
                    expected,
                    "{mask:b}"
                );
                assert_eq!(decision.unable_to_achieve, mask.count_ones() as usize);
            }
        }
    }

    #[test]
    fn any_two_different_limbs_on_any_two_outcomes_are_enough_for_an_adult() {
        for (one, first) in Outcome::of(Who::Adult).iter().enumerate() {
            for second in &Outcome::of(Who::Adult)[one + 1..] {
                for a in LIMBS {
                    for b in LIMBS {
                        let mut answers = easy(Who::Adult);
                        answers.outcomes.insert(*first, a);
                        answers.outcomes.insert(*second, b);
                        let decision = decided(Who::Adult, answers);
                        assert_eq!(decision.indication, Indication::MayBeEligible);
                    }
                }
            }
        }
    }

    #[test]
    fn a_carer_needs_any_one_outcome_or_the_effect_on_health() {
        for how in [
            Ability::NotWithoutHelp,
            Ability::PainOrDistress,
            Ability::NotSafe,
        ] {
            for mask in 0..1_u32 << 8 {
                for (health, by_health) in [
                    (CarerHealth::GettingWorse, Met::Yes),
                    (CarerHealth::AtRisk, Met::Yes),
                    (CarerHealth::NotAffected, Met::No),
                    (CarerHealth::Unsure, Met::Unclear),
                ] {
                    let answers = ScreeningAnswers {
                        outcomes: hard(Who::Carer, mask, how),
                        health: Some(health),
                        ..easy(Who::Carer)
                    };
                    let met = decided(Who::Carer, answers).criteria[1].met;
                    assert_eq!(
                        met,
                        if mask == 0 { by_health } else { Met::Yes },
                        "{mask:b}"
                    );
                }
            }
        }
    }

    #[test]
    fn taking_longer_makes_an_adult_unable_but_not_a_carer() {
        let longer = |who| ScreeningAnswers {
            outcomes: hard(who, u32::MAX, Ability::TakesMuchLonger),
            ..easy(who)
        };
        assert_eq!(
            decided(Who::Adult, longer(Who::Adult)).unable_to_achieve,
            10
        );
        let carer = decided(Who::Carer, longer(Who::Carer));
        assert_eq!(carer.unable_to_achieve, 0);
        assert_eq!(carer.indication, Indication::MayNotBeEligible);
        assert_eq!(
            carer.findings[3].sentence,
            "You said you can get enough to eat and drink, but it takes much longer than it \
             should. For carers, the rule does not count this on its own."
        );
    }

    #[test]
    fn each_ability_meets_the_limb_that_the_regulation_gives_it() {
        let expected = [
            (Ability::WithoutDifficulty, None, None),
            (Ability::TakesMuchLonger, Some('d'), None),
            (Ability::PainOrDistress, Some('b'), Some('b')),
            (Ability::NotSafe, Some('c'), Some('c')),
            (Ability::NotWithoutHelp, Some('a'), Some('a')),
            (Ability::Unsure, None, None),
            (Ability::DoesNotApply, None, None),
        ];
        assert_eq!(expected.len(), Ability::ALL.len());
        for (ability, adult, carer) in expected {
            assert_eq!(
                ability.limb(Who::Adult).map(Limb::letter),
                adult,
                "{ability:?}"
            );
            assert_eq!(
                ability.limb(Who::Carer).map(Limb::letter),
                carer,
                "{ability:?}"
            );
        }
    }

    #[test]
    fn every_part_must_be_met_and_doubt_counts_for_the_person() {
        use Certainty::{No, Unsure, Yes};
        // Part (b) met, unclear and not met, by the number of outcomes.
        let effects = [
            (vec![Ability::NotSafe, Ability::NotSafe], false),
            (vec![Ability::NotSafe, Ability::Unsure], false),
            (vec![Ability::Unsure, Ability::Unsure], false),
            (vec![Ability::NotSafe], true),
            (vec![Ability::Unsure], true),
            (vec![], true),
        ];
        for arises in [Yes, No, Unsure] {
            for significant in [Yes, No, Unsure] {
                for (effect, ruled_out) in &effects {
                    let mut answers = ScreeningAnswers {
                        arises,
                        significant,
                        ..easy(Who::Adult)
                    };
                    for (outcome, ability) in Outcome::of(Who::Adult).iter().zip(effect) {
                        answers.outcomes.insert(*outcome, *ability);
                    }
                    let expected = if arises == No || significant == No || *ruled_out {
                        Indication::MayNotBeEligible
                    } else {
                        Indication::MayBeEligible
                    };
                    assert_eq!(decided(Who::Adult, answers).indication, expected);
                }
            }
        }
    }

    #[test]
    fn doubt_about_an_outcome_that_could_tip_the_balance_makes_part_b_unclear() {
        let with = |abilities: &[Ability]| {
            let mut answers = easy(Who::Adult);
            for (outcome, ability) in Outcome::of(Who::Adult).iter().zip(abilities) {
                answers.outcomes.insert(*outcome, *ability);
            }
            let decision = decided(Who::Adult, answers);
            (
                decision.criteria[1].met,
                decision.criteria[1].sentence.clone(),
            )
        };
        let (met, sentence) = with(&[Ability::NotSafe, Ability::Unsure]);
        assert_eq!(met, Met::Unclear);
        assert_eq!(
            sentence,
            "Your answers count as being unable to manage 1 of the 10 parts of life. You were not \
             sure about 1. The rule needs 2 or more."
        );
        assert_eq!(with(&[Ability::Unsure]).0, Met::No);
        assert_eq!(
            with(&[Ability::NotSafe, Ability::NotSafe, Ability::Unsure]).0,
            Met::Yes
        );
    }

    #[test]
    fn what_does_not_apply_is_not_counted() {
        let mut answers = easy(Who::Adult);
        answers
            .outcomes
            .insert(Outcome::Washing, Ability::NotWithoutHelp);
        answers
            .outcomes
            .insert(Outcome::CaringForChild, Ability::DoesNotApply);
        let decision = decided(Who::Adult, answers);
        assert_eq!(decision.unable_to_achieve, 1);
        assert_eq!(decision.criteria[1].met, Met::No);
    }

    #[test]
    fn each_outcome_cites_the_paragraph_that_names_it() {
        let cited = |who, how| -> Vec<String> {
            let answers = ScreeningAnswers {
                outcomes: hard(who, u32::MAX, how),
                ..easy(who)
            };
            decided(who, answers)
                .findings
                .into_iter()
                .map(|f| f.citation.short)
                .collect()
        };
        assert_eq!(
            cited(Who::Adult, Ability::PainOrDistress),
            [
                "Regulation 2(2)(a) and (3)(b)",
                "Regulation 2(2)(b) and (3)(b)",
                "Regulation 2(2)(c) and (3)(b)",
                "Regulation 2(2)(d) and (3)(b)",
                "Regulation 2(2)(e) and (3)(b)",
                "Regulation 2(2)(f) and (3)(b)",
                "Regulation 2(2)(g) and (3)(b)",
                "Regulation 2(2)(h) and (3)(b)",
                "Regulation 2(2)(i) and (3)(b)",
                "Regulation 2(2)(j) and (3)(b)",
            ]
        );
        assert_eq!(
            cited(Who::Carer, Ability::WithoutDifficulty),
            [
                "Regulation 3(2)(b)(i)",
                "Regulation 3(2)(b)(ii)",
                "Regulation 3(2)(b)(iii)",
                "Regulation 3(2)(b)(iv)",
                "Regulation 3(2)(b)(v)",
                "Regulation 3(2)(b)(vi)",
                "Regulation 3(2)(b)(vii)",
                "Regulation 3(2)(b)(viii)",
            ]
        );
    }

    #[test]
    fn a_finding_says_why_to_the_person_and_about_them() {
        let sentence = |voice, outcome, ability| why(outcome, ability, Who::Adult, voice);
        assert_eq!(
            sentence(Voice::You, Outcome::Washing, Ability::NotWithoutHelp),
            "You said you cannot wash and keep clean without help."
        );
        assert_eq!(
            sentence(Voice::They, Outcome::HomeSafety, Ability::NotSafe),
            "You said they can move around and use their home, but it is not safe for them \
             or for someone else."
        );
        assert_eq!(
            sentence(Voice::They, Outcome::Toilet, Ability::PainOrDistress),
            "You said they can use the toilet, but it causes them a lot of pain, distress or \
             anxiety."
        );
    }

    #[test]
    fn the_needs_named_come_first_then_what_goes_with_them_then_advice() {
        let mut answers = easy(Who::Adult);
        answers
            .outcomes
            .insert(Outcome::HomeSafety, Ability::NotSafe);
        answers.outcomes.insert(Outcome::Washing, Ability::Unsure);
        answers.well_being = [WellBeing::SocialAndEconomic].into();
        assert_eq!(
            decided(Who::Adult, answers).needs,
            [
                Need::Washing,
                Need::HomeSafety,
                Need::Equipment,
                Need::Falls,
                Need::Money,
                Need::Advice
            ]
        );
    }

    #[test]
    fn where_the_criteria_do_not_apply_they_are_not_applied() {
        for (asked, expected) in [
            (Asked::Under18, Indication::Under18),
            (Asked::StoppedForHelp, Indication::NotChecked),
            (
                Asked::NoAdultCaredFor { child: true },
                Indication::NoAdultCaredFor,
            ),
        ] {
            let decision = decide(&Screening {
                who: Who::Carer,
                voice: Voice::You,
                urgent: [UrgentSign::CarerStopping].into(),
                asked,
            });
            assert_eq!(decision.indication, expected);
            assert!(decision.criteria.is_empty() && decision.findings.is_empty());
            assert_eq!(decision.needs, [Need::CarerSupport]);
        }
    }
}
