//! The addresses of a form's pages.

use axum::extract::RawPathParams;
use journey::form::Form;

use crate::http::percent;

/// A form with the addresses of its pages and of its result.
///
/// The addresses are patterns: a part in braces names the person whom the form
/// is about, as in `/practice/people/{person}/assessment`. [`FormAddress`]
/// holds the values of those parts in one request.
#[derive(Clone, Copy, Debug)]
pub struct JourneySpec {
    /// The beginning of every address of the form: `/estimate-costs`. The
    /// function serves its own start page there. No part in braces may be
    /// called `page`, `group` or `item`, because the routes of the form use
    /// those names.
    pub prefix: &'static str,
    /// The form.
    pub form: &'static Form,
    /// The address of the result: `/estimate-costs/result`.
    pub result_path: &'static str,
    /// The words of the button that leads to the result: `See your result`.
    pub result_words: &'static str,
    /// Whether the last question leads to the check of all answers before the
    /// result. A result that sends nothing needs no such check: it has a link to
    /// it.
    pub checks_answers: bool,
}

impl JourneySpec {
    /// Builds the addresses of a form whose patterns have no part in braces.
    #[must_use]
    pub const fn address(self) -> FormAddress {
        FormAddress {
            spec: self,
            values: Vec::new(),
        }
    }

    /// Builds the addresses of a form with the values that a request has in
    /// place of the parts in braces.
    #[must_use]
    pub fn address_in(self, request: &RawPathParams) -> FormAddress {
        let values = request.iter();
        FormAddress {
            spec: self,
            values: values
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }
}

/// The addresses of a form's pages in one request.
#[derive(Clone, Debug)]
pub struct FormAddress {
    spec: JourneySpec,
    /// The name and value of each part in braces.
    values: Vec<(String, String)>,
}

impl FormAddress {
    /// Returns the form and the patterns of its addresses.
    #[must_use]
    pub const fn spec(&self) -> JourneySpec {
        self.spec
    }

    /// Builds the address of the start page.
    #[must_use]
    pub fn home(&self) -> String {
        self.fill(self.spec.prefix)
    }

    /// Builds the address of the result.
    #[must_use]
    pub fn result(&self) -> String {
        self.fill(self.spec.result_path)
    }

    /// Builds the address of a page of the form, such as the question `rent` or
    /// the page `check-answers`.
    #[must_use]
    pub fn page(&self, path: &str) -> String {
        format!("{}/{path}", self.home())
    }

    /// Returns the value of a part in braces; empty if the address has no such
    /// part.
    pub(super) fn value(&self, name: &str) -> &str {
        let mut values = self.values.iter();
        let found = values.find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    fn fill(&self, pattern: &str) -> String {
        if !pattern.contains('{') {
            return pattern.to_owned();
        }
        let parts: Vec<String> = pattern
            .split('/')
            .map(|part| {
                let name = part
                    .strip_prefix('{')
                    .and_then(|rest| rest.strip_suffix('}'));
                name.map_or_else(|| part.to_owned(), |name| one_part(self.value(name)))
            })
            .collect();
        parts.join("/")
    }
}

/// Encodes a value as one part of a path.
fn one_part(value: &str) -> String {
    percent::encoded(value).replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_whom_the_request_names_and_nothing_else() {
        let spec = JourneySpec {
            prefix: "/practice/people/{person}/assessment",
            form: journey::forms::check_support(),
            result_path: "/practice/people/{person}/result/{kind}",
            result_words: "Continue",
            checks_answers: true,
        };
        let address = FormAddress {
            spec,
            values: [("person", "a/b{kind}é"), ("kind", "1"), ("page", "x")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
        };
        let person = "a%2Fb%7Bkind%7D%C3%A9";
        assert_eq!(
            address.home(),
            format!("/practice/people/{person}/assessment")
        );
        assert_eq!(
            address.result(),
            format!("/practice/people/{person}/result/1")
        );
        assert_eq!(
            address.page("age"),
            format!("/practice/people/{person}/assessment/age")
        );
    }
}
