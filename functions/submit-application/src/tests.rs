//! Tests of asking for help, as somebody with a browser does, over the real
//! table.

use std::collections::BTreeMap;

use domain::account::{Account, AccountId, EmailAddress, KeepAccounts as _};
use domain::application::{
    Addressee, Application, ConfirmApplications as _, ExportApplications as _, Kind,
    ReadApplications as _, ToExport,
};
use domain::charging::policy::Policy;
use domain::directory::Directory;
use domain::evidence::{Evidence, FileState, KeepEvidence as _};
use domain::notice::Notice;
use domain::ports::Ports;
use domain::saved::{KeepSavedForms as _, SavedForm};
use domain::session::Session;
use jiff::SignedDuration;
use journey::form::{Form, Question};
use store::Table;
use testkit::{Database, Reply, TestApp, Visitor, with_rights_of};
use web::RouteTable;
use web::answers::CitizenAnswers;
use web::journey::JourneySpec;
use web::session::SessionCookie;

/// The functions of the portal that somebody uses on the way, and their table.
struct Site {
    app: TestApp,
    table: Table,
}

/// A person who is signed in.
struct Person {
    visitor: Visitor,
    id: AccountId,
}

impl Site {
    async fn new() -> Self {
        Self {
            app: TestApp::default(),
            table: Database::new().await.table(),
        }
    }

    fn routes(&self) -> RouteTable {
        let (portal, table) = (self.app.portal(), &self.table);
        let other = |function, prefix, form| {
            let spec = JourneySpec {
                prefix,
                form,
                result_path: prefix,
                result_words: "See your result",
            };
            let table = with_rights_of(function, table);
            web::journey::router(spec, CitizenAnswers::new(portal.clone(), table))
        };
        let ours = with_rights_of("submit-application", table);
        crate::router(
            portal.clone(),
            Ports::of(ours).with_mailer(self.app.notices()),
            Directory::SHIPPED,
            Policy::default(),
        )
        .merge(other(
            "screener",
            "/check-support",
            journey::forms::check_support(),
        ))
        .merge(other(
            "calculator",
            "/estimate-costs",
            journey::forms::estimate_costs(),
        ))
    }

    fn nobody(&self) -> Visitor {
        Visitor::new(web::finish(self.routes(), &self.app.portal()))
    }

    /// Makes an account and signs the person in.
    async fn person(&self, name: &str) -> Person {
        let account = Account {
            id: AccountId(name.to_owned()),
            first_name: "Jo".to_owned(),
            last_name: "Bloggs".to_owned(),
            email: EmailAddress::parse(&format!("{name}@example.org")).unwrap(),
            created_at: self.app.portal().now(),
        };
        self.table.keep_account(&account).await.unwrap();
        let visitor = self.signed_in(&account.id, BTreeMap::new()).await;
        Person {
            visitor,
            id: account.id,
        }
    }

    /// Opens a browser with a new session, in which these forms are open.
    async fn signed_in(
        &self,
        account: &AccountId,
        open: BTreeMap<String, domain::saved::SavedId>,
    ) -> Visitor {
        let cookie = SessionCookie::new(&self.app.portal());
        let session = Session {
            open,
            ..self.app.session(account)
        };
        self.nobody()
            .signed_in(&self.table, &cookie, &session)
            .await
    }

    async fn applications(&self, of: &AccountId) -> Vec<Application> {
        let found = self.table.applications(of).await.unwrap();
        found.into_iter().map(|(one, _)| one).collect()
    }

    async fn only_application(&self, of: &AccountId) -> Application {
        let mut applications = self.applications(of).await;
        assert_eq!(applications.len(), 1);
        applications.remove(0)
    }

    async fn saved(&self, of: &AccountId, form: &str) -> SavedForm {
        let now = self.app.portal().now();
        let saved = self.table.saved_forms(of, now).await.unwrap();
        saved.into_iter().find(|saved| saved.form == form).unwrap()
    }

    async fn waiting_letters(&self) -> Vec<Addressee> {
        let later = self.app.portal().now() + SignedDuration::from_hours(1);
        let waiting = self.table.to_confirm(later, 10).await.unwrap();
        waiting.into_iter().map(|letter| letter.to).collect()
    }
}

