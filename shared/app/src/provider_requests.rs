//! The use cases of what providers ask of finance.

use std::collections::BTreeSet;

use attendance::provider_request::{
    ProviderRequest, ProviderRequestQueue, ProviderRequestReader, ProviderRequestStore, RequestId,
    RequestKind, RequestMade, RequestSettled, RequestSettler,
};
use attendance::provision::AttendingPerson;
use attendance::supplier::SupplierId;
use domain::access::audit::AuditLog;
use domain::access::budget::{Budget, BudgetHolder, BudgetPurpose};
use domain::access::staff_user::StaffUser;
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use jiff::Timestamp;

use crate::provider_grants::note;

/// The most requests that an account makes within an hour.
pub const REQUESTS_AN_HOUR: u32 = 30;
/// The most requests that are made within an hour in all.
pub const REQUESTS_AN_HOUR_IN_ALL: u32 = 1_000;

/// What the provider is told when an import has brought who was missing.
pub const BROUGHT_BY_IMPORT: &str = "The person is on your register now.";

/// Makes a request to finance. A request that comes twice is made once.
///
/// # Errors
/// When the store does not answer.
pub async fn make(
    store: &impl ProviderRequestStore,
    request: &ProviderRequest,
) -> Result<RequestMade, StoreFault> {
    store.keep_request(request, &budgets(&request.by)).await
}

/// Returns the budgets of requests: of the account that asks, and of everybody.
fn budgets(account: &AccountId) -> [Budget; 2] {
    let of = |holder, most| Budget {
        purpose: BudgetPurpose::ProviderRequest,
        holder,
        most,
    };
    [
        of(BudgetHolder::Account(account.clone()), REQUESTS_AN_HOUR),
        of(BudgetHolder::Everybody, REQUESTS_AN_HOUR_IN_ALL),
    ]
}

/// Reads a request, as finance: it may name a person, so the reading is on the
/// record.
///
/// # Errors
/// When the store does not answer.
pub async fn read(
    store: &(impl ProviderRequestQueue + AuditLog),
    staff: &StaffUser,
    supplier: &SupplierId,
    id: &RequestId,
    now: Timestamp,
) -> Result<Option<ProviderRequest>, StoreFault> {
    let Some(found) = store.request(supplier, id, now).await? else {
        return Ok(None);
    };
    let what = format!("read request {id}");
    note(store, staff, supplier, what, now).await?;
    Ok(Some(found))
}

/// Settles a request with an answer, as finance. The first answer stands.
/// Returns none if there is no such request.
///
/// # Errors
/// When the store does not answer.
pub async fn settle(
    store: &(impl ProviderRequestQueue + AuditLog),
    staff: &StaffUser,
    (supplier, id): (&SupplierId, &RequestId),
    answer: &str,
    now: Timestamp,
) -> Result<Option<()>, StoreFault> {
    let Some(found) = store.request(supplier, id, now).await? else {
        return Ok(None);
    };
    if found.settled.is_none() {
        note(store, staff, supplier, format!("settled request {id}"), now).await?;
        let settled = RequestSettled {
            by: RequestSettler::Finance(staff.id.0.clone()),
            at: now,
            answer: answer.to_owned(),
        };
        store.settle_request(&found, &settled).await?;
    }
    Ok(Some(()))
}

/// Lists the suppliers that have an open request about somebody who is missing,
/// so that an import keeps in mind the people of those alone.
///
/// # Errors
/// When the store does not answer.
pub async fn suppliers_with_somebody_missing(
    store: &impl ProviderRequestQueue,
) -> Result<BTreeSet<SupplierId>, StoreFault> {
    let mut suppliers = BTreeSet::new();
    let mut after = None;
    loop {
        let page = store.open_requests(after.as_ref(), AT_ONCE).await?;
        let missing = page.items.into_iter();
        let missing = missing.filter(|request| request.kind == RequestKind::PersonMissing);
        suppliers.extend(missing.map(|request| request.supplier));
        after = page.next;
        if after.is_none() {
            return Ok(suppliers);
        }
    }
}

/// The open requests that are read at once.
const AT_ONCE: usize = 500;

/// Closes the requests about people who were missing and whom an import has
/// just brought for the supplier. Returns how many were closed. The import calls
/// it for a supplier with new lines.
///
/// # Errors
/// When the store does not answer.
pub async fn close_brought(
    store: &(impl ProviderRequestReader + ProviderRequestQueue),
    supplier: &SupplierId,
    brought: &[AttendingPerson],
    now: Timestamp,
) -> Result<usize, StoreFault> {
    let mut closed = 0;
    if brought.is_empty() {
        return Ok(closed);
    }
    for request in store.requests_of(supplier, now).await? {
        let is_here = brought
            .iter()
            .any(|person| request.about.is_missing(person));
        if request.settled.is_some() || !is_here {
            continue;
        }
        let settled = RequestSettled {
            by: RequestSettler::Import,
            at: now,
            answer: BROUGHT_BY_IMPORT.to_owned(),
        };
        closed += usize::from(store.settle_request(&request, &settled).await?);
    }
    Ok(closed)
}
