//! Canonical JSON: one value always has the same bytes.
//!
//! There are two forms, both UTF-8 without a byte order mark, with the names of
//! every object in the order of their characters and with nothing escaped but
//! what JSON demands:
//!
//! * **a file**: two spaces a level, a line feed at the end. For people and
//!   programs alike; its SHA-256 is of these bytes.
//! * **what is hashed** within a file: no white space, no line feed. For
//!   everything that is hashed here, which has no numbers, the form is that of
//!   RFC 8785 (JSON Canonicalization Scheme). In Python:
//!   `json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()`.

use domain::values::digits::hex;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Writes a value as a file.
///
/// ```
/// use exchange::canonical;
/// use serde_json::json;
///
/// let written = canonical::file(&json!({"version": 1, "format": "application"}));
/// assert_eq!(
///     String::from_utf8(written)?,
///     "{\n  \"format\": \"application\",\n  \"version\": 1\n}\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn file(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = format!("{:#}", sorted(json(value))).into_bytes();
    bytes.push(b'\n');
    bytes
}

/// Returns the SHA-256 of a value in the form that is hashed within a file: 64
/// lower-case hexadecimal digits.
///
/// ```
/// use exchange::canonical;
/// use serde_json::json;
///
/// assert_eq!(
///     canonical::fingerprint(&json!({"report": "estimate-costs", "rates_from": null})),
///     canonical::sha256(br#"{"rates_from":null,"report":"estimate-costs"}"#)
/// );
/// ```
#[must_use]
pub fn fingerprint(value: &impl Serialize) -> String {
    sha256(hashed(value).as_bytes())
}

/// Returns the SHA-256 of bytes: 64 lower-case hexadecimal digits.
///
/// ```
/// use exchange::canonical;
///
/// assert_eq!(
///     canonical::sha256(b""),
///     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
/// );
/// ```
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hashed(value: &impl Serialize) -> String {
    sorted(json(value)).to_string()
}

#[expect(
    clippy::expect_used,
    reason = "only maps whose keys are not strings and our own Serialize could fail; there are none"
)]
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("a value of ours is JSON")
}

/// Sorts the members of every object by name. serde_json alone keeps the order
/// in which they were put in.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> = members.into_iter().collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            members
                .into_iter()
                .map(|(name, value)| (name, sorted(value)))
                .collect()
        }
        value => value,
    }
}
