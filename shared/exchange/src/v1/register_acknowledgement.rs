//! `acknowledgements/<supplier>_<week>_<number>.json`.

use attendance::register_export::RefusedLine;
use attendance::supplier::SupplierId;
use attendance::week::Week;
use jiff::Timestamp;
use serde::Deserialize;

use super::acknowledgement::{Outcome, RefusalReason};

/// The acknowledgement as the case system writes it. `format` and `version`
/// were read before this.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterAcknowledged {
    #[serde(rename = "format")]
    _format: String,
    #[serde(rename = "version")]
    _version: u32,
    pub(crate) supplier: SupplierId,
    pub(crate) week_ending: Week,
    pub(crate) number: u32,
    pub(crate) outcome: Outcome,
    pub(crate) received_at: Option<Timestamp>,
    #[serde(default)]
    pub(crate) refused_lines: Vec<RefusedLine>,
    pub(crate) reason: Option<RefusalReason>,
}
