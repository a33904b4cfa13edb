//! Codes: each counts once, may be tried five times at most, and lives for ten
//! minutes, in its own sign-in.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::access::budget::{Budget, BudgetPurpose};
use domain::access::session::SessionKey;
use domain::access::sign_in::{
    BegunBySignIn, CodeAttempt, CodeRepeated, CodeSet, Purpose, SensitiveAction,
    SensitiveActionKind, SignIn, SignInEnd, SignInKey, SignInStart, SignInStore as _,
};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use jiff::{SignedDuration, Timestamp};
use store::Table;
use testkit::Database;

use crate::{jo, jos_email, monday, reference, together};

pub(crate) fn key(number: u64) -> SignInKey {
    SignInKey(format!("{number:064x}"))
}

pub(crate) fn sign_in() -> SignIn {
    SignIn {
        email: jos_email(),
        purpose: Purpose::SignIn {
            continuation: "continuation".to_owned(),
        },
        names: Some(("Jo".to_owned(), "Bloggs".to_owned())),
        phone: None,
        next: "/saved-forms".to_owned(),
        started_at: monday(),
        code_sent_at: None,
        proven: false,
    }
}

fn address(number: u64) -> EmailAddress {
    EmailAddress::parse(&format!("person{number}@example.org")).unwrap()
}

fn after(minutes: i64) -> Timestamp {
    monday() + SignedDuration::from_mins(minutes)
}

/// Tries a code with a new proof each time, as the pages do.
async fn attempt(table: &Table, key: &SignInKey, code: &str, now: Timestamp) -> CodeAttempt {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let proof = format!("proof {}", MADE.fetch_add(1, Ordering::SeqCst));
    table.try_code(key, code, &proof, now).await.unwrap()
}

#[tokio::test]
async fn a_sign_in_is_read_as_it_was_started_for_fifteen_minutes() {
    let table = Database::new().await.table();
    for (number, purpose) in (0..).zip([
        sign_in().purpose,
        Purpose::FirstSignIn {
            account: AccountId("jo".to_owned()),
        },
        Purpose::HasAccount,
        Purpose::NewAccount {
            continuation: Some("continuation".to_owned()),
        },
        Purpose::NewAccount { continuation: None },
        Purpose::NewPassword,
        Purpose::NewEmail {
            account: AccountId("jo".to_owned()),
        },
        Purpose::TakenEmail { account: None },
        Purpose::Recover {
            reference: reference(1),
        },
        Purpose::Nothing {
            asked_for: BudgetPurpose::RecoverCode,
        },
    ]) {
        let started = SignIn {
            purpose,
            names: None,
            phone: None,
            ..sign_in()
        };
        table.start_sign_in(&key(number), &started).await.unwrap();
        let read = table.read_sign_in(&key(number), after(14)).await.unwrap();
        assert_eq!(read, Some(started));
        let late = table.read_sign_in(&key(number), after(15)).await.unwrap();
        assert_eq!(late, None);
    }
    table.start_sign_in(&key(9), &sign_in()).await.unwrap();
    table
        .set_code(
            &key(9),
            &jos_email(),
            "right",
            &[Budget::of_sign_in_codes(&jos_email())],
            after(1),
        )
        .await
        .unwrap();
    let read = table
        .read_sign_in(&key(9), after(2))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(read.names, sign_in().names);
    assert_eq!(read.code_sent_at, Some(after(1)));
    assert!(!read.proven);
    attempt(&table, &key(9), "right", after(2)).await;
    let read = table
        .read_sign_in(&key(9), after(2))
        .await
        .unwrap()
        .unwrap();
    assert!(read.proven);
    table.end_sign_in(&key(9)).await.unwrap();
    table.end_sign_in(&key(9)).await.unwrap();
    assert_eq!(table.read_sign_in(&key(9), after(2)).await.unwrap(), None);
}

#[tokio::test]
async fn of_fifty_right_codes_at_the_same_time_exactly_one_wins() {
    let database = Database::new().await;
    for number in 0..10 {
        let key = with_code(&database.table(), number).await;
        let tried = together((0..50).map(|n| {
            let (table, key) = (database.table(), key.clone());
            async move {
                table
                    .try_code(&key, "right", &format!("proof {n}"), monday())
                    .await
                    .unwrap()
            }
        }))
        .await;
        let right = tried.iter().filter(|tried| **tried == CodeAttempt::Right);
        assert_eq!(right.count(), 1, "{tried:?}");
    }
}

