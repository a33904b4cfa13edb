//! Invited people, from the invitation to their second factor, through every
//! function and over the table.

use std::collections::{BTreeMap, BTreeSet};

use attendance::provision_import::{
    HeldFigures, HeldSnapshot, ImportKeeper as _, ImportLease, ImportPlace, ImportReader as _,
    ImportReport, RefusedProvision, SnapshotName,
};
use axum::http::Method;
use charging::circumstances::Circumstances;
use charging::policy::Policy;
use charging::uprating::county_report;
use domain::access::audit::{Access, Actor, AuditReader as _, StaffUserId, Subject};
use domain::access::sign_in::IdentityProvider as _;
use domain::access::staff_user::{AppSecret, Role, StaffUser};
use domain::application::{Application, CompletedForm};
use domain::correspondence::complaint::ComplaintStore as _;
use domain::correspondence::email::{DeliveryLog as _, DeliveryStatus, Email, EmailDelivery};
use domain::forms::draft::Answer;
use domain::records::county_report::{CountyReportKeeper as _, KeptCountyReport};
use domain::records::staff_queues::{StaffQueues as _, StaffUserAdmin as _};
use domain::values::email_address::EmailAddress;
use domain::values::phone_number::CodeChannel;
use domain::values::reference::Reference;
use serde_json::json;
use testkit::{
    ApplicationBuilder, CrashPoint, PASSWORD, Reply, StaffUserBuilder, TestApp, Visitor,
};

use crate::people::{borrowed, is_easy, pasted, places_of, told_of, wrong_for};
use crate::routes;
use crate::visitors::{citizen, visitor};

const FARAH: &str = "farah@exampleshire.example";
const OWEN: &str = "owen@brookside.example";
const PRIYA: &str = "priya@exampleshire.example";
const BEA: &str = "bea@example.org";
const MOBILE: &str = "07700 900 982";
const LANDLINE: &str = "01632 960 001";

#[tokio::test]
async fn section_2_2_somebody_is_invited_chooses_a_password_registers_a_telephone_and_is_in() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let desk = farah.get("/finance").await;
    assert_eq!(desk.heading(), "Finance desk");
    let invited = [
        ("first-name", "Owen"),
        ("last-name", "Hartley"),
        ("email", OWEN),
        ("role", "provider"),
    ];
    for _ in 0..2 {
        let sent = farah.post("/finance/people/invite", &invited).await;
        assert_eq!(sent.status, 303);
        let person = farah.follow(sent).await;
        let state = person.summary_row("State");
        assert_eq!(state.as_deref(), Some("Invited, no telephone yet"));
    }
    assert_eq!(app.table().staff_users().await.unwrap().len(), 2);
    assert_eq!(told(&app, OWEN), ["invited", "invited"]);

    let mut owen = visitor(&app);
    let asked = owen
        .post("/professionals/new-password", &[("email", OWEN)])
        .await;
    assert_eq!(asked.location(), Some("/sign-in/code"));
    let proven = owen.give_code(&app, OWEN).await;
    assert_eq!(
        proven.location(),
        Some("/professionals/new-password/choose")
    );
    let chosen = owen
        .post(
            "/professionals/new-password/choose",
            &[("password", PASSWORD)],
        )
        .await;
    assert_eq!(chosen.location(), Some("/professionals/sign-in"));
    // The password alone opens no page.
    assert_eq!(owen.get("/professionals/account").await.status, 303);

    let mut owen = first_sign_in(&app, OWEN, LANDLINE).await;
    let (_, by, _) = app.phones().sent().pop().unwrap();
    assert_eq!(by, CodeChannel::Call);
    let account = owen.get("/professionals/account").await;
    let work = account.summary_row("Your role");
    assert_eq!(work.as_deref(), Some("Day service provider"));
    let phone = account.summary_row("Telephone for codes");
    assert_eq!(phone.as_deref(), Some("Number ending 001"));
    assert!(told(&app, OWEN).ends_with(&["phone-registered"]));
    // The finance desk is for finance staff.
    let refused = owen.get("/finance").await;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.heading(), "You do not have access to this page");
}

/// Follows the links of the finance desk from its first page. A page about one
/// record is listed where the record is.
#[tokio::test]
async fn every_page_of_the_finance_desk_is_reached_from_its_first_page() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let (mut reached, mut open) = (BTreeSet::new(), vec!["/finance".to_owned()]);
    while let Some(address) = open.pop() {
        if !reached.insert(address.clone()) {
            continue;
        }
        let page = farah.get(&address).await;
        let links = page.body.split(" href=\"").skip(1);
        let links = links.filter_map(|rest| rest.split(['"', '?']).next());
        let ours = links.filter(|to| to.starts_with("/finance/"));
        open.extend(ours.map(str::to_owned));
    }
    for route in routes::all() {
        let is_about_one = route.template.contains('{');
        let is_ours = route.template.starts_with("/finance") && route.method == Method::GET;
        if is_ours && !is_about_one {
            assert!(reached.contains(route.template), "{}", route.template);
        }
    }
}

#[tokio::test]
async fn the_next_sign_in_sends_a_code_to_the_telephone_that_is_registered() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    first_sign_in(&app, FARAH, MOBILE).await;
    let mut farah = visitor(&app);
    let asked = farah.prove_staff_password(FARAH).await;
    assert_eq!(asked.location(), Some("/professionals/sign-in/code"));
    let page = farah.get("/professionals/sign-in/code").await;
    assert!(
        page.words().contains("number ending 982"),
        "{}",
        page.words()
    );
    assert!(!page.body.contains("900982"));
    // The form cannot be used for a second number.
    let other = farah
        .post("/professionals/sign-in/phone", &[("phone", LANDLINE)])
        .await;
    assert_eq!(other.location(), Some("/professionals/sign-in/code"));
    let first = app.phone_code();
    farah
        .post("/professionals/sign-in/code/resend", &[("by", "call")])
        .await;
    let (to, by, second) = app.phones().sent().pop().unwrap();
    assert_eq!((to.ending(), by), ("982", CodeChannel::Call));
    let voided = farah
        .post("/professionals/sign-in/code", &[("code", &first)])
        .await;
    assert_eq!(voided.status, 422);
    let came_in = farah
        .post("/professionals/sign-in/code", &[("code", &second)])
        .await;
    assert_eq!(came_in.location(), Some("/finance"));
    let again = farah
        .post("/professionals/sign-in/code", &[("code", &second)])
        .await;
    assert_eq!(again.location(), Some("/professionals/sign-in"));
}

#[tokio::test]
async fn the_page_for_codes_by_email_leaves_a_code_by_telephone_as_it_is() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    first_sign_in(&app, FARAH, MOBILE).await;
    let mut farah = visitor(&app);
    farah.prove_staff_password(FARAH).await;
    let (code, told_before) = (app.phone_code(), told(&app, FARAH));
    let seen = farah.get("/sign-in/code").await;
    let sent = farah.post("/sign-in/code/resend", &[]).await;
    let typed = [("code", "000000")];
    let tried = farah.post("/sign-in/code", &typed).await;
    for reply in [seen, sent, tried] {
        assert_eq!(reply.location(), Some("/professionals/sign-in/code"));
    }
    assert_eq!(told(&app, FARAH), told_before);
    let came_in = farah
        .post("/professionals/sign-in/code", &[("code", &code)])
        .await;
    assert_eq!(came_in.location(), Some("/finance"));
}

