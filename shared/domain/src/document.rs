//! A report as headings, sentences and tables, before it becomes a page or a
//! PDF. One value feeds both, so they cannot say different things.

/// A report, for a page and for a PDF.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Document {
    /// The title, also that of the PDF file.
    pub title: String,
    /// The answer, in one or two sentences, which stand first.
    pub answer: Vec<String>,
    /// Key facts under the answer: label and value.
    pub facts: Vec<(String, String)>,
    /// The sections after the answer and the facts, in order.
    pub sections: Vec<DocumentSection>,
}

/// A heading and the blocks under it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DocumentSection {
    /// The heading.
    pub heading: String,
    /// The blocks under the heading.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Block {
    /// A paragraph.
    Text(Vec<Span>),
    /// A warning, read out with the word "Warning".
    Warning(String),
    /// A bulleted list.
    List(Vec<Vec<Span>>),
    /// A table.
    Table(DocumentTable),
    /// A heading one level below the section's.
    Heading(String),
}

/// A run of text, with its address if it is a link.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// The address of the link.
    pub href: Option<String>,
}

/// A table with a header row; the first cell of each row is its header.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DocumentTable {
    /// The caption, which says what the table shows.
    pub caption: String,
    /// The column headers.
    pub columns: Vec<Column>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
    /// Whether the last row is the total.
    pub total: bool,
}

/// A column of a table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Column {
    /// The header of the column.
    pub header: String,
    /// Whether the cells are numbers, which are aligned to the right.
    pub numeric: bool,
}

impl Span {
    /// Makes a span of words alone.
    pub fn words(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: None,
        }
    }

    /// Makes a link.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: Some(href.into()),
        }
    }

    /// Makes a link that calls a telephone number.
    #[must_use]
    pub fn telephone(number: &str) -> Self {
        Self::link(number, telephone_address(number))
    }
}

/// Returns the address that calls a number: `tel:03000000000`.
#[must_use]
pub fn telephone_address(number: &str) -> String {
    let mut address = String::with_capacity(4 + number.len());
    address.push_str("tel:");
    address.extend(number.chars().filter(|c| c.is_ascii_digit() || *c == '+'));
    address
}

impl Block {
    /// Makes a paragraph of words alone.
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
