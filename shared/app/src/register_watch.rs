//! What finance looks at each morning: registers that are late, refused by the
//! case system, unlocked or changed since they were locked, and how much of the
//! next payment run hangs on them.

use std::collections::{BTreeMap, BTreeSet};

use attendance::kept_register::{KeptStatus, RegisterHead, RegisterKey, RegisterReader};
use attendance::non_payment::{NonPaymentYear, WeekUse};
use attendance::provision_plan::{KeptSupplier, SupplierReader};
use attendance::register_export::{
    LockedVersionKey, RefusedLine, RegisterDelivery, RegisterDeliveryReader,
    UnacknowledgedRegisters, WaitingVersion,
};
use attendance::week::Week;
use domain::fault::StoreFault;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::london::date_in_london;
use futures_util::future::{join_all, try_join, try_join_all};
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use crate::register_lock::paid_if_locked;

/// The weeks that are looked at: two months.
pub const WEEKS_LOOKED_AT: usize = 9;
/// The suppliers that are looked at side by side.
const SIDE_BY_SIDE: usize = 1_000;
/// The time within which the case system acknowledges a register.
const ACKNOWLEDGED_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// The most late registers that are priced.
const MOST_PRICED: usize = 200;

/// A register that wants a look.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WatchedRegister {
    /// The register.
    pub key: RegisterKey,
    /// The name of its supplier.
    pub supplier_name: String,
    /// What it pays as it is now: what was locked last, or what it would be if
    /// it were locked now; none if it was not priced.
    pub pays: Option<Decimal>,
}

/// A line of a register that the case system did not take.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WatchedRefusal {
    /// The register; it pays what the line alone does.
    pub watched: WatchedRegister,
    /// The number of the version that has the line.
    pub version: u32,
    /// The line, with the reason in the case system's words.
    pub line: RefusedLine,
}

/// The lists of a morning, each with the oldest week first.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RegisterWatch {
    /// Registers whose week has ended and that are not submitted.
    pub late: Vec<WatchedRegister>,
    /// Lines of the last version of a register that the case system did not take.
    pub refused: Vec<WatchedRefusal>,
    /// Registers that finance unlocked and that are not locked again.
    pub unlocked: Vec<WatchedRegister>,
    /// Registers that were locked more than once.
    pub changed: Vec<WatchedRegister>,
}

impl RegisterWatch {
    /// Returns what late registers would pay if they were locked now, and what
    /// refused lines would: the amount that is at risk for the next payment run.
    #[must_use]
    pub fn at_risk(&self) -> Decimal {
        let late = self.late.iter();
        let refused = self.refused.iter().map(|refused| &refused.watched);
        late.chain(refused).filter_map(|watched| watched.pays).sum()
    }

    /// Whether something that is at risk was not priced, so that
    /// [`RegisterWatch::at_risk`] is the least that it is.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        let refused = self.refused.iter().map(|refused| &refused.watched);
        let mut at_risk = self.late.iter().chain(refused);
        at_risk.any(|watched| watched.pays.is_none())
    }
}

/// Looks at the registers of the last two months of every supplier.
///
/// # Errors
/// When the store does not answer.
pub async fn watch(
    store: &(impl RegisterDeliveryReader + RegisterReader + SupplierReader),
    now: Timestamp,
) -> Result<RegisterWatch, StoreFault> {
    let this_week = Week::of(date_in_london(now));
    let back = std::iter::successors(Some(this_week), |week| Some(week.previous()));
    let weeks: Vec<_> = back.skip(1).take(WEEKS_LOOKED_AT).collect();
    let suppliers = store.suppliers().await?;
    let mut watch = RegisterWatch::default();
    for some in suppliers.chunks(SIDE_BY_SIDE) {
        let looks = some.iter().map(|kept| look(store, kept, &weeks));
        for (kept, looked) in some.iter().zip(try_join_all(looks).await?) {
            for (week, head) in looked.heads {
                watch.add(kept, week, &head);
            }
            watch.add_refused(kept, looked.deliveries);
        }
    }
    for list in [&mut watch.late, &mut watch.unlocked, &mut watch.changed] {
        list.sort_by(|one, other| {
            (one.key.week, &one.supplier_name).cmp(&(other.key.week, &other.supplier_name))
        });
    }
    watch
        .refused
        .sort_by_key(|of| (of.watched.key.week, of.watched.supplier_name.clone()));
    let RegisterWatch { late, refused, .. } = &mut watch;
    try_join(price(store, late), price_refused(store, refused)).await?;
    Ok(watch)
}

/// What there is of a supplier's registers.
struct Looked {
    heads: Vec<(Week, RegisterHead)>,
    deliveries: BTreeMap<LockedVersionKey, RegisterDelivery>,
}

/// Looks at a supplier's registers: their heads, and what became of the last
/// version of each.
async fn look(
    store: &(impl RegisterDeliveryReader + RegisterReader + SupplierReader),
    kept: &KeptSupplier,
    weeks: &[Week],
) -> Result<Looked, StoreFault> {
    let heads = paid_heads(store, kept, weeks).await?;
    let locked = heads.iter().filter(|(_, head)| head.version > 0);
    let versions = locked.map(|(week, head)| LockedVersionKey {
        register: RegisterKey {
            supplier: kept.supplier.id.clone(),
            week: *week,
        },
        number: head.version,
    });
    let versions: Vec<_> = versions.collect();
    let deliveries = store.register_deliveries(&versions).await?;
    Ok(Looked { heads, deliveries })
}

