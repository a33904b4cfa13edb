//! The addresses of the pages about a supplier.

use attendance::provider_request::RequestKind;
use attendance::supplier::SupplierId;
use attendance::week::{FinancialYear, Week};

/// The address of the first page.
pub(crate) const SUPPLIERS: &str = "/day-services";

/// Returns the address of a supplier's page.
pub(crate) fn supplier(supplier: &SupplierId) -> String {
    format!("{SUPPLIERS}/{supplier}")
}

/// Returns the address of a register.
pub(crate) fn register(of: &SupplierId, week: Week) -> String {
    format!("{}/{}", supplier(of), week.ending())
}

/// Returns the address at which non-payment weeks are chosen.
pub(crate) fn non_payment(of: &SupplierId, year: FinancialYear) -> String {
    format!("{}/non-payment/{}", supplier(of), year.begins_in())
}

/// Returns the address of the list of who has access.
pub(crate) fn people(of: &SupplierId) -> String {
    format!("{}/people", supplier(of))
}

/// Returns the address of the list of requests to finance.
pub(crate) fn requests(of: &SupplierId) -> String {
    format!("{}/requests", supplier(of))
}

/// Returns the address at which a request of a kind is made.
pub(crate) fn request(of: &SupplierId, kind: RequestKind) -> String {
    format!("{}/{}", requests(of), kind.name())
}
