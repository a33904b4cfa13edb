//! Accounts, from the first page to the last, as people use them.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use domain::access::sign_in::IdentityProvider as _;
use domain::correspondence::email::Email;
use domain::forms::saved_form::SavedFormStore as _;
use domain::records::retention_schedule::Retention;
use domain::values::retention_period::RetentionPeriod;
use serde_json::json;
use testkit::{PASSWORD, Reply, TestApp, Visitor};

use crate::people::{is_easy, key_of, pasted, places_of, told_of, wrong_for};
use crate::routes;
use crate::visitors::{citizen, visitor};

const EMAIL: &str = "ada.example@example.org";
const NEW_EMAIL: &str = "ada.new@example.org";
const BOBS_EMAIL: &str = "bob.builder@example.org";
const OTHER: &str = "bea.example@example.org";

/// The first question of the check.
const WHO: &str = "/check-support/who";

/// A value that an attacker put into somebody's browser.
const PLANTED: &str = "abadcafeabadcafeabadcafeabadcafe";

#[tokio::test]
async fn what_was_entered_without_an_account_joins_it_at_the_first_sign_in() {
    let app = TestApp::default();
    let mut ada = visitor(&app);
    ada.post("/check-support/who", &[("who", "carer")]).await;
    let page = ada.create_account("Ada", EMAIL, WHO).await;
    assert_eq!(page.heading(), "Check your email");
    assert!(
        page.words().contains("at 9am"),
        "says when: {}",
        page.words()
    );
    let reply = ada.give_code(&app, EMAIL).await;
    assert_eq!(reply.location(), Some("/check-support/who"));
    let page = ada.follow(reply).await;
    assert!(page.body.contains("Signed in as Ada"));
    assert!(is_chosen(&page, "carer"));
    assert!(!ada.cookies().contains_key("__Host-visit"));
    // No answer is left under the visitor's cookie.
    let stored = app.database().stored().await;
    assert!(
        stored
            .iter()
            .all(|item| !item["PK"].to_string().contains("DRAFT#"))
    );
}

#[tokio::test]
async fn who_stopped_before_the_first_code_is_asked_for_their_name_when_they_sign_in() {
    let app = TestApp::default();
    visitor(&app).create_account("Ada", EMAIL, WHO).await;
    // On another day she uses another browser, which has answers of its own.
    let mut ada = visitor(&app);
    ada.post("/check-support/who", &[("who", "carer")]).await;
    let reply = ada.sign_in(&app, EMAIL, "/check-support/who").await;
    assert_eq!(reply.location(), Some("/sign-in/code/name"));
    let page = ada.follow(reply).await;
    assert_eq!(page.heading(), "What is your name?");

    // Every other page leads to the one that asks for the name, and shows
    // nothing of the account.
    for address in ["/sign-in/code", "/sign-in/code/resend"] {
        let reply = ada.post(address, &[("code", "123456")]).await;
        assert_eq!(reply.location(), Some("/sign-in/code/name"), "{address}");
    }
    let stranger = ada.get("/account").await;
    assert_eq!(stranger.location(), Some("/sign-in?next=/account"));
    let page = ada.post("/sign-in/code/name", &[("first-name", " ")]).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.errors().len(), 1, "{:?}", page.errors());

    let names = [("first-name", " Ada "), ("last-name", "Example")];
    let reply = ada.post("/sign-in/code/name", &names).await;
    assert_eq!(reply.location(), Some("/check-support/who"));
    let page = ada.follow(reply).await;
    assert!(page.body.contains("Signed in as Ada"));
    assert!(is_chosen(&page, "carer"), "the answers joined");
    let account = ada.get("/account").await;
    assert_eq!(account.summary_row("Name").as_deref(), Some("Ada Example"));

    // Posted again, the name leads to signing in and changes nothing.
    let again = [("first-name", "Eve"), ("last-name", "Example")];
    let reply = ada.post("/sign-in/code/name", &again).await;
    assert_eq!(reply.location(), Some("/sign-in"));
    assert!(ada.get("/account").await.words().contains("Ada Example"));
}

#[tokio::test]
async fn an_address_that_has_an_account_carries_what_was_entered_through_signing_in() {
    let app = TestApp::default();
    citizen(&app, "Ada", EMAIL).await;
    // On another day she has another device and has forgotten her account.
    let mut ada = visitor(&app);
    ada.post("/check-support/who", &[("who", "carer")]).await;
    ada.create_account("Ada", EMAIL, WHO).await;
    let reply = ada.give_code(&app, EMAIL).await;
    let page = ada.follow(reply).await;
    assert!(
        page.words().contains("You already have an account"),
        "{}",
        page.words()
    );
    let reply = ada.sign_in(&app, EMAIL, "/check-support/who").await;
    assert!(is_chosen(&ada.follow(reply).await, "carer"));
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_answer_byte_by_byte() {
    let known = TestApp::default();
    citizen(&known, "Ada", EMAIL).await;
    let unknown = TestApp::default();
    let wrong = [
        ("email", EMAIL),
        ("password", "not the right words"),
        ("next", "/"),
    ];
    let email = [("email", EMAIL)];
    let mut answers = Vec::new();
    for app in [&known, &unknown] {
        let mut somebody = visitor(app);
        let refused = somebody.post("/sign-in", &wrong).await;
        // Every page has an id of its own, whoever it is shown to.
        let id = refused.hidden("id");
        let refused = (refused.status, refused.body.replace(&id, ""));
        let asked = somebody.post("/sign-in/new-password", &email).await;
        let code = somebody.get("/sign-in/code").await;
        let mut newcomer = visitor(app);
        let made = newcomer.create_account("Ada", EMAIL, WHO).await;
        answers.push([
            refused,
            (asked.status, asked.body),
            (code.status, code.body),
            (made.status, made.body),
        ]);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0][0].0, 422);
}

#[tokio::test]
async fn after_the_end_of_a_session_in_mid_form_everybody_is_back_on_the_exact_page_with_every_answer()
 {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let reply = ada.post("/check-support/who", &[("who", "myself")]).await;
    let next = reply
        .location()
        .expect("there is a next question")
        .to_owned();
    let page = ada.get(&next).await;
    let field = next.rsplit('/').next().unwrap();
    app.pass_minutes(31);
    // The page shows nothing any more.
    let sent = ada.get("/check-support/who").await;
    assert_eq!(sent.location(), Some("/sign-in?next=/check-support/who"));
    // An answer typed in the open page is not lost.
    let values = page.attributes(&format!("[name={field}]"), "value");
    let value = &values[0];
    let sent = ada.post(&next, &[(field, value)]).await;
    let to = format!("/sign-in?next={next}");
    assert_eq!(sent.location(), Some(&*to));
    let reply = ada.sign_in(&app, EMAIL, &next).await;
    assert_eq!(reply.location(), Some(&*next));
    assert!(is_chosen(&ada.follow(reply).await, value));
    assert!(is_chosen(&ada.get("/check-support/who").await, "myself"));
}

