//! Codes and e-mails that people ask for: what strangers ask for in somebody's
//! name takes nothing from that person, and what was not sent is not counted.

use std::collections::BTreeSet;

use domain::access::budget::RequestLimits;
use domain::access::sign_in::{
    CodeDelivery, IdentityProvider as _, Purpose, PurposeKind, SensitiveAction, SignIn, SignInKey,
    SignInStore as _,
};
use domain::access::staff_user::{AppSecret, Role, StaffUserStore as _};
use domain::correspondence::email::Email;
use domain::values::email_address::EmailAddress;
use domain::values::reference::Reference;
use testkit::{PASSWORD, Reply, StaffUserBuilder, TestApp, Visitor};

use crate::visitors::{citizen, visitor};

const ADA: &str = "ada.example@example.org";
const FARAH: &str = "farah@exampleshire.example";
const MOBILE: &str = "07700 900 982";

#[tokio::test]
async fn who_has_the_right_password_gets_a_code_whatever_strangers_ask_for() {
    let app = TestApp::default();
    citizen(&app, "Ada", ADA).await;
    for way in WITHOUT_PASSWORD {
        for _ in 0..7 {
            ask(&mut visitor(&app), way, ADA).await;
        }
    }
    let before = app.mailer().sent_to(ADA).len();
    let came_in = visitor(&app).sign_in(&app, ADA, "/account").await;
    assert_eq!(came_in.location(), Some("/account"));
    assert_eq!(app.mailer().sent_to(ADA).len(), before + 1);
}

#[tokio::test]
async fn staff_with_the_right_password_get_a_code_whatever_strangers_ask_for() {
    let app = TestApp::default();
    staff(&app).await;
    for way in WITHOUT_PASSWORD {
        for _ in 0..7 {
            ask(&mut visitor(&app), way, FARAH).await;
        }
    }
    let before = app.phones().sent().len();
    visitor(&app).sign_in_as_staff(&app, FARAH).await;
    assert_eq!(app.phones().sent().len(), before + 1);
}

/// Whoever has the password alone can ask for codes and try codes of the app,
/// for as long as it is the password.
#[tokio::test]
async fn who_chooses_a_new_password_is_not_kept_out_by_who_has_used_up_codes_with_the_old_one() {
    const NEW: &str = "three quiet herons walk";
    let app = TestApp::default();
    citizen(&app, "Ada", ADA).await;
    let farah = staff(&app).await;
    app.pass_hours(1);
    // Somebody who knows both passwords.
    let secret = AppSecret::of_ids(&app.site().new_id(), &app.site().new_id());
    for _ in 0..6 {
        visitor(&app).prove_password(ADA, "/account").await;
        visitor(&app).prove_staff_password(FARAH).await;
    }
    app.table().add_app(&farah.id, &secret, 1).await.unwrap();
    let try_app = async |browser: &mut Visitor, code: &str| {
        let fields = [("code", code)];
        browser.post("/professionals/sign-in/app", &fields).await
    };
    for _ in 0..2 {
        let mut thief = visitor(&app);
        thief.prove_staff_password(FARAH).await;
        for _ in 0..5 {
            assert_eq!(try_app(&mut thief, "000000").await.status, 422);
        }
    }
    // Their owners are kept out now, and told what to do.
    let mut ada = visitor(&app);
    ada.prove_password(ADA, "/account").await;
    let words = ada.get("/sign-in/code").await.words();
    assert!(words.contains("somebody knows your password"), "{words}");
    let mut owner = visitor(&app);
    owner.prove_staff_password(FARAH).await;
    let right = app_code(&app, &secret);
    let refused = try_app(&mut owner, &right).await;
    let errors = refused.errors().join(" ");
    assert!(errors.contains("somebody knows your password"), "{errors}");
    let refused = owner.post("/professionals/sign-in/code/resend", &[]).await;
    assert_eq!(refused.status, 429);

    for (email, page) in [(ADA, "/sign-in"), (FARAH, "/professionals")] {
        let ask = match email {
            ADA => "/sign-in/new-password",
            _ => "/professionals/new-password",
        };
        let mut owner = visitor(&app);
        owner.post(ask, &[("email", email)]).await;
        owner.give_code(&app, email).await;
        let chosen = owner
            .post(&format!("{ask}/choose"), &[("password", NEW)])
            .await;
        assert_eq!(chosen.status, 303, "{page}: {}", chosen.words());
    }
    let mut ada = visitor(&app);
    let fields = [("email", ADA), ("password", NEW), ("next", "/account")];
    ada.post("/sign-in", &fields).await;
    let came_in = ada.give_code(&app, ADA).await;
    assert_eq!(came_in.location(), Some("/account"));
    let mut owner = visitor(&app);
    let fields = [("email", FARAH), ("password", NEW)];
    owner.post("/professionals/sign-in", &fields).await;
    let right = app_code(&app, &secret);
    let came_in = try_app(&mut owner, &right).await;
    assert_eq!(came_in.location(), Some("/finance"));
    // And with a code to the telephone, in place of the app.
    let mut owner = visitor(&app);
    owner.post("/professionals/sign-in", &fields).await;
    let sent = owner.post("/professionals/sign-in/code/resend", &[]).await;
    assert_eq!(sent.status, 303);
    let came_in = owner.give_phone_code(&app).await;
    assert_eq!(came_in.location(), Some("/finance"));
}

