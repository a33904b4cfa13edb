//! Two forms of one kind in two tabs of one browser.

use std::collections::BTreeMap;

use domain::access::session::{Session, SessionReader as _, SessionStore as _};
use domain::application::ApplicationStore as _;
use domain::forms::draft::{Answer, Answers, DraftKey, DraftReader as _, DraftStore as _};
use domain::forms::saved_form::{MOST_SAVED_FORMS, NewSavedForm, SavedFormStore as _};
use domain::values::account_id::AccountId;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;

use testkit::ApplicationBuilder;

use super::*;
use crate::answers::TARGET_FORM;
use crate::session::citizen::{SIGN_IN_AGAIN, SessionCookie};

const FORM_ID: &str = "ask";

#[tokio::test]
async fn an_answer_goes_into_the_form_that_its_page_was_drawn_for() {
    let (mut browser, older, newer) = Browser::two_forms().await;
    browser.open(Some(&older)).await;
    let in_older_tab = meant_for(&browser.visitor.get("/ask/rent").await);
    assert_eq!(in_older_tab, older.0);
    browser.open(Some(&newer)).await;
    let in_newer_tab = meant_for(&browser.visitor.get("/ask/rent").await);
    assert_eq!(in_newer_tab, newer.0);

    let reply = browser
        .post_for(&in_older_tab, "rent", &[("rent", "50")])
        .await;
    assert_eq!(reply.location(), Some("/ask/pension"));
    assert_eq!(browser.rent(&older).await, "50.00");
    assert_eq!(browser.rent(&newer).await, "1.00", "as it was");
    // That form is the open one from then on.
    assert_eq!(browser.opened().await, Some(older.clone()));
    let page = browser.visitor.get("/ask/pension").await;
    assert_eq!(meant_for(&page), older.0);

    // The answer from the other tab goes into the other form.
    browser
        .post_for(&in_newer_tab, "rent", &[("rent", "70")])
        .await;
    assert_eq!(browser.rent(&older).await, "50.00");
    assert_eq!(browser.rent(&newer).await, "70.00");
    assert_eq!(browser.opened().await, Some(newer));
}

#[tokio::test]
async fn a_wrong_answer_is_shown_again_for_the_form_that_it_was_meant_for() {
    let (mut browser, older, newer) = Browser::two_forms().await;
    let page = browser
        .post_for(&older.0, "rent", &[("rent", "lots")])
        .await;
    assert_eq!(page.status, 422);
    assert_eq!(meant_for(&page), older.0);
    assert_eq!(attributes(&page, "#rent", "value"), ["lots"]);
    for form in [&older, &newer] {
        assert_eq!(browser.rent(form).await, "1.00");
    }
}

#[tokio::test]
async fn a_thing_is_added_and_removed_in_its_own_form() {
    let (mut browser, older, newer) = Browser::two_forms().await;
    for form in [&older, &newer] {
        for (page, fields) in &EVERYTHING[3..15] {
            let reply = browser.post_for(&form.0, page, fields).await;
            assert_eq!(reply.status, 303, "{page}");
        }
    }
    let reply = browser
        .post_for(&older.0, "property", &[("property", "yes")])
        .await;
    let item = reply.location().unwrap().to_owned();
    assert_eq!(meant_for(&browser.visitor.get(&item).await), older.0);
    browser.open(Some(&newer)).await;
    let item = item.trim_start_matches("/ask/").to_owned();
    let house = [("property-what", "House"), ("property-worth", "250000")];
    let reply = browser.post_for(&older.0, &item, &house).await;
    assert_eq!(reply.location(), Some("/ask/check-answers"));
    assert!(browser.answers(&older).await.get(&item).is_some());
    assert!(browser.answers(&newer).await.get(&item).is_none());

    let ask = browser.visitor.get(&format!("/ask/{item}/remove")).await;
    assert_eq!(meant_for(&ask), older.0);
    // The post names the other form, so it removes nothing from this one.
    let remove = format!("{item}/remove");
    browser.post_for(&newer.0, &remove, &[]).await;
    assert!(browser.answers(&older).await.get(&item).is_some());
    browser.post_for(&older.0, &remove, &[]).await;
    assert!(browser.answers(&older).await.get(&item).is_none());
}

