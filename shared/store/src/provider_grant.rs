//! Who may act for which supplier: an entry with the supplier and one with the
//! person, written together.

use std::collections::BTreeMap;

use attendance::kept_register::{RegisterHead, RegisterReader as _};
use attendance::non_payment::NonPaymentYear;
use attendance::provider_access::{
    GrantKeeper, GrantReader, ProviderRole, ReminderKeeper, SupplierGrant,
};
use attendance::provision_plan::{KeptSupplier, SupplierReader as _};
use attendance::supplier::{Supplier, SupplierId};
use attendance::week::{FinancialYear, Week};
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use jiff::Timestamp;

use crate::attributes::{AT, BY, REMINDED, RESTRICTED, ROLE, WARNING_UNTIL};
use crate::item::Item;
use crate::keys::{self, GRANT, PK, Partition, PartitionKey, SK};
use crate::read::{Attributes as _, Order, Unreadable, readable};
use crate::write::Write;
use crate::{Table, fault, number, text};

/// The most suppliers of one person, and the most people of one supplier.
const MOST: usize = 500;

impl GrantReader for Table {
    async fn grants_of(&self, account: &AccountId) -> Result<Vec<SupplierGrant>, StoreFault> {
        let partition = keys::of_provider(account);
        self.list_grants("list what somebody was granted", partition)
            .await
    }

    async fn grant(
        &self,
        account: &AccountId,
        supplier: &SupplierId,
    ) -> Result<Option<SupplierGrant>, StoreFault> {
        let operation = "read a grant";
        let found = self.read(operation, keys::grant_of_provider(account, supplier));
        let found = found.await?.as_ref().map(grant).transpose();
        found.map_err(|source| fault(operation, source))
    }

    async fn granted(&self, supplier: &SupplierId) -> Result<Vec<SupplierGrant>, StoreFault> {
        let partition = keys::of_supplier(supplier);
        self.list_grants("list who was granted a supplier", partition)
            .await
    }
}

impl ReminderKeeper for Table {
    async fn suppliers_to_remind(&self) -> Result<Vec<KeptSupplier>, StoreFault> {
        self.suppliers().await
    }

    async fn heads_to_remind_of(
        &self,
        supplier: &SupplierId,
        weeks: &[Week],
    ) -> Result<BTreeMap<Week, RegisterHead>, StoreFault> {
        self.register_heads(supplier, weeks).await
    }

    async fn weeks_without_reminder(
        &self,
        supplier: &Supplier,
        year: FinancialYear,
    ) -> Result<NonPaymentYear, StoreFault> {
        let (year, _) = self.non_payment_year(supplier, year).await?;
        Ok(year)
    }

    async fn people_to_remind(
        &self,
        supplier: &SupplierId,
    ) -> Result<Vec<SupplierGrant>, StoreFault> {
        self.granted(supplier).await
    }

    /// The week is a date, and so is later than another as a text is.
    async fn claim_reminder(
        &self,
        grant: &SupplierGrant,
        week: Week,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreFault> {
        let week = text(week.ending().to_string());
        let claim = Write::update(keys::grant_in_supplier(&grant.supplier, &grant.to))
            .set(REMINDED, week.clone())
            .set(WARNING_UNTIL, number(until.as_second()))
            .if_there()
            .if_without(REMINDED)
            .or()
            .if_text_below(REMINDED, week.clone())
            .or()
            .if_is(REMINDED, week)
            .if_at_most(WARNING_UNTIL, now.as_second());
        let refused = self.write_once("take a reminder in hand", claim).await?;
        Ok(refused.is_none())
    }

    async fn reminded(&self, grant: &SupplierGrant, week: Week) -> Result<(), StoreFault> {
        let noted = Write::update(keys::grant_in_supplier(&grant.supplier, &grant.to))
            .remove(WARNING_UNTIL)
            .if_is(REMINDED, text(week.ending().to_string()));
        let operation = "note that somebody was reminded";
        self.write_once(operation, noted).await.map(drop)
    }
}

impl GrantKeeper for Table {
    async fn give_grant(&self, grant: &SupplierGrant) -> Result<(), StoreFault> {
        let keys = [
            keys::grant_in_supplier(&grant.supplier, &grant.to),
            keys::grant_of_provider(&grant.to, &grant.supplier),
        ];
        let writes = keys.map(|mut item| {
            item.insert(ROLE.to_owned(), text(grant.role.name()));
            item.insert(BY.to_owned(), text(&grant.by.0));
            item.insert(AT.to_owned(), text(grant.at.to_string()));
            if grant.sees_restricted {
                item.insert(RESTRICTED.to_owned(), text("yes"));
            }
            Write::put(item)
        });
        self.write_all("give a grant", writes.into())
            .await
            .map(drop)
    }

    async fn take_grant(
        &self,
        account: &AccountId,
        supplier: &SupplierId,
    ) -> Result<(), StoreFault> {
        let keys = [
            keys::grant_in_supplier(supplier, account),
            keys::grant_of_provider(account, supplier),
        ];
        let writes = keys.map(Write::delete);
        self.write_all("take a grant", writes.into())
            .await
            .map(drop)
    }
}

impl Table {
    async fn list_grants(
        &self,
        operation: &'static str,
        partition: PartitionKey,
    ) -> Result<Vec<SupplierGrant>, StoreFault> {
        let items = self.list(operation, partition, GRANT, Order::Ascending, MOST);
        Ok(readable(operation, &items.await?, grant))
    }
}

/// Reads a grant from either of its entries.
fn grant(item: &Item) -> Result<SupplierGrant, Unreadable> {
    let (whose, other) = (item.text(PK)?, item.sort_after(GRANT)?);
    let (supplier, to) = match Partition::Supplier.whose(whose) {
        Some(supplier) => (supplier, other),
        None => (
            other,
            Partition::Provider.whose(whose).ok_or(Unreadable(PK))?,
        ),
    };
    Ok(SupplierGrant {
        supplier: SupplierId::parse(supplier).map_err(|_| Unreadable(SK))?,
        to: AccountId(to.to_owned()),
        role: ProviderRole::named(item.text(ROLE)?).ok_or(Unreadable(ROLE))?,
        sees_restricted: item.contains_key(RESTRICTED),
        by: AccountId(item.text(BY)?.to_owned()),
        at: item.instant(AT)?,
    })
}
