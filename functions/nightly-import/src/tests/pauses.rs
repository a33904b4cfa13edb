//! Runs that stop in time: the next goes on where the one before has stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::SignedDuration;
use testkit::{CrashPoint, Process, RepeatableRandom, TestApp, with_rights_of};

use super::given::{
    GivenRow, arrived, commissioned, import, invoke, night, open, rows, snapshot, stored, sweep,
    week,
};
use crate::{ImportReply, handle, run_by};

/// The rows of the first snapshot: more than a short run writes.
const ROWS: u32 = 400;

#[tokio::test]
async fn a_snapshot_that_no_run_can_write_to_its_end_is_taken_in_by_several() {
    let whole = before();
    let all = whole.copy();
    let at_once = invoke(&all, night(0), &sweep()).await;
    assert_eq!((at_once.imported, at_once.paused), (1, 0));
    let wanted = stored(&all).await;

    let app = whole.copy();
    let (mut replies, mut calls) = (Vec::new(), Vec::new());
    while replies
        .last()
        .is_none_or(|last: &ImportReply| last.paused > 0)
    {
        let process = Process::default();
        let reply = short_run(&process, &app, replies.len()).await;
        replies.push(reply.expect("it was not killed"));
        calls.push(process.calls());
        assert!(replies.len() < 20, "it comes to an end: {replies:?}");
    }
    let paused = &replies[..replies.len() - 1];
    assert!(paused.len() >= 3, "{replies:?}");
    // Each says how far it came, and goes on from there.
    let reached: Vec<_> = paused.iter().map(|reply| reply.written_so_far).collect();
    assert!(reached.is_sorted_by(|one, next| one < next), "{reached:?}");
    assert!(
        paused
            .iter()
            .all(|reply| reply.imported == 0 && reply.writes == 0)
    );
    let last = replies.last().unwrap();
    assert_eq!((last.imported, last.writes, last.new), (1, 400, 400));
    assert_eq!(stored(&app).await, wanted);
    // No row is written by two of them: the calls of all are those of one run
    // and what each run asks at its beginning and end.
    let one = Process::default();
    short_run_without_end(&one, &whole.copy()).await;
    let together: usize = calls.iter().sum();
    assert!(together < one.calls() + 40 * calls.len(), "{calls:?}");
}

#[tokio::test]
async fn killed_at_any_point_of_its_short_runs_it_ends_as_one_run_does() {
    let whole = before();
    let all = whole.copy();
    invoke(&all, night(0), &sweep()).await;
    go_on(&all).await;
    let wanted = stored(&all).await;
    for seed in 0..25 {
        let mut random = RepeatableRandom::new(700 + seed);
        let (app, mut done, mut runs) = (whole.copy(), false, 0);
        while !done {
            let [earlier, later] = CrashPoint::at(1 + random.below(220));
            let point = if random.below(2) == 0 { earlier } else { later };
            let process = match random.below(3) {
                0 => Process::default(),
                _ => Process::crashing(point),
            };
            let reply = short_run(&process, &app, runs).await;
            done = reply.is_some_and(|reply| reply.paused == 0);
            runs += 1;
            assert!(runs < 60, "seed {seed}");
        }
        go_on(&app).await;
        assert_eq!(stored(&app).await, wanted, "seed {seed}");
    }
}

#[tokio::test]
async fn a_file_that_was_replaced_between_two_runs_is_begun_at_its_first_row() {
    let app = before();
    let first = short_run(&Process::default(), &app, 0).await.unwrap();
    assert_eq!(first.paused, 1);
    // The case system sends the same night again, with one person more.
    let changed = [given(), rows(900..901, "S1")].concat();
    snapshot(&app, 0, &changed);
    run_until_imported(&app, 1, 20).await;
    assert_eq!(commissioned(&app, "S1").await.len(), 201);
}

#[tokio::test]
async fn registers_follow_in_the_run_that_reaches_their_lines() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..200, "S1")).await;
    open(&app, "S1", week(), night(0)).await;
    let changed = rows(0..200, "S1").into_iter();
    let changed: Vec<_> = changed.map(|row| row.planned(&["fri"])).collect();
    snapshot(&app, 1, &changed);
    let all = app.copy();
    invoke(&all, night(1), &sweep()).await;
    run_until_imported(&app, 3 * 24, 90).await;
    assert_eq!(stored(&app).await, stored(&all).await);
}

/// Clears up what a run left that was killed after its snapshot was taken in.
async fn go_on(app: &TestApp) {
    let later = night(0) + SignedDuration::from_hours(40);
    invoke(app, later, &arrived("2026-11-23")).await;
}

/// An app in whose bucket a first snapshot has arrived.
fn before() -> TestApp {
    let app = TestApp::default();
    snapshot(&app, 0, &given());
    app
}

fn given() -> Vec<GivenRow> {
    [rows(0..200, "S1"), rows(200..ROWS, "S2")].concat()
}

/// A sweep for which the clock goes on by five minutes with each look at it; by
/// the hour of the night in which it begins.
async fn short_run(process: &Process, app: &TestApp, hour: usize) -> Option<ImportReply> {
    run_with(process, app, hour, 5).await
}

async fn short_run_without_end(process: &Process, app: &TestApp) -> Option<ImportReply> {
    run_with(process, app, 0, 0).await
}

async fn run_with(
    process: &Process,
    app: &TestApp,
    hour: usize,
    minutes: i64,
) -> Option<ImportReply> {
    let table = with_rights_of("nightly-import", &app.database().table_of(process));
    let buckets = app.buckets().of(process);
    let begins = night(0) + SignedDuration::from_mins(20 * i64::try_from(hour).unwrap());
    let looks = Arc::new(AtomicI64::new(0));
    let run = run_by(format!("run {hour}"), move || {
        let looked = looks.fetch_add(1, Ordering::Relaxed);
        begins + SignedDuration::from_mins(minutes * looked)
    });
    let ended = process.run(handle(&table, &buckets, &run, &sweep())).await;
    ended.map(|ended| ended.expect("nothing else writes"))
}

/// Runs for a short time, again and again from this run on, until a snapshot is
/// taken in, which is before the last run.
async fn run_until_imported(app: &TestApp, first: usize, last: usize) {
    let mut runs = first;
    loop {
        let done = short_run(&Process::default(), app, runs).await.unwrap();
        if done.imported > 0 {
            return;
        }
        runs += 1;
        assert!(runs < last);
    }
}
