//! Compares the retention schedule with the deployment's parameters.

use std::collections::BTreeMap;

use domain::records::retention_schedule::{KeptFor, RecordClass};
use domain::values::retention_period::{Retention, RetentionPeriod, RetentionSetting};

use crate::tree;

/// The parameters that limit how long a record is kept whose deletion depends
/// on an event. For such a record no page can promise more than the limit.
const LONGEST_ALONE: [&str; 1] = ["EvidenceKeptDays"];

fn template() -> String {
    std::fs::read_to_string(tree::top().join("infra/template.yaml")).unwrap()
}

/// Reads the template's parameters with their defaults.
fn parameters(template: &str) -> BTreeMap<&str, &str> {
    let (_, section) = template.split_once("\nParameters:\n").unwrap();
    let (section, _) = section.split_once("\nConditions:\n").unwrap();
    let mut parameters = BTreeMap::new();
    let mut name = "";
    for line in section.lines() {
        match line.strip_prefix("  ") {
            Some(own) if !own.starts_with(' ') => name = own.trim_end_matches(':'),
            _ => {
                if let Some(default) = line.strip_prefix("    Default: ") {
                    parameters.insert(name, default);
                }
            }
        }
    }
    parameters
}

#[test]
fn every_period_that_a_council_sets_is_a_parameter_with_the_default_that_pages_say() {
    let template = template();
    let parameters = parameters(&template);
    let default = Retention::default();
    for setting in RetentionSetting::ALL {
        match setting.name().split_once('.') {
            None => {
                let days = default.of(setting).whole_days().to_string();
                assert_eq!(parameters.get(setting.name()), Some(&days.as_str()));
                let passed = format!(": !Ref {}\n", setting.name());
                assert!(template.contains(&passed), "functions are told of it");
            }
            Some((parameter, member)) => {
                assert_eq!(parameters.get(parameter), Some(&"\"{}\""));
                let set = format!("{{\"{member}\": 5}}");
                let set: Retention = serde_json::from_str(&set).unwrap();
                assert_eq!(set.of(setting), RetentionPeriod::days(5));
            }
        }
    }
    for parameter in parameters.keys() {
        let keeps = parameter.ends_with("KeptDays")
            || parameter.contains("Retention")
            || parameter.starts_with("SavedForm");
        let set = RetentionSetting::ALL
            .iter()
            .any(|setting| setting.name().split('.').next() == Some(parameter));
        let known = set || LONGEST_ALONE.contains(parameter);
        assert!(!keeps || known, "{parameter} is of no class of record");
    }
}

#[test]
fn every_setting_is_of_one_class_of_record() {
    for setting in RetentionSetting::ALL {
        let mut classes = RecordClass::ALL.to_vec();
        classes
            .retain(|class| matches!(class.row().kept, KeptFor::Set { by, .. } if by == setting));
        assert_eq!(classes.len(), 1, "{setting:?}: {classes:?}");
    }
}
