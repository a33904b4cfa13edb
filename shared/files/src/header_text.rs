//! Text in headers. S3 returns metadata that is not ASCII as RFC 2047 "encoded
//! words": `=?UTF-8?B?w6k=?=`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Returns the text that a header stands for. Everything but the encoded words
/// of UTF-8 stays as it is.
pub(crate) fn decoded(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    let mut after_word = false;
    let mut rest = header;
    while let Some((before, from)) = rest.split_once("=?") {
        let Some((bytes, after)) = word(from) else {
            text.push_str(before);
            text.push_str("=?");
            rest = from;
            after_word = false;
            continue;
        };
        // Space between two words is not part of the text (RFC 2047, 6.2).
        if !(after_word && before.trim().is_empty()) {
            text.push_str(before);
        }
        text.push_str(&String::from_utf8_lossy(&bytes));
        rest = after;
        after_word = true;
    }
    text.push_str(rest);
    text
}

/// Returns the bytes of an encoded word, and the text after the word.
fn word(from: &str) -> Option<(Vec<u8>, &str)> {
    let (charset, from) = from.split_once('?')?;
    let (encoding, from) = from.split_once('?')?;
    let (encoded, after) = from.split_once("?=")?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let bytes = match encoding {
        "B" | "b" => STANDARD.decode(encoded).ok()?,
        "Q" | "q" => quoted(encoded)?,
        _ => return None,
    };
    Some((bytes, after))
}

fn quoted(encoded: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'_' => b' ',
            b'=' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_read_and_everything_else_stays() {
        for (header, text) in [
            ("statement.pdf", "statement.pdf"),
            ("=?UTF-8?B?cmVsZXbDqS5wZGY=?=", "relevé.pdf"),
            ("=?UTF-8?Q?relev=C3=A9_mai.pdf?=", "relevé mai.pdf"),
            ("=?utf-8?b?w6k=?= =?UTF-8?Q?=C3=A9?=", "éé"),
            ("a =?UTF-8?B?w6k=?= b", "a é b"),
            ("=?UTF-8?B?%%?=", "=?UTF-8?B?%%?="),
            ("=?ISO-8859-1?Q?=E9?=", "=?ISO-8859-1?Q?=E9?="),
            ("=?UTF-8?Q?=Z9?=", "=?UTF-8?Q?=Z9?="),
            ("a=?", "a=?"),
        ] {
            assert_eq!(decoded(header), text, "{header}");
        }
    }
}