/// Reads the heads of a supplier's registers, without those of weeks that are
/// not paid.
pub(crate) async fn paid_heads(
    store: &(impl RegisterReader + SupplierReader),
    kept: &KeptSupplier,
    weeks: &[Week],
) -> Result<Vec<(Week, RegisterHead)>, StoreFault> {
    let supplier = &kept.supplier;
    let heads = store.register_heads(&supplier.id, weeks);
    let mut years: Vec<_> = weeks.iter().map(|week| week.financial_year()).collect();
    years.dedup();
    let not_paid = years
        .into_iter()
        .map(|year| store.non_payment_year(supplier, year));
    let (heads, not_paid) = try_join(heads, try_join_all(not_paid)).await?;
    let not_paid: Vec<_> = not_paid.into_iter().map(|(year, _)| year).collect();
    Ok(due(heads, &not_paid).collect())
}

/// Leaves out the registers of weeks that are not paid, unless they were
/// submitted.
pub(crate) fn due(
    heads: BTreeMap<Week, RegisterHead>,
    not_paid: &[NonPaymentYear],
) -> impl Iterator<Item = (Week, RegisterHead)> {
    let is_paid = |week: Week| {
        !not_paid.iter().any(|year| {
            year.year() == week.financial_year() && year.closes(week, WeekUse::Untouched)
        })
    };
    heads
        .into_iter()
        .filter(move |(week, head)| head.version > 0 || is_paid(*week))
}

/// Whether a register of a week that has ended is late: it was never submitted.
pub(crate) const fn is_late(head: &RegisterHead) -> bool {
    let open = matches!(head.status, KeptStatus::Open | KeptStatus::Locking { .. });
    open && head.version == 0
}

impl RegisterWatch {
    fn add(&mut self, kept: &KeptSupplier, week: Week, head: &RegisterHead) {
        let watched = WatchedRegister {
            key: RegisterKey {
                supplier: kept.supplier.id.clone(),
                week,
            },
            supplier_name: kept.supplier.name.clone(),
            pays: head.amounts.map(|amounts| amounts.paid),
        };
        match &head.status {
            _ if is_late(head) => self.late.push(watched),
            KeptStatus::Unlocked { .. } => self.unlocked.push(watched),
            _ if head.version > 1 => self.changed.push(watched),
            _ => {}
        }
    }
}

impl RegisterWatch {
    fn add_refused(
        &mut self,
        kept: &KeptSupplier,
        deliveries: BTreeMap<LockedVersionKey, RegisterDelivery>,
    ) {
        for (version, delivery) in deliveries {
            let refused = delivery.refused.into_iter().map(|line| WatchedRefusal {
                watched: WatchedRegister {
                    key: version.register.clone(),
                    supplier_name: kept.supplier.name.clone(),
                    pays: None,
                },
                version: version.number,
                line,
            });
            self.refused.extend(refused);
        }
    }
}

/// Works out what refused lines would pay, from the versions that have them.
async fn price_refused(
    store: &impl RegisterReader,
    refused: &mut [WatchedRefusal],
) -> Result<(), StoreFault> {
    let keys = refused
        .iter()
        .map(|one| (one.watched.key.clone(), one.version));
    let keys: BTreeSet<_> = keys.collect();
    let reads = keys.into_iter().take(MOST_PRICED);
    let reads = reads.map(|(key, number)| async move {
        let version = store.locked_version(&key, number).await?;
        Ok::<_, StoreFault>((key, version))
    });
    let versions: BTreeMap<_, _> = try_join_all(reads).await?.into_iter().collect();
    for one in refused {
        let version = versions.get(&one.watched.key).and_then(Option::as_ref);
        one.watched.pays = version.map(|version| {
            let amounts = version.amounts.iter();
            let of_line = amounts
                .filter(|of| (&of.order, &of.line) == (&one.line.purchase_order, &one.line.line));
            of_line.map(|of| of.paid).sum()
        });
    }
    Ok(())
}

/// Lists the locked registers that the case system has not acknowledged within a
/// day, the first one first, at most `most` after a place in the list.
///
/// # Errors
/// When the store does not answer.
pub async fn unacknowledged(
    store: &impl UnacknowledgedRegisters,
    (after, most): (Option<&ListCursor>, usize),
    now: Timestamp,
) -> Result<ListPage<WaitingVersion>, StoreFault> {
    let before = now - ACKNOWLEDGED_WITHIN;
    store.unacknowledged_registers(before, after, most).await
}

/// Works out what late registers would pay if they were locked now.
pub(crate) async fn price(
    store: &impl RegisterReader,
    late: &mut [WatchedRegister],
) -> Result<(), StoreFault> {
    let priced = late.iter().take(MOST_PRICED).map(|watched| async move {
        let Some(kept) = store.register(&watched.key).await? else {
            return Ok(None);
        };
        let book = store.contract_book(&kept.terms()).await?;
        Ok(Some(paid_if_locked(&kept, &book).paid))
    });
    let priced: Vec<Result<Option<Decimal>, StoreFault>> = join_all(priced).await;
    for (watched, pays) in late.iter_mut().zip(priced) {
        watched.pays = pays?;
    }
    Ok(())
}
