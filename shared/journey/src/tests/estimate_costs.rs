//! Every answer reaches the assessment, and nobody can change an id in the form
//! without its reader.

use std::collections::{BTreeMap, BTreeSet};

use charging::circumstances::Circumstances;
use domain::forms::draft::{Answer, Answers};
use domain::values::money::Money;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::estimate_costs::{EstimateInputs, inputs, read};
use crate::form::{AskedQuestion, FieldQuestion, Form, Page, Question};
use crate::forms::estimate_costs;
use crate::journey::Journey;
use crate::read::{AnswerFault, AnswerReader, UnreadableAnswer};

const TODAY: Date = date(2026, 11, 22);

const EXAMPLES: &str = include_str!("everything-answered.json");

#[test]
fn every_example_makes_the_circumstances_that_stand_beside_it() {
    for example in examples() {
        let made = inputs_of(estimate_costs(), &example.answers).unwrap();
        let made = made.unwrap_or_else(|| panic!("{}: a question is open", example.name));
        let made = Expected {
            date: made.date,
            circumstances: made.circumstances,
        };
        assert_eq!(Some(made), example.inputs, "{}", example.name);
    }
}

#[test]
#[ignore = "writes what the test above reads: run it by name, then read the difference"]
fn write_the_circumstances_of_every_example() {
    let examples: Vec<Example> = examples()
        .into_iter()
        .map(|example| {
            let made = inputs_of(estimate_costs(), &example.answers).unwrap();
            let inputs = made.map(|made| Expected {
                date: made.date,
                circumstances: made.circumstances,
            });
            Example { inputs, ..example }
        })
        .collect();
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/tests/everything-answered.json"
    );
    let text = serde_json::to_string_pretty(&examples).unwrap();
    std::fs::write(file, text + "\n").unwrap();
}

#[test]
fn the_examples_answer_every_page_and_every_field() {
    let examples = examples();
    for page in questions(estimate_costs()) {
        let asked = |example: &&Example| {
            let journey = Journey::new(estimate_costs(), &example.answers);
            journey.asks(page.id)
        };
        let asking: Vec<_> = examples.iter().filter(asked).collect();
        assert!(!asking.is_empty(), "{}", page.id);
        if page.is_group() {
            // Two, so that a reader which stops at the first item is noticed.
            let items = |example: &Example| example.answers.items(page.id).count();
            let most = asking.iter().map(|example| items(example)).max();
            assert!(most > Some(1), "{}: one item", page.id);
        }
        for field in fields(page) {
            let filled = |example: &&Example| {
                let mut items = example.answers.items(page.id);
                items.any(|(_, typed)| typed.contains_key(&field.id))
            };
            assert!(asking.iter().any(filled), "{} {}", page.id, field.id);
        }
    }
}

/// Lists the texts of an answer, each by its part or its field.
fn texts(answer: &Answer) -> Vec<Option<&str>> {
    match answer {
        Answer::Text(_) | Answer::Choices(_) => vec![None],
        Answer::Fields(parts) => parts.keys().map(|part| Some(part.as_str())).collect(),
    }
}

/// Returns the answer with one of its texts made nonsense.
fn spoilt(answer: &Answer, part: Option<&str>) -> Answer {
    let nonsense = "no such thing".to_owned();
    match (answer, part) {
        (Answer::Fields(parts), Some(part)) => {
            let mut parts = parts.clone();
            parts.insert(part.to_owned(), nonsense);
            Answer::Fields(parts)
        }
        (Answer::Choices(_), _) => Answer::Choices(vec![nonsense]),
        _ => Answer::Text(nonsense),
    }
}

