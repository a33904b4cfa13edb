//! A form with a question of every kind, filled in as a visitor would.

use std::sync::{Arc, LazyLock, Mutex};

use domain::forms::draft::{Answers, DraftReader as _};
use jiff::{SignedDuration, Timestamp};
use journey::form::{Audience, Form};
use journey::forms::SHIPPED;
use testkit::{Database, Process, Reply, Visitor};

use super::fields::ANOTHER_ROW;
use super::{JourneySpec, router};
use crate::answers::CitizenAnswers;
use crate::{SiteContext, example};

mod tabs;

#[tokio::test]
async fn a_form_with_every_kind_of_question_leads_to_the_check_and_the_result() {
    let mut asked = asked_form();
    let mut place = "/ask/agree".to_owned();
    for (page, fields) in EVERYTHING {
        assert_eq!(place, format!("/ask/{page}"));
        let reply = asked.visitor.get(&place).await;
        assert_eq!(reply.status, 200, "{place}");
        assert_eq!(
            words_of(&reply, "h1").len(),
            1,
            "{place} has one main heading"
        );
        let reply = asked.visitor.post(&place, fields).await;
        assert_eq!(reply.status, 303, "{place}: {}", reply.words());
        place = reply.location().unwrap().to_owned();
    }
    assert_eq!(place, "/ask/check-answers");
    let check = asked.visitor.get(&place).await;
    assert_eq!(check.status, 200);
    let values = words_of(&check, ".govuk-summary-list__value");
    assert_eq!(
        values,
        [
            "Yes",
            "Me",
            "WashingCooking",
            "£1,200.50",
            "£203.85 a week",
            "29 February 1940",
            "86",
            "10.5 hours",
            "Elm Road",
            "OneTwo",
            "Ann Lee",
            "1 Elm RoadExtonEX1 1AA",
            "0300 000 0000",
            "ann@example.org",
            "QQ123456C",
            "None",
        ]
    );
    assert_eq!(
        attributes(&check, "main a.govuk-button", "href"),
        ["/ask/result"]
    );
}

