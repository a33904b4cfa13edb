//! Every job: what it does, and that it can run twice, at the same time, and
//! after its process crashed at any call.

mod rates;
mod records;
mod reminders;

use charging::policy::Policy;
use domain::access::account::AccountStore as _;
use domain::access::staff_user::{Role, StaffUserStore as _};
use domain::application::ToExport;
use domain::application::evidence::FileState;
use domain::correspondence::complaint::digest;
use domain::correspondence::email::Email;
use domain::fault::chain;
use domain::forms::staff_case::{CaseTeamReader as _, CaseTeamStore as _, TeamId};
use domain::ports::Ports;
use domain::records::assessment_desk::{AssessmentDesk as _, AssessmentList};
use domain::records::retention_schedule::Retention;
use domain::records::staff_queues::StaffUserAdmin as _;
use domain::values::account_id::AccountId;
use domain::values::list_page::BoundedCount;
use domain::values::phone_number::PhoneNumber;
use domain::values::reference::Reference;
use domain::values::retention_period::RetentionPeriod;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::Table;
use testkit::{
    CrashPoint, Database, InMemoryBuckets, InMemoryPools, Process, SentEmails, StaffUserBuilder,
    TestApp, new_saved_form, reference, with_rights_of,
};

use crate::{Decided, Done, Housekeeping, InboxEmails, Undone, keep_house};
use records::*;

const DAILY: &str = "daily";

/// The address that answers complaints about personal data.
const COUNCIL: &str = "privacy@council.example";
/// The address of the safeguarding team.
const SAFEGUARDING: &str = "safeguarding@council.example";

// ---- Warnings ---------------------------------------------------------------

#[tokio::test]
async fn an_owner_is_written_to_once_seven_days_before() {
    let app = TestApp::default();
    // The form was changed 21 days ago: 7 of its 28 days are left.
    save_form(&app, "jo", "1", today() - days(21)).await;
    let done = run(&app, today()).await.unwrap();
    assert_eq!(done.warned, 1);
    let sent = sent(&app);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].0, "jo@example.com");
    assert_eq!(
        sent[0].1,
        Email::FormExpires {
            reference: new_saved_form("", "jo", "1").reference,
            // The form ends at 9am on 29 November, so 28 November is its last
            // whole day.
            until: "2026-11-28".parse().unwrap(),
        }
    );
    assert_eq!(
        attempts(&app).await,
        [("message-1".to_owned(), "form-expires".to_owned())]
    );
}

#[tokio::test]
async fn told_twice_it_writes_once_and_leaves_the_same() {
    let app = everything(today()).await;
    run(&app, today()).await.unwrap();
    let once = snapshot(&app).await;
    let again = run(&app, today()).await.unwrap();
    assert_eq!((again.warned, again.applications_forgotten), (0, 0));
    assert_eq!((again.accounts_erased, again.forms_swept), (0, 0));
    assert_eq!(again.identities_forgotten, 0);
    assert_eq!(snapshot(&app).await, once);
}

#[tokio::test]
async fn fifty_runs_at_the_same_time_write_once() {
    let app = TestApp::default();
    for number in 0..20 {
        save_form(&app, &format!("owner-{number}"), "1", today() - days(21)).await;
    }
    let mut runs = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let app = app.clone();
        runs.spawn(async move { run(&app, today()).await.map(|done| done.warned) });
    }
    let warned: u32 = runs
        .join_all()
        .await
        .into_iter()
        .map(|warned| warned.unwrap())
        .sum();
    assert_eq!(warned, 20);
    assert_eq!(mails_a_form(&app).values().collect::<Vec<_>>(), [&1; 20]);
}

#[tokio::test]
async fn up_to_three_missed_days_are_made_good() {
    for (missed, warned) in [(0, 1), (1, 1), (2, 1), (3, 1), (4, 0)] {
        let app = TestApp::default();
        save_form(&app, "jo", "1", today() - days(21)).await;
        for day in missed..7 {
            run(&app, today() + days(day)).await.unwrap();
        }
        assert_eq!(sent(&app).len(), warned, "{missed} missed");
    }
}

#[tokio::test]
async fn a_form_changed_after_it_was_listed_is_warned_of_on_its_new_day_alone() {
    let app = TestApp::default();
    save_form(&app, "jo", "1", today() - days(21)).await;
    // The index still has the old day when the form is changed.
    let listed = app.database().copy();
    change_form(&app, "jo", "1", today()).await;
    let done = run_with_index_of(&listed, &app, today()).await.unwrap();
    assert_eq!(done.nothing_to_do, 1);
    assert!(sent(&app).is_empty());
    for day in 1..28 {
        run(&app, today() + days(day)).await.unwrap();
    }
    assert_eq!(sent(&app).len(), 1);
}

#[tokio::test]
async fn a_form_that_was_warned_of_and_changed_is_warned_of_again() {
    let app = TestApp::default();
    save_form(&app, "jo", "1", today() - days(21)).await;
    run(&app, today()).await.unwrap();
    change_form(&app, "jo", "1", today() + days(1)).await;
    for day in 1..28 {
        run(&app, today() + days(day)).await.unwrap();
    }
    assert_eq!(sent(&app).len(), 2);
}

#[tokio::test]
async fn nobody_is_written_to_about_a_form_that_is_submitted_gone_or_nobodys() {
    let app = TestApp::default();
    for owner in ["submitted", "gone", "nobody"] {
        save_form(&app, owner, "1", today() - days(21)).await;
    }
    // The index still has all of the forms.
    let listed = app.database().copy();
    apply_with(&app, "submitted", "1", Vec::new(), today(), None).await;
    end_form(&app, "gone", "1");
    app.delete_account("nobody", today()).await;
    let done = run_with_index_of(&listed, &app, today()).await.unwrap();
    assert_eq!(done.nothing_to_do, 3);
    assert!(sent(&app).is_empty());
}

