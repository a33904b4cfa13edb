//! The routes of the portal, requested as by a browser.

use std::collections::BTreeSet;

use domain::access::budget::RequestLimits;
use domain::records::retention_schedule::{ANONYMOUS_DRAFT_KEPT, RecordClass, Retention};
use serde_json::Value;
use testkit::{PartialOutage, Process, Reply, TestApp, Visitor, council, with_rights_of};

/// The page that asks for feedback.
const FEEDBACK: &str = "/help/feedback";

/// The headings of the questions with answers.
const QUESTIONS: &str = "h3.govuk-heading-m";

#[tokio::test]
async fn every_link_leads_to_a_page_of_the_product() {
    let mut visitor = visitor(&TestApp::default());
    let mut links = BTreeSet::new();
    for page in PAGES {
        let answer = visitor.get(page).await;
        assert_eq!(answer.status, 200, "{page}");
        let ids = answer.attributes("[id]", "id");
        let links_of_page = answer.attributes("[href]", "href").into_iter();
        for link in links_of_page.chain(answer.attributes("[src]", "src")) {
            match link.strip_prefix('#') {
                Some(id) => assert!(ids.iter().any(|one| one == id), "{page} has no #{id}"),
                None => drop(links.insert(link)),
            }
        }
    }
    assert!(links.len() > 80, "{}", links.len());
    for link in links {
        let elsewhere = ["https://", "tel:", "mailto:"]
            .iter()
            .any(|kind| link.starts_with(kind));
        let of_others = OTHER_FUNCTIONS.iter().any(|first| {
            let rest = link.strip_prefix(first);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        });
        if elsewhere || of_others {
            continue;
        }
        let path = link.split('#').next().unwrap();
        assert_eq!(visitor.get(path).await.status, 200, "{link}");
    }
}

#[tokio::test]
async fn every_service_has_a_page() {
    let mut visitor = visitor(&TestApp::default());
    for service in domain::directory::Directory::SHIPPED.services() {
        let answer = visitor.get(&format!("/directory/{}", service.slug)).await;
        assert_eq!(answer.status, 200, "{}", service.slug);
        for phone in service.phones {
            assert!(answer.words().contains(phone), "{}", service.slug);
        }
    }
}

#[tokio::test]
async fn no_page_promises_what_is_not_there() {
    let mut visitor = visitor(&TestApp::default());
    for page in PAGES {
        let reply = visitor.get(page).await;
        let body = reply.body.to_lowercase();
        for promise in ["coming soon", "under construction"] {
            assert!(!body.contains(promise), "{page}: {promise}");
        }
        let styles = reply.attributes("[style]", "style");
        assert!(
            styles.is_empty(),
            "{page} has a style that the policy refuses"
        );
    }
}

#[tokio::test]
async fn every_page_has_one_main_heading_and_it_is_in_its_title() {
    let mut visitor = visitor(&TestApp::default());
    for page in PAGES {
        let reply = visitor.get(page).await;
        assert_eq!(reply.words_of("h1").len(), 1, "{page}");
        let (heading, title) = (reply.heading(), reply.words_of("title").concat());
        assert!(title.starts_with(&heading), "{page}: {title} / {heading}");
    }
}

#[tokio::test]
async fn safeguarding_gives_numbers_and_a_way_out_and_asks_nothing() {
    let mut visitor = visitor(&TestApp::default());
    let page = visitor.get("/safeguarding").await;
    assert_eq!(page.link("999").as_deref(), Some("tel:999"));
    let words = page.words();
    for number in ["01632 960 001", "01632 960 002", "18001"] {
        assert!(words.contains(number), "{number}");
    }
    assert!(!page.words_of(".govuk-exit-this-page").is_empty());
    assert!(page.attributes("form", "action").is_empty());
}

