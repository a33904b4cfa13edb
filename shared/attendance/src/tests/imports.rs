//! The nightly plan and the register of the week.

use jiff::civil::{Date, date};

use super::given::*;
use crate::breach::{BreachCause, RegisterNote};
use crate::cell::Mark;
use crate::ledger::Ledger;
use crate::merge::{MergeOutcome, MergeReport, NightlyPlan, unregistered_days};
use crate::provision::{AttendancePattern, PlannedDay, PlannedWeek, ProvisionLine};
use crate::quantity::Quantity;
use crate::register::{ChangeRefused, DayClosed, Register, RegisterAction};
use crate::symbol::{CareKind, Symbol};

/// Takes in a plan at two in the morning of a day of the week.
fn night(
    register: &mut Register,
    place: usize,
    version: u32,
    lines: &[ProvisionLine],
) -> MergeReport {
    let at = at(&format!("{}T01:00:00Z", day(place)));
    register.merge(&NightlyPlan { at, version, lines })
}

fn four_full_days() -> PlannedWeek {
    planned(&[0, 1, 2, 3].map(|place| (place, full_day())))
}

#[test]
fn section_4_3_a_change_of_the_plan_is_on_the_register_after_the_night() {
    let mut register = register_of(planned(&[(0, full_day())]));
    let changed = provision("0004512", four_full_days());
    let new = provision("0009001", planned(&[(4, full_day())]));
    let report = night(&mut register, 1, 2, &[changed, new]);
    assert_eq!(report.changed, [key("0004512")]);
    assert_eq!(report.new, [key("0009001")]);
    let ledger = Ledger::of(&register, &book());
    assert_eq!(
        ledger
            .kind(&key("0004512"), CareKind::Sessions)
            .commissioned,
        Quantity(8)
    );
}

#[test]
fn section_6_2_a_new_person_appears_from_the_day_after_and_earlier_days_do_not_change() {
    let mut register = register_of(planned(&[(0, full_day())]));
    let mut new = provision("0009001", four_full_days());
    new.starts = date(2025, 4, 28);
    let old = provision("0004512", planned(&[(0, full_day())]));
    night(&mut register, 3, 2, &[old, new]);
    let mut monday = cell(day(0), Symbol::Morning);
    monday.line = key("0009001");
    let action = RegisterAction::Record {
        cell: monday,
        mark: Mark::received(Quantity(1)),
        seen: 0,
    };
    let refused = register.apply(&action, &ana(), &book());
    let appeared_on = day(3);
    let closed = DayClosed::BeforeAppearing { appeared_on };
    assert_eq!(refused, Err(ChangeRefused::DayClosed(closed)));
    // Thursday alone is commissioned on the register.
    let ledger = Ledger::of(&register, &book());
    assert_eq!(
        ledger
            .kind(&key("0009001"), CareKind::Sessions)
            .commissioned,
        Quantity(2)
    );
}

#[test]
fn ds_08_section_6_2_a_service_with_an_earlier_start_appears_today_and_one_of_next_year_does_not() {
    let mut register = register_of(planned(&[(0, full_day())]));
    let old = provision("0004512", planned(&[(0, full_day())]));
    let mut began = provision("0009001", four_full_days());
    began.starts = date(2025, 4, 28);
    let mut next_year = provision("0009002", four_full_days());
    next_year.starts = date(2026, 5, 7);
    night(&mut register, 3, 2, &[old, began.clone(), next_year]);
    assert!(!register.lines.contains_key(&key("0009002")));
    assert_eq!(
        register.notes(&book()),
        [RegisterNote::BeganBeforeAppearing {
            line: key("0009001"),
            starts: date(2025, 4, 28),
        }]
    );
    // Commissioned and never on a register: 28 April to 1 May, 5 to 7 May.
    let days = unregistered_days(&began, day(3));
    assert_eq!(days.len(), 7);
    assert_eq!((days[0], days[6]), (date(2025, 4, 28), date(2025, 5, 7)));
}

