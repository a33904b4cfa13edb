//! Every job: what it does, that it can be told twice, at the same time, and
//! after it was killed anywhere.

use domain::account::AccountId;
use domain::application::ToExport;
use domain::evidence::{FileState, KeepEvidence as _};
use domain::fault::chain;
use domain::notice::{Delivery, Notice};
use domain::retention_period::{Retention, RetentionPeriod};
use domain::saved::SavedId;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

mod house;

use house::House;

use crate::{Decided, Done, Ports, Undone, keep_house};

const DAILY: &str = "daily";

/// Who answers complaints about personal data.
const COUNCIL: &str = "privacy@council.example";

/// 9am on Sunday 22 November 2026, when a run begins.
fn today() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

fn ports(house: &House) -> Ports<House, House, House, House> {
    Ports {
        store: house.clone(),
        identity: house.clone(),
        mail: house.clone(),
        files: house.clone(),
        council: Decided {
            retention: Retention::default(),
            acknowledged_within: days(2),
            data_protection_email: COUNCIL.to_owned(),
        },
    }
}

async fn run(house: &House, now: Timestamp) -> Result<Done, Undone> {
    keep_house(&ports(house), now, json!({"housekeeping": DAILY})).await
}

fn event(name: &str) -> Value {
    let file = format!(
        "{}/../../events/housekeeping/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

// ---- Warnings ---------------------------------------------------------------

#[tokio::test]
async fn an_owner_is_written_to_once_seven_days_before() {
    let house = House::default();
    // Changed 21 days ago: 7 of 28 are left.
    house.save_form("jo", "1", today() - days(21));
    let done = run(&house, today()).await.unwrap();
    assert_eq!(done.warned, 1);
    let sent = house.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].0, "jo@example.com");
    assert_eq!(
        sent[0].1,
        Notice::FormExpires {
            reference: house.reference("jo", "1"),
            // It ends at 9am on 29 November: the day before is the last whole one.
            until: "2026-11-28".parse().unwrap(),
        }
    );
    assert_eq!(house.attempts(), [("message-1".to_owned(), "form-expires")]);
}

#[tokio::test]
async fn told_twice_it_writes_once_and_leaves_the_same() {
    let house = House::default();
    house.fill(today());
    run(&house, today()).await.unwrap();
    let once = house.snapshot();
    let again = run(&house, today()).await.unwrap();
    assert_eq!((again.warned, again.applications_forgotten), (0, 0));
    assert_eq!((again.accounts_erased, again.forms_swept), (0, 0));
    assert_eq!(again.identities_forgotten, 0);
    assert_eq!(house.snapshot(), once);
}

#[tokio::test]
async fn fifty_runs_at_the_same_time_write_once() {
    let house = House::default();
    for number in 0..20 {
        house.save_form(&format!("owner-{number}"), "1", today() - days(21));
    }
    let mut runs = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let house = house.clone();
        runs.spawn(async move { run(&house, today()).await.map(|done| done.warned) });
    }
    let warned: u32 = runs
        .join_all()
        .await
        .into_iter()
        .map(|warned| warned.unwrap())
        .sum();
    assert_eq!(warned, 20);
    assert_eq!(house.mails_a_form().values().collect::<Vec<_>>(), [&1; 20]);
}

#[tokio::test]
async fn up_to_three_missed_days_are_made_good() {
    for (missed, warned) in [(0, 1), (1, 1), (2, 1), (3, 1), (4, 0)] {
        let house = House::default();
        house.save_form("jo", "1", today() - days(21));
        for day in missed..7 {
            run(&house, today() + days(day)).await.unwrap();
        }
        assert_eq!(house.sent().len(), warned, "{missed} missed");
    }
}

#[tokio::test]
async fn a_form_changed_after_it_was_listed_is_warned_of_on_its_new_day_alone() {
    let house = House::default();
    house.save_form("jo", "1", today() - days(21));
    // The index still has the old day when the form is changed.
    house.change_form("jo", "1", today(), true);
    assert_eq!(run(&house, today()).await.unwrap().nothing_to_do, 1);
    assert!(house.sent().is_empty());
    house.change_form("jo", "1", today(), false);
    for day in 1..28 {
        run(&house, today() + days(day)).await.unwrap();
    }
    assert_eq!(house.sent().len(), 1);
}

