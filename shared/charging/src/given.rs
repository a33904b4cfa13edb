//! Circumstances and policies for tests, written as the JSON API reads them.

use jiff::civil::Date;
use serde_json::Value;

use super::{Assessment, CircumstancesProblem};

/// Assesses circumstances that must be valid.
pub(super) fn assessed(on: &str, circumstances: Value, policy: Value) -> Assessment {
    tried(on, circumstances, policy).unwrap()
}

/// Assesses circumstances that may be invalid.
pub(super) fn tried(
    on: &str,
    circumstances: Value,
    policy: Value,
) -> Result<Assessment, Vec<CircumstancesProblem>> {
    let on: Date = on.parse().unwrap();
    let circumstances = serde_json::from_value(circumstances).unwrap();
    let policy = serde_json::from_value(policy).unwrap();
    super::assess(on, &circumstances, &policy)
}
