//! The rules of the guide for providers of day services, each with the tests that
//! hold it: a section without a test is red.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::tree;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Guide {
    source: String,
    rules: Vec<GuideRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GuideRule {
    section: String,
    rule: String,
    tests: Vec<String>,
}

/// The sections of the guide that have rules.
const SECTIONS: [&str; 24] = [
    "1", "2.1", "2.2", "2.3", "3", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "4.4", "5.1",
    "5.2", "6.1", "6.2", "6.3", "7.1", "8", "8.1", "8.2", "8.3", "9",
];

#[test]
fn every_rule_of_the_guide_has_a_test_that_carries_its_section() {
    let (guide, there) = (guide(), tests_by_section());
    let all: BTreeSet<_> = there.values().flatten().cloned().collect();
    let mut wrong = Vec::new();
    for GuideRule {
        section,
        rule,
        tests,
    } in &guide.rules
    {
        if tests.is_empty() {
            wrong.push(format!("{section}: no test: {rule}"));
        }
        // The overview says what later sections say in full.
        let is_overview = section == "1";
        let carried = tests
            .iter()
            .any(|test| is_overview || sections_of(test).contains(section));
        if !carried {
            wrong.push(format!("{section}: no test carries the section: {rule}"));
        }
        for test in tests.iter().filter(|test| !all.contains(*test)) {
            wrong.push(format!("{section}: there is no test {test}"));
        }
    }
    let covered: BTreeSet<_> = guide.rules.iter().map(|rule| &*rule.section).collect();
    let missing = SECTIONS
        .iter()
        .filter(|section| !covered.contains(*section));
    wrong.extend(missing.map(|section| format!("{section}: no rule")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(guide.source.contains("Nottinghamshire"));
}

#[test]
fn every_test_that_carries_a_section_is_of_a_rule_of_that_section() {
    let guide = guide();
    let listed: BTreeSet<_> = guide
        .rules
        .iter()
        .flat_map(|rule| rule.tests.iter().map(|test| (&*rule.section, &**test)))
        .collect();
    let mut wrong = Vec::new();
    for (section, tests) in tests_by_section() {
        for test in tests {
            if !listed.contains(&(&*section, &*test)) {
                wrong.push(format!("{section}: {test} is of no rule"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn guide() -> Guide {
    let file = tree::top().join("tests/data/day-care-guide.json");
    serde_json::from_str(&tree::text(&file)).expect("the table of the guide")
}

/// Finds the tests of the source whose names carry sections, by section.
fn tests_by_section() -> BTreeMap<String, BTreeSet<String>> {
    let mut tests: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for room in ["functions", "shared", "tests"] {
        for file in tree::files(room, &[".rs", ".test.mjs"]) {
            let is_foreign = |part: std::path::Component| part.as_os_str() == "node_modules";
            if file.components().any(is_foreign) {
                continue;
            }
            for line in tree::text(&file).lines() {
                if let Some(name) = name_of_test(line.trim()) {
                    for section in sections_of(name) {
                        tests.entry(section).or_default().insert(name.to_owned());
                    }
                }
            }
        }
    }
    tests
}

/// Returns the name of a test that a line begins, in Rust or for a browser.
fn name_of_test(line: &str) -> Option<&str> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    if let Some(rest) = line.strip_prefix("fn ") {
        return rest.split_once('(').map(|(name, _)| name);
    }
    let rest = line.strip_prefix("it('")?;
    rest.split_once("',").map(|(name, _)| name)
}

/// Returns the sections that the name of a test carries: `section_4_3_` is 4.3.
fn sections_of(name: &str) -> BTreeSet<String> {
    let parts = name.split("section_").skip(1);
    let sections = parts.map(|rest| {
        let numbers = rest.split(['_', ' ']);
        let is_number = |part: &&str| part.len() == 1 && part.bytes().all(|b| b.is_ascii_digit());
        let numbers: Vec<_> = numbers.take_while(is_number).take(2).collect();
        numbers.join(".")
    });
    sections.filter(|section| !section.is_empty()).collect()
}

#[test]
fn the_sections_are_read_out_of_the_names() {
    let read = |name: &str| sections_of(name).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(read("section_4_3_the_plan"), "4.3");
    assert_eq!(read("ds_36_section_5_1_saturday"), "5.1");
    assert_eq!(read("section_3_3_section_4_1_a"), "3.3 4.1");
    assert_eq!(read("section_8_a_register"), "8");
    assert_eq!(read("section_7_1 saves itself"), "7.1");
    assert_eq!(read("ds_06_late"), "");
}
