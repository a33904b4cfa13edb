//! Questions about an application that are answered with a code, through the
//! functions that ask, send the code and take it; and the e-mails that remind of
//! them.

use domain::correspondence::email::Email;
use domain::ports::Ports;
use domain::records::retention_schedule::Retention;
use housekeeping::Housekeeping;
use jiff::SignedDuration;
use serde_json::json;
use testkit::{Process, TestApp, Visitor, with_rights_of};

use crate::members::send_application;
use crate::visitors::visitor;

#[tokio::test]
async fn a_code_opens_one_request_and_not_a_byte_more() {
    let (app, _, [address, other]) = asked().await;
    let mut browser = visitor(&app);
    let door = browser.get("/questions/open").await;
    let id = door.hidden("id");
    let reference = address.split('/').nth(2).unwrap();
    let fields = [("id", id.as_str()), ("reference", reference)];
    let code = "/questions/open";
    let (mut one, mut two) = (browser.clone(), browser.clone());
    let first = one.post(code, &fields).await;
    let second = two.post(code, &fields).await;
    assert_eq!(first.location(), Some("/sign-in/code"));
    assert_eq!(second.location(), Some("/sign-in/code"));
    assert_eq!(codes(&app), 1, "pressed twice, one code is sent");
    let mut browser = two;
    let page = browser.get("/sign-in/code").await;
    assert!(!page.body.contains("jo@example.com"), "{}", page.words());
    let given = browser.give_code(&app, "jo@example.com").await;
    let opened = browser.follow(given).await;
    let opened = browser.follow(opened).await;
    assert_eq!(
        opened.heading(),
        "Questions about your application",
        "{opened:?}"
    );
    assert!(!opened.words().contains("Signed in as"));
    for closed in [other.as_str(), "/questions", "/saved-forms", "/account"] {
        let reply = browser.get(closed).await;
        assert!(!reply.body.contains("About the other"), "{closed}");
        assert_ne!(
            reply.heading(),
            "Questions about your application",
            "{closed}"
        );
    }
    let fields = [("do", "continue"), ("answer-1", "My sister.")];
    let kept = browser.post(&address, &fields).await;
    assert_eq!(kept.location(), Some(&*format!("{address}/check")));
    let sent = browser.post(&format!("{address}/send"), &[]).await;
    assert_eq!(browser.follow(sent).await.heading(), "We have your answers");
    app.pass_minutes(61);
    let late = browser.get(&address).await;
    assert_eq!(late.heading(), "See what we asked you");
}

#[tokio::test]
async fn the_button_on_the_page_of_a_request_sends_one_code_however_often_it_is_pressed() {
    let (app, _, [_, address]) = asked().await;
    let mut browser = visitor(&app);
    let door = browser.get(&address).await;
    assert_eq!(door.heading(), "See what we asked you");
    let id = door.hidden("id");
    for _ in 0..2 {
        let code = browser
            .clone()
            .post(&format!("{address}/code"), &[("id", &id)])
            .await;
        assert_eq!(code.location(), Some("/sign-in/code"));
    }
    assert_eq!(codes(&app), 1);
}

#[tokio::test]
async fn a_reference_for_which_we_wait_for_nothing_sends_no_code() {
    let (app, _, _) = asked().await;
    let mut browser = visitor(&app);
    for wrong in ["", "K7F", "K7F-3MM-XT4F"] {
        let refused = browser
            .post("/questions/open", &[("reference", wrong)])
            .await;
        assert_eq!(
            (refused.status, refused.errors().len()),
            (422, 1),
            "{wrong}"
        );
    }
    assert_eq!(codes(&app), 0);
}

#[tokio::test]
async fn a_code_opens_nothing_in_another_browser_and_no_wrong_one_opens_anything() {
    let (app, _, [address, _]) = asked().await;
    let mut browser = visitor(&app);
    browser.post(&format!("{address}/code"), &[]).await;
    let wrong = browser.post("/sign-in/code", &[("code", "000000")]).await;
    assert_eq!(wrong.status, 422);
    let opened = browser.get(&format!("{address}/opened")).await;
    assert_eq!(
        browser.follow(opened).await.heading(),
        "See what we asked you"
    );
    let mut thief = visitor(&app);
    let taken = thief.give_code(&app, "jo@example.com").await;
    assert_eq!(taken.location(), Some("/sign-in"));
}

