//! The summary of the answers, in the words of the form.

use domain::document::{Block, Column, DocumentTable};
use std::collections::BTreeMap;

use domain::forms::draft::Answer;
use domain::values::money::{Frequency, in_words};
use domain::values::nhs_number::NhsNumber;
use rust_decimal::Decimal;

use crate::form::{
    AskedQuestion, Choice, FieldQuestion, FormSection, Page, Question, Words, capitalised,
};
use crate::journey::Journey;
use crate::parse::stored;
use crate::read::date_of;
use crate::rows::rows_of;
use crate::typed::MONTHS;

/// A section of the check-answers page.
#[derive(Clone, Debug)]
pub struct SummarySection<'a> {
    /// The section of the form.
    pub section: &'a FormSection,
    /// The rows: one for each question asked, and for each item added to a
    /// group.
    pub rows: Vec<SummaryRow<'a>>,
}

/// A question and its answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SummaryRow<'a> {
    /// The id of the page where the answer can be changed.
    pub page: &'a str,
    /// The question: the page itself, if it asks one.
    pub question: &'a str,
    /// The key of the item, if the page is a group that has items.
    pub item: Option<&'a str>,
    /// The question in short: `Savings`, or `Property 1` for an item.
    pub label: String,
    /// The answer, in one or more lines: `£12.50 a week`. The line is
    /// `Not provided` if the question was skipped, and `None` for a group
    /// without items. There are no lines if the question is not answered yet.
    pub value: Vec<String>,
    /// Whether the lines are those that somebody typed, and not the parts of one
    /// answer.
    pub as_typed: bool,
}

impl SummaryRow<'_> {
    /// Returns the answer as one text: with the lines that somebody typed, or the
    /// parts of the answer with commas.
    fn in_one(&self) -> String {
        self.value.join(if self.as_typed { "\n" } else { ", " })
    }

    /// Returns the key under which the answer is kept.
    #[must_use]
    pub fn key(&self) -> String {
        match self.item {
            Some(item) => format!("{}/{item}", self.question),
            None => self.question.to_owned(),
        }
    }
}