#[tokio::test]
async fn clearing_deletes_the_form_that_was_asked_about() {
    let (mut browser, older, newer) = Browser::two_forms().await;
    browser.open(Some(&older)).await;
    let ask = meant_for(&browser.visitor.get("/ask/clear").await);
    browser.open(Some(&newer)).await;
    let reply = browser.post_for(&ask, "clear", &[]).await;
    assert_eq!(reply.location(), Some("/ask?cleared=1"));
    assert_eq!(browser.forms().await, std::slice::from_ref(&newer));
    // The form is gone, so pressing the button again clears no other form.
    browser.open(Some(&newer)).await;
    browser.post_for(&ask, "clear", &[]).await;
    assert_eq!(browser.forms().await, std::slice::from_ref(&newer));
    assert_eq!(browser.rent(&newer).await, "1.00");
}

#[tokio::test]
async fn a_new_form_begins_once_however_often_its_first_page_is_sent() {
    let (mut browser, _, newer) = Browser::two_forms().await;
    browser.open(None).await;
    let first = meant_for(&browser.visitor.get("/ask/agree").await);
    // Another form is opened in the meantime.
    browser.open(Some(&newer)).await;
    for _ in 0..2 {
        let reply = browser.post_for(&first, "agree", &[("agree", "yes")]).await;
        assert_eq!(reply.location(), Some("/ask/who"));
    }
    let forms = browser.forms().await;
    assert_eq!(forms.len(), 3);
    assert_eq!(browser.answers(&newer).await.iter().count(), 4);
    let begun = browser.opened().await.unwrap();
    assert_ne!(begun, newer);
    assert_eq!(first, format!("new-{}", begun.0));
    // The first page with a mistake keeps the id of the form that is to begin.
    browser.open(None).await;
    let page = browser.visitor.get("/ask/agree").await;
    let first = meant_for(&page);
    let page = browser.post_for(&first, "agree", &[]).await;
    assert_eq!((page.status, meant_for(&page)), (422, first));
}

#[tokio::test]
async fn what_was_typed_for_a_form_that_is_gone_begins_a_new_one() {
    for how in [
        "deleted",
        "sent",
        "of another kind",
        "of somebody else",
        "unknown",
    ] {
        let (mut browser, older, newer) = Browser::two_forms().await;
        let table = browser.asked.database.table();
        let mut meant = older.0.clone();
        match how {
            "deleted" => table.delete_saved_form(&ada(), &older).await.unwrap(),
            "sent" => {
                let application = ApplicationBuilder::new(&ada().0, &older.0).build();
                table.submit(&application).await.unwrap();
            }
            "of somebody else" => {
                let sam = AccountId("sam".to_owned());
                meant = browser.form(&sam, "3").await.0;
            }
            "of another kind" => {
                let other = NewSavedForm {
                    id: SavedId("3".to_owned()),
                    form: "other".to_owned(),
                    name: "Other".to_owned(),
                    reference: Reference::of_id("3"),
                };
                let now = browser.asked.site.now();
                table.start_saved_form(&ada(), &other, now).await.unwrap();
                meant = "3".to_owned();
            }
            _ => meant = "9".to_owned(),
        }
        let before = browser.forms().await;
        // No earlier answer is left, but the posted one is kept.
        let reply = browser.post_for(&meant, "rent", &[("rent", "50")]).await;
        assert_eq!(reply.status, 409, "{how}");
        let words = reply.words();
        assert!(words.contains("kept the answer that you just gave, in a new form"));
        assert!(words.contains("deleted, cleared or sent") && !words.contains("24 hours"));
        assert_eq!(browser.rent(&newer).await, "1.00", "{how}");
        let after = browser.forms().await;
        assert_eq!(after.len(), before.len() + 1, "{how}");
        let begun = browser.opened().await.unwrap();
        assert!(!before.contains(&begun) && begun.0 != meant, "{how}");
        assert_eq!(browser.rent(&begun).await, "50.00", "{how}");
        // A second post of the same page, as by a double click, goes into the
        // form that the first began.
        browser.post_for(&meant, "rent", &[("rent", "60")]).await;
        assert_eq!(browser.forms().await.len(), after.len(), "{how}");
        assert_eq!(browser.rent(&begun).await, "60.00", "{how}");
    }
}

