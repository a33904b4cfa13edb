//! The lists and records that staff work on.

use domain::access::audit::{Access, AuditReader as _, Audited, Subject};
use domain::application::{Application, Progress};
use domain::correspondence::complaint::{Complaint, ComplaintStore as _};
use domain::fault::StoreFault;
use domain::records::staff_queues::{
    ComplaintList, ListedComplaint, RecordKind, StaffQueues, Undelivered,
};
use domain::values::account_id::AccountId;
use domain::values::list_page::{BoundedCount, ListCursor, ListPage};
use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::attributes::{
    ACCOUNT, ACKNOWLEDGED_AT, BOUNCED_AT, COPY_BOUNCED_AT, IS_COPY, MAIL_BOUNCED_AT, RECEIVED_AT,
    REFERENCE,
};
use crate::audit::audit_list;
use crate::complaint::complaint;
use crate::keys::Partition;
use crate::read::{Attributes as _, Item, List, Order, SortKeys, Unreadable, unless_unreadable};
use crate::write::Write;
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

impl StaffQueues for Table {
    async fn undelivered(
        &self,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> Result<ListPage<Undelivered>, StoreFault> {
        const OPERATION: &str = "list applications whose e-mails come back";
        let mut page = self
            .page(OPERATION, &undelivered_list(), after, most)
            .await?;
        page.items.retain(|item| item.is_current(now));
        Ok(page.read(OPERATION, undelivered))
    }

    async fn count_undelivered(
        &self,
        most: usize,
        now: Timestamp,
    ) -> Result<BoundedCount, StoreFault> {
        const OPERATION: &str = "count applications whose e-mails come back";
        self.count(OPERATION, &undelivered_list(), Some(now), most)
            .await
    }

    /// Reads the entries by their keys, which the application has the instants
    /// of. An application that is deleted has none, and its entries are looked
    /// for among the oldest.
    async fn undelivered_about(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<Vec<Undelivered>, StoreFault> {
        const OPERATION: &str = "find the e-mails of an application that come back";
        let Some(application) = self.stored_application(OPERATION, reference).await? else {
            let oldest = self.undelivered(None, LOOKED_AT, now).await?.items;
            let about = oldest.into_iter().filter(|one| one.reference == *reference);
            return Ok(about.collect());
        };
        let mut found = Vec::new();
        for (bounced, is_copy) in [(MAIL_BOUNCED_AT, false), (COPY_BOUNCED_AT, true)] {
            let bounced_at = application.noted_at(bounced);
            let bounced_at = bounced_at.map_err(|source| fault(OPERATION, source))?;
            let Some(bounced_at) = bounced_at else {
                continue;
            };
            let entry = Undelivered {
                reference: reference.clone(),
                bounced_at,
                is_copy,
            };
            let there = self.read(OPERATION, keys::undelivered(&entry)).await?;
            found.extend(there.filter(|item| item.is_current(now)).map(|_| entry));
        }
        found.sort_by_key(|one| (one.bounced_at, one.is_copy));
        Ok(found)
    }

    async fn settle_undelivered(&self, settled: &Undelivered) -> Result<(), StoreFault> {
        let key = keys::undelivered(settled);
        self.write("settle an undelivered e-mail", Write::delete(key))
            .await
            .map(drop)
    }

    async fn complaints_list(
        &self,
        which: ComplaintList,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> Result<ListPage<ListedComplaint>, StoreFault> {
        const OPERATION: &str = "list complaints of everybody";
        let list = complaint_list(which);
        let mut page = self.page(OPERATION, &list, after, most).await?;
        page.items.retain(|item| item.is_current(now));
        let mut unreadable = 0;
        if which == ComplaintList::Open {
            (page.items, unreadable) = self.bring_up_to_date(OPERATION, page.items).await?;
        }
        let mut read = page.read(OPERATION, listed_complaint);
        read.unreadable += unreadable;
        Ok(read)
    }

    async fn count_open_complaints(
        &self,
        most: usize,
        now: Timestamp,
    ) -> Result<BoundedCount, StoreFault> {
        const OPERATION: &str = "count complaints to acknowledge";
        let list = complaint_list(ComplaintList::Open);
        self.count(OPERATION, &list, Some(now), most).await
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
        let found = self.stored_application(OPERATION, reference).await?;
        let found: Option<(Application, Progress)> = found
            .map(|stored| stored.read())
            .transpose()
            .map_err(|source| fault(OPERATION, source))?;
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

    async fn look_up_accesses(
        &self,
        access: &Audited,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<Access>, StoreFault> {
        self.accesses_page(access.subject(), after, most).await
    }

    async fn count_accesses(
        &self,
        access: &Audited,
        most: usize,
    ) -> Result<BoundedCount, StoreFault> {
        let list = audit_list(access.subject());
        self.count("count accesses", &list, None, most).await
    }

    async fn acknowledge_complaint(
        &self,
        access: &Audited,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        const OPERATION: &str = "acknowledge a complaint";
        let found = self.look_up_complaint(access, reference, now).await?;
        let Some(complaint) = found else {
            return Ok(());
        };
        let at = complaint.acknowledged_at.unwrap_or(now);
        let listed = ListedComplaint {
            acknowledged_at: Some(at),
            ..ListedComplaint::from(&complaint)
        };
        let noted =
            Write::update(keys::complaint(reference)).set(ACKNOWLEDGED_AT, text(at.to_string()));
        let noted = match complaint.acknowledged_at {
            // An entry of before may still be in the other list.
            Some(_) => noted.if_there(),
            None => noted.if_there().if_without(ACKNOWLEDGED_AT),
        };
        let mut writes = vec![noted];
        writes.extend(self.moved(&listed, at));
        // The writes are refused if somebody else has just acknowledged the
        // complaint.
        self.write_all(OPERATION, writes).await.map(drop)
    }
}

/// The most entries of the list of undelivered e-mails that are looked at for
/// those of an application that is deleted.
const LOOKED_AT: usize = 1_000;

impl Table {
    /// Returns the writes that move a complaint from the list of those to
    /// acknowledge to that of those that are.
    fn moved(&self, listed: &ListedComplaint, at: Timestamp) -> [Write; 2] {
        let ends = self.retention.complaint.after(listed.received_at);
        let mut item = keys::complaint_acknowledged(at, &listed.reference);
        item.extend([
            (REFERENCE.to_owned(), text(listed.reference.plain())),
            (RECEIVED_AT.to_owned(), text(listed.received_at.to_string())),
            (ACKNOWLEDGED_AT.to_owned(), text(at.to_string())),
            (EXPIRES_AT.to_owned(), number(ends.as_second())),
        ]);
        let open = keys::complaint_at(listed.received_at, &listed.reference);
        [Write::delete(open), Write::put(item)]
    }

    /// Brings the entries of before up to date, once each: they do not say when
    /// the complaint was received, and are among those to acknowledge although
    /// it may be acknowledged. Leaves out and counts those that cannot be read.
    async fn bring_up_to_date(
        &self,
        operation: &'static str,
        items: Vec<Item>,
    ) -> Result<(Vec<Item>, usize), StoreFault> {
        let (mut current, mut unreadable) = (Vec::with_capacity(items.len()), 0);
        for mut item in items {
            let reference = item.reference_of(REFERENCE);
            let (false, Ok(Some(reference))) = (item.contains_key(RECEIVED_AT), reference) else {
                current.push(item);
                continue;
            };
            let Some(kept) = self.read(operation, keys::complaint(&reference)).await? else {
                continue;
            };
            let read = complaint(&reference, &kept);
            let Some(complaint) = unless_unreadable(operation, &kept, read) else {
                unreadable += 1;
                continue;
            };
            let listed = ListedComplaint::from(&complaint);
            if let Some(at) = listed.acknowledged_at {
                let moved = self.moved(&listed, at).to_vec();
                self.write_all(operation, moved).await?;
                continue;
            }
            let received_at = text(listed.received_at.to_string());
            let noted = Write::update(keys::complaint_at(listed.received_at, &reference))
                .set(RECEIVED_AT, received_at.clone())
                .if_there();
            self.write(operation, noted).await?;
            item.insert(RECEIVED_AT.to_owned(), received_at);
            current.push(item);
        }
        Ok((current, unreadable))
    }
}

fn undelivered_list() -> List {
    List {
        partition: Partition::Undelivered.only(),
        keys: SortKeys::All,
        order: Order::Ascending,
    }
}

fn complaint_list(which: ComplaintList) -> List {
    let (keys, order) = match which {
        ComplaintList::Open => (
            SortKeys::Between(keys::EARLIEST.to_owned(), keys::LATEST.to_owned()),
            Order::Ascending,
        ),
        ComplaintList::Acknowledged => (
            SortKeys::Starting(keys::ACKNOWLEDGED.to_owned()),
            Order::Descending,
        ),
    };
    List {
        partition: Partition::Complaints.only(),
        keys,
        order,
    }
}

fn listed_complaint(item: &Item) -> Result<ListedComplaint, Unreadable> {
    Ok(ListedComplaint {
        reference: item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))?,
        received_at: item.instant(RECEIVED_AT)?,
        acknowledged_at: item.instant_of(ACKNOWLEDGED_AT)?,
    })
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
