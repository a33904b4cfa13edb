//! Buttons that somebody presses twice: two requests that are the same, one after
//! the other and side by side. A browser shows the answer to the second and
//! forgets the first, with its cookies.

use testkit::{PASSWORD, Reply, TestApp, Visitor};

use crate::visitors::visitor;

const EMAIL: &str = "ada@example.org";

#[tokio::test]
async fn an_account_that_is_asked_for_twice_gets_one_e_mail_whose_code_works_after_either_answer() {
    for side_by_side in [false, true] {
        for second_is_shown in [false, true] {
            let app = TestApp::default();
            let mut ada = visitor(&app);
            let asked = ada.get("/account/create").await;
            let fields = new_account(&asked);
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| (*name, &**value))
                .collect();
            let answers = twice(&ada, side_by_side, "/account/create", &fields).await;
            for (_, reply) in &answers {
                assert_eq!(reply.location(), Some("/sign-in/code"), "{}", reply.words());
            }
            assert_eq!(app.mailer().sent().len(), 1, "{side_by_side}");
            let (mut browser, _) = answers[usize::from(second_is_shown)].clone();
            let reply = browser.give_code(&app, EMAIL).await;
            assert_eq!(reply.location(), Some("/saved-forms"), "{}", reply.words());
            assert_eq!(browser.get("/account").await.status, 200, "{side_by_side}");
            assert_eq!(count(&app, "SESSION#").await, 1);
        }
    }
}

#[tokio::test]
async fn an_account_whose_e_mail_failed_is_asked_for_again_by_the_same_button() {
    let app = TestApp::default();
    let mut ada = visitor(&app);
    let asked = ada.get("/account/create").await;
    let fields = new_account(&asked);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, &**value))
        .collect();
    app.mailer().fail(true);
    let failed = ada.post("/account/create", &fields).await;
    assert_eq!(failed.status, 503);
    app.mailer().fail(false);
    let again = ada.post("/account/create", &fields).await;
    assert_eq!(again.location(), Some("/sign-in/code"), "{}", again.words());
    assert_eq!(app.mailer().sent().len(), 1);
    let came_in = ada.give_code(&app, EMAIL).await;
    assert_eq!(came_in.location(), Some("/saved-forms"));
}

/// Posts the same fields twice from a browser, and returns it as it is after
/// each of the answers.
async fn twice(
    browser: &Visitor,
    side_by_side: bool,
    address: &str,
    fields: &[(&str, &str)],
) -> [(Visitor, Reply); 2] {
    let (mut first, mut second) = (browser.clone(), browser.clone());
    let answers = if side_by_side {
        tokio::join!(first.post(address, fields), second.post(address, fields))
    } else {
        let before = first.post(address, fields).await;
        (before, second.post(address, fields).await)
    };
    [(first, answers.0), (second, answers.1)]
}

/// Fills in the page that makes an account, with what the page itself sends.
fn new_account(page: &Reply) -> Vec<(&'static str, String)> {
    vec![
        ("first-name", "Ada".to_owned()),
        ("last-name", "Example".to_owned()),
        ("email", EMAIL.to_owned()),
        ("password", PASSWORD.to_owned()),
        ("next", page.hidden("next")),
        ("id", page.hidden("id")),
    ]
}

/// Counts the stored items of a partition.
async fn count(app: &TestApp, partition: &str) -> usize {
    let stored = app.database().stored().await;
    let keys = stored.iter().filter_map(|item| item["PK"]["S"].as_str());
    keys.filter(|key| key.starts_with(partition)).count()
}
