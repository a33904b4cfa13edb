//! Invited people, from the invitation to their second factor, through every
//! function and over the table.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use domain::access::audit::{Access, Actor, AuditLog as _, AuditReader as _, StaffUserId, Subject};
use domain::access::sign_in::IdentityProvider as _;
use domain::access::staff_user::{
    AppSecret, Role, StaffInvitations as _, StaffUser, StaffUserReader as _,
};
use domain::application::{
    Applicant, Application, ApplicationKind, ApplicationStore as _, CompletedForm, Submitted,
};
use domain::correspondence::complaint::ComplaintStore as _;
use domain::correspondence::email::{DeliveryLog as _, DeliveryStatus, Email, EmailDelivery};
use domain::forms::draft::Answer;
use domain::forms::saved_form::{NewSavedForm, SavedFormStore as _};
use domain::records::staff_queues::{StaffQueues as _, StaffUserAdmin as _};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::phone_number::CodeChannel;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use serde_json::json;
use store::Table;
use testkit::{CrashPoint, Database, Reply, TestApp, Visitor};

use crate::people::{is_easy, pasted, places_of, told_of, wrong_for};
use crate::routes;

const FARAH: &str = "farah@exampleshire.example";
const OWEN: &str = "owen@brookside.example";
const PRIYA: &str = "priya@exampleshire.example";
const BEA: &str = "bea@example.org";
const PASSWORD: &str = "marble kestrel teapot";
const MOBILE: &str = "07700 900 982";
const LANDLINE: &str = "01632 960 001";

struct House {
    app: TestApp,
    database: Database,
    table: Table,
    router: axum::Router,
}

impl House {
    async fn new() -> Self {
        let (app, database) = (TestApp::default(), Database::new().await);
        let table = database.table();
        let router = tests::whole_house(&app, &tests::illustration(), &table);
        Self {
            app,
            database,
            table,
            router,
        }
    }

    fn visitor(&self) -> Visitor {
        Visitor::new(self.router.clone())
    }

