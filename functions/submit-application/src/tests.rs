//! Tests of asking for help, as somebody with a browser does.

use charging::policy::Policy;
use domain::application::evidence::{Evidence, FileState};
use domain::application::{
    Addressee, Application, ApplicationKind, ConfirmationQueue as _, ExportQueue as _, ToExport,
};
use domain::correspondence::email::Email;
use domain::directory::Directory;
use domain::forms::saved_form::SavedFormStore as _;
use domain::ports::Ports;
use domain::values::account_id::AccountId;
use jiff::SignedDuration;
use testkit::{
    EvidenceBuilder, Given, MONEY, NEEDS, TestApp, Visitor, declaration, send_declared, submit,
    with_rights_of,
};
use web::RouteTable;

const FOR_ANN: &[(&str, &str)] = &[
    ("who", "somebody"),
    ("authority", "consent"),
    ("confirmation", "yes"),
];

#[tokio::test]
async fn everybody_can_read_what_asking_for_help_is_and_how_else_to_ask() {
    let app = TestApp::default();
    let reply = app.browser(routes(&app)).get("/apply").await;
    assert_eq!(reply.status, 200);
    let words = reply.words();
    for said in [
        "within 7 working days",
        "18 or over",
        "01632 960 001",
        "paper form",
        "You need an account",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[tokio::test]
async fn every_other_page_leads_somebody_who_is_not_signed_in_to_do_so_and_back() {
    let app = TestApp::default();
    for path in [
        "/apply/what",
        "/apply/attach",
        "/apply/declaration",
        "/apply/sent/K7F3MMXT4D",
        "/apply/sent/K7F3MMXT4D/you-were-told.json",
    ] {
        let reply = app.browser(routes(&app)).get(path).await;
        let back = format!("/sign-in?next={path}");
        assert_eq!(reply.status, 303, "{path}");
        assert_eq!(reply.location(), Some(back.as_str()));
    }
}

#[tokio::test]
async fn somebody_asks_for_themselves_and_is_told_the_reference_and_the_day() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[]).await;
    let at = send_declared(&mut jo, "/apply").await;
    let application = only_application(&app, "jo").await;
    assert_eq!(at, format!("/apply/sent/{}", application.reference.plain()));
    let page = jo.get(&at).await;
    assert_eq!(page.status, 200);
    let words = page.words();
    // The day is 7 working days after Sunday 22 November 2026.
    for said in [
        "Request sent",
        &application.reference.to_string(),
        "We will contact you by Tuesday 1 December 2026.",
        "Your answers to ‘Ask for help’",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert_eq!(application.kind, ApplicationKind::RequestForHelp);
    assert_eq!(application.contact_by.to_string(), "2026-12-01");
    assert_eq!(application.applicant.copy_to, None);
    assert_eq!(
        application.forms[0].answers.text("difficult"),
        Some("I cannot get up the stairs.")
    );
    let told = Email::Applied {
        reference: application.reference,
        contact_by: application.contact_by,
    };
    assert_eq!(app.mailer().sent_to("jo@example.com"), [told]);
    assert_eq!(waiting_letters(&app).await, []);
}

#[tokio::test]
async fn the_person_applied_for_gets_a_copy_where_they_want_one_and_only_there() {
    for (confirmation, copies) in [("yes", 1), ("no", 0)] {
        let app = TestApp::default();
        let mut jo = app.citizen("jo", routes(&app)).await;
        let mut given = FOR_ANN.to_vec();
        given[2] = ("confirmation", confirmation);
        ask(&mut jo, &given).await;
        let words = jo.get("/apply/declaration").await.words();
        assert!(words.contains("Ann Archer agrees that you ask"), "{words}");
        send_declared(&mut jo, "/apply").await;
        let mailer = app.mailer();
        let copy = mailer.sent_to("ann@example.org");
        assert_eq!(copy.len(), copies);
        assert!(
            copy.iter()
                .all(|mail| matches!(mail, Email::AppliedForYou { .. }))
        );
        assert_eq!(mailer.sent().len(), 1 + copies);
    }
}

#[tokio::test]
async fn a_check_and_an_estimate_go_with_it_and_so_does_what_they_told() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    check(&mut jo).await;
    estimate(&mut jo).await;
    ask(&mut jo, &[]).await;
    let declaration = jo.get("/apply/declaration").await;
    assert_eq!(declaration.location(), Some("/apply/attach"));
    let page = jo.get("/apply/attach").await.words();
    assert!(page.contains("£58.55 a week"), "{page}");
    let (check, estimate) = (
        app.saved_form("jo", "check-support").await,
        app.saved_form("jo", "estimate-costs").await,
    );
    let chosen = [
        ("attached", check.id.0.as_str()),
        ("attached", estimate.id.0.as_str()),
    ];
    let kept = jo.post("/apply/attach", &chosen).await;
    assert_eq!(kept.location(), Some("/apply/evidence"));
    let at = send_declared(&mut jo, "/apply").await;
    let application = only_application(&app, "jo").await;
    let forms: Vec<&str> = application
        .forms
        .iter()
        .map(|one| one.form.as_str())
        .collect();
    assert_eq!(forms, ["request-help", "check-support", "estimate-costs"]);
    let told: Vec<(&str, Option<String>)> = application
        .told
        .iter()
        .map(|told| {
            let from = told.rates_from.map(|day| day.to_string());
            (told.report.as_str(), from)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("check-support", None),
            ("estimate-costs", Some("2026-04-06".to_owned()))
        ]
    );
    let page = jo.get(&at).await.words();
    assert!(page.contains("You would pay £58.55 a week"), "{page}");
    assert!(!page.contains("ingerprint"), "{page}");
    let record = jo.get(&format!("{at}/you-were-told.json")).await;
    assert_eq!(record.header("content-type"), "application/json");
    assert_eq!(
        record.body.as_bytes(),
        exchange::told::record(&application).unwrap()
    );
}

