//! Tests of the pages and of the API, used as a visitor and as a program use
//! them.

use domain::directory::Directory;
use serde_json::{Value, json};
use testkit::{Given, Process, Reply, TestApp, Visitor, with_rights_of};
use web::RouteTable;

/// The link of the start page for somebody who has answers.
const CARRY_ON: &str = "Carry on where you stopped";

/// The answers of an adult who manages everything and who goes on if asked to
/// stop.
const ADULT: &[Given<'_>] = &[
    ("urgent-help", "carry_on"),
    ("age", "yes"),
    ("caring-health", "not_affected"),
    ("well-being", "control"),
];

fn routes(app: &TestApp, process: &Process) -> RouteTable {
    let store = with_rights_of("screener", &app.database().table_of(process));
    crate::router(app.site(), store, Directory::SHIPPED)
}

fn visitor(app: &TestApp) -> Visitor {
    app.browser(routes(app, &Process::default()))
}

/// Answers every question as that adult, except for the given answers.
async fn answer(visitor: &mut Visitor, given: &[Given<'_>]) {
    let is_given = |name| given.iter().any(|(other, _)| *other == name);
    let adult = ADULT.iter().filter(|(name, _)| !is_given(*name));
    let given: Vec<Given<'_>> = adult.chain(given).copied().collect();
    let form = journey::forms::check_support();
    let answered = visitor.answer("/check-support", form, &given).await;
    answered.unwrap();
}

async fn result(given: &[Given<'_>]) -> Reply {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, given).await;
    let reply = visitor.get("/check-support/result").await;
    assert_eq!(reply.status, 200);
    reply
}

/// Checks that these parts stand in the text in this order.
fn in_order(text: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let rest = text.get(from..).unwrap();
        let at = rest
            .find(part)
            .unwrap_or_else(|| panic!("{part:?} is not in {rest}"));
        from += at + part.len();
    }
}

#[tokio::test]
async fn the_start_page_says_what_this_is_and_keeps_nothing() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    let reply = visitor.get("/check-support").await;
    assert_eq!(reply.status, 200);
    in_order(
        &reply.words(),
        &[
            "about 5 minutes",
            "Start now",
            "You do not need an account",
            "A person decides",
            "24 hours",
            "01632 960 001",
        ],
    );
    assert!(visitor.cookies().is_empty());
    assert!(app.database().stored().await.is_empty());
}

#[tokio::test]
async fn the_carers_tile_chooses_the_first_answer_beforehand_and_writes_nothing() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    let start = visitor.get("/check-support?for=carer").await;
    let first = start.link("Start now");
    assert_eq!(first.as_deref(), Some("/check-support/as-carer"));
    let question = visitor.get("/check-support/as-carer").await;
    assert_eq!(question.status, 200);
    assert_eq!(question.chosen("who"), ["carer"]);
    assert!(visitor.cookies().is_empty());
    assert!(app.database().stored().await.is_empty());
    let odd = visitor.get("/check-support?for=%3Cscript%3E").await;
    let first = odd.link("Start now");
    assert_eq!(first.as_deref(), Some("/check-support/who"));
}

#[tokio::test]
async fn the_start_page_leads_on_with_answers_and_says_when_they_are_cleared() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    let start = visitor.get("/check-support").await;
    assert!(start.link("Back").is_some());
    assert_eq!(start.link(CARRY_ON), None);
    visitor
        .post("/check-support/who", &[("who", "myself")])
        .await;
    // An old address may still have the query. There are answers, so the page
    // does not say that they were deleted.
    let start = visitor.get("/check-support?cleared=1").await;
    assert!(start.link(CARRY_ON).is_some() && start.banners().is_empty());
    let cleared = visitor.post("/check-support/clear", &[]).await;
    let start = visitor.get(cleared.location().unwrap()).await;
    assert_eq!(start.banners(), ["Your answers have been deleted"]);
    assert_eq!(start.link(CARRY_ON), None);
    let start = visitor.get("/check-support").await;
    assert!(start.banners().is_empty());
}

