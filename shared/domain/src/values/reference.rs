//! References that people read aloud, write down and type again.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::values::digits::number_of;
use crate::values::typed_text::ungrouped;

/// The characters of a reference. There are no vowels, so that no word appears;
/// and none that is mistaken for another (0 and O, 1 and I and L, 2 and Z, 5
/// and S, 8 and B, U and V). The number of characters is a prime, which the
/// check character needs.
const ALPHABET: &[u8; 19] = b"34679CDFGHKMNPRTWXY";

/// The number of random characters in a reference. One more character checks
/// them.
const RANDOM: usize = 9;

/// A reference, shown as `K7F-3MM-XT4D`: nine random characters (38 bits) and a
/// check character that catches every single wrong character and every swap of
/// two.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

/// The error for a text that is no reference of the portal.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a reference")]
pub struct NotAReference;

impl Reference {
    /// Makes the reference of an id that nobody can guess: lower-case letters
    /// and digits, at least 64 random bits.
    ///
    /// ```
    /// use domain::values::reference::Reference;
    ///
    /// let reference = Reference::of_id("0a1b2c3d4e5f60718293a4b5c6d7e8f9");
    /// assert_eq!(reference.to_string(), "C39-7YD-YM3G");
    /// ```
    #[must_use]
    pub fn of_id(id: &str) -> Self {
        let mut number = number_of(id);
        let mut places = [0_u8; RANDOM];
        for place in &mut places {
            *place = u8::try_from(number % 19).unwrap_or_default();
            number /= 19;
        }
        let mut characters: String = places.iter().map(|place| character(*place)).collect();
        characters.push(character(check(&places)));
        Self(characters)
    }

    /// Reads a reference as somebody types it: in any case, with spaces or
    /// hyphens anywhere.
    ///
    /// ```
    /// use domain::values::reference::{NotAReference, Reference};
    ///
    /// let reference = Reference::parse("c39 7yd ym3g")?;
    /// assert_eq!(reference.to_string(), "C39-7YD-YM3G");
    /// // The first two characters are swapped.
    /// assert_eq!(Reference::parse("3C9-7YD-YM3G"), Err(NotAReference));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns [`NotAReference`], also if a character is wrong or two are
    /// swapped.
    pub fn parse(typed: &str) -> Result<Self, NotAReference> {
        let characters: String = ungrouped(typed)
            .chars()
            .map(|c| c.to_ascii_uppercase())
            .take(RANDOM + 2)
            .collect();
        let places: Option<Vec<u8>> = characters.chars().map(place).collect();
        match places.ok_or(NotAReference)?.split_last() {
            Some((last, places)) if places.len() == RANDOM && *last == check(places) => {
                Ok(Self(characters))
            }
            _ => Err(NotAReference),
        }
    }

    /// Returns the ten characters without hyphens, as in keys and file names.
    ///
    /// ```
    /// use domain::values::reference::Reference;
    ///
    /// assert_eq!(Reference::parse("C39-7YD-YM3G")?.plain(), "C397YDYM3G");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn plain(&self) -> &str {
        &self.0
    }
}

fn character(place: u8) -> char {
    ALPHABET
        .get(usize::from(place))
        .copied()
        .map_or('?', char::from)
}

fn place(character: char) -> Option<u8> {
    ALPHABET
        .iter()
        .position(|known| char::from(*known) == character)
        .and_then(|place| u8::try_from(place).ok())
}

/// Returns the check character's place in the alphabet: each place times its
/// number from the left, from 1, modulo the prime 19.
fn check(places: &[u8]) -> u8 {
    let sum: u32 = places
        .iter()
        .zip(1_u32..)
        .map(|(place, weight)| u32::from(*place) * weight)
        .sum();
    u8::try_from(sum % 19).unwrap_or_default()
}

/// Writes the reference in groups that can be read aloud.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, character) in self.0.chars().enumerate() {
            if place == 3 || place == 6 {
                f.write_str("-")?;
            }
            write!(f, "{character}")?;
        }
        Ok(())
    }
}

/// Reads a reference as [`Reference::parse`] does.
impl FromStr for Reference {
    type Err = NotAReference;

    fn from_str(text: &str) -> Result<Self, NotAReference> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Reference {
    type Error = NotAReference;

    fn try_from(text: String) -> Result<Self, NotAReference> {
        Self::parse(&text)
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> Reference {
        Reference::of_id("9f86d081884c7d659a2feaa0c55ad015")
    }

    #[test]
    fn it_is_read_however_it_is_typed() {
        let reference = one();
        let shown = reference.to_string();
        assert_eq!(shown.len(), 12);
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', ""),
            shown.replace('-', " "),
            format!("  {} ", shown.replace('-', " \u{2013} ")),
        ] {
            assert_eq!(Reference::parse(&typed).as_ref(), Ok(&reference), "{typed}");
        }
    }

    #[test]
    fn every_wrong_character_and_every_swap_is_caught() {
        let plain = one().plain().to_owned();
        let mut tried = 0;
        for at in 0..plain.len() {
            for known in ALPHABET {
                let mut wrong: Vec<u8> = plain.bytes().collect();
                wrong[at] = *known;
                let wrong = String::from_utf8(wrong).unwrap();
                if wrong != plain {
                    assert_eq!(Reference::parse(&wrong), Err(NotAReference), "{wrong}");
                    tried += 1;
                }
            }
            for other in at + 1..plain.len() {
                let mut wrong: Vec<u8> = plain.bytes().collect();
                wrong.swap(at, other);
                let wrong = String::from_utf8(wrong).unwrap();
                if wrong != plain && other < plain.len() - 1 {
                    assert_eq!(Reference::parse(&wrong), Err(NotAReference), "{wrong}");
                }
            }
        }
        assert_eq!(tried, 180);
    }

    #[test]
    fn what_is_not_a_reference_is_refused() {
        for typed in ["", "K7F", "O0I1LL5S2Z", "K7F-3MM-XT4D-K7F", "é"] {
            assert_eq!(Reference::parse(typed), Err(NotAReference), "{typed}");
        }
    }

    #[test]
    fn ten_thousand_ids_make_ten_thousand_references() {
        let references: std::collections::BTreeSet<Reference> = (0..10_000_u64)
            .map(|number| {
                // splitmix64 makes numbers as random ids would be.
                let mut z = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
                z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                z ^= z >> 27;
                Reference::of_id(&format!("{z:032x}"))
            })
            .collect();
        assert_eq!(references.len(), 10_000);
    }
}
