//! Self-assessments: submitted once, with their case and its place in the work
//! list of its team.

use domain::access::audit::{Actor, AuditLog as _, Audited};
use domain::application::self_assessment::{
    CaseForSelfAssessment, SelfAssessmentReader as _, SelfAssessmentStore as _,
};
use domain::application::{Application, ApplicationKind, CompletedForm, Submitted};
use domain::forms::caseload::{
    CaseDue, CaseOverview, CaseOverviewReader as _, CasePerson, CaseStanding, CaseStep, CaseWorker,
    CaseloadReader as _, CaseloadStore as _,
};
use domain::forms::draft::Answers;
use domain::forms::saved_form::{NewSavedForm, SavedFormStore as _};
use domain::forms::staff_case::{CaseKey, TeamId};
use domain::values::person_id::PersonId;
use jiff::civil::{Date, date};
use store::Table;
use testkit::Database;

use crate::{application, at, jo, monday, new_form, reference, text, together};

#[tokio::test]
async fn of_fifty_at_once_one_is_submitted_and_opens_the_case() {
    let table = Database::new().await.table();
    let form = saved(&table, 1).await;
    let tasks = (0..50).map(|number| {
        let (table, sent) = (table.clone(), self_assessment(&form, number));
        async move {
            table
                .submit_self_assessment(&sent, &case(monday_week()))
                .await
        }
    });
    let outcomes = together(tasks).await;
    let now = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Ok(Submitted::Now)));
    assert_eq!(now.count(), 1, "{outcomes:?}");
    let overview = overview(&table).await;
    assert_eq!(overview.person.name(), "Jo Bloggs");
    assert_eq!(overview.self_assessments.len(), 1);
    assert_eq!(
        listed(&table).await,
        [("Jo Bloggs".to_owned(), monday_week())]
    );
}

#[tokio::test]
async fn two_of_one_person_at_once_are_in_one_case() {
    let table = Database::new().await.table();
    let (one, other) = (saved(&table, 1).await, saved(&table, 2).await);
    let tasks = [(one, 1), (other, 2)].map(|(form, number)| {
        let (table, sent) = (table.clone(), self_assessment(&form, number));
        async move {
            table
                .submit_self_assessment(&sent, &case(monday_week()))
                .await
        }
    });
    for outcome in together(tasks).await {
        assert_eq!(outcome.unwrap(), Submitted::Now);
    }
    assert_eq!(overview(&table).await.self_assessments.len(), 2);
    assert_eq!(listed(&table).await.len(), 1);
}

#[tokio::test]
async fn a_case_that_is_open_keeps_its_team_and_worker_and_what_is_due_before() {
    for (before, after) in [
        (None, monday_week()),
        (Some(date(2026, 4, 10)), date(2026, 4, 10)),
        (Some(date(2027, 4, 1)), monday_week()),
    ] {
        let table = Database::new().await.table();
        let worker = CaseWorker {
            id: jo(),
            name: "Priya".to_owned(),
        };
        let standing = CaseStanding {
            team: TeamId("north".to_owned()),
            worker: Some(worker.clone()),
            due: before.map(|on| CaseDue {
                on,
                step: CaseStep::Review,
            }),
            changes: 1,
        };
        table.open_case(&person(), &standing).await.unwrap();
        let form = saved(&table, 1).await;
        let mut case = case(monday_week());
        case.team = TeamId("south".to_owned());
        case.person.first_name = "Josephine".to_owned();
        let sent = self_assessment(&form, 1);
        let submitted = table.submit_self_assessment(&sent, &case).await;
        assert_eq!(submitted.unwrap(), Submitted::Now);
        let overview = overview(&table).await;
        assert_eq!(overview.standing.team.0, "north");
        assert_eq!(overview.standing.worker, Some(worker));
        assert_eq!(overview.standing.due.unwrap().on, after);
        assert_eq!(listed(&table).await, [("Jo Bloggs".to_owned(), after)]);
    }
}