#[tokio::test]
async fn another_accounts_form_is_never_read_or_changed() {
    let mut browser = Browser::new().await;
    let sam = AccountId("sam".to_owned());
    let theirs = browser.form(&sam, "3").await;
    let new = format!(
        "new-{}",
        SavedId::new(browser.asked.site.now(), "0123456789abcdef").0
    );
    for meant in [theirs.0.as_str(), &new] {
        browser.post_for(meant, "rent", &[("rent", "666")]).await;
        browser.post_for(meant, "clear", &[]).await;
    }
    let (table, now) = (browser.asked.database.table(), browser.asked.site.now());
    let form = table.read_saved_form(&sam, &theirs, now).await;
    let form = form.unwrap().unwrap();
    assert_eq!(form.answers.text("rent"), Some("1.00"));
}

#[tokio::test]
async fn a_page_that_does_not_say_is_about_the_form_that_is_open() {
    let (mut browser, older, newer) = Browser::two_forms().await;
    for said in ["", "new-", "new-nothing of ours", "a b"] {
        let reply = browser.post_for(said, "rent", &[("rent", "50")]).await;
        assert_eq!(reply.status, 303, "{said}");
        browser.visitor.post("/ask/rent", &[("rent", "60")]).await;
    }
    assert_eq!(browser.rent(&newer).await, "60.00");
    assert_eq!(browser.rent(&older).await, "1.00");
}

// ---- Without an account, and after the end of a session -----------------------

#[tokio::test]
async fn what_was_typed_before_signing_in_in_another_tab_goes_where_the_rest_went() {
    let mark = "9f86d081884c7d65";
    let mut browser = Browser::with(|session| {
        let name = Session::joins_as(mark, FORM_ID);
        session.joined.insert(name, SavedId("1".to_owned()));
    })
    .await;
    let joined = browser.form(&ada(), "1").await;
    let newer = browser.form(&ada(), "2").await;
    browser.open(Some(&newer)).await;
    let visit = format!("visit-{mark}");
    browser.post_for(&visit, "rent", &[("rent", "50")]).await;
    assert_eq!(browser.rent(&joined).await, "50.00");
    assert_eq!(browser.opened().await, Some(joined));
    // The answers of a visit that no account has joined begin a new form.
    let reply = browser
        .post_for("visit-0000000000000000", "agree", &[("agree", "yes")])
        .await;
    assert_eq!(reply.location(), Some("/ask/who"));
    assert_eq!(browser.rent(&newer).await, "1.00");
    assert_eq!(browser.forms().await.len(), 3);
}

#[tokio::test]
async fn a_page_without_an_account_says_which_visit_it_is_of() {
    let mut asked = asked_form();
    let first = asked.visitor.get("/ask/agree").await;
    assert!(meant_for(&first).starts_with("new-"), "no visit yet");
    asked.visitor.post("/ask/agree", &[("agree", "yes")]).await;
    let said = meant_for(&asked.visitor.get("/ask/who").await);
    let key = asked.visitor.draft_key().unwrap();
    assert_eq!(said, format!("visit-{}", key.mark().unwrap()));
    // The mark is not the cookie's value, which leads to the answers.
    assert!(!said.contains(&asked.visitor.cookies()["__Host-visit"]));
    // A post with the mark goes on as usual.
    let fields = [(TARGET_FORM, said.as_str()), ("who", "me")];
    let reply = asked.visitor.post("/ask/who", &fields).await;
    assert_eq!(reply.location(), Some("/ask/needs"));
    assert_eq!(asked.kept().await.iter().count(), 2);
}

