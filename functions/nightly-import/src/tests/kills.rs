use attendance::provision_plan::SupplierReader as _;
use attendance::week::plus_days;
use jiff::SignedDuration;
use testkit::{CrashPoint, FaultDuration, Process, RepeatableRandom, TestApp, with_rights_of};

use super::given::{
    GivenRow, MONDAY, TERMS, arrived, import, invoke, invoke_by, mark, night, open, row, rows,
    snapshot, snapshot_with, stored, sweep, week,
};
use crate::{NightFault, handle, run_by};

const KILLS: u64 = 50;

#[tokio::test]
async fn killed_at_50_points_and_run_again_it_ends_as_if_it_had_not_been() {
    let before = second_night().await;
    let (wanted, calls) = unkilled(&before).await;
    let mut same = 0;
    for seed in 0..KILLS {
        let mut random = RepeatableRandom::new(seed);
        let app = before.copy();
        let [earlier, later] = CrashPoint::at(1 + random.below(calls));
        let point = if random.below(2) == 0 { earlier } else { later };
        let crashing = Process::crashing(point);
        assert!(
            invoke_by(&crashing, &app, night(2), &sweep())
                .await
                .is_none()
        );
        go_on(&app).await;
        assert_eq!(stored(&app).await, wanted, "seed {seed}");
        same += 1;
    }
    assert_eq!(same, 50);
}

#[tokio::test]
async fn a_snapshot_that_was_begun_is_taken_in_before_the_next_one() {
    let before = second_night().await;
    let (_, calls) = unkilled(&before).await;
    let third = [third_rows(), rows(900..903, "S3")].concat();
    let calm = before.copy();
    invoke(&calm, night(2), &sweep()).await;
    snapshot_with(&calm, 3, &third, &changed_terms());
    let evening = night(2) + SignedDuration::from_hours(21);
    invoke(&calm, evening, &sweep()).await;
    let wanted = stored(&calm).await;
    let mut both = 0;
    for seed in 0..20 {
        let mut random = RepeatableRandom::new(500 + seed);
        let app = before.copy();
        let [_, point] = CrashPoint::at(1 + random.below(calls));
        let crashing = Process::crashing(point);
        invoke_by(&crashing, &app, night(2), &sweep()).await;
        let name = snapshot_with(&app, 3, &third, &changed_terms());
        invoke(&app, evening, &arrived(&name)).await;
        // Where the second night's run was killed before it began to write, its
        // snapshot is older than the third by now, and says nothing new.
        if app.table().last_import().await.unwrap().unwrap().version == 3 {
            assert_eq!(stored(&app).await, wanted, "seed {seed}");
            both += 1;
        }
    }
    assert!(both >= 10, "{both}");
}

#[tokio::test]
async fn throttled_failed_and_lost_nothing_is_lost_and_nothing_is_doubled() {
    let before = second_night().await;
    let (wanted, _) = unkilled(&before).await;
    for seed in 0..10 {
        let app = before.copy();
        let (table, faults) = app
            .database()
            .table_with_faults(seed, FaultDuration::OneRequest);
        let table = with_rights_of("nightly-import", &table);
        let mut done = false;
        for attempt in 0..30 {
            let now = night(2) + SignedDuration::from_mins(17 * attempt);
            let run = format!("run {attempt}");
            let run = run_by(run, move || now);
            let ended = handle(&table, &app.buckets(), &run, &sweep()).await;
            done = ended.is_ok();
            if done {
                break;
            }
        }
        assert!(done, "it comes to an end");
        assert!(faults.counts().lost > 0);
        go_on(&app).await;
        assert_eq!(stored(&app).await, wanted, "seed {seed}");
    }
}

