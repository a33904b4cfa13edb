//! The files of an application for the case system: `application.json` and the
//! files that it names.

use domain::application::evidence::FileState;
use domain::application::{Application, CompletedForm};

pub use crate::file::{EvidenceFile, File, NotExportable};
use crate::file::{Usable, usable};
pub use crate::v1::application::{FormInWords, RowInWords, SectionInWords};
use crate::{canonical, name, told, v1};

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

/// Makes the files to write for an application. `in_words` returns a form in
/// its words, or `None` if they are not known any more; everything else follows
/// from the application alone.
///
/// ```
/// # let golden = std::fs::read_to_string("golden/submitted/HCW9RD4PTX.json")?;
/// # let golden: serde_json::Value = serde_json::from_str(&golden)?;
/// # let application = store::stored::read_application(&golden["application"].to_string())?;
/// use exchange::application::package;
///
/// let package = package(&application, |_| None)?;
/// assert_eq!(
///     package.evidence[0].name,
///     "applications/HCW9RD4PTX/evidence/0a1b2c3d4e5f60718293a4b5c6d7e8f9.pdf"
/// );
/// assert_eq!(package.application.name, "applications/HCW9RD4PTX/application.json");
/// let (record, told) = (package.record.ok_or("no record")?, package.told.ok_or("no record")?);
/// assert_eq!(record.name, "you-were-told/HCW9RD4PTX.json");
/// assert_eq!(told.name, "applications/HCW9RD4PTX/you-were-told.json");
/// assert_eq!(record.json, told.json);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Returns [`NotExportable`] if a file of evidence that can be used has no type
/// or no fingerprint.
pub fn package(
    application: &Application,
    in_words: impl Fn(&CompletedForm) -> Option<FormInWords>,
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
