//! Percent-encoding.

/// Reads a byte from two hexadecimal digits. `None` if they are no such digits.
pub(crate) fn byte(high: u8, low: u8) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Decodes a name or value of a form or query. `None` if the result is not
/// text.
pub(crate) fn decoded(encoded: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter().copied();
    while let Some(next) = rest.next() {
        bytes.push(match next {
            b'+' => b' ',
            b'%' => byte(rest.next()?, rest.next()?)?,
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// Encodes a path with its query as the value of a query's field.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + 12);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Whether every `%` of a path begins two hexadecimal digits, and the decoded
/// path is UTF-8.
pub(crate) fn is_text(path: &str) -> bool {
    if !path.contains('%') {
        return true;
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(next) = rest.next() {
        if next != b'%' {
            bytes.push(next);
            continue;
        }
        match (rest.next(), rest.next()) {
            (Some(high), Some(low)) => match byte(high, low) {
                Some(byte) => bytes.push(byte),
                None => return false,
            },
            _ => return false,
        }
    }
    std::str::from_utf8(&bytes).is_ok()
}
