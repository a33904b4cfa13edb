//! People who have everything that one can have in the portal, over one table:
//! a name, answers, saved forms, documents, an application, a complaint.

use std::collections::BTreeMap;
use std::ops::Deref;

use attendance::kept_line::KeptLine;
use attendance::kept_register::{
    KeptRegister, KeptStatus, RegisterHead, RegisterKeeper as _, RegisterKey,
};
use attendance::provider_access::ProviderRole;
use attendance::provision::{AttendingPerson, LineKey, ProvisionLine};
use attendance::register::RegisterLine;
use attendance::supplier::Supplier;
use attendance::week::Week;
use axum::Router;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::access::audit::{Actor, AuditLog as _, Subject};
use domain::access::budget::Budget;
use domain::access::session::Session;
use domain::access::sign_in::{IdentityProvider as _, Purpose, SignInStore as _};
use domain::access::staff_user::{Role, StaffUser};
use domain::application::evidence::{Evidence, EvidenceStore as _, FileState, FileType};
use domain::application::information_request::{
    AskedKind, InformationDesk as _, InformationRequest, WorkerQuestion,
};
use domain::correspondence::email::Email;
use domain::forms::attribution::Attribution;
use domain::forms::caseload::{CasePerson, CaseStanding, CaseloadStore as _};
use domain::forms::draft::{DraftKey, DraftStore as _};
use domain::forms::saved_form::{SavedForm, SavedFormStore as _};
use domain::forms::staff_case::{CaseTeamStore as _, TeamId};
use domain::records::holder_access::{
    AccessBasis, AccessEvent, AccessLevel, AccessStep, DetailTried, HolderAccess,
    HolderInvitationStore as _, HolderInviter as _, HolderTerms, INVITATION_LIVES,
};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::information_request::{AskingDesk, InformationRequestKey};
use domain::values::person_id::PersonId;
use domain::values::phone_number::PhoneNumber;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use testkit::{MONEY, NEEDS, PASSWORD, Reply, StaffUserBuilder, TestApp, Visitor, day_services};
use web::session::citizen::SessionCookie;
use web::who::sign_in::{SignInCookie, new_sign_in};

/// The code of every sign-in that is not finished.
pub(crate) const CODE: &str = "012345";

/// The whole portal, with a first person who has gone through all of it.
pub(crate) struct PopulatedApp {
    app: TestApp,
    /// The routes of every function.
    pub(crate) routes: Router,
    first: Person,
    /// Everything that is stored about the first person.
    theirs: Vec<Value>,
    /// The answers of the first person, form by form.
    answers: BTreeMap<&'static str, SavedForm>,
}

/// A person, and the id of each of their things.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// A word that stands in everything that they typed, and nowhere else.
    word: String,
    ids: BTreeMap<&'static str, String>,
}

/// The things of a person that have ids of their own.
const SAVED: [&str; 4] = ["check", "estimate", "request", "sent request"];
const REFERENCES: [&str; 6] = [
    "reference of the check",
    "reference of the estimate",
    "reference of the request",
    "reference of the sent request",
    "application",
    "complaint",
];
const FILES: [&str; 3] = ["file", "file to come", "sent file"];

/// The values that a person typed, and the beginning of each before their word.
const TYPED: [(&str, &str); 19] = [
    ("first name", "First"),
    ("last name", "Last"),
    ("email address", "mail."),
    ("name of the check", "Check"),
    ("name of the estimate", "Estimate"),
    ("name of the request", "Request"),
    ("answer: somebody's name", "Kin"),
    ("answer: a street", "Street"),
    ("answer: a doctor", "Doctor"),
    ("answer: what is difficult", "Hard"),
    ("answer: an allowance", "Dance"),
    ("name of a file", "order-"),
    ("what a complaint is about", "Wrong"),
    ("a question of staff", "Asks"),
    ("name of the supplier", "Centre"),
    ("name of whom a case is about", "Anton"),
    ("name of an account holder", "Holds"),
    ("name of somebody who attends", "Attends"),
    ("purchase order", "PO"),
];

