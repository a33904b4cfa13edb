//! The applications of a person, with what the reports in them said.

use domain::application::{self, ApplicationKind, CompletedForm, ReportSnapshot};
use domain::forms::draft::Answers;
use domain::values::account_id::AccountId;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::Document;
use super::report::Report;

#[derive(Serialize)]
pub(crate) struct SentApplication {
    application: Application,
    progress: Progress,
}

#[derive(Serialize)]
struct Application {
    reference: Reference,
    kind: ApplicationKind,
    account: AccountId,
    saved: SavedId,
    submitted_at: Timestamp,
    contact_by: Date,
    applicant: Applicant,
    forms: Vec<Form>,
    told: Vec<Reported>,
    evidence: Vec<Document>,
}

#[derive(Serialize)]
struct Applicant {
    first_name: String,
    last_name: String,
    email: String,
    copy_to: Option<String>,
}

#[derive(Serialize)]
struct Form {
    form: String,
    version: u32,
    answers: Answers,
}

#[derive(Serialize)]
struct Reported {
    report: String,
    document: Report,
    rates_from: Option<Date>,
    fingerprint: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Progress {
    Sent,
    Received { at: Timestamp },
}

impl From<(application::Application, application::Progress)> for SentApplication {
    fn from((sent, progress): (application::Application, application::Progress)) -> Self {
        let application::Application {
            reference,
            kind,
            account,
            saved,
            submitted_at,
            contact_by,
            applicant,
            forms,
            told,
            evidence,
        } = sent;
        Self {
            application: Application {
                reference,
                kind,
                account,
                saved,
                submitted_at,
                contact_by,
                applicant: applicant.into(),
                forms: forms.into_iter().map(Form::from).collect(),
                told: told.into_iter().map(Reported::from).collect(),
                evidence: evidence.into_iter().map(Document::from).collect(),
            },
            progress: match progress {
                application::Progress::Sent => Progress::Sent,
                application::Progress::Received { at } => Progress::Received { at },
            },
        }
    }
}

impl From<application::Applicant> for Applicant {
    fn from(applicant: application::Applicant) -> Self {
        let application::Applicant {
            first_name,
            last_name,
            email,
            copy_to,
        } = applicant;
        Self {
            first_name,
            last_name,
            email: email.into(),
            copy_to: copy_to.map(Into::into),
        }
    }
}

impl From<CompletedForm> for Form {
    fn from(filled: CompletedForm) -> Self {
        let CompletedForm {
            form,
            version,
            answers,
        } = filled;
        Self {
            form,
            version,
            answers,
        }
    }
}

impl From<ReportSnapshot> for Reported {
    fn from(told: ReportSnapshot) -> Self {
        let ReportSnapshot {
            report,
            document,
            rates_from,
            fingerprint,
        } = told;
        Self {
            report,
            document: document.into(),
            rates_from,
            fingerprint,
        }
    }
}
