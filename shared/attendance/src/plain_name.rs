//! Names and numbers as they are compared.

use domain::values::typed_text::without_accents;

/// Returns a text as it is compared: small letters without accents, and no
/// apostrophes, hyphens or spaces.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = without_accents(text);
    plain.retain(char::is_alphanumeric);
    plain
}