#[tokio::test]
async fn a_thousand_replays_of_a_code_that_was_used_are_refused() {
    let database = Database::new().await;
    let key = with_code(&database.table(), 1).await;
    let table = database.table();
    assert_eq!(
        attempt(&table, &key, "right", monday()).await,
        CodeAttempt::Right
    );
    for _ in 0..20 {
        let tried = together((0..50).map(|n| {
            let (table, key) = (database.table(), key.clone());
            async move {
                table
                    .try_code(&key, "right", &format!("replay {n}"), monday())
                    .await
                    .unwrap()
            }
        }))
        .await;
        assert!(tried.iter().all(|tried| *tried == CodeAttempt::NoCode));
    }
}

#[tokio::test]
async fn a_code_that_was_right_is_known_again_without_a_try_until_another_one_comes() {
    let table = Database::new().await.table();
    let key = with_code(&table, 1).await;
    let repeat = async |code| table.repeat_code(&key, code, monday()).await.unwrap();
    assert_eq!(repeat("right").await, CodeRepeated::No);
    assert_eq!(
        attempt(&table, &key, "right", monday()).await,
        CodeAttempt::Right
    );
    for _ in 0..100 {
        assert!(matches!(repeat("right").await, CodeRepeated::Open(_)));
    }
    let finished = table.finish_sign_in(&key, &end(1), monday()).await;
    assert!(finished.unwrap());
    assert_eq!(repeat("right").await, CodeRepeated::Ended(end(1)));
    assert_eq!(repeat("wrong").await, CodeRepeated::No);
    assert_eq!(repeat("right").await, CodeRepeated::No);
}

#[tokio::test]
async fn a_new_code_and_its_time_end_what_is_known_of_the_code_before() {
    let table = Database::new().await.table();
    let key = with_code(&table, 1).await;
    attempt(&table, &key, "right", monday()).await;
    let email = address(1);
    let budgets = [Budget::of_sign_in_codes(&email)];
    let set = table.set_code(&key, &email, "second", &budgets, after(1));
    assert_eq!(set.await.unwrap(), CodeSet::Set);
    let repeated = table.repeat_code(&key, "right", after(1)).await;
    assert_eq!(repeated.unwrap(), CodeRepeated::No);
    attempt(&table, &key, "second", after(1)).await;
    let repeated = table.repeat_code(&key, "second", after(15)).await;
    assert_eq!(repeated.unwrap(), CodeRepeated::No);
}

#[tokio::test]
async fn of_fifty_that_end_a_sign_in_one_does_and_its_end_lives_a_minute() {
    let database = Database::new().await;
    let table = database.table();
    let key = with_code(&table, 1).await;
    let ended = together((0..50).map(|number| {
        let (table, key) = (database.table(), key.clone());
        async move {
            let finished = table.finish_sign_in(&key, &end(number), monday()).await;
            finished.unwrap().then_some(number)
        }
    }))
    .await;
    let first: Vec<u64> = ended.into_iter().flatten().collect();
    assert_eq!(first.len(), 1);
    let first = end(first[0]);
    // A call that is told again is the same call.
    let again = table.finish_sign_in(&key, &first, monday()).await;
    assert!(again.unwrap());
    assert_eq!(table.read_sign_in(&key, monday()).await.unwrap(), None);
    let email = address(1);
    let set = table.set_code(&key, &email, "new", &[], monday());
    assert_eq!(set.await.unwrap(), CodeSet::NoSignIn);
    let last = after(1) - SignedDuration::from_secs(1);
    let read = table.read_sign_in_end(&key, last).await.unwrap();
    assert_eq!(read, Some(first));
    let late = table.read_sign_in_end(&key, after(1)).await.unwrap();
    assert_eq!(late, None);
    // Nothing of it is there any more, and what is not there does not end.
    let stored = database.stored().await;
    let is_ours = |item: &&serde_json::Value| item["PK"]["S"] == format!("SIGN-IN#{}", key.0);
    let item = stored.iter().find(is_ours).unwrap();
    assert_eq!(item.get("email"), None, "{item}");
    let (other, its_end) = (SignInKey("0".repeat(64)), end(9));
    let nothing = table.finish_sign_in(&other, &its_end, monday());
    assert!(!nothing.await.unwrap());
}