#[tokio::test]
async fn one_address_that_is_refused_does_not_keep_the_others_from_being_written_to() {
    let app = TestApp::default();
    for number in 0..100 {
        save_form(&app, &format!("owner-{number:02}"), "1", today() - days(21)).await;
    }
    app.mailer().refuse(Some("owner-50@example.com"));
    let undone = run(&app, today()).await.unwrap_err();
    assert_eq!(sent(&app).len(), 99);
    let told = chain(&undone);
    assert!(told.starts_with("1 could not be done, of 100"), "{told}");
    assert!(!told.contains('@'), "{told}");
    // A second run at once leaves the form alone, because the first has claimed
    // it; the run of the next day makes up for it.
    run(&app, today() + SignedDuration::from_mins(1))
        .await
        .unwrap();
    app.mailer().refuse(None);
    run(&app, today() + days(1)).await.unwrap();
    assert_eq!(mails_a_form(&app).values().collect::<Vec<_>>(), [&1; 100]);
}

#[tokio::test]
async fn killed_at_any_call_and_run_again_it_ends_as_if_it_had_not_been() {
    let before = everything(today()).await;
    let whole = before.copy();
    let process = Process::default();
    run_by(&process, &whole, today()).await.unwrap();
    run(&whole, today() + days(1)).await.unwrap();
    assert!(process.calls() > 50, "{} calls", process.calls());
    let expected = kept(&whole).await;
    let mut written_twice = 0;
    for call in 1..=process.calls() {
        let app = before.copy();
        let crashing = Process::crashing(CrashPoint::AfterReply(call - 1));
        run_by(&crashing, &app, today()).await.unwrap_err();
        run(&app, today() + days(1)).await.unwrap();
        assert_eq!(kept(&app).await, expected, "crashed at {call}");
        let mails = mails_a_form(&app);
        assert_eq!(mails.len(), mails_a_form(&whole).len());
        // Only the e-mail that was being sent at the crash may go twice: nobody
        // can ask SES whether it has that.
        let twice: Vec<_> = mails.values().filter(|count| **count != 1).collect();
        assert!(twice.is_empty() || twice == [&2], "crashed at {call}");
        written_twice += twice.len();
    }
    // A crash between "sent" and "noted" is possible once for each form.
    assert_eq!(written_twice, mails_a_form(&whole).len());
}

// ---- Retention --------------------------------------------------------------

#[tokio::test]
async fn an_application_goes_a_year_after_the_case_system_has_it_and_not_before() {
    let app = TestApp::default();
    let old = apply(&app, "jo", "1", Some(today() - days(366))).await;
    let young = apply(&app, "jo", "2", Some(today() - days(364))).await;
    let never_received = apply(&app, "jo", "3", None).await;
    assert_eq!(run(&app, today()).await.unwrap().applications_forgotten, 1);
    assert!(!has_application(&app, &old).await);
    assert!(has_application(&app, &young).await);
    assert!(has_application(&app, &never_received).await);
    assert_eq!(run(&app, today()).await.unwrap().applications_forgotten, 0);
}

#[tokio::test]
async fn a_financial_assessment_leaves_the_list_of_the_desk_with_its_application() {
    let app = TestApp::default();
    let old = apply_for_assessment(&app, "jo", "1", today() - days(366)).await;
    apply_for_assessment(&app, "jo", "2", today() - days(364)).await;
    let table = app.table();
    let open = || table.count_assessments(AssessmentList::Open, 9);
    assert_eq!(open().await.unwrap(), BoundedCount::Exactly(2));
    assert_eq!(run(&app, today()).await.unwrap().applications_forgotten, 1);
    assert!(!has_application(&app, &old).await);
    assert_eq!(open().await.unwrap(), BoundedCount::Exactly(1));
}

#[tokio::test]
async fn a_council_that_keeps_applications_longer_keeps_them_longer() {
    let app = TestApp::default();
    let old = apply(&app, "jo", "1", Some(today() - days(366))).await;
    let mut ours = housekeeping(&app);
    ours.council.retention.application = RetentionPeriod::days(730);
    let daily = json!({"housekeeping": DAILY});
    keep_house(&ours, today(), daily).await.unwrap();
    assert!(has_application(&app, &old).await);
}

#[tokio::test]
async fn an_account_that_nobody_signs_in_to_ends_after_two_years_and_its_owner_is_warned() {
    let app = TestApp::default();
    sign_up(&app, "jo", began(), true);
    save_form(&app, "jo", "1", began() + days(720)).await;
    app.keep_account("jo").await;
    for (day, warned, ended, sent) in [
        (701, 0, 0, 0),
        (702, 1, 0, 1),
        (703, 0, 0, 1),
        (729, 0, 0, 1),
        (730, 0, 1, 2),
        (731, 0, 0, 2),
    ] {
        let done = run(&app, began() + days(day)).await.unwrap();
        let dealt = (done.accounts_warned, done.accounts_ended);
        assert_eq!(dealt, (warned, ended), "after {day} days");
        assert_eq!(mails_about_accounts(&app).len(), sent, "after {day} days");
    }
    let until = Email::AccountExpires {
        until: last_day(began() + days(730)),
    };
    let expected = [until, Email::AccountDeleted].map(|mail| (jos(), mail));
    assert_eq!(mails_about_accounts(&app), expected);
    assert_eq!(kept_of(&app, "jo").await, Vec::<String>::new());
    assert!(app.database().stored_in("ACCOUNT#jo").await.is_empty());
    assert!(identities(&app).is_empty());
}

#[tokio::test]
async fn who_signs_in_after_the_warning_keeps_their_account_for_two_more_years() {
    let app = TestApp::default();
    sign_up(&app, "jo", began(), true);
    app.keep_account("jo").await;
    run(&app, began() + days(702)).await.unwrap();
    let jo = AccountId("jo".to_owned());
    let back = began() + days(729);
    app.table().note_use(&jo, back).await.unwrap();
    for day in 729..760 {
        let done = run(&app, began() + days(day)).await.unwrap();
        assert_eq!((done.accounts_warned, done.accounts_ended), (0, 0));
    }
    assert_eq!(identities(&app), ["jo"]);
    let done = run(&app, back + days(702)).await.unwrap();
    assert_eq!(done.accounts_warned, 1);
}

#[tokio::test]
async fn an_owner_who_is_warned_late_has_four_weeks_all_the_same() {
    let app = TestApp::default();
    sign_up(&app, "jo", began(), true);
    app.keep_account("jo").await;
    let late = began() + days(702 + 13);
    assert_eq!(run(&app, late).await.unwrap().accounts_warned, 1);
    let until = last_day(late + days(28));
    let told = (jos(), Email::AccountExpires { until });
    assert_eq!(mails_about_accounts(&app), [told]);
    let ended = |done: Done| done.accounts_ended;
    assert_eq!(ended(run(&app, late + days(27)).await.unwrap()), 0);
    assert_eq!(ended(run(&app, late + days(28)).await.unwrap()), 1);
}

