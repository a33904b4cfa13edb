//! Bad input: ten thousand malformed requests, and hostile words in every
//! field, from people who are signed in and from people who are not. None may
//! cause a failure, run as a script, or reach a log.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use axum::body::Body;
use axum::http::{Method, Request};
use domain::access::staff_user::{Role, StaffUser, StaffUserStore as _};
use domain::records::staff_queues::StaffUserAdmin as _;
use http_body_util::BodyExt as _;
use journey::form::{Page, Question};
use journey::forms::ListedForm;
use journey::parse::html_name;
use serde_json::Value;
use testkit::{PASSWORD, RepeatableRandom, Reply, Visitor, open_answer};
use tower::ServiceExt as _;
use web::RouteBody;
use web::answers::TARGET_FORM;
use web::session::citizen::SIGN_IN_AGAIN;

use crate::access;
use crate::people::{Person, PopulatedApp, borrowed, sends};
use crate::routes::{self, Answer, Route};
use crate::tree;

/// The id of a first item of a group.
const ITEM: &str = "019abc00000abcdef01";

/// A third of the requests come from somebody without an account, a third from
/// a citizen and a third from finance staff; these two have just signed in.
#[tokio::test]
async fn ten_thousand_malformed_requests_are_answered_clearly_and_break_nothing() {
    let mut personas = Personas::new().await;
    let house = personas.app.routes.clone();
    let routes = routes::all();
    let mut random = RepeatableRandom::new(2026);
    let mut answered: BTreeMap<u16, u32> = BTreeMap::new();
    // The answers to requests for pages behind signing in.
    let mut behind: BTreeMap<(Who, u16), u32> = BTreeMap::new();
    for turn in 0..10_000 {
        let who = Who::ALL[turn % Who::ALL.len()];
        let route = &routes[random.below(routes.len())];
        let (visitor, path) = personas.come(who, route).await;
        let (body, kind) = body(&mut random, route, &path);
        // A page that was drawn for another account asks to sign in to that one.
        let names_account = String::from_utf8_lossy(&body).contains("account=");
        let query = [
            "",
            "?change=1",
            "?need=%ff",
            "?words=%E2%80%AE&need=x",
            "?=&&=%00",
        ];
        let address = format!("{path}{}", query[random.below(query.len())]);
        let method = random.one(&[&Method::GET, &Method::POST, &route.method, &Method::PUT]);
        let cookies = visitor.cookies().iter();
        let mut cookies: String = cookies
            .map(|(name, value)| format!("{name}={value}; "))
            .collect();
        cookies.push_str(COOKIES[random.below(COOKIES.len())]);
        let request = Request::builder()
            .method(method.clone())
            .uri(&address)
            .header("host", "portal.example")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", kind)
            .header("cookie", &cookies)
            .header(
                "accept-encoding",
                *random.one(&[&"br", &"gzip;q=0", &"*", &"nonsense"]),
            )
            .body(Body::from(body))
            .unwrap();
        let reply = house.clone().oneshot(request).await.unwrap();
        let reply = open_answer(&house, &cookies, reply).await;
        let status = reply.status().as_u16();
        let sent = format!("turn {turn}: {who:?}: {method} {address}: {status}");
        *answered.entry(status).or_default() += 1;
        let header = |name: &str| {
            let value = reply.headers().get(name);
            let value = value.map(|value| value.to_str().unwrap().to_owned());
            value.unwrap_or_default()
        };
        let (kind, to) = (header("content-type"), header("location"));
        if who.is_for(route) {
            *behind.entry((who, status)).or_default() += 1;
            let is_let_in = names_account || !to.contains("/sign-in?");
            assert!(is_let_in, "{sent}: {to}");
        }
        let text = reply.into_body().collect().await.unwrap().to_bytes();
        assert!(status < 500, "{sent}");
        if status >= 400 {
            let clear = if kind == "application/problem+json" {
                serde_json::from_slice::<Value>(&text).unwrap()["detail"].is_string()
            } else {
                String::from_utf8_lossy(&text).contains("<h1")
            };
            assert!(clear, "{sent}: {kind}");
        }
        if *method == Method::POST {
            personas.renew(who, route).await;
        }
    }
    // The answers differ, so the requests reach behind the first check, and
    // behind signing in.
    for reached in [200, 303, 400, 404, 405, 413, 415, 422] {
        assert!(
            answered.contains_key(&reached),
            "none was {reached}: {answered:?}"
        );
    }
    for who in [Who::Citizen, Who::Finance] {
        for reached in [200, 303, 400, 405, 413, 422] {
            assert!(
                behind.contains_key(&(who, reached)),
                "none of {who:?} was {reached}: {behind:?}"
            );
        }
    }
}

