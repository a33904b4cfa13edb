//! Files that were still being scanned when their application was sent.

use domain::application::evidence::FileState;
use domain::application::{Application, ToExport};
use serde_json::Value;

use testkit::{CrashPoint, Process, RepeatableRandom, TestApp};

use super::kills::somewhere;
use super::records::{
    assert_whole, data_files, deferred_evidence_files, invoke, invoke_both, invoke_by,
    is_written_once, judge, kept, replace_content, sent_early, submitted, submitted_early,
};
use super::stream::{event, read_by_lambda, read_by_lambda_of, records, records_of_outbox, sweep};
use crate::ExportFault;

#[tokio::test]
async fn a_file_that_is_judged_later_follows_its_application_which_stays_as_it_was() {
    let one = sent_early(1);
    let app = submitted(std::slice::from_ref(&one)).await;
    invoke(&app, &sweep()).await.unwrap();
    let folder = format!("applications/{}/", one.reference.plain());
    let data = format!("{folder}application.json");
    let file = one.evidence.last().unwrap();
    assert_eq!(json(&app, &data)["evidence"][2]["state"], "scanning");
    let before = kept(&app).await;

    judge(&app, &one, FileState::Clean).await;
    let told = records_of_outbox(&app).await;
    invoke(&app, &event(&told)).await.unwrap();
    let after = kept(&app).await;
    assert_eq!(after.exchange[&data], before.exchange[&data]);
    assert_eq!(after.exchange.len(), before.exchange.len() + 2);
    let verdict = json(&app, &format!("{folder}late-evidence/{}.json", file.id));
    assert_eq!(verdict["state"], "clean");
    assert_eq!(verdict["file"]["name"], format!("evidence/{}.pdf", file.id));
    assert!(app.outbox().await.is_empty());
    assert_whole(&app);

    // The second event finds nothing left to do.
    invoke(&app, &event(&told)).await.unwrap();
    assert_eq!(kept(&app).await, after);
    assert!(is_written_once(&app));
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_told_of_and_not_copied() {
    for (state, said) in [
        (FileState::Infected, "infected"),
        (FileState::Unscannable, "unscannable"),
        (FileState::Refused, "refused"),
    ] {
        let one = sent_early(1);
        let app = submitted(std::slice::from_ref(&one)).await;
        judge(&app, &one, state).await;
        invoke(&app, &sweep()).await.unwrap();
        let late = deferred_evidence_files(&app);
        assert_eq!(late.len(), 1);
        let verdict = json(&app, late.first().unwrap());
        assert_eq!(
            (&verdict["state"], &verdict["file"]),
            (&said.into(), &Value::Null)
        );
        let names = app.buckets().exchange().into_keys();
        assert_eq!(names.filter(|name| name.contains("/evidence/")).count(), 2);
    }
}

#[tokio::test]
async fn told_of_before_its_application_it_brings_the_application_along() {
    let one = sent_early(1);
    let app = submitted_early(std::slice::from_ref(&one)).await;
    let late = records_of_outbox(&app).await.pop().unwrap();
    invoke(&app, &event(&[late])).await.unwrap();
    assert_eq!(data_files(&app).len(), 1);
    assert_eq!(deferred_evidence_files(&app).len(), 1);
    assert_whole(&app);
    assert!(
        app.outbox().await.is_empty(),
        "the application is noted too"
    );
    invoke(&app, &event(&records(&[one]))).await.unwrap();
    assert!(is_written_once(&app));
}

#[tokio::test]
async fn twice_and_out_of_order_it_is_the_same_and_every_file_is_written_once() {
    let applications = applications(60);
    let before = submitted_early(&applications).await;
    let once = before.copy();
    let told = event(&records_of_outbox(&once).await);
    invoke(&once, &told).await.unwrap();
    let expected = kept(&once).await;
    assert_eq!(
        deferred_evidence_files(&once).len(),
        with_files(&applications)
    );
    for seed in 0..20 {
        let app = before.copy();
        let told = records_of_outbox(&app).await;
        let mut twice = [told.clone(), told].concat();
        RepeatableRandom::new(seed).shuffle(&mut twice);
        for batch in twice.chunks(10) {
            assert!(read_by_lambda(&app, batch).await.is_empty());
            assert_whole(&app);
        }
        assert_eq!(kept(&app).await, expected, "seed {seed}");
        assert!(is_written_once(&app));
    }
}

#[tokio::test]
async fn stream_and_sweep_at_the_same_time_end_in_the_same_files() {
    let applications = applications(5);
    let before = submitted_early(&applications).await;
    let told = event(&records_of_outbox(&before).await);
    let once = before.copy();
    invoke(&once, &sweep()).await.unwrap();
    let expected = kept(&once).await;
    for seed in 0..500 {
        let app = before.copy();
        invoke_both(&app, &told, &sweep(), &mut RepeatableRandom::new(seed)).await;
        assert_eq!(kept(&app).await, expected, "seed {seed}");
    }
}

#[tokio::test]
async fn killed_at_every_single_call_and_swept_it_ends_as_if_it_had_not_been() {
    for state in [FileState::Clean, FileState::Refused] {
        let one = sent_early(1);
        let before = submitted(std::slice::from_ref(&one)).await;
        judge(&before, &one, state).await;
        let (unkilled, process) = (before.copy(), Process::default());
        let swept = invoke_by(&process, &unkilled, &sweep()).await;
        swept.unwrap().unwrap();
        let wanted = kept(&unkilled).await;
        for call in 1..=process.calls() {
            for crash_point in CrashPoint::at(call) {
                let app = before.copy();
                let crashing = Process::crashing(crash_point);
                assert!(invoke_by(&crashing, &app, &sweep()).await.is_none());
                assert_whole(&app);
                invoke(&app, &sweep()).await.unwrap();
                assert_eq!(kept(&app).await, wanted, "{crash_point:?}");
            }
        }
    }
}

#[tokio::test]
async fn killed_at_50_points_and_brought_twice_out_of_order_it_ends_the_same() {
    let applications = applications(20);
    let before = submitted_early(&applications).await;
    let told = records_of_outbox(&before).await;
    let (unkilled, process) = (before.copy(), Process::default());
    let exported = invoke_by(&process, &unkilled, &event(&told)).await;
    exported.unwrap().unwrap();
    let wanted = kept(&unkilled).await;
    for seed in 0..50 {
        let mut random = RepeatableRandom::new(2_000 + seed);
        let app = before.copy();
        let crashing = somewhere(process.calls(), &mut random);
        let killed = invoke_by(&crashing, &app, &event(&told)).await;
        assert!(killed.is_none(), "seed {seed}");
        assert_whole(&app);
        let mut twice = [told.clone(), told.clone()].concat();
        random.shuffle(&mut twice);
        assert!(read_by_lambda(&app, &twice).await.is_empty());
        assert_eq!(kept(&app).await, wanted, "seed {seed}");
    }
}

#[tokio::test]
async fn in_bad_weather_nothing_is_lost_and_nothing_is_doubled() {
    let applications = applications(100);
    let app = submitted_early(&applications).await;
    let calm = app.copy();
    while !calm.outbox().await.is_empty() {
        invoke(&calm, &sweep()).await.unwrap();
    }
    let faulty = Process::with_faults(5);
    for batch in records_of_outbox(&app).await.chunks(10) {
        read_by_lambda_of(&faulty, &app, batch).await;
        assert_whole(&app);
    }
    for _ in 0..100 {
        let _ = invoke_by(&faulty, &app, &sweep()).await;
    }
    invoke(&app, &sweep()).await.unwrap();
    assert_eq!(kept(&app).await, kept(&calm).await);
    let writes = app.buckets().written();
    let mut json = writes.iter().filter(|(name, _)| name.ends_with(".json"));
    assert!(json.all(|(_, writes)| *writes == 1));
}

#[tokio::test]
async fn one_that_is_not_the_scanned_content_is_left_and_the_others_are_done() {
    let applications: Vec<_> = [1, 2, 4].map(sent_early).into();
    let app = submitted_early(&applications).await;
    let id = &applications[1].evidence.last().unwrap().id;
    replace_content(&app, &applications[1], id, b"something else");
    let left = invoke(&app, &sweep()).await;
    assert!(matches!(left, Err(ExportFault::Left(1))), "{left:?}");
    assert_eq!(
        (data_files(&app).len(), deferred_evidence_files(&app).len()),
        (3, 2)
    );
    let left = app.outbox().await;
    assert!(
        matches!(&left[..], [ToExport::DeferredEvidence(file)] if file.reference == applications[1].reference)
    );
}

fn applications(count: usize) -> Vec<Application> {
    (0..count).map(sent_early).collect()
}

/// Counts the applications that were sent with a file.
fn with_files(applications: &[Application]) -> usize {
    let has_files = |one: &&Application| !one.evidence.is_empty();
    applications.iter().filter(has_files).count()
}

fn json(app: &TestApp, name: &str) -> Value {
    serde_json::from_slice(&app.buckets().exchange()[name]).unwrap()
}
