//! The routes of the portal, requested as by a browser.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::feedback::Opinion;
use domain::retention_period::{ANONYMOUS_DRAFT_KEPT, Retention};
use domain::retention_schedule::RecordClass;
use http_body_util::BodyExt as _;
use testkit::{InMemoryStore, council};
use tower::ServiceExt as _;
use web::Portal;

/// The pages of the portal itself, one of each kind.
const PAGES: [&str; 22] = [
    "/",
    "/safeguarding",
    "/carers",
    "/professionals",
    "/cookies",
    "/privacy",
    "/accessibility",
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
    "/help/feedback",
    "/help/feedback/thank-you",
    "/help/guides/check-support",
    "/help/guides/directory",
    "/help/guides/estimate-costs",
];

/// The pages of other functions to which pages of the portal lead.
const OTHER_FUNCTIONS: [&str; 5] = [
    "/apply",
    "/check-support",
    "/estimate-costs",
    "/professionals/sign-in",
    "/saved-forms",
];

fn portal(stage: &str) -> (Router, InMemoryStore) {
    let kept = InMemoryStore::default();
    let portal = Portal::new(
        council(),
        stage,
        || "2026-11-22T12:00:00Z".parse().unwrap(),
        || "0123456789abcdef0123456789abcdef".to_owned(),
    );
    let router = crate::router(portal.clone(), kept.clone(), Retention::default());
    (web::finish(router, &portal), kept)
}

struct Answer {
    status: StatusCode,
    location: String,
    body: String,
}

async fn ask(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let location = response.headers().get(header::LOCATION);
    let location = location
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Answer {
        status,
        location,
        body,
    }
}

async fn get(router: &Router, path: &str) -> Answer {
    ask(router, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn post(router: &Router, path: &str, body: &str) -> Answer {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    ask(router, request).await
}

async fn send_feedback(router: &Router, body: &str) -> Answer {
    post(router, "/help/feedback", body).await
}

/// Says whether an answer was helpful.
async fn tell(router: &Router, question: &str, body: &str) -> Answer {
    post(router, &format!("/help/questions/{question}/helpful"), body).await
}

/// Returns the part of the page about one question, from its heading to the
/// next.
fn of_question<'a>(body: &'a str, question: &str) -> &'a str {
    let heading = format!("<h3 class=\"govuk-heading-m\" id=\"{question}\">");
    let (_, part) = body.split_once(heading.as_str()).unwrap();
    part.split("<h").next().unwrap()
}

/// Returns the values of an attribute in a page.
fn values(body: &str, attribute: &str) -> Vec<String> {
    let opening = format!(" {attribute}=\"");
    body.split(opening.as_str())
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|value| value.replace("&#38;", "&").replace("&amp;", "&"))
        .collect()
}

