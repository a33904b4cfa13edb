//! Tests of the pages of practitioners, over the real table.

mod budget;
mod inbox;

use domain::access::audit::{AuditReader as _, Subject};
use domain::access::staff_user::Role;
use domain::application::self_assessment::{CaseForSelfAssessment, SelfAssessmentStore as _};
use domain::application::{Application, ApplicationKind, CompletedForm};
use domain::forms::caseload::{CaseDue, CasePerson, CaseStep};
use domain::forms::staff_case::{CaseTeamStore as _, TeamId};
use domain::ports::Ports;
use domain::values::account_id::AccountId;
use domain::values::person_id::PersonId;
use testkit::{
    ApplicationBuilder, Given, Reply, StaffUserBuilder, TestApp, Visitor, answers, with_rights_of,
};

const ANA: &[(&str, &str)] = &[
    ("case", "a1a1a1a1a1a1a1a1"),
    ("first-name", "Ana"),
    ("last-name", "Doe"),
    ("born-day", "27"),
    ("born-month", "3"),
    ("born-year", "1948"),
    ("case-number", "ASC-1042"),
];

const CASE: &str = "/practice/people/a1a1a1a1a1a1a1a1";

fn browser(app: &TestApp) -> Visitor {
    let store = with_rights_of("practitioner-form", &app.table());
    let ports = Ports::of(store).with_mailer(app.mailer());
    app.browser(super::router(app.site(), ports))
}

async fn practitioner(app: &TestApp, name: &str, team: &str) -> Visitor {
    app.practitioner(name, team, browser(app)).await
}

/// Opens the case of Ana Doe as Priya of the team north.
async fn opened() -> (TestApp, Visitor) {
    let app = TestApp::default();
    let mut priya = practitioner(&app, "Priya", "north").await;
    let opened = priya.post("/practice/people/new", ANA).await;
    assert_eq!(opened.location(), Some(CASE), "{}", opened.words());
    (app, priya)
}

/// Posts what is due, from the page as it is now.
async fn due(browser: &mut Visitor, page: &Reply, step: &str, on: [&str; 3]) -> Reply {
    let seen = page.hidden("seen");
    let [day, month, year] = on;
    let fields = [
        ("seen", seen.as_str()),
        ("step", step),
        ("on-day", day),
        ("on-month", month),
        ("on-year", year),
    ];
    browser.post(&format!("{CASE}/next"), &fields).await
}

#[test]
fn the_forms_are_those_that_practitioners_are_offered_at_their_addresses() {
    let own = super::FORMS.map(|of| ((of.form)().id.as_str(), of.prefix));
    let offered = journey::forms::for_practitioners();
    let offered: Vec<_> = offered.map(|(form, at)| (form.id.as_str(), at)).collect();
    assert_eq!(offered, own);
    for of in super::FORMS {
        assert_eq!(of.sign_off, format!("{}/sign-off", of.prefix));
    }
}

#[tokio::test]
async fn a_case_is_opened_once_and_its_first_contact_is_due_within_7_working_days() {
    let (_, mut priya) = opened().await;
    let again = priya.post("/practice/people/new", ANA).await;
    assert_eq!(again.location(), Some(CASE));
    let work = priya.get("/practice").await;
    assert_eq!(work.body.matches("Ana Doe").count(), 1);
    // The day is 7 working days after Sunday 22 November 2026.
    for words in ["First contact", "Tuesday 1 December 2026", "You"] {
        assert!(work.words().contains(words), "{words}: {}", work.words());
    }
    let case = priya.get(CASE).await;
    assert_eq!(case.heading(), "Ana Doe");
    for words in ["27 March 1948", "ASC-1042", "North", "Not begun"] {
        assert!(case.words().contains(words), "{words}: {}", case.words());
    }
}