#[test]
fn every_answer_is_read_or_named_as_unread() {
    let form = estimate_costs();
    let (mut read, mut unread) = (BTreeSet::new(), BTreeSet::new());
    for example in examples() {
        let answers = Journey::new(form, &example.answers).visible_answers();
        let right = read_all(form, answers.clone()).unwrap();
        for (key, answer) in answers.iter() {
            let (page, item) = key
                .split_once('/')
                .map_or((key, false), |(page, _)| (page, true));
            if form.question(page).unwrap().is_group() && !item {
                // Whether there is one more item matters to the journey and not
                // to the sum.
                continue;
            }
            for part in texts(answer) {
                let mut spoilt_answers = answers.clone();
                spoilt_answers.set(key, spoilt(answer, part));
                let place = (page.to_owned(), part.map(str::to_owned));
                if read_all(form, spoilt_answers).as_ref() == Ok(&right) {
                    unread.insert(place);
                } else {
                    read.insert(place);
                }
            }
        }
    }
    let never: BTreeSet<_> = unread.difference(&read).cloned().collect();
    let named: BTreeSet<_> = UNREAD_PAGES
        .iter()
        .map(|(page, _)| ((*page).to_owned(), None))
        .chain(
            UNREAD_FIELDS
                .iter()
                .map(|(page, field, _)| ((*page).to_owned(), Some((*field).to_owned()))),
        )
        .collect();
    assert_eq!(never, named);
}

#[test]
fn an_answer_to_a_question_that_is_no_longer_asked_is_not_read() {
    for example in examples() {
        let journey = Journey::new(estimate_costs(), &example.answers);
        let is_left_over = |key: &str| !journey.asks(key.split('/').next().unwrap());
        let mut answers = example.answers.clone();
        for (key, answer) in all_answers().iter().filter(|(key, _)| is_left_over(key)) {
            answers.set(key, answer.clone());
        }
        let made = inputs_of(estimate_costs(), &answers);
        let right = inputs_of(estimate_costs(), &example.answers);
        assert_eq!(made, right, "{}", example.name);
    }
}

/// Lists the values that can be chosen.
fn values(question: &Question) -> Vec<&str> {
    match question {
        Question::YesNo => vec!["yes", "no"],
        Question::OneOf { options } => options.iter().map(|each| each.value.as_str()).collect(),
        Question::ManyOf { options, none } => options
            .iter()
            .chain(none)
            .map(|each| each.value.as_str())
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns the answers with only this value chosen, on the page or in the first
/// item.
fn choosing(
    answers: &Answers,
    page: AskedQuestion<'_>,
    field: Option<&str>,
    value: &str,
) -> Answers {
    let mut answers = answers.clone();
    match (field, page.question) {
        (None, Question::ManyOf { .. }) => {
            answers.set(page.id, Answer::Choices(vec![value.to_owned()]));
        }
        (None, _) => answers.set(page.id, text(value)),
        (Some(field), _) => {
            let (key, item) = first_item(&answers, page);
            let mut item = item;
            item.insert(field.to_owned(), value.to_owned());
            if page.id == "savings" {
                item.insert("share".to_owned(), "40".to_owned());
            }
            if page.id == "extra-costs" {
                let normal = item.entry("normal".to_owned());
                normal.or_insert_with(|| "1.00".to_owned());
            }
            answers.set(key, Answer::Fields(item));
        }
    }
    answers
}

fn first_item(answers: &Answers, page: AskedQuestion<'_>) -> (String, BTreeMap<String, String>) {
    let (id, item) = answers.items(page.id).next().unwrap();
    (format!("{}/{id}", page.id), item.clone())
}

/// Lists every question that offers choices, with its page, and with its field
/// if it is one of a group.
fn choices(form: &Form) -> Vec<(AskedQuestion<'_>, Option<&str>, &Question)> {
    let questions = questions(form).flat_map(|page| {
        let own = (page, None, page.question);
        let fields = fields(page);
        let fields = fields.iter().map(move |field| {
            let id = Some(field.id.as_str());
            (page, id, &field.question)
        });
        std::iter::once(own).chain(fields)
    });
    questions
        .filter(|(page, field, question)| {
            !values(question).is_empty() && !is_unread(page.id, *field)
        })
        .collect()
}

#[test]
fn every_option_of_every_question_has_a_meaning_of_its_own() {
    let (form, answers) = (estimate_costs(), all_answers());
    for (page, field, question) in choices(form) {
        let mut meanings: Vec<(&str, EstimateInputs)> = Vec::new();
        for value in values(question) {
            let meaning = read_all(form, choosing(&answers, page, field, value))
                .unwrap_or_else(|error| panic!("{} {field:?} {value}: {error}", page.id));
            for (other, same) in &meanings {
                assert_ne!(*same, meaning, "{} {field:?}: {other}, {value}", page.id);
            }
            meanings.push((value, meaning));
        }
    }
}

/// Returns the form with one id changed wherever it stands, as if somebody had
/// edited the file.
fn renamed(change: impl FnOnce(&mut Value)) -> Form {
    let mut form = serde_json::to_value(estimate_costs()).unwrap();
    change(&mut form);
    serde_json::from_str(&form.to_string()).unwrap()
}

const NEW: &str = "another-name";

/// Changes the id of a page, and every condition that asks it.
fn rename_page(value: &mut Value, old: &str) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|each| rename_page(each, old)),
        Value::Object(all) => {
            for (key, each) in all {
                let names = ["id", "question"].contains(&key.as_str());
                match each {
                    Value::String(id) if names && id == old => NEW.clone_into(id),
                    Value::Array(ids) if key == "questions" => {
                        for id in ids {
                            match id {
                                Value::String(id) if id == old => NEW.clone_into(id),
                                asked => rename_page(asked, old),
                            }
                        }
                    }
                    each => rename_page(each, old),
                }
            }
        }
        _ => {}
    }
}

