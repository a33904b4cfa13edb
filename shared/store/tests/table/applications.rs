//! Applications: submitted once, exported, received, confirmed and forgotten.

use domain::account::EmailAddress;
use domain::application::{
    Addressee, Application, ConfirmApplications as _, ExportApplications as _,
    KeepApplications as _, Progress, ReadApplications as _, Submitted,
};
use domain::evidence::KeepEvidence as _;
use domain::retention::ForgetApplications as _;
use domain::saved::KeepSavedForms as _;
use jiff::{SignedDuration, Timestamp};
use testkit::Database;

use crate::evidence::file;
use crate::{application, jo, monday, new_form, reference, sam, submitted, together};

fn after(hours: i64) -> Timestamp {
    monday() + SignedDuration::from_hours(hours)
}

/// A database with saved forms of Jo's, numbered from 0.
async fn with_forms(count: u64) -> Database {
    let database = Database::new().await;
    for number in 0..count {
        database
            .table()
            .start_saved_form(&jo(), &new_form(number), monday())
            .await
            .unwrap();
    }
    database
}

#[tokio::test]
async fn an_application_is_read_as_it_was_sent_by_who_sent_it_alone() {
    let table = with_forms(1).await.table();
    submitted(&table, &new_form(0), 1).await;
    let sent = application(&new_form(0), 1);
    let read = table
        .read_application(&jo(), &sent.reference)
        .await
        .unwrap();
    assert_eq!(read, Some((sent.clone(), Progress::Sent)));
    let read = table
        .read_application(&sam(), &sent.reference)
        .await
        .unwrap();
    assert_eq!(read, None);
    let form = table.read_saved_form(&jo(), &sent.saved, monday()).await;
    assert_eq!(form.unwrap().unwrap().submitted_in, Some(sent.reference));
}

#[tokio::test]
async fn a_form_makes_one_application_and_a_form_that_is_gone_makes_none() {
    let database = with_forms(1).await;
    let table = database.table();
    submitted(&table, &new_form(0), 1).await;
    let stored = database.stored().await;
    let again = table.submit(&application(&new_form(0), 2)).await.unwrap();
    let first = application(&new_form(0), 1).reference;
    assert_eq!(again, Submitted::Before(first));
    let never = table.submit(&application(&new_form(5), 3)).await.unwrap();
    assert_eq!(never, Submitted::Gone);
    assert_eq!(database.stored().await, stored);
    let database = with_forms(1).await;
    let late = Application {
        submitted_at: after(28 * 24),
        ..application(&new_form(0), 1)
    };
    let late = database.table().submit(&late).await.unwrap();
    assert_eq!(late, Submitted::Gone);
}

/// Twice at the same time, ten thousand times.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_forms_submitted_twice_at_once_make_ten_thousand_applications() {
    const FORMS: u64 = 10_000;
    const AT_ONCE: u64 = 20;
    let database = Database::new().await;
    let table = database.table();
    let workers = together((0..AT_ONCE).map(|worker| {
        let table = table.clone();
        async move {
            let mut made = 0;
            for number in (worker..FORMS).step_by(usize::try_from(AT_ONCE).unwrap()) {
                let form = new_form(number);
                table
                    .start_saved_form(&jo(), &form, monday())
                    .await
                    .unwrap();
                // As two clicks are: each with a reference of its own.
                let [first, second] = [1, 2].map(|click| {
                    let table = table.clone();
                    let application = application(&form, click * FORMS + number);
                    tokio::spawn(async move {
                        (table.submit(&application).await, application.reference)
                    })
                });
                let (first, second) = (first.await.unwrap(), second.await.unwrap());
                let (first, second) = ((first.0.unwrap(), first.1), (second.0.unwrap(), second.1));
                assert!(
                    (first.0 == Submitted::Now && second.0 == Submitted::Before(first.1.clone()))
                        || (second.0 == Submitted::Now && first.0 == Submitted::Before(second.1)),
                    "{number}"
                );
                made += 1;
            }
            made
        }
    }))
    .await;
    assert_eq!(workers.into_iter().sum::<u64>(), FORMS);
    let waiting = table.to_export(usize::MAX).await.unwrap();
    assert_eq!(waiting.len(), 10_000);
}

