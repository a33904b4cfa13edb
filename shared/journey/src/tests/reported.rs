//! Inputs that other councils' portals were reported to fail at, by the ids of
//! `tests/data/reported-cases.json`.

use domain::forms::draft::{Answer, Answers};
use jiff::civil::{Date, date};

use crate::form::Form;
use crate::forms::{estimate_costs, request_help};
use crate::journey::Journey;
use crate::parse::{FieldError, PostedFields, parse_question};

const TODAY: Date = date(2026, 11, 22);

#[test]
fn pb_02_a_year_without_four_figures_is_told_from_a_date_that_does_not_exist() {
    let year = |year| [("-day", "8"), ("-month", "8"), ("-year", year)];
    let four = "Year must be 4 numbers, like 1948".to_owned();
    for typed in ["40", "0040", "19400", "1940AD", "’40"] {
        let told = refused(asked("myself", "born", &year(typed)));
        assert_eq!(told, ("born-year".to_owned(), four.clone()), "{typed}");
        let told = refused(posted(
            estimate_costs(),
            "myself",
            "which-date",
            &year(typed),
        ));
        assert_eq!(
            told,
            ("which-date-year".to_owned(), four.clone()),
            "{typed}"
        );
    }
    let early = refused(asked("myself", "born", &year("1850")));
    assert_eq!(early.1, "Year must be 1900 or later");
    let no_such = [("-day", "31"), ("-month", "2"), ("-year", "1940")];
    let (field, words) = refused(asked("myself", "born", &no_such));
    assert_eq!(field, "born-day");
    assert!(words.contains("must be a real date"), "{words}");
}

#[test]
fn pb_22_an_address_that_cannot_be_written_to_is_refused_where_it_is_typed() {
    let email = |typed| asked("somebody", "confirmation-email", &[("", typed)]);
    for typed in ["josé@example.org", "dot@example.c", "jo@exämple.org"] {
        let (field, words) = refused(email(typed));
        assert_eq!(field, "confirmation-email", "{typed}");
        assert!(words.contains("like name@example.com"), "{words}");
    }
    assert_eq!(
        text(email("\u{2060}Jo@example.org\u{200b}")),
        "Jo@example.org"
    );
}

#[test]
fn pb_25_one_name_is_enough() {
    let named = |first, last| asked("somebody", "name", &[("-first", first), ("-last", last)]);
    for (first, last, part) in [("Suharto", "", "first"), ("", "Suharto", "last")] {
        let kept = Answer::Fields([(part.to_owned(), "Suharto".to_owned())].into());
        assert_eq!(named(first, last), Ok(kept));
    }
    assert_eq!(refused(named("", "")).1, "Enter their name");
    let mut answers = Answers::default();
    answers.set("who".to_owned(), Answer::Text("somebody".to_owned()));
    answers.set("name".to_owned(), named("", "Suharto").unwrap());
    assert!(
        Journey::new(request_help(), &answers)
            .given("name")
            .is_some()
    );
}

#[test]
fn pb_26_somebody_without_a_settled_address_says_where_they_can_be_found() {
    let found = [
        ("-line1", "The day centre in Mill Lane"),
        ("-unsettled", "yes"),
    ];
    let kept = asked("myself", "address", &found).unwrap();
    let mut answers = Answers::default();
    answers.set("who".to_owned(), Answer::Text("myself".to_owned()));
    answers.set("what".to_owned(), Answer::Text("help".to_owned()));
    answers.set("address".to_owned(), kept);
    let journey = Journey::new(request_help(), &answers);
    let sections = journey.summary();
    let rows: Vec<_> = sections.iter().flat_map(|section| &section.rows).collect();
    let row = rows.iter().find(|row| row.label == "Address").unwrap();
    assert_eq!(
        row.value,
        ["The day centre in Mill Lane", "No settled address"]
    );
    // Where they can be found is needed, and a postcode of a settled address is.
    let nowhere = refused(asked("myself", "address", &[("-unsettled", "yes")]));
    assert_eq!(nowhere.0, "address-line1");
    let settled = [("-line1", "1 High Street"), ("-town", "Exampleton")];
    assert_eq!(
        refused(asked("myself", "address", &settled)).0,
        "address-postcode"
    );
}

