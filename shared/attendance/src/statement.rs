//! A payment to a supplier and a bill to a person: amounts of several locked
//! registers, each with the entries behind it.

use domain::values::money::Money;
use rust_decimal::Decimal;

use crate::ledger::{EntryId, LedgerScope, LedgerSide};
use crate::provision::{LineKey, PersonReference};
use crate::submission::LockedVersion;
use crate::supplier::SupplierId;
use crate::symbol::CareKind;
use crate::week::Week;

/// A version that a statement takes in, and the version before that an earlier
/// statement has taken in already.
#[derive(Clone, Copy, Debug)]
pub struct StatedVersion<'a> {
    /// What was stated before; none for a first version.
    pub before: Option<&'a LockedVersion>,
    /// The version.
    pub version: &'a LockedVersion,
}

/// An item of a statement: one line and kind of one week.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatementItem {
    /// The supplier.
    pub supplier: SupplierId,
    /// The week.
    pub week: Week,
    /// The number of the version.
    pub version: u32,
    /// The line.
    pub line: LineKey,
    /// The kind of care.
    pub kind: CareKind,
    /// The amount; below zero where an adjustment takes back.
    pub amount: Decimal,
    /// The entries of the version.
    pub entries: Vec<EntryId>,
    /// The entries of the version before that they replace.
    pub replaced: Vec<EntryId>,
}

/// A statement: a payment or a bill.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Statement(pub Vec<StatementItem>);

impl Statement {
    /// Makes the payment of versions.
    #[must_use]
    pub fn payment(versions: &[StatedVersion<'_>]) -> Self {
        Self::of(versions, LedgerSide::Paid, None)
    }

    /// Makes the bill of a person, before their assessed charge.
    #[must_use]
    pub fn bill(versions: &[StatedVersion<'_>], person: &PersonReference) -> Self {
        Self::of(versions, LedgerSide::Billed, Some(person))
    }

    /// Returns the amount.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        self.0.iter().map(|item| item.amount).sum()
    }

    /// Lists the items that an entry of a version is part of.
    pub fn items_with<'a>(
        &'a self,
        supplier: &'a SupplierId,
        week: Week,
        entry: EntryId,
    ) -> impl Iterator<Item = &'a StatementItem> {
        self.0.iter().filter(move |item| {
            item.supplier == *supplier && item.week == week && item.entries.contains(&entry)
        })
    }

    fn of(
        versions: &[StatedVersion<'_>],
        side: LedgerSide,
        person: Option<&PersonReference>,
    ) -> Self {
        let mut items = Vec::new();
        for stated in versions {
            let register = &stated.version.register;
            let ledger = &stated.version.ledger;
            let before = stated.before.map(|before| &before.ledger);
            let mut keys: Vec<_> = ledger.kinds().keys().collect();
            if let Some(before) = before {
                keys.extend(before.kinds().keys());
            }
            keys.sort_unstable();
            keys.dedup();
            for (line, kind) in keys {
                let of_line = register.lines.get(line);
                let reference = of_line.map(|line| &line.provision.person.reference);
                if person.is_some() && person != reference {
                    continue;
                }
                let scope = LedgerScope::Kind(line.clone(), *kind);
                let total = ledger.total(&scope, side);
                let replaced = before.map(|before| before.total(&scope, side));
                let (was, replaced) = match replaced {
                    Some(total) => (total.amount, total.entries),
                    None => (Decimal::ZERO, Vec::new()),
                };
                items.push(StatementItem {
                    supplier: register.supplier.clone(),
                    week: register.week,
                    version: stated.version.number,
                    line: line.clone(),
                    kind: *kind,
                    amount: total.amount - was,
                    entries: total.entries,
                    replaced,
                });
            }
        }
        Self(items)
    }
}

/// Returns what a supplier's line is committed to cost in a financial year: its
/// weekly amount for each week that is paid, and never for 52.
///
/// ```
/// use attendance::statement::year_commitment;
/// use domain::values::money::Money;
/// use rust_decimal::dec;
///
/// assert_eq!(year_commitment(Money::pence(12_000), 50), dec!(6000));
/// ```
#[must_use]
pub fn year_commitment(a_week: Money, paid_weeks: usize) -> Decimal {
    a_week.pounds() * Decimal::from(paid_weeks)
}
