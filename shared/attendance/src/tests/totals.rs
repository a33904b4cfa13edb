//! What may be changed within the week's totals, and how a breach is told.

use super::given::*;
use crate::breach::{BreachCause, RegisterNote};
use crate::cell::Mark;
use crate::provision::PlannedDay;
use crate::quantity::Quantity;
use crate::register::{ChangeRefused, RegisterAction};
use crate::symbol::{CareKind, Symbol};
use crate::terms::{ContractBook, SwapRule};

#[test]
fn section_6_2_an_absence_one_day_can_be_swapped_for_a_day_that_was_not_planned() {
    let mut register = register_of(planned(&[(0, full_day())]));
    absent(&mut register, day(0), Symbol::Morning, None);
    attend(&mut register, day(4), Symbol::Morning);
    assert_eq!(register.breaches(&book()), []);
    attend(&mut register, day(4), Symbol::Afternoon);
    let breaches = register.breaches(&book());
    assert_eq!(breaches.len(), 1);
    assert_eq!(
        breaches[0].message(&register),
        "Ana Doe, purchase order 0004512/1: 3 of 2 sessions recorded. Change Friday 9 May 2025"
    );
}

#[test]
fn section_6_2_nobody_can_be_added_to_a_register() {
    let mut register = register_of(planned(&[(0, full_day())]));
    let mut stranger = cell(day(0), Symbol::Morning);
    stranger.line = key("0009999");
    let action = RegisterAction::Record {
        cell: stranger,
        mark: Mark::received(Quantity(1)),
        seen: 0,
    };
    let refused = register.apply(&action, &ana(), &book());
    assert_eq!(refused, Err(ChangeRefused::NoSuchLine));
}

#[test]
fn ds_17_sessions_hours_and_journeys_each_have_their_own_total() {
    let support = PlannedDay {
        one_to_one: hours("3"),
        ..full_day_with_journeys()
    };
    let mut register = register_of(planned(&[(0, support), (1, full_day_with_journeys())]));
    for symbol in [Symbol::Morning, Symbol::Afternoon] {
        absent(&mut register, day(0), symbol, None);
        attend(&mut register, day(2), symbol);
    }
    for symbol in [Symbol::Out, Symbol::Back] {
        attend(&mut register, day(2), symbol);
    }
    receive(&mut register, day(0), Symbol::OneToOne, 14);
    let breaches = register.breaches(&book());
    let told: Vec<_> = breaches
        .iter()
        .map(|breach| breach.message(&register))
        .collect();
    assert_eq!(
        told,
        [
            "Ana Doe, purchase order 0004512/1: 3.5 of 3 hours of 1:1 support recorded. Change Monday 5 May 2025",
            "Ana Doe, purchase order 0004512/1: 6 of 4 journeys recorded. Change Monday 5 May 2025 or Wednesday 7 May 2025",
        ]
    );
    let BreachCause::OverTheTotal {
        kind,
        recorded,
        commissioned,
        plan_cut,
    } = &breaches[1].cause
    else {
        panic!("journeys are over their total");
    };
    assert_eq!(*kind, CareKind::Journeys);
    assert_eq!((recorded.0, commissioned.0, *plan_cut), (6, 4, None));
    assert_eq!(breaches[1].cells.len(), 4);
    // There is no evening to mark where the package has none.
    let evening = mark(
        &mut register,
        day(0),
        Symbol::Evening,
        Mark::received(Quantity(1)),
    );
    assert_eq!(
        evening,
        Err(ChangeRefused::NotInThePackage(Symbol::Evening))
    );
}

#[test]
fn ds_17_three_journeys_out_and_one_back_are_four_of_four_with_a_note() {
    let mut register = register_of(planned(&[
        (0, full_day_with_journeys()),
        (1, full_day_with_journeys()),
    ]));
    attend(&mut register, day(2), Symbol::Out);
    absent(&mut register, day(1), Symbol::Back, None);
    assert_eq!(register.breaches(&book()), []);
    let notes = register.notes(&book());
    assert_eq!(
        notes,
        [RegisterNote::DirectionsDiffer {
            line: key("0004512"),
            out: (Quantity(3), Quantity(2)),
            back: (Quantity(1), Quantity(2)),
        }]
    );
}

#[test]
fn a_contract_without_swaps_names_each_day_that_was_not_planned() {
    let mut without = terms();
    without.swaps = since_2020(SwapRule::NotAllowed);
    let book = ContractBook::new([without]);
    let mut register = register_of(planned(&[(0, full_day())]));
    absent(&mut register, day(0), Symbol::Morning, None);
    attend(&mut register, day(1), Symbol::Morning);
    let breaches = register.breaches(&book);
    assert_eq!(
        breaches[0].message(&register),
        "Ana Doe, purchase order 0004512/1: sessions cannot be moved to another day in this contract. Change Tuesday 6 May 2025"
    );
}

#[test]
fn ds_09_a_person_with_two_orders_has_two_rows_with_their_own_totals() {
    let morning = PlannedDay {
        morning: true,
        ..NOTHING
    };
    let mut second = provision("0007781", planned(&[(0, full_day())]));
    let first = provision("0004512", planned(&[(0, morning)]));
    second.person = first.person.clone();
    let mut register = register(&[first, second]);
    assert_eq!(register.lines.len(), 2);
    // Monday morning on both needs a reason.
    let breaches = register.breaches(&book());
    assert_eq!(breaches.len(), 1);
    assert_eq!(
        breaches[0].message(&register),
        "Ana Doe, purchase order 0004512/1: also attended on purchase order 0007781/1 in the same session, morning of Monday 5 May 2025. Change one of them or say why"
    );
    let mut explained = register.clone();
    let explain = |because: &str| RegisterAction::ExplainDouble {
        cell: cell(day(0), Symbol::Morning),
        because: because.to_owned(),
    };
    let empty = explained.apply(&explain(" "), &ana(), &book());
    assert_eq!(empty, Err(ChangeRefused::NoReasonGiven));
    explained
        .apply(&explain("two half sessions"), &ana(), &book())
        .unwrap();
    assert_eq!(explained.breaches(&book()), []);
    // Marking one changes nothing on the other.
    let other = register.lines[&key("0007781")].clone();
    absent(&mut register, day(0), Symbol::Morning, None);
    assert_eq!(register.lines[&key("0007781")], other);
    assert_eq!(register.breaches(&book()), []);
}

#[test]
fn section_5_2_a_cell_cannot_hold_more_than_a_day_can() {
    let mut register = register_of(planned(&[(0, full_day())]));
    let two = mark(
        &mut register,
        day(1),
        Symbol::Morning,
        Mark::received(Quantity(2)),
    );
    assert_eq!(two, Err(ChangeRefused::TooMuch { most: Quantity(1) }));
    let support = mark(
        &mut register,
        day(1),
        Symbol::OneToOne,
        Mark::received(Quantity(4)),
    );
    let refused = ChangeRefused::NotInThePackage(Symbol::OneToOne);
    assert_eq!(support, Err(refused));
}
