//! People who are invited: from the invitation to their second factor, through
//! every function, over the table.

use domain::account::{AccountId, EmailAddress};
use domain::application::{Applicant, Application, Filled, KeepApplications as _, Kind, Submitted};
use domain::draft::Answer;
use domain::member::{AppSecret, InvitePeople as _, Member, Role, RunMembers as _};
use domain::notice::Notice;
use domain::reference::Reference;
use domain::saved::{KeepSavedForms as _, NewSavedForm, SavedId};
use domain::sign_in::ProveIdentity as _;
use domain::telephone::By;
use store::Table;
use testkit::{Database, Reply, Visitor, World};

const FARAH: &str = "farah@exampleshire.example";
const OWEN: &str = "owen@brookside.example";
const PASSWORD: &str = "marble kestrel teapot";
const MOBILE: &str = "07700 900 982";
const LANDLINE: &str = "01632 960 001";

struct House {
    world: World,
    table: Table,
    router: axum::Router,
}

impl House {
    async fn new() -> Self {
        let (world, table) = (World::default(), Database::new().await.table());
        let router = tests::whole_house(&world, &tests::illustration(), &table);
        Self {
            world,
            table,
            router,
        }
    }

    fn visitor(&self) -> Visitor {
        Visitor::new(self.router.clone())
    }

    /// Somebody who was invited and has a password.
    async fn employ(&self, email: &str, role: Role) -> Member {
        let address = EmailAddress::parse(email).unwrap();
        let identity = self.world.invited(self.table.clone());
        let member = Member {
            id: identity.invite(&address).await.unwrap(),
            first_name: "Farah".to_owned(),
            last_name: "Iqbal".to_owned(),
            email: address.clone(),
            role,
            invited_at: self.world.portal().now(),
            phone: None,
            app: None,
            closed_at: None,
        };
        self.table.keep_member(&member).await.unwrap();
        identity.set_password(&address, PASSWORD).await.unwrap();
        member
    }

    async fn member(&self, email: &str) -> Member {
        let members = self.table.members().await.unwrap();
        let mut of_address = members
            .into_iter()
            .filter(|one| one.email.as_str() == email);
        of_address.next().unwrap()
    }

    /// The last code that went to a telephone.
    fn code(&self) -> String {
        self.world.phones().last().unwrap()
    }

    /// A password, then whatever is asked for next.
    async fn password(&self, visitor: &mut Visitor, email: &str) -> Reply {
        let typed = [("email", email), ("password", PASSWORD)];
        visitor.post("/professionals/sign-in", &typed).await
    }

    /// Signed in for the first time, with this telephone.
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

    /// What an authenticator app with this secret shows now.
    fn app_code(&self, secret: &AppSecret) -> String {
        let secret = totp_rs::Secret::try_from_base32(secret.reveal()).unwrap();
        let codes = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        let now = u64::try_from(self.world.portal().now().as_second()).unwrap();
        codes.generate(now).to_string()
    }

    /// Takes an app into use; answers with what it shares.
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

