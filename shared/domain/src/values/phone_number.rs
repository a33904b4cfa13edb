//! The telephone numbers that codes are sent to.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::values::contact_number::without_relay;
use crate::values::typed_text::plain_signs;

/// A telephone number of the United Kingdom that a code can be sent to, in the
/// form of ITU-T E.164: `+447700900982`. The number is a mobile or a landline,
/// or costs no more to call than those.
#[derive(Clone, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// The error for a text that is no telephone number to which a code can be
/// sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Enter a UK mobile or landline number, like 07700 900 982 or 01632 960 001")]
pub struct NotAPhoneNumber;

/// The way in which a code reaches a telephone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CodeChannel {
    /// The code is sent in a text message.
    Text,
    /// The code is spoken in a call.
    Call,
}

impl PhoneNumber {
    /// Reads a number as somebody types it, with or without `+44`, spaces,
    /// dots, hyphens and brackets. The National Telephone Numbering Plan
    /// (Ofcom) says what may be called: 01 and 02 are places, 03 costs as much
    /// as those, 071 to 075 and 077 to 079 are mobiles. 070 are personal and
    /// 076 pager numbers, 08 and 09 cost more.
    ///
    /// ```
    /// use domain::values::phone_number::{NotAPhoneNumber, PhoneNumber};
    ///
    /// assert_eq!(
    ///     PhoneNumber::parse("+44 (0)7700 900 982"),
    ///     PhoneNumber::parse("07700 900982")
    /// );
    /// // A premium rate number, which costs more to call than a landline.
    /// assert_eq!(PhoneNumber::parse("09012 345 678"), Err(NotAPhoneNumber));
    /// ```
    ///
    /// # Errors
    /// Returns [`NotAPhoneNumber`], whose words are for the person who typed.
    pub fn parse(typed: &str) -> Result<Self, NotAPhoneNumber> {
        let plain: String = plain_signs(typed)
            .chars()
            .filter(|c| !c.is_whitespace() && !"-.()".contains(*c))
            .collect();
        let dialled = without_relay(&plain);
        let national = ["+440", "+44", "00440", "0044", "0"]
            .into_iter()
            .find_map(|prefix| dialled.strip_prefix(prefix))
            .ok_or(NotAPhoneNumber)?;
        let digits = national.bytes().all(|byte| byte.is_ascii_digit());
        let reached = match national.as_bytes() {
            [b'1', ..] => matches!(national.len(), 9 | 10),
            [b'2' | b'3', ..] | [b'7', b'1'..=b'5' | b'7'..=b'9', ..] => national.len() == 10,
            _ => false,
        };
        // A text message to a mobile needs no relay; a spoken code would be lost
        // in one.
        let heard = dialled.len() == plain.len() || national.starts_with('7');
        if digits && reached && heard {
            Ok(Self(format!("+44{national}")))
        } else {
            Err(NotAPhoneNumber)
        }
    }

    /// Returns the number as a machine dials it: `+447700900982`.
    ///
    /// ```
    /// use domain::values::phone_number::PhoneNumber;
    ///
    /// let mobile = PhoneNumber::parse("07700 900 982")?;
    /// assert_eq!(mobile.as_str(), "+447700900982");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the last three digits. The owner recognises the number by them,
    /// and nobody else learns it.
    ///
    /// ```
    /// use domain::values::phone_number::PhoneNumber;
    ///
    /// assert_eq!(PhoneNumber::parse("07700 900 982")?.ending(), "982");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn ending(&self) -> &str {
        self.0.get(self.0.len() - 3..).unwrap_or_default()
    }

    /// Returns the way to send a code if the person chooses none: a text
    /// message to a mobile, a call to a landline, because not every landline
    /// reads text messages out.
    ///
    /// ```
    /// use domain::values::phone_number::{CodeChannel, PhoneNumber};
    ///
    /// let mobile = PhoneNumber::parse("07700 900 982")?;
    /// assert_eq!(mobile.reached_by(), CodeChannel::Text);
    /// let landline = PhoneNumber::parse("01632 960 001")?;
    /// assert_eq!(landline.reached_by(), CodeChannel::Call);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn reached_by(&self) -> CodeChannel {
        if self.0.starts_with("+447") {
            CodeChannel::Text
        } else {
            CodeChannel::Call
        }
    }
}

/// Hides the number, so that no log line ever has one.
impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(hidden)")
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = NotAPhoneNumber;

    fn try_from(text: String) -> Result<Self, NotAPhoneNumber> {
        Self::parse(&text)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

impl CodeChannel {
    /// Returns the name under which an attempt is recorded: `phone-code-text`.
    ///
    /// ```
    /// use domain::values::phone_number::CodeChannel;
    ///
    /// assert_eq!(CodeChannel::Text.kind(), "phone-code-text");
    /// assert_eq!(CodeChannel::Call.kind(), "phone-code-call");
    /// ```
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Text => "phone-code-text",
            Self::Call => "phone-code-call",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_typed() {
        for (typed, number) in [
            ("07700 900982", "+447700900982"),
            ("+44 7700 900 982", "+447700900982"),
            ("+44 (0)7700-900.982", "+447700900982"),
            ("0044 7700 900982", "+447700900982"),
            (" 01632 960 001 ", "+441632960001"),
            ("(01946) 7 12 34", "+44194671234"),
            ("020 7946 0018", "+442079460018"),
            ("0306 999 0123", "+443069990123"),
            ("07700\u{200b}900982", "+447700900982"),
            ("０７７００ 900–982", "+447700900982"),
            ("18002 07700 900982", "+447700900982"),
        ] {
            let parsed = PhoneNumber::parse(typed).unwrap();
            assert_eq!(parsed.as_str(), number, "{typed}");
            assert_eq!(parsed.ending(), &number[number.len() - 3..]);
            assert_eq!(format!("{parsed:?}"), "PhoneNumber(hidden)");
        }
    }

    #[test]
    fn what_no_code_can_be_sent_to_is_refused() {
        for typed in [
            "",
            "0",
            "7700900982",
            "07700 90098",
            "07700 9009822",
            "07700 90098a",
            "070 0900 0982",
            "076 0900 0982",
            "0800 123 456",
            "09012 345 678",
            "0844 123 4567",
            "118 118",
            "999",
            "+1 202 555 0182",
            "+33 1 23 45 67 89",
            "18001 01632 960 001",
            "٠٧٧٠٠٩٠٠٩٨٢",
        ] {
            assert_eq!(PhoneNumber::parse(typed), Err(NotAPhoneNumber), "{typed}");
        }
    }

    #[test]
    fn a_mobile_gets_a_text_message_and_a_landline_a_call() {
        for (number, by) in [
            ("07700 900982", CodeChannel::Text),
            ("01632 960001", CodeChannel::Call),
            ("0306 999 0123", CodeChannel::Call),
        ] {
            assert_eq!(PhoneNumber::parse(number).unwrap().reached_by(), by);
        }
    }
}
