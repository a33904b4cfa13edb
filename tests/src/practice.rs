//! A form for practitioners, made for these tests: how a team fills in a form
//! about a person.

use std::sync::LazyLock;

use domain::access::audit::{Actor, AuditReader as _, Subject};
use domain::access::staff_user::Role;
use domain::forms::draft::{Answer, DraftKey, DraftReader as _, DraftStore as _};
use domain::forms::saved_form::SavedFormStore as _;
use domain::forms::staff_case::{CaseTeamStore as _, TeamId};
use domain::values::account_id::AccountId;
use domain::values::person_id::PersonId;
use journey::form::{Audience, Form};
use journey::forms::{self, FormCatalogue};
use testkit::{Reply, StaffUserBuilder, TestApp, Visitor};
use web::answers::{StaffCaseAnswers, TARGET_FORM};
use web::journey::JourneySpec;

use crate::people::key_of;
use crate::visitors::{citizen, visitor};

const ADA: &str = "ada.example@example.org";

/// The address of the form about Ana Doe.
const ANA: &str = "/practice/people/ana-doe/assessment";

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
    assert_eq!(shipped.len(), 4);
    for other in [Audience::Providers, Audience::FinanceStaff] {
        assert_eq!(ids(other), [""; 0], "{other:?}");
    }
}

#[tokio::test]
async fn a_citizen_is_not_offered_a_form_for_practitioners_and_cannot_start_it() {
    let app = with_the_form();
    let mut ada = citizen(&app, "Ada", ADA).await;

    let list = ada.get("/saved-forms").await;
    assert!(list.button("Check what support you may get").is_some());
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
    let app = with_the_form();
    let table = app.table();
    let mut ada = visitor(&app);
    ada.post("/check-support/who", &[("who", "myself")]).await;
    let visit = DraftKey::Visit(key_of(&ada.cookies()["__Host-visit"]));
    let (form, now) = (&practice_assessment().id, app.site().now());
    let answer = Answer::Text("Stairs".to_owned());
    let kept = table.keep_answer(&visit, form, "difficult", answer, now);
    assert!(!kept.await.unwrap().is_empty());
    ada.sign_up(&app, "Ada", ADA).await;

    let account = app.account_with(ADA).await.unwrap();
    let saved = table.saved_forms(&account, now).await.unwrap();
    let joined: Vec<&str> = saved.iter().map(|saved| saved.form.as_str()).collect();
    assert_eq!(joined, ["check-support"]);
    let left = table.read_draft(&visit, form, now).await.unwrap();
    assert_eq!(left.text("difficult"), Some("Stairs"));
}

#[tokio::test]
async fn a_practitioner_of_the_persons_team_answers_and_goes_on_another_day() {
    let app = practice().await;
    let mut farah = practitioner(&app, "Farah", "north").await;
    let first = farah.get(&format!("{ANA}/met-on")).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.button("Continue"), Some(format!("{ANA}/met-on")));
    assert!(first.has_link_to(ANA), "{}", first.body);
    assert!(!first.body.contains("{person}"));
    assert!(!first.words().contains("Save your answers in an account"));
    for (page, fields) in &EVERYTHING[..2] {
        let reply = answer(&mut farah, ANA, page, fields).await;
        assert_eq!(reply.status, 303, "{page}: {}", reply.words());
    }
    app.pass_hours(24);

    // Another practitioner of the team continues where she stopped.
    let mut omar = practitioner(&app, "Omar", "north").await;
    let on = omar.get(&format!("{ANA}/check-answers")).await;
    assert_eq!(on.location(), Some(&*format!("{ANA}/language")));
    for (page, fields) in &EVERYTHING[2..] {
        answer(&mut omar, ANA, page, fields).await;
    }
    let check = omar.get(&format!("{ANA}/check-answers")).await;
    assert_eq!(check.status, 200, "{:?}", check.location());
    for words in [
        "3 November 2026",
        "Portuguese",
        "The stairs",
        "Farah Iqbal",
        "Omar Iqbal",
    ] {
        assert!(check.words().contains(words), "{words}: {}", check.words());
    }
    assert!(check.has_link_to(&format!("{ANA}/language?change=1")));
    assert!(check.has_link_to(&format!("{ANA}/sign-off")));
    // The answers are about nobody else.
    let other = practitioner(&app, "Sara", "south").await;
    let none = { other }
        .get("/practice/people/ben-roe/assessment/check-answers")
        .await;
    assert_eq!(
        none.location(),
        Some("/practice/people/ben-roe/assessment/met-on")
    );
}