#[tokio::test]
async fn killed_at_any_call_an_account_is_warned_and_ended_by_the_next_runs() {
    let before = TestApp::default();
    sign_up(&before, "jo", began(), true);
    before.keep_account("jo").await;
    for (day, then) in [(702, 703), (730, 731)] {
        let (whole, process) = (before.copy(), Process::default());
        run_by(&process, &whole, began() + days(day)).await.unwrap();
        run(&whole, began() + days(then)).await.unwrap();
        let expected = kept(&whole).await;
        for call in 1..=process.calls() {
            let app = before.copy();
            let crashing = Process::crashing(CrashPoint::AfterReply(call - 1));
            let at = began() + days(day);
            run_by(&crashing, &app, at).await.unwrap_err();
            run(&app, began() + days(then)).await.unwrap();
            let told = mails_about_accounts(&app).len();
            assert!(told <= mails_about_accounts(&whole).len() + 1, "{call}");
            let (mut is, mut was) = (kept(&app).await, expected.clone());
            // The day that is told is counted from the warning.
            for item in is.0.iter_mut().chain(&mut was.0) {
                let attributes = item.as_object_mut().unwrap();
                attributes.retain(|name, _| !["due_on", "ends_on"].contains(&name.as_str()));
            }
            assert_eq!(is, was, "crashed at {call}");
        }
        run(&before, began() + days(day)).await.unwrap();
    }
}

#[tokio::test]
async fn who_was_closed_out_is_forgotten_after_six_years_with_their_identity() {
    let app = TestApp::default();
    for name in ["Owen", "Farah"] {
        let invited = app
            .invite(StaffUserBuilder::new(name, Role::Provider))
            .await;
        let phone = PhoneNumber::parse("07700900001").unwrap();
        let table = app.table();
        table.set_phone(&invited.id, Some(&phone)).await.unwrap();
    }
    let owens = "owen@exampleshire.example";
    // His access was closed before, when that left the telephone.
    let owen = app.staff_user(owens).await.id;
    let team = TeamId("older-people-north".to_owned());
    app.table().join_team(&team, &owen).await.unwrap();
    let members = app.database().stored_in("MEMBERS").await.into_iter();
    let mut closed: Vec<Value> = members.filter(|item| item["SK"]["S"] == owen.0).collect();
    closed[0]["closed_at"] = json!({"S": began().to_string()});
    app.database().store(closed).await;
    let staff_identities = || app.invited(app.table()).accounts().len();
    assert_eq!(staff_identities(), 2);
    // What is still kept of a second factor goes with the next run.
    let done = run(&app, began() + days(1)).await.unwrap();
    assert_eq!(done.staff_users_forgotten, 1);
    let closed = app.staff_user(owens).await;
    assert_eq!((closed.phone, closed.app), (None, None));
    let forgotten = |done: Done| done.staff_users_forgotten;
    let six_years = days(6 * 366);
    assert_eq!(forgotten(run(&app, began() + six_years).await.unwrap()), 0);
    let later = began() + six_years + SignedDuration::from_secs(1);
    assert_eq!(forgotten(run(&app, later).await.unwrap()), 1);
    assert_eq!(forgotten(run(&app, later).await.unwrap()), 0);
    let left = app.table().staff_users().await.unwrap();
    let left: Vec<_> = left.iter().map(|one| one.email.as_str()).collect();
    assert_eq!(left, ["farah@exampleshire.example"]);
    assert_eq!(staff_identities(), 1);
    assert!(!app.table().is_in_team(&team, &owen).await.unwrap());
}

// ---- Applications that are not acknowledged -----------------------------------

#[tokio::test]
async fn applications_that_are_not_acknowledged_in_time_are_counted_and_stay() {
    let app = TestApp::default();
    // Each of them was sent on 1 January 2025, at 9am.
    let sent = submitted();
    for number in 0..3 {
        apply(&app, "jo", &number.to_string(), None).await;
    }
    apply(&app, "jo", "3", Some(sent + days(1))).await;
    for (at, count) in [
        (sent + days(2), 0),
        (sent + days(2) + SignedDuration::from_secs(1), 3),
        (sent + days(100), 3),
    ] {
        let done = run(&app, at).await.unwrap();
        assert_eq!(done.applications_unacknowledged, count, "{at}");
    }
    let mut later = housekeeping(&app);
    later.council.acknowledged_within = days(30);
    let daily = json!({"housekeeping": DAILY});
    let done = keep_house(&later, sent + days(30), daily).await.unwrap();
    assert_eq!(done.applications_unacknowledged, 0);
}

#[tokio::test]
async fn what_a_run_did_is_numbers_alone() {
    let app = everything(today()).await;
    let done = run(&app, today()).await.unwrap();
    let told = serde_json::to_value(&done).unwrap();
    let told = told.as_object().unwrap();
    assert!(told.values().all(Value::is_u64), "{told:?}");
    assert_eq!(told.len(), 22);
    assert_eq!(told["warned"], 5);
    assert_eq!(told["applications_unacknowledged"], 3);
    // A run in which something failed counts too.
    let app = everything(today()).await;
    app.mailer().refuse(Some("owner-1@example.com"));
    let undone = run(&app, today()).await.unwrap_err();
    let done = undone.done().unwrap();
    assert_eq!(
        (done.warned, done.failed, done.applications_unacknowledged),
        (4, 1, 3)
    );
    let not_ours = keep_house(&housekeeping(&app), today(), json!({})).await;
    assert!(not_ours.unwrap_err().done().is_none());
}

// ---- Messages that teams are told of --------------------------------------------