/// Collects every log line of this process, from the first call on.
fn log() -> Arc<Mutex<Vec<u8>>> {
    #[derive(Clone)]
    struct Into(Arc<Mutex<Vec<u8>>>);
    impl Write for Into {
        fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(line)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    static LOG: OnceLock<Arc<Mutex<Vec<u8>>>> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Arc::new(Mutex::new(Vec::new()));
        let into = Into(log.clone());
        let subscriber = tracing_subscriber::fmt()
            .json()
            // The digits of a second could be those of a telephone number.
            .without_time()
            .with_writer(move || into.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        log
    })
    .clone()
}

#[tokio::test]
async fn what_people_type_reaches_no_log_and_no_address() {
    let log = log();
    let mut personas = Personas::new().await;
    let typed = [
        "Ermintrude Featherstonehaugh",
        "QQ 12 34 56 C",
        "ermintrude@example.org",
        "07700 900999",
        "SW1A 1ZZ",
        "1234567.89",
    ];
    let mut cookies = BTreeSet::new();
    // The values that are accepted come before those that are refused.
    let names = ["Ermintrude", "Featherstonehaugh"];
    let mut ermintrude = signs_up(&personas.app, names, typed[2]).await;
    let account = ermintrude.get("/account").await;
    assert!(account.words().contains(typed[0]), "{}", account.words());
    cookies.extend(ermintrude.cookies().values().cloned());
    for secret in typed {
        let mut words = secret.split(|letter: char| !letter.is_alphanumeric());
        let first = words.next().unwrap();
        for answered in typed_everywhere(&mut personas, secret).await {
            let Answered { what, reply, .. } = answered;
            let to = reply.location().unwrap_or_default();
            assert!(!to.contains(first), "{what}: {to}");
            assert!(reply.status < 500, "{what}: {}", reply.status);
            cookies.extend(answered.cookies);
        }
    }
    let lines = String::from_utf8(log.lock().unwrap().clone()).unwrap();
    let count = lines.lines().count();
    assert!(count >= 1_500, "requests are logged: {count}");
    for secret in typed {
        for word in secret.split(' ').filter(|word| word.len() > 2) {
            assert!(!lines.contains(word), "{word} is in the log");
        }
    }
    // A failure in another test logs a reference number, which can look like a
    // cookie of ours.
    let ours: Vec<&str> = lines
        .lines()
        .filter(|line| !line.contains("\"ERROR\""))
        .collect();
    assert!(cookies.len() >= 100, "{}", cookies.len());
    for cookie in cookies {
        let found = ours.iter().any(|line| line.contains(&cookie));
        assert!(!found, "a cookie is in the log");
    }
}

/// Checks that the list of typed words has everything that the browser's tests
/// type.
#[test]
fn what_the_tests_in_the_browser_type_is_searched_for_in_the_logs() {
    let listed = tree::text(&tree::top().join("tests/data/typed.json"));
    let mut looked_at = 0;
    for file in tree::files("tests/browser", &[".mjs"]) {
        let text = tree::text(&file);
        let filled_in = text.split(".fill('").skip(1);
        let filled_in = filled_in.map(|rest| rest.split('\'').next().unwrap_or_default());
        let lists = text.split("const TYPED = {\n  name:").nth(1);
        let lists = lists.and_then(|rest| rest.split("\n}").next());
        let lists = lists.unwrap_or_default().split('[').skip(1);
        let lists = lists.filter_map(|list| list.split(']').next());
        let lists = lists.flat_map(|list| list.split('\'').skip(1).step_by(2));
        // Shorter words are left out: every log has them by chance.
        for words in filled_in.chain(lists).filter(|words| words.len() >= 5) {
            assert!(listed.contains(words), "{words} of {}", file.display());
            looked_at += 1;
        }
    }
    assert!(looked_at >= 10, "{looked_at}");
}

