//! Tests of the pages as people use them, over the real table.

mod lists;

use std::collections::BTreeMap;

use domain::access::account::{Account, AccountReader as _};
use domain::access::audit::{Access, Actor, AuditLog as _, Subject};
use domain::access::budget::RequestLimits;
use domain::access::session::{Session, SessionReader as _};
use domain::access::sign_in::SensitiveAction;
use domain::access::staff_user::Role;
use domain::application::ApplicationKind;
use domain::correspondence::complaint::{
    Complaint, ComplaintQueue as _, ComplaintStore as _, UnannouncedComplaint, digest,
};
use domain::correspondence::email::Email;
use domain::forms::draft::Answer;
use domain::forms::saved_form::{SavedForm, SavedFormStore as _};
use domain::ports::Ports;
use domain::records::retention::ErasureQueue as _;
use domain::records::retention_schedule::{RecordClass, Retention};
use domain::values::account_id::AccountId;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use serde_json::Value;
use store::Table;
use testkit::{
    ApplicationBuilder, CrashPoint, EvidenceBuilder, PASSWORD, Reply, SignedInCitizen, TestApp,
    Visitor, with_rights_of,
};
use web::answers::new_saved_form;
use web::session::citizen::SIGN_IN_AGAIN;

const FORM: &str = "estimate-costs";
const ADA: &str = "ada@example.com";

#[tokio::test]
async fn nobody_sees_any_of_it_without_signing_in() {
    let app = TestApp::default();
    let mut stranger = stranger(&app);
    for page in [
        "/saved-forms",
        "/saved-forms/0123/name",
        "/saved-forms/0123/delete",
        "/saved-forms/your-data",
        "/saved-forms/your-data.json",
        "/saved-forms/your-data/delete",
    ] {
        assert!(is_sent_to_sign_in(&stranger.get(page).await), "{page}");
    }
    for page in [
        "/saved-forms/start",
        "/saved-forms/0123/resume",
        "/saved-forms/0123/name",
        "/saved-forms/0123/delete",
        "/saved-forms/your-data/delete",
    ] {
        let reply = stranger.post(page, &[("form", FORM), ("name", "x")]).await;
        assert!(is_sent_to_sign_in(&reply), "{page}");
    }
}

#[tokio::test]
async fn somebody_new_is_told_in_plain_words_that_there_is_nothing() {
    let app = TestApp::default();
    let list = ada(&app).await.browser.get("/saved-forms").await;
    let words = list.words();
    assert!(words.contains("You have no saved forms."), "{words}");
    assert!(words.contains("You have not sent an application."));
    let apply = list.link("Apply for help or a financial assessment");
    assert_eq!(apply.as_deref(), Some("/apply"));
}

#[tokio::test]
async fn the_list_says_what_is_left_to_do_and_until_when_a_form_is_kept() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let form = save(&app, &ada, &[("who-for", "me")]).await;
    app.pass_hours(1);
    let words = ada.browser.get("/saved-forms").await;
    assert!(is_sent_to_sign_in(&words), "thirty minutes are over");
    let mut ada = signed_in(&app, ada.account, None, &app.table()).await;
    let list = ada.browser.get("/saved-forms").await;
    let name = list.words_of(".govuk-summary-card__title");
    assert_eq!(name, ["Estimate what you may pay for care"]);
    for (row, said) in [
        ("Left to do", "2 of 2 parts: About the care"),
        ("Last changed", "22 November 2026"),
        // 28 days end at 9am on the 20th.
        ("Kept until", "19 December 2026"),
        ("Reference", &form.reference.to_string()),
    ] {
        let shown = list.summary_row(row).unwrap_or_default();
        assert!(shown.starts_with(said), "{row}: {shown}");
    }
}

#[tokio::test]
async fn a_form_goes_on_at_the_page_where_it_stopped() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let form = save(&app, &ada, &[]).await;
    let reply = ada.browser.post(&path(&form, "resume"), &[]).await;
    assert_eq!(reply.location(), Some("/estimate-costs/about"));
    let who_for = journey::forms::estimate_costs()
        .question("who-for")
        .unwrap()
        .question;
    let journey::form::Question::OneOf { options } = who_for else {
        panic!("who-for is a choice");
    };
    let further = save(&app, &ada, &[("who-for", &options[0].value)]).await;
    let reply = ada.browser.post(&path(&further, "resume"), &[]).await;
    assert_eq!(reply.location(), Some("/estimate-costs/about"));
    let session = app.table().read_session(&ada.session).await.unwrap();
    assert_eq!(session.unwrap().open.get(FORM), Some(&further.id));
}

#[tokio::test]
async fn whoever_signs_in_before_going_on_comes_back_to_the_list() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let form = save(&app, &ada, &[]).await;
    for page in [path(&form, "resume"), "/saved-forms/start".to_owned()] {
        let reply = ada.browser.get(&page).await;
        assert_eq!(reply.location(), Some("/saved-forms"), "{page}");
    }
    let session = app.table().read_session(&ada.session).await.unwrap();
    assert!(session.unwrap().open.is_empty(), "a GET opens nothing");
}

#[tokio::test]
async fn another_calculation_begins_beside_the_first() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let first = save(&app, &ada, &[("who-for", "me")]).await;
    ada.browser.post(&path(&first, "resume"), &[]).await;
    let reply = ada
        .browser
        .post("/saved-forms/start", &[("form", FORM)])
        .await;
    assert_eq!(reply.location(), Some("/estimate-costs/about"));
    let session = app.table().read_session(&ada.session).await.unwrap();
    assert_eq!(session.unwrap().open, BTreeMap::new());
    assert_eq!(read(&app, &ada, &first.id).await, Some(first));
    let unknown = ada
        .browser
        .post("/saved-forms/start", &[("form", "nothing")])
        .await;
    assert_eq!(unknown.status, 400);
}

