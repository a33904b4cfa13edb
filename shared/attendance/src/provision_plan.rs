//! What the case system has commissioned, as it is kept between two nights, and
//! what there is of suppliers.

use std::collections::BTreeMap;

use domain::fault::StoreFault;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::absence::EffectTable;
use crate::non_payment::NonPaymentYear;
use crate::provision::{LineKey, ProvisionLine};
use crate::restricted::RestrictedLines;
use crate::supplier::{DayServiceId, Supplier, SupplierId};
use crate::terms::{ContractTerms, TermsId, Timeline};
use crate::week::FinancialYear;

/// A provision as the last import left it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptProvision {
    /// The provision.
    pub line: ProvisionLine,
    /// The first day on which an import had it.
    pub first_seen: Date,
    /// When the snapshot was taken that the line was last written from.
    pub taken_at: Timestamp,
}

/// A supplier with its day services and who of its people is restricted, as the
/// last import said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptSupplier {
    /// The supplier.
    pub supplier: Supplier,
    /// The names of its day services.
    pub services: BTreeMap<DayServiceId, String>,
    /// The lines whose person is restricted now.
    pub restricted: RestrictedLines,
}

/// What last night's import changed for a supplier.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NightDifference {
    /// When the snapshot was taken.
    pub taken_at: Timestamp,
    /// The lines that are new.
    pub new: u32,
    /// The lines whose plan, names or terms changed.
    pub changed: u32,
    /// The lines that ended.
    pub ended: u32,
}

/// What the last import was.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LastImport {
    /// When the snapshot was taken.
    pub taken_at: Timestamp,
    /// The number of the import; a later one has a higher number.
    pub version: u32,
}

impl LastImport {
    /// Whether the data is older than a day, which every page that shows it
    /// says.
    ///
    /// ```
    /// use attendance::provision_plan::LastImport;
    ///
    /// let last = LastImport { taken_at: "2026-11-29T22:00:00Z".parse()?, version: 7 };
    /// assert!(!last.is_older_than_a_day("2026-11-30T22:00:00Z".parse()?));
    /// assert!(last.is_older_than_a_day("2026-11-30T22:00:01Z".parse()?));
    /// # Ok::<(), jiff::Error>(())
    /// ```
    #[must_use]
    pub fn is_older_than_a_day(&self, now: Timestamp) -> bool {
        now.duration_since(self.taken_at) > SignedDuration::from_hours(24)
    }
}

/// Reads suppliers and what is commissioned from them.
pub trait SupplierReader: Clone + Send + Sync + 'static {
    /// Finds a supplier.
    fn supplier(
        &self,
        id: &SupplierId,
    ) -> impl Future<Output = Result<Option<KeptSupplier>, StoreFault>> + Send;

    /// Lists every supplier, by id.
    fn suppliers(&self) -> impl Future<Output = Result<Vec<KeptSupplier>, StoreFault>> + Send;

    /// Lists what is commissioned from a supplier, by line.
    fn provisions(
        &self,
        supplier: &SupplierId,
    ) -> impl Future<Output = Result<Vec<KeptProvision>, StoreFault>> + Send;

    /// Reads what the last import changed for a supplier.
    fn night_difference(
        &self,
        supplier: &SupplierId,
    ) -> impl Future<Output = Result<Option<NightDifference>, StoreFault>> + Send;

    /// Reads which import was the last.
    fn last_import(&self) -> impl Future<Output = Result<Option<LastImport>, StoreFault>> + Send;

    /// Reads the non-payment weeks that a supplier has nominated for a financial
    /// year: nothing nominated where nothing is kept. Holds the number of times
    /// that they were written.
    fn non_payment_year(
        &self,
        supplier: &Supplier,
        year: FinancialYear,
    ) -> impl Future<Output = Result<(NonPaymentYear, u64), StoreFault>> + Send;
}

/// Writes what an import brought. Each write is one item, on the condition that
/// no later snapshot has written it.
pub trait PlanKeeper: SupplierReader {
    /// Keeps a provision. Returns whether it was written: no, if this snapshot
    /// or a later one has written it. The first day on which an import had the
    /// line stays as it is.
    fn keep_provision(
        &self,
        provision: &KeptProvision,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Removes a provision that a snapshot does not have any more. Returns
    /// whether it was there.
    fn end_provision(
        &self,
        supplier: &SupplierId,
        line: &LineKey,
        taken_at: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Keeps the name of a supplier, those of its services, and who is restricted,
    /// if they changed.
    fn keep_supplier(
        &self,
        supplier: &KeptSupplier,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Keeps the terms of a contract, if they changed. What an absence pays and
    /// bills is not among them.
    fn keep_terms(
        &self,
        terms: &ContractTerms,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Keeps what an import changed for a supplier.
    fn keep_night_difference(
        &self,
        supplier: &SupplierId,
        difference: &NightDifference,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Keeps which import was the last.
    fn keep_last_import(
        &self,
        import: &LastImport,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// Keeps what the reasons of an absence pay and bill, which finance says and no
/// snapshot has.
pub trait EffectKeeper: Clone + Send + Sync + 'static {
    /// Reads the effect tables of a contract, by day.
    fn effects(
        &self,
        terms: &TermsId,
    ) -> impl Future<Output = Result<Timeline<EffectTable>, StoreFault>> + Send;

    /// Keeps the effect tables of a contract.
    fn keep_effects(
        &self,
        terms: &TermsId,
        effects: &Timeline<EffectTable>,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// Keeps the non-payment weeks of suppliers.
pub trait NonPaymentKeeper: SupplierReader {
    /// Keeps the weeks of a year, if they were written as often as when they
    /// were read. Returns whether they were kept.
    fn keep_non_payment_year(
        &self,
        supplier: &SupplierId,
        year: &NonPaymentYear,
        seen: u64,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}
