//! The port that finds where one person attended.

use domain::fault::StoreFault;
use jiff::Timestamp;

use crate::kept_register::RegisterKey;
use crate::provider_request::ProviderRequest;
use crate::provision::PersonReference;
use crate::supplier::SupplierId;

/// Reads where one person attended, and what was asked about it. Never of
/// everybody: each read is by the person.
pub trait PersonAttendanceReader: Clone + Send + Sync + 'static {
    /// Lists the registers that have a line of a person, the latest week first.
    fn registers_of(
        &self,
        person: &PersonReference,
    ) -> impl Future<Output = Result<Vec<RegisterKey>, StoreFault>> + Send;

    /// Lists the questions about a person's sessions at a supplier, the oldest
    /// first.
    fn questions_about(
        &self,
        supplier: &SupplierId,
        person: &PersonReference,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<ProviderRequest>, StoreFault>> + Send;
}
