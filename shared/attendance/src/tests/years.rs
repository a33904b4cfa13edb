//! A year of registers: progress, patterns over several weeks, payments and
//! bills.

use std::collections::BTreeSet;

use domain::values::money::Money;
use jiff::civil::date;
use rust_decimal::dec;

use super::given::*;
use crate::absence::AbsenceReason;
use crate::cell::Mark;
use crate::ledger::LedgerSide;
use crate::non_payment::{NonPaymentRule, NonPaymentYear};
use crate::patterns::{SessionsOfWeek, TakeUpRule, WEEKS_OF_ONE_SWAP, repeated_swap};
use crate::payment_calendar::{PaymentCalendar, PaymentRun};
use crate::progress::{RegisterStanding, WeekProgress, YearProgress, first_week_to_view};
use crate::provision::PersonReference;
use crate::quantity::Quantity;
use crate::register::{Register, RegisterAction};
use crate::statement::{StatedVersion, Statement, year_commitment};
use crate::submission::RegisterRecord;
use crate::symbol::Symbol;
use crate::week::{FinancialYear, Week};

#[test]
fn section_3_the_progress_bar_counts_submitted_registers_those_in_progress_and_those_to_come() {
    let year = FinancialYear::of(date(2025, 4, 1));
    let weeks = NonPaymentYear::new(year, date(2020, 1, 1), &NonPaymentRule::default());
    // Wednesday of the ordinary week: the sixth of the year.
    let now = at("2025-05-07T10:00:00Z");
    let first = year.weeks()[0];
    let progress = YearProgress::at(now, &weeks, |week| {
        Some(RegisterStanding {
            submitted: week.weeks_since(first) < 3,
            touched: week.weeks_since(first) == 4,
        })
    });
    assert_eq!(progress.0.len(), 52);
    assert_eq!(
        progress.words(),
        "3 submitted, 3 in progress, 44 to come, 2 not paid"
    );
    assert_eq!(progress.count(WeekProgress::InProgress), 1);
    assert_eq!(progress.count(WeekProgress::Untouched), 2);
    let late: Vec<_> = progress.late(now).iter().map(Week::to_string).collect();
    assert_eq!(late, ["w/e 27/04/25", "w/e 04/05/25"]);
}

#[test]
fn section_3_a_register_that_nobody_touched_is_told_from_one_that_somebody_checked() {
    let lines = [provision("0004512", planned(&[(0, full_day())]))];
    let mut record = RegisterRecord::new(register_in(week(), &lines));
    let standing = RegisterStanding::of(&record);
    assert_eq!((standing.submitted, standing.touched), (false, false));
    let everybody = RegisterAction::EverybodyAsPlannedExcept {
        except: BTreeSet::new(),
    };
    let monday = by("ana", "2025-05-12T08:00:00Z");
    record.change(&everybody, &monday, &book()).unwrap();
    assert!(RegisterStanding::of(&record).touched);
    record.submit(&monday, true, "Oak", &book()).unwrap();
    let until = at("2025-05-14T08:00:00Z");
    record
        .unlock(&by("farah", "2025-05-13T08:00:00Z"), "wrong day", until)
        .unwrap();
    assert!(RegisterStanding::of(&record).submitted);
}

#[test]
fn ds_34_the_progress_bar_of_a_year_of_53_weeks_has_53_places() {
    let year = FinancialYear::of(date(2029, 4, 1));
    let weeks = NonPaymentYear::new(year, date(2029, 6, 4), &NonPaymentRule::default());
    let now = at("2030-01-01T10:00:00Z");
    let progress = YearProgress::at(now, &weeks, |_| Some(RegisterStanding::default()));
    assert_eq!(progress.0.len(), 53);
    assert_eq!(progress.count(WeekProgress::BeforeJoining), 10);
    assert_eq!(progress.count(WeekProgress::NonPayment), 2);
    let full = NonPaymentYear::new(year, date(2020, 1, 1), &NonPaymentRule::default());
    let commitment = year_commitment(Money::pence(10_000), full.paid_weeks());
    assert_eq!(commitment, dec!(5100));
}

#[test]
fn section_4_2_the_current_year_and_the_whole_of_last_year_can_be_viewed() {
    for (now, first) in [
        ("2025-05-07T10:00:00Z", "2024-04-07"),
        // Monday 30 March 2026 is already in a week of the next year.
        ("2026-03-29T10:00:00Z", "2024-04-07"),
        ("2026-03-30T10:00:00Z", "2025-04-06"),
    ] {
        assert_eq!(first_week_to_view(at(now)).ending().to_string(), first);
    }
}

#[test]
fn section_6_3_the_same_swap_for_three_weeks_becomes_an_offer_to_commission_it() {
    let mut weeks: Vec<Register> = Vec::new();
    let mut of = week();
    for _ in 0..4 {
        let mut register = register_in(of, &[provision("0004512", planned(&[(0, full_day())]))]);
        for symbol in [Symbol::Morning, Symbol::Afternoon] {
            absent(&mut register, of.days()[0], symbol, None);
            attend(&mut register, of.days()[3], symbol);
        }
        weeks.push(register);
        of = of.next();
    }
    let offer = |weeks: &[Register]| {
        let key = key("0004512");
        let lines: Vec<_> = weeks
            .iter()
            .map(|week| (week.week, &week.lines[&key]))
            .collect();
        repeated_swap(&lines, WEEKS_OF_ONE_SWAP, &book())
    };
    assert_eq!(offer(&weeks[..2]), None);
    assert_eq!(offer(&weeks[..3]), Some(planned(&[(3, full_day())])));
    assert!(offer(&weeks).is_some());
    // One week as planned, or fewer sessions, is no pattern to commission.
    let mut as_planned = weeks.clone();
    as_planned[2] = register_in(
        weeks[2].week,
        &[provision("0004512", planned(&[(0, full_day())]))],
    );
    assert_eq!(offer(&as_planned[..3]), None);
    let fewer = weeks[2].week.days()[3];
    absent(&mut weeks[2], fewer, Symbol::Morning, None);
    assert_eq!(offer(&weeks[..3]), None);
}

