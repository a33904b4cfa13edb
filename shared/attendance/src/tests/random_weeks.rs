//! What holds in every week: 100,000 random registers, the same in every run.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::{Decimal, RoundingStrategy};

use super::random::Random;
use crate::adjustment::{AdjustmentType, adjustment_lines};
use crate::client_level_data;
use crate::ledger::{EntryPrice, Ledger, LedgerEntry, LedgerScope, LedgerSide};
use crate::merge::NightlyPlan;
use crate::payment_calendar::PaymentCalendar;
use crate::provision::LineKey;
use crate::register::{Register, RegisterAction};
use crate::submission::RegisterRecord;
use crate::symbol::{CareKind, Symbol};
use crate::terms::{ContractBook, JourneysNotMade, PayBasis, SwapRule};

#[test]
fn pay_bill_and_plan_of_100_000_random_weeks_come_from_one_ledger_and_differ_by_named_reasons() {
    let (mut differ, mut entries, mut breached) = (0, 0, 0);
    for seed in 0..100_000 {
        let (book, register) = Random::from(seed).register();
        let ledger = Ledger::of(&register, &book);
        entries += ledger.entries().len();
        breached += usize::from(!register.breaches(&book).is_empty());
        let mut scopes = vec![LedgerScope::Week];
        scopes.extend(register.lines.keys().cloned().map(LedgerScope::Line));
        for scope in &scopes {
            let of = |side| ledger.total(scope, side).amount;
            for (from, to) in [
                (LedgerSide::Planned, LedgerSide::Paid),
                (LedgerSide::Paid, LedgerSide::Billed),
                (LedgerSide::Planned, LedgerSide::Billed),
            ] {
                let named = ledger.differences(scope, from, to);
                let sum: Decimal = named.iter().map(|named| named.amount).sum();
                assert_eq!(of(to) - of(from), sum, "seed {seed}");
                let reasons: Vec<_> = named.iter().map(|named| named.reason).collect();
                assert!(
                    reasons.windows(2).all(|two| two[0] < two[1]),
                    "each named once"
                );
                differ += usize::from(!named.is_empty());
            }
        }
        for (place, key) in register.lines.keys().enumerate() {
            for (kind, quantity) in payable(&register, place, &book) {
                let found = ledger.kind(key, kind);
                assert_eq!(found.paid.0, quantity, "seed {seed} {kind:?}");
                assert!(found.billed <= found.commissioned, "seed {seed} {kind:?}");
                if let Some(rate) = only_rate(&ledger, key, kind) {
                    // One rate in the week: the sum of the guide, by hand.
                    let by_hand = kind.number_of(found.paid) * rate;
                    let up = RoundingStrategy::MidpointAwayFromZero;
                    assert_eq!(found.amounts.paid, by_hand.round_dp_with_strategy(2, up));
                }
            }
        }
    }
    assert!(
        entries > 1_000_000 && differ > 100_000 && breached > 10_000,
        "{entries} {differ} {breached}"
    );
}

#[test]
fn every_penny_of_random_weeks_is_reached_from_its_marks_and_terms_and_back() {
    for seed in 0..3_000 {
        let (book, register) = Random::from(seed).register();
        let ledger = Ledger::of(&register, &book);
        for side in LedgerSide::ALL {
            let week = ledger.total(&LedgerScope::Week, side);
            let mut lines = Decimal::ZERO;
            for key in register.lines.keys() {
                let line = ledger.total(&LedgerScope::Line(key.clone()), side);
                let mut kinds = Decimal::ZERO;
                for (kind, _) in ledger.kinds_of(key) {
                    let scope = LedgerScope::Kind(key.clone(), kind);
                    let of_kind = ledger.total(&scope, side);
                    let steps = ledger.explain(&scope, side);
                    let exact: Decimal = steps.iter().map(|step| step.amount).sum();
                    assert_eq!(exact + of_kind.rounding, of_kind.amount);
                    let to_the_penny = RoundingStrategy::MidpointAwayFromZero;
                    assert_eq!(
                        exact.round_dp_with_strategy(2, to_the_penny),
                        of_kind.amount
                    );
                    let explained: usize = steps.iter().map(|step| step.entries.len()).sum();
                    assert_eq!(explained, of_kind.entries.len());
                    kinds += of_kind.amount;
                }
                assert_eq!(kinds, line.amount);
                lines += line.amount;
            }
            assert_eq!(lines, week.amount);
        }
        for entry in ledger.entries() {
            for scope in ledger.totals_with(entry.id) {
                assert!(
                    ledger
                        .total(&scope, LedgerSide::Paid)
                        .entries
                        .contains(&entry.id)
                );
            }
            for term in entry.cited() {
                assert!(ledger.entries_by(&entry.terms, term).contains(&entry.id));
            }
            let priced = entry.amounts();
            if priced.paid != priced.billed {
                assert!(!entry.cited().is_empty());
            }
            assert!(entry.price != EntryPrice::RateMissing || priced.paid.is_zero());
        }
    }
}