#[tokio::test]
async fn a_form_that_was_warned_of_and_changed_is_warned_of_again() {
    let house = House::default();
    house.save_form("jo", "1", today() - days(21));
    run(&house, today()).await.unwrap();
    house.change_form("jo", "1", today() + days(1), false);
    for day in 1..28 {
        run(&house, today() + days(day)).await.unwrap();
    }
    assert_eq!(house.sent().len(), 2);
}

#[tokio::test]
async fn nobody_is_written_to_about_a_form_that_is_submitted_gone_or_nobodys() {
    let house = House::default();
    for owner in ["submitted", "gone", "nobody"] {
        house.save_form(owner, "1", today() - days(21));
    }
    house.submit_form("submitted", "1");
    house.end_form("gone", "1", today());
    house.delete_profile("nobody");
    assert_eq!(run(&house, today()).await.unwrap().nothing_to_do, 3);
    assert!(house.sent().is_empty());
}

#[tokio::test]
async fn one_address_that_is_refused_does_not_keep_the_others_from_being_written_to() {
    let house = House::default();
    for number in 0..100 {
        house.save_form(&format!("owner-{number:02}"), "1", today() - days(21));
    }
    house.refuse_mail_to("owner-50@example.com");
    let undone = run(&house, today()).await.unwrap_err();
    assert_eq!(house.sent().len(), 99);
    let told = chain(&undone);
    assert!(told.starts_with("1 could not be done, of 100"), "{told}");
    assert!(!told.contains('@'), "{told}");
    // Told again at once, it is still in hand; the next day it is made good.
    run(&house, today() + SignedDuration::from_mins(1))
        .await
        .unwrap();
    house.refuse_mail_to("nobody");
    run(&house, today() + days(1)).await.unwrap();
    assert_eq!(house.mails_a_form().values().collect::<Vec<_>>(), [&1; 100]);
}

#[tokio::test]
async fn killed_at_any_call_and_run_again_it_ends_as_if_it_had_not_been() {
    let whole = House::default();
    whole.fill(today());
    run(&whole, today()).await.unwrap();
    let calls = whole.calls();
    run(&whole, today() + days(1)).await.unwrap();
    assert!(calls > 50, "{calls} calls to be killed at");
    let mut written_twice = 0;
    for kill_at in 1..=calls {
        let house = House::default();
        house.fill(today());
        house.kill_at(Some(kill_at));
        run(&house, today()).await.unwrap_err();
        house.kill_at(None);
        run(&house, today() + days(1)).await.unwrap();
        assert_eq!(house.kept(), whole.kept(), "killed at {kill_at}");
        let mails = house.mails_a_form();
        assert_eq!(mails.len(), whole.mails_a_form().len());
        // The one e-mail that was on its way when the run was killed may go
        // twice: SES cannot be asked whether it has it.
        let twice: Vec<_> = mails.values().filter(|count| **count != 1).collect();
        assert!(twice.is_empty() || twice == [&2], "killed at {kill_at}");
        written_twice += twice.len();
    }
    // Only between "sent" and "noted", of which there is one for each form.
    assert_eq!(written_twice, whole.mails_a_form().len());
}

// ---- Retention --------------------------------------------------------------

#[tokio::test]
async fn an_application_goes_a_year_after_the_case_system_has_it_and_not_before() {
    let house = House::default();
    let old = house.apply("jo", "1", Some(today() - days(366)));
    let young = house.apply("jo", "2", Some(today() - days(364)));
    let never_received = house.apply("jo", "3", None);
    assert_eq!(
        run(&house, today()).await.unwrap().applications_forgotten,
        1
    );
    assert!(!house.has_application(&old));
    assert!(house.has_application(&young));
    assert!(house.has_application(&never_received));
    assert_eq!(
        run(&house, today()).await.unwrap().applications_forgotten,
        0
    );
}

