//! Questions that a choice of the same page reveals, groups that are offered
//! together, and answers from before questions were brought together on pages.

use domain::forms::draft::{Answer, Answers};
use jiff::civil::{Date, date};

use super::random::fields;
use crate::estimate_costs::inputs;
use crate::form::Form;
use crate::forms::{check_support, estimate_costs, request_help};
use crate::journey::Journey;
use crate::parse::{PostedFields, fill_page, parse_page};

const TODAY: Date = date(2026, 11, 22);

#[test]
fn an_amount_is_asked_where_its_box_is_ticked_and_nowhere_else() {
    let page = (estimate_costs(), "pension-income");
    let ticked = [("pensions", "state_pension"), ("pensions", "annuity")];
    let wrong = parsed(page, &at_home(), &ticked).unwrap_err();
    let both = ["amount-state-pension-amount", "amount-annuity-amount"];
    assert!(
        both.iter()
            .all(|field| wrong.contains(&(*field).to_owned())),
        "{wrong:?}"
    );
    assert!(
        wrong.iter().all(|field| !field.contains("private")),
        "{wrong:?}"
    );
    let posted = [
        ("pensions", "state_pension"),
        ("amount-state-pension-amount", "230.25"),
        ("amount-state-pension-every", "week"),
        // Without JavaScript every field is on the page, and some are left with
        // their usual frequency or filled in by mistake.
        ("amount-annuity-amount", "not a number"),
        ("amount-annuity-every", "week"),
    ];
    let amount = fields(&[("amount", "230.25"), ("every", "week")]);
    assert_eq!(
        parsed(page, &at_home(), &posted).unwrap(),
        [
            ("pensions".to_owned(), choices(&["state_pension"])),
            ("amount-state-pension".to_owned(), amount),
        ]
    );
}

#[test]
fn an_amount_whose_box_was_unticked_comes_back_with_its_box() {
    let mut answers = at_home();
    answers.set("pensions", choices(&["none"]));
    answers.set(
        "amount-annuity",
        fields(&[("amount", "9.00"), ("every", "week")]),
    );
    let journey = Journey::new(estimate_costs(), &answers);
    assert_eq!(
        journey.given("amount-annuity"),
        None,
        "it counts for nothing"
    );
    let page = estimate_costs().page("pension-income").unwrap();
    let filled = fill_page(page, &journey);
    assert!(filled.contains(&("amount-annuity-amount".to_owned(), "9.00".to_owned())));
}

#[test]
fn a_revealed_question_has_no_number_of_its_own() {
    let mut answers = at_home();
    let numbers = |answers: &Answers| {
        let journey = Journey::new(estimate_costs(), answers);
        journey.numbers("benefit-income").unwrap().first
    };
    answers.set("pensions", choices(&["none"]));
    let before = numbers(&answers);
    answers.set("pensions", choices(&["state_pension", "annuity"]));
    assert_eq!(numbers(&answers), before);
}

#[test]
fn whoever_has_care_that_is_free_is_asked_nothing_about_money() {
    let mut answers = at_home();
    for question in ["taking-part", "cost", "night-care", "partner", "children"] {
        answers.remove(question);
    }
    answers.set("free-care", text("reablement"));
    let journey = Journey::new(estimate_costs(), &answers);
    assert!(journey.is_complete(), "{:?}", journey.first_unanswered());
    let inputs = inputs(&journey, TODAY, None).unwrap().unwrap();
    assert!(inputs.circumstances.care.free_because.is_some());
    assert!(inputs.circumstances.income.is_empty());
}

/// Says that none of the groups of the estimate has an item, as somebody did one
/// page after another.
fn nothing_added(answers: &mut Answers) {
    for group in [
        "other-income",
        "unclaimed-income",
        "savings",
        "property",
        "given-away",
        "extra-costs",
        "agreed-allowances",
    ] {
        answers.set(group, text("no"));
    }
}

#[test]
fn a_form_that_was_finished_before_is_finished_and_loses_no_answer() {
    let mut answers = at_home();
    nothing_added(&mut answers);
    let amount = fields(&[("amount", "230.25"), ("every", "week")]);
    answers.set("pensions", choices(&["state_pension"]));
    answers.set("amount-state-pension", amount.clone());
    answers.set("benefits", choices(&["none"]));
    // Water charges were asked for, and never counted.
    answers.set("housing-costs", choices(&["rent", "water_charges"]));
    answers.set("cost-rent", amount.clone());
    answers.set("cost-water-charges", amount.clone());
    answers.set("housing-shared", text("1"));
    answers.set("rent-help", amount);
    answers.set(
        "savings/1",
        fields(&[("kind", "cash"), ("value", "9000.00"), ("whose", "person")]),
    );
    let journey = Journey::new(estimate_costs(), &answers);
    assert!(journey.is_complete(), "{:?}", journey.first_unanswered());
    let inputs = inputs(&journey, TODAY, None).unwrap().unwrap();
    let circumstances = inputs.circumstances;
    let counted = (circumstances.income.len(), circumstances.capital.len());
    assert_eq!((counted, circumstances.housing.costs.len()), ((1, 1), 1));
}

