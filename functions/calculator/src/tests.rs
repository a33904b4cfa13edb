//! Tests of the pages and of the API, used as a visitor and as a program use
//! them.

use charging::policy::Policy;
use domain::forms::draft::{Answer, DraftStore as _};
use serde_json::{Value, json};
use testkit::{Given, MONEY, Reply, TestApp, Visitor, with_rights_of};

fn visitor(app: &TestApp) -> Visitor {
    let store = with_rights_of("calculator", &app.table());
    app.browser(crate::router(app.site(), store, Policy::default()))
}

/// The link of the start page for somebody who has answers.
const CARRY_ON: &str = "Carry on where you stopped";

/// Answers the estimate up to the check of the answers.
async fn answer(visitor: &mut Visitor, given: &[Given<'_>]) {
    let answered = visitor.answer("/estimate-costs", crate::spec().form, given);
    answered.await.unwrap();
}

/// Answers the estimate as a new visitor and opens the result.
async fn result(given: &[Given<'_>]) -> Reply {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, given).await;
    let reply = visitor.get("/estimate-costs/result").await;
    assert_eq!(reply.status, 200);
    reply
}

#[tokio::test]
async fn the_start_page_leads_on_with_answers_and_says_when_they_are_cleared() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    let start = visitor.get("/estimate-costs").await;
    assert!(start.link("Back").is_some());
    assert_eq!(start.link(CARRY_ON), None);
    visitor
        .post("/estimate-costs/who-for", &[("who-for", "me")])
        .await;
    // An old address may still have the query. There are answers, so the page
    // does not say that they were deleted.
    let start = visitor.get("/estimate-costs?cleared=1").await;
    assert!(start.link(CARRY_ON).is_some() && start.banners().is_empty());
    let cleared = visitor.post("/estimate-costs/clear", &[]).await;
    let start = visitor.get(cleared.location().unwrap()).await;
    assert_eq!(start.banners(), ["Your answers have been deleted"]);
    assert_eq!(start.link(CARRY_ON), None);
    let start = visitor.get("/estimate-costs").await;
    assert!(start.banners().is_empty());
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
async fn the_result_says_the_answer_then_what_to_do_then_benefits_and_the_money() {
    let page = result(MONEY).await;
    assert_eq!(
        page.heading(),
        "You would pay £58.55 a week towards your care"
    );
    in_order(
        &page.words(),
        &[
            "You would keep £241.45 a week of your income.",
            "Send this estimate and ask for help",
            "This is an estimate.",
            "Benefits to check",
            "Attendance Allowance",
            "Where the money goes",
            "The money that counts, a week: £300",
            "Where it goes, a week: £300",
            "Other things you can do",
            "How we worked this out",
            "The figures in short",
            "Why",
            "Each step of the sum",
            "What you told us",
            "The amounts we used",
            "If you think this is wrong, or have a question",
        ],
    );
    let green = "main a.govuk-button:not(.govuk-button--secondary)";
    assert_eq!(page.attributes(green, "href"), ["/apply"]);
}

#[tokio::test]
async fn everything_about_how_it_was_worked_out_is_folded_away() {
    let page = result(MONEY).await;
    let worked_out = page.section("How we worked this out");
    let folded = worked_out.words_of("summary h3");
    assert_eq!(folded.len(), worked_out.words_of("h3").len());
    assert!(worked_out.words_of("details[open]").is_empty());
    assert!(folded.contains(&"Each step of the sum".to_owned()));
}

#[tokio::test]
async fn a_result_about_somebody_else_says_they() {
    let page = result(&[&[("who-for", "someone-else")], MONEY].concat()).await;
    assert_eq!(
        page.heading(),
        "They would pay £58.55 a week towards their care"
    );
    let words = page.words();
    in_order(
        &words,
        &[
            "They would keep £241.45 a week of their income.",
            "What the law says they keep",
        ],
    );
    for word in ["You would", "your income", "means the person"] {
        assert!(!words.contains(word), "{word} in {words}");
    }
}

#[tokio::test]
async fn a_result_that_rests_on_few_answers_says_only_what_follows_from_them() {
    for (given, heading) in [
        (
            ("taking-part", "declined"),
            "You would pay the full cost of your care",
        ),
        (
            ("free-care", "mental_health_aftercare"),
            "You would pay nothing: this care is free",
        ),
    ] {
        let page = result(&[&[given], MONEY].concat()).await;
        assert!(page.heading().starts_with(heading), "{}", page.heading());
        let words = page.section(&page.heading()).words();
        for word in [
            "Benefits to check",
            "Where the money goes",
            "Pension Credit",
            "The amounts we used",
            "a week of your income",
            "may still change",
        ] {
            assert!(!words.contains(word), "{given:?}: {word} in {words}");
        }
        assert!(words.contains("Send this estimate and ask for help"));
    }
}

#[tokio::test]
async fn the_result_lists_every_answer() {
    let page = result(
        &[
            &[
                ("partner", "yes"),
                ("partner-age", "71"),
                ("housing-costs", "council_tax"),
                ("cost-council-tax-amount", "40"),
                ("cost-council-tax-every", "week"),
                ("housing-shared", "2"),
                ("council-tax-help-amount", "6"),
                ("council-tax-help-every", "week"),
            ],
            MONEY,
        ]
        .concat(),
    )
    .await;
    let told = page.section("What you told us");
    for (question, answer) in [
        ("Who it is for", "Me"),
        ("Age", "85 years"),
        ("Care that is free", "None of these, or I do not know"),
        ("Sharing your finances", "Yes, work it out from the details"),
        ("Partner", "Yes"),
        ("Partner’s age", "71 years"),
        ("Pensions", "State Pension"),
        ("Council Tax Reduction", "£6 a week"),
        ("Other costs agreed by the council", "None"),
    ] {
        let row = told.table_row(question);
        assert_eq!(row.as_deref(), Some(&[answer.to_owned()][..]), "{question}");
    }
}

#[tokio::test]
async fn the_result_links_to_the_law() {
    let page = result(MONEY).await;
    assert!(page.has_link_to("https://www.legislation.gov.uk/uksi/2014/2672/regulation/7"));
}

#[tokio::test]
async fn a_result_without_answers_leads_to_the_first_question() {
    let reply = visitor(&TestApp::default())
        .get("/estimate-costs/result")
        .await;
    assert_eq!(reply.location(), Some("/estimate-costs/about"));
}

#[tokio::test]
async fn tariff_income_is_a_part_of_the_picture_and_explained() {
    let said =
        "We count £15 a week as income from your savings (tariff income), but nobody pays it";
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let savings = [
        ("savings-kind", "cash"),
        ("savings-value", "18000"),
        ("savings-whose", "person"),
    ];
    let item = "/estimate-costs/savings/000000000001abc";
    assert_eq!(visitor.post(item, &savings).await.status, 303);
    let words = visitor.get("/estimate-costs/result").await.words();
    assert_eq!(words.matches(said).count(), 1, "{words}");
    assert!(!result(MONEY).await.words().contains("tariff income)"));
}

#[tokio::test]
async fn a_share_of_savings_is_asked_for_where_they_are_entered() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let item = "/estimate-costs/savings/000000000001abc";
    let mut savings = vec![
        ("savings-kind", "cash"),
        ("savings-value", "18000"),
        ("savings-whose", "share"),
    ];
    let refused = visitor.post(item, &savings).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.errors(), ["Enter what percentage is yours"]);
    // The share could be left empty before, and was kept so.
    let kept = [("kind", "cash"), ("value", "18000.00"), ("whose", "share")];
    let kept = kept.map(|(field, typed)| (field.to_owned(), typed.to_owned()));
    let key = visitor.draft_key().unwrap();
    let (table, now) = (app.table(), app.site().now());
    let kept = Answer::Fields(kept.into_iter().collect());
    let kept = table.keep_answer(&key, "estimate-costs", "savings/000000000001abc", kept, now);
    kept.await.unwrap();
    for page in ["/estimate-costs/result", "/estimate-costs/what-if"] {
        let reply = visitor.get(page).await;
        assert_eq!(reply.status, 422, "{page}");
        let words = reply.words();
        assert!(words.contains("Account or investment 1"), "{words}");
        assert!(words.contains("What percentage is yours?"), "{words}");
        assert!(reply.has_link_to(&format!("{item}?change=1")), "{words}");
    }
    savings.push(("savings-share", "25"));
    assert_eq!(visitor.post(item, &savings).await.status, 303);
    // A quarter of £18,000 is below the savings that count.
    let words = visitor.get("/estimate-costs/result").await.words();
    assert!(words.contains("£58.55 a week"), "{words}");
}