#[tokio::test]
async fn a_session_that_a_code_began_is_told_to_who_gives_the_code_alone() {
    let table = Database::new().await.table();
    end_one(&table, 4).await;
    let key = key(4);
    let read = table.read_sign_in_end(&key, monday()).await.unwrap();
    assert_eq!(read, None);
    let repeated = table.repeat_code(&key, "right", monday()).await.unwrap();
    assert!(matches!(repeated, CodeRepeated::Ended(_)));
}

#[tokio::test]
async fn of_fifty_that_claim_a_sign_in_one_does_and_nobody_claims_an_ended_one() {
    const ACTION: SensitiveActionKind = SensitiveActionKind::DeleteAccount;
    let database = Database::new().await;
    let table = database.table();
    let to_delete = |proven| SignIn {
        purpose: deletion(),
        names: None,
        proven,
        ..sign_in()
    };
    table
        .start_sign_in(&key(1), &to_delete(true))
        .await
        .unwrap();
    let other = SensitiveActionKind::ChangePassword;
    assert!(!table.claim_sign_in(&key(1), other).await.unwrap());
    let claimed = together((0..50).map(|_| {
        let table = database.table();
        async move { table.claim_sign_in(&key(1), ACTION).await.unwrap() }
    }))
    .await;
    assert_eq!(claimed.iter().filter(|claimed| **claimed).count(), 1);
    table
        .start_sign_in(&key(2), &to_delete(false))
        .await
        .unwrap();
    assert!(!table.claim_sign_in(&key(2), ACTION).await.unwrap());
    table
        .start_sign_in(&key(3), &to_delete(true))
        .await
        .unwrap();
    table
        .finish_sign_in(&key(3), &end(3), monday())
        .await
        .unwrap();
    assert!(!table.claim_sign_in(&key(3), ACTION).await.unwrap());
}

#[tokio::test]
async fn of_fifty_that_start_a_sign_in_with_its_code_or_replace_the_code_one_sends() {
    let database = Database::new().await;
    let table = database.table();
    let started = together((0..50).map(|number| {
        let table = database.table();
        async move {
            let (key, new, code) = (key(1), sign_in(), format!("code {number}"));
            let started = table.start_with_code(&key, &new, &code, &[], monday());
            started.await.unwrap()
        }
    }))
    .await;
    assert_eq!(
        started.iter().filter(|set| **set == CodeSet::Set).count(),
        1
    );
    let replaced = together((0..50).map(|number| {
        let table = database.table();
        async move {
            let (code, sent_at) = (format!("new {number}"), Some(monday()));
            let (key, email) = (key(1), jos_email());
            let replaced = table.replace_code(&key, &email, sent_at, &code, &[], after(1));
            replaced.await.unwrap()
        }
    }))
    .await;
    assert_eq!(
        replaced.iter().filter(|set| **set == CodeSet::Set).count(),
        1
    );
    // The key of one that is over begins another.
    let later = SignIn {
        started_at: after(16),
        ..sign_in()
    };
    let first = key(1);
    let again = table.start_with_code(&first, &later, "code", &[], after(16));
    assert_eq!(again.await.unwrap(), CodeSet::Set);
    let once = table.start_sign_in_once(&first, &later, &[], after(16));
    assert_eq!(once.await.unwrap(), SignInStart::Before);
}

#[tokio::test]
async fn the_tries_that_are_left_are_counted_down_and_the_fifth_may_be_right() {
    let table = Database::new().await.table();
    let key = with_code(&table, 1).await;
    for left in [4, 3, 2, 1] {
        let tried = attempt(&table, &key, "wrong", monday()).await;
        assert_eq!(tried, CodeAttempt::Wrong { left });
    }
    assert_eq!(
        attempt(&table, &key, "right", monday()).await,
        CodeAttempt::Right
    );
}