impl Person {
    /// Returns the id of a thing of theirs.
    pub(crate) fn id(&self, of: &str) -> &str {
        &self.ids[of]
    }

    pub(crate) fn account(&self) -> AccountId {
        AccountId(self.id("account").to_owned())
    }

    pub(crate) fn saved(&self, form: &str) -> SavedId {
        SavedId(self.id(form).to_owned())
    }

    pub(crate) fn reference(&self, of: &str) -> Reference {
        Reference::parse(self.id(of)).unwrap()
    }

    /// Returns a value that they typed, which ends with their word.
    pub(crate) fn typed(&self, what: &str) -> String {
        let found = TYPED.iter().find(|(typed, _)| *typed == what).unwrap();
        format!("{}{}", found.1, self.word)
    }

    pub(crate) fn email(&self) -> EmailAddress {
        EmailAddress::parse(&self.address()).unwrap()
    }

    pub(crate) fn address(&self) -> String {
        format!("{}@example.org", self.typed("email address"))
    }

    /// Returns the person with their other things in place of the request and
    /// its documents.
    pub(crate) fn with_the_rest_in_place_of_the_request(&self) -> Self {
        let mut person = self.clone();
        for (place, what) in [
            ("request", "estimate"),
            ("reference of the request", "reference of the estimate"),
            ("file", "sent file"),
            ("file to come", "sent file"),
        ] {
            person.ids.insert(place, self.id(what).to_owned());
        }
        person
    }

    /// Lists everything that gives them away: its name, and its text in an
    /// answer.
    pub(crate) fn marks(&self) -> Vec<(&'static str, String)> {
        let ids = self.ids.iter().map(|(what, id)| (*what, id.clone()));
        let spaced = REFERENCES.map(|what| (what, self.reference(what).to_string()));
        let typed = TYPED.map(|(what, _)| (what, self.typed(what)));
        ids.chain(spaced).chain(typed).collect()
    }
}

/// Hashes a cookie. Every key in the table that a cookie leads to is such a
/// hash.
pub(crate) fn key_of(cookie: &str) -> String {
    web::who::sign_in::proof_hash(cookie)
}

/// Finds the stored items that hold a code, as it is or as a hash that somebody
/// with a copy of the table could make from each of the million codes.
pub(crate) fn places_of(code: &str, stored: &[Value]) -> Vec<String> {
    let told = [code.to_owned(), key_of(code)];
    let items = stored.iter().filter(|item| {
        let all = item.to_string();
        told.iter().any(|told| all.contains(told.as_str()))
    });
    items
        .map(|item| format!("{} {}", text(item, "PK"), text(item, "SK")))
        .collect()
}

/// Returns a code other than this one.
pub(crate) fn wrong_for(code: &str) -> &'static str {
    match code {
        "000000" => "000001",
        _ => "000000",
    }
}

/// Writes a code as somebody pastes it out of an e-mail or an app.
pub(crate) fn pasted(code: &str) -> String {
    let (first, last) = code.split_at(3);
    format!(" {first} {last} ")
}

/// Lists the addresses to which an e-mail was sent, in order.
pub(crate) fn told_of(app: &TestApp, mail: &Email) -> Vec<String> {
    let sent = app.mailer().sent().into_iter();
    sent.filter(|(_, sent)| sent == mail)
        .map(|(to, _)| to.as_str().to_owned())
        .collect()
}

/// Returns the inside of each tag of a name.
fn tags<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let parts: Vec<&str> = html.split(name).skip(1).collect();
    let parts = parts.into_iter();
    parts.map(|part| part.split('>').next().unwrap_or_default())
}