#[tokio::test]
async fn the_page_about_budgets_shows_the_sum_that_the_model_makes() {
    let app = TestApp::default();
    let page = visitor(&app).get(crate::budgets::PAGE).await;
    let words = page.words();
    let model = budget::Model::of(app.site().today()).unwrap();
    let example = budget::BudgetAnswers::example_of(model);
    let allocation = budget::allocate(model, &example);
    let amount = allocation.in_words().unwrap();
    assert!(
        words.contains(&format!("Indicative budget: {amount}.")),
        "{amount}"
    );
    for result in &allocation.results {
        for line in &result.answers {
            let row = format!("{} {} {}", line.ask, line.answer, line.pounds_in_words());
            assert!(words.contains(&row), "{row}");
        }
        for line in &result.lines {
            assert!(words.contains(&line.label), "{}", line.label);
        }
    }
    for question in &model.questions {
        let weight = format!("{} {} ", question.ask, question.weight);
        assert!(words.contains(&weight), "{weight}");
    }
}

#[tokio::test]
async fn the_page_about_budgets_says_that_it_decides_nothing_and_how_to_object() {
    let page = visitor(&TestApp::default()).get(crate::budgets::PAGE).await;
    let words = page.words();
    assert!(words.contains("This model is an illustration and decides nothing"));
    let objecting = page.section("If you think an amount is wrong");
    assert_eq!(
        objecting.link("01632 960 001").as_deref(),
        Some("tel:01632960001")
    );
    let ombudsman = "complain to the Local Government and Social Care Ombudsman";
    assert!(objecting.link(ombudsman).is_some());
    let record = page.section("Record of the tool").words();
    for tier in [
        "Tier 1: Summary",
        "Tier 2: Decision process and human review",
    ] {
        assert!(record.contains(tier), "{tier}");
    }
    assert!(record.contains("Exampleshire County Council"));
}

#[tokio::test]
async fn a_council_has_the_page_about_budgets_for_either_audience_and_not_for_nobody() {
    for (practitioners, citizens) in [(true, false), (false, true), (true, true), (false, false)] {
        let mut council = council();
        council.indicative_budgets.practitioners = practitioners;
        council.indicative_budgets.citizens = citizens;
        let mut visitor = visitor(&TestApp::of(council, "live"));
        let there = practitioners || citizens;
        let status = visitor.get(crate::budgets::PAGE).await.status;
        assert_eq!(status, if there { 200 } else { 404 });
        let help = visitor.get("/help").await;
        let link = help.link("How indicative budgets are worked out");
        assert_eq!(link.is_some(), there);
    }
}

#[tokio::test]
async fn the_tile_of_the_self_assessment_is_there_where_an_audience_is_offered_one() {
    for (adults, carers) in [(true, false), (false, true), (true, true), (false, false)] {
        let team = |is_offered: bool| is_offered.then(|| "north".to_owned());
        let mut council = council();
        council.needs_self_assessments.adults = team(adults);
        council.needs_self_assessments.carers = team(carers);
        let mut visitor = visitor(&TestApp::of(council, "live"));
        let tile = visitor.get("/").await.link("Assess your own needs");
        assert_eq!(tile.is_some(), adults || carers);
    }
}

#[tokio::test]
async fn a_day_without_a_model_has_no_page_about_budgets() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    assert_eq!(visitor.get(crate::budgets::PAGE).await.status, 200);
    app.pass_hours(24 * 365 * 5);
    assert_eq!(visitor.get(crate::budgets::PAGE).await.status, 404);
}

#[tokio::test]
async fn a_search_says_first_how_many_it_found() {
    let mut visitor = visitor(&TestApp::default());
    let page = visitor.get("/directory?words=samaritans").await;
    let count = page.body.find("1 service found").unwrap();
    assert!(count < page.body.find("/directory/samaritans").unwrap());
    let kept = page.attributes("input[name='words']", "value");
    assert_eq!(kept, ["samaritans"], "the words are kept");
}

