//! The id of a saved form.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The id of a saved form within its account. Ids sort by when the forms were
/// first saved.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct SavedId(pub String);

impl SavedId {
    /// Makes an id that sorts by time and that nobody can guess.
    #[must_use]
    pub fn new(now: Timestamp, random: &str) -> Self {
        let random = random.get(..16).unwrap_or(random);
        Self(format!("{:011x}{random}", now.as_millisecond()))
    }

    /// Whether [`Self::new`] could have made this text.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        let mut letters = text.bytes();
        text.len() == 27 && letters.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    }
}
