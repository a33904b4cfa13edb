//! The ids of people whom the council knows, with or without an account.

use super::id_text::is_slug;

/// The id of a person whom the council knows.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PersonId(String);

/// The error of a text that is not the id of a person.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an id of a person")]
pub struct NotAPersonId;

impl PersonId {
    /// Reads an id as it stands in an address: at most 40 lower-case letters,
    /// digits and hyphens.
    ///
    /// ```
    /// use domain::values::person_id::{NotAPersonId, PersonId};
    ///
    /// assert_eq!(PersonId::parse("p-1")?.as_str(), "p-1");
    /// assert_eq!(PersonId::parse("../p-1"), Err(NotAPersonId));
    /// # Ok::<(), NotAPersonId>(())
    /// ```
    ///
    /// # Errors
    /// [`NotAPersonId`].
    pub fn parse(text: &str) -> Result<Self, NotAPersonId> {
        match is_slug(text) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotAPersonId),
        }
    }

    /// Returns the id as text, as it stands in an address.
    ///
    /// ```
    /// use domain::values::person_id::{NotAPersonId, PersonId};
    ///
    /// let id = PersonId::parse("p-1")?;
    /// assert_eq!(format!("/practice/people/{}", id.as_str()), "/practice/people/p-1");
    /// # Ok::<(), NotAPersonId>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for PersonId {
    type Err = NotAPersonId;

    fn from_str(text: &str) -> Result<Self, NotAPersonId> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_a_person_is_one_part_of_an_address() {
        assert_eq!(PersonId::parse("p-1").unwrap().as_str(), "p-1");
        for text in ["", "P1", "a/b", "..", "a b", "é", &"a".repeat(41)] {
            assert_eq!(PersonId::parse(text), Err(NotAPersonId), "{text}");
        }
    }
}
