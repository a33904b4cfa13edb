//! The page before submission: planned, attended, payable and billed, what is
//! unusual, and what nobody has confirmed.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::breach::{Breach, RegisterNote};
use crate::cell::{Cell, ReasonOrigin};
use crate::ledger::{KindWeek, Ledger, LedgerAmounts, LedgerScope, LedgerSide};
use crate::provision::LineKey;
use crate::quantity::Quantity;
use crate::register::Register;
use crate::symbol::{CareKind, Symbol};
use crate::terms::ContractBook;

/// The number of weeks before that a week is compared with.
pub const WEEKS_COMPARED: usize = 8;

/// A register reconciled.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reconciliation {
    /// Line by line.
    pub lines: Vec<ReconciledLine>,
    /// The amounts of the week.
    pub amounts: LedgerAmounts,
    /// Absences on the default reason, which nobody confirmed.
    pub not_confirmed: Vec<Cell>,
    /// What cannot be submitted.
    pub breaches: Vec<Breach>,
    /// What is worth a look.
    pub notes: Vec<RegisterNote>,
}

/// A line reconciled.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReconciledLine {
    /// The line.
    pub line: LineKey,
    /// Its kinds of care.
    pub kinds: Vec<(CareKind, KindWeek)>,
    /// Its amounts.
    pub amounts: LedgerAmounts,
    /// Whether anything differs from the plan.
    pub is_exception: bool,
    /// Whether something was planned, nothing was received, and nobody chose a
    /// reason.
    pub unexplained_nought: bool,
    /// The difference from the weeks before.
    pub variance: Option<WeekVariance>,
    /// Whether a rate is missing.
    pub rate_missing: bool,
}

/// The difference of a week from the weeks before.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct WeekVariance {
    /// The average that was paid in the weeks compared.
    pub average: Decimal,
    /// How many weeks were compared, at most [`WEEKS_COMPARED`].
    pub weeks: usize,
    /// What this week pays more, or less below zero.
    pub difference: Decimal,
}

/// Returns how a week's pay differs from the average of the weeks before, the
/// latest first; nothing without any.
///
/// ```
/// use attendance::reconciliation::variance;
/// use rust_decimal::dec;
///
/// let found = variance(dec!(60), &[dec!(120), dec!(120), dec!(90)]).unwrap();
/// assert_eq!((found.average, found.difference), (dec!(110), dec!(-50)));
/// assert_eq!(variance(dec!(60), &[]), None);
/// ```
#[must_use]
pub fn variance(this_week: Decimal, before: &[Decimal]) -> Option<WeekVariance> {
    let compared = &before[..before.len().min(WEEKS_COMPARED)];
    let sum: Decimal = compared.iter().sum();
    let average = sum.checked_div(Decimal::from(compared.len()))?;
    let average = average.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    Some(WeekVariance {
        average,
        weeks: compared.len(),
        difference: this_week - average,
    })
}

impl Register {
    /// Reconciles the register. `paid_before` has what each line was paid in
    /// the weeks before, the latest first, non-payment weeks left out.
    #[must_use]
    pub fn reconcile(
        &self,
        book: &ContractBook,
        paid_before: &BTreeMap<LineKey, Vec<Decimal>>,
    ) -> Reconciliation {
        let ledger = Ledger::of(self, book);
        let mut not_confirmed = Vec::new();
        let mut lines = Vec::new();
        for (key, line) in &self.lines {
            let mut is_exception = false;
            let (mut planned, mut received) = (Quantity::ZERO, Quantity::ZERO);
            let mut chosen = false;
            for day in self.week.days() {
                for symbol in Symbol::ALL {
                    let state = line.state(day, symbol, book);
                    planned += state.planned;
                    received += state.received;
                    is_exception |= state.planned != state.received;
                    let Some(absent) = state.absent else {
                        continue;
                    };
                    match absent.origin {
                        ReasonOrigin::Default => not_confirmed.push(Cell {
                            line: key.clone(),
                            day,
                            symbol,
                        }),
                        ReasonOrigin::OfTheSession(_) => {}
                        ReasonOrigin::Chosen
                        | ReasonOrigin::Derived { .. }
                        | ReasonOrigin::Overruled { .. }
                        | ReasonOrigin::BankHoliday => chosen = true,
                    }
                }
            }
            let of = |side| ledger.total(&LedgerScope::Line(key.clone()), side);
            let paid = of(LedgerSide::Paid);
            let before = paid_before.get(key).map(Vec::as_slice).unwrap_or_default();
            lines.push(ReconciledLine {
                line: key.clone(),
                kinds: ledger
                    .kinds_of(key)
                    .map(|(kind, week)| (kind, *week))
                    .collect(),
                amounts: LedgerAmounts {
                    planned: of(LedgerSide::Planned).amount,
                    paid: paid.amount,
                    billed: of(LedgerSide::Billed).amount,
                },
                is_exception,
                unexplained_nought: !planned.is_zero() && received.is_zero() && !chosen,
                variance: variance(paid.amount, before),
                rate_missing: paid.incomplete,
            });
        }
        let of = |side| ledger.total(&LedgerScope::Week, side).amount;
        Reconciliation {
            lines,
            amounts: LedgerAmounts {
                planned: of(LedgerSide::Planned),
                paid: of(LedgerSide::Paid),
                billed: of(LedgerSide::Billed),
            },
            not_confirmed,
            breaches: self.breaches(book),
            notes: self.notes(book),
        }
    }
}