#[tokio::test]
async fn section_2_1_an_address_that_was_not_invited_is_answered_as_a_wrong_password_is() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut visitor = visitor(&app);
    let mut bodies = Vec::new();
    for email in [FARAH, "nobody@exampleshire.example"] {
        let typed = [("email", email), ("password", "not the password")];
        let refused = visitor.post("/professionals/sign-in", &typed).await;
        assert_eq!(refused.status, 422);
        // Every page has an id of its own, whoever it is shown to.
        let body = refused.body.replace(&refused.hidden("id"), "");
        bodies.push(body.replace(email, ""));
    }
    assert_eq!(bodies[0], bodies[1]);
    // A citizen's account cannot sign in here.
    let citizens = app.identity(app.table().clone());
    let jo = EmailAddress::parse("jo@example.org").unwrap();
    citizens.sign_up(&jo, PASSWORD).await.unwrap();
    let refused = visitor.prove_staff_password("jo@example.org").await;
    assert_eq!(refused.status, 422);
}

#[tokio::test]
async fn an_app_is_a_second_factor_and_each_of_its_codes_counts_once() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let secret = add_app(&app, &mut farah).await;
    assert!(told(&app, FARAH).ends_with(&["app-added"]));
    let mut again = visitor(&app);
    let asked = again.prove_staff_password(FARAH).await;
    assert_eq!(asked.location(), Some("/professionals/sign-in/app"));
    // The code that set the app up does not count either.
    let code = app_code(&app, &secret);
    let used = again
        .post("/professionals/sign-in/app", &[("code", &code)])
        .await;
    assert_eq!(used.status, 422);
    app.pass_minutes(1);
    let code = app_code(&app, &secret);
    let came_in = again
        .post("/professionals/sign-in/app", &[("code", &code)])
        .await;
    assert_eq!(came_in.location(), Some("/finance"));
    // A thief uses the same code in another sign-in, within its half minute.
    let mut thief = visitor(&app);
    thief.prove_staff_password(FARAH).await;
    let replayed = thief
        .post("/professionals/sign-in/app", &[("code", &code)])
        .await;
    assert_eq!(replayed.status, 422);
    assert_eq!(thief.get("/professionals/account").await.status, 303);
    // Somebody who has lost the app still has the telephone.
    let sent = thief.post("/professionals/sign-in/code/resend", &[]).await;
    assert_eq!(sent.location(), Some("/professionals/sign-in/code"));
    app.pass_minutes(1);
    let code = app_code(&app, &secret);
    let proof = [("password", PASSWORD), ("code", code.as_str())];
    for _ in 0..2 {
        let removed = farah
            .post("/professionals/account/app/remove", &proof)
            .await;
        assert_eq!(removed.location(), Some("/professionals/account"));
    }
    assert_eq!(app.staff_user(FARAH).await.app, None);
    assert!(told(&app, FARAH).ends_with(&["app-removed"]));
}

#[tokio::test]
async fn an_app_that_shows_no_right_code_is_not_taken_into_use() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let secret = proven_for_app(&app, &mut farah).await;
    for code in ["", "12345", "000000"] {
        let refused = farah
            .post("/professionals/account/app", &[("code", code)])
            .await;
        assert_eq!(refused.status, 422, "{code}");
        // The page keeps the secret, so the app that scanned it stays right.
        assert_eq!(shown_secret(&refused), secret);
    }
    // A secret that somebody chose is no secret of an app.
    let chosen = AppSecret::of_ids(&app.site().new_id(), &app.site().new_id());
    let code = app_code(&app, &chosen);
    let typed = [("secret", chosen.reveal()), ("code", code.as_str())];
    let refused = farah.post("/professionals/account/app", &typed).await;
    assert_eq!(refused.status, 422);
    assert_eq!(app.staff_user(FARAH).await.app, None);
}

#[tokio::test]
async fn a_telephone_is_replaced_by_who_proves_the_app_and_by_nobody_else() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let page = farah.get("/professionals/account/phone").await;
    assert!(page.words().contains("Ask your council’s finance team"));
    let typed = [
        ("phone", LANDLINE),
        ("password", PASSWORD),
        ("code", "123456"),
    ];
    let refused = farah.post("/professionals/account/phone", &typed).await;
    assert_eq!(refused.status, 303);
    assert_eq!(app.staff_user(FARAH).await.phone.unwrap().ending(), "982");

    let secret = add_app(&app, &mut farah).await;
    let both = farah
        .post(
            "/professionals/account/phone",
            &[("phone", "1"), ("code", "")],
        )
        .await;
    assert_eq!(both.status, 422);
    let errors = both.errors().join("; ");
    for said in [
        "Enter a UK mobile or landline number",
        "Enter your password",
        "Enter the code",
    ] {
        assert!(errors.contains(said), "{said}: {errors}");
    }
    let wrong = farah.post("/professionals/account/phone", &typed).await;
    assert_eq!(wrong.status, 422);
    app.pass_minutes(1);
    let code = app_code(&app, &secret);
    let typed = [
        ("phone", LANDLINE),
        ("password", PASSWORD),
        ("code", code.as_str()),
    ];
    let sent = farah.post("/professionals/account/phone", &typed).await;
    assert_eq!(sent.location(), Some("/professionals/sign-in/code"));
    // The new number is registered only after its code was given.
    assert_eq!(app.staff_user(FARAH).await.phone.unwrap().ending(), "982");
    let code = app.phone_code();
    // Somebody who is not signed in cannot register it either, even with the
    // sign-in's cookie.
    let done = farah
        .post("/professionals/sign-in/code", &[("code", &code)])
        .await;
    assert_eq!(done.location(), Some("/professionals/account"));
    assert_eq!(app.staff_user(FARAH).await.phone.unwrap().ending(), "001");
}

#[tokio::test]
async fn finance_staff_remove_a_telephone_and_close_an_account_at_once() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let owen = employ(&app, OWEN, Role::Provider).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let mut owens = first_sign_in(&app, OWEN, LANDLINE).await;
    let person = format!("/finance/people/{}", owen.id.0);

    let removed = farah.post(&format!("{person}/remove-phone"), &[]).await;
    assert_eq!(removed.location(), Some(person.as_str()));
    assert_eq!(app.staff_user(OWEN).await.phone, None);
    assert!(told(&app, OWEN).ends_with(&["phone-removed"]));
    assert_eq!(owens.get("/professionals/account").await.status, 303);

    let mut owens = first_sign_in(&app, OWEN, MOBILE).await;
    farah.post(&format!("{person}/close"), &[]).await;
    assert_eq!(owens.get("/professionals/account").await.status, 303);
    let refused = visitor(&app).prove_staff_password(OWEN).await;
    assert_eq!(refused.status, 422);

    farah.post(&format!("{person}/invite-again"), &[]).await;
    // The telephone went with the access.
    first_sign_in(&app, OWEN, MOBILE).await;

    // Staff cannot close their own access.
    let me = app.staff_user(FARAH).await;
    farah
        .post(&format!("/finance/people/{}/close", me.id.0), &[])
        .await;
    assert_eq!(farah.get("/finance").await.status, 200);
}

