//! `application.json`.

use domain::application::evidence::{Evidence, FileState};
use domain::application::{self, ApplicationKind, CompletedForm, ReportSnapshot};
use domain::forms::draft::Answers;
use domain::values::account_id::AccountId;
use domain::values::reference::Reference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{NamedFile, VERSION};
use crate::file::{File, Usable};
use crate::{canonical, name};

/// A form in the words in which it was asked. A person can read it without
/// knowing the form.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct FormInWords {
    /// The title of the form.
    pub title: String,
    /// The sections, in the order in which they were asked.
    pub sections: Vec<SectionInWords>,
}

/// A section of a form.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct SectionInWords {
    /// The heading of the section.
    pub heading: String,
    /// The questions and answers.
    pub rows: Vec<RowInWords>,
}

/// A question and its answer.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct RowInWords {
    /// The id of the question. Together with `item`, it is the key of the
    /// answer.
    pub question: String,
    /// The id of the item, if the question is a group that has items.
    pub item: Option<String>,
    /// The question in short.
    pub label: String,
    /// The answer, in lines.
    pub said: Vec<String>,
}

#[derive(Serialize)]
pub(crate) struct Application<'a> {
    format: &'static str,
    version: u32,
    reference: &'a Reference,
    kind: ApplicationKind,
    goes_to: &'static str,
    account: &'a AccountId,
    submitted_at: Timestamp,
    contact_by: Date,
    applicant: Applicant<'a>,
    forms: Vec<Form<'a>>,
    told: Vec<ToldInShort<'a>>,
    evidence: Vec<EvidenceInShort<'a>>,
    files: Vec<NamedFile<'a>>,
}

#[derive(Serialize)]
struct Applicant<'a> {
    first_name: &'a str,
    last_name: &'a str,
    email: &'a str,
    copy_to: Option<&'a str>,
}

#[derive(Serialize)]
struct Form<'a> {
    form: &'a str,
    version: u32,
    answers: &'a Answers,
    in_words: Option<FormInWords>,
}

#[derive(Serialize)]
struct ToldInShort<'a> {
    report: &'a str,
    rates_from: Option<Date>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct EvidenceInShort<'a> {
    id: &'a str,
    document: &'a str,
    file_name: &'a str,
    added_at: Timestamp,
    state: FileState,
    file: Option<&'a str>,
}

impl<'a> Application<'a> {
    /// Makes the data file of an application, which lists the files that go
    /// with it.
    pub(crate) fn of(
        application: &'a application::Application,
        usable: &'a [Usable<'a>],
        told_file: Option<&File>,
        in_words: impl Fn(&CompletedForm) -> Option<FormInWords>,
    ) -> Self {
        let application::Application {
            reference,
            kind,
            account,
            // The id of the saved form is for the portal alone.
            saved: _,
            submitted_at,
            contact_by,
            applicant,
            forms,
            told,
            evidence,
        } = application;
        let record = told_file.map(|told| NamedFile {
            name: name::TOLD,
            media_type: "application/json",
            bytes: told.json.len() as u64,
            sha256: canonical::sha256(&told.json),
        });
        Self {
            format: "application",
            version: VERSION,
            reference,
            kind: *kind,
            goes_to: goes_to(*kind),
            account,
            submitted_at: *submitted_at,
            contact_by: *contact_by,
            applicant: applicant.into(),
            forms: forms
                .iter()
                .map(|filled| Form::of(filled, in_words(filled)))
                .collect(),
            told: told.iter().map(ToldInShort::from).collect(),
            evidence: evidence
                .iter()
                .map(|evidence| EvidenceInShort::of(evidence, usable))
                .collect(),
            files: usable.iter().map(NamedFile::from).chain(record).collect(),
        }
    }
}

impl<'a> From<&'a application::Applicant> for Applicant<'a> {
    fn from(applicant: &'a application::Applicant) -> Self {
        let application::Applicant {
            first_name,
            last_name,
            email,
            copy_to,
        } = applicant;
        Self {
            first_name,
            last_name,
            email: email.as_str(),
            copy_to: copy_to.as_ref().map(|address| address.as_str()),
        }
    }
}

impl<'a> Form<'a> {
    fn of(filled: &'a CompletedForm, in_words: Option<FormInWords>) -> Self {
        let CompletedForm {
            form,
            version,
            answers,
        } = filled;
        Self {
            form,
            version: *version,
            answers,
            in_words,
        }
    }
}

impl<'a> From<&'a ReportSnapshot> for ToldInShort<'a> {
    fn from(told: &'a ReportSnapshot) -> Self {
        let ReportSnapshot {
            report,
            // `you-were-told.json` has the document.
            document: _,
            rates_from,
            fingerprint,
        } = told;
        Self {
            report,
            rates_from: *rates_from,
            fingerprint,
        }
    }
}

impl<'a> EvidenceInShort<'a> {
    fn of(evidence: &'a Evidence, usable: &'a [Usable<'a>]) -> Self {
        let Evidence {
            id,
            document,
            name,
            // `files` has these three of a clean file.
            file_type: _,
            size: _,
            fingerprint: _,
            state,
            // Only `late-evidence/<id>.json` has the reason.
            refusal: _,
            added_at,
        } = evidence;
        let file = usable.iter().find(|usable| usable.evidence.id == *id);
        Self {
            id,
            document,
            file_name: name,
            added_at: *added_at,
            state: *state,
            file: file.map(|usable| usable.name.as_str()),
        }
    }
}

const fn goes_to(kind: ApplicationKind) -> &'static str {
    match kind {
        ApplicationKind::RequestForHelp | ApplicationKind::NeedsSelfAssessment => {
            "adult-social-care"
        }
        ApplicationKind::FinancialAssessment => "charging-team",
    }
}
