//! `provisions/<snapshot>/`: what the case system says each night of the day
//! services that it has commissioned.

use jiff::Timestamp;
use serde::Deserialize;

/// The columns of `provisions.csv` before those of the days.
pub(crate) const ABOUT_THE_LINE: [&str; 15] = [
    "purchase_order",
    "line",
    "person_reference",
    "surname",
    "forename",
    "restricted",
    "supplier",
    "supplier_name",
    "service",
    "service_name",
    "terms",
    "starts",
    "ends",
    "every_weeks",
    "first_week",
];

/// The days of a week, as the names of columns begin.
pub(crate) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What can be planned on a day, as the names of columns end.
pub(crate) const UNITS: [&str; 7] = [
    "am",
    "pm",
    "evening",
    "one_to_one",
    "two_to_two",
    "out",
    "back",
];

/// The columns of `terms.csv`.
pub(crate) const TERMS: [&str; 16] = [
    "terms",
    "from",
    "to",
    "session_rate",
    "evening_rate",
    "hourly_rate",
    "two_to_two_rate",
    "transport_rate",
    "transport_unit",
    "transport_paid_here",
    "transport_not_made",
    "pay_basis",
    "notice_value",
    "notice_unit",
    "bank_holidays",
    "swaps",
];

/// The manifest as the case system writes it. `format` and `version` were read
/// before this.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SnapshotManifest {
    #[serde(rename = "format")]
    _format: String,
    #[serde(rename = "version")]
    _version: u32,
    pub(crate) taken_at: Timestamp,
    pub(crate) provisions: ManifestEntry,
    pub(crate) terms: ManifestEntry,
}

/// The entry of the manifest about a file beside it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ManifestEntry {
    /// The rows below the heading.
    pub rows: u64,
    /// The length in bytes.
    pub bytes: u64,
    /// The SHA-256 of the bytes: 64 lower-case hexadecimal digits.
    pub sha256: String,
}
