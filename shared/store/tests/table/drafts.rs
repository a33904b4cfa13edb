//! Answers, of visitors and in saved forms, and feedback.

use std::time::Duration;

use domain::access::budget::{Budget, BudgetHolder, BudgetPurpose};
use domain::correspondence::feedback::{Feedback, FeedbackReceipt, FeedbackStore as _, Opinion};
use domain::forms::draft::{Answer, Answers, DraftKey, DraftReader as _, DraftStore as _};
use domain::forms::refused_page::{RefusedPageKey, RefusedPageStore as _, SealedPage};
use domain::forms::saved_form::SavedFormStore as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use testkit::Database;

use crate::{ada, at, fields, grace, jo, monday, new_form, submitted, text, together};

const FORM: &str = "check-support";

/// The moment at which a draft of [`monday`] is too old.
fn tuesday() -> Timestamp {
    at("2026-04-07T09:00:00Z")
}

#[tokio::test]
async fn an_answer_that_was_kept_is_read_back_with_the_ones_before_it() {
    let database = Database::new().await;
    keep(&database, "who", "myself", monday()).await;
    let after = keep(&database, "age", "82", monday()).await;
    assert_eq!(after.text("who"), Some("myself"));
    assert_eq!(after.text("age"), Some("82"));
    assert_eq!(read(&database, monday()).await, after);
}

#[tokio::test]
async fn an_answer_given_again_takes_the_place_of_the_first() {
    let database = Database::new().await;
    keep(&database, "who", "myself", monday()).await;
    let after = keep(&database, "who", "somebody-else", monday()).await;
    assert_eq!(after.text("who"), Some("somebody-else"));
    assert_eq!(after.iter().count(), 1);
}

#[tokio::test]
async fn every_kind_of_answer_comes_back_as_it_was() {
    let database = Database::new().await;
    let kinds = [
        ("text", text("Straße, £5 — “quoted”\u{202e}")),
        ("empty", text("")),
        (
            "choices",
            Answer::Choices(vec!["washing".to_owned(), "cooking".to_owned()]),
        ),
        ("none-of", Answer::Choices(vec![])),
        (
            "date",
            fields(&[("day", "29"), ("month", "2"), ("year", "")]),
        ),
        (
            "incomes/01hx",
            fields(&[("amount", "97.50"), ("every", "week")]),
        ),
    ];
    for (question, answer) in &kinds {
        database
            .table()
            .keep_answer(&ada(), FORM, question, answer.clone(), monday())
            .await
            .unwrap();
    }
    let read = read(&database, monday()).await;
    for (question, answer) in &kinds {
        assert_eq!(read.get(question), Some(answer), "{question}");
    }
    assert_eq!(read.iter().count(), kinds.len());
}

#[tokio::test]
async fn a_visitor_never_sees_the_answers_of_another_or_of_another_form() {
    let database = Database::new().await;
    keep(&database, "who", "myself", monday()).await;
    let of_grace = database.table().read_draft(&grace(), FORM, monday()).await;
    assert!(of_grace.unwrap().is_empty());
    let other_form = database
        .table()
        .read_draft(&ada(), "estimate-costs", monday())
        .await;
    assert!(other_form.unwrap().is_empty());
}

#[tokio::test]
async fn a_draft_is_there_for_24_hours_after_its_last_change_and_then_is_not() {
    let database = Database::new().await;
    keep(&database, "who", "myself", at("2026-04-06T08:00:00Z")).await;
    keep(&database, "age", "82", monday()).await;
    let last_second = tuesday() - SignedDuration::from_secs(1);
    assert_eq!(
        read(&database, last_second).await.text("who"),
        Some("myself")
    );
    assert!(read(&database, tuesday()).await.is_empty());
    assert_eq!(database.stored().await.len(), 1, "DynamoDB deletes late");
}

#[tokio::test]
async fn an_answer_to_a_draft_that_is_too_old_starts_a_new_one() {
    let database = Database::new().await;
    keep(&database, "who", "myself", monday()).await;
    let after = keep(&database, "age", "82", tuesday()).await;
    assert_eq!(after.text("who"), None);
    assert_eq!(after.text("age"), Some("82"));
    assert_eq!(read(&database, tuesday()).await, after);
}

