//! Tables whose rows become lists on a narrow screen.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::html::Text;

/// A table that a narrow screen shows row by row, each cell under the header of
/// its column. The Design System's table has no such form. For a screen
/// reader it stays a table: browsers no longer take that from a table that is
/// displayed in another way.
///
/// The first cell of each row is the header of the row.
#[derive(Clone, Debug, Template)]
#[template(path = "page/stacked-table.html")]
pub struct StackedTable {
    /// The caption, which says what the table shows.
    pub caption: Text,
    /// The headers of the columns.
    pub columns: Vec<Text>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Vec<StackedCell>>,
}

/// A cell of a [`StackedTable`].
#[derive(Clone, Debug)]
pub struct StackedCell {
    /// The words.
    pub text: Text,
    /// The address to which the words lead; none if empty.
    pub href: Text,
}

impl HtmlSafe for StackedTable {}

impl StackedTable {
    /// Returns the header of a column; empty if there is none.
    fn header(&self, column: &usize) -> &Text {
        self.columns.get(*column).unwrap_or(&Text::NONE)
    }
}

impl StackedCell {
    /// Makes a cell of words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self::link(text, Text::NONE)
    }

    /// Makes a cell whose words lead somewhere.
    pub fn link(text: impl Into<Text>, href: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            href: href.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_of_a_narrow_table_is_under_the_header_of_its_column() {
        let table = StackedTable {
            caption: "People".into(),
            columns: vec!["Name".into(), "Work".into()],
            rows: vec![vec![
                StackedCell::link("Jo <Bloggs>", "/people/1"),
                StackedCell::of("Finance"),
            ]],
        };
        let html = table.render().unwrap();
        assert!(
            html.contains(r#"<a class="govuk-link" href="/people/1">Jo &#60;Bloggs&#62;</a></th>"#)
        );
        assert!(html.contains(r#"data-label="Work">Finance</td>"#));
    }
}