/// Changes the value of an option.
fn rename_option(question: &mut Value, old: &str) {
    let options = question["options"].as_array_mut().unwrap();
    for option in options {
        if option["value"] == old {
            option["value"] = NEW.into();
        }
    }
    if question["none"]["value"] == old {
        question["none"]["value"] = NEW.into();
    }
}

fn page_of<'a>(form: &'a mut Value, id: &str) -> &'a mut Value {
    let pages = form["pages"].as_array_mut().unwrap().iter_mut();
    let mut asked = pages.flat_map(|page| {
        let question = &page["question"];
        let several = ["questions", "groups"].map(|several| question[several].is_array());
        match several {
            [true, _] => page["question"]["questions"]
                .as_array_mut()
                .unwrap()
                .iter_mut(),
            [_, true] => page["question"]["groups"]
                .as_array_mut()
                .unwrap()
                .iter_mut(),
            _ => std::slice::from_mut(page).iter_mut(),
        }
    });
    asked.find(|asked| asked["id"] == id).unwrap()
}

/// Whether some example no longer makes what it made.
fn is_noticed(form: &Form, answers_of: impl Fn(&Answers) -> Answers) -> bool {
    let unread_is_there = UNREAD_PAGES
        .iter()
        .all(|(page, _)| form.question(page).is_some())
        && UNREAD_FIELDS.iter().all(|(page, field, _)| {
            let page = form.question(page);
            page.is_some_and(|page| fields(page).iter().any(|known| known.id == *field))
        });
    !unread_is_there
        || examples().iter().any(|example| {
            let right = inputs_of(estimate_costs(), &example.answers);
            inputs_of(form, &answers_of(&example.answers)) != right
        })
}

#[test]
fn the_id_of_no_page_can_be_changed_in_the_form_alone() {
    for AskedQuestion { id, .. } in questions(estimate_costs()) {
        let form = renamed(|form| rename_page(&mut form["pages"], id));
        assert!(
            form.question(NEW).is_some() && form.question(id).is_none(),
            "{id}"
        );
        let answers = |answers: &Answers| {
            let renamed = |(key, answer): (&str, &Answer)| {
                let (page, item) = key
                    .split_once('/')
                    .map_or((key, None), |(page, item)| (page, Some(item)));
                let page = if page == id { NEW } else { page };
                let key = item.map_or(page.to_owned(), |item| format!("{page}/{item}"));
                (key, answer.clone())
            };
            answers.iter().map(renamed).collect()
        };
        assert!(is_noticed(&form, answers), "{id}");
    }
}

