//! The id of a saved form.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id_text::is_id_text;

/// The id of a saved form within its account. Ids sort by when the forms were
/// first saved.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct SavedId(pub String);

/// The error of a text that no saved form can have as its id.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an id of a saved form")]
pub struct NotASavedId;

/// Reads an id that comes from outside, such as from an address or a field: 1
/// to 64 letters, digits and hyphens. [`SavedId::is_one`] is stricter, for an
/// id under which a form is about to begin.
///
/// ```
/// use domain::values::saved_id::{NotASavedId, SavedId};
///
/// let id: SavedId = "1a202a075800a1b2c3d4e5f6071".parse()?;
/// assert_eq!(id.0, "1a202a075800a1b2c3d4e5f6071");
/// assert_eq!("../x".parse::<SavedId>(), Err(NotASavedId));
/// # Ok::<(), NotASavedId>(())
/// ```
impl FromStr for SavedId {
    type Err = NotASavedId;

    fn from_str(text: &str) -> Result<Self, NotASavedId> {
        match is_id_text(text) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotASavedId),
        }
    }
}

impl SavedId {
    /// Makes an id that sorts by time and that nobody can guess.
    ///
    /// ```
    /// use domain::values::saved_id::SavedId;
    ///
    /// let random = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    /// let saved = SavedId::new("2026-11-22T09:40:00Z".parse()?, random);
    /// assert_eq!(saved.0, "1a202a075800a1b2c3d4e5f6071");
    /// assert!(saved < SavedId::new("2026-11-22T09:41:00Z".parse()?, random));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(now: Timestamp, random: &str) -> Self {
        let random = random.get(..16).unwrap_or(random);
        Self(format!("{:011x}{random}", now.as_millisecond()))
    }

    /// Whether [`Self::new`] could have made this text.
    ///
    /// ```
    /// use domain::values::saved_id::SavedId;
    ///
    /// assert!(SavedId::is_one("1a202a075800a1b2c3d4e5f6071"));
    /// assert!(!SavedId::is_one("../1a202a075800a1b2c3d4e5f6"));
    /// ```
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        let mut letters = text.bytes();
        text.len() == 27 && letters.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    }
}