#[tokio::test]
async fn an_amount_stands_under_its_box_and_is_weekly_until_somebody_says_otherwise() {
    let mut visitor = visitor(&TestApp::default());
    answer(&mut visitor, MONEY).await;
    let page = visitor.get("/estimate-costs/pension-income").await;
    let under = ".govuk-checkboxes__conditional input[name='amount-annuity-amount']";
    assert_eq!(page.attributes(under, "name").len(), 1);
    assert_eq!(page.chosen("amount-annuity-every"), ["week"]);
    assert_eq!(page.field("State Pension").unwrap().value, "state_pension");
    // Kinds of savings that few have stand behind "Something else".
    let page = visitor.get("/estimate-costs/savings").await;
    let unusual = page.attributes("details input[name='savings-kind']", "value");
    let every = page.attributes("input[name='savings-kind']", "value");
    assert_eq!((every.len() - unusual.len(), every.len()), (6, 17));
}

#[tokio::test]
async fn one_page_adds_an_account_and_pressing_twice_adds_it_once() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let page = visitor.get("/estimate-costs/savings").await;
    let new_item = page.hidden("new-item");
    let mut savings = vec![("savings", "yes"), ("new-item", new_item.as_str())];
    let refused = visitor.post("/estimate-costs/savings", &savings).await;
    assert_eq!((refused.status, refused.errors().len()), (422, 3));
    assert_eq!(refused.hidden("new-item"), new_item);
    savings.extend([
        ("savings-kind", "cash"),
        ("savings-value", "18000"),
        ("savings-whose", "person"),
    ]);
    let first = visitor.post("/estimate-costs/savings", &savings).await;
    let again = visitor.post("/estimate-costs/savings", &savings).await;
    assert_eq!(first.location(), again.location());
    let kept = app.draft_of(&visitor, "estimate-costs").await;
    assert_eq!(kept.items("savings").count(), 1);
    savings.push(("another-item", "savings"));
    let another = visitor.post("/estimate-costs/savings", &savings).await;
    let another = another.location().unwrap().to_owned();
    assert!(another.starts_with("/estimate-costs/savings/"), "{another}");
    let heading = visitor.get(&another).await.heading();
    assert!(heading.starts_with("Account or investment"), "{heading}");
}

