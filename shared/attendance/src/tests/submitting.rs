//! Submitting a register: when, what stands in the way, what is locked.

use std::collections::BTreeMap;

use jiff::civil::date;
use rust_decimal::dec;

use super::given::*;
use crate::cell::{Mark, RecordedBy};
use crate::change_chain::{BrokenChain, ChainHash, ChangeChain, RegisterEvent, verify};
use crate::ledger::{Ledger, LedgerScope, LedgerSide};
use crate::merge::{MergeOutcome, NightlyPlan};
use crate::payment_calendar::{PaymentCalendar, PaymentRun};
use crate::quantity::Quantity;
use crate::register::{Register, RegisterAction};
use crate::submission::{RecordRefused, RegisterRecord, RegisterStatus, SubmitObstacle};
use crate::symbol::Symbol;

/// The record of one full day, with the Monday after the week.
fn open_record() -> (RegisterRecord, RecordedBy) {
    let register = register_of(planned(&[(0, full_day())]));
    let monday = by("ana", "2025-05-12T08:00:00Z");
    (RegisterRecord::new(register), monday)
}

fn record_action(register: &Register, place: usize, mark: Mark) -> RegisterAction {
    let cell = cell(day(place), Symbol::Morning);
    let seen = register
        .state(&cell, &book())
        .map_or(0, |state| state.version);
    RegisterAction::Record { cell, mark, seen }
}

#[test]
fn section_8_a_register_is_submitted_from_the_day_after_its_week_ending_date() {
    let (mut record, _) = open_record();
    let sunday = by("ana", "2025-05-11T22:59:59Z");
    let refused = record.submit(&sunday, true, "Oak", &book());
    let opens = at("2025-05-11T23:00:00Z");
    assert_eq!(refused, Err(vec![SubmitObstacle::WeekNotOver { opens }]));
    let monday = by("ana", "2025-05-11T23:00:00Z");
    assert!(record.submit(&monday, true, "Oak", &book()).is_ok());
}

#[test]
fn section_8_1_the_box_has_to_be_ticked_and_then_no_further_change_is_possible() {
    let (mut record, monday) = open_record();
    let refused = record.submit(&monday, false, "Oak", &book());
    assert_eq!(refused, Err(vec![SubmitObstacle::NotDeclared]));
    record.submit(&monday, true, "Oak", &book()).unwrap();
    let locked = record.clone();
    let action = record_action(record.register(), 0, Mark::absent(None));
    let refused = record.change(&action, &by("brigid", "2025-05-12T09:00:00Z"), &book());
    assert_eq!(refused, Err(RecordRefused::Locked { by: monday }));
    assert_eq!(record, locked);
}

#[test]
fn section_6_2_a_breach_is_saved_and_blocks_the_submission_until_it_is_corrected() {
    let (mut record, monday) = open_record();
    let attended = record_action(record.register(), 2, Mark::received(Quantity(1)));
    record.change(&attended, &monday, &book()).unwrap();
    let obstacles = record.submit(&monday, true, "Oak", &book()).unwrap_err();
    assert!(matches!(obstacles[..], [SubmitObstacle::Breach(_)]));
    let undone = record_action(record.register(), 2, Mark::AsPlanned);
    record.change(&undone, &monday, &book()).unwrap();
    assert!(record.submit(&monday, true, "Oak", &book()).is_ok());
}

#[test]
fn ds_23_a_second_submission_gets_the_version_of_the_first() {
    let (mut record, monday) = open_record();
    let first = record.submit(&monday, true, "Oak", &book()).unwrap();
    assert!(!first.again);
    let first = first.version.clone();
    let other = by("brigid", "2025-05-12T08:00:01Z");
    let second = record.submit(&other, true, "Oak", &book()).unwrap();
    assert!(second.again);
    assert_eq!(*second.version, first);
    assert_eq!(second.version.by, monday);
    assert_eq!(record.versions().len(), 1);
}

