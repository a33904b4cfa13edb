//! The pages that are asked, their order, and the pages that may be visited.

use std::collections::BTreeSet;

use domain::forms::draft::{Answer, Answers};

use super::random::{Random, fields};
use super::{every_kind, forms};
use crate::form::{AskedQuestion, Form, GrammaticalPerson};
use crate::journey::{Journey, Status, Stop};

/// The number of random sets of answers that each form is tried with.
const TRIES: u64 = 1_000;

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn choices(chosen: &[&str]) -> Answer {
    Answer::Choices(chosen.iter().map(|&value| value.to_owned()).collect())
}

fn answers(of: &[(&str, Answer)]) -> Answers {
    of.iter()
        .map(|(key, answer)| ((*key).to_owned(), answer.clone()))
        .collect()
}

fn ids<'a>(journey: &Journey<'a>) -> Vec<&'a str> {
    journey
        .visible()
        .iter()
        .map(|page| page.id.as_str())
        .collect()
}

fn for_random_answers(check: impl Fn(&Form, &Answers, &mut Random)) {
    for (_, form) in forms() {
        let mut random = Random::from(20_261_122);
        for _ in 0..TRIES {
            let answers = random.answers(&form);
            check(&form, &answers, &mut random);
        }
    }
}

#[test]
fn an_empty_form_asks_the_first_page_first_and_nothing_else() {
    let (form, answers) = (every_kind(), Answers::default());
    let journey = Journey::new(&form, &answers);
    assert_eq!(journey.first_unanswered().unwrap().id, "who-for");
    assert!(journey.may_visit("who-for"));
    assert!(!journey.may_visit("born"));
    assert!(!journey.may_visit("no-such-page"));
    assert!(!journey.is_complete());
    assert_eq!(
        ids(&journey),
        [
            "who-for",
            "born",
            "moves",
            "lives-alone",
            "needs",
            "savings",
            "pension",
            "home",
            "phone",
            "email",
            "ni-number"
        ]
    );
}

#[test]
fn an_answer_brings_the_pages_that_depend_on_it() {
    let form = every_kind();
    let answers = answers(&[
        ("who-for", text("another")),
        ("lives-alone", text("no")),
        ("needs", choices(&["partner"])),
    ]);
    let journey = Journey::new(&form, &answers);
    let asked = ids(&journey);
    assert!(asked.contains(&"name"));
    assert!(asked.contains(&"with-partner"));
    assert!(asked.contains(&"nickname"));
    assert!(!asked.contains(&"care-hours"));
    assert_eq!(journey.speaks_of(), GrammaticalPerson::They);
}

#[test]
fn a_choice_no_longer_offered_is_as_if_it_had_not_been_made() {
    let form = every_kind();
    let kept = answers(&[
        ("who-for", text("me")),
        (
            "born",
            fields(&[("day", "1"), ("month", "1"), ("year", "1950")]),
        ),
        ("moves", text("")),
        ("lives-alone", text("yes")),
        ("needs", choices(&["partner"])),
    ]);
    let journey = Journey::new(&form, &kept);
    assert!(!ids(&journey).contains(&"with-partner"));
    assert_eq!(journey.first_unanswered().unwrap().id, "needs");

    let mut changed = kept.clone();
    changed.set("needs", choices(&["eating", "partner"]));
    let journey = Journey::new(&form, &changed);
    assert_eq!(journey.first_unanswered().unwrap().id, "savings");
    assert_eq!(journey.visible_answers().choices("needs"), ["eating"]);
}

#[test]
fn a_group_is_answered_when_there_is_nothing_more_to_add() {
    let form = every_kind();
    let mut kept = answers(&[
        ("who-for", text("me")),
        (
            "born",
            fields(&[("day", "1"), ("month", "1"), ("year", "1950")]),
        ),
        ("moves", text("")),
        ("lives-alone", text("yes")),
        ("needs", choices(&["none"])),
        ("savings", text("14250.00")),
        ("accounts/01", fields(&[("bank", "A")])),
    ]);
    let at = |kept: &Answers| {
        let journey = Journey::new(&form, kept);
        journey.first_unanswered().map(|page| page.id.clone())
    };
    assert_eq!(at(&kept).unwrap(), "accounts");
    kept.set("accounts", text("yes"));
    assert_eq!(at(&kept).unwrap(), "accounts");
    kept.set("accounts", text("no"));
    assert_eq!(at(&kept).unwrap(), "pension");

    kept.set("accounts/02", fields(&[("bank", "B")]));
    assert_eq!(at(&kept).unwrap(), "many-accounts");
    let accounts = form.question("accounts").unwrap();
    assert!(Journey::new(&form, &kept).may_add(accounts));
    kept.set("accounts/03", fields(&[("bank", "C")]));
    assert!(!Journey::new(&form, &kept).may_add(accounts));

    // With one penny less, the group, its items and the pages that depend on
    // them are not asked.
    kept.set("savings", text("14249.99"));
    let journey = Journey::new(&form, &kept);
    assert!(!ids(&journey).contains(&"many-accounts"));
    assert_eq!(journey.visible_answers().items("accounts").count(), 0);
}

