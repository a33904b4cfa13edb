//! The oracle's random households have every fact that a person can tell. If
//! they never had some fact, no comparison would test its rule.

use std::collections::{BTreeMap, BTreeSet};

use charging::circumstances as c;
use domain::values::money::Frequency;
use serde::Deserialize;

use crate::openapi::{fields, values};
use crate::tree;

#[test]
fn the_oracles_households_have_every_fact_of_the_circumstances() {
    let file = tree::text(&tree::top().join("tests/oracle/facts.json"));
    let Facts { made, not_made } = serde_json::from_str(&file).expect("the lists are JSON");
    for (fact, why) in &not_made {
        assert!(!made.contains(fact), "{fact} is made");
        assert!(!why.trim().is_empty(), "{fact} is not made for no reason");
    }
    let listed: BTreeSet<String> = made.into_iter().chain(not_made.into_keys()).collect();
    let taken = facts_of_circumstances();
    let never: Vec<_> = taken.difference(&listed).collect();
    let unknown: Vec<_> = listed.difference(&taken).collect();
    assert!(never.is_empty(), "no household has {never:?}");
    assert!(unknown.is_empty(), "serde does not know {unknown:?}");
}

/// The facts that the households have, and those that they do not have, each
/// with the reason. The second list may only shrink.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    made: BTreeSet<String>,
    not_made: BTreeMap<String, String>,
}

/// Lists every fact that serde reads: its place, `income[].kind`, and each
/// value of an enum, `income[].kind=earnings`.
fn facts_of_circumstances() -> BTreeSet<String> {
    let structs = [
        ("", fields::<c::Circumstances>()),
        ("person.", fields::<c::Person>()),
        ("person.premiums.", fields::<c::Premiums>()),
        ("household.", fields::<c::Household>()),
        ("household.partner.", fields::<c::Partner>()),
        ("care.", fields::<c::Care>()),
        ("care.parts[].", fields::<c::CarePart>()),
        ("income[].", fields::<c::Income>()),
        ("capital[].", fields::<c::Capital>()),
        ("capital[].share.", fields::<c::ShareOfWhole>()),
        ("housing.", fields::<c::Housing>()),
        ("housing.costs[].", fields::<c::HousingCost>()),
        ("housing.help_with_rent.", fields::<c::Help>()),
        ("housing.help_with_council_tax.", fields::<c::Help>()),
        ("disability_related_expenses[].", fields::<c::Expense>()),
        ("agreed_allowances[].", fields::<c::AgreedAllowance>()),
    ];
    let enums = [
        ("care.setting", values::<c::Setting>()),
        ("care.free_because", values::<c::FreeCare>()),
        ("income[].kind", values::<c::IncomeKind>()),
        ("income[].every", values::<Frequency>()),
        ("income[].whose", values::<c::PersonOrPartner>()),
        ("capital[].kind", values::<c::CapitalKind>()),
        ("capital[].whose", values::<c::PersonOrPartner>()),
        ("capital[].occupied_by", values::<c::Occupier>()),
        ("housing.costs[].kind", values::<c::HousingCostKind>()),
        ("housing.costs[].every", values::<Frequency>()),
        ("housing.help_with_rent.every", values::<Frequency>()),
        ("housing.help_with_council_tax.every", values::<Frequency>()),
        (
            "disability_related_expenses[].kind",
            values::<c::ExpenseKind>(),
        ),
        ("disability_related_expenses[].every", values::<Frequency>()),
        ("agreed_allowances[].every", values::<Frequency>()),
        ("taking_part", values::<c::TakingPart>()),
    ];
    let fields = structs
        .iter()
        .flat_map(|(place, fields)| fields.iter().map(move |field| format!("{place}{field}")));
    let values = enums
        .iter()
        .flat_map(|(place, values)| values.iter().map(move |value| format!("{place}={value}")));
    fields.chain(values).collect()
}