#[test]
fn ds_46_a_register_can_be_submitted_late_and_out_of_order_and_never_locks_itself() {
    let lines = [provision("0004512", planned(&[(0, full_day())]))];
    let mut late = RegisterRecord::new(register_in(week(), &lines));
    let mut next = RegisterRecord::new(register_in(week().next(), &lines));
    let six_weeks_on = by("ana", "2025-06-23T08:00:00Z");
    assert!(next.submit(&six_weeks_on, true, "Oak", &book()).is_ok());
    late.expire(six_weeks_on.at);
    assert_eq!(*late.status(), RegisterStatus::Open);
    assert!(late.submit(&six_weeks_on, true, "Oak", &book()).is_ok());
}

#[test]
fn ds_06_late_edits_become_one_request_and_the_locked_register_does_not_change() {
    let (mut record, monday) = open_record();
    record.submit(&monday, true, "Oak", &book()).unwrap();
    let locked = record.clone();
    let brigid = by("brigid", "2025-05-12T08:01:00Z");
    let late = [
        (cell(day(0), Symbol::Morning), Mark::absent(None)),
        (cell(day(0), Symbol::Afternoon), Mark::AsPlanned),
    ];
    for (cell, mark) in &late {
        let action = RegisterAction::Record {
            cell: cell.clone(),
            mark: mark.clone(),
            seen: 0,
        };
        let refused = record.change(&action, &brigid, &book());
        assert!(matches!(refused, Err(RecordRefused::Locked { .. })));
    }
    let request = record.request_adjustment(late, &brigid);
    assert_eq!(request.edits.len(), 1, "what says the same is no edit");
    assert_eq!(request.edits[0].stands, Mark::AsPlanned);
    assert_eq!(request.edits[0].wanted, Mark::absent(None));
    assert_eq!(record, locked);
}

#[test]
fn ds_45_edits_that_still_wait_are_in_the_lock_and_a_refused_one_stops_it() {
    let (mut record, monday) = open_record();
    let absent = record_action(record.register(), 0, Mark::absent(None));
    let refused = RegisterAction::Record {
        cell: cell(day(0), Symbol::Evening),
        mark: Mark::received(Quantity(1)),
        seen: 0,
    };
    let waiting = [absent.clone(), refused];
    let result = record.save_confirm_and_lock(&waiting, &monday, true, "Oak", &book());
    assert_eq!(result.locked, None);
    assert_eq!(result.refused.len(), 1);
    assert_eq!(result.refused[0].0, 1, "the second one");
    assert_eq!(result.changed.cells.len(), 1, "the first one is saved");
    assert_eq!(*record.status(), RegisterStatus::Open);
    let result = record.save_confirm_and_lock(&[absent], &monday, true, "Oak", &book());
    assert_eq!((result.locked, result.refused.len()), (Some(1), 0));
    let locked = &record.versions()[0].register;
    assert_eq!(locked, record.register());
    assert!(locked.lines[&key("0004512")].is_touched());
}

#[test]
fn ds_52_the_history_of_a_cell_says_each_value_who_when_how_and_by_which_plan() {
    let (mut record, monday) = open_record();
    let mut history = Vec::new();
    let marks = [Mark::absent(None), Mark::AsPlanned];
    for (mark, by) in marks.into_iter().zip([ana(), monday]) {
        let action = record_action(record.register(), 0, mark);
        history.extend(record.change(&action, &by, &book()).unwrap().cells);
    }
    let told: Vec<_> = history
        .iter()
        .map(|change| {
            let recorded = &change.after.recorded;
            (
                change.after.version,
                recorded.at,
                recorded.via.name(),
                change.plan_version,
            )
        })
        .collect();
    let instants = ["2025-05-06T10:00:00Z", "2025-05-12T08:00:00Z"].map(at);
    assert_eq!(
        told,
        [(1, instants[0], "page", 1), (2, instants[1], "page", 1)]
    );
    assert_eq!(history[1].before, Some(Mark::absent(None)));
}