#[tokio::test]
async fn taking_an_answer_out_of_a_draft_that_is_too_old_does_not_bring_it_back() {
    let database = Database::new().await;
    keep(&database, "who", "myself", monday()).await;
    keep(&database, "age", "82", monday()).await;
    let left = database
        .table()
        .remove_answer(&ada(), FORM, "age", tuesday())
        .await;
    assert!(left.unwrap().is_empty());
    assert!(read(&database, tuesday()).await.is_empty());
}

#[tokio::test]
async fn an_answer_can_be_taken_out_and_taking_it_out_twice_is_no_failure() {
    let database = Database::new().await;
    keep(&database, "who", "myself", monday()).await;
    keep(&database, "age", "82", monday()).await;
    for _ in 0..2 {
        let left = database
            .table()
            .remove_answer(&ada(), FORM, "age", monday())
            .await;
        let left = left.unwrap();
        assert_eq!(left.text("who"), Some("myself"));
        assert_eq!(left.text("age"), None);
    }
    let left = database
        .table()
        .remove_answer(&grace(), FORM, "age", monday())
        .await;
    assert!(left.unwrap().is_empty());
    assert_eq!(
        database.stored().await.len(),
        1,
        "nothing was stored for Grace"
    );
}

#[tokio::test]
async fn a_draft_that_was_cleared_leaves_nothing_behind() {
    let database = Database::new().await;
    keep(&database, "who", "myself", monday()).await;
    database.table().clear_draft(&ada(), FORM).await.unwrap();
    database.table().clear_draft(&ada(), FORM).await.unwrap();
    assert_eq!(database.stored().await, Vec::<Value>::new());
}

