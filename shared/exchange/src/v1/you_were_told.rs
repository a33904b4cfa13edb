//! `you-were-told.json`, and the part of a report that its fingerprint is made
//! from.

use domain::application::{Application, ReportSnapshot};
use domain::document::Document;
use domain::values::reference::Reference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::VERSION;
use super::report::Report;

/// The part of a report from which its fingerprint is made.
#[derive(Serialize)]
pub(crate) struct Reported<'a> {
    report: &'a str,
    rates_from: Option<Date>,
    document: Report<'a>,
}

#[derive(Serialize)]
struct Fingerprinted<'a> {
    #[serde(flatten)]
    reported: Reported<'a>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
pub(crate) struct YouWereTold<'a> {
    format: &'static str,
    version: u32,
    reference: &'a Reference,
    submitted_at: Timestamp,
    reports: Vec<Fingerprinted<'a>>,
}

impl<'a> Reported<'a> {
    pub(crate) fn of(report: &'a str, rates_from: Option<Date>, document: &'a Document) -> Self {
        Self {
            report,
            rates_from,
            document: document.into(),
        }
    }
}

impl<'a> From<&'a ReportSnapshot> for Fingerprinted<'a> {
    fn from(told: &'a ReportSnapshot) -> Self {
        let ReportSnapshot {
            report,
            document,
            rates_from,
            fingerprint,
        } = told;
        Self {
            reported: Reported::of(report, *rates_from, document),
            fingerprint,
        }
    }
}

impl<'a> From<&'a Application> for YouWereTold<'a> {
    fn from(application: &'a Application) -> Self {
        Self {
            format: "you-were-told",
            version: VERSION,
            reference: &application.reference,
            submitted_at: application.submitted_at,
            reports: application.told.iter().map(Fingerprinted::from).collect(),
        }
    }
}
