//! The verdict on a file that was judged after its application was sent:
//! `late-evidence/<id>.json`, and the file if it can be used.

use domain::evidence::content::Refusal;
use domain::evidence::{Evidence, FileState};
use domain::reference::Reference;
use jiff::Timestamp;
use serde::Serialize;

use crate::application::{EvidenceFile, File, NamedFile, NotExportable, Usable, usable};
use crate::{canonical, name};

/// The files to write for one file of evidence, in the order in which they must
/// be written: the verdict, which names the evidence, last.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LatePackage {
    /// The evidence to copy into the exchange bucket. `None` if it cannot be
    /// used.
    pub evidence: Option<EvidenceFile>,
    /// The verdict on the evidence, for the exchange bucket.
    pub verdict: File,
}

#[derive(Serialize)]
struct Verdict<'a> {
    format: &'static str,
    version: u32,
    reference: &'a Reference,
    id: &'a str,
    document: &'a str,
    file_name: &'a str,
    added_at: Timestamp,
    state: FileState,
    reason: Option<Refusal>,
    file: Option<NamedFile<'a>>,
}

/// Makes the files to write for evidence that was judged after its application
/// was sent. They follow from the verdict alone, so that they are the same
/// whenever they are made.
///
/// # Errors
/// Returns [`NotExportable`] if the evidence is not judged, or can be used but
/// has no type or no fingerprint.
pub fn package(reference: &Reference, evidence: &Evidence) -> Result<LatePackage, NotExportable> {
    if !evidence.state.is_final() {
        return Err(NotExportable::NotJudged {
            id: evidence.id.clone(),
        });
    }
    let usable = (evidence.state == FileState::Clean)
        .then(|| usable(evidence))
        .transpose()?;
    let json = canonical::file(&Verdict {
        format: "late-evidence",
        version: 1,
        reference,
        id: &evidence.id,
        document: &evidence.document,
        file_name: &evidence.name,
        added_at: evidence.added_at,
        state: evidence.state,
        reason: evidence.refusal,
        file: usable.as_ref().map(Usable::named),
    });
    Ok(LatePackage {
        evidence: usable.as_ref().map(|usable| usable.copied(reference)),
        verdict: File {
            name: name::late(reference, &evidence.id),
            json,
        },
    })
}
