//! `acknowledgements/<reference>.json`.

use domain::values::reference::Reference;
use jiff::Timestamp;
use serde::Deserialize;

/// The acknowledgement as the case system writes it. `format` and `version`
/// were read before this.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acknowledged {
    #[serde(rename = "format")]
    _format: String,
    #[serde(rename = "version")]
    _version: u32,
    pub(crate) reference: Reference,
    pub(crate) outcome: Outcome,
    pub(crate) received_at: Option<Timestamp>,
    pub(crate) reason: Option<RefusalReason>,
}

/// The reason why the case system refused an application.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalReason {
    /// The data file does not follow its schema.
    NotValid,
    /// A file that the data file names is missing.
    FileMissing,
    /// A file does not have the SHA-256 or the size that the data file says.
    FileChanged,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    Received,
    Refused,
}
