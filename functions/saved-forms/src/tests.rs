//! Tests of the pages as people use them, over the real table.

use std::collections::BTreeMap;

use domain::access::account::{Account, AccountReader as _, AccountStore as _};
use domain::access::audit::{Access, Actor, AuditLog as _, Subject};
use domain::access::session::{Session, SessionKey, SessionReader as _};
use domain::access::sign_in::IdentityProvider as _;
use domain::access::staff_user::Role;
use domain::application::evidence::{Evidence, EvidenceStore as _, FileState};
use domain::application::{
    Applicant, Application, ApplicationKind, ApplicationStore as _, Submitted,
};
use domain::correspondence::complaint::{
    Complaint, ComplaintQueue as _, ComplaintStore as _, UnannouncedComplaint,
};
use domain::correspondence::email::Email;
use domain::forms::draft::{Answer, DraftKey, DraftStore as _};
use domain::forms::saved_form::{SavedForm, SavedFormStore as _};
use domain::ports::Ports;
use domain::records::retention::AccountEraser as _;
use domain::records::retention_schedule::RecordClass;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::reference::Reference;
use domain::values::retention_period::Retention;
use domain::values::saved_id::SavedId;
use serde_json::Value;
use store::Table;
use testkit::{CrashPoint, Database, Reply, TestApp, Visitor, with_rights_of};
use web::RouteTable;
use web::answers::new_saved_form;
use web::session::{SIGN_IN_AGAIN, SessionCookie};

const FORM: &str = "estimate-costs";
const ADA: &str = "ada@example.com";

struct House {
    app: TestApp,
    database: Database,
    table: Table,
}

/// A person with an account, and a browser in which they are signed in.
struct Person {
    id: AccountId,
    email: EmailAddress,
    session: SessionKey,
    browser: Visitor,
}

impl House {
    async fn new() -> Self {
        let database = Database::new().await;
        Self {
            app: TestApp::default(),
            table: database.table(),
            database,
        }
    }

    fn routes(&self, table: &Table) -> RouteTable {
        let app = &self.app;
        let identity = app.identity(with_rights_of("answer-auth-challenge", table));
        let ports = Ports::of(with_rights_of("saved-forms", table))
            .with_identity(identity)
            .with_mailer(app.mailer());
        crate::router(app.site(), ports, Retention::default())
    }

    /// Erases what a deleted account left, as housekeeping does.
    async fn erase(&self, account: &AccountId) {
        let deleted = self.table.accounts_to_erase(9).await.unwrap();
        let deleted = deleted.iter().find(|deleted| deleted.id == *account);
        self.table.erase_account(deleted.unwrap()).await.unwrap();
    }

    /// Lists the complaints of which the council has still to be told.
    async fn untold(&self) -> Vec<UnannouncedComplaint> {
        let later = self.app.site().now() + jiff::SignedDuration::from_hours(1);
        self.table.complaints_to_tell(later, 9).await.unwrap()
    }

    /// Opens a browser in which nobody is signed in.
    fn stranger(&self) -> Visitor {
        Visitor::new(web::finish(self.routes(&self.table), &self.app.site()))
    }

    async fn ada(&self) -> Person {
        self.person("Ada", ADA).await
    }

    async fn person(&self, first_name: &str, email: &str) -> Person {
        let email = EmailAddress::parse(email).unwrap();
        let identity = self.app.identity(self.table.clone());
        identity
            .sign_up(&email, "correct horse battery")
            .await
            .unwrap();
        let id = identity.find_account(&email).await.unwrap().unwrap();
        let account = Account {
            id: id.clone(),
            first_name: first_name.to_owned(),
            last_name: "Example".to_owned(),
            email: email.clone(),
            created_at: self.app.site().now(),
        };
        self.table.keep_account(&account).await.unwrap();
        self.signed_in(id, email, None, &self.table).await
    }

