//! Tests of needs self-assessments, as somebody with a browser does one.

use domain::application::{Application, ApplicationKind};
use domain::correspondence::email::{DeliveryLog as _, DeliveryStatus, Email};
use domain::council::Council;
use domain::forms::caseload::{CaseStep, CaseloadReader as _, WorkListRow};
use domain::forms::staff_case::TeamId;
use domain::ports::Ports;
use testkit::{
    Given, NEEDS, TestApp, Visitor, council, declaration, send_declared, submit, with_rights_of,
};
use web::RouteTable;

const FOR_ANN: &[Given<'_>] = &[("who", "somebody"), ("authority", "consent")];

#[tokio::test]
async fn everybody_can_read_what_an_assessment_is_before_the_first_question() {
    let app = TestApp::default();
    let reply = app.browser(routes(&app)).get("/assess-needs").await;
    assert_eq!(reply.status, 200);
    let words = reply.words();
    for said in [
        "within 7 working days",
        "Nobody has to give care",
        "independent advocate",
        "easy read",
        "You need an account",
        "01632 960 001",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[tokio::test]
async fn every_other_page_leads_somebody_who_is_not_signed_in_to_do_so_and_back() {
    let app = TestApp::default();
    for path in ["/assess-needs/who", "/assess-needs/declaration"] {
        let reply = app.browser(routes(&app)).get(path).await;
        let back = format!("/sign-in?next={path}");
        assert_eq!(reply.status, 303, "{path}");
        assert_eq!(reply.location(), Some(back.as_str()));
    }
}

#[tokio::test]
async fn what_is_sent_is_in_the_work_list_of_the_team_of_its_audience() {
    let app = TestApp::of(of_teams(Some("north"), Some("carers-team")), "live");
    let mut jo = app.citizen("jo", routes(&app)).await;
    assess(&mut jo, &[]).await;
    let at = send_declared(&mut jo, "/assess-needs").await;
    let application = only_application(&app, "jo").await;
    assert_eq!(at, format!("/apply/sent/{}", application.reference.plain()));
    assert_eq!(application.kind, ApplicationKind::NeedsSelfAssessment);
    let [row] = work(&app, "north").await.try_into().unwrap();
    assert_eq!(row.person.as_str(), "jo");
    // The day is 7 working days after Sunday 22 November 2026.
    let due = row.due.unwrap();
    assert_eq!(due.on.to_string(), "2026-12-01");
    assert_eq!(due.step, CaseStep::Contact);
    let told = Email::Applied {
        reference: application.reference,
        contact_by: application.contact_by,
    };
    assert_eq!(app.mailer().sent_to("jo@example.com"), [told]);
    let mut kim = app.citizen("kim", routes(&app)).await;
    assess(&mut kim, &[("who", "carer"), ("necessary-care", "adult")]).await;
    send_declared(&mut kim, "/assess-needs").await;
    assert_eq!(work(&app, "carers-team").await.len(), 1);
    assert_eq!(work(&app, "north").await.len(), 1);
}

#[tokio::test]
async fn the_indication_is_shown_with_its_reasons_and_sent_as_it_was_told() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    assess(&mut jo, NEEDS).await;
    let page = jo.get("/assess-needs/declaration").await.words();
    for said in [
        "You may be eligible for care and support",
        "This is an indication, not a decision",
        "Why",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    send_declared(&mut jo, "/assess-needs").await;
    let [told] = only_application(&app, "jo").await.told.try_into().unwrap();
    assert_eq!(told.report, "needs-self-assessment");
    assert_eq!(
        told.document.title,
        "You may be eligible for care and support"
    );
}

#[tokio::test]
async fn what_the_check_said_is_filled_in_and_says_so_and_can_be_changed() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    let check = journey::forms::check_support();
    jo.answer("/check-support", check, NEEDS).await.unwrap();
    // On another day the check is not open in the session.
    app.pass_hours(24);
    let mut jo = app.sign_in("jo", app.browser(routes(&app)), &[]).await;
    assess_until(&mut jo, "personal-care", &[("who", "myself")]).await;
    let page = jo.get("/assess-needs/personal-care").await;
    let said = "We have filled in what you told us in ‘Check what support you may get’";
    assert!(page.words().contains(said), "{}", page.words());
    assert_eq!(
        page.attributes("[name=eating][checked]", "value"),
        ["not_without_help"]
    );
    let fields = [
        ("eating", "unsure"),
        ("washing", "unsure"),
        ("toilet", "unsure"),
        ("dressing", "unsure"),
    ];
    let at = jo.submit_form("/assess-needs/personal-care", &fields).await;
    assert_eq!(at.unwrap(), "/assess-needs/at-home");
    let page = jo.get("/assess-needs/personal-care").await;
    assert!(!page.words().contains(said));
    assert_eq!(
        page.attributes("[name=eating][checked]", "value"),
        ["unsure"]
    );
}

#[tokio::test]
async fn nothing_is_filled_in_from_a_check_about_somebody_else() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    let check = journey::forms::check_support();
    let given: Vec<Given<'_>> = NEEDS.iter().copied().chain([("who", "somebody")]).collect();
    jo.answer("/check-support", check, &given).await.unwrap();
    assess_until(&mut jo, "personal-care", &[("who", "myself")]).await;
    let page = jo.get("/assess-needs/personal-care").await;
    assert!(!page.words().contains("We filled in"), "{}", page.words());
}

#[tokio::test]
async fn of_twenty_clicks_at_once_one_sends_and_all_lead_to_its_confirmation() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    assess(&mut jo, FOR_ANN).await;
    let fields = declaration(&mut jo, "/assess-needs").await;
    let clicks: Vec<_> = (0..20)
        .map(|_| {
            let (mut visitor, fields) = (jo.clone(), fields.clone());
            tokio::spawn(async move { submit(&mut visitor, "/assess-needs", &fields).await })
        })
        .collect();
    let mut led_to = Vec::new();
    for click in clicks {
        let reply = click.await.unwrap();
        led_to.push(reply.location().unwrap_or_default().to_owned());
    }
    let application = only_application(&app, "jo").await;
    let at = format!("/apply/sent/{}", application.reference.plain());
    assert_eq!(led_to, vec![at; 20]);
    let [row] = work(&app, "north").await.try_into().unwrap();
    assert_eq!(row.name, "Ann Archer");
    assert_eq!(app.mailer().sent().len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_that_was_not_confirmed_or_has_changed_since() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    assess(&mut jo, &[]).await;
    let fields = declaration(&mut jo, "/assess-needs").await;
    let unconfirmed = submit(&mut jo, "/assess-needs", &fields[..2]).await;
    assert_eq!(unconfirmed.status, 422);
    assert_eq!(unconfirmed.errors().len(), 1);
    let changed = [
        ("strengths-words", "I sing."),
        ("good-life", "To sing in a choir."),
    ];
    jo.post("/assess-needs/strengths?change=1", &changed).await;
    let shown_again = submit(&mut jo, "/assess-needs", &fields).await;
    assert_eq!(shown_again.status, 409);
    assert!(shown_again.words().contains("has changed since you saw"));
    assert!(app.applications("jo").await.is_empty());
    assert!(work(&app, "north").await.is_empty());
}

#[tokio::test]
async fn what_somebody_says_of_themselves_goes_into_one_case_and_of_another_into_its_own() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    let carer = [("who", "carer"), ("necessary-care", "adult")];
    for given in [&[][..], &carer[..], FOR_ANN, FOR_ANN] {
        assess(&mut jo, given).await;
        send_declared(&mut jo, "/assess-needs").await;
    }
    let names: Vec<String> = work(&app, "north")
        .await
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(names.iter().filter(|name| *name == "Ann Archer").count(), 2);
    assert_eq!(names.len(), 3, "{names:?}");
}