#[tokio::test]
async fn nothing_of_anybody_else_and_nothing_unfinished_can_be_sent() {
    let app = TestApp::default();
    let mut ann = app.citizen("ann", routes(&app)).await;
    check(&mut ann).await;
    let hers = app.saved_form("ann", "check-support").await;
    let mut jo = app.citizen("jo", routes(&app)).await;
    estimate(&mut jo).await;
    let who = [("who", "myself")];
    jo.post("/check-support/who", &who).await;
    ask(&mut jo, &[]).await;
    let unfinished = app.saved_form("jo", "check-support").await;
    let page = jo.get("/apply/attach").await;
    let headings = page.words_of("h2");
    assert!(headings.contains(&"Not finished yet".to_owned()));
    assert!(!page.body.contains(&hers.id.0) && !page.body.contains(&unfinished.id.0));
    for id in [&hers.id.0, &unfinished.id.0, "anything"] {
        let reply = jo.post("/apply/attach", &[("attached", id)]).await;
        assert_eq!(reply.status, 422, "{id}");
    }
    let estimate = app.saved_form("jo", "estimate-costs").await;
    let both = [("attached", "none"), ("attached", estimate.id.0.as_str())];
    assert_eq!(jo.post("/apply/attach", &both).await.status, 422);
}

#[tokio::test]
async fn what_was_chosen_and_is_gone_by_now_is_asked_for_again() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    check(&mut jo).await;
    estimate(&mut jo).await;
    ask(&mut jo, &[]).await;
    let check = app.saved_form("jo", "check-support").await;
    let chosen = [("attached", check.id.0.as_str())];
    jo.post("/apply/attach", &chosen).await;
    let fields = declaration(&mut jo, "/apply").await;
    let (table, account) = (app.table(), AccountId("jo".to_owned()));
    let deleted = table.delete_saved_form(&account, &check.id).await;
    deleted.unwrap();
    let reply = submit(&mut jo, "/apply", &fields).await;
    assert_eq!(reply.location(), Some("/apply/attach"));
    assert!(app.applications("jo").await.is_empty());
}

