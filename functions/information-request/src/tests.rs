//! Tests of asking about an application and of answering, over the real table.

use domain::access::audit::{AuditReader as _, Subject};
use domain::access::staff_user::Role;
use domain::application::ApplicationKind;
use domain::correspondence::email::Email;
use domain::ports::Ports;
use domain::values::account_id::AccountId;
use testkit::{ApplicationBuilder, Reply, StaffUserBuilder, TestApp, Visitor, with_rights_of};
use web::RouteTable;

const ID: &str = "a1a1a1a1a1a1a1a1";

const ONE: &[(&str, &str)] = &[
    ("id", ID),
    ("count", "1"),
    ("do", "send"),
    ("question-1", "Who helps you now?"),
    ("why-1", "To plan your support with them."),
    ("kind-1", "words"),
    ("by-day", "10"),
    ("by-month", "12"),
    ("by-year", "2026"),
];

#[tokio::test]
async fn a_worker_asks_a_citizen_answers_and_the_worker_sees_it() {
    let asked = Asked::new(ONE).await;
    let Asked {
        app,
        mut priya,
        mut jo,
        address,
    } = asked;
    let told = app.mailer().sent_to("jo@example.com");
    let [Email::QuestionsAsked { answer_by, .. }] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!(answer_by.to_string(), "2026-12-10");
    let list = jo.get("/questions").await;
    assert!(list.has_link_to(&address), "{}", list.words());
    let page = jo.get(&address).await;
    assert_eq!(page.status, 200);
    for words in [
        "Who helps you now?",
        "To plan your support",
        "Thursday 10 December 2026",
    ] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    let kept = answer(&mut jo, &address, &[("answer-1", "My sister Ermintrude.")]).await;
    assert_eq!(kept.location(), Some(&*format!("{address}/check")));
    let check = jo.get(&format!("{address}/check")).await;
    assert!(check.words().contains("My sister Ermintrude."));
    let before = priya.get(&staff_page(&address)).await;
    assert!(
        !before.body.contains("Ermintrude"),
        "what is not sent is not shown"
    );
    let sent = jo.post(&format!("{address}/send"), &[]).await;
    let sent = jo.follow(sent).await;
    assert_eq!(sent.heading(), "We have your answers");
    let application = priya.get(&application_page(&address)).await;
    assert!(
        application.words().contains("Answered, not read yet"),
        "{}",
        application.words()
    );
    let to_read = priya.get("/practice/applications").await;
    assert!(
        to_read.has_link_to(&staff_page(&address)),
        "{}",
        to_read.words()
    );
    let shown = priya.get(&staff_page(&address)).await;
    assert!(
        shown.words().contains("My sister Ermintrude."),
        "{}",
        shown.words()
    );
    let read = priya.get(&application_page(&address)).await;
    assert!(!read.words().contains("not read yet"), "{}", read.words());
}

#[tokio::test]
async fn each_look_and_each_change_of_staff_is_in_the_audit_of_whoever_sent_the_application() {
    let Asked {
        app,
        mut priya,
        address,
        ..
    } = Asked::new(ONE).await;
    priya.get(&staff_page(&address)).await;
    let subject = Subject::Account(AccountId("jo".to_owned()));
    let entries = app.table().accesses(&subject).await.unwrap();
    let said: Vec<_> = entries.iter().map(|entry| entry.what.as_str()).collect();
    assert!(
        said.iter()
            .any(|what| what.starts_with("asked for information about")),
        "{said:?}"
    );
    assert!(
        said.iter().any(|what| what.starts_with("read application")),
        "{said:?}"
    );
    assert!(
        said.iter().all(|what| !what.contains("helps you")),
        "{said:?}"
    );
}

#[tokio::test]
async fn asking_twice_asks_once_and_tells_once() {
    let Asked {
        app,
        mut priya,
        address,
        ..
    } = Asked::new(ONE).await;
    let again = priya
        .post(&format!("{}/ask", application_page(&address)), ONE)
        .await;
    assert_eq!(again.location(), Some(application_page(&address).as_str()));
    let page = priya.get(&application_page(&address)).await;
    assert_eq!(page.words().matches("1 question, asked on").count(), 1);
    assert_eq!(app.mailer().sent().len(), 1);
}