/// Returns the code that an app with this secret shows now.
fn app_code(app: &TestApp, secret: &AppSecret) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.reveal()).unwrap();
    let codes = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let now = u64::try_from(app.site().now().as_second()).unwrap();
    codes.generate(now).to_string()
}

#[tokio::test]
async fn five_codes_an_hour_of_each_kind_are_sent_and_the_page_says_what_to_do_next() {
    let app = TestApp::default();
    citizen(&app, "Ada", ADA).await;
    staff(&app).await;
    app.pass_hours(1);
    for way in WITHOUT_PASSWORD {
        let to = way.known();
        let before = app.mailer().sent_to(to).len();
        // A tag makes no other mailbox.
        for _ in 0..4 {
            ask(&mut visitor(&app), way, to).await;
        }
        let mut last = visitor(&app);
        ask(&mut last, way, to).await;
        assert_eq!(app.mailer().sent_to(to).len(), before + 5, "{way:?}");
        let refused = last.post("/sign-in/code/resend", &[]).await;
        assert_eq!(refused.status, 429, "{way:?}");
        let mut sixth = visitor(&app);
        ask(&mut sixth, way, to).await;
        let page = sixth.get("/sign-in/code").await;
        assert!(page.words().contains("Wait an hour"), "{}", page.words());
        assert!(page.words().contains("call us on"), "{}", page.words());
        assert_eq!(app.mailer().sent_to(to).len(), before + 5, "{way:?}");
    }
    app.pass_hours(1);
    for way in WITHOUT_PASSWORD {
        let before = app.mailer().sent_to(way.known()).len();
        ask(&mut visitor(&app), way, way.known()).await;
        assert_eq!(app.mailer().sent_to(way.known()).len(), before + 1);
    }
}

#[tokio::test]
async fn somebody_else_with_an_account_takes_no_code_from_who_changes_to_an_address() {
    let (app, wanted) = (TestApp::default(), "wanted@example.org");
    let mut eve = citizen(&app, "Eve", "eve@example.org").await;
    let mut ada = citizen(&app, "Ada", ADA).await;
    for _ in 0..7 {
        change_address(&app, &mut eve, wanted).await;
    }
    assert_eq!(app.mailer().sent_to(wanted).len(), 5);
    change_address(&app, &mut ada, wanted).await;
    assert_eq!(app.mailer().sent_to(wanted).len(), 6);
    let changed = ada.give_code(&app, wanted).await;
    assert_eq!(changed.location(), Some("/account"));
    // Whether the address is taken or not, five are asked for.
    for _ in 0..7 {
        change_address(&app, &mut eve, ADA).await;
    }
}