#[tokio::test]
async fn every_mistake_of_a_new_case_is_told_at_once_and_nothing_is_lost() {
    let app = TestApp::default();
    let mut priya = practitioner(&app, "Priya", "north").await;
    let wrong = [
        ("case", "a1a1a1a1a1a1a1a1"),
        ("first-name", ""),
        ("last-name", "Doe"),
        ("born-day", "31"),
        ("born-month", "2"),
        ("born-year", "1948"),
        ("case-number", "ASC 1/2"),
    ];
    let told = priya.post("/practice/people/new", &wrong).await;
    assert_eq!(told.status, 422);
    assert_eq!(told.errors().len(), 3, "{:?}", told.errors());
    assert_eq!(told.attributes("#last-name", "value"), ["Doe"]);
    assert_eq!(told.attributes("#born-day", "value"), ["31"]);
    let none = priya.get("/practice").await;
    assert!(!none.body.contains("Doe"));
    // Somebody with one name only, of whom nothing else is known.
    let one = [("case", "b2b2b2b2b2b2b2b2"), ("first-name", "Suresh")];
    let opened = priya.post("/practice/people/new", &one).await;
    assert_eq!(opened.status, 303, "{}", opened.words());
    assert_eq!(
        priya
            .get("/practice/people/b2b2b2b2b2b2b2b2")
            .await
            .heading(),
        "Suresh"
    );
}

#[tokio::test]
async fn to_another_team_and_another_role_there_is_no_such_case() {
    let (app, mut priya) = opened().await;
    let mut sara = practitioner(&app, "Sara", "south").await;
    let pages = [
        "",
        "/contact",
        "/assessment",
        "/plan",
        "/review",
        "/contact/tasks",
    ];
    for page in pages {
        let (theirs, nobodys) = (
            format!("{CASE}{page}"),
            format!("/practice/people/nobody{page}"),
        );
        assert_eq!(priya.get(&theirs).await.status, 200, "{page}");
        let shown = sara.get(&theirs).await;
        assert_eq!(shown.status, 404, "{page}");
        assert_eq!(shown.body, sara.get(&nobodys).await.body, "{page}");
    }
    assert!(!sara.get("/practice").await.body.contains("Ana"));
    assert_eq!(sara.get("/practice/teams/north").await.status, 404);
    let posted = sara
        .post(&format!("{CASE}/next"), &[("step", "nothing")])
        .await;
    assert_eq!(posted.status, 404);
    for role in [Role::Finance, Role::Provider] {
        let paul = StaffUserBuilder::new("Paul", role).build();
        app.keep_staff_user(&paul).await;
        let mut pauls = app.at_work(&paul, browser(&app)).await;
        for page in ["/practice", CASE] {
            assert_eq!(pauls.get(page).await.status, 403, "{role:?} {page}");
        }
    }
    // Whoever leaves the team sees nothing from that moment.
    let (north, id) = (TeamId("north".to_owned()), AccountId("priya".to_owned()));
    app.table().leave_team(&north, &id).await.unwrap();
    assert_eq!(priya.get(CASE).await.status, 404);
    let none = priya.get("/practice").await;
    assert!(
        none.words().contains("You are in no team yet"),
        "{}",
        none.words()
    );
}

#[tokio::test]
async fn every_reading_of_a_case_is_on_the_record_of_the_person() {
    let (app, mut priya) = opened().await;
    priya.get(CASE).await;
    priya.get(&format!("{CASE}/assessment")).await;
    let mut sara = practitioner(&app, "Sara", "south").await;
    sara.get(CASE).await;
    let ana = Subject::Person(PersonId::parse("a1a1a1a1a1a1a1a1").unwrap());
    let entries = app.table().accesses(&ana).await.unwrap();
    let mut did: Vec<&str> = entries.iter().map(|entry| entry.what.as_str()).collect();
    did.sort_unstable();
    assert_eq!(
        did,
        [
            "opened needs-assessment",
            "opened the case",
            "read the case"
        ]
    );
}

#[tokio::test]
async fn the_work_list_is_in_the_order_of_what_is_due_and_says_what_is_late() {
    let (app, mut priya) = opened().await;
    for (id, name) in [("b2b2b2b2b2b2b2b2", "Ben"), ("c3c3c3c3c3c3c3c3", "Cleo")] {
        let fields = [("case", id), ("first-name", name)];
        priya.post("/practice/people/new", &fields).await;
    }
    let case = priya.get(CASE).await;
    let saved = due(&mut priya, &case, "review", ["2", "12", "2026"]).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let work = priya.get("/practice").await;
    assert_eq!(order(&work), ["Ben", "Cleo", "Ana Doe"]);
    app.pass_hours(24 * 10);
    let mut omar = practitioner(&app, "Omar", "north").await;
    let work = omar.get("/practice").await.words();
    assert!(work.contains("Tuesday 1 December 2026: late"), "{work}");
    assert!(work.contains("Wednesday 2 December 2026 "), "{work}");
    // Nothing due comes last.
    let ben = "/practice/people/b2b2b2b2b2b2b2b2";
    let page = omar.get(ben).await;
    let fields = [("seen", page.hidden("seen")), ("step", "nothing".into())];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    assert_eq!(omar.post(&format!("{ben}/next"), &fields).await.status, 303);
    assert_eq!(
        order(&omar.get("/practice").await),
        ["Cleo", "Ana Doe", "Ben"]
    );
}