#[test]
fn pb_27_a_relay_prefix_is_taken_and_a_number_without_all_its_digits_is_not() {
    let phone = |typed| asked("myself", "phone", &[("", typed)]);
    for typed in ["18001 0113 496 0100", "18002 07700 900982"] {
        assert_eq!(text(phone(typed)), typed);
    }
    for typed in ["07700 90041", "18001", "18001 999"] {
        assert_eq!(refused(phone(typed)).0, "phone", "{typed}");
    }
}

#[test]
fn pb_29_an_nhs_number_is_taken_by_its_check_digit_and_kept_in_one_form() {
    let number = |typed| asked("myself", "nhs-number", &[("", typed)]);
    for typed in ["943 476 5919", "943-476-5919", "９４３４７６５９１９"] {
        assert_eq!(text(number(typed)), "9434765919", "{typed}");
    }
    assert_eq!(text(number(" \u{200b}")), "");
    for typed in ["don’t know", "943 476 5918", "=1+1", "00000000000000000000"] {
        let (field, words) = refused(number(typed));
        assert_eq!(field, "nhs-number", "{typed}");
        assert!(words.starts_with("Enter an NHS number of 10 digits"));
    }
}

#[test]
fn somebody_elses_age_will_do_where_their_date_of_birth_is_not_known() {
    let age = |who, age| asked(who, "born", &[("-age", age)]);
    let kept = age("somebody", "about 78");
    assert_eq!(refused(kept).1, "Age must be a number of years, like 78");
    let kept = age("somebody", "78 years").unwrap();
    assert_eq!(
        kept,
        Answer::Fields([("age".to_owned(), "78".to_owned())].into())
    );
    assert!(refused(age("somebody", "17")).1.contains("18 or over"));
    assert_eq!(refused(age("somebody", "131")).0, "born-age");
    // One's own is known.
    assert_eq!(refused(age("myself", "78")).1, "Enter your date of birth");
    // A date that is known goes before an age.
    let both = [
        ("-day", "27"),
        ("-month", "3"),
        ("-year", "1948"),
        ("-age", "78"),
    ];
    let Answer::Fields(fields) = asked("somebody", "born", &both).unwrap() else {
        panic!("no date");
    };
    assert!(!fields.contains_key("age"));
}

/// Posts a question of a form, by somebody who answers for themselves or for
/// somebody else.
fn posted(
    form: &Form,
    who: &str,
    page: &str,
    fields: &[(&str, &str)],
) -> Result<Answer, Vec<FieldError>> {
    let mut answers = Answers::default();
    answers.set("who".to_owned(), Answer::Text(who.to_owned()));
    let fields: Vec<_> = fields
        .iter()
        .map(|(part, value)| (format!("{page}{part}"), (*value).to_owned()))
        .collect();
    let question = form.question(page).unwrap();
    parse_question(
        question,
        &PostedFields(&fields),
        &Journey::new(form, &answers),
        TODAY,
    )
}

fn asked(who: &str, page: &str, fields: &[(&str, &str)]) -> Result<Answer, Vec<FieldError>> {
    posted(request_help(), who, page, fields)
}

/// The field and the words of the only mistake.
fn refused(answer: Result<Answer, Vec<FieldError>>) -> (String, String) {
    let errors = answer.unwrap_err();
    let [error] = errors.as_slice() else {
        panic!("{errors:?}");
    };
    (error.field.clone(), error.words.clone())
}

fn text(answer: Result<Answer, Vec<FieldError>>) -> String {
    match answer.unwrap() {
        Answer::Text(text) => text,
        other => panic!("{other:?}"),
    }
}