#[tokio::test]
async fn a_form_has_the_name_that_its_owner_gives_it() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let form = save(&app, &ada, &[]).await;
    let name = path(&form, "name");
    let reply = ada
        .browser
        .post(&name, &[("name", "  Mum,\twith <b>the</b> care home ")])
        .await;
    assert_eq!(reply.location(), Some("/saved-forms"));
    let list = ada.browser.get("/saved-forms").await;
    assert!(list.words().contains("Mum, with <b>the</b> care home"));
    assert!(!list.body.contains("<b>the"), "it stays words");
    for (typed, said) in [
        ("   ", "Enter a name for this form"),
        (&"é".repeat(61), "The name must be 60 characters or less"),
    ] {
        let reply = ada.browser.post(&name, &[("name", typed)]).await;
        assert_eq!(reply.status, 422);
        assert_eq!(reply.errors(), [said]);
    }
    let reply = ada.browser.post(&name, &[("name", &"é".repeat(60))]).await;
    assert_eq!(reply.status, 303);
}

#[tokio::test]
async fn a_deleted_form_is_gone_with_what_finds_it_and_its_documents() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let before = stored(&app).await;
    let form = save(&app, &ada, &[("who-for", "me")]).await;
    add_document(&app, &ada, &form).await;
    ada.browser.post(&path(&form, "resume"), &[]).await;
    let asked = ada.browser.get(&path(&form, "delete")).await.words();
    assert!(asked.contains("every answer in it now"), "{asked}");
    assert!(asked.contains("the document you added"), "{asked}");
    let reply = ada.browser.post(&path(&form, "delete"), &[]).await;
    assert_eq!(reply.location(), Some("/saved-forms"));
    assert_eq!(stored(&app).await, before);
    // The second time the form is not found, like a form of somebody else.
    let again = ada.browser.post(&path(&form, "delete"), &[]).await;
    assert_eq!(again.status, 404);
    assert_eq!(stored(&app).await, before);
}

#[tokio::test]
async fn another_persons_form_is_not_there_for_any_route() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let grace = citizen(&app, "Grace", "grace@example.com").await;
    let form = save(&app, &grace, &[("who-for", "me")]).await;
    let before = stored(&app).await;
    let nowhere = SavedForm {
        id: SavedId("0".repeat(27)),
        ..form.clone()
    };
    let name = [("name", "mine")];
    for page in ["name", "delete"] {
        let (theirs, none) = (path(&form, page), path(&nowhere, page));
        let (theirs, none) = (ada.browser.get(&theirs).await, ada.browser.get(&none).await);
        assert_eq!((theirs.status, none.status), (404, 404), "{page}");
        assert_eq!(theirs.body, none.body, "{page}");
    }
    for page in ["resume", "name", "delete"] {
        let (theirs, none) = (path(&form, page), path(&nowhere, page));
        let theirs = ada.browser.post(&theirs, &name).await;
        let none = ada.browser.post(&none, &name).await;
        assert_eq!((theirs.status, none.status), (404, 404), "{page}");
        assert_eq!(theirs.body, none.body, "{page}");
    }
    for id in [&"0".repeat(65), "a%23b", "..", "%20"] {
        let reply = ada.browser.get(&format!("/saved-forms/{id}/name")).await;
        assert_eq!(reply.status, 404, "{id}");
    }
    assert_eq!(stored(&app).await, before);
    assert!(
        !ada.browser
            .get("/saved-forms")
            .await
            .body
            .contains(&form.id.0)
    );
    let data = ada.browser.get("/saved-forms/your-data.json").await;
    assert!(!data.body.to_lowercase().contains("grace"));
}

#[tokio::test]
async fn what_was_sent_is_shown_as_an_application_and_cannot_be_changed() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let form = save(&app, &ada, &[("who-for", "me")]).await;
    let reference = send(&app, &ada, &form).await;
    let list = ada.browser.get("/saved-forms").await;
    let words = list.words();
    for said in [
        "You have no saved forms.",
        &format!("Financial assessment: {reference}"),
        "Sent 22 November 2026",
        "We will be in touch by 1 December 2026",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let sent = format!("/apply/sent/{}", reference.plain());
    assert!(list.has_link_to(&sent));
    let reply = ada.browser.post(&path(&form, "resume"), &[]).await;
    assert_eq!(reply.location(), Some(sent.as_str()));
    for page in ["name", "delete"] {
        let reply = ada.browser.post(&path(&form, page), &[("name", "x")]).await;
        assert_eq!(reply.status, 404, "{page}");
    }
}

async fn recover(app: &TestApp, reference: &str, email: &str) -> Reply {
    let fields = [("reference", reference), ("email", email)];
    stranger(app).post("/saved-forms/recover", &fields).await
}

#[tokio::test]
async fn recovering_answers_the_same_whether_or_not_there_is_such_a_form() {
    let app = TestApp::default();
    let ada = ada(&app).await;
    let form = save(&app, &ada, &[]).await;
    let other = Reference::of_id("ffffffffffffffffffffffffffffffff");
    let known = recover(&app, &form.reference.to_string(), ADA).await;
    let wrong = recover(&app, &other.to_string(), ADA).await;
    let nobody = recover(&app, &form.reference.to_string(), "nobody@example.com").await;
    assert_eq!(known.location(), Some("/sign-in/code"));
    for reply in [&wrong, &nobody] {
        assert_eq!(reply.status, known.status);
        assert_eq!(reply.body, known.body);
        let names = |reply: &Reply| -> Vec<String> {
            reply.headers.keys().map(ToString::to_string).collect()
        };
        assert_eq!(names(reply), names(&known));
        let shape = |reply: &Reply| {
            let cookie = reply.header("set-cookie");
            let (name, rest) = cookie.split_once('=').unwrap();
            let (value, rest) = rest.split_once(';').unwrap();
            (name.to_owned(), value.len(), rest.to_owned())
        };
        assert_eq!(shape(reply), shape(&known));
    }
    let mailer = app.mailer();
    let to_ada = mailer.sent_to(ADA);
    assert!(
        matches!(
            to_ada[..],
            [Email::RecoverCode { .. }, Email::RecoverCode { .. }]
        ),
        "the reader of her mail alone learns more, after the code"
    );
    let to_nobody = mailer.sent_to("nobody@example.com");
    assert_eq!(to_nobody, [Email::NoAccount]);
}

