//! Messages to teams: kept once, told of, listed and dealt with.

use domain::access::audit::{Actor, AuditLog as _, Audited, MessageSubject};
use domain::access::budget::{Budget, BudgetHolder, BudgetPurpose};
use domain::access::staff_user::Role;
use domain::correspondence::team_inbox::{
    InboxDesk as _, InboxDone, InboxLine, InboxList, InboxMessage, InboxQueue as _, InboxReceipt,
    InboxStore as _, TeamInbox,
};
use domain::records::retention_schedule::CONCERN_KEPT;
use domain::values::list_page::BoundedCount;
use jiff::{SignedDuration, Timestamp};
use store::Table;
use testkit::Database;

use crate::{jo, monday, reference};

const CONCERNS: TeamInbox = TeamInbox::Concerns;

#[tokio::test]
async fn a_message_that_is_sent_twice_is_kept_as_it_was_first_sent_and_told_of_once() {
    let table = Database::new().await.table();
    let first = concern(81);
    let again = InboxMessage {
        lines: Vec::new(),
        sent_at: minutes(1),
        ..first.clone()
    };
    for message in [&first, &again] {
        let kept = table.keep_message(message, &[]).await.unwrap();
        assert_eq!(kept, InboxReceipt::Kept);
    }
    let read = table.read_message(CONCERNS, &first.reference, monday());
    assert_eq!(read.await.unwrap(), Some(first.clone()));
    let waiting = table
        .messages_to_tell(CONCERNS, minutes(9), None, 9)
        .await
        .unwrap();
    assert_eq!(waiting.items, [first.untold()]);
    for _ in 0..2 {
        table.message_told(&first.untold()).await.unwrap();
        let left = table
            .messages_to_tell(CONCERNS, minutes(9), None, 9)
            .await
            .unwrap();
        assert!(left.items.is_empty());
    }
    let listed = table.inbox_page(CONCERNS, InboxList::Open, None, 9, monday());
    assert_eq!(listed.await.unwrap().items, [first.listed()]);
}

#[tokio::test]
async fn messages_have_a_limit_and_what_was_kept_is_not_refused_when_it_comes_again() {
    let table = Database::new().await.table();
    let budgets = [Budget {
        purpose: BudgetPurpose::Concern,
        holder: BudgetHolder::Everybody,
        most: 2,
    }];
    let send = async |number| {
        table
            .keep_message(&concern(number), &budgets)
            .await
            .unwrap()
    };
    let refused = InboxReceipt::TooMany(budgets[0].clone());
    assert_eq!(send(81).await, InboxReceipt::Kept);
    // Sent again it takes nothing.
    for number in [81, 82, 81] {
        assert_eq!(send(number).await, InboxReceipt::Kept, "{number}");
    }
    assert_eq!(send(83).await, refused);
    let none = table.read_message(CONCERNS, &reference(83), monday()).await;
    assert_eq!(none.unwrap(), None);
}

#[tokio::test]
async fn a_message_that_is_dealt_with_is_in_the_other_list_and_the_first_note_stays() {
    let table = Database::new().await.table();
    for number in [81, 82] {
        let _kept = table.keep_message(&concern(number), &[]).await.unwrap();
    }
    let entry = entry(&table, 81).await;
    for at in [minutes(5), minutes(7)] {
        table
            .finish_message(&entry, CONCERNS, &jo(), at)
            .await
            .unwrap();
    }
    let read = table.look_up_message(&entry, CONCERNS, minutes(9)).await;
    let done = InboxDone {
        by: jo(),
        at: minutes(5),
    };
    assert_eq!(read.unwrap().unwrap().done, Some(done));
    for (which, number) in [(InboxList::Open, 82), (InboxList::Done, 81)] {
        let page = table.inbox_page(CONCERNS, which, None, 9, minutes(9));
        let page = page.await.unwrap();
        assert_eq!(page.items.len(), 1, "{which:?}");
        assert_eq!(page.items[0].reference, reference(number), "{which:?}");
    }
    let count = table.count_open_messages(CONCERNS, 9, minutes(9)).await;
    assert_eq!(count.unwrap(), BoundedCount::Exactly(1));
}

#[tokio::test]
async fn a_message_is_kept_for_its_time_and_no_longer() {
    let table = Database::new().await.table();
    let _kept = table.keep_message(&concern(81), &[]).await.unwrap();
    let ends = CONCERN_KEPT.after(monday());
    for (now, there) in [(ends - SignedDuration::from_secs(1), true), (ends, false)] {
        let read = table.read_message(CONCERNS, &reference(81), now).await;
        assert_eq!(read.unwrap().is_some(), there);
        let page = table.inbox_page(CONCERNS, InboxList::Open, None, 9, now);
        assert_eq!(page.await.unwrap().items.len(), usize::from(there));
    }
}

/// Stores a message that waits, and one that is dealt with.
pub(crate) async fn keep_inboxes(table: &Table) {
    for number in [81, 82] {
        let _kept = table.keep_message(&concern(number), &[]).await.unwrap();
    }
    table.message_told(&concern(82).untold()).await.unwrap();
    let entry = entry(table, 82).await;
    let done = table
        .finish_message(&entry, CONCERNS, &jo(), minutes(5))
        .await;
    done.unwrap();
    let _kept = table.keep_message(&call_back(), &[]).await.unwrap();
}

/// Makes a concern with the reference of that number.
pub(crate) fn concern(number: u64) -> InboxMessage {
    InboxMessage {
        inbox: CONCERNS,
        reference: reference(number),
        sent_at: monday(),
        is_urgent: true,
        visit: "9f86d081884c7d65".to_owned(),
        lines: vec![
            InboxLine {
                label: "What has happened".to_owned(),
                words: vec!["He takes her money.".to_owned(), "Every week.".to_owned()],
            },
            InboxLine {
                label: "Person at risk".to_owned(),
                words: vec!["Not provided".to_owned()],
            },
        ],
        done: None,
    }
}

/// Makes a call that somebody asked for.
pub(crate) fn call_back() -> InboxMessage {
    InboxMessage {
        inbox: TeamInbox::CallBacks,
        reference: reference(84),
        sent_at: monday(),
        is_urgent: false,
        visit: String::new(),
        lines: vec![InboxLine {
            label: "Phone number".to_owned(),
            words: vec!["07700 900982".to_owned()],
        }],
        done: None,
    }
}

fn minutes(count: i64) -> Timestamp {
    monday() + SignedDuration::from_mins(count)
}

async fn entry(table: &Table, number: u64) -> Audited<MessageSubject> {
    let actor = Actor::Staff {
        id: jo(),
        role: Role::Practitioner,
    };
    let subject = MessageSubject(reference(number));
    let entry = table.audit(subject, actor, "dealt with".to_owned(), minutes(5));
    entry.await.unwrap()
}