#[tokio::test]
async fn groups_that_are_ticked_together_are_filled_in_one_after_the_other() {
    let mut visitor = visitor(&TestApp::default());
    answer(&mut visitor, MONEY).await;
    let page = "/estimate-costs/anything-else";
    assert_eq!(visitor.post(page, &[]).await.status, 422);
    let ticked = [
        ("anything-else", "property"),
        ("anything-else", "given-away"),
    ];
    let first = visitor.submit_form(page, &ticked).await.unwrap();
    assert!(first.starts_with("/estimate-costs/property/"), "{first}");
    let land = [
        ("property-kind", "land"),
        ("property-value", "5000"),
        ("property-owed", "0"),
        ("property-share", "100"),
    ];
    let second = visitor.submit_form(&first, &land).await.unwrap();
    assert!(
        second.starts_with("/estimate-costs/given-away/"),
        "{second}"
    );
    let given = [("given-away-name", "A car"), ("given-away-value", "900")];
    let end = visitor.submit_form(&second, &given).await.unwrap();
    assert_eq!(end, "/estimate-costs/result");
    let listed = visitor.get(page).await;
    assert_eq!(listed.words_of("main dt").len(), 2);
}

#[tokio::test]
async fn an_address_that_names_a_question_leads_to_its_page_and_still_takes_an_answer() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let old = "/estimate-costs/amount-state-pension";
    let led = visitor.get(old).await;
    assert_eq!(led.location(), Some("/estimate-costs/pension-income"));
    let amount = [
        ("amount-state-pension-amount", "320"),
        ("amount-state-pension-every", "week"),
    ];
    assert_eq!(visitor.post(old, &amount).await.status, 303);
    let kept = app.draft_of(&visitor, "estimate-costs").await;
    assert_eq!(kept.field("amount-state-pension", "amount"), Some("320.00"));
}