/// The pages of the form, and whether each takes a post.
const PAGES: [(&str, bool); 8] = [
    ("met-on", true),
    ("meeting", true),
    ("check-answers", false),
    ("tasks", false),
    ("clear", true),
    ("difficult", true),
    ("sign-off", true),
    ("versions/1", false),
];

#[tokio::test]
async fn to_a_practitioner_of_another_team_there_is_no_such_case() {
    let app = practice().await;
    let mut farah = practitioner(&app, "Farah", "north").await;
    answer(&mut farah, ANA, "met-on", EVERYTHING[0].1).await;
    let mut sara = practitioner(&app, "Sara", "south").await;
    for (page, posts) in PAGES {
        let (theirs, nobodys) = (
            format!("{ANA}/{page}"),
            format!("/practice/people/nobody/assessment/{page}"),
        );
        let shown = sara.get(&theirs).await;
        assert_eq!(shown.status, 404, "{page}");
        assert_eq!(shown.body, sara.get(&nobodys).await.body, "{page}");
        if posts {
            let posted = sara.post(&theirs, EVERYTHING[0].1).await;
            assert_eq!(posted.status, 404, "{page}");
        }
    }
    // A practitioner who leaves the team has no access from that moment.
    let north = team_of("north");
    let farahs = AccountId("farah".to_owned());
    assert_eq!(farah.get(&format!("{ANA}/tasks")).await.status, 200);
    app.table().leave_team(&north, &farahs).await.unwrap();
    assert_eq!(farah.get(&format!("{ANA}/tasks")).await.status, 404);
}

#[tokio::test]
async fn what_cannot_be_the_id_of_a_person_is_not_found() {
    let app = practice().await;
    let mut farah = practitioner(&app, "Farah", "north").await;
    let long = "a".repeat(1_100);
    for id in [&long, "..", "%2e%2e", "a%23b", "%C3%A9", "a%00", "a%0A"] {
        for (page, posts) in PAGES {
            let address = format!("/practice/people/{id}/assessment/{page}");
            assert_eq!(farah.get(&address).await.status, 404, "{address:.80}");
            if posts {
                let posted = farah.post(&address, EVERYTHING[0].1).await;
                assert_eq!(posted.status, 404, "{address:.80}");
            }
        }
    }
}

#[tokio::test]
async fn who_opens_a_case_is_on_the_record_of_the_person() {
    let app = practice().await;
    let mut farah = practitioner(&app, "Farah", "north").await;
    farah.get(&format!("{ANA}/met-on")).await;
    let opened = app.site().now();
    // Somebody of another team sees nothing.
    let mut sara = practitioner(&app, "Sara", "south").await;
    sara.get(&format!("{ANA}/met-on")).await;
    let ana = Subject::Person(PersonId::parse("ana-doe").unwrap());
    let entries = app.table().accesses(&ana).await.unwrap();
    let [entry] = &entries[..] else {
        panic!("{entries:?}");
    };
    let id = AccountId("farah".to_owned());
    let role = Role::Practitioner;
    assert_eq!(entry.actor, Actor::Staff { id, role });
    assert_eq!(entry.what, format!("opened {}", practice_assessment().id));
    assert_eq!(entry.at, opened);
}

#[tokio::test]
async fn who_is_no_practitioner_has_no_access() {
    let app = practice().await;
    let address = format!("{ANA}/met-on");
    let mut stranger = browser(&app);
    let sent = stranger.get(&address).await;
    let sign_in = format!("/professionals/sign-in?next={address}");
    assert_eq!(sent.location(), Some(sign_in.as_str()));
    for role in [Role::Provider, Role::Finance] {
        let paul = StaffUserBuilder::new("Paul", role).build();
        app.keep_staff_user(&paul).await;
        let joined = app.table().join_team(&team_of("north"), &paul.id).await;
        joined.unwrap();
        let mut pauls = app.at_work(&paul, browser(&app)).await;
        assert_eq!(pauls.get(&address).await.status, 403, "{role:?}");
    }
}