#[tokio::test]
async fn a_team_is_told_once_that_concerns_wait_however_long_the_mail_service_takes() {
    let app = TestApp::default();
    let sent_to_team = [
        concern(&app, "one", today()).await,
        concern(&app, "other", today()).await,
    ];
    app.mailer().refuse(Some(SAFEGUARDING));
    confirm(&app, today() + minutes(6)).await.unwrap();
    assert!(confirm(&app, today() + minutes(61)).await.is_err());
    assert!(sent(&app).is_empty());
    app.mailer().refuse(None);
    for later in [66, 81] {
        confirm(&app, today() + minutes(later)).await.unwrap();
    }
    let [
        (
            to,
            Email::ConcernsToRead {
                how_many: 2,
                references,
                more: 0,
            },
        ),
    ] = &sent(&app)[..]
    else {
        panic!("{:?}", sent(&app));
    };
    assert_eq!(to, SAFEGUARDING);
    for message in &sent_to_team {
        assert!(references.contains(&message.reference));
    }
}

// ---- Complaints that the council is told of ------------------------------------

#[tokio::test]
async fn the_council_is_told_of_a_complaint_that_no_mail_service_took_once() {
    let app = TestApp::default();
    let untold = complain(&app, today()).await;
    app.mailer().refuse(Some(COUNCIL));
    confirm(&app, today() + minutes(6)).await.unwrap();
    assert!(sent(&app).is_empty());
    app.mailer().refuse(None);
    for later in [21, 36, 200] {
        confirm(&app, today() + minutes(later)).await.unwrap();
    }
    let mail = digest(&[untold]).unwrap();
    assert_eq!(sent(&app), [(COUNCIL.to_owned(), mail)]);
    let noted = [("message-1".to_owned(), "complaints-to-answer".to_owned())];
    assert_eq!(attempts(&app).await, noted);
}

#[tokio::test]
async fn however_many_complaints_come_the_council_has_one_e_mail_an_hour() {
    let app = TestApp::default();
    // Two complaints a minute for three hours.
    let (mut told, mut number) = (0, 0);
    for minute in 0..180 {
        for _ in 0..2 {
            number += 1;
            complain_as(
                &app,
                &format!("complaint-{number}"),
                today() + minutes(minute),
            )
            .await;
        }
        // Runs come every quarter of an hour, some twice and at the same time.
        if minute % 15 == 14 {
            let now = today() + minutes(minute + 1);
            let (one, other) = tokio::join!(confirm(&app, now), confirm(&app, now));
            told += one.unwrap().complaints_told + other.unwrap().complaints_told;
        }
    }
    let to_council = sent(&app).len();
    assert!((3..=4).contains(&to_council), "{to_council} e-mails");
    confirm(&app, today() + minutes(300)).await.unwrap();
    assert!(untold(&app).await.is_empty());
    let how_many = sent(&app).into_iter().map(|(_, mail)| match mail {
        Email::ComplaintsToAnswer { how_many, .. } => how_many,
        other => panic!("{other:?}"),
    });
    assert_eq!(
        how_many.sum::<usize>(),
        360,
        "each is told of, {told} before the last"
    );
}

#[tokio::test]
async fn a_complaint_is_told_for_as_long_as_it_takes_and_after_a_day_a_person_hears_of_it() {
    let app = TestApp::default();
    let complaint = complain(&app, today()).await;
    app.mailer().refuse(Some(COUNCIL));
    for hours in 1..24 {
        confirm(&app, today() + SignedDuration::from_hours(hours))
            .await
            .unwrap();
    }
    for day in 1..40 {
        confirm(&app, today() + days(day)).await.unwrap_err();
        assert_eq!(
            untold(&app).await,
            std::slice::from_ref(&complaint),
            "day {day}"
        );
    }
    app.mailer().refuse(None);
    confirm(&app, today() + days(40)).await.unwrap();
    assert!(untold(&app).await.is_empty());
}

#[tokio::test]
async fn killed_at_any_call_a_complaint_is_told_within_the_hour_and_at_most_twice() {
    for call in 1..=9 {
        let app = TestApp::default();
        complain(&app, today() - days(2)).await;
        let crashing = Process::crashing(CrashPoint::AfterReply(call - 1));
        let _ = confirm_by(&crashing, &app, today()).await;
        for quarter in 1..=4 {
            confirm(&app, today() + minutes(quarter * 15))
                .await
                .unwrap();
        }
        assert!(untold(&app).await.is_empty());
        // The e-mail goes twice if the crash was between "taken" and "noted".
        assert!((1..=2).contains(&sent(&app).len()), "crashed at {call}");
    }
}

// ---- Verdicts that do not come ------------------------------------------------

#[tokio::test]
async fn a_verdict_is_waited_for_three_days_and_then_given_up_and_told_once() {
    let app = TestApp::default();
    let file = await_verdict(&app, "jo", today()).await;
    for day in 0..=3 {
        run(&app, today() + days(day)).await.unwrap();
        let states = states(&app, "jo", "1").await;
        assert_eq!(states, [FileState::Scanning], "day {day}");
    }
    let after = today() + days(3) + SignedDuration::from_secs(1);
    let undone = run(&app, after).await.unwrap_err();
    assert!(chain(&undone).contains("given up"), "{}", chain(&undone));
    assert_eq!(states(&app, "jo", "1").await, [FileState::Unscannable]);
    assert_eq!(app.outbox().await, [ToExport::DeferredEvidence(file)]);
    run(&app, after).await.unwrap();
}

#[tokio::test]
async fn a_verdict_whose_file_is_gone_is_not_given_up() {
    let app = TestApp::default();
    let gone = await_verdict(&app, "jo", today()).await;
    let place = format!("EVIDENCE#1#{}", gone.id);
    app.database().remove("ACCOUNT#jo", &place);
    run(&app, today() + days(4)).await.unwrap();
    assert_eq!((awaited(&app).await, app.outbox().await), (0, Vec::new()));
}

#[tokio::test]
async fn killed_at_any_call_a_verdict_is_given_up_by_the_next_run() {
    let before = TestApp::default();
    await_verdict(&before, "jo", today() - days(4)).await;
    let whole = Process::default();
    let given_up = run_by(&whole, &before.copy(), today()).await;
    given_up.unwrap_err();
    for call in 1..=whole.calls() {
        let app = before.copy();
        let crashing = Process::crashing(CrashPoint::AfterReply(call - 1));
        let crashed = run_by(&crashing, &app, today()).await;
        crashed.expect_err("each is told");
        let _ = run(&app, today()).await;
        run(&app, today()).await.unwrap();
        assert_eq!(states(&app, "jo", "1").await, [FileState::Unscannable]);
        let left = (awaited(&app).await, app.outbox().await.len());
        assert_eq!(left, (0, 1), "crashed at {call}");
    }
}

