//! The export of applications to the case system, and their acknowledgement.

use domain::application::evidence::Evidence;
use domain::application::{Application, DeferredEvidence, ExportQueue, ToExport};
use domain::fault::StoreFault;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::application::application;
use crate::attributes::{BODY, EXPORTED_AT, RECEIVED_AT, REFERENCE, SUBMITTED_AT};
use crate::evidence::deferred_evidence;
use crate::keys::Partition;
use crate::read::{Attributes as _, Item, List, Order, SortKeys, Unreadable, opened};
use crate::write::{Write, Written};
use crate::{Table, fault, keys, stored, text};

impl ExportQueue for Table {
    async fn application_to_export(
        &self,
        reference: &Reference,
    ) -> Result<Option<Application>, StoreFault> {
        const OPERATION: &str = "read an application to export";
        let found = self.read(OPERATION, keys::application(reference)).await?;
        found
            .map(|item| opened(OPERATION, &item, application(&item)))
            .transpose()
    }

    async fn deferred_evidence_to_export(
        &self,
        file: &DeferredEvidence,
    ) -> Result<Option<Evidence>, StoreFault> {
        const OPERATION: &str = "read a file to export";
        let found = self.read(OPERATION, keys::late_outbox(file)).await?;
        found
            .map(|item| stored::read_file(item.text(BODY)?).map_err(|_| Unreadable(BODY)))
            .transpose()
            .map_err(|source| fault(OPERATION, source))
    }

    async fn to_export(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<ToExport>, StoreFault> {
        const OPERATION: &str = "list what is to be exported";
        let list = List {
            partition: Partition::Outbox.only(),
            keys: SortKeys::All,
            order: Order::Ascending,
        };
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, to_export))
    }

    /// Writes the note of the application first. If a fault stops the writes
    /// half way, the application is still in the outbox, and noting the export
    /// again takes it out.
    async fn exported(&self, what: &ToExport, at: Timestamp) -> Result<(), StoreFault> {
        const OPERATION: &str = "note an export";
        let reference = match what {
            ToExport::Application(reference) => reference,
            ToExport::DeferredEvidence(file) => {
                let outbox = Write::delete(keys::late_outbox(file));
                return self.write(OPERATION, outbox).await.map(drop);
            }
        };
        let noted = |on| {
            let noted = Write::update(on).set_once(EXPORTED_AT, text(at.to_string()));
            self.write(OPERATION, noted.if_there())
        };
        let item = match noted(keys::progress(reference)).await? {
            Written::Done(item) => item,
            // An application without an item of progress, or a deleted one.
            Written::Refused(_) => match noted(keys::application(reference)).await? {
                Written::Done(item) => item,
                Written::Refused(_) => return Ok(()),
            },
        };
        let submitted_at = item.instant(SUBMITTED_AT);
        let submitted_at = submitted_at.map_err(|source| fault(OPERATION, source))?;
        let outbox = Write::delete(keys::outbox(submitted_at, reference));
        self.write(OPERATION, outbox).await.map(drop)
    }

    /// Writes three things in one transaction: the note of the application, its
    /// entry in the list from which applications are deleted when their time is
    /// over, and its removal from those that await an acknowledgement.
    async fn received(&self, reference: &Reference, at: Timestamp) -> Result<bool, StoreFault> {
        const OPERATION: &str = "note an acknowledgement";
        let mut on = keys::progress(reference);
        let mut found = self.read(OPERATION, on.clone()).await?;
        if found.is_none() {
            // An application without an item of progress, or none.
            on = keys::application(reference);
            found = self.read(OPERATION, on.clone()).await?;
        }
        let Some(item) = found else {
            return Ok(false);
        };
        let submitted_at = item.instant(SUBMITTED_AT);
        let submitted_at = submitted_at.map_err(|source| fault(OPERATION, source))?;
        let mut listed = keys::received(at, reference);
        listed.insert(REFERENCE.to_owned(), text(reference.plain()));
        let writes = vec![
            Write::update(on)
                .set(RECEIVED_AT, text(at.to_string()))
                .if_there()
                .if_without(RECEIVED_AT),
            Write::put(listed),
            Write::delete(keys::unacknowledged(submitted_at, reference)),
        ];
        Ok(match self.write_all(OPERATION, writes).await?.refusals() {
            // The acknowledgement came again, or the application was deleted
            // meanwhile.
            Some([Some(there), ..]) => there.contains_key(SUBMITTED_AT),
            _ => true,
        })
    }

    async fn unacknowledged(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<Reference>, StoreFault> {
        const OPERATION: &str = "list what is not acknowledged";
        let list = List::before(Partition::Unacknowledged, before);
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, reference))
    }
}

fn to_export(item: &Item) -> Result<ToExport, Unreadable> {
    Ok(match deferred_evidence(item)? {
        Some(file) => ToExport::DeferredEvidence(file),
        None => {
            let reference = item.reference_of(REFERENCE)?;
            ToExport::Application(reference.ok_or(Unreadable(REFERENCE))?)
        }
    })
}

/// Reads the reference of an item of a list.
pub(crate) fn reference(item: &Item) -> Result<Reference, Unreadable> {
    item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))
}
