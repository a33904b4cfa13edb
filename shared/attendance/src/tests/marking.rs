//! Marks on the register: what is stored, what it means, and what is undone.

use std::collections::{BTreeMap, BTreeSet};

use super::given::*;
use crate::absence::AbsenceReason;
use crate::cell::{CellColour, MOST_IN_A_COMMENT, Mark, MarkAccount, ReasonOrigin};
use crate::provision::PlannedDay;
use crate::quantity::Quantity;
use crate::register::{ChangeRefused, DayClosed, Register, RegisterAction};
use crate::symbol::Symbol;

/// The reason of an absence and where it comes from.
fn reason(register: &Register, place: usize, symbol: Symbol) -> (AbsenceReason, ReasonOrigin) {
    let state = register.state(&cell(day(place), symbol), &book()).unwrap();
    let absent = state.absent.unwrap();
    (absent.reason, absent.origin)
}

#[test]
fn section_5_2_the_colours_show_the_plan_and_what_differs() {
    let mut register = register_of(planned(&[(0, full_day())]));
    absent(&mut register, day(0), Symbol::Morning, None);
    attend(&mut register, day(1), Symbol::Morning);
    let colour = |place, symbol| {
        let state = register.state(&cell(day(place), symbol), &book()).unwrap();
        state.colour()
    };
    assert_eq!(colour(0, Symbol::Morning), CellColour::Orange);
    assert_eq!(colour(0, Symbol::Afternoon), CellColour::PaleGreen);
    assert_eq!(colour(1, Symbol::Morning), CellColour::DarkGreen);
    assert_eq!(colour(1, Symbol::Afternoon), CellColour::Grey);
}

#[test]
fn section_5_2_symbols_depend_on_the_package_and_am_and_pm_are_always_there() {
    let day = PlannedDay {
        evening: true,
        two_to_two: hours("1"),
        out: 1,
        ..NOTHING
    };
    let line = &register_of(planned(&[(0, day)])).lines[&key("0004512")];
    let has = Symbol::ALL.map(|symbol| line.has(symbol));
    assert_eq!(has, [true, true, true, false, true, true, true]);
    let plain = &register_of(planned(&[(0, full_day())])).lines[&key("0004512")];
    let has = Symbol::ALL.map(|symbol| plain.has(symbol));
    assert_eq!(has, [true, true, false, false, false, false, false]);
}

#[test]
fn ds_25_a_reason_that_nobody_chose_is_told_from_one_that_somebody_did() {
    let mut register = register_of(planned(&[(0, full_day()), (1, full_day())]));
    absent(&mut register, day(0), Symbol::Morning, None);
    let with = AbsenceReason::WithNotice;
    assert_eq!(
        reason(&register, 0, Symbol::Morning),
        (with, ReasonOrigin::Default)
    );
    absent(&mut register, day(0), Symbol::Afternoon, Some(with));
    assert_eq!(
        reason(&register, 0, Symbol::Afternoon),
        (with, ReasonOrigin::Chosen)
    );
    // Put back to attended and marked absent again: the default again, and the
    // earlier reason is in the history.
    let without = Some(AbsenceReason::WithoutNotice);
    absent(&mut register, day(1), Symbol::Morning, without);
    let back = mark(&mut register, day(1), Symbol::Morning, Mark::AsPlanned).unwrap();
    assert_eq!(back.cells[0].before, Some(Mark::absent(without)));
    absent(&mut register, day(1), Symbol::Morning, None);
    assert_eq!(
        reason(&register, 1, Symbol::Morning),
        (with, ReasonOrigin::Default)
    );
    let no_pay = Some(AbsenceReason::NonPayment);
    absent(&mut register, day(1), Symbol::Afternoon, no_pay);
    let chosen = (AbsenceReason::NonPayment, ReasonOrigin::Chosen);
    assert_eq!(reason(&register, 1, Symbol::Afternoon), chosen);
    // Counted before submission.
    let reconciled = register.reconcile(&book(), &BTreeMap::new());
    assert_eq!(reconciled.not_confirmed.len(), 2);
    assert_eq!(AbsenceReason::named("sick"), None);
}

