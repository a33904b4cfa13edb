//! Cases of money that came out wrong once, each with its id, the law behind it
//! and what is right. The oracle of `tests/oracle` is held to the same cases.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use super::circumstances::Circumstances;
use super::policy::Policy;

const CASES: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/data/money-cases.json"
));

#[derive(Deserialize)]
struct MoneyCase {
    id: String,
    request: CaseRequest,
    /// The values of the answer, by section and name.
    #[serde(default)]
    expected: serde_json::Map<String, Value>,
    /// The fields that a refusal names; `None` if the case is assessed.
    refused: Option<Vec<String>>,
    /// The ages that do not settle whether pension age is reached.
    not_settled: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct CaseRequest {
    date: Date,
    circumstances: Value,
    #[serde(default)]
    policy: Policy,
}

#[test]
fn every_case_of_money_comes_out_right() {
    let cases: Vec<MoneyCase> = serde_json::from_str(CASES).unwrap();
    let checked = cases
        .iter()
        .filter(|case| {
            case.refused.is_some() || case.not_settled.is_some() || !case.expected.is_empty()
        })
        .count();
    assert_eq!(checked, cases.len(), "every case says what is right");
    let ids: std::collections::BTreeSet<_> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len(), "an id is used once");
    for id in [
        "sick-pay",
        "rent-of-a-second-home",
        "housing-element-entered-as-income",
        "shares-cost-money-to-sell",
        "savings-credit-one-of-a-couple-in-a-care-home",
        "sixty-five-without-a-date-of-birth-in-2020",
        "joint-without-a-partner",
        "half-a-pension-is-not-left",
    ] {
        assert!(ids.contains(id), "{id} is gone");
    }
    let wrong: Vec<_> = cases.iter().flat_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns what is wrong with a case: nothing if it comes out right.
fn wrong(case: &MoneyCase) -> Vec<String> {
    let circumstances: Circumstances =
        match serde_json::from_value(case.request.circumstances.clone()) {
            Ok(circumstances) => circumstances,
            Err(why) => return vec![format!("{}: {why}", case.id)],
        };
    let assessed = super::assess(case.request.date, &circumstances, &case.request.policy);
    let mut wrong = Vec::new();
    match (assessed, &case.refused) {
        (Err(problems), Some(fields)) => {
            let named: Vec<_> = problems.into_iter().map(|problem| problem.field).collect();
            if named != *fields {
                wrong.push(format!("{}: names {named:?}", case.id));
            }
        }
        (Err(problems), None) => wrong.push(format!("{}: refused: {problems:?}", case.id)),
        (Ok(_), Some(_)) => wrong.push(format!("{}: not refused", case.id)),
        (Ok(assessment), None) => {
            let answer = serde_json::to_value(&assessment).unwrap();
            for (section, values) in &case.expected {
                for (name, value) in values.as_object().unwrap() {
                    let got = &answer[section][name];
                    if got != value {
                        wrong.push(format!("{}: {section}.{name} is {got}", case.id));
                    }
                }
            }
            if let Some(fields) = &case.not_settled {
                let flags = answer["certainty"]["not_settled"].as_array();
                let named: Vec<_> = flags
                    .into_iter()
                    .flatten()
                    .map(|flag| flag["field"].as_str().unwrap_or_default())
                    .collect();
                if named != *fields {
                    wrong.push(format!("{}: {named:?} are not settled", case.id));
                }
            }
        }
    }
    wrong
}