#[test]
fn the_link_back_from_the_first_page_leads_out_of_the_form() {
    let form = every_kind();
    let kept = answers(&[("who-for", text("me"))]);
    let journey = Journey::new(&form, &kept);
    assert!(journey.before("who-for").is_none());
    assert_eq!(journey.before("born").unwrap().path(), "who-for");
    assert_eq!(journey.before("check-answers").unwrap().path(), "ni-number");
    assert_eq!(journey.after("ni-number").path(), "check-answers");
    assert_eq!(journey.after("who-for").path(), "born");
    assert_eq!(journey.after("no-such-page").path(), "born");
}

#[test]
fn the_task_list_says_how_far_each_section_is() {
    let form = every_kind();
    let statuses = |answers: &Answers| -> Vec<(String, Status, Option<String>)> {
        Journey::new(&form, answers)
            .tasks()
            .iter()
            .map(|task| {
                let start = task.start.map(|page| page.id.clone());
                (task.section.id.clone(), task.status, start)
            })
            .collect()
    };
    let row = |section: &str, status, start: Option<&str>| {
        (section.to_owned(), status, start.map(str::to_owned))
    };
    let mut kept = Answers::default();
    assert_eq!(
        statuses(&kept),
        [
            row("about", Status::NotStarted, Some("who-for")),
            row("money", Status::CannotStartYet, None),
            row("rest", Status::CannotStartYet, None),
        ]
    );
    kept.set("who-for", text("me"));
    assert_eq!(
        statuses(&kept)[0],
        row("about", Status::InProgress, Some("born"))
    );
    kept.set(
        "born",
        fields(&[("day", "1"), ("month", "1"), ("year", "1950")]),
    );
    kept.set("moves", text(""));
    kept.set("lives-alone", text("no"));
    kept.set("needs", choices(&["none"]));
    assert_eq!(
        statuses(&kept)[..2],
        [
            row("about", Status::Complete, Some("who-for")),
            row("money", Status::NotStarted, Some("savings")),
        ]
    );
}

#[test]
fn pages_are_asked_in_the_order_of_the_form() {
    for_random_answers(|form, answers, _| {
        let journey = Journey::new(form, answers);
        let mut pages = form.pages.iter();
        for asked in journey.visible() {
            assert!(pages.any(|page| page.id == asked.id));
        }
    });
}

#[test]
fn the_first_unanswered_page_may_be_visited_and_all_before_it_and_none_after() {
    for_random_answers(|form, answers, _| {
        let journey = Journey::new(form, answers);
        let first = journey.first_unanswered().map(|page| page.id.as_str());
        assert_eq!(first.is_none(), journey.is_complete());
        let mut open = true;
        for page in journey.visible() {
            let is_open = open || form.any_order;
            assert_eq!(journey.may_visit(&page.id), is_open, "{}", page.id);
            open &= Some(page.id.as_str()) != first;
        }
    });
}

#[test]
fn going_on_from_the_first_page_passes_every_page_asked_and_ends_at_the_check() {
    for_random_answers(|form, answers, _| {
        let journey = Journey::new(form, answers);
        let asked = ids(&journey);
        let mut passed = vec![asked[0]];
        while let Stop::Page(page) = journey.after(passed.last().unwrap()) {
            // The back link leads to the page before.
            let back = journey.before(&page.id).unwrap();
            assert_eq!(back.path(), *passed.last().unwrap());
            passed.push(&page.id);
            assert!(passed.len() <= asked.len());
        }
        assert_eq!(passed, asked);
    });
}

#[test]
fn hidden_answers_never_matter() {
    for_random_answers(|form, answers, random| {
        let journey = Journey::new(form, answers);
        let counted = journey.visible_answers();
        let alone = Journey::new(form, &counted);
        assert_eq!(ids(&journey), ids(&alone));
        assert_eq!(
            journey.first_unanswered().map(|page| &page.id),
            alone.first_unanswered().map(|page| &page.id)
        );
        assert_eq!(journey.speaks_of(), alone.speaks_of());
        assert_eq!(counted, alone.visible_answers());

        // The answer to a page that is not asked changes nothing.
        let asked: BTreeSet<&str> = ids(&journey).into_iter().collect();
        let mut changed = answers.clone();
        for page in &form.pages {
            if !asked.contains(page.id.as_str()) {
                random.answer_into(&mut changed, page);
            }
        }
        assert_eq!(Journey::new(form, &changed).visible_answers(), counted);
    });
}

