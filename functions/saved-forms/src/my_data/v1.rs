//! Version 1 of the file. Each conversion names every field of the domain's
//! type: a new field does not compile until somebody decides here whether its
//! owner gets it.

mod application;
mod report;

use std::collections::BTreeMap;

use domain::access::account;
use domain::access::audit::Access;
use domain::access::session::Session;
use domain::application::evidence::content::Refusal;
use domain::application::evidence::{Evidence, FileState, FileType};
use domain::application::information_request::{AnswerGiven, InformationRequest};
use domain::correspondence::complaint;
use domain::correspondence::email::ListedEmail;
use domain::forms::draft::Answers;
use domain::forms::saved_form;
use domain::records::holder_access::HeldRecord;
use domain::records::retention_schedule::{InDownload, RecordClass, Retention};
use domain::values::account_id::AccountId;
use domain::values::reference::Reference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

pub(crate) use application::SentApplication;

/// The version that stands in the file.
pub(crate) const VERSION: u32 = 1;

/// Everything that is kept about an account.
#[derive(Serialize)]
pub(crate) struct Everything {
    pub(crate) format: &'static str,
    pub(crate) version: u32,
    pub(crate) made_at: Timestamp,
    /// Which of several files this is; none if it is the only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<FileNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) could_not_be_read: Option<NotRead>,
    pub(crate) what_we_keep: Vec<KeptClass>,
    pub(crate) account: Account,
    pub(crate) saved_forms: Vec<SavedForm>,
    pub(crate) applications: Vec<SentApplication>,
    pub(crate) questions_we_asked: Vec<AskedQuestions>,
    pub(crate) complaints: Vec<Complaint>,
    pub(crate) emails: Vec<SentEmail>,
    pub(crate) sessions: Vec<KeptSession>,
    pub(crate) care_records: Vec<CareRecordAccess>,
    pub(crate) who_looked_at_your_record: Vec<Looked>,
}

/// The number of a file among several, from 1.
#[derive(Clone, Serialize)]
pub(crate) struct FileNumber {
    pub(crate) number: usize,
    pub(crate) of: usize,
}

/// How many records are kept and are not in the file, because they cannot be
/// read, by the member that they would be in.
#[derive(Clone, Serialize)]
pub(crate) struct NotRead {
    what_to_do: &'static str,
    #[serde(flatten)]
    counts: BTreeMap<&'static str, usize>,
}

