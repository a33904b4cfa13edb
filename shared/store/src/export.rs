//! Applications on their way to the case system.

use domain::application::{Application, ExportApplications};
use domain::draft::StoreFault;
use domain::reference::Reference;
use jiff::Timestamp;

use crate::application::{ACCOUNT, EXPORTED_AT, RECEIVED_AT, REFERENCE, SUBMITTED_AT, application};
use crate::read::{Attributes as _, Item, Order, Unreadable};
use crate::write::{Write, Written};
use crate::{Table, fault, keys, text};

impl ExportApplications for Table {
    async fn application_to_export(
        &self,
        reference: &Reference,
    ) -> Result<Option<Application>, StoreFault> {
        const OPERATION: &str = "read an application to export";
        let found = self.read(OPERATION, keys::application(reference)).await?;
        found
            .map(|item| application(&item).map_err(|source| fault(OPERATION, source)))
            .transpose()
    }

    async fn to_export(&self, most: usize) -> Result<Vec<Reference>, StoreFault> {
        const OPERATION: &str = "list what is to be exported";
        let waiting = self
            .list(OPERATION, keys::OUTBOX, "", Order::Ascending, most)
            .await?;
        references(OPERATION, &waiting)
    }

    /// The note on the application first: if this stops half way it is still
    /// in the outbox, and doing it again takes it out.
    async fn exported(&self, reference: &Reference, at: Timestamp) -> Result<(), StoreFault> {
        const OPERATION: &str = "note an export";
        let noted = Write::update(keys::application(reference))
            .set_once(EXPORTED_AT, text(at.to_string()))
            .if_there();
        let Written::Done(item) = self.write(OPERATION, noted).await? else {
            return Ok(());
        };
        let submitted_at = item.instant(SUBMITTED_AT);
        let submitted_at = submitted_at.map_err(|source| fault(OPERATION, source))?;
        let outbox = Write::delete(keys::outbox(submitted_at, reference));
        self.write(OPERATION, outbox).await.map(drop)
    }

    /// The note on the application and the one in the list from which it is
    /// deleted when its time is over, at once.
    async fn received(&self, reference: &Reference, at: Timestamp) -> Result<bool, StoreFault> {
        const OPERATION: &str = "note an acknowledgement";
        let mut listed = keys::received(at, reference);
        listed.insert(REFERENCE.to_owned(), text(reference.plain()));
        let writes = vec![
            Write::update(keys::application(reference))
                .set(RECEIVED_AT, text(at.to_string()))
                .if_there()
                .if_without(RECEIVED_AT),
            Write::put(listed),
        ];
        Ok(match self.write_all(OPERATION, writes).await?.refusals() {
            Some([Some(there), _]) => there.contains_key(ACCOUNT),
            _ => true,
        })
    }
}

/// The references of the items of a list.
pub(crate) fn references(
    operation: &'static str,
    items: &[Item],
) -> Result<Vec<Reference>, StoreFault> {
    items
        .iter()
        .map(|item| {
            item.reference_of(REFERENCE)
                .and_then(|reference| reference.ok_or(Unreadable(REFERENCE)))
                .map_err(|source| fault(operation, source))
        })
        .collect()
}
