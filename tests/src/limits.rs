//! What somebody without an account can have kept, and its limits: the table of
//! `infra/security.md` against every request there is.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::budget::RequestLimits;
use domain::forms::saved_form::MOST_SAVED_FORMS;
use domain::records::retention_schedule::{
    ANONYMOUS_DRAFT_KEPT, REFUSED_PAGE_KEPT, RecordClass, RecordPlace,
};
use jiff::SignedDuration;
use store::Partition;

use crate::access::{Role, Sweep, named, posts_of_nobody};
use crate::people::text;
use crate::{routes, tree};

#[test]
fn every_post_that_needs_no_account_is_in_one_row_of_what_anybody_can_add() {
    let rows = rows();
    let listed: Vec<&String> = rows.iter().flat_map(|row| &row.by).collect();
    let distinct: BTreeSet<String> = listed.iter().map(|by| (*by).clone()).collect();
    assert_eq!(listed.len(), distinct.len(), "none is in two rows");
    let posts = posts_of_nobody();
    let missing: Vec<_> = posts.difference(&distinct).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // Some lead to sign in, and keep what was typed until then.
    let routes = routes::all().into_iter();
    let routes: BTreeSet<_> = routes
        .map(|route| named(&route.method, route.template))
        .collect();
    let gone: Vec<_> = distinct.difference(&routes).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

#[tokio::test]
async fn nobody_adds_anything_but_what_the_table_of_limits_has() {
    let (sweep, rows) = (Sweep::new().await, rows());
    let mut unlisted = BTreeSet::new();
    let mut found: BTreeMap<usize, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for route in routes::all() {
        let request = named(&route.method, route.template);
        let row = rows.iter().position(|row| row.by.contains(&request));
        for role in [Role::Nobody, Role::Visitor] {
            for item in sweep.adds(&route, role).await {
                let (partition, sort) = (text(&item, "PK"), text(&item, "SK"));
                let kind = Partition::holding(partition).expect("a kind of partition");
                let class = RecordClass::of_item(partition, sort).expect("a class of record");
                let Some(row) = row else {
                    unlisted.insert(format!("{request} adds {}", kind.pattern()));
                    continue;
                };
                let (kinds, classes) = found.entry(row).or_default();
                kinds.insert(kind.pattern().to_owned());
                classes.insert(class.name().to_owned());
            }
        }
    }
    assert_eq!(unlisted, BTreeSet::new());
    for (place, row) in rows.iter().enumerate() {
        let (kinds, mut classes) = found.remove(&place).unwrap_or_default();
        // What another service keeps is in no table.
        let outside = row.kept_as.iter().filter(|class| is_outside(class));
        classes.extend(outside.cloned());
        assert_eq!(kinds, row.kept_in, "{}", row.what);
        assert_eq!(classes, row.kept_as, "{}", row.what);
    }
}

#[test]
fn what_requests_alone_bound_is_gone_within_a_day() {
    for kept in [ANONYMOUS_DRAFT_KEPT, REFUSED_PAGE_KEPT] {
        assert!(kept.length() <= SignedDuration::from_hours(24), "{kept}");
    }
}

#[test]
fn each_limit_is_the_default_of_its_setting_in_the_template_and_in_the_code() {
    let defaults = RequestLimits::default();
    let RequestLimits {
        codes_for_source,
        accounts_for_source,
        accounts,
        unknown_addresses,
        complaints_for_source,
        complaints,
        messages_for_source,
        messages,
        feedback_for_source,
        feedback,
    } = defaults;
    let known: BTreeMap<&str, u32> = [
        ("CodesAnHourForSource", codes_for_source),
        ("AccountsAnHourForSource", accounts_for_source),
        ("AccountsAnHour", accounts),
        ("EmailsAnHourToUnknownAddresses", unknown_addresses),
        ("ComplaintsAnHourForSource", complaints_for_source),
        ("ComplaintsAnHour", complaints),
        ("MessagesAnHourForSource", messages_for_source),
        ("MessagesAnHour", messages),
        ("FeedbackAnHourForSource", feedback_for_source),
        ("FeedbackAnHour", feedback),
    ]
    .into();
    let template = tree::text(&tree::top().join("infra/template.yaml"));
    for (setting, number) in &known {
        let parameter = format!("  {setting}:\n    Type: Number\n    Default: {number}\n");
        assert!(template.contains(&parameter), "{setting} is {number}");
    }
    let forms = format!("  MostSavedForms:\n    Type: Number\n    Default: {MOST_SAVED_FORMS}\n");
    assert!(template.contains(&forms), "{MOST_SAVED_FORMS}");
    let mut used = BTreeSet::new();
    for row in rows() {
        for limit in [&row.from_source, &row.in_all] {
            let settings = settings(limit);
            for (setting, number) in &settings {
                assert_eq!(known.get(&**setting), Some(number), "{}", row.what);
                used.insert(setting.clone());
            }
            assert!(!limit.is_empty(), "{} has a limit", row.what);
            if limit == "requests" {
                let short = ["anonymous-draft", "request-count", "sign-in"];
                let mut kept_as = row.kept_as.iter();
                let gone = kept_as.all(|class| short.contains(&class.as_str()));
                assert!(gone, "{} is gone within a day", row.what);
            }
        }
    }
    assert_eq!(used, known.keys().map(|name| (*name).to_owned()).collect());
}

/// A row of the table.
struct LimitRow {
    what: String,
    by: BTreeSet<String>,
    kept_in: BTreeSet<String>,
    kept_as: BTreeSet<String>,
    from_source: String,
    in_all: String,
}

/// Reads the table of `infra/security.md`.
fn rows() -> Vec<LimitRow> {
    let security = tree::text(&tree::top().join("infra/security.md"));
    let (_, table) = security.split_once("### What anybody can add").unwrap();
    let lines = table
        .lines()
        .skip_while(|line| !line.starts_with("| --- |"));
    let lines = lines.skip(1).take_while(|line| line.starts_with('|'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [what, by, kept_in, kept_as, from_source, in_all] = cells[..] else {
                panic!("six cells: {line}");
            };
            LimitRow {
                what: what.to_owned(),
                by: quoted(by),
                kept_in: quoted(kept_in),
                kept_as: quoted(kept_as),
                from_source: from_source.to_owned(),
                in_all: in_all.to_owned(),
            }
        })
        .collect()
}

/// Lists what stands in backticks.
fn quoted(cell: &str) -> BTreeSet<String> {
    let parts = cell.split('`').skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

/// Lists the settings of a limit with their numbers: `` `Setting` (20) ``.
fn settings(limit: &str) -> Vec<(String, u32)> {
    let parts: Vec<&str> = limit.split('`').collect();
    let named = parts.iter().skip(1).zip(parts.iter().skip(2)).step_by(2);
    named
        .filter_map(|(setting, next)| {
            let number = next.trim().strip_prefix('(')?;
            let (number, _) = number.split_once(')')?;
            Some(((*setting).to_owned(), number.parse().ok()?))
        })
        .collect()
}

fn is_outside(class: &str) -> bool {
    let class = RecordClass::ALL
        .into_iter()
        .find(|each| each.name() == class);
    let class = class.expect("a class of record");
    let mut places = class.row().held_in.iter();
    places.all(|place| matches!(place, RecordPlace::Outside(_)))
}