#[test]
fn what_would_be_paid_if_locked_now_is_what_the_lock_pays() {
    let run = |deadline, reaches_bank| PaymentRun {
        deadline,
        reaches_bank,
    };
    let calendar = PaymentCalendar::new(vec![
        run(date(2025, 5, 13), date(2025, 5, 16)),
        run(date(2025, 5, 20), date(2025, 5, 23)),
    ]);
    let (mut record, monday) = open_record();
    let action = record_action(record.register(), 0, Mark::absent(None));
    record.change(&action, &ana(), &book()).unwrap();
    let early = record.if_locked_now(at("2025-05-06T10:00:00Z"), &book(), &calendar);
    assert_eq!(early.obstacles.len(), 1);
    assert_eq!(early.run.unwrap().reaches_bank, date(2025, 5, 16));
    let shadow = record.if_locked_now(monday.at, &book(), &calendar);
    assert_eq!(shadow.obstacles, []);
    let locked = record
        .submit(&monday, true, "Oak", &book())
        .unwrap()
        .version;
    let total = |side| locked.ledger.total(&LedgerScope::Week, side).amount;
    assert_eq!(shadow.amounts.paid, total(LedgerSide::Paid));
    assert_eq!(shadow.amounts.billed, total(LedgerSide::Billed));
    assert_eq!(shadow.amounts.billed, dec!(30));
    let wednesday = at("2025-05-14T08:00:00Z");
    let later = record.if_locked_now(wednesday, &book(), &calendar);
    assert_eq!(later.run.unwrap().reaches_bank, date(2025, 5, 23));
}

#[test]
fn ds_18_a_locked_register_keeps_names_and_amounts_when_names_and_terms_change() {
    let (mut record, monday) = open_record();
    record.submit(&monday, true, "Oak", &book()).unwrap();
    let mut renamed = provision("0004512", planned(&[(0, full_day())]));
    renamed.person.surname = "Brown-Okafor".to_owned();
    let plan = NightlyPlan {
        at: at("2025-05-13T01:00:00Z"),
        version: 9,
        lines: &[renamed],
    };
    let before = record.clone();
    assert_eq!(record.merge(&plan).outcome, MergeOutcome::WeekHasEnded);
    assert_eq!(record, before);
    let version = &record.versions()[0];
    assert_eq!(version.supplier_name, "Oak");
    let person = &version.register.lines[&key("0004512")].provision.person;
    assert_eq!(person.surname, "Doe");
}

#[test]
fn the_page_before_submission_names_noughts_defaults_and_what_differs_from_the_weeks_before() {
    let lines = [
        provision("001", planned(&[(0, full_day())])),
        provision("002", planned(&[(0, full_day())])),
    ];
    let mut register = register(&lines);
    for symbol in [Symbol::Morning, Symbol::Afternoon] {
        let mut cell = cell(day(0), symbol);
        cell.line = key("001");
        let action = RegisterAction::Record {
            cell,
            mark: Mark::absent(None),
            seen: 0,
        };
        register.apply(&action, &ana(), &book()).unwrap();
    }
    let before = BTreeMap::from([(key("002"), vec![dec!(120), dec!(60), dec!(0)])]);
    let reconciled = register.reconcile(&book(), &before);
    let [nought, usual] = &reconciled.lines[..] else {
        panic!("two lines");
    };
    assert!(nought.unexplained_nought && nought.is_exception);
    assert!(!usual.unexplained_nought && !usual.is_exception);
    assert_eq!(reconciled.not_confirmed.len(), 2);
    assert_eq!(usual.variance.unwrap().average, dec!(60));
    assert_eq!(usual.variance.unwrap().difference, dec!(0));
    assert_eq!(nought.variance, None);
    assert_eq!(reconciled.amounts.paid, dec!(120));
    let ledger = Ledger::of(&register, &book());
    let total = ledger.total(&LedgerScope::Week, LedgerSide::Billed).amount;
    assert_eq!(reconciled.amounts.billed, total);
}

