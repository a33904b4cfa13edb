//! What staff see to.

use domain::application::{Application, Progress};
use domain::complaint::{Complaint, KeepComplaints as _};
use domain::draft::StoreFault;
use domain::oversight::{Oversee, Undelivered};
use domain::reference::Reference;
use jiff::Timestamp;

use crate::application::{application, progress};
use crate::complaint::ACKNOWLEDGED_AT;
use crate::keys::Partition;
use crate::read::{Attributes as _, Item, Order, Unreadable};
use crate::write::Write;
use crate::{Table, fault, keys, text};

/// Attributes of what finds an application, or a complaint.
pub(crate) const REFERENCE: &str = "reference";
pub(crate) const BOUNCED_AT: &str = "bounced_at";
pub(crate) const IS_COPY: &str = "is_copy";

impl Oversee for Table {
    async fn undelivered(&self, now: Timestamp) -> Result<Vec<Undelivered>, StoreFault> {
        const OPERATION: &str = "list applications whose e-mails come back";
        let items = self
            .list(
                OPERATION,
                Partition::Undelivered.only(),
                "",
                Order::Ascending,
                usize::MAX,
            )
            .await?;
        items
            .iter()
            .filter(|item| item.is_current(now))
            .map(|item| undelivered(item).map_err(|source| fault(OPERATION, source)))
            .collect()
    }

    async fn settle_undelivered(&self, settled: &Undelivered) -> Result<(), StoreFault> {
        let key = keys::undelivered(settled);
        self.write("settle an undelivered e-mail", Write::delete(key))
            .await
            .map(drop)
    }

    async fn look_up(
        &self,
        reference: &Reference,
    ) -> Result<Option<(Application, Progress)>, StoreFault> {
        const OPERATION: &str = "look up an application";
        let found = self.read(OPERATION, keys::application(reference)).await?;
        found
            .map(|item| Ok((application(&item)?, progress(&item)?)))
            .transpose()
            .map_err(|source: Unreadable| fault(OPERATION, source))
    }

    async fn acknowledge_complaint(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let acknowledged = Write::update(keys::complaint(reference))
            .set_once(ACKNOWLEDGED_AT, text(now.to_string()))
            .if_there();
        self.write("acknowledge a complaint", acknowledged)
            .await
            .map(drop)
    }

    async fn all_complaints(&self, now: Timestamp) -> Result<Vec<Complaint>, StoreFault> {
        const OPERATION: &str = "list all complaints";
        let pointers = self
            .list(
                OPERATION,
                Partition::Complaints.only(),
                "",
                Order::Ascending,
                usize::MAX,
            )
            .await?;
        let mut complaints = Vec::with_capacity(pointers.len());
        for pointer in pointers {
            let reference = pointer
                .reference_of(REFERENCE)
                .and_then(|found| found.ok_or(Unreadable(REFERENCE)))
                .map_err(|source| fault(OPERATION, source))?;
            complaints.extend(self.read_complaint(&reference, now).await?);
        }
        Ok(complaints)
    }
}

fn undelivered(item: &Item) -> Result<Undelivered, Unreadable> {
    Ok(Undelivered {
        reference: item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))?,
        bounced_at: item.instant(BOUNCED_AT)?,
        is_copy: item
            .get(IS_COPY)
            .is_some_and(|copy| copy.as_bool() == Ok(&true)),
    })
}
