//! What the law asks of the forms of practitioners, and of the self-assessment of
//! a citizen, paragraph by paragraph, and which answers meet it.
//!
//! The start page of a form and its check of answers show what is still missing,
//! so that nobody has to know the Care Act by heart. The forms are held to the
//! table by `every_paragraph_is_asked_for_by_its_form`.

use domain::forms::draft::Answer;

use crate::form::Form;
use crate::journey::Journey;
use crate::needs_self_assessment::NEEDS_SELF_ASSESSMENT;

/// A part of the law that a form has to hold, and the questions whose answers
/// are that part.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LegalContent {
    /// The id of the form.
    pub form: &'static str,
    /// The paragraph: `Care Act 2014, section 9(4)(a)`.
    pub law: &'static str,
    /// What has to be there, as the end of "The form says ...".
    pub what: &'static str,
    /// The ids of the questions. Those that the answers so far do not lead to are
    /// not asked for.
    pub questions: &'static [&'static str],
}

/// How far a form holds a part of the law.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Held {
    /// Each question that is asked has an answer with content.
    Yes,
    /// A question that is asked has none yet.
    NotYet,
    /// The answers so far lead to none of the questions.
    NotAsked,
}

/// The id of the form of the contact record.
pub const CONTACT_RECORD: &str = "contact-record";
/// The id of the form of the needs assessment.
pub const NEEDS_ASSESSMENT: &str = "needs-assessment";
/// The id of the form of the care and support plan.
pub const SUPPORT_PLAN: &str = "support-plan";
/// The id of the form of the review.
pub const STRENGTHS_REVIEW: &str = "strengths-review";

const ACT_4: &str = "Care Act 2014, section 4";
const ACT_9_4_A: &str = "Care Act 2014, section 9(4)(a)";
const ACT_9_4_B: &str = "Care Act 2014, section 9(4)(b)";
const ACT_9_4_C: &str = "Care Act 2014, section 9(4)(c)";
const ACT_9_5: &str = "Care Act 2014, section 9(5)";
const ACT_9_6: &str = "Care Act 2014, section 9(6)";
const ACT_10_5: &str = "Care Act 2014, section 10(5)";
const ACT_10_6: &str = "Care Act 2014, section 10(6)";
const ACT_13_1: &str = "Care Act 2014, section 13(1)";
const ACT_13_2: &str = "Care Act 2014, section 13(2)";
const ACT_13_3: &str = "Care Act 2014, section 13(3)";
const ACT_24_2: &str = "Care Act 2014, section 24(2)";
const ACT_25_1_A: &str = "Care Act 2014, section 25(1)(a)";
const ACT_25_1_B: &str = "Care Act 2014, section 25(1)(b)";
const ACT_25_1_C: &str = "Care Act 2014, section 25(1)(c)";
const ACT_25_1_D: &str = "Care Act 2014, section 25(1)(d)";
const ACT_25_1_E: &str = "Care Act 2014, section 25(1)(e)";
const ACT_25_1_F: &str = "Care Act 2014, section 25(1)(f)";
const ACT_25_2: &str = "Care Act 2014, section 25(2)";
const ACT_25_3: &str = "Care Act 2014, section 25(3) to (5)";
const ACT_25_9: &str = "Care Act 2014, section 25(9)";
const ACT_26: &str = "Care Act 2014, section 26";
const ACT_27_1: &str = "Care Act 2014, section 27(1)";
const ACT_27_2: &str = "Care Act 2014, section 27(2)";
const ACT_27_4: &str = "Care Act 2014, section 27(4)";
const ACT_67: &str = "Care Act 2014, section 67";
const ACT_42: &str = "Care Act 2014, section 42";
const ASSESSMENT_2: &str = "Care and Support (Assessment) Regulations 2014, regulation 2";
const ASSESSMENT_3: &str = "Care and Support (Assessment) Regulations 2014, regulation 3";
const ELIGIBILITY_2: &str =
    "Care and Support (Eligibility Criteria) Regulations 2015, regulation 2";
const ELIGIBILITY_3: &str =
    "Care and Support (Eligibility Criteria) Regulations 2015, regulation 3";
const CAPACITY: &str = "Mental Capacity Act 2005, sections 1 to 4";
const EQUALITY: &str = "Equality Act 2010, section 20";
const GUIDANCE_13: &str = "Care and support statutory guidance, chapter 13";

