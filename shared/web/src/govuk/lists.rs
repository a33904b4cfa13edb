//! Tables, summary lists and task lists.

use super::{Attributes, Hint, Tag};
use crate::html::{Html, Text};

component! {
    /// A table.
    Table, "govuk/table.html" {
        /// The caption, which says what the table shows.
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
        /// HTML instead of `text`.
        html: Html,
        /// The format: `numeric`, or nothing.
        format: Text,
        /// The number of columns that the cell spans.
        colspan: Text,
        /// The number of rows that the cell spans.
        rowspan: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A cell in the body of a table.
    Cell {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The format: `numeric`, or nothing.
        format: Text,
        /// The number of columns that the cell spans.
        colspan: Text,
        /// The number of rows that the cell spans.
        rowspan: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

component! {
    /// A summary list: answers, each with links to act on it.
    SummaryList, "govuk/summary-list.html" {
        /// The rows.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        rows: Vec<SummaryRow>,
        /// The card around the summary list.
        card: Option<SummaryCard>,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A row of a summary list.
    SummaryRow {
        /// The question.
        key: SummaryText,
        /// The answer.
        value: SummaryText,
        /// The links to act on the answer.
        actions: Actions,
        /// Extra classes.
        classes: Text,
    }
}

part! {
    /// The words of a key or a value.
    SummaryText {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// Extra classes.
        classes: Text,
    }
}

part! {
    /// The links to act on a row or a card.
    Actions {
        /// The links.
        items: Vec<Action>,
        /// Extra classes.
        classes: Text,
    }
}

part! {
    /// A link to act on a row or a card.
    Action {
        /// The words: `Change`.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// The address that the link leads to.
        href: Text,
        /// The subject of the link, for those who hear the link alone.
        visually_hidden_text: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// The card around a summary list.
    SummaryCard {
        /// The heading.
        title: Option<SummaryTitle>,
        /// The links to act on everything in the card.
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
        /// HTML instead of `text`.
        html: Html,
        /// The level of the heading, 1 to 6: 2, if left out.
        heading_level: Text,
        /// Extra classes.
        classes: Text,
    }
}

component! {
    /// A task list: the tasks of a form, each with its status.
    TaskList, "govuk/task-list.html" {
        /// The tasks.
        #[cfg_attr(test, serde(deserialize_with = "super::fixtures::without_gaps"))]
        items: Vec<TaskItem>,
        /// The beginning of the items' ids: `task-list`, if left out.
        id_prefix: Text,
        /// Extra classes.
        classes: Text,
        /// Extra attributes.
        attributes: Attributes,
    }
}

part! {
    /// A task in a task list.
    TaskItem {
        /// The title of the task.
        title: TaskTitle,
        /// The hint: a line of help.
        hint: Option<Hint>,
        /// The status of the task.
        status: TaskStatus,
        /// The address at which the task begins. Left out while the task cannot
        /// start.
        href: Text,
        /// Extra classes.
        classes: Text,
    }
}

part! {
    /// The title of a task.
    TaskTitle {
        /// The words.
        text: Text,
        /// HTML instead of `text`.
        html: Html,
        /// Extra classes.
        classes: Text,
    }
}

part! {
    /// The status of a task.
    TaskStatus {
        /// The status as a tag.
        tag: Option<Tag>,
        /// The status as words.
        text: Text,
        /// HTML instead of `text`.
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
    /// Makes a row of words without links.
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
    /// Makes a cell of words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Makes a cell with a number.
    pub fn numeric(text: impl Into<Text>) -> Self {
        Self {
            format: "numeric".into(),
            ..Self::of(text)
        }
    }
}

impl HeadCell {
    /// Makes a header of words.
    pub fn of(text: impl Into<Text>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Makes the header of a column of numbers.
    pub fn numeric(text: impl Into<Text>) -> Self {
        Self {
            format: "numeric".into(),
            ..Self::of(text)
        }
    }
}