    /// Signs the account in, in a browser whose requests go to this table.
    async fn signed_in(
        &self,
        id: AccountId,
        email: EmailAddress,
        only: Option<SavedId>,
        table: &Table,
    ) -> Person {
        let site = self.app.site();
        let cookie = SessionCookie::new(site.new_id());
        let session = Session {
            first_name: "Ada".to_owned(),
            open: only
                .iter()
                .map(|only| (FORM.to_owned(), only.clone()))
                .collect(),
            joined: BTreeMap::new(),
            only,
            ..self.app.session(&id)
        };
        let browser = Visitor::new(web::finish(self.routes(table), &site))
            .signed_in(&self.table, &cookie, &session)
            .await;
        Person {
            id,
            email,
            session: cookie.key().clone(),
            browser,
        }
    }

    /// Saves a form with these answers.
    async fn save(&self, person: &Person, answers: &[(&str, &str)]) -> SavedForm {
        let site = self.app.site();
        let form = journey::forms::estimate_costs();
        let new = new_saved_form(&site, form);
        let (account, now) = (&person.id, site.now());
        self.table
            .start_saved_form(account, &new, now)
            .await
            .unwrap();
        let key = DraftKey::Saved {
            account: account.clone(),
            id: new.id.clone(),
        };
        for (question, answer) in answers {
            let answer = Answer::Text((*answer).to_owned());
            self.table
                .keep_answer(&key, FORM, question, answer, now)
                .await
                .unwrap();
        }
        self.read(person, &new.id).await.unwrap()
    }

    async fn read(&self, person: &Person, id: &SavedId) -> Option<SavedForm> {
        let now = self.app.site().now();
        self.table
            .read_saved_form(&person.id, id, now)
            .await
            .unwrap()
    }

    async fn add_document(&self, person: &Person, form: &SavedForm) {
        let evidence = Evidence {
            id: "0123456789abcdef0123456789abcdef".to_owned(),
            document: "bank-statement".to_owned(),
            name: "statement.pdf".to_owned(),
            file_type: None,
            size: 0,
            fingerprint: None,
            state: FileState::Expected,
            refusal: None,
            added_at: self.app.site().now(),
        };
        let taken = self
            .table
            .announce_evidence(&person.id, &form.id, &evidence);
        assert!(taken.await.unwrap());
    }

    async fn send(&self, person: &Person, form: &SavedForm) -> Reference {
        let site = self.app.site();
        let application = Application {
            reference: Reference::of_id(&site.new_id()),
            kind: ApplicationKind::FinancialAssessment,
            account: person.id.clone(),
            saved: form.id.clone(),
            submitted_at: site.now(),
            contact_by: "2026-12-01".parse().unwrap(),
            applicant: Applicant {
                first_name: "Ada".to_owned(),
                last_name: "Example".to_owned(),
                email: person.email.clone(),
                copy_to: None,
            },
            forms: Vec::new(),
            told: Vec::new(),
            evidence: Vec::new(),
        };
        let sent = self.table.submit(&application).await.unwrap();
        assert_eq!(sent, Submitted::Now);
        application.reference
    }

    /// Returns everything stored except the records of e-mails.
    async fn stored(&self) -> Vec<Value> {
        let mut stored = self.database.stored().await;
        stored.retain(|item| !item["PK"]["S"].as_str().unwrap().starts_with("MESSAGE#"));
        stored
    }
}

fn path(form: &SavedForm, page: &str) -> String {
    format!("/saved-forms/{}/{page}", form.id.0)
}

/// Whether a reply sends somebody to sign in first.
fn is_sent_to_sign_in(reply: &Reply) -> bool {
    reply.status == 303 && reply.location().unwrap().starts_with("/sign-in?next=")
}

#[tokio::test]
async fn nobody_sees_any_of_it_without_signing_in() {
    let house = House::new().await;
    let mut stranger = house.stranger();
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
    let house = House::new().await;
    let words = house.ada().await.browser.get("/saved-forms").await.words();
    assert!(words.contains("You have no saved forms."), "{words}");
    assert!(words.contains("You have not sent an application."));
    assert!(words.contains("Apply for help or a financial assessment"));
}

