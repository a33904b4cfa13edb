use domain::application::Application;
use testkit::{CrashPoint, Process, RepeatableRandom, TestApp};

use super::acknowledgements::received;
use super::records::{
    Kept, acknowledge, application, assert_whole, invoke, invoke_by, kept, submitted,
};
use super::stream::{event, read_by_lambda, records, sweep};

const KILLS: u64 = 50;

#[tokio::test]
async fn killed_at_50_points_and_swept_it_ends_as_if_it_had_not_been() {
    let applications = twenty();
    let before = submitted(&applications).await;
    acknowledge_all(&before, &applications[..8]);
    let (wanted, calls) = unkilled(&before).await;
    let mut same = 0;
    for seed in 0..KILLS {
        let mut random = RepeatableRandom::new(seed);
        let app = before.copy();
        // The sweep is killed again and again, each time at another call.
        for _ in 0..1 + random.below(3) {
            invoke_by(&somewhere(calls, &mut random), &app, &sweep()).await;
            assert_whole(&app);
        }
        invoke(&app, &sweep()).await.unwrap();
        assert_eq!(kept(&app).await, wanted, "seed {seed}");
        same += 1;
    }
    assert_eq!(same, 50);
}

#[tokio::test]
async fn killed_at_50_points_and_brought_twice_out_of_order_it_ends_the_same() {
    let applications = twenty();
    let before = submitted(&applications).await;
    let (wanted, swept) = unkilled(&before).await;
    // The sweep makes three calls that the stream does not: it lists both
    // outboxes and the acknowledgements.
    let calls = swept - 3;
    for seed in 0..KILLS {
        let mut random = RepeatableRandom::new(1_000 + seed);
        let app = before.copy();
        let crashing = somewhere(calls, &mut random);
        let killed = invoke_by(&crashing, &app, &event(&records(&applications))).await;
        assert!(killed.is_none(), "seed {seed}");
        assert_whole(&app);
        let mut twice = [records(&applications), records(&applications)].concat();
        random.shuffle(&mut twice);
        assert!(read_by_lambda(&app, &twice).await.is_empty());
        assert_eq!(kept(&app).await, wanted, "seed {seed}");
    }
}

#[tokio::test]
async fn killed_at_every_single_call_one_application_ends_the_same() {
    let applications = [application(1)];
    let before = submitted(&applications).await;
    acknowledge_all(&before, &applications);
    let (wanted, calls) = unkilled(&before).await;
    for call in 1..=calls {
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

fn twenty() -> Vec<Application> {
    (0..20).map(application).collect()
}

/// Returns what a sweep leaves that is not killed, and the number of its calls.
async fn unkilled(before: &TestApp) -> (Kept, usize) {
    let (app, process) = (before.copy(), Process::default());
    let swept = invoke_by(&process, &app, &sweep()).await;
    swept.unwrap().unwrap();
    (kept(&app).await, process.calls())
}

fn acknowledge_all(app: &TestApp, applications: &[Application]) {
    for application in applications {
        let (name, text) = received(application);
        acknowledge(app, &name, &text);
    }
}

/// Makes a process that crashes at one of so many calls.
pub(super) fn somewhere(calls: usize, random: &mut RepeatableRandom) -> Process {
    let [before, after] = CrashPoint::at(1 + random.below(calls));
    Process::crashing(if random.below(2) == 0 { before } else { after })
}
