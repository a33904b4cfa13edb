//! Applications: submitted once, exported, received, confirmed and forgotten.

use domain::application::evidence::{AwaitedVerdict, Evidence, EvidenceStore as _, FileState};
use domain::application::{
    Addressee, Application, ApplicationReader as _, ApplicationStore as _, ConfirmationQueue as _,
    ExportQueue as _, Progress, Submitted, ToExport,
};
use domain::forms::saved_form::SavedFormStore as _;
use domain::records::retention::ErasureQueue as _;
use domain::values::email_address::EmailAddress;
use jiff::{SignedDuration, Timestamp};
use store::Table;
use testkit::Database;

use crate::evidence::{clean, file};
use crate::{application, jo, monday, new_form, reference, sam, submitted, together};

fn after(hours: i64) -> Timestamp {
    monday() + SignedDuration::from_hours(hours)
}

/// Makes a database with saved forms of Jo's, numbered from 0.
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

/// Each of ten thousand forms is submitted twice at the same time.
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
                // Two clicks, each with a reference of its own.
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
    let waiting = table.to_export(None, usize::MAX).await.unwrap().items;
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
    let waiting = references.clone().map(ToExport::Application);
    assert_eq!(
        table.to_export(None, usize::MAX).await.unwrap().items,
        waiting
    );
    assert_eq!(table.to_export(None, 2).await.unwrap().items, waiting[..2]);
    let read = table.application_to_export(&references[0]).await.unwrap();
    assert_eq!(read.unwrap().reference, references[0]);
    for hour in [3, 4] {
        table.exported(&waiting[0], after(hour)).await.unwrap();
        assert_eq!(
            table.to_export(None, usize::MAX).await.unwrap().items,
            waiting[1..]
        );
    }
    let unknown = ToExport::Application(reference(99));
    table.exported(&unknown, monday()).await.unwrap();
    assert_eq!(
        table.application_to_export(&reference(99)).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn noting_an_export_that_was_killed_half_way_ends_the_same() {
    use testkit::CrashPoint;
    for crash_point in [
        CrashPoint::AfterReply(0),
        CrashPoint::BeforeReply(1),
        CrashPoint::AfterReply(1),
        CrashPoint::BeforeReply(2),
    ] {
        let database = with_forms(1).await;
        submitted(&database.table(), &new_form(0), 1).await;
        let sent = ToExport::Application(application(&new_form(0), 1).reference);
        let killed = database
            .table_crashing(crash_point)
            .exported(&sent, after(1))
            .await;
        assert!(killed.is_err());
        database.table().exported(&sent, after(1)).await.unwrap();
        assert!(
            database
                .table()
                .to_export(None, 9)
                .await
                .unwrap()
                .items
                .is_empty()
        );
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
async fn an_application_is_unacknowledged_until_the_case_system_says_that_it_has_it() {
    let table = with_forms(3).await.table();
    let mut references = Vec::new();
    for (number, hour) in [(0, 2), (1, 0), (2, 1)] {
        let sent = Application {
            submitted_at: after(hour),
            ..application(&new_form(number), number)
        };
        table.submit(&sent).await.unwrap();
        let exported = ToExport::Application(sent.reference.clone());
        table.exported(&exported, after(3)).await.unwrap();
        references.push(sent.reference);
    }
    let [third, first, second] = references.try_into().unwrap();
    let waiting = async |before| table.unacknowledged(before, None, 9).await.unwrap().items;
    let all = [first.clone(), second.clone(), third.clone()];
    assert_eq!(waiting(after(3)).await, all);
    assert_eq!(waiting(after(2)).await, all[..2]);
    assert_eq!(
        table.unacknowledged(after(3), None, 1).await.unwrap().items,
        all[..1]
    );
    for _ in 0..2 {
        assert!(table.received(&second, after(4)).await.unwrap());
        assert_eq!(waiting(after(9)).await, [first.clone(), third.clone()]);
    }
}

#[tokio::test]
async fn the_e_mails_that_tell_of_an_application_wait_until_they_are_taken() {
    let table = with_forms(1).await.table();
    let mut sent = application(&new_form(0), 1);
    sent.applicant.copy_to = EmailAddress::parse("mum@example.org").ok();
    table.submit(&sent).await.unwrap();
    assert!(
        table
            .to_confirm(monday(), None, 9)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let waiting = table.to_confirm(after(1), None, 9).await.unwrap().items;
    assert_eq!(waiting, sent.confirmations());
    assert_eq!(
        table
            .to_confirm(after(1), None, 1)
            .await
            .unwrap()
            .items
            .len(),
        1
    );
    for _ in 0..2 {
        table.confirmed(&waiting[0]).await.unwrap();
    }
    let left = table.to_confirm(after(1), None, 9).await.unwrap().items;
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
    // The file is part of the application now.
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
    let submitted = table.submit(&sent).await.unwrap();
    assert_eq!(submitted, Submitted::FilesChanged);
    assert_eq!(database.stored().await, stored);
}

/// Makes a form of Jo's with a file that is being scanned, and an application
/// from both.
async fn with_file_being_scanned() -> (Database, Application) {
    let database = with_forms(1).await;
    let (table, form) = (database.table(), new_form(0));
    let scanning = scanning(1);
    table
        .announce_evidence(&jo(), &form.id, &scanning)
        .await
        .unwrap();
    table
        .record_verdict(&jo(), &form.id, &scanning)
        .await
        .unwrap();
    let mut sent = application(&form, 1);
    sent.evidence = vec![scanning];
    (database, sent)
}

fn scanning(number: u64) -> Evidence {
    Evidence {
        state: FileState::Scanning,
        ..file(number)
    }
}

/// Lists the files that wait for a verdict.
async fn awaited(table: &Table) -> Vec<AwaitedVerdict> {
    table.awaited(after(9), None, 9).await.unwrap().items
}

#[tokio::test]
async fn a_verdict_after_submitting_is_exported_by_itself_once() {
    let (database, sent) = with_file_being_scanned().await;
    let table = database.table();
    table.submit(&sent).await.unwrap();
    let late = sent.deferred_evidence_files().next().unwrap();
    let expected = AwaitedVerdict {
        account: jo(),
        saved: sent.saved.clone(),
        file: late.clone(),
    };
    assert_eq!(awaited(&table).await, [expected]);
    assert!(
        table
            .awaited(late.added_at, None, 9)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert_eq!(
        table.deferred_evidence_to_export(&late).await.unwrap(),
        None
    );
    // The state "being scanned" is not a verdict.
    for _ in 0..2 {
        let there = table.record_verdict(&jo(), &sent.saved, &scanning(1)).await;
        assert!(there.unwrap());
    }
    assert_eq!(table.to_export(None, 9).await.unwrap().items.len(), 1);

    let infected = Evidence {
        state: FileState::Infected,
        ..clean(1)
    };
    for judged in [&clean(1), &clean(1), &infected] {
        let there = table.record_verdict(&jo(), &sent.saved, judged).await;
        assert!(there.unwrap());
    }
    assert!(awaited(&table).await.is_empty());
    let waiting = table.to_export(None, 9).await.unwrap().items;
    let both = [
        ToExport::Application(sent.reference.clone()),
        ToExport::DeferredEvidence(late.clone()),
    ];
    assert_eq!(waiting, both);
    let judged = table.deferred_evidence_to_export(&late).await.unwrap();
    assert_eq!(judged, Some(clean(1)), "the first verdict stays");
    for _ in 0..2 {
        table.exported(&both[1], after(1)).await.unwrap();
        assert_eq!(table.to_export(None, 9).await.unwrap().items, both[..1]);
        assert_eq!(
            table.deferred_evidence_to_export(&late).await.unwrap(),
            None
        );
    }
}

#[tokio::test]
async fn a_verdict_before_submitting_is_in_the_application_or_nothing_is_submitted() {
    let (database, sent) = with_file_being_scanned().await;
    let table = database.table();
    let judged = table.record_verdict(&jo(), &sent.saved, &clean(1)).await;
    assert!(judged.unwrap());
    let submitted = table.submit(&sent).await.unwrap();
    assert_eq!(submitted, Submitted::FilesChanged);
    assert!(table.to_export(None, 9).await.unwrap().items.is_empty());
    let as_judged = Application {
        evidence: vec![clean(1)],
        ..sent
    };
    assert_eq!(table.submit(&as_judged).await.unwrap(), Submitted::Now);
    assert!(awaited(&table).await.is_empty());
    assert_eq!(table.to_export(None, 9).await.unwrap().items.len(), 1);
}

/// Lets every other task run so many times first.
async fn step_aside(times: usize) {
    for _ in 0..times {
        tokio::task::yield_now().await;
    }
}

/// Delays one of the two steps, then the other, longer each time, so that each
/// is the first at some time.
#[tokio::test]
async fn submitting_and_judging_at_the_same_time_lose_no_verdict() {
    let mut orders = [0, 0];
    for round in 0..100 {
        let (database, sent) = with_file_being_scanned().await;
        let (submitter, judge, saved) = (database.table(), database.table(), sent.saved.clone());
        let late = sent.deferred_evidence_files().next().unwrap();
        let as_judged = Application {
            evidence: vec![clean(1)],
            ..sent.clone()
        };
        let (submits_after, judges_after) = match round % 2 {
            0 => (10 * round, 0),
            _ => (0, 10 * round),
        };
        let (first, second) = (sent.clone(), as_judged.clone());
        let submitting = tokio::spawn(async move {
            step_aside(submits_after).await;
            match submitter.submit(&first).await.unwrap() {
                Submitted::FilesChanged => (submitter.submit(&second).await.unwrap(), 0),
                submitted => (submitted, 1),
            }
        });
        let judging = tokio::spawn(async move {
            step_aside(judges_after).await;
            judge.record_verdict(&jo(), &saved, &clean(1)).await
        });
        let (submitted, waited_for) = submitting.await.unwrap();
        assert!(judging.await.unwrap().unwrap());
        assert_eq!(submitted, Submitted::Now);
        orders[waited_for] += 1;

        // The file is in the application or comes after it: never both, never
        // neither.
        let table = database.table();
        let reference = &sent.reference;
        let made = table.application_to_export(reference).await.unwrap();
        let waiting = table.to_export(None, 9).await.unwrap().items;
        let apart = table.deferred_evidence_to_export(&late).await.unwrap();
        let application = ToExport::Application(reference.clone());
        if waited_for == 0 {
            assert_eq!(made, Some(as_judged));
            assert_eq!((waiting, apart), (vec![application], None));
        } else {
            assert_eq!(made, Some(sent.clone()));
            let both = vec![application, ToExport::DeferredEvidence(late)];
            assert_eq!((waiting, apart), (both, Some(clean(1))));
        }
        assert!(awaited(&table).await.is_empty());
        let known = table.evidence(&jo(), &sent.saved).await.unwrap();
        assert_eq!(known, [clean(1)]);
    }
    let [judged_first, submitted_first] = orders;
    assert!(judged_first > 0 && submitted_first > 0, "{orders:?}");
}

#[tokio::test]
async fn a_verdict_that_was_killed_half_way_ends_the_same() {
    use testkit::CrashPoint;
    for crash_point in [
        CrashPoint::AfterReply(0),
        CrashPoint::BeforeReply(1),
        CrashPoint::AfterReply(1),
        CrashPoint::BeforeReply(2),
    ] {
        let (database, sent) = with_file_being_scanned().await;
        let table = database.table();
        table.submit(&sent).await.unwrap();
        let crashing = database.table_crashing(crash_point);
        let killed = crashing.record_verdict(&jo(), &sent.saved, &clean(1)).await;
        assert!(killed.is_err());
        let again = table.record_verdict(&jo(), &sent.saved, &clean(1)).await;
        assert!(again.unwrap());
        assert!(awaited(&table).await.is_empty());
        assert_eq!(
            table.to_export(None, 9).await.unwrap().items.len(),
            2,
            "{crash_point:?}"
        );
    }
}

#[tokio::test]
async fn an_application_is_not_forgotten_while_a_file_of_it_is_to_be_judged_or_exported() {
    let (database, sent) = with_file_being_scanned().await;
    let table = database.table();
    table.submit(&sent).await.unwrap();
    table.received(&sent.reference, after(1)).await.unwrap();
    let forget = async || table.forget_application(&sent.reference).await.unwrap();
    assert!(!forget().await, "it is to be judged");
    let judged = table.record_verdict(&jo(), &sent.saved, &clean(1)).await;
    assert!(judged.unwrap());
    assert!(!forget().await, "it is to be exported");
    let known = table.evidence(&jo(), &sent.saved).await.unwrap();
    assert_eq!(known, [clean(1)]);
    let late = sent.deferred_evidence_files().next().unwrap();
    let late = ToExport::DeferredEvidence(late);
    table.exported(&late, after(2)).await.unwrap();
    assert!(forget().await);
    assert!(table.applications(&jo()).await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_waits_for_a_file_that_is_gone() {
    let (database, sent) = with_file_being_scanned().await;
    let table = database.table();
    table.submit(&sent).await.unwrap();
    let late = sent.deferred_evidence_files().next().unwrap();
    for _ in 0..2 {
        table.no_longer_awaited(&late).await.unwrap();
        assert!(awaited(&table).await.is_empty());
    }
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
    table
        .record_verdict(&jo(), &form.id, &clean(1))
        .await
        .unwrap();
    let mut sent = application(&form, 1);
    sent.evidence = vec![clean(1)];
    table.submit(&sent).await.unwrap();
    let stored = database.stored().await;
    assert!(!table.forget_application(&sent.reference).await.unwrap());
    assert_eq!(database.stored().await, stored);
    assert!(
        table
            .received_before(after(9), None, 9)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let exported = ToExport::Application(sent.reference.clone());
    table.exported(&exported, after(1)).await.unwrap();
    table.received(&sent.reference, after(2)).await.unwrap();
    assert!(
        table
            .received_before(after(2), None, 9)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let old = table
        .received_before(after(3), None, 9)
        .await
        .unwrap()
        .items;
    assert_eq!(old, std::slice::from_ref(&sent.reference));
    for confirmation in sent.confirmations() {
        table.confirmed(&confirmation).await.unwrap();
    }
    for _ in 0..2 {
        assert!(table.forget_application(&sent.reference).await.unwrap());
        assert!(
            table
                .received_before(after(3), None, 9)
                .await
                .unwrap()
                .items
                .is_empty()
        );
        assert!(table.applications(&jo()).await.unwrap().is_empty());
    }
    // The saved form is left, which expires.
    assert_eq!(database.stored().await.len(), 2);
}