/// Returns the fields to post to a page: the given ones, or else the usual
/// answer.
fn fields<'a>(
    form: &'a Form,
    page: &'a str,
    given: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let ours = |field: &str| {
        field
            .strip_prefix(page)
            .is_some_and(|rest| matches!(rest, "" | "-amount" | "-every"))
    };
    let given: Vec<_> = given
        .iter()
        .copied()
        .filter(|(field, _)| ours(field))
        .collect();
    if !given.is_empty() {
        return given;
    }
    let usual = match &form.page(page).unwrap().question {
        Question::Name => return vec![("name-first", "Ann"), ("name-last", "Archer")],
        Question::Date { .. } => {
            return vec![
                ("born-day", "27"),
                ("born-month", "3"),
                ("born-year", "1948"),
            ];
        }
        Question::Address => {
            return vec![
                ("address-line1", "1 High Street"),
                ("address-town", "Exampleton"),
                ("address-postcode", "LE1 1FZ"),
            ];
        }
        Question::YesNo | Question::Group { .. } => "no",
        Question::OneOf { options } => &options[0].value,
        Question::ManyOf { none, .. } => &none.as_ref().unwrap().value,
        Question::Number { least: 0, .. } => "0",
        Question::Phone => "01632 960 001",
        Question::Email => "ann@example.org",
        Question::LongText { .. } => "I cannot get up the stairs.",
        _ => "",
    };
    vec![(page, usual)]
}

impl Person {
    /// Answers every question in the order in which the pages lead, up to the
    /// check of all answers.
    async fn answer(&mut self, prefix: &str, form: &Form, given: &[(&str, &str)]) {
        let mut at = format!("{prefix}/{}", form.pages[0].id);
        for _ in 0..90 {
            let page = at.rsplit('/').next().unwrap().to_owned();
            if page == "check-answers" {
                return;
            }
            let reply = self.visitor.post(&at, &fields(form, &page, given)).await;
            assert_eq!(reply.status, 303, "{at}: {}", reply.words());
            at = reply.location().unwrap().to_owned();
        }
        panic!("the questions do not end: {at}");
    }

    async fn ask(&mut self, given: &[(&str, &str)]) {
        let form = journey::forms::request_help();
        self.answer("/apply", form, given).await;
    }

    /// Answers a check of support, and an estimate of 58.55 a week.
    async fn check_and_estimate(&mut self) {
        self.check().await;
        self.estimate().await;
    }

    async fn check(&mut self) {
        let needs = [
            ("age", "yes"),
            ("eating", "not_without_help"),
            ("washing", "not_without_help"),
            ("well-being", "dignity"),
        ];
        let form = journey::forms::check_support();
        self.answer("/check-support", form, &needs).await;
    }

    async fn estimate(&mut self) {
        let costs = [
            ("age", "85"),
            ("cost", "week"),
            ("weekly-cost", "100"),
            ("pensions", "state_pension"),
            ("amount-state-pension-amount", "300"),
            ("amount-state-pension-every", "week"),
        ];
        let form = journey::forms::estimate_costs();
        self.answer("/estimate-costs", form, &costs).await;
    }

    /// Returns the fields of the declaration as it is shown now, confirmed.
    async fn declaration(&mut self) -> Vec<(String, String)> {
        let page = self.visitor.get("/apply/declaration").await;
        assert_eq!(page.status, 200, "{:?}", page.location());
        vec![
            ("form".to_owned(), hidden(&page, "form")),
            ("seen".to_owned(), hidden(&page, "seen")),
            ("confirm".to_owned(), "yes".to_owned()),
        ]
    }

    async fn submit(&mut self, fields: &[(String, String)]) -> Reply {
        submit(&mut self.visitor, fields).await
    }

    /// Confirms and sends the request, and returns the address of the
    /// confirmation.
    async fn send(&mut self) -> String {
        let fields = self.declaration().await;
        let reply = self.submit(&fields).await;
        assert_eq!(reply.status, 303, "{}", reply.words());
        reply.location().unwrap().to_owned()
    }
}

async fn submit(visitor: &mut Visitor, fields: &[(String, String)]) -> Reply {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    visitor.post("/apply/submit", &fields).await
}

/// Returns the value of a hidden field.
fn hidden(page: &Reply, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let from = page.body.find(&start).unwrap() + start.len();
    let rest = &page.body[from..];
    rest[..rest.find('"').unwrap()].to_owned()
}

