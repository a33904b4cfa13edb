//! What was asked about an application of a made-up citizen: one request that
//! waits for answers, and one that is answered and not read.

use domain::access::audit::{Actor, AuditLog as _, Subject};
use domain::access::sign_in::IdentityProvider;
use domain::access::staff_user::Role;
use domain::application::information_request::{
    AnswerGiven, AskedKind, InformationDesk as _, InformationRequest, InformationRequestStore as _,
    SentAnswers, WorkerQuestion,
};
use domain::application::{
    Applicant, Application, ApplicationKind, ApplicationStore as _, CompletedForm, contact_by,
};
use domain::fault::StoreFault;
use domain::forms::draft::Answer;
use domain::forms::saved_form::{NewSavedForm, SavedFormStore as _};
use domain::records::staff_queues::StaffUserAdmin as _;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::information_request::{
    AskingDesk, InformationRequestId, InformationRequestKey,
};
use domain::values::london::date_in_london;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::{Timestamp, ToSpan as _};
use store::Table;

use crate::NoPast;

/// The address of the made-up citizen. `infra/local/people.py` makes the account.
const EMAIL: &str = "bashir.okafor@example.org";

/// Sends an application as a made-up citizen and asks two things about it, unless
/// that was done before or there is no such citizen.
///
/// # Errors
/// When the table or the identity provider does not answer.
pub async fn ask_questions(
    table: &Table,
    citizens: &impl IdentityProvider,
    now: Timestamp,
) -> Result<(), NoPast> {
    let reference = Reference::of_id("00000000000000000000000bashir01");
    let Ok(email) = EmailAddress::parse(EMAIL) else {
        return Ok(());
    };
    let account = citizens.find_account(&email).await?;
    let before = table.sender_of(&reference).await?;
    let (Some(account), None) = (account, before) else {
        return Ok(());
    };
    send(table, (&account, email), &reference, now).await?;
    ask(table, &account, &reference, now).await?;
    Ok(())
}

/// Asks both things, and answers the second.
async fn ask(
    table: &Table,
    account: &AccountId,
    reference: &Reference,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let (subject, actor) = (
        Subject::Account(account.clone()),
        Actor::Job("up".to_owned()),
    );
    let what = format!(
        "asked for information about application {}",
        reference.plain()
    );
    let entry = table.audit(subject, actor, what, now).await?;
    let by = asker(table).await?;
    let open = [
        (
            AskedKind::Words,
            "Who helps you at home now, and how often?",
            "To plan your support together with them.",
        ),
        (
            AskedKind::Amount,
            "What do you pay for your help at home in a week?",
            "To work out what you may have to pay.",
        ),
        (
            AskedKind::Date,
            "Since when do you pay this?",
            "To know from which day it counts.",
        ),
        (
            AskedKind::YesNo,
            "Does anybody else live with you?",
            "It changes what counts as your income.",
        ),
    ];
    let answered = [(
        AskedKind::Words,
        "Which language do you want us to use?",
        "To bring an interpreter if you need one.",
    )];
    for (id, questions) in [
        ("bashir-open", &open[..]),
        ("bashir-answered", &answered[..]),
    ] {
        let Ok(id) = id.parse() else {
            continue;
        };
        let request = request(account, (reference, id), &by, questions, now);
        table.ask(&entry, &request).await?;
        if request.questions.len() == answered.len() {
            let words = "English is fine. My sister speaks Igbo.".to_owned();
            let sent = SentAnswers {
                at: now,
                answers: vec![AnswerGiven::Words(words)],
            };
            table.send_answers(&request, &sent).await?;
        }
    }
    Ok(())
}

/// Returns a practitioner of the local stack.
async fn asker(table: &Table) -> Result<AccountId, StoreFault> {
    let staff = table.staff_users().await?.into_iter();
    let mut practitioners = staff.filter(|staff| staff.role == Role::Practitioner);
    let found = practitioners.next();
    Ok(found.map_or_else(|| AccountId("up".to_owned()), |staff| staff.id))
}

fn request(
    account: &AccountId,
    (reference, id): (&Reference, InformationRequestId),
    by: &AccountId,
    questions: &[(AskedKind, &str, &str)],
    now: Timestamp,
) -> InformationRequest {
    let questions = questions.iter().map(|(kind, words, why)| WorkerQuestion {
        kind: *kind,
        words: (*words).to_owned(),
        why: (*why).to_owned(),
    });
    InformationRequest {
        key: InformationRequestKey {
            reference: reference.clone(),
            id,
        },
        account: account.clone(),
        desk: AskingDesk::Practice,
        by: by.clone(),
        asked_at: now,
        answer_by: date_in_london(now).saturating_add(14.days()),
        questions: questions.collect(),
        typed: [].into(),
        sent: None,
        read_at: None,
        ended: None,
    }
}

/// Sends the application.
async fn send(
    table: &Table,
    (account, email): (&AccountId, EmailAddress),
    reference: &Reference,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let saved = SavedId::new(now, "00000000bashir01");
    let form = NewSavedForm {
        id: saved.clone(),
        form: "request-help".to_owned(),
        name: "Ask for a financial assessment".to_owned(),
        reference: Reference::of_id("00000000000000000000000bashir02"),
    };
    table.start_saved_form(account, &form, now).await?;
    let answers = [("phone".to_owned(), Answer::Text("01632 960 777".to_owned()))];
    let application = Application {
        reference: reference.clone(),
        kind: ApplicationKind::FinancialAssessment,
        account: account.clone(),
        saved,
        submitted_at: now,
        contact_by: contact_by(date_in_london(now)),
        applicant: Applicant {
            first_name: "Bashir".to_owned(),
            last_name: "Okafor".to_owned(),
            email,
            copy_to: None,
        },
        forms: vec![CompletedForm {
            form: "request-help".to_owned(),
            version: 1,
            answers: answers.into_iter().collect(),
        }],
        told: Vec::new(),
        evidence: Vec::new(),
    };
    table.submit(&application).await.map(drop)
}