#[tokio::test]
async fn applications_are_listed_newest_first() {
    let table = with_forms(3).await.table();
    for (number, hour) in [(0, 2), (1, 0), (2, 1)] {
        let sent = Application {
            submitted_at: after(hour),
            ..application(&new_form(number), number)
        };
        assert_eq!(table.submit(&sent).await.unwrap(), Submitted::Now);
    }
    let listed = table.applications(&jo()).await.unwrap();
    let listed: Vec<_> = listed.into_iter().map(|(one, _)| one.reference).collect();
    let expected = [0, 2, 1].map(|n| application(&new_form(n), n).reference);
    assert_eq!(listed, expected);
    assert!(table.applications(&sam()).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_to_be_exported_is_listed_oldest_first_until_it_is() {
    let table = with_forms(3).await.table();
    for (number, hour) in [(0, 2), (1, 0), (2, 1)] {
        let sent = Application {
            submitted_at: after(hour),
            ..application(&new_form(number), number)
        };
        table.submit(&sent).await.unwrap();
    }
    let references = [1, 2, 0].map(|n| application(&new_form(n), n).reference);
    assert_eq!(table.to_export(usize::MAX).await.unwrap(), references);
    assert_eq!(table.to_export(2).await.unwrap(), references[..2]);
    let read = table.application_to_export(&references[0]).await.unwrap();
    assert_eq!(read.unwrap().reference, references[0]);
    for hour in [3, 4] {
        table.exported(&references[0], after(hour)).await.unwrap();
        assert_eq!(table.to_export(usize::MAX).await.unwrap(), references[1..]);
    }
    table.exported(&reference(99), monday()).await.unwrap();
    assert_eq!(
        table.application_to_export(&reference(99)).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn noting_an_export_that_was_killed_half_way_ends_the_same() {
    use testkit::Death;
    for death in [
        Death::AfterReply(0),
        Death::BeforeReply(1),
        Death::AfterReply(1),
        Death::BeforeReply(2),
    ] {
        let database = with_forms(1).await;
        submitted(&database.table(), &new_form(0), 1).await;
        let sent = application(&new_form(0), 1).reference;
        let killed = database.table_until(death).exported(&sent, after(1)).await;
        assert!(killed.is_err());
        database.table().exported(&sent, after(1)).await.unwrap();
        assert!(database.table().to_export(9).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_acknowledgement_is_noted_once() {
    let database = with_forms(1).await;
    let table = database.table();
    assert!(!table.received(&reference(99), monday()).await.unwrap());
    submitted(&table, &new_form(0), 1).await;
    let sent = application(&new_form(0), 1).reference;
    for hour in [1, 2] {
        assert!(table.received(&sent, after(hour)).await.unwrap());
        let (_, progress) = table.read_application(&jo(), &sent).await.unwrap().unwrap();
        assert_eq!(progress, Progress::Received { at: after(1) });
    }
}

#[tokio::test]
async fn the_e_mails_that_tell_of_an_application_wait_until_they_are_taken() {
    let table = with_forms(1).await.table();
    let mut sent = application(&new_form(0), 1);
    sent.applicant.copy_to = EmailAddress::parse("mum@example.org").ok();
    table.submit(&sent).await.unwrap();
    assert!(table.to_confirm(monday(), 9).await.unwrap().is_empty());
    let waiting = table.to_confirm(after(1), 9).await.unwrap();
    assert_eq!(waiting, sent.confirmations());
    assert_eq!(table.to_confirm(after(1), 1).await.unwrap().len(), 1);
    for _ in 0..2 {
        table.confirmed(&waiting[0]).await.unwrap();
    }
    let left = table.to_confirm(after(1), 9).await.unwrap();
    assert_eq!(left, waiting[1..]);
    assert_eq!(left[0].to, Addressee::PersonAppliedFor);
}

#[tokio::test]
async fn evidence_that_was_sent_with_an_application_does_not_expire_with_the_form() {
    let database = with_forms(1).await;
    let table = database.table();
    let form = new_form(0);
    for number in [1, 2] {
        let announced = table
            .announce_evidence(&jo(), &form.id, &file(number))
            .await;
        assert!(announced.unwrap());
    }
    let mut sent = application(&form, 1);
    sent.evidence = vec![file(1)];
    assert_eq!(table.submit(&sent).await.unwrap(), Submitted::Now);
    let stored = database.stored().await;
    let expires = |id: &str| {
        let mut found = stored.iter().filter(|item| {
            let sort = item["SK"]["S"].as_str().unwrap();
            sort.starts_with("EVIDENCE#") && sort.ends_with(id)
        });
        found.next().unwrap().get("expires_at").is_some()
    };
    assert!(!expires(&file(1).id));
    assert!(expires(&file(2).id));
    // It is part of the application now.
    let refused = table.remove_evidence(&jo(), &form.id, &file(1).id).await;
    assert!(refused.is_err());
    assert_eq!(table.evidence(&jo(), &form.id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_file_taken_out_meanwhile_leaves_the_form_as_it_was() {
    let database = with_forms(1).await;
    let table = database.table();
    let mut sent = application(&new_form(0), 1);
    sent.evidence = vec![file(1)];
    let stored = database.stored().await;
    assert!(table.submit(&sent).await.is_err());
    assert_eq!(database.stored().await, stored);
}

#[tokio::test]
async fn an_application_is_forgotten_only_after_the_case_system_has_it() {
    let database = with_forms(1).await;
    let table = database.table();
    let form = new_form(0);
    table
        .announce_evidence(&jo(), &form.id, &file(1))
        .await
        .unwrap();
    let mut sent = application(&form, 1);
    sent.evidence = vec![file(1)];
    table.submit(&sent).await.unwrap();
    let stored = database.stored().await;
    table.forget_application(&sent.reference).await.unwrap();
    assert_eq!(database.stored().await, stored);
    assert!(table.received_before(after(9), 9).await.unwrap().is_empty());
    table.exported(&sent.reference, after(1)).await.unwrap();
    table.received(&sent.reference, after(2)).await.unwrap();
    assert!(table.received_before(after(2), 9).await.unwrap().is_empty());
    let old = table.received_before(after(3), 9).await.unwrap();
    assert_eq!(old, std::slice::from_ref(&sent.reference));
    for confirmation in sent.confirmations() {
        table.confirmed(&confirmation).await.unwrap();
    }
    for _ in 0..2 {
        table.forget_application(&sent.reference).await.unwrap();
        assert!(table.received_before(after(3), 9).await.unwrap().is_empty());
        assert!(table.applications(&jo()).await.unwrap().is_empty());
    }
    // What is left is the saved form, which expires.
    assert_eq!(database.stored().await.len(), 2);
}
