//! The rehearsal of a new year: with a made-up file of amounts for 2027 to 2028,
//! and nothing else, everything follows. `tests/rehearsal/run` builds with it and
//! runs these tests, and those of the form and of the calculator that take their
//! dates from the law.

use jiff::civil::date;
use rust_decimal::dec;
use serde_json::json;

use crate::given::assessed;
use crate::law;
use crate::policy::Policy;
use crate::uprating::{AssessedUnder, difference};

#[test]
fn rehearsal_a_year_that_is_added_as_a_file_is_the_law_of_its_days() {
    assert_eq!(law::last_day(), date(2028, 4, 5));
    let mut day = date(2027, 4, 6);
    while day <= law::last_day() {
        assert_eq!(law::amounts(day).unwrap().name, "2027 to 2028", "{day}");
        day = day.tomorrow().unwrap();
    }
    let case = |age: u8| json!({ "person": { "age": age }, "care": { "setting": "at_home" } });
    let guarantee = |on: &str, age| {
        let totals = assessed(on, case(age), json!({})).outcome.totals;
        totals.minimum_income_guarantee
    };
    // 4% more than 241.45 and 120.40, to the nearest 5p.
    assert_eq!(guarantee("2027-04-05", 80), Some(dec!(241.45)));
    assert_eq!(guarantee("2027-04-06", 80), Some(dec!(251.10)));
    assert_eq!(guarantee("2028-04-05", 40), Some(dec!(125.20)));
}

#[test]
fn rehearsal_what_the_new_amounts_change_is_told_from_what_the_person_changed() {
    let household = |pension: &str| {
        serde_json::from_value(json!({
            "person": { "age": 80 },
            "care": { "setting": "at_home", "weekly_cost": "400" },
            "income": [{ "kind": "state_pension", "amount": pension }]
        }))
        .unwrap()
    };
    let (then, now) = (household("300"), household("312"));
    let policy = Policy::default();
    let under = |on, circumstances| AssessedUnder {
        on,
        circumstances,
        policy: &policy,
    };
    let before = under(date(2026, 6, 1), &then);
    let parts = difference(&before, &under(date(2027, 4, 6), &now))
        .unwrap()
        .charge()
        .unwrap();
    assert_eq!(parts.from_rates, dec!(241.45) - dec!(251.10));
    assert_eq!(parts.from_change, dec!(12));
}