#[test]
fn a_form_that_was_begun_before_opens_at_the_page_of_its_first_open_question() {
    let mut answers = at_home();
    let opens_at = |answers: &Answers| {
        let journey = Journey::new(estimate_costs(), answers);
        journey.resume().path().to_owned()
    };
    assert_eq!(opens_at(&answers), "pension-income");
    answers.set("pensions", choices(&["state_pension"]));
    // The amount stood on the next page, which was not reached.
    assert_eq!(opens_at(&answers), "pension-income");
    answers.set(
        "amount-state-pension",
        fields(&[("amount", "1.00"), ("every", "week")]),
    );
    assert_eq!(opens_at(&answers), "benefit-income");
    answers.set("benefits", choices(&["none"]));
    nothing_added(&mut answers);
    assert_eq!(opens_at(&answers), "housing");
    // The request asks in another order now: what was answered stays answered.
    let given = [("what", "help"), ("who", "myself"), ("urgent", "can_wait")];
    let given: Answers = given
        .iter()
        .map(|(question, value)| ((*question).to_owned(), text(value)))
        .collect();
    let journey = Journey::new(request_help(), &given);
    assert_eq!(journey.resume().path(), "now");
}

#[test]
fn groups_that_are_offered_together_are_answered_by_one_box() {
    let (page, mut answers) = ((estimate_costs(), "anything-else"), at_home());
    assert_eq!(parsed(page, &answers, &[]).unwrap_err(), ["anything-else"]);
    let both = [("anything-else", "none"), ("anything-else", "property")];
    assert_eq!(
        parsed(page, &answers, &both).unwrap_err(),
        ["anything-else"]
    );
    let none = parsed(page, &answers, &[("anything-else", "none")]).unwrap();
    assert_eq!(none.len(), 5);
    assert!(none.iter().all(|(_, answer)| *answer == text("no")));
    let read = parsed(page, &answers, &[("anything-else", "property")]).unwrap();
    for (question, answer) in read {
        answers.set(question, answer);
    }
    let asked = estimate_costs().page("anything-else").unwrap();
    let filled = |answers: &Answers| {
        let journey = Journey::new(estimate_costs(), answers);
        journey.to_be_filled(asked).map(|group| group.id.to_owned())
    };
    assert_eq!(filled(&answers).as_deref(), Some("property"));
    answers.set("property/1", fields(&[("kind", "land")]));
    answers.set("property", text("no"));
    assert_eq!(filled(&answers), None);
}

#[test]
fn whoever_changes_whom_a_form_is_about_takes_back_what_was_about_the_other() {
    let mut answers: Answers = [
        ("what", "help"),
        ("who", "somebody"),
        ("nhs-number", "943 476 5919"),
    ]
    .iter()
    .map(|(question, value)| ((*question).to_owned(), text(value)))
    .collect();
    answers.set(
        "born",
        fields(&[("day", "3"), ("month", "4"), ("year", "1938")]),
    );
    answers.set("attached", choices(&["none"]));
    let given = [("who".to_owned(), text("myself"))];
    let taken_back = Journey::new(request_help(), &answers).about_another(&given);
    let keys: Vec<&str> = taken_back.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["born", "nhs-number"]);
    for (key, answer) in given.into_iter().chain(taken_back) {
        answers.set(key, answer);
    }
    let journey = Journey::new(request_help(), &answers);
    assert_eq!(journey.given("born"), None);
    assert_eq!(journey.given("nhs-number"), None);
    assert!(
        !journey
            .visible_answers()
            .iter()
            .any(|(key, _)| key == "born")
    );
    // The reader in another role is the same person.
    let myself: Answers = [
        ("who".to_owned(), text("myself")),
        ("age".to_owned(), text("yes")),
    ]
    .into_iter()
    .collect();
    let carer = [("who".to_owned(), text("carer"))];
    assert!(
        Journey::new(check_support(), &myself)
            .about_another(&carer)
            .is_empty()
    );
}

/// The answers of a pensioner at home up to the questions about the household,
/// each under the key under which it has always been kept.
const AT_HOME: &[(&str, &str)] = &[
    ("who-for", "me"),
    ("setting", "at_home"),
    ("age", "78"),
    ("when", "now"),
    ("free-care", "none"),
    ("taking-part", "full"),
    ("cost", "unknown"),
    ("night-care", "no"),
    ("partner", "no"),
    ("children", "0"),
];

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn choices(chosen: &[&str]) -> Answer {
    Answer::Choices(chosen.iter().map(|value| (*value).to_owned()).collect())
}

fn at_home() -> Answers {
    let given = AT_HOME.iter();
    given
        .map(|(question, value)| ((*question).to_owned(), text(value)))
        .collect()
}

/// Reads a page that is posted with these fields.
fn parsed(
    (form, page): (&Form, &str),
    answers: &Answers,
    posted: &[(&str, &str)],
) -> Result<Vec<(String, Answer)>, Vec<String>> {
    let posted: Vec<(String, String)> = posted
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let journey = Journey::new(form, answers);
    let page = form.page(page).unwrap();
    let read = parse_page(page, &PostedFields(&posted), &journey, TODAY);
    read.map_err(|errors| errors.into_iter().map(|error| error.field).collect())
}
