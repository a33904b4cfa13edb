//! The rows of a question that is answered several times on its page.

use std::collections::BTreeMap;

use domain::forms::draft::{Answer, Answers};

/// Returns the rows of `rows`, in order. Each row has what was typed in each of
/// its fields, by the id of the field, in the form in which an item of a group
/// is kept.
#[must_use]
pub fn rows(answers: &Answers, question: &str) -> Vec<BTreeMap<String, String>> {
    answers.get(question).map(rows_of).unwrap_or_default()
}

/// Returns the rows of an answer; none for an answer of another kind.
pub(crate) fn rows_of(answer: &Answer) -> Vec<BTreeMap<String, String>> {
    let Answer::Fields(fields) = answer else {
        return Vec::new();
    };
    let mut rows: BTreeMap<u32, BTreeMap<String, String>> = BTreeMap::new();
    for (name, text) in fields {
        let Some((row, field)) = name.split_once('.') else {
            continue;
        };
        if let Ok(row) = row.parse() {
            let fields = rows.entry(row).or_default();
            fields.insert(field.to_owned(), text.clone());
        }
    }
    rows.into_values().collect()
}