#[tokio::test]
async fn two_forms_of_one_kind_in_two_tabs_each_keep_their_own_answers() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let mine = begin_another(&mut ada, "myself").await;
    let mums = begin_another(&mut ada, "carer").await;
    assert_ne!(mine.meant_for, mums.meant_for);
    // She returns to the first tab, whose form is not the one that was opened
    // last.
    let first = Tab {
        meant_for: mine.meant_for.clone(),
        at: WHO.to_owned(),
    };
    first.answer(&mut ada, "somebody").await;
    assert!(
        is_chosen(&ada.get(WHO).await, "somebody"),
        "she goes on there"
    );
    assert!(says_who(&mut ada, &mums, "carer").await);
    assert!(says_who(&mut ada, &mine, "somebody").await);

    // The session ends under both tabs, and each answer waits for its own form.
    app.pass_minutes(31);
    let second = Tab {
        meant_for: mums.meant_for.clone(),
        at: WHO.to_owned(),
    };
    for (tab, who) in [(&first, "myself"), (&second, "somebody")] {
        let to = tab.answer(&mut ada, who).await;
        assert_eq!(to, format!("/sign-in?next={WHO}"));
    }
    ada.sign_in(&app, EMAIL, WHO).await;
    assert!(says_who(&mut ada, &mine, "myself").await);
    assert!(says_who(&mut ada, &mums, "somebody").await);
    let page = ada.get("/saved-forms").await;
    assert_eq!(page.body.matches("/resume\"").count(), 2, "no other began");
}

#[tokio::test]
async fn a_tab_from_before_signing_in_goes_on_in_the_form_that_it_joined() {
    let app = TestApp::default();
    citizen(&app, "Ada", EMAIL).await;
    let mut ada = visitor(&app);
    let first = Tab::open(&mut ada, WHO).await;
    let next = first.answer(&mut ada, "carer").await;
    let before = Tab::open(&mut ada, &next).await;
    // A first page in which nothing was typed.
    let untouched = Tab::open(&mut visitor(&app), WHO).await;
    // She signs in in another tab and begins another form.
    ada.sign_in(&app, EMAIL, WHO).await;
    let joined = Tab::open(&mut ada, &next).await;
    let another = begin_another(&mut ada, "myself").await;

    let tab = Tab {
        meant_for: before.meant_for,
        at: WHO.to_owned(),
    };
    tab.answer(&mut ada, "somebody").await;
    assert!(is_chosen(&ada.get(WHO).await, "somebody"));
    assert!(says_who(&mut ada, &another, "myself").await);
    assert!(says_who(&mut ada, &joined, "somebody").await);
    // An answer from the page of no form begins a new form.
    untouched.answer(&mut ada, "carer").await;
    assert!(is_chosen(&ada.get(WHO).await, "carer"));
    assert!(says_who(&mut ada, &another, "myself").await);
    assert!(says_who(&mut ada, &joined, "somebody").await);
    let page = ada.get("/saved-forms").await;
    assert_eq!(page.body.matches("/resume\"").count(), 3);
}

#[tokio::test]
async fn a_form_that_is_not_found_may_have_been_kept_for_as_long_as_the_council_says() {
    let app = TestApp::default();
    citizen(&app, "Ada", EMAIL).await;
    for days in [28, 60] {
        let retention = Retention {
            saved_form: RetentionPeriod::days(days),
            ..Retention::default()
        };
        let (policy, table) = (tests::illustration(), app.table());
        let routes = tests::house_of(&app, &policy, &table, retention);
        let mut ada = Visitor::new(routes);
        let fields = [("reference", "K7F-3MM-XT4F"), ("email", EMAIL)];
        let reply = ada.post("/saved-forms/recover", &fields).await;
        assert_eq!(reply.location(), Some("/sign-in/code"), "{}", reply.words());
        let reply = ada.give_code(&app, EMAIL).await;
        assert_eq!(reply.status, 404);
        let said = format!("we keep a form for {days} days");
        assert!(reply.words().contains(&said), "{}", reply.words());
    }
}

#[tokio::test]
async fn a_code_can_be_tried_five_times_and_a_new_one_voids_it() {
    let app = TestApp::default();
    let mut ada = visitor(&app);
    ada.create_account("Ada", EMAIL, WHO).await;
    let wrong = wrong_for(&app.emailed_code(EMAIL));
    for left in [4, 3, 2, 1, 0] {
        let reply = ada.post("/sign-in/code", &[("code", wrong)]).await;
        assert_eq!(reply.status, 422, "{left}");
    }
    let late = ada.give_code(&app, EMAIL).await;
    assert_eq!(late.status, 422, "the right code, after five wrong ones");
    let old = app.emailed_code(EMAIL);
    ada.post("/sign-in/code/resend", &[]).await;
    let new = app.emailed_code(EMAIL);
    if old != new {
        let reply = ada.post("/sign-in/code", &[("code", &old)]).await;
        assert_eq!(reply.status, 422, "the code before");
    }
    let reply = ada.give_code(&app, EMAIL).await;
    assert_eq!(reply.location(), Some("/check-support/who"));
}

#[tokio::test]
async fn a_code_is_too_late_after_ten_minutes_and_belongs_to_its_own_sign_in() {
    let app = TestApp::default();
    let mut ada = visitor(&app);
    ada.create_account("Ada", EMAIL, WHO).await;
    let mut other = visitor(&app);
    let mut mallory = visitor(&app);
    ada.give_code(&app, EMAIL).await;
    other.prove_password(EMAIL, "/").await;
    let code = app.emailed_code(EMAIL);
    assert_eq!(
        mallory
            .post("/sign-in/code", &[("code", &code)])
            .await
            .location(),
        Some("/sign-in"),
        "without the sign-in"
    );
    mallory.prove_password(EMAIL, "/").await;
    if app.emailed_code(EMAIL) != code {
        assert_eq!(
            mallory
                .post("/sign-in/code", &[("code", &code)])
                .await
                .status,
            422
        );
    }
    app.pass_minutes(10);
    assert_eq!(mallory.give_code(&app, EMAIL).await.status, 422, "late");
}