#[tokio::test]
async fn a_self_assessment_is_read_in_its_own_case_alone() {
    let table = Database::new().await.table();
    let form = saved(&table, 1).await;
    let sent = self_assessment(&form, 1);
    let case = case(monday_week());
    let submitted = table.submit_self_assessment(&sent, &case).await;
    submitted.unwrap();
    let asked = &sent.reference;
    let own = entry(&table, "jo-bloggs").await;
    let read = table.self_assessment_in_case(&own, asked).await.unwrap();
    assert_eq!(read.as_ref(), Some(&sent));
    let others = entry(&table, "ana-doe").await;
    let read = table.self_assessment_in_case(&others, asked).await.unwrap();
    assert_eq!(read, None);
    let read = table.self_assessment_in_case(&own, &reference(77)).await;
    assert_eq!(read.unwrap(), None);
    for (person, found) in [("jo-bloggs", Some(sent)), ("ana-doe", None)] {
        let case = CaseKey {
            person: PersonId::parse(person).unwrap(),
            form: "needs-assessment".to_owned(),
        };
        let actor = Actor::Job("test".to_owned());
        let entry = table.audit(case, actor, "read".to_owned(), monday());
        let latest = table.latest_self_assessment(&entry.await.unwrap()).await;
        assert_eq!(latest.unwrap(), found);
    }
}

/// An entry of a case that cannot be read, after the one that can.
#[tokio::test]
async fn one_entry_that_cannot_be_read_hides_neither_its_case_nor_the_entry_before() {
    let database = Database::new().await;
    let table = database.table();
    let form = saved(&table, 1).await;
    let sent = self_assessment(&form, 1);
    let case = case(monday_week());
    let submitted = table.submit_self_assessment(&sent, &case).await;
    assert_eq!(submitted.unwrap(), Submitted::Now);
    let before = overview(&table).await;
    let partition = before.person.id.as_str();
    let poison = serde_json::json!({
        "PK": {"S": format!("STAFF-CASE#{partition}")},
        "SK": {"S": "SELF-ASSESSMENT#2099-01-01T00:00:00.000Z#0"},
    });
    database.store(vec![poison]).await;
    assert_eq!(overview(&table).await, before);
    let case = CaseKey {
        person: before.person.id.clone(),
        form: "needs-assessment".to_owned(),
    };
    let actor = Actor::Job("test".to_owned());
    let entry = table.audit(case, actor, "read".to_owned(), monday());
    let latest = table.latest_self_assessment(&entry.await.unwrap()).await;
    assert_eq!(latest.unwrap(), Some(sent));
}

/// Stores a self-assessment in a case.
pub(crate) async fn keep_one(table: &Table) {
    let form = saved(table, 70).await;
    let (sent, mut case) = (self_assessment(&form, 70), case(monday_week()));
    case.person.id = PersonId::parse("jo-bloggs").unwrap();
    let submitted = table.submit_self_assessment(&sent, &case).await;
    assert_eq!(submitted.unwrap(), Submitted::Now);
}

async fn saved(table: &Table, number: u64) -> NewSavedForm {
    let form = NewSavedForm {
        form: "needs-self-assessment".to_owned(),
        ..new_form(number)
    };
    table
        .start_saved_form(&jo(), &form, monday())
        .await
        .unwrap();
    form
}

fn self_assessment(form: &NewSavedForm, number: u64) -> Application {
    Application {
        kind: ApplicationKind::NeedsSelfAssessment,
        forms: vec![CompletedForm {
            form: "needs-self-assessment".to_owned(),
            version: 1,
            answers: Answers::from_iter([("about-matters".to_owned(), text("My garden"))]),
        }],
        ..application(form, number)
    }
}

fn person() -> CasePerson {
    CasePerson {
        id: PersonId::parse("jo-bloggs").unwrap(),
        first_name: "Jo".to_owned(),
        last_name: "Bloggs".to_owned(),
        born: Some(date(1948, 3, 27)),
        case_number: None,
        opened_at: at("2026-04-06T09:00:00Z"),
    }
}

fn case(on: Date) -> CaseForSelfAssessment {
    CaseForSelfAssessment {
        person: person(),
        team: TeamId("north".to_owned()),
        due: CaseDue {
            on,
            step: CaseStep::Contact,
        },
    }
}

const fn monday_week() -> Date {
    date(2026, 4, 15)
}

async fn entry(table: &Table, person: &str) -> Audited<PersonId> {
    let person = PersonId::parse(person).unwrap();
    let actor = Actor::Job("test".to_owned());
    let entry = table.audit(person, actor, "read".to_owned(), monday());
    entry.await.unwrap()
}

async fn overview(table: &Table) -> CaseOverview {
    let entry = entry(table, "jo-bloggs").await;
    table.case_overview(&entry).await.unwrap().unwrap()
}

/// Lists the work of both teams: the name, and the day.
async fn listed(table: &Table) -> Vec<(String, Date)> {
    let mut all = Vec::new();
    for team in ["north", "south"] {
        let team = TeamId(team.to_owned());
        let page = table.work_list(&team, None, 9).await.unwrap();
        all.extend(page.items);
    }
    all.into_iter()
        .map(|row| (row.name, row.due.unwrap().on))
        .collect()
}