/// A chain of a register that was made, marked and locked.
fn chain() -> ChangeChain {
    let (mut record, monday) = open_record();
    let mut chain = ChangeChain::default();
    chain.add(&RegisterEvent::Made {
        supplier: supplier(),
        week: week(),
        plan_version: 1,
    });
    for place in [0, 0, 2] {
        let mark = Mark::absent(None);
        let action = record_action(record.register(), place, mark);
        for change in record.change(&action, &ana(), &book()).unwrap().cells {
            chain.add(&RegisterEvent::Marked {
                cell: change.cell,
                before: change.before,
                after: change.after,
            });
        }
    }
    let version = record
        .submit(&monday, true, "Oak", &book())
        .unwrap()
        .version;
    chain.add(&RegisterEvent::Locked {
        supplier: supplier(),
        supplier_name: "Oak".to_owned(),
        week: week(),
        version: version.number,
        plan_version: 1,
        by: monday,
        amounts: crate::ledger::LedgerAmounts::default(),
    });
    chain
}

#[test]
fn a_history_with_one_letter_altered_or_a_line_lost_added_or_moved_is_found() {
    let chain = chain();
    let root = chain.root();
    assert_eq!(verify(chain.lines(), &root), Ok(()));
    for place in 0..chain.lines().len() {
        let broken = |lines: Vec<_>| verify(&lines, &root).is_err();
        let text = &chain.lines()[place].text;
        for letter in 0..text.len() {
            let mut lines = chain.lines().to_vec();
            let altered = if &text[letter..=letter] == "0" {
                "1"
            } else {
                "0"
            };
            lines[place].text.replace_range(letter..=letter, altered);
            let number = place + 1;
            assert_eq!(verify(&lines, &root), Err(BrokenChain::AtLine { number }));
        }
        let mut lost = chain.lines().to_vec();
        lost.remove(place);
        assert!(broken(lost));
        let mut added = chain.lines().to_vec();
        added.insert(place, added[place].clone());
        assert!(broken(added));
        if place > 0 {
            let mut moved = chain.lines().to_vec();
            moved.swap(place, place - 1);
            assert!(broken(moved));
        }
    }
    // All written anew, with hashes that fit: the root that is known tells.
    let mut anew = ChangeChain::default();
    anew.add(&RegisterEvent::LockedAgain { at: ana().at });
    assert_eq!(verify(anew.lines(), &root), Err(BrokenChain::OtherRoot));
    assert_eq!(verify(&[], &ChainHash::start()), Ok(()));
    assert_eq!(ChainHash::parse(root.as_str()), Some(root));
}

#[test]
fn a_line_of_the_history_can_be_verified_by_sha_256_alone_and_no_text_makes_two_lines() {
    let mut chain = ChangeChain::default();
    chain.add(&RegisterEvent::Unlocked {
        by: by("f1", "2025-05-12T08:00:00Z"),
        because: "a b\nmarked version=9 é%".to_owned(),
        until: at("2025-05-13T08:00:00Z"),
    });
    let line = &chain.lines()[0];
    assert_eq!(
        line.text,
        "unlocked because=a%20b%0amarked%20version=9%20é%25 until=2025-05-13T08:00:00Z by=f1 at=2025-05-12T08:00:00Z via=page"
    );
    // By Python's hashlib.
    assert_eq!(
        ChainHash::start().as_str(),
        "a5b606832cbd861fb9668bc290086c6b1852c3858f44f244290d9559c0d11ea9"
    );
    assert_eq!(
        line.hash.as_str(),
        "ea7a2cbc0b3cd9d728ca23c87c0943b7065232eaadd74762172bf4bf8fcd0a30"
    );
}
