//! Complaints about personal data.

use domain::access::budget::{Budget, BudgetSpending, BudgetStore as _};
use domain::correspondence::complaint::{
    Complaint, ComplaintQueue, ComplaintReceipt, ComplaintStore, UnannouncedComplaint,
};
use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::list_page::{ListCursor, ListPage};
use domain::values::reference::Reference;
use futures_util::future::{join, try_join, try_join3};
use jiff::{SignedDuration, Timestamp};

use crate::attributes::{
    ACCOUNT, ACKNOWLEDGED_AT, EMAIL, NAME, RECEIVED_AT, REFERENCE, WHAT_HAPPENED,
};
use crate::budget::ByHolder;
use crate::hourly::Counted;
use crate::keys::{PK, Partition};
use crate::read::{Attributes as _, Item, List, Order, SortKeys, Unreadable, opened};
use crate::write::{AllWritten, Write, Written};
use crate::{EXPIRES_AT, Table, keys, number, text};

/// When a complaint was confirmed by e-mail.
const CONFIRMED_AT: &str = "confirmed_at";
/// Until when one request alone confirms a complaint.
const CONFIRMING_UNTIL: &str = "confirming_until";
/// The seconds for which a request has a confirmation: longer than a function
/// that answers requests lives.
const CONFIRMS_FOR: i64 = 60;

impl ComplaintStore for Table {
    /// Takes from the budgets first and writes the complaint then, so that who
    /// is refused holds nothing of what everybody has. What was taken for a
    /// complaint that is not written is given back. Whether the complaint was
    /// sent before is read meanwhile.
    async fn keep_complaint(
        &self,
        complaint: &Complaint,
        budgets: &[Budget],
    ) -> Result<ComplaintReceipt, StoreFault> {
        const OPERATION: &str = "count a complaint";
        let now = complaint.received_at;
        let budgets = ByHolder::of(budgets);
        let own = self.counters(&budgets.own);
        let (counted, begins, before) = try_join3(
            self.write_counted_rarely(OPERATION, &own, now, &[]),
            self.begin_together(OPERATION, &budgets, now),
            self.read_complaint(&complaint.reference, now),
        )
        .await?;
        let refused = match counted {
            Counted::TooMany(which) => budgets.own.get(which),
            Counted::Done | Counted::Refused => None,
        };
        if let Some(kept) = before {
            return self.comes_again(kept, &budgets.own, refused, now).await;
        }
        if let Some(refused) = refused {
            return Ok(ComplaintReceipt::TooMany(refused.clone()));
        }
        let together = self.spend_together(OPERATION, &budgets, now, begins);
        match together.await? {
            BudgetSpending::Taken => self.keep_counted(complaint, &budgets).await,
            BudgetSpending::Spent(budget) => Ok(ComplaintReceipt::TooMany(budget)),
        }
    }