/// Checks that a page of signing in sets no puzzle and loads nothing from
/// another site, and that browsers and password managers know the purpose of
/// each field. Returns whether the page asks for a code.
pub(crate) fn is_easy(what: &str, page: &Reply) -> bool {
    assert_eq!(page.status, 200, "{what}: {:?}", page.location());
    let html = page.body.to_lowercase();
    for hindrance in [
        "<iframe",
        "<canvas",
        "captcha",
        "maxlength",
        "onpaste",
        "src=\"http",
        "src=\"//",
    ] {
        assert!(!html.contains(hindrance), "{what} has {hindrance}");
    }
    for script in tags(&html, "<script") {
        assert!(script.contains("src=\"/assets/"), "{what}: {script}");
    }
    let mut asks = false;
    for field in tags(&html, "<input") {
        let says = |attribute: &str| field.contains(attribute);
        let is_masked = says("type=\"password\"");
        let name = field.split("name=\"").nth(1);
        let name = name.and_then(|rest| rest.split('"').next());
        let is_password = name.is_some_and(|name| name.contains("password"));
        assert!(is_masked || !is_password, "{what}: {field}");
        if is_masked {
            let known = ["current-password", "new-password"];
            let known = known.map(|purpose| says(&format!("autocomplete=\"{purpose}\"")));
            assert!(known.contains(&true), "{what}: {field}");
        }
        if says("name=\"code\"") {
            asks = true;
            let filled_in = says("autocomplete=\"one-time-code\"");
            assert!(
                filled_in && says("inputmode=\"numeric\""),
                "{what}: {field}"
            );
        }
    }
    asks
}

impl Deref for PopulatedApp {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

impl PopulatedApp {
    /// Opens the browser of a new invited person who is signed in.
    pub(crate) async fn new_staff_browser(&self, role: Role) -> Visitor {
        self.staff_browser(&self.add_staff_user(role).await).await
    }

    /// Adds an invited person.
    pub(crate) async fn add_staff_user(&self, role: Role) -> StaffUser {
        let mut staff = StaffUserBuilder::new("Farah", role).build();
        staff.id = AccountId(self.site().new_id());
        self.keep_staff_user(&staff).await;
        staff
    }

    /// Adds a provider who was granted the supplier of a person.
    pub(crate) async fn add_provider_of(&self, person: &Person) -> StaffUser {
        let staff = self.add_staff_user(Role::Provider).await;
        let supplier = person.id("supplier").parse().unwrap();
        self.grant(&staff, &supplier, ProviderRole::Manager).await;
        staff
    }

    /// Adds a practitioner of the team that has the case of a person.
    pub(crate) async fn add_practitioner_of(&self, person: &Person) -> StaffUser {
        let staff = self.add_staff_user(Role::Practitioner).await;
        let team = TeamId(person.id("team").to_owned());
        self.table().join_team(&team, &staff.id).await.unwrap();
        staff
    }

    /// Opens the browser of an invited person who has just signed in.
    pub(crate) async fn staff_browser(&self, staff: &StaffUser) -> Visitor {
        self.at_work(staff, self.visitor()).await
    }

    pub(crate) async fn new() -> Self {
        let app = TestApp::default();
        let routes = tests::whole_house(&app, &tests::illustration(), &app.table());
        let first = Person {
            word: "qzv0x".to_owned(),
            ids: BTreeMap::new(),
        };
        let mut app = Self {
            app,
            routes,
            first,
            theirs: Vec::new(),
            answers: BTreeMap::new(),
        };
        app.add_first_person().await;
        app
    }

    /// Opens a browser without cookies.
    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::new(self.routes.clone())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.site().now()
    }