    /// Makes a citizen's account and returns its browser, signed in.
    async fn citizen(&self, email: &str) -> Visitor {
        let mut visitor = self.visitor();
        let fields = [
            ("first-name", "Bea"),
            ("last-name", "Example"),
            ("email", email),
            ("password", PASSWORD),
        ];
        visitor.post("/account/create", &fields).await;
        let code = self.app.mailer().last_code(email).unwrap();
        let came_in = visitor.post("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(came_in.location(), Some("/saved-forms"));
        visitor
    }

    /// Invites somebody and gives them a password.
    async fn employ(&self, email: &str, role: Role) -> StaffUser {
        let address = EmailAddress::parse(email).unwrap();
        let identity = self.app.invited(self.table.clone());
        let staff_user = StaffUser {
            id: identity.invite(&address).await.unwrap(),
            first_name: "Farah".to_owned(),
            last_name: "Iqbal".to_owned(),
            email: address.clone(),
            role,
            invited_at: self.app.site().now(),
            phone: None,
            app: None,
            closed_at: None,
        };
        let (actor, what) = (Actor::Job("invite".to_owned()), "invited".to_owned());
        let subject = StaffUserId(staff_user.id.clone());
        let entry = self
            .table
            .audit(subject, actor, what, staff_user.invited_at);
        let entry = entry.await.unwrap();
        self.table
            .keep_staff_user(&entry, &staff_user)
            .await
            .unwrap();
        identity.set_password(&address, PASSWORD).await.unwrap();
        staff_user
    }

    async fn staff_user(&self, email: &str) -> StaffUser {
        let staff_users = self.table.staff_users().await.unwrap();
        let mut of_address = staff_users
            .into_iter()
            .filter(|one| one.email.as_str() == email);
        let id = of_address.next().unwrap().id;
        self.table.read_staff_user(&id).await.unwrap().unwrap()
    }

    /// Returns the last code that was sent to a telephone.
    fn code(&self) -> String {
        self.app.phones().last().unwrap()
    }

    /// Types the password; the answer asks for the second factor.
    async fn password(&self, visitor: &mut Visitor, email: &str) -> Reply {
        let typed = [("email", email), ("password", PASSWORD)];
        visitor.post("/professionals/sign-in", &typed).await
    }

    /// Signs in for the first time, with this telephone.
    async fn first_sign_in(&self, email: &str, phone: &str) -> Visitor {
        let mut visitor = self.visitor();
        let asked = self.password(&mut visitor, email).await;
        assert_eq!(asked.location(), Some("/professionals/sign-in/phone"));
        let sent = visitor
            .post("/professionals/sign-in/phone", &[("phone", phone)])
            .await;
        assert_eq!(sent.location(), Some("/professionals/sign-in/code"));
        let code = self.code();
        let came_in = visitor
            .post("/professionals/sign-in/code", &[("code", &code)])
            .await;
        assert_eq!(came_in.location(), Some("/professionals/account"));
        visitor
    }

    /// Signs in again, with a code to the registered telephone.
    async fn sign_in(&self, visitor: &mut Visitor, email: &str) {
        let asked = self.password(visitor, email).await;
        assert_eq!(asked.location(), Some("/professionals/sign-in/code"));
        let code = self.code();
        let came_in = visitor
            .post("/professionals/sign-in/code", &[("code", &code)])
            .await;
        assert_eq!(came_in.location(), Some("/professionals/account"));
    }

    /// Returns the code that an authenticator app with this secret shows now.
    fn app_code(&self, secret: &AppSecret) -> String {
        let secret = totp_rs::Secret::try_from_base32(secret.reveal()).unwrap();
        let codes = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        let now = u64::try_from(self.app.site().now().as_second()).unwrap();
        codes.generate(now).to_string()
    }

    /// Sets up an app and returns its secret.
    async fn add_app(&self, visitor: &mut Visitor) -> AppSecret {
        let page = visitor.get("/professionals/account/app").await;
        let secret = hidden(&page, "secret");
        let secret = AppSecret::parse(&secret).unwrap();
        let code = self.app_code(&secret);
        let typed = [("secret", secret.reveal()), ("code", &code)];
        let added = visitor.post("/professionals/account/app", &typed).await;
        assert_eq!(added.location(), Some("/professionals/account"));
        secret
    }

    /// Stores an application that somebody has sent.
    async fn application(&self) -> Application {
        let (now, account) = (self.app.site().now(), AccountId("jo".to_owned()));
        let form = NewSavedForm {
            id: SavedId::new(now, "0123456789abcdef"),
            form: "request-help".to_owned(),
            name: "Ask for help".to_owned(),
            reference: Reference::of_id("0123456789abcdef0123456789abcdef"),
        };
        let started = self.table.start_saved_form(&account, &form, now);
        started.await.unwrap();
        let answers = [("phone".to_owned(), Answer::Text("01632 960 777".to_owned()))];
        let application = Application {
            reference: form.reference,
            kind: ApplicationKind::RequestForHelp,
            account,
            saved: form.id,
            submitted_at: now,
            contact_by: self.app.site().today(),
            applicant: Applicant {
                first_name: "Jo".to_owned(),
                last_name: "Bloggs".to_owned(),
                email: EmailAddress::parse("jo.bloggs@example.org").unwrap(),
                copy_to: None,
            },
            forms: vec![CompletedForm {
                form: "request-help".to_owned(),
                version: 1,
                answers: answers.into_iter().collect(),
            }],
            told: Vec::new(),
            evidence: Vec::new(),
        };
        let submitted = self.table.submit(&application).await.unwrap();
        assert_eq!(submitted, Submitted::Now);
        application
    }

    /// Stores the e-mail about an application that has come back, and tells of
    /// it twice.
    async fn bounce(&self, sent: &Application) -> EmailDelivery {
        let attempt = EmailDelivery {
            message: "message-that-comes-back".to_owned(),
            kind: "applied",
            about: Some(sent.reference.clone()),
            sent_at: self.app.site().now(),
        };
        self.table.keep_delivery(&attempt).await.unwrap();
        for _ in 0..2 {
            self.table
                .note_delivery(&attempt.message, DeliveryStatus::Bounced, attempt.sent_at)
                .await
                .unwrap();
        }
        attempt
    }

    /// Complains about what happened, and returns the reference of the
    /// complaint.
    async fn complain(&self, visitor: &mut Visitor) -> String {
        let page = visitor.get("/saved-forms/your-data/complaint").await;
        let id = hidden(&page, "id");
        let typed = [
            ("id", id.as_str()),
            ("name", "Jo Bloggs"),
            ("email", "jo@example.org"),
            ("what-happened", "My letter went to the wrong house."),
        ];
        let received = visitor
            .post("/saved-forms/your-data/complaint", &typed)
            .await;
        assert_eq!(received.status, 303, "{}", received.words());
        let to = received.location().unwrap();
        to.rsplit('/').next().unwrap().to_owned()
    }

    /// Describes that Farah looks at somebody's data now.
    async fn access(&self, subject: &Subject, what: String) -> Access {
        Access {
            subject: subject.clone(),
            actor: Actor::from(&self.staff_user(FARAH).await),
            what,
            at: self.app.site().now(),
        }
    }

    fn told(&self, email: &str) -> Vec<&'static str> {
        let sent = self.app.mailer().sent_to(email);
        sent.iter().map(Email::kind).collect()
    }
}

