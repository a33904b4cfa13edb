//! Forms for practitioners, by one that is not shipped.

use std::sync::LazyLock;

use domain::account::EmailAddress;
use domain::draft::{Answer, DraftKey, KeepDrafts as _, ReadDrafts as _};
use domain::saved::KeepSavedForms as _;
use domain::sign_in::ProveIdentity as _;
use journey::form::{Audience, Form};
use journey::forms::{self, FormCatalogue};
use testkit::{Database, TestApp, Visitor};

use crate::people::key_of;

const ADA: &str = "ada.example@example.org";

/// The shipped forms and the one for practitioners.
const FORMS: FormCatalogue = FormCatalogue::of(&[
    (practice_assessment, "/practice/people/{person}/assessment"),
    (forms::check_support, "/check-support"),
    (forms::estimate_costs, "/estimate-costs"),
    (forms::request_help, "/apply"),
]);

fn practice_assessment() -> &'static Form {
    const FILE: &str = include_str!("../../shared/journey/tests-data/practice-assessment.json");
    static FORM: LazyLock<Form> = LazyLock::new(|| serde_json::from_str(FILE).unwrap());
    &FORM
}

/// Makes an account in this browser and signs in to it.
async fn sign_up(app: &TestApp, browser: &mut Visitor) {
    let fields = [
        ("first-name", "Ada"),
        ("last-name", "Example"),
        ("email", ADA),
        ("password", "brindle kettle lantern"),
    ];
    browser.post("/account/create", &fields).await;
    let code = app.notices().last_code(ADA).unwrap();
    let came_in = browser.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(came_in.location(), Some("/saved-forms"));
}

#[test]
fn a_form_is_found_by_its_id_and_offered_to_its_audience_alone() {
    let form = practice_assessment();
    let ids = |audience| -> Vec<&str> {
        let forms = FORMS.for_audience(audience);
        forms.map(|(form, _)| form.id.as_str()).collect()
    };
    assert_eq!(FORMS.find(&form.id).unwrap().0.title, form.title);
    assert_eq!(ids(Audience::Practitioners), [form.id.as_str()]);
    let shipped: Vec<&str> = forms::for_citizens()
        .map(|(form, _)| form.id.as_str())
        .collect();
    assert_eq!(ids(Audience::Citizens), shipped);
    assert_eq!(shipped.len(), 3);
    for other in [Audience::Providers, Audience::FinanceStaff] {
        assert_eq!(ids(other), [""; 0], "{other:?}");
    }
}

#[tokio::test]
async fn a_citizen_is_not_offered_a_form_for_practitioners_and_cannot_start_it() {
    let app = TestApp::default().with_portal(|portal| portal.with_forms(FORMS));
    let table = Database::new().await.table();
    let mut ada = Visitor::new(tests::whole_house(&app, &tests::illustration(), &table));
    sign_up(&app, &mut ada).await;

    let list = ada.get("/saved-forms").await;
    assert!(list.words().contains("Check what support you may get"));
    assert!(!list.body.contains(&practice_assessment().title));
    let own = ada
        .post("/saved-forms/start", &[("form", "check-support")])
        .await;
    assert_eq!(own.location(), Some("/check-support/who"));
    let theirs = [("form", practice_assessment().id.as_str())];
    assert_eq!(ada.post("/saved-forms/start", &theirs).await.status, 400);
}

#[tokio::test]
async fn answers_to_a_form_for_practitioners_never_join_an_account() {
    let app = TestApp::default().with_portal(|portal| portal.with_forms(FORMS));
    let table = Database::new().await.table();
    let mut ada = Visitor::new(tests::whole_house(&app, &tests::illustration(), &table));
    ada.post("/check-support/who", &[("who", "myself")]).await;
    let visit = DraftKey::Visit(key_of(&ada.cookies()["__Host-visit"]));
    let (form, now) = (&practice_assessment().id, app.portal().now());
    let answer = Answer::Text("Stairs".to_owned());
    let kept = table.keep_answer(&visit, form, "difficult", answer, now);
    assert!(!kept.await.unwrap().is_empty());
    sign_up(&app, &mut ada).await;

    let account = app
        .identity(table.clone())
        .find_account(&EmailAddress::parse(ADA).unwrap())
        .await
        .unwrap()
        .unwrap();
    let saved = table.saved_forms(&account, now).await.unwrap();
    let joined: Vec<&str> = saved.iter().map(|saved| saved.form.as_str()).collect();
    assert_eq!(joined, ["check-support"]);
    let left = table.read_draft(&visit, form, now).await.unwrap();
    assert_eq!(left.text("difficult"), Some("Stairs"));
}