/// Returns the names in the order of the page.
fn order(work: &Reply) -> Vec<&'static str> {
    let mut places = ["Ana Doe", "Ben", "Cleo"].map(|name| (work.body.find(name), name));
    places.sort_unstable();
    places.map(|(_, name)| name).into()
}

#[tokio::test]
async fn of_two_who_change_what_is_due_the_second_is_told() {
    let (app, mut priya) = opened().await;
    let mut omar = practitioner(&app, "Omar", "north").await;
    let (hers, his) = (priya.get(CASE).await, omar.get(CASE).await);
    let on = ["14", "12", "2026"];
    assert_eq!(due(&mut priya, &hers, "assessment", on).await.status, 303);
    // Pressed twice, it is so already.
    assert_eq!(due(&mut priya, &hers, "assessment", on).await.status, 303);
    let told = due(&mut omar, &his, "plan", ["15", "12", "2026"]).await;
    assert_eq!(told.status, 409);
    assert!(told.errors()[0].contains("Somebody else has changed this"));
    assert!(
        told.words()
            .contains("Assessment, by Monday 14 December 2026")
    );
    assert_eq!(told.attributes("#on-day", "value"), ["15"]);
    let again = due(&mut omar, &told, "plan", ["15", "12", "2026"]).await;
    assert_eq!(again.status, 303);
    let work = priya.get("/practice").await.words();
    assert!(
        work.contains("Care and support plan") && !work.contains("14 December"),
        "{work}"
    );
    let wrong = due(
        &mut omar,
        &omar_page(&mut priya).await,
        "nap",
        ["31", "2", "2026"],
    )
    .await;
    assert_eq!((wrong.status, wrong.errors().len()), (422, 2));
}

async fn omar_page(browser: &mut Visitor) -> Reply {
    browser.get(CASE).await
}

#[tokio::test]
async fn a_form_is_answered_in_any_order_and_says_what_the_law_still_asks() {
    let (_, mut priya) = opened().await;
    let start = priya.get(&format!("{CASE}/assessment")).await;
    assert!(start.words().contains("0 of the"), "{}", start.words());
    assert!(start.words().contains("Care Act 2014, section 9(4)(a)"));
    // The last part first.
    let address = format!("{CASE}/assessment/well-being");
    let page = priya.get(&address).await;
    assert_eq!(page.status, 200, "{:?}", page.location());
    let target = page.hidden("meant-for");
    let fields = [
        ("meant-for", target.as_str()),
        ("wellbeing-areas", "health"),
        ("wellbeing-impact", "She stays in bed."),
    ];
    let kept = priya.post(&address, &fields).await;
    assert_eq!(kept.status, 303, "{}", kept.words());
    let start = priya.get(&format!("{CASE}/assessment")).await;
    assert!(start.words().contains("1 of the"), "{}", start.words());
    let case = priya.get(CASE).await.words();
    assert!(case.contains("Draft of version 1"), "{case}");
}

