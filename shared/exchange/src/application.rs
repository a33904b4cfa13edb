//! The files of an application for the case system: `application.json` and the
//! files that it names.

use std::fmt;

use domain::application::{Application, Filled};
use domain::evidence::{Evidence, FileState};
use domain::reference::Reference;

pub use crate::v1::application::{FormInWords, RowInWords, SectionInWords};
use crate::{canonical, name, told, v1};

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

/// A file of evidence that can be used, with the parts of its names.
pub(crate) struct Usable<'a> {
    pub(crate) evidence: &'a Evidence,
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) sha256: &'a str,
}

impl Usable<'_> {
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
    let data = v1::application::Application::of(application, &usable, told.as_ref(), in_words);
    let json = canonical::file(&data);
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
