//! The record of what an applicant was told before they applied:
//! `you-were-told.json`.

use domain::application::{Application, Told};
use domain::document::Document;
use domain::reference::Reference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::application::File;
use crate::{canonical, name};

/// The parts of a report that its fingerprint covers.
#[derive(Serialize)]
struct Report<'a> {
    report: &'a str,
    rates_from: Option<Date>,
    document: &'a Document,
}

#[derive(Serialize)]
struct Fingerprinted<'a> {
    #[serde(flatten)]
    report: Report<'a>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct Record<'a> {
    format: &'static str,
    version: u32,
    reference: &'a Reference,
    submitted_at: Timestamp,
    reports: Vec<Fingerprinted<'a>>,
}

/// Makes a report as it was told, with its fingerprint: the SHA-256 of the
/// report's name, the first day of its rates and every word of it, in the form
/// of [`canonical`].
#[must_use]
pub fn told(report: String, rates_from: Option<Date>, document: Document) -> Told {
    let fingerprint = canonical::fingerprint(&Report {
        report: &report,
        rates_from,
        document: &document,
    });
    Told {
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
    if application.told.is_empty() {
        return None;
    }
    let reports = application
        .told
        .iter()
        .map(|told| Fingerprinted {
            report: Report {
                report: &told.report,
                rates_from: told.rates_from,
                document: &told.document,
            },
            fingerprint: &told.fingerprint,
        })
        .collect();
    Some(canonical::file(&Record {
        format: "you-were-told",
        version: 1,
        reference: &application.reference,
        submitted_at: application.submitted_at,
        reports,
    }))
}

/// Returns the record as a file within the folder of the application.
pub(crate) fn in_exchange(application: &Application) -> Option<File> {
    record(application).map(|json| File {
        name: name::in_folder(&application.reference, name::TOLD),
        json,
    })
}
