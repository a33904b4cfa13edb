//! `acknowledgements/<reference>.json`.

use domain::reference::Reference;
use jiff::Timestamp;
use serde::Deserialize;

use crate::acknowledgement::Reason;

/// What the case system writes. The members that every version has are read
/// before.
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
    pub(crate) reason: Option<Reason>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    Received,
    Refused,
}
