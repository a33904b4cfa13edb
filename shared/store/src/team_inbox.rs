//! Messages to teams: each by itself, in the lists of its inbox, and in the queue
//! of those of which the team is to be told.

use domain::access::audit::{Audited, MessageSubject};
use domain::access::budget::{Budget, BudgetSpending, BudgetStore as _};
use domain::correspondence::team_inbox::{
    InboxDesk, InboxDone, InboxLine, InboxList, InboxMessage, InboxQueue, InboxReceipt, InboxStore,
    ListedInboxMessage, TeamInbox, UntoldInboxMessage,
};
use domain::fault::StoreFault;
use domain::records::retention_schedule::{CALL_BACK_KEPT, CONCERN_KEPT};
use domain::values::account_id::AccountId;
use domain::values::list_page::{BoundedCount, ListCursor, ListPage};
use domain::values::reference::Reference;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::attributes::{BODY, BY, DONE_AT, REFERENCE, SENT_AT, URGENT, VISIT};
use crate::read::{Attributes as _, Item, List, Order, SortKeys, Unreadable, opened};
use crate::write::{AllWritten, Write};
use crate::{EXPIRES_AT, Table, fault, keys, number, text};

/// A question and its answer in the JSON of `body`.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StoredLine {
    label: String,
    words: Vec<String>,
}

impl InboxStore for Table {
    /// Takes from the budgets first and writes the message then. What was taken
    /// for a message that is not written is given back; if that fails, it stays
    /// counted for the hour, and the answer is what became of the message.
    async fn keep_message(
        &self,
        message: &InboxMessage,
        budgets: &[Budget],
    ) -> Result<InboxReceipt, StoreFault> {
        let now = message.sent_at;
        if let BudgetSpending::Spent(budget) = self.spend(budgets, now).await? {
            let kept = self.read_message(message.inbox, &message.reference, now);
            return Ok(match kept.await? {
                Some(_) => InboxReceipt::Kept,
                None => InboxReceipt::TooMany(budget),
            });
        }
        let written = self.write_message(message).await;
        if let Ok(AllWritten::Done) = written {
            return Ok(InboxReceipt::Kept);
        }
        if self.give_back(budgets, now).await.is_err() {
            tracing::warn!("a message that was not written is counted");
        }
        written.map(|_| InboxReceipt::Kept)
    }

    async fn read_message(
        &self,
        inbox: TeamInbox,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<Option<InboxMessage>, StoreFault> {
        const OPERATION: &str = "read a message to a team";
        let key = keys::inbox_message(inbox, reference);
        let found = self.read(OPERATION, key).await?;
        found
            .filter(|item| item.is_current(now))
            .map(|item| opened(OPERATION, &item, message(inbox, reference, &item)))
            .transpose()
    }
}

impl InboxQueue for Table {
    async fn messages_to_tell(
        &self,
        inbox: TeamInbox,
        before: Timestamp,
        after: Option<&ListCursor>,
        most: usize,
    ) -> Result<ListPage<UntoldInboxMessage>, StoreFault> {
        const OPERATION: &str = "list messages to tell teams of";
        let list = List::before(keys::inbox_to_tell(inbox), before);
        let page = self.page(OPERATION, &list, after, most).await?;
        Ok(page.read(OPERATION, |item| untold(inbox, item)))
    }

    async fn message_told(&self, untold: &UntoldInboxMessage) -> Result<(), StoreFault> {
        let told = Write::delete(keys::to_tell_team(untold));
        self.write("note that a team was told", told)
            .await
            .map(drop)
    }
}

impl InboxDesk for Table {
    async fn inbox_page(
        &self,
        inbox: TeamInbox,
        which: InboxList,
        after: Option<&ListCursor>,
        most: usize,
        now: Timestamp,
    ) -> Result<ListPage<ListedInboxMessage>, StoreFault> {
        const OPERATION: &str = "list messages to a team";
        let list = list_of(inbox, which);
        let mut page = self.page(OPERATION, &list, after, most).await?;
        page.items.retain(|item| item.is_current(now));
        Ok(page.read(OPERATION, listed))
    }

    async fn count_open_messages(
        &self,
        inbox: TeamInbox,
        most: usize,
        now: Timestamp,
    ) -> Result<BoundedCount, StoreFault> {
        const OPERATION: &str = "count messages to a team";
        let list = list_of(inbox, InboxList::Open);
        self.count(OPERATION, &list, Some(now), most).await
    }

    async fn look_up_message(
        &self,
        access: &Audited<MessageSubject>,
        inbox: TeamInbox,
        now: Timestamp,
    ) -> Result<Option<InboxMessage>, StoreFault> {
        let MessageSubject(reference) = access.subject();
        self.read_message(inbox, reference, now).await
    }

