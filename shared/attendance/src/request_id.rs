//! The id of a request to finance, and the cell that a request is about.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::symbol::Symbol;
use crate::text_id::case_reference;

case_reference! {
    /// The id of a request, which is made when its page is shown: a request that
    /// is sent twice is kept once.
    RequestId
}

/// A cell of a register that a request is about.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedCell {
    /// The purchase order.
    pub order: String,
    /// The line within it.
    pub line: String,
    /// The day.
    pub day: Date,
    /// The symbol.
    pub symbol: Symbol,
}