#[tokio::test]
async fn a_disagreement_about_an_answer_needs_the_reasons_of_both() {
    let (_, mut priya) = opened().await;
    let address = format!("{CASE}/assessment/hygiene");
    let page = priya.get(&address).await;
    let target = page.hidden("meant-for");
    let differs = [
        ("meant-for", target.as_str()),
        ("hygiene-able", "longer"),
        ("hygiene-differs", "yes"),
    ];
    let told = priya.post(&address, &differs).await;
    assert_eq!(told.status, 422);
    let both = [
        "Enter what the person says, and why",
        "Enter what you say, and why",
    ];
    assert_eq!(told.errors(), both);
    let reasons = [
        ("hygiene-person-says", "I cannot reach my feet."),
        ("hygiene-worker-says", "She reaches them with the brush."),
    ];
    let fields = [&differs[..], &reasons[..]].concat();
    let kept = priya.post(&address, &fields).await;
    assert_eq!(kept.status, 303, "{}", kept.words());
    let page = priya.get(&address).await.body;
    for (_, words) in reasons {
        assert!(page.contains(words), "{words}");
    }
    // Where nobody disagrees, no reasons are asked for.
    let agreed = [
        ("meant-for", target.as_str()),
        ("hygiene-able", "longer"),
        ("hygiene-differs", "no"),
    ];
    let kept = priya.post(&address, &agreed).await;
    assert_eq!(kept.status, 303, "{}", kept.words());
}

#[tokio::test]
async fn what_everybody_has_to_do_stands_at_the_top_of_the_case() {
    let (_, mut priya) = opened().await;
    let address = format!("{CASE}/contact/communication");
    let page = priya.get(&address).await;
    let target = page.hidden("meant-for");
    let fields = [
        ("meant-for", target.as_str()),
        ("communication-needs", "time"),
        ("adjustments", "Ring, do not write."),
    ];
    let kept = priya.post(&address, &fields).await;
    assert_eq!(kept.status, 303, "{}", kept.words());
    assert!(
        priya
            .get(CASE)
            .await
            .words()
            .contains("Ring, do not write.")
    );
}

#[tokio::test]
async fn a_self_assessment_is_read_about_me_first_and_its_reading_is_on_both_records() {
    let (app, mut priya) = opened().await;
    let sent = sent_into_the_case(&app).await;
    let case = priya.get(CASE).await;
    let at = case.link("Self-assessment of 22 November 2026").unwrap();
    let page = priya.get(&at).await;
    assert_eq!(page.status, 200, "{at}");
    assert_eq!(page.heading(), "Self-assessment of Jo Bloggs");
    assert_eq!(page.words_of("main h2")[0], "About Me");
    for words in ["My garden", "I sing in a choir.", "Yes, but it is not safe"] {
        assert!(page.words().contains(words), "{words}: {}", page.words());
    }
    let read = format!("read self-assessment {}", sent.reference.plain());
    let person = Subject::Person(PersonId::parse("a1a1a1a1a1a1a1a1").unwrap());
    for subject in [person, Subject::Account(sent.account)] {
        let entries = app.table().accesses(&subject).await.unwrap();
        assert!(
            entries.iter().any(|entry| entry.what == read),
            "{entries:?}"
        );
    }
    let mut sara = practitioner(&app, "Sara", "south").await;
    assert_eq!(sara.get(&at).await.status, 404);
    // One of another case is none of this case.
    let other = at.replace("a1a1a1a1a1a1a1a1", "b2b2b2b2b2b2b2b2");
    let fields = [("case", "b2b2b2b2b2b2b2b2"), ("first-name", "Ben")];
    priya.post("/practice/people/new", &fields).await;
    assert_eq!(priya.get(&other).await.status, 404);
}

#[tokio::test]
async fn about_me_stands_first_on_the_start_of_each_form_as_it_was_sent() {
    let (app, mut priya) = opened().await;
    for form in ["contact", "assessment", "plan", "review"] {
        let start = priya.get(&format!("{CASE}/{form}")).await;
        assert!(!start.words().contains("About Me"), "{form}");
    }
    sent_into_the_case(&app).await;
    for form in ["contact", "assessment", "plan", "review"] {
        let start = priya.get(&format!("{CASE}/{form}")).await;
        assert_eq!(start.words_of("main h2")[0], "About Me", "{form}");
        for words in [
            "My garden",
            "Written by Jo Bloggs, sent on 22 November 2026.",
        ] {
            assert!(start.words().contains(words), "{form}: {}", start.words());
        }
    }
}

