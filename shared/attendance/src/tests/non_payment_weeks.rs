//! The two weeks of each financial year that are not paid.

use jiff::civil::date;

use super::given::*;
use crate::cell::RecordedBy;
use crate::non_payment::{
    NominatedBy, NominationRefused, NonPaymentRule, NonPaymentYear, WeekUse, default_weeks,
};
use crate::week::{FinancialYear, Week};

fn year() -> FinancialYear {
    FinancialYear::of(date(2025, 4, 1))
}

/// The year 2025 to 2026 of a supplier that has been there for long.
fn of_2025() -> NonPaymentYear {
    NonPaymentYear::new(year(), date(2020, 1, 1), &NonPaymentRule::default())
}

fn monday(text: &str) -> Week {
    Week::of(text.parse().unwrap())
}

fn april() -> RecordedBy {
    by("ana", "2025-04-20T10:00:00Z")
}

#[test]
fn section_4_4_fifty_weeks_are_paid_and_two_whole_weeks_are_not() {
    let mut weeks = of_2025();
    let chosen = [monday("2025-08-04"), monday("2025-08-25")];
    let untouched = |_| WeekUse::Untouched;
    weeks
        .nominate(&chosen, &NominatedBy::Provider, &april(), false, untouched)
        .unwrap();
    assert_eq!(weeks.in_force(), chosen);
    assert_eq!(weeks.paid_weeks(), 50);
    for week in chosen {
        assert_eq!(week.days().len(), 7);
        assert!(weeks.closes(week, WeekUse::Untouched));
        assert!(!weeks.closes(week.next(), WeekUse::Untouched));
    }
}

#[test]
fn section_4_4_without_a_choice_the_register_is_closed_over_christmas_and_new_year() {
    let weeks = of_2025();
    assert_eq!(
        weeks.in_force(),
        [monday("2025-12-22"), monday("2025-12-29")]
    );
    assert!(weeks.closes(monday("2025-12-22"), WeekUse::Marked));
    assert!(
        !weeks.closes(monday("2025-12-22"), WeekUse::Locked),
        "never over a lock"
    );
}

#[test]
fn ds_33_the_default_weeks_of_ten_years_are_those_of_25_december_and_1_january() {
    for (begins_in, mondays) in [
        (2024, ["2024-12-23", "2024-12-30"]),
        (2025, ["2025-12-22", "2025-12-29"]),
        (2026, ["2026-12-21", "2026-12-28"]),
        (2027, ["2027-12-20", "2027-12-27"]),
        (2028, ["2028-12-25", "2029-01-01"]),
        (2029, ["2029-12-24", "2029-12-31"]),
        (2030, ["2030-12-23", "2030-12-30"]),
        (2031, ["2031-12-22", "2031-12-29"]),
        (2032, ["2032-12-20", "2032-12-27"]),
        (2033, ["2033-12-19", "2033-12-26"]),
    ] {
        let year = FinancialYear::of(date(begins_in, 4, 1));
        let weeks = default_weeks(year);
        assert_eq!(weeks.map(|week| week.monday().to_string()), mondays);
        assert!(weeks[0].has(date(begins_in, 12, 25)));
        assert!(weeks[1].has(date(begins_in + 1, 1, 1)));
        assert!(weeks.iter().all(|week| week.financial_year() == year));
    }
}

#[test]
fn ds_13_the_second_of_two_suppliers_sees_the_message_in_week_53() {
    let year = FinancialYear::of(date(2026, 4, 1));
    let rule = NonPaymentRule::default();
    let mut nominated = NonPaymentYear::new(year, date(2020, 1, 1), &rule);
    let august = [monday("2026-08-03"), monday("2026-08-10")];
    let april = by("ana", "2026-04-20T10:00:00Z");
    nominated
        .nominate(&august, &NominatedBy::Provider, &april, false, |_| {
            WeekUse::Untouched
        })
        .unwrap();
    let none = NonPaymentYear::new(year, date(2020, 1, 1), &rule);
    for ending in ["2026-12-27", "2027-01-03"] {
        let week = Week::ending_on(ending.parse().unwrap()).unwrap();
        assert!(!nominated.closes(week, WeekUse::Untouched));
        assert!(none.closes(week, WeekUse::Untouched));
    }
}

#[test]
fn ds_34_in_a_year_of_53_weeks_51_are_paid_unless_finance_sets_three() {
    let year = FinancialYear::of(date(2029, 4, 1));
    let two = NonPaymentYear::new(year, date(2020, 1, 1), &NonPaymentRule::default());
    assert_eq!((two.due(), two.paid_weeks()), (2, 51));
    let rule = NonPaymentRule {
        weeks_of_53: 3,
        ..NonPaymentRule::default()
    };
    let mut three = NonPaymentYear::new(year, date(2020, 1, 1), &rule);
    let chosen = ["2029-08-06", "2029-08-13", "2029-12-24"].map(monday);
    let april = by("ana", "2029-04-20T10:00:00Z");
    three
        .nominate(&chosen, &NominatedBy::Provider, &april, false, |_| {
            WeekUse::Untouched
        })
        .unwrap();
    assert_eq!(three.paid_weeks(), 50);
}