impl<'a> Journey<'a> {
    /// Returns every question asked with its answer, by section. Sections of
    /// which nothing is asked are left out.
    #[must_use]
    pub fn summary(&self) -> Vec<SummarySection<'a>> {
        self.form()
            .sections
            .iter()
            .map(|section| SummarySection {
                section,
                rows: self
                    .visible()
                    .iter()
                    .filter(|page| page.section == section.id)
                    .flat_map(|page| self.rows(page))
                    .collect(),
            })
            .filter(|section| !section.rows.is_empty())
            .collect()
    }

    /// Returns the items of the groups of a page, in the order in which they
    /// were added. Empty for a page without groups.
    #[must_use]
    pub fn items(&self, page: &'a Page) -> Vec<SummaryRow<'a>> {
        let asked = page.questions().filter(|asked| self.asks(asked.id));
        asked.flat_map(|asked| self.items_of(page, asked)).collect()
    }

    fn items_of(&self, page: &'a Page, asked: AskedQuestion<'a>) -> Vec<SummaryRow<'a>> {
        let Question::Group { one, fields, .. } = asked.question else {
            return Vec::new();
        };
        self.answers()
            .items(asked.id)
            .zip(1_u32..)
            .map(|((item, answered), number)| SummaryRow {
                as_typed: false,
                page: &page.id,
                question: asked.id,
                item: Some(item),
                label: format!("{} {number}", capitalised(one)),
                value: fields
                    .iter()
                    .filter_map(|field| self.item_line(field, answered))
                    .collect(),
            })
            .collect()
    }

    fn rows(&self, page: &'a Page) -> Vec<SummaryRow<'a>> {
        let asked = page.questions().filter(|asked| self.asks(asked.id));
        asked
            .flat_map(|asked| {
                let items = self.items_of(page, asked);
                if items.is_empty() {
                    vec![self.row(&page.id, asked)]
                } else {
                    items
                }
            })
            .collect()
    }

    fn row(&self, page: &'a str, asked: AskedQuestion<'a>) -> SummaryRow<'a> {
        let label = asked.summary_label.unwrap_or(asked.label);
        let value = match (self.given(asked.id), asked.question) {
            (Some(Answer::Text(text)), Question::Group { .. }) if text == "no" => {
                vec!["None".to_owned()]
            }
            (None, _) | (Some(_), Question::Group { .. }) => Vec::new(),
            (Some(Answer::Text(text)), _) if text.is_empty() => vec!["Not provided".to_owned()],
            (Some(answer), Question::Rows { fields, .. }) => rows_of(answer)
                .iter()
                .map(|row| {
                    let lines = fields.iter();
                    let lines = lines.filter_map(|field| self.item_line(field, row));
                    lines.collect::<Vec<_>>().join(", ")
                })
                .collect(),
            (Some(answer), question) => self.lines(question, answer),
        };
        SummaryRow {
            page,
            question: asked.id,
            as_typed: matches!(asked.question, Question::LongText { .. }),
            item: None,
            label: self.say(label).to_owned(),
            value,
        }
    }

    fn say(&self, words: &'a Words) -> &'a str {
        words.say(self.speaks_of())
    }

    /// Returns the line of one field of an item, or `None` if the field was
    /// skipped.
    fn item_line(
        &self,
        field: &'a FieldQuestion,
        item: &BTreeMap<String, String>,
    ) -> Option<String> {
        let answer = match field.question.parts() {
            [""] => Answer::Text(item.get(&field.id)?.clone()),
            parts => Answer::Fields(
                parts
                    .iter()
                    .filter_map(|part| {
                        let text = item.get(&stored(&field.id, part))?;
                        Some(((*part).to_owned(), text.clone()))
                    })
                    .collect(),
            ),
        };
        let said = self.lines(&field.question, &answer).join(", ");
        if said.is_empty() {
            return None;
        }
        let label = self.say(field.summary_label.as_ref().unwrap_or(&field.label));
        let colon = if label.ends_with('?') { "" } else { ":" };
        Some(format!("{label}{colon} {said}"))
    }

    fn lines(&self, question: &'a Question, answer: &Answer) -> Vec<String> {
        match answer {
            Answer::Choices(chosen) => match question {
                Question::ManyOf { options, none } => options
                    .iter()
                    .chain(none)
                    .filter(|option| chosen.contains(&option.value))
                    .map(|option| self.say(&option.label).to_owned())
                    .collect(),
                _ => Vec::new(),
            },
            Answer::Text(text) => self.text_lines(question, text),
            Answer::Fields(fields) => field_lines(question, fields),
        }
    }

    fn text_lines(&self, question: &'a Question, text: &str) -> Vec<String> {
        let line = match question {
            Question::YesNo if text == "yes" => "Yes".to_owned(),
            Question::YesNo if text == "no" => "No".to_owned(),
            Question::OneOf { options } => match find(options, text) {
                Some(choice) => self.say(&choice.label).to_owned(),
                None => return Vec::new(),
            },
            Question::Money => pounds(text),
            Question::Number { suffix, .. } | Question::Decimal { suffix, .. } => {
                with_unit(text, suffix.as_deref())
            }
            Question::NhsNumber => {
                NhsNumber::parse(text).map_or_else(|_| text.to_owned(), |number| number.to_string())
            }
            Question::LongText { .. } => return text.lines().map(str::to_owned).collect(),
            _ => text.to_owned(),
        };
        vec![line]
    }
}

/// Returns a frequency in the words of a choice: `Every 4 weeks`.
#[must_use]
pub const fn how_often(every: Frequency) -> &'static str {
    match every {
        Frequency::Week => "Every week",
        Frequency::Fortnight => "Every 2 weeks",
        Frequency::FourWeeks => "Every 4 weeks",
        Frequency::Month => "Every month",
        Frequency::Quarter => "Every 3 months",
        Frequency::Year => "Every year",
    }
}

/// Returns a frequency in the words after an amount: `a week`, `every 4 weeks`.
#[must_use]
pub const fn after_amount(every: Frequency) -> &'static str {
    match every {
        Frequency::Week => "a week",
        Frequency::Fortnight => "every 2 weeks",
        Frequency::FourWeeks => "every 4 weeks",
        Frequency::Month => "a month",
        Frequency::Quarter => "every 3 months",
        Frequency::Year => "a year",
    }
}