    async fn claim_confirmation(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<bool, StoreFault> {
        let write = Write::update(keys::complaint(reference))
            .set(CONFIRMING_UNTIL, text(confirming_until(now)))
            .if_there()
            .if_without(CONFIRMED_AT)
            .if_without_or_text_at_most(CONFIRMING_UNTIL, text(keys::sortable(now)));
        let written = self.write("claim a confirmation", write).await?;
        Ok(matches!(written, Written::Done(_)))
    }

    async fn note_confirmed(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let write = Write::update(keys::complaint(reference))
            .set(CONFIRMED_AT, text(keys::sortable(now)))
            .remove(CONFIRMING_UNTIL)
            .if_there();
        let operation = "note that a complaint is confirmed";
        self.write(operation, write).await.map(drop)
    }

    async fn give_up_confirmation(&self, reference: &Reference) -> Result<(), StoreFault> {
        let write = Write::update(keys::complaint(reference))
            .remove(CONFIRMING_UNTIL)
            .if_there();
        let operation = "give up a confirmation";
        self.write(operation, write).await.map(drop)
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
            .map(|item| opened(OPERATION, &item, complaint(reference, &item)))
            .transpose()
    }

    async fn complaints_page(
        &self,
        account: &AccountId,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> Result<ListPage<Complaint>, StoreFault> {
        const OPERATION: &str = "list complaints";
        let list = List {
            partition: keys::of_account(account),
            keys: SortKeys::Starting(keys::COMPLAINT.to_owned()),
            order: Order::Ascending,
        };
        let pointers = self.page(OPERATION, &list, after, most).await?;
        let pointers = pointers.read(OPERATION, |pointer| {
            let reference = pointer.reference_after(keys::COMPLAINT)?;
            Ok(keys::complaint(&reference))
        });
        let read = |item: &Item| {
            let is_current = item.is_current(now);
            Ok((is_current, complaint_of_item(item)?))
        };
        let page = self.page_of(OPERATION, pointers, read).await?;
        Ok(ListPage {
            items: page
                .items
                .into_iter()
                .filter(|(is_current, one)| *is_current && one.account.as_ref() == Some(account))
                .map(|(_, one)| one)
                .collect(),
            unreadable: page.unreadable,
            next: page.next,
        })
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
    /// Writes a complaint with what finds it, or nothing if one with its
    /// reference is kept.
    async fn write_complaint(&self, complaint: &Complaint) -> Result<AllWritten, StoreFault> {
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
            // Whoever keeps it first confirms it.
            (
                CONFIRMING_UNTIL.to_owned(),
                text(confirming_until(*received_at)),
            ),
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
        self.write_all("keep a complaint", writes).await
    }

    /// Writes a complaint that was taken from its budgets.
    async fn keep_counted(
        &self,
        complaint: &Complaint,
        budgets: &ByHolder,
    ) -> Result<ComplaintReceipt, StoreFault> {
        let now = complaint.received_at;
        let written = self.write_complaint(complaint).await;
        if let Ok(AllWritten::Done) = written {
            return Ok(ComplaintReceipt::Now);
        }
        // Another request has kept the complaint meanwhile. It counts with who
        // sent it, unless that is somebody else than who was first.
        let own = complaint.own_budget();
        let all = budgets.own.iter().chain(&budgets.shared).cloned();
        let (own, others): (Vec<Budget>, Vec<Budget>) = all.partition(|budget| *budget == own);
        let kept = self.read_complaint(&complaint.reference, now);
        let (given_back, kept) = join(self.give_back(&others, now), kept).await;
        if let (Ok(AllWritten::Refused(_)), Ok(Some(kept))) = (&written, &kept)
            && own.contains(&kept.own_budget())
        {
            given_back?;
            return Ok(ComplaintReceipt::Before(Box::new(kept.clone())));
        }
        let own = self.give_back(&own, now).await;
        written?;
        given_back.and(own)?;
        kept?;
        // Who was first is written to by that request.
        Ok(ComplaintReceipt::BeforeAndTooMany)
    }

    /// Counts the repetition of a complaint that was kept before in the own
    /// budget of who sent it then. `taken` was taken for the repetition, unless
    /// a budget refused it.
    async fn comes_again(
        &self,
        kept: Complaint,
        taken: &[Budget],
        refused: Option<&Budget>,
        now: Timestamp,
    ) -> Result<ComplaintReceipt, StoreFault> {
        let own = kept.own_budget();
        if refused == Some(&own) {
            return Ok(ComplaintReceipt::BeforeAndTooMany);
        }
        let is_counted = refused.is_none() && taken.contains(&own);
        let counted = async {
            match is_counted {
                true => Ok(BudgetSpending::Taken),
                false => self.spend(std::slice::from_ref(&own), now).await,
            }
        };
        let others = taken.iter().filter(|budget| **budget != own).cloned();
        let others: Vec<Budget> = others.filter(|_| refused.is_none()).collect();
        let (counted, ()) = try_join(counted, self.give_back(&others, now)).await?;
        Ok(match counted {
            BudgetSpending::Taken => ComplaintReceipt::Before(Box::new(kept)),
            BudgetSpending::Spent(_) => ComplaintReceipt::BeforeAndTooMany,
        })
    }
}

fn confirming_until(now: Timestamp) -> String {
    keys::sortable(now + SignedDuration::from_secs(CONFIRMS_FOR))
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

/// Reads a complaint, and its reference from the key of its partition.
fn complaint_of_item(item: &Item) -> Result<Complaint, Unreadable> {
    let reference = Partition::Complaint.whose(item.text(PK)?);
    let reference = Reference::parse(reference.ok_or(Unreadable(PK))?);
    complaint(&reference.map_err(|_| Unreadable(PK))?, item)
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
