//! Long lists, and records that cannot be read.

use std::collections::BTreeSet;

use domain::values::account_id::AccountId;
use domain::values::reference::Reference;
use serde_json::{Value, json};
use testkit::{Reply, TestApp};

use super::{FORM, ada, delete_account, save, send};

/// The most bytes that Lambda takes as the answer of a function.
const LAMBDA_TAKES: usize = 6 * 1024 * 1024;

#[tokio::test]
async fn a_record_that_cannot_be_read_is_told_and_hides_no_other() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let form = save(&app, &ada, &[]).await;
    let sent = send(&app, &ada, &save(&app, &ada, &[]).await).await;
    break_records(&app, &ada.account.id).await;
    let list = ada.browser.get("/saved-forms").await;
    assert_eq!(list.status, 200);
    for words in [
        "1 saved form cannot be shown. It is a problem on our side: nothing is deleted.",
        "1 application cannot be shown.",
        "call us on the number at the end of this page",
        &form.reference.to_string(),
        &sent.to_string(),
    ] {
        assert!(list.words().contains(words), "{words}: {}", list.words());
    }
    let data = data_of(&ada.browser.get("/saved-forms/your-data.json").await);
    let not_read = &data["could_not_be_read"];
    assert_eq!(
        (&not_read["saved_forms"], &not_read["applications"]),
        (&json!(1), &json!(1))
    );
    assert!(not_read["what_to_do"].as_str().unwrap().contains("call us"));
    assert_eq!(data["saved_forms"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_account_with_a_form_that_cannot_be_read_is_deleted_with_the_form() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    break_records(&app, &ada.account.id).await;
    let asked = ada.browser.get("/saved-forms/your-data/delete").await;
    let words = "1 saved form that we cannot show, because of a problem on our side";
    assert!(asked.words().contains(words), "{}", asked.words());
    let deleted = delete_account(&app, &mut ada.browser).await;
    assert_eq!(deleted.status, 303);
    let partition = format!("ACCOUNT#{}", ada.account.id.0);
    let left = app.database().stored_in(&partition).await;
    let is_form = |item: &Value| item["SK"]["S"].as_str().unwrap().starts_with("SAVED#");
    assert!(!left.iter().any(is_form), "{left:?}");
}

#[tokio::test]
async fn a_record_that_cannot_be_read_says_so_to_whoever_opens_it() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    break_records(&app, &ada.account.id).await;
    let page = format!("/saved-forms/{BROKEN}/name");
    let shown = ada.browser.get(&page).await;
    assert_eq!(shown.status, 500);
    assert_eq!(shown.heading(), "Sorry, we cannot show this");
    let words = shown.words();
    for said in ["Nothing is deleted", "We have been told", "Call us on"] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(!words.contains("Wait a few minutes"), "{words}");
}

#[tokio::test]
async fn forms_and_applications_that_are_more_than_a_page_are_on_the_next() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let (mut forms, mut sent) = (BTreeSet::new(), BTreeSet::new());
    let partition = format!("ACCOUNT#{}", ada.account.id.0);
    let mut ids = Vec::new();
    for _ in 0..60 {
        let form = save(&app, &ada, &[]).await;
        forms.insert(form.reference.to_string());
        ids.push(form.id.0);
    }
    let first = ada.browser.get("/saved-forms").await;
    let next = next_of(&first).unwrap();
    let second = ada.browser.get(&next).await;
    assert_eq!((cards(&first), cards(&second)), (50, 10));
    assert!(next_of(&second).is_none());
    forms.retain(|form| !first.words().contains(form) && !second.words().contains(form));
    assert!(forms.is_empty(), "{forms:?}");
    // Their time is over, and there is room for others.
    for id in ids {
        app.database().remove(&partition, &format!("SAVED#{id}"));
    }
    for _ in 0..60 {
        let form = save(&app, &ada, &[]).await;
        sent.insert(send(&app, &ada, &form).await.to_string());
    }
    let first = ada.browser.get("/saved-forms").await;
    let all = first.link("All your applications").unwrap();
    let first = ada.browser.get(&all).await;
    let second = ada.browser.get(&next_of(&first).unwrap()).await;
    assert_eq!((cards(&first), cards(&second)), (50, 10));
    sent.retain(|sent| !first.words().contains(sent) && !second.words().contains(sent));
    assert!(sent.is_empty(), "{sent:?}");
}

#[tokio::test]
async fn data_that_is_too_much_for_one_file_is_in_several_that_have_all_of_it() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let long = "\"a\"\n".repeat(30_000);
    let mut forms = BTreeSet::new();
    for _ in 0..40 {
        let form = save(&app, &ada, &[("who-for", &long)]).await;
        forms.insert(form.reference.plain().to_owned());
    }
    let asked = ada.browser.get("/saved-forms/your-data.json").await;
    assert_eq!((asked.status, asked.heading().as_str()), (200, "Your data"));
    let (mut found, mut number) = (BTreeSet::new(), 1);
    loop {
        let file = format!("/saved-forms/your-data.json?part={number}");
        let file = ada.browser.get(&file).await;
        if file.status == 404 {
            break;
        }
        let carried = serde_json::to_string(&file.body).unwrap().len();
        assert!(carried < LAMBDA_TAKES, "file {number}: {carried}");
        let data = data_of(&file);
        assert_eq!(data["file"]["number"], number);
        for form in data["saved_forms"].as_array().unwrap() {
            let reference = form["reference"].as_str().unwrap();
            found.insert(Reference::parse(reference).unwrap().plain().to_owned());
        }
        number += 1;
    }
    assert!(number > 3, "{number}");
    assert_eq!(found, forms);
    for file in ["0", "x", "99"] {
        let file = format!("/saved-forms/your-data.json?part={file}");
        assert_eq!(ada.browser.get(&file).await.status, 404, "{file}");
    }
}

/// The id of the form that cannot be read.
const BROKEN: &str = "000000000000000000000000000";

/// Stores a form and an application of which nothing but the key can be read.
async fn break_records(app: &TestApp, account: &AccountId) {
    let reference = Reference::of_id("broken");
    let plain = reference.plain();
    let item = |partition: String, sort: String| {
        json!({
            "PK": {"S": partition},
            "SK": {"S": sort},
            "form": {"S": FORM},
            "expires_at": {"N": "2000000000"},
        })
    };
    let partition = format!("ACCOUNT#{}", account.0);
    let items = [
        item(partition.clone(), format!("SAVED#{BROKEN}")),
        item(partition, format!("APPLICATION#{plain}")),
        item(format!("APPLICATION#{plain}"), "APPLICATION".to_owned()),
    ];
    app.database().store(items.into()).await;
}

fn data_of(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200);
    serde_json::from_str(&reply.body).unwrap()
}

fn cards(page: &Reply) -> usize {
    page.body.matches("class=\"govuk-summary-card\"").count()
}

/// Returns where the link to the next page leads.
fn next_of(page: &Reply) -> Option<String> {
    let link = page.body.split("href=\"").find(|rest| {
        let address = rest.split('"').next().unwrap_or_default();
        address.contains("after=")
    })?;
    let address = link.split('"').next().unwrap_or_default();
    Some(address.replace("&amp;", "&").replace("&#38;", "&"))
}
