//! The use cases of what an absence pays and bills in a contract, which finance
//! confirms.

use std::collections::BTreeSet;

use attendance::absence::{EffectStatus, EffectTable};
use attendance::provision_plan::{EffectKeeper, SupplierReader};
use attendance::supplier::SupplierId;
use attendance::terms::{TermsId, Timeline};
use domain::access::audit::AuditLog;
use domain::access::staff_user::StaffUser;
use domain::fault::StoreFault;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::provider_grants::note;

/// Lists the contracts that a supplier's people are bought on.
///
/// # Errors
/// When the store does not answer.
pub async fn contracts_of(
    store: &impl SupplierReader,
    supplier: &SupplierId,
) -> Result<BTreeSet<TermsId>, StoreFault> {
    let provisions = store.provisions(supplier).await?;
    let contracts = provisions.into_iter().map(|kept| kept.line.terms);
    Ok(contracts.collect())
}

/// Confirms the effects of a contract from a day on, on the record of the
/// supplier from whose page it is done. What held before that day stays.
///
/// # Errors
/// When the store does not answer.
pub async fn confirm(
    store: &(impl EffectKeeper + AuditLog),
    staff: &StaffUser,
    (supplier, terms): (&SupplierId, &TermsId),
    (from, table): (Date, EffectTable),
    now: Timestamp,
) -> Result<Timeline<EffectTable>, StoreFault> {
    let mut after = store.effects(terms).await?;
    let status = EffectStatus::Confirmed {
        by: staff.id.0.clone(),
        at: now,
    };
    after.change(from, EffectTable { status, ..table });
    let what = format!("confirmed the effects of contract {terms} from {from}");
    note(store, staff, supplier, what, now).await?;
    store.keep_effects(terms, &after).await?;
    Ok(after)
}