const FOR_ANN: &[(&str, &str)] = &[
    ("who", "somebody"),
    ("authority", "consent"),
    ("confirmation", "yes"),
];

#[tokio::test]
async fn everybody_can_read_what_asking_for_help_is_and_how_else_to_ask() {
    let reply = Site::new().await.nobody().get("/apply").await;
    assert_eq!(reply.status, 200);
    let words = reply.words();
    for said in [
        "within 7 working days",
        "18 or over",
        "01632 960 001",
        "paper form",
        "You need an account",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[tokio::test]
async fn every_other_page_leads_somebody_who_is_not_signed_in_to_do_so_and_back() {
    let site = Site::new().await;
    for path in [
        "/apply/what",
        "/apply/attach",
        "/apply/declaration",
        "/apply/sent/K7F3MMXT4D",
        "/apply/sent/K7F3MMXT4D/you-were-told.json",
    ] {
        let reply = site.nobody().get(path).await;
        let back = format!("/sign-in?next={path}");
        assert_eq!(reply.status, 303, "{path}");
        assert_eq!(reply.location(), Some(back.as_str()));
    }
}

#[tokio::test]
async fn somebody_asks_for_themselves_and_is_told_the_reference_and_the_day() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(&[]).await;
    let at = jo.send().await;
    let application = site.only_application(&jo.id).await;
    assert_eq!(at, format!("/apply/sent/{}", application.reference.plain()));
    let page = jo.visitor.get(&at).await;
    assert_eq!(page.status, 200);
    let words = page.words();
    // The day is 7 working days after Sunday 22 November 2026.
    for said in [
        "Request sent",
        &application.reference.to_string(),
        "We make contact by Tuesday 1 December 2026.",
        "Your answers to ‘Ask for help’",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert_eq!(application.kind, Kind::RequestForHelp);
    assert_eq!(application.contact_by.to_string(), "2026-12-01");
    assert_eq!(application.applicant.copy_to, None);
    assert_eq!(
        application.forms[0].answers.text("difficult"),
        Some("I cannot get up the stairs.")
    );
    let told = Notice::Applied {
        reference: application.reference,
        contact_by: application.contact_by,
    };
    assert_eq!(site.app.notices().sent_to("jo@example.org"), [told]);
    assert_eq!(site.waiting_letters().await, []);
}

#[tokio::test]
async fn the_person_applied_for_gets_a_copy_where_they_want_one_and_only_there() {
    for (confirmation, copies) in [("yes", 1), ("no", 0)] {
        let site = Site::new().await;
        let mut jo = site.person("jo").await;
        let mut given = FOR_ANN.to_vec();
        given[2] = ("confirmation", confirmation);
        jo.ask(&given).await;
        let words = jo.visitor.get("/apply/declaration").await.words();
        assert!(words.contains("Ann Archer agrees that you ask"), "{words}");
        jo.send().await;
        let notices = site.app.notices();
        let copy = notices.sent_to("ann@example.org");
        assert_eq!(copy.len(), copies);
        assert!(
            copy.iter()
                .all(|notice| matches!(notice, Notice::AppliedForYou { .. }))
        );
        assert_eq!(notices.sent().len(), 1 + copies);
    }
}

#[tokio::test]
async fn a_check_and_an_estimate_go_with_it_and_so_does_what_they_told() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.check_and_estimate().await;
    jo.ask(&[]).await;
    let declaration = jo.visitor.get("/apply/declaration").await;
    assert_eq!(declaration.location(), Some("/apply/attach"));
    let page = jo.visitor.get("/apply/attach").await.words();
    assert!(page.contains("£58.55 a week"), "{page}");
    let (check, estimate) = (
        site.saved(&jo.id, "check-support").await,
        site.saved(&jo.id, "estimate-costs").await,
    );
    let chosen = [
        ("attached", check.id.0.as_str()),
        ("attached", estimate.id.0.as_str()),
    ];
    let kept = jo.visitor.post("/apply/attach", &chosen).await;
    assert_eq!(kept.location(), Some("/apply/evidence"));
    let at = jo.send().await;
    let application = site.only_application(&jo.id).await;
    let forms: Vec<&str> = application
        .forms
        .iter()
        .map(|one| one.form.as_str())
        .collect();
    assert_eq!(forms, ["request-help", "check-support", "estimate-costs"]);
    let told: Vec<(&str, Option<String>)> = application
        .told
        .iter()
        .map(|told| {
            let from = told.rates_from.map(|day| day.to_string());
            (told.report.as_str(), from)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("check-support", None),
            ("estimate-costs", Some("2026-04-06".to_owned()))
        ]
    );
    let page = jo.visitor.get(&at).await.words();
    let fingerprint = &application.told[1].fingerprint;
    assert!(page.contains("You would pay £58.55 a week"), "{page}");
    assert!(page.contains(&fingerprint[..8]), "{page}");
    let record = jo.visitor.get(&format!("{at}/you-were-told.json")).await;
    assert_eq!(record.header("content-type"), "application/json");
    assert_eq!(
        record.body.as_bytes(),
        exchange::told::record(&application).unwrap()
    );
}

#[tokio::test]
async fn nothing_of_anybody_else_and_nothing_unfinished_can_be_sent() {
    let site = Site::new().await;
    let mut ann = site.person("ann").await;
    ann.check().await;
    let hers = site.saved(&ann.id, "check-support").await;
    let mut jo = site.person("jo").await;
    jo.estimate().await;
    let who = [("who", "myself")];
    jo.visitor.post("/check-support/who", &who).await;
    jo.ask(&[]).await;
    let unfinished = site.saved(&jo.id, "check-support").await;
    let page = jo.visitor.get("/apply/attach").await;
    assert!(page.words().contains("Not finished yet"));
    assert!(!page.body.contains(&hers.id.0) && !page.body.contains(&unfinished.id.0));
    for id in [&hers.id.0, &unfinished.id.0, "anything"] {
        let reply = jo.visitor.post("/apply/attach", &[("attached", id)]).await;
        assert_eq!(reply.status, 422, "{id}");
    }
    let estimate = site.saved(&jo.id, "estimate-costs").await;
    let both = [("attached", "none"), ("attached", estimate.id.0.as_str())];
    assert_eq!(jo.visitor.post("/apply/attach", &both).await.status, 422);
}

#[tokio::test]
async fn what_was_chosen_and_is_gone_by_now_is_asked_for_again() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.check_and_estimate().await;
    jo.ask(&[]).await;
    let check = site.saved(&jo.id, "check-support").await;
    let chosen = [("attached", check.id.0.as_str())];
    jo.visitor.post("/apply/attach", &chosen).await;
    let fields = jo.declaration().await;
    site.table
        .delete_saved_form(&jo.id, &check.id)
        .await
        .unwrap();
    let reply = jo.submit(&fields).await;
    assert_eq!(reply.location(), Some("/apply/attach"));
    assert!(site.applications(&jo.id).await.is_empty());
}

