//! Percent-encoding.

/// The byte of two hexadecimal digits; none if they are not that.
pub(crate) fn byte(high: u8, low: u8) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// The text of a name or value of a form or query; none if it is not text.
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

/// A path with its query as the value of a query's field.
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

/// Whether every `%` of a path begins two hexadecimal digits and the whole is
/// UTF-8.
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
