//! The PDFs, as a visitor gets them.

use charging::policy::Policy;
use domain::application::CompletedForm;
use domain::directory::Directory;
use domain::forms::draft::Answer;
use journey::report::{Report, Sources};
use testkit::{ApplicationBuilder, MONEY, NEEDS, Process, TestApp, Visitor, with_rights_of};
use web::RouteTable;

const CHECK_SUPPORT: &str = "/check-support/result.pdf";
const ESTIMATE_COSTS: &str = "/estimate-costs/result.pdf";

/// Returns the routes of the PDFs, and those of the questions that they are
/// made from.
fn routes(app: &TestApp, process: &Process) -> RouteTable {
    let store = with_rights_of("make-document", &app.database().table_of(process));
    crate::router(app.site(), store, Directory::SHIPPED, Policy::default()).merge(app.questions())
}

/// Returns a visitor of the PDFs and of the questions.
fn visitor(app: &TestApp) -> Visitor {
    app.browser(routes(app, &Process::default()))
}

/// Answers the estimate up to the check of the answers.
async fn estimate_costs(visitor: &mut Visitor) {
    let form = journey::forms::estimate_costs();
    visitor
        .answer("/estimate-costs", form, MONEY)
        .await
        .unwrap();
}

/// Answers the check of support up to the check of the answers.
async fn check_support(visitor: &mut Visitor) {
    let form = journey::forms::check_support();
    visitor.answer("/check-support", form, NEEDS).await.unwrap();
}

#[tokio::test]
async fn answers_become_a_pdf_that_opens_in_the_browser() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    check_support(&mut visitor).await;
    let reply = visitor.get(CHECK_SUPPORT).await;
    assert_eq!(reply.status, 200, "{:?}", reply.location());
    assert_eq!(reply.header("content-type"), "application/pdf");
    assert_eq!(
        reply.header("content-disposition"),
        "inline; filename=\"care-and-support-check-2026-11-22.pdf\""
    );
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert!(reply.body.starts_with("%PDF-1.7"));
}

#[tokio::test]
async fn an_estimate_becomes_a_pdf_with_a_name_of_its_own() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    estimate_costs(&mut visitor).await;
    let reply = visitor.get(ESTIMATE_COSTS).await;
    assert_eq!(reply.status, 200, "{:?}", reply.location());
    assert_eq!(
        reply.header("content-disposition"),
        "inline; filename=\"care-costs-estimate-2026-11-22.pdf\""
    );
    assert!(reply.body.starts_with("%PDF-1.7"));
}

#[tokio::test]
async fn a_report_to_be_set_is_the_report_of_the_page() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    estimate_costs(&mut visitor).await;
    let (site, policy) = (app.site(), Policy::default());
    let sources = Sources {
        council: site.council(),
        directory: Directory::SHIPPED,
        policy: &policy,
        today: site.today(),
    };
    let answers = app.draft_of(&visitor, "estimate-costs").await;
    let made = Report::EstimateCosts.make(&answers, sources).unwrap();
    let report = made.document;
    // The minimum income guarantee of 2026 to 2027 over pension age is 241.45.
    assert!(
        report.answer[0].contains("£58.55 a week"),
        "{:?}",
        report.answer
    );
    assert!(
        report.answer[1].contains("£241.45 a week"),
        "{:?}",
        report.answer
    );
}

#[tokio::test]
async fn every_form_of_citizens_can_be_printed_empty_for_oneself_and_for_somebody_else() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    for (form, _) in journey::forms::for_citizens() {
        let mut names = vec![form.id.clone()];
        names.extend(
            form.person
                .is_some()
                .then(|| format!("{}-for-somebody-else", form.id)),
        );
        let mut bodies = Vec::new();
        for name in names {
            let reply = visitor.get(&format!("/paper-forms/{name}.pdf")).await;
            assert_eq!(reply.status, 200, "{name}");
            assert_eq!(
                reply.header("content-disposition"),
                format!("inline; filename=\"{name}.pdf\"")
            );
            assert!(reply.body.starts_with("%PDF-1.7"), "{name}");
            bodies.push(reply.body);
        }
        bodies.dedup();
        assert_eq!(
            bodies.len(),
            if form.person.is_some() { 2 } else { 1 },
            "{}",
            form.id
        );
    }
}

#[tokio::test]
async fn there_is_no_paper_form_of_a_form_for_staff_nor_of_another_name() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    for name in [
        "needs-assessment.pdf",
        "estimate-costs",
        "estimate-costs.pdf.pdf",
        "-for-somebody-else.pdf",
        "..%2Festimate-costs.pdf",
        ".pdf",
    ] {
        let reply = visitor.get(&format!("/paper-forms/{name}")).await;
        assert_eq!(reply.status, 404, "{name}");
    }
}

/// Returns somebody who is signed in and has sent an application, with its
/// reference.
async fn applicant(app: &TestApp, name: &str) -> (Visitor, String) {
    let now = app.site().now();
    app.save_form("request-help", name, "1", now).await;
    let answers = [("what", "help"), ("difficult", "The stairs")];
    let answers = answers.map(|(page, said)| (page.to_owned(), Answer::Text(said.to_owned())));
    let application = ApplicationBuilder::new(name, "1").with_form(CompletedForm {
        form: "request-help".to_owned(),
        version: 1,
        answers: answers.into_iter().collect(),
    });
    let application = application.build();
    app.submit(&application).await;
    let visitor = app.citizen(name, routes(app, &Process::default())).await;
    (visitor, application.reference.plain().to_owned())
}

fn confirmation_of(reference: &str) -> String {
    format!("/apply/sent/{reference}/confirmation.pdf")
}

#[tokio::test]
async fn an_application_becomes_a_pdf_the_same_whenever_it_is_asked_for() {
    let app = TestApp::default();
    let (mut jo, reference) = applicant(&app, "jo").await;
    let reply = jo.get(&confirmation_of(&reference)).await;
    assert_eq!(reply.status, 200, "{:?}", reply.location());
    assert_eq!(reply.header("content-type"), "application/pdf");
    assert_eq!(
        reply.header("content-disposition"),
        format!("inline; filename=\"application-{reference}.pdf\"")
    );
    assert!(reply.body.starts_with("%PDF-1.7"));
    app.pass_minutes(20);
    let later = jo.get(&confirmation_of(&reference)).await;
    assert_eq!(later.body, reply.body);
}

#[tokio::test]
async fn nobody_gets_the_confirmation_of_somebody_else() {
    let app = TestApp::default();
    let (mut jo, reference) = applicant(&app, "jo").await;
    let (mut ann, hers) = applicant(&app, "ann").await;
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
    estimate_costs(&mut visitor).await;
    // Somebody who was born in 1950 is not 66.
    visitor.post("/estimate-costs/age", &[("age", "66")]).await;
    let born = [
        ("date-of-birth-day", "1"),
        ("date-of-birth-month", "1"),
        ("date-of-birth-year", "1950"),
    ];
    visitor.post("/estimate-costs/date-of-birth", &born).await;
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
    let cut_off = routes(&app, &Process::cut_off());
    let mut visitor = visitor.moved_to(web::finish(cut_off, &app.site()));
    let reply = visitor.get(CHECK_SUPPORT).await;
    assert_eq!(reply.status, 503);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
}
