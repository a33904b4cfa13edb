//! Buttons that somebody presses twice: two requests that are the same, one after
//! the other and side by side. A browser shows the answer to the second and
//! forgets the first, with its cookies.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use domain::access::staff_user::{AppSecret, Role};
use domain::correspondence::email::Email;
use futures_util::future::join_all;
use testkit::{PASSWORD, Reply, StaffUserBuilder, TestApp, Visitor};

use crate::members::{bounce, send_application};
use crate::people::{borrowed, text};
use crate::visitors::{citizen, visitor};
use crate::{routes, tree};

const EMAIL: &str = "ada@example.org";
const OTHER: &str = "ada@example.com";
const FARAH: &str = "farah@exampleshire.example";
const OWEN: &str = "owen@exampleshire.example";
const MOBILE: &str = "07700 900982";
const LANDLINE: &str = "0113 496 0123";

/// A new route that takes a form is red here until it is said how it answers the
/// second press of its button.
#[test]
fn every_route_that_takes_a_form_says_what_becomes_of_a_second_press() {
    let all = routes::all().into_iter();
    let posts = all.filter(|route| route.method == Method::POST);
    let posts: BTreeSet<_> = posts.map(|route| route.template).collect();
    let said: BTreeSet<_> = PRESSED_HERE
        .iter()
        .map(|name| name.split(' ').next().unwrap())
        .chain(PRESSED_ELSEWHERE.iter().map(|(route, ..)| *route))
        .chain(CHANGES_NOTHING_MORE.iter().map(|(route, _)| *route))
        .collect();
    assert_eq!(posts, said);
    for (route, file, name) in PRESSED_ELSEWHERE {
        let source = tree::text(&tree::top().join(file));
        let test = format!("async fn {name}(");
        assert!(source.contains(&test), "{route}: {file} has no {name}");
    }
}

/// What is there after a button was pressed: the answer, the page that it leads
/// to, and how much is kept and was sent.
#[derive(Debug, Eq, PartialEq)]
struct Outcome {
    status: u16,
    heading: String,
    items: BTreeMap<String, usize>,
    counted: i64,
    emails: Vec<&'static str>,
    codes: usize,
}