#[tokio::test]
async fn a_financial_assessment_alone_goes_to_the_charging_team_with_its_estimate() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(&[("what", "financial-assessment")]).await;
    let page = jo.visitor.get("/apply/attach").await.words();
    assert!(page.contains("needs the figures of an estimate"), "{page}");
    let declaration = jo.visitor.get("/apply/declaration").await;
    assert_eq!(declaration.location(), Some("/apply/attach"));
    jo.check_and_estimate().await;
    let check = site.saved(&jo.id, "check-support").await;
    let only_check = [("attached", check.id.0.as_str())];
    let reply = jo.visitor.post("/apply/attach", &only_check).await;
    assert_eq!(reply.status, 422);
    let estimate = site.saved(&jo.id, "estimate-costs").await;
    let chosen = [("attached", estimate.id.0.as_str())];
    jo.visitor.post("/apply/attach", &chosen).await;
    let at = jo.send().await;
    let page = jo.visitor.get(&at).await.words();
    assert!(page.contains("The charging team"), "{page}");
    let application = site.only_application(&jo.id).await;
    assert_eq!(application.kind, Kind::FinancialAssessment);
}

#[tokio::test]
async fn nothing_is_sent_that_was_not_confirmed() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(&[]).await;
    let mut fields = jo.declaration().await;
    fields.pop();
    let reply = jo.submit(&fields).await;
    assert_eq!(reply.status, 422);
    assert!(
        reply
            .words()
            .contains("There is a problem Select that what you are sending is true")
    );
    assert!(site.applications(&jo.id).await.is_empty());
}