#[tokio::test]
async fn what_was_answered_is_there_when_somebody_comes_back() {
    let mut asked = AskedForm::answered(EVERYTHING).await;
    for (page, fields) in EVERYTHING {
        let reply = asked.visitor.get(&format!("/ask/{page}")).await;
        let document = scraper::Html::parse_document(&reply.body);
        for (name, value) in *fields {
            let typed = format!(
                "input[name='{name}']:not([type=radio]):not([type=checkbox]), textarea[name='{name}']"
            );
            let typed = scraper::Selector::parse(&typed).unwrap();
            match document.select(&typed).next() {
                Some(field) if field.value().name() == "textarea" => {
                    assert_eq!(field.text().collect::<String>(), "One\nTwo");
                }
                Some(field) => {
                    assert_eq!(field.attr("value").is_some(), !value.is_empty(), "{name}")
                }
                None => {
                    let chosen = format!("input[name='{name}'][value='{value}'][checked]");
                    assert!(
                        !attributes(&reply, &chosen, "id").is_empty(),
                        "{name} is {value}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn every_error_is_listed_and_leads_to_its_field() {
    let mut asked = AskedForm::answered(&EVERYTHING[..11]).await;
    let wrong = [
        ("address-line1", ""),
        ("address-town", ""),
        ("address-postcode", "nowhere"),
    ];
    let reply = asked.visitor.post("/ask/address", &wrong).await;
    assert_eq!(reply.status, 422);
    assert!(words_of(&reply, "title")[0].starts_with("Error: "));
    let links = attributes(&reply, ".govuk-error-summary a", "href");
    assert!(links.len() > 1, "{links:?}");
    for link in links {
        let field = attributes(&reply, &format!("{link}.govuk-input--error"), "name");
        assert_eq!(field, [link.trim_start_matches('#')]);
        assert_eq!(attributes(&reply, &format!("{link}-error"), "id").len(), 1);
    }
    // Nothing was kept, and what was typed is still there.
    assert_eq!(
        attributes(&reply, "#address-postcode", "value"),
        ["nowhere"]
    );
    assert_eq!(asked.visitor.get("/ask/address").await.status, 200);
    assert_eq!(
        asked.visitor.get("/ask/phone").await.location(),
        Some("/ask/address")
    );
}

#[tokio::test]
async fn every_question_says_what_is_wrong_with_nothing() {
    let mut asked = asked_form();
    for (page, fields) in EVERYTHING {
        let place = format!("/ask/{page}");
        let reply = asked.visitor.post(&place, &[]).await;
        if *page == "story" {
            assert_eq!(reply.status, 303, "a question that may be skipped");
        } else {
            assert_eq!(reply.status, 422, "{place}");
            for link in attributes(&reply, ".govuk-error-summary a", "href") {
                assert_eq!(attributes(&reply, &link, "id").len(), 1, "{place} {link}");
            }
            assert!(
                !words_of(&reply, ".govuk-error-message").is_empty(),
                "{place}"
            );
        }
        assert_eq!(
            asked.visitor.post(&place, fields).await.status,
            303,
            "{place}"
        );
    }
}

#[tokio::test]
async fn a_wrong_change_does_not_lose_the_answer_before_it() {
    let mut asked = AskedForm::answered(EVERYTHING).await;
    let reply = asked
        .visitor
        .post("/ask/rent?change=1", &[("rent", "lots <b>")])
        .await;
    assert_eq!(reply.status, 422);
    assert_eq!(attributes(&reply, "#rent", "value"), ["lots <b>"]);
    assert_eq!(attributes(&reply, "form", "action"), ["/ask/rent?change=1"]);
    let again = asked.visitor.get("/ask/rent").await;
    assert_eq!(attributes(&again, "#rent", "value"), ["1200.50"]);
}

#[tokio::test]
async fn a_change_leads_back_to_the_check_by_way_of_what_it_opens() {
    let mut asked = AskedForm::answered(EVERYTHING).await;
    let page = asked.visitor.get("/ask/rent?change=1").await;
    assert_eq!(
        attributes(&page, ".govuk-back-link", "href"),
        ["/ask/check-answers"]
    );
    let reply = asked
        .visitor
        .post("/ask/rent?change=1", &[("rent", "1")])
        .await;
    assert_eq!(reply.location(), Some("/ask/check-answers"));
    let reply = asked
        .visitor
        .post("/ask/who?change=1", &[("who", "other")])
        .await;
    assert_eq!(reply.location(), Some("/ask/relation?change=1"));
    assert_eq!(
        asked.visitor.get("/ask/check-answers").await.location(),
        Some("/ask/relation")
    );
    let reply = asked
        .visitor
        .post("/ask/relation?change=1", &[("relation", "Daughter")])
        .await;
    assert_eq!(reply.location(), Some("/ask/check-answers"));
    let page = asked.visitor.get("/ask/age").await;
    assert_eq!(words_of(&page, "h1"), ["How old are they?"]);
}

#[tokio::test]
async fn a_page_that_may_not_be_visited_leads_to_the_first_that_may() {
    let mut asked = AskedForm::answered(&EVERYTHING[..2]).await;
    for path in [
        "/ask/age",
        "/ask/check-answers",
        "/ask/relation",
        "/ask/property/000000000001abc",
    ] {
        assert_eq!(
            asked.visitor.get(path).await.location(),
            Some("/ask/needs"),
            "{path}"
        );
    }
    let reply = asked.visitor.post("/ask/age", &[("age", "5")]).await;
    assert_eq!(reply.location(), Some("/ask/needs"));
    assert_eq!(asked.visitor.get("/ask/nothing").await.status, 404);
    assert_eq!(
        asked.visitor.get("/ask/needs/000000000001abc").await.status,
        404
    );
}

#[tokio::test]
async fn things_are_added_changed_and_removed() {
    let mut asked = AskedForm::answered(&EVERYTHING[..15]).await;
    let reply = asked
        .visitor
        .post("/ask/property", &[("property", "yes")])
        .await;
    let item = reply.location().unwrap().to_owned();
    let page = asked.visitor.get(&item).await;
    assert_eq!(words_of(&page, "h1"), ["Property 1"]);
    let house = [("property-what", "House"), ("property-worth", "250000")];
    let wrong = asked
        .visitor
        .post(&item, &[("property-what", "House")])
        .await;
    assert_eq!(wrong.status, 422);
    assert_eq!(
        attributes(&wrong, ".govuk-error-summary a", "href"),
        ["#property-worth"]
    );
    // Posting the item twice, as by a double click, adds it once.
    for _ in 0..2 {
        let reply = asked.visitor.post(&item, &house).await;
        assert_eq!(reply.location(), Some("/ask/check-answers"));
    }
    let list = asked.visitor.get("/ask/property").await;
    assert_eq!(words_of(&list, "h1"), ["You have added 1 property"]);
    assert_eq!(
        words_of(&list, ".govuk-summary-list__value"),
        ["What is it? HouseWhat is it worth? £250,000"]
    );

    *asked.now.lock().unwrap() += SignedDuration::from_secs(60);
    let second = asked
        .visitor
        .post("/ask/property", &[("property", "yes")])
        .await;
    let second = second.location().unwrap().to_owned();
    assert_ne!(second, item);
    asked
        .visitor
        .post(
            &second,
            &[("property-what", "Flat"), ("property-worth", "90000")],
        )
        .await;
    let list = asked.visitor.get("/ask/property").await;
    assert_eq!(words_of(&list, "h1"), ["You have added 2 properties"]);
    assert_eq!(
        words_of(&list, "dt"),
        [
            "Property 1",
            "Property 2",
            "Telephone",
            "If you cannot hear or speak on the phone",
            "In an emergency when we are closed",
            "Email",
            "By post, or to send a paper form"
        ]
    );
    // The form allows two properties.
    assert!(attributes(&list, "input[type=radio]", "name").is_empty());
    assert_eq!(
        asked
            .visitor
            .post("/ask/property", &[("property", "yes")])
            .await
            .status,
        422
    );
    assert_eq!(
        asked
            .visitor
            .get("/ask/property/0000000000zzz")
            .await
            .location(),
        Some("/ask/property")
    );

    let ask = asked.visitor.get(&format!("{item}/remove")).await;
    assert_eq!(
        words_of(&ask, "h1"),
        ["Are you sure you want to remove property 1?"]
    );
    assert_eq!(
        attributes(&ask, "form", "action"),
        [format!("{item}/remove")]
    );
    let reply = asked.visitor.post(&format!("{item}/remove"), &[]).await;
    assert_eq!(reply.location(), Some("/ask/property"));
    let list = asked.visitor.get("/ask/property").await;
    assert_eq!(
        words_of(&list, ".govuk-summary-list__value"),
        ["What is it? FlatWhat is it worth? £90,000"]
    );
    assert_eq!(
        asked
            .visitor
            .get(&format!("{item}/remove"))
            .await
            .location(),
        Some("/ask/property")
    );
    let reply = asked
        .visitor
        .post("/ask/property", &[("property", "no")])
        .await;
    assert_eq!(reply.location(), Some("/ask/check-answers"));
}

#[tokio::test]
async fn the_task_list_says_what_is_done_and_what_cannot_start_yet() {
    let mut asked = AskedForm::answered(&EVERYTHING[..4]).await;
    let page = asked.visitor.get("/ask/tasks").await;
    assert_eq!(
        words_of(&page, ".govuk-task-list__status"),
        ["Completed", "In progress", "Cannot start yet"]
    );
    assert_eq!(
        attributes(&page, ".govuk-task-list__link", "href"),
        ["/ask/agree", "/ask/pension"]
    );
    assert!(page.words().contains("more parts may appear"));
}

#[tokio::test]
async fn clearing_asks_first_and_then_leaves_nothing() {
    let mut asked = AskedForm::answered(EVERYTHING).await;
    let ask = asked.visitor.get("/ask/clear").await;
    assert_eq!(attributes(&ask, "form", "action"), ["/ask/clear"]);
    assert_eq!(asked.visitor.get("/ask/check-answers").await.status, 200);
    assert_eq!(
        asked.visitor.post("/ask/clear", &[]).await.location(),
        Some("/ask?cleared=1")
    );
    assert_eq!(
        asked.visitor.get("/ask/check-answers").await.location(),
        Some("/ask/agree")
    );
}

#[tokio::test]
async fn an_answer_after_a_day_is_kept_and_filled_in_when_the_journey_reaches_it() {
    let mut asked = AskedForm::answered(&EVERYTHING[..5]).await;
    *asked.now.lock().unwrap() += SignedDuration::from_hours(25);
    let reply = asked.visitor.post("/ask/born", EVERYTHING[5].1).await;
    assert_eq!(reply.status, 409);
    assert_eq!(
        words_of(&reply, "h1"),
        ["Your earlier answers have been deleted"]
    );
    assert!(reply.words().contains("24 hours after your last answer"));
    let ways = attributes(&reply, "main p a", "href");
    assert!(ways[0].starts_with("tel:") && ways[1] == "/", "{ways:?}");
    assert!(reply.words().contains("kept the answer that you just gave"));
    assert_eq!(
        attributes(&reply, "main a.govuk-button", "href"),
        ["/ask/agree"]
    );
    assert!(reply.header("set-cookie").starts_with("__Host-visit="));

    for (page, fields) in &EVERYTHING[..5] {
        asked.visitor.post(&format!("/ask/{page}"), fields).await;
    }
    let reached = asked.visitor.get("/ask/born").await;
    assert_eq!(attributes(&reached, "#born-year", "value"), ["1940"]);
}

#[tokio::test]
async fn answers_from_several_tabs_are_each_kept_after_a_day() {
    let mut asked = AskedForm::answered(&EVERYTHING[..5]).await;
    *asked.now.lock().unwrap() += SignedDuration::from_hours(25);
    for (page, fields) in [&EVERYTHING[5], &EVERYTHING[6], &EVERYTHING[15]] {
        let reply = asked.visitor.post(&format!("/ask/{page}"), fields).await;
        assert_eq!(reply.status, 409, "{page}");
    }
    let kept = asked.kept().await;
    let pages: Vec<&str> = kept.iter().map(|(page, _)| page).collect();
    assert_eq!(pages, ["age", "born", "property"]);
}

#[tokio::test]
async fn an_answer_without_a_cookie_or_after_clearing_is_kept_too() {
    let mut asked = asked_form();
    let reply = asked.visitor.post("/ask/age", &[("age", "86")]).await;
    assert_eq!(reply.status, 409);
    let page = asked.visitor.post("/ask/clear", &[]).await;
    assert_eq!(page.location(), Some("/ask?cleared=1"));
    let reply = asked.visitor.post("/ask/rent", &[("rent", "12")]).await;
    assert_eq!(reply.status, 409);
    let kept = asked.kept().await;
    assert_eq!(kept.text("rent"), Some("12.00"));
    assert_eq!(kept.iter().count(), 1);
}

#[tokio::test]
async fn a_choice_that_a_deleted_answer_had_opened_is_kept() {
    let mut asked = asked_form();
    let chosen = [("needs", "washing"), ("needs", "driving")];
    assert_eq!(asked.visitor.post("/ask/needs", &chosen).await.status, 409);
    let kept = asked.kept().await;
    assert_eq!(kept.choices("needs"), ["washing", "driving"]);
    for (page, fields) in [
        ("agree", [("agree", "yes")]),
        ("who", [("who", "other")]),
        ("relation", [("relation", "Daughter")]),
    ] {
        let reply = asked.visitor.post(&format!("/ask/{page}"), &fields).await;
        assert_eq!(reply.status, 303, "{page}");
    }
    let reached = asked.visitor.get("/ask/needs").await;
    assert_eq!(
        attributes(&reached, "input[checked]", "value"),
        ["washing", "driving"]
    );
}

#[tokio::test]
async fn a_wrong_answer_after_a_day_is_shown_as_typed() {
    let mut asked = asked_form();
    let reply = asked.visitor.post("/ask/rent", &[("rent", "lots")]).await;
    assert_eq!(reply.status, 422);
    assert_eq!(attributes(&reply, "#rent", "value"), ["lots"]);
    // The corrected answer is kept.
    let reply = asked.visitor.post("/ask/rent", &[("rent", "12")]).await;
    assert_eq!(reply.status, 409);
    // This question offers choices that depend on earlier answers, which are
    // gone.
    let both = [("needs", "driving"), ("needs", "none")];
    let reply = asked.visitor.post("/ask/needs", &both).await;
    assert_eq!(reply.status, 409);
    assert_eq!(words_of(&reply, "h1"), ["Your answers have been deleted"]);
    assert!(!reply.words().contains("We have kept"));
}

#[tokio::test]
async fn a_thing_added_after_a_day_is_kept_and_listed_when_the_journey_reaches_it() {
    let mut asked = AskedForm::answered(&EVERYTHING[..15]).await;
    let yes = [("property", "yes")];
    let reply = asked.visitor.post("/ask/property", &yes).await;
    let item = reply.location().unwrap().to_owned();
    *asked.now.lock().unwrap() += SignedDuration::from_hours(25);

    let house = [("property-what", "House"), ("property-worth", "lots")];
    let reply = asked.visitor.post(&item, &house).await;
    assert_eq!(reply.status, 422);
    assert_eq!(attributes(&reply, "#property-worth", "value"), ["lots"]);
    let house = [("property-what", "House"), ("property-worth", "250000")];
    // Posting the item twice, as by a double click, adds it once.
    for _ in 0..2 {
        let reply = asked.visitor.post(&item, &house).await;
        assert_eq!(reply.status, 409);
        assert_eq!(
            attributes(&reply, "main a.govuk-button", "href"),
            ["/ask/agree"]
        );
    }
    for (page, fields) in &EVERYTHING[..15] {
        asked.visitor.post(&format!("/ask/{page}"), fields).await;
    }
    let list = asked.visitor.get("/ask/property").await;
    assert_eq!(words_of(&list, "h1"), ["You have added 1 property"]);
}

#[test]
fn no_question_has_the_name_of_the_button_that_asks_for_a_row() {
    for audience in Audience::ALL {
        for (form, _) in SHIPPED.for_audience(audience) {
            assert!(form.question(ANOTHER_ROW).is_none(), "{}", form.id);
        }
    }
}

#[tokio::test]
async fn the_cookie_comes_with_the_first_answer_and_not_before() {
    let mut asked = asked_form();
    assert!(
        asked
            .visitor
            .get("/ask/agree")
            .await
            .headers
            .get("set-cookie")
            .is_none()
    );
    assert!(
        asked
            .visitor
            .post("/ask/agree", &[])
            .await
            .headers
            .get("set-cookie")
            .is_none()
    );
    let reply = asked.visitor.post("/ask/agree", &[("agree", "yes")]).await;
    assert!(reply.header("set-cookie").starts_with("__Host-visit="));
    let value = asked.visitor.cookies()["__Host-visit"].clone();
    asked.visitor.post("/ask/who", &[("who", "me")]).await;
    assert_eq!(asked.visitor.cookies()["__Host-visit"], value);
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_a_page() {
    let mut asked = AskedForm::answered(&EVERYTHING[..2]).await;
    let table = asked.database.table_of(&Process::cut_off());
    let routes = router(spec(), CitizenAnswers::new(asked.site.clone(), table));
    let cut_off = crate::finish(routes, &asked.site);
    let mut visitor = asked.visitor.clone().moved_to(cut_off);
    assert_eq!(visitor.get("/ask/needs").await.status, 503);
    let reply = visitor.post("/ask/needs", &[("needs", "washing")]).await;
    assert_eq!(reply.status, 503);
    assert_eq!(asked.visitor.get("/ask/needs").await.status, 200);
}

#[tokio::test]
async fn what_somebody_typed_is_shown_and_never_run() {
    let script = "\"'><script>alert(1)</script>=cmd|'/C calc'!A0";
    let mut asked = AskedForm::answered(&EVERYTHING[..8]).await;
    let mut replies = vec![
        asked
            .visitor
            .post("/ask/street", &[("street", script)])
            .await,
        asked.visitor.get("/ask/street").await,
        asked.visitor.post("/ask/story", &[("story", script)]).await,
        asked.visitor.get("/ask/story").await,
    ];
    for (page, fields) in &EVERYTHING[10..] {
        let typed: Vec<(&str, &str)> = fields.iter().map(|(name, _)| (*name, script)).collect();
        let place = format!("/ask/{page}");
        replies.push(asked.visitor.post(&place, &typed).await);
        replies.push(asked.visitor.get(&place).await);
        asked.visitor.post(&place, fields).await;
    }
    replies.push(asked.visitor.get("/ask/check-answers").await);
    for reply in replies {
        assert!(!reply.body.contains("<script>"), "{}", reply.words());
        assert!(attributes(&reply, "[onload], [onclick], [style]", "id").is_empty());
    }
}

#[tokio::test]
async fn nothing_in_a_page_is_inline() {
    let mut asked = AskedForm::answered(EVERYTHING).await;
    let mut pages = vec!["tasks", "check-answers", "clear", "nothing"];
    pages.extend(EVERYTHING.iter().map(|(page, _)| *page));
    for page in pages {
        let reply = asked.visitor.get(&format!("/ask/{page}")).await;
        assert!(
            attributes(&reply, "[style], style, script:not([src])", "id").is_empty(),
            "{page}"
        );
        assert_eq!(attributes(&reply, "html", "lang"), ["en-GB"], "{page}");
        let ids = attributes(&reply, "[id]", "id");
        let unique: std::collections::BTreeSet<&String> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{page} has an id twice");
    }
}

static FORM: LazyLock<Form> = LazyLock::new(|| {
    let words = |json: &mut serde_json::Value| {
        // The words of every mistake name the mistake, so that a test can look
        // for them.
        for page in json["pages"].as_array_mut().unwrap() {
            let id = page["id"].as_str().unwrap().to_owned();
            page["errors"] = mistakes(&id);
            if let Some(fields) = page["question"]
                .get_mut("fields")
                .and_then(|fields| fields.as_array_mut())
            {
                for field in fields {
                    field["errors"] = mistakes(&format!("{id} {}", field["id"].as_str().unwrap()));
                }
            }
        }
    };
    let mut json = serde_json::from_str(include_str!("tests/every-kind.json")).unwrap();
    words(&mut json);
    serde_json::from_value(json).unwrap()
});

fn mistakes(id: &str) -> serde_json::Value {
    let names = [
        "missing",
        "invalid",
        "too_low",
        "too_high",
        "incomplete",
        "frequency_missing",
        "none_and_others",
        "in_the_future",
    ];
    names
        .iter()
        .map(|name| ((*name).to_owned(), format!("{id} {name}").into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The routes of the form in a visitor's browser, over the table.
struct AskedForm {
    visitor: Visitor,
    database: Database,
    now: Arc<Mutex<Timestamp>>,
    site: SiteContext,
}

fn spec() -> JourneySpec {
    JourneySpec {
        prefix: "/ask",
        form: &FORM,
        result_path: "/ask/result",
        result_words: "See your result",
        checks_answers: true,
    }
}

fn asked_form() -> AskedForm {
    let now = Arc::new(Mutex::new(example::now()));
    let clock = Arc::clone(&now);
    let ids = Mutex::new(0_u64);
    let site = SiteContext::new(
        example::council(),
        "live",
        move || *clock.lock().unwrap(),
        move || {
            let mut id = ids.lock().unwrap();
            *id += 1;
            format!("{:08}aaaaaaaaaaaaaaaaaaaa", *id)
        },
    );
    let database = Database::default();
    let answers = CitizenAnswers::new(site.clone(), database.table());
    let routes = router(spec(), answers);
    AskedForm {
        visitor: Visitor::new(crate::finish(routes, &site)),
        database,
        now,
        site,
    }
}

impl AskedForm {
    /// Reads what the visitor has answered.
    async fn kept(&self) -> Answers {
        let (table, now) = (self.database.table(), self.site.now());
        let key = self.visitor.draft_key().unwrap();
        table.read_draft(&key, "ask", now).await.unwrap()
    }

    async fn answered(fields: &[(&str, &[(&str, &str)])]) -> Self {
        let mut asked = asked_form();
        for (page, fields) in fields {
            let reply = asked.visitor.post(&format!("/ask/{page}"), fields).await;
            assert_eq!(reply.status, 303, "{page}: {}", reply.words());
        }
        asked
    }
}

const EVERYTHING: &[(&str, &[(&str, &str)])] = &[
    ("agree", &[("agree", "yes")]),
    ("who", &[("who", "me")]),
    ("needs", &[("needs", "washing"), ("needs", "cooking")]),
    ("rent", &[("rent", "£1,200.50")]),
    (
        "pension",
        &[("pension-amount", "203.85"), ("pension-every", "week")],
    ),
    (
        "born",
        &[
            ("born-day", "29"),
            ("born-month", "2"),
            ("born-year", "1940"),
        ],
    ),
    ("age", &[("age", "86")]),
    ("hours", &[("hours", "10.5")]),
    ("street", &[("street", "Elm Road")]),
    ("story", &[("story", "One\r\nTwo")]),
    ("name", &[("name-first", "Ann"), ("name-last", "Lee")]),
    (
        "address",
        &[
            ("address-line1", "1 Elm Road"),
            ("address-line2", ""),
            ("address-town", "Exton"),
            ("address-county", ""),
            ("address-postcode", "ex1 1aa"),
        ],
    ),
    ("phone", &[("phone", "0300 000 0000")]),
    ("email", &[("email", "ann@example.org")]),
    ("ni", &[("ni", "qq 12 34 56 c")]),
    ("property", &[("property", "no")]),
];

fn attributes(reply: &Reply, selector: &str, attribute: &str) -> Vec<String> {
    let document = scraper::Html::parse_document(&reply.body);
    let selector = scraper::Selector::parse(selector).unwrap();
    document
        .select(&selector)
        .map(|element| element.attr(attribute).unwrap_or_default().to_owned())
        .collect()
}

fn words_of(reply: &Reply, selector: &str) -> Vec<String> {
    let document = scraper::Html::parse_document(&reply.body);
    let selector = scraper::Selector::parse(selector).unwrap();
    let words = document.select(&selector).map(|element| {
        element
            .text()
            .collect::<String>()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    });
    words.collect()
}