    /// An application that somebody has sent.
    async fn application(&self) -> Application {
        let (now, account) = (self.world.portal().now(), AccountId("jo".to_owned()));
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
            kind: Kind::RequestForHelp,
            account,
            saved: form.id,
            submitted_at: now,
            contact_by: self.world.portal().today(),
            applicant: Applicant {
                first_name: "Jo".to_owned(),
                last_name: "Bloggs".to_owned(),
                email: EmailAddress::parse("jo.bloggs@example.org").unwrap(),
                copy_to: None,
            },
            forms: vec![Filled {
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

    fn told(&self, email: &str) -> Vec<&'static str> {
        let sent = self.world.notices().sent_to(email);
        sent.iter().map(Notice::kind).collect()
    }
}

/// The value of a hidden field.
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
    assert_eq!(house.table.members().await.unwrap().len(), 2);
    assert_eq!(house.told(OWEN), ["invited", "invited"]);

    let mut owen = house.visitor();
    let asked = owen
        .post("/professionals/new-password", &[("email", OWEN)])
        .await;
    assert_eq!(asked.location(), Some("/sign-in/code"));
    let code = house.world.notices().last_code(OWEN).unwrap();
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
    // The password alone opens nothing.
    assert_eq!(owen.get("/professionals/account").await.status, 303);

    let mut owen = house.first_sign_in(OWEN, LANDLINE).await;
    let (_, by, _) = house.world.phones().sent().pop().unwrap();
    assert_eq!(by, By::Call);
    let account = owen.get("/professionals/account").await;
    assert!(account.words().contains("Number ending 001"));
    assert!(account.words().contains("Day service provider"));
    assert!(house.told(OWEN).ends_with(&["phone-registered"]));
    // The desk is for finance staff.
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
    // Another number cannot be slipped in.
    let other = farah
        .post("/professionals/sign-in/phone", &[("phone", LANDLINE)])
        .await;
    assert_eq!(other.location(), Some("/professionals/sign-in/code"));
    let first = house.code();
    farah
        .post("/professionals/sign-in/code/resend", &[("by", "call")])
        .await;
    let (to, by, second) = house.world.phones().sent().pop().unwrap();
    assert_eq!((to.ending(), by), ("982", By::Call));
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
    // A citizen's account is none here.
    let citizens = house.world.identity(house.table.clone());
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
    // Not even the code that set it up.
    let code = house.app_code(&secret);
    let used = again
        .post("/professionals/sign-in/app", &[("code", &code)])
        .await;
    assert_eq!(used.status, 422);
    house.world.pass_minutes(1);
    let code = house.app_code(&secret);
    let came_in = again
        .post("/professionals/sign-in/app", &[("code", &code)])
        .await;
    assert_eq!(came_in.location(), Some("/professionals/account"));
    // The same code in another sign-in, within its half minute.
    let mut thief = house.visitor();
    house.password(&mut thief, FARAH).await;
    let replayed = thief
        .post("/professionals/sign-in/app", &[("code", &code)])
        .await;
    assert_eq!(replayed.status, 422);
    assert_eq!(thief.get("/professionals/account").await.status, 303);
    // Who has lost the app still has the telephone.
    let sent = thief.post("/professionals/sign-in/code/resend", &[]).await;
    assert_eq!(sent.location(), Some("/professionals/sign-in/code"));
    let removed = farah.post("/professionals/account/app/remove", &[]).await;
    assert_eq!(removed.status, 303);
    assert_eq!(house.member(FARAH).await.app, None);
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
        // The same secret stays on the page: the app that was scanned is right.
        assert_eq!(hidden(&refused, "secret"), secret);
    }
    let typed = [("secret", "not a secret"), ("code", "000000")];
    let refused = farah.post("/professionals/account/app", &typed).await;
    assert_eq!(refused.location(), Some("/professionals/account/app"));
    assert_eq!(house.member(FARAH).await.app, None);
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
    assert_eq!(house.member(FARAH).await.phone.unwrap().ending(), "982");

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
    house.world.pass_minutes(1);
    let code = house.app_code(&secret);
    let typed = [("phone", LANDLINE), ("code", code.as_str())];
    let sent = farah.post("/professionals/account/phone", &typed).await;
    assert_eq!(sent.location(), Some("/professionals/sign-in/code"));
    // Nothing is registered before the new number has shown its code.
    assert_eq!(house.member(FARAH).await.phone.unwrap().ending(), "982");
    let code = house.code();
    // Nor by somebody who is not signed in but has the sign-in's cookie.
    let done = farah
        .post("/professionals/sign-in/code", &[("code", &code)])
        .await;
    assert_eq!(done.location(), Some("/professionals/account"));
    assert_eq!(house.member(FARAH).await.phone.unwrap().ending(), "001");
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
    assert_eq!(house.member(OWEN).await.phone, None);
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

    // Nobody closes their own account.
    let me = house.member(FARAH).await;
    farah
        .post(&format!("/finance/people/{}/close", me.id.0), &[])
        .await;
    assert_eq!(farah.get("/finance").await.status, 200);
}

#[tokio::test]
async fn a_session_of_one_pool_opens_nothing_of_the_other() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let farah = house.first_sign_in(FARAH, MOBILE).await;
    let value = &farah.cookies()["__Host-professional"];
    let mut as_citizen = house.visitor();
    as_citizen.take("__Host-session", value);
    let turned = as_citizen.get("/saved-forms").await;
    assert_eq!(turned.location(), Some("/sign-in?next=/saved-forms"));
    let mut as_member = house.visitor();
    as_member.take("__Host-professional", &value.replace('0', "1"));
    let turned = as_member.get("/finance").await;
    assert_eq!(
        turned.location(),
        Some("/professionals/sign-in?next=/finance")
    );
}