#[tokio::test]
async fn every_mistake_of_a_worker_is_told_at_once_and_another_question_loses_nothing() {
    let Asked {
        mut priya,
        address,
        app,
        ..
    } = Asked::new(ONE).await;
    let ask = format!("{}/ask", application_page(&address));
    let wrong = [
        ("id", "b2b2b2b2b2b2b2b2"),
        ("count", "2"),
        ("do", "send"),
        ("question-1", ""),
        ("why-2", "Because."),
        ("by-day", "22"),
        ("by-month", "11"),
        ("by-year", "2026"),
    ];
    let told = priya.post(&ask, &wrong).await;
    assert_eq!(told.status, 422);
    assert_eq!(told.errors().len(), 6, "{:?}", told.errors());
    let more = [
        ("count", "1"),
        ("do", "add"),
        ("question-1", "What do you pay?"),
        ("by-day", "x"),
    ];
    let more = priya.post(&ask, &more).await;
    assert_eq!(more.status, 200);
    assert!(more.words().contains("Question 2"));
    assert_eq!(more.words_of("#question-1"), ["What do you pay?"]);
    assert_eq!(app.mailer().sent().len(), 1);
}

#[tokio::test]
async fn answers_of_every_kind_are_read_and_every_mistake_is_told_at_once_and_kept() {
    let asked = Asked::new(EVERY_KIND).await;
    let Asked {
        mut jo,
        mut priya,
        address,
        ..
    } = asked;
    let wrong = [
        ("answer-1", "12,50"),
        ("answer-2-day", "31"),
        ("answer-2-month", "2"),
        ("answer-2-year", "2026"),
        ("answer-4", "x"),
    ];
    let told = answer(&mut jo, &address, &wrong).await;
    assert_eq!(told.status, 422);
    assert_eq!(told.errors().len(), 3, "{:?}", told.errors());
    let again = jo.get(&address).await;
    assert_eq!(again.attributes("#answer-1", "value"), ["12,50"]);
    assert_eq!(again.attributes("#answer-2-day", "value"), ["31"]);
    let unsent = jo.post(&format!("{address}/send"), &[]).await;
    assert_eq!(
        jo.follow(unsent).await.heading(),
        "Questions about your application"
    );
    let right = [
        ("answer-1", "1,250.5"),
        ("answer-2-unknown", "yes"),
        ("answer-3", "no"),
        ("answer-4", "Nothing else."),
    ];
    let kept = answer(&mut jo, &address, &right).await;
    assert_eq!(kept.status, 303, "{:?}", kept.errors());
    jo.post(&format!("{address}/send"), &[]).await;
    let shown = priya.get(&staff_page(&address)).await;
    for words in ["£1,250.50", "I do not know", "No", "Nothing else."] {
        assert!(shown.words().contains(words), "{words}: {}", shown.words());
    }
}

#[tokio::test]
async fn what_is_typed_is_saved_and_sending_twice_sends_once() {
    let Asked {
        mut jo,
        mut priya,
        address,
        ..
    } = Asked::new(ONE).await;
    let fields = [("do", "save"), ("answer-1", "My si")];
    let saved = jo.post(&address, &fields).await;
    let saved = jo.follow(saved).await;
    assert_eq!(saved.banners().len(), 1, "{}", saved.words());
    assert_eq!(saved.words_of("#answer-1"), ["My si"]);
    answer(&mut jo, &address, &[("answer-1", "My sister.")]).await;
    let (mut one, mut other) = (jo.clone(), jo.clone());
    let send = format!("{address}/send");
    let (one, other) = tokio::join!(one.post(&send, &[]), other.post(&send, &[]));
    assert_eq!(one.location(), Some(address.as_str()));
    assert_eq!(other.location(), Some(address.as_str()));
    let late = answer(&mut jo, &address, &[("answer-1", "Nobody.")]).await;
    assert_eq!(late.location(), Some(address.as_str()));
    let shown = priya.get(&staff_page(&address)).await;
    assert!(shown.words().contains("My sister."), "{}", shown.words());
}

