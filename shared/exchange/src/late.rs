//! What was found out of a file after its application was sent:
//! `late-evidence/<id>.json`, and the file if it can be used.

use domain::evidence::content::Refusal;
use domain::evidence::{Evidence, FileState};
use domain::reference::Reference;
use jiff::Timestamp;
use serde::Serialize;

use crate::application::{EvidenceFile, File, NamedFile, NotExportable, Usable, usable};
use crate::{canonical, name};

/// Everything that is written for one file, in the order in which it has to be:
/// what names it last.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LatePackage {
    /// The file, copied into the exchange bucket; none if it cannot be used.
    pub evidence: Option<EvidenceFile>,
    /// What was found out, into the exchange bucket.
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

/// What is written for a file that was judged after its application was sent.
/// Follows from what was found out alone, so that it is the same whenever it is
/// made.
///
/// # Errors
/// [`NotExportable`].
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
