//! Accounts and sessions.

use std::collections::BTreeMap;

use domain::access::account::{Account, AccountReader as _, AccountStore as _};
use domain::access::session::{Session, SessionKey, SessionReader as _, SessionStore as _};
use domain::records::retention::{
    DeletedAccount, ErasureQueue as _, IdleAccount, IdleAccountQueue as _, IdleAccountStep,
    account_ends_on, account_warned_on,
};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use jiff::SignedDuration;
use serde_json::Value;
use testkit::Database;

use crate::{at, jo, jos_email, monday, new_form, sam, together};

pub(crate) fn account() -> Account {
    Account {
        id: jo(),
        first_name: "Jo".to_owned(),
        last_name: "Bloggs".to_owned(),
        email: jos_email(),
        created_at: monday(),
        used_at: monday(),
    }
}

pub(crate) fn key(number: u64) -> SessionKey {
    SessionKey(format!("{number:064x}"))
}

pub(crate) fn session() -> Session {
    Session {
        account: jo(),
        first_name: "Jo".to_owned(),
        signed_in_at: monday(),
        seen_at: monday(),
        only: None,
        open: BTreeMap::new(),
        joined: BTreeMap::new(),
    }
}

#[tokio::test]
async fn an_account_is_kept_and_stays_as_old_as_it_is() {
    let table = Database::new().await.table();
    assert_eq!(table.read_account(&jo()).await.unwrap(), None);
    table.keep_account(&account()).await.unwrap();
    let married = Account {
        last_name: "Smith".to_owned(),
        created_at: at("2027-01-01T00:00:00Z"),
        ..account()
    };
    table.keep_account(&married).await.unwrap();
    let read = table.read_account(&jo()).await.unwrap().unwrap();
    assert_eq!(read.last_name, "Smith");
    assert_eq!(read.created_at, monday());
    assert_eq!(table.read_account(&sam()).await.unwrap(), None);
}

#[tokio::test]
async fn another_address_changes_nothing_else_and_makes_no_account() {
    let database = Database::new().await;
    let table = database.table();
    let new = EmailAddress::parse("jo.new@example.org").unwrap();
    table.change_email(&jo(), &new).await.unwrap();
    assert_eq!(database.stored().await, Vec::<Value>::new());
    table.keep_account(&account()).await.unwrap();
    for _ in 0..2 {
        table.change_email(&jo(), &new).await.unwrap();
        let changed = Account {
            email: new.clone(),
            ..account()
        };
        assert_eq!(table.read_account(&jo()).await.unwrap(), Some(changed));
    }
}

#[tokio::test]
async fn an_account_that_is_deleted_waits_to_be_erased() {
    let table = Database::new().await.table();
    table.keep_account(&account()).await.unwrap();
    for _ in 0..2 {
        table.delete_account(&jo(), monday()).await.unwrap();
        assert_eq!(table.read_account(&jo()).await.unwrap(), None);
        assert_eq!(
            table.accounts_to_erase(None, 10).await.unwrap().items,
            [deleted(jo(), 0)]
        );
    }
    assert_eq!(table.accounts_to_erase(None, 0).await.unwrap().items, []);
}

#[tokio::test]
async fn an_account_that_nobody_uses_is_dealt_with_once_on_its_day() {
    let table = Database::new().await.table();
    table.keep_account(&account()).await.unwrap();
    let warn_on = account_warned_on(monday());
    let idle = |day| IdleAccount { id: jo(), day };
    assert_eq!(table.idle_accounts(warn_on).await.unwrap(), [idle(warn_on)]);
    let now = at("2028-03-08T09:00:00Z");
    let until = now + SignedDuration::from_mins(10);
    let claim = |day, now| {
        let (table, idle) = (table.clone(), idle(day));
        async move { table.claim_idle_account(&idle, now, until).await.unwrap() }
    };
    // An account whose owner was not warned does not end.
    assert!(!table.end_idle_account(&idle(warn_on), now).await.unwrap());
    let warns = Some(IdleAccountStep::Warn(account()));
    assert_eq!(claim(warn_on, now).await, warns);
    assert_eq!(claim(warn_on, now).await, None, "it is in hand");
    assert_eq!(claim(warn_on, until).await, warns, "the run was killed");
    let ends_on = account_ends_on(monday(), now);
    assert_eq!(ends_on.to_string(), "2028-04-05");
    for first in [true, false] {
        let warned = table.idle_account_warned(&idle(warn_on), ends_on).await;
        assert_eq!(warned.unwrap(), first);
    }
    assert_eq!(table.idle_accounts(warn_on).await.unwrap(), []);
    let ends = Some(IdleAccountStep::End(account()));
    assert_eq!(claim(ends_on, until).await, ends);

    // Somebody signs in at the last moment.
    table.note_use(&jo(), until).await.unwrap();
    assert!(!table.end_idle_account(&idle(ends_on), until).await.unwrap());
    assert_eq!(claim(ends_on, until).await, None);
    let read = table.read_account(&jo()).await.unwrap().unwrap();
    assert_eq!(read.used_at, until);
    // Nobody's use makes no account.
    table.note_use(&sam(), until).await.unwrap();
    assert_eq!(table.read_account(&sam()).await.unwrap(), None);
}

