//! Tests of what staff sign in with, changed by somebody who is signed in.

use domain::access::sign_in::{IdentityProvider as _, PasswordProven};
use domain::access::staff_user::{AppSecret, Role, StaffUser, StaffUserStore as _};
use domain::correspondence::email::Email;
use domain::ports::Ports;
use domain::values::phone_number::PhoneNumber;
use testkit::{PASSWORD, Reply, StaffUserBuilder, TestApp, Visitor, with_rights_of};

const FARAH: &str = "farah@exampleshire.example";
const APP: &str = "/professionals/account/app";
const PROVE: &str = "/professionals/account/app/prove";
const REMOVE: &str = "/professionals/account/app/remove";
const PHONE: &str = "/professionals/account/phone";
const PASSWORD_PAGE: &str = "/professionals/account/password";
const PROVE_FOR_PASSWORD: &str = "/professionals/account/password/prove";

/// ASVS 5.0, 7.5.1.
#[tokio::test]
async fn a_session_alone_adds_replaces_and_removes_no_second_factor() {
    let app = TestApp::default();
    let (farah, mut thief) = at_work(&app).await;
    let mine = AppSecret::of_ids(
        "000102030405060708090a0b0c0d0e0f",
        "10111213ffffffffffffffffffffffff",
    );
    let code = code_of(&app, &mine);
    let chosen = [("secret", mine.reveal()), ("code", code.as_str())];
    thief.post(APP, &chosen).await;
    assert_eq!(app.staff_user(FARAH).await.app, None);

    let hers = AppSecret::of_ids(
        "ffffffffffffffffffffffffffffffff",
        "00000000ffffffffffffffffffffffff",
    );
    app.table().add_app(&farah.id, &hers, 1).await.unwrap();
    let before = app.staff_user(FARAH).await;
    thief.post(APP, &chosen).await;
    thief.post("/professionals/account/app/remove", &[]).await;
    let code = code_of(&app, &hers);
    let other = [("phone", "07700 900 123"), ("code", code.as_str())];
    thief.post(PHONE, &other).await;
    assert_eq!(app.staff_user(FARAH).await, before);
    assert!(app.phones().sent().is_empty());
}