/// The green buttons of a page: their words and where they lead.
fn green(page: &Reply) -> Vec<(String, String)> {
    let button = "main a.govuk-button:not(.govuk-button--secondary)";
    let words = page.words_of(button).into_iter();
    words.zip(page.attributes(button, "href")).collect()
}

#[tokio::test]
async fn the_result_says_the_answer_then_what_to_do_and_folds_the_rest_away() {
    let reply = result(&[
        ("washing", "not_without_help"),
        ("community", "takes_much_longer"),
        ("varies", "yes"),
    ])
    .await;
    in_order(
        &reply.words(),
        &[
            "You may be eligible for care and support",
            "Your answers suggest that you may be eligible for care and support from Exampleshire \
             County Council. The next step is an assessment, which is free.",
            "Ask for help",
            "This is an indication, not a decision. A person decides, after an assessment.",
            "01632 960 001 (Monday to Friday, 9am to 5pm)",
            "What happens next",
            "Services that may help now",
            "Other things you can do",
            "How we worked this out",
            "Why",
            "Met",
            "2 of the 10 parts of life",
            "Washing and keeping clean",
            "Counts",
            "You said you cannot wash and keep clean without help.",
            "Regulation 2(2)(b) and (3)(a)",
            "Regulation 2(2)(i) and (3)(d)",
            "some days or weeks are much worse",
            "More services that may help",
            "How the rule works",
            "If you disagree or want to talk to a person",
            "Clear my answers",
        ],
    );
    assert_eq!(
        green(&reply),
        [("Ask for help".to_owned(), "/apply".to_owned())]
    );
    let worked_out = reply.section("How we worked this out");
    let folded = worked_out.words_of("summary h3").len();
    assert_eq!(folded, worked_out.words_of("h3").len());
    assert!(worked_out.words_of("details[open]").is_empty());
    for href in [
        "/check-support/result.pdf",
        "/estimate-costs",
        "/check-support/clear",
        "https://www.legislation.gov.uk/uksi/2015/313/regulation/2",
        "https://www.legislation.gov.uk/ukpga/2014/23/section/1",
    ] {
        assert!(reply.has_link_to(href), "{href}");
    }
    assert_eq!(
        reply.words_of("button[data-print-page]"),
        ["Print this page"]
    );
    assert_eq!(reply.header("cache-control"), "no-store");
}

#[tokio::test]
async fn urgent_help_stands_before_the_answer() {
    let reply = result(&[("urgent", "abuse"), ("urgent", "self_harm")]).await;
    in_order(
        &reply.words(),
        &[
            "Get help now",
            "Talk to someone now",
            "116 123",
            "Tell us about abuse or neglect today",
            "Adult safeguarding: 01632 960 001",
            "You may not be eligible for care and support",
        ],
    );
    assert!(!reply.words_of(".govuk-exit-this-page").is_empty());
}

#[tokio::test]
async fn somebody_who_stops_for_help_is_led_straight_to_the_numbers_that_fit() {
    for (urgent, numbers) in [
        ("danger", &["tel:999"][..]),
        ("self_harm", &["tel:111", "tel:116123", "tel:999"]),
        ("abuse", &["tel:01632960001", "tel:01632960002", "tel:999"]),
        (
            "no_basics",
            &["tel:01632960001", "tel:01632960002", "tel:111"],
        ),
        ("carer_stopping", &["tel:01632960001", "tel:01632960002"]),
    ] {
        let app = TestApp::default();
        let mut visitor = visitor(&app);
        answer(&mut visitor, &[("urgent", urgent)]).await;
        let asked = visitor.get("/check-support/urgent-help").await;
        assert!(asked.has_link_to("tel:999"));
        let stop = [("urgent-help", "stop")];
        let reply = visitor.post("/check-support/urgent-help", &stop).await;
        assert_eq!(reply.location(), Some("/check-support/result"));
        let page = visitor.get("/check-support/result").await;
        assert_eq!(page.heading(), "Get help first");
        assert_eq!(
            page.attributes("main a[href^='tel:']", "href"),
            numbers,
            "{urgent}"
        );
        // The numbers, and one way back: nothing else to choose from.
        let links = page.attributes("main a", "href");
        assert_eq!(links.len(), numbers.len() + 1, "{links:?}");
        assert_eq!(
            page.link("Go back to the check").as_deref(),
            Some("/check-support/urgent-help")
        );
    }
}