#[tokio::test]
async fn a_search_without_results_says_what_to_do() {
    let mut visitor = visitor(&TestApp::default());
    let words = visitor.get("/directory?words=trombone").await.words();
    assert!(words.contains("No services found"), "{words}");
    assert!(words.contains("use fewer words"), "{words}");
}

#[tokio::test]
async fn what_is_searched_for_cannot_become_part_of_the_page() {
    let mut visitor = visitor(&TestApp::default());
    let body = visitor
        .get("/directory?words=%3Cscript%3E%22onload%3D&need=%22%3E")
        .await
        .body;
    assert!(!body.contains("<script>\""));
    assert!(!body.contains("\"onload="));
}

#[tokio::test]
async fn the_privacy_page_says_how_long_feedback_and_an_address_without_a_code_are_kept() {
    let mut visitor = visitor(&TestApp::of(council(), "live"));
    let words = visitor.get("/privacy").await.words();
    assert!(words.contains("How long: 1 year."), "{words}");
    assert!(words.contains("about 7 days."), "{words}");
}

#[tokio::test]
async fn the_privacy_page_has_every_class_of_record_with_how_long_it_is_kept() {
    let mut visitor = visitor(&TestApp::of(council(), "live"));
    let page = visitor.get("/privacy").await;
    let retention = Retention::default();
    for class in RecordClass::of_citizens() {
        let row = class.row();
        let said = page.summary_row(row.title).unwrap();
        assert!(said.contains(row.purpose), "{said}");
        let kept = format!("How long: {}.", row.kept_in_words(&retention));
        assert!(said.contains(&kept), "{said}");
    }
    let words = page.words();
    assert!(words.contains("How long: 7 years after you applied."));
}

#[test]
fn the_guides_say_how_long_answers_are_kept() {
    let kept = ANONYMOUS_DRAFT_KEPT.to_string();
    let steps = crate::guides::ALL.iter().flat_map(|guide| guide.steps);
    let hours: Vec<&str> = steps
        .map(|step| step.text)
        .filter(|text| text.contains("hours"))
        .collect();
    assert_eq!(hours.len(), 2);
    for text in hours {
        assert!(text.contains(&format!(" {kept}")), "{text}");
    }
}

#[tokio::test]
async fn feedback_is_kept_once_however_often_it_is_sent() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    let id = visitor.get(FEEDBACK).await.hidden("id");
    assert_eq!(id.len(), 32);
    let fields = [
        ("id", id.as_str()),
        ("ease", "easy"),
        ("comment", "Clear\r\nand short"),
    ];
    for _ in 0..2 {
        let answer = visitor.post(FEEDBACK, &fields).await;
        assert_eq!(answer.status, 303);
        assert_eq!(answer.location(), Some("/help/feedback/thank-you"));
    }
    let kept = kept(&app).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["ease"]["S"], "easy");
    assert_eq!(kept[0]["comment"]["S"], "Clear\nand short");
}

#[tokio::test]
async fn feedback_is_told_every_mistake_at_once_and_keeps_what_was_typed() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    let comment = "x".repeat(1_203);
    let fields = [("id", "abc"), ("ease", "perfect"), ("comment", &comment)];
    let answer = visitor.post(FEEDBACK, &fields).await;
    assert_eq!(answer.status, 422);
    assert!(answer.words_of("title")[0].starts_with("Error: "));
    let places = answer.attributes(".govuk-error-summary a", "href");
    assert_eq!(places, ["#ease", "#comment"]);
    let errors = answer.errors().concat();
    assert!(errors.contains("Take out 3 or more"), "{errors}");
    assert_eq!(answer.words_of("textarea"), [comment]);
    assert!(app.database().stored_records().await.is_empty());
}

#[tokio::test]
async fn a_comment_of_1200_characters_is_kept_whole() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    // Each of these characters is 2 bytes and, percent-encoded, 6 characters.
    let comment = "é".repeat(1_200);
    let fields = [("ease", "difficult"), ("comment", &comment)];
    assert_eq!(visitor.post(FEEDBACK, &fields).await.status, 303);
    let kept = kept(&app).await;
    assert_eq!(kept[0]["comment"]["S"], comment);
}