    /// Goes through every page as the first person.
    async fn add_first_person(&mut self) {
        let person = self.first.clone();
        let mut visitor = self.visitor();
        let fields = [
            ("first-name", person.typed("first name")),
            ("last-name", person.typed("last name")),
            ("email", person.address()),
            ("password", PASSWORD.to_owned()),
        ];
        post(&mut visitor, "/account/create", &fields).await;
        let code = self.mailer().last_code(&person.address()).unwrap();
        post(&mut visitor, "/sign-in/code", &[("code", code)]).await;
        let identity = self.identity(self.table());
        let account = identity.find_account(&person.email()).await.unwrap();
        self.first.ids.insert("account", account.unwrap().0);

        let form = journey::forms::check_support();
        let answered = visitor.answer("/check-support", form, NEEDS).await;
        answered.unwrap();
        self.name(&mut visitor, "check", "check-support").await;
        let (form, given) = (journey::forms::estimate_costs(), estimate_answers(&person));
        let given = borrowed(&given);
        let answered = visitor.answer("/estimate-costs", form, &given).await;
        answered.unwrap();
        self.name(&mut visitor, "estimate", "estimate-costs").await;
        let item = self.answers["estimate"]
            .answers
            .items("agreed-allowances")
            .next();
        let item = item.unwrap().0.to_owned();
        self.note("item", &item);
        let sent = self
            .ask_for_help(&mut visitor, "sent request", "sent file")
            .await;
        let to = post(&mut visitor, "/apply/submit", &sent).await;
        self.note("application", to.rsplit('/').next().unwrap());
        self.ask_for_help(&mut visitor, "request", "file").await;
        let to = post(&mut visitor, "/apply/evidence/deputy-order/add", &[]).await;
        self.note("file to come", to.rsplit('/').next().unwrap());
        let what_happened = person.typed("what a complaint is about");
        let fields = [("what-happened", what_happened)];
        let to = post(&mut visitor, "/saved-forms/your-data/complaint", &fields).await;
        self.note("complaint", to.rsplit('/').next().unwrap());

        self.ask(&person).await;
        let supplier = format!("S{}", person.word);
        let name = person.typed("name of the supplier");
        let kept = self.keep_supplier(&supplier, &name).await;
        self.note("supplier", &supplier);
        self.keep_register(&kept).await;
        self.open_case(&person).await;
        self.give_record().await;

        // These records stay; sessions, codes and e-mails do not.
        let stays = [
            "ACCOUNT#",
            "REFERENCE#",
            "APPLICATION#",
            "CARE-RECORD#",
            "COMPLAINT#",
            "OUTBOX",
            "REGISTER#",
            "STAFF-CASE#",
            "SUPPLIERS",
            "TEAM#",
            "TO-CONFIRM",
        ];
        self.theirs = self.database().stored().await;
        self.theirs.retain(|item| {
            let (partition, sort) = (text(item, "PK"), text(item, "SK"));
            stays.iter().any(|stay| partition.starts_with(stay)) && !sort.starts_with("SESSION#")
        });
    }

    /// Asks the person about the application that they have sent.
    async fn ask(&mut self, person: &Person) {
        let id = self.site().new_id();
        self.note("questions", &id);
        let (reference, now) = (self.first.reference("application"), self.now());
        let request = InformationRequest {
            key: InformationRequestKey {
                reference,
                id: id.parse().unwrap(),
            },
            account: self.first.account(),
            desk: AskingDesk::Practice,
            by: AccountId("priya".to_owned()),
            asked_at: now,
            answer_by: jiff::civil::date(2026, 12, 10),
            questions: vec![WorkerQuestion {
                kind: AskedKind::Words,
                words: person.typed("a question of staff"),
                why: "To help.".to_owned(),
            }],
            typed: BTreeMap::new(),
            sent: None,
            read_at: None,
            ended: None,
        };
        let table = self.table();
        let subject = Subject::Account(request.account.clone());
        let actor = Actor::Job("tests".to_owned());
        let entry = table.audit(subject, actor, "asked".to_owned(), now).await;
        assert!(table.ask(&entry.unwrap(), &request).await.unwrap());
    }