/// Begins the form about Ana Doe and answers every question as Farah.
async fn answered() -> (TestApp, Visitor) {
    let app = practice().await;
    let mut farah = practitioner(&app, "Farah", "north").await;
    for (page, fields) in &EVERYTHING {
        let reply = answer(&mut farah, ANA, page, fields).await;
        assert_eq!(reply.status, 303, "{page}: {}", reply.words());
    }
    (app, farah)
}

/// Presses the button of a page that has no other field.
async fn press(browser: &mut Visitor, page: &Reply, address: &str) -> Reply {
    let target = page.hidden(TARGET_FORM);
    browser.post(address, &[(TARGET_FORM, &*target)]).await
}

#[tokio::test]
async fn what_was_signed_off_is_read_and_never_changed() {
    let (app, mut farah) = answered().await;
    let (check, sign_off) = (format!("{ANA}/check-answers"), format!("{ANA}/sign-off"));
    let open = farah.get(&format!("{ANA}/difficult")).await;
    let ask = farah.get(&sign_off).await;
    assert!(ask.words().contains("Nobody can change it afterwards"));
    let signed = press(&mut farah, &ask, &sign_off).await;
    assert_eq!(
        signed.location(),
        Some(check.as_str()),
        "{}",
        signed.words()
    );
    // Pressed twice, the button signs the form off once.
    assert_eq!(press(&mut farah, &ask, &sign_off).await.status, 303);

    let mut omar = practitioner(&app, "Omar", "north").await;
    for browser in [&mut farah, &mut omar] {
        let read = browser.get(&check).await;
        assert_eq!(read.status, 200);
        let said = "This is version 1. Farah Iqbal signed it off at 9am on 22 November 2026";
        assert!(read.words().contains(said), "{}", read.words());
        assert!(read.words().contains("The stairs"));
        assert!(!read.body.contains("change=1") && !read.body.contains("/clear"));
        for page in ["difficult", "support", "tasks", "clear", "sign-off"] {
            let on = browser.get(&format!("{ANA}/{page}")).await;
            assert_eq!(on.location(), Some(check.as_str()), "{page}");
        }
    }
    // A page that was open before says that the form was signed off, and shows
    // what was typed.
    let late = [
        (TARGET_FORM, &*open.hidden(TARGET_FORM)),
        ("difficult", "Cooking"),
    ];
    let told = farah.post(&format!("{ANA}/difficult"), &late).await;
    assert_eq!(told.status, 409);
    for words in ["This form has been signed off", "not saved", "Cooking"] {
        assert!(told.words().contains(words), "{words}: {}", told.words());
    }
    let cleared = press(&mut farah, &open, &format!("{ANA}/clear")).await;
    assert_eq!(cleared.status, 409);
    let read = farah.get(&check).await;
    assert!(read.words().contains("The stairs") && !read.words().contains("Cooking"));
}

#[tokio::test]
async fn what_is_signed_off_is_what_was_read() {
    let (app, mut farah) = answered().await;
    let ask = farah.get(&format!("{ANA}/sign-off")).await;
    let mut omar = practitioner(&app, "Omar", "north").await;
    answer(&mut omar, ANA, "difficult", &[("difficult", "Cooking")]).await;
    let told = press(&mut farah, &ask, &format!("{ANA}/sign-off")).await;
    assert_eq!(told.status, 409);
    assert!(
        told.words().contains("Omar Iqbal changed this"),
        "{}",
        told.words()
    );
    let check = farah.get(&format!("{ANA}/check-answers")).await;
    assert!(check.words().contains("Cooking") && check.body.contains("change=1"));
    // A form with an open question cannot be signed off.
    let mut sara = practitioner(&app, "Sara", "south").await;
    let ben = "/practice/people/ben-roe/assessment";
    let none = sara.get(&format!("{ben}/sign-off")).await;
    assert_eq!(none.location(), Some(&*format!("{ben}/met-on")));
    let none = sara.post(&format!("{ben}/sign-off"), &[]).await;
    assert_eq!(none.location(), Some(&*format!("{ben}/met-on")));
}