#[tokio::test]
async fn everything_wrong_with_what_is_recovered_is_said_at_once() {
    let app = TestApp::default();
    let empty = recover(&app, "", " ").await;
    assert_eq!(empty.status, 422);
    let errors = empty.errors().join("; ");
    for said in ["Enter the reference", "Enter your email address"] {
        assert!(errors.contains(said), "{said}: {errors}");
    }
    let wrong = recover(&app, "O0I-1LL-5S2Z", "ada").await;
    let errors = wrong.errors().join("; ");
    for said in ["The reference is not right.", "in the correct format"] {
        assert!(errors.contains(said), "{said}: {errors}");
    }
    let typed = wrong.attributes("#reference", "value");
    assert_eq!(typed, ["O0I-1LL-5S2Z"]);
    assert!(app.mailer().sent().is_empty());
}

#[tokio::test]
async fn who_came_by_a_reference_sees_that_form_and_nothing_else() {
    let app = TestApp::default();
    let ada = ada(&app).await;
    let (one, other) = (save(&app, &ada, &[]).await, save(&app, &ada, &[]).await);
    let sent = save(&app, &ada, &[]).await;
    let reference = send(&app, &ada, &sent).await;
    let only = Some(one.id.clone());
    let mut guest = signed_in(&app, ada.account, only, &app.table()).await;
    let list = guest.browser.get("/saved-forms").await;
    assert!(list.link("Sign in with your password").is_some());
    let forms = list.attributes("form[action]", "action");
    assert!(forms.contains(&path(&one, "resume")), "{forms:?}");
    for hidden in [
        other.id.0.as_str(),
        reference.plain(),
        "/saved-forms/start",
        "/name",
        "/delete",
    ] {
        assert!(!list.body.contains(hidden), "{hidden}");
    }
    let resumed = guest.browser.post(&path(&one, "resume"), &[]).await;
    assert_eq!(resumed.location(), Some("/estimate-costs/about"));
    let refused = guest.browser.post(&path(&other, "resume"), &[]).await;
    assert_eq!(refused.status, 404);
    for page in [
        path(&one, "name"),
        path(&one, "delete"),
        "/saved-forms/your-data".to_owned(),
        "/saved-forms/your-data.json".to_owned(),
        "/saved-forms/your-data/delete".to_owned(),
    ] {
        assert!(
            is_sent_to_sign_in(&guest.browser.get(&page).await),
            "{page}"
        );
    }
    for page in [
        path(&one, "name"),
        path(&one, "delete"),
        "/saved-forms/start".to_owned(),
        "/saved-forms/your-data/delete".to_owned(),
    ] {
        let reply = guest.browser.post(&page, &[("name", "x")]).await;
        assert!(is_sent_to_sign_in(&reply), "{page}");
    }
    let complaint = guest.browser.get("/saved-forms/your-data/complaint").await;
    assert!(!complaint.body.contains(ADA), "it asks as it asks anybody");
}

#[tokio::test]
async fn the_page_says_how_long_each_class_is_kept() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let words = ada.browser.get("/saved-forms/your-data").await.words();
    for said in [
        "documents you add to them 28 days after",
        "Applications you send 1 year after adult social care received them",
        "send with them Until their form is deleted",
        "without signing in 24 hours",
        "sent you an email, and when 90 days",
        "looked at your record 6 years",
        "Complaints about your data 6 years",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[tokio::test]
async fn the_download_has_everything_of_the_account() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let form = save(&app, &ada, &[("who-for", "me")]).await;
    add_document(&app, &ada, &form).await;
    let sent = save(&app, &ada, &[("who-for", "me")]).await;
    let reference = send(&app, &ada, &sent).await;
    let looked = Access {
        subject: Subject::Account(ada.account.id.clone()),
        actor: Actor::Job("staff-7".to_owned()),
        what: "read application".to_owned(),
        at: app.site().now(),
    };
    app.table().note_access(&looked).await.unwrap();
    let fields = [("what-happened", "A letter went astray.")];
    ada.browser
        .post("/saved-forms/your-data/complaint", &fields)
        .await;
    let reply = ada.browser.get("/saved-forms/your-data.json").await;
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(
        reply.header("content-disposition"),
        "attachment; filename=\"my-data.json\""
    );
    assert_eq!(reply.header("cache-control"), "no-store");
    let data = reply.json();
    assert_eq!(data["account"]["email"], ADA);
    assert_eq!(data["account"]["last_name"], "Example");
    assert_eq!(data["saved_forms"][0]["answers"]["who-for"], "me");
    assert_eq!(
        data["saved_forms"][0]["documents"][0]["name"],
        "statement.pdf"
    );
    assert_eq!(
        data["saved_forms"][1]["sent_in_application"],
        reference.plain()
    );
    assert_eq!(
        data["applications"][0]["application"]["reference"],
        reference.plain()
    );
    assert_eq!(data["applications"][0]["progress"], "sent");
    assert_eq!(
        data["complaints"][0]["what_happened"],
        "A letter went astray."
    );
    assert_eq!(data["who_looked_at_your_record"][0]["who"], "staff-7");
}

#[tokio::test]
async fn who_looked_is_told_by_their_work_and_never_by_name_or_address() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let staff = Actor::Staff {
        id: AccountId("farahs-id".to_owned()),
        role: Role::Practitioner,
    };
    for actor in [
        staff,
        Actor::FinanceEmail("farah@council.example".to_owned()),
        Actor::Job("housekeeping".to_owned()),
    ] {
        app.pass_minutes(1);
        let looked = Access {
            subject: Subject::Account(ada.account.id.clone()),
            actor,
            what: "read application".to_owned(),
            at: app.site().now(),
        };
        app.table().note_access(&looked).await.unwrap();
    }
    let reply = ada.browser.get("/saved-forms/your-data.json").await;
    let data = reply.json();
    let looked = data["who_looked_at_your_record"].as_array().unwrap();
    let who: Vec<_> = looked
        .iter()
        .map(|one| one["who"].as_str().unwrap())
        .collect();
    assert_eq!(who, ["housekeeping", "Finance staff", "Practitioner"]);
    assert!(!reply.body.contains("farah"), "{}", reply.body);
}

