//! Financial assessments at the finance desk, from being sent to being finished.

use std::collections::BTreeSet;

use domain::access::audit::{AuditReader as _, Subject};
use domain::access::staff_user::Role;
use domain::application::{Application, ApplicationKind, CompletedForm, ReportSnapshot};
use domain::document::{Block, Document, DocumentSection};
use domain::forms::draft::Answers;
use testkit::{
    ApplicationBuilder, CrashPoint, EvidenceBuilder, Reply, StaffUserBuilder, TestApp, Visitor,
};

use crate::visitors::visitor;

#[tokio::test]
async fn finance_staff_see_what_was_sent_with_the_estimate_as_the_citizen_saw_it() {
    let app = TestApp::default();
    let sent = sent(&app).await;
    let mut farah = finance(&app, "Farah").await;
    let desk = farah.get("/finance").await;
    let list = desk.link("1 financial assessment to work on").unwrap();
    let list = farah.get(&list).await;
    let row = list.table_row(&sent.reference.to_string()).unwrap();
    assert_eq!(row, ["22 November 2026", "Not started", "Nobody"]);
    // The list does not say who the applicant is.
    assert!(!list.body.contains("Bloggs"));
    let record = Subject::Account(sent.account.clone());
    assert_eq!(app.table().accesses(&record).await.unwrap(), []);

    let one = farah.get(&address(&sent)).await;
    assert_eq!(one.summary_row("Sent by").as_deref(), Some("Jo Bloggs"));
    let words = one.words();
    for told in [
        "You would pay £77.77 a week",
        "Your pension is £200.00",
        "bank.pdf",
    ] {
        assert!(words.contains(told), "{told}: {words}");
    }
    let ask = format!("/finance/applications/{}", sent.reference.plain());
    assert!(one.has_link_to(&ask));
    let accesses = app.table().accesses(&record).await.unwrap();
    let what = format!("read financial assessment {}", sent.reference.plain());
    assert_eq!(
        accesses
            .iter()
            .map(|access| &*access.what)
            .collect::<Vec<_>>(),
        [what]
    );
}