/// Returns the value of a hidden field.
fn hidden(page: &Reply, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.body.split_once(&field).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn somebody_is_invited_chooses_a_password_registers_a_telephone_and_is_in() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let desk = farah.get("/finance").await;
    assert!(desk.words().starts_with("Finance desk"), "{}", desk.words());
    let invited = [
        ("first-name", "Owen"),
        ("last-name", "Hartley"),
        ("email", OWEN),
        ("role", "provider"),
    ];
    for _ in 0..2 {
        let sent = farah.post("/finance/people/invite", &invited).await;
        assert_eq!(sent.status, 303);
        let person = farah.follow(sent).await;
        assert!(person.words().contains("Invited, no telephone yet"));
    }
    assert_eq!(house.table.staff_users().await.unwrap().len(), 2);
    assert_eq!(house.told(OWEN), ["invited", "invited"]);

    let mut owen = house.visitor();
    let asked = owen
        .post("/professionals/new-password", &[("email", OWEN)])
        .await;
    assert_eq!(asked.location(), Some("/sign-in/code"));
    let code = house.app.mailer().last_code(OWEN).unwrap();
    let proven = owen.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(
        proven.location(),
        Some("/professionals/new-password/choose")
    );
    let chosen = owen
        .post(
            "/professionals/new-password/choose",
            &[("password", PASSWORD)],
        )
        .await;
    assert_eq!(chosen.location(), Some("/professionals/sign-in"));
    // The password alone opens no page.
    assert_eq!(owen.get("/professionals/account").await.status, 303);

    let mut owen = house.first_sign_in(OWEN, LANDLINE).await;
    let (_, by, _) = house.app.phones().sent().pop().unwrap();
    assert_eq!(by, CodeChannel::Call);
    let account = owen.get("/professionals/account").await;
    assert!(account.words().contains("Number ending 001"));
    assert!(account.words().contains("Day service provider"));
    assert!(house.told(OWEN).ends_with(&["phone-registered"]));
    // The finance desk is for finance staff.
    let refused = owen.get("/finance").await;
    assert_eq!(refused.status, 403);
    assert!(refused.words().contains("You do not have access"));
}

#[tokio::test]
async fn the_next_sign_in_sends_a_code_to_the_telephone_that_is_registered() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    house.first_sign_in(FARAH, MOBILE).await;
    let mut farah = house.visitor();
    let asked = house.password(&mut farah, FARAH).await;
    assert_eq!(asked.location(), Some("/professionals/sign-in/code"));
    let page = farah.get("/professionals/sign-in/code").await;
    assert!(
        page.words().contains("number ending 982"),
        "{}",
        page.words()
    );
    assert!(!page.body.contains("900982"));
    // The form cannot be used for a second number.
    let other = farah
        .post("/professionals/sign-in/phone", &[("phone", LANDLINE)])
        .await;
    assert_eq!(other.location(), Some("/professionals/sign-in/code"));
    let first = house.code();
    farah
        .post("/professionals/sign-in/code/resend", &[("by", "call")])
        .await;
    let (to, by, second) = house.app.phones().sent().pop().unwrap();
    assert_eq!((to.ending(), by), ("982", CodeChannel::Call));
    let voided = farah
        .post("/professionals/sign-in/code", &[("code", &first)])
        .await;
    assert_eq!(voided.status, 422);
    let came_in = farah
        .post("/professionals/sign-in/code", &[("code", &second)])
        .await;
    assert_eq!(came_in.location(), Some("/professionals/account"));
    let again = farah
        .post("/professionals/sign-in/code", &[("code", &second)])
        .await;
    assert_eq!(again.location(), Some("/professionals/sign-in"));
}

#[tokio::test]
async fn an_address_that_was_not_invited_is_answered_as_a_wrong_password_is() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut visitor = house.visitor();
    let mut bodies = Vec::new();
    for email in [FARAH, "nobody@exampleshire.example"] {
        let typed = [("email", email), ("password", "not the password")];
        let refused = visitor.post("/professionals/sign-in", &typed).await;
        assert_eq!(refused.status, 422);
        bodies.push(refused.body.replace(email, ""));
    }
    assert_eq!(bodies[0], bodies[1]);
    // A citizen's account cannot sign in here.
    let citizens = house.app.identity(house.table.clone());
    let jo = EmailAddress::parse("jo@example.org").unwrap();
    citizens.sign_up(&jo, PASSWORD).await.unwrap();
    let refused = house.password(&mut visitor, "jo@example.org").await;
    assert_eq!(refused.status, 422);
}

#[tokio::test]
async fn an_app_is_a_second_factor_and_each_of_its_codes_counts_once() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let secret = house.add_app(&mut farah).await;
    assert!(house.told(FARAH).ends_with(&["app-added"]));
    let mut again = house.visitor();
    let asked = house.password(&mut again, FARAH).await;
    assert_eq!(asked.location(), Some("/professionals/sign-in/app"));
    // The code that set the app up does not count either.
    let code = house.app_code(&secret);
    let used = again
        .post("/professionals/sign-in/app", &[("code", &code)])
        .await;
    assert_eq!(used.status, 422);
    house.app.pass_minutes(1);
    let code = house.app_code(&secret);
    let came_in = again
        .post("/professionals/sign-in/app", &[("code", &code)])
        .await;
    assert_eq!(came_in.location(), Some("/professionals/account"));
    // A thief uses the same code in another sign-in, within its half minute.
    let mut thief = house.visitor();
    house.password(&mut thief, FARAH).await;
    let replayed = thief
        .post("/professionals/sign-in/app", &[("code", &code)])
        .await;
    assert_eq!(replayed.status, 422);
    assert_eq!(thief.get("/professionals/account").await.status, 303);
    // Somebody who has lost the app still has the telephone.
    let sent = thief.post("/professionals/sign-in/code/resend", &[]).await;
    assert_eq!(sent.location(), Some("/professionals/sign-in/code"));
    let removed = farah.post("/professionals/account/app/remove", &[]).await;
    assert_eq!(removed.status, 303);
    assert_eq!(house.staff_user(FARAH).await.app, None);
    assert!(house.told(FARAH).ends_with(&["app-removed"]));
}

