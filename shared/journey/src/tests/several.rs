//! Pages of several questions, and rows of fields.

use domain::forms::draft::{Answer, Answers};
use jiff::civil::{Date, date};
use serde_json::json;

use super::practice_assessment;
use super::random::{Random, fields};
use crate::form::{Form, Page};
use crate::journey::{Journey, Status};
use crate::parse::{FieldError, PostedFields, fill_page, parse_page, rows_posted};
use crate::rows::rows;
use crate::schema::{answers_schema, read_answers};

const TODAY: Date = date(2026, 11, 22);

/// Reads a page that is posted with these fields.
fn parse(
    form: &Form,
    page: &str,
    posted: &[(&str, &str)],
) -> Result<Vec<(String, Answer)>, Vec<FieldError>> {
    let posted: Vec<(String, String)> = posted
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let answers = Answers::default();
    let journey = Journey::new(form, &answers);
    let page = form.page(page).unwrap();
    parse_page(page, &PostedFields(&posted), &journey, TODAY)
}

fn wrong(errors: &[FieldError]) -> Vec<(&str, &str)> {
    errors
        .iter()
        .map(|error| (error.field.as_str(), error.words.as_str()))
        .collect()
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

const MEETING: &[(&str, &str)] = &[("interpreter", "yes"), ("present", "A daughter")];

const VISITS: &[(&str, &str)] = &[
    ("visits-1-who", "A nurse"),
    ("visits-1-minutes", "30"),
    ("visits-2-who", ""),
    ("visits-2-minutes", ""),
    ("visits-3-who", "A neighbour"),
    ("visits-3-minutes", "60"),
    ("visits-3-cost-amount", "12"),
    ("visits-3-cost-every", "week"),
    ("carer", "no"),
];

fn answers(of: Vec<(String, Answer)>) -> Answers {
    of.into_iter().collect()
}

#[test]
fn each_question_of_a_page_is_kept_under_its_own_id() {
    let read = parse(&practice_assessment(), "meeting", MEETING).unwrap();
    let expected = [
        ("interpreter", text("yes")),
        ("present", text("A daughter")),
        ("adjustments", text("")),
    ];
    let expected = expected.map(|(key, answer)| (key.to_owned(), answer));
    assert_eq!(read, expected);
}

#[test]
fn every_mistake_of_every_question_is_told_in_the_order_of_the_page() {
    let form = practice_assessment();
    let long = "a".repeat(1001);
    let posted = [("adjustments", long.as_str()), ("present", " ")];
    let errors = parse(&form, "meeting", &posted).unwrap_err();
    assert_eq!(
        wrong(&errors),
        [
            ("interpreter", "Select yes if an interpreter was there"),
            ("present", "Enter who was there"),
            (
                "adjustments",
                "What helped must be 1,000 characters or less"
            ),
        ]
    );
}

#[test]
fn a_page_is_answered_when_each_of_its_questions_is() {
    let form = practice_assessment();
    let mut given = Answers::default();
    given.set(
        "met-on",
        fields(&[("day", "3"), ("month", "11"), ("year", "2026")]),
    );
    given.set("interpreter", text("yes"));
    let journey = Journey::new(&form, &given);
    assert_eq!(journey.first_unanswered().unwrap().id, "meeting");
    assert_eq!(journey.tasks()[0].status, Status::InProgress);
    given.set("present", text("A daughter"));
    assert_eq!(
        Journey::new(&form, &given).first_unanswered().unwrap().id,
        "meeting",
        "what may be skipped is skipped by being left empty"
    );
    given.set("adjustments", text(""));
    let journey = Journey::new(&form, &given);
    assert_eq!(journey.first_unanswered().unwrap().id, "language");
    assert_eq!(journey.given("interpreter"), Some(&text("yes")));
    given.set("interpreter", text("no"));
    let journey = Journey::new(&form, &given);
    assert_eq!(journey.first_unanswered().unwrap().id, "difficult");
}

#[test]
fn rows_that_are_left_empty_are_not_there() {
    let form = practice_assessment();
    let read = answers(parse(&form, "support", VISITS).unwrap());
    let expected = fields(&[
        ("1.minutes", "30"),
        ("1.who", "A nurse"),
        ("2.cost", "12.00"),
        ("2.cost_every", "week"),
        ("2.minutes", "60"),
        ("2.who", "A neighbour"),
    ]);
    assert_eq!(read.get("visits"), Some(&expected));
    let rows = rows(&read, "visits");
    let read_again: Vec<_> = rows
        .iter()
        .map(|row| (row["who"].as_str(), row["minutes"].as_str()))
        .collect();
    assert_eq!(read_again, [("A nurse", "30"), ("A neighbour", "60")]);
}

#[test]
fn a_mistake_in_a_row_says_in_which() {
    let form = practice_assessment();
    let mut posted = VISITS.to_vec();
    posted[1].1 = "soon";
    posted[5].1 = "";
    posted.pop();
    let errors = parse(&form, "support", &posted).unwrap_err();
    assert_eq!(
        wrong(&errors),
        [
            (
                "visits-1-minutes",
                "Visit 1: How many minutes they stay must be a number"
            ),
            (
                "visits-3-minutes",
                "Visit 3: Enter how many minutes they stay"
            ),
            ("carer", "Select yes if a carer helps without being paid"),
        ]
    );
    let none = parse(&form, "support", &[("carer", "yes")]).unwrap_err();
    assert_eq!(wrong(&none), [("visits-1-who", "Enter at least one visit")]);
}

#[test]
fn more_rows_than_there_may_be_are_not_read() {
    let form = practice_assessment();
    let posted = [
        ("visits-4-who", "A nurse"),
        ("visits-4-minutes", "30"),
        ("visits-5-who", "Nobody"),
        ("carer", "no"),
    ];
    let read = answers(parse(&form, "support", &posted).unwrap());
    assert_eq!(
        read.get("visits"),
        Some(&fields(&[("1.minutes", "30"), ("1.who", "A nurse")]))
    );
    let posted = posted.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(rows_posted("visits", 4, &PostedFields(&posted)), 4);
    assert_eq!(rows_posted("visits", 3, &PostedFields(&posted)), 0);
}

#[test]
fn random_entries_in_rows_are_taken_whole_or_refused_in_words() {
    let form = practice_assessment();
    let page: &Page = form.page("support").unwrap();
    let mut random = Random::from(41);
    let mut taken = 0;
    for _ in 0..20_000 {
        let mut posted = vec![("carer".to_owned(), "no".to_owned())];
        for row in 1..=5 {
            for part in ["who", "minutes", "cost-amount", "cost-every"] {
                if part != "cost-every" || random.one_in(2) {
                    let typed = match (part, random.one_in(15)) {
                        (_, true) => random.typing(),
                        ("minutes", false) => "45".to_owned(),
                        ("cost-every", false) => "week".to_owned(),
                        _ => "9".to_owned(),
                    };
                    posted.push((format!("visits-{row}-{part}"), typed));
                }
            }
        }
        let empty = Answers::default();
        let journey = Journey::new(&form, &empty);
        match parse_page(page, &PostedFields(&posted), &journey, TODAY) {
            Ok(read) => {
                taken += 1;
                let given = answers(read.clone());
                let again = fill_page(page, &Journey::new(&form, &given));
                let again = parse_page(page, &PostedFields(&again), &journey, TODAY);
                assert_eq!(again, Ok(read));
            }
            Err(errors) => {
                assert!(!errors.is_empty());
                for error in errors {
                    assert!(error.field.starts_with("visits-"), "{error:?}");
                    assert!(!error.words.is_empty() && !error.words.contains("{parts}"));
                }
            }
        }
    }
    assert!(taken > 500, "{taken}");
}

/// Returns answers to every page before the last.
fn before_support() -> [(&'static str, Answer); 5] {
    [
        (
            "met-on",
            fields(&[("day", "3"), ("month", "11"), ("year", "2026")]),
        ),
        ("interpreter", text("no")),
        ("present", text("A daughter")),
        ("adjustments", text("")),
        ("difficult", text("The stairs")),
    ]
}

#[test]
fn the_summary_has_a_row_for_each_question_and_a_line_for_each_row() {
    let form = practice_assessment();
    let mut given = answers(parse(&form, "support", VISITS).unwrap());
    for (key, answer) in before_support() {
        given.set(key, answer);
    }
    let journey = Journey::new(&form, &given);
    assert!(journey.is_complete());
    let summary = journey.summary();
    let rows: Vec<(&str, &str, String)> = summary
        .iter()
        .flat_map(|section| &section.rows)
        .map(|row| (row.page, row.question, row.value.join(" | ")))
        .collect();
    let row = |page, question, said: &str| (page, question, said.to_owned());
    assert_eq!(
        rows,
        [
            row("met-on", "met-on", "3 November 2026"),
            row("meeting", "interpreter", "No"),
            row("meeting", "present", "A daughter"),
            row("meeting", "adjustments", "Not provided"),
            row("difficult", "difficult", "The stairs"),
            row(
                "support",
                "visits",
                "Who comes: A nurse, How long they stay: 30 minutes | Who comes: A neighbour, \
                 How long they stay: 60 minutes, What it costs: £12 a week"
            ),
            row("support", "carer", "No"),
        ]
    );
}

#[test]
fn answers_as_json_have_a_property_for_each_question_and_an_array_for_rows() {
    let form = practice_assessment();
    let sent = json!({
        "met-on": "2026-11-03",
        "interpreter": false,
        "present": "A daughter",
        "difficult": "The stairs",
        "visits": [
            { "who": "A nurse", "minutes": 30 },
            { "who": "A neighbour", "minutes": 60, "cost": { "amount": 12, "every": "week" } },
        ],
        "carer": false,
    });
    let schema = jsonschema::validator_for(&answers_schema(&form)).unwrap();
    assert!(schema.is_valid(&sent));
    let read = read_answers(&form, &sent, TODAY).unwrap();
    let typed = answers(parse(&form, "support", VISITS).unwrap());
    assert_eq!(read.get("visits"), typed.get("visits"));
    assert!(Journey::new(&form, &read).is_complete());

    let faults_of = |place: &str, value: serde_json::Value| {
        let mut sent = sent.clone();
        *sent.pointer_mut(place).unwrap() = value;
        let faults = read_answers(&form, &sent, TODAY).unwrap_err();
        faults
            .into_iter()
            .map(|fault| fault.pointer)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        faults_of("/visits/1/minutes", json!(1)),
        ["/visits/1/minutes"]
    );
    assert_eq!(
        faults_of("/visits/0", json!({})),
        ["/visits/0/who", "/visits/0/minutes"]
    );
    assert_eq!(faults_of("/visits", json!([])), ["/visits"]);
    assert_eq!(faults_of("/visits", json!("none")), ["/visits"]);
    assert_eq!(faults_of("/present", json!(7)), ["/present"]);
}