#[tokio::test]
async fn what_changed_after_it_was_shown_is_shown_again_and_not_sent() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(&[]).await;
    let fields = jo.declaration().await;
    let changed = [("difficult", "And now the kitchen too.")];
    jo.visitor.post("/apply/difficult?change=1", &changed).await;
    let reply = jo.submit(&fields).await;
    assert_eq!(reply.status, 409);
    assert!(
        reply
            .words()
            .contains("has changed since you saw this page")
    );
    assert!(site.applications(&jo.id).await.is_empty());
    jo.send().await;
    let application = site.only_application(&jo.id).await;
    let difficult = application.forms[0].answers.text("difficult");
    assert_eq!(difficult, Some("And now the kitchen too."));
}

#[tokio::test]
async fn of_twenty_clicks_at_once_one_sends_and_all_lead_to_its_confirmation() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(FOR_ANN).await;
    let fields = jo.declaration().await;
    let clicks: Vec<_> = (0..20)
        .map(|_| {
            let (mut visitor, fields) = (jo.visitor.clone(), fields.clone());
            tokio::spawn(async move { submit(&mut visitor, &fields).await })
        })
        .collect();
    let mut led_to = Vec::new();
    for click in clicks {
        let reply = click.await.unwrap();
        led_to.push(reply.location().unwrap_or_default().to_owned());
    }
    let application = site.only_application(&jo.id).await;
    let at = format!("/apply/sent/{}", application.reference.plain());
    assert_eq!(led_to, vec![at; 20]);
    assert_eq!(site.app.notices().sent().len(), 2);
}

#[tokio::test]
async fn a_step_back_and_a_retry_end_at_the_same_confirmation() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(&[]).await;
    let fields = jo.declaration().await;
    let first = jo.submit(&fields).await;
    // The form is closed, so only the page names it.
    let again = jo.submit(&fields).await;
    assert_eq!(first.location(), again.location());
    let unconfirmed = jo.submit(&fields[..2]).await;
    assert_eq!(first.location(), unconfirmed.location());
    assert_eq!(site.applications(&jo.id).await.len(), 1);
    assert_eq!(site.app.notices().sent().len(), 1);
}

#[tokio::test]
async fn what_is_asked_after_sending_is_another_request() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(&[]).await;
    jo.send().await;
    let declaration = jo.visitor.get("/apply/declaration").await;
    assert_eq!(declaration.location(), Some("/apply"));
    let start = jo.visitor.get("/apply").await.words();
    assert!(start.contains("What you have sent"), "{start}");
    assert!(start.contains("sent on 22 November 2026"), "{start}");
    jo.ask(&[("what", "carer")]).await;
    jo.send().await;
    assert_eq!(site.applications(&jo.id).await.len(), 2);
}

#[tokio::test]
async fn somebody_whose_session_ended_signs_in_and_sends_what_they_had() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(&[]).await;
    let fields = jo.declaration().await;
    site.app.pass_hours(1);
    let reply = jo.submit(&fields).await;
    assert_eq!(reply.location(), Some("/sign-in?next=/apply/submit"));
    assert!(site.applications(&jo.id).await.is_empty());
    // The form that was open is open again after signing in.
    let request = site.saved(&jo.id, "request-help").await;
    let open = BTreeMap::from([("request-help".to_owned(), request.id)]);
    jo.visitor = site.signed_in(&jo.id, open).await;
    let back = jo.visitor.get("/apply/submit").await;
    assert_eq!(back.location(), Some("/apply/declaration"));
    jo.send().await;
    assert_eq!(site.applications(&jo.id).await.len(), 1);
}

#[tokio::test]
async fn nobody_sees_or_sends_what_is_somebody_elses() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.estimate().await;
    jo.ask(&[]).await;
    let estimate = site.saved(&jo.id, "estimate-costs").await;
    let chosen = [("attached", estimate.id.0.as_str())];
    jo.visitor.post("/apply/attach", &chosen).await;
    let fields = jo.declaration().await;
    let mut ann = site.person("ann").await;
    let reply = ann.submit(&fields).await;
    assert_eq!(reply.location(), Some("/apply"));
    assert!(site.applications(&jo.id).await.is_empty());
    let at = jo.send().await;
    for path in [at.clone(), format!("{at}/you-were-told.json")] {
        assert_eq!(ann.visitor.get(&path).await.status, 404, "{path}");
        assert_eq!(jo.visitor.get(&path).await.status, 200, "{path}");
    }
    let no_reference = jo.visitor.get("/apply/sent/anything").await;
    assert_eq!(no_reference.status, 404);
}

