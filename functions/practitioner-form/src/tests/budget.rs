//! Tests of the indicative budget beside an assessment.

use domain::access::audit::{Actor, AuditLog as _, AuditReader as _, Subject};
use domain::council::BudgetAudiences;
use domain::forms::attribution::Attribution;
use domain::forms::draft::Answer;
use domain::forms::staff_case::{
    CaseForm, CaseFormReader as _, CaseFormStore as _, CaseKey, CaseMark, CaseOutcome,
};
use domain::values::account_id::AccountId;
use domain::values::person_id::PersonId;
use jiff::Timestamp;
use testkit::{Reply, TestApp, Visitor, council};

use super::{ANA, CASE, opened, practitioner};

const BUDGET: &str = "/practice/people/a1a1a1a1a1a1a1a1/budget";

#[tokio::test]
async fn what_is_missing_is_named_and_leads_to_its_page_until_there_is_an_amount() {
    let (app, mut priya) = opened().await;
    let page = says(
        &mut priya,
        BUDGET,
        &[
            "No amount is predicted yet: 17 answers are missing.",
            "Worked out from the draft of version 1 of the assessment, by the model",
        ],
    )
    .await;
    // Whether there is a carer is asked before how much of the help they give.
    assert_eq!(
        page.attributes("main a[href$='has-carer']", "href").len(),
        3
    );
    let address = page.link("Eating and drinking: how much help").unwrap();
    let asked = priya.get(&address).await;
    let target = asked.hidden("meant-for");
    let fields = [
        ("meant-for", target.as_str()),
        ("nutrition-able", "unable"),
        ("nutrition-amount", "some"),
    ];
    let kept = priya.post(&address, &fields).await;
    assert_eq!(kept.status, 303, "{}", kept.words());
    let start = format!("{CASE}/assessment");
    let sixteen = "No amount is predicted yet: 16 answers are missing.";
    let page = says(&mut priya, &start, &[sixteen]).await;
    let shown = page.link("See the indicative budget and how it comes about");
    assert_eq!(shown.as_deref(), Some(BUDGET));
    keep(&app, "needs-assessment", NEEDS).await;
    let amount = "The indicative budget is £152.87 to £186.85 a week, and up to £208 once.";
    says(&mut priya, &start, &[amount]).await;
    let page = says(&mut priya, BUDGET, &[amount]).await;
    assert!(!page.words().contains("What is missing"));
}

#[tokio::test]
async fn the_need_comes_before_what_family_and_friends_give_and_each_answer_has_its_pounds() {
    let (app, mut priya) = opened().await;
    keep(&app, "needs-assessment", NEEDS).await;
    let page = priya.get(BUDGET).await;
    let row = |header: &str| page.table_row(header).unwrap();
    let need = row("What you need, before any help from family or friends");
    assert_eq!(need, ["", "£254.38 a week"], "{need:?}");
    let left = row("After the help that family and friends are able and willing to give");
    assert_eq!(left, ["−\u{2060}£84.52", "£169.86 a week"], "{left:?}");
    let eating = row("How much help do you need with preparing food, eating and drinking?");
    // 16 points.
    assert_eq!(eating, ["Help on most days", "+£51.52"], "{eating:?}");
}

#[tokio::test]
async fn above_the_range_and_in_a_care_home_no_amount_is_predicted_and_a_person_is_said_to() {
    let (app, mut priya) = opened().await;
    keep(&app, "needs-assessment", NEEDS).await;
    let refused = "No amount is predicted: a person works the budget out.";
    keep(&app, "needs-assessment", &[("lives", "care-home")]).await;
    let why = "The price of a care home is agreed with the home, and not predicted.";
    says(&mut priya, BUDGET, &[refused, why]).await;
    let most = [
        ("lives", "own-home"),
        ("night-help", "awake"),
        ("two-workers", "yes"),
        ("share-personal", "none"),
    ];
    keep(&app, "needs-assessment", &most).await;
    // 57 points twice, 4 and 6 are £399.28, and the nights £843.
    let why = "This is above the range of this model. Nothing is cut";
    says(&mut priya, BUDGET, &[refused, why]).await;
}

#[tokio::test]
async fn answers_that_do_not_go_together_are_named_and_change_no_amount() {
    let (app, mut priya) = opened().await;
    keep(&app, "needs-assessment", NEEDS).await;
    keep(
        &app,
        "needs-assessment",
        &[("hygiene-able", "without-difficulty")],
    )
    .await;
    let both = "“Washing and keeping clean: how much help” and “Washing and keeping clean” are answered differently. The first counts";
    says(&mut priya, BUDGET, &[both, "£152.87 to £186.85 a week"]).await;
}