#[tokio::test]
async fn a_source_asks_for_twenty_codes_an_hour_without_a_password() {
    let app = TestApp::default();
    citizen(&app, "Ada", ADA).await;
    let from = |address: &str| visitor(&app).from_source(address);
    let mut asked = 0;
    let mut refused = Vec::new();
    for number in 0..10 {
        for way in WITHOUT_PASSWORD {
            let reply = ask(&mut from("203.0.113.7"), way, &stranger(number, way)).await;
            match reply.status {
                303 => asked += 1,
                _ => refused.push(reply),
            }
        }
    }
    assert_eq!((asked, refused.len()), (20, 20));
    for reply in &refused {
        assert_eq!(reply.status, 429);
        assert!(reply.words().contains("wait an hour"), "{}", reply.words());
        assert!(reply.words().contains("call us on"), "{}", reply.words());
        assert!(reply.header("set-cookie").is_empty());
    }
    // The page tells nobody whether the address has an account.
    let known = ask(&mut from("203.0.113.7"), Ask::NewPassword, ADA).await;
    let unknown = ask(
        &mut from("203.0.113.7"),
        Ask::NewPassword,
        "nobody@example.org",
    )
    .await;
    assert_eq!((known.status, &known.body), (429, &unknown.body));
    // With the password, and from elsewhere, codes are sent.
    let came_in = from("203.0.113.7").sign_in(&app, ADA, "/account").await;
    assert_eq!(came_in.location(), Some("/account"));
    let elsewhere = ask(&mut from("203.0.113.8"), Ask::NewPassword, ADA).await;
    assert_eq!(elsewhere.location(), Some("/sign-in/code"));
    // So are they an hour later.
    app.pass_hours(1);
    let later = ask(&mut from("203.0.113.7"), Ask::NewPassword, ADA).await;
    assert_eq!(later.location(), Some("/sign-in/code"));
}

#[tokio::test]
async fn a_source_that_has_asked_too_often_keeps_the_code_it_was_sent() {
    let app = TestApp::default();
    citizen(&app, "Ada", ADA).await;
    let mut ada = visitor(&app).from_source("2001:db8:1:2::7");
    ask(&mut ada, Ask::NewPassword, ADA).await;
    for number in 0..19 {
        let mut other = visitor(&app).from_source("2001:db8:1:2:ffff::9");
        ask(
            &mut other,
            Ask::NewPassword,
            &stranger(number, Ask::NewPassword),
        )
        .await;
    }
    let again = ada.post("/sign-in/code/resend", &[]).await;
    assert_eq!(again.status, 429);
    assert!(
        again.words().contains("internet connection"),
        "{}",
        again.words()
    );
    let proven = ada.give_code(&app, ADA).await;
    assert_eq!(proven.location(), Some("/sign-in/new-password/choose"));
}

#[tokio::test]
async fn e_mails_to_addresses_without_an_account_have_a_limit_and_others_go_on() {
    let limits = RequestLimits {
        unknown_addresses: 3,
        ..RequestLimits::default()
    };
    let app = TestApp::default().with_site(|site| site.with_limits(limits));
    citizen(&app, "Ada", ADA).await;
    let mut pages = BTreeSet::new();
    for number in 0..20 {
        let mut somebody = visitor(&app);
        ask(
            &mut somebody,
            Ask::NewPassword,
            &stranger(number, Ask::NewPassword),
        )
        .await;
        let page = somebody.get("/sign-in/code").await;
        pages.insert(page.body.replace(&stranger(number, Ask::NewPassword), ""));
    }
    let told = app.mailer().sent().into_iter();
    assert_eq!(
        told.filter(|(_, mail)| *mail == Email::NoAccount).count(),
        3
    );
    // Who has an account gets the code, and everybody sees one page.
    let mut ada = visitor(&app);
    ask(&mut ada, Ask::NewPassword, ADA).await;
    let page = ada.get("/sign-in/code").await;
    pages.insert(page.body.replace(ADA, ""));
    assert_eq!(pages.len(), 1, "{pages:?}");
    let proven = ada.give_code(&app, ADA).await;
    assert_eq!(proven.location(), Some("/sign-in/new-password/choose"));
}

