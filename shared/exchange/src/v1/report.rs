//! A report, word for word.

use domain::document;
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct Report<'a> {
    title: &'a str,
    answer: &'a [String],
    facts: &'a [(String, String)],
    sections: Vec<Section<'a>>,
}

#[derive(Serialize)]
struct Section<'a> {
    heading: &'a str,
    blocks: Vec<Block<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Block<'a> {
    Text(Vec<Span<'a>>),
    Warning(&'a str),
    List(Vec<Vec<Span<'a>>>),
    Table(Table<'a>),
    Heading(&'a str),
}

#[derive(Serialize)]
struct Span<'a> {
    text: &'a str,
    href: Option<&'a str>,
}

#[derive(Serialize)]
struct Table<'a> {
    caption: &'a str,
    columns: Vec<Column<'a>>,
    rows: &'a [Vec<String>],
    total: bool,
}

#[derive(Serialize)]
struct Column<'a> {
    header: &'a str,
    numeric: bool,
}

impl<'a> From<&'a document::Document> for Report<'a> {
    fn from(document: &'a document::Document) -> Self {
        let document::Document {
            title,
            answer,
            facts,
            sections,
        } = document;
        Self {
            title,
            answer,
            facts,
            sections: sections.iter().map(Section::from).collect(),
        }
    }
}

impl<'a> From<&'a document::DocumentSection> for Section<'a> {
    fn from(section: &'a document::DocumentSection) -> Self {
        let document::DocumentSection { heading, blocks } = section;
        Self {
            heading,
            blocks: blocks.iter().map(Block::from).collect(),
        }
    }
}

impl<'a> From<&'a document::Block> for Block<'a> {
    fn from(block: &'a document::Block) -> Self {
        match block {
            document::Block::Text(text) => Self::Text(spans(text)),
            document::Block::Warning(warning) => Self::Warning(warning),
            document::Block::List(items) => {
                Self::List(items.iter().map(|item| spans(item)).collect())
            }
            document::Block::Table(table) => Self::Table(table.into()),
            document::Block::Heading(heading) => Self::Heading(heading),
        }
    }
}

fn spans(spans: &[document::Span]) -> Vec<Span<'_>> {
    spans.iter().map(Span::from).collect()
}

impl<'a> From<&'a document::Span> for Span<'a> {
    fn from(span: &'a document::Span) -> Self {
        let document::Span { text, href } = span;
        Self {
            text,
            href: href.as_deref(),
        }
    }
}

impl<'a> From<&'a document::DocumentTable> for Table<'a> {
    fn from(table: &'a document::DocumentTable) -> Self {
        let document::DocumentTable {
            caption,
            columns,
            rows,
            total,
        } = table;
        Self {
            caption,
            columns: columns.iter().map(Column::from).collect(),
            rows,
            total: *total,
        }
    }
}

impl<'a> From<&'a document::Column> for Column<'a> {
    fn from(column: &'a document::Column) -> Self {
        let document::Column { header, numeric } = column;
        Self {
            header,
            numeric: *numeric,
        }
    }
}