#[tokio::test]
async fn who_changes_whom_it_is_about_is_told_that_the_other_answers_are_gone() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let about = [
        ("who-for", "someone-else"),
        ("setting", "at_home"),
        ("when", "now"),
    ];
    let next = visitor.submit_form("/estimate-costs/about", &about).await;
    let page = visitor.get(&next.unwrap()).await;
    let banners = page.banners();
    assert!(
        banners.iter().any(|said| said.contains("have removed")),
        "{banners:?}"
    );
    let kept = app.draft_of(&visitor, "estimate-costs").await;
    assert_eq!(kept.field("amount-state-pension", "amount"), None);
    assert_eq!(visitor.get("/estimate-costs/result").await.status, 303);
}

#[tokio::test]
async fn after_the_last_amounts_every_page_says_so_and_shows_the_last_result() {
    // Case sixth-of-april-2027.
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let last = charging::law::last_day();
    let days = app.site().today().until(last).unwrap().get_days();
    app.pass_hours(24 * i64::from(days));
    answer(&mut visitor, MONEY).await;
    let reply = visitor.get("/estimate-costs/result").await;
    assert_eq!(reply.status, 200);
    let pays = reply.heading();
    assert!(pays.starts_with("You would pay £"), "{pays}");
    let until = domain::values::calendar::in_words(last);
    let said = format!("We have them until {until} only");
    assert!(!visitor.get("/estimate-costs").await.words().contains(&said));
    app.pass_hours(24);
    answer(&mut visitor, MONEY).await;
    for page in ["/estimate-costs/result", "/estimate-costs/what-if"] {
        let reply = visitor.get(page).await;
        assert_eq!(reply.status, 200, "{page}");
        let words = reply.words();
        assert!(
            words.contains("The amounts for this date are not here yet"),
            "{words}"
        );
        assert!(
            words.contains(pays.trim_end_matches('.')),
            "{pays}: {words}"
        );
        let marked = format!("This is what it would have been until {until}");
        assert!(words.contains(&marked), "{words}");
        assert!(
            reply.has_link_to("/estimate-costs/when?change=1"),
            "{words}"
        );
    }
    assert!(visitor.get("/estimate-costs").await.words().contains(&said));
}

#[tokio::test]
async fn after_the_last_amounts_the_page_about_somebody_else_says_they() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    let last = charging::law::last_day();
    let days = app.site().today().until(last).unwrap().get_days();
    app.pass_hours(24 * i64::from(days + 1));
    let given = [MONEY, &[("who-for", "someone-else")]].concat();
    answer(&mut visitor, &given).await;
    let words = visitor.get("/estimate-costs/result").await.words();
    assert!(words.contains("They would pay £"), "{words}");
    assert!(words.contains("What they would pay now"), "{words}");
    assert!(!words.contains("You would pay"), "{words}");
}

#[tokio::test]
async fn a_past_date_asks_the_age_on_that_date_and_where_needed_the_date_of_birth() {
    // Case past-date-with-todays-age: somebody of 67 checks a bill of June 2022,
    // when they were 62.
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    let given: &[Given<'_>] = &[
        ("when", "another-date"),
        ("which-date-day", "5"),
        ("which-date-month", "6"),
        ("which-date-year", "2022"),
        ("age", "62"),
        ("date-of-birth-day", "22"),
        ("date-of-birth-month", "11"),
        ("date-of-birth-year", "1959"),
        ("cost", "week"),
        ("weekly-cost", "300"),
        ("pensions", "occupational_pension"),
        ("amount-occupational-pension-amount", "300"),
        ("amount-occupational-pension-every", "week"),
    ];
    answer(&mut visitor, given).await;
    let words = visitor.get("/estimate-costs/household").await.words();
    assert!(words.contains("enter the age on that date"), "{words}");
    let words = visitor.get("/estimate-costs/result").await.words();
    // 300.00 - 94.15.
    assert!(words.contains("£205.85 a week"), "{words}");

    // Today's age with that date of birth is refused, with the way to put it right.
    let posted = visitor.post("/estimate-costs/age", &[("age", "65")]).await;
    assert_eq!(posted.status, 303);
    let reply = visitor.get("/estimate-costs/result").await;
    assert_eq!(reply.status, 422);
    let words = reply.words();
    assert!(
        words.contains("The age and the date of birth do not agree"),
        "{words}"
    );
    assert!(
        reply.has_link_to("/estimate-costs/household?change=1"),
        "{words}"
    );
}

