//! The use cases of what providers ask of finance.

use attendance::provider_request::{
    ProviderRequest, ProviderRequestQueue, ProviderRequestStore, RequestId, RequestMade,
    RequestSettled, RequestSettler, RequestSubject,
};
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

/// Makes a request to finance. A request that comes twice is made once.
///
/// # Errors
/// When the store does not answer.
pub async fn make(
    store: &impl ProviderRequestStore,
    request: &ProviderRequest,
) -> Result<RequestMade, StoreFault> {
    store.keep_request(request, &budgets(request)).await
}

/// Returns the budgets of a request. That of a question about a person's attendance
/// is [`budget_of_question`], which is spent while the week is read.
fn budgets(request: &ProviderRequest) -> Vec<Budget> {
    match request.about {
        RequestSubject::AttendanceQuery(_) => Vec::new(),
        _ => vec![
            budget(&request.by),
            Budget {
                purpose: BudgetPurpose::ProviderRequest,
                holder: BudgetHolder::Everybody,
                most: REQUESTS_AN_HOUR_IN_ALL,
            },
        ],
    }
}

/// Returns the budget of a person's question: that of the account alone, so that
/// nobody's questions use up what the providers have together. Each session can be
/// asked about a few times only.
#[must_use]
pub fn budget_of_question(account: &AccountId) -> Budget {
    budget(account)
}

fn budget(account: &AccountId) -> Budget {
    Budget {
        purpose: BudgetPurpose::ProviderRequest,
        holder: BudgetHolder::Account(account.clone()),
        most: REQUESTS_AN_HOUR,
    }
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
