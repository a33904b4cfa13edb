//! A message to a team as a list of its questions and answers.

use askama::Template;
use domain::correspondence::team_inbox::InboxLine;

use crate::govuk::{SummaryList, SummaryRow, SummaryText};
use crate::html::Html;

/// The lines of an answer, one below the other.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% for line in words %}{% if !loop.first %}<br>{% endif %}{{ line }}{% endfor %}"#
)]
struct AnswerLines<'a> {
    words: &'a [String],
}

/// Returns the questions and answers of a message, in the words that its sender
/// saw.
#[must_use]
pub fn message_summary(lines: &[InboxLine]) -> SummaryList {
    let rows = lines.iter().map(|line| SummaryRow {
        key: SummaryText {
            text: line.label.clone().into(),
            ..SummaryText::default()
        },
        value: SummaryText {
            html: Html::rendered(&AnswerLines { words: &line.words }),
            classes: "govuk-!-text-break-word".into(),
            ..SummaryText::default()
        },
        ..SummaryRow::default()
    });
    SummaryList {
        rows: rows.collect(),
        ..SummaryList::default()
    }
}