#[tokio::test]
async fn somebody_whose_partner_lives_in_a_care_home_is_told_to_answer_no() {
    // Case husband-or-wife-already-in-a-care-home.
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let words = visitor.get("/estimate-costs/household").await.words();
    assert!(
        words.contains("Answer no if your care is at home and they live in a care home for good"),
        "{words}"
    );
    // Without a partner, 241.45 is kept of 300.00.
    let words = visitor.get("/estimate-costs/result").await.words();
    assert!(words.contains("£241.45"), "{words}");
}

#[tokio::test]
async fn somebody_without_savings_is_not_told_to_pay_from_them() {
    // Case home-owner-without-savings.
    let words = result(&[
        ("setting", "care_home_permanent"),
        ("weeks-in-care-home", "20"),
        ("age", "85"),
        ("cost", "week"),
        ("weekly-cost", "1000"),
        ("pensions", "state_pension"),
        ("amount-state-pension-amount", "300"),
        ("amount-state-pension-every", "week"),
        ("own-home", "yes"),
        ("own-home-occupied", "nobody"),
        ("own-home-value", "200000"),
        ("own-home-mortgage", "0"),
        ("own-home-share", "100"),
    ])
    .await
    .words();
    assert!(!words.contains("come from your savings"), "{words}");
    assert!(words.contains("the value of your home"), "{words}");
    assert!(words.contains("need not be sold"), "{words}");
    assert!(words.contains("deferred payment agreement"), "{words}");
}

#[tokio::test]
async fn a_what_if_shows_both_results_and_keeps_nothing() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let before = app.draft_of(&visitor, "estimate-costs").await;
    let change = [
        ("pensions", "state_pension"),
        ("amount-state-pension-amount", "320"),
        ("amount-state-pension-every", "week"),
    ];
    let reply = visitor
        .post("/estimate-costs/what-if/pension-income", &change)
        .await;
    let words = reply.words();
    assert_eq!(reply.status, 200);
    assert!(words.contains("You would pay £20 a week more."), "{words}");
    assert!(
        words.contains("£58.55") && words.contains("£78.55"),
        "{words}"
    );
    assert_eq!(app.draft_of(&visitor, "estimate-costs").await, before);
    let kept = visitor
        .post("/estimate-costs/what-if/pension-income/keep", &change)
        .await;
    assert_eq!(kept.location(), Some("/estimate-costs/result"));
    let words = visitor.get("/estimate-costs/result").await.words();
    assert!(words.contains("£78.55 a week"), "{words}");
}

