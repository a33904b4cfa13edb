//! What a week pays and bills.

use domain::values::money::Money;
use jiff::civil::date;
use rust_decimal::{Decimal, dec};

use super::given::*;
use crate::absence::AbsenceReason;
use crate::explain::DifferenceReason;
use crate::ledger::{EntryPrice, Ledger, LedgerScope, LedgerSide};
use crate::provision::PlannedDay;
use crate::register::Register;
use crate::symbol::{CareKind, Symbol};
use crate::terms::{
    BankHolidayRule, ContractBook, ContractTerms, EveningTerms, JourneysNotMade, PayBasis,
    TermName, Timeline, TransportUnit,
};
use crate::week::Week;

/// Planned, paid and billed, in the week.
fn amounts(register: &Register, terms: ContractTerms) -> (Decimal, Decimal, Decimal) {
    let ledger = Ledger::of(register, &ContractBook::new([terms]));
    let of = |side| ledger.total(&LedgerScope::Week, side).amount;
    (
        of(LedgerSide::Planned),
        of(LedgerSide::Paid),
        of(LedgerSide::Billed),
    )
}

#[test]
fn section_5_1_the_amount_payable_is_sessions_at_the_session_rate_and_hours_at_the_hourly_rate() {
    let day = PlannedDay {
        one_to_one: hours("1.5"),
        ..full_day_with_journeys()
    };
    let register = register_of(planned(&[(0, day), (2, full_day())]));
    let ledger = Ledger::of(&register, &book());
    // 4 × £30 and 1.5 × £16.50. Transport has a line of its own.
    assert_eq!(ledger.payable_a_week(&key("0004512")), dec!(144.75));
    let journeys = ledger.kind(&key("0004512"), CareKind::Journeys);
    assert_eq!(journeys.amounts.paid, dec!(14.00));
    assert_eq!(amounts(&register, terms()).1, dec!(158.75));
}

#[test]
fn section_6_1_a_week_that_nobody_touches_is_paid_and_billed_as_planned() {
    let register = register_of(planned(&[(0, full_day_with_journeys()), (3, full_day())]));
    let whole = dec!(134.00);
    assert_eq!(amounts(&register, terms()), (whole, whole, whole));
    let ledger = Ledger::of(&register, &book());
    let differences =
        ledger.differences(&LedgerScope::Week, LedgerSide::Planned, LedgerSide::Billed);
    assert_eq!(differences, []);
}

#[test]
fn section_5_2_only_non_payment_reduces_the_payment_of_an_absence() {
    for (reason, paid, billed) in [
        (None, dec!(60), dec!(30)),
        (Some(AbsenceReason::WithNotice), dec!(60), dec!(30)),
        (Some(AbsenceReason::WithoutNotice), dec!(60), dec!(60)),
        (Some(AbsenceReason::NonPayment), dec!(30), dec!(30)),
        (Some(AbsenceReason::NotProvided), dec!(30), dec!(30)),
    ] {
        let mut register = register_of(planned(&[(0, full_day())]));
        absent(&mut register, day(0), Symbol::Morning, reason);
        let found = amounts(&register, terms());
        assert_eq!(found, (dec!(60), paid, billed), "{reason:?}");
    }
}

#[test]
fn section_6_2_an_absence_that_is_paid_and_the_day_attended_instead_are_paid_once() {
    let mut register = register_of(planned(&[(0, full_day()), (1, full_day())]));
    absent(&mut register, day(0), Symbol::Morning, None);
    attend(&mut register, day(2), Symbol::Morning);
    // payable = min(4, 4 attended + 1 absence that is paid).
    assert_eq!(amounts(&register, terms()).1, dec!(120));
    assert_eq!(amounts(&register, terms()).2, dec!(120));
    // Only what was attended counts against the cap.
    assert_eq!(register.breaches(&book()), []);
}