/// Describes an account that was deleted so many hours after Monday morning.
pub(crate) fn deleted(id: AccountId, hours: i64) -> DeletedAccount {
    DeletedAccount {
        deleted_at: monday() + SignedDuration::from_hours(hours),
        id,
    }
}

#[tokio::test]
async fn accounts_are_erased_in_the_order_in_which_they_were_deleted() {
    let table = Database::new().await.table();
    // The order of their ids is another.
    let expected = ["c", "a", "b"];
    for (id, hours) in expected.into_iter().zip(0..) {
        let one = deleted(AccountId(id.to_owned()), hours);
        table.delete_account(&one.id, one.deleted_at).await.unwrap();
    }
    let waiting = table.accounts_to_erase(None, 9).await.unwrap().items;
    let ids: Vec<_> = waiting.iter().map(|one| one.id.0.as_str()).collect();
    assert_eq!(ids, expected);
    assert_eq!(
        table.accounts_to_erase(None, 1).await.unwrap().items,
        waiting[..1]
    );
    table.erase_account(&waiting[0]).await.unwrap();
    assert_eq!(
        table.accounts_to_erase(None, 9).await.unwrap().items,
        waiting[1..]
    );
}

#[tokio::test]
async fn a_session_is_read_as_it_was_started_touched_and_opened() {
    let table = Database::new().await.table();
    let only = Session {
        only: Some(new_form(1).id),
        ..session()
    };
    table.start_session(&key(1), &only).await.unwrap();
    assert_eq!(table.read_session(&key(1)).await.unwrap(), Some(only));
    table.start_session(&key(2), &session()).await.unwrap();
    let later = monday() + SignedDuration::from_mins(5);
    table.touch_session(&key(2), later).await.unwrap();
    let (form, id) = ("estimate-costs", new_form(1).id);
    table.open_form(&key(2), form, Some(&id)).await.unwrap();
    table
        .open_form(&key(2), "check-support", Some(&id))
        .await
        .unwrap();
    table
        .open_form(&key(2), "check-support", None)
        .await
        .unwrap();
    table
        .open_form(&key(2), "check-support", None)
        .await
        .unwrap();
    let read = table.read_session(&key(2)).await.unwrap().unwrap();
    assert_eq!(read.seen_at, later);
    assert_eq!(read.open, BTreeMap::from([(form.to_owned(), id)]));
    assert_eq!(table.read_session(&key(3)).await.unwrap(), None);
}

#[tokio::test]
async fn a_hundred_sessions_that_were_signed_out_are_never_answered_again() {
    let database = Database::new().await;
    let ended = together((0..100).map(|number| {
        let table = database.table();
        async move {
            table.start_session(&key(number), &session()).await.unwrap();
            table.end_session(&key(number)).await.unwrap();
            table.end_session(&key(number)).await.unwrap();
            // A tab that was still open.
            table.touch_session(&key(number), monday()).await.unwrap();
            let id = new_form(1).id;
            table
                .open_form(&key(number), "estimate-costs", Some(&id))
                .await
                .unwrap();
            table.read_session(&key(number)).await.unwrap()
        }
    }))
    .await;
    assert_eq!(ended.iter().flatten().count(), 0);
    assert_eq!(database.stored().await, Vec::<Value>::new());
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session_of_that_account_alone() {
    let table = Database::new().await.table();
    for number in 0..5 {
        table.start_session(&key(number), &session()).await.unwrap();
    }
    let sams = Session {
        account: sam(),
        ..session()
    };
    table.start_session(&key(9), &sams).await.unwrap();
    // The named session of Jo's is kept and the others end. If the named
    // session is Sam's, all of Jo's end.
    table.end_other_sessions(&jo(), &key(3)).await.unwrap();
    for number in 0..5 {
        let kept = (number == 3).then(session);
        assert_eq!(table.read_session(&key(number)).await.unwrap(), kept);
    }
    table.end_other_sessions(&jo(), &key(9)).await.unwrap();
    assert_eq!(table.read_session(&key(3)).await.unwrap(), None);
    for number in 0..5 {
        table.start_session(&key(number), &session()).await.unwrap();
    }
    table.end_sessions(&jo()).await.unwrap();
    for number in 0..5 {
        assert_eq!(table.read_session(&key(number)).await.unwrap(), None);
    }
    assert_eq!(table.read_session(&key(9)).await.unwrap(), Some(sams));
}