#[tokio::test]
async fn every_link_leads_to_a_page_of_the_product() {
    let (router, _) = portal("test");
    let mut links = BTreeSet::new();
    for page in PAGES {
        let answer = get(&router, page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        let ids = values(&answer.body, "id");
        for link in values(&answer.body, "href")
            .into_iter()
            .chain(values(&answer.body, "src"))
        {
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
        assert_eq!(get(&router, path).await.status, StatusCode::OK, "{link}");
    }
}

#[tokio::test]
async fn every_service_has_a_page() {
    let (router, _) = portal("test");
    for service in domain::directory::Directory::SHIPPED.services() {
        let answer = get(&router, &format!("/directory/{}", service.slug)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", service.slug);
        for phone in service.phones {
            assert!(answer.body.contains(phone), "{}", service.slug);
        }
    }
}

#[tokio::test]
async fn no_page_promises_what_is_not_there() {
    let (router, _) = portal("test");
    for page in PAGES {
        let body = get(&router, page).await.body.to_lowercase();
        for promise in ["coming soon", "under construction"] {
            assert!(!body.contains(promise), "{page}: {promise}");
        }
        assert!(
            !body.contains(" style=\""),
            "{page} has a style that the policy refuses"
        );
    }
}

#[tokio::test]
async fn every_page_has_one_main_heading_and_it_is_in_its_title() {
    let (router, _) = portal("test");
    for page in PAGES {
        let body = get(&router, page).await.body;
        let headings: Vec<&str> = body.split("<h1").skip(1).collect();
        assert_eq!(headings.len(), 1, "{page}");
        let heading = headings[0]
            .split_once('>')
            .unwrap()
            .1
            .split("</h1>")
            .next()
            .unwrap();
        let title = body
            .split("<title>")
            .nth(1)
            .unwrap()
            .split("</title>")
            .next()
            .unwrap();
        assert!(
            title.starts_with(heading.trim()),
            "{page}: {title} / {heading}"
        );
    }
}

#[tokio::test]
async fn safeguarding_gives_numbers_and_a_way_out_and_asks_nothing() {
    let (router, _) = portal("test");
    let body = get(&router, "/safeguarding").await.body;
    for part in [
        "tel:999",
        "01632 960 001",
        "01632 960 002",
        "18001",
        "govuk-exit-this-page",
    ] {
        assert!(body.contains(part), "{part}");
    }
    assert!(!body.contains("<form"));
}

#[tokio::test]
async fn a_search_says_first_how_many_it_found() {
    let (router, _) = portal("test");
    let body = get(&router, "/directory?words=samaritans").await.body;
    let count = body.find("1 service found").unwrap();
    assert!(count < body.find("/directory/samaritans").unwrap());
    assert!(body.contains("value=\"samaritans\""), "the words are kept");
}

#[tokio::test]
async fn a_search_without_results_says_what_to_do() {
    let (router, _) = portal("test");
    let body = get(&router, "/directory?words=trombone").await.body;
    assert!(body.contains("No services found"));
    assert!(body.contains("use fewer words"));
}

#[tokio::test]
async fn what_is_searched_for_cannot_become_part_of_the_page() {
    let (router, _) = portal("test");
    let body = get(
        &router,
        "/directory?words=%3Cscript%3E%22onload%3D&need=%22%3E",
    )
    .await
    .body;
    assert!(!body.contains("<script>\""));
    assert!(!body.contains("\"onload="));
}

#[tokio::test]
async fn the_privacy_page_says_how_long_feedback_and_an_address_without_a_code_are_kept() {
    let (router, _) = portal("live");
    let page = get(&router, "/privacy").await;
    assert!(page.body.contains("How long: 1 year."));
    assert!(page.body.contains("about 7 days."));
}

#[tokio::test]
async fn the_privacy_page_has_every_class_of_record_with_how_long_it_is_kept() {
    let (router, _) = portal("live");
    let page = get(&router, "/privacy").await.body;
    let retention = Retention::default();
    for class in RecordClass::of_citizens() {
        let row = class.row();
        assert!(page.contains(row.title), "{}", row.title);
        assert!(page.contains(row.purpose), "{}", row.purpose);
        let kept = format!("How long: {}.", row.kept_in_words(&retention));
        assert!(page.contains(&kept), "{kept}");
    }
    assert!(page.contains("How long: 7 years after you applied."));
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
    let (router, kept) = portal("test");
    let form = get(&router, "/help/feedback").await.body;
    let id = "0123456789abcdef0123456789abcdef";
    assert!(form.contains(&format!("name=\"id\" value=\"{id}\"")));
    let body = format!("id={id}&ease=easy&comment=Clear%0D%0Aand+short");
    for _ in 0..2 {
        let answer = send_feedback(&router, &body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.location, "/help/feedback/thank-you");
    }
    let kept = kept.feedback();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].ease, "easy");
    assert_eq!(kept[0].comment, "Clear\nand short");
}

#[tokio::test]
async fn feedback_is_told_every_mistake_at_once_and_keeps_what_was_typed() {
    let (router, kept) = portal("test");
    let comment = "x".repeat(1_203);
    let answer = send_feedback(&router, &format!("id=abc&ease=perfect&comment={comment}")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "<title>Error: ",
        "href=\"#ease\"",
        "href=\"#comment\"",
        "Take out 3 or more",
        comment.as_str(),
    ] {
        assert!(answer.body.contains(part), "{part}");
    }
    assert!(kept.feedback().is_empty());
}

#[tokio::test]
async fn a_comment_of_1200_characters_is_kept_whole() {
    let (router, kept) = portal("test");
    // Each of these characters is 2 bytes and, percent-encoded, 6 characters.
    let comment = "%C3%A9".repeat(1_200);
    let answer = send_feedback(&router, &format!("ease=difficult&comment={comment}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let kept = kept.feedback();
    assert_eq!(kept[0].comment.chars().count(), 1_200);
}

#[tokio::test]
async fn every_question_has_an_answer_and_asks_whether_it_was_helpful() {
    let (router, _) = portal("test");
    let body = get(&router, "/help/questions").await.body;
    let headings: Vec<&str> = body
        .split("<h3 class=\"govuk-heading-m\" id=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(headings, crate::questions::ALL);
    for question in headings {
        let part = of_question(&body, question);
        let words = part.split("</h3>").next().unwrap();
        for said in [
            "<p class=\"govuk-body\">",
            &format!("action=\"/help/questions/{question}/helpful\""),
            "name=\"id\" value=\"0123456789abcdef0123456789abcdef\"",
            "Was this answer helpful?",
            "name=\"helpful\" value=\"yes\"",
            &format!(
                ">Yes<span class=\"govuk-visually-hidden\">, this answer was helpful: {words}<"
            ),
            "name=\"helpful\" value=\"no\"",
            &format!(
                ">No<span class=\"govuk-visually-hidden\">, this answer was not helpful: {words}<"
            ),
        ] {
            assert!(part.contains(said), "{question}: {said}");
        }
    }
}

#[tokio::test]
async fn whether_an_answer_was_helpful_is_kept_once_however_often_it_is_sent() {
    let (router, kept) = portal("test");
    let id = "fedcba9876543210fedcba9876543210";
    for said in ["no", "no", "yes"] {
        let answer = tell(&router, "account", &format!("id={id}&helpful={said}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.location, "/help/questions?thanked=account#account");
    }
    tell(&router, "home", &format!("id={id}&helpful=yes")).await;
    let opinion = |question: &str, helpful| Opinion {
        id: id.to_owned(),
        sent_at: "2026-11-22T12:00:00Z".parse().unwrap(),
        question: question.to_owned(),
        helpful,
    };
    let expected = [opinion("account", false), opinion("home", true)];
    assert_eq!(kept.opinions(), expected);
}

#[tokio::test]
async fn whoever_said_whether_an_answer_was_helpful_is_thanked_in_place_of_its_buttons() {
    let (router, _) = portal("test");
    let location = tell(&router, "account", "helpful=yes").await.location;
    let body = get(&router, location.split('#').next().unwrap()).await.body;
    let thanked = of_question(&body, "account");
    assert!(thanked.contains("role=\"status\">Thank you. <a"));
    assert!(thanked.contains("href=\"/help/feedback\">Tell us more</a>"));
    assert!(!thanked.contains("<button"));
    assert_eq!(body.matches("Thank you.").count(), 1);
    assert!(of_question(&body, "home").contains("<button"));
}

#[tokio::test]
async fn nobody_is_thanked_for_an_answer_that_is_not_there() {
    let (router, _) = portal("test");
    for query in ["thanked=nothing", "thanked=%22%3E", "thanked=", "thanked"] {
        let answer = get(&router, &format!("/help/questions?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert!(!answer.body.contains("Thank you."), "{query}");
    }
}

#[tokio::test]
async fn what_no_button_sends_of_an_answer_is_refused() {
    let (router, kept) = portal("test");
    let unknown = tell(&router, "nothing", "helpful=yes").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    for body in ["", "helpful=", "helpful=perhaps", "helpful=YES"] {
        let neither = tell(&router, "account", body).await;
        assert_eq!(neither.status, StatusCode::BAD_REQUEST, "{body}");
    }
    assert!(kept.opinions().is_empty());
}

#[tokio::test]
async fn an_opinion_that_cannot_be_stored_says_so() {
    let (router, kept) = portal("test");
    kept.fail(true);
    let answer = tell(&router, "account", "helpful=yes").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    kept.fail(false);
    assert!(kept.opinions().is_empty());
}

#[tokio::test]
async fn other_systems_read_the_directory_page_by_page() {
    let (router, _) = portal("test");
    let read = async |path: &str| -> serde_json::Value {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        serde_json::from_str(&answer.body).unwrap()
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
    let (router, _) = portal("test");
    for query in [
        "page=0",
        "page=x",
        "page=1000001",
        "per_page=101",
        "need=nonsense",
        "taxonomy_term_id=x",
    ] {
        let answer = get(&router, &format!("/api/v1/directory/services?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["status"], 400, "{query}");
    }
}

#[tokio::test]
async fn only_the_live_portal_may_be_found_by_search_engines() {
    let live = get(&portal("live").0, "/robots.txt").await.body;
    assert!(live.contains("Disallow: /check-support/\n"));
    assert!(!live.contains("Disallow: /\n"));
    let test = get(&portal("test").0, "/robots.txt").await.body;
    assert!(test.contains("Disallow: /\n"));
}

#[tokio::test]
async fn whoever_finds_a_hole_knows_whom_to_tell() {
    let body = get(&portal("live").0, "/.well-known/security.txt")
        .await
        .body;
    assert!(body.contains("Contact: mailto:privacy@exampleshire.example\n"));
    // The date is 22 November 2026 and 90 days.
    assert!(body.contains("Expires: 2027-02-20T00:00:00Z\n"), "{body}");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let (router, _) = portal("test");
    for path in [
        "/directory/nobody",
        "/help/guides/none",
        "/assets/pictures/x.webp",
        "/account",
    ] {
        assert_eq!(
            get(&router, path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn feedback_that_cannot_be_stored_says_so() {
    let (router, kept) = portal("test");
    kept.fail(true);
    let answer = send_feedback(&router, "ease=easy&comment=").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    kept.fail(false);
    assert!(kept.feedback().is_empty());
}

#[tokio::test]
async fn every_step_of_every_guide_has_its_picture() {
    let (router, _) = portal("test");
    for guide in crate::guides::ALL {
        let body = get(&router, &format!("/help/guides/{}", guide.slug))
            .await
            .body;
        let pictures: Vec<String> = values(&body, "src")
            .into_iter()
            .filter(|address| address.starts_with("/assets/pictures/"))
            .collect();
        assert_eq!(pictures.len(), guide.steps.len(), "{}", guide.slug);
        for (picture, alt) in pictures.iter().zip(values(&body, "alt")) {
            assert_eq!(
                get(&router, picture).await.status,
                StatusCode::OK,
                "{picture}"
            );
            assert!(!alt.is_empty(), "{picture}");
        }
    }
}
