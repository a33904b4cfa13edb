//! The ids of requests for information about an application, and who makes
//! them.

use std::str::FromStr;

use super::id_text::is_id_text;
use super::reference::Reference;

/// The id of a request, which is made when its page is shown: a request that is
/// sent twice is kept once.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct InformationRequestId(String);

/// The error of a text that no request can have as its id.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an id of a request for information")]
pub struct NotAnInformationRequestId;

impl InformationRequestId {
    /// Returns the id as text, as it stands in an address.
    ///
    /// ```
    /// use domain::values::information_request::InformationRequestId;
    ///
    /// let id: InformationRequestId = "0e7c2a66".parse().unwrap();
    /// assert_eq!(id.as_str(), "0e7c2a66");
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads an id that comes from outside: 1 to 64 letters, digits and hyphens.
impl FromStr for InformationRequestId {
    type Err = NotAnInformationRequestId;

    fn from_str(text: &str) -> Result<Self, NotAnInformationRequestId> {
        match is_id_text(text) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotAnInformationRequestId),
        }
    }
}

/// The place of a request: the application that it is about, and its id.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct InformationRequestKey {
    /// The reference of the application.
    pub reference: Reference,
    /// The id of the request.
    pub id: InformationRequestId,
}

impl InformationRequestKey {
    /// Returns the address at which the request is answered.
    ///
    /// ```
    /// use domain::values::information_request::InformationRequestKey;
    /// use domain::values::reference::Reference;
    ///
    /// let key = InformationRequestKey {
    ///     reference: Reference::parse("K7F-3MM-XT4F").unwrap(),
    ///     id: "0e7c2a66".parse().unwrap(),
    /// };
    /// assert_eq!(key.address(), "/questions/K7F3MMXT4F/0e7c2a66");
    /// ```
    #[must_use]
    pub fn address(&self) -> String {
        format!("/questions/{}/{}", self.reference.plain(), self.id.as_str())
    }
}

crate::named_enum! {
    /// The part of the council that asks.
    pub enum AskingDesk {
        /// Practitioners of adult social care.
        Practice = "practice",
        /// The team that works out what people pay.
        Finance = "finance",
    }
}

impl AskingDesk {
    /// Returns who asks, as the person is told.
    ///
    /// ```
    /// use domain::values::information_request::AskingDesk;
    ///
    /// assert_eq!(AskingDesk::Practice.title(), "Adult social care");
    /// ```
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Practice => "Adult social care",
            Self::Finance => "The team that works out what people pay",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_a_request_is_one_part_of_an_address_and_of_a_key() {
        assert!("0e7c2a66".parse::<InformationRequestId>().is_ok());
        for text in ["", "..", "a#b", "a/b", "\u{e9}", &"a".repeat(65)] {
            let read = text.parse::<InformationRequestId>();
            assert_eq!(read, Err(NotAnInformationRequestId), "{text}");
        }
    }
}