#[test]
fn the_id_of_no_field_can_be_changed_in_the_form_alone() {
    for page in questions(estimate_costs()) {
        for FieldQuestion { id, .. } in fields(page) {
            let form = renamed(|form| {
                let fields = page_of(form, page.id)["question"]["fields"].as_array_mut();
                let mut fields = fields.unwrap().iter_mut();
                fields.find(|field| field["id"] == **id).unwrap()["id"] = NEW.into();
            });
            let answers = |answers: &Answers| {
                let renamed = |(key, answer): (&str, &Answer)| {
                    let answer = match answer {
                        Answer::Fields(typed) if key.starts_with(&format!("{}/", page.id)) => {
                            let part = |(part, typed): (&String, &String)| {
                                let rest = part.strip_prefix(id.as_str());
                                let rest =
                                    rest.filter(|rest| rest.is_empty() || rest.starts_with('_'));
                                let part = rest.map_or(part.clone(), |rest| format!("{NEW}{rest}"));
                                (part, typed.clone())
                            };
                            Answer::Fields(typed.iter().map(part).collect())
                        }
                        answer => answer.clone(),
                    };
                    (key.to_owned(), answer)
                };
                answers.iter().map(renamed).collect()
            };
            assert!(is_noticed(&form, answers), "{} {id}", page.id);
        }
    }
}

#[test]
fn no_option_can_be_changed_in_the_form_alone() {
    let answers = all_answers();
    for (page, field, question) in choices(estimate_costs()) {
        if matches!(question, Question::YesNo) {
            continue;
        }
        for value in values(question) {
            let right = read_all(estimate_costs(), choosing(&answers, page, field, value));
            let form = renamed(|form| {
                let question = match field {
                    None => &mut page_of(form, page.id)["question"],
                    Some(field) => {
                        let fields = page_of(form, page.id)["question"]["fields"].as_array_mut();
                        let mut fields = fields.unwrap().iter_mut();
                        &mut fields.find(|known| known["id"] == field).unwrap()["question"]
                    }
                };
                rename_option(question, value);
            });
            let other = read_all(&form, choosing(&answers, page, field, NEW));
            assert_ne!(other, right, "{} {field:?} {value}", page.id);
        }
    }
}

#[test]
fn an_answer_that_cannot_be_read_is_named_and_never_taken_to_be_nothing() {
    let (form, answers) = (estimate_costs(), all_answers());
    let fault = |key: &str, answer: Answer| {
        let mut answers = answers.clone();
        answers.set(key, answer);
        read_all(form, answers).unwrap_err()
    };
    let error = fault("weekly-cost", text("about 200"));
    assert_eq!(
        (error.page.as_str(), error.why),
        ("weekly-cost", AnswerFault::NotAnAmount)
    );
    // The error names the page alone, because a log may not hold what somebody
    // typed.
    assert_eq!(
        error.to_string(),
        "the answer to the page weekly-cost cannot be read: it is not an amount of money"
    );
    let error = fault("age", text("300"));
    assert_eq!(
        (error.page.as_str(), error.why),
        ("age", AnswerFault::NotANumber)
    );
    let error = fault("setting", text("on_a_boat"));
    assert_eq!(
        (error.page.as_str(), error.why),
        ("setting", AnswerFault::UnknownOption)
    );
    let error = fault(
        "benefits",
        Answer::Choices(vec!["a_new_benefit".to_owned()]),
    );
    assert_eq!(
        (error.page.as_str(), error.why),
        ("benefits", AnswerFault::UnknownOption)
    );
    let error = fault("amount-state-pension", text(""));
    assert_eq!(
        (error.page.as_str(), error.why),
        ("amount-state-pension", AnswerFault::Missing)
    );
    let error = fault("which-date", text("yesterday"));
    assert_eq!(
        (error.page.as_str(), error.why),
        ("which-date", AnswerFault::AnotherShape)
    );
}

