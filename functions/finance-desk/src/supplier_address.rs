//! The addresses of a supplier's pages at the desk.

use attendance::adjustment_proposal::AdjustmentId;
use attendance::kept_register::RegisterKey;
use attendance::supplier::SupplierId;

/// The address of the list of suppliers.
pub(crate) const SUPPLIERS: &str = "/finance/suppliers";

/// Builds the address of a supplier's page.
pub(crate) fn of_supplier(supplier: &SupplierId) -> String {
    format!("{SUPPLIERS}/{supplier}")
}

/// Builds the address of a register at the desk.
pub(crate) fn of_register(key: &RegisterKey) -> String {
    format!(
        "{}/registers/{}",
        of_supplier(&key.supplier),
        key.week.ending()
    )
}

/// Builds the address of an adjustment of a register.
pub(crate) fn of_adjustment(key: &RegisterKey, id: &AdjustmentId) -> String {
    format!("{}/adjustments/{id}", of_register(key))
}
