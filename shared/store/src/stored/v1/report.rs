//! The report that an application holds of what its applicant was told.

use domain::document;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
pub(super) struct Report {
    title: String,
    answer: Vec<String>,
    facts: Vec<(String, String)>,
    sections: Vec<Section>,
}

#[derive(Deserialize, Serialize)]
struct Section {
    heading: String,
    blocks: Vec<Block>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Block {
    Text(Vec<Span>),
    Warning(String),
    List(Vec<Vec<Span>>),
    Table(Table),
    Heading(String),
}

#[derive(Deserialize, Serialize)]
struct Span {
    text: String,
    href: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    total: bool,
}

#[derive(Deserialize, Serialize)]
struct Column {
    header: String,
    numeric: bool,
}

fn spans(spans: &[document::Span]) -> Vec<Span> {
    spans.iter().map(Span::from).collect()
}

fn all<F, T: From<F>>(all: Vec<F>) -> Vec<T> {
    all.into_iter().map(T::from).collect()
}

impl From<&document::Document> for Report {
    fn from(document: &document::Document) -> Self {
        let document::Document {
            title,
            answer,
            facts,
            sections,
        } = document;
        Self {
            title: title.clone(),
            answer: answer.clone(),
            facts: facts.clone(),
            sections: sections.iter().map(Section::from).collect(),
        }
    }
}

impl From<Report> for document::Document {
    fn from(stored: Report) -> Self {
        let Report {
            title,
            answer,
            facts,
            sections,
        } = stored;
        Self {
            title,
            answer,
            facts,
            sections: all(sections),
        }
    }
}

impl From<&document::DocumentSection> for Section {
    fn from(section: &document::DocumentSection) -> Self {
        let document::DocumentSection { heading, blocks } = section;
        Self {
            heading: heading.clone(),
            blocks: blocks.iter().map(Block::from).collect(),
        }
    }
}

impl From<Section> for document::DocumentSection {
    fn from(stored: Section) -> Self {
        let Section { heading, blocks } = stored;
        Self {
            heading,
            blocks: all(blocks),
        }
    }
}

impl From<&document::Block> for Block {
    fn from(block: &document::Block) -> Self {
        match block {
            document::Block::Text(text) => Self::Text(spans(text)),
            document::Block::Warning(warning) => Self::Warning(warning.clone()),
            document::Block::List(items) => {
                Self::List(items.iter().map(|item| spans(item)).collect())
            }
            document::Block::Table(table) => Self::Table(table.into()),
            document::Block::Heading(heading) => Self::Heading(heading.clone()),
        }
    }
}

impl From<Block> for document::Block {
    fn from(stored: Block) -> Self {
        match stored {
            Block::Text(spans) => Self::Text(all(spans)),
            Block::Warning(warning) => Self::Warning(warning),
            Block::List(items) => Self::List(items.into_iter().map(all).collect()),
            Block::Table(table) => Self::Table(table.into()),
            Block::Heading(heading) => Self::Heading(heading),
        }
    }
}

impl From<&document::Span> for Span {
    fn from(span: &document::Span) -> Self {
        let document::Span { text, href } = span;
        Self {
            text: text.clone(),
            href: href.clone(),
        }
    }
}

impl From<Span> for document::Span {
    fn from(stored: Span) -> Self {
        let Span { text, href } = stored;
        Self { text, href }
    }
}

impl From<&document::DocumentTable> for Table {
    fn from(table: &document::DocumentTable) -> Self {
        let document::DocumentTable {
            caption,
            columns,
            rows,
            total,
        } = table;
        Self {
            caption: caption.clone(),
            columns: columns.iter().map(Column::from).collect(),
            rows: rows.clone(),
            total: *total,
        }
    }
}

impl From<Table> for document::DocumentTable {
    fn from(stored: Table) -> Self {
        let Table {
            caption,
            columns,
            rows,
            total,
        } = stored;
        Self {
            caption,
            columns: all(columns),
            rows,
            total,
        }
    }
}

impl From<&document::Column> for Column {
    fn from(column: &document::Column) -> Self {
        let document::Column { header, numeric } = column;
        Self {
            header: header.clone(),
            numeric: *numeric,
        }
    }
}

impl From<Column> for document::Column {
    fn from(stored: Column) -> Self {
        let Column { header, numeric } = stored;
        Self { header, numeric }
    }
}