#[tokio::test]
async fn a_council_that_keeps_applications_longer_keeps_them_longer() {
    let house = House::default();
    let old = house.apply("jo", "1", Some(today() - days(366)));
    let mut ports = ports(&house);
    ports.council.retention.application = RetentionPeriod::days(730);
    let daily = json!({"housekeeping": DAILY});
    keep_house(&ports, today(), daily).await.unwrap();
    assert!(house.has_application(&old));
}

// ---- Applications that are not acknowledged -----------------------------------

#[tokio::test]
async fn applications_that_are_not_acknowledged_in_time_are_counted_and_stay() {
    let house = House::default();
    // Every one of them was sent on 1 January 2025, at 9am.
    let sent: Timestamp = "2025-01-01T09:00:00Z".parse().unwrap();
    for number in 0..3 {
        house.apply("jo", &number.to_string(), None);
    }
    house.apply("jo", "3", Some(sent + days(1)));
    for (at, count) in [
        (sent + days(2), 0),
        (sent + days(2) + SignedDuration::from_secs(1), 3),
        (sent + days(100), 3),
    ] {
        let done = run(&house, at).await.unwrap();
        assert_eq!(done.applications_unacknowledged, count, "{at}");
    }
    let mut later = ports(&house);
    later.council.acknowledged_within = days(30);
    let daily = json!({"housekeeping": DAILY});
    let done = keep_house(&later, sent + days(30), daily).await.unwrap();
    assert_eq!(done.applications_unacknowledged, 0);
}

#[tokio::test]
async fn what_a_run_did_is_numbers_alone() {
    let house = House::default();
    house.fill(today());
    let done = run(&house, today()).await.unwrap();
    let told = serde_json::to_value(&done).unwrap();
    let told = told.as_object().unwrap();
    assert!(told.values().all(Value::is_u64), "{told:?}");
    assert_eq!(told.len(), 13);
    assert_eq!(told["warned"], 5);
    assert_eq!(told["applications_unacknowledged"], 3);
    // Also of a run in which something failed.
    let house = House::default();
    house.fill(today());
    house.refuse_mail_to("owner-1@example.com");
    let undone = run(&house, today()).await.unwrap_err();
    let done = undone.done().unwrap();
    assert_eq!(
        (done.warned, done.failed, done.applications_unacknowledged),
        (4, 1, 3)
    );
    let not_ours = keep_house(&ports(&house), today(), json!({})).await;
    assert!(not_ours.unwrap_err().done().is_none());
}

// ---- Complaints that the council was not told of ------------------------------

#[tokio::test]
async fn the_council_is_told_of_a_complaint_that_no_mail_service_took_once() {
    let house = House::default();
    let untold = house.complain(1, today());
    // Whoever took it may still be telling.
    confirm(&house, today() + SignedDuration::from_mins(5))
        .await
        .unwrap();
    assert!(house.sent().is_empty());
    for minutes in [6, 21] {
        confirm(&house, today() + SignedDuration::from_mins(minutes))
            .await
            .unwrap();
    }
    assert_eq!(house.sent(), [(COUNCIL.to_owned(), untold.notice())]);
    let attempts = [("message-1".to_owned(), "complaint-to-answer")];
    assert_eq!(house.attempts(), attempts);
}

#[tokio::test]
async fn a_complaint_is_told_for_as_long_as_it_takes_and_after_a_day_a_person_hears_of_it() {
    let house = House::default();
    let untold = house.complain(1, today());
    house.refuse_mail_to(COUNCIL);
    for hours in 1..24 {
        confirm(&house, today() + SignedDuration::from_hours(hours))
            .await
            .unwrap();
    }
    for day in 1..40 {
        confirm(&house, today() + days(day)).await.unwrap_err();
        assert_eq!(house.untold(), std::slice::from_ref(&untold), "day {day}");
    }
    house.refuse_mail_to("nobody");
    confirm(&house, today() + days(40)).await.unwrap();
    assert!(house.untold().is_empty());
}