#[tokio::test]
async fn accounts_that_are_begun_have_a_limit_by_source_and_in_all_that_is_told_in_words() {
    let limits = RequestLimits {
        accounts_for_source: 2,
        accounts: 5,
        ..RequestLimits::default()
    };
    let app = TestApp::default().with_site(|site| site.with_limits(limits));
    citizen(&app, "Ada", ADA).await;
    app.pass_hours(1);
    let (mut refused, mut begun) = (Vec::new(), 0);
    for number in 0..12 {
        // Three accounts are asked for from each source.
        let source = format!("203.0.113.{}", number / 3);
        let email = stranger(number, Ask::CreateAccount);
        let mut browser = visitor(&app).from_source(&source);
        let reply = ask(&mut browser, Ask::CreateAccount, &email).await;
        let parsed = EmailAddress::parse(&email).unwrap();
        let is_made = app
            .identity(app.table())
            .is_unproven(&parsed)
            .await
            .unwrap();
        assert_eq!(is_made, reply.status == 303, "{email}");
        match reply.status {
            303 => begun += 1,
            _ => refused.push((email, reply)),
        }
    }
    assert_eq!((begun, refused.len()), (5, 7));
    assert_eq!(app.mailer().sent().len(), 1 + 1 + 5, "hers, and five codes");
    let words = ["your internet connection", "more accounts in this hour"];
    for says in words {
        let says = |(_, reply): &&(String, Reply)| reply.errors().join(" ").contains(says);
        assert!(refused.iter().any(|one| says(&one)), "{refused:?}");
    }
    for (email, reply) in &refused {
        assert_eq!(reply.status, 429);
        let error = reply.errors().join(" ");
        assert!(error.contains("wait an hour"), "{error}");
        assert!(error.contains("call us on"), "{error}");
        assert_eq!(reply.field("Email address").unwrap().value, *email);
        assert_eq!(reply.field("First name").unwrap().value, "Eve");
        assert!(reply.header("set-cookie").is_empty());
    }
    // Whoever has an account is told the same, signs in, and nothing else is kept.
    let known = ask(&mut visitor(&app), Ask::CreateAccount, ADA).await;
    assert_eq!(known.status, 429);
    let came_in = visitor(&app).sign_in(&app, ADA, "/account").await;
    assert_eq!(came_in.location(), Some("/account"));
    app.pass_hours(1);
    let later = ask(&mut visitor(&app), Ask::CreateAccount, "jo@example.org").await;
    assert_eq!(later.location(), Some("/sign-in/code"));
}

/// The mail service may refuse an address, whose identity is made by then.
#[tokio::test]
async fn an_account_whose_code_cannot_be_sent_is_counted_as_begun_and_one_mailbox_begins_five() {
    let limits = RequestLimits {
        accounts_for_source: 6,
        ..RequestLimits::default()
    };
    let app = TestApp::default().with_site(|site| site.with_limits(limits));
    let statuses = async |tag: &str, from: &str| {
        let mut statuses = Vec::new();
        for number in 0..8 {
            let email = format!("victim+{tag}{number}@example.org");
            let mut browser = visitor(&app).from_source(from);
            let reply = ask(&mut browser, Ask::CreateAccount, &email).await;
            let email = EmailAddress::parse(&email).unwrap();
            let identity = app.identity(app.table());
            statuses.push((reply.status, identity.is_unproven(&email).await.unwrap()));
        }
        statuses
    };
    app.mailer().fail(true);
    let unsent = statuses("a", "203.0.113.1").await;
    assert_eq!(unsent[..6], [(503, true); 6]);
    assert_eq!(unsent[6..], [(429, false); 2]);
    app.mailer().fail(false);
    // The page for a code is the same one for a sixth, and nothing is made.
    let sent = statuses("b", "203.0.113.2").await;
    assert_eq!(sent[..5], [(303, true); 5]);
    assert_eq!(sent[5..], [(303, false); 3]);
}

#[tokio::test]
async fn one_mailbox_is_written_to_five_times_however_it_is_tagged() {
    let app = TestApp::default();
    for way in WITHOUT_PASSWORD {
        let before = app.mailer().sent().len();
        for number in 0..20 {
            let tagged = format!("Victim+{number}@example.org");
            ask(&mut visitor(&app), way, &tagged).await;
        }
        assert_eq!(app.mailer().sent().len(), before + 5, "{way:?}");
    }
}