#[tokio::test]
async fn five_codes_an_hour_are_sent_to_an_address() {
    let app = TestApp::default();
    let mut ada = visitor(&app);
    ada.create_account("Ada", EMAIL, WHO).await;
    for _ in 0..4 {
        assert_eq!(ada.post("/sign-in/code/resend", &[]).await.status, 303);
    }
    let before = app.mailer().sent().len();
    let refused = ada.post("/sign-in/code/resend", &[]).await;
    assert_eq!(refused.status, 429);
    assert!(refused.words().contains("5 codes"), "{}", refused.words());
    assert_eq!(app.mailer().sent().len(), before, "nothing was sent");
}

/// Every kind of code, after two wrong attempts, is still live.
#[tokio::test]
async fn no_live_code_stands_in_a_dump_of_the_table() {
    let app = TestApp::default();
    citizen(&app, "Ada", EMAIL).await;
    citizen(&app, "Bea", OTHER).await;
    let (ada, bea) = ([("email", EMAIL)], [("email", OTHER)]);
    let recover = [("reference", "K7F-3MM-XT4F"), ("email", OTHER)];
    let sign_in = [("email", EMAIL), ("password", PASSWORD)];
    let mut waiting = Vec::new();
    for (address, to, fields) in [
        (EMAIL, "/sign-in", &sign_in[..]),
        (EMAIL, "/sign-in/new-password", &ada[..]),
        (OTHER, "/sign-in/new-password", &bea[..]),
        (OTHER, "/saved-forms/recover", &recover[..]),
    ] {
        let mut visitor = visitor(&app);
        let sent = visitor.post(to, fields).await;
        assert_eq!(sent.location(), Some("/sign-in/code"), "{}", sent.words());
        waiting.push((visitor, app.emailed_code(address)));
    }
    for (name, email) in [
        ("Ada", EMAIL),
        ("Cy", "cy.example@example.org"),
        ("Di", "di.example@example.org"),
    ] {
        let mut visitor = visitor(&app);
        visitor.create_account(name, email, WHO).await;
        waiting.push((visitor, app.emailed_code(email)));
    }
    for (visitor, code) in &mut waiting {
        let wrong = wrong_for(code);
        for _ in 0..2 {
            let refused = visitor.post("/sign-in/code", &[("code", wrong)]).await;
            assert_eq!(refused.status, 422);
        }
    }

    let stored = app.database().stored().await;
    assert!(stored.len() >= 15, "{}", stored.len());
    for (_, code) in &waiting {
        let found = places_of(code, &stored);
        assert!(found.is_empty(), "a live code stands in {found:?}");
    }
    // The search finds each code where it stands, and each code is still live.
    for (mut visitor, code) in waiting {
        for planted in [format!("the code is {code}."), key_of(&code)] {
            let item = json!({"PK": {"S": "A"}, "SK": {"S": "B"}, "note": {"S": planted}});
            assert_eq!(places_of(&code, &[item]), ["A B"]);
        }
        let right = visitor.post("/sign-in/code", &[("code", &code)]).await;
        // 404: there is no form with the reference that was to be recovered.
        let counts = matches!(right.status, 303 | 404);
        assert!(counts, "{}: {}", right.status, right.words());
    }
}

#[tokio::test]
async fn every_page_of_signing_in_takes_a_pasted_code_and_sets_no_puzzle() {
    let app = TestApp::default();
    let mut ada = visitor(&app);
    let mut asks = BTreeMap::new();
    for page in [
        "/account/create",
        "/sign-in",
        "/sign-in/new-password",
        "/saved-forms/recover",
    ] {
        asks.insert(page, is_easy(page, &ada.get(page).await));
    }
    // She began to make her account once before and stopped at the code.
    visitor(&app).create_account("Ada", EMAIL, WHO).await;
    ada.prove_password(EMAIL, "/account").await;
    let page = "/sign-in/code";
    asks.insert(page, is_easy(page, &ada.get(page).await));
    let named = paste_code(&app, &mut ada).await;
    let page = "/sign-in/code/name";
    assert_eq!(named.location(), Some(page), "{}", named.words());
    asks.insert(page, is_easy(page, &ada.get(page).await));
    ada.post("/sign-in/new-password", &[("email", EMAIL)]).await;
    let chosen = paste_code(&app, &mut ada).await;
    let page = "/sign-in/new-password/choose";
    assert_eq!(chosen.location(), Some(page), "{}", chosen.words());
    asks.insert(page, is_easy(page, &ada.get(page).await));

    // These are all the pages of signing in, and one of them asks for a code.
    let code: Vec<_> = asks.iter().filter(|(_, asks)| **asks).collect();
    assert_eq!(code, [(&"/sign-in/code", &true)]);
    for route in routes::all() {
        let signs_in = ["/sign-in", "/account/create"];
        let is_one = signs_in
            .iter()
            .any(|place| route.template.starts_with(place));
        if is_one && route.method == Method::GET {
            let seen = asks.contains_key(route.template);
            assert!(seen, "{} was not looked at", route.template);
        }
    }
}

#[tokio::test]
async fn every_sign_in_gives_a_new_session_and_none_that_was_planted() {
    let app = TestApp::default();
    let mut ada = visitor(&app);
    for name in ["__Host-session", "__Host-sign-in", "__Host-visit"] {
        ada.take(name, PLANTED);
    }
    let mut seen = BTreeSet::from([PLANTED.to_owned()]);
    ada.create_account("Ada", EMAIL, WHO).await;
    let mut is_new = |cookie: &str, ada: &Visitor| {
        let value = ada.cookies()[cookie].clone();
        assert!(seen.insert(value), "{cookie} was there before");
    };
    is_new("__Host-sign-in", &ada);
    ada.give_code(&app, EMAIL).await;
    is_new("__Host-session", &ada);
    assert!(!ada.cookies().contains_key("__Host-sign-in"));
    for signs_out in [true, false, true] {
        if signs_out {
            ada.post("/sign-out", &[]).await;
            ada.take("__Host-session", PLANTED);
        }
        ada.prove_password(EMAIL, "/account").await;
        is_new("__Host-sign-in", &ada);
        ada.give_code(&app, EMAIL).await;
        is_new("__Host-session", &ada);
        assert_eq!(ada.get("/account").await.status, 200);
    }
    // The planted values open nothing.
    let mut mallory = visitor(&app);
    for name in ["__Host-session", "__Host-sign-in", "__Host-visit"] {
        mallory.take(name, PLANTED);
    }
    let refused = mallory.get("/account").await;
    assert_eq!(refused.location(), Some("/sign-in?next=/account"));
    let refused = mallory.get("/sign-in/code").await;
    assert_eq!(refused.location(), Some("/sign-in"));
}