// ---- Erasure ----------------------------------------------------------------

#[tokio::test]
async fn a_deleted_account_leaves_its_applications_and_nothing_else() {
    let app = TestApp::default();
    save_form(&app, "jo", "1", today() - days(2)).await;
    add_file(&app, "jo", "1", today() - days(2)).await;
    let sent = apply(&app, "jo", "2", None).await;
    save_form(&app, "sam", "1", today() - days(2)).await;
    add_file(&app, "sam", "1", today() - days(2)).await;
    let sam = kept_of(&app, "sam").await;
    app.delete_account("jo", today()).await;
    let done = run(&app, today()).await.unwrap();
    assert_eq!((done.accounts_erased, done.forms_swept), (1, 1));
    assert!(has_application(&app, &sent).await);
    let application = format!("APPLICATION#{}", sent.plain());
    assert_eq!(kept_of(&app, "jo").await, [application]);
    assert_eq!(kept_of(&app, "sam").await, sam);
}

#[tokio::test]
async fn files_go_when_their_form_is_gone_and_stay_while_they_may_be_the_only_copy() {
    let app = TestApp::default();
    for (owner, age) in [("open", 2), ("gone", 2), ("fresh", 0)] {
        save_form(&app, owner, "1", today() - days(2)).await;
        add_file(&app, owner, "1", today() - days(age)).await;
    }
    for owner in ["gone", "fresh"] {
        end_form(&app, owner, "1");
    }
    // Both forms are too old; the case system has one of the applications.
    let old = today() - days(40);
    for (owner, received) in [("awaited", None), ("received", Some(today() - days(39)))] {
        save_form(&app, owner, "1", old).await;
        let file = add_file(&app, owner, "1", old).await;
        apply_with(&app, owner, "1", vec![file], old, received).await;
    }
    assert_eq!(run(&app, today()).await.unwrap().forms_swept, 2);
    for (owner, has_file, is_known) in [
        ("open", true, true),
        ("fresh", true, true),
        ("awaited", true, true),
        ("gone", false, false),
        // The record of a file goes with the file, or with the application.
        ("received", false, true),
    ] {
        let kept = kept_of(&app, owner).await;
        let is_kept = |what: &str| kept.contains(&what.to_owned());
        assert_eq!(is_kept("FILE#1"), has_file, "{owner}");
        assert_eq!(is_kept("EVIDENCE#1"), is_known, "{owner}");
    }
}

#[tokio::test]
async fn files_of_an_application_stay_while_one_is_to_be_judged_or_exported() {
    let app = TestApp::default();
    let then = today() - days(2);
    save_form(&app, "jo", "1", then).await;
    let files = vec![
        add_file(&app, "jo", "1", then).await,
        add_scanning_file(&app, "jo", "1", then).await,
    ];
    apply_with(&app, "jo", "1", files, then, Some(today() - days(1))).await;
    end_form(&app, "jo", "1");
    assert_eq!(run(&app, today()).await.unwrap().forms_swept, 0);
    // The verdict is given up, but the export is stuck.
    run(&app, today() + days(2)).await.unwrap_err();
    for day in 3..40 {
        let done = run(&app, today() + days(day)).await.unwrap();
        assert_eq!(done.forms_swept, 0, "day {day}");
    }
    assert!(kept_of(&app, "jo").await.contains(&"FILE#1".to_owned()));
    app.export(today() + days(40)).await;
    let done = run(&app, today() + days(40)).await.unwrap();
    assert_eq!(done.forms_swept, 1);
}

#[tokio::test]
async fn an_application_is_not_read_while_its_form_is_there() {
    let mut requests = Vec::new();
    for is_sent in [false, true] {
        let app = TestApp::default();
        let then = today() - days(2);
        save_form(&app, "jo", "1", then).await;
        let files = vec![add_file(&app, "jo", "1", then).await];
        if is_sent {
            apply_with(&app, "jo", "1", files, then, Some(today() - days(1))).await;
        }
        let (table, meter) = app.table().metered();
        let mut ours = housekeeping(&app);
        ours.ports.store = with_rights_of("housekeeping", &table);
        let done = keep_house(&ours, today(), event(DAILY)).await.unwrap();
        assert_eq!((done.forms_swept, done.nothing_to_do), (0, 1));
        requests.push(meter.take().requests);
    }
    assert_eq!(requests[0], requests[1]);
}

#[tokio::test]
async fn every_page_of_files_is_looked_at() {
    let app = TestApp::default();
    for number in 0..250 {
        leave_file(&app, &format!("owner-{number}"), "1", today() - days(2));
    }
    assert_eq!(run(&app, today()).await.unwrap().forms_swept, 250);
}

// ---- Identities that nobody has proven to be theirs ---------------------------

#[tokio::test]
async fn an_identity_goes_a_week_after_it_was_made_and_not_before() {
    let app = TestApp::default();
    let second = SignedDuration::from_secs(1);
    sign_up(&app, "old", today() - days(7) - second, false);
    sign_up(&app, "young", today() - days(7), false);
    sign_up(&app, "proven", today() - days(400), true);
    let done = run(&app, today()).await.unwrap();
    assert_eq!((done.identities_forgotten, done.nothing_to_do), (1, 0));
    assert_eq!(identities(&app), ["proven", "young"]);
    let done = run(&app, today() + second).await.unwrap();
    assert_eq!(done.identities_forgotten, 1);
    assert_eq!(identities(&app), ["proven"]);
}

#[tokio::test]
async fn an_identity_that_has_an_account_stays_though_nobody_noted_that_it_is_proven() {
    let app = TestApp::default();
    sign_up(&app, "jo", today() - days(400), false);
    app.keep_account("jo").await;
    let done = run(&app, today()).await.unwrap();
    assert_eq!((done.identities_forgotten, done.nothing_to_do), (0, 1));
    assert_eq!(identities(&app), ["jo"]);
}