#[tokio::test]
async fn a_carer_is_measured_by_the_rule_for_carers() {
    let reply = result(&[
        ("who", "somebody-carer"),
        ("carer-recreation", "pain_or_distress"),
    ])
    .await;
    in_order(
        &reply.words(),
        &[
            "They may be eligible for support as a carer",
            "1 of the 8 parts of life",
            "Free time",
            "Regulation 3(2)(b)(viii) and (3)(b)",
        ],
    );
}

#[tokio::test]
async fn under_18s_and_parents_are_sent_to_childrens_services_and_to_no_form() {
    let parent = [("who", "carer"), ("necessary-care", "child_only")];
    for (given, heading) in [
        (
            &[("age", "no")][..],
            "This check is for people aged 18 or over",
        ),
        (&parent, "This check is for people who look after an adult"),
    ] {
        let page = result(given).await;
        assert_eq!(page.heading(), heading);
        in_order(
            &page.words(),
            &["children’s services: 01632 960 050", "What happens next"],
        );
        let number = "Call children’s services: 01632 960 050".to_owned();
        assert_eq!(green(&page), [(number, "tel:01632960050".to_owned())]);
        let content = page.section(heading);
        for other in [
            "/apply",
            "/estimate-costs",
            "/directory/carers-cafe-lower-aldham",
        ] {
            assert!(!content.has_link_to(other), "{other}");
        }
    }
}

#[tokio::test]
async fn services_fit_what_is_hard() {
    let page = result(&[
        ("who", "carer"),
        ("necessary-care", "adult"),
        ("carer-recreation", "not_without_help"),
    ])
    .await;
    let words = page.words();
    assert!(words.contains("Sitting Service for Carers"), "{words}");
    let nothing = result(&[]).await.words();
    for words in [words, nothing] {
        for unfitting in [
            "Bereavement",
            "Parents with Disabilities",
            "Dementia Advisers",
        ] {
            assert!(!words.contains(unfitting), "{unfitting} in {words}");
        }
    }
}

#[tokio::test]
async fn the_result_sends_somebody_without_answers_back_to_the_questions() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    let reply = visitor.get("/check-support/result").await;
    assert_eq!(
        (reply.status, reply.location()),
        (303, Some("/check-support"))
    );
    visitor
        .post("/check-support/who", &[("who", "myself")])
        .await;
    let reply = visitor.get("/check-support/result").await;
    assert_eq!(
        (reply.status, reply.location()),
        (303, Some("/check-support/urgent"))
    );
    let start = visitor.get("/check-support").await;
    assert!(start.link(CARRY_ON).is_some());
    app.pass_hours(24);
    let reply = visitor.get("/check-support/result").await;
    assert_eq!(
        (reply.status, reply.location()),
        (303, Some("/check-support"))
    );
}

#[tokio::test]
async fn a_store_that_fails_gives_an_error_page() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    visitor
        .post("/check-support/who", &[("who", "myself")])
        .await;
    let cut_off = routes(&app, &Process::cut_off());
    let mut visitor = visitor.moved_to(web::finish(cut_off, &app.site()));
    assert_eq!(visitor.get("/check-support/result").await.status, 503);
}