#[tokio::test]
async fn nothing_of_an_assessment_is_shown_that_is_not_on_the_record() {
    let app = TestApp::default();
    let sent = sent(&app).await;
    let record = Subject::Account(sent.account.clone());
    let farah = finance(&app, "Farah").await;
    let (mut cut_off, mut shown) = (0, false);
    while !shown && cut_off < 20 {
        let point = CrashPoint::AfterReply(cut_off);
        let table = app.database().table_crashing(point);
        let router = tests::whole_house(&app, &tests::illustration(), &table);
        let reply = farah.clone().moved_to(router).get(&address(&sent)).await;
        shown = reply.status == 200;
        assert_eq!(reply.body.contains("77.77"), shown, "{cut_off}");
        cut_off += 1;
    }
    assert!(shown && cut_off > 3, "{cut_off}");
    assert_eq!(app.table().accesses(&record).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_assessment_is_taken_worked_on_given_back_and_finished() {
    let app = TestApp::default();
    let sent = sent(&app).await;
    let (mut farah, mut femi) = (finance(&app, "Farah").await, finance(&app, "Femi").await);
    let page = farah.get(&address(&sent)).await;
    assert!(
        page.button("Save the status").is_none(),
        "who has it says where it stands"
    );
    let taken = press(&mut farah, &sent, &page, "take").await;
    assert_eq!(taken.location(), Some(&*address(&sent)));
    assert_eq!(
        shown(&mut femi, &sent).await,
        ["Being worked on", "Farah Iqbal"]
    );

    let page = farah.get(&address(&sent)).await;
    press(&mut farah, &sent, &page, "waiting").await;
    assert_eq!(
        shown(&mut femi, &sent).await,
        ["Waiting for information", "Farah Iqbal"]
    );
    let page = farah.get(&address(&sent)).await;
    press(&mut farah, &sent, &page, "give-back").await;
    assert_eq!(shown(&mut femi, &sent).await, ["Not started", "Nobody"]);

    let page = femi.get(&address(&sent)).await;
    press(&mut femi, &sent, &page, "take").await;
    let page = femi.get(&address(&sent)).await;
    press(&mut femi, &sent, &page, "finished").await;
    let desk = femi.get("/finance").await;
    assert!(desk.link("No financial assessments to work on").is_some());
    let list = femi.get("/finance/assessments?list=finished").await;
    let row = list.table_row(&sent.reference.to_string()).unwrap();
    assert_eq!(row, ["22 November 2026", "Finished", "Femi Iqbal"]);
    // A finished one can be opened again.
    let page = farah.get(&address(&sent)).await;
    assert!(page.button("Open it again and take it").is_some());
    press(&mut farah, &sent, &page, "take").await;
    assert_eq!(
        shown(&mut femi, &sent).await,
        ["Being worked on", "Farah Iqbal"]
    );
}

#[tokio::test]
async fn a_step_that_is_pressed_twice_is_taken_once() {
    let app = TestApp::default();
    let sent = sent(&app).await;
    let record = Subject::Account(sent.account.clone());
    let mut farah = finance(&app, "Farah").await;
    for step in ["take", "waiting", "finished", "take", "give-back"] {
        let page = farah.get(&address(&sent)).await;
        let mut done = Vec::new();
        for _ in 0..2 {
            let pressed = press(&mut farah, &sent, &page, step).await;
            assert_eq!(pressed.location(), Some(&*address(&sent)), "{step}");
            done.push(shown(&mut farah, &sent).await);
        }
        assert_eq!(done[0], done[1], "{step}");
    }
    let accesses = app.table().accesses(&record).await.unwrap();
    // Entries of one moment that say one thing are one: both of taking it.
    let changes: BTreeSet<_> = accesses
        .iter()
        .map(|access| access.what.replace(sent.reference.plain(), "it"))
        .filter(|what| !what.starts_with("read"))
        .collect();
    assert_eq!(
        changes,
        BTreeSet::from(
            [
                "took financial assessment it",
                "set financial assessment it to “Waiting for information”",
                "set financial assessment it to “Finished”",
                "gave back financial assessment it",
            ]
            .map(ToOwned::to_owned)
        )
    );
}

#[tokio::test]
async fn an_old_page_takes_no_step_over_somebody_elses() {
    let app = TestApp::default();
    let sent = sent(&app).await;
    let (mut farah, mut femi) = (finance(&app, "Farah").await, finance(&app, "Femi").await);
    let old = femi.get(&address(&sent)).await;
    let page = farah.get(&address(&sent)).await;
    press(&mut farah, &sent, &page, "take").await;
    for step in ["take", "finished", "give-back"] {
        let refused = press(&mut femi, &sent, &old, step).await;
        assert_eq!((refused.status, refused.errors().len()), (422, 1), "{step}");
        assert_eq!(
            shown(&mut femi, &sent).await,
            ["Being worked on", "Farah Iqbal"]
        );
    }
    let refused = press(&mut farah, &sent, &old, "nonsense").await;
    assert_eq!((refused.status, refused.errors().len()), (422, 1));
    // Who has seen that Farah has it can take it over, when she is ill.
    let page = femi.get(&address(&sent)).await;
    assert!(page.button("Take it over from Farah Iqbal").is_some());
    press(&mut femi, &sent, &page, "take").await;
    assert_eq!(
        shown(&mut farah, &sent).await,
        ["Being worked on", "Femi Iqbal"]
    );
}

/// Sends a financial assessment with an estimate and a document.
async fn sent(app: &TestApp) -> Application {
    let now = app.site().now();
    app.save_form("request-help", "jo", "money", now).await;
    let told = ReportSnapshot {
        report: "estimate-costs".to_owned(),
        document: Document {
            title: "Estimate what care may cost".to_owned(),
            answer: vec!["You would pay £77.77 a week".to_owned()],
            facts: Vec::new(),
            sections: vec![DocumentSection {
                heading: "How it is worked out".to_owned(),
                blocks: vec![Block::text("Your pension is £200.00")],
            }],
        },
        rates_from: None,
        fingerprint: "0".repeat(64),
    };
    let file = EvidenceBuilder::new("bank")
        .with_clean_content(b"%PDF")
        .build();
    app.add_evidence("jo", "money", &file, b"%PDF").await;
    let application = ApplicationBuilder::new("jo", "money")
        .with_kind(ApplicationKind::FinancialAssessment)
        .with_form(CompletedForm {
            form: "request-help".to_owned(),
            version: 1,
            answers: Answers::default(),
        })
        .with_evidence(file)
        .build();
    let application = Application {
        told: vec![told],
        ..application
    };
    app.submit(&application).await;
    application
}

async fn finance(app: &TestApp, name: &str) -> Visitor {
    let email = format!("{name}@council.example");
    let staff = StaffUserBuilder::new(name, Role::Finance).with_email(&email);
    let staff = app.invite(staff).await;
    app.at_work(&staff, visitor(app)).await
}

fn address(sent: &Application) -> String {
    format!("/finance/assessments/{}", sent.reference.plain())
}

/// Presses a button of a page.
async fn press(staff: &mut Visitor, sent: &Application, page: &Reply, step: &str) -> Reply {
    let (to, seen) = (format!("{}/step", address(sent)), page.hidden("seen"));
    staff.post(&to, &[("step", step), ("seen", &seen)]).await
}

/// Returns where an assessment stands and who has it, as a page shows it.
async fn shown(staff: &mut Visitor, sent: &Application) -> [String; 2] {
    let page = staff.get(&address(sent)).await;
    ["Status", "Who has it"].map(|name| page.summary_row(name).unwrap())
}