#[tokio::test]
async fn fifty_answers_at_once_are_all_kept() {
    let database = Database::new().await;
    let writers: Vec<_> = (0..50)
        .map(|n| {
            let table = database.table().clone();
            tokio::spawn(async move {
                table
                    .keep_answer(&ada(), FORM, &format!("q{n}"), text("yes"), monday())
                    .await
                    .unwrap();
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(read(&database, monday()).await.iter().count(), 50);
}

#[tokio::test]
async fn answers_that_race_to_replace_an_old_draft_are_all_kept() {
    let database = Database::new().await;
    keep(&database, "old", "answer", monday()).await;
    let writers: Vec<_> = (0..10)
        .map(|n| {
            let table = database.table().clone();
            tokio::spawn(async move {
                table
                    .keep_answer(&ada(), FORM, &format!("q{n}"), text("yes"), tuesday())
                    .await
                    .unwrap();
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let read = read(&database, tuesday()).await;
    assert_eq!(read.iter().count(), 10);
    assert_eq!(read.text("old"), None);
}

pub(crate) fn refused_page() -> RefusedPageKey {
    RefusedPageKey("6aab299c78d0b17077bd60f9ea95ff9c".to_owned())
}

#[tokio::test]
async fn a_refused_page_is_there_for_an_hour_and_the_last_one_under_its_key() {
    let (table, key) = (Database::new().await.table(), refused_page());
    for text in ["first", "second"] {
        let page = SealedPage(text.as_bytes().to_vec());
        table.keep_refused_page(&key, page, monday()).await.unwrap();
    }
    let minutes = |minutes| monday() + SignedDuration::from_mins(minutes);
    let read = table.read_refused_page(&key, minutes(59)).await.unwrap();
    assert_eq!(read, Some(SealedPage(b"second".to_vec())));
    let read = table.read_refused_page(&key, minutes(60)).await.unwrap();
    assert_eq!(read, None);
    let other = RefusedPageKey("another".to_owned());
    let read = table.read_refused_page(&other, monday()).await.unwrap();
    assert_eq!(read, None);
}

pub(crate) fn clear_and_quick() -> Feedback {
    Feedback {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        sent_at: monday(),
        ease: "easy".to_owned(),
        comment: "Clear, and quick.".to_owned(),
    }
}

#[tokio::test]
async fn feedback_sent_twice_is_kept_once_as_it_was_first_sent() {
    let database = Database::new().await;
    let again = Feedback {
        sent_at: tuesday(),
        ..clear_and_quick()
    };
    let table = database.table();
    let first = table.keep_feedback(clear_and_quick(), &[]).await.unwrap();
    assert_eq!(first, FeedbackReceipt::Kept);
    let again = table.keep_feedback(again, &[]).await.unwrap();
    assert_eq!(again, FeedbackReceipt::Kept);
    let stored = database.stored().await;
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0]["sent_at"]["S"], "2026-04-06T09:00:00Z");
}

#[tokio::test]
async fn feedback_has_a_limit_and_what_was_kept_is_not_refused_when_it_comes_again() {
    let database = Database::new().await;
    let table = database.table();
    let budgets = [Budget {
        purpose: BudgetPurpose::Feedback,
        holder: BudgetHolder::Everybody,
        most: 2,
    }];
    let send = async |id: &str| {
        let feedback = Feedback {
            id: id.repeat(32),
            ..clear_and_quick()
        };
        table.keep_feedback(feedback, &budgets).await.unwrap()
    };
    let [spent] = budgets.clone();
    let refused = FeedbackReceipt::TooMany(spent);
    // The repetition takes nothing.
    for id in ["a", "a", "a", "b"] {
        assert_eq!(send(id).await, FeedbackReceipt::Kept);
    }
    assert_eq!(send("c").await, refused);
    assert_eq!(send("b").await, FeedbackReceipt::Kept);
    assert_eq!(database.stored().await.len(), 3, "two and their count");
}

pub(crate) fn not_helpful() -> Opinion {
    Opinion {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        sent_at: monday(),
        question: "account".to_owned(),
        helpful: false,
    }
}

#[tokio::test]
async fn an_opinion_of_an_answer_is_kept_once_as_it_was_first_sent() {
    let database = Database::new().await;
    let again = Opinion {
        sent_at: tuesday(),
        helpful: true,
        ..not_helpful()
    };
    let of_another_answer = Opinion {
        question: "home".to_owned(),
        ..not_helpful()
    };
    for opinion in [not_helpful(), again, of_another_answer] {
        let _kept = database.table().keep_opinion(opinion, &[]).await.unwrap();
    }
    assert_eq!(database.stored().await.len(), 2);
    let of_the_first = database.stored_in("OPINION#account").await;
    assert_eq!(of_the_first.len(), 1);
    assert_eq!(of_the_first[0]["helpful"]["BOOL"], false);
    assert_eq!(of_the_first[0]["sent_at"]["S"], "2026-04-06T09:00:00Z");
}

#[tokio::test]
async fn a_store_that_cannot_be_reached_is_a_fault_that_says_nothing_about_the_person() {
    let table = Database::unreachable_table();
    let answer = tokio::time::timeout(
        Duration::from_secs(10),
        table.keep_answer(&ada(), FORM, "who", text("Ada Lovelace"), monday()),
    )
    .await
    .expect("the limits of time are kept");
    let mut said = format!("{:?}", answer.as_ref().err().unwrap());
    said.push_str(&answer.err().unwrap().to_string());
    assert!(said.contains("keep answers"), "{said}");
    assert!(!said.contains("Ada"), "{said}");
    assert!(!said.contains("9f86d081"), "{said}");
}

fn saved() -> DraftKey {
    DraftKey::Saved {
        account: jo(),
        id: new_form(1).id,
    }
}

#[tokio::test]
async fn answers_of_a_saved_form_are_kept_and_move_its_end() {
    let database = with_saved_form().await;
    let after = keep_saved(&database, "estimate-costs", "myself", tuesday()).await;
    assert_eq!(after.text("who"), Some("myself"));
    let id = new_form(1).id;
    let form = database
        .table()
        .read_saved_form(&jo(), &id, tuesday())
        .await;
    let form = form.unwrap().unwrap();
    assert_eq!(form.answers, after);
    assert_eq!(form.changed_at, tuesday());
    assert_eq!(form.expires_at, at("2026-05-05T09:00:00Z"));
    let left = database
        .table()
        .remove_answer(&saved(), "estimate-costs", "who", tuesday())
        .await
        .unwrap();
    assert!(left.is_empty());
}

#[tokio::test]
async fn nothing_is_kept_in_a_saved_form_that_was_not_started_is_another_or_too_old() {
    let database = Database::new().await;
    assert!(
        keep_saved(&database, "estimate-costs", "me", monday())
            .await
            .is_empty()
    );
    assert_eq!(database.stored().await, Vec::<Value>::new());
    let database = with_saved_form().await;
    assert!(
        keep_saved(&database, "request-help", "me", monday())
            .await
            .is_empty()
    );
    let end = at("2026-05-04T09:00:00Z");
    assert!(
        keep_saved(&database, "estimate-costs", "me", end)
            .await
            .is_empty()
    );
    let last = end - SignedDuration::from_secs(1);
    assert!(
        !keep_saved(&database, "estimate-costs", "me", last)
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_submitted_form_can_be_read_and_no_longer_changed() {
    let database = with_saved_form().await;
    let before = keep_saved(&database, "estimate-costs", "me", monday()).await;
    submitted(&database.table(), &new_form(1), 1).await;
    assert!(
        keep_saved(&database, "estimate-costs", "you", monday())
            .await
            .is_empty()
    );
    database
        .table()
        .clear_draft(&saved(), "estimate-costs")
        .await
        .unwrap();
    let read = database
        .table()
        .read_draft(&saved(), "estimate-costs", monday())
        .await;
    assert_eq!(read.unwrap(), before);
}

#[tokio::test]
async fn clearing_a_saved_form_leaves_it_without_answers() {
    let database = with_saved_form().await;
    keep_saved(&database, "estimate-costs", "me", monday()).await;
    for _ in 0..2 {
        database
            .table()
            .clear_draft(&saved(), "estimate-costs")
            .await
            .unwrap();
    }
    let forms = database.table().saved_forms(&jo(), monday()).await.unwrap();
    assert_eq!(forms.len(), 1);
    assert!(forms[0].answers.is_empty());
}

/// Two hundred items of a group that takes thirty, at the same time, of a
/// visitor without answers, of one with some, and in a saved form.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_items_at_the_same_time_a_group_takes_as_many_as_it_may() {
    let database = with_saved_form().await;
    keep(&database, "who", "myself", monday()).await;
    for (key, form) in [(ada(), FORM), (grace(), FORM), (saved(), "estimate-costs")] {
        let items = (0..200).map(|number| {
            let (table, key) = (database.table(), key.clone());
            async move {
                let item = format!("savings/{number:03}");
                let answer = fields(&[("amount", "1")]);
                table
                    .keep_item(&key, form, &item, answer, 30, monday())
                    .await
            }
        });
        for kept in together(items).await {
            assert!(!kept.unwrap().is_empty());
        }
        let table = database.table();
        let answers = table.read_draft(&key, form, monday()).await.unwrap();
        assert_eq!(answers.items("savings").count(), 30);
        // One that is there can still be changed, and no other added.
        let (there, _) = answers.items("savings").next().unwrap();
        let there = format!("savings/{there}");
        for (item, is_there) in [(there.as_str(), true), ("savings/999", false)] {
            let answer = fields(&[("amount", "2")]);
            let kept = table.keep_item(&key, form, item, answer.clone(), 30, monday());
            assert_eq!(kept.await.unwrap().get(item) == Some(&answer), is_there);
        }
    }
}

/// A database with a saved form that was started on Monday.
async fn with_saved_form() -> Database {
    let (database, account) = (Database::new().await, jo());
    let (table, form) = (database.table(), new_form(1));
    let started = table.start_saved_form(&account, &form, monday());
    started.await.unwrap();
    database
}

async fn keep(database: &Database, question: &str, answer: &str, now: Timestamp) -> Answers {
    let (table, key) = (database.table(), ada());
    let kept = table.keep_answer(&key, FORM, question, text(answer), now);
    kept.await.unwrap()
}

async fn keep_saved(database: &Database, form: &str, answer: &str, now: Timestamp) -> Answers {
    let (table, key) = (database.table(), saved());
    let kept = table.keep_answer(&key, form, "who", text(answer), now);
    kept.await.unwrap()
}

async fn read(database: &Database, now: Timestamp) -> Answers {
    let (table, key) = (database.table(), ada());
    table.read_draft(&key, FORM, now).await.unwrap()
}