#[tokio::test]
async fn who_signs_in_over_anothers_session_gets_one_of_their_own() {
    let app = TestApp::default();
    citizen(&app, "Ada", EMAIL).await;
    let mut mallory = citizen(&app, "Mallory", OTHER).await;
    // Mallory puts her own valid session, and a sign-in that she has begun,
    // into Ada's browser.
    let mut ada = visitor(&app);
    ada.take("__Host-session", &mallory.cookies()["__Host-session"]);
    let mut begun = visitor(&app);
    let theirs = [("email", OTHER), ("password", PASSWORD)];
    begun.post("/sign-in", &theirs).await;
    ada.take("__Host-sign-in", &begun.cookies()["__Host-sign-in"]);
    let planted: Vec<String> = ada.cookies().values().cloned().collect();
    ada.sign_in(&app, EMAIL, "/account").await;
    for value in ada.cookies().values() {
        assert!(!planted.contains(value));
    }
    assert!(ada.get("/account").await.words().contains("Ada Example"));
    let theirs = mallory.get("/account").await;
    assert!(!theirs.words().contains("Ada"), "{}", theirs.words());
    let begun = begun.get("/account").await;
    assert_eq!(begun.location(), Some("/sign-in?next=/account"));
}

/// ASVS 5.0, 7.2.4: signing in again ends the session that the browser had.
#[tokio::test]
async fn who_signs_in_again_ends_the_session_that_they_had() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let mut copy = ada.clone();
    assert_eq!(copy.get("/account").await.status, 200);
    ada.sign_in(&app, EMAIL, "/account").await;
    assert_eq!(ada.get("/account").await.status, 200);
    let refused = copy.get("/account").await;
    assert_eq!(refused.location(), Some("/sign-in?next=/account"));
}

#[tokio::test]
async fn signing_out_on_every_device_ends_every_session_and_tells_its_owner_alone() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let mut bea = citizen(&app, "Bea", OTHER).await;
    let mut elsewhere = visitor(&app);
    elsewhere.sign_in(&app, EMAIL, "/account").await;
    assert_eq!(elsewhere.get("/account").await.status, 200);
    let mut copy = ada.clone();
    let out = ada.post("/account/sign-out-everywhere", &[]).await;
    assert_eq!(out.location(), Some("/sign-out/done"));
    for device in [&mut ada, &mut elsewhere, &mut copy] {
        let refused = device.get("/account").await;
        assert_eq!(refused.location(), Some("/sign-in?next=/account"));
    }
    assert_eq!(bea.get("/account").await.status, 200);
    let told = told_of(&app, &Email::SignedOutEverywhere);
    assert_eq!(told, [EMAIL]);
}

#[tokio::test]
async fn nobody_comes_in_with_a_cookie_after_signing_out_or_with_a_forged_one() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    assert_eq!(ada.get("/account").await.status, 200);
    let copy = ada.clone();
    ada.post("/sign-out", &[]).await;
    let mut refused = 0;
    for _ in 0..100 {
        let reply = copy.clone().get("/account").await;
        refused += usize::from(reply.location() == Some("/sign-in?next=/account"));
    }
    assert_eq!(refused, 100);
}

#[tokio::test]
async fn a_new_password_signs_everybody_out_and_lets_nobody_in_by_itself() {
    let app = TestApp::default();
    let mut bea = citizen(&app, "Bea", OTHER).await;
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let mut elsewhere = visitor(&app);
    elsewhere
        .post("/sign-in/new-password", &[("email", EMAIL)])
        .await;
    let reply = elsewhere.give_code(&app, EMAIL).await;
    assert_eq!(reply.location(), Some("/sign-in/new-password/choose"));
    let told = || told_of(&app, &Email::PasswordChanged);
    let refused = elsewhere
        .post("/sign-in/new-password/choose", &[("password", "short")])
        .await;
    assert_eq!((refused.status, told().len()), (422, 0));
    let new = "three quiet herons walk";
    let reply = elsewhere
        .post("/sign-in/new-password/choose", &[("password", new)])
        .await;
    assert_eq!(reply.location(), Some("/sign-in"));
    assert_eq!(elsewhere.get("/account").await.status, 303, "not signed in");
    assert_eq!(ada.get("/account").await.status, 303, "signed out");
    assert_eq!(bea.get("/account").await.status, 200, "somebody else");
    assert_eq!(told(), [EMAIL]);
    let refused = elsewhere.prove_password(EMAIL, "/").await;
    assert_eq!(refused.status, 422, "the old password");
    let fields = [("email", EMAIL), ("password", new), ("next", "/account")];
    elsewhere.post("/sign-in", &fields).await;
    let reply = elsewhere.give_code(&app, EMAIL).await;
    assert_eq!(reply.location(), Some("/account"));
}

#[tokio::test]
async fn a_new_password_signs_everybody_out_also_while_no_email_can_be_sent() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let mut elsewhere = visitor(&app);
    elsewhere
        .post("/sign-in/new-password", &[("email", EMAIL)])
        .await;
    elsewhere.give_code(&app, EMAIL).await;
    let choose = "/sign-in/new-password/choose";
    let new = [("password", "three quiet herons walk")];
    app.mailer().fail(true);
    let reply = elsewhere.post(choose, &new).await;
    assert_eq!(reply.location(), Some("/sign-in"));
    assert_eq!(ada.get("/account").await.status, 303, "signed out");
    // The password is the new one, and choosing it was the last step.
    app.mailer().fail(false);
    let reply = elsewhere.post(choose, &new).await;
    assert_eq!(reply.location(), Some("/sign-in/new-password"));
    let fields = [("email", EMAIL), new[0], ("next", "/account")];
    elsewhere.post("/sign-in", &fields).await;
    let reply = elsewhere.give_code(&app, EMAIL).await;
    assert_eq!(reply.location(), Some("/account"));
}