/// ASVS 5.0, 7.4.5.
#[tokio::test]
async fn finance_staff_sign_a_colleague_out_on_every_device() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let owen = employ(&app, OWEN, Role::Provider).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let mut owens = first_sign_in(&app, OWEN, LANDLINE).await;
    let person = format!("/finance/people/{}", owen.id.0);
    let page = farah.get(&person).await;
    assert!(page.button("Sign them out on every device").is_some());
    let done = farah.post(&format!("{person}/sign-out"), &[]).await;
    assert_eq!(done.location(), Some(&*person));
    assert_eq!(owens.get("/professionals/account").await.status, 303);
    assert_eq!(told(&app, OWEN).last(), Some(&"signed-out-everywhere"));
    let what = "signed out on every device".to_owned();
    let subject = Subject::StaffUser(StaffUserId(owen.id.clone()));
    let noted = farahs_access(&app, &subject, what).await;
    let seen = app.table().accesses(&subject).await.unwrap();
    assert!(seen.contains(&noted), "{seen:?}");
    // Owen can sign in again, with the telephone that they have.
    visitor(&app).sign_in_as_staff(&app, OWEN).await;
}

#[tokio::test]
async fn somebody_whose_access_is_closed_has_no_secret_left_and_gets_no_code() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let owen = employ(&app, OWEN, Role::Provider).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let mut owens = first_sign_in(&app, OWEN, LANDLINE).await;
    let secret = add_app(&app, &mut owens).await;
    // He has the code for a new password when he is closed out.
    let new_password = "/professionals/new-password";
    owens.post(new_password, &[("email", OWEN)]).await;
    owens.give_code(&app, OWEN).await;
    let close = format!("/finance/people/{}/close", owen.id.0);
    farah.post(&close, &[]).await;

    let closed = app.staff_user(OWEN).await;
    assert_eq!((closed.phone, closed.app), (None, None));
    for kept in app.database().stored().await {
        let kept = kept.to_string();
        assert!(!kept.contains(secret.reveal()), "{kept}");
        assert!(!kept.contains("+441632960001"), "{kept}");
    }
    let typed = [("password", "three quiet herons walk")];
    let chosen = owens
        .post("/professionals/new-password/choose", &typed)
        .await;
    assert_eq!(chosen.location(), Some(new_password));
    let before = told(&app, OWEN);
    let asked = visitor(&app).post(new_password, &[("email", OWEN)]).await;
    assert_eq!(asked.location(), Some("/sign-in/code"));
    let after = told(&app, OWEN);
    assert_eq!(after[before.len()..], ["no-account"]);
    let refused = visitor(&app).prove_staff_password(OWEN).await;
    assert_eq!(refused.status, 422);
}

#[tokio::test]
async fn a_session_of_one_pool_opens_nothing_of_the_other() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    assert_eq!(farah.get("/finance").await.status, 200);
    assert_eq!(bea.get("/saved-forms").await.status, 200);
    let staffs = farah.cookies()["__Host-professional"].clone();
    let citizens = bea.cookies()["__Host-session"].clone();
    let mut as_citizen = visitor(&app);
    as_citizen.take("__Host-session", &staffs);
    for page in ["/saved-forms", "/account"] {
        let turned = as_citizen.get(page).await;
        assert_eq!(turned.location(), Some(&*format!("/sign-in?next={page}")));
    }
    let none = citizens.replace('0', "1");
    for value in [&citizens, &none, &staffs.replace('0', "1")] {
        let mut as_staff = visitor(&app);
        as_staff.take("__Host-professional", value);
        for page in ["/finance", "/finance/people", "/professionals/account"] {
            let turned = as_staff.get(page).await;
            let to = format!("/professionals/sign-in?next={page}");
            assert_eq!(turned.location(), Some(&*to));
        }
    }
}

#[tokio::test]
async fn no_live_code_of_a_second_factor_stands_in_a_dump_of_the_table() {
    let app = TestApp::default();
    for (email, role) in [
        (FARAH, Role::Finance),
        (OWEN, Role::Provider),
        (PRIYA, Role::Practitioner),
    ] {
        employ(&app, email, role).await;
    }
    let mut priya = first_sign_in(&app, PRIYA, MOBILE).await;
    let secret = add_app(&app, &mut priya).await;
    first_sign_in(&app, OWEN, LANDLINE).await;
    app.pass_minutes(1);
    // Three codes wait: one sent to a number that is not registered yet, one
    // read out to a registered number, and one that an app shows.
    let mut waiting = Vec::new();
    let mut farah = visitor(&app);
    farah.prove_staff_password(FARAH).await;
    farah
        .post("/professionals/sign-in/phone", &[("phone", MOBILE)])
        .await;
    let by_telephone = "/professionals/sign-in/code";
    waiting.push((farah, by_telephone, app.phone_code(), "/finance"));
    let mut owen = visitor(&app);
    owen.prove_staff_password(OWEN).await;
    waiting.push((owen, by_telephone, app.phone_code(), "/day-services"));
    let mut priya = visitor(&app);
    priya.prove_staff_password(PRIYA).await;
    let code = app_code(&app, &secret);
    let by_app = "/professionals/sign-in/app";
    waiting.push((priya, by_app, code, "/practice"));
    for (visitor, at, code, _) in &mut waiting {
        for _ in 0..2 {
            let refused = visitor.post(at, &[("code", wrong_for(code))]).await;
            assert_eq!(refused.status, 422, "{at}");
        }
    }

    let stored = app.database().stored().await;
    assert!(stored.len() >= 10, "{}", stored.len());
    for (_, at, code, _) in &waiting {
        let found = places_of(code, &stored);
        assert!(found.is_empty(), "{at}: a live code stands in {found:?}");
    }
    for (mut visitor, at, code, home) in waiting {
        let right = visitor.post(at, &[("code", &code)]).await;
        assert_eq!(right.location(), Some(home), "{at}");
    }
}