#[tokio::test]
async fn every_question_has_an_answer_and_asks_whether_it_was_helpful() {
    let mut visitor = visitor(&TestApp::default());
    let page = visitor.get("/help/questions").await;
    let questions = page.attributes(QUESTIONS, "id");
    assert_eq!(questions, crate::questions::ALL);
    for (question, words) in questions.iter().zip(page.words_of(QUESTIONS)) {
        let part = page.section(&words);
        assert!(part.words_of("p").len() > 1, "{question} has an answer");
        assert!(part.words().contains("Was this answer helpful?"));
        assert_eq!(part.hidden("id").len(), 32, "{question}");
        let buttons = part.attributes("button[name='helpful']", "value");
        assert_eq!(buttons, ["yes", "no"], "{question}");
        for button in [
            format!("Yes, this answer was helpful: {words}"),
            format!("No, this answer was not helpful: {words}"),
        ] {
            assert_eq!(part.button(&button), Some(helpful(question)));
        }
    }
}

#[tokio::test]
async fn whether_an_answer_was_helpful_is_kept_once_however_often_it_is_sent() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    let id = "fedcba9876543210fedcba9876543210";
    for said in ["no", "no", "yes"] {
        let fields = [("id", id), ("helpful", said)];
        let answer = visitor.post(&helpful("account"), &fields).await;
        assert_eq!(answer.status, 303);
        let thanked = "/help/questions?thanked=account#account";
        assert_eq!(answer.location(), Some(thanked));
    }
    let fields = [("id", id), ("helpful", "yes")];
    visitor.post(&helpful("home"), &fields).await;
    for (question, helpful) in [("account", false), ("home", true)] {
        let partition = format!("OPINION#{question}");
        let kept = app.database().stored_in(&partition).await;
        assert_eq!(kept.len(), 1, "{question}");
        assert_eq!(kept[0]["SK"]["S"], id);
        assert_eq!(kept[0]["sent_at"]["S"], app.site().now().to_string());
        assert_eq!(kept[0]["helpful"]["BOOL"], helpful);
    }
    assert_eq!(kept(&app).await.len(), 2);
}

#[tokio::test]
async fn feedback_has_a_limit_by_source_and_in_all_in_words_and_what_was_typed_stays() {
    let limits = RequestLimits {
        feedback_for_source: 3,
        feedback: 5,
        ..RequestLimits::default()
    };
    let app = TestApp::default().with_site(|site| site.with_limits(limits));
    let fields = [("ease", "easy"), ("comment", "It was slow on Mondays.")];
    let (mut statuses, mut last) = (Vec::new(), None);
    for source in ["203.0.113.7", "203.0.113.8"] {
        for _ in 0..4 {
            let mut visitor = visitor(&app).from_source(source);
            let reply = visitor.post(FEEDBACK, &fields).await;
            statuses.push(reply.status);
            if reply.status == 429 {
                assert!(reply.body.contains("It was slow on Mondays."));
                last = Some(reply.words());
            }
        }
    }
    assert_eq!(statuses, [303, 303, 303, 429, 303, 303, 429, 429]);
    let words = last.unwrap_or_default();
    assert!(words.contains("Send yours later, email"), "{words}");
    assert!(words.contains("or call 01632 960 001"), "{words}");
    assert_eq!(kept(&app).await.len(), 5);
    // Opinions have a limit of their own.
    for number in 0..4 {
        let mut visitor = visitor(&app).from_source("203.0.113.7");
        let opinion = [("helpful", "yes")];
        let reply = visitor.post(&helpful("account"), &opinion).await;
        assert_eq!(reply.status, if number < 3 { 303 } else { 429 });
    }
    assert_eq!(kept(&app).await.len(), 8);
    app.pass_hours(1);
    let later = visitor(&app).post(FEEDBACK, &fields).await;
    assert_eq!(later.status, 303);
}