#[tokio::test]
async fn killed_at_any_call_a_complaint_is_told_by_the_next_run() {
    for kill_at in 1..=6 {
        let house = House::default();
        house.complain(1, today() - days(2));
        house.kill_at(Some(kill_at));
        let _ = confirm(&house, today()).await;
        house.kill_at(None);
        confirm(&house, today()).await.unwrap();
        assert!(house.untold().is_empty());
        // Twice where it died between taken and noted.
        assert!((1..=2).contains(&house.sent().len()), "killed at {kill_at}");
    }
}

// ---- Verdicts that do not come ------------------------------------------------

#[tokio::test]
async fn a_verdict_is_waited_for_three_days_and_then_given_up_and_told_once() {
    let house = House::default();
    house.send_file("jo", "1", today());
    house.apply("jo", "1", None);
    let file = house.await_verdict("jo", "1", today());
    for day in 0..=3 {
        run(&house, today() + days(day)).await.unwrap();
        assert_eq!(house.states("jo", "1"), [FileState::Scanning], "day {day}");
    }
    let after = today() + days(3) + SignedDuration::from_secs(1);
    let undone = run(&house, after).await.unwrap_err();
    assert!(chain(&undone).contains("given up"), "{}", chain(&undone));
    assert_eq!(house.states("jo", "1"), [FileState::Unscannable]);
    assert_eq!(house.outbox(), [ToExport::LateFile(file)]);
    run(&house, after).await.unwrap();
}

#[tokio::test]
async fn a_verdict_whose_file_is_gone_is_not_given_up() {
    let house = House::default();
    house.send_file("jo", "1", today());
    let gone = house.await_verdict("jo", "1", today());
    house
        .remove_evidence(
            &AccountId("jo".to_owned()),
            &SavedId("1".to_owned()),
            &gone.id,
        )
        .await
        .unwrap();
    run(&house, today() + days(4)).await.unwrap();
    assert_eq!((house.awaited(), house.outbox()), (0, Vec::new()));
}

#[tokio::test]
async fn killed_at_any_call_a_verdict_is_given_up_by_the_next_run() {
    let old = today() - days(4);
    let mut killed = 0;
    for kill_at in 1..20 {
        let house = House::default();
        house.send_file("jo", "1", today());
        house.apply("jo", "1", None);
        house.await_verdict("jo", "1", old);
        house.kill_at(Some(kill_at));
        killed += usize::from(run(&house, today()).await.is_err());
        house.kill_at(None);
        let _ = run(&house, today()).await;
        run(&house, today()).await.unwrap();
        assert_eq!(house.states("jo", "1"), [FileState::Unscannable]);
        assert_eq!((house.awaited(), house.outbox().len()), (0, 1), "{kill_at}");
    }
    assert_eq!(killed, 19, "each is told");
}

// ---- Erasure ----------------------------------------------------------------

#[tokio::test]
async fn a_deleted_account_leaves_its_applications_and_nothing_else() {
    let house = House::default();
    house.save_form("jo", "1", today() - days(2));
    house.send_file("jo", "1", today() - days(2));
    let sent = house.apply("jo", "2", None);
    house.save_form("sam", "1", today() - days(2));
    house.send_file("sam", "1", today() - days(2));
    let sam = house.kept_of("sam");
    house.delete_profile("jo");
    let done = run(&house, today()).await.unwrap();
    assert_eq!((done.accounts_erased, done.forms_swept), (1, 1));
    assert!(house.has_application(&sent));
    assert_eq!(house.kept_of("jo"), ["application 2"]);
    assert_eq!(house.kept_of("sam"), sam);
}