#[test]
fn an_undone_absence_of_the_whole_week_leaves_the_same_ledger_in_random_weeks() {
    for seed in 0..3_000 {
        let (book, mut register) = Random::from(seed).register();
        for key in register.lines.keys().cloned().collect::<Vec<_>>() {
            if register.lines[&key].absent_all_week.is_some() {
                continue;
            }
            let totals = |register: &Register| {
                let ledger = Ledger::of(register, &book);
                LedgerSide::ALL.map(|side| ledger.total(&LedgerScope::Week, side).amount)
            };
            let before = totals(&register);
            let recorded = super::given::ana();
            let absent = RegisterAction::AbsentAllWeek {
                line: key.clone(),
                reason: None,
                journeys: true,
            };
            register.apply(&absent, &recorded, &book).unwrap();
            let undo = RegisterAction::UndoAbsentAllWeek { line: key };
            register.apply(&undo, &recorded, &book).unwrap();
            assert_eq!(totals(&register), before, "seed {seed}");
        }
    }
}

#[test]
fn no_plan_that_is_taken_in_loses_a_mark_in_random_weeks() {
    for seed in 0..3_000 {
        let mut random = Random::from(seed);
        let (_, mut register) = random.register();
        let first = register.plan_version + 1;
        for version in first..first + 3 {
            let mut lines: Vec<_> = register
                .lines
                .values()
                .map(|line| line.provision.clone())
                .collect();
            for line in &mut lines {
                line.pattern = crate::provision::AttendancePattern::weekly(random.plan());
            }
            lines.retain(|_| !random.one_in(4));
            let day = random.pick(&register.week.days());
            let at: Timestamp = format!("{day}T03:00:00Z").parse().unwrap();
            let before = register.clone();
            register.merge(&NightlyPlan {
                at,
                version,
                lines: &lines,
            });
            for (key, line) in before.lines.iter().filter(|(_, line)| line.is_touched()) {
                assert_eq!(register.lines[key].records, line.records, "seed {seed}");
            }
        }
    }
}

#[test]
fn a_lock_pays_what_was_said_before_it_and_an_adjustment_is_the_difference_in_random_weeks() {
    let mut locked = 0;
    for seed in 0..3_000 {
        let mut random = Random::from(seed);
        let (book, register) = random.register();
        let monday = crate::cell::RecordedBy {
            at: register.week.opens_for_submission(),
            ..super::given::ana()
        };
        let mut record = RegisterRecord::new(register.clone());
        let shadow = record.if_locked_now(monday.at, &book, &PaymentCalendar::default());
        let Ok(submitted) = record.submit(&monday, true, "Oak", &book) else {
            assert!(!shadow.obstacles.is_empty());
            continue;
        };
        locked += 1;
        assert_eq!(shadow.obstacles, []);
        let before = submitted.version.ledger.clone();
        let of = |ledger: &Ledger, side| ledger.total(&LedgerScope::Week, side).amount;
        assert_eq!(shadow.amounts.paid, of(&before, LedgerSide::Paid));
        let mut other = register;
        random.mark(&mut other, &book);
        let after = Ledger::of(&other, &book);
        let lines = adjustment_lines(&before, &after);
        let sum = |types: [AdjustmentType; 2]| -> Decimal {
            let of_types = lines.iter().filter(|line| types.contains(&line.adjustment));
            of_types
                .map(|line| line.adjustment.signed(line.amount))
                .sum()
        };
        let paid = sum([AdjustmentType::ExtraPay, AdjustmentType::PayTakenBack]);
        assert_eq!(
            paid,
            of(&after, LedgerSide::Paid) - of(&before, LedgerSide::Paid)
        );
        let billed = sum([AdjustmentType::ExtraBill, AdjustmentType::BillGivenBack]);
        assert_eq!(
            billed,
            of(&after, LedgerSide::Billed) - of(&before, LedgerSide::Billed)
        );
    }
    assert!(locked > 500, "{locked}");
}