#[tokio::test]
async fn a_version_that_was_signed_off_keeps_its_budget_and_its_model() {
    let (app, mut priya) = opened().await;
    keep(&app, "needs-assessment", NEEDS).await;
    sign_off(&app, "needs-assessment", "2026-03-30T09:00:00Z").await;
    let signed = [
        "version 1 of the assessment, which Priya Iqbal signed off on 30 March 2026",
        "Illustration for 2025 to 2026",
        "version 2025-1",
    ];
    let before = says(&mut priya, BUDGET, &signed).await;
    begin_version_2(&app, "needs-assessment").await;
    keep(&app, "needs-assessment", &[("nutrition-amount", "full")]).await;
    let now = says(
        &mut priya,
        BUDGET,
        &["the draft of version 2", "version 2026-1"],
    )
    .await;
    let address = now.link("Indicative budget of version 1").unwrap();
    let kept = says(&mut priya, &address, &signed).await;
    let amount = |page: &Reply| page.words_of("main strong")[0].clone();
    assert_eq!(amount(&kept), amount(&before));
    assert_ne!(amount(&kept), amount(&now));
    assert_eq!(priya.get(&format!("{BUDGET}/3")).await.status, 404);
    assert_eq!(priya.get(&format!("{BUDGET}/x")).await.status, 404);
}

#[tokio::test]
async fn the_plan_is_costed_beside_the_budget_and_what_was_decided_stands_with_its_reasons() {
    let (app, mut priya) = opened().await;
    keep(&app, "needs-assessment", NEEDS).await;
    let nothing = [
        "The care and support plan buys nothing yet.",
        "No final budget is decided.",
    ];
    says(&mut priya, BUDGET, &nothing).await;
    let rows = [
        ("1.service", "Home care"),
        ("1.units", "7"),
        ("1.unit-price", "24.60"),
    ];
    let rows = rows.map(|(field, text)| (field.to_owned(), text.to_owned()));
    let services = ("support-rows".to_owned(), Answer::Fields(rows.into()));
    keep_answers(&app, "support-plan", &[services]).await;
    let short = [
        "7 × £24.60 = £172.20 a week",
        "The indicative budget is £169.86 a week. The plan costs £172.20 a week. The budget is £2.34 a week short, 1.4% of the indicative budget.",
        "The indicative budget is £208 once. The plan has no cost once yet.",
    ];
    says(&mut priya, BUDGET, &short).await;
    let decided = [
        ("one-off-cost", "150.00"),
        ("budget-total", "172.20"),
        ("budget-person", "40.00"),
        ("budget-council", "132.20"),
        ("budget-reasons", "Mornings take longer."),
    ];
    keep(&app, "support-plan", &decided).await;
    let enough = "The indicative budget is £208 once. The plan costs £150 once.";
    says(&mut priya, BUDGET, &[enough, "No final budget is decided."]).await;
    sign_off(&app, "support-plan", "2026-11-20T09:00:00Z").await;
    let page = priya.get(BUDGET).await;
    let row = |name: &str| page.summary_row(name).unwrap();
    assert_eq!(row("Final budget"), "£172.20 a week");
    assert_eq!(row("The council pays"), "£132.20 a week");
    assert_eq!(row("Reasons"), "Mornings take longer.");
    assert_eq!(
        row("Plan signed off by"),
        "Priya Iqbal, on 20 November 2026"
    );
    // Of a draft that comes after, nothing is decided.
    begin_version_2(&app, "support-plan").await;
    keep(&app, "support-plan", &[("budget-total", "999.00")]).await;
    let page = priya.get(BUDGET).await;
    let kept = page.summary_row("Final budget");
    assert_eq!(kept.as_deref(), Some("£172.20 a week"));
    sign_off(&app, "needs-assessment", "2026-11-21T09:00:00Z").await;
    let before = "The final budget was decided before this assessment was signed off.";
    says(&mut priya, BUDGET, &[before]).await;
}