#[tokio::test]
async fn every_mistake_of_a_new_account_is_said_at_once_and_the_password_is_not_shown_again() {
    let app = TestApp::default();
    let mut ada = visitor(&app);
    let fields = [
        ("first-name", ""),
        ("last-name", ""),
        ("email", "ada"),
        ("password", "password1234"),
    ];
    let reply = ada.post("/account/create", &fields).await;
    assert_eq!(reply.status, 422);
    let errors = reply.errors().join("; ");
    for said in [
        "Enter your name",
        "Enter an email address in the correct format",
        "Enter a password that is harder to guess",
    ] {
        assert!(errors.contains(said), "{said}: {errors}");
    }
    assert!(!reply.body.contains("password1234"));
    assert!(app.database().stored_records().await.is_empty());
}

#[tokio::test]
async fn a_password_that_is_built_of_the_councils_name_is_refused_wherever_one_is_chosen() {
    let app = TestApp::default();
    citizen(&app, "Ada", EMAIL).await;
    let built = ("password", "Exampleshire2026!");
    let fields = [
        ("first-name", "Bea"),
        ("last-name", "Example"),
        ("email", OTHER),
        built,
    ];
    let made = visitor(&app).post("/account/create", &fields).await;
    let mut ada = visitor(&app);
    ada.post("/sign-in/new-password", &[("email", EMAIL)]).await;
    ada.give_code(&app, EMAIL).await;
    let chosen = ada.post("/sign-in/new-password/choose", &[built]).await;
    for refused in [made, chosen] {
        assert_eq!(refused.status, 422);
        let errors = refused.errors().join("; ");
        assert!(
            errors.contains("made from the name of the council"),
            "{errors}"
        );
    }
}

#[tokio::test]
async fn a_name_is_changed_and_what_was_sent_keeps_its_own() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let account = ada.get("/account").await;
    assert!(account.has_link_to("/account/name"), "{}", account.body);
    let page = ada.get("/account/name").await;
    assert_eq!(page.attributes("#first-name", "value"), ["Ada"]);

    let refused = ada.post("/account/name", &[("first-name", " ")]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.errors().len(), 1);
    let names = [("first-name", "Adaeze"), ("last-name", "Example-Okoro")];
    let changed = ada.post("/account/name", &names).await;
    let account = ada.follow(changed).await;
    assert_eq!(account.banners().len(), 1);
    assert_eq!(
        account.summary_row("Name").as_deref(),
        Some("Adaeze Example-Okoro")
    );
    assert!(account.body.contains("Signed in as Adaeze"));
    // The next sign-in knows the name.
    let mut elsewhere = visitor(&app);
    elsewhere.sign_in(&app, EMAIL, "/account").await;
    let account = elsewhere.get("/account").await;
    assert!(account.body.contains("Signed in as Adaeze"));
}

#[tokio::test]
async fn an_address_is_changed_and_everything_is_still_there() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let form = begin_another(&mut ada, "carer").await;
    let account = app.account_with(EMAIL).await;
    let mut elsewhere = visitor(&app);
    elsewhere.sign_in(&app, EMAIL, "/account").await;
    assert!(has_email(&mut elsewhere, EMAIL).await);
    let page = ada.get("/account").await;
    assert!(page.has_link_to("/account/email"), "{}", page.body);

    ask_for_address(&app, &mut ada, NEW_EMAIL).await;
    assert!(has_email(&mut ada, EMAIL).await, "not before the code");
    let reply = ada.give_code(&app, NEW_EMAIL).await;
    assert_eq!(reply.location(), Some("/account"));
    assert!(!ada.cookies().contains_key("__Host-sign-in"));
    assert!(has_email(&mut ada, NEW_EMAIL).await);
    assert!(!has_email(&mut ada, EMAIL).await);
    assert!(says_who(&mut ada, &form, "carer").await);
    assert_eq!(elsewhere.get("/account").await.status, 303, "signed out");
    for email in [EMAIL, NEW_EMAIL] {
        assert_eq!(times_told_of_a_change(&app, email), 1, "{email}");
    }

    // The new address signs in and recovers a form, with the old password and
    // answers; the old address does neither.
    let mut ada = visitor(&app);
    let reply = ada.sign_in(&app, NEW_EMAIL, "/account").await;
    assert_eq!(reply.location(), Some("/account"));
    assert_eq!(app.account_with(NEW_EMAIL).await, account);
    assert!(says_who(&mut ada, &form, "carer").await);
    let refused = visitor(&app).prove_password(EMAIL, "/account").await;
    assert_eq!(refused.status, 422);
    let (account, now) = (account.unwrap(), app.site().now());
    let saved = app.table().saved_forms(&account, now).await;
    let reference = saved.unwrap().remove(0).reference;
    for (email, status) in [(NEW_EMAIL, 303), (EMAIL, 422)] {
        let mut guest = visitor(&app);
        let fields = [("reference", reference.plain()), ("email", email)];
        guest.post("/saved-forms/recover", &fields).await;
        let reply = guest.give_code(&app, email).await;
        assert_eq!(reply.status, status, "{email}: {}", reply.words());
    }
    let told = app.mailer().sent_to(EMAIL);
    assert_eq!(told.last(), Some(&Email::NoAccount));
}

#[tokio::test]
async fn every_mistake_of_another_address_is_said_at_once_and_a_wrong_password_changes_nothing() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let sent = app.mailer().sent().len();
    let capitals = EMAIL.to_uppercase();
    for (email, password, said) in [
        ("", "", "Enter your new email address"),
        ("", "", "Enter your password"),
        ("ada", "", "Enter an email address in the correct format"),
        (&*capitals, "", "Your account has this one already"),
        (&*capitals, "", "Enter your password"),
        (NEW_EMAIL, "not these words", "The password is not right"),
    ] {
        let fields = [("email", email), ("password", password)];
        let reply = ada.post("/account/email", &fields).await;
        assert_eq!(reply.status, 422);
        let errors = reply.errors().join("; ");
        assert!(errors.contains(said), "{said}: {errors}");
        assert!(!reply.body.contains("not these words"));
    }
    let fields = [("email", NEW_EMAIL), ("password", "not these words")];
    for _ in 0..4 {
        ada.post("/account/email", &fields).await;
    }
    let reply = ada.post("/account/email", &fields).await;
    let errors = reply.errors().join("; ");
    assert!(errors.contains("tried too many times"), "{errors}");
    assert_eq!(app.mailer().sent().len(), sent, "nothing was sent");
    assert!(has_email(&mut ada, EMAIL).await);
}

