//! Adjustments after the lock: a difference between two ledgers, as positive
//! lines that say which way they go.

use std::collections::BTreeMap;

use domain::values::money::Money;
use rust_decimal::Decimal;

use crate::cell::RecordedBy;
use crate::kept_register::LockedAmounts;
use crate::ledger::{Ledger, LedgerAmounts, LedgerSide};
use crate::provision::LineKey;
use crate::register::Register;
use crate::symbol::CareKind;

domain::named_enum! {
    serde
    /// A type of an adjustment: which way its amount goes.
    pub enum AdjustmentType {
        /// More is paid to the provider.
        ExtraPay = "extra_pay",
        /// Pay is taken back from the provider.
        PayTakenBack = "pay_taken_back",
        /// More is billed to the person.
        ExtraBill = "extra_bill",
        /// A bill of the person is given back.
        BillGivenBack = "bill_given_back",
    }
}

/// A line of an adjustment. The amount is never below zero.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdjustmentLine {
    /// The line of the purchase order.
    pub line: LineKey,
    /// The kind of care.
    pub kind: CareKind,
    /// Which way the amount goes.
    pub adjustment: AdjustmentType,
    /// The amount.
    pub amount: Money,
}

/// An adjustment that waits for a second person.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProposedAdjustment {
    /// The version that it changes.
    pub from_version: u32,
    /// Why.
    pub because: String,
    /// Who proposes it and when.
    pub by: RecordedBy,
    /// The net effect of the adjustment.
    pub lines: Vec<AdjustmentLine>,
    /// The register with the adjustment.
    pub register: Register,
    /// The ledger with the adjustment.
    pub ledger: Ledger,
}

/// Works out the difference between two ledgers, by line and kind.
#[must_use]
pub fn adjustment_lines(before: &Ledger, after: &Ledger) -> Vec<AdjustmentLine> {
    differences(&LockedAmounts::of(before), &LockedAmounts::of(after))
}

/// Works out the difference between the amounts of two locked versions, by line
/// and kind, as positive lines.
#[must_use]
pub fn differences(before: &[LockedAmounts], after: &[LockedAmounts]) -> Vec<AdjustmentLine> {
    let mut sides: BTreeMap<(LineKey, CareKind), [LedgerAmounts; 2]> = BTreeMap::new();
    for (side, amounts) in [before, after].into_iter().enumerate() {
        for of in amounts {
            let Ok(line) = LineKey::parse(&of.order, &of.line) else {
                continue;
            };
            sides.entry((line, of.kind)).or_default()[side] = LedgerAmounts {
                planned: of.planned,
                paid: of.paid,
                billed: of.billed,
            };
        }
    }
    let mut lines = Vec::new();
    for ((line, kind), [old, new]) in sides {
        for (side, more, less) in [
            (
                LedgerSide::Paid,
                AdjustmentType::ExtraPay,
                AdjustmentType::PayTakenBack,
            ),
            (
                LedgerSide::Billed,
                AdjustmentType::ExtraBill,
                AdjustmentType::BillGivenBack,
            ),
        ] {
            let difference = new.of(side) - old.of(side);
            let Ok(amount) = Money::new(difference.abs()) else {
                continue;
            };
            if amount == Money::ZERO {
                continue;
            }
            let adjustment = if difference > Decimal::ZERO {
                more
            } else {
                less
            };
            lines.push(AdjustmentLine {
                line: line.clone(),
                kind,
                adjustment,
                amount,
            });
        }
    }
    lines
}

impl AdjustmentType {
    /// Returns an amount with the sign of the type, for a sum.
    ///
    /// ```
    /// use attendance::adjustment::AdjustmentType;
    /// use domain::values::money::Money;
    /// use rust_decimal::dec;
    ///
    /// let amount = Money::pence(3120);
    /// assert_eq!(AdjustmentType::ExtraPay.signed(amount), dec!(31.20));
    /// assert_eq!(AdjustmentType::PayTakenBack.signed(amount), dec!(-31.20));
    /// ```
    #[must_use]
    pub fn signed(self, amount: Money) -> Decimal {
        match self {
            Self::ExtraPay | Self::ExtraBill => amount.pounds(),
            Self::PayTakenBack | Self::BillGivenBack => -amount.pounds(),
        }
    }
}
