//! The use cases of people who act for suppliers of day services: which
//! suppliers were granted to them, and how far each is with a financial year.

use std::collections::BTreeMap;

use attendance::kept_register::{RegisterHead, RegisterReader};
use attendance::non_payment::NonPaymentYear;
use attendance::progress::YearProgress;
use attendance::provider_access::{GrantReader, SupplierGrant};
use attendance::provision_plan::{KeptSupplier, SupplierReader};
use attendance::restricted::ShownPeople;
use attendance::supplier::{Supplier, SupplierId};
use attendance::week::{FinancialYear, Week};
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use futures_util::future::{try_join, try_join_all};
use jiff::Timestamp;

use crate::registers;

/// A supplier that somebody may act for.
#[derive(Clone, Debug)]
pub struct GrantedSupplier {
    /// What the person may do for the supplier.
    pub grant: SupplierGrant,
    /// The supplier.
    pub kept: KeptSupplier,
}

impl GrantedSupplier {
    /// Returns the supplier.
    #[must_use]
    pub const fn supplier(&self) -> &Supplier {
        &self.kept.supplier
    }

    /// Returns the people who are shown to whoever has the grant.
    #[must_use]
    pub fn shown(&self) -> ShownPeople {
        match self.grant.sees_restricted {
            true => ShownPeople::Everybody,
            false => ShownPeople::AllBut(self.kept.restricted.people()),
        }
    }
}

/// Lists the suppliers that somebody may act for, by name. A supplier that no
/// import has named is left out.
///
/// # Errors
/// When the store does not answer.
pub async fn granted_suppliers(
    store: &(impl GrantReader + SupplierReader),
    account: &AccountId,
) -> Result<Vec<GrantedSupplier>, StoreFault> {
    let grants = store.grants_of(account).await?;
    let suppliers = grants.iter().map(|grant| store.supplier(&grant.supplier));
    let suppliers = try_join_all(suppliers).await?;
    let found = grants.into_iter().zip(suppliers);
    let mut found: Vec<_> = found
        .filter_map(|(grant, kept)| kept.map(|kept| GrantedSupplier { grant, kept }))
        .collect();
    found.sort_by_cached_key(|found| {
        let supplier = found.supplier();
        (supplier.name.to_lowercase(), supplier.id.clone())
    });
    Ok(found)
}

/// Finds a supplier, if somebody may act for it. Every page about a supplier
/// begins with this: without a grant the supplier is not found, as if there
/// were none.
///
/// # Errors
/// When the store does not answer.
pub async fn granted_supplier(
    store: &(impl GrantReader + SupplierReader),
    account: &AccountId,
    supplier: &SupplierId,
) -> Result<Option<GrantedSupplier>, StoreFault> {
    let grant = store.grant(account, supplier);
    let (grant, kept) = try_join(grant, store.supplier(supplier)).await?;
    let found = grant.zip(kept);
    Ok(found.map(|(grant, kept)| GrantedSupplier { grant, kept }))
}

/// The registers of a supplier in a financial year.
#[derive(Clone, Debug)]
pub struct SupplierYear {
    /// The non-payment weeks.
    pub weeks: NonPaymentYear,
    /// The place of each week.
    pub progress: YearProgress,
    /// What is kept of the registers as wholes.
    pub heads: BTreeMap<Week, RegisterHead>,
}

/// Reads the registers of a supplier in a financial year: their heads in one
/// request, and of the open ones whose week has begun the latest few.
///
/// # Errors
/// When the store does not answer.
pub async fn supplier_year(
    store: &(impl RegisterReader + SupplierReader),
    supplier: &Supplier,
    year: FinancialYear,
    now: Timestamp,
) -> Result<SupplierYear, StoreFault> {
    let all = year.weeks();
    let heads = store.register_heads(&supplier.id, &all);
    let weeks = store.non_payment_year(supplier, year);
    let (heads, (weeks, _)) = try_join(heads, weeks).await?;
    let standings = registers::standings_of(store, supplier, &heads, now).await?;
    let standing = |week| standings.get(&week).copied();
    Ok(SupplierYear {
        progress: YearProgress::at(now, &weeks, standing),
        weeks,
        heads,
    })
}
