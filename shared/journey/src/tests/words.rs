//! The answers in words.

use domain::forms::draft::{Answer, Answers};
use domain::values::money::{Frequency, Money, Regular};
use jiff::civil::date;
use rust_decimal::dec;

use super::every_kind;
use super::random::fields;
use crate::journey::Journey;
use crate::read::{AnswerFault, AnswerReader};

#[test]
fn the_summary_tells_every_answer_in_words() {
    let (form, answers) = (every_kind(), answered());
    let journey = Journey::new(&form, &answers);
    assert!(journey.is_complete());
    let told: Vec<String> = journey
        .summary()
        .iter()
        .flat_map(|section| &section.rows)
        .map(|row| format!("{} | {} | {}", row.page, row.label, row.value.join(" / ")))
        .collect();
    assert_eq!(
        told,
        [
            "who-for | Who is this for? | Somebody else",
            "name | What is their name? | Ada Brown",
            "born | Date of birth | 27 March 1948",
            "moves | When does the care start? | Not provided",
            "lives-alone | Do they live alone? | Yes",
            "needs | What do you need help with? | Eating / Washing",
            "savings | Savings | £14,250",
            "accounts | Account 1 | Bank: The Bank / Sort: ISA / How much is in it? £1,000 / \
             Interest: £12.50 a year / When was it opened? 1 May 1999 / Is it shared? No / \
             Number of people: 1 / Rate: 1.5%",
            "pension | Pension | £705.80 every 4 weeks",
            "care-hours | How many hours of care? | 1 hour",
            "nickname | What shall we call you? | Nan",
            "home | What is your address? | 1 High Street / Leicester / LE1 1FZ",
            "phone | What is your telephone number? | 0116 496 0000",
            "email | What is your email address? | Not provided",
            "ni-number | What is your National Insurance number? | QQ123456C",
        ]
    );
}

#[test]
fn a_group_with_nothing_in_it_says_none() {
    let form = every_kind();
    let mut answers = answered();
    answers.remove("accounts/a");
    let journey = Journey::new(&form, &answers);
    let summary = journey.summary();
    let row = summary
        .iter()
        .flat_map(|section| &section.rows)
        .find(|row| row.page == "accounts")
        .unwrap();
    assert_eq!((row.item, row.label.as_str()), (None, "Accounts"));
    assert_eq!(row.value, ["None"]);
}

#[test]
fn a_question_not_answered_yet_has_no_line() {
    let (form, answers) = (every_kind(), Answers::default());
    let summary = Journey::new(&form, &answers).summary();
    assert!(
        summary
            .iter()
            .flat_map(|section| &section.rows)
            .all(|row| row.value.is_empty())
    );
}

#[test]
fn answers_are_read_as_the_values_they_stand_for() {
    let (form, answers) = (every_kind(), answered());
    let read = AnswerReader::of_all(&form, answers);
    let page = |id| read.page(id).unwrap();
    assert_eq!(page("lives-alone").yes(), Ok(Some(true)));
    assert_eq!(page("savings").money(), Ok(Some(Money::pence(1_425_000))));
    assert_eq!(
        page("pension").regular(),
        Ok(Some(Regular {
            amount: Money::pence(70_580),
            every: Frequency::FourWeeks
        }))
    );
    assert_eq!(page("born").date(), Ok(Some(date(1948, 3, 27))));
    assert_eq!(page("moves").date(), Ok(None));
    assert_eq!(page("care-hours").number(), Ok(Some(1)));
    assert_eq!(page("email").text(), Ok(None));
    let item = read.items("accounts").unwrap().remove(0);
    let field = |id| item.field(id).unwrap();
    assert_eq!(field("bank").text(), Ok(Some("The Bank")));
    assert_eq!(field("balance").money(), Ok(Some(Money::pence(100_000))));
    assert_eq!(field("joint").yes(), Ok(Some(false)));
    assert_eq!(field("people").number(), Ok(Some(1)));
    assert_eq!(field("rate").number(), Ok(Some(dec!(1.5))));
    assert_eq!(field("opened").date(), Ok(Some(date(1999, 5, 1))));
    assert_eq!(
        field("interest").regular(),
        Ok(Some(Regular {
            amount: Money::pence(1_250),
            every: Frequency::Year
        }))
    );
    let unknown = item.field("no-such-field").map(|_| ()).unwrap_err();
    assert_eq!(unknown.why, AnswerFault::NotInForm);
    let unknown = read.page("no-such-page").map(|_| ()).unwrap_err();
    assert_eq!(unknown.why, AnswerFault::NotInForm);
}

#[test]
fn every_frequency_has_one_name() {
    for every in Frequency::ALL {
        let name = every.name();
        assert_eq!(serde_json::to_value(every).unwrap(), name);
        assert_eq!(Frequency::named(name), Some(every));
    }
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

/// Answers every page of the test form.
fn answered() -> Answers {
    [
        ("who-for", text("another")),
        ("name", fields(&[("first", "Ada"), ("last", "Brown")])),
        (
            "born",
            fields(&[("day", "27"), ("month", "3"), ("year", "1948")]),
        ),
        ("moves", text("")),
        ("lives-alone", text("yes")),
        (
            "needs",
            Answer::Choices(vec!["eating".to_owned(), "washing".to_owned()]),
        ),
        ("savings", text("14250.00")),
        (
            "accounts/a",
            fields(&[
                ("bank", "The Bank"),
                ("sort", "isa"),
                ("balance", "1000.00"),
                ("interest", "12.50"),
                ("interest_every", "year"),
                ("opened_day", "1"),
                ("opened_month", "5"),
                ("opened_year", "1999"),
                ("joint", "no"),
                ("people", "1"),
                ("rate", "1.5"),
            ]),
        ),
        ("accounts", text("no")),
        (
            "pension",
            fields(&[("amount", "705.80"), ("every", "four_weeks")]),
        ),
        ("care-hours", text("1")),
        ("nickname", text("Nan")),
        (
            "home",
            fields(&[
                ("line1", "1 High Street"),
                ("town", "Leicester"),
                ("postcode", "LE1 1FZ"),
            ]),
        ),
        ("phone", text("0116 496 0000")),
        ("email", text("")),
        ("ni-number", text("QQ123456C")),
    ]
    .into_iter()
    .map(|(key, answer)| (key.to_owned(), answer))
    .collect()
}
