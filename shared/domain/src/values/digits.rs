//! Bytes written as digits, and digits read as a number.

/// Writes bytes in lower-case hexadecimal, two digits for each byte.
///
/// ```
/// use domain::values::digits::hex;
///
/// assert_eq!(hex(&[0x00, 0x0f, 0xa0]), "000fa0");
/// ```
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(2 * bytes.len());
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    hex.extend(halves.filter_map(|half| char::from_digit(u32::from(half), 16)));
    hex
}

/// Reads an id of lower-case letters and digits as a number in base 36. The
/// number wraps at 128 bits and is as random as the id.
///
/// ```
/// use domain::values::digits::number_of;
///
/// assert_eq!(number_of("z"), 35);
/// assert_eq!(number_of("10"), 36);
/// ```
#[must_use]
pub fn number_of(id: &str) -> u128 {
    id.bytes().fold(0, |number: u128, byte| {
        let digit = char::from(byte).to_digit(36).unwrap_or_default();
        number.wrapping_mul(36).wrapping_add(u128::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_two_digits() {
        assert_eq!(hex(&[]), "");
        assert_eq!(hex(&[0x00, 0x0f, 0xa0, 0xff]), "000fa0ff");
    }

    #[test]
    fn an_id_is_a_number_in_base_36() {
        assert_eq!(number_of("10"), 36);
        assert_eq!(number_of("0z"), 35);
        assert_eq!(number_of(&format!("z{}", "0".repeat(64))), 0);
    }
}
