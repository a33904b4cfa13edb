//! `late-evidence/<id>.json`.

use domain::application::evidence::content::Refusal;
use domain::application::evidence::{Evidence, FileState};
use domain::values::reference::Reference;
use jiff::Timestamp;
use serde::Serialize;

use super::{NamedFile, VERSION};
use crate::file::Usable;

#[derive(Serialize)]
pub(crate) struct LateEvidence<'a> {
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

impl<'a> LateEvidence<'a> {
    /// Describes the verdict on a file of an application, with the file itself
    /// if it is clean.
    pub(crate) fn of(
        reference: &'a Reference,
        evidence: &'a Evidence,
        usable: Option<&'a Usable<'a>>,
    ) -> Self {
        let Evidence {
            id,
            document,
            name,
            // `file` has these three of a clean file.
            file_type: _,
            size: _,
            fingerprint: _,
            state,
            refusal,
            added_at,
        } = evidence;
        Self {
            format: "late-evidence",
            version: VERSION,
            reference,
            id,
            document,
            file_name: name,
            added_at: *added_at,
            state: *state,
            reason: *refusal,
            file: usable.map(NamedFile::from),
        }
    }
}