#[tokio::test]
async fn a_financial_assessment_alone_goes_to_the_charging_team_with_its_estimate() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[("what", "financial-assessment")]).await;
    let page = jo.get("/apply/attach").await.words();
    assert!(page.contains("needs the figures of an estimate"), "{page}");
    let declaration = jo.get("/apply/declaration").await;
    assert_eq!(declaration.location(), Some("/apply/attach"));
    check(&mut jo).await;
    estimate(&mut jo).await;
    let check = app.saved_form("jo", "check-support").await;
    let only_check = [("attached", check.id.0.as_str())];
    let reply = jo.post("/apply/attach", &only_check).await;
    assert_eq!(reply.status, 422);
    let estimate = app.saved_form("jo", "estimate-costs").await;
    let chosen = [("attached", estimate.id.0.as_str())];
    jo.post("/apply/attach", &chosen).await;
    let at = send_declared(&mut jo, "/apply").await;
    let page = jo.get(&at).await.words();
    assert!(page.contains("The charging team"), "{page}");
    let application = only_application(&app, "jo").await;
    assert_eq!(application.kind, ApplicationKind::FinancialAssessment);
}

#[tokio::test]
async fn nothing_is_sent_that_was_not_confirmed() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[]).await;
    let mut fields = declaration(&mut jo, "/apply").await;
    fields.pop();
    let reply = submit(&mut jo, "/apply", &fields).await;
    assert_eq!(reply.status, 422);
    let errors = reply.errors();
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].starts_with("Select that what you are sending is true"),
        "{errors:?}"
    );
    assert!(app.applications("jo").await.is_empty());
}

#[tokio::test]
async fn what_changed_after_it_was_shown_is_shown_again_and_not_sent() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[]).await;
    let fields = declaration(&mut jo, "/apply").await;
    let changed = [("difficult", "And now the kitchen too.")];
    jo.post("/apply/difficult?change=1", &changed).await;
    let reply = submit(&mut jo, "/apply", &fields).await;
    assert_eq!(reply.status, 409);
    assert!(
        reply
            .words()
            .contains("has changed since you saw this page")
    );
    assert!(app.applications("jo").await.is_empty());
    send_declared(&mut jo, "/apply").await;
    let application = only_application(&app, "jo").await;
    let difficult = application.forms[0].answers.text("difficult");
    assert_eq!(difficult, Some("And now the kitchen too."));
}

#[tokio::test]
async fn of_twenty_clicks_at_once_one_sends_and_all_lead_to_its_confirmation() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, FOR_ANN).await;
    let fields = declaration(&mut jo, "/apply").await;
    let clicks: Vec<_> = (0..20)
        .map(|_| {
            let (mut visitor, fields) = (jo.clone(), fields.clone());
            tokio::spawn(async move { submit(&mut visitor, "/apply", &fields).await })
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
    assert_eq!(app.mailer().sent().len(), 2);
}

#[tokio::test]
async fn a_step_back_and_a_retry_end_at_the_same_confirmation() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[]).await;
    let fields = declaration(&mut jo, "/apply").await;
    let first = submit(&mut jo, "/apply", &fields).await;
    // The form is closed, so only the page names it.
    let again = submit(&mut jo, "/apply", &fields).await;
    assert_eq!(first.location(), again.location());
    let unconfirmed = submit(&mut jo, "/apply", &fields[..2]).await;
    assert_eq!(first.location(), unconfirmed.location());
    assert_eq!(app.applications("jo").await.len(), 1);
    assert_eq!(app.mailer().sent().len(), 1);
}

#[tokio::test]
async fn what_is_asked_after_sending_is_another_request() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[]).await;
    send_declared(&mut jo, "/apply").await;
    let declaration = jo.get("/apply/declaration").await;
    assert_eq!(declaration.location(), Some("/apply"));
    let sent = jo.get("/apply").await.section("What you have sent").words();
    assert!(sent.contains("sent on 22 November 2026"), "{sent}");
    ask(&mut jo, &[("what", "carer")]).await;
    send_declared(&mut jo, "/apply").await;
    assert_eq!(app.applications("jo").await.len(), 2);
}