#[test]
fn section_5_2_support_and_journeys_take_the_reason_of_their_session_unless_they_have_their_own() {
    let plan = PlannedDay {
        one_to_one: hours("2"),
        ..full_day_with_journeys()
    };
    let mut register = register_of(planned(&[(0, plan)]));
    let no_pay = Some(AbsenceReason::NonPayment);
    absent(&mut register, day(0), Symbol::Morning, no_pay);
    absent(&mut register, day(0), Symbol::Out, None);
    absent(&mut register, day(0), Symbol::OneToOne, None);
    absent(
        &mut register,
        day(0),
        Symbol::Back,
        Some(AbsenceReason::NotProvided),
    );
    let of_morning = (
        AbsenceReason::NonPayment,
        ReasonOrigin::OfTheSession(Symbol::Morning),
    );
    assert_eq!(reason(&register, 0, Symbol::Out), of_morning);
    assert_eq!(reason(&register, 0, Symbol::OneToOne), of_morning);
    let own = (AbsenceReason::NotProvided, ReasonOrigin::Chosen);
    assert_eq!(reason(&register, 0, Symbol::Back), own);
}

#[test]
fn section_5_1_absent_all_week_marks_every_session_and_support_hour_and_undo_restores_them() {
    let plan = PlannedDay {
        one_to_one: hours("2"),
        ..full_day_with_journeys()
    };
    let mut register = register_of(planned(&[(0, plan), (2, plan)]));
    absent(
        &mut register,
        day(0),
        Symbol::Morning,
        Some(AbsenceReason::NonPayment),
    );
    attend(&mut register, day(3), Symbol::Morning);
    let marks = |register: &Register| -> BTreeMap<_, _> {
        let line = &register.lines[&key("0004512")];
        line.planned_cells(week())
            .into_iter()
            .chain([(day(3), Symbol::Morning)])
            .map(|(on, symbol)| {
                let state = register.state(&cell(on, symbol), &book()).unwrap();
                ((on, symbol), (state.received, state.absent))
            })
            .collect()
    };
    let before = marks(&register);
    let line = key("0004512");
    let absent_all_week = RegisterAction::AbsentAllWeek {
        line: line.clone(),
        reason: None,
        journeys: true,
    };
    register.apply(&absent_all_week, &ana(), &book()).unwrap();
    assert!(
        marks(&register)
            .values()
            .all(|(received, _)| received.is_zero())
    );
    // A second press changes nothing, and undo still knows what was there.
    let again = register.apply(&absent_all_week, &ana(), &book()).unwrap();
    assert_eq!(again.cells, []);
    let undo = RegisterAction::UndoAbsentAllWeek { line };
    register.apply(&undo, &ana(), &book()).unwrap();
    assert_eq!(marks(&register), before);
    let nothing = register.apply(&undo, &ana(), &book());
    assert_eq!(nothing, Err(ChangeRefused::NothingToUndo));
}