    /// Opens a case of the person with a team of their own.
    async fn open_case(&mut self, person: &Person) {
        let (case, team) = (
            format!("case-{}", person.word),
            format!("team-{}", person.word),
        );
        self.note("case", &case);
        self.note("team", &team);
        let about = CasePerson {
            id: PersonId::parse(&case).unwrap(),
            first_name: person.typed("name of whom a case is about"),
            last_name: "Doe".to_owned(),
            born: None,
            case_number: None,
            opened_at: self.site().now(),
        };
        let standing = CaseStanding {
            team: TeamId(team),
            worker: None,
            due: None,
            changes: 1,
        };
        self.table().open_case(&about, &standing).await.unwrap();
    }

    /// Gives the person the account of their own care record.
    async fn give_record(&mut self) {
        let (table, now) = (self.table(), self.now());
        let id = format!("access-{}", self.first.word);
        self.note("access", &id);
        let person = PersonId::parse(self.first.id("case")).unwrap();
        let by = |by: AccountId| Attribution {
            by,
            name: self.first.typed("name of an account holder"),
            at: now,
        };
        let step = |event, account| AccessStep {
            event,
            by: by(account),
        };
        let staff = AccountId("staff".to_owned());
        let invitation = HolderAccess {
            id: id.parse().unwrap(),
            person: person.clone(),
            terms: HolderTerms {
                first_name: self.first.typed("name of an account holder"),
                last_name: "Doe".to_owned(),
                email: self.first.email(),
                phone: PhoneNumber::parse("07700 900982").unwrap(),
                relation: String::new(),
                basis: AccessBasis::Own,
                decided_by: "Doe".to_owned(),
                decided_on: self.site().today(),
                level: AccessLevel::Everything,
                withheld: Vec::new(),
                ends_on: None,
            },
            account: None,
            detail_tries: 0,
            invited_until: INVITATION_LIVES.after(now),
            history: vec![step(AccessEvent::Invited, staff)],
        };
        let (actor, what) = (Actor::Job("tests".to_owned()), "invited".to_owned());
        let entry = table.audit(person, actor, what, now).await.unwrap();
        let invited = table.invite_holder(&entry, &invitation, "hash").await;
        assert!(invited.unwrap());
        let account = self.first.account();
        let tried = table.try_detail(&invitation, "hash", &account, ("code", now));
        assert_eq!(tried.await.unwrap(), DetailTried::Right);
        let opened = step(AccessEvent::Opened, account.clone());
        let accepted = table.accept_invitation(&invitation, &account, &opened);
        assert!(accepted.await.unwrap());
    }

    /// Keeps the register of a supplier's present week, with somebody on it.
    async fn keep_register(&self, supplier: &Supplier) {
        let (week, usual) = (Week::of(self.site().today()), day_services::provision(0));
        let order = self.first.typed("purchase order");
        let provision = ProvisionLine {
            key: LineKey::parse(&order, "1").unwrap(),
            supplier: supplier.id.clone(),
            person: AttendingPerson {
                surname: self.first.typed("name of somebody who attends"),
                ..usual.person
            },
            ..usual
        };
        let key = provision.key.clone();
        let line = RegisterLine::new(provision, week, week.monday());
        let register = KeptRegister {
            key: RegisterKey {
                supplier: supplier.id.clone(),
                week,
            },
            head: RegisterHead {
                supplier_name: supplier.name.clone(),
                plan_version: 1,
                status: KeptStatus::Open,
                version: 0,
                amounts: None,
                transport: None,
                changes: 0,
            },
            lines: BTreeMap::from([(key, KeptLine::new(line))]),
        };
        self.table().make_register(&register).await.unwrap();
    }

    fn note(&mut self, what: &'static str, id: &str) {
        self.first.ids.insert(what, id.to_owned());
    }

