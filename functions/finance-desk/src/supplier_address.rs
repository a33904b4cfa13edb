//! The address of a supplier's page at the desk.

use attendance::supplier::SupplierId;

/// The address of the list of suppliers.
pub(crate) const SUPPLIERS: &str = "/finance/suppliers";

/// Builds the address of a supplier's page.
pub(crate) fn of_supplier(supplier: &SupplierId) -> String {
    format!("{SUPPLIERS}/{supplier}")
}
