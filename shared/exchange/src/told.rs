//! The record of what an applicant was told before they applied:
//! `you-were-told.json`.

use domain::application::{Application, ReportSnapshot};
use domain::document::Document;
use jiff::civil::Date;

use crate::file::File;
use crate::v1::you_were_told::{Reported, YouWereTold};
use crate::{canonical, name};

/// Makes a report as it was told, with its fingerprint: the SHA-256 of the
/// report's name, the first day of its rates and every word of it, in the form
/// of [`canonical`].
///
/// ```
/// use domain::document::Document;
/// use exchange::canonical;
/// use exchange::told::told;
/// use jiff::civil::date;
///
/// let document = Document {
///     title: "Your estimate".to_owned(),
///     answer: vec!["You may pay nothing.".to_owned()],
///     facts: Vec::new(),
///     sections: Vec::new(),
/// };
/// let told = told("estimate-costs".to_owned(), Some(date(2026, 4, 6)), document);
/// let hashed = [
///     r#"{"document":{"answer":["You may pay nothing."],"facts":[],"sections":[],"#,
///     r#""title":"Your estimate"},"rates_from":"2026-04-06","report":"estimate-costs"}"#,
/// ];
/// assert_eq!(told.fingerprint, canonical::sha256(hashed.concat().as_bytes()));
/// ```
#[must_use]
pub fn told(report: String, rates_from: Option<Date>, document: Document) -> ReportSnapshot {
    let fingerprint = canonical::fingerprint(&Reported::of(&report, rates_from, &document));
    ReportSnapshot {
        report,
        document,
        rates_from,
        fingerprint,
    }
}

/// Returns the record of what the applicant was told, in the same bytes for the
/// applicant, the case system and the locked records. `None` if they were told
/// nothing.
///
/// The fingerprints are those that were taken when the application was sent.
///
/// ```
/// # let golden = std::fs::read_to_string("golden/submitted/HCW9RD4PTX.json")?;
/// # let golden: serde_json::Value = serde_json::from_str(&golden)?;
/// # let application = store::stored::read_application(&golden["application"].to_string())?;
/// use exchange::told::record;
///
/// let published = "golden/applications/HCW9RD4PTX/you-were-told.json";
/// assert_eq!(record(&application), Some(std::fs::read(published)?));
///
/// let mut told_nothing = application;
/// told_nothing.told.clear();
/// assert_eq!(record(&told_nothing), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn record(application: &Application) -> Option<Vec<u8>> {
    let told = !application.told.is_empty();
    told.then(|| canonical::file(&YouWereTold::from(application)))
}

/// Returns the record as a file within the folder of the application.
pub(crate) fn in_exchange(application: &Application) -> Option<File> {
    record(application).map(|json| File {
        name: name::in_folder(&application.reference, name::TOLD),
        json,
    })
}