#[tokio::test]
async fn every_page_of_their_signing_in_takes_a_pasted_code_and_sets_no_puzzle() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = visitor(&app);
    let mut asks = BTreeMap::new();
    for page in ["/professionals/sign-in", "/professionals/new-password"] {
        asks.insert(page, is_easy(page, &farah.get(page).await));
    }
    farah
        .post("/professionals/new-password", &[("email", FARAH)])
        .await;
    let code = pasted(&app.emailed_code(FARAH));
    let chosen = farah.post("/sign-in/code", &[("code", &code)]).await;
    let page = "/professionals/new-password/choose";
    assert_eq!(chosen.location(), Some(page));
    asks.insert(page, is_easy(page, &farah.get(page).await));

    farah.prove_staff_password(FARAH).await;
    let page = "/professionals/sign-in/phone";
    asks.insert(page, is_easy(page, &farah.get(page).await));
    farah.post(page, &[("phone", MOBILE)]).await;
    let page = "/professionals/sign-in/code";
    asks.insert(page, is_easy(page, &farah.get(page).await));
    let code = pasted(&app.phone_code());
    let came_in = farah.post(page, &[("code", &code)]).await;
    assert_eq!(came_in.location(), Some("/finance"));

    let page = "/professionals/account/app";
    is_easy(page, &farah.get(page).await);
    let secret = proven_for_app(&app, &mut farah).await;
    asks.insert(page, is_easy(page, &farah.get(page).await));
    let code = pasted(&app_code(&app, &secret));
    let added = farah.post(page, &[("code", &code)]).await;
    assert_eq!(added.location(), Some("/professionals/account"));

    app.pass_minutes(1);
    for page in [
        "/professionals/account/app/remove",
        "/professionals/account/password",
        "/professionals/account/sessions",
    ] {
        asks.insert(page, is_easy(page, &farah.get(page).await));
    }
    let page = "/professionals/account/phone";
    asks.insert(page, is_easy(page, &farah.get(page).await));
    let code = pasted(&app_code(&app, &secret));
    let typed = [
        ("phone", LANDLINE),
        ("password", PASSWORD),
        ("code", code.as_str()),
    ];
    let sent = farah.post(page, &typed).await;
    assert_eq!(sent.location(), Some("/professionals/sign-in/code"));

    app.pass_minutes(1);
    let mut again = visitor(&app);
    again.prove_staff_password(FARAH).await;
    let page = "/professionals/sign-in/app";
    asks.insert(page, is_easy(page, &again.get(page).await));
    let code = pasted(&app_code(&app, &secret));
    let came_in = again.post(page, &[("code", &code)]).await;
    assert_eq!(came_in.location(), Some("/finance"));

    // These are all the pages of signing in, and these ask for a code.
    let codes: Vec<_> = asks.iter().filter(|(_, asks)| **asks).collect();
    let codes: Vec<&str> = codes.into_iter().map(|(page, _)| *page).collect();
    let expected = [
        "/professionals/account/app",
        "/professionals/account/app/remove",
        "/professionals/account/password",
        "/professionals/account/phone",
        "/professionals/sign-in/app",
        "/professionals/sign-in/code",
    ];
    assert_eq!(codes, expected);
    for route in routes::all() {
        let signs_in = [
            "/professionals/sign-in",
            "/professionals/new-password",
            "/professionals/account/",
        ];
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
async fn every_sign_in_of_a_member_gives_a_new_session_and_none_that_was_planted() {
    const PLANTED: &str = "abadcafeabadcafeabadcafeabadcafe";
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    first_sign_in(&app, FARAH, MOBILE).await;
    let mut farah = visitor(&app);
    for name in ["__Host-professional", "__Host-sign-in"] {
        farah.take(name, PLANTED);
    }
    let mut seen = BTreeSet::from([PLANTED.to_owned()]);
    for signs_out in [true, false, true] {
        farah.prove_staff_password(FARAH).await;
        let on_the_way = farah.cookies()["__Host-sign-in"].clone();
        assert!(seen.insert(on_the_way), "the sign-in was there before");
        let came_in = farah.give_phone_code(&app).await;
        assert_eq!(came_in.location(), Some("/finance"));
        let session = farah.cookies()["__Host-professional"].clone();
        assert!(seen.insert(session), "the session was there before");
        assert!(!farah.cookies().contains_key("__Host-sign-in"));
        assert_eq!(farah.get("/finance").await.status, 200);
        if signs_out {
            farah.post("/professionals/sign-out", &[]).await;
            farah.take("__Host-professional", PLANTED);
        }
    }
    // The planted values open nothing.
    let mut mallory = visitor(&app);
    for name in ["__Host-professional", "__Host-sign-in"] {
        mallory.take(name, PLANTED);
    }
    let refused = mallory.get("/finance").await;
    let to = "/professionals/sign-in?next=/finance";
    assert_eq!(refused.location(), Some(to));
    let refused = mallory.get("/professionals/sign-in/code").await;
    assert_eq!(refused.location(), Some("/professionals/sign-in"));
}

/// ASVS 5.0, 7.2.4: signing in again ends the session that the browser had.
#[tokio::test]
async fn a_member_who_signs_in_again_ends_the_session_that_they_had() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let mut copy = farah.clone();
    assert_eq!(copy.get("/finance").await.status, 200);
    farah.sign_in_as_staff(&app, FARAH).await;
    assert_eq!(farah.get("/finance").await.status, 200);
    assert_eq!(copy.get("/finance").await.status, 303);
}

#[tokio::test]
async fn a_member_who_signs_out_on_every_device_is_told_and_nobody_else() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    employ(&app, OWEN, Role::Provider).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let mut owen = first_sign_in(&app, OWEN, LANDLINE).await;
    let mut elsewhere = visitor(&app);
    elsewhere.sign_in_as_staff(&app, FARAH).await;
    let mut copy = farah.clone();
    let out = farah
        .post("/professionals/account/sign-out-everywhere", &[])
        .await;
    assert_eq!(out.location(), Some("/professionals/sign-out/done"));
    for device in [&mut farah, &mut elsewhere, &mut copy] {
        assert_eq!(device.get("/finance").await.status, 303);
    }
    assert_eq!(owen.get("/professionals/account").await.status, 200);
    let told = told_of(&app, &Email::SignedOutEverywhere);
    assert_eq!(told, [FARAH]);
}

#[tokio::test]
async fn a_members_new_password_signs_them_out_everywhere_and_they_are_told() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    employ(&app, OWEN, Role::Provider).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let mut owen = first_sign_in(&app, OWEN, LANDLINE).await;
    let mut elsewhere = visitor(&app);
    elsewhere
        .post("/professionals/new-password", &[("email", FARAH)])
        .await;
    elsewhere.give_code(&app, FARAH).await;
    let told = || told_of(&app, &Email::PasswordChanged);
    assert!(told().is_empty());
    let new = [("password", "three quiet herons walk")];
    let chosen = elsewhere
        .post("/professionals/new-password/choose", &new)
        .await;
    assert_eq!(chosen.location(), Some("/professionals/sign-in"));
    assert_eq!(told(), [FARAH]);
    assert_eq!(farah.get("/finance").await.status, 303, "signed out");
    assert_eq!(owen.get("/professionals/account").await.status, 200);
    let old = elsewhere.prove_staff_password(FARAH).await;
    assert_eq!(old.status, 422, "the old password");
}

#[tokio::test]
async fn section_9_a_members_session_ends_when_it_is_signed_out_and_when_its_time_is_over() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let mut copy = farah.clone();
    app.pass_minutes(29);
    let stay = farah.post("/professionals/stay", &[]).await;
    assert_eq!(stay.json()["ends_in"], 30 * 60);
    app.pass_minutes(29);
    assert_eq!(farah.get("/finance").await.status, 200);
    let out = farah.post("/professionals/sign-out", &[]).await;
    assert_eq!(out.location(), Some("/professionals/sign-out/done"));
    for _ in 0..100 {
        assert_eq!(copy.get("/finance").await.status, 303);
    }
    let mut farah = visitor(&app);
    farah.prove_staff_password(FARAH).await;
    farah.give_phone_code(&app).await;
    app.pass_minutes(30);
    assert_eq!(farah.get("/finance").await.status, 303);
}

