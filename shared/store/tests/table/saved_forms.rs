//! Saved forms, drafts that join them, and warnings to their owners.

use domain::forms::draft::{Answers, DraftReader as _, DraftStore as _};
use domain::forms::saved_form::{
    DueForm, ExpiryWarningQueue as _, FormStart, MOST_SAVED_FORMS, NewSavedForm,
    SavedFormStore as _,
};
use domain::records::retention_schedule::Retention;
use domain::values::retention_period::RetentionPeriod;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use store::Table;
use testkit::{CrashPoint, Database};

use crate::{ada, at, jo, monday, new_form, reference, sam, submitted, text, together};

const FORM: &str = "estimate-costs";

fn days(count: i64) -> Timestamp {
    monday() + SignedDuration::from_hours(24 * count)
}

async fn start(table: &Table, number: u64, now: Timestamp) {
    let form = new_form(number);
    table.start_saved_form(&jo(), &form, now).await.unwrap();
}

/// Keeps an answer in a visitor's draft.
async fn answer(table: &Table, question: &str, answer: &str) {
    table
        .keep_answer(&ada(), FORM, question, text(answer), monday())
        .await
        .unwrap();
}

fn saved(number: u64) -> domain::forms::draft::DraftKey {
    domain::forms::draft::DraftKey::Saved {
        account: jo(),
        id: new_form(number).id,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_forms_at_the_same_time_none_is_left_above_the_limit() {
    let table = Database::new().await.table();
    let table = table.with_most_saved_forms(MOST_SAVED_FORMS);
    let starts = (1..=200).map(|number| {
        let table = table.clone();
        async move {
            table
                .start_saved_form(&jo(), &new_form(number), monday())
                .await
        }
    });
    for started in together(starts).await {
        started.unwrap();
    }
    let left = table.saved_form_ids(&jo()).await.unwrap().len();
    assert!(left <= MOST_SAVED_FORMS, "{left}");
}

#[tokio::test]
async fn a_form_above_the_limit_is_refused_and_those_that_are_there_stay() {
    let unlimited = Database::new().await.table();
    let limited = unlimited.clone().with_most_saved_forms(2);
    for number in 1..=5 {
        let form = new_form(number);
        let started = unlimited.start_saved_form(&jo(), &form, monday()).await;
        assert_eq!(started.unwrap(), FormStart::Saved);
    }
    for (number, outcome) in [(6, FormStart::TooMany), (1, FormStart::Saved)] {
        let form = new_form(number);
        let started = limited.start_saved_form(&jo(), &form, monday()).await;
        assert_eq!(started.unwrap(), outcome, "{number}");
    }
    assert_eq!(limited.saved_forms(&jo(), monday()).await.unwrap().len(), 5);
    // What finds the refused one is gone as well.
    let found = limited.find_saved_form(&new_form(6).reference).await;
    assert_eq!(found.unwrap(), None);
    for number in 1..=4 {
        limited
            .delete_saved_form(&jo(), &new_form(number).id)
            .await
            .unwrap();
    }
    let started = limited
        .start_saved_form(&jo(), &new_form(6), monday())
        .await;
    assert_eq!(started.unwrap(), FormStart::Saved);
}

#[tokio::test]
async fn a_form_started_twice_is_saved_once_and_found_by_its_reference() {
    let database = Database::new().await;
    let table = database.table();
    start(&table, 1, monday()).await;
    table
        .keep_answer(&saved(1), FORM, "who", text("me"), monday())
        .await
        .unwrap();
    start(&table, 1, days(1)).await;
    let read = table
        .read_saved_form(&jo(), &new_form(1).id, monday())
        .await;
    let read = read.unwrap().unwrap();
    assert_eq!(read.answers.text("who"), Some("me"));
    assert_eq!(read.name, new_form(1).name);
    assert_eq!(read.created_at, monday());
    assert_eq!(read.submitted_in, None);
    let found = table.find_saved_form(&reference(1)).await.unwrap();
    assert_eq!(found, Some((jo(), new_form(1).id)));
    assert_eq!(table.find_saved_form(&reference(2)).await.unwrap(), None);
    assert_eq!(database.stored().await.len(), 2);
}

#[tokio::test]
async fn forms_are_listed_oldest_first_to_their_owner_alone_until_they_are_too_old() {
    let table = Database::new().await.table();
    for (number, day) in [(2, 1), (1, 0), (3, 2)] {
        start(&table, number, days(day)).await;
    }
    let ids = async |now| {
        let forms = table.saved_forms(&jo(), now).await.unwrap();
        forms.into_iter().map(|form| form.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(days(2)).await, [1, 2, 3].map(|n| new_form(n).id));
    assert_eq!(ids(days(28)).await, [2, 3].map(|n| new_form(n).id));
    let (id, now) = (new_form(1).id, days(2));
    assert!(table.saved_forms(&sam(), now).await.unwrap().is_empty());
    assert_eq!(table.read_saved_form(&sam(), &id, now).await.unwrap(), None);
    assert_eq!(
        table.read_saved_form(&jo(), &id, days(28)).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn a_council_sets_how_long_forms_are_kept() {
    let table = Database::new().await.table();
    let table = table.with_retention(Retention {
        saved_form: RetentionPeriod::days(90),
        ..Retention::default()
    });
    start(&table, 1, monday()).await;
    let forms = table.saved_forms(&jo(), days(89)).await.unwrap();
    assert_eq!(forms[0].expires_at, days(90));
}

#[tokio::test]
async fn a_form_is_given_a_name_and_a_deleted_one_does_not_come_back_by_it() {
    let database = Database::new().await;
    let table = database.table();
    start(&table, 1, monday()).await;
    let id = new_form(1).id;
    table.name_saved_form(&jo(), &id, "Mum").await.unwrap();
    let form = table.read_saved_form(&jo(), &id, monday()).await.unwrap();
    assert_eq!(form.unwrap().name, "Mum");
    table.delete_saved_form(&sam(), &id).await.unwrap();
    assert_eq!(database.stored().await.len(), 2);
    table.delete_saved_form(&jo(), &id).await.unwrap();
    table.delete_saved_form(&jo(), &id).await.unwrap();
    table.name_saved_form(&jo(), &id, "Dad").await.unwrap();
    assert_eq!(database.stored().await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_finds_a_form_is_there_as_long_as_the_form() {
    let database = Database::new().await;
    let table = database.table();
    start(&table, 1, monday()).await;
    for week in 1..20 {
        let now = days(week * 7);
        table
            .keep_answer(&saved(1), FORM, "who", text("me"), now)
            .await
            .unwrap();
        let stored = database.stored().await;
        let expires = |of: &str| {
            let item = stored
                .iter()
                .find(|item| item["PK"]["S"].as_str().unwrap().starts_with(of))
                .unwrap();
            item["expires_at"]["N"]
                .as_str()
                .unwrap()
                .parse::<i64>()
                .unwrap()
        };
        assert!(expires("REFERENCE#") >= expires("ACCOUNT#"), "week {week}");
    }
}

#[tokio::test]
async fn a_visitors_answers_join_an_account_exactly_as_they_were() {
    let database = Database::new().await;
    let table = database.table();
    let form = new_form(1);
    let none = table.adopt_draft(&ada(), &jo(), &form, monday()).await;
    assert!(!none.unwrap());
    assert_eq!(database.stored().await, Vec::<Value>::new());
    answer(&table, "who", "me").await;
    answer(&table, "age", " 82 ").await;
    let draft = table.read_draft(&ada(), FORM, monday()).await.unwrap();
    assert!(
        table
            .adopt_draft(&ada(), &jo(), &form, monday())
            .await
            .unwrap()
    );
    let read = table.read_saved_form(&jo(), &form.id, monday()).await;
    assert_eq!(read.unwrap().unwrap().answers, draft);
    let left = table.read_draft(&ada(), FORM, monday()).await.unwrap();
    assert!(left.is_empty());
    assert!(
        !table
            .adopt_draft(&ada(), &jo(), &form, monday())
            .await
            .unwrap()
    );
    assert_eq!(database.stored().await.len(), 2);
}

#[tokio::test]
async fn answers_that_join_a_form_go_over_what_is_in_it_and_leave_the_rest() {
    let table = Database::new().await.table();
    start(&table, 1, monday()).await;
    table
        .name_saved_form(&jo(), &new_form(1).id, "Mum")
        .await
        .unwrap();
    for (question, value) in [("who", "old"), ("rent", "100")] {
        table
            .keep_answer(&saved(1), FORM, question, text(value), monday())
            .await
            .unwrap();
    }
    answer(&table, "who", "new").await;
    // The form keeps its own reference, whichever one is offered.
    let into = NewSavedForm {
        reference: reference(7),
        ..new_form(1)
    };
    assert!(
        table
            .adopt_draft(&ada(), &jo(), &into, monday())
            .await
            .unwrap()
    );
    let read = table.read_saved_form(&jo(), &into.id, monday()).await;
    let read = read.unwrap().unwrap();
    assert_eq!(read.answers.text("who"), Some("new"));
    assert_eq!(read.answers.text("rent"), Some("100"));
    assert_eq!(read.name, "Mum");
    assert_eq!(read.reference, reference(1));
    assert_eq!(table.find_saved_form(&reference(7)).await.unwrap(), None);
}

#[tokio::test]
async fn answers_stay_where_they_are_if_the_form_takes_none() {
    let table = Database::new().await.table();
    start(&table, 1, monday()).await;
    submitted(&table, &new_form(1), 1).await;
    answer(&table, "who", "me").await;
    let into = new_form(1);
    assert!(
        !table
            .adopt_draft(&ada(), &jo(), &into, monday())
            .await
            .unwrap()
    );
    let draft = table.read_draft(&ada(), FORM, monday()).await.unwrap();
    assert_eq!(draft.text("who"), Some("me"));
    // A draft that is too old cannot join.
    assert!(
        !table
            .adopt_draft(&ada(), &jo(), &new_form(2), days(1))
            .await
            .unwrap()
    );
}

/// Returns the answers of the draft and of the form.
async fn both(table: &Table) -> (Answers, Answers) {
    (
        table.read_draft(&ada(), FORM, monday()).await.unwrap(),
        table.read_draft(&saved(1), FORM, monday()).await.unwrap(),
    )
}

#[tokio::test]
async fn adopting_that_is_killed_at_any_step_ends_the_same_when_done_again() {
    let mut tried = 0;
    for is_started in [false, true] {
        let unkilled = {
            let table = with_draft(is_started).await.table();
            table
                .adopt_draft(&ada(), &jo(), &new_form(1), monday())
                .await
                .unwrap();
            both(&table).await
        };
        assert!(unkilled.0.is_empty() && !unkilled.1.is_empty());
        for requests in 0..=4 {
            for crash_point in [
                CrashPoint::AfterReply(requests),
                CrashPoint::BeforeReply(requests),
            ] {
                let database = with_draft(is_started).await;
                let table = database.table();
                let before = both(&table).await;
                let killed = database
                    .table_crashing(crash_point)
                    .adopt_draft(&ada(), &jo(), &new_form(1), monday())
                    .await;
                let now = both(&table).await;
                assert!(now == before || now == unkilled, "{crash_point:?}: {now:?}");
                if killed.is_ok() {
                    assert_eq!(now, unkilled, "{crash_point:?}");
                }
                table
                    .adopt_draft(&ada(), &jo(), &new_form(1), monday())
                    .await
                    .unwrap();
                assert_eq!(both(&table).await, unkilled, "{crash_point:?}");
                assert_eq!(database.stored().await.len(), 2, "{crash_point:?}");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 20);
}

async fn with_draft(is_started: bool) -> Database {
    let database = Database::new().await;
    let table = database.table();
    if is_started {
        start(&table, 1, monday()).await;
        table
            .keep_answer(&saved(1), FORM, "rent", text("100"), monday())
            .await
            .unwrap();
    }
    answer(&table, "who", "me").await;
    answer(&table, "age", "82").await;
    database
}

#[tokio::test]
async fn answers_given_while_others_join_are_not_lost() {
    for round in 0..20 {
        let database = Database::new().await;
        start(&database.table(), 1, monday()).await;
        answer(&database.table(), "who", "me").await;
        let adopting = database.table();
        let adopted = tokio::spawn(async move {
            let form = new_form(1);
            adopting.adopt_draft(&ada(), &jo(), &form, monday()).await
        });
        let kept = together([(saved(1), "in the form"), (ada(), "in the draft")].map(
            |(key, question)| {
                let table = database.table();
                async move {
                    table
                        .keep_answer(&key, FORM, question, text("yes"), monday())
                        .await
                        .unwrap();
                }
            },
        ));
        kept.await;
        adopted.await.unwrap().unwrap();
        let (draft, form) = both(&database.table()).await;
        let has = |question: &str| draft.get(question).is_some() || form.get(question).is_some();
        assert!(has("who") && has("in the draft"), "round {round}");
        assert_eq!(form.text("in the form"), Some("yes"), "round {round}");
    }
}

#[tokio::test]
async fn an_owner_is_warned_once_a_week_before_the_end_by_one_of_many_runs() {
    let database = Database::new().await;
    let table = database.table();
    start(&table, 1, monday()).await;
    start(&table, 2, days(1)).await;
    let day = "2026-04-27".parse().unwrap();
    let due = table.forms_to_warn_of(day).await.unwrap();
    let expected = DueForm {
        account: jo(),
        id: new_form(1).id,
        day,
    };
    assert_eq!(due, std::slice::from_ref(&expected));
    let (now, until) = (days(21), days(21) + SignedDuration::from_mins(5));
    let taken = together((0..20).map(|_| {
        let (table, due) = (database.table(), expected.clone());
        async move { table.claim_for_warning(&due, now, until).await.unwrap() }
    }))
    .await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
    // The claim of a run that was killed lasts until then.
    assert!(
        table
            .claim_for_warning(&expected, until, days(22))
            .await
            .unwrap()
    );
    assert!(table.warned(&expected).await.unwrap());
    assert!(!table.warned(&expected).await.unwrap());
    assert!(
        !table
            .claim_for_warning(&expected, days(23), days(24))
            .await
            .unwrap()
    );
    assert!(table.forms_to_warn_of(day).await.unwrap().is_empty());
    // A change moves the day of the form's warning.
    table
        .keep_answer(&saved(1), FORM, "who", text("me"), days(22))
        .await
        .unwrap();
    assert!(!table.warned(&expected).await.unwrap());
    let next = "2026-05-19".parse().unwrap();
    assert_eq!(table.forms_to_warn_of(next).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_owner_is_told_of_new_amounts_once_until_they_end_and_warned_all_the_same() {
    let database = Database::new().await;
    let table = database.table();
    start(&table, 1, monday()).await;
    let day = "2026-04-27".parse().unwrap();
    let due = DueForm {
        account: jo(),
        id: new_form(1).id,
        day,
    };
    let (now, until) = (days(1), days(1) + SignedDuration::from_mins(10));
    let taken = together((0..20).map(|_| {
        let (table, due) = (database.table(), due.clone());
        async move { table.claim_for_new_rates(&due, now, until).await.unwrap() }
    }))
    .await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
    // The claim of a run that was killed lasts until then.
    assert!(
        table
            .claim_for_new_rates(&due, until, days(2))
            .await
            .unwrap()
    );
    table.told_of_new_rates(&due, days(20)).await.unwrap();
    assert!(
        !table
            .claim_for_new_rates(&due, days(19), days(20))
            .await
            .unwrap()
    );
    let forms = table.forms_to_warn_of(day).await.unwrap();
    assert_eq!(forms, std::slice::from_ref(&due));
    assert!(
        table
            .claim_for_warning(&due, days(21), days(22))
            .await
            .unwrap()
    );
    submitted(&table, &new_form(1), 1).await;
    assert!(
        !table
            .claim_for_new_rates(&due, days(21), days(22))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn nobody_is_warned_of_a_form_that_is_submitted_or_deleted() {
    let table = Database::new().await.table();
    start(&table, 1, monday()).await;
    start(&table, 2, monday()).await;
    let day = "2026-04-27".parse().unwrap();
    let due = table.forms_to_warn_of(day).await.unwrap();
    assert_eq!(due.len(), 2);
    submitted(&table, &new_form(1), 1).await;
    table
        .delete_saved_form(&jo(), &new_form(2).id)
        .await
        .unwrap();
    for form in due {
        let taken = table
            .claim_for_warning(&form, at("2026-04-27T09:00:00Z"), days(30))
            .await;
        assert!(!taken.unwrap());
        assert!(!table.warned(&form).await.unwrap());
    }
    assert!(table.forms_to_warn_of(day).await.unwrap().is_empty());
}