#[tokio::test]
async fn after_the_end_of_a_session_each_answer_waits_for_its_own_form() {
    let (mut browser, older, newer) = Browser::two_forms().await;
    *browser.asked.now.lock().unwrap() += SignedDuration::from_mins(31);
    for (form, rent) in [(&older, "50"), (&newer, "70")] {
        let reply = browser.post_for(&form.0, "rent", &[("rent", rent)]).await;
        assert_eq!(reply.location(), Some("/sign-in?next=/ask/rent"));
    }
    let mut waiting = Vec::new();
    for key in browser.asked.database.drafts().await {
        let (table, now) = (browser.asked.database.table(), browser.asked.site.now());
        let draft = table.read_draft(&key, FORM_ID, now).await;
        waiting.push(draft.unwrap().text("rent").unwrap().to_owned());
    }
    waiting.sort();
    assert_eq!(waiting, ["50.00", "70.00"], "each by itself");
    for form in [&older, &newer] {
        assert_eq!(browser.rent(form).await, "1.00", "nothing is changed yet");
    }
    // Nothing can be removed or cleared before signing in again.
    let reply = browser.post_for(&older.0, "clear", &[]).await;
    assert_eq!(reply.location(), Some("/sign-in?next=/ask/clear"));
    assert_eq!(browser.forms().await.len(), 2);
}

#[tokio::test]
async fn after_the_end_of_a_session_a_list_of_what_somebody_has_is_not_shown() {
    let (mut browser, _, newer) = Browser::two_forms().await;
    for (page, fields) in &EVERYTHING[3..15] {
        browser.post_for(&newer.0, page, fields).await;
    }
    let reply = browser
        .post_for(&newer.0, "property", &[("property", "yes")])
        .await;
    let item = reply.location().unwrap().replace("/ask/", "");
    let house = [
        ("property-what", "Hill House"),
        ("property-worth", "250000"),
    ];
    browser.post_for(&newer.0, &item, &house).await;
    *browser.asked.now.lock().unwrap() += SignedDuration::from_mins(31);
    let reply = browser.post_for(&newer.0, "property", &[]).await;
    assert_eq!(reply.location(), Some("/sign-in?next=/ask/property"));
    assert!(!reply.body.contains("Hill House"));
}

#[tokio::test]
async fn who_wants_to_sign_in_again_is_led_there_with_or_without_an_answer() {
    let again = (SIGN_IN_AGAIN, "yes");
    let (mut browser, _, newer) = Browser::two_forms().await;
    *browser.asked.now.lock().unwrap() += SignedDuration::from_mins(31);
    for typed in ["50", "a lot", ""] {
        let fields = [("rent", typed), again];
        let reply = browser.post_for(&newer.0, "rent", &fields).await;
        assert_eq!(reply.location(), Some("/sign-in?next=/ask/rent"), "{typed}");
    }
    assert_eq!(
        browser.asked.database.drafts().await.len(),
        1,
        "the answer waits"
    );

    // The first page of a form of which nothing is saved leads there too.
    let mut browser = Browser::new().await;
    let page = meant_for(&browser.visitor.get("/ask/agree").await);
    *browser.asked.now.lock().unwrap() += SignedDuration::from_mins(31);
    let fields = [("agree", "yes"), again];
    let reply = browser.post_for(&page, "agree", &fields).await;
    assert_eq!(reply.location(), Some("/sign-in?next=/ask/agree"));
    assert_eq!(
        browser.asked.database.drafts().await.len(),
        1,
        "the answer waits"
    );
}

