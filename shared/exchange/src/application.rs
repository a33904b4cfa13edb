//! The files of an application for the case system: `application.json` and the
//! files that it names.

use std::fmt;

use domain::application::{Applicant, Application, Filled, Kind};
use domain::draft::Answers;
use domain::evidence::{Evidence, FileState};
use domain::reference::Reference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{canonical, name, told};

/// A JSON file, with the key to write it under.
#[derive(Clone, Eq, PartialEq)]
pub struct File {
    /// The key in the bucket.
    pub name: String,
    /// The bytes of the file.
    pub json: Vec<u8>,
}

/// Leaves the content out, which is about a person.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({}, {} bytes)", self.name, self.json.len())
    }
}

/// A file of evidence, with the key to copy it to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EvidenceFile {
    /// The evidence to copy.
    pub evidence: Evidence,
    /// The key in the exchange bucket.
    pub name: String,
}

/// The files to write for one application, in the order in which they must be
/// written: the data file last.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Package {
    /// The evidence to copy into the exchange bucket.
    pub evidence: Vec<EvidenceFile>,
    /// The record of what the applicant was told, for the bucket of locked
    /// records.
    pub record: Option<File>,
    /// The record of what the applicant was told, in the same bytes, for the
    /// exchange bucket.
    pub told: Option<File>,
    /// The data file, for the exchange bucket.
    pub application: File,
}

/// The reason why an application cannot be exported as it is stored.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotExportable {
    /// A file is stored as usable, but without its type or fingerprint.
    #[error("the evidence {id} can be used but has no type or no fingerprint")]
    ContentNotSeen {
        /// The id of the file.
        id: String,
    },
    /// A file that is to follow its application is not judged.
    #[error("the evidence {id} is not judged")]
    NotJudged {
        /// The id of the file.
        id: String,
    },
}

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
struct DataFile<'a> {
    format: &'static str,
    version: u32,
    reference: &'a Reference,
    kind: Kind,
    goes_to: &'static str,
    account: &'a str,
    submitted_at: Timestamp,
    contact_by: Date,
    applicant: &'a Applicant,
    forms: Vec<Form<'a>>,
    told: Vec<ToldInShort<'a>>,
    evidence: Vec<EvidenceInShort<'a>>,
    files: Vec<NamedFile<'a>>,
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

#[derive(Serialize)]
pub(crate) struct NamedFile<'a> {
    name: &'a str,
    media_type: &'static str,
    bytes: u64,
    sha256: String,
}

/// A file of evidence that can be used, with the parts of its names.
pub(crate) struct Usable<'a> {
    evidence: &'a Evidence,
    name: String,
    media_type: &'static str,
    sha256: &'a str,
}

impl Usable<'_> {
    /// Returns the file as a data file names it.
    pub(crate) fn named(&self) -> NamedFile<'_> {
        NamedFile {
            name: &self.name,
            media_type: self.media_type,
            bytes: self.evidence.size,
            sha256: self.sha256.to_owned(),
        }
    }

    /// Returns the file with the key to copy it to.
    pub(crate) fn copied(&self, reference: &Reference) -> EvidenceFile {
        EvidenceFile {
            evidence: self.evidence.clone(),
            name: name::in_folder(reference, &self.name),
        }
    }
}

/// Makes the files to write for an application. `in_words` returns a form in
/// its words, or `None` if they are not known any more; everything else follows
/// from the application alone.
///
/// # Errors
/// Returns [`NotExportable`] if a file of evidence that can be used has no type
/// or no fingerprint.
pub fn package(
    application: &Application,
    in_words: impl Fn(&Filled) -> Option<FormInWords>,
) -> Result<Package, NotExportable> {
    let usable: Vec<Usable<'_>> = application
        .evidence
        .iter()
        .filter(|evidence| evidence.state == FileState::Clean)
        .map(usable)
        .collect::<Result<_, _>>()?;
    let told = told::in_exchange(application);
    let json = canonical::file(&data_file(application, &usable, told.as_ref(), in_words));
    Ok(Package {
        evidence: usable
            .iter()
            .map(|usable| usable.copied(&application.reference))
            .collect(),
        record: told.clone().map(|told| File {
            name: name::record(&application.reference),
            ..told
        }),
        told,
        application: File {
            name: name::application(&application.reference),
            json,
        },
    })
}

pub(crate) fn usable(evidence: &Evidence) -> Result<Usable<'_>, NotExportable> {
    match (evidence.file_type, &evidence.fingerprint) {
        (Some(file_type), Some(sha256)) => Ok(Usable {
            evidence,
            name: name::evidence(&evidence.id, file_type),
            media_type: name::media_type(file_type),
            sha256,
        }),
        _ => Err(NotExportable::ContentNotSeen {
            id: evidence.id.clone(),
        }),
    }
}

fn data_file<'a>(
    application: &'a Application,
    usable: &'a [Usable<'a>],
    told: Option<&File>,
    in_words: impl Fn(&Filled) -> Option<FormInWords>,
) -> DataFile<'a> {
    let file_of = |evidence: &Evidence| {
        usable
            .iter()
            .find(|usable| usable.evidence.id == evidence.id)
            .map(|usable| usable.name.as_str())
    };
    DataFile {
        format: "application",
        version: 1,
        reference: &application.reference,
        kind: application.kind,
        goes_to: goes_to(application.kind),
        account: &application.account.0,
        submitted_at: application.submitted_at,
        contact_by: application.contact_by,
        applicant: &application.applicant,
        forms: application
            .forms
            .iter()
            .map(|filled| Form {
                form: &filled.form,
                version: filled.version,
                answers: &filled.answers,
                in_words: in_words(filled),
            })
            .collect(),
        told: application
            .told
            .iter()
            .map(|told| ToldInShort {
                report: &told.report,
                rates_from: told.rates_from,
                fingerprint: &told.fingerprint,
            })
            .collect(),
        evidence: application
            .evidence
            .iter()
            .map(|evidence| EvidenceInShort {
                id: &evidence.id,
                document: &evidence.document,
                file_name: &evidence.name,
                added_at: evidence.added_at,
                state: evidence.state,
                file: file_of(evidence),
            })
            .collect(),
        files: usable
            .iter()
            .map(Usable::named)
            .chain(told.map(|told| NamedFile {
                name: name::TOLD,
                media_type: "application/json",
                bytes: told.json.len() as u64,
                sha256: canonical::sha256(&told.json),
            }))
            .collect(),
    }
}

const fn goes_to(kind: Kind) -> &'static str {
    match kind {
        Kind::RequestForHelp => "adult-social-care",
        Kind::FinancialAssessment => "charging-team",
    }
}