#[tokio::test]
async fn an_app_that_shows_no_right_code_is_not_taken_into_use() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let page = farah.get("/professionals/account/app").await;
    let secret = hidden(&page, "secret");
    for code in ["", "12345", "000000"] {
        let typed = [("secret", secret.as_str()), ("code", code)];
        let refused = farah.post("/professionals/account/app", &typed).await;
        assert_eq!(refused.status, 422, "{code}");
        // The page keeps the secret, so the app that scanned it stays right.
        assert_eq!(hidden(&refused, "secret"), secret);
    }
    let typed = [("secret", "not a secret"), ("code", "000000")];
    let refused = farah.post("/professionals/account/app", &typed).await;
    assert_eq!(refused.location(), Some("/professionals/account/app"));
    assert_eq!(house.staff_user(FARAH).await.app, None);
}

#[tokio::test]
async fn a_telephone_is_replaced_by_who_proves_the_app_and_by_nobody_else() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let page = farah.get("/professionals/account/phone").await;
    assert!(page.words().contains("Ask your council’s finance team"));
    let typed = [("phone", LANDLINE), ("code", "123456")];
    let refused = farah.post("/professionals/account/phone", &typed).await;
    assert_eq!(refused.status, 303);
    assert_eq!(house.staff_user(FARAH).await.phone.unwrap().ending(), "982");

    let secret = house.add_app(&mut farah).await;
    let both = farah
        .post(
            "/professionals/account/phone",
            &[("phone", "1"), ("code", "")],
        )
        .await;
    assert_eq!(both.status, 422);
    assert!(
        both.words()
            .contains("Enter a UK mobile or landline number")
    );
    assert!(both.words().contains("Enter the code"));
    let wrong = farah.post("/professionals/account/phone", &typed).await;
    assert_eq!(wrong.status, 422);
    house.app.pass_minutes(1);
    let code = house.app_code(&secret);
    let typed = [("phone", LANDLINE), ("code", code.as_str())];
    let sent = farah.post("/professionals/account/phone", &typed).await;
    assert_eq!(sent.location(), Some("/professionals/sign-in/code"));
    // The new number is registered only after its code was given.
    assert_eq!(house.staff_user(FARAH).await.phone.unwrap().ending(), "982");
    let code = house.code();
    // Somebody who is not signed in cannot register it either, even with the
    // sign-in's cookie.
    let done = farah
        .post("/professionals/sign-in/code", &[("code", &code)])
        .await;
    assert_eq!(done.location(), Some("/professionals/account"));
    assert_eq!(house.staff_user(FARAH).await.phone.unwrap().ending(), "001");
}

#[tokio::test]
async fn finance_staff_remove_a_telephone_and_close_an_account_at_once() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let owen = house.employ(OWEN, Role::Provider).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let mut owens = house.first_sign_in(OWEN, LANDLINE).await;
    let person = format!("/finance/people/{}", owen.id.0);

    let removed = farah.post(&format!("{person}/remove-phone"), &[]).await;
    assert_eq!(removed.location(), Some(person.as_str()));
    assert_eq!(house.staff_user(OWEN).await.phone, None);
    assert!(house.told(OWEN).ends_with(&["phone-removed"]));
    assert_eq!(owens.get("/professionals/account").await.status, 303);

    let mut owens = house.first_sign_in(OWEN, MOBILE).await;
    farah.post(&format!("{person}/close"), &[]).await;
    assert_eq!(owens.get("/professionals/account").await.status, 303);
    let refused = house.password(&mut house.visitor(), OWEN).await;
    assert_eq!(refused.status, 422);

    farah.post(&format!("{person}/invite-again"), &[]).await;
    let mut owens = house.visitor();
    let asked = house.password(&mut owens, OWEN).await;
    assert_eq!(asked.location(), Some("/professionals/sign-in/code"));

    // Staff cannot close their own access.
    let me = house.staff_user(FARAH).await;
    farah
        .post(&format!("/finance/people/{}/close", me.id.0), &[])
        .await;
    assert_eq!(farah.get("/finance").await.status, 200);
}