/// Returns what is paid of each kind by the rule itself, for a line: the lower
/// of what is commissioned and of what was attended with absences that are paid.
fn payable(register: &Register, line: usize, book: &ContractBook) -> BTreeMap<CareKind, u32> {
    let line = register.lines.values().nth(line).unwrap();
    let terms = book.terms(&line.provision.terms);
    let mut kinds: BTreeMap<CareKind, (u32, u32, u32)> = BTreeMap::new();
    for day in register.week.days() {
        if line.day_is_open(day).is_err() {
            continue;
        }
        for symbol in Symbol::ALL {
            let kind = terms.kind_of(symbol, day);
            let state = line.state(day, symbol, book);
            let (planned, received) = (state.planned.0, state.received.0);
            let sums = kinds.entry(kind).or_default();
            sums.0 += planned;
            sums.1 += match terms.swaps_on(day) {
                SwapRule::Allowed => received,
                SwapRule::NotAllowed => received.min(planned),
            };
            let transport = terms.transport.on(day).map(|dated| dated.value.not_made);
            let free = kind == CareKind::Journeys
                && transport.unwrap_or_default() == JourneysNotMade::NotPaid;
            if let Some(absent) = state.absent
                && terms.pay_basis_on(day) == PayBasis::Plan
                && !free
                && terms.effects_on(day).of(absent.reason).paid
            {
                sums.2 += absent.quantity.0;
            }
        }
    }
    let min = |(commissioned, attended, paid): (u32, u32, u32)| commissioned.min(attended + paid);
    kinds
        .into_iter()
        .map(|(kind, sums)| (kind, min(sums)))
        .collect()
}

/// Returns the rate of a kind that is priced by the unit and has the same rate
/// all week.
fn only_rate(ledger: &Ledger, line: &LineKey, kind: CareKind) -> Option<Decimal> {
    let entries = ledger.entries().iter();
    let mut of_kind = entries.filter(|entry| entry.cell.line == *line && entry.kind == kind);
    let rate_of = |entry: &LedgerEntry| match entry.price {
        EntryPrice::Rate(rate) if kind != CareKind::Journeys => Some(rate.rate.pounds()),
        _ => None,
    };
    let first = rate_of(of_kind.next()?)?;
    of_kind
        .all(|entry| rate_of(entry) == Some(first))
        .then_some(first)
}

#[test]
fn pay_bill_and_client_level_data_of_random_weeks_are_of_one_ledger_and_no_row_is_negative() {
    let (mut rows_seen, mut without_rate) = (0, 0);
    for seed in 0..10_000 {
        let (book, register) = Random::from(seed).register();
        let ledger = Ledger::of(&register, &book);
        let rows = client_level_data::rows(&register, &ledger, &book);
        for side in LedgerSide::ALL {
            let told: Decimal = rows.iter().map(|row| row.amounts.of(side)).sum();
            let total = ledger.total(&LedgerScope::Week, side).amount;
            assert_eq!(told, total, "seed {seed} {side:?}");
        }
        let mut apart = std::collections::BTreeSet::new();
        for row in &rows {
            assert!(apart.insert((&row.line, row.kind)), "one row a kind");
            assert!(!row.planned_units.is_sign_negative());
            for side in LedgerSide::ALL {
                assert!(!row.amounts.of(side).is_sign_negative(), "seed {seed}");
            }
            let is_transport = row.kind == CareKind::Journeys;
            let transport = row.component == client_level_data::ServiceComponent::Transport;
            assert_eq!(is_transport, transport);
            rows_seen += 1;
            without_rate += usize::from(row.unit_cost.is_none());
        }
    }
    assert!(
        rows_seen > 20_000 && without_rate > 100,
        "{rows_seen} {without_rate}"
    );
}