#[test]
fn ds_07_what_was_recorded_after_the_end_of_a_service_is_kept_and_blocks() {
    let mut register = register_of(planned(&[
        (0, full_day()),
        (1, full_day()),
        (2, full_day()),
    ]));
    absent(&mut register, day(0), Symbol::Morning, None);
    attend(&mut register, day(3), Symbol::Morning);
    assert_eq!(register.breaches(&book()), []);
    let mut ended = provision(
        "0004512",
        planned(&[(0, full_day()), (1, full_day()), (2, full_day())]),
    );
    ended.ends = Some(day(2));
    let report = night(&mut register, 3, 2, &[ended.clone()]);
    assert_eq!(report.ended, [key("0004512")]);
    let breaches = register.breaches(&book());
    let after = DayClosed::AfterTheEnd { ended: day(2) };
    assert_eq!(breaches.len(), 1);
    assert_eq!(breaches[0].cause, BreachCause::OutsideTheService(after));
    let ledger = Ledger::of(&register, &book());
    let sessions = ledger.kind(&key("0004512"), CareKind::Sessions);
    assert_eq!(
        (sessions.commissioned, sessions.attended),
        (Quantity(6), Quantity(5))
    );
    assert_eq!(sessions.paid, Quantity(6));
    // Monday to Wednesday can be marked, Thursday and Friday cannot.
    absent(&mut register, day(2), Symbol::Morning, None);
    let friday = mark(
        &mut register,
        day(4),
        Symbol::Morning,
        Mark::received(Quantity(1)),
    );
    assert_eq!(friday, Err(ChangeRefused::DayClosed(after)));
    // Thursday's mark can be removed.
    mark(&mut register, day(3), Symbol::Morning, Mark::AsPlanned).unwrap();
    assert_eq!(register.breaches(&book()), []);
    assert!(register_in(week().next(), &[ended]).lines.is_empty());
}

#[test]
fn ds_28_a_plan_that_falls_below_what_is_recorded_is_a_breach_and_no_edit_is_dropped() {
    let three = planned(&[0, 1, 2].map(|place| (place, full_day())));
    let mut register = register_of(three);
    absent(&mut register, day(0), Symbol::Morning, None);
    for (place, symbol) in [
        (0, Symbol::Afternoon),
        (1, Symbol::Morning),
        (1, Symbol::Afternoon),
    ] {
        attend(&mut register, day(place), symbol);
    }
    for symbol in [Symbol::Morning, Symbol::Afternoon] {
        attend(&mut register, day(2), symbol);
    }
    let before = register.lines[&key("0004512")].records.clone();
    let two = planned(&[0, 1].map(|place| (place, full_day())));
    night(&mut register, 3, 2, &[provision("0004512", two)]);
    assert_eq!(register.lines[&key("0004512")].records, before);
    let breaches = register.breaches(&book());
    assert_eq!(
        breaches[0].message(&register),
        "Ana Doe, purchase order 0004512/1: 5 of 4 sessions recorded. The plan changed from 6 on 8 May 2025. Change what is recorded, or report it to finance"
    );
}

#[test]
fn ds_26_what_is_planned_after_absent_all_week_is_as_planned_and_told() {
    let mut register = register_of(planned(&[(0, full_day())]));
    let action = RegisterAction::AbsentAllWeek {
        line: key("0004512"),
        reason: None,
        journeys: true,
    };
    register.apply(&action, &ana(), &book()).unwrap();
    let afternoon = PlannedDay {
        afternoon: true,
        ..NOTHING
    };
    let plan = planned(&[(0, full_day()), (4, afternoon)]);
    night(&mut register, 2, 2, &[provision("0004512", plan)]);
    let friday = cell(day(4), Symbol::Afternoon);
    assert_eq!(
        register.state(&friday, &book()).unwrap().received,
        Quantity(1)
    );
    let note = RegisterNote::AddedAfterAbsentAllWeek { cell: friday };
    assert_eq!(register.notes(&book()), [note]);
    let undo = RegisterAction::UndoAbsentAllWeek {
        line: key("0004512"),
    };
    register.apply(&undo, &ana(), &book()).unwrap();
    assert_eq!(register.notes(&book()), []);
    let monday = register
        .state(&cell(day(0), Symbol::Morning), &book())
        .unwrap();
    assert_eq!(monday.received, Quantity(1));
}