    async fn finish_message(
        &self,
        access: &Audited<MessageSubject>,
        inbox: TeamInbox,
        by: &AccountId,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        const OPERATION: &str = "note that a message is dealt with";
        let found = self.look_up_message(access, inbox, now).await?;
        let Some(message) = found.filter(|message| message.done.is_none()) else {
            return Ok(());
        };
        let reference = &message.reference;
        let noted = Write::update(keys::inbox_message(inbox, reference))
            .set(BY, text(&by.0))
            .set(DONE_AT, text(now.to_string()))
            .if_there()
            .if_without(DONE_AT);
        let listed = ListedInboxMessage {
            done_at: Some(now),
            ..message.listed()
        };
        let mut done = keys::done_message(inbox, now, reference);
        done.extend(in_list(&listed, ends(inbox, message.sent_at)));
        let open = keys::open_message(inbox, message.sent_at, reference);
        let writes = vec![noted, Write::delete(open), Write::put(done)];
        // The writes are refused if somebody else has just noted it.
        self.write_all(OPERATION, writes).await.map(drop)
    }
}

impl Table {
    /// Writes a message with what lists it, or nothing if one with its reference
    /// is kept.
    async fn write_message(&self, message: &InboxMessage) -> Result<AllWritten, StoreFault> {
        const OPERATION: &str = "keep a message to a team";
        let InboxMessage {
            inbox,
            reference,
            sent_at,
            is_urgent,
            visit,
            lines,
            // `finish_message` writes this later.
            done: _,
        } = message;
        let lines = lines.iter().map(|line| StoredLine {
            label: line.label.clone(),
            words: line.words.clone(),
        });
        let body = serde_json::to_string(&lines.collect::<Vec<_>>());
        let body = body.map_err(|source| fault(OPERATION, source))?;
        let ends = ends(*inbox, *sent_at);
        let mut item = keys::inbox_message(*inbox, reference);
        item.extend([
            (SENT_AT.to_owned(), text(sent_at.to_string())),
            (VISIT.to_owned(), text(visit)),
            (BODY.to_owned(), text(body)),
            (EXPIRES_AT.to_owned(), number(ends)),
        ]);
        if *is_urgent {
            item.insert(URGENT.to_owned(), text("yes"));
        }
        let mut open = keys::open_message(*inbox, *sent_at, reference);
        open.extend(in_list(&message.listed(), ends));
        let mut to_tell = keys::to_tell_team(&message.untold());
        to_tell.extend([
            (REFERENCE.to_owned(), text(reference.plain())),
            (SENT_AT.to_owned(), text(sent_at.to_string())),
            (EXPIRES_AT.to_owned(), number(ends)),
        ]);
        let writes = vec![
            Write::put(item).if_not_there(),
            Write::put(open),
            Write::put(to_tell),
        ];
        self.write_all(OPERATION, writes).await
    }
}

/// Returns when a message sent at an instant expires, in seconds since 1970.
fn ends(inbox: TeamInbox, sent_at: Timestamp) -> i64 {
    let kept = match inbox {
        TeamInbox::Concerns => CONCERN_KEPT,
        TeamInbox::CallBacks => CALL_BACK_KEPT,
    };
    kept.after(sent_at).as_second()
}

/// Makes the attributes by which a list shows a message.
fn in_list(listed: &ListedInboxMessage, ends: i64) -> Item {
    let ListedInboxMessage {
        reference,
        sent_at,
        is_urgent,
        done_at,
    } = listed;
    let mut item = Item::from([
        (REFERENCE.to_owned(), text(reference.plain())),
        (SENT_AT.to_owned(), text(sent_at.to_string())),
        (EXPIRES_AT.to_owned(), number(ends)),
    ]);
    if *is_urgent {
        item.insert(URGENT.to_owned(), text("yes"));
    }
    if let Some(at) = done_at {
        item.insert(DONE_AT.to_owned(), text(at.to_string()));
    }
    item
}

fn list_of(inbox: TeamInbox, which: InboxList) -> List {
    let (keys, order) = match which {
        InboxList::Open => (
            SortKeys::Between(keys::EARLIEST.to_owned(), keys::LATEST.to_owned()),
            Order::Ascending,
        ),
        InboxList::Done => (SortKeys::Starting(keys::DONE.to_owned()), Order::Descending),
    };
    List {
        partition: keys::of_inbox(inbox),
        keys,
        order,
    }
}

fn listed(item: &Item) -> Result<ListedInboxMessage, Unreadable> {
    Ok(ListedInboxMessage {
        reference: item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))?,
        sent_at: item.instant(SENT_AT)?,
        is_urgent: item.contains_key(URGENT),
        done_at: item.instant_of(DONE_AT)?,
    })
}

fn untold(inbox: TeamInbox, item: &Item) -> Result<UntoldInboxMessage, Unreadable> {
    Ok(UntoldInboxMessage {
        inbox,
        reference: item.reference_of(REFERENCE)?.ok_or(Unreadable(REFERENCE))?,
        sent_at: item.instant(SENT_AT)?,
    })
}

fn message(
    inbox: TeamInbox,
    reference: &Reference,
    item: &Item,
) -> Result<InboxMessage, Unreadable> {
    let lines: Vec<StoredLine> =
        serde_json::from_str(item.text(BODY)?).map_err(|_| Unreadable(BODY))?;
    let done_at = item.instant_of(DONE_AT)?;
    let done = done_at.map(|at| {
        let by = AccountId(item.text(BY)?.to_owned());
        Ok(InboxDone { by, at })
    });
    Ok(InboxMessage {
        inbox,
        reference: reference.clone(),
        sent_at: item.instant(SENT_AT)?,
        is_urgent: item.contains_key(URGENT),
        visit: item.text(VISIT)?.to_owned(),
        lines: lines
            .into_iter()
            .map(|line| InboxLine {
                label: line.label,
                words: line.words,
            })
            .collect(),
        done: done.transpose()?,
    })
}
