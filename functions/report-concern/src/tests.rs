//! The way of a concern, from the numbers to call to what happens next.

use domain::correspondence::team_inbox::{
    InboxDesk as _, InboxList, InboxQueue as _, InboxStore as _, TeamInbox,
};
use domain::values::reference::Reference;
use testkit::{Reply, TestApp, Visitor, with_rights_of};

use crate::{HOME, SUBMIT};

/// The answers of a neighbour who gives a telephone number.
const NEIGHBOUR: &[(&str, &str)] = &[
    ("danger", "no"),
    ("sender", "family"),
    ("reach", "phone"),
    ("phone", "07700 900982"),
    ("person-name", "The man at number 12"),
    ("what-happened", "His son takes his money."),
];

#[tokio::test]
async fn a_concern_is_written_without_an_account_and_its_team_is_to_be_told() {
    let app = TestApp::default();
    let mut neighbour = browser(&app);
    let start = neighbour.get(HOME).await;
    for number in ["tel:999", "01632 960 001", "01632 960 002"] {
        assert!(start.body.contains(number), "{number}");
    }
    let sent = send(&mut neighbour, NEIGHBOUR).await;
    let page = neighbour.follow(sent.clone()).await;
    let reference = reference_of(&sent);
    // Sunday 22 November 2026 is the day of the test.
    for words in [
        &*reference.to_string(),
        "Monday 23 November 2026",
        "His son takes",
    ] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    let (table, now) = (app.table(), app.site().now());
    let kept = table.read_message(TeamInbox::Concerns, &reference, now);
    let kept = kept.await.unwrap().unwrap();
    assert!(!kept.is_urgent);
    let said: Vec<_> = kept.lines.iter().flat_map(|line| &line.words).collect();
    for words in [
        "His son takes his money.",
        "The man at number 12",
        "07700 900982",
    ] {
        assert!(said.iter().any(|said| *said == words), "{words}: {said:?}");
    }
    let later = now + jiff::SignedDuration::from_mins(1);
    let waiting = table
        .messages_to_tell(TeamInbox::Concerns, later, None, 9)
        .await
        .unwrap();
    assert_eq!(waiting.items, [kept.untold()]);
}

#[tokio::test]
async fn somebody_may_stay_anonymous_and_leave_out_what_they_do_not_know() {
    let app = TestApp::default();
    let given = [
        ("danger", "unsure"),
        ("sender", "professional"),
        ("sender-work", "District nurse"),
        ("reach", "anonymous"),
        ("what-happened", "Bruises."),
    ];
    let sent = send(&mut browser(&app), &given).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let (table, now) = (app.table(), app.site().now());
    let reference = reference_of(&sent);
    let kept = table.read_message(TeamInbox::Concerns, &reference, now);
    let lines = kept.await.unwrap().unwrap().lines;
    assert!(
        lines
            .iter()
            .all(|line| line.label != "Phone number of the sender")
    );
}

#[tokio::test]
async fn danger_now_leads_straight_to_the_numbers_and_is_shown_to_the_team() {
    let app = TestApp::default();
    let mut neighbour = browser(&app);
    let asked = neighbour
        .post("/report-concern/danger", &[("danger", "yes")])
        .await;
    assert_eq!(asked.location(), Some("/report-concern/danger-help"));
    let page = neighbour.follow(asked).await;
    for number in ["tel:999", "tel:18000"] {
        assert!(page.body.contains(number), "{number}: {}", page.words());
    }
    let given = [&[("danger", "yes")], &NEIGHBOUR[1..]].concat();
    let sent = send(&mut neighbour, &given).await;
    let (table, now) = (app.table(), app.site().now());
    let listed = table.inbox_page(TeamInbox::Concerns, InboxList::Open, None, 9, now);
    let listed = listed.await.unwrap().items;
    assert_eq!(listed[0].reference, reference_of(&sent));
    assert!(listed[0].is_urgent);
}