#[tokio::test]
async fn somebody_is_reminded_once_before_the_day_and_once_on_it_and_not_after_an_answer() {
    let (app, _, _) = asked().await;
    let mut told = Vec::new();
    for _ in 0..20 {
        for _ in 0..2 {
            keep_house(&app).await;
        }
        told.push(app.mailer().sent().into_iter().filter(is_reminder).count());
        app.pass_hours(24);
    }
    // Asked on 22 November for 10 December: each of the two is reminded of on the
    // 7th, and on the 10th.
    let days: Vec<_> = told
        .iter()
        .enumerate()
        .filter(|(day, count)| *day == 0 || told[day - 1] != **count)
        .collect();
    assert_eq!(days, [(0, &0), (15, &2), (18, &4)]);
    let (app, mut priya, [address, other]) = asked().await;
    for address in [&address, &other] {
        let page = address.replace("/questions/", "/practice/applications/");
        let (page, id) = page.rsplit_once('/').unwrap();
        let end = format!("{page}/questions/{id}/end");
        let fields = [("how", "withdrawn"), ("why", "Not needed.")];
        assert_eq!(priya.post(&end, &fields).await.status, 303);
    }
    app.pass_hours(24 * 16);
    keep_house(&app).await;
    assert!(!app.mailer().sent().iter().any(is_reminder));
}

#[tokio::test]
async fn an_email_that_was_not_taken_is_sent_by_the_next_run() {
    let app = TestApp::default();
    app.keep_account("jo").await;
    let reference = send_application(&app).await.reference;
    let mut priya = app.practitioner("Priya", "north", visitor(&app)).await;
    app.mailer().fail(true);
    ask(
        &mut priya,
        reference.plain(),
        "a1a1a1a1a1a1a1a1",
        "Who helps you now?",
    )
    .await;
    app.mailer().fail(false);
    assert_eq!(app.mailer().sent().len(), 0);
    app.pass_hours(1);
    for _ in 0..2 {
        keep_house(&app).await;
    }
    let asked = |(_, mail): &(_, Email)| matches!(mail, Email::QuestionsAsked { .. });
    assert_eq!(
        app.mailer()
            .sent()
            .iter()
            .filter(|sent| asked(sent))
            .count(),
        1
    );
}

/// Priya has asked Jo twice about an application. Returns her browser and the
/// addresses of both requests.
async fn asked() -> (TestApp, Visitor, [String; 2]) {
    let app = TestApp::default();
    app.keep_account("jo").await;
    let reference = send_application(&app).await.reference;
    let mut priya = app.practitioner("Priya", "north", visitor(&app)).await;
    let mut addresses = Vec::new();
    for (id, words) in [
        ("a1a1a1a1a1a1a1a1", "Who helps you now?"),
        ("b2b2b2b2b2b2b2b2", "About the other?"),
    ] {
        ask(&mut priya, reference.plain(), id, words).await;
        addresses.push(format!("/questions/{}/{id}", reference.plain()));
    }
    (app, priya, addresses.try_into().unwrap())
}

async fn ask(priya: &mut Visitor, reference: &str, id: &str, words: &str) {
    let fields = [
        ("id", id),
        ("count", "1"),
        ("do", "send"),
        ("question-1", words),
        ("why-1", "To plan your support."),
        ("kind-1", "words"),
        ("by-day", "10"),
        ("by-month", "12"),
        ("by-year", "2026"),
    ];
    let asked = format!("/practice/applications/{reference}/ask");
    let asked = priya.post(&asked, &fields).await;
    assert_eq!(asked.status, 303, "{:?}", asked.errors());
}

fn codes(app: &TestApp) -> usize {
    let sent = app.mailer().sent().into_iter();
    sent.filter(|(_, mail)| matches!(mail, Email::QuestionsCode { .. }))
        .count()
}

fn is_reminder<T>((_, mail): &(T, Email)) -> bool {
    matches!(mail, Email::QuestionsDue { .. })
}

async fn keep_house(app: &TestApp) {
    let site = app.site();
    let ports = Ports::of(with_rights_of("housekeeping", &app.table()))
        .with_identity(app.pools(&Process::default()))
        .with_mailer(app.mailer())
        .with_files(app.buckets());
    let two_days = SignedDuration::from_hours(2 * 24);
    let policy = charging::policy::Policy::default();
    let rules = (Retention::default(), two_days, policy);
    let ours = Housekeeping::new(ports, site.council(), rules);
    let daily = json!({"housekeeping": "daily"});
    let done = housekeeping::keep_house(&ours, site.now(), daily).await;
    assert!(done.is_ok(), "{done:?}");
}