#[tokio::test]
async fn an_audience_without_a_team_is_not_offered_one() {
    let app = TestApp::of(of_teams(Some("north"), None), "live");
    let mut jo = app.citizen("jo", routes(&app)).await;
    let start = jo.get("/assess-needs").await.words();
    assert!(start.contains("It is not for carers yet"), "{start}");
    let page = jo.get("/assess-needs/who").await;
    assert_eq!(
        page.attributes("[name=who]", "value"),
        ["myself", "somebody"]
    );
    let posted = jo.post("/assess-needs/who", &[("who", "carer")]).await;
    assert_eq!(posted.status, 422);
}

#[tokio::test]
async fn a_council_that_offers_none_says_so_and_keeps_nothing() {
    let app = TestApp::of(of_teams(None, None), "live");
    let mut jo = app.citizen("jo", routes(&app)).await;
    let page = jo.get("/assess-needs").await;
    assert_eq!(page.status, 200);
    assert!(page.words().contains("does not offer this online yet"));
    let asked = jo.get("/assess-needs/who").await;
    assert_eq!(asked.location(), Some("/assess-needs"));
    let posted = jo.post("/assess-needs/who", &[("who", "myself")]).await;
    assert_eq!(posted.status, 405);
    let sent = jo.post("/assess-needs/submit", &[("form", "a")]).await;
    assert!([404, 405].contains(&sent.status), "{}", sent.status);
}

