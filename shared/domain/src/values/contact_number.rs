//! Telephone numbers at which people are called.

use std::fmt;

use crate::values::typed_text::plain_signs;

/// The numbers that are dialled before a number to be connected by Relay UK.
pub(crate) const RELAY: [&str; 2] = ["18001", "18002"];

/// The words that stand before an extension.
const EXTENSION: [&str; 5] = ["extension", "ext.", "ext", "x", "#"];

/// A telephone number that the council can call, as somebody typed it: of the
/// United Kingdom with all its digits, or of another country with its code. The
/// number may have a prefix of Relay UK and an extension.
#[derive(Clone, Eq, PartialEq)]
pub struct ContactNumber(String);

/// The error for a text that is no number that can be called.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a telephone number that can be called")]
pub struct NotAContactNumber;

impl ContactNumber {
    /// Reads a number as somebody types it.
    ///
    /// How many digits a number has is as the National Telephone Numbering Plan
    /// (Ofcom) says: eleven with the nought in front, ten for some numbers that
    /// begin with 01 and 0800. A number of another country has 8 to 15 digits
    /// after its plus (ITU-T E.164).
    ///
    /// ```
    /// use domain::values::contact_number::{ContactNumber, NotAContactNumber};
    ///
    /// let relayed = ContactNumber::parse("18001 0113 496 0100")?;
    /// assert_eq!(relayed.as_str(), "18001 0113 496 0100");
    /// // A digit is missing.
    /// assert_eq!(ContactNumber::parse("07700 90041"), Err(NotAContactNumber));
    /// # Ok::<(), NotAContactNumber>(())
    /// ```
    ///
    /// # Errors
    /// [`NotAContactNumber`].
    pub fn parse(typed: &str) -> Result<Self, NotAContactNumber> {
        let typed = plain_signs(typed);
        let lower = typed.to_ascii_lowercase();
        let (number, extension) = EXTENSION
            .iter()
            .find_map(|word| lower.split_once(word))
            .unwrap_or((&lower, "0"));
        let extension = extension.trim();
        let extends = (1..=8).contains(&extension.len()) && is_digits(extension);
        let dialled: String = number
            .chars()
            .filter(|sign| !" ()-./".contains(*sign))
            .collect();
        let dialled = without_relay(&dialled);
        if extends && can_be_called(dialled) {
            Ok(Self(typed))
        } else {
            Err(NotAContactNumber)
        }
    }

    /// Returns the number as it was typed.
    ///
    /// ```
    /// use domain::values::contact_number::ContactNumber;
    ///
    /// assert_eq!(ContactNumber::parse(" 01632 960 001 ")?.as_str(), "01632 960 001");
    /// # Ok::<(), domain::values::contact_number::NotAContactNumber>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Hides the number, so that no log line ever has one.
impl fmt::Debug for ContactNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContactNumber(hidden)")
    }
}

/// Returns a number without the prefix of Relay UK.
pub(crate) fn without_relay(dialled: &str) -> &str {
    RELAY
        .iter()
        .find_map(|prefix| dialled.strip_prefix(prefix))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(dialled)
}

fn can_be_called(dialled: &str) -> bool {
    let national = ["+440", "+44", "00440", "0044"]
        .iter()
        .find_map(|prefix| dialled.strip_prefix(prefix));
    let abroad = ["+", "00"]
        .iter()
        .find_map(|prefix| dialled.strip_prefix(prefix));
    match (national, abroad) {
        (Some(national), _) => is_british(national),
        (None, Some(abroad)) => {
            is_digits(abroad) && !abroad.starts_with('0') && (8..=15).contains(&abroad.len())
        }
        (None, None) => dialled.strip_prefix('0').is_some_and(is_british),
    }
}

/// Whether digits are those of a number of the United Kingdom after its nought.
fn is_british(national: &str) -> bool {
    is_digits(national)
        && match national.as_bytes() {
            // Codes like 0113 and 0161 have no shorter numbers.
            [b'1', b'1', ..] | [b'1', _, b'1', ..] => national.len() == 10,
            [b'1', ..] | [b'8', b'0', b'0', ..] => matches!(national.len(), 9 | 10),
            [b'2' | b'3' | b'5' | b'7' | b'8' | b'9', ..] => national.len() == 10,
            _ => false,
        }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_as_typed_with_its_relay_prefix_and_extension() {
        for typed in [
            "0116 496 0000",
            "+44 (0)116 496-0000",
            "0044 116 496 0000",
            "01632960001",
            "016977 2345",
            "0800 111 222",
            "0800 123 4567",
            "(01632) 960 001 ext 12",
            "+33 1 23 45 67 89",
            "00 353 1 234 5678",
            "18001 0113 496 0100",
            "18002 07700 900982",
            "18001-01632-960001",
        ] {
            let number = ContactNumber::parse(typed).unwrap();
            assert_eq!(number.as_str(), typed);
            assert_eq!(format!("{number:?}"), "ContactNumber(hidden)");
        }
        let pasted = ContactNumber::parse("０７７００ 900982\u{200b}").unwrap();
        assert_eq!(pasted.as_str(), "07700 900982");
    }

    #[test]
    fn a_number_with_a_digit_too_few_or_too_many_cannot_be_called() {
        for typed in [
            "",
            "999",
            "0116 496",
            "07700 90041",
            "07700 9000411",
            "7700 900041",
            "0113 496 010",
            "+44 7700 90041",
            "+44 (0)7700 9000411",
            "18001",
            "18001 999",
            "18001 07700 90041",
            "0012 34",
            "04000 000 000",
            "call me",
            "0116 496 0000 or 1",
            "1234567890123456",
            "0116 +44 496 0000",
            "0116 496 0000 ext",
            "ext 12",
        ] {
            assert_eq!(
                ContactNumber::parse(typed),
                Err(NotAContactNumber),
                "{typed}"
            );
        }
    }
}
