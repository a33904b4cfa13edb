//! What finance sees when it closes a month or a four-week period: for each
//! supplier what was paid, what was billed and what is still to come.

use attendance::kept_register::{
    KeptStatus, KeptVersion, LockedAmounts, RegisterHead, RegisterKey, RegisterReader,
};
use attendance::ledger::LedgerAmounts;
use attendance::payment_calendar::PaymentCalendar;
use attendance::payment_period::PaymentPeriod;
use attendance::provision_plan::{KeptSupplier, SupplierReader};
use attendance::week::Week;
use domain::council::PaymentRule;
use domain::fault::StoreFault;
use domain::values::london::date_in_london;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::register_watch::{WatchedRegister, paid_heads, price};

/// The suppliers that are looked at side by side.
const SIDE_BY_SIDE: usize = 1_000;

/// A supplier's registers of the weeks of a period.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SupplierPeriod {
    /// The supplier, with its names.
    pub supplier: KeptSupplier,
    /// What has reached the bank by the payment calendar.
    pub paid: Decimal,
    /// What is locked and has not reached the bank.
    pub to_come: Decimal,
    /// What is billed to people, before their assessed charges.
    pub billed: Decimal,
    /// Registers whose week has ended and that were never submitted, each with
    /// what it would pay if it were locked now.
    pub not_submitted: Vec<WatchedRegister>,
}

/// What was locked at an instant, beyond what was locked before.
#[derive(Clone, Copy, Debug)]
struct LockedPart {
    at: Timestamp,
    paid: Decimal,
    billed: Decimal,
}

/// Works out a period of every supplier that has a register in it, by name. An
/// adjustment is paid with the run after it, and not with what it changes.
///
/// # Errors
/// When the store does not answer.
pub async fn of_period(
    store: &(impl RegisterReader + SupplierReader),
    period: PaymentPeriod,
    rule: Option<&PaymentRule>,
    now: Timestamp,
) -> Result<Vec<SupplierPeriod>, StoreFault> {
    let weeks = period.weeks();
    let suppliers = store.suppliers().await?;
    let mut all = Vec::new();
    for some in suppliers.chunks(SIDE_BY_SIDE) {
        let looks = some
            .iter()
            .map(|kept| of_supplier(store, kept, &weeks, rule, now));
        all.extend(try_join_all(looks).await?.into_iter().flatten());
    }
    all.sort_by(|one, other| {
        let (one, other) = (&one.supplier.supplier, &other.supplier.supplier);
        (&one.name, &one.id).cmp(&(&other.name, &other.id))
    });
    Ok(all)
}

async fn of_supplier(
    store: &(impl RegisterReader + SupplierReader),
    kept: &KeptSupplier,
    weeks: &[Week],
    rule: Option<&PaymentRule>,
    now: Timestamp,
) -> Result<Option<SupplierPeriod>, StoreFault> {
    let heads = paid_heads(store, kept, weeks).await?;
    if heads.is_empty() {
        return Ok(None);
    }
    let key = |week| RegisterKey {
        supplier: kept.supplier.id.clone(),
        week,
    };
    let (locked, open): (Vec<_>, Vec<_>) = heads.into_iter().partition(|(_, h)| h.version > 0);
    let parts = locked.iter().map(|(week, head)| {
        let key = key(*week);
        async move { parts_of(store, &key, head).await }
    });
    let parts: Vec<_> = try_join_all(parts).await?.into_iter().flatten().collect();
    let late = open.iter().filter(|(week, _)| week.has_ended(now));
    let mut not_submitted: Vec<_> = late
        .map(|(week, _)| WatchedRegister {
            key: key(*week),
            supplier_name: kept.supplier.name.clone(),
            pays: None,
        })
        .collect();
    price(store, &mut not_submitted).await?;
    let (in_bank, to_come): (Vec<_>, Vec<_>) = parts
        .iter()
        .partition(|part| is_in_bank(rule, part.at, now));
    let paid = |parts: &[&LockedPart]| parts.iter().map(|part| part.paid).sum();
    Ok(Some(SupplierPeriod {
        supplier: kept.clone(),
        paid: paid(&in_bank),
        to_come: paid(&to_come),
        billed: parts.iter().map(|part| part.billed).sum(),
        not_submitted,
    }))
}

/// Lists what each locked version added. One that was locked once has it in its
/// head; of another each version is read.
async fn parts_of(
    store: &impl RegisterReader,
    key: &RegisterKey,
    head: &RegisterHead,
) -> Result<Vec<LockedPart>, StoreFault> {
    if let (1, KeptStatus::Locked { by }, Some(amounts)) =
        (head.version, &head.status, &head.amounts)
    {
        return Ok(vec![LockedPart {
            at: by.at,
            paid: amounts.paid,
            billed: amounts.billed,
        }]);
    }
    let reads = (1..=head.version).map(|number| store.locked_version(key, number));
    let versions = try_join_all(reads).await?.into_iter().flatten();
    let mut before = LedgerAmounts::default();
    let parts = versions.map(|version: KeptVersion| {
        let amounts = LockedAmounts::total(&version.amounts);
        let part = LockedPart {
            at: version.by.at,
            paid: amounts.paid - before.paid,
            billed: amounts.billed - before.billed,
        };
        before = amounts;
        part
    });
    Ok(parts.collect())
}

/// Whether what was locked at an instant has reached the bank. Without a payment
/// calendar nobody knows, and nothing has.
fn is_in_bank(rule: Option<&PaymentRule>, locked: Timestamp, now: Timestamp) -> bool {
    let run = rule
        .and_then(|rule| PaymentCalendar::by_rule(rule, date_in_london(locked)).run_for(locked));
    run.is_some_and(|run| run.reaches_bank <= date_in_london(now))
}