#[tokio::test]
async fn an_email_that_comes_back_is_shown_to_staff_and_every_look_is_recorded() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let sent = send_application(&app).await;
    let attempt = bounce(&app, &sent).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let desk = farah.get("/finance").await;
    assert!(desk.link("1 email has come back").is_some());
    let list = farah.get("/finance/undelivered").await;
    assert!(list.link(&sent.reference.to_string()).is_some());
    // The list does not say who the applicant is.
    assert!(!list.body.contains(sent.applicant.email.as_str()));
    let record = Subject::Account(sent.account.clone());
    assert_eq!(app.table().accesses(&record).await.unwrap(), []);

    let address = format!("/finance/undelivered/{}", sent.reference.plain());
    let one = farah.get(&address).await;
    let email = one.summary_row("Email address").unwrap();
    assert_eq!(email, sent.applicant.email.as_str());
    let phone = one.summary_row("Telephone they gave");
    assert_eq!(phone.as_deref(), Some("01632 960 777"));
    let accesses = app.table().accesses(&record).await.unwrap();
    let reference = sent.reference.plain();
    let what = format!("read whom to contact for application {reference}");
    assert_eq!(accesses, [farahs_access(&app, &record, what).await]);

    let shown = farah
        .post(
            "/finance/accesses",
            &[("reference", &sent.reference.to_string())],
        )
        .await;
    assert_eq!(shown.status, 200);
    assert!(shown.words().contains("read whom to contact"));

    // The copy for another person comes back as well, and is an entry of its
    // own.
    let copy = EmailDelivery {
        message: "copy-that-comes-back".to_owned(),
        kind: domain::correspondence::email::APPLIED_FOR_YOU,
        ..attempt.clone()
    };
    app.table().keep_delivery(&copy).await.unwrap();
    app.table()
        .note_delivery(&copy.message, DeliveryStatus::Bounced, attempt.sent_at)
        .await
        .unwrap();
    let desk = farah.get("/finance").await;
    assert!(desk.link("2 emails have come back").is_some());
    let which = one.summary_row("Email that came back");
    assert_eq!(which.as_deref(), Some("The one to the person who sent it"));
    farah.post(&format!("{address}/settle"), &[]).await;
    let one = farah.get(&address).await;
    let which = one.summary_row("Email that came back");
    assert_eq!(
        which.as_deref(),
        Some("The copy to the person they applied for")
    );

    let settled = farah.post(&format!("{address}/settle"), &[]).await;
    assert_eq!(settled.location(), Some("/finance/undelivered"));
    assert_eq!(farah.get(&address).await.status, 404);
    let again = farah.post(&format!("{address}/settle"), &[]).await;
    assert_eq!(again.location(), Some("/finance/undelivered"));
    // A second report of the same bounce opens no new entry.
    app.table()
        .note_delivery(&attempt.message, DeliveryStatus::Bounced, attempt.sent_at)
        .await
        .unwrap();
    let desk = farah.get("/finance").await;
    assert!(desk.link("No email has come back").is_some());
}

/// Staff are not told that an entry is settled while it still waits, even if
/// the process stops at any request to the table.
#[tokio::test]
async fn an_email_that_came_back_is_settled_or_staff_see_that_it_is_not() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let sent = send_application(&app).await;
    bounce(&app, &sent).await;
    let farah = first_sign_in(&app, FARAH, MOBILE).await;
    let address = format!("/finance/undelivered/{}/settle", sent.reference.plain());
    for cut_off in 0..20 {
        let table = app
            .database()
            .table_crashing(CrashPoint::AfterReply(cut_off));
        let router = tests::whole_house(&app, &tests::illustration(), &table);
        let reply = farah.clone().moved_to(router).post(&address, &[]).await;
        let now = app.site().now();
        let waiting = app.table().undelivered(None, 9, now).await.unwrap().items;
        if reply.status == 303 {
            assert_eq!(waiting, [], "{cut_off}");
            return;
        }
        assert_eq!(reply.status, 503, "{cut_off}");
    }
    panic!("it is never settled");
}

/// More people than a page has, and one who cannot be read.
#[tokio::test]
async fn everybody_who_was_invited_is_on_a_page_and_who_cannot_be_read_is_told() {
    let app = TestApp::default();
    let farah = employ(&app, FARAH, Role::Finance).await;
    let partition = app.database().stored_in("MEMBERS").await;
    let like = partition.into_iter().next().unwrap();
    let others = (0..250).map(|number| {
        let mut other = like.clone();
        other["SK"]["S"] = json!(format!("00000000-0000-4000-8000-{number:012}"));
        other["email"]["S"] = json!(format!("person-{number}@exampleshire.example"));
        other
    });
    let mut items: Vec<_> = others.collect();
    items.push(json!({"PK": {"S": "MEMBERS"}, "SK": {"S": "0"}}));
    app.database().store(items).await;
    let mut farahs = first_sign_in(&app, FARAH, MOBILE).await;
    let first = farahs.get("/finance/people").await;
    assert!(first.words().contains("1 person cannot be shown."));
    assert!(first.words().contains("252 people were invited."));
    let next = places_after(&first.body).unwrap();
    let second = farahs.get(&next).await;
    assert_eq!(places_after(&second.body), None);
    assert_ne!(first.words(), second.words());
    let both = first.body + &second.body;
    let shown = (0..250).filter(|number| {
        let email = format!("person-{number}@exampleshire.example");
        both.contains(&email)
    });
    assert_eq!(shown.count(), 250);
    assert!(both.contains(farah.email.as_str()));
    // Who cannot be read has a page that says so.
    let one = farahs.get("/finance/people/0").await;
    assert_eq!(
        (one.status, one.heading().as_str()),
        (500, "Sorry, we cannot show this")
    );
}

#[tokio::test]
async fn more_accesses_than_a_page_has_are_shown_page_by_page() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let sent = send_application(&app).await;
    let partition = format!("AUDIT#{}", sent.account.0);
    let (like, mut items) = (app.site().now(), Vec::new());
    for number in 0..120 {
        let at = like - jiff::SignedDuration::from_mins(number);
        items.push(json!({
            "PK": {"S": partition},
            "SK": {"S": format!("{at:.3}#{number:016}")},
            "actor": {"S": "job"},
            "who": {"S": "housekeeping"},
            "what": {"S": format!("look {number} of many")},
            "at": {"S": at.to_string()},
        }));
    }
    items.push(json!({"PK": {"S": partition}, "SK": {"S": "2020-01-01T00:00:00.000Z#0"}}));
    app.database().store(items).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let reference = sent.reference.plain().to_owned();
    let (mut after, mut pages) = (String::new(), String::new());
    for number in 1..=3 {
        let asked = [("reference", reference.as_str()), ("after", after.as_str())];
        let shown = farah.post("/finance/accesses", &asked).await;
        assert_eq!(shown.status, 200, "{number}");
        pages.push_str(&shown.words());
        // One that cannot be shown is counted too. These looks are at one time.
        let total = "122 entries, with that of this look.";
        assert!(shown.words().contains(total), "{}", shown.words());
        let hidden = shown.body.split("name=\"after\" value=\"").nth(1);
        after = hidden.map_or_else(String::new, |rest| {
            rest.split('"').next().unwrap_or_default().to_owned()
        });
        assert_eq!(after.is_empty(), number == 3, "{number}");
    }
    let shown = (0..120).filter(|number| pages.contains(&format!("look {number} of many")));
    assert_eq!(shown.count(), 120);
    assert!(pages.contains("1 entry cannot be shown."), "{pages}");
    let forged = [("reference", reference.as_str()), ("after", "<b>")];
    let refused = farah.post("/finance/accesses", &forged).await;
    assert_eq!(refused.status, 400);
}

/// Returns where the link to the next page of a list leads.
fn places_after(body: &str) -> Option<String> {
    let mut links = body.split("href=\"").skip(1);
    let link = links.find(|link| {
        link.split('"')
            .next()
            .unwrap_or_default()
            .contains("after=")
    })?;
    link.split('"').next().map(str::to_owned)
}

