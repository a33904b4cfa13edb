//! Reads the needs self-assessment: whom it is about, what the national
//! eligibility criteria indicate, and About Me, which is its owner's.
//!
//! The questions that the check of support asks as well have the same ids and
//! values, so that a check fills them in and one reader makes the screening.

use domain::council::Council;
use domain::document::{Block, Document, DocumentSection};
use domain::eligibility::{
    Screening, Voice, WHY, Who, answer, decide, facts, headline, says_who_decides,
    sections_of_result,
};
use jiff::civil::Date;

use crate::check_support;
use crate::form::Form;
use crate::journey::Journey;
use crate::read::date_of;
use crate::summary::{answer_in_words, answer_tables_of};

/// The id of the form.
pub const NEEDS_SELF_ASSESSMENT: &str = "needs-self-assessment";

/// The section of the form that is About Me.
const ABOUT_ME: &str = "about";

/// The question that says for whom a self-assessment is.
const WHO: &str = "who";

/// The person whom a self-assessment is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SelfAssessed {
    /// Whether it is that of an adult with needs of their own or of a carer.
    pub who: Who,
    /// First and last name of the person, if somebody else answered for them.
    pub somebody_else: Option<(String, String)>,
    /// The date of birth, if it is known.
    pub born: Option<Date>,
}

/// Returns the person whom a finished self-assessment is about, or `None` while
/// a question has no answer.
#[must_use]
pub fn self_assessed(journey: &Journey<'_>) -> Option<SelfAssessed> {
    if !journey.is_complete() {
        return None;
    }
    let answers = &journey.visible_answers();
    let value = answers.text(WHO)?;
    let name = |part| answers.field("name", part).unwrap_or_default().to_owned();
    let of = |part| answers.field("born", part);
    Some(SelfAssessed {
        who: audience(value),
        somebody_else: value
            .starts_with("somebody")
            .then(|| (name("first"), name("last"))),
        born: date_of(of("day"), of("month"), of("year")),
    })
}

/// Returns for whom a value of the first question is.
fn audience(value: &str) -> Who {
    match value {
        "carer" | "somebody-carer" => Who::Carer,
        _ => Who::Adult,
    }
}

/// Returns the screening that the answers make, or `None` while a question has no
/// answer.
#[must_use]
pub fn screening(journey: &Journey<'_>) -> Option<Screening> {
    let who = self_assessed(journey)?.who;
    let voice: Voice = journey.speaks_of().into();
    let answers = &journey.visible_answers();
    // The form takes nobody who is under 18: `born` has a least age.
    let request = check_support::request(answers, (who, voice), true, Vec::new());
    request.check().ok()
}

/// Returns what the national eligibility criteria indicate, with the reasons, or
/// `None` while a question has no answer. Nothing is decided by it.
#[must_use]
pub fn indication(journey: &Journey<'_>, council: &Council, today: Date) -> Option<Document> {
    let screening = screening(journey)?;
    let decision = decide(&screening);
    let mut sentences = answer(&screening, &decision, council);
    sentences.extend(says_who_decides(&screening, &decision).map(str::to_owned));
    let sections = sections_of_result(&screening, &decision, council, &[]);
    let sections = sections.folded.into_iter();
    Some(Document {
        title: headline(&screening, &decision).to_owned(),
        answer: sentences,
        facts: facts(&screening, &decision, today),
        sections: sections.filter(|section| section.heading == WHY).collect(),
    })
}

/// Returns About Me as its owner wrote it: the words under each heading that
/// they filled in, line by line. Nobody else writes in it.
#[must_use]
pub fn about_me(journey: &Journey<'_>) -> Vec<Block> {
    let pages = journey.visible().iter();
    let pages = pages.filter(|page| page.section == ABOUT_ME);
    let written = pages
        .flat_map(|page| page.questions())
        .filter_map(|asked| answer_in_words(journey, asked.id));
    let mut blocks = Vec::new();
    for (heading, words) in written {
        blocks.push(Block::Heading(heading));
        blocks.extend(words.lines().map(Block::text));
    }
    blocks
}

/// Returns every answer but About Me, in the words in which it was asked.
#[must_use]
pub fn other_answers(journey: &Journey<'_>) -> DocumentSection {
    DocumentSection {
        heading: "The self-assessment".to_owned(),
        blocks: answer_tables_of(journey, |section| section != ABOUT_ME),
    }
}

/// Returns the form for the audiences that are offered it: without the choices of
/// the first question that are for others. None if nobody is offered it.
#[must_use]
pub fn for_audiences(form: &Form, is_offered: impl Fn(Who) -> bool) -> Option<Form> {
    let mut form = form.clone();
    for page in &mut form.pages {
        if page.id != WHO {
            continue;
        }
        if let crate::form::Question::OneOf { options } = &mut page.question {
            options.retain(|option| is_offered(audience(&option.value)));
            if options.is_empty() {
                return None;
            }
        }
    }
    Some(form)
}

#[cfg(test)]
mod tests {
    use domain::eligibility::{Indication, Outcome};
    use domain::forms::draft::{Answer, Answers};

    use super::*;
    use crate::form::Question;
    use crate::forms::{check_support as check_form, needs_self_assessment};
    use crate::tests::answering;