#[tokio::test]
async fn a_members_session_ends_when_it_is_signed_out_and_when_its_time_is_over() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let mut copy = farah.clone();
    house.world.pass_minutes(29);
    let stay = farah.post("/professionals/stay", &[]).await;
    assert_eq!(stay.json()["ends_in"], 30 * 60);
    house.world.pass_minutes(29);
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
    house.world.pass_minutes(30);
    assert_eq!(farah.get("/finance").await.status, 303);
}

#[tokio::test]
async fn an_email_that_comes_back_is_shown_to_staff_and_every_look_is_recorded() {
    use domain::audit::KeepAudit as _;
    use domain::notice::{Attempt, Delivery, KeepAttempts as _};
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let sent = house.application().await;
    let attempt = Attempt {
        message: "message-that-comes-back".to_owned(),
        kind: "applied",
        about: Some(sent.reference.clone()),
        sent_at: house.world.portal().now(),
    };
    house.table.keep_attempt(&attempt).await.unwrap();
    for _ in 0..2 {
        house
            .table
            .note_delivery(&attempt.message, Delivery::Bounced, attempt.sent_at)
            .await
            .unwrap();
    }
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let desk = farah.get("/finance").await;
    assert!(desk.words().contains("1 email has come back"));
    let list = farah.get("/finance/undelivered").await;
    assert!(list.words().contains(&sent.reference.to_string()));
    // A list says nothing of who it is.
    assert!(!list.body.contains(sent.applicant.email.as_str()));
    assert_eq!(house.table.accesses(&sent.account).await.unwrap(), []);

    let address = format!("/finance/undelivered/{}", sent.reference.plain());
    let one = farah.get(&address).await;
    assert!(one.words().contains(sent.applicant.email.as_str()));
    assert!(one.words().contains("01632 960 777"));
    let accesses = house.table.accesses(&sent.account).await.unwrap();
    assert_eq!(accesses.len(), 1);
    assert_eq!(accesses[0].who, FARAH);

    let shown = farah
        .post(
            "/finance/accesses",
            &[("reference", &sent.reference.to_string())],
        )
        .await;
    assert_eq!(shown.status, 200);
    assert!(shown.words().contains("read whom to contact"));

    // The copy to another person comes back as well, and stands by itself.
    let copy = Attempt {
        message: "copy-that-comes-back".to_owned(),
        kind: domain::notice::APPLIED_FOR_YOU,
        ..attempt.clone()
    };
    house.table.keep_attempt(&copy).await.unwrap();
    house
        .table
        .note_delivery(&copy.message, Delivery::Bounced, attempt.sent_at)
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
    // The same bounce told once more opens nothing again.
    house
        .table
        .note_delivery(&attempt.message, Delivery::Bounced, attempt.sent_at)
        .await
        .unwrap();
    let desk = farah.get("/finance").await;
    assert!(desk.words().contains("No email has come back"));
}

#[tokio::test]
async fn a_complaint_is_listed_by_reference_and_read_on_the_record() {
    let house = House::new().await;
    house.employ(FARAH, Role::Finance).await;
    let mut jo = house.visitor();
    let page = jo.get("/saved-forms/your-data/complaint").await;
    let id = hidden(&page, "id");
    let typed = [
        ("id", id.as_str()),
        ("name", "Jo Bloggs"),
        ("email", "jo@example.org"),
        ("what-happened", "My letter went to the wrong house."),
    ];
    let received = jo.post("/saved-forms/your-data/complaint", &typed).await;
    assert_eq!(received.status, 303, "{}", received.words());
    let mut farah = house.first_sign_in(FARAH, MOBILE).await;
    let list = farah.get("/finance/complaints").await;
    assert!(list.words().contains("acknowledge by 22 December 2026"));
    assert!(!list.body.contains("Bloggs"));
    let (_, rest) = list.body.split_once("/finance/complaints/").unwrap();
    let reference = rest.split('"').next().unwrap();
    let one = farah.get(&format!("/finance/complaints/{reference}")).await;
    assert!(one.words().contains("My letter went to the wrong house."));
    assert!(one.words().contains("Jo Bloggs"));
    // Who looked can be asked, although nobody has an account here.
    let asked = [("reference", reference)];
    let looked = farah.post("/finance/accesses", &asked).await;
    let words = looked.words();
    assert!(
        words.contains(&format!("read complaint {reference}")),
        "{words}"
    );
    assert!(words.contains(FARAH), "{words}");
}