    /// Asks for help as far as the declaration, with a file that is checked.
    /// Returns the fields that send it.
    async fn ask_for_help(
        &mut self,
        visitor: &mut Visitor,
        request: &'static str,
        file: &'static str,
    ) -> Vec<(&'static str, String)> {
        let (form, given) = (journey::forms::request_help(), request_answers(&self.first));
        let answered = visitor.answer("/apply", form, &borrowed(&given)).await;
        answered.unwrap();
        self.name(visitor, request, "request-help").await;
        let attached =
            ["check", "estimate"].map(|form| ("attached", self.first.id(form).to_owned()));
        post(visitor, "/apply/attach", &attached).await;
        let to = post(visitor, "/apply/evidence/deputy-order/add", &[]).await;
        self.note(file, to.rsplit('/').next().unwrap());
        self.judge(request, file).await;
        let declaration = visitor.get("/apply/declaration").await;
        sends(&declaration)
    }

    async fn judge(&self, request: &str, file: &str) {
        let (account, saved) = (self.first.account(), self.first.saved(request));
        let files = self.table().evidence(&account, &saved).await.unwrap();
        let known = files
            .into_iter()
            .find(|known| known.id == self.first.id(file));
        let judged = Evidence {
            name: format!("{}.pdf", self.first.typed("name of a file")),
            file_type: Some(FileType::Pdf),
            size: 340_000,
            fingerprint: Some("0".repeat(64)),
            state: FileState::Clean,
            ..known.unwrap()
        };
        let kept = self.table().record_verdict(&account, &saved, &judged).await;
        assert!(kept.unwrap());
    }

    /// Notes which form was just saved, and names it.
    async fn name(&mut self, visitor: &mut Visitor, what: &'static str, form: &str) {
        let forms = self
            .table()
            .saved_forms(&self.first.account(), self.now())
            .await;
        let mut saved = forms.unwrap();
        saved.retain(|saved| saved.form == form && saved.submitted_in.is_none());
        let saved = saved.remove(0);
        self.first.ids.insert(what, saved.id.0.clone());
        let (reference, name) = match what {
            "check" => (REFERENCES[0], "name of the check"),
            "estimate" => (REFERENCES[1], "name of the estimate"),
            "request" => (REFERENCES[2], "name of the request"),
            _ => (REFERENCES[3], "name of the request"),
        };
        self.note(reference, saved.reference.plain());
        let fields = [("name", self.first.typed(name))];
        let address = format!("/saved-forms/{}/name", saved.id.0);
        post(visitor, &address, &fields).await;
        self.answers.insert(what, saved);
    }

    /// Adds another person with everything that the first person has, with
    /// words and ids of their own throughout.
    pub(crate) async fn add_person(&self) -> Person {
        self.add_person_as(|_| true).await
    }

    /// Adds another person who has only these things.
    pub(crate) async fn add_person_with(&self, things: &[&str]) -> Person {
        let places: Vec<String> = things
            .iter()
            .map(|thing| match *thing {
                "account" => "PROFILE".to_owned(),
                form if SAVED.contains(&form) => format!("SAVED#{}", self.first.id(form)),
                file => format!("#{}", self.first.id(file)),
            })
            .collect();
        self.add_person_as(|item| {
            let sort = text(item, "SK");
            places.iter().any(|place| sort.ends_with(place.as_str()))
        })
        .await
    }