/// Answers a trial that begins with this answer, question by question, as its
/// pages ask. Returns the last page and the questions that were asked.
async fn try_out(
    visitor: &mut Visitor,
    page: &str,
    change: &[Given<'_>],
    given: &[Given<'_>],
) -> (Reply, Vec<String>) {
    let mut at = format!("/estimate-costs/what-if/{page}");
    let mut fields: Vec<(String, String)> = change
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let mut asked = Vec::new();
    for _ in 0..40 {
        let posted: Vec<Given<'_>> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let reply = visitor.post(&at, &posted).await;
        assert_eq!(reply.status, 200, "{at}: {}", reply.words());
        assert!(reply.words().contains("Trying a change, nothing is kept"));
        if reply.heading() == "What difference it makes" {
            return (reply, asked);
        }
        assert_eq!(reply.link("Clear my answers"), None);
        at = reply.attributes("main form", "action").remove(0);
        let id = at.rsplit('/').next().unwrap().to_owned();
        let hidden = "main form input[type='hidden']";
        let names = reply.attributes(hidden, "name").into_iter();
        fields = names.zip(reply.attributes(hidden, "value")).collect();
        fields.extend(testkit::fields(crate::spec().form, &id, given));
        asked.push(id);
    }
    panic!("the trial does not end: {asked:?}");
}

#[tokio::test]
async fn a_what_if_asks_what_the_change_opens_and_keeps_nothing() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let before = app.draft_of(&visitor, "estimate-costs").await;
    let given = [("partner", "yes"), ("partner-age", "85")];
    let change = [("partner", "yes")];
    let (page, asked) = try_out(&mut visitor, "partner", &change, &given).await;
    assert!(asked.contains(&"household".to_owned()), "{asked:?}");
    assert!(page.table_row("Result").is_some());
    assert_eq!(app.draft_of(&visitor, "estimate-costs").await, before);
    // All of the trial is kept, once it is asked for.
    let hidden = "main form input[type='hidden']";
    let names = page.attributes(hidden, "name");
    let values = page.attributes(hidden, "value");
    let fields: Vec<Given<'_>> = names
        .iter()
        .zip(&values)
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let action = page.attributes("main form", "action").remove(0);
    let kept = visitor.post(&action, &fields).await;
    assert_eq!(kept.location(), Some("/estimate-costs/result"));
    let after = app.draft_of(&visitor, "estimate-costs").await;
    assert_eq!(after.text("partner"), Some("yes"));
}

#[tokio::test]
async fn care_at_home_is_compared_with_a_care_home_at_its_own_cost() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let change = [("setting", "care_home_permanent")];
    let given = [
        ("cost", "week"),
        ("weekly-cost", "1150"),
        ("weeks-in-care-home", "0"),
    ];
    let (page, asked) = try_out(&mut visitor, "setting", &change, &given).await;
    assert!(asked.contains(&"care-cost".to_owned()), "{asked:?}");
    let words = page.words();
    assert!(words.contains("a week more."), "{words}");
    let pays = page.table_row("The council would pay").unwrap();
    assert!(pays[1].starts_with('£'), "{pays:?}");
}

#[tokio::test]
async fn savings_and_property_are_tried_by_one_amount() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let before = app.draft_of(&visitor, "estimate-costs").await;
    for page in ["savings", "property"] {
        let at = format!("/estimate-costs/what-if/{page}");
        let asked = visitor.get(&at).await;
        assert_eq!(asked.status, 200);
        assert!(asked.words().contains("Trying a change, nothing is kept"));
        let refused = visitor.post(&at, &[("amount", "a lot")]).await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.errors().len(), 1);
        // (18,000 - 14,250) / 250 = 15.
        let reply = visitor.post(&at, &[("amount", "£18,000")]).await;
        let words = reply.words();
        let more = if page == "savings" {
            "£15 a week more"
        } else {
            "a week more"
        };
        assert!(words.contains(more), "{words}");
        let reply = visitor.post(&at, &[("amount", "40000")]).await;
        assert!(reply.words().contains("full cost"), "{}", reply.words());
    }
    assert_eq!(app.draft_of(&visitor, "estimate-costs").await, before);
}

#[tokio::test]
async fn a_mistake_in_a_what_if_is_told_and_what_was_typed_is_kept() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let reply = visitor
        .post(
            "/estimate-costs/what-if/household",
            &[("age", "abc"), ("partner", "no"), ("children", "0")],
        )
        .await;
    assert_eq!(reply.status, 422);
    assert_eq!(reply.errors().len(), 1);
    assert_eq!(reply.attributes("#age", "value"), ["abc"]);
    let to = reply.attributes("main form", "action");
    assert_eq!(to, ["/estimate-costs/what-if/household"]);
}

fn request() -> Value {
    json!({
        "date": "2026-11-22",
        "circumstances": {
            "person": {"age": 85},
            "care": {"setting": "at_home", "weekly_cost": "100.00"},
            "income": [{"kind": "state_pension", "amount": "300.00"}]
        }
    })
}