#[tokio::test]
async fn the_sixth_try_is_refused_a_thousand_times_also_when_it_is_right() {
    let database = Database::new().await;
    let table = database.table();
    let key = with_code(&table, 1).await;
    for left in [4, 3, 2, 1, 0] {
        let tried = attempt(&table, &key, "wrong", monday()).await;
        assert_eq!(tried, CodeAttempt::Wrong { left });
    }
    for _ in 0..20 {
        let tried = together((0..50).map(|_| {
            let (table, key) = (database.table(), key.clone());
            async move { attempt(&table, &key, "right", monday()).await }
        }))
        .await;
        assert!(tried.iter().all(|tried| *tried == CodeAttempt::NoCode));
    }
}

#[tokio::test]
async fn wrong_codes_at_the_same_time_are_five_together() {
    let database = Database::new().await;
    for number in 0..20 {
        let key = with_code(&database.table(), number).await;
        let tried = together((0..50).map(|_| {
            let (table, key) = (database.table(), key.clone());
            async move { attempt(&table, &key, "wrong", monday()).await }
        }))
        .await;
        let compared = tried.iter().filter(|tried| **tried != CodeAttempt::NoCode);
        assert_eq!(compared.count(), 5);
    }
}

#[tokio::test]
async fn a_try_that_is_told_again_is_the_same_try_and_with_another_code_is_none() {
    let table = Database::new().await.table();
    let key = with_code(&table, 1).await;
    for (proof, left) in [("a", 4), ("b", 3), ("c", 2), ("d", 1), ("e", 0)] {
        for _ in 0..3 {
            let tried = table.try_code(&key, "wrong", proof, monday()).await;
            assert_eq!(tried.unwrap(), CodeAttempt::Wrong { left });
        }
        let tried = table.try_code(&key, "right", proof, monday()).await;
        assert_eq!(tried.unwrap(), CodeAttempt::NoCode);
    }
    let tried = table.try_code(&key, "right", "f", monday()).await;
    assert_eq!(tried.unwrap(), CodeAttempt::NoCode);
}

#[tokio::test]
async fn a_hundred_codes_are_refused_late_and_a_hundred_in_another_sign_in() {
    let database = Database::new().await;
    let refused = together((0..100).map(|number| {
        let table = database.table();
        async move {
            let own = with_code(&table, number).await;
            let other = with_code(&table, 1_000 + number).await;
            let set = table
                .set_code(
                    &other,
                    &address(1_000 + number),
                    "other",
                    &[Budget::of_sign_in_codes(&address(1_000 + number))],
                    monday(),
                )
                .await;
            assert_eq!(set.unwrap(), CodeSet::Set);
            (
                attempt(&table, &own, "right", after(10)).await,
                attempt(&table, &other, "right", monday()).await,
            )
        }
    }))
    .await;
    for (late, elsewhere) in refused {
        assert_eq!(late, CodeAttempt::NoCode);
        assert_eq!(elsewhere, CodeAttempt::Wrong { left: 4 });
    }
}

#[tokio::test]
async fn a_code_lives_ten_minutes_to_the_second() {
    let table = Database::new().await.table();
    let key = with_code(&table, 1).await;
    let last = after(10) - SignedDuration::from_secs(1);
    assert_eq!(
        attempt(&table, &key, "right", last).await,
        CodeAttempt::Right
    );
}

#[tokio::test]
async fn a_new_code_voids_the_one_before_and_has_five_tries_of_its_own() {
    let table = Database::new().await.table();
    let key = with_code(&table, 1).await;
    for _ in 0..4 {
        attempt(&table, &key, "wrong", monday()).await;
    }
    let set = table
        .set_code(
            &key,
            &address(1),
            "second",
            &[Budget::of_sign_in_codes(&address(1))],
            after(1),
        )
        .await;
    assert_eq!(set.unwrap(), CodeSet::Set);
    let tried = attempt(&table, &key, "right", after(1)).await;
    assert_eq!(tried, CodeAttempt::Wrong { left: 4 });
    assert_eq!(
        attempt(&table, &key, "second", after(1)).await,
        CodeAttempt::Right
    );
}