#[tokio::test]
async fn a_session_of_one_pool_opens_nothing_of_the_other() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let mut bea = house.citizen(BEA).await;
    assert_eq!(farah.get("/finance").await.status, 200);
    assert_eq!(bea.get("/saved-forms").await.status, 200);
    let staffs = farah.cookies()["__Host-professional"].clone();
    let citizens = bea.cookies()["__Host-session"].clone();
    let mut as_citizen = house.visitor();
    as_citizen.take("__Host-session", &staffs);
    for page in ["/saved-forms", "/account"] {
        let turned = as_citizen.get(page).await;
        assert_eq!(turned.location(), Some(&*format!("/sign-in?next={page}")));
    }
    let none = citizens.replace('0', "1");
    for value in [&citizens, &none, &staffs.replace('0', "1")] {
        let mut as_staff = house.visitor();
        as_staff.take("__Host-professional", value);
        for page in ["/finance", "/finance/people", "/professionals/account"] {
            let turned = as_staff.get(page).await;
            let to = format!("/professionals/sign-in?next={page}");
            assert_eq!(turned.location(), Some(&*to));
        }
    }
}

#[tokio::test]
async fn no_live_code_of_a_second_factor_stands_in_a_dump_of_the_table() {
    let house = House::new().await;
    for (email, role) in [
        (FARAH, Role::Finance),
        (OWEN, Role::Provider),
        (PRIYA, Role::Practitioner),
    ] {
        house.employ(email, role).await;
    }
    let mut priya = house.first_sign_in(PRIYA, MOBILE).await;
    let secret = house.add_app(&mut priya).await;
    house.first_sign_in(OWEN, LANDLINE).await;
    house.app.pass_minutes(1);
    // Three codes wait: one sent to a number that is not registered yet, one
    // read out to a registered number, and one that an app shows.
    let mut waiting = Vec::new();
    let mut farah = house.visitor();
    house.password(&mut farah, FARAH).await;
    farah
        .post("/professionals/sign-in/phone", &[("phone", MOBILE)])
        .await;
    waiting.push((farah, "/professionals/sign-in/code", house.code()));
    let mut owen = house.visitor();
    house.password(&mut owen, OWEN).await;
    waiting.push((owen, "/professionals/sign-in/code", house.code()));
    let mut priya = house.visitor();
    house.password(&mut priya, PRIYA).await;
    let code = house.app_code(&secret);
    waiting.push((priya, "/professionals/sign-in/app", code));
    for (visitor, at, code) in &mut waiting {
        for _ in 0..2 {
            let refused = visitor.post(at, &[("code", wrong_for(code))]).await;
            assert_eq!(refused.status, 422, "{at}");
        }
    }

    let stored = house.database.stored().await;
    assert!(stored.len() >= 10, "{}", stored.len());
    for (_, at, code) in &waiting {
        let found = places_of(code, &stored);
        assert!(found.is_empty(), "{at}: a live code stands in {found:?}");
    }
    for (mut visitor, at, code) in waiting {
        let right = visitor.post(at, &[("code", &code)]).await;
        assert_eq!(right.location(), Some("/professionals/account"), "{at}");
    }
}

#[tokio::test]
async fn every_page_of_their_signing_in_takes_a_pasted_code_and_sets_no_puzzle() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut farah = house.visitor();
    let mut asks = BTreeMap::new();
    for page in ["/professionals/sign-in", "/professionals/new-password"] {
        asks.insert(page, is_easy(page, &farah.get(page).await));
    }
    farah
        .post("/professionals/new-password", &[("email", FARAH)])
        .await;
    let code = pasted(&house.app.mailer().last_code(FARAH).unwrap());
    let chosen = farah.post("/sign-in/code", &[("code", &code)]).await;
    let page = "/professionals/new-password/choose";
    assert_eq!(chosen.location(), Some(page));
    asks.insert(page, is_easy(page, &farah.get(page).await));

    house.password(&mut farah, FARAH).await;
    let page = "/professionals/sign-in/phone";
    asks.insert(page, is_easy(page, &farah.get(page).await));
    farah.post(page, &[("phone", MOBILE)]).await;
    let page = "/professionals/sign-in/code";
    asks.insert(page, is_easy(page, &farah.get(page).await));
    let code = pasted(&house.code());
    let came_in = farah.post(page, &[("code", &code)]).await;
    assert_eq!(came_in.location(), Some("/professionals/account"));

    let page = "/professionals/account/app";
    let shown = farah.get(page).await;
    asks.insert(page, is_easy(page, &shown));
    let secret = hidden(&shown, "secret");
    let secret = AppSecret::parse(&secret).unwrap();
    let code = pasted(&house.app_code(&secret));
    let typed = [("secret", secret.reveal()), ("code", &code)];
    let added = farah.post(page, &typed).await;
    assert_eq!(added.location(), Some("/professionals/account"));

    house.app.pass_minutes(1);
    let page = "/professionals/account/phone";
    asks.insert(page, is_easy(page, &farah.get(page).await));
    let code = pasted(&house.app_code(&secret));
    let typed = [("phone", LANDLINE), ("code", code.as_str())];
    let sent = farah.post(page, &typed).await;
    assert_eq!(sent.location(), Some("/professionals/sign-in/code"));

    house.app.pass_minutes(1);
    let mut again = house.visitor();
    house.password(&mut again, FARAH).await;
    let page = "/professionals/sign-in/app";
    asks.insert(page, is_easy(page, &again.get(page).await));
    let code = pasted(&house.app_code(&secret));
    let came_in = again.post(page, &[("code", &code)]).await;
    assert_eq!(came_in.location(), Some("/professionals/account"));

    // These are all the pages of signing in, and these ask for a code.
    let codes: Vec<_> = asks.iter().filter(|(_, asks)| **asks).collect();
    let codes: Vec<&str> = codes.into_iter().map(|(page, _)| *page).collect();
    let expected = [
        "/professionals/account/app",
        "/professionals/account/phone",
        "/professionals/sign-in/app",
        "/professionals/sign-in/code",
    ];
    assert_eq!(codes, expected);
    for route in routes::all() {
        let signs_in = [
            "/professionals/sign-in",
            "/professionals/new-password",
            "/professionals/account/",
        ];
        let is_one = signs_in
            .iter()
            .any(|place| route.template.starts_with(place));
        if is_one && route.method == Method::GET {
            let seen = asks.contains_key(route.template);
            assert!(seen, "{} was not looked at", route.template);
        }
    }
}

