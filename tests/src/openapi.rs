//! The OpenAPI document describes exactly the fields and values that the
//! program reads. The tests ask serde which those are.

use std::collections::BTreeSet;

use charging::{circumstances as c, policy as p};
use domain::eligibility as e;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::tree;

#[test]
fn the_document_names_every_field_and_value_that_an_estimate_takes() {
    let document = document();
    let document = &document;
    same::<c::AgreedAllowance>(document, "AgreedAllowance");
    same::<c::Capital>(document, "Capital");
    same::<c::CapitalKind>(document, "CapitalKind");
    same::<c::Care>(document, "Care");
    same::<c::CarePart>(document, "CarePart");
    same::<c::Circumstances>(document, "Circumstances");
    same::<c::Expense>(document, "Expense");
    same::<c::ExpenseKind>(document, "ExpenseKind");
    same::<c::FreeCare>(document, "FreeCare");
    same::<c::Help>(document, "Help");
    same::<c::Household>(document, "Household");
    same::<c::Housing>(document, "Housing");
    same::<c::HousingCost>(document, "HousingCost");
    same::<c::HousingCostKind>(document, "HousingCostKind");
    same::<c::Income>(document, "Income");
    same::<c::IncomeKind>(document, "IncomeKind");
    same::<c::Occupier>(document, "Occupier");
    same::<c::Partner>(document, "Partner");
    same::<c::Person>(document, "Person");
    same::<c::Premiums>(document, "Premiums");
    same::<c::Setting>(document, "Setting");
    same::<c::ShareOfWhole>(document, "ShareOfWhole");
    same::<c::TakingPart>(document, "TakingPart");
    same::<c::PersonOrPartner>(document, "Whose");
    same::<p::CapitalPolicy>(document, "CapitalPolicy");
    same::<p::ExpenseMethod>(document, "ExpenseMethod");
    same::<p::ExpensePolicy>(document, "ExpensePolicy");
    same::<p::Fractions>(document, "Fractions");
    same::<p::GuaranteePolicy>(document, "GuaranteePolicy");
    same::<p::MixedAgeCouple>(document, "MixedAgeCouple");
    same::<p::Policy>(document, "Policy");
    same::<p::SavingsCredit>(document, "SavingsCredit");
    same::<p::Year>(document, "Year");
    same::<domain::values::money::Frequency>(document, "Frequency");
}

#[test]
fn the_document_names_every_field_and_value_of_a_screening() {
    let document = document();
    let document = &document;
    same::<e::Ability>(document, "Ability");
    same::<e::CarerHealth>(document, "CarerHealth");
    same::<e::Certainty>(document, "Certainty");
    same::<e::Indication>(document, "Indication");
    same::<e::Limb>(document, "Limb");
    same::<e::Met>(document, "Met");
    same::<e::NecessaryCare>(document, "NecessaryCare");
    same::<e::Outcome>(document, "Outcome");
    same::<e::ScreeningRequest>(document, "ScreeningRequest");
    same::<e::UrgentSign>(document, "UrgentSign");
    same::<e::Voice>(document, "Voice");
    same::<e::WellBeing>(document, "WellBeing");
    same::<e::Who>(document, "Who");
}

#[test]
fn every_example_of_a_screening_is_one() {
    let document = document();
    let content = &document["paths"]["/api/v1/screenings"]["post"]["requestBody"]["content"];
    let examples = content["application/json"]["examples"]
        .as_object()
        .expect("there are examples");
    assert_eq!(examples.len(), 3);
    for (name, example) in examples {
        let request: e::ScreeningRequest =
            serde_json::from_value(example["value"].clone()).expect(name);
        assert!(request.check().is_ok(), "{name}");
    }
}

#[test]
fn every_reference_in_the_document_leads_somewhere_and_every_schema_is_used() {
    fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(fields) => {
                for (key, field) in fields {
                    match field.as_str() {
                        Some(name) if key == "$ref" => {
                            found.insert(name.trim_start_matches("#/components/schemas/"));
                        }
                        _ => references(field, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = document();
    let mut named = BTreeSet::new();
    references(&document, &mut named);
    let schemas: BTreeSet<&str> = document["components"]["schemas"]
        .as_object()
        .expect("there are schemas")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(named, schemas);
}

pub(crate) fn document() -> Value {
    serde_json::from_str(&tree::text(
        &tree::top().join("functions/portal/openapi.json"),
    ))
    .expect("the document is JSON")
}

/// Lists the names that serde offers when it reads one that it does not know.
fn known<T: DeserializeOwned>(unknown: Value) -> BTreeSet<String> {
    let error = serde_json::from_value::<T>(unknown)
        .err()
        .expect("there is no such name")
        .to_string();
    let (_, expected) = error
        .split_once("expected ")
        .unwrap_or_else(|| panic!("serde says what it expects: {error}"));
    expected
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Lists the fields of a struct.
pub(crate) fn fields<T: DeserializeOwned>() -> BTreeSet<String> {
    known::<T>(json!({"no such field": 0}))
}

/// Lists the values of an enum.
pub(crate) fn values<T: DeserializeOwned>() -> BTreeSet<String> {
    known::<T>(json!("no such value"))
}

fn same<T: DeserializeOwned>(document: &Value, name: &str) {
    let schema = &document["components"]["schemas"][name];
    let (said, taken): (BTreeSet<String>, _) = match schema["enum"].as_array() {
        Some(values) => (
            values
                .iter()
                .map(|value| value.as_str().expect("a value is a string").to_owned())
                .collect(),
            known::<T>(json!("no such value")),
        ),
        None => (
            schema["properties"]
                .as_object()
                .unwrap_or_else(|| panic!("{name} has properties"))
                .keys()
                .cloned()
                .collect(),
            known::<T>(json!({"no such field": 0})),
        ),
    };
    assert_eq!(said, taken, "{name}");
}
