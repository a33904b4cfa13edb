//! Answers as JSON.

use domain::forms::draft::Answer;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::random::fields;
use super::{every_kind, forms};
use crate::form::Page;
use crate::schema::{answers_schema, read_answers};

const TODAY: Date = date(2026, 11, 22);

fn sent() -> Value {
    json!({
        "who-for": "another",
        "name": { "first": "Ada", "last": "Brown" },
        "born": "1948-03-27",
        "lives-alone": true,
        "needs": ["washing", "eating"],
        "with-partner": 35,
        "savings": "14250.00",
        "accounts": [
            {
                "bank": "The Bank",
                "sort": "isa",
                "balance": 1000.5,
                "interest": { "amount": "12.50", "every": "year" },
                "opened": "1999-05-01",
                "joint": false,
                "rate": 1.5,
            },
            { "bank": "Other", "sort": "savings", "balance": "0", "joint": true },
        ],
        "pension": { "amount": "705.80", "every": "four_weeks" },
        "care-hours": 10.5,
        "home": { "line1": "1 High Street", "town": "Leicester", "postcode": "LE1 1FZ" },
        "phone": "0116 496 0000",
        "ni-number": "QQ123456C",
    })
}

#[test]
fn answers_sent_as_json_are_kept_as_if_they_had_been_typed() {
    let form = every_kind();
    let answers = read_answers(&form, &sent(), TODAY).unwrap();
    assert!(crate::journey::Journey::new(&form, &answers).is_complete());
    assert_eq!(answers.text("lives-alone"), Some("yes"));
    assert_eq!(answers.choices("needs"), ["eating", "washing"]);
    assert_eq!(answers.text("care-hours"), Some("10.5"));
    assert_eq!(answers.text("email"), Some(""));
    assert_eq!(
        answers.get("born"),
        Some(&fields(&[("day", "27"), ("month", "3"), ("year", "1948")]))
    );
    assert_eq!(answers.items("accounts").count(), 2);
    assert_eq!(answers.field("accounts/0000", "balance"), Some("1000.50"));
    assert_eq!(
        answers.field("accounts/0000", "interest_every"),
        Some("year")
    );
    assert_eq!(
        answers.get("accounts"),
        Some(&Answer::Text("no".to_owned()))
    );
    // The question is not asked, because no help with a partner is named.
    assert_eq!(answers.get("with-partner"), None);
}

#[test]
fn every_fault_in_answers_sent_as_json_is_told_at_its_place() {
    let mut sent = sent();
    sent["a/b"] = json!(1);
    sent["name"] = json!({ "first": "Ada", "last": "o".repeat(101) });
    sent["born"] = json!("1948-02-30");
    sent["lives-alone"] = json!("yes");
    sent["needs"] = json!(["dancing"]);
    sent["savings"] = json!(-1);
    sent["pension"] = json!({ "amount": 12.505, "every": "day" });
    sent["home"] = Value::Null;
    sent["phone"] = json!(["0116"]);
    let faults: Vec<(String, String)> = read_answers(&every_kind(), &sent, TODAY)
        .unwrap_err()
        .into_iter()
        .map(|fault| (fault.pointer, fault.words))
        .collect();
    let told: Vec<(&str, &str)> = faults
        .iter()
        .map(|(pointer, words)| (pointer.as_str(), words.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("/a~1b", "The form has no such question"),
            ("/name/last", "Each name must be 100 characters or less"),
            ("/born", "Date of birth must be a real date"),
            ("/lives-alone", "Send true or false"),
            (
                "/needs",
                "Send an array of the values that the schema lists"
            ),
            ("/savings", "Savings must be £0 or more"),
            (
                "/pension/amount",
                "Pension must be an amount of money, like 120 or 120.50"
            ),
            ("/pension/every", "Select how often it is paid"),
            ("/home", "Enter your address"),
            ("/phone", "Send a string"),
        ]
    );
}

#[test]
fn a_fault_in_a_thing_sent_names_the_thing() {
    let mut sent = sent();
    sent["accounts"][1]["balance"] = json!(-1);
    sent["accounts"][1]["opened"] = json!("2027-01-01");
    let pointers = |sent: &Value| -> Vec<String> {
        read_answers(&every_kind(), sent, TODAY)
            .unwrap_err()
            .into_iter()
            .map(|fault| fault.pointer)
            .collect()
    };
    assert_eq!(
        pointers(&sent),
        ["/accounts/1/balance", "/accounts/1/opened"]
    );
    sent["accounts"][0]["colour"] = json!("red");
    sent["accounts"][1] = json!(7);
    assert_eq!(pointers(&sent), ["/accounts/0/colour", "/accounts/1"]);
    sent["accounts"] = json!([{}, {}, {}, {}]);
    assert_eq!(pointers(&sent), ["/accounts"]);
    sent["accounts"] = Value::Null;
    assert_eq!(pointers(&sent), ["/accounts"]);
    assert_eq!(pointers(&json!([])), [""]);
}

#[test]
fn the_schema_of_answers_takes_what_is_read_and_refuses_what_is_not() {
    let schema = jsonschema::validator_for(&answers_schema(&every_kind())).unwrap();
    assert!(schema.is_valid(&sent()));
    for (place, wrong) in [
        ("/lives-alone", json!("yes")),
        ("/needs", json!(["dancing"])),
        ("/needs", json!([])),
        ("/savings", json!(-1)),
        ("/savings", json!("12p")),
        ("/born", json!("27/3/1948")),
        ("/with-partner", json!(169)),
        ("/care-hours", json!("10")),
        ("/pension/every", json!("day")),
        ("/accounts/0/balance", Value::Null),
        ("/name", json!("Ada Brown")),
    ] {
        let mut sent = sent();
        *sent.pointer_mut(place).unwrap() = wrong;
        assert!(!schema.is_valid(&sent), "{place}");
    }
    let mut sent = sent();
    sent.as_object_mut().unwrap().remove("savings");
    assert!(!schema.is_valid(&sent));
}

#[test]
fn the_answers_of_every_form_have_a_schema_with_a_property_for_each_page() {
    for (name, form) in forms() {
        let schema = answers_schema(&form);
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        let properties: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        let questions = form.pages.iter().flat_map(Page::questions);
        let questions: Vec<&str> = questions.map(|asked| asked.id).collect();
        assert_eq!(properties, questions, "{name}");
    }
}

/// What the schema does not allow is refused, however a page would read it.
#[test]
fn an_amount_that_is_sent_has_figures_and_a_point_alone() {
    let savings = |amount: Value| {
        let mut sent = sent();
        sent["savings"] = amount;
        read_answers(&every_kind(), &sent, TODAY)
    };
    for amount in [
        "1_0.0_0",
        "12_50",
        "1e3",
        "+10",
        "-0",
        "1,234.50",
        "£10",
        " 10",
        "１０",
        ".5",
        "1.",
        "",
        "123456789",
    ] {
        let faults = savings(json!(amount)).unwrap_err();
        assert_eq!(faults[0].pointer, "/savings", "{amount}");
    }
    for amount in ["0", "10", "12.5", "12345678.90"] {
        assert!(savings(json!(amount)).is_ok(), "{amount}");
    }
}
