//! Pages of lists, so that nothing reads a whole list that anybody can make
//! long.

use std::fmt;

/// A place in a list, after which the next page begins. The store makes it, and
/// an address carries it to the next request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListCursor(String);

/// The error of a text that is no place in a list.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("this is no place in a list")]
pub struct NoListCursor;

impl ListCursor {
    /// The most characters of a cursor: those of the longest key of a list.
    pub const LONGEST: usize = 200;

    /// Reads a cursor that an address carried.
    ///
    /// ```
    /// use domain::values::list_page::ListCursor;
    ///
    /// assert!(ListCursor::parse("2026-04-06T09:00:00.000Z~K7F3MMXT4D").is_ok());
    /// assert!(ListCursor::parse("<script>").is_err());
    /// ```
    ///
    /// # Errors
    /// [`NoListCursor`] if the text is empty, too long, or has a character that
    /// no cursor has.
    pub fn parse(text: &str) -> Result<Self, NoListCursor> {
        let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:_~".contains(&byte);
        let fits = (1..=Self::LONGEST).contains(&text.len());
        (fits && text.bytes().all(is_usual))
            .then(|| Self(text.to_owned()))
            .ok_or(NoListCursor)
    }

    /// Makes the cursor of a key. A key's `#` has another meaning in an
    /// address, and `~` stands for it.
    ///
    /// ```
    /// use domain::values::list_page::ListCursor;
    ///
    /// let cursor = ListCursor::of_key("2026-04-06T09:00:00.000Z#K7F3MMXT4D");
    /// assert_eq!(cursor.to_string(), "2026-04-06T09:00:00.000Z~K7F3MMXT4D");
    /// ```
    #[must_use]
    pub fn of_key(key: &str) -> Self {
        Self(key.replace('#', "~"))
    }

    /// Returns the key that the cursor was made of.
    ///
    /// ```
    /// use domain::values::list_page::ListCursor;
    ///
    /// assert_eq!(ListCursor::of_key("SAVED#1").key(), "SAVED#1");
    /// ```
    #[must_use]
    pub fn key(&self) -> String {
        self.0.replace('~', "#")
    }
}

/// Writes the cursor as an address carries it.
impl fmt::Display for ListCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The size of the page that a whole list is: of a list that the product itself
/// keeps short, or for a job that has to know all of it.
pub const EVERY_ITEM: usize = usize::MAX;

/// A page of a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListPage<T> {
    /// The items that could be read.
    pub items: Vec<T>,
    /// The number of items of the page that could not be read. They are logged,
    /// and hide no other.
    pub unreadable: usize,
    /// The place of the next page; none if this is the last.
    pub next: Option<ListCursor>,
}

/// The length of a list, counted up to a limit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BoundedCount {
    /// The list has this many items.
    Exactly(usize),
    /// The list has more than this many items, which were not counted.
    MoreThan(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_from_an_address_as_it_was() {
        let key = "ACKNOWLEDGED#2026-04-06T09:00:00.000Z#K7F3MMXT4D";
        let cursor = ListCursor::of_key(key);
        assert!(!cursor.to_string().contains('#'));
        let back = ListCursor::parse(&cursor.to_string()).unwrap();
        assert_eq!((back.key().as_str(), back), (key, cursor));
    }

    #[test]
    fn what_no_list_made_is_no_cursor() {
        let long = "9".repeat(ListCursor::LONGEST + 1);
        for text in ["", " ", "<b>", "2026\n", "é", &long] {
            assert_eq!(ListCursor::parse(text), Err(NoListCursor), "{text}");
        }
    }
}
