//! The cases of a team of practitioners.

use domain::fault::StoreFault;
use domain::forms::attribution::Attribution;
use domain::forms::caseload::{CaseDue, CasePerson, CaseStanding, CaseStep, CaseloadStore as _};
use domain::forms::draft::Answer;
use domain::forms::staff_case::{CaseFormStore as _, CaseKey, CaseMark, TeamId};
use domain::values::account_id::AccountId;
use domain::values::london::date_in_london;
use domain::values::person_id::PersonId;
use jiff::civil::date;
use jiff::{Timestamp, ToSpan as _};
use store::Table;

/// The team whose cases these are. `infra/local/members.py` puts practitioners
/// into the team.
const TEAM: &str = "older-people-north";

type MadeUpCase = (
    &'static str,
    &'static str,
    &'static str,
    Option<(i64, CaseStep)>,
);

/// Whom a case is about, the days from today by which something is due, and what.
/// Nobody: made-up names.
const CASES: [MadeUpCase; 7] = [
    (
        "case-ana-doe",
        "Ana",
        "Doe",
        Some((2, CaseStep::Assessment)),
    ),
    ("case-suresh", "Suresh", "", Some((-3, CaseStep::Contact))),
    (
        "case-oconnell",
        "Máire",
        "O’Connell",
        Some((0, CaseStep::Plan)),
    ),
    (
        "case-van-dyk",
        "Pieter",
        "van Dyk",
        Some((9, CaseStep::Review)),
    ),
    ("case-zhang", "Wei", "Zhang", Some((40, CaseStep::Review))),
    (
        "case-aubert",
        "Élodie",
        "Aubert",
        Some((5, CaseStep::Contact)),
    ),
    ("case-roe", "Ben", "Roe", None),
];

/// The person among those of the made-up county whose attendance Wei Zhang sees:
/// `infra/local/stack.py` gives them the name.
const ATTENDS: (&str, &str) = ("case-zhang", "0098849");

/// Opens the cases of the team that are not open, and signs off a contact record
/// that says what everybody who meets the person has to do.
///
/// # Errors
/// When the table does not answer.
pub async fn open_cases(table: &Table, now: Timestamp) -> Result<(), StoreFault> {
    let today = date_in_london(now);
    for (case, first_name, last_name, due) in CASES {
        let Ok(id) = PersonId::parse(case) else {
            continue;
        };
        let person = CasePerson {
            id,
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            born: Some(date(1941, 5, 17)),
            case_number: (case == ATTENDS.0).then(|| ATTENDS.1.to_owned()),
            opened_at: now,
        };
        let standing = CaseStanding {
            team: TeamId(TEAM.to_owned()),
            worker: None,
            due: due.map(|(days, step)| CaseDue {
                on: today.saturating_add(days.days()),
                step,
            }),
            changes: 1,
        };
        table.open_case(&person, &standing).await?;
    }
    contact_record(table, now).await?;
    signed_plan(table, now).await
}

/// Signs a plan of Wei Zhang off, of which whoever holds an account for the record
/// sees the copy. What is there already stays.
async fn signed_plan(table: &Table, now: Timestamp) -> Result<(), StoreFault> {
    let Ok(person) = PersonId::parse("case-zhang") else {
        return Ok(());
    };
    let case = CaseKey {
        person,
        form: "support-plan".to_owned(),
    };
    let by = Attribution {
        by: AccountId("up".to_owned()),
        name: "Dev Osei".to_owned(),
        at: now,
    };
    let mark = |changes| CaseMark {
        version: 1,
        changes,
    };
    let text = |words: &str| Answer::Text(words.to_owned());
    let answers = [
        (
            "plan-involved".to_owned(),
            text("Wei, and his daughter Mei"),
        ),
        (
            "contingency".to_owned(),
            text("Mei rings the team, who send somebody the same day."),
        ),
    ];
    table
        .keep_case_answers(&case, mark(0), &answers, &by)
        .await?;
    table.sign_off_case_form(&case, mark(1), &by).await?;
    Ok(())
}

/// Answers two questions of the contact record about Ana Doe. What is there
/// already stays.
async fn contact_record(table: &Table, now: Timestamp) -> Result<(), StoreFault> {
    let Ok(person) = PersonId::parse("case-ana-doe") else {
        return Ok(());
    };
    let case = CaseKey {
        person,
        form: "contact-record".to_owned(),
    };
    let by = Attribution {
        by: AccountId("up".to_owned()),
        name: "The first contact team".to_owned(),
        at: now,
    };
    let mark = CaseMark {
        version: 1,
        changes: 0,
    };
    let text = |words: &str| Answer::Text(words.to_owned());
    let answers = [
        (
            "communication-needs".to_owned(),
            Answer::Choices(vec!["time".to_owned()]),
        ),
        ("communication-language".to_owned(), text("")),
        (
            "adjustments".to_owned(),
            text("Ring, do not write. Speak slowly, and let her finish."),
        ),
    ];
    table.keep_case_answers(&case, mark, &answers, &by).await?;
    Ok(())
}