async fn estimate(request: &Value) -> Reply {
    visitor(&TestApp::default())
        .post_json("/api/v1/estimates", request.to_string())
        .await
}

#[tokio::test]
async fn an_estimate_answers_with_totals_and_the_trace() {
    let reply = estimate(&request()).await;
    assert_eq!(reply.status, 200);
    let answer = reply.json();
    assert_eq!(answer["totals"]["weekly_charge"], "58.55");
    let rules: Vec<_> = answer["trace"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["rule"].as_str().unwrap())
        .collect();
    assert!(rules.contains(&"available_income"), "{rules:?}");
}

#[tokio::test]
async fn an_estimate_says_every_fact_that_it_was_worked_out_from() {
    let mut request = request();
    request["circumstances"]["household"] = json!({"partner": {"age": 70}});
    request["circumstances"]["agreed_allowances"] = json!([{"name": "Court order", "amount": "5"}]);
    let answer = estimate(&request).await.json();
    let told: Vec<_> = answer["told"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|part| part["facts"].as_array().unwrap())
        .map(|fact| {
            (
                fact["name"].as_str().unwrap(),
                fact["value"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Age", "85"),
            ("Partner", "Yes"),
            ("Partner: Age", "70"),
            ("Children", "0"),
            ("Where the care is", "care at home"),
            ("Cost of the care", "£100 a week"),
            ("Help during the night", "No"),
            ("State Pension", "£300 every week, yours"),
            ("Court order", "£5 every week"),
            ("Details of money", "All details are given"),
        ]
    );
}

#[tokio::test]
async fn settings_that_are_sent_replace_the_councils_and_no_others() {
    let mut request = request();
    request["policy"] = json!({"percent_charged": "50"});
    // 58.55 × 50% = 29.275, down to a penny.
    assert_eq!(
        estimate(&request).await.json()["totals"]["weekly_charge"],
        "29.27"
    );
}

#[tokio::test]
async fn everything_wrong_with_an_estimate_is_said_at_once() {
    let mut request = request();
    request["date"] = json!("2014-01-01");
    request["circumstances"]["person"]["age"] = json!(17);
    request["policy"] = json!({"percent_charged": "101"});
    let reply = estimate(&request).await;
    assert_eq!(reply.status, 422);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    let problem = reply.json();
    let pointers: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        pointers,
        [
            "/date",
            "/circumstances/person/age",
            "/policy/percent_charged"
        ]
    );
}

#[tokio::test]
async fn a_setting_that_does_not_exist_is_refused() {
    let mut request = request();
    request["policy"] = json!({"percentage": "50"});
    let reply = estimate(&request).await;
    assert_eq!(reply.status, 422);
    assert!(reply.body.contains("percentage"), "{}", reply.body);
}

#[tokio::test]
async fn what_is_typed_under_a_choice_that_was_not_made_is_shown_again() {
    let app = TestApp::default();
    let mut visitor = visitor(&app);
    answer(&mut visitor, MONEY).await;
    let typed = [("weekly-cost", "a lot"), ("night-care", "no")];
    let refused = visitor.post("/estimate-costs/care-cost", &typed).await;
    assert_eq!(refused.status, 422, "{}", refused.words());
    let shown = refused.attributes("#weekly-cost", "value");
    assert_eq!(shown, ["a lot"]);
}

#[tokio::test]
async fn a_number_of_an_estimate_is_written_in_figures() {
    for (units, status) in [
        ("2", 200),
        ("2.5", 200),
        ("1_0", 422),
        ("1e3", 422),
        ("+2", 422),
    ] {
        let mut request = request();
        request["circumstances"]["care"] = json!({
            "setting": "at_home",
            "parts": [{"name": "Home care", "price": "20", "units": units}],
        });
        let reply = estimate(&request).await;
        assert_eq!(reply.status, status, "{units}: {}", reply.body);
    }
    for share in ["5_0", "5e1"] {
        let mut request = request();
        request["policy"] = json!({"percent_charged": share});
        assert_eq!(estimate(&request).await.status, 422, "{share}");
    }
}
