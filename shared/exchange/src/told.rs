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
