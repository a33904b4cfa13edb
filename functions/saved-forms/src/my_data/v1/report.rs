//! A report, word for word.

use domain::document;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Report {
    title: String,
    answer: Vec<String>,
    facts: Vec<(String, String)>,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    heading: String,
    blocks: Vec<Block>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Block {
    Text(Vec<Span>),
    Warning(String),
    List(Vec<Vec<Span>>),
    Table(Table),
    Heading(String),
}

#[derive(Serialize)]
struct Span {
    text: String,
    href: Option<String>,
}

#[derive(Serialize)]
struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    total: bool,
}

#[derive(Serialize)]
struct Column {
    header: String,
    numeric: bool,
}

impl From<document::Document> for Report {
    fn from(document: document::Document) -> Self {
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
            sections: sections.into_iter().map(Section::from).collect(),
        }
    }
}

impl From<document::DocumentSection> for Section {
    fn from(section: document::DocumentSection) -> Self {
        let document::DocumentSection { heading, blocks } = section;
        Self {
            heading,
            blocks: blocks.into_iter().map(Block::from).collect(),
        }
    }
}

impl From<document::Block> for Block {
    fn from(block: document::Block) -> Self {
        match block {
            document::Block::Text(text) => Self::Text(spans(text)),
            document::Block::Warning(warning) => Self::Warning(warning),
            document::Block::List(items) => Self::List(items.into_iter().map(spans).collect()),
            document::Block::Table(table) => Self::Table(table.into()),
            document::Block::Heading(heading) => Self::Heading(heading),
        }
    }
}

fn spans(spans: Vec<document::Span>) -> Vec<Span> {
    spans.into_iter().map(Span::from).collect()
}

impl From<document::Span> for Span {
    fn from(span: document::Span) -> Self {
        let document::Span { text, href } = span;
        Self { text, href }
    }
}

impl From<document::DocumentTable> for Table {
    fn from(table: document::DocumentTable) -> Self {
        let document::DocumentTable {
            caption,
            columns,
            rows,
            total,
        } = table;
        Self {
            caption,
            columns: columns.into_iter().map(Column::from).collect(),
            rows,
            total,
        }
    }
}

impl From<document::Column> for Column {
    fn from(column: document::Column) -> Self {
        let document::Column { header, numeric } = column;
        Self { header, numeric }
    }
}
