//! What a model is refused for, each with the file and the key named.

use serde_json::{Value, json};

use super::Model;
use super::published::MODELS;

/// A change of a model, by its name and the place, and the key and the words of
/// the fault that it makes.
type Refused = (
    &'static str,
    &'static str,
    Value,
    &'static str,
    &'static str,
);

#[test]
fn every_fault_of_a_model_is_refused_by_its_file_and_key() {
    for (model, place, value, key, why) in changes() {
        let faults =
            Model::read(&format!("{model}.json"), &changed(model, place, value)).unwrap_err();
        let said: Vec<_> = faults.iter().map(ToString::to_string).collect();
        let expected = format!("{model}.json: {key}: ");
        assert!(
            said.iter()
                .any(|fault| fault.starts_with(&expected) && fault.contains(why)),
            "{place} is to be refused at {key}, because {why}: {said:#?}"
        );
    }
}

#[test]
fn a_change_that_changes_nothing_is_read() {
    for (model, place, ..) in changes() {
        let whole: Value = serde_json::from_str(text(model)).unwrap();
        let same = whole.pointer(place).cloned();
        if let Some(same) = same {
            Model::read(model, &changed(model, place, same)).unwrap();
        }
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let text = changed("ras-01", "/version", json!(" "));
    let text = text
        .replace("\"116\"", "\"117\"")
        .replace("\"1000.00\"", "\"400.00\"");
    let faults = Model::read("ras-01.json", &text).unwrap_err();
    assert_eq!(faults.len(), 3, "{faults:#?}");
}

#[test]
fn scores_that_are_not_whole_leave_gaps_between_closed_bands() {
    let text = changed("ras-01", "/questions/0/answer/number/places", json!(1));
    let faults = Model::read("ras-01.json", &text).unwrap_err();
    let said = faults[0].to_string();
    assert_eq!(
        said,
        "ras-01.json: stages[0].does.lookup.of: is not declared whole, and the table has nothing \
         between its rows"
    );
    // Bands that meet take any number.
    let bands = text
        .replace("\"whole\"", "\"any\"")
        .replace("\"69\"", "\"70\"")
        .replace("\"115\"", "\"116\"")
        .replace("\"130\"", "\"131\"")
        .replace("\"145\"", "\"146\"")
        .replace("\"160\"", "\"161\"")
        .replace("\"170\"", "\"171\"");
    let model = Model::read("ras-01.json", &bands).unwrap();
    let at = |points: &str| {
        let answers = super::BudgetAnswers::of([("points", points)]);
        super::allocate(&model, &answers).in_words()
    };
    assert_eq!(at("115.5").as_deref(), Some("£500 a year"));
    assert_eq!(at("116").as_deref(), Some("£1,000 a year"));
    assert_eq!(at("185").as_deref(), Some("£6,000 a year"));
    assert_eq!(at("185.1"), None);
}

#[test]
fn what_is_no_model_is_refused_by_its_key() {
    let text = changed("ras-01", "/tables/bands/rows/2/from", json!("many"));
    let faults = Model::read("ras-01.json", &text).unwrap_err();
    assert!(
        faults[0]
            .to_string()
            .starts_with("ras-01.json: tables.bands.rows[2].from: "),
        "{faults:?}"
    );
    assert_eq!(Model::read("empty.json", "").unwrap_err().len(), 1);
}

fn changes() -> Vec<Refused> {
    let row = |from: &str, to: &str| json!({"from": from, "to": to, "gives": "1.00"});
    let unpaid = |of: &str| json!({"share": {"of": of, "by": "hour"}});
    vec![
        // Tables are closed.
        (
            "ras-01",
            "/tables/bands/rows/2/from",
            json!("117"),
            "tables.bands.rows[2].from",
            "gap",
        ),
        (
            "ras-01",
            "/tables/bands/rows/2/from",
            json!("115"),
            "tables.bands.rows[2].from",
            "overlaps",
        ),
        (
            "ras-01",
            "/tables/bands/rows/2/to",
            json!("115"),
            "tables.bands.rows[2].to",
            "not after",
        ),
        (
            "ras-01",
            "/tables/bands/rows/2/from",
            json!("115.5"),
            "tables.bands.rows[2].from",
            "whole ends",
        ),
        (
            "ras-01",
            "/tables/bands/rows/3/gives",
            json!("999.99"),
            "tables.bands.rows[3].gives",
            "more need",
        ),
        (
            "ras-01",
            "/tables/bands/rows/3/gives",
            Value::Null,
            "tables.bands.rows[3].gives",
            "more need",
        ),
        (
            "ras-01",
            "/tables/bands/rows/1/gives",
            json!("-1"),
            "tables.bands.rows[1].gives",
            "below 0",
        ),
        (
            "ras-01",
            "/tables/bands/rows",
            json!([]),
            "tables.bands.rows",
            "empty",
        ),
        (
            "ras-06",
            "/tables/bands/rows/0",
            row("261", "260"),
            "tables.bands.rows[0].to",
            "not after",
        ),
        (
            "ras-01",
            "/tables/bands/source",
            json!(""),
            "tables.bands.source",
            "empty",
        ),
        // Names are known and used.
        (
            "ras-01",
            "/stages/0/does/lookup/of",
            json!("scores"),
            "stages[0].does.lookup.of",
            "no question",
        ),
        (
            "ras-01",
            "/stages/0/does/lookup/table",
            json!("rows"),
            "stages[0].does.lookup.table",
            "no table",
        ),
        (
            "ras-01",
            "/stages/0/id",
            json!("points"),
            "stages[0].id",
            "two things",
        ),
        (
            "ras-01",
            "/stages/0/id",
            json!("The sum"),
            "stages[0].id",
            "small letters",
        ),
        ("ras-01", "/surprise", json!(1), "surprise", "unknown field"),
        (
            "ras-c1-share-first",
            "/figures/spare",
            json!({"label": "a", "amount": "1", "unit": "number", "source": "b", "certainty": "published"}),
            "figures.spare",
            "taken by nothing",
        ),
        ("ras-01", "/results", json!([]), "results", "nothing"),
        (
            "ras-01",
            "/results/0/shown",
            json!(["points"]),
            "results[0].shown",
            "amount of money",
        ),
        (
            "ras-03",
            "/results/0/extent",
            json!({"around": "level"}),
            "results[0].extent.around",
            "share",
        ),
        // Units never become one another unasked.
        (
            "ras-05",
            "/questions/1/unit",
            json!("pounds_once"),
            "stages[1].does.sum[1]",
            "unasked",
        ),
        (
            "ras-05",
            "/stages/2/does/convert/to",
            json!("pounds_once"),
            "stages[2].does.convert.of",
            "no other period",
        ),
        (
            "ras-05",
            "/stages/2/does/convert/weeks",
            json!("50"),
            "stages[2].does.convert.weeks",
            "unknown variant",
        ),
        (
            "ras-c2",
            "/figures/end/unit",
            json!("pounds_a_year"),
            "stages[1].does.cap.at",
            "unasked",
        ),
        (
            "ras-08-derby",
            "/figures/hour/unit",
            json!("pounds_a_week"),
            "stages[0].does.multiply",
            "multiplied",
        ),
        (
            "ras-01",
            "/tables/bands/of",
            json!("number"),
            "stages[0].does.lookup.of",
            "is in points",
        ),
        // Unpaid support is a share of its own, after the need.
        (
            "ras-c1-share-first",
            "/questions/4/about",
            json!("need"),
            "stages[2].does.share.by",
            "unpaid support",
        ),
        (
            "ras-c1-share-first",
            "/stages/2/does",
            unpaid("personal"),
            "stages[2].does.share.by",
            "unpaid support",
        ),
        (
            "ras-c1-share-first",
            "/questions/4/unit",
            json!("number"),
            "questions[4].unit",
            "as a share",
        ),
        (
            "ras-c1-share-first",
            "/questions/4/answer/number/most",
            json!("1.01"),
            "questions[4].answer.number",
            "no range",
        ),
        (
            "ras-c1-share-first",
            "/need",
            Value::Null,
            "need",
            "left out",
        ),
        (
            "ras-c1-share-first",
            "/need",
            json!("left"),
            "need",
            "with unpaid support",
        ),
        (
            "ras-c1-share-first",
            "/need",
            json!("left"),
            "need",
            "not the first line",
        ),
        (
            "ras-c1-second-worker-first",
            "/questions/0/about",
            json!("unpaid_support"),
            "questions[0].unit",
            "as a share",
        ),
        // More need never lowers.
        (
            "ras-03",
            "/questions/0/answer/choices/1/score",
            json!("3"),
            "questions[0].answer.choices[2].score",
            "more need",
        ),
        (
            "ras-03",
            "/questions/0/answer/choices/0/score",
            json!("-1"),
            "questions[0].answer.choices[0].score",
            "below 0",
        ),
        (
            "ras-c2",
            "/figures/least/amount",
            json!("-25"),
            "figures.least.amount",
            "below 0",
        ),
        (
            "ras-c2",
            "/figures/least/amount",
            json!("25.001"),
            "figures.least.amount",
            "part of a penny",
        ),
        (
            "ras-c2",
            "/figures/least/amount",
            json!("100000001"),
            "figures.least.amount",
            "too high",
        ),
        (
            "ras-c2",
            "/prices/support/unit",
            json!("points"),
            "prices.support.unit",
            "price of a plan",
        ),
        // Dates, choices, contradictions.
        ("ras-01", "/to", json!("1999-12-31"), "to", "before from"),
        (
            "ras-03",
            "/questions/0/answer/choices/1/id",
            json!("low"),
            "questions[0].answer.choices[1].id",
            "of its own",
        ),
        (
            "ras-08-derby",
            "/questions/1/weight",
            json!("2"),
            "questions[1].weight",
            "only the score",
        ),
        (
            "ras-08-derby",
            "/contradictions",
            json!([{"when": [{"of": "hours", "at_least": "1"}, {"of": "gone", "at_most": "1"}], "says": "x"}]),
            "contradictions[0].when[1].of",
            "no question",
        ),
        (
            "ras-08-derby",
            "/contradictions",
            json!([{"when": [{"of": "hours"}, {"of": "complex", "at_most": "1"}], "says": ""}]),
            "contradictions[0].when[0]",
            "asks for nothing",
        ),
    ]
}

fn text(model: &str) -> &'static str {
    MODELS.iter().find(|(name, _)| *name == model).unwrap().1
}

/// Returns a model with the value at a place replaced or added.
fn changed(model: &str, place: &str, value: Value) -> String {
    let mut whole: Value = serde_json::from_str(text(model)).unwrap();
    let (parent, key) = place.rsplit_once('/').unwrap();
    let parent = whole.pointer_mut(parent).unwrap();
    match parent {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        Value::Object(fields) => drop(fields.insert(key.to_owned(), value)),
        _ => panic!("{place} is no place"),
    }
    whole.to_string()
}
