//! People whom providers miss on their registers, until an import brings them.

use std::collections::BTreeSet;

use attendance::provider_request::{
    ProviderRequestQueue, ProviderRequestReader, RequestKind, RequestSettled, RequestSettler,
};
use attendance::provision::AttendingPerson;
use attendance::supplier::SupplierId;
use domain::fault::StoreFault;
use jiff::Timestamp;

/// What the provider is told when an import has brought who was missing.
pub const BROUGHT_BY_IMPORT: &str = "The person is on your register now.";

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