#[tokio::test]
async fn what_was_begun_while_it_was_offered_is_not_sent_after_that() {
    let app = TestApp::of(of_teams(Some("north"), Some("north")), "live");
    let mut jo = app.citizen("jo", routes(&app)).await;
    assess(&mut jo, &[("who", "carer"), ("necessary-care", "adult")]).await;
    let fields = declaration(&mut jo, "/assess-needs").await;
    let adults_alone = TestApp::of(of_teams(Some("north"), None), "live");
    let closed = app.with_site(|_| adults_alone.site());
    let open = [("needs-self-assessment", fields[0].1.as_str())];
    let later = closed.browser(routes(&closed));
    let mut later = closed.sign_in("jo", later, &open).await;
    let sent = submit(&mut later, "/assess-needs", &fields).await;
    assert_eq!(sent.location(), Some("/assess-needs"));
    assert!(closed.applications("jo").await.is_empty());
}

#[tokio::test]
async fn it_waits_in_the_account_until_somebody_comes_back() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    assess_until(&mut jo, "taking-part", &[]).await;
    app.pass_hours(30);
    let saved = app.saved_form("jo", "needs-self-assessment").await;
    let open = [("needs-self-assessment", saved.id.0.as_str())];
    let mut jo = app.sign_in("jo", app.browser(routes(&app)), &open).await;
    let start = jo.get("/assess-needs").await;
    assert_eq!(
        start.link("Carry on where you stopped").as_deref(),
        Some("/assess-needs/taking-part")
    );
}

#[tokio::test]
async fn what_somebody_answers_who_is_signed_out_is_kept_until_they_sign_in() {
    let app = TestApp::default();
    let mut visitor = app.browser(routes(&app));
    let posted = visitor.post("/assess-needs/who", &[("who", "carer")]).await;
    let to = posted.location().unwrap_or_default();
    assert!(to.starts_with("/sign-in?next=/assess-needs/"), "{to}");
    let kept = app.draft_of(&visitor, "needs-self-assessment").await;
    assert_eq!(kept.text("who"), Some("carer"));
}

#[tokio::test]
async fn a_bounce_that_is_told_before_the_confirmation_is_noted_is_seen_to_by_staff() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    let (table, now) = (app.table(), app.site().now());
    let told = table.note_delivery("message-1", DeliveryStatus::Bounced, now);
    told.await.unwrap();
    assess(&mut jo, &[]).await;
    send_declared(&mut jo, "/assess-needs").await;
    let undelivered = app.database().stored_in("UNDELIVERED").await;
    assert_eq!(undelivered.len(), 1, "{undelivered:?}");
}

fn of_teams(adults: Option<&str>, carers: Option<&str>) -> Council {
    let mut council = council();
    council.needs_self_assessments.adults = adults.map(str::to_owned);
    council.needs_self_assessments.carers = carers.map(str::to_owned);
    council
}

fn routes(app: &TestApp) -> RouteTable {
    let store = with_rights_of("assess-needs", &app.table());
    let ports = Ports::of(store).with_mailer(app.mailer());
    crate::router(app.site(), ports).merge(app.questions())
}

/// Answers the self-assessment.
async fn assess(citizen: &mut Visitor, given: &[Given<'_>]) {
    let form = journey::forms::needs_self_assessment();
    citizen.answer("/assess-needs", form, given).await.unwrap();
}

/// Answers the pages before one.
async fn assess_until(citizen: &mut Visitor, page: &str, given: &[Given<'_>]) {
    let form = journey::forms::needs_self_assessment();
    let before = form.pages.iter().take_while(|each| each.id != page);
    for each in before {
        let fields = testkit::fields(form, &each.id, given);
        let fields: Vec<Given<'_>> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        citizen
            .post(&format!("/assess-needs/{}", each.id), &fields)
            .await;
    }
}

async fn only_application(app: &TestApp, account: &str) -> Application {
    let [only] = app.applications(account).await.try_into().unwrap();
    only
}

async fn work(app: &TestApp, team: &str) -> Vec<WorkListRow> {
    let team = TeamId(team.to_owned());
    let page = app.table().work_list(&team, None, 50).await;
    page.unwrap().items
}