#[tokio::test]
async fn files_go_when_their_form_is_gone_and_stay_while_they_may_be_the_only_copy() {
    let house = House::default();
    for (owner, age) in [("open", 2), ("gone", 2), ("fresh", 0)] {
        house.save_form(owner, "1", today() - days(2));
        house.send_file(owner, "1", today() - days(age));
    }
    for owner in ["gone", "fresh"] {
        house.end_form(owner, "1", today());
    }
    // Both forms are too old; the case system has one of the applications.
    house.send_file("awaited", "1", today() - days(40));
    house.apply("awaited", "1", None);
    house.send_file("received", "1", today() - days(40));
    house.apply("received", "1", Some(today() - days(39)));
    assert_eq!(run(&house, today()).await.unwrap().forms_swept, 2);
    let has_files = |owner| house.kept_of(owner).contains(&"file 1".to_owned());
    assert!(has_files("open") && has_files("fresh") && has_files("awaited"));
    assert!(!has_files("gone") && !has_files("received"));
    // What is known of a file goes with it, or with the application.
    let is_known = |owner| house.kept_of(owner).contains(&"evidence 1".to_owned());
    assert!(!is_known("gone") && is_known("received"));
}

#[tokio::test]
async fn files_of_an_application_stay_while_one_is_to_be_judged_or_exported() {
    let house = House::default();
    house.send_file("jo", "1", today() - days(40));
    house.apply("jo", "1", Some(today() - days(39)));
    house.await_verdict("jo", "1", today() - days(2));
    assert_eq!(run(&house, today()).await.unwrap().forms_swept, 0);
    // Given up on, and its export is stuck.
    run(&house, today() + days(2)).await.unwrap_err();
    for day in 3..40 {
        let done = run(&house, today() + days(day)).await.unwrap();
        assert_eq!(done.forms_swept, 0, "day {day}");
    }
    assert!(house.kept_of("jo").contains(&"file 1".to_owned()));
    house.export();
    let done = run(&house, today() + days(40)).await.unwrap();
    assert_eq!(done.forms_swept, 1);
}

#[tokio::test]
async fn every_page_of_files_is_looked_at() {
    let house = House::default();
    for number in 0..250 {
        house.send_file(&format!("owner-{number}"), "1", today() - days(2));
    }
    assert_eq!(run(&house, today()).await.unwrap().forms_swept, 250);
}

// ---- Identities that nobody has proven to be theirs ---------------------------

#[tokio::test]
async fn an_identity_goes_a_week_after_it_was_made_and_not_before() {
    let house = House::default();
    let second = SignedDuration::from_secs(1);
    house.sign_up("old", today() - days(7) - second, false);
    house.sign_up("young", today() - days(7), false);
    house.sign_up("proven", today() - days(400), true);
    let done = run(&house, today()).await.unwrap();
    assert_eq!((done.identities_forgotten, done.nothing_to_do), (1, 0));
    assert_eq!(house.identities(), ["proven", "young"]);
    let done = run(&house, today() + second).await.unwrap();
    assert_eq!(done.identities_forgotten, 1);
    assert_eq!(house.identities(), ["proven"]);
}

#[tokio::test]
async fn an_identity_that_has_an_account_stays_though_nobody_noted_that_it_is_proven() {
    let house = House::default();
    house.sign_up("jo", today() - days(400), false);
    house.keep_profile("jo");
    let done = run(&house, today()).await.unwrap();
    assert_eq!((done.identities_forgotten, done.nothing_to_do), (0, 1));
    assert_eq!(house.identities(), ["jo"]);
}

/// Twenty that go among forty that stay.
fn signed_up() -> House {
    let house = House::default();
    for number in 0..20 {
        house.sign_up(&format!("{number:02}-unproven"), today() - days(8), false);
        house.sign_up(&format!("{number:02}-proven"), today() - days(8), true);
        house.sign_up(&format!("{number:02}-account"), today() - days(8), false);
        house.keep_profile(&format!("{number:02}-account"));
    }
    house
}

fn assert_that_forty_stay(house: &House) {
    let left = house.identities();
    assert_eq!(left.len(), 40);
    assert!(left.iter().all(|id| !id.ends_with("unproven")), "{left:?}");
}

#[tokio::test]
async fn every_identity_is_looked_at_also_by_fifty_runs_at_the_same_time() {
    let house = signed_up();
    let mut runs = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let house = house.clone();
        runs.spawn(async move { run(&house, today()).await.map(drop) });
    }
    for ended in runs.join_all().await {
        ended.unwrap();
    }
    assert_that_forty_stay(&house);
}

