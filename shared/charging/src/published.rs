//! Assessments that councils have published, reproduced by policy settings alone.

use jiff::civil::Date;
use serde::Deserialize;

use super::circumstances::Circumstances;
use super::policy::Policy;

const PUBLISHED: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/data/published-assessments.json"
));

#[derive(Deserialize)]
struct Published {
    id: String,
    request: Request,
    expected: serde_json::Value,
}

#[derive(Deserialize)]
struct Request {
    date: Date,
    circumstances: Circumstances,
    policy: Policy,
}

#[test]
fn every_published_assessment_comes_out_to_the_printed_penny() {
    let all: Vec<Published> = serde_json::from_str(PUBLISHED).unwrap();
    assert!(all.len() >= 9, "{} published assessments", all.len());
    for Published {
        id,
        request,
        expected,
    } in all
    {
        let assessment =
            super::assess(request.date, &request.circumstances, &request.policy).unwrap();
        let answer = serde_json::to_value(&assessment).unwrap();
        let mut compared = 0;
        for (section, values) in expected.as_object().unwrap() {
            for (name, value) in values.as_object().unwrap() {
                assert_eq!(&answer[section][name], value, "{id}: {section}.{name}");
                compared += 1;
            }
        }
        assert!(compared > 0, "{id} expects nothing");
    }
}