const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";

/// The HTML with which a page shows a script as words.
const AS_WORDS: &str = "&#60;script&#62;alert(1)&#60;/script&#62;";

/// Fails if the hostile words are part of the page's own HTML. Returns whether
/// the page shows them as words.
fn shown_as_words(what: &str, reply: &Reply) -> bool {
    let is_html = reply.header("content-type").starts_with("text/html");
    for markup in ["<script>alert", "<img src=x"] {
        assert!(!(is_html && reply.body.contains(markup)), "{what}");
    }
    is_html && reply.body.contains(AS_WORDS)
}

/// Whether a wrong answer to the question stays in its field.
fn is_shown_again(question: &Question) -> bool {
    matches!(
        question,
        Question::Money
            | Question::RegularMoney { .. }
            | Question::Date { .. }
            | Question::Number { .. }
            | Question::Decimal { .. }
            | Question::Address { .. }
            | Question::Phone
            | Question::Email
            | Question::NhsNumber
            | Question::NiNumber
    )
}

#[tokio::test]
async fn hostile_words_in_any_field_are_shown_as_words() {
    let mut personas = Personas::new().await;
    let mut shown = BTreeSet::new();
    for answered in typed_everywhere(&mut personas, HOSTILE).await {
        let Answered { what, reply, .. } = answered;
        assert!(!reply.location().unwrap_or_default().contains('<'));
        if shown_as_words(&what, &reply) {
            shown.insert(what);
        }
    }
    let mut visitor = personas.app.visitor();
    let thanked = visitor
        .get("/help/questions?thanked=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        .await;
    assert!(!thanked.body.contains("<script>alert"));
    let found = visitor
        .get("/directory?words=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        .await;
    assert!(shown_as_words("the directory", &found));
    // These pages show a wrong answer in its field, so the search has seen it.
    for what in [
        "Nobody: /help/feedback",
        "Nobody: /account/create",
        "Nobody: /sign-in",
        "Nobody: /sign-in/new-password",
        "Nobody: /professionals/sign-in",
        "Nobody: /professionals/new-password",
        "Nobody: /saved-forms/recover",
        "Nobody: /saved-forms/your-data/complaint",
        "Finance: /finance/people/invite",
        "Finance: /finance/accesses",
    ] {
        assert!(shown.contains(what), "{what}: {shown:?}");
    }
    for (form, prefix) in open_forms() {
        for page in &form.pages {
            let what = format!("{prefix}/{}", page.id);
            // Where all of them wait for a choice of the page, none is asked.
            let mut asked = page.questions().filter(|asked| asked.when.is_none());
            if asked.any(|asked| is_shown_again(asked.question)) {
                assert!(shown.contains(&what), "{what}: {shown:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_hostile_name_is_words_on_every_page_of_its_account() {
    let app = PopulatedApp::new().await;
    let mut mallory = signs_up(&app, [HOSTILE, HOSTILE], "mallory@example.org").await;
    for page in ["/account", "/saved-forms", "/check-support/who", "/apply"] {
        let reply = mallory.get(page).await;
        assert_eq!(reply.status, 200, "{page}");
        let whole = format!("Signed in as &#34;&#39;&#62;{AS_WORDS}");
        assert!(shown_as_words(page, &reply), "{page}");
        assert!(reply.body.contains(&whole), "{page}: {}", reply.body);
    }
}

#[tokio::test]
async fn a_hostile_name_of_a_form_is_words_wherever_the_form_is_named() {
    let app = PopulatedApp::new().await;
    let person = app.add_person().await;
    let mut visitor = app.signed_in(&person, None, 0).await;
    for form in ["check", "estimate", "request"] {
        let at = format!("/saved-forms/{}/name", person.id(form));
        // A name that is too long is shown again; one of the right length is
        // kept.
        let long = HOSTILE.repeat(2);
        let refused = visitor.post(&at, &[("name", &long)]).await;
        assert_eq!(refused.status, 422);
        assert!(shown_as_words(&at, &refused), "{at}");
        let taken = visitor.post(&at, &[("name", HOSTILE)]).await;
        assert_eq!(taken.location(), Some("/saved-forms"), "{}", taken.words());
        for page in [at.clone(), at.replace("/name", "/delete")] {
            let reply = visitor.get(&page).await;
            assert!(shown_as_words(&page, &reply), "{page}");
        }
    }
    for page in [
        "/saved-forms",
        "/saved-forms/your-data/delete",
        "/apply/attach",
        "/apply/declaration",
    ] {
        let reply = visitor.get(page).await;
        assert!(shown_as_words(page, &reply), "{page}: {}", reply.words());
    }
}

#[tokio::test]
async fn a_hostile_request_is_words_where_it_is_checked_and_where_it_was_sent() {
    let app = PopulatedApp::new().await;
    let person = app.add_person().await;
    let mut visitor = app.signed_in(&person, None, 0).await;
    for (page, fields) in [
        ("difficult", vec!["difficult"]),
        ("gp", vec!["gp"]),
        ("name", vec!["name-first", "name-last"]),
    ] {
        let at = format!("/apply/{page}");
        let fields: Vec<_> = fields.into_iter().map(|name| (name, HOSTILE)).collect();
        let taken = visitor.post(&at, &fields).await;
        assert_eq!(taken.status, 303, "{at}: {}", taken.words());
        let again = visitor.get(&at).await;
        let again = visitor.follow(again).await;
        assert!(shown_as_words(&at, &again), "{at}: {}", again.words());
    }
    let checked = visitor.get("/apply/check-answers").await;
    assert!(shown_as_words("the answers", &checked));
    assert!(checked.body.matches(AS_WORDS).count() >= 4);
    let declaration = visitor.get("/apply/declaration").await;
    assert!(shown_as_words("the declaration", &declaration));
    let sent = sends(&declaration);
    let sent = visitor.post("/apply/submit", &borrowed(&sent)).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    for page in [sent.location().unwrap(), "/saved-forms"] {
        let reply = visitor.get(page).await;
        assert_eq!(reply.status, 200, "{page}");
        shown_as_words(page, &reply);
    }
}

#[tokio::test]
async fn a_hostile_complaint_and_invitation_are_words_at_the_finance_desk() {
    let app = PopulatedApp::new().await;
    let complaint = [
        ("what-happened", HOSTILE),
        ("name", HOSTILE),
        ("email", "mallory@example.org"),
    ];
    let mut mallory = app.visitor();
    let sent = mallory
        .post("/saved-forms/your-data/complaint", &complaint)
        .await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let to = sent.location().unwrap().to_owned();
    shown_as_words(&to, &mallory.get(&to).await);

    let mut desk = app.new_staff_browser(Role::Finance).await;
    let address = format!("/finance/complaints/{}", to.rsplit('/').next().unwrap());
    let read = desk.get(&address).await;
    assert!(shown_as_words(&address, &read), "{}", read.words());
    assert!(read.body.matches(AS_WORDS).count() >= 2);

    let invitation = [
        ("first-name", HOSTILE),
        ("last-name", HOSTILE),
        ("email", "mallory@brookside.example"),
        ("role", "provider"),
    ];
    let invited = desk.post("/finance/people/invite", &invitation).await;
    assert_eq!(invited.status, 303, "{}", invited.words());
    let person = invited.location().unwrap().to_owned();
    for page in [person.as_str(), "/finance/people"] {
        let reply = desk.get(page).await;
        assert!(shown_as_words(page, &reply), "{page}: {}", reply.words());
    }
    let staff_users = app.table().staff_users().await.unwrap();
    let mallory = staff_users.iter().find(|one| one.name.contains(HOSTILE));
    let mallory = app.table().read_staff_user(&mallory.unwrap().id).await;
    let mut mallory = app.staff_browser(&mallory.unwrap().unwrap()).await;
    let account = mallory.get("/professionals/account").await;
    assert!(shown_as_words("their own account", &account));
    // The page that refuses her shows her own name as words too.
    let refused = mallory.get("/finance").await;
    assert_eq!(refused.status, 403);
    shown_as_words("what is refused", &refused);
}

/// The sender of a request.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Who {
    /// Somebody who is not signed in.
    Nobody,
    /// A citizen with everything that one can have.
    Citizen,
    /// Finance staff.
    Finance,
    /// A provider of day services, who manages a supplier.
    Provider,
    /// A practitioner of the team that has the citizen's case.
    Practitioner,
}

impl Who {
    pub(crate) const ALL: [Self; 5] = [
        Self::Nobody,
        Self::Citizen,
        Self::Finance,
        Self::Provider,
        Self::Practitioner,
    ];

    /// Whether a route is for this sender alone.
    pub(crate) fn is_for(self, route: &Route) -> bool {
        let is_below = |home: &str| route.template.starts_with(home);
        let is_of_staff = route.answer == Answer::StaffSignIn;
        let is_in = |own: &str| {
            let others = ["/finance", "/day-services", "/practice"].into_iter();
            let mut others = others.filter(|home| *home != own);
            is_of_staff && !others.any(is_below)
        };
        match self {
            Self::Nobody => false,
            Self::Citizen => route.answer == Answer::SignIn,
            Self::Finance => is_in("/finance"),
            Self::Provider => is_in("/day-services"),
            Self::Practitioner => is_in("/practice"),
        }
    }
}

/// The people who send requests.
pub(crate) struct Personas {
    app: PopulatedApp,
    citizen: Person,
    /// A citizen with an account and nothing in it.
    newcomer: Person,
    finance: StaffUser,
    /// The person whose access finance staff manage, and who manages the
    /// citizen's supplier.
    provider: StaffUser,
    practitioner: StaffUser,
}

impl Personas {
    pub(crate) async fn new() -> Self {
        let app = PopulatedApp::new().await;
        let citizen = app.add_person().await;
        Self {
            provider: app.add_provider_of(&citizen).await,
            practitioner: app.add_practitioner_of(&citizen).await,
            citizen,
            newcomer: app.add_person_with(&["account"]).await,
            finance: app.add_staff_user(Role::Finance).await,
            app,
        }
    }

    /// Returns the portal that they come to.
    pub(crate) const fn app(&self) -> &PopulatedApp {
        &self.app
    }

    /// Returns the citizen who has everything that one can have.
    pub(crate) const fn citizen(&self) -> &Person {
        &self.citizen
    }

    /// Opens a browser in which the sender has just signed in, and fills the
    /// address of a route with the ids of things that are there.
    pub(crate) async fn come(&self, who: Who, route: &Route) -> (Visitor, String) {
        let address = access::address(route, &self.citizen);
        match who {
            Who::Nobody => (self.app.visitor(), address),
            Who::Citizen => {
                let visitor = self.app.signed_in(&self.citizen, None, 0).await;
                (visitor, address)
            }
            Who::Finance => {
                let account = self.citizen.id("account");
                let address = address.replace(account, &self.provider.id.0);
                (self.app.staff_browser(&self.finance).await, address)
            }
            Who::Provider => (self.app.staff_browser(&self.provider).await, address),
            Who::Practitioner => (self.app.staff_browser(&self.practitioner).await, address),
        }
    }

    /// Replaces the citizen by a new one if the post may have deleted or sent
    /// what they had.
    pub(crate) async fn renew(&mut self, who: Who, route: &Route) {
        let ends = ["/clear", "/delete", "/remove", "/stop", "/submit"];
        let is_ended = who == Who::Citizen && ends.iter().any(|end| route.template.ends_with(end));
        // Practitioners may have ended the access to the citizen's record.
        let is_stopped = who == Who::Practitioner && route.template.ends_with("/account/{access}");
        if is_ended || is_stopped {
            self.citizen = self.app.add_person().await;
            self.provider = self.app.add_provider_of(&self.citizen).await;
            self.practitioner = self.app.add_practitioner_of(&self.citizen).await;
        }
        // Finance staff may have closed the provider's account, or taken the
        // supplier from them.
        let ends = ["/close", "/take"];
        if who == Who::Finance && ends.iter().any(|end| route.template.ends_with(end)) {
            self.provider = self.app.add_provider_of(&self.citizen).await;
        }
    }
}

/// Returns the names of the fields that a post to an address may have.
fn names(route: &Route, address: &str) -> Vec<String> {
    if let RouteBody::Fields(own) | RouteBody::Parts(own) = routes::body(route) {
        // The name of a button, not of a field.
        let typed = own.iter().filter(|name| **name != SIGN_IN_AGAIN);
        return typed.map(|name| (*name).to_owned()).collect();
    }
    let page = open_forms().find_map(|(form, prefix)| {
        let mut places = address.strip_prefix(prefix)?.split('/');
        places.find_map(|place| form.page(place))
    });
    match page {
        Some(page) => names_on(page),
        None => address.rsplit('/').take(1).map(str::to_owned).collect(),
    }
}

/// Returns the names of the fields of a question, and of an item of its group.
fn names_on(page: &Page) -> Vec<String> {
    let mut names = vec![TARGET_FORM.to_owned()];
    let mut add = |name: &str, question: &Question| {
        let parts = question.parts().iter();
        names.extend(parts.map(|part| html_name(name, part)));
    };
    for asked in page.questions() {
        add(asked.id, asked.question);
        if let Question::Group { fields, .. } = asked.question {
            for field in fields {
                add(&html_name(asked.id, &field.id), &field.question);
            }
        }
    }
    names.push(page.id.clone());
    names
}

/// Lists the forms that somebody who was not invited may start.
fn open_forms() -> impl Iterator<Item = ListedForm> {
    journey::forms::for_citizens().chain(journey::forms::for_anybody())
}

/// A post and its answer.
pub(crate) struct Answered {
    pub(crate) what: String,
    pub(crate) reply: Reply,
    /// The cookies of the sender.
    cookies: Vec<String>,
}

/// Posts these words in every field of every page as every sender.
pub(crate) async fn typed_everywhere(personas: &mut Personas, words: &str) -> Vec<Answered> {
    let mut answered = Vec::new();
    for route in routes::all() {
        if route.method != Method::POST {
            continue;
        }
        for who in Who::ALL {
            let (mut visitor, address) = personas.come(who, &route).await;
            let reply = if route.answer == Answer::Document {
                let quoted = Value::from(words);
                let document = format!("{{{quoted}: {quoted}}}");
                visitor.post_json(&address, document).await
            } else {
                let fields = names(&route, &address);
                post_words(&mut visitor, &address, &fields, words).await
            };
            answered.push(Answered {
                what: format!("{who:?}: {address}"),
                reply,
                cookies: visitor.cookies().values().cloned().collect(),
            });
            personas.renew(who, &route).await;
        }
    }
    // Every question accepts answers from somebody who has answered nothing.
    for (form, prefix) in open_forms() {
        let app = &personas.app;
        let mut visitor = match prefix {
            "/apply" | "/assess-needs" => app.signed_in(&personas.newcomer, None, 0).await,
            _ => app.visitor(),
        };
        for page in &form.pages {
            let mut addresses = vec![format!("{prefix}/{}", page.id)];
            let groups = page.questions().filter(|asked| asked.is_group());
            addresses.extend(groups.map(|group| format!("{prefix}/{}/{ITEM}", group.id)));
            for address in addresses {
                let reply = post_words(&mut visitor, &address, &names_on(page), words).await;
                answered.push(Answered {
                    what: address,
                    reply,
                    cookies: visitor.cookies().values().cloned().collect(),
                });
            }
        }
    }
    answered
}

async fn post_words(visitor: &mut Visitor, to: &str, fields: &[String], words: &str) -> Reply {
    let fields: Vec<(&str, &str)> = fields.iter().map(|name| (name.as_str(), words)).collect();
    visitor.post(to, &fields).await
}

/// Makes an account with these names and returns its browser.
async fn signs_up(app: &PopulatedApp, [first, last]: [&str; 2], email: &str) -> Visitor {
    let mut visitor = app.visitor();
    let names = [("first-name", first), ("last-name", last), ("email", email)];
    let fields = [&names[..], &[("password", PASSWORD)]].concat();
    let sent = visitor.post("/account/create", &fields).await;
    assert_eq!(sent.location(), Some("/sign-in/code"), "{}", sent.words());
    let code = app.mailer().last_code(email).unwrap();
    let came_in = visitor.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(came_in.status, 303, "{}", came_in.words());
    visitor
}

/// Values that no honest person sends.
const VALUES: &[&[u8]] = &[
    b"",
    b"\xff\xfe\xfd",
    b"%",
    b"%ZZ",
    b"%00",
    b"%C0%AF",
    b"NaN",
    b"-1",
    b"-0.00",
    b"1e309",
    b"99999999999999999999999999999999999999",
    b"0.001",
    b"29",
    b"2026-02-30",
    b"%E2%80%AE%D8%A7",
    b"\r\nSet-Cookie: x=y",
    b"<script>alert(1)</script>",
    b"' OR 1=1 --",
    b"=HYPERLINK(\"https://example.org\")",
    b"../../../etc/passwd",
    b"{{7*7}}",
    b"${jndi:ldap://example.org}",
    b"\xf0\x9f\x91\xb5",
];

const JSON: &[&str] = &[
    "",
    "null",
    "[]",
    "{}",
    "{",
    "\u{feff}{}",
    "{\"date\":\"2026-02-30\",\"circumstances\":{\"care\":{\"setting\":\"at_home\"}}}",
    "{\"date\":\"2026-11-22\",\"date\":\"2026-11-22\",\"circumstances\":{\"care\":{\"setting\":\"at_home\"}}}",
    "{\"date\":\"2026-11-22\",\"circumstances\":{\"person\":{\"age\":30},\"care\":{\"setting\":\"at_home\"},\"income\":[{\"kind\":\"earnings\",\"amount\":NaN}]}}",
    "{\"date\":\"2026-11-22\",\"circumstances\":{\"person\":{\"age\":30},\"care\":{\"setting\":\"at_home\"},\"income\":[{\"kind\":\"earnings\",\"amount\":-5}]}}",
    "{\"date\":\"2026-11-22\",\"circumstances\":{\"person\":{\"age\":30},\"care\":{\"setting\":\"at_home\"},\"income\":[{\"kind\":\"earnings\",\"amount\":1e400}]}}",
    "{\"date\":\"2026-11-22\",\"circumstances\":{\"person\":{\"age\":300},\"care\":{\"setting\":\"at_home\"}}}",
    "{\"date\":\"2026-11-22\",\"circumstances\":{\"person\":{\"date_of_birth\":\"-009999-01-01\"},\"care\":{\"setting\":\"at_home\",\"parts\":[{\"name\":\"x\",\"price\":1,\"units\":1e28}]}}}",
    "{\"date\":\"9999-12-31\",\"circumstances\":{\"person\":{\"age\":30},\"care\":{\"setting\":\"at_home\",\"weekly_cost\":99999999.99}},\"policy\":{\"percent_charged\":\"79228162514264337593543950335\"}}",
];

/// The type of a form with a file, with the line of [`testkit::BOUNDARY`].
const PARTS: &str = "multipart/form-data; boundary=----a-browser-makes-this-line";

/// Returns a body that a post to an address may have, and its type.
pub(crate) fn body(
    random: &mut RepeatableRandom,
    route: &Route,
    address: &str,
) -> (Vec<u8>, &'static str) {
    let form = "application/x-www-form-urlencoded";
    match random.below(12) {
        0 => (vec![b'a'; 300 * 1024], form),
        1 => ("[".repeat(50_000).into_bytes(), "application/json"),
        2 => (
            JSON[random.below(JSON.len())].as_bytes().to_vec(),
            "application/json",
        ),
        3 => (
            JSON[random.below(JSON.len())].as_bytes().to_vec(),
            "text/plain",
        ),
        4 => ("a=b&".repeat(2_000).into_bytes(), form),
        5 => (
            b"\0\x01\x02\xff".to_vec(),
            "multipart/form-data; boundary=x",
        ),
        _ if matches!(routes::body(route), RouteBody::Parts(_)) => {
            let all = names(route, address);
            let mut parts = Vec::new();
            for name in &all {
                if random.below(2) == 0 {
                    parts.push((name.as_str(), random.one(VALUES)));
                }
            }
            (testkit::parts_body(&parts), PARTS)
        }
        _ if route.answer == Answer::Document => (
            JSON[random.below(JSON.len())].as_bytes().to_vec(),
            "application/json",
        ),
        _ => {
            let mut body = Vec::new();
            for name in names(route, address) {
                if random.below(2) == 0 {
                    body.extend_from_slice(format!("{name}=").as_bytes());
                    body.extend_from_slice(random.one(VALUES));
                    body.push(b'&');
                }
            }
            (body, form)
        }
    }
}

const COOKIES: &[&str] = &[
    "",
    "__Host-visit=",
    "__Host-visit=../../x",
    "__Host-visit=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "__Host-visit=a; __Host-visit=b",
    "=; ;;; ==",
];