#[tokio::test]
async fn an_address_that_has_an_account_gets_the_same_pages_and_only_its_reader_is_told() {
    let app = TestApp::default();
    let ada = citizen(&app, "Ada", EMAIL).await;
    let mut bob = citizen(&app, "Bob", BOBS_EMAIL).await;
    let bobs = app.account_with(BOBS_EMAIL).await;
    let mut answers = Vec::new();
    for email in [BOBS_EMAIL, NEW_EMAIL] {
        let mut ada = ada.clone();
        let fields = [("email", email), ("password", PASSWORD)];
        let asked = ada.post("/account/email", &fields).await;
        let known = ada.give_code(&app, EMAIL).await;
        assert_eq!(known.location(), Some("/sign-in/code"));
        let code = ada.get("/sign-in/code").await;
        let wrong = wrong_for(&app.emailed_code(email));
        let tried = ada.post("/sign-in/code", &[("code", wrong)]).await;
        answers.push([asked, code, tried].map(|reply| {
            let location = reply.location().map(str::to_owned);
            (reply.status, location, reply.body.replace(email, "it"))
        }));
        if email == BOBS_EMAIL {
            // The last code that was sent to this address, from when the
            // account was made.
            let tried = ada.give_code(&app, email).await;
            assert_eq!(tried.status, 422);
            assert!(has_email(&mut ada, EMAIL).await);
        }
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(
        answers[0].each_ref().map(|answer| answer.0),
        [303, 200, 422]
    );
    let told = app.mailer().sent_to(BOBS_EMAIL);
    assert_eq!(told.last(), Some(&Email::EmailTaken));
    assert!(has_email(&mut bob, BOBS_EMAIL).await);
    assert_eq!(app.account_with(BOBS_EMAIL).await, bobs);
    for email in [EMAIL, BOBS_EMAIL] {
        assert_eq!(times_told_of_a_change(&app, email), 0);
    }
}

#[tokio::test]
async fn an_address_that_was_taken_while_its_code_was_on_its_way_stays_with_who_took_it() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    ask_for_address(&app, &mut ada, NEW_EMAIL).await;
    let code = app.emailed_code(NEW_EMAIL);
    citizen(&app, "Ada", NEW_EMAIL).await;
    let reply = ada.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(reply.status, 409);
    let heading = reply.heading();
    assert!(
        heading.starts_with("There is already an account"),
        "{heading}"
    );
    assert!(has_email(&mut ada, EMAIL).await);
    assert_eq!(times_told_of_a_change(&app, NEW_EMAIL), 0);
    assert_ne!(
        app.account_with(EMAIL).await,
        app.account_with(NEW_EMAIL).await
    );
}

#[tokio::test]
async fn a_code_for_another_address_changes_nothing_without_the_session_of_that_account() {
    let app = TestApp::default();
    let ada = citizen(&app, "Ada", EMAIL).await;
    let bob = citizen(&app, "Bob", BOBS_EMAIL).await;
    let cookie = "__Host-sign-in";

    // She signs out and then gives the code; then a thief gives it from a
    // browser with the stolen cookie.
    let mut left = ada.clone();
    ask_for_address(&app, &mut left, NEW_EMAIL).await;
    left.post("/sign-out", &[]).await;
    let mut stranger = bob.clone();
    stranger.take(cookie, &left.cookies()[cookie]);
    for visitor in [&mut left, &mut stranger] {
        let reply = visitor.give_code(&app, NEW_EMAIL).await;
        let to = reply.location().unwrap_or_default();
        assert!(to.starts_with("/sign-in"), "{}: {to}", reply.status);
    }

    // The whole change is made with somebody else's session.
    let mut ada = visitor(&app);
    ada.sign_in(&app, EMAIL, "/account").await;
    ask_for_address(&app, &mut ada, NEW_EMAIL).await;
    let mut stranger = bob.clone();
    stranger.take(cookie, &ada.cookies()[cookie]);
    let reply = stranger.give_code(&app, NEW_EMAIL).await;
    assert_eq!(reply.location(), Some("/sign-in?next=/account"));
    assert!(has_email(&mut stranger, BOBS_EMAIL).await);
    assert!(has_email(&mut ada, EMAIL).await);
    assert_eq!(app.account_with(NEW_EMAIL).await, None);
    for email in [EMAIL, NEW_EMAIL, BOBS_EMAIL] {
        assert_eq!(times_told_of_a_change(&app, email), 0, "{email}");
    }
}

#[tokio::test]
async fn a_change_of_address_that_was_cut_off_is_finished_by_the_same_page_or_the_next_sign_in() {
    for sends_again in [true, false] {
        let app = TestApp::default();
        let mut ada = citizen(&app, "Ada", EMAIL).await;
        let mut elsewhere = visitor(&app);
        elsewhere.sign_in(&app, EMAIL, "/account").await;
        ask_for_address(&app, &mut ada, NEW_EMAIL).await;
        // The identity provider has the new address, but the profile has not.
        app.mailer().fail(true);
        let reply = ada.give_code(&app, NEW_EMAIL).await;
        assert_eq!(reply.status, 503);
        app.mailer().fail(false);
        assert!(app.account_with(NEW_EMAIL).await.is_some());
        assert!(has_email(&mut ada, EMAIL).await);

        let mut twice = ada.clone();
        if sends_again {
            let reply = ada.give_code(&app, NEW_EMAIL).await;
            assert_eq!(reply.location(), Some("/account"));
            // The code is given once more, from a browser that did not see the
            // answer.
            let reply = twice.give_code(&app, NEW_EMAIL).await;
            assert_eq!(reply.location(), Some("/account"));
        } else {
            let mut another = visitor(&app);
            let reply = another.sign_in(&app, NEW_EMAIL, "/account").await;
            assert_eq!(reply.location(), Some("/account"));
            ada = another;
        }
        assert!(has_email(&mut ada, NEW_EMAIL).await, "{sends_again}");
        assert_eq!(elsewhere.get("/account").await.status, 303, "signed out");
        for email in [EMAIL, NEW_EMAIL] {
            assert_eq!(
                times_told_of_a_change(&app, email),
                1,
                "{email}: {sends_again}"
            );
        }
        let refused = visitor(&app).prove_password(EMAIL, "/").await;
        assert_eq!(refused.status, 422);
    }
}

#[tokio::test]
async fn a_new_password_for_an_account_that_is_gone_leads_to_asking_for_a_code() {
    let app = TestApp::default();
    citizen(&app, "Ada", EMAIL).await;
    let mut ada = visitor(&app);
    ada.post("/sign-in/new-password", &[("email", EMAIL)]).await;
    ada.give_code(&app, EMAIL).await;
    let account = app.account_with(EMAIL).await.unwrap();
    let identity = app.identity(app.table());
    identity.delete_identity(&account).await.unwrap();
    let new = [("password", "three quiet herons walk")];
    let chosen = ada.post("/sign-in/new-password/choose", &new).await;
    assert_eq!(chosen.location(), Some("/sign-in/new-password"));
}

