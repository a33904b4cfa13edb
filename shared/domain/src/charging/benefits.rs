//! Benefits that the answers suggest may not have been claimed.

use serde::Serialize;

/// A benefit worth checking.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct ToCheck {
    /// `Attendance Allowance`.
    pub benefit: &'static str,
    /// Why the answers suggest it.
    pub why: &'static str,
    /// Where to read about it and claim.
    pub href: &'static str,
}