#[test]
fn savings_shared_in_another_way_need_the_share() {
    let mut answers = all_answers();
    let item = [("kind", "cash"), ("value", "9000"), ("whose", "share")];
    let item = item.map(|(field, typed)| (field.to_owned(), typed.to_owned()));
    answers.set("savings/1", Answer::Fields(item.into_iter().collect()));
    let error = read_all(estimate_costs(), answers).unwrap_err();
    assert_eq!(
        error,
        UnreadableAnswer {
            page: "savings".to_owned(),
            item: Some("1".to_owned()),
            field: Some("share".to_owned()),
            why: AnswerFault::Missing,
        }
    );
}

#[test]
fn there_are_no_inputs_while_a_question_is_open() {
    let mut answers = examples().remove(0).answers;
    answers.remove("taking-part");
    assert_eq!(inputs_of(estimate_costs(), &answers), Ok(None));
}

/// The pages that no estimate depends on, each with the reason. The list may
/// only shrink.
const UNREAD_PAGES: &[(&str, &str)] = &[(
    "who-for",
    "chooses between you and they in the words; the sum is the same",
)];

/// The fields of groups that no estimate depends on, each with the reason. The
/// list may only shrink.
const UNREAD_FIELDS: &[(&str, &str, &str)] = &[
    (
        "unclaimed-income",
        "name",
        "tells one entry from the next; all such income counts alike",
    ),
    (
        "given-away",
        "name",
        "tells one entry from the next; whatever was given away counts alike",
    ),
];