#[tokio::test]
async fn a_new_version_begins_with_the_answers_and_the_old_one_is_kept() {
    let (app, mut farah) = answered().await;
    let (check, new) = (format!("{ANA}/check-answers"), format!("{ANA}/new-version"));
    let unsigned = farah.get(&format!("{ANA}/difficult")).await;
    assert_eq!(press(&mut farah, &unsigned, &new).await.status, 404);
    let ask = farah.get(&format!("{ANA}/sign-off")).await;
    press(&mut farah, &ask, &format!("{ANA}/sign-off")).await;
    let first = farah.get(&check).await;

    let mut omar = practitioner(&app, "Omar", "north").await;
    for _ in 0..2 {
        let begun = press(&mut omar, &first, &new).await;
        assert_eq!(begun.location(), Some(check.as_str()));
    }
    let second = omar.get(&check).await;
    for words in ["The stairs", "Her daughter", "Farah Iqbal", "Change"] {
        assert!(
            second.words().contains(words),
            "{words}: {}",
            second.words()
        );
    }
    // A page of the first version changes nothing in the second.
    let old = [
        (TARGET_FORM, &*unsigned.hidden(TARGET_FORM)),
        ("difficult", "Old"),
    ];
    let told = farah.post(&format!("{ANA}/difficult"), &old).await;
    assert_eq!(told.status, 409);
    let changed = answer(&mut omar, ANA, "difficult", &[("difficult", "Cooking")]).await;
    assert_eq!(changed.status, 303);
    let second = omar.get(&check).await;
    assert!(second.words().contains("Cooking") && !second.words().contains("The stairs"));

    let kept = omar.get(&format!("{ANA}/versions/1")).await;
    assert_eq!(kept.status, 200);
    let said = "This is version 1. Farah Iqbal signed it off at 9am on 22 November 2026";
    assert!(kept.words().contains(said), "{}", kept.words());
    assert!(kept.words().contains("The stairs") && !kept.words().contains("Cooking"));
    assert!(!kept.body.contains(&new), "it is not the latest");
    let ask = omar.get(&format!("{ANA}/sign-off")).await;
    press(&mut omar, &ask, &format!("{ANA}/sign-off")).await;
    let second = omar.get(&check).await;
    assert!(
        second
            .words()
            .contains("This is version 2. Omar Iqbal signed it off")
    );
    assert!(second.has_link_to(&format!("{ANA}/versions/1")));
    assert_eq!(omar.get(&format!("{ANA}/versions/3")).await.status, 404);
}

#[tokio::test]
async fn a_page_of_several_questions_has_every_error_and_each_leads_to_its_field() {
    let app = practice().await;
    let mut farah = practitioner(&app, "Farah", "north").await;
    answer(&mut farah, ANA, "met-on", EVERYTHING[0].1).await;
    let page = farah.get(&format!("{ANA}/meeting")).await;
    assert!(
        page.words().contains("How you met Questions 2 to 4 of 7"),
        "{}",
        page.words()
    );
    assert_eq!(page.heading(), "How you met");
    let wrong = answer(&mut farah, ANA, "meeting", &[("present", "")]).await;
    assert_eq!(wrong.status, 422);
    for (field, words) in [
        ("interpreter", "Select yes if an interpreter was there"),
        ("present", "Enter who was there"),
    ] {
        assert!(wrong.has_link_to(&format!("#{field}")), "{field}");
        assert_eq!(wrong.words_of(&format!("#{field}")).len(), 1, "{field}");
        assert_eq!(wrong.body.matches(words).count(), 2, "{words}");
    }
    let right = answer(&mut farah, ANA, "meeting", EVERYTHING[1].1).await;
    assert_eq!(right.location(), Some(&*format!("{ANA}/language")));
    let again = farah.get(&format!("{ANA}/meeting")).await;
    assert_eq!(again.attributes("#present", "value"), ["Her daughter"]);
}