#[tokio::test]
async fn an_account_is_deleted_whole_also_where_a_change_of_its_address_was_cut_off() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    ask_for_address(&app, &mut ada, NEW_EMAIL).await;
    app.mailer().fail(true);
    let reply = ada.give_code(&app, NEW_EMAIL).await;
    assert_eq!(reply.status, 503);
    app.mailer().fail(false);
    // Somebody else makes an account with the address that is now free.
    citizen(&app, "Ada", EMAIL).await;
    // The code goes to the address that she signs in with by now.
    delete_account(&app, &mut ada, NEW_EMAIL).await;
    assert_eq!(app.account_with(NEW_EMAIL).await, None);
    assert!(app.account_with(EMAIL).await.is_some());
}

/// ASVS 5.0, 7.5.1.
#[tokio::test]
async fn who_finds_somebody_signed_in_and_knows_their_password_changes_and_deletes_nothing() {
    let app = TestApp::default();
    let mut thief = citizen(&app, "Ada", EMAIL).await;
    let password = ("password", PASSWORD);
    for (page, fields) in [
        ("/account/email", vec![("email", NEW_EMAIL), password]),
        ("/account/password", vec![password]),
        (DELETE, vec![password]),
    ] {
        let sent = thief.post(page, &fields).await;
        assert_eq!(sent.location(), Some("/sign-in/code"), "{page}");
        let wrong = wrong_for(&app.emailed_code(EMAIL));
        let refused = thief.post("/sign-in/code", &[("code", wrong)]).await;
        assert_eq!(refused.status, 422, "{page}");
        // The page says what somebody does who has lost that mailbox.
        let words = thief.get("/sign-in/code").await.words();
        assert!(words.contains("cannot read emails"), "{words}");
        assert!(words.contains("download your data"), "{words}");
        let new = [("new-password", "three quiet herons walk")];
        thief.post("/account/password", &new).await;
        thief.post(DELETE, &[]).await;
    }
    assert!(app.mailer().sent_to(NEW_EMAIL).is_empty());
    assert!(has_email(&mut thief, EMAIL).await);
    let mut ada = visitor(&app);
    let came_in = ada.sign_in(&app, EMAIL, "/account").await;
    assert_eq!(came_in.location(), Some("/account"));
}

#[tokio::test]
async fn an_account_is_deleted_after_the_password_and_a_code() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    delete_account(&app, &mut ada, EMAIL).await;
    assert_eq!(app.account_with(EMAIL).await, None);
    assert!(!ada.cookies().contains_key("__Host-sign-in"));
}

/// ASVS 5.0, 6.2.3.
#[tokio::test]
async fn a_password_is_changed_with_the_present_one_and_a_code_and_ends_other_sessions() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let mut elsewhere = visitor(&app);
    elsewhere.sign_in(&app, EMAIL, "/account").await;
    assert!(ada.get("/account").await.has_link_to("/account/password"));
    for (typed, said) in [("", "Enter your password"), ("wrong", "is not right")] {
        let refused = ada.post("/account/password", &[("password", typed)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.errors().join(" ").contains(said), "{said}");
    }
    let sent = ada
        .post("/account/password", &[("password", PASSWORD)])
        .await;
    assert_eq!(sent.location(), Some("/sign-in/code"));
    let proven = ada.give_code(&app, EMAIL).await;
    assert_eq!(proven.location(), Some("/account/password"));
    // Pressed twice, the code leads on.
    let again = ada.post("/sign-in/code", &[("code", "")]).await;
    assert_eq!(again.location(), Some("/account/password"));
    for (typed, said) in [
        ("", "Enter a password"),
        ("short", "12 characters"),
        ("ada.example@example.org", "harder to guess"),
    ] {
        let typed = [("new-password", typed)];
        let refused = ada.post("/account/password", &typed).await;
        assert_eq!(refused.status, 422);
        assert!(refused.errors().join(" ").contains(said), "{said}");
    }
    // The proof is for the session that gave it.
    let mut stranger = elsewhere.clone();
    stranger.take("__Host-sign-in", &ada.cookies()["__Host-sign-in"]);
    let new = [("new-password", "three quiet herons walk")];
    assert_eq!(stranger.post("/account/password", &new).await.status, 422);

    let changed = ada.post("/account/password", &new).await;
    let page = ada.follow(changed).await;
    assert!(page.words().contains("Your password is changed"));
    assert_eq!(elsewhere.get("/account").await.status, 303, "signed out");
    let told = app.mailer().sent_to(EMAIL);
    assert_eq!(told.last(), Some(&Email::PasswordChanged));
    let refused = visitor(&app).prove_password(EMAIL, "/account").await;
    assert_eq!(refused.status, 422);
    // The proof was for one change.
    assert_eq!(ada.post("/account/password", &new).await.status, 422);
}

#[tokio::test]
async fn a_new_address_is_not_written_to_without_the_session_that_asked() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let fields = [("email", NEW_EMAIL), ("password", PASSWORD)];
    ada.post("/account/email", &fields).await;
    ada.post("/sign-out", &[]).await;
    let reply = ada.give_code(&app, EMAIL).await;
    assert_eq!(reply.location(), Some("/sign-in?next=/account/email"));
    assert!(app.mailer().sent_to(NEW_EMAIL).is_empty());
}

#[tokio::test]
async fn a_change_of_address_whose_second_code_was_not_sent_goes_on_with_the_first() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let fields = [("email", NEW_EMAIL), ("password", PASSWORD)];
    ada.post("/account/email", &fields).await;
    app.mailer().fail(true);
    assert_eq!(ada.give_code(&app, EMAIL).await.status, 503);
    app.mailer().fail(false);
    let again = ada.give_code(&app, EMAIL).await;
    assert_eq!(again.location(), Some("/sign-in/code"));
    let changed = ada.give_code(&app, NEW_EMAIL).await;
    assert_eq!(changed.location(), Some("/account"));
    assert!(has_email(&mut ada, NEW_EMAIL).await);
}