#[test]
fn section_6_2_a_swap_covers_the_absence_that_the_person_would_be_billed_for() {
    let mut register = register_of(planned(&[(0, full_day()), (1, full_day())]));
    let without = Some(AbsenceReason::WithoutNotice);
    absent(&mut register, day(0), Symbol::Morning, None);
    absent(&mut register, day(1), Symbol::Morning, without);
    attend(&mut register, day(2), Symbol::Morning);
    // Paid: 3 attended and 1 of 2 absences. Billed: the 3 attended.
    assert_eq!(
        amounts(&register, terms()),
        (dec!(120), dec!(120), dec!(90))
    );
}

#[test]
fn ds_14_each_session_has_the_rate_of_the_day_on_which_it_was_attended() {
    let straddles = Week::of(date(2025, 3, 31));
    let plan = planned(&[(0, full_day()), (3, full_day())]);
    let mut register = register_in(straddles, &[provision("0004512", plan)]);
    let mut terms = terms();
    terms.session_rate = rising(3000, 3120);
    assert_eq!(amounts(&register, terms.clone()).1, dec!(122.40));
    let ledger = Ledger::of(&register, &ContractBook::new([terms.clone()]));
    let steps = ledger.explain(&LedgerScope::Week, LedgerSide::Paid);
    let sentences: Vec<_> = steps.iter().map(|step| step.sentence()).collect();
    assert_eq!(
        sentences,
        [
            "2 × £30 (session rate (matrix rate) from 1 April 2024) = £60: sessions attended as planned, Monday 31 March 2025",
            "2 × £31.20 (session rate (matrix rate) from 1 April 2025) = £62.40: sessions attended as planned, Thursday 3 April 2025",
        ]
    );
    // What belongs to the old year is known by its days.
    let old_year: Decimal = ledger
        .entries()
        .iter()
        .filter(|entry| entry.cell.day <= date(2025, 3, 31))
        .map(|entry| entry.amounts().paid)
        .sum();
    assert_eq!(old_year, dec!(60));
    for symbol in [Symbol::Morning, Symbol::Afternoon] {
        absent(&mut register, date(2025, 3, 31), symbol, None);
        attend(&mut register, date(2025, 4, 2), symbol);
    }
    let (planned, paid, billed) = amounts(&register, terms.clone());
    assert_eq!(
        (planned, paid, billed),
        (dec!(122.40), dec!(124.80), dec!(124.80))
    );
    let ledger = Ledger::of(&register, &ContractBook::new([terms]));
    let why = ledger.differences(&LedgerScope::Week, LedgerSide::Planned, LedgerSide::Paid);
    assert_eq!(why.len(), 1);
    assert_eq!(
        (why[0].reason, why[0].amount),
        (DifferenceReason::Swap, dec!(2.40))
    );
}

#[test]
fn ds_15_hours_are_rounded_once_for_the_week_and_half_a_penny_goes_up() {
    let quarter = PlannedDay {
        one_to_one: hours("0.25"),
        ..NOTHING
    };
    let register = register_of(planned(&[(0, quarter), (1, quarter), (2, quarter)]));
    // 3 × 0.25 × £16.50 = £12.375; three times £4.13 would be £12.39.
    assert_eq!(amounts(&register, terms()).1, dec!(12.38));
    let ledger = Ledger::of(&register, &book());
    let total = ledger.total(&LedgerScope::Week, LedgerSide::Paid);
    assert_eq!(total.rounding, dec!(0.005));
}