#[tokio::test]
async fn after_the_end_of_a_session_what_is_for_no_form_will_not_join_the_one_that_was_open() {
    let (mut browser, older, newer) = Browser::two_forms().await;
    let table = browser.asked.database.table();
    table.delete_saved_form(&ada(), &older).await.unwrap();
    *browser.asked.now.lock().unwrap() += SignedDuration::from_mins(31);
    let reply = browser.post_for(&older.0, "rent", &[("rent", "50")]).await;
    assert_eq!(reply.status, 303, "{}", reply.words());
    assert_eq!(browser.opened().await, None);
    assert_eq!(browser.rent(&newer).await, "1.00");
    assert_eq!(browser.asked.database.drafts().await.len(), 1);
}

#[tokio::test]
async fn somebody_who_came_by_a_reference_changes_that_form_alone() {
    let mut browser = Browser::with(|session| {
        session.only = Some(SavedId("2".to_owned()));
    })
    .await;
    let older = browser.form(&ada(), "1").await;
    let only = browser.form(&ada(), "2").await;
    browser.open(Some(&only)).await;
    let reply = browser.post_for(&only.0, "rent", &[("rent", "70")]).await;
    assert_eq!(reply.location(), Some("/ask/pension"));
    // An answer to another form waits until the person signs in with their
    // password.
    let reply = browser.post_for(&older.0, "rent", &[("rent", "50")]).await;
    assert_eq!(reply.location(), Some("/sign-in?next=/ask/rent"));
    let reply = browser.post_for(&older.0, "clear", &[]).await;
    assert_eq!(reply.location(), Some("/sign-in?next=/ask/clear"));
    assert_eq!(browser.rent(&older).await, "1.00");
    assert_eq!(browser.rent(&only).await, "70.00");
    assert_eq!(browser.opened().await, Some(only));
    assert_eq!(browser.forms().await.len(), 2);
}

#[tokio::test]
async fn a_page_counts_the_end_of_the_session_from_itself() {
    let mut browser = Browser::new().await;
    for minutes in [0, 26, 29] {
        *browser.asked.now.lock().unwrap() += SignedDuration::from_mins(minutes);
        let page = browser.visitor.get("/ask/agree").await;
        let said = |what| attributes(&page, "dialog[data-session-warning]", what);
        assert_eq!(said("data-warn-in"), ["1500"], "after {minutes}");
        assert_eq!(said("data-ends-in"), ["1800"], "after {minutes}");
    }
}

#[tokio::test]
async fn who_has_as_many_forms_as_they_may_is_told_and_loses_none() {
    let (mut browser, _, newer) = Browser::two_forms().await;
    for number in 3..=MOST_SAVED_FORMS {
        browser.form(&ada(), &format!("{number:032x}")).await;
    }
    browser.open(None).await;
    let first = meant_for(&browser.visitor.get("/ask/agree").await);
    for _ in 0..2 {
        let reply = browser.post_for(&first, "agree", &[("agree", "yes")]).await;
        assert_eq!(reply.status, 409);
        let words = reply.words();
        for said in [
            "You have too many saved forms",
            "This answer is not saved",
            "delete one",
        ] {
            assert!(words.contains(said), "{said}: {words}");
        }
    }
    assert_eq!(browser.forms().await.len(), MOST_SAVED_FORMS);
    assert_eq!(browser.opened().await, None);
    // A form that is there is still answered, and one that goes makes room.
    browser.post_for(&newer.0, "rent", &[("rent", "50")]).await;
    assert_eq!(browser.rent(&newer).await, "50.00");
    let table = browser.asked.database.table();
    table.delete_saved_form(&ada(), &newer).await.unwrap();
    browser.open(None).await;
    let reply = browser.post_for(&first, "agree", &[("agree", "yes")]).await;
    assert_eq!(reply.location(), Some("/ask/who"));
}

fn ada() -> AccountId {
    AccountId("ada".to_owned())
}

/// A browser in which Ada is signed in.
struct Browser {
    asked: AskedForm,
    cookie: SessionCookie,
    visitor: Visitor,
}

