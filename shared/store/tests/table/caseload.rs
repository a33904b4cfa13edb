//! Cases of teams: opened once, listed by what is due, changed by one at a time.

use domain::access::audit::{Actor, AuditLog as _, Audited};
use domain::forms::attribution::Attribution;
use domain::forms::caseload::{
    CaseDue, CaseOpened, CaseOverviewReader as _, CasePerson, CaseStanding, CaseStep, CaseWorker,
    CaseloadReader as _, CaseloadStore as _, StandingChanged,
};
use domain::forms::staff_case::{
    CaseFormStore as _, CaseKey, CaseMark, CaseTeam, CaseTeamReader as _, CaseTeamStore as _,
    TeamId,
};
use domain::values::person_id::PersonId;
use jiff::civil::{Date, date};
use store::Table;
use testkit::Database;

use crate::{at, jo, text};

#[tokio::test]
async fn a_case_is_opened_once_with_its_team_and_its_place_in_the_work_list() {
    let table = Database::new().await.table();
    let due = due_on(date(2026, 12, 1));
    assert_eq!(
        open(&table, "ana-doe", "Ana", Some(due)).await,
        CaseOpened::Opened
    );
    assert_eq!(
        open(&table, "ana-doe", "Bea", None).await,
        CaseOpened::Before
    );
    let ana = id("ana-doe");
    let team = CaseTeam {
        id: north(),
        person_name: Some("Ana Doe".to_owned()),
    };
    assert_eq!(table.team_of(&ana).await.unwrap(), Some(team));
    let case = table.case_overview(&entry(&table, &ana).await).await;
    let case = case.unwrap().unwrap();
    assert_eq!(
        (case.person.name(), case.standing.due),
        ("Ana Doe".to_owned(), Some(due))
    );
    assert_eq!(listed(&table).await, ["Ana Doe"]);
}

#[tokio::test]
async fn the_work_list_is_by_the_day_and_a_case_stands_in_it_once() {
    let table = Database::new().await.table();
    for (id, name, day) in [
        ("ben-roe", "Ben", Some(date(2026, 12, 3))),
        ("cleo-poe", "Cleo", None),
        ("ana-doe", "Ana", Some(date(2026, 12, 1))),
    ] {
        open(&table, id, name, day.map(due_on)).await;
    }
    assert_eq!(listed(&table).await, ["Ana Doe", "Ben Doe", "Cleo Doe"]);
    change(&table, "cleo-poe", Some(due_on(date(2026, 11, 30)))).await;
    change(&table, "ana-doe", None).await;
    assert_eq!(listed(&table).await, ["Cleo Doe", "Ben Doe", "Ana Doe"]);
    let first = table.work_list(&north(), None, 2).await.unwrap();
    assert_eq!(first.items.len(), 2);
    let rest = table.work_list(&north(), first.next.as_ref(), 2).await;
    assert_eq!(rest.unwrap().items[0].person, id("ana-doe"));
}

#[tokio::test]
async fn of_two_who_change_what_is_due_one_is_refused_and_the_list_holds_the_others() {
    let table = Database::new().await.table();
    open(&table, "ana-doe", "Ana", None).await;
    let ana = id("ana-doe");
    let entry = entry(&table, &ana).await;
    let before = table.case_overview(&entry).await.unwrap().unwrap();
    let worker = CaseWorker {
        id: jo(),
        name: "Jo Bloggs".to_owned(),
    };
    let one = table.change_standing(&entry, &before, Some(due_on(date(2026, 12, 1))), None);
    let other = table.change_standing(&entry, &before, None, Some(&worker));
    let (one, other) = tokio::join!(one, other);
    let made = [one.unwrap(), other.unwrap()];
    assert!(made.contains(&StandingChanged::Yes) && made.contains(&StandingChanged::Overtaken));
    let now = table.case_overview(&entry).await.unwrap().unwrap();
    let page = table.work_list(&north(), None, 9).await.unwrap();
    let [row] = &page.items[..] else {
        panic!("{page:?}");
    };
    assert_eq!(
        (row.due, &row.worker),
        (now.standing.due, &now.standing.worker)
    );
}