#[tokio::test]
async fn a_complaint_is_listed_by_reference_and_read_on_the_record() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let reference = complain(&mut visitor(&app)).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let list = farah.get("/finance/complaints").await;
    assert!(list.words().contains("acknowledge by 22 December 2026"));
    assert!(!list.body.contains("Bloggs"));
    let address = format!("/finance/complaints/{reference}");
    assert!(list.has_link_to(&address));
    // A person who complains without an account has a record under the
    // complaint alone.
    let record = Subject::Complaint(Reference::parse(&reference).unwrap());
    assert_eq!(app.table().accesses(&record).await.unwrap(), []);
    let one = farah.get(&address).await;
    assert!(one.words().contains("My letter went to the wrong house."));
    assert_eq!(one.summary_row("From").as_deref(), Some("Jo Bloggs"));
    let what = format!("read complaint {reference}");
    let noted = app.table().accesses(&record).await.unwrap();
    assert_eq!(noted, [farahs_access(&app, &record, what.clone()).await]);
    // Finance staff can ask who looked at the complaint, although it belongs to
    // no account.
    let asked = [("reference", reference.as_str())];
    let looked = farah.post("/finance/accesses", &asked).await.words();
    assert!(looked.contains(&what) && looked.contains(FARAH), "{looked}");

    // The complaint is acknowledged once, even if the button is pressed again a
    // day later.
    let desk = farah.get("/finance").await;
    let waiting = desk.link("1 complaint about personal data to acknowledge");
    assert_eq!(waiting.as_deref(), Some("/finance/complaints"));
    let acknowledge = format!("{address}/acknowledge");
    let done = farah.post(&acknowledge, &[]).await;
    assert_eq!(done.location(), Some("/finance/complaints"));
    app.pass_minutes(10);
    farah.post(&acknowledge, &[]).await;
    let list = farah.follow(done).await.words();
    assert!(list.contains("received 22 November 2026, acknowledged 22 November 2026"));
    let one = farah.get(&address).await;
    assert_eq!(one.button("I have acknowledged it"), None);
    let desk = farah.get("/finance").await;
    let none = desk.link("No complaint about personal data to acknowledge");
    assert!(none.is_some(), "{}", desk.words());
    let (reference, now) = (Reference::parse(&reference).unwrap(), app.site().now());
    let kept = app.table().read_complaint(&reference, now).await;
    let at = kept.unwrap().unwrap().acknowledged_at.unwrap();
    let since = now.duration_since(at);
    assert_eq!(since.as_mins(), 10, "the first time counts");
}

#[tokio::test]
async fn a_long_list_of_complaints_is_pages_and_its_length_is_in_words() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let received_at = "2026-11-01T09:00:00";
    let entries = (0..1_001).map(|number| {
        let reference = Reference::of_id(&format!("{number:032x}"));
        json!({
            "PK": {"S": "COMPLAINTS"},
            "SK": {"S": format!("{received_at}.000Z#{}", reference.plain())},
            "reference": {"S": reference.plain()},
            "received_at": {"S": format!("{received_at}Z")},
            "expires_at": {"N": "1965200400"},
        })
    });
    app.database().store(entries.collect()).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let desk = farah.get("/finance").await;
    let waiting = desk.link("More than 1,000 complaints about personal data to acknowledge");
    assert!(waiting.is_some(), "{}", desk.words());
    let (mut address, mut seen) = ("/finance/complaints".to_owned(), BTreeSet::new());
    for _ in 0..2 {
        let list = farah.get(&address).await;
        let shown = list.body.split("href=\"/finance/complaints/").skip(1);
        let shown = shown.filter_map(|link| link.split('"').next());
        seen.extend(shown.map(str::to_owned));
        let next = list
            .body
            .split("href=\"")
            .find(|link| link.contains("rel=\"next\""));
        address = next
            .and_then(|link| link.split('"').next())
            .unwrap()
            .to_owned();
    }
    assert_eq!(seen.len(), 100);
    let second = farah.get(&address).await;
    assert!(second.has_link_to("/finance/complaints"));
    let nowhere = farah.get("/finance/complaints?after=%3Cb%3E").await;
    assert_eq!(nowhere.status, 404);
}

#[tokio::test]
async fn an_item_that_cannot_be_read_is_said_beside_the_rest_of_its_list() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let reference = complain(&mut visitor(&app)).await;
    let poison = ["COMPLAINTS", "UNDELIVERED", "MEMBERS"].map(|partition| {
        json!({
            "PK": {"S": partition},
            "SK": {"S": "2020-01-01T00:00:00.000Z#0"},
            "expires_at": {"N": "1965200400"},
        })
    });
    app.database().store(poison.into()).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    for (address, said) in [
        ("/finance/complaints", "1 complaint cannot be shown."),
        ("/finance/undelivered", "1 application cannot be shown."),
        ("/finance/people", "1 person cannot be shown."),
    ] {
        let list = farah.get(address).await;
        assert!(list.words().contains(said), "{address}: {}", list.words());
    }
    let list = farah.get("/finance/complaints").await;
    assert!(list.has_link_to(&format!("/finance/complaints/{reference}")));
    let people = farah.get("/finance/people").await;
    assert!(people.words().contains(FARAH), "{}", people.words());
    assert_eq!(farah.get("/finance").await.status, 200);
}

#[tokio::test]
async fn who_complains_with_an_account_sees_who_has_read_it_and_when() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut bea = citizen(&app, "Bea", BEA).await;
    let reference = complain(&mut bea).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let data = bea.get("/saved-forms/your-data.json").await.json();
    assert_eq!(data["who_looked_at_your_record"], json!([]));
    let mut looked = Vec::new();
    for _ in 0..2 {
        app.pass_minutes(5);
        let read = farah.get(&format!("/finance/complaints/{reference}")).await;
        assert_eq!(read.status, 200);
        let at = app.site().now();
        let what = format!("read complaint {reference}");
        // The newest entry is the first.
        looked.insert(0, json!({"at": at, "who": "Finance staff", "what": what}));
    }
    let data = bea.get("/saved-forms/your-data.json").await.json();
    assert_eq!(data["who_looked_at_your_record"], json!(looked));
}