#[tokio::test]
async fn an_address_is_sent_five_codes_an_hour_from_the_first_also_in_parallel() {
    let database = Database::new().await;
    let table = database.table();
    for number in 0..10 {
        table.start_sign_in(&key(number), &sign_in()).await.unwrap();
    }
    let set = together((0..10).map(|number| {
        let table = database.table();
        async move {
            let code = format!("code {number}");
            let set = table
                .set_code(
                    &key(number),
                    &jos_email(),
                    &code,
                    &[Budget::of_sign_in_codes(&jos_email())],
                    monday(),
                )
                .await;
            set.unwrap()
        }
    }))
    .await;
    assert_eq!(set.iter().filter(|set| **set == CodeSet::Set).count(), 5);
    assert_eq!(
        set.iter().filter(|set| **set == CodeSet::TooMany).count(),
        5
    );
    // A code that was set before the limit still counts after a code is
    // refused.
    let first = set.iter().position(|set| *set == CodeSet::Set).unwrap();
    let its = key(u64::try_from(first).unwrap());
    let again = table
        .set_code(
            &its,
            &jos_email(),
            "sixth",
            &[Budget::of_sign_in_codes(&jos_email())],
            after(1),
        )
        .await;
    assert_eq!(again.unwrap(), CodeSet::TooMany);
    let tried = attempt(&table, &its, &format!("code {first}"), after(1)).await;
    assert_eq!(tried, CodeAttempt::Right);
    // The hour ends 60 minutes after the first.
    let late = SignIn {
        started_at: after(50),
        ..sign_in()
    };
    table.start_sign_in(&key(11), &late).await.unwrap();
    for (minute, expected) in [(59, CodeSet::TooMany), (60, CodeSet::Set)] {
        let own = key(11);
        let email = jos_email();
        let set = table
            .set_code(
                &own,
                &email,
                "code",
                &[Budget::of_sign_in_codes(&email)],
                after(minute),
            )
            .await;
        assert_eq!(set.unwrap(), expected, "{minute}");
    }
}

#[tokio::test]
async fn a_code_that_was_not_handed_over_does_not_count_and_is_taken_back_alone() {
    let table = Database::new().await.table();
    let key = with_code(&table, 1).await;
    let budgets = [Budget::of_sign_in_codes(&address(1))];
    // Another code was set in the meantime, and counts.
    let back = table.take_code_back(&key, "another", &[], monday());
    back.await.unwrap();
    let started = table.read_sign_in(&key, monday()).await.unwrap().unwrap();
    assert_eq!(started.code_sent_at, Some(monday()));
    for _ in 0..9 {
        let back = table.take_code_back(&key, "right", &budgets, monday());
        back.await.unwrap();
        let tried = attempt(&table, &key, "right", monday()).await;
        assert_eq!(tried, CodeAttempt::NoCode);
        let read = table.read_sign_in(&key, monday()).await.unwrap();
        assert_eq!(read.unwrap().code_sent_at, None);
        let email = address(1);
        let set = table.set_code(&key, &email, "right", &budgets, monday());
        assert_eq!(set.await.unwrap(), CodeSet::Set);
    }
    assert_eq!(
        attempt(&table, &key, "right", monday()).await,
        CodeAttempt::Right
    );
}

#[tokio::test]
async fn no_code_is_set_and_none_counted_where_there_is_no_such_sign_in() {
    let database = Database::new().await;
    let table = database.table();
    let set = table
        .set_code(
            &key(1),
            &jos_email(),
            "code",
            &[Budget::of_sign_in_codes(&jos_email())],
            monday(),
        )
        .await;
    assert_eq!(set.unwrap(), CodeSet::NoSignIn);
    table.start_sign_in(&key(1), &sign_in()).await.unwrap();
    for (email, now) in [(address(1), monday()), (jos_email(), after(15))] {
        let set = table
            .set_code(
                &key(1),
                &email,
                "code",
                &[Budget::of_sign_in_codes(&email)],
                now,
            )
            .await;
        assert_eq!(set.unwrap(), CodeSet::NoSignIn);
    }
    assert_eq!(database.stored().await.len(), 1);
    assert_eq!(
        attempt(&table, &key(1), "code", monday()).await,
        CodeAttempt::NoCode
    );
    assert_eq!(
        attempt(&table, &key(2), "code", monday()).await,
        CodeAttempt::NoCode
    );
}

