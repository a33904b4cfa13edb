//! Tests of the table against a real implementation of DynamoDB's rules, in
//! memory.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod adjustments;
mod applications;
mod assessment_desk;
mod budgets;
mod case_records;
mod caseload;
mod drafts;
mod evidence;
mod fault_injection;
mod holder_access;
mod imports;
mod information_requests;
mod items;
mod lists;
mod people;
mod provider_desk;
mod records;
mod registers;
mod saved_forms;
mod schedule;
mod self_assessments;
mod sign_ins;
mod staff_cases;
mod staff_users;
mod stored_registers;
mod stored_v1;
mod team_inboxes;
mod unreadable;
mod unregistered;

use domain::application::{
    Applicant, Application, ApplicationKind, ApplicationStore as _, CompletedForm, Submitted,
};
use domain::forms::draft::{Answer, Answers, DraftKey};
use domain::forms::saved_form::NewSavedForm;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;
use store::Table;

fn ada() -> DraftKey {
    DraftKey::Visit("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned())
}

fn grace() -> DraftKey {
    DraftKey::Visit("60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752".to_owned())
}

fn jo() -> AccountId {
    AccountId("6f1e2b0a-5b5f-4d36-9f44-3f0f6f0f9d11".to_owned())
}

fn sam() -> AccountId {
    AccountId("0c9d6f5e-7f0e-4a53-8a1c-2f7be7c1aa22".to_owned())
}

fn jos_email() -> EmailAddress {
    EmailAddress::parse("jo@example.org").unwrap()
}

fn text(answer: &str) -> Answer {
    Answer::Text(answer.to_owned())
}

fn fields(pairs: &[(&str, &str)]) -> Answer {
    Answer::Fields(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    )
}

fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap()
}

fn monday() -> Timestamp {
    at("2026-04-06T09:00:00Z")
}

/// Makes the reference of a number: always the same for one number, and
/// different for two.
fn reference(number: u64) -> Reference {
    Reference::of_id(&format!("{number:032x}"))
}

/// Makes the form of a number: always the same for one number, and different
/// for two.
fn new_form(number: u64) -> NewSavedForm {
    NewSavedForm {
        id: SavedId::new(monday(), &format!("{number:016x}")),
        form: "estimate-costs".to_owned(),
        name: "Estimate what care may cost".to_owned(),
        reference: reference(number),
    }
}

/// Makes an application of Jo's from a saved form.
fn application(form: &NewSavedForm, number: u64) -> Application {
    Application {
        reference: reference(1_000_000 + number),
        kind: ApplicationKind::RequestForHelp,
        account: jo(),
        saved: form.id.clone(),
        submitted_at: monday(),
        contact_by: "2026-04-16".parse().unwrap(),
        applicant: Applicant {
            first_name: "Jo".to_owned(),
            last_name: "Bloggs".to_owned(),
            email: jos_email(),
            copy_to: None,
        },
        forms: vec![CompletedForm {
            form: "request-help".to_owned(),
            version: 1,
            answers: Answers::from_iter([("who".to_owned(), text("myself"))]),
        }],
        told: Vec::new(),
        evidence: Vec::new(),
    }
}

/// Submits a saved form of Jo's.
async fn submitted(table: &Table, form: &NewSavedForm, number: u64) {
    let submitted = table.submit(&application(form, number)).await;
    assert_eq!(submitted.unwrap(), Submitted::Now);
}

/// Runs several tasks at the same time, and returns the result of each.
async fn together<T: Send + 'static>(
    tasks: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let running: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
    let mut done = Vec::with_capacity(running.len());
    for task in running {
        done.push(task.await.expect("no task panics"));
    }
    done
}
