//! A report as headings, sentences and tables, before it is a page or a PDF.
//! One value feeds both, so they cannot say different things.

use serde::{Deserialize, Serialize};

/// A report.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Document {
    /// The title, also the file's title.
    pub title: String,
    /// One or two sentences: the answer first.
    pub answer: Vec<String>,
    /// Key facts under the answer: label and value.
    pub facts: Vec<(String, String)>,
    /// What follows, in order.
    pub sections: Vec<Section>,
}

/// A heading and what stands under it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands under it.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// A paragraph.
    Text(Vec<Span>),
    /// A warning, read out with the word "Warning".
    Warning(String),
    /// A bulleted list.
    List(Vec<Vec<Span>>),
    /// A table.
    Table(Table),
    /// A heading below the section's.
    Heading(String),
}

/// A run of text, with where it leads if it is a link.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Span {
    /// The words.
    pub text: String,
    /// The address it leads to.
    pub href: Option<String>,
}

/// A table with a header row; the first cell of each row is its header.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// The column headers.
    pub columns: Vec<Column>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
    /// Whether the last row is the total.
    pub total: bool,
}

/// A column of a table.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// Whether its cells are numbers, set to the right.
    pub numeric: bool,
}

impl Span {
    /// Words alone.
    pub fn words(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: None,
        }
    }

    /// Words that lead somewhere.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: Some(href.into()),
        }
    }

    /// A telephone number that calls when it is chosen.
    #[must_use]
    pub fn telephone(number: &str) -> Self {
        Self::link(number, telephone_address(number))
    }
}

/// The address that calls a number: `tel:03000000000`.
#[must_use]
pub fn telephone_address(number: &str) -> String {
    let mut address = String::with_capacity(4 + number.len());
    address.push_str("tel:");
    address.extend(number.chars().filter(|c| c.is_ascii_digit() || *c == '+'));
    address
}

impl Block {
    /// A paragraph of words alone.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(vec![Span::words(text)])
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn spaces_and_words_are_left_out_of_the_address_of_a_telephone() {
        assert_eq!(
            super::telephone_address("+44 300 000 0000 (free)"),
            "tel:+443000000000"
        );
    }
}