#[tokio::test]
async fn the_list_says_what_is_left_to_do_and_until_when_a_form_is_kept() {
    let house = House::new().await;
    let mut ada = house.ada().await;
    let form = house.save(&ada, &[("who-for", "me")]).await;
    house.app.pass_hours(1);
    let words = ada.browser.get("/saved-forms").await;
    assert!(is_sent_to_sign_in(&words), "thirty minutes are over");
    let mut ada = house.signed_in(ada.id, ada.email, None, &house.table).await;
    let words = ada.browser.get("/saved-forms").await.words();
    for said in [
        "Estimate what you may pay for care",
        "Left to do About the care",
        "Last changed 22 November 2026",
        // 28 days end at 9am on the 20th.
        "Kept until 19 December 2026",
        &format!("Reference {}", form.reference),
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[tokio::test]
async fn a_form_goes_on_at_the_page_where_it_stopped() {
    let house = House::new().await;
    let mut ada = house.ada().await;
    let form = house.save(&ada, &[]).await;
    let reply = ada.browser.post(&path(&form, "resume"), &[]).await;
    assert_eq!(reply.location(), Some("/estimate-costs/who-for"));
    let who_for = &journey::forms::estimate_costs()
        .page("who-for")
        .unwrap()
        .question;
    let journey::form::Question::OneOf { options } = who_for else {
        panic!("who-for is a choice");
    };
    let further = house.save(&ada, &[("who-for", &options[0].value)]).await;
    let reply = ada.browser.post(&path(&further, "resume"), &[]).await;
    assert_eq!(reply.location(), Some("/estimate-costs/setting"));
    let session = house.table.read_session(&ada.session).await.unwrap();
    assert_eq!(session.unwrap().open.get(FORM), Some(&further.id));
}

#[tokio::test]
async fn whoever_signs_in_before_going_on_comes_back_to_the_list() {
    let house = House::new().await;
    let mut ada = house.ada().await;
    let form = house.save(&ada, &[]).await;
    for page in [path(&form, "resume"), "/saved-forms/start".to_owned()] {
        let reply = ada.browser.get(&page).await;
        assert_eq!(reply.location(), Some("/saved-forms"), "{page}");
    }
    let session = house.table.read_session(&ada.session).await.unwrap();
    assert!(session.unwrap().open.is_empty(), "a GET opens nothing");
}

#[tokio::test]
async fn another_calculation_begins_beside_the_first() {
    let house = House::new().await;
    let mut ada = house.ada().await;
    let first = house.save(&ada, &[("who-for", "me")]).await;
    ada.browser.post(&path(&first, "resume"), &[]).await;
    let reply = ada
        .browser
        .post("/saved-forms/start", &[("form", FORM)])
        .await;
    assert_eq!(reply.location(), Some("/estimate-costs/who-for"));
    let session = house.table.read_session(&ada.session).await.unwrap();
    assert_eq!(session.unwrap().open, BTreeMap::new());
    assert_eq!(house.read(&ada, &first.id).await, Some(first));
    let unknown = ada
        .browser
        .post("/saved-forms/start", &[("form", "nothing")])
        .await;
    assert_eq!(unknown.status, 400);
}

#[tokio::test]
async fn a_form_has_the_name_that_its_owner_gives_it() {
    let house = House::new().await;
    let mut ada = house.ada().await;
    let form = house.save(&ada, &[]).await;
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
        assert!(reply.words().contains(said), "{}", reply.words());
    }
    let reply = ada.browser.post(&name, &[("name", &"é".repeat(60))]).await;
    assert_eq!(reply.status, 303);
}

#[tokio::test]
async fn a_deleted_form_is_gone_with_what_finds_it_and_its_documents() {
    let house = House::new().await;
    let mut ada = house.ada().await;
    let before = house.stored().await;
    let form = house.save(&ada, &[("who-for", "me")]).await;
    house.add_document(&ada, &form).await;
    ada.browser.post(&path(&form, "resume"), &[]).await;
    let asked = ada.browser.get(&path(&form, "delete")).await.words();
    assert!(asked.contains("every answer in it now"), "{asked}");
    assert!(asked.contains("the document you added"), "{asked}");
    let reply = ada.browser.post(&path(&form, "delete"), &[]).await;
    assert_eq!(reply.location(), Some("/saved-forms"));
    assert_eq!(house.stored().await, before);
    // The second time the form is not found, like a form of somebody else.
    let again = ada.browser.post(&path(&form, "delete"), &[]).await;
    assert_eq!(again.status, 404);
    assert_eq!(house.stored().await, before);
}

#[tokio::test]
async fn another_persons_form_is_not_there_for_any_route() {
    let house = House::new().await;
    let mut ada = house.ada().await;
    let grace = house.person("Grace", "grace@example.com").await;
    let form = house.save(&grace, &[("who-for", "me")]).await;
    let before = house.stored().await;
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
    assert_eq!(house.stored().await, before);
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
    let house = House::new().await;
    let mut ada = house.ada().await;
    let form = house.save(&ada, &[("who-for", "me")]).await;
    let reference = house.send(&ada, &form).await;
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
    assert!(list.body.contains(&format!("href=\"{sent}\"")));
    let reply = ada.browser.post(&path(&form, "resume"), &[]).await;
    assert_eq!(reply.location(), Some(sent.as_str()));
    for page in ["name", "delete"] {
        let reply = ada.browser.post(&path(&form, page), &[("name", "x")]).await;
        assert_eq!(reply.status, 404, "{page}");
    }
}

async fn recover(house: &House, reference: &str, email: &str) -> Reply {
    let fields = [("reference", reference), ("email", email)];
    house.stranger().post("/saved-forms/recover", &fields).await
}

#[tokio::test]
async fn recovering_answers_the_same_whether_or_not_there_is_such_a_form() {
    let house = House::new().await;
    let ada = house.ada().await;
    let form = house.save(&ada, &[]).await;
    let other = Reference::of_id("ffffffffffffffffffffffffffffffff");
    let known = recover(&house, &form.reference.to_string(), ADA).await;
    let wrong = recover(&house, &other.to_string(), ADA).await;
    let nobody = recover(&house, &form.reference.to_string(), "nobody@example.com").await;
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
    let mailer = house.app.mailer();
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
    let house = House::new().await;
    let empty = recover(&house, "", " ").await;
    assert_eq!(empty.status, 422);
    for said in ["Enter the reference", "Enter your email address"] {
        assert!(empty.words().contains(said), "{}", empty.words());
    }
    let wrong = recover(&house, "O0I-1LL-5S2Z", "ada").await;
    for said in ["The reference is not right.", "in the correct format"] {
        assert!(wrong.words().contains(said), "{}", wrong.words());
    }
    assert!(wrong.body.contains("value=\"O0I-1LL-5S2Z\""));
    assert!(house.app.mailer().sent().is_empty());
}

#[tokio::test]
async fn who_came_by_a_reference_sees_that_form_and_nothing_else() {
    let house = House::new().await;
    let ada = house.ada().await;
    let (one, other) = (house.save(&ada, &[]).await, house.save(&ada, &[]).await);
    let sent = house.save(&ada, &[]).await;
    let reference = house.send(&ada, &sent).await;
    let only = Some(one.id.clone());
    let mut guest = house.signed_in(ada.id, ada.email, only, &house.table).await;
    let list = guest.browser.get("/saved-forms").await;
    assert!(list.words().contains("Sign in with your password"));
    assert!(list.body.contains(&path(&one, "resume")));
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
    assert_eq!(resumed.location(), Some("/estimate-costs/who-for"));
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
    let house = House::new().await;
    let mut ada = house.ada().await;
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
    let house = House::new().await;
    let mut ada = house.ada().await;
    let form = house.save(&ada, &[("who-for", "me")]).await;
    house.add_document(&ada, &form).await;
    let sent = house.save(&ada, &[("who-for", "me")]).await;
    let reference = house.send(&ada, &sent).await;
    let looked = Access {
        subject: Subject::Account(ada.id.clone()),
        actor: Actor::Job("staff-7".to_owned()),
        what: "read application".to_owned(),
        at: house.app.site().now(),
    };
    house.table.note_access(&looked).await.unwrap();
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
    let house = House::new().await;
    let mut ada = house.ada().await;
    let staff = Actor::Staff {
        id: AccountId("farahs-id".to_owned()),
        role: Role::Practitioner,
    };
    for actor in [
        staff,
        Actor::FinanceEmail("farah@council.example".to_owned()),
        Actor::Job("housekeeping".to_owned()),
    ] {
        house.app.pass_minutes(1);
        let looked = Access {
            subject: Subject::Account(ada.id.clone()),
            actor,
            what: "read application".to_owned(),
            at: house.app.site().now(),
        };
        house.table.note_access(&looked).await.unwrap();
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
    let house = House::new().await;
    let mut ada = house.ada().await;
    let page = ada.browser.get("/saved-forms/your-data").await.words();
    let page = page.to_lowercase();
    let data = ada.browser.get("/saved-forms/your-data.json").await.json();
    let classes = data["what_we_keep"].as_array().unwrap();
    let of_citizens: Vec<&str> = RecordClass::of_citizens().map(RecordClass::name).collect();
    let named = |class: &Value| class["class"].as_str().unwrap().to_owned();
    assert_eq!(classes.iter().map(named).collect::<Vec<_>>(), of_citizens);
    for class in classes {
        let text = |staff_user: &str| class[staff_user].as_str().unwrap().to_lowercase();
        let listed = format!("{} {}", text("what"), text("how_long"));
        assert!(page.contains(&listed), "{listed}: {page}");
        let is_in_it = class.get("in_this_file").is_some();
        assert_ne!(is_in_it, class.get("not_in_this_file_because").is_some());
    }
}

#[tokio::test]
async fn what_is_locked_for_years_and_what_is_logged_is_listed() {
    let house = House::new().await;
    let mut ada = house.ada().await;
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
    let house = House::new().await;
    let mut ada = house.ada().await;
    house.save(&ada, &[]).await;
    let sent = house.save(&ada, &[]).await;
    let reference = house.send(&ada, &sent).await;
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
async fn ada_with_everything(house: &House) -> Person {
    let ada = house.ada().await;
    let form = house.save(&ada, &[("who-for", "me")]).await;
    house.add_document(&ada, &form).await;
    let sent = house.save(&ada, &[]).await;
    house.send(&ada, &sent).await;
    ada
}

#[tokio::test]
async fn a_deleted_account_leaves_what_was_sent_and_nothing_else() {
    let house = House::new().await;
    let mut ada = ada_with_everything(&house).await;
    let elsewhere = ada.email.clone();
    let mut elsewhere = house
        .signed_in(ada.id.clone(), elsewhere, None, &house.table)
        .await;
    let grace = house.person("Grace", "grace@example.com").await;
    house.save(&grace, &[]).await;
    let reply = ada.browser.post("/saved-forms/your-data/delete", &[]).await;
    assert_eq!(reply.location(), Some("/saved-forms/your-data/deleted"));
    let done = ada.browser.follow(reply).await;
    assert!(done.words().contains("Your account is deleted"));
    assert!(is_sent_to_sign_in(&ada.browser.get("/saved-forms").await));
    assert!(is_sent_to_sign_in(
        &elsewhere.browser.get("/saved-forms").await
    ));
    let identity = house.app.identity(house.table.clone());
    assert_eq!(identity.find_account(&ada.email).await.unwrap(), None);
    let mailer = house.app.mailer();
    assert_eq!(mailer.sent_to(ADA), [Email::AccountDeleted]);
    let left = house.stored().await;
    let of_ada: Vec<String> = left
        .iter()
        .filter(|item| item.to_string().contains(&ada.id.0))
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
    let grace = house.table.read_account(&grace.id).await.unwrap();
    assert!(grace.is_some(), "nobody else loses anything");
}

#[tokio::test]
async fn deleting_an_account_that_stops_anywhere_ends_the_same_when_done_again() {
    let whole = House::new().await;
    let mut ada = ada_with_everything(&whole).await;
    ada.browser.post("/saved-forms/your-data/delete", &[]).await;
    let expected = whole.stored().await;
    whole.erase(&ada.id).await;
    let erased = whole.stored().await;
    let mut stopped = 0;
    for most in 0.. {
        let house = House::new().await;
        let ada = ada_with_everything(&house).await;
        let crash_point = match most % 2 {
            0 => CrashPoint::AfterReply(most / 2),
            _ => CrashPoint::BeforeReply(most / 2 + 1),
        };
        let crashing = house.database.table_crashing(crash_point);
        let (id, email) = (ada.id.clone(), ada.email.clone());
        let mut on_crashing = house.signed_in(id, email, None, &crashing).await;
        let reply = on_crashing
            .browser
            .post("/saved-forms/your-data/delete", &[])
            .await;
        if reply.status != 303 {
            stopped += 1;
        }
        let mut again = ada;
        let retried = again
            .browser
            .post("/saved-forms/your-data/delete", &[])
            .await;
        if is_sent_to_sign_in(&retried) {
            // Only sessions were left, and hers was ended before the other, so
            // housekeeping ends that.
            house.erase(&again.id).await;
            assert_eq!(house.stored().await, erased, "after {crash_point:?}");
        } else {
            assert_eq!(retried.status, 303, "after {crash_point:?}");
            assert_eq!(house.stored().await, expected, "after {crash_point:?}");
        }
        if reply.status == 303 && most % 2 == 0 {
            break;
        }
    }
    assert!(stopped > 10, "{stopped}");
}

#[tokio::test]
async fn an_account_is_deleted_also_while_mail_is_down() {
    let house = House::new().await;
    let mut ada = ada_with_everything(&house).await;
    house.app.mailer().fail(true);
    let reply = ada.browser.post("/saved-forms/your-data/delete", &[]).await;
    assert_eq!(reply.location(), Some("/saved-forms/your-data/deleted"));
    let account = house.table.read_account(&ada.id).await.unwrap();
    assert_eq!(account, None);
}

#[tokio::test]
async fn nothing_is_deleted_while_the_identity_provider_does_not_answer() {
    let house = House::new().await;
    let mut ada = ada_with_everything(&house).await;
    let before = house.stored().await;
    house.app.identity(house.table.clone()).fail(true);
    let reply = ada.browser.post("/saved-forms/your-data/delete", &[]).await;
    assert_eq!(reply.status, 503);
    assert_eq!(house.stored().await, before);
}

const COMPLAINT: &str = "/saved-forms/your-data/complaint";

async fn complaint(house: &House, reply: &Reply) -> Complaint {
    let location = reply
        .location()
        .unwrap_or_else(|| panic!("{}", reply.words()));
    let reference = location.rsplit('/').next().unwrap();
    let reference = Reference::parse(reference).unwrap();
    let now = house.app.site().now();
    let found = house.table.read_complaint(&reference, now);
    found.await.unwrap().unwrap()
}

#[tokio::test]
async fn anybody_can_complain_and_is_told_by_when_it_is_acknowledged() {
    let house = House::new().await;
    let mut stranger = house.stranger();
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
    let kept = complaint(&house, &reply).await;
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
    let mailer = house.app.mailer();
    let told = Email::ComplaintReceived {
        reference: kept.reference.clone(),
        acknowledged_by: "2026-12-22".parse().unwrap(),
    };
    assert_eq!(mailer.sent_to("grace@example.com"), [told]);
    // A complaint that is posted twice is stored once.
    let before = but_counts(house.stored().await);
    let again = stranger.post(COMPLAINT, &fields).await;
    assert_eq!(complaint(&house, &again).await, kept);
    assert_eq!(but_counts(house.stored().await), before);
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
    let house = House::new().await;
    let mut stranger = house.stranger();
    let fields = complaint_of("0123456789abcdef0123456789abcdef", "grace@example.com");
    let reply = stranger.post(COMPLAINT, &fields).await;
    stranger.post(COMPLAINT, &fields).await;
    let kept = complaint(&house, &reply).await;
    let told = Email::ComplaintToAnswer {
        reference: kept.reference,
        received_on: "2026-11-22".parse().unwrap(),
        acknowledge_by: "2026-12-22".parse().unwrap(),
    };
    let mailer = house.app.mailer();
    assert_eq!(mailer.sent_to("privacy@exampleshire.example"), [told]);
    let attempts = house.database.stored().await;
    let attempts = attempts
        .iter()
        .filter(|item| item["kind"]["S"] == "complaint-to-answer");
    assert_eq!(attempts.count(), 1, "recorded as every e-mail");
    assert!(house.untold().await.is_empty());
}

#[tokio::test]
async fn a_complaint_that_no_mail_service_took_is_kept_until_the_council_is_told() {
    let house = House::new().await;
    let mut stranger = house.stranger();
    let fields = complaint_of("0123456789abcdef0123456789abcdef", "grace@example.com");
    house.app.mailer().fail(true);
    assert_eq!(stranger.post(COMPLAINT, &fields).await.status, 503);
    house.app.mailer().fail(false);
    // When Grace posts it again, she gets her e-mail; housekeeping tells the
    // council.
    let reply = stranger.post(COMPLAINT, &fields).await;
    let kept = complaint(&house, &reply).await;
    assert_eq!(house.app.mailer().sent().len(), 1);
    assert_eq!(house.untold().await, [kept.untold()]);
}

#[tokio::test]
async fn five_complaints_an_hour_are_taken_with_an_address_and_what_was_typed_stays() {
    let house = House::new().await;
    let mut stranger = house.stranger();
    let ids = ["a", "b", "c", "d", "e", "f"].map(|letter| letter.repeat(32));
    let (last, first) = ids.split_last().unwrap();
    for id in first {
        let fields = complaint_of(id, "grace@example.com");
        assert_eq!(stranger.post(COMPLAINT, &fields).await.status, 303);
    }
    let before = house.app.mailer().sent().len();
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
    assert_eq!(
        house.app.mailer().sent().len(),
        before,
        "nobody is written to"
    );
    // A complaint that was taken is not refused when it is posted again, and
    // whatever address it has then, nobody is written to.
    for address in ["grace@example.com", "stranger@example.com"] {
        let fields_again = complaint_of(&first[0], address);
        assert_eq!(stranger.post(COMPLAINT, &fields_again).await.status, 303);
        assert_eq!(house.app.mailer().sent().len(), before, "{address}");
    }
    // Another address is not refused, and an hour later neither is this one.
    let other = complaint_of(last, "ada@example.com");
    assert_eq!(stranger.post(COMPLAINT, &other).await.status, 303);
    house.app.pass_hours(1);
    let later = "0".repeat(32);
    let fields = complaint_of(&later, "grace@example.com");
    assert_eq!(stranger.post(COMPLAINT, &fields).await.status, 303);
}

#[tokio::test]
async fn somebody_who_is_signed_in_says_only_what_happened() {
    let house = House::new().await;
    let mut ada = house.ada().await;
    let asked = ada.browser.get(COMPLAINT).await;
    assert!(
        asked
            .words()
            .contains(&format!("We will write to you at {ADA}."))
    );
    assert!(!asked.body.contains("name=\"email\""));
    let fields = [
        ("what-happened", "A letter went astray."),
        ("email", "other@example.com"),
    ];
    let reply = ada.browser.post(COMPLAINT, &fields).await;
    let kept = complaint(&house, &reply).await;
    assert_eq!(kept.account, Some(ada.id));
    assert_eq!(kept.email.as_str(), ADA);
    assert_eq!(kept.name, "Ada Example");
    assert!(house.app.mailer().sent_to("other@example.com").is_empty());
}

#[tokio::test]
async fn what_somebody_complains_about_is_still_there_when_their_session_has_ended() {
    let house = House::new().await;
    let mut ada = house.ada().await;
    house.app.pass_hours(1);
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
    assert!(page.body.contains("A letter went astray.</textarea>"));
    assert!(!page.words().contains("There is a problem"));
    assert!(house.app.mailer().sent().is_empty());
}

#[tokio::test]
async fn everything_wrong_with_a_complaint_is_said_at_once() {
    let house = House::new().await;
    let mut stranger = house.stranger();
    let reply = stranger.post(COMPLAINT, &[]).await;
    assert_eq!(reply.status, 422);
    for said in [
        "Enter what happened",
        "Enter your name",
        "Enter your email address",
    ] {
        assert!(reply.words().contains(said), "{}", reply.words());
    }
    let long = "é".repeat(4_003);
    let reply = stranger.post(COMPLAINT, &[("what-happened", &long)]).await;
    assert!(reply.words().contains("Take out 3 or more"));
    assert!(reply.body.contains(&long), "what was typed is still there");
    assert!(house.stored().await.is_empty());
}

#[tokio::test]
async fn a_complaint_that_was_not_made_has_no_page() {
    let house = House::new().await;
    let other = Reference::of_id("ffffffffffffffffffffffffffffffff");
    for reference in [other.plain(), "nothing"] {
        let page = format!("{COMPLAINT}/received/{reference}");
        assert_eq!(house.stranger().get(&page).await.status, 404, "{page}");
    }
}