#[test]
fn ds_51_support_without_a_rate_is_recorded_and_nothing_is_invented() {
    let support = PlannedDay {
        two_to_two: hours("2"),
        ..NOTHING
    };
    let register = register_of(planned(&[(0, support)]));
    let mut without = terms();
    without.two_to_two_rate = Timeline::default();
    let ledger = Ledger::of(&register, &ContractBook::new([without]));
    let total = ledger.total(&LedgerScope::Week, LedgerSide::Paid);
    assert!(total.incomplete);
    assert_eq!(total.amount, dec!(0));
    assert_eq!(ledger.entries()[0].price, EntryPrice::RateMissing);
    // With a rate: hours that the person receives, and never twice them.
    assert_eq!(amounts(&register, terms()).1, dec!(66.00));
    // Terms that nobody has entered say no rate at all.
    let ledger = Ledger::of(&register, &ContractBook::default());
    assert!(
        ledger
            .total(&LedgerScope::Week, LedgerSide::Paid)
            .incomplete
    );
}

#[test]
fn section_5_2_an_evening_has_its_own_total_and_rate_where_the_contract_prices_it_apart() {
    let late = PlannedDay {
        evening: true,
        ..full_day()
    };
    let register = register_of(planned(&[(0, late)]));
    assert_eq!(amounts(&register, terms()).1, dec!(90));
    let mut own = terms();
    own.evening = since_2020(EveningTerms::Own {
        rate: Money::pence(2000),
    });
    assert_eq!(amounts(&register, own.clone()).1, dec!(80));
    let ledger = Ledger::of(&register, &ContractBook::new([own]));
    let evenings = ledger.kind(&key("0004512"), CareKind::Evenings);
    assert_eq!(evenings.commissioned.0, 1);
}

#[test]
fn section_5_2_transport_is_priced_in_the_unit_of_the_contract() {
    // Out and back on Monday, one way on Tuesday.
    let one_way = PlannedDay { out: 1, ..NOTHING };
    let there_and_back = PlannedDay {
        out: 1,
        back: 1,
        ..NOTHING
    };
    let register = register_of(planned(&[(0, there_and_back), (1, one_way)]));
    for (unit, paid) in [
        (TransportUnit::Journey, dec!(21)),
        (TransportUnit::Return, dec!(14)),
        (TransportUnit::Day, dec!(14)),
        (TransportUnit::InsideTheSession, dec!(0)),
    ] {
        let mut terms = terms();
        terms.transport = since_2020(transport(unit));
        let found = amounts(&register, terms);
        assert_eq!(found, (paid, paid, paid), "{unit:?}");
    }
    let mut elsewhere = terms();
    let mut not_here = transport(TransportUnit::Journey);
    not_here.paid_here = false;
    elsewhere.transport = since_2020(not_here);
    assert_eq!(amounts(&register, elsewhere).1, dec!(0));
}

#[test]
fn ds_27_no_journey_is_paid_or_billed_for_a_person_who_was_absent_all_week() {
    let plan = planned(&[(0, full_day_with_journeys()), (2, full_day_with_journeys())]);
    for (journeys, transport) in [(true, dec!(0)), (false, dec!(28))] {
        let mut register = register_of(plan);
        let action = crate::register::RegisterAction::AbsentAllWeek {
            line: key("0004512"),
            reason: None,
            journeys,
        };
        register.apply(&action, &ana(), &book()).unwrap();
        let ledger = Ledger::of(&register, &book());
        let found = ledger.kind(&key("0004512"), CareKind::Journeys).amounts;
        assert_eq!((found.paid, found.billed), (transport, transport));
        assert_eq!(
            ledger
                .kind(&key("0004512"), CareKind::Sessions)
                .amounts
                .paid,
            dec!(120)
        );
    }
    // A contract may pay for journeys by the reason.
    let mut register = register_of(plan);
    absent(
        &mut register,
        day(0),
        Symbol::Out,
        Some(AbsenceReason::WithoutNotice),
    );
    let mut by_reason = terms();
    let mut transport = transport(TransportUnit::Journey);
    transport.not_made = JourneysNotMade::ByReason;
    by_reason.transport = since_2020(transport);
    assert_eq!(amounts(&register, by_reason).1, dec!(148));
    assert_eq!(amounts(&register, terms()).1, dec!(141));
}

