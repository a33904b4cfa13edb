//! Templates that show a report as HTML. The PDF is made from the same value.

use askama::Template;
use askama::filters::HtmlSafe;
use domain::document::{Block, DocumentSection, DocumentTable};

/// The sections of a report, each under an `h2`.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "page/sections.html")]
pub struct Sections<'a> {
    /// The sections, in order.
    pub sections: &'a [DocumentSection],
}

impl HtmlSafe for Sections<'_> {}

/// The sections of a report, each folded away under its heading, an `h3`. Paper
/// shows them unfolded.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "page/folded.html")]
pub struct Folded<'a> {
    /// The sections, in order.
    pub sections: &'a [DocumentSection],
}

impl HtmlSafe for Folded<'_> {}

/// The blocks under one heading of a report.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "page/blocks.html")]
pub struct Blocks<'a> {
    blocks: &'a [Block],
    /// The level of the headings among the blocks.
    level: u8,
}

impl<'a> Blocks<'a> {
    /// Makes the blocks under an `h2`.
    #[must_use]
    pub const fn new(blocks: &'a [Block]) -> Self {
        Self { blocks, level: 3 }
    }

    /// Makes the blocks under an `h3`, as in [`Folded`].
    #[must_use]
    pub const fn folded(blocks: &'a [Block]) -> Self {
        Self { blocks, level: 4 }
    }
}

impl HtmlSafe for Blocks<'_> {}

/// Returns the id of a heading, for links to the heading: `what-you-told-us`.
#[must_use]
pub fn slug(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    for letter in heading.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if letter.is_whitespace() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug
}

/// Whether a row is the total of its table. (The argument is a reference
/// because askama passes references.)
fn is_total(table: &DocumentTable, row: &usize) -> bool {
    table.total && row + 1 == table.rows.len()
}

/// Whether a cell is a number, which is aligned to the right.
fn is_numeric(table: &DocumentTable, column: &usize) -> bool {
    table
        .columns
        .get(*column)
        .is_some_and(|column| column.numeric)
}

/// Returns the header of a column. A narrow screen has no room for columns and
/// shows the header beside each cell.
fn header<'a>(table: &'a DocumentTable, column: &usize) -> &'a str {
    table
        .columns
        .get(*column)
        .map_or("", |column| column.header.as_str())
}

#[cfg(test)]
mod tests {
    use domain::document::{Column, Span};

    use super::*;

    #[test]
    fn a_heading_has_an_id_that_an_address_can_hold() {
        assert_eq!(
            slug("If you think this is wrong, or have a question"),
            "if-you-think-this-is-wrong-or-have-a-question"
        );
        assert_eq!(slug("The council’s own policy"), "the-councils-own-policy");
    }

    #[test]
    fn what_somebody_typed_is_shown_and_never_run() {
        let blocks = [
            Block::text("<script>alert(1)</script>"),
            Block::List(vec![vec![Span::link(
                "a & b",
                "https://example.org/?a=\"1\"",
            )]]),
            Block::Table(DocumentTable {
                caption: "<b>".into(),
                columns: vec![
                    Column {
                        header: "What".into(),
                        numeric: false,
                    },
                    Column {
                        header: "How much".into(),
                        numeric: true,
                    },
                ],
                rows: vec![vec!["<i>".into(), "£1".into()]],
                total: true,
            }),
        ];
        let html = Blocks::new(&blocks).render().unwrap();
        assert!(!html.contains("<script>") && !html.contains("<b>") && !html.contains("<i>"));
        assert!(html.contains("&#60;script&#62;"));
        assert!(html.contains("<th scope=\"row\""));
        assert!(html.contains("data-label=\"How much\""));
        assert!(html.contains("govuk-table__cell--numeric"));
    }
}
