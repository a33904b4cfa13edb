//! Who may see which supplier's registers.

use std::collections::BTreeMap;

use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use jiff::Timestamp;

use crate::kept_register::RegisterHead;
use crate::non_payment::NonPaymentYear;
use crate::provision_plan::KeptSupplier;
use crate::supplier::{Supplier, SupplierId};
use crate::week::{FinancialYear, Week};

domain::named_enum! {
    serde
    /// What somebody may do for a supplier.
    pub enum ProviderRole {
        /// Records attendance and submits registers.
        Staff = "staff",
        /// Does what staff do, invites and removes the supplier's staff and nominates
        /// non-payment weeks.
        Manager = "manager",
    }
}

/// A grant: that somebody may act for a supplier.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SupplierGrant {
    /// The supplier.
    pub supplier: SupplierId,
    /// Who has it.
    pub to: AccountId,
    /// What they may do.
    pub role: ProviderRole,
    /// Whether they see people whose row is restricted.
    pub sees_restricted: bool,
    /// Who gave it.
    pub by: AccountId,
    /// When it was given.
    pub at: Timestamp,
}

/// Reads grants. The reads are consistent, so that somebody who loses one loses
/// it at once.
pub trait GrantReader: Clone + Send + Sync + 'static {
    /// Lists what somebody was granted, by supplier.
    fn grants_of(
        &self,
        account: &AccountId,
    ) -> impl Future<Output = Result<Vec<SupplierGrant>, StoreFault>> + Send;

    /// Finds the grant of somebody for a supplier.
    fn grant(
        &self,
        account: &AccountId,
        supplier: &SupplierId,
    ) -> impl Future<Output = Result<Option<SupplierGrant>, StoreFault>> + Send;

    /// Lists who was granted a supplier.
    fn granted(
        &self,
        supplier: &SupplierId,
    ) -> impl Future<Output = Result<Vec<SupplierGrant>, StoreFault>> + Send;
}

/// Finds registers that are late and who may submit them, and keeps of which
/// somebody was reminded, beside their grant: who has no grant is not reminded.
pub trait ReminderKeeper: Clone + Send + Sync + 'static {
    /// Lists the suppliers.
    fn suppliers_to_remind(
        &self,
    ) -> impl Future<Output = Result<Vec<KeptSupplier>, StoreFault>> + Send;

    /// Reads the heads of a supplier's registers of these weeks, in one request
    /// for up to a hundred.
    fn heads_to_remind_of(
        &self,
        supplier: &SupplierId,
        weeks: &[Week],
    ) -> impl Future<Output = Result<BTreeMap<Week, RegisterHead>, StoreFault>> + Send;

    /// Reads which weeks of a financial year a supplier is not paid for.
    fn weeks_without_reminder(
        &self,
        supplier: &Supplier,
        year: FinancialYear,
    ) -> impl Future<Output = Result<NonPaymentYear, StoreFault>> + Send;

    /// Lists who was granted a supplier.
    fn people_to_remind(
        &self,
        supplier: &SupplierId,
    ) -> impl Future<Output = Result<Vec<SupplierGrant>, StoreFault>> + Send;

    /// Takes the reminder of a register in hand until an instant. MUST return
    /// false if the grant is gone, if somebody was reminded of this register or
    /// of a later one, or while another has it in hand.
    fn claim_reminder(
        &self,
        grant: &SupplierGrant,
        week: Week,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Notes that somebody was reminded of a register.
    fn reminded(
        &self,
        grant: &SupplierGrant,
        week: Week,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// Gives and takes grants.
pub trait GrantKeeper: GrantReader {
    /// Gives a grant, in place of one that the person has for the supplier.
    fn give_grant(
        &self,
        grant: &SupplierGrant,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Takes a grant. MUST succeed if there is none.
    fn take_grant(
        &self,
        account: &AccountId,
        supplier: &SupplierId,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}
