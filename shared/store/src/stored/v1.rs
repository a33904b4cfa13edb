//! Version 1 of the JSON that items hold. The version never changes: the files
//! in `tests/stored/v1/` are read with it. A field may be added that can be
//! absent, as `refusal` was; any other change is another version.
//!
//! A value with one form everywhere is written as itself: an id, a reference,
//! an e-mail address, an instant, a name of [`domain::named_enum!`], and
//! [`Answers`], whose questions are a form's and not the domain's. Everything
//! that has fields has a type here, and a conversion that names every field of
//! the domain's type: a new field there does not compile until it is decided
//! here.

mod report;

use domain::application::evidence::content::Refusal;
use domain::application::evidence::{Evidence, FileState, FileType};
use domain::application::{self, ApplicationKind};
use domain::forms::draft::Answers;
use domain::values::account_id::AccountId;
use domain::values::email_address::EmailAddress;
use domain::values::reference::Reference;
use domain::values::saved_id::SavedId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use report::Report;

/// The number of this version. Bodies of version 1 do not say their version.
pub(crate) const VERSION: u32 = 1;

/// The body of an application.
#[derive(Deserialize, Serialize)]
pub(crate) struct Application {
    reference: Reference,
    kind: ApplicationKind,
    account: AccountId,
    saved: SavedId,
    submitted_at: Timestamp,
    contact_by: Date,
    applicant: Applicant,
    forms: Vec<Form>,
    told: Vec<Told>,
    evidence: Vec<File>,
}

#[derive(Deserialize, Serialize)]
struct Applicant {
    first_name: String,
    last_name: String,
    email: EmailAddress,
    copy_to: Option<EmailAddress>,
}

#[derive(Deserialize, Serialize)]
struct Form {
    form: String,
    version: u32,
    answers: Answers,
}

#[derive(Deserialize, Serialize)]
struct Told {
    report: String,
    document: Report,
    rates_from: Option<Date>,
    fingerprint: String,
}

/// A file of evidence: within an application, and alone while it is to be
/// exported after it.
#[derive(Deserialize, Serialize)]
pub(crate) struct File {
    id: String,
    document: String,
    name: String,
    file_type: Option<FileType>,
    size: u64,
    fingerprint: Option<String>,
    state: FileState,
    /// The reason of a refusal. Files that were judged before reasons were kept
    /// have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal>,
    added_at: Timestamp,
}

impl From<&application::Application> for Application {
    fn from(application: &application::Application) -> Self {
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
        } = application;
        Self {
            reference: reference.clone(),
            kind: *kind,
            account: account.clone(),
            saved: saved.clone(),
            submitted_at: *submitted_at,
            contact_by: *contact_by,
            applicant: applicant.into(),
            forms: forms.iter().map(Form::from).collect(),
            told: told.iter().map(Told::from).collect(),
            evidence: evidence.iter().map(File::from).collect(),
        }
    }
}

impl From<Application> for application::Application {
    fn from(stored: Application) -> Self {
        let Application {
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
        } = stored;
        Self {
            reference,
            kind,
            account,
            saved,
            submitted_at,
            contact_by,
            applicant: applicant.into(),
            forms: forms.into_iter().map(Into::into).collect(),
            told: told.into_iter().map(Into::into).collect(),
            evidence: evidence.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<&application::Applicant> for Applicant {
    fn from(applicant: &application::Applicant) -> Self {
        let application::Applicant {
            first_name,
            last_name,
            email,
            copy_to,
        } = applicant;
        Self {
            first_name: first_name.clone(),
            last_name: last_name.clone(),
            email: email.clone(),
            copy_to: copy_to.clone(),
        }
    }
}

impl From<Applicant> for application::Applicant {
    fn from(stored: Applicant) -> Self {
        let Applicant {
            first_name,
            last_name,
            email,
            copy_to,
        } = stored;
        Self {
            first_name,
            last_name,
            email,
            copy_to,
        }
    }
}

impl From<&application::CompletedForm> for Form {
    fn from(filled: &application::CompletedForm) -> Self {
        let application::CompletedForm {
            form,
            version,
            answers,
        } = filled;
        Self {
            form: form.clone(),
            version: *version,
            answers: answers.clone(),
        }
    }
}

impl From<Form> for application::CompletedForm {
    fn from(stored: Form) -> Self {
        let Form {
            form,
            version,
            answers,
        } = stored;
        Self {
            form,
            version,
            answers,
        }
    }
}

impl From<&application::ReportSnapshot> for Told {
    fn from(told: &application::ReportSnapshot) -> Self {
        let application::ReportSnapshot {
            report,
            document,
            rates_from,
            fingerprint,
        } = told;
        Self {
            report: report.clone(),
            document: document.into(),
            rates_from: *rates_from,
            fingerprint: fingerprint.clone(),
        }
    }
}

impl From<Told> for application::ReportSnapshot {
    fn from(stored: Told) -> Self {
        let Told {
            report,
            document,
            rates_from,
            fingerprint,
        } = stored;
        Self {
            report,
            document: document.into(),
            rates_from,
            fingerprint,
        }
    }
}

impl From<&Evidence> for File {
    fn from(file: &Evidence) -> Self {
        let Evidence {
            id,
            document,
            name,
            file_type,
            size,
            fingerprint,
            state,
            refusal,
            added_at,
        } = file;
        Self {
            id: id.clone(),
            document: document.clone(),
            name: name.clone(),
            file_type: *file_type,
            size: *size,
            fingerprint: fingerprint.clone(),
            state: *state,
            refusal: *refusal,
            added_at: *added_at,
        }
    }
}

impl From<File> for Evidence {
    fn from(stored: File) -> Self {
        let File {
            id,
            document,
            name,
            file_type,
            size,
            fingerprint,
            state,
            refusal,
            added_at,
        } = stored;
        Self {
            id,
            document,
            name,
            file_type,
            size,
            fingerprint,
            state,
            refusal,
            added_at,
        }
    }
}
