//! The PDFs, as a visitor gets them.

use domain::account::{AccountId, EmailAddress};
use domain::application::{Applicant, Application, Filled, KeepApplications as _, Kind, Submitted};
use domain::charging::policy::Policy;
use domain::directory::Directory;
use domain::draft::Answer;
use domain::reference::Reference;
use domain::saved::{KeepSavedForms as _, NewSavedForm, SavedId};
use journey::form::{Form, Question};
use journey::report::{Report, Sources};
use store::Table;
use testkit::{Database, Reply, TestApp, Visitor, with_rights_of};
use web::RouteTable;
use web::answers::CitizenAnswers;
use web::journey::JourneySpec;
use web::session::SessionCookie;

const CHECK_SUPPORT: &str = "/check-support/result.pdf";
const ESTIMATE_COSTS: &str = "/estimate-costs/result.pdf";

/// Returns a visitor of the PDFs and of the questions that they are made from.
fn visitor(app: &TestApp) -> Visitor {
    let routes = crate::router(
        app.portal(),
        app.store(),
        Directory::SHIPPED,
        Policy::default(),
    )
    .merge(questions(
        app,
        "/check-support",
        journey::forms::check_support(),
    ))
    .merge(questions(
        app,
        "/estimate-costs",
        journey::forms::estimate_costs(),
    ));
    Visitor::new(web::finish(routes, &app.portal()))
}

fn questions(app: &TestApp, prefix: &'static str, form: &'static Form) -> RouteTable {
    let spec = JourneySpec {
        prefix,
        form,
        result_path: prefix,
        result_words: "See your result",
    };
    web::journey::router(spec, CitizenAnswers::new(app.portal(), app.store()))
}

/// The answers of somebody who cannot feed themselves.
const NEEDS: &[(&str, &str)] = &[
    ("age", "yes"),
    ("eating", "not_without_help"),
    ("washing", "not_without_help"),
    ("well-being", "dignity"),
];

/// The answers of somebody of 85 with a State Pension, whose care costs £100 a
/// week.
const COSTS: &[(&str, &str)] = &[
    ("age", "85"),
    ("cost", "week"),
    ("weekly-cost", "100"),
    ("pensions", "state_pension"),
    ("amount-state-pension-amount", "300"),
    ("amount-state-pension-every", "week"),
];

/// Returns the fields to post to a page: those given for it, or else "no",
/// "none" or the first choice.
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
        Question::YesNo | Question::Group { .. } => "no",
        Question::OneOf { options } => &options[0].value,
        Question::ManyOf { none, .. } => &none.as_ref().unwrap().value,
        Question::Number { least: 0, .. } => "0",
        _ => panic!("{page} needs an answer"),
    };
    vec![(page, usual)]
}

/// Answers every question in the order of the pages, up to the check of the
/// answers.
async fn answer(visitor: &mut Visitor, form: &Form, given: &[(&str, &str)]) {
    let mut at = format!("/{}/{}", form.id, form.pages[0].id);
    for _ in 0..90 {
        let page = at.rsplit('/').next().unwrap().to_owned();
        if page == "check-answers" {
            return;
        }
        let reply = visitor.post(&at, &fields(form, &page, given)).await;
        assert_eq!(reply.status, 303, "{at}: {}", reply.words());
        at = reply.location().unwrap().to_owned();
    }
    panic!("the questions do not end: {at}");
}

async fn check_support(visitor: &mut Visitor) {
    answer(visitor, journey::forms::check_support(), NEEDS).await;
}

fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.headers[name].to_str().unwrap()
}

#[tokio::test]
async fn answers_become_a_pdf_that_opens_in_the_browser() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    check_support(&mut visitor).await;
    let reply = visitor.get(CHECK_SUPPORT).await;
    assert_eq!(reply.status, 200, "{:?}", reply.location());
    assert_eq!(header(&reply, "content-type"), "application/pdf");
    assert_eq!(
        header(&reply, "content-disposition"),
        "inline; filename=\"care-and-support-check-2026-11-22.pdf\""
    );
    assert_eq!(header(&reply, "cache-control"), "no-store");
    assert_eq!(header(&reply, "x-content-type-options"), "nosniff");
    assert!(reply.body.starts_with("%PDF-1.7"));
}

