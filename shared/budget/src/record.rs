//! The record of the tool by the Algorithmic Transparency Recording Standard
//! (ATRS), as data.

use std::sync::LazyLock;

use domain::council::Council;
use serde::{Deserialize, Serialize};

/// A record of an algorithmic tool.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransparencyRecord {
    /// The name and version of the standard.
    pub standard: String,
    /// What everybody should know: tier 1.
    pub tier_1: Vec<RecordSection>,
    /// What people who look closer should know: tier 2.
    pub tier_2: Vec<RecordSection>,
}

/// A section of a record.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordSection {
    /// The heading of the section in the standard.
    pub heading: String,
    /// The fields of the section: name and value.
    pub fields: Vec<RecordField>,
}

/// A field of a record.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordField {
    /// The name of the field in the standard.
    pub name: String,
    /// The value, in which `{council}`, `{email}` and `{telephone}` stand for
    /// the council's own.
    pub value: String,
}

static INDICATIVE_BUDGET: LazyLock<TransparencyRecord> =
    LazyLock::new(|| read(include_str!("../record/indicative-budget.json")));

#[expect(
    clippy::expect_used,
    reason = "the file is a part of the program, and a test reads it"
)]
fn read(file: &str) -> TransparencyRecord {
    serde_json::from_str(file).expect("the file holds a record")
}

impl TransparencyRecord {
    /// Returns the record of the indicative budget for a council.
    #[must_use]
    pub fn of_indicative_budget(council: &Council) -> Self {
        let mut record = INDICATIVE_BUDGET.clone();
        let sections = record.tier_1.iter_mut().chain(&mut record.tier_2);
        for field in sections.flat_map(|section| &mut section.fields) {
            for (stands_for, value) in [
                ("{council}", &council.name),
                ("{email}", &council.email),
                ("{telephone}", &council.telephone),
            ] {
                field.value = field.value.replace(stands_for, value);
            }
        }
        record
    }
}
