//! The lists and records that staff work on.

use domain::access::audit::{Access, AuditReader as _, Audited, Subject};
use domain::application::{Application, Progress};
use domain::correspondence::complaint::{Complaint, ComplaintStore as _};
use domain::fault::StoreFault;
use domain::records::staff_queues::{ListedComplaint, RecordKind, StaffQueues, Undelivered};
use domain::values::account_id::AccountId;
use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::application::{application, progress};
use crate::attributes::{ACCOUNT, ACKNOWLEDGED_AT, BOUNCED_AT, IS_COPY, REFERENCE};
use crate::complaint::complaint;
use crate::keys::Partition;
use crate::read::{Attributes as _, Item, Order, Unreadable, readable, unless_unreadable};
use crate::write::Write;
use crate::{Table, fault, keys, text};

impl StaffQueues for Table {
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
        let current = items.into_iter().filter(|item| item.is_current(now));
        let current: Vec<Item> = current.collect();
        Ok(readable(OPERATION, &current, undelivered))
    }

    async fn settle_undelivered(&self, settled: &Undelivered) -> Result<(), StoreFault> {
        let key = keys::undelivered(settled);
        self.write("settle an undelivered e-mail", Write::delete(key))
            .await
            .map(drop)
    }

    async fn all_complaints(&self, now: Timestamp) -> Result<Vec<ListedComplaint>, StoreFault> {
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
        let references = readable(OPERATION, &pointers, |pointer| {
            pointer
                .reference_of(REFERENCE)?
                .ok_or(Unreadable(REFERENCE))
        });
        let mut complaints = Vec::with_capacity(references.len());
        for reference in references {
            let found = self.read(OPERATION, keys::complaint(&reference)).await?;
            let found = found.filter(|item| item.is_current(now));
            complaints.extend(found.and_then(|item| {
                let listed = complaint(&reference, &item);
                let listed = listed.map(|complaint| ListedComplaint::from(&complaint));
                unless_unreadable(OPERATION, &item, listed)
            }));
        }
        Ok(complaints)
    }

    async fn whose(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<Option<(Subject, RecordKind)>, StoreFault> {
        const OPERATION: &str = "find whose a record is";
        if let Some(item) = self.read(OPERATION, keys::application(reference)).await? {
            let account = item.text(ACCOUNT);
            let account = account.map_err(|source| fault(OPERATION, source))?;
            let subject = Subject::Account(AccountId(account.to_owned()));
            return Ok(Some((subject, RecordKind::Application)));
        }
        let complaint = self.read_complaint(reference, now).await?;
        Ok(complaint.map(|complaint| (complaint.subject(), RecordKind::Complaint)))
    }

    async fn look_up(
        &self,
        access: &Audited,
        reference: &Reference,
    ) -> Result<Option<(Application, Progress)>, StoreFault> {
        const OPERATION: &str = "look up an application";
        let found = self.read(OPERATION, keys::application(reference)).await?;
        let found: Option<(Application, Progress)> = found
            .map(|item| Ok((application(&item)?, progress(&item)?)))
            .transpose()
            .map_err(|source: Unreadable| fault(OPERATION, source))?;
        let is_theirs = |account: &AccountId| matches!(access.subject(), Subject::Account(subject) if subject == account);
        Ok(found.filter(|(application, _)| is_theirs(&application.account)))
    }

    async fn look_up_complaint(
        &self,
        access: &Audited,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<Option<Complaint>, StoreFault> {
        let found = self.read_complaint(reference, now).await?;
        Ok(found.filter(|complaint| complaint.subject() == *access.subject()))
    }

    async fn look_up_accesses(&self, access: &Audited) -> Result<Vec<Access>, StoreFault> {
        self.accesses(access.subject()).await
    }

    async fn acknowledge_complaint(
        &self,
        access: &Audited,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let found = self.look_up_complaint(access, reference, now).await?;
        if found.is_none() {
            return Ok(());
        }
        let acknowledged = Write::update(keys::complaint(reference))
            .set_once(ACKNOWLEDGED_AT, text(now.to_string()))
            .if_there();
        self.write("acknowledge a complaint", acknowledged)
            .await
            .map(drop)
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