#[tokio::test]
async fn somebody_whose_session_ended_signs_in_and_sends_what_they_had() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[]).await;
    let fields = declaration(&mut jo, "/apply").await;
    app.pass_hours(1);
    let reply = submit(&mut jo, "/apply", &fields).await;
    assert_eq!(reply.location(), Some("/sign-in?next=/apply/submit"));
    assert!(app.applications("jo").await.is_empty());
    // The form that was open is open again after signing in.
    let request = app.saved_form("jo", "request-help").await;
    let open = [("request-help", request.id.0.as_str())];
    let mut jo = app.sign_in("jo", jo, &open).await;
    let back = jo.get("/apply/submit").await;
    assert_eq!(back.location(), Some("/apply/declaration"));
    send_declared(&mut jo, "/apply").await;
    assert_eq!(app.applications("jo").await.len(), 1);
}

#[tokio::test]
async fn nobody_sees_or_sends_what_is_somebody_elses() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    estimate(&mut jo).await;
    ask(&mut jo, &[]).await;
    let estimate = app.saved_form("jo", "estimate-costs").await;
    let chosen = [("attached", estimate.id.0.as_str())];
    jo.post("/apply/attach", &chosen).await;
    let fields = declaration(&mut jo, "/apply").await;
    let mut ann = app.citizen("ann", routes(&app)).await;
    let reply = submit(&mut ann, "/apply", &fields).await;
    assert_eq!(reply.location(), Some("/apply"));
    assert!(app.applications("jo").await.is_empty());
    let at = send_declared(&mut jo, "/apply").await;
    for path in [at.clone(), format!("{at}/you-were-told.json")] {
        assert_eq!(ann.get(&path).await.status, 404, "{path}");
        assert_eq!(jo.get(&path).await.status, 200, "{path}");
    }
    let no_reference = jo.get("/apply/sent/anything").await;
    assert_eq!(no_reference.status, 404);
}

#[tokio::test]
async fn an_e_mail_that_fails_loses_nothing_and_is_kept_to_be_sent_later() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, FOR_ANN).await;
    app.mailer().fail(true);
    let at = send_declared(&mut jo, "/apply").await;
    assert_eq!(jo.get(&at).await.status, 200);
    only_application(&app, "jo").await;
    let mut waiting = waiting_letters(&app).await;
    waiting.sort_unstable();
    assert_eq!(waiting, [Addressee::Applicant, Addressee::PersonAppliedFor]);
}

#[tokio::test]
async fn only_files_that_are_clean_or_still_being_checked_go_with_it() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[]).await;
    for state in [
        FileState::Expected,
        FileState::Scanning,
        FileState::Clean,
        FileState::Infected,
        FileState::Unscannable,
        FileState::Refused,
    ] {
        add_file(&app, &format!("{state:?}"), state).await;
    }
    send_declared(&mut jo, "/apply").await;
    let application = only_application(&app, "jo").await;
    let names: Vec<&str> = application
        .evidence
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["Scanning.pdf", "Clean.pdf"]);
}

#[tokio::test]
async fn who_sends_while_a_file_is_being_checked_is_told_so_and_may_wait_or_send() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[]).await;
    add_file(&app, "scan", FileState::Scanning).await;
    let page = jo.get("/apply/declaration").await;
    let words = page.words();
    let documents = page.summary_row("Documents");
    assert_eq!(documents.as_deref(), Some("scan.pdf Being checked"));
    let waiting = page.section("We are still checking a file for viruses");
    let again = waiting.link("check again if it is ready");
    assert_eq!(again.as_deref(), Some("/apply/declaration"));
    assert!(waiting.words().contains("send now"), "{words}");

    // Somebody who waits finds the file ready, and nothing else has changed.
    let fields = declaration(&mut jo, "/apply").await;
    judge(&app, FileState::Clean).await;
    let page = jo.get("/apply/declaration").await;
    let documents = page.summary_row("Documents");
    assert_eq!(documents.as_deref(), Some("statement.pdf"));
    // Somebody who sends an older page is not turned away, and the file that is
    // ready by now is sent.
    let reply = submit(&mut jo, "/apply", &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.words());
    let application = only_application(&app, "jo").await;
    assert_eq!(application.evidence[0].state, FileState::Clean);
    let reference = application.reference;
    assert_eq!(app.outbox().await, [ToExport::Application(reference)]);
}