/// A page whose process stops at any request to the table shows nothing whose
/// reading is not recorded.
#[tokio::test]
async fn what_staff_read_is_on_the_record_before_it_is_shown() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let sent = send_application(&app).await;
    bounce(&app, &sent).await;
    let complaint = complain(&mut visitor(&app)).await;
    let farah = first_sign_in(&app, FARAH, MOBILE).await;
    let reference = sent.reference.plain();
    for (address, record, what, secret) in [
        (
            format!("/finance/undelivered/{reference}"),
            Subject::Account(sent.account.clone()),
            format!("read whom to contact for application {reference}"),
            "01632 960 777",
        ),
        (
            format!("/finance/complaints/{complaint}"),
            Subject::Complaint(Reference::parse(&complaint).unwrap()),
            format!("read complaint {complaint}"),
            "wrong house",
        ),
    ] {
        let (mut cut_off, mut shown) = (0, false);
        while !shown && cut_off < 20 {
            let table = app
                .database()
                .table_crashing(CrashPoint::AfterReply(cut_off));
            let router = tests::whole_house(&app, &tests::illustration(), &table);
            let reply = farah.clone().moved_to(router).get(&address).await;
            shown = reply.status == 200;
            assert_eq!(reply.body.contains(secret), shown, "{address} {cut_off}");
            if shown {
                let noted = app.table().accesses(&record).await.unwrap();
                assert_eq!(noted, [farahs_access(&app, &record, what.clone()).await]);
            } else {
                assert_eq!(reply.status, 503, "{address} {cut_off}");
                cut_off += 1;
            }
        }
        assert!(shown && cut_off >= 3, "{address}: {cut_off}");
    }
    // Every page about one record is among those above. Who can sign in is no
    // record of a citizen.
    let about_one: Vec<_> = routes::all()
        .into_iter()
        .filter(|route| route.method == Method::GET && route.template.contains('{'))
        .filter_map(|route| route.template.strip_prefix("/finance/"))
        .collect();
    let tried = [
        "people/{id}",
        // Read on the record: tests/src/assessments.rs.
        "assessments/{reference}",
        "undelivered/{reference}",
        "complaints/{reference}",
        // Of nobody: an import has figures and lines of a file.
        "imports/runs/{version}",
        "imports/{snapshot}",
        // Read on the record: tests/src/suppliers.rs.
        "requests/{supplier}/{id}",
        // Of suppliers, and of nobody alone.
        "payments/{period}",
        "transport/{period}",
        // Read on the record: tests/src/late_days.rs.
        "suppliers/{supplier}/registers/{week}/unregistered/{order}/{line}",
        // Of a register as a whole, and of nobody in it.
        "suppliers/{supplier}/registers/{week}",
        // Read on the record: tests/src/adjustments.rs.
        "suppliers/{supplier}/registers/{week}/adjust",
        "suppliers/{supplier}/registers/{week}/adjust/{order}/{line}",
        "suppliers/{supplier}/registers/{week}/adjustments/{id}",
        // Of a supplier, and of who may act for it.
        "suppliers/{supplier}",
        // Read on the record: tests/src/suppliers.rs.
        "suppliers/{supplier}/accesses",
        "suppliers/{supplier}/invite",
        "suppliers/{supplier}/people/{id}",
        "suppliers/{supplier}/contracts/{terms}",
        "suppliers/{supplier}/non-payment/{year}",
        // Read on the record: functions/information-request/src/tests.rs.
        "applications/{reference}",
        "applications/{reference}/ask",
        "applications/{reference}/questions/{id}",
    ];
    assert_eq!(about_one, tried);
}

#[tokio::test]
async fn finance_reads_what_new_rates_change_without_a_name_or_a_number_below_five() {
    let app = TestApp::default();
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let page = farah.get("/finance/uprating").await;
    assert_eq!(page.heading(), "What new rates change");
    let words = page.words();
    assert!(
        words.contains("There are no rates after 5 April 2027 yet"),
        "{words}"
    );
    assert!(words.contains("No report has been made yet"), "{words}");

    let pays = |pension: &str| {
        serde_json::from_value(json!({
            "person": { "age": 80 },
            "care": { "setting": "at_home", "weekly_cost": "400" },
            "income": [{ "kind": "state_pension", "amount": pension }]
        }))
        .unwrap()
    };
    let mut county: Vec<Circumstances> = vec![pays("300"); 9];
    county.push(pays("240"));
    let policy = Policy::default();
    let [before, after] = ["2025-06-02", "2026-06-01"].map(|day| day.parse().unwrap());
    let report = county_report(&county, (before, &policy), (after, &policy));
    let kept = KeptCountyReport {
        made_at: app.site().now(),
        body: serde_json::to_string(&report).unwrap(),
    };
    app.table().keep_county_report(&kept).await.unwrap();
    let page = farah.get("/finance/uprating").await;
    assert_eq!(page.summary_row("Would pay less").as_deref(), Some("10"));
    assert_eq!(page.summary_row("Would pay more").as_deref(), Some("None"));
    let words = page.words();
    assert!(
        words.contains("Would begin to pay nothing Fewer than 5"),
        "{words}"
    );
    assert!(words.contains("Single person of pension age"), "{words}");
    // What cannot be read is no report, and no fault.
    let body = "{}".to_owned();
    let unknown = KeptCountyReport { body, ..kept };
    app.table().keep_county_report(&unknown).await.unwrap();
    let page = farah.get("/finance/uprating").await;
    assert_eq!(page.status, 200);
    assert!(page.words().contains("No report has been made yet"));
}

#[tokio::test]
async fn a_snapshot_that_is_held_back_is_released_by_two_people_on_the_record() {
    let app = TestApp::default();
    let held = held_snapshot(&app);
    app.table().hold_snapshot(&held).await.unwrap();
    let cut = HeldSnapshot {
        snapshot: SnapshotName::parse("cut").unwrap(),
        reason: "the file has no rows".to_owned(),
        figures: None,
        ..held.clone()
    };
    app.table().hold_snapshot(&cut).await.unwrap();
    for email in [FARAH, PRIYA] {
        employ(&app, email, Role::Finance).await;
    }
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let list = farah.get("/finance/imports").await;
    assert!(list.words().contains("Nothing has been imported yet."));
    assert!(list.words().contains("120 of 300 people are gone"));
    let address = "/finance/imports/2026-11-28";
    let release = format!("{address}/release");
    let one = farah.get(address).await;
    assert_eq!(
        one.summary_row("People gone").as_deref(),
        Some("120 of 300")
    );
    // Pressed twice, it is one person.
    for _ in 0..2 {
        let done = farah.post(&release, &[]).await;
        assert_eq!(done.location(), Some(address));
    }
    let one = farah.get(address).await;
    assert_eq!(one.button("Release this snapshot"), None);
    assert!(
        one.words()
            .contains("Somebody else in finance has to release it too.")
    );
    let subject = Subject::Snapshot("2026-11-28".to_owned());
    let noted = app.table().accesses(&subject).await.unwrap();
    let what = "released snapshot 2026-11-28, which was held back".to_owned();
    assert_eq!(noted, [farahs_access(&app, &subject, what).await]);
    let mut priya = first_sign_in(&app, PRIYA, LANDLINE).await;
    let one = priya.get(address).await;
    assert!(
        one.words()
            .contains("It is imported if you release it too.")
    );
    let done = priya.post(&release, &[]).await;
    let one = priya.follow(done).await;
    assert!(one.words().contains("Two people have released it."));
    let kept = app.table().held_snapshot(&held.snapshot).await.unwrap();
    assert!(kept.unwrap().is_released());
    // What is not what it says cannot be released by anybody.
    let one = priya.get("/finance/imports/cut").await;
    assert_eq!(one.button("Release this snapshot"), None);
    assert!(one.words().contains("It cannot be released"));
    let refused = priya.post("/finance/imports/cut/release", &[]).await;
    assert_eq!(refused.status, 404);
    assert_eq!(priya.get("/finance/imports/..%2f").await.status, 404);
}

