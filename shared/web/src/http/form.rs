//! Reads posted forms.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};

use crate::http::MOST_BYTES;
use crate::http::failure::Failure;
use crate::http::percent;
use crate::http::routes::FieldsOfRoute;

/// The most fields of a form. The whole week of 60 people at a day service has
/// fewer than 3,600; every other page has fewer than 120.
pub const MOST_FIELDS: usize = 4_000;

/// The most bytes in the name of a field.
const LONGEST_NAME: usize = 200;

/// The fields of a posted form, in the order sent: name, value.
///
/// A value is as somebody typed it, without what nobody types: line breaks are
/// `\n` alone, and control characters and characters that change the direction
/// of text are removed. A body that is not a form gets a 400 page, never a 5xx.
///
/// A handler sees only the fields that its route names
/// ([`crate::RouteTable::post_fields`]).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PostedForm {
    fields: Vec<(String, String)>,
    /// The names that the route gives; `None` for the questions of a journey,
    /// whose names come from its form.
    named: Option<&'static [&'static str]>,
}

impl PostedForm {
    /// Returns all fields, for the parsers of the journey engine.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Returns the first value of a field; empty if there is none.
    #[must_use]
    pub fn one(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Returns every value of a field. A field that the route does not name has
    /// none, and panics in a debug build.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        debug_assert!(self.may_have(name), "the route does not name {name}");
        self.fields
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// Reads `application/x-www-form-urlencoded`; `None` if the body is
    /// something else, is not UTF-8, or has more fields than any form.
    #[must_use]
    pub fn read(body: &[u8]) -> Option<Self> {
        let mut fields = Vec::new();
        for field in body
            .split(|byte| *byte == b'&')
            .filter(|field| !field.is_empty())
        {
            let (name, value) = match field.iter().position(|byte| *byte == b'=') {
                Some(at) => (field.get(..at)?, field.get(at + 1..)?),
                None => (field, [].as_slice()),
            };
            let name = percent::decoded(name)?;
            if fields.len() == MOST_FIELDS || name.len() > LONGEST_NAME {
                return None;
            }
            fields.push((name, tidied(&percent::decoded(value)?)));
        }
        Some(Self {
            fields,
            named: None,
        })
    }

    /// Removes every field that the route does not name.
    fn of_route(mut self, FieldsOfRoute(names): FieldsOfRoute) -> Self {
        self.fields
            .retain(|(name, _)| names.contains(&name.as_str()));
        self.named = Some(names);
        self
    }

    fn may_have(&self, name: &str) -> bool {
        self.named.is_none_or(|names| names.contains(&name))
    }
}

impl<S: Send + Sync> FromRequest<S> for PostedForm {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        if !is_form(request.headers()) {
            return Err(Failure::BAD_REQUEST);
        }
        let route = request.extensions().get::<FieldsOfRoute>().copied();
        let body = to_bytes(request.into_body(), MOST_BYTES)
            .await
            .map_err(|_| Failure::new(StatusCode::PAYLOAD_TOO_LARGE))?;
        let posted = Self::read(&body).ok_or(Failure::BAD_REQUEST)?;
        Ok(match route {
            Some(route) => posted.of_route(route),
            None => posted,
        })
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.unwrap_or_default()
        .split(';')
        .next()
        .is_some_and(|kind| {
            kind.trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
}

fn tidied(typed: &str) -> String {
    let mut tidy = String::with_capacity(typed.len());
    let mut characters = typed.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                tidy.push('\n');
            }
            '\n' | '\t' => tidy.push(character),
            _ if character.is_control() || turns_text(character) => {}
            _ => tidy.push(character),
        }
    }
    tidy
}

/// Whether a character is an embedding, override or isolate (Unicode 9.0 UAX
/// #9, 2), which make text read differently from what is stored, or the byte
/// order mark.
const fn turns_text(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::RandomBytes;

    fn read(body: &str) -> Option<Vec<(String, String)>> {
        PostedForm::read(body.as_bytes()).map(|posted| posted.fields)
    }

    fn field(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn fields_keep_their_order_and_repeat() {
        let posted = PostedForm::read(b"b=2&a=1+%2B+1&b=%C2%A33&c&=x&&").unwrap();
        let expected = [
            field("b", "2"),
            field("a", "1 + 1"),
            field("b", "£3"),
            field("c", ""),
            field("", "x"),
        ];
        assert_eq!(posted.fields(), expected);
        assert_eq!(posted.one("b"), "2");
        assert_eq!(posted.all("b").collect::<Vec<_>>(), ["2", "£3"]);
        assert_eq!(posted.one("nothing"), "");
    }

    #[test]
    fn a_field_that_the_route_does_not_name_is_not_there() {
        let posted = PostedForm::read(b"a=1&b=2").unwrap();
        let posted = posted.of_route(FieldsOfRoute(&["a", "c"]));
        assert_eq!(posted.fields(), [field("a", "1")]);
        assert_eq!((posted.one("a"), posted.one("c")), ("1", ""));
        let read = std::panic::catch_unwind(|| posted.one("b").to_owned());
        // A release build has no debug assertions and finds no value.
        assert_eq!(read.is_err(), cfg!(debug_assertions));
    }

    #[test]
    fn what_is_not_text_is_refused() {
        for body in ["a=%ff", "a=%C3%28", "%e0=1", "a=%", "a=%4", "a=%zz"] {
            assert_eq!(read(body), None, "{body}");
        }
        assert_eq!(PostedForm::read(b"a=\xff"), None);
    }

    #[test]
    fn more_fields_than_any_form_has_are_refused() {
        let fields = |count: usize| vec!["a=1"; count].join("&");
        assert_eq!(read(&fields(MOST_FIELDS)).unwrap().len(), MOST_FIELDS);
        assert_eq!(read(&fields(MOST_FIELDS + 1)), None);
        assert_eq!(read(&format!("{}=1", "a".repeat(201))), None);
    }

    #[test]
    fn characters_that_nobody_types_are_left_out() {
        let posted = read("a=one%0D%0Atwo%0Dthree%0A&b=%00x%1B%7F%C2%85y%09z&c=%E2%80%AEtxt.exe%E2%80%AC%E2%81%A6").unwrap();
        let expected = [
            field("a", "one\ntwo\nthree\n"),
            field("b", "xy\tz"),
            field("c", "txt.exe"),
        ];
        assert_eq!(posted, expected);
    }

    #[test]
    fn names_in_any_script_are_kept() {
        assert_eq!(read("a=%D7%93%D7%95%D7%93").unwrap(), [field("a", "דוד")]);
        assert_eq!(
            read("a=Zo%C3%AB+%F0%9F%91%8D").unwrap(),
            [field("a", "Zoë 👍")]
        );
    }

    #[test]
    fn a_million_random_bodies_are_read_or_refused() {
        const ALPHABET: [&[u8]; 16] = [
            b"%",
            b"&",
            b"=",
            b"+",
            b"a",
            b"F",
            b"0",
            b"\r",
            b"\n",
            b"\x00",
            b"\xc3\xa9",
            b"\xa9",
            b"%41",
            b"%c3%a9",
            b"%0D%0A",
            b"%00",
        ];
        let mut random = RandomBytes::new();
        let mut taken = 0;
        for _ in 0..1_000_000 {
            let pieces = random.below(24);
            if let Some(posted) = PostedForm::read(random.of(&ALPHABET, pieces)) {
                taken += 1;
                let mut values = posted.fields().iter().map(|(_, value)| value);
                assert!(values.all(|value| !value.contains(['\r', '\0'])));
            }
        }
        assert!((10_000..990_000).contains(&taken), "{taken}");
    }
}