#[tokio::test]
async fn every_identity_is_looked_at_also_by_fifty_runs_at_the_same_time() {
    let app = signed_up().await;
    let mut runs = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let app = app.clone();
        runs.spawn(async move { run(&app, today()).await.map(drop) });
    }
    for ended in runs.join_all().await {
        ended.unwrap();
    }
    assert_that_forty_stay(&app);
}

#[tokio::test]
async fn killed_at_any_call_an_identity_goes_by_the_next_run() {
    let before = signed_up().await;
    let (whole, process) = (before.copy(), Process::default());
    let done = run_by(&process, &whole, today()).await.unwrap();
    assert_eq!((done.identities_forgotten, done.nothing_to_do), (20, 20));
    assert_that_forty_stay(&whole);
    for call in 1..=process.calls() {
        let app = before.copy();
        let crashing = Process::crashing(CrashPoint::AfterReply(call - 1));
        run_by(&crashing, &app, today()).await.unwrap_err();
        run(&app, today()).await.unwrap();
        assert_that_forty_stay(&app);
    }
}

#[tokio::test]
async fn one_identity_that_cannot_be_deleted_keeps_none_of_the_others() {
    let app = TestApp::default();
    for number in 0..100 {
        sign_up(
            &app,
            &format!("unproven-{number:02}"),
            today() - days(8),
            false,
        );
    }
    let stays = AccountId("unproven-50".to_owned());
    app.identity(app.table()).refuse_to_delete(&stays);
    let undone = run(&app, today()).await.unwrap_err();
    let told = chain(&undone);
    assert!(told.starts_with("1 could not be done, of 100"), "{told}");
    assert_eq!(identities(&app), ["unproven-50"]);
}

#[tokio::test]
async fn identities_that_are_too_many_for_one_run_are_left_to_the_next() {
    let app = TestApp::default();
    for number in 0..1_001 {
        sign_up(
            &app,
            &format!("unproven-{number}"),
            today() - days(8),
            false,
        );
    }
    for (forgotten, left) in [(1_000, 1), (1, 0)] {
        let done = run(&app, today()).await.unwrap();
        assert_eq!(done.identities_forgotten, forgotten);
        assert_eq!(identities(&app).len(), left);
    }
}

// ---- Confirmations ----------------------------------------------------------

#[tokio::test]
async fn what_was_not_taken_when_an_application_was_sent_is_sent_once() {
    let app = TestApp::default();
    let reference = apply_untold(&app, "jo", today()).await;
    // The page that took the application may still be sending the e-mail.
    confirm(&app, today() + SignedDuration::from_mins(4))
        .await
        .unwrap();
    assert!(sent(&app).is_empty());
    for minutes in [5, 20] {
        confirm(&app, today() + SignedDuration::from_mins(minutes))
            .await
            .unwrap();
    }
    assert_eq!(sent(&app).len(), 1);
    assert_eq!(sent(&app)[0].1.about(), Some(&reference));
    assert_eq!(
        attempts(&app).await,
        [("message-1".to_owned(), "applied".to_owned())]
    );
}

#[tokio::test]
async fn an_email_that_is_not_taken_for_a_day_is_given_up_and_told_once() {
    let app = TestApp::default();
    apply_untold(&app, "jo", today()).await;
    app.mailer().refuse(Some("jo@example.com"));
    for hours in 1..24 {
        confirm(&app, today() + SignedDuration::from_hours(hours))
            .await
            .unwrap();
    }
    let undone = confirm(&app, today() + days(1)).await.unwrap_err();
    assert!(chain(&undone).contains("given up"), "{}", chain(&undone));
    confirm(&app, today() + days(2)).await.unwrap();
    assert!(sent(&app).is_empty());
}

#[tokio::test]
async fn killed_at_any_call_a_confirmation_is_sent_by_the_next_run() {
    for call in 1..=5 {
        let app = TestApp::default();
        apply_untold(&app, "jo", today() - days(1)).await;
        let crashing = Process::crashing(CrashPoint::AfterReply(call - 1));
        // If the crash was before the mail service was called, the e-mail was
        // not taken.
        let then = today() - SignedDuration::from_hours(23);
        let _ = confirm_by(&crashing, &app, then).await;
        confirm(&app, today() - SignedDuration::from_hours(22))
            .await
            .unwrap();
        // The e-mail goes twice if the crash was between "taken" and "noted".
        let most = if call == 4 { 2 } else { 1 };
        assert_eq!(sent(&app).len(), most, "crashed at {call}");
    }
}

/// An alarm sounds for each kind of run that does not come.
#[tokio::test]
async fn a_run_says_which_it_was_and_what_became_of_an_email_is_none() {
    let app = TestApp::default();
    for (name, runs) in [("daily", (1, 0)), ("confirm", (0, 1)), ("delivery", (0, 0))] {
        let done = keep_house(&housekeeping(&app), today(), event(name))
            .await
            .unwrap();
        assert_eq!((done.runs_daily, done.runs_confirm), runs, "{name}");
    }
    // A run in which something failed says so too.
    let app = everything(today()).await;
    app.mailer().refuse(Some("owner-1@example.com"));
    let undone = run(&app, today()).await.unwrap_err();
    assert_eq!(undone.done().unwrap().runs_daily, 1);
}

// ---- What became of e-mails -------------------------------------------------

const MESSAGE: &str = "0102019aa1b2c3d4-11111111-2222-3333-4444-555555555555-000000";

#[tokio::test]
async fn deliveries_bounces_and_complaints_are_noted_once_however_often_they_are_told() {
    for (name, delivery, at) in [
        ("delivery", "delivered_at", "2026-11-22T09:00:01.5Z"),
        ("bounce", "bounced_at", "2026-11-22T09:00:01.669Z"),
        ("complaint", "complained_at", "2026-11-22T10:30:00Z"),
    ] {
        let app = TestApp::default();
        for _ in 0..2 {
            let done = keep_house(&housekeeping(&app), today(), event(name))
                .await
                .unwrap();
            assert_eq!(done.deliveries_noted, 1, "{name}");
        }
        let noted = deliveries(&app).await;
        let at: Timestamp = at.parse().unwrap();
        assert_eq!(noted, [(MESSAGE.to_owned(), delivery, at)], "{name}");
    }
}

