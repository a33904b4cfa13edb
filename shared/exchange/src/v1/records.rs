//! `records/<snapshot>/`: what the case system says each night of the records of
//! people.

use domain::records::case_record::DocumentKind;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use super::provisions::ManifestEntry;

/// The manifest as the case system writes it. `format` and `version` were read
/// before this.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CareRecordsFile {
    #[serde(rename = "format")]
    _format: String,
    #[serde(rename = "version")]
    _version: u32,
    pub(crate) taken_at: Timestamp,
    pub(crate) records: ManifestEntry,
}

/// The number of a record, which a line has whatever else is wrong with it.
#[derive(Deserialize)]
pub(crate) struct NumberedRow {
    pub(crate) person: String,
}

/// A line of `records.jsonl`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CareRecordRow {
    #[serde(rename = "person")]
    _person: String,
    pub(crate) born: Date,
    pub(crate) address: Vec<String>,
    pub(crate) telephones: Vec<TelephoneRow>,
    pub(crate) professionals: Vec<ProfessionalRow>,
    pub(crate) documents: Vec<DocumentRow>,
}

/// A telephone of a line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TelephoneRow {
    pub(crate) kind: String,
    pub(crate) number: String,
}

/// Somebody who works with the person of a line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfessionalRow {
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) team: String,
    pub(crate) telephone: Option<String>,
}

/// A document of a line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentRow {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) kind: DocumentKind,
    pub(crate) date: Date,
    pub(crate) key: String,
}