#[tokio::test]
async fn rows_are_added_kept_and_shown_again() {
    let (_, mut farah) = answered().await;
    let address = format!("{ANA}/support");
    let page = farah.get(&address).await;
    assert_eq!(visitors_in(&page), ["visits-1-who"]);
    let target = page.hidden(TARGET_FORM);
    let mut fields = vec![
        (TARGET_FORM, target.as_str()),
        ("visits-1-who", "A nurse"),
        ("visits-1-minutes", "soon"),
        ("carer", "no"),
    ];
    // Asking for a row keeps nothing and loses nothing.
    fields.push(("another-row", "visits"));
    let more = farah.post(&address, &fields).await;
    assert_eq!(more.status, 200);
    assert_eq!(visitors_in(&more), ["visits-1-who", "visits-2-who"]);
    let minutes = more.attributes("[name=visits-1-minutes]", "value");
    assert_eq!(minutes, ["soon"]);
    fields.pop();
    fields.extend([("visits-2-who", "A neighbour"), ("visits-2-minutes", "60")]);
    let wrong = farah.post(&address, &fields).await;
    assert_eq!(wrong.status, 422);
    let words = "Visit 1: How many minutes they stay must be a number";
    assert_eq!(wrong.errors(), [words]);
    fields[2].1 = "45";
    assert_eq!(farah.post(&address, &fields).await.status, 303);
    let check = farah.get(&format!("{ANA}/check-answers")).await;
    let words = check.words();
    assert!(
        words.contains("Who comes: A neighbour, How long they stay: 60 minutes"),
        "{words}"
    );
    let again = farah.get(&address).await;
    assert_eq!(visitors_in(&again), ["visits-1-who", "visits-2-who"]);
}

#[tokio::test]
async fn of_two_who_answer_the_same_the_second_is_told_and_chooses() {
    let app = practice().await;
    let mut farah = practitioner(&app, "Farah", "north").await;
    let mut omar = practitioner(&app, "Omar", "north").await;
    for (page, fields) in &EVERYTHING {
        answer(&mut farah, ANA, page, fields).await;
    }
    let address = format!("{ANA}/difficult");
    let (hers, his) = (farah.get(&address).await, omar.get(&address).await);
    let language = omar.get(&format!("{ANA}/language")).await;
    let (hers, his, language) = (
        hers.hidden(TARGET_FORM),
        his.hidden(TARGET_FORM),
        language.hidden(TARGET_FORM),
    );
    let say = |target: &str, words: &'static str| {
        [
            (TARGET_FORM.to_owned(), target.to_owned()),
            ("difficult".to_owned(), words.to_owned()),
        ]
    };
    let post = async |browser: &mut Visitor, fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        browser.post(&address, &fields).await
    };
    assert_eq!(post(&mut farah, &say(&hers, "Washing")).await.status, 303);
    // Her own later change, from a page that is still open, is no conflict.
    assert_eq!(
        post(&mut farah, &say(&hers, "Washing and dressing"))
            .await
            .status,
        303
    );

    let told = post(&mut omar, &say(&his, "Cooking")).await;
    assert_eq!(told.status, 409);
    for words in [
        "Farah Iqbal changed this at 9am on 22 November 2026",
        "Your answer is not saved",
        "Washing and dressing",
        "Cooking",
    ] {
        assert!(told.words().contains(words), "{words}: {}", told.words());
    }
    let check = farah.get(&format!("{ANA}/check-answers")).await;
    assert!(check.words().contains("Washing and dressing"));
    // An answer that nobody else changed is kept, even from a page as old.
    let fields = [(TARGET_FORM, language.as_str()), ("language", "Galician")];
    let kept = omar.post(&format!("{ANA}/language"), &fields).await;
    assert_eq!(kept.status, 303);
    // An equal answer is no conflict, and neither is the chosen one.
    let same = post(&mut omar, &say(&his, "Washing and dressing")).await;
    assert_eq!(same.status, 303, "{}", same.words());
    let chosen = post(&mut omar, &say(&told.hidden(TARGET_FORM), "Cooking")).await;
    assert_eq!(chosen.status, 303, "{}", chosen.words());
    let check = farah.get(&format!("{ANA}/check-answers")).await;
    assert!(check.words().contains("Cooking") && check.words().contains("Galician"));
}