impl Browser {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Session)) -> Self {
        let asked = asked_form();
        let cookie = SessionCookie::new(asked.site.new_id());
        let mut session = Session {
            account: ada(),
            first_name: "Ada".to_owned(),
            signed_in_at: asked.site.now(),
            seen_at: asked.site.now(),
            only: None,
            open: BTreeMap::new(),
            joined: BTreeMap::new(),
        };
        change(&mut session);
        let table = asked.database.table();
        let table = table.with_most_saved_forms(MOST_SAVED_FORMS);
        let started = table.start_session(cookie.key(), &session).await;
        started.unwrap();
        let given = cookie.clone();
        let sign_in = async move || given.remembered_in(crate::see_other("/ask"));
        let answers = CitizenAnswers::new(asked.site.clone(), table);
        let routes = router(spec(), answers);
        let routes = routes.get("/in", sign_in);
        let mut visitor = Visitor::new(crate::finish(routes, &asked.site));
        visitor.get("/in").await;
        Self {
            asked,
            cookie,
            visitor,
        }
    }

    /// Stores a form of an account with the first pages answered.
    async fn form(&self, account: &AccountId, id: &str) -> SavedId {
        let id = SavedId(id.to_owned());
        let (table, now) = (self.asked.database.table(), self.asked.site.now());
        let new = NewSavedForm {
            id: id.clone(),
            form: FORM_ID.to_owned(),
            name: "Mum".to_owned(),
            reference: Reference::of_id(&id.0),
        };
        table.start_saved_form(account, &new, now).await.unwrap();
        let key = DraftKey::Saved {
            account: account.clone(),
            id: id.clone(),
        };
        let needs = Answer::Choices(vec!["washing".to_owned()]);
        let text = |text: &str| Answer::Text(text.to_owned());
        for (page, answer) in [
            ("agree", text("yes")),
            ("who", text("me")),
            ("needs", needs),
            ("rent", text("1.00")),
        ] {
            let kept = table.keep_answer(&key, FORM_ID, page, answer, now).await;
            kept.unwrap();
        }
        id
    }

    /// Stores two forms of Ada's, of which the second was opened last.
    async fn two_forms() -> (Self, SavedId, SavedId) {
        let browser = Self::new().await;
        let older = browser.form(&ada(), "1").await;
        let newer = browser.form(&ada(), "2").await;
        browser.open(Some(&newer)).await;
        (browser, older, newer)
    }

    async fn open(&self, form: Option<&SavedId>) {
        let table = self.asked.database.table();
        let opened = table.open_form(self.cookie.key(), FORM_ID, form).await;
        opened.unwrap();
    }

    async fn opened(&self) -> Option<SavedId> {
        let table = self.asked.database.table();
        let session = table.read_session(self.cookie.key()).await;
        session.unwrap().unwrap().open.get(FORM_ID).cloned()
    }

    /// Posts a page that was drawn for a form.
    async fn post_for(&mut self, form: &str, page: &str, fields: &[(&str, &str)]) -> Reply {
        let fields = [&[(TARGET_FORM, form)], fields].concat();
        self.visitor.post(&format!("/ask/{page}"), &fields).await
    }

    async fn answers(&self, form: &SavedId) -> Answers {
        let key = DraftKey::Saved {
            account: ada(),
            id: form.clone(),
        };
        let (table, now) = (self.asked.database.table(), self.asked.site.now());
        let answers = table.read_draft(&key, FORM_ID, now).await;
        answers.unwrap()
    }

    async fn rent(&self, form: &SavedId) -> String {
        let answers = self.answers(form).await;
        answers.text("rent").unwrap_or_default().to_owned()
    }

    /// Lists every form of Ada's.
    async fn forms(&self) -> Vec<SavedId> {
        let (table, now) = (self.asked.database.table(), self.asked.site.now());
        let forms = table.saved_forms(&ada(), now).await.unwrap();
        forms.into_iter().map(|form| form.id).collect()
    }
}

fn meant_for(reply: &Reply) -> String {
    let said = attributes(
        reply,
        &format!("main form input[name='{TARGET_FORM}']"),
        "value",
    );
    assert_eq!(said.len(), 1, "{}", reply.words());
    said.into_iter().next().unwrap()
}