#[tokio::test]
async fn a_run_of_the_import_is_shown_with_its_figures_and_the_rows_that_it_refused() {
    let app = TestApp::default();
    let held = held_snapshot(&app);
    let report = ImportReport {
        version: 7,
        snapshot: held.snapshot,
        manifest: held.manifest,
        taken_at: app.site().now(),
        imported_at: app.site().now(),
        read: 3000,
        new: 3,
        changed: 2,
        ended: 1,
        refused: 1,
        writes: 6,
        refused_rows: vec![RefusedProvision {
            file: "provisions.csv".to_owned(),
            line: 17,
            reasons: vec!["starts is not a date as 2026-04-01".to_owned()],
        }],
        breaches: Vec::new(),
        missed: Vec::new(),
    };
    app.table().keep_import_report(&report).await.unwrap();
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let list = farah.get("/finance/imports").await.words();
    let figures = "3000 read, 3 new, 2 changed, 1 ended, 1 row refused";
    assert!(
        list.contains(figures) && !list.contains("more than a day old"),
        "{list}"
    );
    assert!(!list.contains("Not finished"), "{list}");
    let one = farah.get("/finance/imports/runs/7").await;
    assert_eq!(one.summary_row("Written").as_deref(), Some("6"));
    let row = "provisions.csv, line 17: starts is not a date as 2026-04-01";
    assert!(one.words().contains(row));
    assert_eq!(farah.get("/finance/imports/runs/8").await.status, 404);
    app.pass_hours(25);
    let mut farah = visitor(&app);
    farah.sign_in_as_staff(&app, FARAH).await;
    let list = farah.get("/finance/imports").await.words();
    assert!(list.contains("It is more than a day old."), "{list}");
}

#[tokio::test]
async fn an_import_that_is_paused_is_shown_with_how_far_it_is_and_when_it_goes_on() {
    let app = TestApp::default();
    let (table, now) = (app.table(), app.site().now());
    employ(&app, FARAH, Role::Finance).await;
    let mut farah = first_sign_in(&app, FARAH, MOBILE).await;
    let lease = ImportLease {
        run: "first".to_owned(),
        snapshot: SnapshotName::parse("2026-11-22").unwrap(),
        until: app.site().now() + jiff::SignedDuration::from_mins(15),
    };
    table.begin_import(&lease, now).await.unwrap();
    let list = farah.get("/finance/imports").await.words();
    assert!(
        list.contains("2026-11-22 is being imported now. No change of it is counted yet."),
        "{list}"
    );
    let place = ImportPlace {
        manifest: "5e".to_owned(),
        rows: 75,
    };
    table.keep_import_place(&lease, &place).await.unwrap();
    table.pause_import(&lease, now).await.unwrap();
    let list = farah.get("/finance/imports").await.words();
    for words in [
        "2026-11-22 is paused. 75 changes of it are written.",
        "in the next run, which is within the hour",
    ] {
        assert!(list.contains(words), "{words}: {list}");
    }
    table.end_import(&lease).await.unwrap();
    let list = farah.get("/finance/imports").await.words();
    assert!(!list.contains("Not finished"), "{list}");
}

/// Makes a snapshot that has lost many people.
fn held_snapshot(app: &TestApp) -> HeldSnapshot {
    HeldSnapshot {
        snapshot: SnapshotName::parse("2026-11-28").unwrap(),
        manifest: "4f".to_owned(),
        held_at: app.site().now(),
        reason: "120 of 300 people are gone since the last snapshot".to_owned(),
        figures: Some(HeldFigures {
            people_gone: 120,
            people_before: 300,
            ..HeldFigures::default()
        }),
        first: None,
        second: None,
    }
}

/// Invites somebody, who chooses a password.
async fn employ(app: &TestApp, email: &str, role: Role) -> StaffUser {
    app.invite(StaffUserBuilder::new("Farah", role).with_email(email))
        .await
}

/// Signs somebody in for the first time, with this telephone.
async fn first_sign_in(app: &TestApp, email: &str, phone: &str) -> Visitor {
    let mut browser = visitor(app);
    browser.sign_in_with_new_phone(app, email, phone).await;
    browser
}

/// Returns the code that an authenticator app with this secret shows now.
fn app_code(app: &TestApp, secret: &AppSecret) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.reveal()).unwrap();
    let codes = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let now = u64::try_from(app.site().now().as_second()).unwrap();
    codes.generate(now).to_string()
}

/// Sets up an authenticator app and returns its secret.
async fn add_app(app: &TestApp, visitor: &mut Visitor) -> AppSecret {
    let secret = proven_for_app(app, visitor).await;
    let code = app_code(app, &secret);
    let added = visitor
        .post("/professionals/account/app", &[("code", &code)])
        .await;
    assert_eq!(added.location(), Some("/professionals/account"));
    secret
}

/// Proves who somebody is that has no app yet, by their password and a code to
/// their telephone, and returns the secret that they are shown.
async fn proven_for_app(app: &TestApp, visitor: &mut Visitor) -> AppSecret {
    let typed = [("password", PASSWORD)];
    let sent = visitor
        .post("/professionals/account/app/prove", &typed)
        .await;
    assert_eq!(sent.location(), Some("/professionals/sign-in/code"));
    let proven = visitor.give_phone_code(app).await;
    assert_eq!(proven.location(), Some("/professionals/account/app"));
    shown_secret(&visitor.get("/professionals/account/app").await)
}

/// Reads the secret that the page shows in groups of four.
fn shown_secret(page: &Reply) -> AppSecret {
    let words = page.words();
    let (_, key) = words.split_once("Key: ").unwrap();
    AppSecret::parse(&key.chars().take(39).collect::<String>()).unwrap()
}

/// Sends an application in which a telephone number is given.
pub(crate) async fn send_application(app: &TestApp) -> Application {
    let now = app.site().now();
    app.save_form("request-help", "jo", "form", now).await;
    let answers = [("phone".to_owned(), Answer::Text("01632 960 777".to_owned()))];
    let application = ApplicationBuilder::new("jo", "form").with_form(CompletedForm {
        form: "request-help".to_owned(),
        version: 1,
        answers: answers.into_iter().collect(),
    });
    let application = application.build();
    app.submit(&application).await;
    application
}

/// Stores the e-mail about an application that has come back, and tells of it
/// twice.
pub(crate) async fn bounce(app: &TestApp, sent: &Application) -> EmailDelivery {
    let attempt = EmailDelivery {
        message: "message-that-comes-back".to_owned(),
        kind: "applied",
        about: Some(sent.reference.clone()),
        sent_at: app.site().now(),
    };
    let table = app.table();
    table.keep_delivery(&attempt).await.unwrap();
    for _ in 0..2 {
        let at = attempt.sent_at;
        let noted = table.note_delivery(&attempt.message, DeliveryStatus::Bounced, at);
        noted.await.unwrap();
    }
    attempt
}

/// Complains about what happened, and returns the reference of the complaint.
async fn complain(visitor: &mut Visitor) -> String {
    let page = visitor.get("/saved-forms/your-data/complaint").await;
    let typed = [
        ("id", page.hidden("id")),
        ("name", "Jo Bloggs".to_owned()),
        ("email", "jo@example.org".to_owned()),
        (
            "what-happened",
            "My letter went to the wrong house.".to_owned(),
        ),
    ];
    let received = visitor
        .post("/saved-forms/your-data/complaint", &borrowed(&typed))
        .await;
    assert_eq!(received.status, 303, "{}", received.words());
    let to = received.location().unwrap();
    to.rsplit('/').next().unwrap().to_owned()
}

/// Describes that Farah looks at somebody's record now.
async fn farahs_access(app: &TestApp, subject: &Subject, what: String) -> Access {
    Access {
        subject: subject.clone(),
        actor: Actor::from(&app.staff_user(FARAH).await),
        what,
        at: app.site().now(),
    }
}

/// Lists the kinds of e-mail that were sent to an address, oldest first.
fn told(app: &TestApp, email: &str) -> Vec<&'static str> {
    let sent = app.mailer().sent_to(email);
    sent.iter().map(Email::kind).collect()
}