#[test]
fn ds_05_of_two_editors_nobody_loses_a_cell_and_one_is_told_of_the_shared_one() {
    let mut register = register_of(planned(&[(0, full_day()), (2, full_day())]));
    let book = book();
    let record = |place: usize, symbol, mark: Mark, seen| RegisterAction::Record {
        cell: cell(day(place), symbol),
        mark,
        seen,
    };
    let brigid = by("brigid", "2025-05-07T09:00:00Z");
    let late = by("ana", "2025-05-07T08:00:00Z");
    let other = record(0, Symbol::Morning, Mark::absent(None), 0);
    register.apply(&other, &brigid, &book).unwrap();
    let shared = record(
        2,
        Symbol::Afternoon,
        Mark::absent(Some(AbsenceReason::NonPayment)),
        0,
    );
    register.apply(&shared, &brigid, &book).unwrap();
    // Ana was offline: her other cell is taken, the shared one is told to her.
    let own = record(0, Symbol::Afternoon, Mark::absent(None), 0);
    register.apply(&own, &late, &book).unwrap();
    let before = register.clone();
    let conflict = record(2, Symbol::Afternoon, Mark::absent(None), 0);
    let Err(ChangeRefused::Conflict(told)) = register.apply(&conflict, &late, &book) else {
        panic!("a conflict");
    };
    assert_eq!(register, before);
    assert_eq!(told.stands.recorded, brigid);
    assert_eq!(told.refused, Mark::absent(None));
    // To say what already stands is no conflict, and taking one's own is a key.
    register.apply(&shared, &late, &book).unwrap();
    let seen = told.stands.version;
    let take_mine = record(2, Symbol::Afternoon, Mark::absent(None), seen);
    let taken = register.apply(&take_mine, &late, &book).unwrap();
    assert_eq!(taken.cells.len(), 1);
}

#[test]
fn ds_01_a_comment_is_kept_with_its_mark_and_one_that_is_too_long_is_refused_whole() {
    let mut register = register_of(planned(&[(1, full_day())]));
    let with = |comment: &str| Mark::Received {
        quantity: Quantity::ZERO,
        account: MarkAccount {
            comment: Some(comment.to_owned()),
            ..MarkAccount::default()
        },
    };
    let note = with("-2 hours, went home");
    mark(&mut register, day(1), Symbol::Morning, note.clone()).unwrap();
    let kept = &register.lines[&key("0004512")].records[&(day(1), Symbol::Morning)];
    assert_eq!(kept.mark, note);
    // A comment is no choice of a reason.
    assert_eq!(
        reason(&register, 1, Symbol::Morning).1,
        ReasonOrigin::Default
    );
    let most = MOST_IN_A_COMMENT;
    let long = with(&"é".repeat(most + 1));
    let refused = mark(&mut register, day(1), Symbol::Morning, long);
    assert_eq!(refused, Err(ChangeRefused::CommentTooLong { most }));
    mark(
        &mut register,
        day(1),
        Symbol::Morning,
        with(&"é".repeat(most)),
    )
    .unwrap();
}

#[test]
fn ds_38_an_edit_that_comes_twice_is_applied_once() {
    let mut register = register_of(planned(&[(0, full_day())]));
    let action = RegisterAction::Record {
        cell: cell(day(0), Symbol::Morning),
        mark: Mark::absent(None),
        seen: 0,
    };
    let first = register.apply(&action, &ana(), &book()).unwrap();
    let second = register.apply(&action, &ana(), &book()).unwrap();
    assert_eq!((first.cells.len(), second.cells.len()), (1, 0));
    assert_eq!(first.cells[0].after.version, 1);
}

#[test]
fn everybody_as_planned_except_some_leaves_what_is_recorded_and_checks_the_rest() {
    let lines: Vec<_> = ["001", "002", "003"]
        .map(|order| provision(order, planned(&[(0, full_day())])))
        .into();
    let mut register = register(&lines);
    let mut recorded = cell(day(0), Symbol::Morning);
    recorded.line = key("001");
    let action = RegisterAction::Record {
        cell: recorded,
        mark: Mark::absent(None),
        seen: 0,
    };
    register.apply(&action, &ana(), &book()).unwrap();
    let everybody = RegisterAction::EverybodyAsPlannedExcept {
        except: BTreeSet::from([key("002")]),
    };
    let changed = register.apply(&everybody, &ana(), &book()).unwrap();
    assert_eq!(changed.left, [key("001")]);
    let checked = |order| register.lines[&key(order)].checked.is_some();
    assert_eq!(
        (checked("001"), checked("002"), checked("003")),
        (false, false, true)
    );
    assert!(register.lines[&key("001")].is_touched());
}