#[tokio::test]
async fn every_sign_in_of_a_member_gives_a_new_session_and_none_that_was_planted() {
    const PLANTED: &str = "abadcafeabadcafeabadcafeabadcafe";
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    house.first_sign_in(FARAH, MOBILE).await;
    let mut farah = house.visitor();
    for name in ["__Host-professional", "__Host-sign-in"] {
        farah.take(name, PLANTED);
    }
    let mut seen = BTreeSet::from([PLANTED.to_owned()]);
    for signs_out in [true, false, true] {
        house.password(&mut farah, FARAH).await;
        let on_the_way = farah.cookies()["__Host-sign-in"].clone();
        assert!(seen.insert(on_the_way), "the sign-in was there before");
        let code = house.code();
        let came_in = farah
            .post("/professionals/sign-in/code", &[("code", &code)])
            .await;
        assert_eq!(came_in.location(), Some("/professionals/account"));
        let session = farah.cookies()["__Host-professional"].clone();
        assert!(seen.insert(session), "the session was there before");
        assert!(!farah.cookies().contains_key("__Host-sign-in"));
        assert_eq!(farah.get("/finance").await.status, 200);
        if signs_out {
            farah.post("/professionals/sign-out", &[]).await;
            farah.take("__Host-professional", PLANTED);
        }
    }
    // The planted values open nothing.
    let mut mallory = house.visitor();
    for name in ["__Host-professional", "__Host-sign-in"] {
        mallory.take(name, PLANTED);
    }
    let refused = mallory.get("/finance").await;
    let to = "/professionals/sign-in?next=/finance";
    assert_eq!(refused.location(), Some(to));
    let refused = mallory.get("/professionals/sign-in/code").await;
    assert_eq!(refused.location(), Some("/professionals/sign-in"));
}

/// ASVS 5.0, 7.2.4: signing in again ends the session that the browser had.
#[tokio::test]
async fn a_member_who_signs_in_again_ends_the_session_that_they_had() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let mut copy = farah.clone();
    assert_eq!(copy.get("/finance").await.status, 200);
    house.sign_in(&mut farah, FARAH).await;
    assert_eq!(farah.get("/finance").await.status, 200);
    assert_eq!(copy.get("/finance").await.status, 303);
}

#[tokio::test]
async fn a_member_who_signs_out_on_every_device_is_told_and_nobody_else() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    house.employ(OWEN, Role::Provider).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let mut owen = house.first_sign_in(OWEN, LANDLINE).await;
    let mut elsewhere = house.visitor();
    house.sign_in(&mut elsewhere, FARAH).await;
    let mut copy = farah.clone();
    let out = farah
        .post("/professionals/account/sign-out-everywhere", &[])
        .await;
    assert_eq!(out.location(), Some("/professionals/sign-out/done"));
    for device in [&mut farah, &mut elsewhere, &mut copy] {
        assert_eq!(device.get("/finance").await.status, 303);
    }
    assert_eq!(owen.get("/professionals/account").await.status, 200);
    let told = told_of(&house.app, &Email::SignedOutEverywhere);
    assert_eq!(told, [FARAH]);
}

#[tokio::test]
async fn a_members_new_password_signs_them_out_everywhere_and_they_are_told() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    house.employ(OWEN, Role::Provider).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let mut owen = house.first_sign_in(OWEN, LANDLINE).await;
    let mut elsewhere = house.visitor();
    elsewhere
        .post("/professionals/new-password", &[("email", FARAH)])
        .await;
    let code = house.app.mailer().last_code(FARAH).unwrap();
    elsewhere.post("/sign-in/code", &[("code", &code)]).await;
    let told = || told_of(&house.app, &Email::PasswordChanged);
    assert!(told().is_empty());
    let new = [("password", "three quiet herons walk")];
    let chosen = elsewhere
        .post("/professionals/new-password/choose", &new)
        .await;
    assert_eq!(chosen.location(), Some("/professionals/sign-in"));
    assert_eq!(told(), [FARAH]);
    assert_eq!(farah.get("/finance").await.status, 303, "signed out");
    assert_eq!(owen.get("/professionals/account").await.status, 200);
    let old = house.password(&mut elsewhere, FARAH).await;
    assert_eq!(old.status, 422, "the old password");
}