#[tokio::test]
async fn a_button_that_is_pressed_twice_does_what_it_does_once_and_is_answered_twice() {
    let mut wrong = Vec::new();
    for name in PRESSED_HERE {
        let once = prepared(name).await;
        let (mut browser, reply) = once.press().await;
        let once = once.outcome(&mut browser, reply).await;
        if once.status >= 400 {
            wrong.push(format!("{name}: pressed once {once:?}"));
            continue;
        }
        for side_by_side in [false, true] {
            for shown in [0, 1] {
                let twice = prepared(name).await;
                let mut answers = twice.press_twice(side_by_side).await;
                let to = answers.each_ref().map(|(_, reply)| reply.location());
                if to[0] != to[1] {
                    wrong.push(format!("{name} ({side_by_side}): {to:?}"));
                }
                let (browser, reply) = &mut answers[shown];
                let outcome = twice.outcome(browser, reply.clone()).await;
                if outcome != once {
                    let how = format!("{name} ({side_by_side}, answer {shown})");
                    wrong.push(format!("{how}: {outcome:?}\n  once: {once:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn of_fifty_presses_with_the_right_code_one_signs_in_and_all_lead_to_the_page_after_it() {
    for name in [
        "/sign-in/code",
        "/professionals/sign-in/code",
        "/professionals/sign-in/app",
    ] {
        let pressed = prepared(name).await;
        let answers = join_all((0..50).map(|_| pressed.press())).await;
        let locations: BTreeSet<_> = answers.iter().map(|(_, reply)| reply.location()).collect();
        assert_eq!(locations.len(), 1, "{name}: {locations:?}");
        for (mut browser, reply) in answers {
            let page = browser.follow(reply).await;
            assert!(page.body.contains("Signed in as "), "{name}");
        }
        let sessions = |item: &str| item.contains("SESSION#");
        let items = pressed.items().await;
        let sessions = items.iter().filter(|(item, _)| sessions(item));
        let sessions: usize = sessions.map(|(_, count)| *count).sum();
        // Each session has an item by which it is found.
        assert_eq!(
            sessions,
            1 + usize::from(name.starts_with("/prof")),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_code_that_was_right_leads_nobody_in_without_the_browser_in_which_it_was_given() {
    for name in ["/sign-in/code", "/professionals/sign-in/code"] {
        let pressed = prepared(name).await;
        let (mut browser, _) = pressed.press().await;
        // With another sign-in of their own, or none.
        let mut thief = visitor(&pressed.app);
        let replayed = pressed.press_in(&mut thief).await;
        assert!(replayed.location().unwrap().ends_with("sign-in"), "{name}");
        thief.take("__Host-sign-in", "0123456789abcdef0123456789abcdef");
        let replayed = pressed.press_in(&mut thief).await;
        assert!(replayed.location().unwrap().ends_with("sign-in"), "{name}");
        // With the cookie, and another code: the right one is refused after that.
        let mut copy = pressed.browser.clone();
        let guessed = copy.post(&pressed.address, &[("code", "000000")]).await;
        assert!(guessed.location().unwrap().ends_with("sign-in"), "{name}");
        let late = pressed.press_in(&mut copy).await;
        assert!(late.location().unwrap().ends_with("sign-in"), "{name}");
        // A cookie alone leads nowhere, on any page.
        let mut copy = pressed.browser.clone();
        let names = [("first-name", "Eve"), ("last-name", "Example")];
        let named = copy.post("/sign-in/code/name", &names).await;
        assert_eq!(named.location(), Some("/sign-in"), "{name}");
        let out = match name {
            "/sign-in/code" => "/sign-out",
            _ => "/professionals/sign-out",
        };
        browser.post(out, &[]).await;
    }
}

#[tokio::test]
async fn a_right_code_that_comes_again_after_signing_out_or_a_minute_later_signs_nobody_in() {
    for minute in [false, true] {
        let pressed = prepared("/sign-in/code").await;
        let (mut ada, _) = pressed.press().await;
        match minute {
            true => pressed.app.pass_minutes(1),
            false => drop(ada.post("/sign-out", &[]).await),
        }
        let mut again = pressed.browser.clone();
        pressed.press_in(&mut again).await;
        let account = again.get("/account").await;
        assert_eq!(account.location(), Some("/sign-in?next=/account"));
    }
}

#[tokio::test]
async fn an_account_that_is_asked_for_twice_gets_one_e_mail_whose_code_works_after_either_answer() {
    for side_by_side in [false, true] {
        for second_is_shown in [false, true] {
            let asked = prepared("/account/create").await;
            let app = &asked.app;
            let answers = asked.press_twice(side_by_side).await;
            for (_, reply) in &answers {
                assert_eq!(reply.location(), Some("/sign-in/code"), "{}", reply.words());
            }
            assert_eq!(app.mailer().sent().len(), 1, "{side_by_side}");
            let (mut browser, _) = answers[usize::from(second_is_shown)].clone();
            let reply = browser.give_code(app, EMAIL).await;
            assert_eq!(reply.location(), Some("/saved-forms"), "{}", reply.words());
            assert_eq!(browser.get("/account").await.status, 200, "{side_by_side}");
            assert_eq!(asked.items().await["SESSION#"], 1);
        }
    }
}

#[tokio::test]
async fn an_account_whose_e_mail_failed_is_asked_for_again_by_the_same_button() {
    let mut asked = prepared("/account/create").await;
    let app = asked.app.clone();
    app.mailer().fail(true);
    let mut ada = asked.browser.clone();
    assert_eq!(asked.press_in(&mut ada).await.status, 503);
    app.mailer().fail(false);
    asked.browser = ada;
    let (mut ada, again) = asked.press().await;
    assert_eq!(again.location(), Some("/sign-in/code"), "{}", again.words());
    assert_eq!(app.mailer().sent().len(), 1);
    let came_in = ada.give_code(&app, EMAIL).await;
    assert_eq!(came_in.location(), Some("/saved-forms"));
}

/// The buttons that the tests above press: the route, and which of its buttons if
/// it has several.
const PRESSED_HERE: &[&str] = &[
    "/account/create",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/code for a new account",
    "/sign-in/code for a new password",
    "/sign-in/code to the present address",
    "/sign-in/code to a new address",
    "/sign-in/code to delete the account",
    "/sign-in/code/resend",
    "/sign-in/code/name",
    "/sign-in/new-password",
    "/sign-in/new-password/choose",
    "/account/email",
    "/account/password",
    "/account/password with the new one",
    "/saved-forms/your-data/delete",
    "/saved-forms/your-data/delete with the proof",
    "/saved-forms/recover",
    "/finance/people/invite",
    "/finance/people/{id}/remove-phone",
    "/finance/people/{id}/sign-out",
    "/finance/people/{id}/close",
    "/finance/people/{id}/invite-again",
    "/finance/undelivered/{reference}/settle",
    "/finance/complaints/{reference}/acknowledge",
    "/professionals/sign-in",
    "/professionals/new-password",
    "/professionals/new-password/choose",
    "/professionals/sign-in/phone",
    "/professionals/sign-in/code",
    "/professionals/sign-in/code/resend",
    "/professionals/sign-in/app",
    "/professionals/account/app/prove",
    "/professionals/account/app",
    "/professionals/account/app/remove",
    "/professionals/account/phone",
    "/professionals/account/password/prove",
    "/professionals/account/password",
];

/// Routes whose second press another test looks at: the file and the test.
const PRESSED_ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "/practice/people/{person}/contact/sign-off",
        "tests/src/practice.rs",
        "what_was_signed_off_is_read_and_never_changed",
    ),
    (
        "/practice/people/{person}/contact/new-version",
        "tests/src/practice.rs",
        "a_new_version_begins_with_the_answers_and_the_old_one_is_kept",
    ),
    (
        "/practice/people/{person}/assessment/sign-off",
        "tests/src/practice.rs",
        "what_was_signed_off_is_read_and_never_changed",
    ),
    (
        "/practice/people/{person}/assessment/new-version",
        "tests/src/practice.rs",
        "a_new_version_begins_with_the_answers_and_the_old_one_is_kept",
    ),
    (
        "/practice/people/{person}/plan/sign-off",
        "tests/src/practice.rs",
        "what_was_signed_off_is_read_and_never_changed",
    ),
    (
        "/practice/people/{person}/plan/new-version",
        "tests/src/practice.rs",
        "a_new_version_begins_with_the_answers_and_the_old_one_is_kept",
    ),
    (
        "/practice/people/{person}/review/sign-off",
        "tests/src/practice.rs",
        "what_was_signed_off_is_read_and_never_changed",
    ),
    (
        "/practice/people/{person}/review/new-version",
        "tests/src/practice.rs",
        "a_new_version_begins_with_the_answers_and_the_old_one_is_kept",
    ),
    (
        "/practice/applications/{reference}/ask",
        "functions/information-request/src/tests.rs",
        "asking_twice_asks_once_and_tells_once",
    ),
    (
        "/practice/applications/{reference}/questions/{id}/end",
        "functions/information-request/src/tests.rs",
        "after_a_withdrawal_nothing_opens_and_the_trail_says_who_when_and_why",
    ),
    (
        "/finance/assessments/{reference}/step",
        "tests/src/assessments.rs",
        "a_step_that_is_pressed_twice_is_taken_once",
    ),
    (
        "/finance/applications/{reference}/ask",
        "functions/information-request/src/tests.rs",
        "asking_twice_asks_once_and_tells_once",
    ),
    (
        "/finance/applications/{reference}/questions/{id}/end",
        "functions/information-request/src/tests.rs",
        "after_a_withdrawal_nothing_opens_and_the_trail_says_who_when_and_why",
    ),
    (
        "/questions/{reference}/{id}/send",
        "functions/information-request/src/tests.rs",
        "what_is_typed_is_saved_and_sending_twice_sends_once",
    ),
    (
        "/questions/open",
        "tests/src/questions.rs",
        "a_code_opens_one_request_and_not_a_byte_more",
    ),
    (
        "/questions/{reference}/{id}/code",
        "tests/src/questions.rs",
        "the_button_on_the_page_of_a_request_sends_one_code_however_often_it_is_pressed",
    ),
    (
        "/practice/people/{person}/account/invite",
        "tests/src/care_record.rs",
        "an_invitation_whose_button_is_pressed_twice_is_one_with_one_email",
    ),
    (
        "/practice/people/{person}/account/{access}",
        "tests/src/care_record.rs",
        "a_change_of_an_access_is_made_once_and_the_second_of_two_is_told",
    ),
    (
        "/account-access/{invitation}",
        "tests/src/care_record.rs",
        "each_step_of_accepting_is_done_once_however_often_it_is_pressed",
    ),
    (
        "/account-access/{invitation}/code",
        "tests/src/care_record.rs",
        "each_step_of_accepting_is_done_once_however_often_it_is_pressed",
    ),
    (
        "/account-access/{invitation}/send",
        "tests/src/care_record.rs",
        "each_step_of_accepting_is_done_once_however_often_it_is_pressed",
    ),
    (
        "/care-record/{person}/attendance/{supplier}/{week}/{order}/{line}/{session}",
        "tests/src/attendance_questions.rs",
        "ds_55_a_question_is_asked_once_however_often_the_button_is_pressed",
    ),
    (
        "/care-record/{person}/holders/{access}/stop",
        "tests/src/care_record.rs",
        "the_person_stops_a_holder_and_a_holder_stops",
    ),
    (
        "/practice/people/new",
        "functions/practitioner-form/src/tests.rs",
        "a_case_is_opened_once_and_its_first_contact_is_due_within_7_working_days",
    ),
    (
        "/practice/concerns/{reference}/done",
        "functions/practitioner-form/src/tests/inbox.rs",
        "a_concern_is_dealt_with_once_however_often_the_button_is_pressed",
    ),
    (
        "/practice/call-backs/{reference}/done",
        "functions/practitioner-form/src/tests/inbox.rs",
        "a_concern_is_dealt_with_once_however_often_the_button_is_pressed",
    ),
    (
        "/call-back",
        "functions/request-call-back/src/tests.rs",
        "of_two_presses_one_asks_for_a_call_and_both_lead_to_the_same_page",
    ),
    (
        "/report-concern/submit",
        "functions/report-concern/src/tests.rs",
        "of_two_presses_one_sends_and_both_lead_to_the_same_page",
    ),
    (
        "/practice/people/{person}/next",
        "functions/practitioner-form/src/tests.rs",
        "of_two_who_change_what_is_due_the_second_is_told",
    ),
    (
        "/assess-needs/submit",
        "functions/assess-needs/src/tests.rs",
        "of_twenty_clicks_at_once_one_sends_and_all_lead_to_its_confirmation",
    ),
    (
        "/apply/submit",
        "functions/submit-application/src/tests.rs",
        "of_twenty_clicks_at_once_one_sends_and_all_lead_to_its_confirmation",
    ),
    (
        "/apply/evidence/{document}/add",
        "functions/upload-evidence/src/tests.rs",
        "a_file_is_announced_once_and_its_form_posts_to_where_files_are_kept",
    ),
    (
        "/apply/evidence/files/{id}/remove",
        "functions/upload-evidence/src/tests.rs",
        "a_file_is_removed_after_asking_and_removing_it_twice_is_fine",
    ),
    (
        "/day-services/{supplier}/{week}/cells",
        "functions/autosave-register-cell/src/tests.rs",
        "a_cell_is_saved_once_however_often_its_command_comes",
    ),
    (
        "/day-services/{supplier}/{week}/rows",
        "functions/autosave-register-cell/src/tests/uploads.rs",
        "a_document_of_commands_has_a_dry_run_too_and_two_at_once_apply_it_once",
    ),
    (
        "/day-services/{supplier}/{week}/upload",
        "functions/autosave-register-cell/src/tests/uploads.rs",
        "a_file_changes_nothing_until_it_is_confirmed_and_then_each_row_has_its_result",
    ),
    (
        "/day-services/{supplier}/{week}/submit",
        "functions/lock-register/src/tests.rs",
        "pressed_fifty_times_at_once_it_is_locked_once_and_every_press_ends_on_the_receipt",
    ),
    (
        "/day-services/{supplier}/requests/{kind}",
        "shared/store/tests/table/provider_desk.rs",
        "a_request_that_comes_again_is_kept_once_and_counts_once",
    ),
    (
        "/day-services/{supplier}/{week}",
        "shared/store/tests/table/registers.rs",
        "ds_25_a_command_that_comes_again_is_applied_once_also_after_later_ones",
    ),
    (
        "/finance/imports/{snapshot}/release",
        "shared/store/tests/table/imports.rs",
        "two_people_release_a_snapshot_and_nobody_counts_twice",
    ),
    (
        "/finance/requests/{supplier}/{id}",
        "shared/store/tests/table/provider_desk.rs",
        "a_request_is_settled_once_and_leaves_the_list_of_those_that_are_open",
    ),
    (
        "/finance/suppliers/{supplier}/registers/{week}/unregistered/{order}/{line}/settle",
        "tests/src/late_days.rs",
        "two_people_settle_late_days_on_the_record_and_a_second_press_does_nothing_more",
    ),
    (
        "/finance/suppliers/{supplier}/registers/{week}/adjust/{order}/{line}",
        "tests/src/adjustments.rs",
        "an_adjustment_that_is_proposed_and_approved_twice_is_one_and_makes_one_version",
    ),
    (
        "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}/approve",
        "tests/src/adjustments.rs",
        "an_adjustment_that_is_proposed_and_approved_twice_is_one_and_makes_one_version",
    ),
    (
        "/finance/suppliers/{supplier}/registers/{week}/adjustments/{id}/turn-down",
        "tests/src/adjustments.rs",
        "an_adjustment_that_is_turned_down_changes_nothing_and_cannot_be_approved_any_more",
    ),
    (
        "/help/feedback",
        "functions/portal/src/tests.rs",
        "feedback_is_kept_once_however_often_it_is_sent",
    ),
    (
        "/help/questions/{question}/helpful",
        "functions/portal/src/tests.rs",
        "whether_an_answer_was_helpful_is_kept_once_however_often_it_is_sent",
    ),
];
/// Routes whose second press does again what the first did, which changes nothing
/// more, and why.
const CHANGES_NOTHING_MORE: &[(&str, &str)] = &[
    ("/practice/applications", "the application is found again"),
    ("/finance/applications", "the application is found again"),
    (
        "/questions/{reference}/{id}",
        "what was typed is kept in place of itself",
    ),
    (
        "/practice/people/{person}/contact/clear",
        "what is cleared is gone",
    ),
    (
        "/practice/people/{person}/contact/{page}",
        "the answers are kept in place of themselves",
    ),
    (
        "/practice/people/{person}/contact/{group}/{item}",
        "the item is kept in place of itself",
    ),
    (
        "/practice/people/{person}/contact/{group}/{item}/remove",
        "what is removed is gone",
    ),
    (
        "/practice/people/{person}/assessment/clear",
        "what is cleared is gone",
    ),
    (
        "/practice/people/{person}/assessment/{page}",
        "the answers are kept in place of themselves",
    ),
    (
        "/practice/people/{person}/assessment/{group}/{item}",
        "the item is kept in place of itself",
    ),
    (
        "/practice/people/{person}/assessment/{group}/{item}/remove",
        "what is removed is gone",
    ),
    (
        "/practice/people/{person}/plan/clear",
        "what is cleared is gone",
    ),
    (
        "/practice/people/{person}/plan/{page}",
        "the answers are kept in place of themselves",
    ),
    (
        "/practice/people/{person}/plan/{group}/{item}",
        "the item is kept in place of itself",
    ),
    (
        "/practice/people/{person}/plan/{group}/{item}/remove",
        "what is removed is gone",
    ),
    (
        "/practice/people/{person}/review/clear",
        "what is cleared is gone",
    ),
    (
        "/practice/people/{person}/review/{page}",
        "the answers are kept in place of themselves",
    ),
    (
        "/practice/people/{person}/review/{group}/{item}",
        "the item is kept in place of itself",
    ),
    (
        "/practice/people/{person}/review/{group}/{item}/remove",
        "what is removed is gone",
    ),
    ("/account/name", "the name is kept in place of itself"),
    (
        "/account/sessions",
        "a session that has ended is not there to end",
    ),
    (
        "/account/sign-out-everywhere",
        "who is signed out is asked to sign in",
    ),
    ("/account/stay", "the session goes on from the later press"),
    ("/api/v1/estimates", "nothing is kept"),
    ("/api/v1/screenings", "nothing is kept"),
    (
        "/apply/attach",
        "a form is attached to an application or not",
    ),
    ("/apply/clear", "what is cleared is gone"),
    (
        "/apply/{group}/{item}",
        "an item has the id that its page was made with",
    ),
    ("/apply/{group}/{item}/remove", "what is removed is gone"),
    ("/apply/{page}", "the answer is kept in place of itself"),
    ("/assess-needs/clear", "what is cleared is gone"),
    (
        "/assess-needs/{group}/{item}",
        "an item has the id that its page was made with",
    ),
    (
        "/assess-needs/{group}/{item}/remove",
        "what is removed is gone",
    ),
    (
        "/assess-needs/{page}",
        "the answer is kept in place of itself",
    ),
    ("/check-support/clear", "what is cleared is gone"),
    (
        "/check-support/{group}/{item}",
        "an item has the id that its page was made with",
    ),
    (
        "/check-support/{group}/{item}/remove",
        "what is removed is gone",
    ),
    (
        "/check-support/{page}",
        "the answer is kept in place of itself",
    ),
    (
        "/day-services/{supplier}/non-payment/{year}",
        "the weeks are kept in place of themselves",
    ),
    (
        "/day-services/{supplier}/people/invite",
        "the grant is kept in place of itself",
    ),
    (
        "/day-services/{supplier}/people/{id}/remove",
        "what is taken is gone",
    ),
    (
        "/finance/messages/{id}/end",
        "a message that has ended stays so",
    ),
    (
        "/finance/suppliers/{supplier}/contracts/{terms}",
        "what is confirmed is kept in place of itself",
    ),
    (
        "/finance/suppliers/{supplier}/invite",
        "the grant is kept in place of itself",
    ),
    (
        "/finance/suppliers/{supplier}/non-payment/{year}",
        "the weeks are kept in place of themselves",
    ),
    (
        "/finance/suppliers/{supplier}/registers/{week}/unlock",
        "a register that somebody unlocked for a reason stays so",
    ),
    (
        "/finance/suppliers/{supplier}/people/{id}",
        "the grant is kept in place of itself",
    ),
    (
        "/finance/suppliers/{supplier}/people/{id}/take",
        "what is taken is gone",
    ),
    (
        "/finance/messages/write",
        "a message has the id that its page was made with",
    ),
    (
        "/day-services/{supplier}/{week}/save",
        "a mark is kept in place of itself",
    ),
    ("/estimate-costs/clear", "what is cleared is gone"),
    (
        "/estimate-costs/what-if/{page}",
        "the answer is kept in place of itself",
    ),
    (
        "/estimate-costs/what-if/{page}/keep",
        "the answer is kept in place of itself",
    ),
    (
        "/estimate-costs/{group}/{item}",
        "an item has the id that its page was made with",
    ),
    (
        "/estimate-costs/{group}/{item}/remove",
        "what is removed is gone",
    ),
    (
        "/estimate-costs/{page}",
        "the answer is kept in place of itself",
    ),
    ("/report-concern/clear", "what is cleared is gone"),
    (
        "/report-concern/{group}/{item}",
        "an item has the id that its page was made with",
    ),
    (
        "/report-concern/{group}/{item}/remove",
        "what is removed is gone",
    ),
    (
        "/report-concern/{page}",
        "the answer is kept in place of itself",
    ),
    (
        "/finance/accesses",
        "each look is recorded, because each was one",
    ),
    (
        "/professionals/account/sessions",
        "a session that has ended is not there to end",
    ),
    (
        "/professionals/account/sign-out-everywhere",
        "who is signed out is asked to sign in",
    ),
    ("/professionals/sign-out", "who is signed out stays so"),
    (
        "/professionals/stay",
        "the session goes on from the later press",
    ),
    (
        "/saved-forms/your-data/complaint",
        "it is kept once and confirmed once",
    ),
    ("/saved-forms/start", "a form is kept with its first answer"),
    ("/saved-forms/{id}/delete", "what is deleted is gone"),
    (
        "/saved-forms/{id}/name",
        "the name is kept in place of itself",
    ),
    ("/saved-forms/{id}/resume", "the form is open"),
    ("/sign-out", "who is signed out stays so"),
];

/// A button that is about to be pressed, in the browser that shows it.
struct Button {
    app: TestApp,
    browser: Visitor,
    address: String,
    fields: Vec<(&'static str, String)>,
}

impl Button {
    fn at(
        app: &TestApp,
        browser: &Visitor,
        address: &str,
        fields: Vec<(&'static str, String)>,
    ) -> Self {
        Self {
            app: app.clone(),
            browser: browser.clone(),
            address: address.to_owned(),
            fields,
        }
    }

    async fn press_in(&self, browser: &mut Visitor) -> Reply {
        browser.post(&self.address, &borrowed(&self.fields)).await
    }

    /// Presses the button, and returns the browser as it is after the answer.
    async fn press(&self) -> (Visitor, Reply) {
        let mut browser = self.browser.clone();
        let reply = self.press_in(&mut browser).await;
        (browser, reply)
    }

    async fn press_twice(&self, side_by_side: bool) -> [(Visitor, Reply); 2] {
        if side_by_side {
            tokio::join!(self.press(), self.press()).into()
        } else {
            let first = self.press().await;
            [first, self.press().await]
        }
    }

    /// Counts the stored items of each partition.
    async fn items(&self) -> BTreeMap<String, usize> {
        let mut items = BTreeMap::new();
        for item in self.app.database().stored_records().await {
            let (key, _) = text(&item, "PK").split_once('#').unwrap_or_default();
            *items.entry(format!("{key}#")).or_default() += 1;
        }
        items
    }

    async fn outcome(&self, browser: &mut Visitor, reply: Reply) -> Outcome {
        let status = reply.status;
        let page = match reply.location() {
            Some(_) => browser.follow(reply).await,
            None => reply,
        };
        let stored = self.app.database().stored().await;
        let counts = stored.iter().filter_map(|item| item["count"]["N"].as_str());
        let counted = counts.map(|count| count.parse::<i64>().unwrap()).sum();
        let sent = self.app.mailer().sent();
        Outcome {
            status,
            heading: page.heading(),
            items: self.items().await,
            counted,
            emails: sent.iter().map(|(_, mail)| Email::kind(mail)).collect(),
            codes: self.app.phones().sent().len(),
        }
    }
}

/// Returns fields with the values that a page has for those of `hidden`.
fn with_hidden(
    page: &Reply,
    typed: &[(&'static str, &str)],
    hidden: &[&'static str],
) -> Vec<(&'static str, String)> {
    let typed = typed
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    let hidden = hidden.iter().map(|name| (*name, page.hidden(name)));
    typed.chain(hidden).collect()
}

/// Brings somebody to where the button is.
async fn prepared(name: &str) -> Button {
    let route = name.split(' ').next().unwrap();
    match route {
        _ if route.starts_with("/finance/") => of_finance(name).await,
        _ if route.starts_with("/professionals/") => of_staff(name).await,
        "/sign-in/code" => code_of_citizen(name).await,
        _ => of_citizen(name).await,
    }
}

async fn code_of_citizen(name: &str) -> Button {
    let app = TestApp::default();
    let is = |what: &str| name.ends_with(what);
    let mut browser = match name {
        _ if is("for a new account") => {
            let mut browser = visitor(&app);
            browser.create_account("Ada", EMAIL, "/saved-forms").await;
            browser
        }
        _ if is("address") || is("to delete the account") => {
            let mut ada = citizen(&app, "Ada", EMAIL).await;
            let (page, fields) = match is("to delete the account") {
                true => (
                    "/saved-forms/your-data/delete",
                    vec![("password", PASSWORD)],
                ),
                false => (
                    "/account/email",
                    vec![("email", OTHER), ("password", PASSWORD)],
                ),
            };
            ada.post(page, &fields).await;
            ada
        }
        _ => {
            app.open_account("Ada", EMAIL).await;
            let mut browser = visitor(&app);
            match is("for a new password") {
                true => drop(
                    browser
                        .post("/sign-in/new-password", &[("email", EMAIL)])
                        .await,
                ),
                false => drop(browser.prove_password(EMAIL, "/account").await),
            }
            browser
        }
    };
    if is("to a new address") {
        browser.give_code(&app, EMAIL).await;
    }
    let to = if is("to a new address") { OTHER } else { EMAIL };
    let code = app.emailed_code(to);
    Button::at(&app, &browser, "/sign-in/code", vec![("code", code)])
}

async fn of_citizen(name: &str) -> Button {
    let app = TestApp::default();
    let mut browser = visitor(&app);
    let route = name.split(' ').next().unwrap();
    if route != "/account/create" && route != "/sign-in/code/name" {
        app.open_account("Ada", EMAIL).await;
    }
    if route.starts_with("/account/") && route != "/account/create" || route.ends_with("/delete") {
        browser.sign_in(&app, EMAIL, "/account").await;
    }
    match route {
        "/sign-in/code/resend" => {
            browser.prove_password(EMAIL, "/account").await;
            app.pass_minutes(1);
        }
        "/sign-in/code/name" => {
            let mut other = visitor(&app);
            other.create_account("Ada", EMAIL, "/saved-forms").await;
            browser.sign_in(&app, EMAIL, "/account").await;
        }
        "/sign-in/new-password/choose" => {
            let fields = [("email", EMAIL)];
            browser.post("/sign-in/new-password", &fields).await;
            browser.give_code(&app, EMAIL).await;
        }
        _ if name.contains(' ') => {
            browser.post(route, &[("password", PASSWORD)]).await;
            browser.give_code(&app, EMAIL).await;
        }
        _ => {}
    }
    let shown = match route {
        "/sign-in/code/resend" => "/sign-in/code",
        route => route,
    };
    let page = browser.get(shown).await;
    let fields = match name {
        "/account/create" => {
            let names = [("first-name", "Ada"), ("last-name", "Example")];
            let sign_in = [("email", EMAIL), ("password", PASSWORD)];
            with_hidden(&page, &[names, sign_in].concat(), &["next", "id"])
        }
        "/sign-in" => {
            let typed = [("email", EMAIL), ("password", PASSWORD)];
            with_hidden(&page, &typed, &["next", "id"])
        }
        "/sign-in/code/resend" => with_hidden(&page, &[], &["sent"]),
        "/sign-in/code/name" => {
            let typed = [("first-name", "Ada"), ("last-name", "Example")];
            with_hidden(&page, &typed, &[])
        }
        "/sign-in/new-password" => with_hidden(&page, &[("email", EMAIL)], &["id"]),
        "/sign-in/new-password/choose" => {
            with_hidden(&page, &[("password", "meadow lantern gravel")], &[])
        }
        "/account/email" => {
            let typed = [("email", OTHER), ("password", PASSWORD)];
            with_hidden(&page, &typed, &["id"])
        }
        "/account/password with the new one" => {
            with_hidden(&page, &[("new-password", "meadow lantern gravel")], &[])
        }
        "/saved-forms/your-data/delete with the proof" => Vec::new(),
        "/saved-forms/recover" => {
            let typed = [("reference", "3PRR9K333R"), ("email", EMAIL)];
            with_hidden(&page, &typed, &["id"])
        }
        "/saved-forms/your-data/complaint" => {
            let who = [("name", "Jo Bloggs"), ("email", "jo@example.org")];
            let what = [("what-happened", "My letter went to the wrong house.")];
            with_hidden(&page, &[&who[..], &what].concat(), &["id"])
        }
        _ => with_hidden(&page, &[("password", PASSWORD)], &["id"]),
    };
    Button::at(&app, &browser, route, fields)
}

/// Signs Farah in, with a telephone and, if it is asked for, an app.
async fn farah(app: &TestApp, with_app: bool) -> (Visitor, Option<AppSecret>) {
    let new = StaffUserBuilder::new("Farah", Role::Finance).with_email(FARAH);
    app.invite(new).await;
    let mut browser = visitor(app);
    browser.sign_in_with_new_phone(app, FARAH, MOBILE).await;
    if !with_app {
        return (browser, None);
    }
    let secret = proven_for_app(app, &mut browser).await;
    let code = app_code(app, &secret);
    browser
        .post("/professionals/account/app", &[("code", &code)])
        .await;
    app.pass_minutes(1);
    (browser, Some(secret))
}

async fn of_staff(name: &str) -> Button {
    let app = TestApp::default();
    let with_app = ["/sign-in/app", "/app/remove", "/account/phone"];
    let with_app = with_app.iter().any(|ends| name.ends_with(ends));
    let (mut browser, secret) = match name.ends_with("/sign-in/phone") {
        true => {
            let new = StaffUserBuilder::new("Farah", Role::Finance).with_email(FARAH);
            app.invite(new).await;
            (visitor(&app), None)
        }
        false => farah(&app, with_app).await,
    };
    app.pass_minutes(1);
    if !name.contains("/account/") {
        browser = visitor(&app);
    }
    match name {
        "/professionals/sign-in/phone"
        | "/professionals/sign-in/code"
        | "/professionals/sign-in/code/resend"
        | "/professionals/sign-in/app" => drop(browser.prove_staff_password(FARAH).await),
        "/professionals/new-password/choose" => {
            let fields = [("email", FARAH)];
            browser.post("/professionals/new-password", &fields).await;
            browser.give_code(&app, FARAH).await;
        }
        "/professionals/account/password" => {
            let fields = [("password", PASSWORD)];
            let prove = "/professionals/account/password/prove";
            browser.post(prove, &fields).await;
            browser.give_phone_code(&app).await;
        }
        _ => {}
    }
    app.pass_minutes(1);
    let new_app = match name {
        "/professionals/account/app" => Some(proven_for_app(&app, &mut browser).await),
        _ => secret,
    };
    let code = new_app.map(|secret| app_code(&app, &secret));
    let code = code.unwrap_or_else(|| app.phones().last().unwrap_or_default());
    let shown = name.strip_suffix("/prove").unwrap_or(name);
    let page = browser
        .get(shown.strip_suffix("/resend").unwrap_or(shown))
        .await;
    let proof = [("password", PASSWORD), ("code", code.as_str())];
    let fields = match name {
        "/professionals/sign-in" => {
            let typed = [("email", FARAH), ("password", PASSWORD)];
            with_hidden(&page, &typed, &["next", "id"])
        }
        "/professionals/new-password" => with_hidden(&page, &[("email", FARAH)], &["id"]),
        "/professionals/new-password/choose" => {
            with_hidden(&page, &[("password", "meadow lantern gravel")], &[])
        }
        "/professionals/sign-in/phone" => with_hidden(&page, &[("phone", MOBILE)], &["sent"]),
        "/professionals/sign-in/code/resend" => with_hidden(&page, &[("by", "text")], &["sent"]),
        "/professionals/account/app/remove" => with_hidden(&page, &proof, &["id"]),
        "/professionals/account/phone" => {
            let typed = [&proof[..], &[("phone", LANDLINE)]].concat();
            with_hidden(&page, &typed, &["id"])
        }
        "/professionals/account/password" => {
            with_hidden(&page, &[("new-password", "meadow lantern gravel")], &[])
        }
        _ if name.ends_with("/prove") => with_hidden(&page, &proof[..1], &["id"]),
        _ => with_hidden(&page, &proof[1..], &[]),
    };
    Button::at(&app, &browser, name, fields)
}

async fn of_finance(name: &str) -> Button {
    let app = TestApp::default();
    let (mut browser, _) = farah(&app, false).await;
    let new = StaffUserBuilder::new("Owen", Role::Provider).with_email(OWEN);
    let owen = app.invite(new).await;
    let mut owens = visitor(&app);
    owens.sign_in_with_new_phone(&app, OWEN, LANDLINE).await;
    let complaint = of_citizen("/saved-forms/your-data/complaint").await;
    let (_, received) = Button {
        app: app.clone(),
        browser: visitor(&app),
        ..complaint
    }
    .press()
    .await;
    let complaint = received.location().unwrap().rsplit('/').next().unwrap();
    let sent = send_application(&app).await;
    bounce(&app, &sent).await;
    app.pass_minutes(1);
    let (address, page) = match name {
        "/finance/people/invite" => (name.to_owned(), name.to_owned()),
        _ if name.starts_with("/finance/people/") => {
            let address = name.replace("{id}", &owen.id.0);
            (address, format!("/finance/people/{}", owen.id.0))
        }
        _ if name.starts_with("/finance/undelivered/") => {
            let address = name.replace("{reference}", sent.reference.plain());
            let page = address.trim_end_matches("/settle").to_owned();
            (address, page)
        }
        _ => {
            let address = name.replace("{reference}", complaint);
            let page = address.trim_end_matches("/acknowledge").to_owned();
            (address, page)
        }
    };
    let page = browser.get(&page).await;
    let fields = match name {
        "/finance/people/invite" => {
            let who = [("first-name", "Kit"), ("last-name", "Example")];
            let work = [("email", "kit@exampleshire.example"), ("role", "provider")];
            with_hidden(&page, &[who, work].concat(), &["id"])
        }
        _ if name.starts_with("/finance/people/") => with_hidden(&page, &[], &["id"]),
        _ => Vec::new(),
    };
    Button::at(&app, &browser, &address, fields)
}

/// Returns the code that an authenticator app with this secret shows now.
fn app_code(app: &TestApp, secret: &AppSecret) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.reveal()).unwrap();
    let codes = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let now = u64::try_from(app.site().now().as_second()).unwrap();
    codes.generate(now).to_string()
}

/// Proves who somebody is that has no app yet, and returns the secret that they
/// are shown.
async fn proven_for_app(app: &TestApp, browser: &mut Visitor) -> AppSecret {
    let prove = "/professionals/account/app/prove";
    browser.post(prove, &[("password", PASSWORD)]).await;
    browser.give_phone_code(app).await;
    let words = browser.get("/professionals/account/app").await.words();
    let (_, key) = words.split_once("Key: ").unwrap();
    AppSecret::parse(&key.chars().take(39).collect::<String>()).unwrap()
}