fn field_lines(question: &Question, fields: &BTreeMap<String, String>) -> Vec<String> {
    let field = |part: &str| fields.get(part).map(String::as_str);
    match question {
        Question::RegularMoney { .. } => {
            let (Some(amount), Some(every)) =
                (field("amount"), field("every").and_then(Frequency::named))
            else {
                return Vec::new();
            };
            vec![format!("{} {}", pounds(amount), after_amount(every))]
        }
        Question::Date { or_age: true, .. } if fields.contains_key("age") => field("age")
            .map(|age| format!("Not known, about {age} years old"))
            .into_iter()
            .collect(),
        Question::Date { .. } => date_of(field("day"), field("month"), field("year"))
            .map(|date| {
                let month = usize::try_from(date.month() - 1)
                    .ok()
                    .and_then(|place| MONTHS.get(place))
                    .copied()
                    .unwrap_or_default();
                format!("{} {month} {}", date.day(), date.year())
            })
            .into_iter()
            .collect(),
        Question::Name => {
            let name: Vec<&str> = ["first", "last"].into_iter().filter_map(field).collect();
            vec![name.join(" ")]
        }
        Question::Address { .. } => question
            .parts()
            .iter()
            .filter_map(|part| match (*part, field(part)) {
                ("unsettled", said) => said.map(|_| "No settled address"),
                (_, said) => said,
            })
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

fn find<'c>(options: &'c [Choice], value: &str) -> Option<&'c Choice> {
    options.iter().find(|option| option.value == value)
}

fn pounds(text: &str) -> String {
    text.parse::<Decimal>()
        .map_or_else(|_| text.to_owned(), in_words)
}

/// Returns a number with its unit: `85 years`, `1 year`, `50%`.
fn with_unit(number: &str, unit: Option<&str>) -> String {
    match unit {
        None => number.to_owned(),
        Some(unit) if unit.starts_with(|first: char| !first.is_alphabetic()) => {
            format!("{number}{unit}")
        }
        Some(unit) if number == "1" => {
            let (first, rest) = unit.split_once(' ').unwrap_or((unit, ""));
            let one = first.strip_suffix('s').unwrap_or(first);
            format!("1 {one} {rest}").trim_end().to_owned()
        }
        Some(unit) => format!("{number} {unit}"),
    }
}

/// Returns a question in short and its answer in words: the lines that somebody
/// typed, or the choices with commas. None if it has no answer, or was skipped.
#[must_use]
pub fn answer_in_words(journey: &Journey<'_>, question: &str) -> Option<(String, String)> {
    journey.given(question).filter(|answer| match answer {
        Answer::Text(text) => !text.is_empty(),
        Answer::Choices(_) | Answer::Fields(_) => true,
    })?;
    let sections = journey.summary().into_iter();
    let mut rows = sections.flat_map(|section| section.rows);
    let row = rows.find(|row| row.question == question && row.item.is_none())?;
    let answer = row.in_one();
    Some((row.label, answer))
}

/// Lists every question asked with its answer, as a table for each section of
/// the form: the content of the check-answers page.
pub(crate) fn answer_tables(journey: &Journey<'_>) -> Vec<Block> {
    answer_tables_of(journey, |_| true)
}

/// Lists the answers of [`answer_tables`] in the sections of these ids.
pub(crate) fn answer_tables_of(
    journey: &Journey<'_>,
    is_shown: impl Fn(&str) -> bool,
) -> Vec<Block> {
    let table = |section: SummarySection<'_>| {
        Block::Table(DocumentTable {
            caption: section.section.title.clone(),
            columns: ["Question", "Answer"]
                .map(|header| Column {
                    header: header.to_owned(),
                    numeric: false,
                })
                .into(),
            rows: section
                .rows
                .into_iter()
                .map(|row| {
                    let answer = row.in_one();
                    vec![row.label, answer]
                })
                .collect(),
            total: false,
        })
    };
    let sections = journey.summary().into_iter();
    let shown = sections.filter(|section| is_shown(&section.section.id));
    shown.map(table).collect()
}