#[tokio::test]
async fn a_case_shows_where_each_form_stands_and_what_everybody_has_to_do() {
    let table = Database::new().await.table();
    open(&table, "ana-doe", "Ana", None).await;
    let ana = id("ana-doe");
    let by = Attribution {
        by: jo(),
        name: "Jo Bloggs".to_owned(),
        at: at("2026-11-22T09:00:00Z"),
    };
    let case = CaseKey {
        person: ana.clone(),
        form: "contact-record".to_owned(),
    };
    let mark = |changes| CaseMark {
        version: 1,
        changes,
    };
    let answers = [("adjustments".to_owned(), text("Ring, do not write."))];
    table
        .keep_case_answers(&case, mark(0), &answers, &by)
        .await
        .unwrap();
    table.sign_off_case_form(&case, mark(1), &by).await.unwrap();
    table.begin_next_version(&case, 1).await.unwrap();
    let found = table.case_overview(&entry(&table, &ana).await).await;
    let found = found.unwrap().unwrap();
    let stands: Vec<_> = found
        .forms
        .iter()
        .map(|form| (form.version, form.signed_off.is_some()))
        .collect();
    assert_eq!(stands, [(1, true), (2, false)]);
    assert_eq!(found.adjustments.as_deref(), Some("Ring, do not write."));
}

#[tokio::test]
async fn somebody_sees_the_teams_they_are_in() {
    let table = Database::new().await.table();
    for team in ["south", "north"] {
        table
            .join_team(&TeamId(team.to_owned()), &jo())
            .await
            .unwrap();
    }
    let teams = table.teams_of(&jo()).await.unwrap();
    assert_eq!(
        teams,
        ["north", "south"].map(|team| TeamId(team.to_owned()))
    );
    table.leave_team(&north(), &jo()).await.unwrap();
    assert_eq!(table.teams_of(&jo()).await.unwrap().len(), 1);
}

/// Stores a case with something due and somebody who has taken it on.
pub(crate) async fn keep_one(table: &Table) {
    let about = CasePerson {
        id: id("ana-doe"),
        first_name: "Ana".to_owned(),
        last_name: "Doe".to_owned(),
        born: Some(date(1948, 3, 27)),
        case_number: Some("ASC-1042".to_owned()),
        opened_at: at("2026-04-06T09:00:00Z"),
    };
    let standing = CaseStanding {
        team: north(),
        worker: Some(CaseWorker {
            id: jo(),
            name: "Jo Bloggs".to_owned(),
        }),
        due: Some(due_on(date(2026, 4, 15))),
        changes: 1,
    };
    table.open_case(&about, &standing).await.unwrap();
}

fn north() -> TeamId {
    TeamId("north".to_owned())
}

fn id(person: &str) -> PersonId {
    PersonId::parse(person).unwrap()
}

const fn due_on(on: Date) -> CaseDue {
    CaseDue {
        on,
        step: CaseStep::Contact,
    }
}

async fn open(table: &Table, person: &str, name: &str, due: Option<CaseDue>) -> CaseOpened {
    let about = CasePerson {
        id: id(person),
        first_name: name.to_owned(),
        last_name: "Doe".to_owned(),
        born: Some(date(1948, 3, 27)),
        case_number: Some("ASC-1042".to_owned()),
        opened_at: at("2026-11-22T09:00:00Z"),
    };
    let standing = CaseStanding {
        team: north(),
        worker: None,
        due,
        changes: 1,
    };
    table.open_case(&about, &standing).await.unwrap()
}

async fn entry(table: &Table, person: &PersonId) -> Audited<PersonId> {
    let (actor, at) = (Actor::Job("test".to_owned()), at("2026-11-22T09:00:00Z"));
    let entry = table.audit(person.clone(), actor, "read".to_owned(), at);
    entry.await.unwrap()
}

async fn change(table: &Table, person: &str, due: Option<CaseDue>) {
    let entry = entry(table, &id(person)).await;
    let before = table.case_overview(&entry).await.unwrap().unwrap();
    let changed = table.change_standing(&entry, &before, due, None).await;
    assert_eq!(changed.unwrap(), StandingChanged::Yes);
}

async fn listed(table: &Table) -> Vec<String> {
    let page = table.work_list(&north(), None, 9).await.unwrap();
    page.items.into_iter().map(|row| row.name).collect()
}