#[tokio::test]
async fn no_code_is_right_that_is_to_open_nothing() {
    let table = Database::new().await.table();
    for (number, purpose) in (1..).zip([
        Purpose::Nothing {
            asked_for: BudgetPurpose::RecoverCode,
        },
        Purpose::TakenEmail {
            account: Some(jo()),
        },
    ]) {
        let nothing = SignIn {
            purpose,
            ..sign_in()
        };
        table.start_sign_in(&key(number), &nothing).await.unwrap();
        table
            .set_code(
                &key(number),
                &jos_email(),
                "right",
                &[Budget::of_sign_in_codes(&jos_email())],
                monday(),
            )
            .await
            .unwrap();
        let tried = attempt(&table, &key(number), "right", monday()).await;
        assert_eq!(tried, CodeAttempt::Wrong { left: 4 });
    }
}

#[tokio::test]
async fn a_proof_is_taken_by_exactly_one_of_fifty_and_only_by_its_own_hash() {
    let database = Database::new().await;
    let table = database.table();
    let key = with_code(&table, 1).await;
    assert_eq!(
        table.take_proof(&key, "proof", monday()).await.unwrap(),
        None
    );
    let tried = table.try_code(&key, "right", "proof", monday()).await;
    assert_eq!(tried.unwrap(), CodeAttempt::Right);
    assert_eq!(
        table.take_proof(&key, "other", monday()).await.unwrap(),
        None
    );
    assert_eq!(
        table.take_proof(&key, "proof", after(15)).await.unwrap(),
        None
    );
    let taken = together((0..50).map(|_| {
        let (table, key) = (database.table(), key.clone());
        async move { table.take_proof(&key, "proof", after(1)).await.unwrap() }
    }))
    .await;
    assert_eq!(
        taken.into_iter().flatten().collect::<Vec<_>>(),
        [address(1)]
    );
}

/// Starts a sign-in of an address of its own, for which the code `right`
/// counts.
async fn with_code(table: &Table, number: u64) -> SignInKey {
    let sign_in = SignIn {
        email: address(number),
        ..sign_in()
    };
    table.start_sign_in(&key(number), &sign_in).await.unwrap();
    let set = table
        .set_code(
            &key(number),
            &address(number),
            "right",
            &[Budget::of_sign_in_codes(&address(number))],
            monday(),
        )
        .await;
    assert_eq!(set.unwrap(), CodeSet::Set);
    key(number)
}

/// Describes the end of a sign-in in which a session began.
pub(crate) fn end(number: u64) -> SignInEnd {
    SignInEnd {
        id: format!("{number:032x}"),
        began: BegunBySignIn::Session,
        next: "/saved-forms".to_owned(),
    }
}

/// Stores a sign-in that a code ended.
pub(crate) async fn end_one(table: &Table, number: u64) {
    let key = key(number);
    let new = sign_in();
    let started = table.start_with_code(&key, &new, "right", &[], monday());
    started.await.unwrap();
    attempt(table, &key, "right", monday()).await;
    let end = SignInEnd {
        id: "00112233445566778899aabbccddeeff".to_owned(),
        ..end(number)
    };
    table.finish_sign_in(&key, &end, monday()).await.unwrap();
}

/// Stores a sign-in whose purpose a request has claimed.
pub(crate) async fn claim_one(table: &Table, number: u64) {
    let proven = SignIn {
        purpose: deletion(),
        names: None,
        proven: true,
        ..sign_in()
    };
    let key = key(number);
    table.start_sign_in(&key, &proven).await.unwrap();
    let action = SensitiveActionKind::DeleteAccount;
    table.claim_sign_in(&key, action).await.unwrap();
}

/// Returns the purpose of a sign-in with which Jo deletes their account.
pub(crate) fn deletion() -> Purpose {
    Purpose::Reauthentication {
        account: jo(),
        session: SessionKey("0".repeat(64)),
        action: SensitiveAction::DeleteAccount,
    }
}