#[tokio::test]
async fn a_code_that_was_not_sent_is_not_counted_wherever_it_was_asked_for() {
    let app = TestApp::default();
    citizen(&app, "Ada", ADA).await;
    staff(&app).await;
    app.pass_hours(1);
    let mut ada = visitor(&app);
    ada.sign_in(&app, ADA, "/account").await;
    app.mailer().fail(true);
    app.phones().fail(true);
    for _ in 0..6 {
        for way in WITHOUT_PASSWORD {
            assert_eq!(ask(&mut visitor(&app), way, way.known()).await.status, 503);
        }
        let proven = visitor(&app).prove_password(ADA, "/account").await;
        assert_eq!(proven.status, 503);
        assert_eq!(
            change_address(&app, &mut ada, "new@example.org")
                .await
                .status,
            503
        );
        let proven = visitor(&app).prove_staff_password(FARAH).await;
        assert_eq!(proven.status, 503);
    }
    app.mailer().fail(false);
    app.phones().fail(false);
    for way in WITHOUT_PASSWORD {
        let before = app.mailer().sent_to(way.known()).len();
        ask(&mut visitor(&app), way, way.known()).await;
        assert_eq!(
            app.mailer().sent_to(way.known()).len(),
            before + 1,
            "{way:?}"
        );
    }
    let came_in = visitor(&app).sign_in(&app, ADA, "/account").await;
    assert_eq!(came_in.location(), Some("/account"));
    visitor(&app).sign_in_as_staff(&app, FARAH).await;
    change_address(&app, &mut ada, "new@example.org").await;
    assert_eq!(
        ada.give_code(&app, "new@example.org").await.location(),
        Some("/account")
    );
}

#[tokio::test]
async fn a_new_code_that_was_not_sent_can_be_asked_for_again_five_times() {
    let app = TestApp::default();
    citizen(&app, "Ada", ADA).await;
    app.pass_hours(1);
    let mut ada = visitor(&app);
    ada.prove_password(ADA, "/account").await;
    app.mailer().fail(true);
    for _ in 0..9 {
        assert_eq!(ada.post("/sign-in/code/resend", &[]).await.status, 503);
    }
    app.mailer().fail(false);
    for _ in 1..5 {
        assert_eq!(ada.post("/sign-in/code/resend", &[]).await.status, 303);
    }
    assert_eq!(ada.post("/sign-in/code/resend", &[]).await.status, 429);
    assert_eq!(ada.give_code(&app, ADA).await.location(), Some("/account"));
}

#[tokio::test]
async fn who_proves_an_address_chooses_the_password_whoever_began_an_account_with_it() {
    let app = TestApp::default();
    let stranger = [
        ("first-name", "Eve"),
        ("last-name", "Example"),
        ("email", ADA),
        ("password", "what the stranger chose"),
    ];
    visitor(&app).post("/account/create", &stranger).await;
    for _ in 0..2 {
        // The stranger signs in with the password as often as they like.
        let fields = [("email", ADA), ("password", "what the stranger chose")];
        visitor(&app).post("/sign-in", &fields).await;
    }
    let mut ada = visitor(&app);
    ada.post("/check-support/who", &[("who", "carer")]).await;
    ada.create_account("Ada", ADA, "/saved-forms").await;
    let told = app.mailer().sent_to(ADA);
    let has_account = |mail: &Email| matches!(mail, Email::HasAccount { .. });
    assert!(!told.iter().any(has_account), "she has no account yet");
    let proven = ada.give_code(&app, ADA).await;
    assert_eq!(proven.location(), Some("/sign-in/new-password/choose"));
    let choose = ada.follow(proven).await;
    assert!(
        choose.words().contains("began to make an account"),
        "{}",
        choose.words()
    );
    let chosen = [("password", PASSWORD)];
    let chosen = ada.post("/sign-in/new-password/choose", &chosen).await;
    assert_eq!(chosen.location(), Some("/sign-in/code/name"));
    let names = [("first-name", "Ada"), ("last-name", "Example")];
    let came_in = ada.post("/sign-in/code/name", &names).await;
    assert_eq!(came_in.location(), Some("/saved-forms"));
    assert!(ada.get("/account").await.words().contains(ADA));
    // The stranger's password is none, her own is hers, and she has all her codes.
    let refused = visitor(&app).post("/sign-in", &stranger[2..]).await;
    assert_eq!(refused.status, 422);
    for _ in 0..5 {
        let came_in = visitor(&app).sign_in(&app, ADA, "/account").await;
        assert_eq!(came_in.location(), Some("/account"));
    }
    let unproven = app.identity(app.table());
    let email = EmailAddress::parse(ADA).unwrap();
    assert!(
        !unproven.is_unproven(&email).await.unwrap(),
        "nobody erases it"
    );
}

