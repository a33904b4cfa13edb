//! After the lock: unlocking for a while, and adjustments.

use super::given::*;
use crate::absence::AbsenceReason;
use crate::adjustment::AdjustmentType;
use crate::cell::{Mark, RecordedBy};
use crate::ledger::{LedgerScope, LedgerSide};
use crate::register::RegisterAction;
use crate::submission::{FinanceRefused, RegisterRecord, RegisterStatus};
use crate::symbol::{CareKind, Symbol};
use crate::terms::ContractBook;

/// A locked register of one full day, and somebody in finance.
fn locked() -> (RegisterRecord, RecordedBy) {
    let register = register_of(planned(&[(0, full_day())]));
    let mut record = RegisterRecord::new(register);
    let monday = by("ana", "2025-05-12T08:00:00Z");
    record.submit(&monday, true, "Oak", &book()).unwrap();
    (record, by("farah", "2025-05-13T08:00:00Z"))
}

fn absence(symbol: Symbol) -> RegisterAction {
    RegisterAction::Record {
        cell: cell(day(0), symbol),
        mark: Mark::absent(Some(AbsenceReason::NonPayment)),
        seen: 0,
    }
}

#[test]
fn section_8_1_finance_unlocks_a_register_with_a_reason_and_an_end() {
    let (mut record, farah) = locked();
    let until = at("2025-05-14T08:00:00Z");
    let no_reason = record.unlock(&farah, " ", until);
    assert_eq!(no_reason, Err(FinanceRefused::NoReasonGiven));
    let no_end = record.unlock(&farah, "wrong day", farah.at);
    assert_eq!(no_end, Err(FinanceRefused::EndsBeforeItBegins));
    record.unlock(&farah, "wrong day", until).unwrap();
    let again = record.unlock(&farah, "wrong day", until);
    assert_eq!(again, Err(FinanceRefused::NotLocked));
    let tuesday = by("ana", "2025-05-13T09:00:00Z");
    record
        .change(&absence(Symbol::Morning), &tuesday, &book())
        .unwrap();
    let version = record
        .submit(&tuesday, true, "Oak", &book())
        .unwrap()
        .version;
    assert_eq!(version.number, 2);
    let [first, second] = record.versions() else {
        panic!("both versions are kept");
    };
    let lines = second.difference_from(first);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0].adjustment, AdjustmentType::PayTakenBack);
    assert_eq!(lines[0].amount.to_string(), "£30");
    assert_eq!(lines[0].kind, CareKind::Sessions);
    assert_eq!(lines[1].adjustment, AdjustmentType::BillGivenBack);
}

#[test]
fn an_unlocking_that_runs_out_returns_to_the_last_locked_version_and_keeps_the_edits_apart() {
    let (mut record, farah) = locked();
    let before = record.register().clone();
    record
        .unlock(&farah, "wrong day", at("2025-05-14T08:00:00Z"))
        .unwrap();
    let tuesday = by("ana", "2025-05-13T09:00:00Z");
    record
        .change(&absence(Symbol::Morning), &tuesday, &book())
        .unwrap();
    record.expire(at("2025-05-14T07:59:59Z"));
    assert!(matches!(record.status(), RegisterStatus::Unlocked { .. }));
    // The first change that comes too late ends it, and is refused.
    let late = by("ana", "2025-05-14T08:00:00Z");
    let refused = record.change(&absence(Symbol::Afternoon), &late, &book());
    assert!(refused.is_err());
    assert!(matches!(record.status(), RegisterStatus::Locked { .. }));
    assert_eq!(*record.register(), before);
    let edits = record.not_locked_in_time();
    assert_eq!(edits.len(), 1);
    assert_eq!(edits[0].cell, cell(day(0), Symbol::Morning));
    assert_eq!(record.versions().len(), 1);
}

#[test]
fn section_3_4_an_error_in_a_submitted_register_is_adjusted_by_two_people_and_nothing_is_overwritten()
 {
    let (mut record, farah) = locked();
    let changes = [(
        cell(day(0), Symbol::Morning),
        Mark::absent(Some(AbsenceReason::NonPayment)),
    )];
    let no_reason = record.propose_adjustment(&changes, "", &farah, &book());
    assert_eq!(no_reason, Err(FinanceRefused::NoReasonGiven));
    let proposed = record
        .propose_adjustment(&changes, "wrong day", &farah, &book())
        .unwrap();
    assert_eq!(record.versions().len(), 1);
    let alone = record.approve(proposed.clone(), &farah);
    assert_eq!(alone, Err(FinanceRefused::SamePerson));
    let first = record.versions()[0].clone();
    let gita = by("gita", "2025-05-13T10:00:00Z");
    let second = record.approve(proposed.clone(), &gita).unwrap();
    assert_eq!(second.number, 2);
    let adjustment = second.adjustment.clone().unwrap();
    assert_eq!(adjustment.lines, proposed.lines);
    assert_eq!(adjustment.approved_by, gita);
    assert_eq!(record.versions()[0], first);
    let twice = record.approve(proposed, &gita);
    assert_eq!(twice, Err(FinanceRefused::NotTheLatestVersion));
}

#[test]
fn the_lines_of_an_adjustment_are_positive_and_are_the_difference_of_the_two_versions() {
    let (record, farah) = locked();
    let book = book();
    let changes = [
        (cell(day(0), Symbol::Morning), Mark::absent(None)),
        (
            cell(day(0), Symbol::Afternoon),
            Mark::absent(Some(AbsenceReason::NonPayment)),
        ),
    ];
    let proposed = record
        .propose_adjustment(&changes, "both away", &farah, &book)
        .unwrap();
    for side in [LedgerSide::Paid, LedgerSide::Billed] {
        let of = |ledger: &crate::ledger::Ledger| ledger.total(&LedgerScope::Week, side).amount;
        let difference = of(&proposed.ledger) - of(&record.versions()[0].ledger);
        let lines = proposed.lines.iter().filter(|line| {
            let pays = matches!(
                line.adjustment,
                AdjustmentType::ExtraPay | AdjustmentType::PayTakenBack
            );
            pays == (side == LedgerSide::Paid)
        });
        let sum: rust_decimal::Decimal =
            lines.map(|line| line.adjustment.signed(line.amount)).sum();
        assert_eq!(sum, difference);
    }
}

#[test]
fn an_adjustment_that_changes_a_rate_reaches_the_locked_register_only_when_it_is_approved() {
    let (mut record, farah) = locked();
    let mut dearer = terms();
    dearer.session_rate = since_2020(domain::values::money::Money::pence(3100));
    let dearer = ContractBook::new([dearer]);
    let proposed = record
        .propose_adjustment(&[], "new rate", &farah, &dearer)
        .unwrap();
    assert_eq!(proposed.lines.len(), 2);
    assert_eq!(proposed.lines[0].amount.to_string(), "£2");
    assert_eq!(proposed.lines[0].adjustment, AdjustmentType::ExtraPay);
    let gita = by("gita", "2025-05-13T10:00:00Z");
    record.approve(proposed, &gita).unwrap();
    assert_eq!(record.versions().len(), 2);
}