#[test]
fn ds_32_each_week_that_cannot_be_nominated_is_refused_by_name() {
    let provider = NominatedBy::Provider;
    let june = by("ana", "2025-06-18T10:00:00Z");
    let refused = |weeks: &[&str], use_of: WeekUse| {
        let weeks: Vec<_> = weeks.iter().map(|text| monday(text)).collect();
        of_2025().nominate(&weeks, &provider, &june, false, |_| use_of)
    };
    let one = |refused| Err(vec![refused]);
    assert_eq!(refused(&["2025-08-04"], WeekUse::Untouched), Ok(()));
    assert_eq!(
        refused(&["2025-08-04", "2025-08-04"], WeekUse::Untouched),
        Ok(())
    );
    let passed = monday("2025-05-05");
    assert_eq!(
        refused(&["2025-05-05"], WeekUse::Untouched),
        one(NominationRefused::HasBegun(passed))
    );
    let this_week = monday("2025-06-16");
    assert_eq!(
        refused(&["2025-06-16"], WeekUse::Untouched),
        one(NominationRefused::HasBegun(this_week))
    );
    let marked = monday("2025-08-04");
    assert_eq!(
        refused(&["2025-08-04"], WeekUse::Marked),
        one(NominationRefused::HasMarks(marked))
    );
    assert_eq!(
        refused(&["2025-05-05"], WeekUse::Locked),
        one(NominationRefused::Locked(passed))
    );
    // The week that runs over 31 March 2026 is of the next year by its Sunday.
    let over_the_end = monday("2026-03-30");
    assert_eq!(
        refused(&["2026-03-30"], WeekUse::Untouched),
        one(NominationRefused::OtherYear(over_the_end))
    );
    let third = refused(
        &["2025-08-04", "2025-08-11", "2025-08-18"],
        WeekUse::Untouched,
    );
    assert_eq!(third, one(NominationRefused::TooMany { most: 2 }));
}

#[test]
fn ds_32_one_week_leaves_one_to_default_and_a_week_with_marks_asks_to_confirm() {
    let mut weeks = of_2025();
    let august = [monday("2025-08-04")];
    let marked = |_| WeekUse::Marked;
    weeks
        .nominate(&august, &NominatedBy::Provider, &april(), true, marked)
        .unwrap();
    assert_eq!(
        weeks.in_force(),
        [monday("2025-08-04"), monday("2025-12-22")]
    );
    assert!(weeks.reminder_is_due(at("2025-06-01T10:00:00Z")));
    assert!(!weeks.reminder_is_due(at("2025-05-31T10:00:00Z")));
}

#[test]
fn ds_32_a_choice_can_be_changed_until_the_week_begins_and_later_by_finance_with_a_reason() {
    let mut weeks = of_2025();
    let untouched = |_| WeekUse::Untouched;
    let chosen = [monday("2025-08-04"), monday("2025-08-11")];
    weeks
        .nominate(&chosen, &NominatedBy::Provider, &april(), false, untouched)
        .unwrap();
    let later = [monday("2025-08-11"), monday("2025-09-01")];
    let sunday = by("ana", "2025-08-03T22:59:00Z");
    let mut in_time = weeks.clone();
    in_time
        .nominate(&later, &NominatedBy::Provider, &sunday, false, untouched)
        .unwrap();
    assert_eq!(in_time.in_force(), later);
    assert_eq!(in_time.earlier().len(), 2, "every earlier choice is kept");
    let begun = by("ana", "2025-08-03T23:00:00Z");
    let refused = weeks.nominate(&later, &NominatedBy::Provider, &begun, false, untouched);
    let taken = NominationRefused::WasTaken(monday("2025-08-04"));
    assert_eq!(refused, Err(vec![taken]));
    let finance = |because: &str| NominatedBy::Finance {
        because: because.to_owned(),
    };
    let bare = weeks.nominate(&later, &finance(""), &begun, false, untouched);
    assert_eq!(bare, Err(vec![NominationRefused::NoReasonGiven]));
    weeks
        .nominate(&later, &finance("they were open"), &begun, false, untouched)
        .unwrap();
    assert_eq!(weeks.in_force(), later);
}

#[test]
fn a_default_week_that_has_begun_cannot_be_given_back_by_choosing_another() {
    let mut weeks = of_2025();
    let christmas = by("ana", "2025-12-24T10:00:00Z");
    let february = [monday("2026-02-02"), monday("2026-02-09")];
    let refused = weeks.nominate(&february, &NominatedBy::Provider, &christmas, false, |_| {
        WeekUse::Untouched
    });
    let taken = NominationRefused::WasTaken(monday("2025-12-22"));
    assert_eq!(refused, Err(vec![taken]));
    // The other one can still be moved.
    let one = [monday("2025-12-22"), monday("2026-02-02")];
    weeks
        .nominate(&one, &NominatedBy::Provider, &christmas, false, |_| {
            WeekUse::Untouched
        })
        .unwrap();
    assert_eq!(weeks.in_force(), one);
}

#[test]
fn section_4_4_a_supplier_that_joins_in_mid_year_has_its_share_of_the_weeks() {
    let rule = NonPaymentRule::default();
    for (joined, due) in [
        ("2020-01-01", 2),
        ("2025-04-01", 2),
        ("2025-09-30", 2),
        ("2025-10-01", 1),
        ("2026-03-31", 1),
        ("2026-04-01", 0),
    ] {
        assert_eq!(
            rule.weeks_due(year(), joined.parse().unwrap()),
            due,
            "{joined}"
        );
    }
    let november = NonPaymentYear::new(year(), date(2025, 11, 1), &rule);
    assert_eq!(november.in_force(), [monday("2025-12-22")]);
    assert_eq!(november.nominate_by(), date(2025, 12, 27));
    // One that joins after New Year has no default left.
    let february = NonPaymentYear::new(year(), date(2026, 2, 1), &rule);
    assert_eq!(february.in_force(), []);
    let mut early = NonPaymentYear::new(year(), date(2025, 11, 1), &rule);
    let before = monday("2025-10-20");
    let refused = early.nominate(
        &[before],
        &NominatedBy::Provider,
        &by("ana", "2025-10-01T10:00:00Z"),
        false,
        |_| WeekUse::Untouched,
    );
    assert_eq!(refused, Err(vec![NominationRefused::BeforeJoining(before)]));
}
