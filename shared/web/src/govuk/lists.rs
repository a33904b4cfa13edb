//! Tables, summaries and tasks.

use super::{Attributes, Hint, Tag};
use crate::html::{Html, Text};

component! {
    /// A table.
    Table, "govuk/table.html" {
        /// What it shows.
        caption: Text,
        /// The caption's classes, such as `govuk-table__caption--m`.
        caption_classes: Text,
        /// The column headers.
        head: Vec<HeadCell>,
        /// The rows.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        rows: Vec<Vec<Cell>>,
        /// Whether the first cell of each row is its header.
        first_cell_is_header: bool,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A column header.
    HeadCell {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// `numeric`, or nothing.
        format: Text,
        /// How many columns it spans.
        colspan: Text,
        /// How many rows it spans.
        rowspan: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A cell.
    Cell {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// `numeric`, or nothing.
        format: Text,
        /// How many columns it spans.
        colspan: Text,
        /// How many rows it spans.
        rowspan: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// What was answered, each with what can be done about it.
    SummaryList, "govuk/summary-list.html" {
        /// The rows.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        rows: Vec<SummaryRow>,
        /// The card around it.
        card: Option<SummaryCard>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A row of a summary.
    SummaryRow {
        /// What was asked.
        key: SummaryText,
        /// What was answered.
        value: SummaryText,
        /// What can be done about it.
        actions: Actions,
        /// Extra classes.
        classes: Text,
    }
}

part! {
    /// Words of a summary.
    SummaryText {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Extra classes.
        classes: Text,
    }
}

part! {
    /// What can be done about a row or a card.
    Actions {
        /// The links.
        items: Vec<Action>,
        /// Extra classes.
        classes: Text,
    }
}

part! {
    /// A link that does something about a row or a card.
    Action {
        /// The words: `Change`.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Where it leads.
        href: Text,
        /// What it is about, for those who hear the link alone.
        visually_hidden_text: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// The card around a summary.
    SummaryCard {
        /// Its heading.
        title: Option<SummaryTitle>,
        /// What can be done about all of it.
        actions: Actions,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// The heading of a card.
    SummaryTitle {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Its level, 1 to 6: 2, if left out.
        heading_level: Text,
        /// Extra classes.
        classes: Text,
    }
}

component! {
    /// The parts of a form and how far each is.
    TaskList, "govuk/task-list.html" {
        /// The parts.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        items: Vec<TaskItem>,
        /// What ids begin with: `task-list`, if left out.
        id_prefix: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A part of a form.
    TaskItem {
        /// What it is called.
        title: TaskTitle,
        /// A line of help.
        hint: Option<Hint>,
        /// How far it is.
        status: TaskStatus,
        /// Where it begins; left out where it cannot start yet.
        href: Text,
        /// Extra classes.
        classes: Text,
    }
}

part! {
    /// What a part is called.
    TaskTitle {
        /// The words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Extra classes.
        classes: Text,
    }
}

part! {
    /// How far a part is.
    TaskStatus {
        /// As a tag.
        tag: Option<Tag>,
        /// As words.
        text: Text,
        /// Instead of `text`.
        html: Html,
        /// Extra classes.
        classes: Text,
    }
}

impl SummaryList {
    pub(crate) fn has_actions(&self) -> bool {
        self.rows.iter().any(|row| !row.actions.items.is_empty())
    }

    pub(crate) fn card_title(&self) -> Option<&SummaryTitle> {
        self.card.as_ref()?.title.as_ref()
    }
}

impl SummaryRow {
    /// A row of words without links.
    pub fn of(key: impl Into<Text>, value: impl Into<Text>) -> Self {
        Self {
            key: SummaryText {
                text: key.into(),
                ..SummaryText::default()
            },
            value: SummaryText {
                text: value.into(),
                ..SummaryText::default()
            },
            ..Self::default()
        }
    }
}

impl Cell {
    /// A cell of words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A cell with a number.
    pub fn numeric(text: impl Into<Text>) -> Self {
        Self {
            format: "numeric".into(),
            ..Self::of(text)
        }
    }
}

impl HeadCell {
    /// A header of words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// The header of a column of numbers.
    pub fn numeric(text: impl Into<Text>) -> Self {
        Self {
            format: "numeric".into(),
            ..Self::of(text)
        }
    }
}