#[tokio::test]
async fn who_begins_an_account_again_with_the_same_password_goes_on_with_the_last_code() {
    let app = TestApp::default();
    visitor(&app)
        .create_account("Ada", ADA, "/saved-forms")
        .await;
    let mut again = visitor(&app);
    again.create_account("Ada", ADA, "/saved-forms").await;
    let came_in = again.give_code(&app, ADA).await;
    assert_eq!(came_in.location(), Some("/saved-forms"));
}

/// Every purpose and every page that sends or takes a code, or goes on after
/// one: only the pages of its own delivery may touch a code that is pending.
#[tokio::test]
async fn a_pending_code_is_left_alone_by_every_page_of_other_codes() {
    for kind in PurposeKind::ALL {
        let app = TestApp::default();
        citizen(&app, "Ada", ADA).await;
        let farah = staff(&app).await;
        let mut browser = visitor(&app);
        let purpose = purpose(kind, &app, farah.id.clone()).await;
        let delivery = purpose.code_is_sent_by();
        let email = if purpose.is_of_staff() { FARAH } else { ADA };
        let cookie = "0123456789abcdefghjkmnpqrs";
        let pending = start(&app, cookie, purpose, email).await;
        browser.take("__Host-sign-in", cookie);
        let (mails, calls) = (app.mailer().sent().len(), app.phones().sent().len());
        for (page, of) in PAGES {
            if delivery == Some(of) {
                continue;
            }
            for fields in [&[][..], &[("code", "000000")], &[("by", "text")]] {
                let reply = browser.post(page, fields).await;
                assert!(reply.status < 500, "{kind:?} {page}: {}", reply.status);
            }
            browser.get(page).await;
            assert_eq!(app.mailer().sent().len(), mails, "{kind:?} {page}");
            assert_eq!(app.phones().sent().len(), calls, "{kind:?} {page}");
            let is = app.table().read_sign_in(&pending.0, app.site().now()).await;
            assert_eq!(is.unwrap(), Some(pending.1.clone()), "{kind:?} {page}");
        }
    }
}

/// The pages that send or take codes, with how their codes are sent.
const PAGES: [(&str, CodeDelivery); 7] = [
    ("/sign-in/code", CodeDelivery::Email),
    ("/sign-in/code/resend", CodeDelivery::Email),
    ("/professionals/sign-in/code", CodeDelivery::Telephone),
    (
        "/professionals/sign-in/code/resend",
        CodeDelivery::Telephone,
    ),
    ("/professionals/sign-in/phone", CodeDelivery::Telephone),
    ("/professionals/sign-in/app", CodeDelivery::Telephone),
    ("/professionals/account/phone", CodeDelivery::Telephone),
];

/// A way to ask for a code without a password.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ask {
    NewPassword,
    Recover,
    CreateAccount,
    StaffPassword,
}

const WITHOUT_PASSWORD: [Ask; 4] = [
    Ask::NewPassword,
    Ask::Recover,
    Ask::CreateAccount,
    Ask::StaffPassword,
];

impl Ask {
    /// Returns an address that has an account in the pool of the page.
    const fn known(self) -> &'static str {
        match self {
            Self::StaffPassword => FARAH,
            Self::NewPassword | Self::Recover | Self::CreateAccount => ADA,
        }
    }
}

async fn ask(visitor: &mut Visitor, way: Ask, email: &str) -> Reply {
    let email = ("email", email);
    match way {
        Ask::NewPassword => visitor.post("/sign-in/new-password", &[email]).await,
        Ask::StaffPassword => visitor.post("/professionals/new-password", &[email]).await,
        Ask::Recover => {
            let fields = [("reference", "K7F-3MM-XT4F"), email];
            visitor.post("/saved-forms/recover", &fields).await
        }
        Ask::CreateAccount => {
            let fields = [
                ("first-name", "Eve"),
                ("last-name", "Example"),
                email,
                ("password", PASSWORD),
            ];
            visitor.post("/account/create", &fields).await
        }
    }
}