#[tokio::test]
async fn what_is_found_out_after_sending_follows_and_the_applicant_sees_it() {
    for (state, said) in [
        (FileState::Clean, "The document ‘statement.pdf’"),
        (FileState::Infected, "We found a virus in it and deleted it"),
        (
            FileState::Unscannable,
            "could not be used and we deleted it",
        ),
        (FileState::Refused, "could not be used and we deleted it"),
    ] {
        let app = TestApp::default();
        let mut jo = app.citizen("jo", routes(&app)).await;
        ask(&mut jo, &[]).await;
        add_file(&app, "scan", FileState::Scanning).await;
        let at = send_declared(&mut jo, "/apply").await;
        let words = jo.get(&at).await.words();
        assert!(
            words.contains("still checking it for viruses when you sent"),
            "{words}"
        );
        assert_eq!(app.outbox().await.len(), 1);

        // The verdict comes twice, but the file follows once.
        for _ in 0..2 {
            judge(&app, state).await;
        }
        let waiting = app.outbox().await;
        assert_eq!(waiting.len(), 2);
        let Some(ToExport::DeferredEvidence(late)) = waiting
            .iter()
            .find(|one| matches!(one, ToExport::DeferredEvidence(_)))
        else {
            panic!("{waiting:?}");
        };
        let found = app.table().deferred_evidence_to_export(late).await;
        let found = found.unwrap().unwrap();
        assert_eq!((found.state, found.name.as_str()), (state, "statement.pdf"));
        let words = jo.get(&at).await.words();
        assert!(words.contains(said), "{said}: {words}");
        assert!(!words.contains("still checking"), "{words}");
    }
}

#[tokio::test]
async fn a_file_that_turns_out_useless_before_it_is_sent_is_not_left_out_unseen() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[]).await;
    add_file(&app, "scan", FileState::Scanning).await;
    let fields = declaration(&mut jo, "/apply").await;
    judge(&app, FileState::Infected).await;
    let reply = submit(&mut jo, "/apply", &fields).await;
    assert_eq!(reply.status, 409);
    let words = reply.words();
    assert!(
        words.contains("A file that you added is not sent"),
        "{words}"
    );
    assert!(app.applications("jo").await.is_empty());
    send_declared(&mut jo, "/apply").await;
    assert!(only_application(&app, "jo").await.evidence.is_empty());
}

#[tokio::test]
async fn a_question_that_is_open_comes_before_sending() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    jo.post("/apply/what", &[("what", "help")]).await;
    for path in ["/apply/attach", "/apply/declaration"] {
        let reply = jo.get(path).await;
        assert_eq!(reply.location(), Some("/apply/about"), "{path}");
    }
}

#[tokio::test]
async fn somebody_who_cannot_wait_is_told_to_call_until_the_end() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[("urgent", "cannot_wait")]).await;
    let said = "You told us that this cannot wait. Call us now on 01632 960 001";
    let words = jo.get("/apply/declaration").await.words();
    assert!(words.contains(said), "{words}");
    let at = send_declared(&mut jo, "/apply").await;
    let words = jo.get(&at).await.words();
    assert!(words.contains(said), "{words}");
}

