//! Secrets of authenticator apps.

use std::fmt;

/// The secret that an authenticator app and the portal share: 160 random bits
/// in base 32 (RFC 4226, section 4, R6; RFC 4648).
#[derive(Clone, Eq, PartialEq)]
pub struct AppSecret(String);

/// The error for a text that is no secret of an authenticator app.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a secret of an authenticator app")]
pub struct NotAnAppSecret;

impl AppSecret {
    /// The digits of base 32 (RFC 4648, section 6).
    const DIGITS: &'static [u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// Makes a secret from two ids that nobody can guess. An id is 128 random
    /// bits as 32 hexadecimal digits; the first 20 bytes of the two are taken.
    #[must_use]
    pub fn of_ids(one: &str, other: &str) -> Self {
        let nibbles: Vec<u32> = one
            .chars()
            .chain(other.chars())
            .filter_map(|digit| digit.to_digit(16))
            .take(40)
            .collect();
        // Ten digits of base 16 are eight of base 32.
        let mut secret = String::with_capacity(32);
        for ten in nibbles.chunks(10) {
            let number = ten
                .iter()
                .fold(0_u64, |number, nibble| number << 4 | u64::from(*nibble));
            for place in (0..8).rev() {
                let digit = number >> (place * 5) & 31;
                let digit = usize::try_from(digit).unwrap_or_default();
                secret.extend(Self::DIGITS.get(digit).copied().map(char::from));
            }
        }
        Self(secret)
    }

    /// Reads a secret as it is written: 32 digits of base 32, with or without
    /// spaces.
    ///
    /// # Errors
    /// [`NotAnAppSecret`].
    pub fn parse(text: &str) -> Result<Self, NotAnAppSecret> {
        let secret: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let fits = secret.len() == 32 && secret.bytes().all(|byte| Self::DIGITS.contains(&byte));
        if fits {
            Ok(Self(secret))
        } else {
            Err(NotAnAppSecret)
        }
    }

    /// Returns the secret in plain text, for the app and for checking its
    /// codes.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Hides the secret, so that no log line ever has one.
impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSecret(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_160_bits_in_base_32() {
        // The expected secret is that of `printf '\0\1\2...\23' | base32`.
        let secret = AppSecret::of_ids(
            "000102030405060708090a0b0c0d0e0f",
            "10111213ffffffffffffffffffffffff",
        );
        assert_eq!(secret.reveal(), "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT");
        assert_eq!(
            AppSecret::parse("AAAQ EAYE AUDA OCAJ BIFQ YDIO B4IB CEQT"),
            Ok(secret.clone())
        );
        assert_eq!(format!("{secret:?}"), "AppSecret(hidden)");
        for text in [
            "",
            "AAAQ",
            "aaaqeayeaudaocajbifqydiob4ibceqt",
            "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQ1",
        ] {
            assert_eq!(AppSecret::parse(text), Err(NotAnAppSecret), "{text}");
        }
    }
}