#[tokio::test]
async fn an_e_mail_that_fails_loses_nothing_and_is_kept_to_be_sent_later() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(FOR_ANN).await;
    site.app.notices().fail(true);
    let at = jo.send().await;
    assert_eq!(jo.visitor.get(&at).await.status, 200);
    site.only_application(&jo.id).await;
    let mut waiting = site.waiting_letters().await;
    waiting.sort_unstable();
    assert_eq!(waiting, [Addressee::Applicant, Addressee::PersonAppliedFor]);
}

#[tokio::test]
async fn only_files_that_are_clean_or_still_being_checked_go_with_it() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(&[]).await;
    let request = site.saved(&jo.id, "request-help").await;
    for (number, state) in [
        FileState::Expected,
        FileState::Scanning,
        FileState::Clean,
        FileState::Infected,
        FileState::Unscannable,
        FileState::Refused,
    ]
    .into_iter()
    .enumerate()
    {
        let mut file = Evidence {
            id: format!("{number:032x}"),
            document: "savings".to_owned(),
            name: format!("{state:?}.pdf"),
            file_type: None,
            size: 1,
            fingerprint: None,
            state: FileState::Expected,
            refusal: None,
            added_at: site.app.portal().now(),
        };
        let announced = site.table.announce_evidence(&jo.id, &request.id, &file);
        assert!(announced.await.unwrap());
        file.state = state;
        let judged = site.table.judge_evidence(&jo.id, &request.id, &file);
        assert!(judged.await.unwrap());
    }
    jo.send().await;
    let application = site.only_application(&jo.id).await;
    let names: Vec<&str> = application
        .evidence
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["Scanning.pdf", "Clean.pdf"]);
}

impl Site {
    /// Adds a file of a request, in a state.
    async fn file(&self, of: &AccountId, request: &SavedForm, number: u64, state: FileState) {
        let mut file = Evidence {
            id: format!("{number:032x}"),
            document: "savings".to_owned(),
            name: "file".to_owned(),
            file_type: None,
            size: 0,
            fingerprint: None,
            state: FileState::Expected,
            refusal: None,
            added_at: self.app.portal().now(),
        };
        let announced = self.table.announce_evidence(of, &request.id, &file);
        assert!(announced.await.unwrap());
        file.state = state;
        self.judge(of, request, file).await;
    }

    async fn judge(&self, of: &AccountId, request: &SavedForm, file: Evidence) {
        let judged = self.table.judge_evidence(of, &request.id, &file);
        assert!(judged.await.unwrap());
    }

    /// Judges the only file of a request.
    async fn verdict(&self, of: &AccountId, request: &SavedForm, state: FileState) {
        let known = self.table.evidence(of, &request.id).await.unwrap();
        let [file] = known.try_into().unwrap();
        let file = Evidence {
            name: "statement.pdf".to_owned(),
            state,
            ..file
        };
        self.judge(of, request, file).await;
    }

    async fn to_export(&self) -> Vec<ToExport> {
        self.table.to_export(9).await.unwrap()
    }
}

#[tokio::test]
async fn who_sends_while_a_file_is_being_checked_is_told_so_and_may_wait_or_send() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(&[]).await;
    let request = site.saved(&jo.id, "request-help").await;
    site.file(&jo.id, &request, 1, FileState::Scanning).await;
    let page = jo.visitor.get("/apply/declaration").await;
    let words = page.words();
    for said in [
        "file Being checked",
        "still checking a file for viruses",
        "check again",
        "send now",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(page.body.contains("href=\"/apply/declaration\""));

    // Somebody who waits finds the file ready, and nothing else has changed.
    let fields = jo.declaration().await;
    site.verdict(&jo.id, &request, FileState::Clean).await;
    let words = jo.visitor.get("/apply/declaration").await.words();
    assert!(
        words.contains("statement.pdf") && !words.contains("Being checked"),
        "{words}"
    );
    // Somebody who sends an older page is not turned away, and the file that is
    // ready by now is sent.
    let reply = jo.submit(&fields).await;
    assert_eq!(reply.status, 303, "{}", reply.words());
    let application = site.only_application(&jo.id).await;
    assert_eq!(application.evidence[0].state, FileState::Clean);
    let reference = application.reference;
    assert_eq!(site.to_export().await, [ToExport::Application(reference)]);
}