#[tokio::test]
async fn a_members_session_ends_when_it_is_signed_out_and_when_its_time_is_over() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let mut copy = farah.clone();
    house.app.pass_minutes(29);
    let stay = farah.post("/professionals/stay", &[]).await;
    assert_eq!(stay.json()["ends_in"], 30 * 60);
    house.app.pass_minutes(29);
    assert_eq!(farah.get("/finance").await.status, 200);
    let out = farah.post("/professionals/sign-out", &[]).await;
    assert_eq!(out.location(), Some("/professionals/sign-out/done"));
    for _ in 0..100 {
        assert_eq!(copy.get("/finance").await.status, 303);
    }
    let mut farah = house.visitor();
    house.password(&mut farah, FARAH).await;
    let code = house.code();
    farah
        .post("/professionals/sign-in/code", &[("code", &code)])
        .await;
    house.app.pass_minutes(30);
    assert_eq!(farah.get("/finance").await.status, 303);
}

#[tokio::test]
async fn an_email_that_comes_back_is_shown_to_staff_and_every_look_is_recorded() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let sent = house.application().await;
    let attempt = house.bounce(&sent).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let desk = farah.get("/finance").await;
    assert!(desk.words().contains("1 email has come back"));
    let list = farah.get("/finance/undelivered").await;
    assert!(list.words().contains(&sent.reference.to_string()));
    // The list does not say who the applicant is.
    assert!(!list.body.contains(sent.applicant.email.as_str()));
    let record = Subject::Account(sent.account.clone());
    assert_eq!(house.table.accesses(&record).await.unwrap(), []);

    let address = format!("/finance/undelivered/{}", sent.reference.plain());
    let one = farah.get(&address).await;
    assert!(one.words().contains(sent.applicant.email.as_str()));
    assert!(one.words().contains("01632 960 777"));
    let accesses = house.table.accesses(&record).await.unwrap();
    let reference = sent.reference.plain();
    let what = format!("read whom to contact for application {reference}");
    assert_eq!(accesses, [house.access(&record, what).await]);

    let shown = farah
        .post(
            "/finance/accesses",
            &[("reference", &sent.reference.to_string())],
        )
        .await;
    assert_eq!(shown.status, 200);
    assert!(shown.words().contains("read whom to contact"));

    // The copy for another person comes back as well, and is an entry of its
    // own.
    let copy = EmailDelivery {
        message: "copy-that-comes-back".to_owned(),
        kind: domain::correspondence::email::APPLIED_FOR_YOU,
        ..attempt.clone()
    };
    house.table.keep_delivery(&copy).await.unwrap();
    house
        .table
        .note_delivery(&copy.message, DeliveryStatus::Bounced, attempt.sent_at)
        .await
        .unwrap();
    let desk = farah.get("/finance").await;
    assert!(desk.words().contains("2 emails have come back"));
    assert!(one.words().contains("The one to the person who sent it"));
    farah.post(&format!("{address}/settle"), &[]).await;
    let one = farah.get(&address).await;
    assert!(
        one.words()
            .contains("The copy to the person they applied for")
    );

    let settled = farah.post(&format!("{address}/settle"), &[]).await;
    assert_eq!(settled.location(), Some("/finance/undelivered"));
    assert_eq!(farah.get(&address).await.status, 404);
    let again = farah.post(&format!("{address}/settle"), &[]).await;
    assert_eq!(again.location(), Some("/finance/undelivered"));
    // A second report of the same bounce opens no new entry.
    house
        .table
        .note_delivery(&attempt.message, DeliveryStatus::Bounced, attempt.sent_at)
        .await
        .unwrap();
    let desk = farah.get("/finance").await;
    assert!(desk.words().contains("No email has come back"));
}

/// Staff are not told that an entry is settled while it still waits, even if
/// the process stops at any request to the table.
#[tokio::test]
async fn an_email_that_came_back_is_settled_or_staff_see_that_it_is_not() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let sent = house.application().await;
    house.bounce(&sent).await;
    let farah = house.first_sign_in(FARAH, MOBILE).await;
    let address = format!("/finance/undelivered/{}/settle", sent.reference.plain());
    for cut_off in 0..20 {
        let table = house
            .database
            .table_crashing(CrashPoint::AfterReply(cut_off));
        let policy = tests::illustration();
        let router = tests::whole_house(&house.app, &policy, &table);
        let reply = farah.clone().moved_to(router).post(&address, &[]).await;
        let now = house.app.site().now();
        let waiting = house.table.undelivered(now).await.unwrap();
        if reply.status == 303 {
            assert_eq!(waiting, [], "{cut_off}");
            return;
        }
        assert_eq!(reply.status, 503, "{cut_off}");
    }
    panic!("it is never settled");
}