    async fn add_person_as(&self, has: impl Fn(&Value) -> bool) -> Person {
        let site = self.site();
        let number = u64::from_str_radix(&site.new_id()[..16], 16).unwrap();
        let mut person = Person {
            word: format!("qzv{number}x"),
            ids: BTreeMap::new(),
        };
        let identity = self.identity(self.table());
        identity.sign_up(&person.email(), PASSWORD).await.unwrap();
        let account = identity.find_account(&person.email()).await.unwrap();
        let (account, email) = (account.unwrap(), person.email());
        // The person has entered their first code.
        identity.change_email(&account, &email).await.unwrap();
        person.ids.insert("account", account.0);
        for saved in SAVED {
            let id = SavedId::new(site.now(), &site.new_id());
            person.ids.insert(saved, id.0);
        }
        for reference in REFERENCES {
            let id = Reference::of_id(&site.new_id());
            person.ids.insert(reference, id.plain().to_owned());
        }
        for file in FILES {
            person.ids.insert(file, site.new_id());
        }
        person
            .ids
            .insert("item", format!("019abc00000{}", &site.new_id()[8..16]));
        person.ids.insert("questions", site.new_id());
        person.ids.insert("supplier", format!("S{}", person.word));
        person.ids.insert("case", format!("case-{}", person.word));
        person.ids.insert("team", format!("team-{}", person.word));
        person
            .ids
            .insert("access", format!("access-{}", person.word));
        let theirs = self.theirs.iter().filter(|item| has(item));
        let items = theirs.map(|item| self.as_theirs(item, &person));
        self.database().store(items.collect()).await;
        person
    }

    /// Returns an item of the first person as another person's, with that
    /// person's words and ids in place of the first person's.
    fn as_theirs(&self, item: &Value, person: &Person) -> Value {
        serde_json::from_str(&self.renamed(&item.to_string(), person)).unwrap()
    }

    fn renamed(&self, text: &str, person: &Person) -> String {
        let known: BTreeMap<&str, &str> = self
            .first
            .ids
            .iter()
            .map(|(what, id)| (id.as_str(), person.id(what)))
            .collect();
        let is_of_a_word = |letter: char| letter.is_ascii_alphanumeric();
        let mut renamed = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(from) = rest.find(is_of_a_word) {
            let (before, word) = rest.split_at(from);
            let end = word.find(|letter| !is_of_a_word(letter));
            let (word, after) = word.split_at(end.unwrap_or(word.len()));
            renamed.push_str(before);
            match known.get(word) {
                Some(id) => renamed.push_str(id),
                None => renamed.push_str(&word.replace(&self.first.word, &person.word)),
            }
            rest = after;
        }
        renamed + rest
    }

    /// Opens the browser of a person who signed in so many minutes ago. All
    /// their forms are open, or only the one that they may see.
    pub(crate) async fn signed_in(&self, person: &Person, only: Option<&str>, ago: i64) -> Visitor {
        let site = self.site();
        let cookie = SessionCookie::new(site.new_id());
        let then = site.now() - SignedDuration::from_mins(ago);
        let open = [
            ("check-support", "check"),
            ("estimate-costs", "estimate"),
            ("request-help", "request"),
        ];
        let session = Session {
            first_name: person.typed("first name"),
            signed_in_at: then,
            seen_at: then,
            only: only.map(|form| person.saved(form)),
            open: open
                .into_iter()
                .filter(|(_, form)| only.is_none_or(|only| only == *form))
                .map(|(id, form)| (id.to_owned(), person.saved(form)))
                .collect(),
            ..self.session(&person.account())
        };
        let browser = self.visitor();
        browser.signed_in(&self.table(), &cookie, &session).await
    }

    /// Opens the browser of somebody without an account who has given all the
    /// answers that this person has given.
    pub(crate) async fn visitor_with_answers_of(&self, person: &Person) -> Visitor {
        let value = self.site().new_id();
        let key = DraftKey::Visit(key_of(&value));
        for form in ["check", "estimate"] {
            let saved = &self.answers[form];
            let answers = serde_json::to_string(&saved.answers).unwrap();
            let answers = self.renamed(&answers, person);
            let answers: domain::forms::draft::Answers = serde_json::from_str(&answers).unwrap();
            for (question, answer) in answers.iter() {
                let (form, answer) = (&saved.form, answer.clone());
                let (table, now) = (self.table(), self.now());
                let kept = table.keep_answer(&key, form, question, answer, now);
                kept.await.unwrap();
            }
        }
        let concern = journey::forms::report_concern();
        let (answers, _) = testkit::answers(concern, &[], self.site().today()).unwrap();
        for (question, answer) in answers.iter() {
            let (table, now) = (self.table(), self.now());
            let kept = table.keep_answer(&key, &concern.id, question, answer.clone(), now);
            kept.await.unwrap();
        }
        let mut visitor = self.visitor();
        visitor.take_cookies(&carrying("__Host-visit", &value));
        visitor
    }