#[tokio::test]
async fn killed_at_any_call_an_identity_goes_by_the_next_run() {
    let whole = signed_up();
    let done = run(&whole, today()).await.unwrap();
    assert_eq!((done.identities_forgotten, done.nothing_to_do), (20, 20));
    assert_that_forty_stay(&whole);
    for kill_at in 1..=whole.calls() {
        let house = signed_up();
        house.kill_at(Some(kill_at));
        run(&house, today()).await.unwrap_err();
        house.kill_at(None);
        run(&house, today()).await.unwrap();
        assert_that_forty_stay(&house);
    }
}

#[tokio::test]
async fn one_identity_that_cannot_be_deleted_keeps_none_of_the_others() {
    let house = House::default();
    for number in 0..100 {
        house.sign_up(&format!("unproven-{number:02}"), today() - days(8), false);
    }
    house.refuse_to_forget("unproven-50");
    let undone = run(&house, today()).await.unwrap_err();
    let told = chain(&undone);
    assert!(told.starts_with("1 could not be done, of 100"), "{told}");
    assert_eq!(house.identities(), ["unproven-50"]);
}

#[tokio::test]
async fn identities_that_are_too_many_for_one_run_are_left_to_the_next() {
    let house = House::default();
    for number in 0..1_001 {
        house.sign_up(&format!("unproven-{number}"), today() - days(8), false);
    }
    for (forgotten, left) in [(1_000, 1), (1, 0)] {
        let done = run(&house, today()).await.unwrap();
        assert_eq!(done.identities_forgotten, forgotten);
        assert_eq!(house.identities().len(), left);
    }
}

// ---- Confirmations ----------------------------------------------------------

async fn confirm(house: &House, now: Timestamp) -> Result<Done, Undone> {
    keep_house(&ports(house), now, event("confirm")).await
}

#[tokio::test]
async fn what_was_not_taken_when_an_application_was_sent_is_sent_once() {
    let house = House::default();
    let reference = house.apply("jo", "1", None);
    house.to_confirm(&reference, today());
    // Whoever took the application may still be sending it.
    confirm(&house, today() + SignedDuration::from_mins(4))
        .await
        .unwrap();
    assert!(house.sent().is_empty());
    for minutes in [5, 20] {
        confirm(&house, today() + SignedDuration::from_mins(minutes))
            .await
            .unwrap();
    }
    assert_eq!(house.sent().len(), 1);
    assert_eq!(house.sent()[0].1.about(), Some(&reference));
    assert_eq!(house.attempts(), [("message-1".to_owned(), "applied")]);
}

#[tokio::test]
async fn an_email_that_is_not_taken_for_a_day_is_given_up_and_told_once() {
    let house = House::default();
    let reference = house.apply("jo", "1", None);
    house.to_confirm(&reference, today());
    house.refuse_mail_to("jo@example.com");
    for hours in 1..24 {
        confirm(&house, today() + SignedDuration::from_hours(hours))
            .await
            .unwrap();
    }
    let undone = confirm(&house, today() + days(1)).await.unwrap_err();
    assert!(chain(&undone).contains("given up"), "{}", chain(&undone));
    confirm(&house, today() + days(2)).await.unwrap();
    assert!(house.sent().is_empty());
}

#[tokio::test]
async fn killed_at_any_call_a_confirmation_is_sent_by_the_next_run() {
    for kill_at in 1..=5 {
        let house = House::default();
        let reference = house.apply("jo", "1", None);
        house.to_confirm(&reference, today() - days(1));
        house.kill_at(Some(kill_at));
        // A mail service that is killed has not taken it.
        let _ = confirm(&house, today() - SignedDuration::from_hours(23)).await;
        house.kill_at(None);
        confirm(&house, today() - SignedDuration::from_hours(22))
            .await
            .unwrap();
        // Twice where it died between taken and noted.
        let most = if kill_at == 4 { 2 } else { 1 };
        assert_eq!(house.sent().len(), most, "killed at {kill_at}");
    }
}