#[test]
fn section_6_3_regularly_not_attending_is_under_half_of_the_sessions_in_four_of_six_weeks() {
    let weeks = |attended: &[u32]| {
        let week = |attended: &u32| SessionsOfWeek {
            planned: Quantity(4),
            attended: Quantity(*attended),
        };
        attended.iter().map(week).collect::<Vec<_>>()
    };
    let rule = TakeUpRule::default();
    for (attended, is_met) in [
        (&[1, 1, 4, 0, 1, 4][..], true),
        (&[1, 1, 4, 2, 1, 4], false),
        (&[0, 0, 0], false),
        // Only the latest six count.
        (&[0, 0, 0, 4, 4, 4, 4, 4, 0], false),
        (&[4, 4, 4, 4, 0, 1, 0, 1], true),
    ] {
        assert_eq!(rule.is_met(&weeks(attended)), is_met, "{attended:?}");
    }
    let stricter = TakeUpRule { weeks: 2, ..rule };
    assert!(
        stricter.is_met(&weeks(&[4, 4, 0, 0])),
        "the figures are data"
    );
}

#[test]
fn section_6_1_a_register_is_paid_in_the_first_run_whose_deadline_is_after_its_submission() {
    let run = |deadline, reaches_bank| PaymentRun {
        deadline,
        reaches_bank,
    };
    let calendar = PaymentCalendar::new(vec![
        run(date(2025, 5, 13), date(2025, 5, 16)),
        run(date(2025, 5, 20), date(2025, 5, 23)),
    ]);
    let mut record = RegisterRecord::new(register(&[]));
    let early = at("2025-05-07T09:00:00Z");
    let paid = |record: &RegisterRecord, now| {
        let lock = record.if_locked_now(now, &book(), &calendar);
        lock.run.map(|run| run.reaches_bank)
    };
    // Not yet submitted: the run of the day on which it can be.
    assert_eq!(paid(&record, early), Some(date(2025, 5, 16)));
    let after = at("2025-05-14T09:00:00Z");
    assert_eq!(paid(&record, after), Some(date(2025, 5, 23)));
    let late = at("2025-05-21T09:00:00Z");
    assert_eq!(paid(&record, late), None, "no run is known any more");
    let by = by("ana", "2025-05-12T08:00:00Z");
    assert!(record.submit(&by, true, "Oak", &book()).is_ok());
}

#[test]
fn section_8_3_a_payment_and_a_bill_are_the_sum_of_their_items_and_each_leads_to_its_entries() {
    let monday = by("ana", "2025-05-19T08:00:00Z");
    let lines = [
        provision("001", planned(&[(0, full_day())])),
        provision("002", planned(&[(1, full_day_with_journeys())])),
    ];
    let lock = |week| {
        let mut record = RegisterRecord::new(register_in(week, &lines));
        record.submit(&monday, true, "Oak", &book()).unwrap();
        record
    };
    let (mut first, second) = (lock(week()), lock(week().next()));
    let new = |record: &RegisterRecord| record.versions()[0].clone();
    let (one, two) = (new(&first), new(&second));
    let stated = [&one, &two].map(|version| StatedVersion {
        before: None,
        version,
    });
    let payment = Statement::payment(&stated);
    assert_eq!(payment.amount(), dec!(268));
    let person = PersonReference::parse("R002").unwrap();
    let bill = Statement::bill(&stated, &person);
    assert_eq!(bill.amount(), dec!(148));
    let oak = supplier();
    for version in [&one, &two] {
        for entry in version.ledger.entries() {
            let week = version.register.week;
            let items: Vec<_> = payment.items_with(&oak, week, entry.id).collect();
            assert_eq!(items.len(), 1);
            assert_eq!(
                (&items[0].line, items[0].kind),
                (&entry.cell.line, entry.kind)
            );
        }
    }
    // An adjustment is an item of the next payment.
    let mut cell = cell(day(0), Symbol::Morning);
    cell.line = key("001");
    let changes = [(cell, Mark::absent(Some(AbsenceReason::NonPayment)))];
    let farah = by("farah", "2025-05-20T08:00:00Z");
    let proposed = first
        .propose_adjustment(&changes, "wrong day", &farah, &book())
        .unwrap();
    let adjusted = first
        .approve(proposed, &by("gita", "2025-05-20T09:00:00Z"))
        .unwrap();
    let next = Statement::payment(&[StatedVersion {
        before: Some(&one),
        version: adjusted,
    }]);
    assert_eq!(next.amount(), dec!(-30));
    let week = crate::ledger::LedgerScope::Week;
    let total = adjusted.ledger.total(&week, LedgerSide::Paid).amount;
    assert_eq!(
        one.ledger.total(&week, LedgerSide::Paid).amount + next.amount(),
        total
    );
}
