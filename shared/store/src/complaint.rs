//! Complaints about personal data.

use domain::correspondence::complaint::{
    COMPLAINTS_AN_HOUR, Complaint, ComplaintQueue, ComplaintReceipt, ComplaintStore,
    UnannouncedComplaint,
};
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::reference::Reference;
use jiff::Timestamp;

use crate::attributes::{
    ACCOUNT, ACKNOWLEDGED_AT, EMAIL, NAME, RECEIVED_AT, REFERENCE, WHAT_HAPPENED,
};
use crate::hourly::{Counted, Counter};
use crate::keys::Partition;
use crate::read::{Attributes as _, Item, List, Order, Unreadable, readable, unless_unreadable};
use crate::write::Write;
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

impl ComplaintStore for Table {
    async fn keep_complaint(&self, complaint: &Complaint) -> Result<ComplaintReceipt, StoreFault> {
        const OPERATION: &str = "keep a complaint";
        let Complaint {
            reference,
            account,
            name,
            email,
            what_happened,
            received_at,
            // `acknowledge_complaint` writes this later.
            acknowledged_at: _,
        } = complaint;
        let ends = self.retention.complaint.after(*received_at);
        let ends = number(ends.as_second());
        let mut item = keys::complaint(reference);
        item.extend([
            (NAME.to_owned(), text(name)),
            (EMAIL.to_owned(), text(email.as_str())),
            (WHAT_HAPPENED.to_owned(), text(what_happened)),
            (RECEIVED_AT.to_owned(), text(received_at.to_string())),
            (EXPIRES_AT.to_owned(), ends.clone()),
        ]);
        let mut among_all = keys::complaint_at(*received_at, reference);
        among_all.extend([
            (REFERENCE.to_owned(), text(reference.plain())),
            (RECEIVED_AT.to_owned(), text(received_at.to_string())),
            (EXPIRES_AT.to_owned(), ends.clone()),
        ]);
        let mut finds = None;
        if let Some(account) = account {
            item.insert(ACCOUNT.to_owned(), text(&account.0));
            let mut pointer = keys::complaint_of(account, reference);
            pointer.insert(EXPIRES_AT.to_owned(), ends);
            finds = Some(Write::put(pointer));
        }
        let mut writes = vec![
            Write::put(item).if_not_there(),
            Write::put(among_all),
            Write::put(to_tell(&complaint.untold())),
        ];
        writes.extend(finds);
        let count = [complaints_with(email)];
        let kept = self.write_counted(OPERATION, &count, *received_at, &writes);
        Ok(match kept.await? {
            Counted::Done => ComplaintReceipt::Now,
            Counted::TooMany(_) => ComplaintReceipt::TooMany,
            // The complaint was sent twice and is kept once.
            Counted::Refused => self.taken_before(complaint).await?,
        })
    }

    async fn read_complaint(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<Option<Complaint>, StoreFault> {
        const OPERATION: &str = "read a complaint";
        let found = self.read(OPERATION, keys::complaint(reference)).await?;
        found
            .filter(|item| item.is_current(now))
            .map(|item| complaint(reference, &item).map_err(|source| fault(OPERATION, source)))
            .transpose()
    }

    async fn complaints(
        &self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Vec<Complaint>, StoreFault> {
        const OPERATION: &str = "list complaints";
        let pointers = self
            .list(
                OPERATION,
                keys::of_account(account),
                keys::COMPLAINT,
                Order::Ascending,
                usize::MAX,
            )
            .await?;
        let references = readable(OPERATION, &pointers, |pointer| {
            pointer.reference_after(keys::COMPLAINT)
        });
        let mut complaints = Vec::with_capacity(references.len());
        for reference in references {
            let found = self.read(OPERATION, keys::complaint(&reference)).await?;
            let theirs = found.filter(|item| {
                item.is_current(now) && item.text_of(ACCOUNT) == Some(account.0.as_str())
            });
            complaints.extend(theirs.and_then(|item| {
                unless_unreadable(OPERATION, &item, complaint(&reference, &item))
            }));
        }
        Ok(complaints)
    }
}

impl ComplaintQueue for Table {
    async fn complaints_to_tell(
        &self,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<UnannouncedComplaint>, StoreFault> {
        const OPERATION: &str = "list complaints to tell of";
        let list = List::before(Partition::ToTell, before);
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, unannounced))
    }

    async fn complaint_told(&self, untold: &UnannouncedComplaint) -> Result<(), StoreFault> {
        let told = Write::delete(keys::to_tell(untold));
        self.write("note that the council was told", told)
            .await
            .map(drop)
    }
}

impl Table {
    /// Reads a complaint that was kept before, and counts its repetition with
    /// the address that the complaint was kept with.
    async fn taken_before(&self, again: &Complaint) -> Result<ComplaintReceipt, StoreFault> {
        const OPERATION: &str = "count a complaint that came again";
        let now = again.received_at;
        let Some(kept) = self.read_complaint(&again.reference, now).await? else {
            // The complaint has just been deleted because its time was over.
            return Ok(ComplaintReceipt::BeforeAndTooMany);
        };
        let count = [complaints_with(&kept.email)];
        let counted = self.write_counted(OPERATION, &count, now, &[]);
        Ok(match counted.await? {
            Counted::Done => ComplaintReceipt::Before(Box::new(kept)),
            Counted::TooMany(_) | Counted::Refused => ComplaintReceipt::BeforeAndTooMany,
        })
    }
}

/// Returns the counter of the complaints that were made with an address.
fn complaints_with(email: &EmailAddress) -> Counter {
    Counter {
        key: keys::complaints_with(email),
        most: COMPLAINTS_AN_HOUR,
    }
}

/// Makes the item that lists a complaint until the council is told of it.
fn to_tell(untold: &UnannouncedComplaint) -> Item {
    let UnannouncedComplaint {
        reference,
        received_at,
    } = untold;
    let mut item = keys::to_tell(untold);
    item.extend([
        (REFERENCE.to_owned(), text(reference.plain())),
        (RECEIVED_AT.to_owned(), text(received_at.to_string())),
    ]);
    item
}

fn unannounced(item: &Item) -> Result<UnannouncedComplaint, Unreadable> {
    Ok(UnannouncedComplaint {
        reference: item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))?,
        received_at: item.instant(RECEIVED_AT)?,
    })
}

pub(crate) fn complaint(reference: &Reference, item: &Item) -> Result<Complaint, Unreadable> {
    Ok(Complaint {
        reference: reference.clone(),
        account: item
            .text_of(ACCOUNT)
            .map(|account| AccountId(account.to_owned())),
        name: item.text(NAME)?.to_owned(),
        email: EmailAddress::parse(item.text(EMAIL)?).map_err(|_| Unreadable(EMAIL))?,
        what_happened: item.text(WHAT_HAPPENED)?.to_owned(),
        received_at: item.instant(RECEIVED_AT)?,
        acknowledged_at: item.instant_of(ACKNOWLEDGED_AT)?,
    })
}
