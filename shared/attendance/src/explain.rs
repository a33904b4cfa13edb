//! The explanation of an amount: the steps that make it, and the named reasons
//! why two sides of the ledger differ.

use std::collections::BTreeMap;

use domain::values::calendar::{in_words, with_weekday};
use domain::values::money::in_words as pounds_in_words;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::absence::AbsenceReason;
use crate::ledger::{EffectBy, EntryCause, EntryId, EntryPrice, Ledger, LedgerScope, LedgerSide};
use crate::quantity::Quantity;
use crate::symbol::CareKind;

/// A step of an amount: entries of one kind, one price and one cause.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ExplainedStep {
    /// The kind of care.
    pub kind: CareKind,
    /// What became of it.
    pub cause: EntryCause,
    /// The price of a unit.
    pub price: EntryPrice,
    /// The units that are priced.
    pub units: Quantity,
    /// The amount, not rounded.
    pub amount: Decimal,
    /// The days.
    pub days: Vec<Date>,
    /// The entries.
    pub entries: Vec<EntryId>,
}

impl EntryCause {
    /// Returns the words for the cause in an explanation.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Attended => "attended as planned",
            Self::AttendedInstead => "attended on another day than planned",
            Self::Absent { reason, .. } => match reason {
                AbsenceReason::WithNotice => "absent with notice",
                AbsenceReason::WithoutNotice => "absent without notice",
                AbsenceReason::NonPayment => "non-payment",
                AbsenceReason::NotProvided => "not provided",
            },
            Self::MovedToAnotherDay => "attended on another day instead",
            Self::AboveTheTotal => "above what is commissioned",
            Self::OutsideTheService => "outside the service",
        }
    }
}

impl ExplainedStep {
    /// Returns the sentence that says the step.
    #[must_use]
    pub fn sentence(&self) -> String {
        let days: Vec<_> = self.days.iter().map(|day| with_weekday(*day)).collect();
        let days = days.join(", ");
        let (kind, cause) = (self.kind.words(), self.cause.words());
        let units = self.kind.number_of(self.units).normalize();
        match self.price {
            EntryPrice::Rate(rate) => format!(
                "{units} × {} ({} from {}) = {}: {kind} {cause}, {days}",
                rate.rate,
                rate.term.words(),
                in_words(rate.from),
                pounds_in_words(self.amount),
            ),
            EntryPrice::RateMissing => format!("Rate missing: {kind} {cause}, {days}"),
            EntryPrice::InsideTheSession => {
                format!("Inside the session rate: {kind} {cause}, {days}")
            }
            EntryPrice::NotPaidHere => format!("Not paid here: {kind} {cause}, {days}"),
        }
    }
}

/// A named reason why two sides of the ledger differ.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum DifferenceReason {
    /// Care was received on another day, with that day's rate.
    Swap,
    /// An absence, by the effect table.
    Absence(AbsenceReason),
    /// An absence, where the contract pays for what was attended.
    PaidAsAttended(AbsenceReason),
    /// Journeys that were not made.
    JourneysNotMade,
    /// A journey that a day's price covers with another one.
    TransportPricedByTheDay,
    /// Rounding to the penny.
    Rounding,
}

impl DifferenceReason {
    /// Returns the words for the reason.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Swap => "Attended on other days",
            Self::Absence(AbsenceReason::WithNotice) => "Absent with notice",
            Self::Absence(AbsenceReason::WithoutNotice) => "Absent without notice",
            Self::Absence(AbsenceReason::NonPayment) => "Non-payment",
            Self::Absence(AbsenceReason::NotProvided) => "Not provided",
            Self::PaidAsAttended(_) => "The contract pays for what was attended",
            Self::JourneysNotMade => "Journeys that were not made",
            Self::TransportPricedByTheDay => "Transport is priced by the day",
            Self::Rounding => "Rounding to the penny",
        }
    }
}

/// A part of a difference, with its reason and the entries behind it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NamedDifference {
    /// The reason.
    pub reason: DifferenceReason,
    /// The amount that it adds, or takes away below zero.
    pub amount: Decimal,
    /// The entries.
    pub entries: Vec<EntryId>,
}

impl Ledger {
    /// Returns the steps that make an amount, in the order of kind, day and
    /// cause. Their amounts and the rounding are the amount.
    #[must_use]
    pub fn explain(&self, scope: &LedgerScope, side: LedgerSide) -> Vec<ExplainedStep> {
        let mut steps: Vec<ExplainedStep> = Vec::new();
        for id in self.total(scope, side).entries {
            let Some(entry) = self.entry(id) else {
                continue;
            };
            let units = match side {
                LedgerSide::Planned => entry.priced.planned,
                LedgerSide::Paid => entry.priced.paid,
                LedgerSide::Billed => entry.priced.billed,
            };
            let amount = entry.amounts().of(side);
            let step = steps.iter_mut().find(|step| {
                step.kind == entry.kind && step.cause == entry.cause && step.price == entry.price
            });
            match step {
                Some(step) => {
                    step.units += units;
                    step.amount += amount;
                    step.entries.push(id);
                    if step.days.last() != Some(&entry.cell.day) {
                        step.days.push(entry.cell.day);
                    }
                }
                None => steps.push(ExplainedStep {
                    kind: entry.kind,
                    cause: entry.cause,
                    price: entry.price,
                    units,
                    amount,
                    days: vec![entry.cell.day],
                    entries: vec![id],
                }),
            }
        }
        steps.sort_by_key(|step| step.kind);
        steps
    }

    /// Returns the named reasons why one side differs from another. Together
    /// they are the difference; without one, the sides are equal.
    #[must_use]
    pub fn differences(
        &self,
        scope: &LedgerScope,
        from: LedgerSide,
        to: LedgerSide,
    ) -> Vec<NamedDifference> {
        let mut found: BTreeMap<DifferenceReason, (Decimal, Vec<EntryId>)> = BTreeMap::new();
        let (before, after) = (self.total(scope, from), self.total(scope, to));
        for id in &after.entries {
            let Some(entry) = self.entry(*id) else {
                continue;
            };
            let amounts = entry.amounts();
            let amount = amounts.of(to) - amounts.of(from);
            if amount.is_zero() {
                continue;
            }
            let reason = match entry.cause {
                EntryCause::AttendedInstead | EntryCause::MovedToAnotherDay => {
                    DifferenceReason::Swap
                }
                EntryCause::Absent { reason, by } => match by {
                    EffectBy::Table => DifferenceReason::Absence(reason),
                    EffectBy::PaidAsAttended => DifferenceReason::PaidAsAttended(reason),
                    EffectBy::JourneysNotMade => DifferenceReason::JourneysNotMade,
                },
                EntryCause::Attended
                | EntryCause::AboveTheTotal
                | EntryCause::OutsideTheService => DifferenceReason::TransportPricedByTheDay,
            };
            let (sum, entries) = found.entry(reason).or_default();
            *sum += amount;
            entries.push(*id);
        }
        let rounding = after.rounding - before.rounding;
        if !rounding.is_zero() {
            let reason = DifferenceReason::Rounding;
            found.insert(reason, (rounding, Vec::new()));
        }
        let named = found
            .into_iter()
            .filter(|(_, (amount, _))| !amount.is_zero());
        named
            .map(|(reason, (amount, entries))| NamedDifference {
                reason,
                amount,
                entries,
            })
            .collect()
    }
}
