//! New amounts of the law: who is told of them, once, and the report of what the
//! next ones change.

use charging::uprating::CountyReport;
use domain::correspondence::email::Email;
use domain::forms::draft::Answer;
use domain::records::county_report::CountyReportReader as _;
use jiff::{SignedDuration, Timestamp};
use testkit::{CrashPoint, Process, TestApp, new_saved_form};

use super::{run, run_by, sent};

#[tokio::test]
async fn the_owner_of_an_estimate_of_before_is_told_once_that_the_rates_changed() {
    let app = TestApp::default();
    save_estimate(&app, "jo", "1", after() - days(8)).await;
    // Worked out by the new amounts.
    save_estimate(&app, "sam", "2", after() - days(1)).await;
    // Not finished.
    app.keep_account("ada").await;
    app.save_form(ESTIMATE, "ada", "3", after() - days(8)).await;
    // Of a day of its own, whose amounts stay as they are.
    save_estimate(&app, "kit", "4", after() - days(8)).await;
    let day = [("day", "1"), ("month", "6"), ("year", "2025")];
    let day = day.map(|(part, number)| (part.to_owned(), number.to_owned()));
    let when = [
        ("when", Answer::Text("another-date".to_owned())),
        ("which-date", Answer::Fields(day.into())),
    ];
    app.answer_form(ESTIMATE, "kit", "4", &when, after() - days(8))
        .await;
    for day in [0, 0, 1] {
        let done = run(&app, after() + days(day)).await.unwrap();
        assert_eq!(done.estimates_reported, 0);
    }
    let told = Email::RatesChanged {
        reference: new_saved_form("", "jo", "1").reference,
        new_from: "2026-04-06".parse().unwrap(),
        until: "2026-04-26".parse().unwrap(),
    };
    assert_eq!(sent(&app), [("jo@example.com".to_owned(), told)]);
}

#[tokio::test]
async fn fifty_runs_at_the_same_time_tell_of_new_rates_once() {
    let app = TestApp::default();
    for number in 0..5 {
        save_estimate(&app, &format!("owner-{number}"), "1", after() - days(8)).await;
    }
    let mut runs = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let app = app.clone();
        runs.spawn(async move { run(&app, after()).await.map(|done| done.told_of_new_rates) });
    }
    let told: u32 = runs
        .join_all()
        .await
        .into_iter()
        .map(|told| told.unwrap())
        .sum();
    assert_eq!((told, sent(&app).len()), (5, 5));
}

#[tokio::test]
async fn an_owner_is_told_of_new_rates_although_a_run_died_at_any_call() {
    for call in 1..40 {
        let app = TestApp::default();
        save_estimate(&app, "jo", "1", after() - days(8)).await;
        let crashing = Process::crashing(CrashPoint::AfterReply(call - 1));
        let cut_off = run_by(&crashing, &app, after()).await;
        let _next = run(&app, after() + days(1)).await.unwrap();
        let told = sent(&app).len();
        assert!((1..=2).contains(&told), "{call}: {told}");
        assert!(told == 1 || cut_off.is_err(), "{call}");
    }
}

#[tokio::test]
async fn the_report_of_the_next_rates_counts_finished_estimates_and_names_nobody() {
    let app = TestApp::default();
    // The amounts of 2026 are on file and begin in five days.
    let before: Timestamp = "2026-04-01T09:00:00Z".parse().unwrap();
    for number in 0..9 {
        save_estimate(&app, "jo", &number.to_string(), before - days(3)).await;
    }
    let done = run(&app, before).await.unwrap();
    assert_eq!(done.estimates_reported, 0);
    assert_eq!(app.table().county_report().await.unwrap(), None);

    save_estimate(&app, "sam", "9", before - days(3)).await;
    for _ in 0..2 {
        let done = run(&app, before).await.unwrap();
        assert_eq!(done.estimates_reported, 10);
    }
    let kept = app.table().county_report().await.unwrap().unwrap();
    assert_eq!(kept.made_at, before);
    let report: CountyReport = serde_json::from_str(&kept.body).unwrap();
    assert_eq!(report.before.amounts, "2025 to 2026");
    assert_eq!(report.after.amounts, "2026 to 2027");
    assert_eq!((report.households, report.pay_the_same), (10, 10));
    assert!(sent(&app).is_empty());
}

const ESTIMATE: &str = "estimate-costs";

/// The shortest estimate, of somebody who does not give their details.
const ANSWERS: [(&str, &str); 9] = [
    ("who-for", "me"),
    ("setting", "at_home"),
    ("when", "now"),
    ("free-care", "none"),
    ("taking-part", "declined"),
    ("cost", "week"),
    ("weekly-cost", "400"),
    ("night-care", "no"),
    ("age", "80"),
];

/// A day after the amounts of 2026 began, on 6 April.
fn after() -> Timestamp {
    "2026-04-07T09:00:00Z".parse().unwrap()
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// Saves a finished estimate that was last changed at a time.
async fn save_estimate(app: &TestApp, owner: &str, id: &str, changed_at: Timestamp) {
    app.keep_account(owner).await;
    app.save_form(ESTIMATE, owner, id, changed_at).await;
    let answers = ANSWERS.map(|(question, answer)| (question, Answer::Text(answer.to_owned())));
    app.answer_form(ESTIMATE, owner, id, &answers, changed_at)
        .await;
}
