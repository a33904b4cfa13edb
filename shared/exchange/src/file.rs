//! Files on their way to the case system, with the keys that they go to.

use std::fmt;

use domain::application::evidence::Evidence;
use domain::values::reference::Reference;

use crate::name;

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

/// Takes a file of evidence that can be used, with its name, type and hash.
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
