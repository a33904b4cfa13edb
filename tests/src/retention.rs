//! Compares the retention schedule with the deployment's parameters.

use std::collections::{BTreeMap, BTreeSet};

use domain::records::retention_schedule::{
    InDownload, KeptFor, RecordClass, Retention, RetentionSetting,
};
use domain::values::retention_period::RetentionPeriod;
use serde_json::Value;
use testkit::TestApp;

use crate::people::{key_of, text};
use crate::tree;
use crate::visitors::citizen;

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

const ADA: &str = "ada.example@example.org";

/// Every item of the table that names somebody, by the id of their account or by
/// the hash of their address, is of a class that is in their download. The
/// counts of an hour say nothing of a person who is signed in.
#[tokio::test]
async fn every_class_of_record_that_is_kept_about_somebody_is_in_their_download() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", ADA).await;
    ada.post("/estimate-costs/who-for", &[("who-for", "me")])
        .await;
    let complaint = [("what-happened", "My letter went astray.")];
    let complained = "/saved-forms/your-data/complaint";
    ada.post(complained, &complaint).await;
    let file = ada.get("/saved-forms/your-data.json").await.json();

    let account = app.account_with(ADA).await.unwrap();
    let [account, address] = [account.0, key_of(ADA)];
    let mut seen = BTreeSet::new();
    for item in app.database().stored().await {
        let all = item.to_string();
        let names_her = all.contains(&account) || all.contains(&address);
        if !names_her || item.get("hour_began").is_some() {
            continue;
        }
        let class = RecordClass::of_item(text(&item, "PK"), text(&item, "SK")).unwrap();
        let InDownload::At(pointer) = class.row().in_download else {
            panic!("{class:?} is not in the download: {}", text(&item, "PK"));
        };
        let found = file.pointer(pointer).unwrap();
        assert!(
            ![Value::Null, Value::Array(Vec::new())].contains(found),
            "{pointer}"
        );
        seen.insert(class.name());
    }
    let expected = [
        "account",
        "complaint",
        "email-attempt",
        "saved-form",
        "session",
    ];
    assert_eq!(seen, BTreeSet::from(expected));
    // Each e-mail and each session once.
    let sent = app.mailer().sent_to(ADA);
    let listed = file["emails"].as_array().unwrap();
    assert_eq!(listed.len(), sent.len());
    for mail in sent {
        let kind = mail.kind();
        assert!(listed.iter().any(|one| one["kind"] == kind), "{kind}");
    }
    let stored = app.database().stored().await;
    let sessions = stored.iter();
    let sessions = sessions.filter(|item| text(item, "PK").starts_with("SESSION#"));
    let listed = file["sessions"].as_array().unwrap();
    assert_eq!(listed.len(), sessions.count());
    assert_eq!(file["sessions"][0]["open_forms"][0], "estimate-costs");
}