#[tokio::test]
async fn an_estimate_becomes_a_pdf_with_a_name_of_its_own() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, journey::forms::estimate_costs(), COSTS).await;
    let reply = visitor.get(ESTIMATE_COSTS).await;
    assert_eq!(reply.status, 200, "{:?}", reply.location());
    assert_eq!(
        header(&reply, "content-disposition"),
        "inline; filename=\"care-costs-estimate-2026-11-22.pdf\""
    );
    assert!(reply.body.starts_with("%PDF-1.7"));
}

#[tokio::test]
async fn a_report_to_be_set_is_the_report_of_the_page() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, journey::forms::estimate_costs(), COSTS).await;
    let (portal, policy) = (app.portal(), Policy::default());
    let sources = Sources {
        council: portal.council(),
        directory: Directory::SHIPPED,
        policy: &policy,
        today: portal.today(),
    };
    let answers = app.store().only_draft("estimate-costs").unwrap();
    let made = Report::EstimateCosts.make(&answers, sources).unwrap();
    let report = made.document;
    // The minimum income guarantee of 2026 to 2027 over pension age is 241.45.
    assert!(
        report.answer[0].contains("£58.55 a week"),
        "{:?}",
        report.answer
    );
    assert!(
        report.answer[0].contains("£241.45 a week"),
        "{:?}",
        report.answer
    );
}

/// Returns somebody who is signed in and has sent an application, with its
/// reference.
async fn applicant(app: &TestApp, table: &Table, name: &str) -> (Visitor, String) {
    let (portal, id) = (app.portal(), AccountId(name.to_owned()));
    let now = portal.now();
    let saved = NewSavedForm {
        id: SavedId::new(now, &portal.new_id()),
        form: "request-help".to_owned(),
        name: "Ask for help".to_owned(),
        reference: Reference::of_id(&portal.new_id()),
    };
    table.start_saved_form(&id, &saved, now).await.unwrap();
    let answers = [("what", "help"), ("difficult", "The stairs")];
    let application = Application {
        reference: Reference::of_id(&portal.new_id()),
        kind: Kind::RequestForHelp,
        account: id.clone(),
        saved: saved.id,
        submitted_at: now,
        contact_by: domain::calendar::contact_by(portal.today()),
        applicant: Applicant {
            first_name: "Jo".to_owned(),
            last_name: "Bloggs".to_owned(),
            email: EmailAddress::parse("jo@example.org").unwrap(),
            copy_to: None,
        },
        forms: vec![Filled {
            form: "request-help".to_owned(),
            version: 1,
            answers: answers
                .map(|(page, said)| (page.to_owned(), Answer::Text(said.to_owned())))
                .into_iter()
                .collect(),
        }],
        told: Vec::new(),
        evidence: Vec::new(),
    };
    let submitted = table.submit(&application).await.unwrap();
    assert_eq!(submitted, Submitted::Now);
    let cookie = SessionCookie::new(&portal);
    let routes = crate::router(
        portal.clone(),
        with_rights_of("make-document", table),
        Directory::SHIPPED,
        Policy::default(),
    );
    let visitor = Visitor::new(web::finish(routes, &portal))
        .signed_in(table, &cookie, &app.session(&id))
        .await;
    (visitor, application.reference.plain().to_owned())
}

fn confirmation_of(reference: &str) -> String {
    format!("/apply/sent/{reference}/confirmation.pdf")
}

