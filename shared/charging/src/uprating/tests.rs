//! The parts of a difference, over a great many households.

use jiff::civil::date;
use rust_decimal::{Decimal, dec};
use serde_json::json;

use super::{AssessedUnder, county_report, difference};
use crate::circumstances::Circumstances;
use crate::policy::Policy;
use crate::properties::{self, Dice};
use crate::totals;

#[test]
fn the_parts_of_a_difference_add_up_to_the_whole_to_the_penny() {
    let mut dice = Dice(0x5EED_0A9A);
    let (mut by_rates, mut by_change) = (0, 0);
    for _ in 0..10_000 {
        let (on, circumstances, policy) = properties::household(&mut dice);
        let (later, changed, new_policy) = properties::household(&mut dice);
        let now = if dice.one_in(2) {
            &changed
        } else {
            &circumstances
        };
        let new_policy = if dice.one_in(3) { &new_policy } else { &policy };
        let before = AssessedUnder {
            on,
            circumstances: &circumstances,
            policy: &policy,
        };
        let after = AssessedUnder {
            on: later,
            circumstances: now,
            policy: new_policy,
        };
        let split = difference(&before, &after).unwrap();
        assert_eq!(split.before, totals(on, &circumstances, &policy).unwrap());
        assert_eq!(split.after, totals(later, now, new_policy).unwrap());
        let Some(parts) = split.charge() else {
            continue;
        };
        let whole = split.after.charge.weekly.unwrap() - split.before.charge.weekly.unwrap();
        assert_eq!(parts.whole(), whole, "{circumstances:?}");
        assert_eq!(parts.from_rates, parts.from_rates.round_dp(2));
        by_rates += usize::from(!parts.from_rates.is_zero());
        by_change += usize::from(!parts.from_change.is_zero());
        if on == later {
            assert_eq!(parts.from_rates, Decimal::ZERO);
            assert!(split.figures.is_empty());
        }
    }
    assert!(
        by_rates > 1_000 && by_change > 1_000,
        "{by_rates} {by_change}"
    );
}

#[test]
fn to_reach_pension_age_is_a_change_of_the_persons_and_none_of_the_rates() {
    let circumstances: Circumstances = serde_json::from_value(json!({
        "person": { "date_of_birth": "1959-02-01" },
        "care": { "setting": "at_home", "weekly_cost": "500" },
        "income": [{ "kind": "state_pension", "amount": "400" }]
    }))
    .unwrap();
    let policy = Policy::default();
    let under = |on| AssessedUnder {
        on,
        circumstances: &circumstances,
        policy: &policy,
    };
    // 66 on 1 February 2025; the amounts of April 2025.
    let split = difference(&under(date(2025, 1, 6)), &under(date(2025, 4, 7))).unwrap();
    let parts = split.charge().unwrap();
    assert_eq!(parts.from_rates, dec!(110.60) - dec!(112.50));
    assert_eq!(parts.from_change, dec!(112.50) - dec!(232.60));
    assert_eq!(split.figures.len(), 1);
    assert_eq!(split.figures[0].moved_by(), Some(dec!(1.90)));
}

#[test]
fn the_report_of_a_county_counts_every_household_once_and_is_always_the_same() {
    let mut dice = Dice(0x5EED_C0C0);
    let county: Vec<Circumstances> = (0..3_000)
        .map(|_| {
            let (_, mut household, _) = properties::household(&mut dice);
            if dice.one_in(50) {
                household.person.age = Some(12);
            }
            household
        })
        .collect();
    let policy = Policy::default();
    let charging_less = Policy {
        percent_charged: dec!(80),
        ..Policy::default()
    };
    let (before, after) = (
        (date(2025, 6, 2), &policy),
        (date(2026, 6, 1), &charging_less),
    );
    let report = county_report(&county, before, after);
    let again = county_report(&county, before, after);
    assert_eq!(
        serde_json::to_string(&report).unwrap(),
        serde_json::to_string(&again).unwrap()
    );
    let moved = report.pay_more + report.pay_less + report.pay_the_same;
    assert_eq!(report.households, 3_000);
    assert_eq!(moved + report.refused + report.cost_not_known, 3_000);
    let in_bands: usize = report.bands.iter().map(|band| band.households).sum();
    assert_eq!(in_bands, moved);
    assert_eq!(
        report.charges_before + report.from_rates + report.from_change,
        report.charges_after
    );
    // A charge that is not known has no difference in any section.
    let mut sections = report.sections.iter();
    let charges = sections
        .find(|moved| moved.section == "weekly_charge")
        .unwrap();
    let whole = report.charges_after - report.charges_before;
    assert_eq!(charges.difference, whole);
    assert!(report.refused > 10 && report.pay_less > report.pay_more);
    assert!(report.crossings.to_nothing > 0 && report.sections.len() > 4);
}

#[test]
fn the_report_of_a_county_is_written_as_the_read_me_lists_it() {
    let policy = Policy::default();
    let day = (date(2026, 6, 1), &policy);
    let county: Vec<Circumstances> = serde_json::from_value(json!([
        { "person": { "age": 80 }, "care": { "setting": "at_home", "weekly_cost": "400" },
          "income": [{ "kind": "state_pension", "amount": "300" }] }
    ]))
    .unwrap();
    let report = county_report(&county, (date(2025, 6, 2), &policy), day);
    let json = serde_json::to_value(&report).unwrap();
    let listed = include_str!("../../README.md");
    for fields in [
        &json,
        &json["before"],
        &json["bands"][0],
        &json["crossings"],
        &json["sections"][0],
        &json["figures"][0],
    ] {
        for field in fields.as_object().unwrap().keys() {
            assert!(
                listed.contains(&format!("`{field}`")),
                "{field} is not listed"
            );
        }
    }
    assert_eq!(json["from_rates"], "-8.85");
    assert_eq!(
        serde_json::from_value::<super::CountyReport>(json).unwrap(),
        report
    );
}