    fn answered(given: &[(&str, &str)]) -> (Answers, Vec<&'static str>) {
        answering::answered(needs_self_assessment(), given)
    }

    #[test]
    fn what_the_check_asks_as_well_has_the_same_ids_and_values() {
        let mut compared = 0;
        for who in [Who::Adult, Who::Carer] {
            let outcomes = Outcome::of(who).iter();
            let outcomes = outcomes.map(|outcome| check_support::page_of(*outcome, who));
            let others = ["condition", "necessary-care", "varies", "caring-health"];
            let others = others.into_iter().chain(["well-being", "impact"]);
            for id in outcomes.chain(others.map(str::to_owned)) {
                let there = check_form().question(&id).unwrap().question;
                let here = needs_self_assessment().question(&id).unwrap().question;
                let values = |question: &Question| match question {
                    Question::OneOf { options } | Question::ManyOf { options, .. } => {
                        let values = options.iter().map(|option| option.value.clone());
                        values.collect::<Vec<_>>()
                    }
                    _ => Vec::new(),
                };
                assert_eq!(values(here), values(there), "{id}");
                compared += 1;
            }
        }
        assert_eq!(compared, 30);
    }

    #[test]
    fn all_ten_outcomes_of_an_adult_and_all_eight_of_a_carer_are_asked() {
        for (value, who, number) in [("myself", Who::Adult, 10), ("carer", Who::Carer, 8)] {
            let (_, asked) = answered(&[("who", value), ("necessary-care", "adult")]);
            let outcomes = Outcome::of(who).iter();
            let outcomes = outcomes.map(|outcome| check_support::page_of(*outcome, who));
            let outcomes: Vec<String> = outcomes.collect();
            assert_eq!(outcomes.len(), number);
            for outcome in outcomes {
                assert!(asked.contains(&outcome.as_str()), "{value}: {outcome}");
            }
        }
    }

    #[test]
    fn about_me_has_every_field_of_the_standard_and_comes_first() {
        let (_, asked) = answered(&[]);
        let fields = [
            "about-matters",
            "about-people",
            "about-communicate",
            "about-wellness",
            "about-please-do",
            "about-please-do-not",
            "about-when",
            "about-worth-knowing",
            "about-supported-by",
        ];
        assert_eq!(asked[1..=fields.len()], fields);
    }

    #[test]
    fn the_answers_indicate_what_the_check_would_and_say_why() {
        let hard = [
            ("eating", "not_without_help"),
            ("washing", "not_safe"),
            ("well-being", "dignity"),
        ];
        let (answers, _) = answered(&hard);
        let journey = Journey::new(needs_self_assessment(), &answers);
        let decision = decide(&screening(&journey).unwrap());
        assert_eq!(decision.indication, Indication::MayBeEligible);
        let (answers, _) = answered(&[]);
        let journey = Journey::new(needs_self_assessment(), &answers);
        let decision = decide(&screening(&journey).unwrap());
        assert_eq!(decision.indication, Indication::MayNotBeEligible);
    }

    #[test]
    fn somebody_who_answers_for_another_names_them_and_nobody_else_does() {
        let of = |given: &[(&str, &str)]| {
            let (answers, _) = answered(given);
            self_assessed(&Journey::new(needs_self_assessment(), &answers)).unwrap()
        };
        assert_eq!(of(&[]).somebody_else, None);
        let ann = of(&[("who", "somebody-carer"), ("necessary-care", "adult")]);
        let name = ("Ann".to_owned(), "Archer".to_owned());
        assert_eq!((ann.who, ann.somebody_else), (Who::Carer, Some(name)));
        assert_eq!(ann.born, Some(jiff::civil::date(1948, 3, 27)));
    }

    #[test]
    fn nothing_is_indicated_while_a_question_is_open() {
        let (mut answers, _) = answered(&[]);
        answers.remove("good-life");
        let journey = Journey::new(needs_self_assessment(), &answers);
        assert_eq!(screening(&journey), None);
    }

    #[test]
    fn an_audience_that_is_not_offered_it_is_not_in_the_first_question() {
        let offered = |who: Option<Who>| {
            let form = for_audiences(needs_self_assessment(), |asked| Some(asked) == who);
            form.map(|form| match &form.pages[0].question {
                Question::OneOf { options } => {
                    let values = options.iter().map(|option| option.value.clone());
                    values.collect::<Vec<_>>()
                }
                _ => Vec::new(),
            })
        };
        assert_eq!(offered(Some(Who::Adult)).unwrap(), ["myself", "somebody"]);
        assert_eq!(
            offered(Some(Who::Carer)).unwrap(),
            ["carer", "somebody-carer"]
        );
        assert_eq!(offered(None), None);
    }

    #[test]
    fn about_me_is_told_apart_from_every_other_answer() {
        let (mut answers, _) = answered(&[]);
        answers.set("about-matters", Answer::Text("My garden".to_owned()));
        let journey = Journey::new(needs_self_assessment(), &answers);
        // What was left empty is no part of it.
        assert_eq!(about_me(&journey).len(), 2);
        let said = |blocks: &[Block]| format!("{blocks:?}").contains("My garden");
        assert!(said(&about_me(&journey)));
        assert!(!said(&other_answers(&journey).blocks));
    }
}