#[tokio::test]
async fn what_is_found_out_after_sending_follows_and_the_applicant_sees_it() {
    for (state, said) in [
        (FileState::Clean, "The document ‘statement.pdf’"),
        (FileState::Infected, "We found a virus in it and deleted it"),
        (
            FileState::Unscannable,
            "could not be used and we deleted it",
        ),
        (FileState::Refused, "could not be used and we deleted it"),
    ] {
        let site = Site::new().await;
        let mut jo = site.person("jo").await;
        jo.ask(&[]).await;
        let request = site.saved(&jo.id, "request-help").await;
        site.file(&jo.id, &request, 1, FileState::Scanning).await;
        let at = jo.send().await;
        let words = jo.visitor.get(&at).await.words();
        assert!(
            words.contains("still checking it for viruses when you sent"),
            "{words}"
        );
        assert_eq!(site.to_export().await.len(), 1);

        // The verdict comes twice, but the file follows once.
        for _ in 0..2 {
            site.verdict(&jo.id, &request, state).await;
        }
        let waiting = site.to_export().await;
        assert_eq!(waiting.len(), 2);
        let Some(ToExport::LateFile(late)) = waiting
            .iter()
            .find(|one| matches!(one, ToExport::LateFile(_)))
        else {
            panic!("{waiting:?}");
        };
        let found = site.table.late_file_to_export(late).await.unwrap().unwrap();
        assert_eq!((found.state, found.name.as_str()), (state, "statement.pdf"));
        let words = jo.visitor.get(&at).await.words();
        assert!(words.contains(said), "{said}: {words}");
        assert!(!words.contains("still checking"), "{words}");
    }
}

#[tokio::test]
async fn a_file_that_turns_out_useless_before_it_is_sent_is_not_left_out_unseen() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(&[]).await;
    let request = site.saved(&jo.id, "request-help").await;
    site.file(&jo.id, &request, 1, FileState::Scanning).await;
    let fields = jo.declaration().await;
    site.verdict(&jo.id, &request, FileState::Infected).await;
    let reply = jo.submit(&fields).await;
    assert_eq!(reply.status, 409);
    let words = reply.words();
    assert!(
        words.contains("A file that you added is not sent"),
        "{words}"
    );
    assert!(site.applications(&jo.id).await.is_empty());
    jo.send().await;
    assert!(site.only_application(&jo.id).await.evidence.is_empty());
}

#[tokio::test]
async fn a_question_that_is_open_comes_before_sending() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.visitor.post("/apply/what", &[("what", "help")]).await;
    for path in ["/apply/attach", "/apply/declaration"] {
        let reply = jo.visitor.get(path).await;
        assert_eq!(reply.location(), Some("/apply/who"), "{path}");
    }
}

#[tokio::test]
async fn somebody_who_cannot_wait_is_told_to_call_until_the_end() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    jo.ask(&[("urgent", "cannot_wait")]).await;
    let said = "You told us that this cannot wait. Call us now on 01632 960 001";
    let words = jo.visitor.get("/apply/declaration").await.words();
    assert!(words.contains(said), "{words}");
    let at = jo.send().await;
    let words = jo.visitor.get(&at).await.words();
    assert!(words.contains(said), "{words}");
}

#[tokio::test]
async fn somebody_under_18_is_told_what_to_do() {
    let site = Site::new().await;
    let mut jo = site.person("jo").await;
    for (page, value) in [("what", "help"), ("who", "myself"), ("urgent", "can_wait")] {
        let at = format!("/apply/{page}");
        jo.visitor.post(&at, &[(page, value)]).await;
    }
    let tomorrow_18 = [
        ("born-day", "23"),
        ("born-month", "11"),
        ("born-year", "2008"),
    ];
    let reply = jo.visitor.post("/apply/born", &tomorrow_18).await;
    assert_eq!(reply.status, 422);
    let words = reply.words();
    assert!(words.contains("You must be 18 or over"), "{words}");
    assert!(words.contains("children’s services"), "{words}");
}