#[tokio::test]
async fn two_runs_at_once_are_one_writer() {
    let before = second_night().await;
    let (wanted, calls) = unkilled(&before).await;
    let app = before.copy();
    // The first is stopped in the middle of its writes, and still has the lease.
    let [_, point] = CrashPoint::at(calls / 2);
    invoke_by(&Process::crashing(point), &app, night(2), &sweep()).await;
    let soon = night(2) + SignedDuration::from_mins(5);
    let busy = invoke_by(&Process::default(), &app, soon, &sweep()).await;
    assert!(matches!(busy, Some(Err(NightFault::Busy))));
    go_on(&app).await;
    assert_eq!(stored(&app).await, wanted);
}

#[tokio::test]
async fn while_nothing_answers_the_fault_is_reported_and_nothing_changes() {
    let app = second_night().await;
    let before = stored(&app).await;
    let cut_off = invoke_by(&Process::cut_off(), &app, night(2), &sweep()).await;
    assert!(cut_off.unwrap().is_err());
    assert_eq!(stored(&app).await, before);
}

#[tokio::test]
async fn without_the_marks_of_the_last_snapshot_nothing_is_guessed() {
    let app = TestApp::default();
    import(&app, 0, &rows(0..5, "S1")).await;
    let other = TestApp::default();
    app.database().store(vec![]).await;
    // The table of one county, and the bucket of another without marks.
    let name = snapshot(&other, 1, &rows(0..3, "S1"));
    let table = with_rights_of("nightly-import", &app.table());
    let run = run_by("run".to_owned(), || night(1));
    let failed = handle(&table, &other.buckets(), &run, &arrived(&name)).await;
    assert!(
        failed
            .unwrap_err()
            .to_string()
            .contains("marks of the last snapshot are gone")
    );
}

/// Makes a county after one night, with registers that two providers opened and
/// marked, and with the snapshot of the second night.
async fn second_night() -> TestApp {
    let app = TestApp::default();
    let all = [rows(0..40, "S1"), rows(100..130, "S2")].concat();
    import(&app, 0, &all).await;
    for id in ["S1", "S2"] {
        open(&app, id, week(), night(0)).await;
    }
    open(&app, "S1", week().next(), night(0)).await;
    for order in 0..5 {
        mark(&app, "S1", &format!("{order:05}"), plus_days(MONDAY, 0), 0).await;
    }
    snapshot_with(&app, 2, &third_rows(), &changed_terms());
    app
}

/// The rows of the second night: some changed, cut below what is recorded, gone,
/// moved, new, restricted.
fn third_rows() -> Vec<GivenRow> {
    let mut all = [rows(0..40, "S1"), rows(100..130, "S2")].concat();
    for place in [0, 1, 20, 50] {
        all[place] = all[place].clone().planned(&["fri"]);
    }
    all[2] = all[2].clone().with("restricted", "yes");
    all[30] = row("00030", "S2");
    all[31] = row("00031", "S3");
    all[60] = all[60].clone().with("ends", "2026-11-25");
    all.remove(4);
    all.remove(10);
    all.push(row("00500", "S1"));
    all.push(row("00501", "S2").with("starts", "2027-01-04"));
    all.into_iter()
        .map(|row| row.with("service_name", "Day centre"))
        .collect()
}

fn changed_terms() -> String {
    TERMS.replace("31.20", "32.40")
}

/// Returns what a run leaves that is not killed, and the number of its calls.
async fn unkilled(before: &TestApp) -> (Vec<serde_json::Value>, usize) {
    let (app, process) = (before.copy(), Process::default());
    let reply = invoke_by(&process, &app, night(2), &sweep()).await;
    assert!(reply.unwrap().unwrap().writes > 10);
    go_on(&app).await;
    (stored(&app).await, process.calls())
}

/// Runs again when the lease of a run that was killed has ended: for what the
/// sweep finds, and for the event that comes again.
async fn go_on(app: &TestApp) {
    let later = night(2) + SignedDuration::from_hours(9);
    invoke(app, later, &sweep()).await;
    invoke(app, later, &arrived("2026-11-25")).await;
}
