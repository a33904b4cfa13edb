//! NHS numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::values::typed_text::ungrouped;

/// An NHS number: ten digits, of which the last one checks the others. Kept
/// without spaces, and shown as `999 000 0018`.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct NhsNumber(String);

/// The error for a text that is no NHS number.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an NHS number")]
pub struct NotAnNhsNumber;

impl NhsNumber {
    /// Reads a number as somebody types it, in any groups.
    ///
    /// The check is that of the NHS data dictionary: the first nine digits times
    /// 10 to 2, and the check digit, add up to a multiple of 11. A number of one
    /// digit ten times passes it and is nobody's.
    ///
    /// ```
    /// use domain::values::nhs_number::{NhsNumber, NotAnNhsNumber};
    ///
    /// assert_eq!(NhsNumber::parse("999-000-0018")?.as_str(), "9990000018");
    /// assert_eq!(NhsNumber::parse("999 000 0019"), Err(NotAnNhsNumber));
    /// # Ok::<(), NotAnNhsNumber>(())
    /// ```
    ///
    /// # Errors
    /// [`NotAnNhsNumber`].
    pub fn parse(typed: &str) -> Result<Self, NotAnNhsNumber> {
        let number = ungrouped(typed);
        let digits: Option<Vec<u32>> = number.chars().map(|digit| digit.to_digit(10)).collect();
        let digits = digits
            .filter(|digits| digits.len() == 10)
            .ok_or(NotAnNhsNumber)?;
        let sum: u32 = digits
            .iter()
            .zip((1..=10).rev())
            .map(|(digit, weight)| digit * weight)
            .sum();
        let differ = digits
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a != b));
        if differ && sum.is_multiple_of(11) {
            Ok(Self(number))
        } else {
            Err(NotAnNhsNumber)
        }
    }

    /// Returns the ten digits.
    ///
    /// ```
    /// use domain::values::nhs_number::NhsNumber;
    ///
    /// assert_eq!(NhsNumber::parse("999 000 0018")?.as_str(), "9990000018");
    /// # Ok::<(), domain::values::nhs_number::NotAnNhsNumber>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Writes the number in the groups in which the NHS prints it.
impl fmt::Display for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (area, rest) = self.0.split_at_checked(3).unwrap_or((&self.0, ""));
        let (middle, end) = rest.split_at_checked(3).unwrap_or((rest, ""));
        write!(f, "{area} {middle} {end}")
    }
}

/// Hides the number, so that no log line ever has one.
impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(hidden)")
    }
}

impl TryFrom<String> for NhsNumber {
    type Error = NotAnNhsNumber;

    fn try_from(text: String) -> Result<Self, NotAnNhsNumber> {
        Self::parse(&text)
    }
}

impl From<NhsNumber> for String {
    fn from(number: NhsNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_with_its_check_digit_alone() {
        for typed in [
            "943 476 5919",
            "943-476-5919",
            "９４３４７６５９１９",
            "9434765919\u{200b}",
        ] {
            let number = NhsNumber::parse(typed).unwrap();
            assert_eq!(number.as_str(), "9434765919", "{typed}");
            assert_eq!(number.to_string(), "943 476 5919");
            assert_eq!(format!("{number:?}"), "NhsNumber(hidden)");
        }
        for typed in [
            "",
            "don’t know",
            "943 476 5918",
            "94347659190",
            "943476591",
            "=1+1",
            "00000000000000000000",
            "0000000000",
            "1111111111",
            "٩٤٣٤٧٦٥٩١٩",
        ] {
            assert_eq!(NhsNumber::parse(typed), Err(NotAnNhsNumber), "{typed}");
        }
    }

    #[test]
    fn no_single_wrong_digit_is_taken() {
        for place in 0..10 {
            for digit in b'0'..=b'9' {
                let mut number = *b"9434765919";
                let right = number[place] == digit;
                number[place] = digit;
                let typed = std::str::from_utf8(&number).unwrap();
                assert_eq!(NhsNumber::parse(typed).is_ok(), right, "{typed}");
            }
        }
    }
}