#[tokio::test]
async fn an_app_is_set_up_after_the_password_and_a_code_to_the_telephone() {
    let app = TestApp::default();
    let (_, mut farah) = at_work(&app).await;
    let asked = farah.get(APP).await;
    assert!(asked.words().contains("number ending 982"));
    for (typed, said) in [("", "Enter your password"), ("wrong", "is not right")] {
        let refused = farah.post(PROVE, &[("password", typed)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.errors().join(" ").contains(said), "{typed}");
    }
    assert!(app.phones().sent().is_empty());

    let sent = farah.post(PROVE, &[("password", PASSWORD)]).await;
    assert_eq!(sent.location(), Some("/professionals/sign-in/code"));
    // The password alone shows no secret and adds no app.
    assert!(!farah.get(APP).await.words().contains("Key: "));
    assert_eq!(farah.post(APP, &[("code", "000000")]).await.status, 303);
    let proven = farah.give_phone_code(&app).await;
    assert_eq!(proven.location(), Some(APP));
    // The proof is for the session that gave it.
    let staff = app.staff_user(FARAH).await;
    let mut elsewhere = app.at_work(&staff, farah.clone()).await;
    assert!(!elsewhere.get(APP).await.words().contains("Key: "));

    let shown = farah.get(APP).await;
    assert!(!shown.body.contains("name=\"secret\""));
    let code = code_of(&app, &secret_on(&shown));
    for _ in 0..2 {
        let added = farah.post(APP, &[("code", &code)]).await;
        assert_eq!(added.location(), Some("/professionals/account"));
    }
    assert_eq!(app.staff_user(FARAH).await.app, Some(secret_on(&shown)));
    // The proof was for one change.
    assert!(!farah.get(APP).await.words().contains("Key: "));
}

#[tokio::test]
async fn an_app_is_replaced_and_removed_after_the_password_and_a_code_of_it() {
    let app = TestApp::default();
    let (farah, mut browser) = at_work(&app).await;
    let old = AppSecret::of_ids(&app.site().new_id(), &app.site().new_id());
    app.table().add_app(&farah.id, &old, 1).await.unwrap();
    let code = code_of(&app, &old);
    for wrong in [
        [("password", "wrong"), ("code", code.as_str())],
        [("password", PASSWORD), ("code", "000000")],
        [("password", ""), ("code", "")],
    ] {
        for at in [PROVE, REMOVE] {
            assert_eq!(browser.post(at, &wrong).await.status, 422, "{wrong:?}");
        }
    }
    let right = [("password", PASSWORD), ("code", code.as_str())];
    let proven = browser.post(PROVE, &right).await;
    assert_eq!(proven.location(), Some(APP));
    let new = secret_on(&browser.get(APP).await);
    assert_ne!(new, old);
    let typed = code_of(&app, &new);
    browser.post(APP, &[("code", &typed)]).await;
    assert_eq!(app.staff_user(FARAH).await.app, Some(new.clone()));

    // A code counts once: the next change needs another.
    let used = [("password", PASSWORD), ("code", typed.as_str())];
    assert_eq!(browser.post(REMOVE, &used).await.status, 422);
    app.pass_minutes(1);
    let code = code_of(&app, &new);
    let right = [("password", PASSWORD), ("code", code.as_str())];
    for _ in 0..2 {
        let removed = browser.post(REMOVE, &right).await;
        assert_eq!(removed.location(), Some("/professionals/account"));
    }
    assert_eq!(app.staff_user(FARAH).await.app, None);
}

#[tokio::test]
async fn a_proof_for_an_app_holds_for_a_quarter_of_an_hour() {
    let app = TestApp::default();
    let (_, mut farah) = at_work(&app).await;
    farah.post(PROVE, &[("password", PASSWORD)]).await;
    farah.give_phone_code(&app).await;
    let secret = secret_on(&farah.get(APP).await);
    app.pass_minutes(15);
    let late = farah.post(APP, &[("code", &code_of(&app, &secret))]).await;
    assert_eq!(late.location(), Some(APP));
    assert!(!farah.get(APP).await.words().contains("Key: "));
    assert_eq!(app.staff_user(FARAH).await.app, None);
}

/// ASVS 5.0, 6.2.3 and 7.5.1.
#[tokio::test]
async fn a_password_is_changed_after_the_present_one_and_a_code_to_the_telephone() {
    let app = TestApp::default();
    let (staff, mut farah) = at_work(&app).await;
    let mut elsewhere = app.at_work(&staff, browser(&app)).await;
    let asked = farah.get(PASSWORD_PAGE).await;
    assert!(asked.words().contains("number ending 982"));
    let new = [("new-password", "three quiet herons walk")];
    assert_eq!(
        farah.post(PASSWORD_PAGE, &new).await.location(),
        Some(PASSWORD_PAGE)
    );
    for (typed, said) in [("", "Enter your password"), ("wrong", "is not right")] {
        let refused = farah.post(PROVE_FOR_PASSWORD, &[("password", typed)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.errors().join(" ").contains(said), "{typed}");
    }
    let sent = farah
        .post(PROVE_FOR_PASSWORD, &[("password", PASSWORD)])
        .await;
    assert_eq!(sent.location(), Some("/professionals/sign-in/code"));
    farah.post(PASSWORD_PAGE, &new).await;
    assert!(is_password(&app, PASSWORD).await, "not before the code");
    let proven = farah.give_phone_code(&app).await;
    assert_eq!(proven.location(), Some(PASSWORD_PAGE));
    let weak = farah
        .post(PASSWORD_PAGE, &[("new-password", "short")])
        .await;
    assert_eq!(weak.status, 422);
    // The proof is for the session that gave it.
    let mut stranger = elsewhere.clone();
    stranger.take("__Host-sign-in", &farah.cookies()["__Host-sign-in"]);
    assert_eq!(stranger.post(PASSWORD_PAGE, &new).await.status, 303);
    assert!(is_password(&app, PASSWORD).await);

    let changed = farah.post(PASSWORD_PAGE, &new).await;
    assert_eq!(changed.location(), Some("/professionals/account"));
    assert!(is_password(&app, "three quiet herons walk").await);
    assert_eq!(farah.get("/professionals/account").await.status, 200);
    let out = elsewhere.get("/professionals/account").await;
    assert_eq!(out.status, 303, "signed out");
    let told = app.mailer().sent_to(FARAH);
    assert_eq!(told.last(), Some(&Email::PasswordChanged));
}

#[tokio::test]
async fn a_password_is_changed_after_the_present_one_and_a_code_of_the_app() {
    let app = TestApp::default();
    let (farah, mut browser) = at_work(&app).await;
    let hers = AppSecret::of_ids(&app.site().new_id(), &app.site().new_id());
    app.table().add_app(&farah.id, &hers, 1).await.unwrap();
    let code = code_of(&app, &hers);
    let wrong = [("password", PASSWORD), ("code", "000000")];
    assert_eq!(browser.post(PROVE_FOR_PASSWORD, &wrong).await.status, 422);
    let right = [("password", PASSWORD), ("code", code.as_str())];
    let proven = browser.post(PROVE_FOR_PASSWORD, &right).await;
    assert_eq!(proven.location(), Some(PASSWORD_PAGE));
    let new = [("new-password", "three quiet herons walk")];
    browser.post(PASSWORD_PAGE, &new).await;
    assert!(is_password(&app, "three quiet herons walk").await);
    assert!(app.phones().sent().is_empty());
}

/// ASVS 5.0, 7.5.2.
#[tokio::test]
async fn staff_see_where_they_are_signed_in_and_end_one_session_or_all_others() {
    let app = TestApp::default();
    let (staff, mut farah) = at_work(&app).await;
    let page = farah.get(SESSIONS).await;
    assert!(page.words().contains("not signed in anywhere else"));
    let mut others = Vec::new();
    for _ in 0..3 {
        app.pass_minutes(5);
        others.push(app.at_work(&staff, browser(&app)).await);
    }
    let page = farah.get(SESSIONS).await;
    let named = page.attributes("input[name=session]", "value");
    assert_eq!(named.len(), 4, "three, and all of them: {named:?}");
    let wrong = [("session", &*named[0]), ("password", "wrong")];
    assert_eq!(farah.post(SESSIONS, &wrong).await.status, 422);
    let right = [("session", &*named[0]), ("password", PASSWORD)];
    let ended = farah.post(SESSIONS, &right).await;
    assert_eq!(ended.location(), Some(SESSIONS));
    let account = "/professionals/account";
    assert_eq!(others[2].get(account).await.status, 303);
    assert_eq!(others[1].get(account).await.status, 200);
    let all = [("session", "all"), ("password", PASSWORD)];
    farah.post(SESSIONS, &all).await;
    assert_eq!(others[0].get(account).await.status, 303);
    assert_eq!(farah.get(account).await.status, 200);
}

const SESSIONS: &str = "/professionals/account/sessions";

async fn is_password(app: &TestApp, password: &str) -> bool {
    let email = app.staff_user(FARAH).await.email;
    let identity = app.invited(app.table());
    let proven = identity.prove_password(&email, password).await;
    matches!(proven.unwrap(), PasswordProven::Right { .. })
}

/// Signs somebody in who has registered a telephone.
async fn at_work(app: &TestApp) -> (StaffUser, Visitor) {
    let invited = StaffUserBuilder::new("Farah", Role::Finance).with_email(FARAH);
    let staff = app.invite(invited).await;
    let phone = PhoneNumber::parse("07700 900 982").unwrap();
    let table = app.table();
    table.set_phone(&staff.id, Some(&phone)).await.unwrap();
    let browser = app.at_work(&staff, browser(app)).await;
    (app.staff_user(FARAH).await, browser)
}

fn browser(app: &TestApp) -> Visitor {
    let table = app.table();
    let ports = Ports::of(with_rights_of("verify-phone-code", &table))
        .with_identity(app.invited(with_rights_of("answer-auth-challenge", &table)))
        .with_mailer(app.mailer())
        .with_phones(app.phones());
    app.browser(crate::router(app.site(), ports))
}

/// Returns the code that an app with this secret shows now.
fn code_of(app: &TestApp, secret: &AppSecret) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.reveal()).unwrap();
    let codes = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let now = u64::try_from(app.site().now().as_second()).unwrap();
    codes.generate(now).to_string()
}

/// Reads the secret that the page shows in groups of four.
fn secret_on(page: &Reply) -> AppSecret {
    let words = page.words();
    let (_, key) = words.split_once("Key: ").unwrap();
    AppSecret::parse(&key.chars().take(39).collect::<String>()).unwrap()
}