/// Answers, and the inputs that they make.
#[derive(Deserialize, Serialize)]
struct Example {
    name: String,
    answers: Answers,
    #[serde(flatten)]
    inputs: Option<Expected>,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Expected {
    date: Date,
    circumstances: Circumstances,
}

fn examples() -> Vec<Example> {
    serde_json::from_str(EXAMPLES).unwrap()
}

fn hourly_rate() -> Option<Money> {
    Some(Money::pence(23_91))
}

fn inputs_of(form: &Form, answers: &Answers) -> Result<Option<EstimateInputs>, UnreadableAnswer> {
    inputs(&Journey::new(form, answers), TODAY, hourly_rate())
}

/// Reads these answers whether or not their pages are asked.
fn read_all(form: &Form, answers: Answers) -> Result<EstimateInputs, UnreadableAnswer> {
    read(&AnswerReader::of_all(form, answers), TODAY, hourly_rate())
}

/// Merges the answers of all examples, so that each page has one.
fn all_answers() -> Answers {
    let mut all = BTreeMap::new();
    for example in examples().iter().rev() {
        let answers = example.answers.iter();
        all.extend(answers.map(|(key, answer)| (key.to_owned(), answer.clone())));
    }
    all.into_iter().collect()
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn is_unread(page: &str, field: Option<&str>) -> bool {
    match field {
        None => UNREAD_PAGES.iter().any(|(unread, _)| *unread == page),
        Some(field) => UNREAD_FIELDS
            .iter()
            .any(|(group, unread, _)| (*group, *unread) == (page, field)),
    }
}

/// Lists every question of a form, whichever page asks it.
fn questions(form: &Form) -> impl Iterator<Item = AskedQuestion<'_>> {
    form.pages.iter().flat_map(Page::questions)
}

fn fields(asked: AskedQuestion<'_>) -> &[FieldQuestion] {
    match asked.question {
        Question::Group { fields, .. } => fields,
        _ => &[],
    }
}

#[test]
fn the_days_of_the_law_are_the_dates_that_an_estimate_can_be_for() {
    use charging::law::{first_day, last_day};
    let form = estimate_costs();
    let page = form.question("which-date").unwrap();
    let nothing = Answers::default();
    let journey = Journey::new(form, &nothing);
    let taken = |day: jiff::civil::Date| {
        let part = |part: &str, number: i16| (format!("which-date-{part}"), number.to_string());
        let posted = [
            part("day", day.day().into()),
            part("month", day.month().into()),
            part("year", day.year()),
        ];
        crate::parse::parse_question(
            page,
            &crate::parse::PostedFields(&posted),
            &journey,
            last_day(),
        )
    };
    assert!(taken(first_day()).is_ok() && taken(last_day()).is_ok());
    let words = |day| taken(day).unwrap_err().remove(0).words;
    let in_words = domain::values::calendar::in_words;
    let until = format!("The date must be on or before {}", in_words(last_day()));
    assert_eq!(words(last_day().tomorrow().unwrap()), until);
    let since = format!("The date must be on or after {}", in_words(first_day()));
    assert_eq!(words(first_day().yesterday().unwrap()), since);
    let hint = page.hint.unwrap().say(journey.speaks_of());
    assert!(hint.contains(&in_words(last_day())), "{hint}");
}

#[test]
fn a_date_of_birth_is_asked_wherever_the_age_does_not_settle_pension_age() {
    use charging::law::{first_day, last_day};
    use charging::pension_age::by_age;
    let form = estimate_costs();
    let asked = |when: &str, age: u8| {
        let answers: Answers = [("when", when.to_owned()), ("age", age.to_string())]
            .into_iter()
            .map(|(page, text)| (page.to_owned(), Answer::Text(text)))
            .collect();
        let page = form.page("date-of-birth").unwrap();
        Journey::new(form, &answers).holds(page.when.as_ref().unwrap())
    };
    let (mut day, mut unsettled) = (first_day(), 0);
    while day <= last_day() {
        for age in 18..=100 {
            if !by_age(day, age).is_settled() {
                assert!(asked("another-date", age), "{day} {age}");
                // Nobody asks "now" on a day that is past.
                assert!(
                    day < jiff::civil::date(2026, 4, 6) || asked("now", age),
                    "{day} {age}"
                );
                unsettled += 1;
            }
        }
        day = day.tomorrow().unwrap();
    }
    assert!(unsettled > 1_000, "{unsettled}");
    assert!(!asked("now", 65) && !asked("another-date", 67) && !asked("another-date", 61));
}

/// Case PB-16: three owners of £300,000 own £100,000 each, not £99,990.
#[test]
fn a_third_that_is_entered_as_a_percentage_is_a_third() {
    let share_of = |entered: &str| {
        let example = examples().remove(1);
        let answers: Answers = example
            .answers
            .iter()
            .map(|(key, answer)| {
                let answer = match key {
                    "own-home-share" => Answer::Text(entered.to_owned()),
                    _ => answer.clone(),
                };
                (key.to_owned(), answer)
            })
            .collect();
        let made = inputs_of(estimate_costs(), &answers).unwrap().unwrap();
        let mut holdings = made.circumstances.capital.into_iter();
        let home = holdings
            .find(|holding| holding.kind == charging::circumstances::CapitalKind::MainHome)
            .unwrap();
        (
            home.share.map(|share| (share.parts, share.of)),
            home.share_percent.map(|percent| percent.to_string()),
        )
    };
    for entered in ["33.3", "33.33"] {
        assert_eq!(share_of(entered), (Some((1, 3)), None), "{entered}");
    }
    assert_eq!(share_of("66.67"), (Some((2, 3)), None));
    assert_eq!(share_of("33"), (None, Some("33".to_owned())));
    assert_eq!(share_of("12.5"), (None, Some("12.5".to_owned())));
}