#[tokio::test]
async fn what_is_said_of_the_topic_or_was_not_asked_for_is_passed_over() {
    let app = TestApp::default();
    let validated = event("topic-validated");
    let mut opened = event("delivery");
    let said = json!({"eventType": "Open", "mail": {"messageId": MESSAGE}, "open": {}});
    opened["Records"][0]["Sns"]["Message"] = said.to_string().into();
    for event in [validated, opened] {
        let done = keep_house(&housekeeping(&app), today(), event)
            .await
            .unwrap();
        assert_eq!((done.deliveries_noted, done.nothing_to_do), (0, 1));
    }
    assert!(deliveries(&app).await.is_empty());
}

#[tokio::test]
async fn one_poison_message_in_a_hundred_keeps_none_of_the_others() {
    let app = TestApp::default();
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
    let undone = keep_house(&housekeeping(&app), today(), json!({"Records": records}))
        .await
        .unwrap_err();
    assert_eq!(deliveries(&app).await.len(), 99);
    let told = chain(&undone);
    assert_eq!(
        told,
        "1 could not be done, of 100; the first: a message of SES that could not be read"
    );
}

#[tokio::test]
async fn an_event_that_is_not_ours_is_refused_without_repeating_it() {
    let (app, process) = (TestApp::default(), Process::default());
    let ours = housekeeping_of(&app, &process);
    for event in [
        json!(null),
        json!({}),
        json!({"housekeeping": "weekly"}),
        json!({"Records": [{"eventSource": "aws:s3", "user": "jo@example.com"}]}),
    ] {
        let undone = keep_house(&ours, today(), event).await.unwrap_err();
        assert!(matches!(undone, Undone::NotOurs(_)));
        assert!(!format!("{} {undone:?}", chain(&undone)).contains("jo@"));
    }
    assert_eq!(process.calls(), 0);
}

// ---- What nothing can be done with --------------------------------------------

/// The ones that cannot be read are older than any other of the list.
#[tokio::test]
async fn a_thousand_records_that_cannot_be_read_hide_no_other_from_a_job() {
    for list in ["TO-CONFIRM", "TO-TELL", "AWAITED", "RECEIVED", "TO-ERASE"] {
        let app = TestApp::default();
        let work = Work::begin(&app).await;
        let stuck = (0..1_000).map(|number| item(list, &early(number)));
        app.database().store(stuck.collect()).await;
        work.assert_that_it_is_done(&app, list).await;
    }
}

#[tokio::test]
async fn a_thousand_records_that_fail_hide_no_other_from_a_job() {
    for list in ["TO-CONFIRM", "RECEIVED", "TO-ERASE", "AWAITED"] {
        let app = TestApp::default();
        let work = Work::begin(&app).await;
        store_what_fails(&app, list, 1_000).await;
        work.assert_that_it_is_done(&app, list).await;
    }
}

#[tokio::test]
async fn a_thousand_identities_that_cannot_be_deleted_hide_no_other() {
    let app = TestApp::default();
    let identity = app.identity(app.table());
    for number in 0..1_000 {
        let stays = format!("0-stays-{number}");
        sign_up(&app, &stays, today() - days(8), false);
        identity.refuse_to_delete(&AccountId(stays));
    }
    sign_up(&app, "1-goes", today() - days(8), false);
    run(&app, today()).await.unwrap_err();
    assert!(!identities(&app).contains(&"1-goes".to_owned()));
}

/// The record of the application and those of its files may say that it was
/// sent, and nobody has a copy of the files.
#[tokio::test]
async fn no_file_is_erased_that_a_record_that_cannot_be_read_may_have() {
    for (broken, is_kept) in [("APPLICATION", true), ("EVIDENCE", true), ("", false)] {
        let app = TestApp::default();
        let old = today() - days(40);
        save_form(&app, "jo", "1", old).await;
        let file = add_file(&app, "jo", "1", old).await;
        let sent = apply_with(&app, "jo", "1", vec![file.clone()], old, None).await;
        end_form(&app, "jo", "1");
        let reference = sent.reference.plain();
        let application = format!("APPLICATION#{reference}");
        let record = format!("EVIDENCE#1#{}", file.id);
        match broken {
            "APPLICATION" => {
                let broken = item(&application, "APPLICATION");
                app.database().store(vec![broken]).await;
                // Nothing says of the file that it was sent.
                app.database().remove("ACCOUNT#jo", &record);
            }
            _ => {
                app.database().remove(&application, "APPLICATION");
                let pointer = format!("APPLICATION#{reference}");
                app.database().remove("ACCOUNT#jo", &pointer);
                app.database().remove("ACCOUNT#jo", &record);
            }
        }
        if broken == "EVIDENCE" {
            app.database()
                .store(vec![item("ACCOUNT#jo", &record)])
                .await;
        }
        let ran = run(&app, today()).await;
        let has_file = kept_of(&app, "jo").await.contains(&"FILE#1".to_owned());
        assert_eq!(has_file, is_kept, "{broken}");
        // Somebody is told each day.
        assert_eq!(ran.is_err(), is_kept, "{broken}");
    }
}

#[tokio::test]
async fn a_verdict_is_still_awaited_of_a_file_whose_record_cannot_be_read() {
    let app = TestApp::default();
    let file = await_verdict(&app, "jo", today() - days(4)).await;
    let record = format!("EVIDENCE#1#{}", file.id);
    app.database()
        .store(vec![item("ACCOUNT#jo", &record)])
        .await;
    run(&app, today()).await.unwrap_err();
    assert_eq!(awaited(&app).await, 1);
}

/// One record for each job, which was there last.
struct Work {
    received: Reference,
}

impl Work {
    async fn begin(app: &TestApp) -> Self {
        apply_untold(app, "confirm", today() - SignedDuration::from_mins(10)).await;
        complain(app, today() - SignedDuration::from_mins(10)).await;
        await_verdict(app, "verdict", today() - days(4)).await;
        save_form(app, "erase", "1", today()).await;
        app.delete_account("erase", today()).await;
        Self {
            received: apply(app, "forget", "1", Some(today() - days(400))).await,
        }
    }

