//! What an applicant was told before they applied: `you-were-told.json`.

use domain::application::{Application, Told};
use domain::document::Document;
use domain::reference::Reference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::application::File;
use crate::{canonical, name};

/// What the fingerprint of a report is of.
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

/// A report as it was told, with its fingerprint: SHA-256 of the report's name,
/// the first day of its rates and every word of it, as [`canonical`] says.
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

/// The record of what the applicant was told, the same bytes for the applicant,
/// the case system and the locked records; none if they were told nothing.
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

/// The record within the folder of the application.
pub(crate) fn in_exchange(application: &Application) -> Option<File> {
    record(application).map(|json| File {
        name: name::in_folder(&application.reference, name::TOLD),
        json,
    })
}