fn stranger(number: usize, way: Ask) -> String {
    format!("somebody.{number}.{way:?}@example.org").to_lowercase()
}

/// Asks for another address, in a session in which the code to the present one
/// was given just now.
async fn change_address(app: &TestApp, visitor: &mut Visitor, email: &str) -> Reply {
    let to = EmailAddress::parse(email).unwrap();
    let action = SensitiveAction::ChangeEmail { to };
    app.reauthenticate(visitor, action).await;
    visitor.post("/sign-in/code", &[]).await
}

/// Invites somebody, who registers a telephone.
async fn staff(app: &TestApp) -> domain::access::staff_user::StaffUser {
    let invited = StaffUserBuilder::new("Farah", Role::Finance).with_email(FARAH);
    app.invite(invited).await;
    let mut browser = visitor(app);
    browser.sign_in_with_new_phone(app, FARAH, MOBILE).await;
    app.staff_user(FARAH).await
}

/// Starts a sign-in whose code is pending.
async fn start(app: &TestApp, cookie: &str, purpose: Purpose, email: &str) -> (SignInKey, SignIn) {
    let key = crate::people::key_of(cookie);
    let key = SignInKey(key);
    let email = EmailAddress::parse(email).unwrap();
    let (site, table) = (app.site(), app.table());
    let sign_in = web::who::sign_in::new_sign_in(&site, email.clone(), purpose, "/account");
    table.start_sign_in(&key, &sign_in).await.unwrap();
    let budgets = [sign_in.purpose.budget(&email)];
    let set = table.set_code(&key, &email, "hash", &budgets, site.now());
    set.await.unwrap();
    let started = table.read_sign_in(&key, site.now()).await.unwrap().unwrap();
    (key, started)
}

async fn purpose(
    kind: PurposeKind,
    app: &TestApp,
    staff_user: domain::values::account_id::AccountId,
) -> Purpose {
    let account = app.account_with(ADA).await.unwrap();
    let continuation = "continuation".to_owned();
    match kind {
        PurposeKind::SignIn => Purpose::SignIn { continuation },
        PurposeKind::NewAccount => Purpose::NewAccount {
            continuation: Some(continuation),
        },
        PurposeKind::FirstSignIn => Purpose::FirstSignIn { account },
        PurposeKind::HasAccount => Purpose::HasAccount,
        PurposeKind::NewPassword => Purpose::NewPassword,
        PurposeKind::NewEmail => Purpose::NewEmail { account },
        PurposeKind::TakenEmail => Purpose::TakenEmail {
            account: Some(account),
        },
        PurposeKind::Recover => Purpose::Recover {
            reference: Reference::of_id("0123456789abcdefghjkmnpqrs"),
        },
        PurposeKind::AnswerQuestions => Purpose::AnswerQuestions {
            request: domain::values::information_request::InformationRequestKey {
                reference: Reference::of_id("0123456789abcdefghjkmnpqrs"),
                id: "0123456789abcdef".parse().unwrap(),
            },
        },
        PurposeKind::Invited => Purpose::Invited {
            continuation,
            staff_user,
        },
        PurposeKind::InvitedPassword => Purpose::InvitedPassword,
        PurposeKind::NewPhone => Purpose::NewPhone { staff_user },
        PurposeKind::ChangeApp => Purpose::ChangeApp {
            staff_user,
            session: domain::access::staff_user::StaffSessionKey("session".to_owned()),
            secret: None,
        },
        PurposeKind::Reauthentication => Purpose::Reauthentication {
            account,
            session: domain::access::session::SessionKey("session".to_owned()),
            action: SensitiveAction::DeleteAccount,
        },
        PurposeKind::ChangeStaffPassword => Purpose::ChangeStaffPassword {
            staff_user,
            session: domain::access::staff_user::StaffSessionKey("session".to_owned()),
        },
        PurposeKind::Nothing => Purpose::Nothing {
            asked_for: domain::access::budget::BudgetPurpose::RecoverCode,
        },
    }
}
