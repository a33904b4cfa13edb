//! Transport that did not come, across providers: what finance sees of a month or
//! a four-week period.

use attendance::kept_register::{RegisterKey, RegisterReader};
use attendance::missed_transport::MissedTransport;
use attendance::payment_period::PaymentPeriod;
use attendance::provision_plan::{KeptSupplier, SupplierReader};
use attendance::week::Week;
use domain::fault::StoreFault;
use futures_util::future::try_join_all;
use jiff::Timestamp;

use crate::register_watch::paid_heads;

/// The suppliers that are looked at side by side.
const SIDE_BY_SIDE: usize = 1_000;

/// A supplier's week in which transport did not come.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WeekOfTransport {
    /// The supplier, with its names.
    pub supplier: KeptSupplier,
    /// The week.
    pub week: Week,
    /// What did not come.
    pub missed: MissedTransport,
}

/// The transport that did not come in a period.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PeriodOfTransport {
    /// The weeks of suppliers in which some did not, the latest week first.
    pub weeks: Vec<WeekOfTransport>,
    /// The registers of weeks that have ended and were not submitted, of which
    /// nothing is known yet.
    pub not_submitted: usize,
}

/// Looks at the submitted registers of every supplier in a period. What did not
/// come stands in the head of each, so that no register is read.
///
/// # Errors
/// When the store does not answer.
pub async fn of_period(
    store: &(impl RegisterReader + SupplierReader),
    period: PaymentPeriod,
    now: Timestamp,
) -> Result<PeriodOfTransport, StoreFault> {
    let weeks = period.weeks();
    let suppliers = store.suppliers().await?;
    let mut found = PeriodOfTransport::default();
    for some in suppliers.chunks(SIDE_BY_SIDE) {
        let looks = some.iter().map(|kept| look(store, kept, &weeks, now));
        for of_supplier in try_join_all(looks).await? {
            found.weeks.extend(of_supplier.weeks);
            found.not_submitted += of_supplier.not_submitted;
        }
    }
    found.weeks.sort_by(|one, other| {
        let name = |of: &WeekOfTransport| of.supplier.supplier.name.clone();
        (other.week, name(one)).cmp(&(one.week, name(other)))
    });
    Ok(found)
}

async fn look(
    store: &(impl RegisterReader + SupplierReader),
    kept: &KeptSupplier,
    weeks: &[Week],
    now: Timestamp,
) -> Result<PeriodOfTransport, StoreFault> {
    let heads = paid_heads(store, kept, weeks).await?;
    let (submitted, others): (Vec<_>, Vec<_>) =
        heads.into_iter().partition(|(_, head)| head.version > 0);
    let missed = submitted.into_iter().map(|(week, head)| async move {
        if let Some(missed) = head.transport {
            return Ok::<_, StoreFault>((week, missed));
        }
        // Locked before the head had it.
        let key = RegisterKey {
            supplier: kept.supplier.id.clone(),
            week,
        };
        let version = store.locked_version(&key, head.version).await?;
        let missed = version.map(|version| version.missed_transport(&key));
        Ok((week, missed.unwrap_or_default()))
    });
    let missed = try_join_all(missed).await?.into_iter();
    let missed = missed.filter(|(_, missed)| missed.journeys > 0);
    Ok(PeriodOfTransport {
        weeks: missed
            .map(|(week, missed)| WeekOfTransport {
                supplier: kept.clone(),
                week,
                missed,
            })
            .collect(),
        not_submitted: others
            .iter()
            .filter(|(week, _)| week.has_ended(now))
            .count(),
    })
}