impl NotRead {
    /// Counts the records of each member; none if all of them can be read.
    pub(crate) fn of(counts: impl IntoIterator<Item = (&'static str, usize)>) -> Option<Self> {
        let counts = counts.into_iter().filter(|(_, count)| *count > 0);
        let counts: BTreeMap<_, _> = counts.collect();
        (!counts.is_empty()).then_some(Self {
            what_to_do: "These are kept, but we cannot read them because of a problem on our side. We have been told and are putting it right. Download your data again in a few days, or call us.",
            counts,
        })
    }
}

/// A class of record on the page "Your data": the place of its records in this
/// file, or the reason why they are not in it.
#[derive(Clone, Serialize)]
pub(crate) struct KeptClass {
    class: &'static str,
    what: &'static str,
    how_long: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_this_file: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_in_this_file_because: Option<&'static str>,
}

#[derive(Clone, Serialize)]
pub(crate) struct Account {
    id: AccountId,
    first_name: String,
    last_name: String,
    email: String,
    created_at: Timestamp,
    last_signed_in_at: Timestamp,
}

#[derive(Serialize)]
pub(crate) struct SavedForm {
    form: String,
    name: String,
    reference: Reference,
    created_at: Timestamp,
    changed_at: Timestamp,
    deleted_at: Timestamp,
    sent_in_application: Option<Reference>,
    answers: Answers,
    documents: Vec<Document>,
}

/// The record of a file of evidence.
#[derive(Serialize)]
pub(crate) struct Document {
    id: String,
    document: String,
    name: String,
    file_type: Option<FileType>,
    size: u64,
    fingerprint: Option<String>,
    state: FileState,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal>,
    added_at: Timestamp,
}

/// What staff asked about an application, and what was answered.
#[derive(Serialize)]
pub(crate) struct AskedQuestions {
    application: Reference,
    asked_by: &'static str,
    asked_at: Timestamp,
    answer_by: Date,
    questions: Vec<QuestionAsked>,
    /// What was typed and not sent, field by field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    typed: BTreeMap<String, String>,
    answered_at: Option<Timestamp>,
    answers_read_at: Option<Timestamp>,
    /// How the request ended, when, and why.
    ended: Option<(&'static str, Timestamp, String)>,
}

/// A question of staff, with its answer in words.
#[derive(Serialize)]
pub(crate) struct QuestionAsked {
    question: String,
    why: String,
    answer: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Complaint {
    reference: Reference,
    account: Option<AccountId>,
    name: String,
    email: String,
    what_happened: String,
    received_at: Timestamp,
    acknowledged_at: Option<Timestamp>,
}

/// An e-mail to the address that the account has now.
#[derive(Serialize)]
pub(crate) struct SentEmail {
    sent_at: Timestamp,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Reference>,
}

/// A session of the account on a device, also one that has ended.
#[derive(Serialize)]
pub(crate) struct KeptSession {
    first_name: String,
    signed_in_at: Timestamp,
    last_used_at: Timestamp,
    /// Whether the session shows one form alone, that of a reference.
    one_form_alone: bool,
    /// The kinds of form of which one was open.
    open_forms: Vec<String>,
}

/// A care record to which the account was given access. Who decided that, and what
/// became of it, is kept for the person whose record it is.
#[derive(Serialize)]
pub(crate) struct CareRecordAccess {
    person: String,
    access: String,
    since: Timestamp,
}

impl From<HeldRecord> for CareRecordAccess {
    fn from(held: HeldRecord) -> Self {
        let HeldRecord {
            person,
            access,
            since,
        } = held;
        Self {
            person: person.as_str().to_owned(),
            access: access.as_str().to_owned(),
            since,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct Looked {
    at: Timestamp,
    who: String,
    what: String,
}

/// Lists the classes of record on the page "Your data".
pub(crate) fn what_we_keep(retention: &Retention) -> Vec<KeptClass> {
    RecordClass::of_citizens()
        .map(|class| {
            let row = class.row();
            let (in_this_file, not_in_this_file_because) = match row.in_download {
                InDownload::At(member) => (Some(member), None),
                InDownload::Not(why) => (None, Some(why)),
            };
            KeptClass {
                class: class.name(),
                what: row.title,
                how_long: row.kept_in_words(retention),
                in_this_file,
                not_in_this_file_because,
            }
        })
        .collect()
}

impl From<account::Account> for Account {
    fn from(account: account::Account) -> Self {
        let account::Account {
            id,
            first_name,
            last_name,
            email,
            created_at,
            used_at,
        } = account;
        Self {
            id,
            first_name,
            last_name,
            email: email.into(),
            created_at,
            last_signed_in_at: used_at,
        }
    }
}

impl SavedForm {
    /// Makes a form with the records of its files.
    pub(crate) fn of(form: saved_form::SavedForm, files: Vec<Evidence>) -> Self {
        let saved_form::SavedForm {
            // The owner knows the form by its reference; the id is for the
            // portal alone.
            id: _,
            form,
            name,
            reference,
            answers,
            created_at,
            changed_at,
            expires_at,
            submitted_in,
        } = form;
        Self {
            form,
            name,
            reference,
            created_at,
            changed_at,
            deleted_at: expires_at,
            sent_in_application: submitted_in,
            answers,
            documents: files.into_iter().map(Document::from).collect(),
        }
    }
}

impl From<Evidence> for Document {
    fn from(file: Evidence) -> Self {
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

impl From<InformationRequest> for AskedQuestions {
    fn from(request: InformationRequest) -> Self {
        let InformationRequest {
            key,
            // The account is the reader's own.
            account: _,
            desk,
            // Which of the staff asked is told as for those who looked at the
            // record: by their work.
            by: _,
            asked_at,
            answer_by,
            questions,
            typed,
            sent,
            read_at,
            ended,
        } = request;
        let answered_at = sent.as_ref().map(|sent| sent.at);
        let answers = sent.map(|sent| sent.answers).unwrap_or_default();
        let mut answers = answers.iter().map(AnswerGiven::in_words);
        let questions = questions.into_iter().map(|asked| QuestionAsked {
            question: asked.words,
            why: asked.why,
            answer: answers.next(),
        });
        Self {
            application: key.reference,
            asked_by: desk.title(),
            asked_at,
            answer_by,
            questions: questions.collect(),
            typed,
            answered_at,
            answers_read_at: read_at,
            ended: ended.map(|end| (end.how.name(), end.at, end.why)),
        }
    }
}

impl From<complaint::Complaint> for Complaint {
    fn from(complaint: complaint::Complaint) -> Self {
        let complaint::Complaint {
            reference,
            account,
            name,
            email,
            what_happened,
            received_at,
            acknowledged_at,
        } = complaint;
        Self {
            reference,
            account,
            name,
            email: email.into(),
            what_happened,
            received_at,
            acknowledged_at,
        }
    }
}

impl From<ListedEmail> for SentEmail {
    fn from(email: ListedEmail) -> Self {
        let ListedEmail {
            kind,
            about,
            sent_at,
        } = email;
        Self {
            sent_at,
            kind,
            about,
        }
    }
}

impl From<Session> for KeptSession {
    fn from(session: Session) -> Self {
        let Session {
            // The account is the reader's own.
            account: _,
            first_name,
            signed_in_at,
            seen_at,
            only,
            open,
            // The marks by which answers of a visit are found are for the
            // portal alone.
            joined: _,
        } = session;
        Self {
            first_name,
            signed_in_at,
            last_used_at: seen_at,
            one_form_alone: only.is_some(),
            open_forms: open.into_keys().collect(),
        }
    }
}

impl From<Access> for Looked {
    fn from(access: Access) -> Self {
        let Access {
            // The record is the reader's own.
            subject: _,
            actor,
            what,
            at,
        } = access;
        Self {
            at,
            who: actor.told_to_subject().to_owned(),
            what,
        }
    }
}
