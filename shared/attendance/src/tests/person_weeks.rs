//! A person's own week, taken from a register with the lines of others.

use rust_decimal::{Decimal, dec};

use super::given::*;
use super::kept_versions::{key_of_register, two_versions};
use crate::attendance_query::{ids_about, question_id};
use crate::person_week::PersonWeek;
use crate::provision::PersonReference;
use crate::symbol::Symbol;

fn reference(order: &str) -> PersonReference {
    PersonReference::parse(&format!("R{order}")).unwrap()
}

#[test]
fn ds_55_a_persons_week_says_of_each_session_what_was_recorded_by_whom_and_why_it_costs_that() {
    let (first, _) = two_versions();
    let of = reference("0004512");
    let week = PersonWeek::of(&key_of_register(), &first, (&of, "Ana Doe")).unwrap();
    assert!(week.to_be_confirmed);
    assert_eq!(
        (week.amounts.paid, week.amounts.billed),
        (dec!(60), dec!(30))
    );
    let morning = week.session(&cell(day(0), Symbol::Morning)).unwrap();
    assert_eq!(morning.when(), "Monday 5 May 2025, morning");
    assert_eq!(
        morning.recorded,
        "Did not attend. The day service was not told, or was told too late."
    );
    assert_eq!(morning.recorded_by, "The day service, on 7 May 2025");
    assert_eq!(
        morning.because,
        [
            "Paid, and counts towards the charge: 1 × £30 (session rate from 1 April 2020) = £30: \
          sessions absent without notice, Monday 5 May 2025."
        ]
    );
    let afternoon = week.session(&cell(day(0), Symbol::Afternoon)).unwrap();
    assert_eq!(
        afternoon.recorded,
        "Did not attend. The day service was told in time."
    );
    assert_eq!(
        (afternoon.paid, afternoon.billed),
        (dec!(30), Decimal::ZERO)
    );
    assert_eq!(afternoon.because.len(), 2, "{:?}", afternoon.because);
}

#[test]
fn ds_55_a_persons_week_has_nothing_of_anybody_else_also_if_the_reference_is_typed_wrong() {
    let (first, _) = two_versions();
    let key = key_of_register();
    let of = reference("0007781");
    let week = PersonWeek::of(&key, &first, (&of, "DOE Ana")).unwrap();
    assert_eq!(week.amounts.billed, dec!(60));
    assert!(week.session(&cell(day(0), Symbol::Morning)).is_none());
    assert_eq!(PersonWeek::of(&key, &first, (&of, "Ben Roe")), None);
    assert_eq!(PersonWeek::of(&key, &first, (&of, "")), None);
    let nobody = reference("1");
    assert_eq!(PersonWeek::of(&key, &first, (&nobody, "Ana Doe")), None);
}

#[test]
fn ds_55_a_question_has_the_id_of_its_person_session_and_turn() {
    let of = reference("0004512");
    let asked = |place, turn| {
        let cell = cell(day(place), Symbol::Morning);
        question_id(&of, week(), &cell, turn).unwrap()
    };
    assert_eq!(asked(0, 1), asked(0, 1));
    assert_ne!(asked(0, 1), asked(0, 2));
    assert_ne!(asked(0, 1), asked(1, 1));
    assert!(asked(0, 1).as_str().starts_with(&ids_about(&of)));
    assert!(
        !asked(0, 1)
            .as_str()
            .starts_with(&ids_about(&reference("1")))
    );
}