#[tokio::test]
async fn somebody_under_18_is_told_what_to_do() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    for (page, value) in [
        ("what", "help"),
        ("who", "myself"),
        ("urgent", "can_wait"),
        ("difficult", "The stairs"),
        ("support", "not_needed"),
    ] {
        let at = format!("/apply/{page}");
        jo.post(&at, &[(page, value)]).await;
    }
    let tomorrow_18 = [
        ("born-day", "23"),
        ("born-month", "11"),
        ("born-year", "2008"),
    ];
    let reply = jo.post("/apply/born", &tomorrow_18).await;
    assert_eq!(reply.status, 422);
    let words = reply.words();
    assert!(words.contains("You must be 18 or over"), "{words}");
    assert!(words.contains("children’s services"), "{words}");
}

/// Returns the routes of asking for help, and those of the questions from which
/// people come.
#[tokio::test]
async fn who_lives_in_another_country_is_told_who_helps_and_can_send_all_the_same() {
    let app = TestApp::default();
    let mut jo = app.citizen("jo", routes(&app)).await;
    ask(&mut jo, &[]).await;
    for (postcode, told) in [
        ("EH1 1AA", Some("is in Scotland")),
        ("BT1 1AA", Some("health and social care trust")),
        ("LE1 1FZ", None),
    ] {
        let fields = [
            ("address-line1", "1 High Street"),
            ("address-town", "Exampleton"),
            ("address-postcode", postcode),
        ];
        let reply = jo.post("/apply/address", &fields).await;
        assert_eq!(reply.status, 303, "{}", reply.words());
        let words = jo.get("/apply/declaration").await.words();
        match told {
            Some(told) => assert!(words.contains(told), "{postcode}: {words}"),
            None => assert!(!words.contains("The postcode"), "{postcode}: {words}"),
        }
    }
    assert!(
        send_declared(&mut jo, "/apply")
            .await
            .starts_with("/apply/sent/")
    );
}

fn routes(app: &TestApp) -> RouteTable {
    let store = with_rights_of("submit-application", &app.table());
    let ports = Ports::of(store).with_mailer(app.mailer());
    let (directory, policy) = (Directory::SHIPPED, Policy::default());
    crate::router(app.site(), ports, directory, policy).merge(app.questions())
}

/// Answers the request for help.
async fn ask(citizen: &mut Visitor, given: &[Given<'_>]) {
    let form = journey::forms::request_help();
    citizen.answer("/apply", form, given).await.unwrap();
}

/// Answers the check of support.
async fn check(citizen: &mut Visitor) {
    let form = journey::forms::check_support();
    citizen.answer("/check-support", form, NEEDS).await.unwrap();
}

/// Answers an estimate of 58.55 a week.
async fn estimate(citizen: &mut Visitor) {
    let form = journey::forms::estimate_costs();
    let answered = citizen.answer("/estimate-costs", form, MONEY).await;
    answered.unwrap();
}

async fn only_application(app: &TestApp, account: &str) -> Application {
    let mut applications = app.applications(account).await;
    assert_eq!(applications.len(), 1);
    applications.remove(0)
}

/// Lists the people to whom an e-mail has still to be sent.
async fn waiting_letters(app: &TestApp) -> Vec<Addressee> {
    let later = app.site().now() + SignedDuration::from_hours(1);
    let waiting = app.table().to_confirm(later, None, 10).await.unwrap().items;
    waiting.into_iter().map(|letter| letter.to).collect()
}

/// Adds a file to Jo's request, in a state.
async fn add_file(app: &TestApp, name: &str, state: FileState) {
    let request = app.saved_form("jo", "request-help").await;
    let file = EvidenceBuilder::new(name).with_state(state).build();
    app.add_evidence("jo", &request.id.0, &file, b"%PDF").await;
}

/// Judges the only file of Jo's request.
async fn judge(app: &TestApp, state: FileState) {
    let request = app.saved_form("jo", "request-help").await;
    let known = app.evidence("jo", &request.id.0).await;
    let [file] = known.try_into().unwrap();
    let file = Evidence {
        name: "statement.pdf".to_owned(),
        state,
        ..file
    };
    app.record_verdict("jo", &request.id.0, &file).await;
}