/// ASVS 5.0, 7.5.2.
#[tokio::test]
async fn somebody_sees_where_they_are_signed_in_and_ends_one_session_or_all_others() {
    let app = TestApp::default();
    let mut ada = citizen(&app, "Ada", EMAIL).await;
    let mut bob = citizen(&app, "Bob", BOBS_EMAIL).await;
    let page = ada.get("/account/sessions").await;
    assert!(page.words().contains("not signed in anywhere else"));
    let mut others = Vec::new();
    for _ in 0..3 {
        app.pass_minutes(10);
        let mut other = visitor(&app);
        other.sign_in(&app, EMAIL, "/account").await;
        ada.get("/account").await;
        bob.get("/account").await;
        others.push(other);
    }
    let page = ada.get("/account/sessions").await;
    let words = page.words();
    assert!(
        words.contains("Signed in at 9:30am on 22 November 2026"),
        "{words}"
    );
    let named = page.attributes("input[name=session]", "value");
    assert_eq!(named.len(), 4, "three, and all of them: {named:?}");
    for (session, password, said) in [
        ("", "", "Choose what to sign out"),
        ("", "", "Enter your password"),
        (&*named[0], "wrong", "is not right"),
        ("0123456789abcdef", PASSWORD, "Choose what to sign out"),
    ] {
        let typed = [("session", session), ("password", password)];
        let refused = ada.post("/account/sessions", &typed).await;
        assert_eq!(refused.status, 422);
        assert!(refused.errors().join(" ").contains(said), "{said}");
    }
    // Nobody ends the session of somebody else.
    let theirs = [("session", &*named[0]), ("password", PASSWORD)];
    assert_eq!(bob.post("/account/sessions", &theirs).await.status, 422);

    // The one that was used last is the first.
    let ended = ada.post("/account/sessions", &theirs).await;
    assert_eq!(ended.location(), Some("/account/sessions"));
    assert_eq!(others[2].get("/account").await.status, 303);
    assert_eq!(others[1].get("/account").await.status, 200);
    let all = [("session", "all"), ("password", PASSWORD)];
    ada.post("/account/sessions", &all).await;
    for other in &mut others {
        assert_eq!(other.get("/account").await.status, 303);
    }
    for still in [&mut ada, &mut bob] {
        assert_eq!(still.get("/account").await.status, 200);
    }
    // A session that has ended by itself is not shown.
    visitor(&app).sign_in(&app, EMAIL, "/account").await;
    for _ in 0..2 {
        app.pass_minutes(20);
        ada.get("/account").await;
    }
    let page = ada.get("/account/sessions").await;
    assert!(page.words().contains("not signed in anywhere else"));
}

const DELETE: &str = "/saved-forms/your-data/delete";

/// Deletes an account, with the password and a code to its address.
async fn delete_account(app: &TestApp, visitor: &mut Visitor, email: &str) {
    let sent = visitor.post(DELETE, &[("password", PASSWORD)]).await;
    assert_eq!(sent.location(), Some("/sign-in/code"), "{}", sent.words());
    let proven = visitor.give_code(app, email).await;
    assert_eq!(proven.location(), Some(DELETE));
    let asked = visitor.get(DELETE).await;
    assert!(
        asked.button("Delete my account").is_some(),
        "{}",
        asked.words()
    );
    let deleted = visitor.post(DELETE, &[]).await;
    assert_eq!(deleted.location(), Some("/saved-forms/your-data/deleted"));
}

/// A page of the check that is open in a tab: the form that it was drawn for,
/// and its question.
struct Tab {
    meant_for: String,
    at: String,
}

impl Tab {
    async fn open(visitor: &mut Visitor, at: &str) -> Self {
        let page = visitor.get(at).await;
        assert_eq!(page.status, 200, "{at}: {:?}", page.location());
        Self {
            meant_for: page.hidden("meant-for"),
            at: at.to_owned(),
        }
    }

    /// Posts an answer from the tab, and follows the redirect.
    async fn answer(&self, visitor: &mut Visitor, value: &str) -> String {
        let question = self.at.rsplit('/').next().unwrap();
        let fields = [("meant-for", self.meant_for.as_str()), (question, value)];
        let reply = visitor.post(&self.at, &fields).await;
        let to = reply.location().map(str::to_owned);
        to.unwrap_or_else(|| panic!("{}: {}", reply.status, reply.words()))
    }
}

/// Begins another form beside the present ones.
async fn begin_another(visitor: &mut Visitor, who: &str) -> Tab {
    let form = [("form", "check-support")];
    let reply = visitor.post("/saved-forms/start", &form).await;
    assert_eq!(reply.location(), Some(WHO));
    let next = Tab::open(visitor, WHO).await.answer(visitor, who).await;
    Tab::open(visitor, &next).await
}

async fn says_who(visitor: &mut Visitor, form: &Tab, who: &str) -> bool {
    let resume = format!("/saved-forms/{}/resume", form.meant_for);
    assert_eq!(visitor.post(&resume, &[]).await.status, 303, "{resume}");
    is_chosen(&visitor.get(WHO).await, who)
}

/// Whether the account's page shows this address.
async fn has_email(visitor: &mut Visitor, email: &str) -> bool {
    let page = visitor.get("/account").await;
    assert_eq!(page.status, 200, "{:?}", page.location());
    page.words().contains(email)
}

/// Whether the page shows this choice as chosen.
fn is_chosen(reply: &Reply, value: &str) -> bool {
    let chosen = reply.attributes("input[checked]", "value");
    chosen.iter().any(|chosen| chosen == value)
}

/// Types Ada's code as somebody pastes it.
async fn paste_code(app: &TestApp, visitor: &mut Visitor) -> Reply {
    let code = pasted(&app.emailed_code(EMAIL));
    visitor.post("/sign-in/code", &[("code", &code)]).await
}

/// Asks for another address, with the code to the present one, up to the page
/// that asks for its code.
async fn ask_for_address(app: &TestApp, visitor: &mut Visitor, email: &str) {
    let fields = [("email", email), ("password", PASSWORD)];
    let reply = visitor.post("/account/email", &fields).await;
    assert_eq!(reply.location(), Some("/sign-in/code"), "{}", reply.words());
    let reply = visitor.give_code(app, EMAIL).await;
    assert_eq!(reply.location(), Some("/sign-in/code"), "{}", reply.words());
}

/// Counts the e-mails to an address which say that the address of its account
/// was changed.
fn times_told_of_a_change(app: &TestApp, email: &str) -> usize {
    let told = app.mailer().sent_to(email).into_iter();
    told.filter(|mail| *mail == Email::EmailChanged).count()
}