/// An alarm waits for each of them.
#[tokio::test]
async fn a_run_says_which_it_was_and_what_became_of_an_email_is_none() {
    let house = House::default();
    for (name, runs) in [("daily", (1, 0)), ("confirm", (0, 1)), ("delivery", (0, 0))] {
        let done = keep_house(&ports(&house), today(), event(name))
            .await
            .unwrap();
        assert_eq!((done.runs_daily, done.runs_confirm), runs, "{name}");
    }
    // Also one in which something failed.
    house.fill(today());
    house.refuse_mail_to("owner-1@example.com");
    let undone = run(&house, today()).await.unwrap_err();
    assert_eq!(undone.done().unwrap().runs_daily, 1);
}

// ---- What became of e-mails -------------------------------------------------

const MESSAGE: &str = "0102019aa1b2c3d4-11111111-2222-3333-4444-555555555555-000000";

#[tokio::test]
async fn deliveries_bounces_and_complaints_are_noted_once_however_often_they_are_told() {
    for (name, delivery, at) in [
        ("delivery", Delivery::Delivered, "2026-11-22T09:00:01.5Z"),
        ("bounce", Delivery::Bounced, "2026-11-22T09:00:01.669Z"),
        ("complaint", Delivery::Complained, "2026-11-22T10:30:00Z"),
    ] {
        let house = House::default();
        for _ in 0..2 {
            let done = keep_house(&ports(&house), today(), event(name))
                .await
                .unwrap();
            assert_eq!(done.deliveries_noted, 1, "{name}");
        }
        let noted: Vec<_> = house.deliveries();
        let at: Timestamp = at.parse().unwrap();
        assert_eq!(noted, [(MESSAGE.to_owned(), delivery, at)], "{name}");
    }
}

#[tokio::test]
async fn what_is_said_of_the_topic_or_was_not_asked_for_is_passed_over() {
    let house = House::default();
    let validated = event("topic-validated");
    let mut opened = event("delivery");
    let said = json!({"eventType": "Open", "mail": {"messageId": MESSAGE}, "open": {}});
    opened["Records"][0]["Sns"]["Message"] = said.to_string().into();
    for event in [validated, opened] {
        let done = keep_house(&ports(&house), today(), event).await.unwrap();
        assert_eq!((done.deliveries_noted, done.nothing_to_do), (0, 1));
    }
    assert!(house.deliveries().is_empty());
}

#[tokio::test]
async fn one_poison_message_in_a_hundred_keeps_none_of_the_others() {
    let house = House::default();
    let mut records = Vec::new();
    for number in 0..100 {
        let mut record = event("bounce")["Records"][0].clone();
        let said = record["Sns"]["Message"].as_str().unwrap();
        let said = said.replace(MESSAGE, &format!("message-{number:02}"));
        record["Sns"]["Message"] = match number {
            50 => json!("{\"eventType\":\"Bounce\",\"mail\":{},\"to\":\"jo@example.com\"}"),
            _ => said.into(),
        };
        records.push(record);
    }
    let undone = keep_house(&ports(&house), today(), json!({"Records": records}))
        .await
        .unwrap_err();
    assert_eq!(house.deliveries().len(), 99);
    let told = chain(&undone);
    assert_eq!(
        told,
        "1 could not be done, of 100; the first: a message of SES that could not be read"
    );
}

#[tokio::test]
async fn an_event_that_is_not_ours_is_refused_without_repeating_it() {
    let house = House::default();
    for event in [
        json!(null),
        json!({}),
        json!({"housekeeping": "weekly"}),
        json!({"Records": [{"eventSource": "aws:s3", "user": "jo@example.com"}]}),
    ] {
        let undone = keep_house(&ports(&house), today(), event)
            .await
            .unwrap_err();
        assert!(matches!(undone, Undone::NotOurs(_)));
        assert!(!format!("{} {undone:?}", chain(&undone)).contains("jo@"));
    }
    assert_eq!(house.calls(), 0);
}