fn adult() -> Value {
    json!({
        "who": "adult",
        "aged_18_or_over": true,
        "condition": "yes",
        "outcomes": {
            "eating": "without_difficulty",
            "washing": "not_without_help",
            "toilet": "without_difficulty",
            "dressing": "takes_much_longer",
            "home_safety": "without_difficulty",
            "home_upkeep": "without_difficulty",
            "relationships": "without_difficulty",
            "work_learning": "does_not_apply",
            "community": "without_difficulty",
            "caring_for_child": "does_not_apply"
        },
        "well_being": ["dignity"],
        "significant_impact": "yes"
    })
}

async fn screened(document: &Value) -> Reply {
    let app = TestApp::default();
    let reply = visitor(&app)
        .post_json("/api/v1/screenings", document.to_string())
        .await;
    assert!(app.database().stored().await.is_empty());
    reply
}

#[tokio::test]
async fn a_whole_screening_in_one_document_gets_its_result_with_reasons() {
    let reply = screened(&adult()).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, "application/json")
    );
    let result = reply.json();
    assert_eq!(result["indication"], "may_be_eligible");
    assert_eq!(result["unable_to_achieve"], 2);
    assert_eq!(
        result["about_this_result"],
        "This is an indication, not a decision. A person decides, after an assessment."
    );
    assert_eq!(
        result["outcomes"][3],
        json!({
            "outcome": "dressing",
            "ability": "takes_much_longer",
            "unable": true,
            "limb": "takes_much_longer",
            "sentence": "You said you can get dressed and choose the right clothes, but it takes \
                         much longer than it should.",
            "citation": {
                "text": "Care and Support (Eligibility Criteria) Regulations 2015, regulation \
                         2(2)(d) and (3)(d)",
                "href": "https://www.legislation.gov.uk/uksi/2015/313/regulation/2"
            }
        })
    );
    let met: Vec<&Value> = result["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .map(|criterion| &criterion["met"])
        .collect();
    assert_eq!(met, ["met", "met", "met"]);
    assert_eq!(result["services"][0]["need"], "washing");
}

#[tokio::test]
async fn an_urgent_sign_is_answered_with_whom_to_call() {
    let document = json!({ "who": "carer", "aged_18_or_over": false, "urgent": ["danger"] });
    let result = screened(&document).await.json();
    assert_eq!(result["indication"], "under_18");
    assert_eq!(result["urgent"][0]["contacts"][0]["telephone"], "999");
}

#[tokio::test]
async fn every_problem_of_a_document_is_said_at_once() {
    let mut document = adult();
    document["outcomes"]["eating"] = "does_not_apply".into();
    document["outcomes"]["recreation"] = "unsure".into();
    document["well_being"] = json!([]);
    document.as_object_mut().unwrap().remove("condition");
    let reply = screened(&document).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (422, "application/problem+json")
    );
    let problem = reply.json();
    let pointers: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        pointers,
        [
            "/condition",
            "/outcomes/eating",
            "/outcomes/recreation",
            "/well_being"
        ]
    );
}

#[tokio::test]
async fn what_is_not_a_screening_is_refused_with_a_problem() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    for (document, status, says) in [
        ("", 400, ""),
        ("{", 400, ""),
        ("[]", 422, ""),
        (r#"{"who":"adult","who":"carer"}"#, 422, "duplicate field"),
        (r#"{"who":"nobody"}"#, 422, "nobody"),
        (
            r#"{"who":"adult","aged_18_or_over":true,"name":"x"}"#,
            422,
            "unknown field",
        ),
        (
            r#"{"who":"adult","aged_18_or_over":true,"outcomes":{"eating":"unsure","eating":"unsure"}}"#,
            422,
            "the same outcome is given twice",
        ),
    ] {
        let reply = visitor.post_json("/api/v1/screenings", document).await;
        assert_eq!(reply.status, status, "{document}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert!(reply.body.contains(says), "{document}: {}", reply.body);
    }
}
