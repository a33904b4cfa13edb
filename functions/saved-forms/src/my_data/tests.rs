//! Makes the file from records in which every field has a value.

use domain::access::account::Account;
use domain::access::audit::{Access, Actor, Subject};
use domain::access::session::Session;
use domain::application::evidence::content::Refusal;
use domain::application::evidence::{Evidence, FileState, FileType};
use domain::application::information_request::{
    AnswerGiven, AskedKind, EndedRequest, InformationRequest, RequestEnd, SentAnswers,
    WorkerQuestion,
};
use domain::application::{
    Applicant, Application, ApplicationKind, CompletedForm, Progress, ReportSnapshot,
};
use domain::correspondence::complaint::Complaint;
use domain::correspondence::email::ListedEmail;
use domain::document::{Block, Column, Document, DocumentSection, DocumentTable, Span};
use domain::forms::draft::{Answer, Answers};
use domain::forms::saved_form::SavedForm;
use domain::records::holder_access::HeldRecord;
use domain::records::retention_schedule::{InDownload, RecordClass, Retention};
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::information_request::{AskingDesk, InformationRequestKey};
use domain::values::money::Money;
use domain::values::person_id::PersonId;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::v1::{self, Everything, what_we_keep};

const GOLDEN: &str = include_str!("../../golden/my-data.json");

#[test]
fn everything_of_a_person_is_as_it_was_agreed() {
    let file = serde_json::to_string_pretty(&everything()).unwrap() + "\n";
    assert!(file == GOLDEN, "golden/my-data.json differs from:\n{file}");
}

/// Finds what a pointer leads to, in which `*` stands for every element.
fn at<'a>(value: &'a Value, pointer: &str) -> Vec<&'a Value> {
    let mut found = vec![value];
    for part in pointer.split('/').skip(1) {
        found = found
            .into_iter()
            .flat_map(|value| match part {
                "*" => value.as_array().unwrap().iter().collect(),
                _ => vec![&value[part]],
            })
            .collect();
    }
    found
}

#[test]
fn every_class_is_where_the_file_says_it_is_and_every_member_is_of_a_class() {
    let file = json!(everything());
    let mut members: Vec<String> = file.as_object().unwrap().keys().cloned().collect();
    members.retain(|member| {
        !["format", "version", "made_at", "what_we_keep"].contains(&member.as_str())
    });
    for class in RecordClass::ALL {
        let InDownload::At(pointer) = class.row().in_download else {
            continue;
        };
        let found = at(&file, pointer);
        assert!(!found.is_empty(), "{pointer}");
        for value in found {
            let empty = [json!(null), json!([]), json!({})].contains(value);
            assert!(!empty, "{pointer} is in the file");
        }
        members.retain(|member| pointer != format!("/{member}"));
    }
    assert_eq!(members, [""; 0], "each is of a class of the schedule");
}

fn now() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