#[tokio::test]
async fn of_two_presses_one_sends_and_both_lead_to_the_same_page() {
    let app = TestApp::default();
    let mut neighbour = browser(&app);
    let id = ready(&mut neighbour, NEIGHBOUR).await;
    let (mut one, mut other) = (neighbour.clone(), neighbour.clone());
    let fields = [("id", id.as_str())];
    let (first, second) = tokio::join!(one.post(SUBMIT, &fields), other.post(SUBMIT, &fields));
    let third = neighbour.post(SUBMIT, &fields).await;
    for press in [&first, &second, &third] {
        assert_eq!(press.location(), first.location(), "{}", press.words());
    }
    let (table, now) = (app.table(), app.site().now());
    let open = table.inbox_page(TeamInbox::Concerns, InboxList::Open, None, 9, now);
    assert_eq!(open.await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn what_was_typed_is_gone_once_it_is_sent_and_the_copy_after_an_hour() {
    let app = TestApp::default();
    let mut neighbour = browser(&app);
    let sent = send(&mut neighbour, NEIGHBOUR).await;
    let address = sent.location().unwrap().to_owned();
    let empty = neighbour.get("/report-concern/check-answers").await;
    assert_eq!(empty.location(), Some("/report-concern/danger"));
    // Who has the reference alone is shown nothing of what was sent.
    let stranger = browser(&app).get(&address).await;
    assert_eq!(stranger.status, 200);
    assert!(!stranger.body.contains("His son"), "{}", stranger.words());
    assert!(neighbour.get(&address).await.body.contains("His son"));
    app.pass_minutes(61);
    assert!(!neighbour.get(&address).await.body.contains("His son"));
}

#[tokio::test]
async fn a_limit_that_is_reached_is_told_with_the_numbers_to_call_and_loses_nothing() {
    let app = TestApp::default();
    let mut neighbour = browser(&app).from_source("203.0.113.7");
    for _ in 0..10 {
        let sent = send(&mut neighbour, NEIGHBOUR).await;
        assert_eq!(sent.status, 303, "{}", sent.words());
    }
    let refused = send(&mut neighbour, NEIGHBOUR).await;
    assert_eq!(refused.status, 429);
    let [told] = &refused.errors()[..] else {
        panic!("{:?}", refused.errors());
    };
    for words in ["10 concerns", "01632 960 001", "01632 960 002"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let answers = neighbour.get("/report-concern/check-answers").await;
    assert!(answers.body.contains("His son"), "{}", answers.words());
    // Others can still send theirs.
    let mut other = browser(&app).from_source("203.0.113.8");
    assert_eq!(send(&mut other, NEIGHBOUR).await.status, 303);
}

#[tokio::test]
async fn every_page_can_be_left_at_once() {
    let app = TestApp::default();
    let mut neighbour = browser(&app);
    let leaves = async |browser: &mut Visitor, page: &str| {
        let reply = browser.get(page).await;
        assert_eq!(reply.status, 200, "{page}");
        assert!(
            !reply.words_of(".govuk-exit-this-page").is_empty(),
            "{page}"
        );
    };
    for page in [HOME, "/report-concern/danger", "/report-concern/clear"] {
        leaves(&mut neighbour, page).await;
    }
    let id = ready(&mut neighbour, NEIGHBOUR).await;
    for page in ["/report-concern/check-answers", SUBMIT] {
        leaves(&mut neighbour, page).await;
    }
    let sent = neighbour.post(SUBMIT, &[("id", &id)]).await;
    leaves(&mut neighbour, sent.location().unwrap()).await;
}

#[tokio::test]
async fn no_page_offers_to_keep_a_concern_in_an_account() {
    let app = TestApp::default();
    let mut neighbour = browser(&app);
    ready(&mut neighbour, NEIGHBOUR).await;
    for page in ["danger", "about-you", "what", "check-answers", "submit"] {
        let page = neighbour.get(&format!("{HOME}/{page}")).await;
        assert_eq!(page.status, 200, "{}", page.words());
        assert!(!page.body.contains("/account/create"), "{}", page.words());
    }
}

fn browser(app: &TestApp) -> Visitor {
    let store = with_rights_of("report-concern", &app.table());
    app.browser(super::router(app.site(), store))
}

/// Answers every question and opens the page that sends the concern. Returns the
/// id that the page was made with.
async fn ready(browser: &mut Visitor, given: &[(&str, &str)]) -> String {
    let form = journey::forms::report_concern();
    browser.answer(HOME, form, given).await.unwrap();
    browser.get(SUBMIT).await.hidden("id")
}

async fn send(browser: &mut Visitor, given: &[(&str, &str)]) -> Reply {
    let id = ready(browser, given).await;
    browser.post(SUBMIT, &[("id", &id)]).await
}

/// Reads the reference in the address to which somebody is led after sending.
fn reference_of(sent: &Reply) -> Reference {
    let address = sent.location().unwrap();
    Reference::parse(address.rsplit('/').next().unwrap()).unwrap()
}