#[tokio::test]
async fn after_a_withdrawal_nothing_opens_and_the_trail_says_who_when_and_why() {
    let Asked {
        mut jo,
        mut priya,
        address,
        app,
        ..
    } = Asked::new(ONE).await;
    jo.post(&address, &[("do", "save"), ("answer-1", "My sister.")])
        .await;
    let end = format!("{}/end", staff_page(&address));
    let no_reason = priya.post(&end, &[("how", "withdrawn")]).await;
    assert_eq!((no_reason.status, no_reason.errors().len()), (422, 1));
    let fields = [("how", "withdrawn"), ("why", "We found it in the letter.")];
    for _ in 0..2 {
        let ended = priya.post(&end, &fields).await;
        assert_eq!(ended.location(), Some(staff_page(&address).as_str()));
    }
    let shown = priya.get(&staff_page(&address)).await;
    for words in [
        "Withdrawn",
        "We found it in the letter.",
        "Priya",
        "not sent it",
    ] {
        assert!(shown.words().contains(words), "{words}: {}", shown.words());
    }
    assert!(!shown.words().contains("My sister"));
    for page in [address.clone(), format!("{address}/check")] {
        let reply = jo.get(&page).await;
        let reply = jo.follow(reply).await;
        assert_eq!(
            reply.heading(),
            "You do not need to answer any more",
            "{page}"
        );
        assert!(!reply.body.contains("Who helps"), "{page}");
    }
    let late = jo.post(&format!("{address}/send"), &[]).await;
    assert_eq!(
        jo.follow(late).await.heading(),
        "You do not need to answer any more"
    );
    let mut nobody = app.browser(routes(&app));
    assert!(!nobody.get(&address).await.body.contains("Send me a code"));
    let code = nobody.post(&format!("{address}/code"), &[]).await;
    assert_eq!(code.location(), Some(address.as_str()));
    assert_eq!(app.mailer().sent().len(), 1, "no code was sent");
}

#[tokio::test]
async fn answers_are_closed_with_a_reason_and_not_withdrawn() {
    let Asked {
        mut jo,
        mut priya,
        address,
        ..
    } = Asked::new(ONE).await;
    answer(&mut jo, &address, &[("answer-1", "My sister.")]).await;
    jo.post(&format!("{address}/send"), &[]).await;
    let end = format!("{}/end", staff_page(&address));
    let late = [("how", "withdrawn"), ("why", "Not needed.")];
    let refused = priya.post(&end, &late).await;
    let refused = priya.follow(refused).await;
    assert!(
        refused.button("Close this request").is_some(),
        "{}",
        refused.words()
    );
    let closed = [("how", "closed"), ("why", "Put into the plan.")];
    assert_eq!(priya.post(&end, &closed).await.status, 303);
    let shown = priya.get(&staff_page(&address)).await;
    assert!(
        shown.words().contains("Put into the plan."),
        "{}",
        shown.words()
    );
    assert!(jo.get(&address).await.words().contains("My sister."));
}

#[tokio::test]
async fn nobody_else_sees_the_questions_and_the_door_says_nothing_of_them() {
    let Asked { app, address, .. } = Asked::new(ONE).await;
    let mut nobody = app.browser(routes(&app));
    let mut sam = app.citizen("sam", routes(&app)).await;
    for visitor in [&mut nobody, &mut sam] {
        for page in [
            address.clone(),
            format!("{address}/check"),
            format!("{address}/opened"),
        ] {
            let reply = visitor.get(&page).await;
            let reply = visitor.follow(reply).await;
            assert_eq!(reply.heading(), "See what we asked you", "{page}");
            for words in ["Who helps", "jo@example.com", "10 December"] {
                assert!(!reply.body.contains(words), "{page}: {words}");
            }
        }
        let posted = answer(visitor, &address, &[("answer-1", "Eve.")]).await;
        assert_eq!(posted.heading(), "See what we asked you");
    }
    let none = address.replace(ID, "c3c3c3c3c3c3c3c3");
    assert_eq!(nobody.get(&none).await.status, 404);
    assert!(!sam.get("/questions").await.has_link_to(&address));
}

