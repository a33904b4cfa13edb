//! References that the case system gave: texts that are kept as they came, with
//! their leading zeros.

/// The most characters of a reference.
pub(crate) const LONGEST: usize = 40;

/// Whether a text can be a reference: 1 to 40 ASCII letters, digits, hyphens
/// and full stops. Such a text is one part of an address, of a key of the
/// table and of a file's name.
pub(crate) fn is_reference_text(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    (1..=LONGEST).contains(&text.len())
        && text.bytes().all(fits)
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// The error of a text that cannot be a reference of the case system.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a reference has 1 to 40 letters, digits, hyphens and full stops")]
pub struct NotACaseReference;

/// Declares a reference of the case system: a text that is checked when it is
/// read and kept as it came.
macro_rules! case_reference {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(
            Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads a reference as the case system wrote it, leading zeros and
            /// all.
            ///
            /// # Errors
            /// [`NotACaseReference`](crate::text_id::NotACaseReference).
            pub fn parse(text: &str) -> Result<Self, crate::text_id::NotACaseReference> {
                match crate::text_id::is_reference_text(text) {
                    true => Ok(Self(text.to_owned())),
                    false => Err(crate::text_id::NotACaseReference),
                }
            }

            /// Returns the reference as it came.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::text_id::NotACaseReference;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::text_id::NotACaseReference;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(reference: $name) -> Self {
                reference.0
            }
        }
    };
}

pub(crate) use case_reference;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_one_part_of_an_address_of_a_key_and_of_a_name_of_a_file() {
        for text in ["1", "0098765", "PO-0004512", "A.1", &"9".repeat(40)] {
            assert!(is_reference_text(text), "{text}");
        }
        let long = "9".repeat(41);
        for text in [
            "", &long, "..", ".", "-", "a/b", "a#b", "a b", "é", "a\0", "=1",
        ] {
            assert!(!is_reference_text(text), "{text:?}");
        }
    }
}