fn reference(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

fn email() -> EmailAddress {
    EmailAddress::parse("ada@example.com").unwrap()
}

fn name(text: &str) -> String {
    text.to_owned()
}

fn answers() -> Answers {
    Answers::from_iter([
        (name("who-for"), Answer::Text(name("me"))),
        (
            name("benefits"),
            Answer::Choices(vec![name("pension-credit")]),
        ),
        (
            name("incomes/01"),
            Answer::Fields([(name("amount"), name("97.50"))].into()),
        ),
    ])
}

fn files() -> Vec<Evidence> {
    let clean = Evidence {
        id: "0".repeat(32),
        document: name("bank-statements"),
        name: name("statement.pdf"),
        file_type: Some(FileType::Pdf),
        size: 12_345,
        fingerprint: Some("ba78".repeat(16)),
        state: FileState::Clean,
        refusal: None,
        added_at: now(),
    };
    let refused = Evidence {
        id: "1".repeat(32),
        file_type: None,
        fingerprint: None,
        state: FileState::Refused,
        refusal: Some(Refusal::Locked),
        ..clean.clone()
    };
    vec![clean, refused]
}

fn report() -> Document {
    let column = |header: &str, numeric| Column {
        header: name(header),
        numeric,
    };
    Document {
        title: name("What care may cost"),
        answer: vec![name("You may pay about £120.00 a week.")],
        facts: vec![(name("Date"), name("22 November 2026"))],
        sections: vec![DocumentSection {
            heading: name("Your income"),
            blocks: vec![
                Block::Text(vec![
                    Span::words("See "),
                    Span::link(
                        "the Care Act",
                        "https://www.legislation.gov.uk/ukpga/2014/23",
                    ),
                ]),
                Block::Warning(name("This is an estimate.")),
                Block::List(vec![vec![Span::words("State Pension")]]),
                Block::Table(DocumentTable {
                    caption: name("Income that counts"),
                    columns: vec![column("Income", false), column("A week", true)],
                    rows: vec![vec![name("State Pension"), name("£230.25")]],
                    total: false,
                }),
                Block::Heading(name("What you keep")),
            ],
        }],
    }
}

fn application() -> Application {
    Application {
        reference: reference("K7F3MMXT4F"),
        kind: ApplicationKind::FinancialAssessment,
        account: AccountId(name("ada")),
        saved: SavedId(name("form")),
        submitted_at: now(),
        contact_by: "2026-12-01".parse().unwrap(),
        applicant: Applicant {
            first_name: name("Ada"),
            last_name: name("Example"),
            email: email(),
            copy_to: Some(EmailAddress::parse("ann@example.com").unwrap()),
        },
        forms: vec![CompletedForm {
            form: name("request-help"),
            version: 1,
            answers: answers(),
        }],
        told: vec![ReportSnapshot {
            report: name("estimate-costs"),
            document: report(),
            rates_from: Some("2026-04-06".parse().unwrap()),
            fingerprint: "0123".repeat(16),
        }],
        evidence: files(),
    }
}

fn questions() -> InformationRequest {
    InformationRequest {
        key: InformationRequestKey {
            reference: reference("K7F3MMXT4F"),
            id: "0".repeat(32).parse().unwrap(),
        },
        account: AccountId(name("ada")),
        desk: AskingDesk::Finance,
        by: AccountId(name("farah")),
        asked_at: now(),
        answer_by: "2026-12-10".parse().unwrap(),
        questions: vec![WorkerQuestion {
            kind: AskedKind::Amount,
            words: name("What do you pay?"),
            why: name("To work out your costs."),
        }],
        typed: [(name("answer-1"), name("12,50"))].into(),
        sent: Some(SentAnswers {
            at: now(),
            answers: vec![AnswerGiven::Amount(Money::pence(1_250))],
        }),
        read_at: Some(now()),
        ended: Some(EndedRequest {
            how: RequestEnd::Closed,
            by: AccountId(name("farah")),
            at: now(),
            why: name("Put into the assessment."),
        }),
    }
}

fn everything() -> Everything {
    let account = Account {
        id: AccountId(name("ada")),
        first_name: name("Ada"),
        last_name: name("Example"),
        email: email(),
        created_at: now(),
        used_at: now(),
    };
    let form = SavedForm {
        id: SavedId(name("form")),
        form: name("estimate-costs"),
        name: name("Mum"),
        reference: reference("HCW9RD4PTX"),
        answers: answers(),
        created_at: now(),
        changed_at: now(),
        expires_at: now(),
        submitted_in: Some(reference("K7F3MMXT4F")),
    };
    let complaint = Complaint {
        reference: reference("FN6KXG3YC3"),
        account: Some(AccountId(name("ada"))),
        name: name("Ada Example"),
        email: email(),
        what_happened: name("A letter went astray."),
        received_at: now(),
        acknowledged_at: Some(now()),
    };
    let session = Session {
        account: AccountId(name("ada")),
        first_name: name("Ada"),
        signed_in_at: now(),
        seen_at: now(),
        only: Some(SavedId(name("form"))),
        open: [(name("estimate-costs"), SavedId(name("form")))].into(),
        joined: [(name("mark#estimate-costs"), SavedId(name("form")))].into(),
    };
    let access = Access {
        subject: Subject::Account(AccountId(name("ada"))),
        actor: Actor::Job(name("housekeeping")),
        what: name("read application"),
        at: now(),
    };
    Everything {
        format: "my-data",
        version: v1::VERSION,
        made_at: now(),
        file: None,
        could_not_be_read: None,
        what_we_keep: what_we_keep(&Retention::default()),
        account: account.into(),
        saved_forms: vec![v1::SavedForm::of(form, files())],
        applications: vec![
            (application(), Progress::Received { at: now() }).into(),
            (application(), Progress::Sent).into(),
        ],
        questions_we_asked: vec![questions().into()],
        complaints: vec![complaint.into()],
        emails: vec![
            v1::SentEmail::from(ListedEmail {
                kind: name("applied"),
                about: Some(reference("K7F3MMXT4F")),
                sent_at: now(),
            }),
            v1::SentEmail::from(ListedEmail {
                kind: name("sign-in-code"),
                about: None,
                sent_at: now(),
            }),
        ],
        sessions: vec![session.into()],
        care_records: vec![
            HeldRecord {
                person: PersonId::parse("ana-doe").unwrap(),
                access: "a1".parse().unwrap(),
                since: now(),
            }
            .into(),
        ],
        who_looked_at_your_record: vec![access.into()],
    }
}