#[tokio::test]
async fn whoever_said_whether_an_answer_was_helpful_is_thanked_in_place_of_its_buttons() {
    let mut visitor = visitor(&TestApp::default());
    let fields = [("helpful", "yes")];
    let reply = visitor.post(&helpful("account"), &fields).await;
    let location = reply.location().unwrap();
    let page = visitor.get(location.split('#').next().unwrap()).await;
    let thanked = of_question(&page, "account");
    let status = thanked.words_of("[role='status']");
    assert_eq!(status, ["Thank you. Tell us more"]);
    let more = thanked.link("Tell us more");
    assert_eq!(more.as_deref(), Some(FEEDBACK));
    assert!(thanked.words_of("button").is_empty());
    assert_eq!(page.words().matches("Thank you.").count(), 1);
    assert_eq!(of_question(&page, "home").words_of("button").len(), 2);
}

#[tokio::test]
async fn nobody_is_thanked_for_an_answer_that_is_not_there() {
    let mut visitor = visitor(&TestApp::default());
    for query in ["thanked=nothing", "thanked=%22%3E", "thanked=", "thanked"] {
        let answer = visitor.get(&format!("/help/questions?{query}")).await;
        assert_eq!(answer.status, 200, "{query}");
        assert!(!answer.words().contains("Thank you."), "{query}");
    }
}

#[tokio::test]
async fn what_no_button_sends_of_an_answer_is_refused() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    let fields = [("helpful", "yes")];
    let unknown = visitor.post(&helpful("nothing"), &fields).await;
    assert_eq!(unknown.status, 404);
    let neither = visitor.post(&helpful("account"), &[]).await;
    assert_eq!(neither.status, 400);
    for said in ["", "perhaps", "YES"] {
        let fields = [("helpful", said)];
        let neither = visitor.post(&helpful("account"), &fields).await;
        assert_eq!(neither.status, 400, "{said}");
    }
    assert!(app.database().stored().await.is_empty());
}

#[tokio::test]
async fn an_opinion_that_cannot_be_stored_says_so() {
    let app = TestApp::default();
    let mut visitor = visitor_of(&app, &Process::cut_off());
    let fields = [("helpful", "yes")];
    let answer = visitor.post(&helpful("account"), &fields).await;
    assert_eq!(answer.status, 503);
    assert!(app.database().stored().await.is_empty());
}

#[tokio::test]
async fn other_systems_read_the_directory_page_by_page() {
    let mut visitor = visitor(&TestApp::default());
    let mut read = async |path: &str| -> Value {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        answer.json()
    };
    assert_eq!(read("/api/v1/directory").await["version"], "HSDS-UK-3.0");
    let mut ids = BTreeSet::new();
    let first = read("/api/v1/directory/services?per_page=20").await;
    assert_eq!(first["total_items"], 55);
    assert_eq!(first["total_pages"], 3);
    for page in 1..=3 {
        let part = read(&format!(
            "/api/v1/directory/services?per_page=20&page={page}"
        ))
        .await;
        assert_eq!(part["first_page"], page == 1);
        assert_eq!(part["last_page"], page == 3);
        for service in part["contents"].as_array().unwrap() {
            assert!(
                ids.insert(service["id"].as_str().unwrap().to_owned()),
                "twice"
            );
        }
    }
    assert_eq!(ids.len(), 55);
    for id in ids {
        let service = read(&format!("/api/v1/directory/services/{id}")).await;
        assert_eq!(service["id"], id.as_str());
    }
    let terms = read("/api/v1/directory/taxonomy_terms").await;
    let dementia = terms["contents"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["code"] == "dementia");
    let id = dementia.unwrap()["id"].as_str().unwrap();
    let by_term = read(&format!("/api/v1/directory/services?taxonomy_term_id={id}")).await;
    let by_need = read("/api/v1/directory/services?need=dementia").await;
    assert_eq!(by_term, by_need);
    assert!(by_need["total_items"].as_u64().unwrap() > 3);
}