#[tokio::test]
async fn a_complaint_is_listed_by_reference_and_read_on_the_record() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let reference = house.complain(&mut house.visitor()).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let list = farah.get("/finance/complaints").await;
    assert!(list.words().contains("acknowledge by 22 December 2026"));
    assert!(!list.body.contains("Bloggs"));
    let address = format!("/finance/complaints/{reference}");
    assert!(list.body.contains(&format!("\"{address}\"")));
    // A person who complains without an account has a record under the
    // complaint alone.
    let record = Subject::Complaint(Reference::parse(&reference).unwrap());
    assert_eq!(house.table.accesses(&record).await.unwrap(), []);
    let one = farah.get(&address).await;
    assert!(one.words().contains("My letter went to the wrong house."));
    assert!(one.words().contains("Jo Bloggs"));
    let what = format!("read complaint {reference}");
    let noted = house.table.accesses(&record).await.unwrap();
    assert_eq!(noted, [house.access(&record, what.clone()).await]);
    // Finance staff can ask who looked at the complaint, although it belongs to
    // no account.
    let asked = [("reference", reference.as_str())];
    let looked = farah.post("/finance/accesses", &asked).await.words();
    assert!(looked.contains(&what) && looked.contains(FARAH), "{looked}");

    // The complaint is acknowledged once, even if the button is pressed again a
    // day later.
    let desk = farah.get("/finance").await.words();
    assert!(desk.contains("1 complaint about personal data to acknowledge"));
    let acknowledge = format!("{address}/acknowledge");
    let done = farah.post(&acknowledge, &[]).await;
    assert_eq!(done.location(), Some("/finance/complaints"));
    house.app.pass_minutes(10);
    farah.post(&acknowledge, &[]).await;
    let list = farah.follow(done).await.words();
    assert!(list.contains("received 22 November 2026, acknowledged 22 November 2026"));
    let one = farah.get(&address).await.words();
    assert!(!one.contains("I have acknowledged it"), "{one}");
    let desk = farah.get("/finance").await.words();
    assert!(desk.contains("No complaint about personal data to acknowledge"));
    let (reference, now) = (
        Reference::parse(&reference).unwrap(),
        house.app.site().now(),
    );
    let kept = house.table.read_complaint(&reference, now);
    let at = kept.await.unwrap().unwrap().acknowledged_at.unwrap();
    let since = now.duration_since(at);
    assert_eq!(since.as_mins(), 10, "the first time counts");
}

#[tokio::test]
async fn who_complains_with_an_account_sees_who_has_read_it_and_when() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut bea = house.citizen(BEA).await;
    let reference = house.complain(&mut bea).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let data = bea.get("/saved-forms/your-data.json").await.json();
    assert_eq!(data["who_looked_at_your_record"], json!([]));
    let mut looked = Vec::new();
    for _ in 0..2 {
        house.app.pass_minutes(5);
        let read = farah.get(&format!("/finance/complaints/{reference}")).await;
        assert_eq!(read.status, 200);
        let at = house.app.site().now();
        let what = format!("read complaint {reference}");
        // The newest entry is the first.
        looked.insert(0, json!({"at": at, "who": "Finance staff", "what": what}));
    }
    let data = bea.get("/saved-forms/your-data.json").await.json();
    assert_eq!(data["who_looked_at_your_record"], json!(looked));
}

/// A page whose process stops at any request to the table shows nothing whose
/// reading is not recorded.
#[tokio::test]
async fn what_staff_read_is_on_the_record_before_it_is_shown() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let sent = house.application().await;
    house.bounce(&sent).await;
    let complaint = house.complain(&mut house.visitor()).await;
    let farah = house.first_sign_in(FARAH, MOBILE).await;
    let reference = sent.reference.plain();
    for (address, record, what, secret) in [
        (
            format!("/finance/undelivered/{reference}"),
            Subject::Account(sent.account.clone()),
            format!("read whom to contact for application {reference}"),
            "01632 960 777",
        ),
        (
            format!("/finance/complaints/{complaint}"),
            Subject::Complaint(Reference::parse(&complaint).unwrap()),
            format!("read complaint {complaint}"),
            "wrong house",
        ),
    ] {
        let (mut cut_off, mut shown) = (0, false);
        while !shown && cut_off < 20 {
            let table = house
                .database
                .table_crashing(CrashPoint::AfterReply(cut_off));
            let policy = tests::illustration();
            let router = tests::whole_house(&house.app, &policy, &table);
            let reply = farah.clone().moved_to(router).get(&address).await;
            shown = reply.status == 200;
            assert_eq!(reply.body.contains(secret), shown, "{address} {cut_off}");
            if shown {
                let noted = house.table.accesses(&record).await.unwrap();
                assert_eq!(noted, [house.access(&record, what.clone()).await]);
            } else {
                assert_eq!(reply.status, 503, "{address} {cut_off}");
                cut_off += 1;
            }
        }
        assert!(shown && cut_off >= 3, "{address}: {cut_off}");
    }
}
