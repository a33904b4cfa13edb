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
/// ```
/// # let golden = std::fs::read_to_string("golden/submitted/K7F3MMXT4F.json")?;
/// # let golden: serde_json::Value = serde_json::from_str(&golden)?;
/// # let evidence = store::stored::read_file(&golden["judged"][0].to_string())?;
/// use domain::application::evidence::FileState;
/// use domain::values::reference::Reference;
/// use exchange::late::package;
///
/// let reference = Reference::parse("K7F-3MM-XT4F")?;
/// assert_eq!(evidence.state, FileState::Clean);
/// let clean = package(&reference, &evidence)?;
/// assert_eq!(
///     clean.evidence.ok_or("no file")?.name,
///     "applications/K7F3MMXT4F/evidence/3d4e5f60718293a4b5c6d7e8f90a1b2c.pdf"
/// );
///
/// let mut infected = evidence;
/// infected.state = FileState::Infected;
/// let infected = package(&reference, &infected)?;
/// assert_eq!(infected.evidence, None);
/// assert_eq!(infected.verdict.name, clean.verdict.name);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
