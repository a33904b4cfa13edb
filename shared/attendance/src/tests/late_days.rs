//! Commissioned days that were never on a register, and transport that did not
//! come.

use jiff::civil::date;
use rust_decimal::dec;

use super::given::{
    attend, book, day, full_day, full_day_with_journeys, key, mark, planned, provision, register,
    register_of, week,
};
use crate::absence::AbsenceReason;
use crate::cell::Mark;
use crate::ledger::Ledger;
use crate::missed_transport::MissedTransport;
use crate::provision::{PlannedWeek, ProvisionLine};
use crate::symbol::Symbol;
use crate::unregistered::{AskedWeek, ProposedSettlement, UnregisteredDays, days_brought_late};
use domain::values::account_id::AccountId;

fn two_days() -> PlannedWeek {
    planned(&[(0, full_day_with_journeys()), (2, full_day())])
}

fn since(first: usize) -> ProvisionLine {
    ProvisionLine {
        starts: day(first),
        ..provision("0004512", two_days())
    }
}

#[test]
fn a_day_that_the_plan_before_had_is_not_late_and_neither_is_today() {
    let (first, today) = (date(2025, 4, 1), day(3));
    let late = |now: &ProvisionLine, before: Option<&ProvisionLine>| {
        days_brought_late(now, before, (first, today))
    };
    let (line, later) = (since(0), since(2));
    assert_eq!(late(&line, None), [day(0), day(2)]);
    assert_eq!(late(&line, Some(&later)), [day(0)]);
    assert_eq!(late(&line, Some(&line)), []);
    assert_eq!(late(&since(3), None), []);
    assert_eq!(days_brought_late(&line, None, (day(1), today)), [day(2)]);
    assert_eq!(days_brought_late(&line, None, (first, day(2))), [day(0)]);
    // A line that had ended, and goes on after all.
    let ended = ProvisionLine {
        ends: Some(day(1)),
        ..line.clone()
    };
    assert_eq!(late(&line, Some(&ended)), [day(2)]);
    assert_eq!(late(&ended, Some(&line)), []);
}

#[test]
fn only_days_that_no_register_asked_for_are_found() {
    let line = since(0);
    let days = [day(0), day(2)];
    let find = |asked| UnregisteredDays::find(&line, (week(), asked), &days, day(3));
    let all = find(AskedWeek::NoRegister).expect("there was no register");
    assert_eq!(all.days(), days);
    assert_eq!(all.planned, two_days());
    assert_eq!(find(AskedWeek::NotPaid), None);
    let without = register(&[provision("0009001", two_days())]);
    assert_eq!(find(AskedWeek::Ended(&without)).unwrap().days(), days);
    assert_eq!(find(AskedWeek::Present(&without)).unwrap().days(), days);
    // On the register from Wednesday.
    let mut from_wednesday = register(std::slice::from_ref(&line));
    let on = from_wednesday.lines.get_mut(&key("0004512")).unwrap();
    on.appeared_on = day(2);
    let found = find(AskedWeek::Ended(&from_wednesday)).unwrap();
    assert_eq!(found.days(), [day(0)]);
    let whole = register(std::slice::from_ref(&line));
    assert_eq!(find(AskedWeek::Ended(&whole)), None);
    // A register of the present week takes a new first day with the plan; one of
    // a week that has ended had the start of its time.
    let late_start = register(&[since(2)]);
    assert_eq!(find(AskedWeek::Present(&late_start)), None);
    let found = find(AskedWeek::Ended(&late_start)).unwrap();
    assert_eq!(found.days(), [day(0)]);
}

#[test]
fn what_is_found_follows_the_case_system_and_what_was_proposed_ends_with_a_change() {
    let line = since(0);
    let asked = (week(), AskedWeek::NoRegister);
    let found = UnregisteredDays::find(&line, asked, &[day(0), day(2)], day(3)).unwrap();
    let proposed = UnregisteredDays {
        proposed: Some(ProposedSettlement {
            by: AccountId("farah".to_owned()),
            at: "2025-05-09T09:00:00Z".parse().unwrap(),
            how: "Paid".to_owned(),
        }),
        ..found.clone()
    };
    assert_eq!(proposed.followed(&line), Some(proposed.clone()));
    let fewer = proposed.followed(&since(2)).unwrap();
    assert_eq!((fewer.days(), fewer.proposed), (vec![day(2)], None));
    assert_eq!(found.followed(&since(3)), None);
    let nothing = ProvisionLine {
        pattern: provision("0004512", PlannedWeek::default()).pattern,
        ..line
    };
    assert_eq!(found.followed(&nothing), None);
    let one = found.followed(&since(2)).unwrap();
    assert_eq!(one.with(&found).days(), found.days());
    assert_eq!(proposed.with(&found), proposed);
}

#[test]
fn late_days_would_pay_and_bill_what_a_register_as_planned_does() {
    let line = since(0);
    let asked = (week(), AskedWeek::NoRegister);
    let found = UnregisteredDays::find(&line, asked, &[day(0), day(2)], day(3)).unwrap();
    // Four sessions at £30 and two journeys at £7.
    let amounts = found.amounts(&book());
    assert_eq!((amounts.paid, amounts.billed), (dec!(134.00), dec!(134.00)));
    let one = found.followed(&since(2)).unwrap();
    assert_eq!(one.amounts(&book()).paid, dec!(60.00));
}

#[test]
fn transport_that_did_not_come_is_counted_apart_from_journeys_with_another_reason() {
    let mut register = register_of(planned(&[
        (0, full_day_with_journeys()),
        (1, full_day_with_journeys()),
        (2, full_day_with_journeys()),
    ]));
    let not_provided = || Mark::absent(Some(AbsenceReason::NotProvided));
    let missed = |register: &_| MissedTransport::of(&Ledger::of(register, &book()));
    assert_eq!(missed(&register), MissedTransport::default());
    mark(&mut register, day(0), Symbol::Out, not_provided()).unwrap();
    mark(&mut register, day(0), Symbol::Morning, not_provided()).unwrap();
    mark(&mut register, day(0), Symbol::Back, not_provided()).unwrap();
    let with_notice = Mark::absent(Some(AbsenceReason::WithNotice));
    mark(&mut register, day(1), Symbol::Out, with_notice).unwrap();
    attend(&mut register, day(1), Symbol::Back);
    let monday = MissedTransport {
        journeys: 2,
        with_session: 1,
        not_paid: dec!(14.00),
    };
    assert_eq!(missed(&register), monday);
    let mut both = monday;
    both.add(&monday);
    assert_eq!((both.journeys, both.not_paid), (4, dec!(28.00)));
}