#[test]
fn a_changed_answer_leaves_every_page_before_it_as_it_was() {
    for_random_answers(|form, answers, random| {
        let page = random.pick(&form.pages);
        let mut changed = answers.clone();
        random.answer_into(&mut changed, page);
        let (was, is) = (Journey::new(form, answers), Journey::new(form, &changed));
        for earlier in form
            .pages
            .iter()
            .take_while(|earlier| earlier.id != page.id)
        {
            assert_eq!(was.may_visit(&earlier.id), is.may_visit(&earlier.id));
            for asked in earlier.questions() {
                assert_eq!(was.given(asked.id), is.given(asked.id));
            }
        }
        assert_eq!(was.may_visit(&page.id), is.may_visit(&page.id));
    });
}

#[test]
fn answering_page_after_page_always_comes_to_the_check() {
    for (name, form) in forms() {
        let mut random = Random::from(7);
        for _ in 0..300 {
            let mut answers = random.answers(&form);
            let mut steps = 0;
            while let Some(page) = Journey::new(&form, &answers).first_unanswered() {
                let page = form.page(&page.id).unwrap();
                random.answer_into(&mut answers, page);
                steps += 1;
                // The random answers may add items to a group, or choose none
                // of many, a few times over, but not for ever.
                assert!(steps < 2_000, "{name} never ends, at {}", page.id);
            }
        }
    }
}

#[test]
fn every_page_of_every_form_is_asked_of_somebody() {
    for (name, form) in forms() {
        let mut random = Random::from(99);
        let mut never: BTreeSet<&str> = form.pages.iter().map(|page| page.id.as_str()).collect();
        for _ in 0..20_000 {
            if never.is_empty() {
                break;
            }
            let mut answers = Answers::default();
            for page in &form.pages {
                random.answer_into(&mut answers, page);
                for group in page.questions().filter(AskedQuestion::is_group) {
                    for item in 0..random.below(4) {
                        answers.set(format!("{}/{item}", group.id), fields(&[]));
                    }
                }
            }
            for page in Journey::new(&form, &answers).visible() {
                never.remove(page.id.as_str());
            }
        }
        assert!(never.is_empty(), "{name}: never asked: {never:?}");
    }
}

#[test]
fn a_task_starts_only_where_somebody_may_go() {
    for_random_answers(|form, answers, _| {
        let journey = Journey::new(form, answers);
        for task in journey.tasks() {
            if let Some(start) = task.start {
                assert!(journey.may_visit(&start.id));
                assert_eq!(start.section, task.section.id);
            }
            if task.status != Status::Complete {
                assert!(!journey.is_complete());
            }
        }
    });
}

#[test]
fn the_number_of_a_question_is_one_more_than_that_of_the_one_before() {
    for_random_answers(|form, answers, _| {
        let journey = Journey::new(form, answers);
        let mut before = 0;
        for page in journey.visible() {
            let numbers = journey.numbers(&page.id).unwrap();
            assert_eq!(numbers.first, before + 1);
            let asked = page.questions().filter(|asked| journey.asks(asked.id));
            let numbered = asked.filter(|asked| {
                let when = asked
                    .when
                    .is_some_and(|when| when.depends_on(|id| page.has(id)));
                !when
            });
            assert_eq!(numbers.last - before, numbered.count());
            before = numbers.last;
        }
        assert!(journey.visible().iter().all(|page| {
            journey
                .numbers(&page.id)
                .is_some_and(|numbers| numbers.of == before)
        }));
    });
}

#[test]
fn going_on_never_leads_to_a_lower_number() {
    for (name, form) in forms() {
        let mut random = Random::from(17);
        for _ in 0..100 {
            let (mut given, mut before) = (Answers::default(), 0);
            while let Some(page) = Journey::new(&form, &given).first_unanswered() {
                let number = Journey::new(&form, &given).numbers(&page.id).unwrap().first;
                assert!(number >= before, "{name}: {} after {before}", page.id);
                before = number;
                let page = form.page(&page.id).unwrap();
                random.answer_into(&mut given, page);
            }
        }
    }
}

#[test]
fn an_answer_that_opens_a_question_counts_it_from_the_next_page_on() {
    let form = super::practice_assessment();
    let mut given = answers(&[(
        "met-on",
        fields(&[("day", "3"), ("month", "11"), ("year", "2026")]),
    )]);
    let numbers = |given: &Answers, page: &str| {
        let numbers = Journey::new(&form, given).numbers(page);
        numbers.map(|numbers| numbers.to_string())
    };
    assert_eq!(numbers(&given, "met-on").unwrap(), "Question 1 of 7");
    assert_eq!(numbers(&given, "meeting").unwrap(), "Questions 2 to 4 of 7");
    assert_eq!(numbers(&given, "language"), None);
    given.set("interpreter", text("yes"));
    assert_eq!(numbers(&given, "language").unwrap(), "Question 5 of 8");
    assert_eq!(numbers(&given, "support").unwrap(), "Questions 7 to 8 of 8");
}