#[test]
fn ds_31_one_action_marks_a_closed_day_as_not_provided_for_everybody_who_was_planned() {
    let mut register = register(&[
        provision("001", planned(&[(0, full_day())])),
        provision(
            "002",
            planned(&[(0, full_day_with_journeys()), (1, full_day())]),
        ),
    ]);
    let action = RegisterAction::DayNotProvided { day: day(0) };
    let changed = register.apply(&action, &ana(), &book()).unwrap();
    assert_eq!(changed.cells.len(), 6);
    let not_provided = Mark::absent(Some(AbsenceReason::NotProvided));
    assert!(
        changed
            .cells
            .iter()
            .all(|change| change.after.mark == not_provided)
    );
    let elsewhere = RegisterAction::DayNotProvided {
        day: week().next().monday(),
    };
    let refused = register.apply(&elsewhere, &ana(), &book());
    assert_eq!(refused, Err(DayClosed::NotInTheWeek.into()));
}

#[test]
fn ds_56_the_reason_follows_from_when_notice_was_given_and_can_be_overruled_with_a_reason() {
    let mut register = register_of(planned(&[(0, full_day()), (1, full_day())]));
    let notice = |given: &str| RegisterAction::NoticeOfAbsence {
        line: key("0004512"),
        from: day(0),
        to: day(0),
        given: at(given),
    };
    register
        .apply(&notice("2025-04-20T10:00:00Z"), &ana(), &book())
        .unwrap();
    let (found, origin) = reason(&register, 0, Symbol::Morning);
    assert_eq!(found, AbsenceReason::WithNotice);
    assert!(matches!(origin, ReasonOrigin::Derived { .. }));
    // The day that nobody gave notice for is as planned.
    let tuesday = register
        .state(&cell(day(1), Symbol::Morning), &book())
        .unwrap();
    assert_eq!(tuesday.received, Quantity(1));
    register
        .apply(&notice("2025-05-03T10:00:00Z"), &ana(), &book())
        .unwrap();
    assert_eq!(
        reason(&register, 0, Symbol::Morning).0,
        AbsenceReason::WithoutNotice
    );
    let with = Some(AbsenceReason::WithNotice);
    let bare = absent_with_notice("2025-05-03T10:00:00Z", with, None);
    let refused = mark(&mut register, day(0), Symbol::Morning, bare);
    assert_eq!(refused, Err(ChangeRefused::OverruleWithoutReason));
    let told = absent_with_notice("2025-05-03T10:00:00Z", with, Some("In hospital"));
    mark(&mut register, day(0), Symbol::Morning, told).unwrap();
    let because = "In hospital".to_owned();
    let overruled = (
        AbsenceReason::WithNotice,
        ReasonOrigin::Overruled { because },
    );
    assert_eq!(reason(&register, 0, Symbol::Morning), overruled);
}

#[test]
fn ds_36_section_5_1_saturday_and_sunday_are_both_shown_or_neither() {
    let afternoon = PlannedDay {
        afternoon: true,
        ..NOTHING
    };
    let mut line = provision("0004512", planned(&[(0, full_day()), (5, afternoon)]));
    line.ends = Some(week().ending());
    assert!(register(std::slice::from_ref(&line)).shows_weekend());
    let next = register_in(week().next(), &[line]);
    assert!(!next.shows_weekend());
    assert!(!register_of(planned(&[(4, full_day())])).shows_weekend());
}

#[test]
fn ds_35_a_sunday_of_a_clock_change_is_counted_once() {
    for ending in ["2026-03-29", "2026-10-25"] {
        let week = crate::week::Week::ending_on(ending.parse().unwrap()).unwrap();
        let register = register_in(week, &[provision("0004512", planned(&[(6, full_day())]))]);
        let ledger = crate::ledger::Ledger::of(&register, &book());
        assert_eq!(ledger.entries().len(), 2);
        assert!(
            ledger
                .entries()
                .iter()
                .all(|entry| entry.cell.day == week.ending())
        );
    }
}