    /// Opens the browser of somebody who has still to type the code that opens
    /// the form with this reference.
    pub(crate) async fn recovering(&self, person: &Person, reference: Reference) -> Visitor {
        let site = self.site();
        let cookie = SignInCookie::new(&site);
        let purpose = Purpose::Recover { reference };
        let sign_in = new_sign_in(&site, person.email(), purpose, "/saved-forms");
        let (key, now) = (cookie.key(), site.now());
        self.table().start_sign_in(key, &sign_in).await.unwrap();
        let hash = cookie.code_hash(CODE);
        let set = self
            .table()
            .set_code(
                key,
                &person.email(),
                &hash,
                &[Budget::of_sign_in_codes(&person.email())],
                now,
            )
            .await;
        set.unwrap();
        let mut visitor = self.visitor();
        visitor.take_cookies(cookie.remembered_in(Response::default()).headers());
        visitor
    }
}

/// Makes the header that gives a browser this cookie.
pub(crate) fn carrying(name: &str, value: &str) -> HeaderMap {
    let cookie = format!("{name}={value}; Path=/; Secure");
    [(axum::http::header::SET_COOKIE, cookie.parse().unwrap())]
        .into_iter()
        .collect()
}

/// Returns a text of a stored item.
pub(crate) fn text<'a>(item: &'a Value, name: &str) -> &'a str {
    item[name]["S"].as_str().unwrap_or_default()
}

/// Posts fields that the page accepts, and returns the address to which it
/// leads.
async fn post(visitor: &mut Visitor, to: &str, fields: &[(&str, String)]) -> String {
    let reply = visitor.post(to, &borrowed(fields)).await;
    assert_eq!(reply.status, 303, "{to}: {}", reply.words());
    reply.location().unwrap().to_owned()
}

pub(crate) fn borrowed<'a>(fields: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    let fields = fields.iter();
    fields
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

/// Returns the fields with which a confirmed declaration is sent.
pub(crate) fn sends(declaration: &Reply) -> Vec<(&'static str, String)> {
    assert_eq!(declaration.status, 200, "{:?}", declaration.location());
    vec![
        ("form", declaration.hidden("form")),
        ("seen", declaration.hidden("seen")),
        ("confirm", "yes".to_owned()),
    ]
}

/// Returns what a person says of their costs and money: what is usual, and an
/// allowance with a name of their own.
fn estimate_answers(person: &Person) -> Vec<(&'static str, String)> {
    let usual = MONEY
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    let allowance = [
        ("agreed-allowances", "yes".to_owned()),
        (
            "agreed-allowances-name",
            person.typed("answer: an allowance"),
        ),
        ("agreed-allowances-amount-amount", "5".to_owned()),
        ("agreed-allowances-amount-every", "week".to_owned()),
    ];
    usual.chain(allowance).collect()
}

/// Returns what a person says who asks for help for somebody as their deputy.
fn request_answers(person: &Person) -> [(&'static str, String); 9] {
    [
        ("who", "somebody".to_owned()),
        ("authority", "deputy".to_owned()),
        ("gp", person.typed("answer: a doctor")),
        ("difficult", person.typed("answer: what is difficult")),
        ("name-first", person.typed("answer: somebody's name")),
        ("name-last", "Archer".to_owned()),
        ("address-line1", person.typed("answer: a street")),
        ("address-town", "Exampleton".to_owned()),
        ("address-postcode", "LE1 1FZ".to_owned()),
    ]
}