#[tokio::test]
async fn the_persons_own_words_stand_beside_the_workers_with_who_wrote_them_and_when() {
    let (app, mut priya) = opened().await;
    sent_into_the_case(&app).await;
    let address = format!("{CASE}/assessment/strengths");
    let page = priya.get(&address).await;
    // Nobody has answered: the words are filled in.
    let label = "What can they do, and what would help them to do more?";
    assert_eq!(
        page.field(label).unwrap().value.trim(),
        "I sing in a choir."
    );
    let said =
        "Strengths: I sing in a choir. (Jo Bloggs on 22 November 2026, in ‘Assess your own needs’)";
    assert!(page.words().contains(said), "{}", page.words());
    let target = page.hidden("meant-for");
    let fields = [
        ("meant-for", target.as_str()),
        ("own-strengths", "Sings. Needs a lift to get there."),
        ("community-help", "A lift"),
        ("care-could-help", "Yes"),
    ];
    let kept = priya.post(&address, &fields).await;
    assert_eq!(kept.status, 303, "{}", kept.words());
    let page = priya.get(&address).await.words();
    for words in [said, "Sings. Needs a lift to get there."] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // The level that they gave of each outcome is filled in as well.
    let page = priya.get(&format!("{CASE}/assessment/hygiene")).await;
    let chosen = page.attributes("[name=hygiene-able][checked]", "value");
    assert_eq!(chosen, ["unsafe"]);
    let start = priya.get(&format!("{CASE}/assessment")).await.words();
    assert!(start.contains("My garden"), "{start}");
}

#[tokio::test]
async fn what_one_form_says_is_filled_in_in_the_next_with_who_said_it() {
    let (_, mut priya) = opened().await;
    let address = format!("{CASE}/contact/happening");
    let page = priya.get(&address).await;
    let target = page.hidden("meant-for");
    let fields = [
        ("meant-for", target.as_str()),
        ("happening-now", "She fell."),
        ("happening-since", "October"),
        ("person-wants", "To stay at home."),
        ("person-strengths", "Knows her street."),
    ];
    let kept = priya.post(&address, &fields).await;
    assert_eq!(kept.status, 303, "{}", kept.words());
    let page = priya.get(&format!("{CASE}/assessment/strengths")).await;
    let label = "What can they do, and what would help them to do more?";
    assert_eq!(page.field(label).unwrap().value.trim(), "Knows her street.");
    let said = "Knows her street. (Priya Iqbal on 22 November 2026, in ‘";
    assert!(page.words().contains(said), "{}", page.words());
}

/// Sends a self-assessment of Jo Bloggs into the case of Ana Doe.
async fn sent_into_the_case(app: &TestApp) -> Application {
    let form = journey::forms::needs_self_assessment();
    let given: &[Given<'_>] = &[
        ("about-matters", "My garden"),
        ("strengths-words", "I sing in a choir."),
        ("washing", "not_safe"),
    ];
    let (answers, _) = answers(form, given, app.site().today()).unwrap();
    app.save_form("needs-self-assessment", "jo", "one", app.site().now())
        .await;
    let sent = ApplicationBuilder::new("jo", "one")
        .with_kind(ApplicationKind::NeedsSelfAssessment)
        .with_form(CompletedForm {
            form: form.id.clone(),
            version: form.version,
            answers,
        })
        .build();
    let case = CaseForSelfAssessment {
        person: CasePerson {
            id: PersonId::parse("a1a1a1a1a1a1a1a1").unwrap(),
            first_name: "Jo".to_owned(),
            last_name: "Bloggs".to_owned(),
            born: None,
            case_number: None,
            opened_at: app.site().now(),
        },
        team: TeamId("north".to_owned()),
        due: CaseDue {
            on: sent.contact_by,
            step: CaseStep::Contact,
        },
    };
    let submitted = app.table().submit_self_assessment(&sent, &case).await;
    submitted.unwrap();
    sent
}

#[tokio::test]
async fn each_page_of_a_form_says_whom_it_is_about_in_its_title_and_above_its_heading() {
    let (_, mut priya) = opened().await;
    for form in ["contact", "assessment", "plan", "review"] {
        for page in ["", "/tasks", "/clear"] {
            let page = priya.get(&format!("{CASE}/{form}{page}")).await;
            let title = page.body.split("<title>").nth(1).unwrap_or_default();
            let title = title.split("</title>").next().unwrap_or_default();
            assert!(title.contains("Ana Doe"), "{form}: {title}");
            assert!(page.words().contains("Ana Doe"), "{form}");
        }
    }
}
