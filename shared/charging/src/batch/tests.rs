//! The batch beside the ordinary way, household for household.

use jiff::civil::{Date, date};
use rust_decimal::dec;

use super::{BatchAnswer, PackedHouseholds};
use crate::circumstances::{CarePart, Circumstances, Partner, ShareOfWhole};
use crate::policy::Policy;
use crate::properties::{self, Dice};
use crate::totals;
use domain::values::money::Money;

#[test]
fn a_batch_gives_every_household_the_result_of_the_ordinary_way() {
    let seen = compare(16_000, 50, 0x5EED_0BA7_C4ED);
    assert!(seen.in_pence > 600_000, "{seen:?}");
    assert!(seen.refused > 10_000, "{seen:?}");
}

#[test]
#[ignore = "some minutes: more than two million pairs"]
fn a_batch_gives_the_result_of_the_ordinary_way_over_millions() {
    for seed in [2026, 777] {
        let seen = compare(20_000, 62, seed);
        assert!(seen.in_pence > 900_000, "{seen:?}");
    }
}

#[test]
fn what_does_not_fit_takes_the_ordinary_way() {
    let thirds = |of: u16| {
        serde_json::json!({
            "kind": "bank_or_building_society", "value": "10000", "share": { "parts": 1, "of": of }
        })
    };
    let household = |capital: serde_json::Value| -> Circumstances {
        serde_json::from_value(serde_json::json!({
            "person": { "age": 80 }, "care": { "setting": "at_home" }, "capital": capital
        }))
        .unwrap()
    };
    let two_thirds_and_a_seventh = household(serde_json::json!([thirds(3), thirds(7)]));
    let a_third = household(serde_json::json!([thirds(3)]));
    let by_default = Policy::default();
    let three_places = Policy {
        sale_costs_percent: dec!(3.333),
        ..Policy::default()
    };
    for (household, policy, fits) in [
        (&a_third, &by_default, true),
        (&two_thirds_and_a_seventh, &by_default, false),
        (&a_third, &three_places, false),
    ] {
        let county = [household.clone()];
        let packed = PackedHouseholds::pack(&county);
        let assessment = packed.under(DAY, policy);
        let answer = assessment.answers().next().unwrap();
        assert_eq!(
            matches!(answer, BatchAnswer::InPence(_)),
            fits,
            "{household:?}"
        );
        assert_eq!(answer.into_result(), totals(DAY, household, policy));
    }
}

const DAY: Date = date(2026, 6, 1);

#[derive(Debug, Default)]
struct Seen {
    in_pence: usize,
    refused: usize,
}

/// Compares the answers for so many households under so many days and policies.
fn compare(households: usize, policies: usize, seed: u64) -> Seen {
    let mut dice = Dice(seed);
    let county: Vec<Circumstances> = (0..households)
        .map(|_| {
            let (_, mut household, _) = properties::household(&mut dice);
            vary(&mut dice, &mut household);
            household
        })
        .collect();
    let packed = PackedHouseholds::pack(&county);
    let mut seen = Seen::default();
    for _ in 0..policies {
        let on = day(&mut dice);
        let mut policy = properties::policy(&mut dice);
        policy.sale_costs_percent = dice.pick(&[dec!(10), dec!(10), dec!(7.5), dec!(3.33)]);
        let assessment = packed.under(on, &policy);
        for (household, answer) in county.iter().zip(assessment.answers()) {
            seen.in_pence += usize::from(matches!(answer, BatchAnswer::InPence(_)));
            let answer = answer.into_result();
            seen.refused += usize::from(answer.is_err());
            assert_eq!(
                answer,
                totals(on, household, &policy),
                "{on} {household:?} {policy:?}"
            );
        }
    }
    seen
}

fn day(dice: &mut Dice) -> Date {
    dice.pick(&[
        date(2015, 4, 1),
        date(2019, 2, 28),
        date(2022, 4, 6),
        date(2024, 4, 8),
        date(2025, 4, 6),
        date(2026, 4, 6),
        date(2026, 11, 22),
        date(2027, 4, 5),
    ])
}

/// Adds what the ordinary households do not have: days of birth, what is said of
/// pension age and premiums, a partner in a care home, a cost in parts, and now and
/// then what is refused.
fn vary(dice: &mut Dice, household: &mut Circumstances) {
    let person = &mut household.person;
    if dice.one_in(2) {
        person.date_of_birth = Some(born(dice));
        if !dice.one_in(20) {
            person.age = None;
        }
    }
    if dice.one_in(6) {
        person.reached_pension_age = Some(dice.one_in(2));
        if dice.one_in(2) {
            (person.age, person.date_of_birth) = (None, None);
        }
    }
    if dice.one_in(60) {
        person.age = None;
    }
    if dice.one_in(60) {
        person.age = Some(17);
    }
    person.certified_blind = dice.one_in(12);
    person.premiums.disability = dice.some(8, |dice| dice.one_in(2));
    person.premiums.enhanced_disability = dice.some(8, |dice| dice.one_in(2));
    person.premiums.carer = dice.some(8, |dice| dice.one_in(2));
    if let Some(partner) = &mut household.household.partner {
        *partner = Partner {
            date_of_birth: dice.some(3, born),
            certified_blind: dice.one_in(10),
            lives_in_care_home: dice.one_in(8),
            ..partner.clone()
        };
        if partner.date_of_birth.is_some() {
            partner.age = None;
        }
        if dice.one_in(12) {
            partner.reached_pension_age = Some(dice.one_in(2));
        }
    }
    if dice.one_in(5) {
        household.care.weekly_cost = None;
        household.care.parts = vec![CarePart {
            name: String::from("Home care"),
            price: Money::pence(2_133),
            units: dice.pick(&[dec!(1), dec!(3.25), dec!(10.333), dec!(14)]),
        }];
    }
    for holding in &mut household.capital {
        match dice.below(12) {
            0 => {
                holding.share = None;
                holding.share_percent = Some(dice.pick(&[dec!(33.33), dec!(12.5), dec!(0.125)]));
            }
            1 => {
                holding.share_percent = None;
                holding.share = Some(dice.pick(&[
                    ShareOfWhole { parts: 1, of: 512 },
                    ShareOfWhole {
                        parts: 999,
                        of: 1_000,
                    },
                    ShareOfWhole { parts: 30, of: 100 },
                    ShareOfWhole { parts: 3, of: 3 },
                ]));
            }
            _ => {}
        }
    }
    if dice.one_in(100)
        && let Some(cost) = household.housing.costs.first_mut()
    {
        cost.shared_by = 0;
    }
}

fn born(dice: &mut Dice) -> Date {
    date(1930, 1, 1)
        .checked_add(jiff::ToSpan::days(
            i64::try_from(dice.below(29_000)).unwrap(),
        ))
        .unwrap()
}
