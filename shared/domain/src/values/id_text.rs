//! The texts that an id can be.

/// The most bytes of an id. Every id of the portal and of the identity provider
/// is shorter.
const LONGEST: usize = 64;

/// Whether a text from outside can be an id: 1 to 64 ASCII letters, digits and
/// hyphens. Such a text is one part of an address and one part of a key of the
/// table.
pub(crate) fn is_id_text(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The most bytes of a name in an address.
const LONGEST_SLUG: usize = 40;

/// Whether a text from outside can be a name in an address that people read: 1 to
/// 40 lower-case ASCII letters, digits and hyphens.
pub(crate) fn is_slug(text: &str) -> bool {
    let is_usual = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=LONGEST_SLUG).contains(&text.len()) && text.bytes().all(is_usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_short_part_of_an_address_and_of_a_key() {
        for id in ["1", "0e7c2a66-4c2f-4f0e-9d4c-3a1f0b6b2f11", &"a".repeat(64)] {
            assert!(is_id_text(id), "{id}");
        }
        let long = "a".repeat(65);
        for text in [
            "", &long, "..", "%2e", "a#b", "a/b", "a b", "\u{e9}", "a\0", "a\n",
        ] {
            assert!(!is_id_text(text), "{text:?}");
        }
    }
}
