//! The verdict on a file that was judged after its application was sent:
//! `late-evidence/<id>.json`, and the file if it can be used.

use domain::application::evidence::{Evidence, FileState};
use domain::values::reference::Reference;

use crate::file::{EvidenceFile, File, NotExportable, usable};
use crate::v1::late_evidence::LateEvidence;
use crate::{canonical, name};

/// The files to write for one file of evidence, in the order in which they must
/// be written: the verdict, which names the evidence, last.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeferredEvidencePackage {
    /// The evidence to copy into the exchange bucket. `None` if it cannot be
    /// used.
    pub evidence: Option<EvidenceFile>,
    /// The verdict on the evidence, for the exchange bucket.
    pub verdict: File,
}

/// Makes the files to write for evidence that was judged after its application
/// was sent. They follow from the verdict alone, so that they are the same
/// whenever they are made.
///
/// # Errors
/// Returns [`NotExportable`] if the evidence is not judged, or can be used but
/// has no type or no fingerprint.
pub fn package(
    reference: &Reference,
    evidence: &Evidence,
) -> Result<DeferredEvidencePackage, NotExportable> {
    if !evidence.state.is_final() {
        return Err(NotExportable::NotJudged {
            id: evidence.id.clone(),
        });
    }
    let usable = (evidence.state == FileState::Clean)
        .then(|| usable(evidence))
        .transpose()?;
    let json = canonical::file(&LateEvidence::of(reference, evidence, usable.as_ref()));
    Ok(DeferredEvidencePackage {
        evidence: usable.as_ref().map(|usable| usable.copied(reference)),
        verdict: File {
            name: name::late(reference, &evidence.id),
            json,
        },
    })
}