/// Every part of the law that a form of practitioners or a self-assessment has to
/// hold, in the order of the forms' pages.
pub const LEGAL_CONTENT: &[LegalContent] = &[
    of(
        NEEDS_SELF_ASSESSMENT,
        "Care Act 2014, section 1(3)(b)",
        "their views, wishes, feelings and beliefs",
        &["about-matters"],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ASSESSMENT_2,
        "whether they wish to assess themselves",
        &["wishes"],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ASSESSMENT_3,
        "whether they have information in a form that they can use",
        &["informed"],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ASSESSMENT_2,
        "whether they can decide about their care",
        &["decides"],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ACT_67,
        "who helps them to take part, or that they need an advocate",
        &["support"],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ELIGIBILITY_2,
        "each outcome of an adult",
        &[
            "eating",
            "washing",
            "toilet",
            "dressing",
            "home-safety",
            "home-upkeep",
            "relationships",
            "work-learning",
            "community",
            "caring-for-child",
        ],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        "Care Act 2014, section 10(1)",
        "the help that somebody gives without being paid",
        &["unpaid-support", "unpaid-who", "unpaid-goes-on"],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ACT_10_5,
        "whether the carer is able and willing now, and likely to go on",
        &["carer-able", "carer-goes-on"],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ACT_10_6,
        "what the carer wants of work, education and recreation",
        &["carer-wishes"],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ASSESSMENT_2,
        "whether the adult agrees that the carer sees their information",
        &["informed-by-adult"],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ELIGIBILITY_3,
        "each outcome of a carer, and their health",
        &[
            "caring-health",
            "carer-caring-for-child",
            "carer-caring-for-others",
            "carer-home-upkeep",
            "carer-eating",
            "carer-relationships",
            "carer-work-learning",
            "carer-community",
            "carer-recreation",
        ],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ACT_9_6,
        "their own strengths and what is around them",
        &["strengths-words"],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ACT_9_4_B,
        "the outcomes that they want in day-to-day life",
        &["good-life"],
    ),
    of(
        NEEDS_SELF_ASSESSMENT,
        ACT_9_4_A,
        "the impact on well-being",
        &["well-being", "impact"],
    ),
    of(
        CONTACT_RECORD,
        "Data protection and consent",
        "whether the person knows and agrees, or the lawful basis",
        &["consent-basis"],
    ),
    of(
        CONTACT_RECORD,
        EQUALITY,
        "what they need to communicate and be met",
        &["communication-needs"],
    ),
    of(
        CONTACT_RECORD,
        ACT_9_4_B,
        "what is happening, since when and what the person wants",
        &["happening-now", "happening-since", "person-wants"],
    ),
    of(CONTACT_RECORD, ACT_42, "the risk today", &["risk-today"]),
    of(
        CONTACT_RECORD,
        "Care Act 2014, sections 2, 4, 9, 10 and 42",
        "the outcome of the contact",
        &["contact-outcome"],
    ),
    of(
        CONTACT_RECORD,
        ACT_4,
        "the information and advice that was given",
        &["information-given"],
    ),
    of(
        CONTACT_RECORD,
        "Care and support statutory guidance, chapter 6",
        "who does what, by when",
        &["action-rows"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_9_5,
        "who was involved",
        &["assessment-present"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ASSESSMENT_3,
        "that information was given before, in a form that they can use",
        &["information-before"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ASSESSMENT_2,
        "whether they wish to assess themselves",
        &["supported-self"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_67,
        "that an advocate was considered",
        &["advocate"],
    ),
    of(
        NEEDS_ASSESSMENT,
        CAPACITY,
        "whether they have capacity for the decisions",
        &["capacity"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ASSESSMENT_2,
        "the five assurances of a self-assessment",
        &["assurance-ticks"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_9_4_B,
        "the outcomes that they want in day-to-day life",
        &["good-life"],
    ),
    of(
        NEEDS_ASSESSMENT,
        "Care Act 2014, section 1(3)(b)",
        "their views, wishes, feelings and beliefs",
        &["about-me-words"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ELIGIBILITY_2,
        "each outcome, without anybody’s help",
        &[
            "nutrition-able",
            "hygiene-able",
            "toilet-able",
            "clothed-able",
            "home-use-able",
            "habitable-able",
            "relationships-able",
            "work-able",
            "community-able",
            "child-able",
        ],
    ),
    of(
        NEEDS_ASSESSMENT,
        "Care and Support (Assessment) Regulations 2014, regulation 3(2)",
        "whether the needs change over time",
        &["fluctuates"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_9_4_A,
        "the impact on each area of well-being",
        &["wellbeing-areas", "wellbeing-impact"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_9_6,
        "what else could help: their own strengths, the community, prevention",
        &["own-strengths", "community-help", "network"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_9_4_C,
        "whether care and support could contribute to the outcomes",
        &["care-could-help"],
    ),
    of(
        NEEDS_ASSESSMENT,
        "Care Act 2014, section 10(1)",
        "whether anybody cares for them",
        &["has-carer"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_10_5,
        "whether the carer is able and willing now, and likely to go on",
        &["carer-able", "carer-continue", "carer-effect"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_10_6,
        "the outcomes of the carer, work, education and recreation among them",
        &["carer-wishes"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_13_1,
        "the determination: impairment, outcomes and impact",
        &["condition", "unable-outcomes", "significant", "eligible"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_13_2,
        "the written reasons where the needs do not meet the criteria",
        &["written-reasons"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_24_2,
        "advice on what can be done now and to prevent needs",
        &["advice-now", "advice-prevent"],
    ),
    of(
        NEEDS_ASSESSMENT,
        ACT_13_3,
        "what could be done, what they want met, and where they live",
        &["could-be-done", "wants-met", "residence"],
    ),
    of(
        NEEDS_ASSESSMENT,
        "Care Act 2014, section 12(3)",
        "who gets a copy",
        &["copies-to"],
    ),
    of(
        SUPPORT_PLAN,
        ACT_25_3,
        "who was involved",
        &["plan-involved"],
    ),
    of(
        SUPPORT_PLAN,
        ACT_25_1_A,
        "the needs that were assessed",
        &["need-rows"],
    ),
    of(
        SUPPORT_PLAN,
        ACT_25_1_B,
        "which of the needs meet the criteria",
        &["need-rows"],
    ),
    of(
        SUPPORT_PLAN,
        ACT_25_1_C,
        "which needs the council will meet, and how",
        &["need-rows", "how-met"],
    ),
    of(
        SUPPORT_PLAN,
        ACT_25_1_D,
        "the outcomes that the person wants, and what matters to them",
        &["need-rows", "plan-matters"],
    ),
    of(
        SUPPORT_PLAN,
        ACT_25_1_E,
        "the personal budget",
        &["budget-total", "budget-person", "budget-council"],
    ),
    of(
        SUPPORT_PLAN,
        ACT_26,
        "why the budget is enough",
        &["budget-reasons"],
    ),
    of(
        SUPPORT_PLAN,
        ACT_25_2,
        "which of it is a direct payment",
        &["direct-payment"],
    ),
    of(
        SUPPORT_PLAN,
        ACT_25_1_F,
        "advice on reducing, preventing and delaying needs",
        &["plan-advice"],
    ),
    of(
        SUPPORT_PLAN,
        GUIDANCE_13,
        "when the first review is",
        &["first-review"],
    ),
    of(
        SUPPORT_PLAN,
        ACT_25_3,
        "whether the person agrees",
        &["plan-agreed-by"],
    ),
    of(SUPPORT_PLAN, ACT_25_9, "who gets a copy", &["plan-copies"]),
    of(
        STRENGTHS_REVIEW,
        ACT_27_1,
        "why the review is held",
        &["review-why"],
    ),
    of(
        STRENGTHS_REVIEW,
        ACT_27_2,
        "who was involved",
        &["review-present"],
    ),
    of(
        STRENGTHS_REVIEW,
        ACT_27_1,
        "whether the outcomes are met",
        &["outcomes-met", "outcomes-detail"],
    ),
    of(
        STRENGTHS_REVIEW,
        ACT_27_1,
        "whether the plan is still right and the budget enough",
        &["plan-right", "budget-enough"],
    ),
    of(
        STRENGTHS_REVIEW,
        ACT_27_4,
        "what follows: no need is met by less without assessing again",
        &["review-result", "reassess-why", "reassess-meanwhile"],
    ),
    of(
        STRENGTHS_REVIEW,
        GUIDANCE_13,
        "when the next review is",
        &["next-review"],
    ),
];

const fn of(
    form: &'static str,
    law: &'static str,
    what: &'static str,
    questions: &'static [&'static str],
) -> LegalContent {
    LegalContent {
        form,
        law,
        what,
        questions,
    }
}

/// Returns the parts of the law that a form has to hold, each with how far it
/// does under the answers so far.
#[must_use]
pub fn held(form: &Form, journey: &Journey<'_>) -> Vec<(&'static LegalContent, Held)> {
    let of_form = LEGAL_CONTENT.iter().filter(|part| part.form == form.id);
    of_form.map(|part| (part, how_far(part, journey))).collect()
}

/// Decides how far a part is held. An answer without content, such as a question
/// that was skipped, does not hold it.
fn how_far(part: &LegalContent, journey: &Journey<'_>) -> Held {
    let asked = journey.visible().iter().flat_map(|page| page.questions());
    let asked: Vec<&str> = asked
        .map(|asked| asked.id)
        .filter(|id| part.questions.contains(id))
        .collect();
    if asked.is_empty() {
        return Held::NotAsked;
    }
    let is_held = |id: &&str| journey.given(id).is_some_and(has_content);
    match asked.iter().all(is_held) {
        true => Held::Yes,
        false => Held::NotYet,
    }
}

fn has_content(answer: &Answer) -> bool {
    match answer {
        Answer::Text(text) => !text.trim().is_empty(),
        Answer::Choices(chosen) => !chosen.is_empty(),
        Answer::Fields(fields) => fields.values().any(|field| !field.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::forms::draft::Answers;

    use super::*;
    use crate::form::Question;
    use crate::forms;

    fn form(id: &str) -> &'static Form {
        forms::find(id).unwrap().0
    }

    #[test]
    fn every_paragraph_is_asked_for_by_its_form() {
        for part in LEGAL_CONTENT {
            let asked: BTreeSet<&str> = form(part.form)
                .pages
                .iter()
                .flat_map(|page| page.questions())
                .map(|asked| asked.id)
                .collect();
            assert!(!part.questions.is_empty(), "{}: {}", part.law, part.what);
            for question in part.questions {
                assert!(asked.contains(question), "{}: {question}", part.law);
            }
        }
    }

    /// What the law asks of a form, by paragraph: the forms and nothing less. A row that is taken out of the table is red here.
    #[test]
    fn each_form_holds_what_the_law_asks_of_it() {
        let laws = |form: &str| -> BTreeSet<&str> {
            let of_form = LEGAL_CONTENT.iter().filter(|part| part.form == form);
            of_form.map(|part| part.law).collect()
        };
        let asked: [(&str, &[&str]); 5] = [
            (
                NEEDS_SELF_ASSESSMENT,
                &[
                    ACT_9_4_A,
                    ACT_9_4_B,
                    ACT_9_6,
                    ACT_10_5,
                    ACT_10_6,
                    ACT_67,
                    ASSESSMENT_2,
                    ASSESSMENT_3,
                    ELIGIBILITY_2,
                    ELIGIBILITY_3,
                ],
            ),
            (CONTACT_RECORD, &[ACT_4, ACT_42, ACT_9_4_B, EQUALITY]),
            (
                NEEDS_ASSESSMENT,
                &[
                    ACT_9_4_A,
                    ACT_9_4_B,
                    ACT_9_4_C,
                    ACT_9_5,
                    ACT_9_6,
                    ACT_10_5,
                    ACT_10_6,
                    ACT_13_1,
                    ACT_13_2,
                    ACT_13_3,
                    ACT_24_2,
                    ACT_67,
                    ASSESSMENT_2,
                    ASSESSMENT_3,
                    CAPACITY,
                    ELIGIBILITY_2,
                ],
            ),
            (
                SUPPORT_PLAN,
                &[
                    ACT_25_1_A,
                    ACT_25_1_B,
                    ACT_25_1_C,
                    ACT_25_1_D,
                    ACT_25_1_E,
                    ACT_25_1_F,
                    ACT_25_2,
                    ACT_25_3,
                    ACT_25_9,
                    ACT_26,
                    GUIDANCE_13,
                ],
            ),
            (
                STRENGTHS_REVIEW,
                &[ACT_27_1, ACT_27_2, ACT_27_4, GUIDANCE_13],
            ),
        ];
        for (form, asked) in asked {
            for law in asked {
                assert!(laws(form).contains(law), "{form}: {law}");
            }
        }
    }

    /// The values of the choices of a question.
    fn choices(form_id: &str, question: &str) -> Vec<&'static str> {
        match form(form_id).question(question).unwrap().question {
            Question::OneOf { options } | Question::ManyOf { options, .. } => {
                options.iter().map(|option| &*option.value).collect()
            }
            _ => panic!("{question} has no choices"),
        }
    }

    /// Care and Support (Assessment) Regulations 2014, regulation 2.
    #[test]
    fn a_self_assessment_is_assured_in_the_five_ways_that_regulation_2_asks() {
        let ticks = choices(NEEDS_ASSESSMENT, "assurance-ticks");
        let asked = [
            "wished",
            "capacity",
            "informed",
            "carer-consent",
            "accurate",
        ];
        assert_eq!(ticks, asked);
        let mut answers = Answers::default();
        let form = form(NEEDS_ASSESSMENT);
        let is_asked = |answers: &Answers| Journey::new(form, answers).may_visit("assurance");
        assert!(!is_asked(&answers));
        answers.set("supported-self", Answer::Text("yes".into()));
        assert!(is_asked(&answers));
    }

    /// Care Act 2014, section 10(5) to (8).
    #[test]
    fn a_carer_says_and_is_asked_whether_they_can_and_will_go_on_and_what_they_want() {
        for (form, able, goes_on) in [
            (NEEDS_SELF_ASSESSMENT, "carer-able", "carer-goes-on"),
            (NEEDS_ASSESSMENT, "carer-able", "carer-continue"),
        ] {
            assert_eq!(choices(form, able), ["both", "able", "willing", "neither"]);
            assert_eq!(choices(form, goes_on), ["yes", "no", "unsure"]);
        }
        let asked = form(NEEDS_SELF_ASSESSMENT).question("carer-wishes");
        let label = format!("{:?}", asked.unwrap().label);
        for wish in ["work", "learning", "free time"] {
            assert!(label.contains(wish), "{label}");
        }
    }

    /// Care Act 2014, sections 13 and 24(2).
    #[test]
    fn a_determination_names_each_outcome_and_the_reasons_and_who_gets_a_copy() {
        assert_eq!(choices(NEEDS_ASSESSMENT, "unable-outcomes").len(), 10);
        let form = form(NEEDS_ASSESSMENT);
        let optional = |question: &str| form.question(question).unwrap().optional;
        for needed in ["significant", "eligible", "written-reasons", "copies-to"] {
            assert!(!optional(needed), "{needed}");
        }
        for advice in ["advice-now", "advice-prevent"] {
            assert!(!optional(advice), "{advice}");
        }
    }

    #[test]
    fn a_part_is_held_once_each_of_its_questions_that_is_asked_has_content() {
        let far = |answers: &Answers, law: &str| -> Vec<Held> {
            let form = form(NEEDS_ASSESSMENT);
            let parts = held(form, &Journey::new(form, answers));
            let of_law = parts.into_iter().filter(|(part, _)| part.law == law);
            of_law.map(|(_, held)| held).collect()
        };
        let mut answers = Answers::default();
        assert_eq!(far(&answers, ACT_9_4_A), [Held::NotYet]);
        assert_eq!(far(&answers, ACT_10_5), [Held::NotAsked]);
        answers.set("has-carer", Answer::Text("yes".into()));
        assert_eq!(far(&answers, ACT_10_5), [Held::NotYet]);
        answers.set("wellbeing-areas", Answer::Choices(vec!["health".into()]));
        assert_eq!(far(&answers, ACT_9_4_A), [Held::NotYet]);
        answers.set("wellbeing-impact", Answer::Text(" ".into()));
        assert_eq!(far(&answers, ACT_9_4_A), [Held::NotYet]);
        answers.set("wellbeing-impact", Answer::Text("She stays in bed.".into()));
        assert_eq!(far(&answers, ACT_9_4_A), [Held::Yes]);
    }

    #[test]
    fn the_written_reasons_are_asked_for_where_needs_do_not_meet_the_criteria() {
        let form = form(NEEDS_ASSESSMENT);
        let mut answers = Answers::default();
        let asked = |answers: &Answers, page: &str| Journey::new(form, answers).may_visit(page);
        assert!(!asked(&answers, "not-eligible"));
        answers.set("eligible", Answer::Text("no".into()));
        assert!(asked(&answers, "not-eligible") && !asked(&answers, "meeting-needs"));
        answers.set("eligible", Answer::Text("yes".into()));
        assert!(!asked(&answers, "not-eligible") && asked(&answers, "meeting-needs"));
    }

    #[test]
    fn a_form_of_practitioners_is_answered_in_any_order() {
        let (form, answers) = (form(NEEDS_ASSESSMENT), Answers::default());
        let journey = Journey::new(form, &answers);
        assert!(journey.may_visit("determination"));
        assert!(!journey.is_complete());
        let starts = journey.tasks();
        assert!(starts.iter().all(|task| task.start.is_some()));
    }
}