#[tokio::test]
async fn the_download_has_everything_that_the_page_lists() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let page = ada.browser.get("/saved-forms/your-data").await.words();
    let page = page.to_lowercase();
    let data = ada.browser.get("/saved-forms/your-data.json").await.json();
    let classes = data["what_we_keep"].as_array().unwrap();
    let of_citizens: Vec<&str> = RecordClass::of_citizens().map(RecordClass::name).collect();
    let named = |class: &Value| class["class"].as_str().unwrap().to_owned();
    assert_eq!(classes.iter().map(named).collect::<Vec<_>>(), of_citizens);
    for class in classes {
        let text = |member: &str| class[member].as_str().unwrap().to_lowercase();
        let listed = format!("{} {}", text("what"), text("how_long"));
        assert!(page.contains(&listed), "{listed}: {page}");
        let is_in_it = class.get("in_this_file").is_some();
        assert_ne!(is_in_it, class.get("not_in_this_file_because").is_some());
    }
}

#[tokio::test]
async fn what_is_locked_for_years_and_what_is_logged_is_listed() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let words = ada.browser.get("/saved-forms/your-data").await.words();
    for said in [
        "in a copy that nobody can change 7 years after you applied",
        "and whether it worked 90 days",
        "Encrypted backups of all of this Another 35 days",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[tokio::test]
async fn what_goes_and_what_stays_is_said_before_an_account_is_deleted() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    save(&app, &ada, &[]).await;
    let sent = save(&app, &ada, &[]).await;
    let reference = send(&app, &ada, &sent).await;
    let words = ada
        .browser
        .get("/saved-forms/your-data/delete")
        .await
        .words();
    for said in [
        "your saved form ‘Estimate what you may pay for care’",
        &format!("Financial assessment: {reference}: 1 year"),
        "in a copy that nobody can change: 7 years",
        "looked at your record: 6 years",
        "You cannot undo this.",
        "does not withdraw an application",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

/// Makes Ada, with a form, a document, and an application that she sent.
async fn ada_with_everything(app: &TestApp) -> SignedInCitizen {
    let ada = ada(app).await;
    let form = save(app, &ada, &[("who-for", "me")]).await;
    add_document(app, &ada, &form).await;
    let sent = save(app, &ada, &[]).await;
    send(app, &ada, &sent).await;
    ada
}

#[tokio::test]
async fn a_deleted_account_leaves_what_was_sent_and_nothing_else() {
    let app = TestApp::default();
    let mut ada = ada_with_everything(&app).await;
    let mut elsewhere = signed_in(&app, ada.account.clone(), None, &app.table()).await;
    let grace = citizen(&app, "Grace", "grace@example.com").await;
    save(&app, &grace, &[]).await;
    let reply = delete_account(&app, &mut ada.browser).await;
    assert_eq!(reply.location(), Some("/saved-forms/your-data/deleted"));
    let done = ada.browser.follow(reply).await;
    assert_eq!(done.heading(), "Your account is deleted");
    assert!(is_sent_to_sign_in(&ada.browser.get("/saved-forms").await));
    assert!(is_sent_to_sign_in(
        &elsewhere.browser.get("/saved-forms").await
    ));
    assert_eq!(app.account_with(ADA).await, None);
    let mailer = app.mailer();
    assert_eq!(mailer.sent_to(ADA), [Email::AccountDeleted]);
    let left = stored(&app).await;
    let of_ada: Vec<String> = left
        .iter()
        .filter(|item| item.to_string().contains(&ada.account.id.0))
        .map(|item| {
            let (pk, sk) = (item["PK"]["S"].as_str(), item["SK"]["S"].as_str());
            let part = |key: &str| key.split('#').next().unwrap().to_owned();
            format!("{} {}", part(pk.unwrap()), part(sk.unwrap()))
        })
        .collect();
    let mut expected = vec![
        "ACCOUNT APPLICATION".to_owned(),
        "APPLICATION APPLICATION".to_owned(),
        "TO-ERASE 2026-11-22T09:00:00.000Z".to_owned(),
    ];
    expected.sort();
    let mut of_ada = of_ada;
    of_ada.sort();
    assert_eq!(of_ada, expected);
    let grace = app.table().read_account(&grace.account.id).await.unwrap();
    assert!(grace.is_some(), "nobody else loses anything");
}

#[tokio::test]
async fn deleting_an_account_that_stops_anywhere_ends_the_same_when_done_again() {
    let whole = TestApp::default();
    let mut ada = ada_with_everything(&whole).await;
    delete_account(&whole, &mut ada.browser).await;
    let expected = without_sign_ins(stored(&whole).await);
    erase(&whole, &ada.account.id).await;
    let erased = without_sign_ins(stored(&whole).await);
    let mut stopped = 0;
    for most in 0.. {
        let app = TestApp::default();
        let mut ada = ada_with_everything(&app).await;
        let deletes = SensitiveAction::DeleteAccount;
        app.reauthenticate(&mut ada.browser, deletes).await;
        let crash_point = match most % 2 {
            0 => CrashPoint::AfterReply(most / 2),
            _ => CrashPoint::BeforeReply(most / 2 + 1),
        };
        let crashing = app.database().table_crashing(crash_point);
        let mut on_crashing = visitor(&app, &crashing);
        for (name, value) in ada.browser.cookies() {
            on_crashing.take(name, value);
        }
        let reply = on_crashing.post(DELETE, &[]).await;
        if reply.status != 303 {
            stopped += 1;
        }
        let mut again = ada;
        let retried = again.browser.post(DELETE, &[]).await;
        if is_sent_to_sign_in(&retried) {
            // Her session was ended, and at most what finds it was left, so
            // housekeeping ends that.
            erase(&app, &again.account.id).await;
            let left = without_sign_ins(stored(&app).await);
            assert_eq!(left, erased, "after {crash_point:?}");
        } else {
            assert_eq!(retried.status, 303, "after {crash_point:?}");
            let left = without_sign_ins(stored(&app).await);
            assert_eq!(left, expected, "after {crash_point:?}");
        }
        if reply.status == 303 && most % 2 == 0 {
            break;
        }
    }
    assert!(stopped > 10, "{stopped}");
}

#[tokio::test]
async fn an_account_is_deleted_also_while_mail_is_down() {
    let app = TestApp::default();
    let mut ada = ada_with_everything(&app).await;
    app.mailer().fail(true);
    let reply = delete_account(&app, &mut ada.browser).await;
    assert_eq!(reply.location(), Some("/saved-forms/your-data/deleted"));
    let account = app.table().read_account(&ada.account.id).await.unwrap();
    assert_eq!(account, None);
}

#[tokio::test]
async fn nothing_is_deleted_while_the_identity_provider_does_not_answer() {
    let app = TestApp::default();
    let mut ada = ada_with_everything(&app).await;
    let before = stored(&app).await;
    app.identity(app.table()).fail(true);
    let reply = delete_account(&app, &mut ada.browser).await;
    assert_eq!(reply.status, 503);
    assert_eq!(without_sign_ins(stored(&app).await), before);
}

/// ASVS 5.0, 7.5.1.
#[tokio::test]
async fn a_session_alone_or_with_the_password_deletes_no_account() {
    let app = TestApp::default();
    let mut ada = ada_with_everything(&app).await;
    let before = stored(&app).await;
    for (typed, said) in [("", "Enter your password"), ("wrong", "is not right")] {
        let refused = ada.browser.post(DELETE, &[("password", typed)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.errors().join(" ").contains(said), "{said}");
        assert_eq!(refused.heading(), "Delete your account");
    }
    assert_eq!(stored(&app).await, before);
    let sent = ada.browser.post(DELETE, &[("password", PASSWORD)]).await;
    assert_eq!(sent.location(), Some("/sign-in/code"));
    // The code is not given yet, and another password is asked for.
    assert_eq!(ada.browser.post(DELETE, &[]).await.status, 422);
    // What was proven for another action, or in another session, counts for
    // nothing here.
    let other = SensitiveAction::ChangePassword;
    app.reauthenticate(&mut ada.browser, other).await;
    assert_eq!(ada.browser.post(DELETE, &[]).await.status, 422);
    let mut elsewhere = signed_in(&app, ada.account.clone(), None, &app.table()).await;
    let deletes = SensitiveAction::DeleteAccount;
    app.reauthenticate(&mut elsewhere.browser, deletes).await;
    let proof = elsewhere.browser.cookies()["__Host-sign-in"].clone();
    ada.browser.take("__Host-sign-in", &proof);
    assert_eq!(ada.browser.post(DELETE, &[]).await.status, 422);
    assert!(app.account_with(ADA).await.is_some());
    assert_eq!(elsewhere.browser.post(DELETE, &[]).await.status, 303);
    assert_eq!(app.account_with(ADA).await, None);
}

const DELETE: &str = "/saved-forms/your-data/delete";

/// Deletes the account of somebody who has proven who they are.
async fn delete_account(app: &TestApp, browser: &mut Visitor) -> Reply {
    app.reauthenticate(browser, SensitiveAction::DeleteAccount)
        .await;
    browser.post(DELETE, &[]).await
}

/// Leaves out sign-ins, which end by themselves within minutes.
fn without_sign_ins(mut stored: Vec<Value>) -> Vec<Value> {
    stored.retain(|item| !item["PK"]["S"].as_str().unwrap().starts_with("SIGN-IN#"));
    stored
}

const COMPLAINT: &str = "/saved-forms/your-data/complaint";

async fn complaint(app: &TestApp, reply: &Reply) -> Complaint {
    let location = reply
        .location()
        .unwrap_or_else(|| panic!("{}", reply.words()));
    let reference = location
        .split('?')
        .next()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap();
    let reference = Reference::parse(reference).unwrap();
    let (table, now) = (app.table(), app.site().now());
    let found = table.read_complaint(&reference, now).await;
    found.unwrap().unwrap()
}

#[tokio::test]
async fn anybody_can_complain_and_is_told_by_when_it_is_acknowledged() {
    let app = TestApp::default();
    let mut stranger = stranger(&app);
    let fields = [
        ("id", "0123456789abcdef0123456789abcdef"),
        (
            "what-happened",
            " My letter went to the wrong house.\r\nTwice. ",
        ),
        ("name", "Grace  Example"),
        ("email", "Grace@Example.com"),
    ];
    let reply = stranger.post(COMPLAINT, &fields).await;
    let kept = complaint(&app, &reply).await;
    assert_eq!(
        kept.what_happened,
        "My letter went to the wrong house.\nTwice."
    );
    assert_eq!(kept.name, "Grace Example");
    assert_eq!(kept.account, None);
    let received = stranger.follow(reply).await.words();
    assert!(received.contains(&kept.reference.to_string()), "{received}");
    assert!(received.contains("by 22 December 2026"), "{received}");
    assert!(!received.contains("Grace") && !received.contains("letter went"));
    let mailer = app.mailer();
    let told = Email::ComplaintReceived {
        reference: kept.reference.clone(),
        acknowledged_by: "2026-12-22".parse().unwrap(),
    };
    assert_eq!(mailer.sent_to("grace@example.com"), [told]);
    // A complaint that is posted twice is stored once and confirmed once.
    let before = but_counts(stored(&app).await);
    let again = stranger.post(COMPLAINT, &fields).await;
    assert_eq!(complaint(&app, &again).await, kept);
    assert_eq!(but_counts(stored(&app).await), before);
    assert_eq!(mailer.sent_to("grace@example.com").len(), 1);
}

#[tokio::test]
async fn a_complaint_whose_email_was_not_taken_is_confirmed_when_it_is_sent_again_and_then_never() {
    let app = TestApp::default();
    let mut stranger = stranger(&app);
    let fields = complaint_of("0123456789abcdef0123456789abcdef", "grace@example.com");
    app.mailer().fail(true);
    assert_eq!(stranger.post(COMPLAINT, &fields).await.status, 303);
    assert_eq!(app.mailer().sent_to("grace@example.com"), []);
    app.mailer().fail(false);
    for _ in 0..3 {
        assert_eq!(stranger.post(COMPLAINT, &fields).await.status, 303);
        assert_eq!(app.mailer().sent_to("grace@example.com").len(), 1);
    }
}

#[tokio::test]
async fn a_complaint_that_is_sent_four_times_at_once_is_confirmed_once() {
    let app = TestApp::default();
    let presses = (0..4).map(|_| {
        let mut stranger = stranger(&app);
        async move {
            let id = "0123456789abcdef0123456789abcdef";
            let fields = complaint_of(id, "grace@example.com");
            stranger.post(COMPLAINT, &fields).await.status
        }
    });
    for status in futures_util::future::join_all(presses).await {
        assert_eq!(status, 303);
    }
    assert_eq!(app.mailer().sent_to("grace@example.com").len(), 1);
}

/// Returns what is stored except the counts of e-mails to an address within the
/// hour.
fn but_counts(mut stored: Vec<Value>) -> Vec<Value> {
    stored.retain(|item| item.get("hour_began").is_none());
    stored
}

fn complaint_of<'a>(id: &'a str, email: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("id", id),
        ("what-happened", "My letter went to the wrong house."),
        ("name", "Grace Example"),
        ("email", email),
    ]
}

#[tokio::test]
async fn the_council_is_told_of_a_complaint_once_and_of_nothing_that_is_in_it() {
    let app = TestApp::default();
    let mut stranger = stranger(&app);
    let fields = complaint_of("0123456789abcdef0123456789abcdef", "grace@example.com");
    let reply = stranger.post(COMPLAINT, &fields).await;
    stranger.post(COMPLAINT, &fields).await;
    let kept = complaint(&app, &reply).await;
    // Housekeeping writes to the council, once an hour at most.
    let told = Email::ComplaintsToAnswer {
        how_many: 1,
        references: vec![kept.reference.clone()],
        more: 0,
        received_on: "2026-11-22".parse().unwrap(),
        acknowledge_by: "2026-12-22".parse().unwrap(),
    };
    let waiting = untold(&app).await;
    assert_eq!(waiting, [kept.untold()]);
    assert_eq!(digest(&waiting), Some(told));
    assert!(
        app.mailer()
            .sent_to("privacy@exampleshire.example")
            .is_empty()
    );
}

#[tokio::test]
async fn a_complaint_that_no_mail_service_took_is_kept_until_the_council_is_told() {
    let app = TestApp::default();
    let mut stranger = stranger(&app);
    let fields = complaint_of("0123456789abcdef0123456789abcdef", "grace@example.com");
    app.mailer().fail(true);
    let received = stranger.post(COMPLAINT, &fields).await;
    let received = stranger.follow(received).await;
    let words = received.words();
    assert!(words.contains("We have received your complaint"), "{words}");
    assert!(words.contains("We could not send you an email"), "{words}");
    app.mailer().fail(false);
    // When Grace posts it again, she gets her e-mail; housekeeping tells the
    // council.
    let reply = stranger.post(COMPLAINT, &fields).await;
    let kept = complaint(&app, &reply).await;
    assert_eq!(app.mailer().sent().len(), 1);
    assert_eq!(untold(&app).await, [kept.untold()]);
}

#[tokio::test]
async fn a_source_sends_ten_complaints_an_hour_and_is_told_what_to_do_and_loses_nothing() {
    let app = TestApp::default();
    let source = || stranger(&app).from_source("203.0.113.7");
    for number in 0..10 {
        let reply = send_numbered(&mut source(), number).await;
        assert_eq!(reply.status, 303, "{number}");
    }
    let refused = send_numbered(&mut source(), 10).await;
    says_what_to_do(
        &refused,
        "10 complaints were sent from your internet connection",
    );
    assert_eq!(app.database().stored_in("COMPLAINTS").await.len(), 10);
    // One that was taken is not refused when it comes again.
    assert_eq!(send_numbered(&mut source(), 3).await.status, 303);
    // Others, and somebody at that source who is signed in, are not refused.
    let mut elsewhere = stranger(&app).from_source("203.0.113.8");
    assert_eq!(send_numbered(&mut elsewhere, 11).await.status, 303);
    let mut ada = ada(&app).await.browser.from_source("203.0.113.7");
    let fields = [("what-happened", "A letter went astray.")];
    assert_eq!(ada.post(COMPLAINT, &fields).await.status, 303);
    app.pass_hours(1);
    assert_eq!(send_numbered(&mut source(), 12).await.status, 303);
}

#[tokio::test]
async fn all_together_send_so_many_complaints_an_hour_and_who_is_signed_in_still_can() {
    let limits = RequestLimits {
        complaints: 30,
        ..RequestLimits::default()
    };
    let app = TestApp::default().with_site(|site| site.with_limits(limits));
    let mut taken = 0;
    for number in 0..100 {
        // Each from another source, with another address.
        let mut stranger = stranger(&app).from_source(&format!("203.0.113.{number}"));
        let reply = send_numbered(&mut stranger, number).await;
        match reply.status {
            303 => taken += 1,
            _ => says_what_to_do(&reply, "We cannot take more complaints on this page"),
        }
    }
    assert_eq!(taken, 30);
    let kept = app.database().stored_in("COMPLAINTS").await;
    assert_eq!(kept.len(), 30);
    let mut ada = ada(&app).await;
    let fields = [("what-happened", "A letter went astray.")];
    for _ in 0..5 {
        assert_eq!(ada.browser.post(COMPLAINT, &fields).await.status, 303);
    }
    let sixth = ada.browser.post(COMPLAINT, &fields).await;
    assert_eq!(sixth.status, 429);
    let words = sixth.words();
    assert!(
        words.contains("You sent 5 complaints in the last hour."),
        "{words}"
    );
    app.pass_hours(1);
    assert_eq!(send_numbered(&mut stranger(&app), 101).await.status, 303);
}

#[tokio::test]
async fn strangers_who_type_somebodys_address_keep_them_from_no_complaint_of_their_own() {
    let app = TestApp::default();
    for number in 0..9 {
        let id = format!("{number:032}");
        // A tag makes no other mailbox.
        let address = ADA.replace('@', &format!("+{number}@"));
        let reply = stranger(&app)
            .post(COMPLAINT, &complaint_of(&id, &address))
            .await;
        assert_eq!(reply.status, if number < 5 { 303 } else { 429 }, "{number}");
    }
    let mut ada = ada(&app).await;
    let fields = [("what-happened", "A letter went astray.")];
    assert_eq!(ada.browser.post(COMPLAINT, &fields).await.status, 303);
}

#[tokio::test]
async fn a_complaint_is_received_without_an_e_mail_when_enough_went_to_unproven_addresses() {
    let limits = RequestLimits {
        unknown_addresses: 3,
        ..RequestLimits::default()
    };
    let app = TestApp::default().with_site(|site| site.with_limits(limits));
    for number in 0..6 {
        let mut stranger = stranger(&app);
        let reply = send_numbered(&mut stranger, number).await;
        let kept = complaint(&app, &reply).await;
        let words = stranger.follow(reply).await.words();
        assert!(words.contains("We have received your complaint"), "{words}");
        assert!(words.contains(&kept.reference.to_string()), "{words}");
        let unsent = words.contains("We could not send you an email about it. Write down");
        assert_eq!(unsent, number >= 3, "{words}");
    }
    assert_eq!(app.mailer().sent().len(), 3);
    // Who is signed in has proven their address.
    let mut ada = ada(&app).await;
    let fields = [("what-happened", "A letter went astray.")];
    ada.browser.post(COMPLAINT, &fields).await;
    assert_eq!(app.mailer().sent_to(ADA).len(), 1);
}

/// Sends a complaint with an id and an address of that number.
async fn send_numbered(visitor: &mut Visitor, number: usize) -> Reply {
    let id = format!("{number:032}");
    let address = format!("somebody.{number}@example.com");
    visitor.post(COMPLAINT, &complaint_of(&id, &address)).await
}

/// Checks a page which says that a complaint is not taken.
fn says_what_to_do(reply: &Reply, why: &str) {
    let words = reply.words();
    assert_eq!(reply.status, 429, "{words}");
    for said in [
        why,
        "Send this one later, email privacy@exampleshire.example or call 01632 960 001",
        "Or write to Exampleshire County Council, ",
        "My letter went to the wrong house.",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[tokio::test]
async fn five_complaints_an_hour_are_taken_with_an_address_and_what_was_typed_stays() {
    let app = TestApp::default();
    let mut stranger = stranger(&app);
    let ids = ["a", "b", "c", "d", "e", "f"].map(|letter| letter.repeat(32));
    let (last, first) = ids.split_last().unwrap();
    for id in first {
        let fields = complaint_of(id, "grace@example.com");
        assert_eq!(stranger.post(COMPLAINT, &fields).await.status, 303);
    }
    let before = app.mailer().sent().len();
    let fields = complaint_of(last, "Grace@example.com");
    let refused = stranger.post(COMPLAINT, &fields).await;
    assert_eq!(refused.status, 429);
    let words = refused.words();
    assert!(
        words.contains("5 complaints were sent with this email address"),
        "{words}"
    );
    assert!(
        words.contains("privacy@exampleshire.example or call 01632 960 001"),
        "{words}"
    );
    assert!(
        words.contains("My letter went to the wrong house."),
        "{words}"
    );
    assert_eq!(app.mailer().sent().len(), before, "nobody is written to");
    // A complaint that was taken is not refused when it is posted again, and
    // whatever address it has then, nobody is written to.
    for address in ["grace@example.com", "stranger@example.com"] {
        let fields_again = complaint_of(&first[0], address);
        assert_eq!(stranger.post(COMPLAINT, &fields_again).await.status, 303);
        assert_eq!(app.mailer().sent().len(), before, "{address}");
    }
    // Another address is not refused, and an hour later neither is this one.
    let other = complaint_of(last, "ada@example.com");
    assert_eq!(stranger.post(COMPLAINT, &other).await.status, 303);
    app.pass_hours(1);
    let later = "0".repeat(32);
    let fields = complaint_of(&later, "grace@example.com");
    assert_eq!(stranger.post(COMPLAINT, &fields).await.status, 303);
}

#[tokio::test]
async fn somebody_who_is_signed_in_says_only_what_happened() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    let asked = ada.browser.get(COMPLAINT).await;
    assert!(
        asked
            .words()
            .contains(&format!("We will write to you at {ADA}."))
    );
    assert!(asked.attributes("[name=email]", "name").is_empty());
    let fields = [
        ("what-happened", "A letter went astray."),
        ("email", "other@example.com"),
    ];
    let reply = ada.browser.post(COMPLAINT, &fields).await;
    let kept = complaint(&app, &reply).await;
    assert_eq!(kept.account, Some(ada.account.id));
    assert_eq!(kept.email.as_str(), ADA);
    assert_eq!(kept.name, "Ada Example");
    assert!(app.mailer().sent_to("other@example.com").is_empty());
}

#[tokio::test]
async fn what_somebody_complains_about_is_still_there_when_their_session_has_ended() {
    let app = TestApp::default();
    let mut ada = ada(&app).await;
    app.pass_hours(1);
    let fields = [
        ("what-happened", "A letter went astray."),
        (SIGN_IN_AGAIN, "yes"),
    ];
    let page = ada.browser.post(COMPLAINT, &fields).await;
    assert_eq!(page.status, 200);
    assert!(
        page.words()
            .contains("You have been signed out. What you typed is here.")
    );
    assert_eq!(page.words_of("textarea"), ["A letter went astray."]);
    assert!(page.errors().is_empty());
    assert!(app.mailer().sent().is_empty());
}

#[tokio::test]
async fn everything_wrong_with_a_complaint_is_said_at_once() {
    let app = TestApp::default();
    let mut stranger = stranger(&app);
    let reply = stranger.post(COMPLAINT, &[]).await;
    assert_eq!(reply.status, 422);
    for said in [
        "Enter what happened",
        "Enter your name",
        "Enter your email address",
    ] {
        assert!(reply.errors().contains(&said.to_owned()), "{said}");
    }
    let long = "é".repeat(4_003);
    let reply = stranger.post(COMPLAINT, &[("what-happened", &long)]).await;
    let errors = reply.errors().join("; ");
    assert!(errors.contains("Take out 3 or more"), "{errors}");
    assert!(reply.body.contains(&long), "what was typed is still there");
    assert!(stored(&app).await.is_empty());
}

#[tokio::test]
async fn a_complaint_that_was_not_made_has_no_page() {
    let app = TestApp::default();
    let other = Reference::of_id("ffffffffffffffffffffffffffffffff");
    for reference in [other.plain(), "nothing"] {
        let page = format!("{COMPLAINT}/received/{reference}");
        assert_eq!(stranger(&app).get(&page).await.status, 404, "{page}");
    }
}

/// Opens a browser at the routes over this table.
fn visitor(app: &TestApp, table: &Table) -> Visitor {
    let ports = Ports::of(with_rights_of("saved-forms", table))
        .with_identity(app.identity(with_rights_of("answer-auth-challenge", table)))
        .with_mailer(app.mailer());
    app.browser(crate::router(app.site(), ports, Retention::default()))
}

/// Opens a browser in which nobody is signed in.
fn stranger(app: &TestApp) -> Visitor {
    visitor(app, &app.table())
}

async fn ada(app: &TestApp) -> SignedInCitizen {
    citizen(app, "Ada", ADA).await
}

async fn citizen(app: &TestApp, first_name: &str, email: &str) -> SignedInCitizen {
    let account = app.open_account(first_name, email).await;
    signed_in(app, account, None, &app.table()).await
}

/// Signs the account in, in a browser whose requests go to this table; to see
/// one form alone, if one is given.
async fn signed_in(
    app: &TestApp,
    account: Account,
    only: Option<SavedId>,
    table: &Table,
) -> SignedInCitizen {
    let open = only.iter().map(|only| (FORM.to_owned(), only.clone()));
    let session = Session {
        open: open.collect(),
        only,
        ..app.session(&account.id)
    };
    app.signed_in(account, &session, visitor(app, table)).await
}

/// Saves an estimate with these answers.
async fn save(app: &TestApp, citizen: &SignedInCitizen, answers: &[(&str, &str)]) -> SavedForm {
    let (site, account) = (app.site(), &citizen.account.id);
    let new = new_saved_form(&site, journey::forms::estimate_costs());
    let (table, now) = (app.table(), site.now());
    let started = table.start_saved_form(account, &new, now);
    started.await.unwrap();
    let answers: Vec<(&str, Answer)> = answers
        .iter()
        .map(|(question, answer)| (*question, Answer::Text((*answer).to_owned())))
        .collect();
    let kept = app.answer_form(FORM, &account.0, &new.id.0, &answers, now);
    kept.await;
    read(app, citizen, &new.id).await.unwrap()
}

async fn read(app: &TestApp, citizen: &SignedInCitizen, id: &SavedId) -> Option<SavedForm> {
    let (table, now) = (app.table(), app.site().now());
    let form = table.read_saved_form(&citizen.account.id, id, now);
    form.await.unwrap()
}

/// Announces a bank statement, which is not here yet.
async fn add_document(app: &TestApp, citizen: &SignedInCitizen, form: &SavedForm) {
    let (account, file) = (
        &citizen.account.id,
        EvidenceBuilder::new("statement").build(),
    );
    app.add_evidence(&account.0, &form.id.0, &file, &[]).await;
}

/// Sends an application for a financial assessment, and returns its reference.
async fn send(app: &TestApp, citizen: &SignedInCitizen, form: &SavedForm) -> Reference {
    let application = ApplicationBuilder::new(&citizen.account.id.0, &form.id.0)
        .with_kind(ApplicationKind::FinancialAssessment)
        .with_applicant(&citizen.account)
        .build();
    app.submit(&application).await;
    application.reference
}

/// Erases what a deleted account left, as housekeeping does.
async fn erase(app: &TestApp, account: &AccountId) {
    let table = app.table();
    let deleted = table.accounts_to_erase(None, 9).await.unwrap().items;
    let deleted = deleted.iter().find(|deleted| deleted.id == *account);
    table.erase_account(deleted.unwrap()).await.unwrap();
}

/// Lists the complaints of which the council has still to be told.
async fn untold(app: &TestApp) -> Vec<UnannouncedComplaint> {
    let later = app.site().now() + jiff::SignedDuration::from_hours(1);
    app.table()
        .complaints_to_tell(later, None, 9)
        .await
        .unwrap()
        .items
}

/// Returns everything stored except the records of e-mails and pages that
/// refused a form.
async fn stored(app: &TestApp) -> Vec<Value> {
    let mut stored = app.database().stored_records().await;
    stored.retain(|item| {
        let key = |name: &str| item[name]["S"].as_str().unwrap();
        RecordClass::of_item(key("PK"), key("SK")) != Some(RecordClass::EmailAttempt)
    });
    stored
}

fn path(form: &SavedForm, page: &str) -> String {
    format!("/saved-forms/{}/{page}", form.id.0)
}

/// Whether a reply sends somebody to sign in first.
fn is_sent_to_sign_in(reply: &Reply) -> bool {
    reply.status == 303 && reply.location().unwrap().starts_with("/sign-in?next=")
}
