//! Reading a JSON file that the case system wrote, whatever its format.

use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The time by which the case system's clock may be ahead of the portal's.
pub(crate) const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// The members that every version of every format has.
#[derive(Deserialize)]
pub(crate) struct Versioned {
    pub(crate) format: String,
    pub(crate) version: u32,
}

/// The place in a file at which it is not JSON of its format: line and column,
/// from 1; 0 if the fault is in the whole.
pub(crate) struct MalformedAt(pub(crate) usize, pub(crate) usize);

/// Returns the bytes without a byte order mark, which some systems write.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Reads a file as one of its formats.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, MalformedAt> {
    serde_json::from_slice(bytes).map_err(|fault| MalformedAt(fault.line(), fault.column()))
}