#[tokio::test]
async fn clearing_a_form_that_somebody_goes_on_with_is_told() {
    let app = practice().await;
    let mut farah = practitioner(&app, "Farah", "north").await;
    let mut omar = practitioner(&app, "Omar", "north").await;
    answer(&mut farah, ANA, "met-on", EVERYTHING[0].1).await;
    let ask = farah.get(&format!("{ANA}/clear")).await;
    let on = omar.get(&format!("{ANA}/meeting")).await;
    answer(&mut omar, ANA, "meeting", EVERYTHING[1].1).await;
    let clear = format!("{ANA}/clear");
    let before = ask.hidden(TARGET_FORM);
    let told = farah.post(&clear, &[(TARGET_FORM, &*before)]).await;
    assert_eq!(told.status, 409);
    assert!(
        told.words().contains("Omar Iqbal changed this"),
        "{}",
        told.words()
    );
    let again = told.hidden(TARGET_FORM);
    let cleared = farah.post(&clear, &[(TARGET_FORM, &*again)]).await;
    assert_eq!(cleared.location(), Some(&*format!("{ANA}?cleared=1")));
    // An answer typed in a page from before the change is not kept without
    // asking.
    let on = on.hidden(TARGET_FORM);
    let fields = [
        (TARGET_FORM, on.as_str()),
        ("interpreter", "no"),
        ("present", "Nobody"),
    ];
    let late = omar.post(&format!("{ANA}/meeting"), &fields).await;
    assert_eq!(late.status, 409);
    assert!(
        late.words().contains("Farah Iqbal changed this"),
        "{}",
        late.words()
    );
}

/// The shipped forms and the one for practitioners.
const FORMS: FormCatalogue = FormCatalogue::of(&[
    (practice_assessment, "/practice/people/{person}/assessment"),
    (forms::check_support, "/check-support"),
    (forms::estimate_costs, "/estimate-costs"),
    (forms::request_help, "/apply"),
    (forms::needs_self_assessment, "/assess-needs"),
]);

fn practice_assessment() -> &'static Form {
    const FILE: &str = include_str!("../../shared/journey/tests-data/practice-assessment.json");
    static FORM: LazyLock<Form> = LazyLock::new(|| serde_json::from_str(FILE).unwrap());
    &FORM
}

const SPEC: fn() -> JourneySpec = || JourneySpec {
    prefix: "/practice/people/{person}/assessment",
    form: practice_assessment(),
    result_path: "/practice/people/{person}/assessment/sign-off",
    result_words: "Continue to sign off",
    checks_answers: true,
};

/// The answers to the form, page by page.
const EVERYTHING: [(&str, &[(&str, &str)]); 5] = [
    (
        "met-on",
        &[
            ("met-on-day", "3"),
            ("met-on-month", "11"),
            ("met-on-year", "2026"),
        ],
    ),
    (
        "meeting",
        &[("interpreter", "yes"), ("present", "Her daughter")],
    ),
    ("language", &[("language", "Portuguese")]),
    ("difficult", &[("difficult", "The stairs")]),
    (
        "support",
        &[
            ("visits-1-who", "A nurse"),
            ("visits-1-minutes", "30"),
            ("carer", "no"),
        ],
    ),
];

fn team_of(name: &str) -> TeamId {
    TeamId(name.to_owned())
}

/// Opens a page of a form and answers it.
async fn answer(browser: &mut Visitor, form: &str, page: &str, fields: &[(&str, &str)]) -> Reply {
    let address = format!("{form}/{page}");
    let drawn = browser.get(&address).await;
    assert_eq!(drawn.status, 200, "{address}: {:?}", drawn.location());
    let target = drawn.hidden(TARGET_FORM);
    let fields = [&[(TARGET_FORM, target.as_str())], fields].concat();
    browser.post(&address, &fields).await
}

/// Starts an app whose catalogue has the form for practitioners.
fn with_the_form() -> TestApp {
    TestApp::default().with_site(|site| site.with_forms(FORMS))
}

/// Starts an app with two cases: the team "north" works on that of Ana Doe,
/// "south" on that of Ben Roe.
async fn practice() -> TestApp {
    let app = with_the_form();
    for (person, team) in [("ana-doe", "north"), ("ben-roe", "south")] {
        let person = PersonId::parse(person).unwrap();
        let assigned = app.table().assign_case(&person, &team_of(team)).await;
        assigned.unwrap();
    }
    app
}

/// Opens a browser at the pages of the form.
fn browser(app: &TestApp) -> Visitor {
    let answers = StaffCaseAnswers::new(app.site(), app.table());
    app.browser(web::journey::router_with_sign_off(SPEC(), answers))
}

/// Opens the browser of a practitioner of a team.
async fn practitioner(app: &TestApp, name: &str, team: &str) -> Visitor {
    app.practitioner(name, team, browser(app)).await
}

/// Names the fields of a page that ask who comes, row by row.
fn visitors_in(page: &Reply) -> Vec<String> {
    page.attributes("[name^=visits-][name$=-who]", "name")
}