#[tokio::test]
async fn finance_staff_see_financial_assessments_alone_and_practitioners_every_application() {
    let Asked { app, address, .. } = Asked::new(ONE).await;
    let request = application_page(&address);
    let application = ApplicationBuilder::new("jo", "money")
        .with_kind(ApplicationKind::FinancialAssessment)
        .build();
    app.save_form("request-help", "jo", "money", app.site().now())
        .await;
    app.submit(&application).await;
    let farah = StaffUserBuilder::new("Farah", Role::Finance).build();
    app.keep_staff_user(&farah).await;
    let mut farah = app.at_work(&farah, app.browser(routes(&app))).await;
    let theirs = format!("/finance/applications/{}", application.reference.plain());
    let shown = farah.get(&theirs).await;
    assert!(
        shown.words().contains("Financial assessment"),
        "{}",
        shown.words()
    );
    let not_theirs = request.replace("/practice", "/finance");
    assert_eq!(farah.get(&not_theirs).await.status, 404);
    assert_eq!(
        farah.post(&format!("{not_theirs}/ask"), ONE).await.status,
        404
    );
    assert_eq!(farah.get(&request).await.status, 403);
    let found = [("reference", application.reference.plain())];
    let found = farah.post("/finance/applications", &found).await;
    assert_eq!(found.location(), Some(theirs.as_str()));
    for wrong in ["", "K7F", "K7F-3MM-XT4F"] {
        let refused = farah
            .post("/finance/applications", &[("reference", wrong)])
            .await;
        assert_eq!(
            (refused.status, refused.errors().len()),
            (422, 1),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn of_one_application_five_requests_are_open_at_most() {
    let Asked {
        app,
        mut priya,
        address,
        ..
    } = Asked::new(ONE).await;
    let ask = format!("{}/ask", application_page(&address));
    for number in 1..7 {
        let id = format!("d4d4d4d4d4d4d4d{number}");
        let mut fields = ONE.to_vec();
        fields[0] = ("id", &id);
        let asked = priya.post(&ask, &fields).await;
        assert_eq!(asked.status, if number < 5 { 303 } else { 409 }, "{number}");
    }
    assert_eq!(app.mailer().sent().len(), 5);
    let page = priya.get(&application_page(&address)).await;
    assert!(page.words().contains("You cannot ask more now"));
}

const EVERY_KIND: &[(&str, &str)] = &[
    ("id", ID),
    ("count", "5"),
    ("do", "send"),
    ("question-1", "What do you pay?"),
    ("why-1", "To work out your costs."),
    ("kind-1", "amount"),
    ("question-2", "Since when?"),
    ("why-2", "To pay you back."),
    ("kind-2", "date"),
    ("question-3", "Do you live alone?"),
    ("why-3", "To plan your support."),
    ("kind-3", "yes_no"),
    ("question-4", "Anything else?"),
    ("why-4", "So that nothing is missed."),
    ("kind-4", "words"),
    ("by-day", "10"),
    ("by-month", "12"),
    ("by-year", "2026"),
];

/// Priya has asked Jo about an application.
struct Asked {
    app: TestApp,
    priya: Visitor,
    jo: Visitor,
    address: String,
}

impl Asked {
    async fn new(fields: &[(&str, &str)]) -> Self {
        let app = TestApp::default();
        let now = app.site().now();
        let jo = app.citizen("jo", routes(&app)).await;
        app.save_form("request-help", "jo", "form", now).await;
        let application = ApplicationBuilder::new("jo", "form").build();
        app.submit(&application).await;
        let mut priya = app
            .practitioner("Priya", "north", app.browser(routes(&app)))
            .await;
        let page = format!("/practice/applications/{}", application.reference.plain());
        let asked = priya.post(&format!("{page}/ask"), fields).await;
        assert_eq!(
            asked.location(),
            Some(page.as_str()),
            "{:?}",
            asked.errors()
        );
        let address = format!("/questions/{}/{ID}", application.reference.plain());
        Self {
            app,
            priya,
            jo,
            address,
        }
    }
}

fn routes(app: &TestApp) -> RouteTable {
    let store = with_rights_of("information-request", &app.table());
    super::router(app.site(), Ports::of(store).with_mailer(app.mailer()))
}

async fn answer(visitor: &mut Visitor, address: &str, fields: &[(&str, &str)]) -> Reply {
    visitor
        .post(address, &[fields, &[("do", "continue")]].concat())
        .await
}

/// Returns the address at which staff see the application of a request.
fn application_page(address: &str) -> String {
    let reference = address.split('/').nth(2).unwrap();
    format!("/practice/applications/{reference}")
}

/// Returns the address at which staff see a request.
fn staff_page(address: &str) -> String {
    format!("{}/questions/{ID}", application_page(address))
}