#[tokio::test]
async fn the_budget_is_for_the_team_alone_each_reading_is_on_the_record_and_a_council_may_have_none()
 {
    let (app, mut priya) = opened().await;
    assert_eq!(
        priya.get(CASE).await.link("Indicative budget").as_deref(),
        Some(BUDGET)
    );
    priya.get(BUDGET).await;
    let ana = Subject::Person(PersonId::parse("a1a1a1a1a1a1a1a1").unwrap());
    let entries = app.table().accesses(&ana).await.unwrap();
    for what in ["opened needs-assessment", "opened support-plan"] {
        assert!(
            entries.iter().any(|entry| entry.what == what),
            "{what}: {entries:?}"
        );
    }
    let mut sara = practitioner(&app, "Sara", "south").await;
    for page in [BUDGET.to_owned(), format!("{BUDGET}/1")] {
        assert_eq!(sara.get(&page).await.status, 404, "{page}");
    }
    let mut without = council();
    without.indicative_budgets = BudgetAudiences::default();
    let app = TestApp::of(without, "test");
    let mut priya = practitioner(&app, "Priya", "north").await;
    priya.post("/practice/people/new", ANA).await;
    assert!(priya.get(CASE).await.link("Indicative budget").is_none());
    let start = priya.get(&format!("{CASE}/assessment")).await;
    assert!(
        !start.words().contains("indicative budget"),
        "{}",
        start.words()
    );
    assert_eq!(priya.get(BUDGET).await.status, 404);
}

/// The answers of an assessment that come to: personal care 16 + 18 + 8 + 15 =
/// 57 points, the home 10 + 6 = 16, outside the home 6. At £3.22 a point the 79
/// points of the need are £254.38. Family and friends give a quarter of the
/// personal care and three quarters of the home: 42.75 + 4 + 6 = 52.75 points
/// are left, £169.86.
const NEEDS: &[(&str, &str)] = &[
    ("nutrition-amount", "some"),
    ("hygiene-amount", "much"),
    ("toilet-amount", "little"),
    ("clothed-amount", "much"),
    ("home-use-amount", "some"),
    ("habitable-amount", "some"),
    ("relationships-able", "without-difficulty"),
    ("work-able", "not-relevant"),
    ("community-amount", "some"),
    ("child-able", "not-relevant"),
    ("night-help", "none"),
    ("two-workers", "no"),
    ("lives", "own-home"),
    ("bought-once", "small"),
    ("has-carer", "yes"),
    ("share-personal", "some"),
    ("share-home", "most"),
    ("share-community", "none"),
];

fn case(form: &str) -> CaseKey {
    CaseKey {
        person: PersonId::parse("a1a1a1a1a1a1a1a1").unwrap(),
        form: form.to_owned(),
    }
}

fn priya_at(at: Timestamp) -> Attribution {
    Attribution {
        by: AccountId("priya".to_owned()),
        name: "Priya Iqbal".to_owned(),
        at,
    }
}

/// Keeps answers of a form, and says which state of the form they make.
async fn keep(app: &TestApp, form: &str, given: &[(&str, &str)]) {
    let given = given.iter().map(|(question, answer)| {
        let answer = Answer::Text((*answer).to_owned());
        ((*question).to_owned(), answer)
    });
    keep_answers(app, form, &given.collect::<Vec<_>>()).await;
}

async fn keep_answers(app: &TestApp, form: &str, answers: &[(String, Answer)]) {
    let (table, by) = (app.table(), priya_at(app.site().now()));
    let mark = mark(app, form).await;
    let case = case(form);
    let kept = table.keep_case_answers(&case, mark, answers, &by);
    kept.await.unwrap();
}

async fn mark(app: &TestApp, form: &str) -> CaseMark {
    let (table, now) = (app.table(), app.site().now());
    let actor = Actor::Job("test".to_owned());
    let entry = table.audit(case(form), actor, "read".to_owned(), now);
    let latest = table.latest_case_form(&entry.await.unwrap()).await.unwrap();
    latest.map_or_else(|| CaseForm::unbegun().mark, |form| form.mark)
}

async fn sign_off(app: &TestApp, form: &str, at: &str) {
    let mark = mark(app, form).await;
    let by = priya_at(at.parse().unwrap());
    let signed = app.table().sign_off_case_form(&case(form), mark, &by).await;
    assert!(matches!(signed, Ok(CaseOutcome::Done(_))), "{signed:?}");
}

async fn begin_version_2(app: &TestApp, form: &str) {
    let begun = app.table().begin_next_version(&case(form), 1).await;
    assert!(matches!(begun, Ok(CaseOutcome::Done(_))), "{begun:?}");
}

async fn says(browser: &mut Visitor, address: &str, words: &[&str]) -> Reply {
    let page = browser.get(address).await;
    assert_eq!(page.status, 200, "{address}");
    for words in words {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    page
}
