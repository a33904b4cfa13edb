//! What was said, in the words of the form.

use crate::form::{Page, Section};
use crate::journey::Journey;

/// A section of the check-answers page.
#[derive(Clone, Debug)]
pub struct SummarySection<'a> {
    /// The part of the form.
    pub section: &'a Section,
    /// One for each question asked, and each thing added to a group.
    pub rows: Vec<SummaryRow<'a>>,
}

/// A question and what was said to it.
#[derive(Clone, Debug)]
pub struct SummaryRow<'a> {
    /// The page where it can be changed.
    pub page: &'a str,
    /// The thing added, if the page is a group and has any.
    pub item: Option<&'a str>,
    /// The question in short: `Savings`; of a thing added `Property 1`.
    pub label: String,
    /// What was said, one or more lines: `£12.50 a week`. `Not provided` if it
    /// was skipped; no line if it is not answered yet.
    pub value: Vec<String>,
}

impl<'a> Journey<'a> {
    /// Every question asked with what was said, by section.
    #[must_use]
    pub fn summary(&self) -> Vec<SummarySection<'a>> {
        Vec::new()
    }

    /// The things added to a group, in the order they were added; nothing for
    /// a page that is not a group.
    #[must_use]
    pub fn items(&self, page: &'a Page) -> Vec<SummaryRow<'a>> {
        let _ = page;
        Vec::new()
    }
}