    async fn assert_that_it_is_done(&self, app: &TestApp, list: &str) {
        let confirmed = confirm(app, today()).await;
        // The verdict that is given up is told as a failure.
        run(app, today()).await.unwrap_err();
        let is_done = match list {
            "TO-CONFIRM" => sent(app).iter().any(|(to, _)| to != COUNCIL),
            "TO-TELL" => sent(app).iter().any(|(to, _)| to == COUNCIL),
            "AWAITED" => states(app, "verdict", "1").await == [FileState::Unscannable],
            "RECEIVED" => !has_application(app, &self.received).await,
            _ => app.database().stored_in("ACCOUNT#erase").await.is_empty(),
        };
        assert!(is_done, "{list}: {confirmed:?}");
    }
}

/// Stores records of a list, older than any other, each of which a job fails
/// with: they are about an application, a file or an account that is broken.
async fn store_what_fails(app: &TestApp, list: &str, count: usize) {
    let reference = reference("broken");
    let broken = [
        item(&format!("APPLICATION#{}", reference.plain()), "APPLICATION"),
        item("ACCOUNT#broken", "EVIDENCE#1#broken"),
    ];
    app.database().store(broken.into()).await;
    let mut items = Vec::new();
    for number in 0..count {
        let account = format!("broken-{number}");
        let mut stuck = item(list, &early(number));
        if list == "TO-ERASE" {
            stuck["SK"]["S"] = json!(format!("2020-01-01T00:00:00.000Z#{account}"));
            items.push(item(&format!("ACCOUNT#{account}"), "OF-NO-CLASS"));
        }
        stuck["reference"] = json!({"S": reference.plain()});
        stuck["submitted_at"] = json!({"S": "2020-01-01T00:00:00Z"});
        stuck["to"] = json!({"S": "applicant"});
        stuck["account"] = json!({"S": "broken"});
        stuck["saved"] = json!({"S": "1"});
        stuck["file"] = json!({"S": "gone"});
        items.push(stuck);
    }
    app.database().store(items).await;
}

/// Makes an item that has nothing but its key.
fn item(partition: &str, sort: &str) -> Value {
    json!({"PK": {"S": partition}, "SK": {"S": sort}})
}

/// Makes a sort key of a list that is ordered by time, long ago.
fn early(number: usize) -> String {
    format!("2020-01-01T00:00:00.000Z#{number:06}")
}

// ---- What they are made of --------------------------------------------------

/// Returns 9am on Sunday 22 November 2026, when a run begins.
fn today() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

/// Returns when the accounts of the test kit were made.
fn began() -> Timestamp {
    testkit::account("jo").created_at
}

fn jos() -> String {
    "jo@example.com".to_owned()
}

/// Returns the last whole day before the day on which something is deleted.
fn last_day(at: Timestamp) -> Date {
    let day = at.to_zoned(TimeZone::UTC).date();
    day.yesterday().unwrap()
}

/// Lists the e-mails that tell of the end of an account.
fn mails_about_accounts(app: &TestApp) -> Vec<(String, Email)> {
    let is_about =
        |mail: &Email| matches!(mail, Email::AccountExpires { .. } | Email::AccountDeleted);
    let mut sent = sent(app);
    sent.retain(|(_, mail)| is_about(mail));
    sent
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

fn event(name: &str) -> Value {
    let file = format!(
        "{}/../../events/housekeeping/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

type TestPorts = Ports<Table, InMemoryPools<Table>, SentEmails, (), InMemoryBuckets>;

fn housekeeping(app: &TestApp) -> Housekeeping<TestPorts> {
    housekeeping_of(app, &Process::default())
}

/// Returns the services that a process calls.
fn housekeeping_of(app: &TestApp, process: &Process) -> Housekeeping<TestPorts> {
    let store = with_rights_of("housekeeping", &app.database().table_of(process));
    Housekeeping {
        ports: Ports::of(store)
            .with_identity(app.pools(process))
            .with_mailer(app.mailer().of(process))
            .with_files(app.buckets().of(process)),
        council: Decided {
            retention: Retention::default(),
            acknowledged_within: days(2),
            data_protection_email: COUNCIL.to_owned(),
            policy: Policy::default(),
            inbox_emails: InboxEmails {
                concerns: SAFEGUARDING.to_owned(),
                call_backs: COUNCIL.to_owned(),
            },
        },
    }
}

async fn run(app: &TestApp, now: Timestamp) -> Result<Done, Undone> {
    run_by(&Process::default(), app, now).await
}

async fn run_by(process: &Process, app: &TestApp, now: Timestamp) -> Result<Done, Undone> {
    let daily = json!({"housekeeping": DAILY});
    keep_house(&housekeeping_of(app, process), now, daily).await
}

/// Runs the jobs with an index that answers as it was when this copy was made.
async fn run_with_index_of(
    earlier: &Database,
    app: &TestApp,
    now: Timestamp,
) -> Result<Done, Undone> {
    let mut ours = housekeeping(app);
    let table = app.database().table_with_index_of(earlier);
    ours.ports.store = with_rights_of("housekeeping", &table);
    keep_house(&ours, now, json!({"housekeeping": DAILY})).await
}

async fn confirm(app: &TestApp, now: Timestamp) -> Result<Done, Undone> {
    confirm_by(&Process::default(), app, now).await
}

async fn confirm_by(process: &Process, app: &TestApp, now: Timestamp) -> Result<Done, Undone> {
    keep_house(&housekeeping_of(app, process), now, event("confirm")).await
}

/// Adds twenty identities that are to be deleted and forty that are to stay.
async fn signed_up() -> TestApp {
    let (app, old) = (TestApp::default(), today() - days(8));
    for number in 0..20 {
        sign_up(&app, &format!("{number:02}-unproven"), old, false);
        sign_up(&app, &format!("{number:02}-proven"), old, true);
        sign_up(&app, &format!("{number:02}-account"), old, false);
        app.keep_account(&format!("{number:02}-account")).await;
    }
    app
}

fn assert_that_forty_stay(app: &TestApp) {
    let left = identities(app);
    assert_eq!(left.len(), 40);
    assert!(left.iter().all(|id| !id.ends_with("unproven")), "{left:?}");
}

#[test]
fn the_council_is_told_60_days_before_the_last_amounts_end() {
    let last = charging::law::last_day();
    let before = |days: i64| last - jiff::Span::new().days(days);
    assert!(!crate::amounts_end_soon(before(61)));
    assert!(crate::amounts_end_soon(before(60)));
    assert!(crate::amounts_end_soon(last.tomorrow().unwrap()));
}