#[tokio::test]
async fn an_application_becomes_a_pdf_the_same_whenever_it_is_asked_for() {
    let (app, table) = (TestApp::default(), Database::new().await.table());
    let (mut jo, reference) = applicant(&app, &table, "jo").await;
    let reply = jo.get(&confirmation_of(&reference)).await;
    assert_eq!(reply.status, 200, "{:?}", reply.location());
    assert_eq!(header(&reply, "content-type"), "application/pdf");
    assert_eq!(
        header(&reply, "content-disposition"),
        format!("inline; filename=\"application-{reference}.pdf\"")
    );
    assert!(reply.body.starts_with("%PDF-1.7"));
    app.pass_minutes(20);
    let later = jo.get(&confirmation_of(&reference)).await;
    assert_eq!(later.body, reply.body);
}

#[tokio::test]
async fn nobody_gets_the_confirmation_of_somebody_else() {
    let (app, table) = (TestApp::default(), Database::new().await.table());
    let (mut jo, reference) = applicant(&app, &table, "jo").await;
    let (mut ann, hers) = applicant(&app, &table, "ann").await;
    assert_eq!(ann.get(&confirmation_of(&reference)).await.status, 404);
    assert_eq!(jo.get(&confirmation_of(&hers)).await.status, 404);
    assert_eq!(jo.get(&confirmation_of("anything")).await.status, 404);
    let signed_out = visitor(&app).get(&confirmation_of(&reference)).await;
    let back = format!("/sign-in?next={}", confirmation_of(&reference));
    assert_eq!(signed_out.location(), Some(back.as_str()));
}

#[tokio::test]
async fn without_answers_the_way_leads_to_the_start() {
    let app = TestApp::default();
    for (pdf, start) in [
        (CHECK_SUPPORT, "/check-support"),
        (ESTIMATE_COSTS, "/estimate-costs"),
    ] {
        let reply = visitor(&app).get(pdf).await;
        assert_eq!((reply.status, reply.location()), (303, Some(start)));
    }
}

#[tokio::test]
async fn with_answers_missing_the_way_leads_to_the_first_of_them() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    visitor
        .post("/check-support/who", &[("who", "myself")])
        .await;
    let reply = visitor.get(CHECK_SUPPORT).await;
    assert_eq!(
        (reply.status, reply.location()),
        (303, Some("/check-support/urgent"))
    );
}

#[tokio::test]
async fn an_answer_that_is_needed_again_leads_to_the_page_that_says_so() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, journey::forms::estimate_costs(), COSTS).await;
    // Shared in another way, without the share.
    let savings = [
        ("savings-kind", "cash"),
        ("savings-value", "18000"),
        ("savings-whose", "share"),
    ];
    visitor
        .post("/estimate-costs/savings/000000000001abc", &savings)
        .await;
    let reply = visitor.get(ESTIMATE_COSTS).await;
    assert_eq!(
        (reply.status, reply.location()),
        (303, Some("/estimate-costs/result"))
    );
}

#[tokio::test]
async fn one_report_is_not_made_from_the_answers_of_the_other() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    check_support(&mut visitor).await;
    let reply = visitor.get(ESTIMATE_COSTS).await;
    assert_eq!(
        (reply.status, reply.location()),
        (303, Some("/estimate-costs"))
    );
}

#[tokio::test]
async fn another_visitor_gets_nothing_of_it() {
    let app = TestApp::default();
    check_support(&mut visitor(&app)).await;
    assert_eq!(visitor(&app).get(CHECK_SUPPORT).await.status, 303);
}

#[tokio::test]
async fn after_a_day_there_is_nothing_left_to_make_it_from() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    check_support(&mut visitor).await;
    app.pass_hours(25);
    let reply = visitor.get(CHECK_SUPPORT).await;
    assert_eq!(
        (reply.status, reply.location()),
        (303, Some("/check-support"))
    );
}

#[tokio::test]
async fn a_store_that_fails_is_said_to_and_is_no_empty_report() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    check_support(&mut visitor).await;
    app.store().fail(true);
    let reply = visitor.get(CHECK_SUPPORT).await;
    assert_eq!(reply.status, 503);
    assert_eq!(header(&reply, "content-type"), "text/html; charset=utf-8");
}