#[tokio::test]
async fn other_systems_are_told_of_a_bad_request_as_a_problem() {
    let mut visitor = visitor(&TestApp::default());
    for query in [
        "page=0",
        "page=x",
        "page=1000001",
        "per_page=101",
        "need=nonsense",
        "taxonomy_term_id=x",
    ] {
        let answer = visitor
            .get(&format!("/api/v1/directory/services?{query}"))
            .await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.json()["status"], 400, "{query}");
    }
}

#[tokio::test]
async fn only_the_live_portal_may_be_found_by_search_engines() {
    let robots = async |stage| {
        let app = TestApp::of(council(), stage);
        visitor(&app).get("/robots.txt").await.body
    };
    let live = robots("live").await;
    assert!(live.contains("Disallow: /check-support/\n"));
    assert!(!live.contains("Disallow: /\n"));
    let test = robots("test").await;
    assert!(test.contains("Disallow: /\n"));
}

#[tokio::test]
async fn whoever_finds_a_hole_knows_whom_to_tell() {
    let app = TestApp::of(council(), "live");
    let reply = visitor(&app).get("/.well-known/security.txt").await;
    let body = reply.body;
    assert!(body.contains("Contact: mailto:privacy@exampleshire.example\n"));
    // The date is 22 November 2026 and 90 days.
    assert!(body.contains("Expires: 2027-02-20T00:00:00Z\n"), "{body}");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let mut visitor = visitor(&TestApp::default());
    for path in [
        "/directory/nobody",
        "/help/guides/none",
        "/assets/pictures/x.webp",
        // Folders have no listing.
        "/assets/",
        "/assets/pictures/",
        "/account",
    ] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn feedback_that_cannot_be_stored_says_so() {
    let app = TestApp::default();
    let mut visitor = visitor_of(&app, &Process::cut_off());
    let fields = [("ease", "easy"), ("comment", "")];
    assert_eq!(visitor.post(FEEDBACK, &fields).await.status, 503);
    assert!(app.database().stored().await.is_empty());
}

#[tokio::test]
async fn every_step_of_every_guide_has_its_picture() {
    let mut visitor = visitor(&TestApp::default());
    for guide in crate::guides::ALL {
        let page = visitor.get(&format!("/help/guides/{}", guide.slug)).await;
        let pictures = "img[src^='/assets/pictures/']";
        let addresses = page.attributes(pictures, "src");
        assert_eq!(addresses.len(), guide.steps.len(), "{}", guide.slug);
        for (picture, alt) in addresses.iter().zip(page.attributes(pictures, "alt")) {
            assert_eq!(visitor.get(picture).await.status, 200, "{picture}");
            assert!(!alt.is_empty(), "{picture}");
        }
    }
}

/// Lists what is stored except the counts of an hour and pages that refused a
/// form.
async fn kept(app: &TestApp) -> Vec<Value> {
    let mut stored = app.database().stored_records().await;
    stored.retain(|item| item.get("hour_began").is_none());
    stored
}

/// Opens a browser at the pages of the portal, whose calls a process makes.
fn visitor_of(app: &TestApp, process: &Process) -> Visitor {
    let store = with_rights_of("portal", &app.database().table_of(process));
    app.browser(crate::router(app.site(), store, Retention::default()))
}

fn visitor(app: &TestApp) -> Visitor {
    visitor_of(app, &Process::default())
}

/// Returns the part of the page that asks whether an answer was helpful.
fn helpful(question: &str) -> String {
    format!("/help/questions/{question}/helpful")
}

/// Returns the part of the page about one question.
fn of_question(page: &Reply, question: &str) -> Reply {
    let heading = page.words_of(&format!("h3[id='{question}']"));
    page.section(&heading[0])
}

/// The pages of the portal itself, one of each kind.
const PAGES: [&str; 24] = [
    "/",
    "/safeguarding",
    "/carers",
    "/professionals",
    "/cookies",
    "/privacy",
    "/accessibility",
    crate::budgets::PAGE,
    "/directory",
    "/directory?need=carer-support",
    "/directory?words=lunch",
    "/directory?words=trombone",
    "/directory/samaritans",
    "/directory/memory-lane-cafe",
    "/help",
    "/help/questions",
    "/help/questions?thanked=account",
    "/help/contact",
    "/help/paper-forms",
    "/help/feedback",
    "/help/feedback/thank-you",
    "/help/guides/check-support",
    "/help/guides/directory",
    "/help/guides/estimate-costs",
];

/// The pages of other functions to which pages of the portal lead.
const OTHER_FUNCTIONS: [&str; 11] = [
    "/account",
    "/apply",
    "/assess-needs",
    "/call-back",
    "/check-support",
    "/estimate-costs",
    "/paper-forms",
    "/professionals/sign-in",
    "/report-concern",
    "/saved-forms",
    "/sign-in",
];

#[tokio::test]
async fn every_form_of_citizens_is_offered_on_paper_for_oneself_and_for_somebody_else() {
    let page = visitor(&TestApp::default()).get("/help/paper-forms").await;
    assert_eq!(page.heading(), "Forms to print");
    for (form, _) in journey::forms::for_citizens() {
        let leads = |whom: &str| page.link(&format!("{whom}: {} (PDF)", form.title));
        let own = format!("/paper-forms/{}.pdf", form.id);
        assert_eq!(leads("For yourself"), Some(own));
        let other = format!("/paper-forms/{}-for-somebody-else.pdf", form.id);
        assert_eq!(leads("For somebody else"), Some(other));
    }
}

#[tokio::test]
async fn every_page_says_who_is_signed_in_and_lets_them_sign_out() {
    let app = TestApp::default();
    let store = with_rights_of("portal", &app.table());
    let routes = crate::router(app.site(), store, Retention::default());
    let mut jo = app.citizen("jo", routes).await;
    let mut visitor = visitor(&app);
    for page in PAGES {
        let shown = jo.get(page).await;
        assert_eq!(shown.status, 200, "{page}");
        assert!(shown.button("Sign out").is_some(), "{page}");
        assert_eq!(shown.header("cache-control"), "no-store", "{page}");
        let shown = visitor.get(page).await;
        assert_eq!(shown.button("Sign out"), None, "{page}");
    }
    let home = jo.get("/").await;
    assert!(!home.words().contains("Sign in or create an account"));
    // The page of mistakes, too.
    let refused = jo.post(FEEDBACK, &[]).await;
    assert!(refused.status == 422 && refused.button("Sign out").is_some());
}

#[tokio::test]
async fn a_search_finds_a_town_a_postcode_and_a_word_that_is_spelt_wrongly() {
    let mut visitor = visitor(&TestApp::default());
    let found = visitor.get("/directory?words=demensia").await;
    let words = found.words();
    assert!(words.contains("so we searched for ‘dementia’"), "{words}");
    assert!(!words.contains("No services found"), "{words}");
    assert_eq!(found.attributes("#words", "value"), ["demensia"]);
    let service = domain::directory::Directory::SHIPPED.services().iter();
    let place = service.flat_map(|service| service.places).next().unwrap();
    for line in place.address {
        let words = line.replace(' ', "+");
        let found = visitor.get(&format!("/directory?words={words}")).await;
        assert!(!found.words().contains("No services found"), "{line}");
    }
}

#[tokio::test]
async fn a_session_that_cannot_be_read_keeps_nobody_from_a_page() {
    let (app, outage) = (TestApp::default(), PartialOutage::default());
    let store = outage.of(&app.table());
    let routes = crate::router(app.site(), store, Retention::default());
    let mut jo = app.citizen("jo", routes).await;
    outage.begin("GetItem", "SESSION#*");
    let shown = jo.get("/safeguarding").await;
    assert_eq!((shown.status, shown.button("Sign out")), (200, None));
}
