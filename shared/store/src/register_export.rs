//! The export of locked registers to the case system, and their
//! acknowledgement.

use std::collections::BTreeMap;

use attendance::kept_register::{KeptVersion, RegisterKey, RegisterReader as _};
use attendance::register_export::{
    LockedVersionKey, RefusedLine, RegisterDelivery, RegisterDeliveryReader, RegisterExportQueue,
    UnacknowledgedRegisters, WaitingVersion,
};
use attendance::supplier::SupplierId;
use attendance::week::Week;
use domain::fault::StoreFault;
use domain::values::list_page::{ListCursor, ListPage};
use jiff::Timestamp;

use crate::attributes::{AT, EXPORTED_AT, RECEIVED_AT};
use crate::keys::{self, PK, Partition, SK};
use crate::read::{Attributes as _, Item, List, Order, SortKeys, Unreadable};
use crate::register::expires;
use crate::write::{AllWritten, Write};
use crate::{EXPIRES_AT, Table, fault, text};

/// The lines that the case system did not take, as JSON.
const REFUSED: &str = "refused";

impl RegisterExportQueue for Table {
    async fn version_to_export(
        &self,
        version: &LockedVersionKey,
    ) -> Result<Option<KeptVersion>, StoreFault> {
        self.locked_version(&version.register, version.number).await
    }

    async fn registers_to_export(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<WaitingVersion>, StoreFault> {
        const OPERATION: &str = "list the registers that are to be exported";
        let list = List {
            partition: Partition::RegisterOutbox.only(),
            keys: SortKeys::All,
            order: Order::Ascending,
        };
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, waiting_version))
    }

    /// Notes the export and puts the version into the list of those without an
    /// acknowledgement, both or neither and once; then takes it out of the list
    /// of those to be exported. If a fault stops this half way, it is still in
    /// that list.
    async fn register_exported(
        &self,
        waiting: &WaitingVersion,
        at: Timestamp,
    ) -> Result<(), StoreFault> {
        const OPERATION: &str = "note the export of a register";
        let (version, week) = (&waiting.version, waiting.version.register.week);
        let noted = Write::update(keys::register_delivery(version))
            .set(AT, text(waiting.locked_at.to_string()))
            .set(EXPORTED_AT, text(at.to_string()))
            .set(EXPIRES_AT, expires(week))
            .if_without(EXPORTED_AT)
            .if_without(RECEIVED_AT);
        let mut awaits = keys::register_unacknowledged(waiting);
        awaits.insert(EXPIRES_AT.to_owned(), expires(week));
        let writes = vec![noted, Write::put(awaits)];
        if let AllWritten::Refused(_) = self.write_all(OPERATION, writes).await? {
            // The export was noted before, or the case system was faster.
            let noted = Write::update(keys::register_delivery(version))
                .set_once(EXPORTED_AT, text(at.to_string()));
            self.write(OPERATION, noted.if_there()).await?;
        }
        let outbox = Write::delete(keys::register_outbox(waiting));
        self.write(OPERATION, outbox).await.map(drop)
    }

    async fn register_received(
        &self,
        version: &LockedVersionKey,
        at: Timestamp,
        refused: &[RefusedLine],
    ) -> Result<bool, StoreFault> {
        const OPERATION: &str = "note the acknowledgement of a register";
        let found = self.read(OPERATION, keys::register_delivery(version));
        let locked_at = match found.await? {
            Some(item) => item
                .instant(AT)
                .map_err(|source| fault(OPERATION, source))?,
            // Its export is not noted yet.
            None => match self.version_to_export(version).await? {
                Some(kept) => kept.by.at,
                None => return Ok(false),
            },
        };
        let waiting = WaitingVersion {
            locked_at,
            version: version.clone(),
        };
        let refused = serde_json::to_string(refused).map_err(|source| fault(OPERATION, source))?;
        let writes = vec![
            Write::update(keys::register_delivery(version))
                .set(AT, text(locked_at.to_string()))
                .set(RECEIVED_AT, text(at.to_string()))
                .set(REFUSED, text(refused))
                .set(EXPIRES_AT, expires(version.register.week))
                .if_without(RECEIVED_AT),
            Write::delete(keys::register_unacknowledged(&waiting)),
        ];
        // A refusal is an acknowledgement that came again.
        self.write_all(OPERATION, writes).await.map(|_| true)
    }
}

impl RegisterDeliveryReader for Table {
    async fn register_delivery(
        &self,
        version: &LockedVersionKey,
    ) -> Result<RegisterDelivery, StoreFault> {
        const OPERATION: &str = "read what became of a register";
        let found = self.read(OPERATION, keys::register_delivery(version));
        match found.await? {
            None => Ok(RegisterDelivery::default()),
            Some(item) => delivery(&item).map_err(|source| fault(OPERATION, source)),
        }
    }

    async fn register_deliveries(
        &self,
        versions: &[LockedVersionKey],
    ) -> Result<BTreeMap<LockedVersionKey, RegisterDelivery>, StoreFault> {
        const OPERATION: &str = "read what became of registers";
        let keys = versions.iter().map(keys::register_delivery).collect();
        let items = self.read_batches(OPERATION, keys).await?;
        let found = items
            .iter()
            .map(|item| Ok((version_key(item)?, delivery(item)?)));
        let found: Result<_, Unreadable> = found.collect();
        found.map_err(|source| fault(OPERATION, source))
    }
}

impl UnacknowledgedRegisters for Table {
    async fn unacknowledged_registers(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<WaitingVersion>, StoreFault> {
        const OPERATION: &str = "list the registers that are not acknowledged";
        let list = List::before(Partition::RegisterUnacknowledged, before);
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, waiting_version))
    }
}

/// Reads which version an item tells of, from its key.
fn version_key(item: &Item) -> Result<LockedVersionKey, Unreadable> {
    let of = Partition::Register
        .whose(item.text(PK)?)
        .ok_or(Unreadable(PK))?;
    let (supplier, ending) = of.split_once('#').ok_or(Unreadable(PK))?;
    let ending = ending.parse().map_err(|_| Unreadable(PK))?;
    let number = item.sort_after(keys::DELIVERY)?;
    Ok(LockedVersionKey {
        register: RegisterKey {
            supplier: SupplierId::parse(supplier).map_err(|_| Unreadable(PK))?,
            week: Week::ending_on(ending).map_err(|_| Unreadable(PK))?,
        },
        number: number.parse().map_err(|_| Unreadable(SK))?,
    })
}

fn delivery(item: &Item) -> Result<RegisterDelivery, Unreadable> {
    let refused = item.text_of(REFUSED).unwrap_or("[]");
    Ok(RegisterDelivery {
        exported_at: item.instant_of(EXPORTED_AT)?,
        received_at: item.instant_of(RECEIVED_AT)?,
        refused: serde_json::from_str(refused).map_err(|_| Unreadable(REFUSED))?,
    })
}

/// Reads a locked version from its key in a list.
fn waiting_version(item: &Item) -> Result<WaitingVersion, Unreadable> {
    WaitingVersion::read(item.text(SK)?).ok_or(Unreadable(SK))
}