#[test]
fn a_contract_that_pays_for_what_was_attended_pays_and_bills_no_absence() {
    let mut register = register_of(planned(&[(0, full_day())]));
    let without = Some(AbsenceReason::WithoutNotice);
    absent(&mut register, day(0), Symbol::Morning, without);
    let mut actual = terms();
    actual.pay_basis = since_2020(PayBasis::Actual);
    assert_eq!(
        amounts(&register, actual.clone()),
        (dec!(60), dec!(30), dec!(30))
    );
    let ledger = Ledger::of(&register, &ContractBook::new([actual]));
    let cited = ledger.entries()[0].cited();
    assert_eq!(cited, [TermName::SessionRate, TermName::PayBasis]);
}

#[test]
fn ds_31_a_bank_holiday_changes_nothing_by_itself_and_a_closed_day_is_said_by_the_contract() {
    let bank_holiday = Week::of(date(2025, 8, 25));
    let plan = planned(&[(0, full_day()), (1, full_day())]);
    let register = register_in(bank_holiday, &[provision("0004512", plan)]);
    assert_eq!(amounts(&register, terms()).1, dec!(120));
    let mut closed = terms();
    closed.bank_holidays = since_2020(BankHolidayRule::Closed);
    assert_eq!(
        amounts(&register, closed.clone()),
        (dec!(120), dec!(60), dec!(60))
    );
    let book = ContractBook::new([closed]);
    let state = register
        .state(&cell(date(2025, 8, 25), Symbol::Morning), &book)
        .unwrap();
    assert_eq!(state.absent.unwrap().reason, AbsenceReason::NotProvided);
    let ledger = Ledger::of(&register, &book);
    assert!(
        ledger.entries()[0]
            .cited()
            .contains(&TermName::BankHolidays)
    );
}

#[test]
fn the_sentence_at_a_cell_and_the_amount_change_on_the_same_day() {
    let mut terms = terms();
    terms.effects = since_2020(crate::absence::EffectTable::default());
    let mut stricter = crate::absence::EffectTable::default();
    stricter.with_notice.paid = false;
    terms.effects.change(day(2), stricter);
    let mut register = register_of(planned(&[(1, full_day()), (2, full_day())]));
    for place in [1, 2] {
        absent(&mut register, day(place), Symbol::Morning, None);
    }
    let book = ContractBook::new([terms.clone()]);
    let ledger = Ledger::of(&register, &book);
    for (place, paid) in [(1, dec!(30)), (2, dec!(0))] {
        let effect = terms.effects_on(day(place)).of(AbsenceReason::WithNotice);
        let scope = LedgerScope::Cell(cell(day(place), Symbol::Morning));
        assert_eq!(ledger.total(&scope, LedgerSide::Paid).amount, paid);
        assert_eq!(
            effect.sentence().starts_with("You will be paid."),
            !paid.is_zero()
        );
    }
}

#[test]
fn every_amount_leads_to_its_marks_and_terms_and_they_lead_back() {
    let mut register = register_of(planned(&[(0, full_day_with_journeys())]));
    absent(&mut register, day(0), Symbol::Morning, None);
    let ledger = Ledger::of(&register, &book());
    let week = ledger.total(&LedgerScope::Week, LedgerSide::Paid);
    for id in &week.entries {
        let scopes = ledger.totals_with(*id);
        assert_eq!(scopes.len(), 4);
        for scope in scopes {
            assert!(ledger.total(&scope, LedgerSide::Paid).entries.contains(id));
        }
        let entry = ledger.entry(*id).unwrap();
        for term in entry.cited() {
            assert!(ledger.entries_by(&entry.terms, term).contains(id));
        }
    }
    let by_effects = ledger.entries_by(&terms_id(), TermName::Effects);
    let cells: Vec<_> = by_effects
        .iter()
        .map(|id| ledger.entry(*id).unwrap().cell.symbol)
        .collect();
    assert_eq!(cells, [Symbol::Morning]);
}