#[test]
fn ds_29_an_import_after_the_week_has_ended_does_not_touch_it_and_says_what_it_missed() {
    let mut register = register_of(planned(&[(0, full_day())]));
    let before = register.clone();
    let monday = week().next().monday();
    let plan = |version| NightlyPlan {
        at: at(&format!("{monday}T01:00:00Z")),
        version,
        lines: &[],
    };
    let report = register.merge(&plan(2));
    assert_eq!(report.outcome, MergeOutcome::WeekHasEnded);
    assert_eq!(report.ended, [key("0004512")]);
    assert_eq!(register, before);
}

#[test]
fn section_4_3_the_plan_stays_as_of_the_last_import_before_sunday_midnight() {
    for (instant, outcome) in [
        ("2025-05-11T22:59:59Z", MergeOutcome::Taken),
        ("2025-05-11T23:00:00Z", MergeOutcome::WeekHasEnded),
    ] {
        let mut register = register_of(planned(&[(0, full_day())]));
        let lines = [provision("0004512", four_full_days())];
        let plan = NightlyPlan {
            at: at(instant),
            version: 2,
            lines: &lines,
        };
        assert_eq!(register.merge(&plan).outcome, outcome);
    }
}

#[test]
fn ds_30_a_plan_that_was_taken_in_is_answered_as_such() {
    let mut register = register_of(planned(&[(0, full_day())]));
    let before = register.clone();
    for version in [0, 1] {
        let report = night(&mut register, 2, version, &[]);
        assert_eq!(report.outcome, MergeOutcome::AlreadyTaken);
    }
    assert_eq!(register, before);
}

#[test]
fn ds_48_the_row_of_a_restricted_person_is_seen_with_permission_and_keeps_its_marks() {
    let mut register = register_of(planned(&[(0, full_day())]));
    absent(&mut register, day(0), Symbol::Morning, None);
    let mut restricted = provision("0004512", planned(&[(0, full_day())]));
    restricted.person.restricted = true;
    night(&mut register, 2, 2, &[restricted]);
    assert_eq!(register.lines_seen(false).count(), 0);
    assert_eq!(register.lines_seen(true).count(), 1);
    assert!(register.lines[&key("0004512")].is_touched());
}

#[test]
fn ds_58_any_commissioned_unit_is_shown_and_a_fortnightly_package_in_its_week() {
    let transport_only = PlannedDay { out: 1, ..NOTHING };
    let hours_only = PlannedDay {
        one_to_one: hours("1"),
        ..NOTHING
    };
    let mut fortnightly = provision("003", PlannedWeek::default());
    let on = planned(&[(0, full_day())]);
    fortnightly.pattern = AttendancePattern::fortnightly(week(), on, PlannedWeek::default());
    let lines = [
        provision("001", planned(&[(0, transport_only)])),
        provision("002", planned(&[(1, hours_only)])),
        fortnightly,
    ];
    let orders = |week| -> Vec<String> {
        let register = register_in(week, &lines);
        register
            .lines
            .keys()
            .map(|key| key.order.to_string())
            .collect()
    };
    assert_eq!(orders(week()), ["001", "002", "003"]);
    assert_eq!(orders(week().next()), ["001", "002"]);
}

#[test]
fn a_row_without_plan_and_marks_goes_quietly_and_days_before_a_death_stay() {
    let mut register = register_of(planned(&[(3, full_day())]));
    let mut died = provision("0004512", planned(&[(3, full_day())]));
    died.ends = Some(day(1));
    let report = night(&mut register, 2, 2, &[died]);
    assert_eq!(report.ended, [key("0004512")]);
    assert!(register.lines.is_empty());
    let mut register = register_of(planned(&[(0, full_day()), (3, full_day())]));
    let mut died = provision("0004512", planned(&[(0, full_day()), (3, full_day())]));
    died.ends = Some(day(1));
    night(&mut register, 2, 2, &[died]);
    let ledger = Ledger::of(&register, &book());
    let days: Vec<Date> = ledger
        .entries()
        .iter()
        .map(|entry| entry.cell.day)
        .collect();
    assert_eq!(days, [day(0), day(0)]);
}
