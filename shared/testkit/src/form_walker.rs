//! Answers a form page by page, in the order in which its pages lead: with the
//! answers that a test gives, and with the usual answer to every other
//! question.

use std::collections::BTreeSet;

use domain::forms::draft::Answers;
use jiff::civil::Date;
use journey::form::{FieldQuestion, Form, Question};
use journey::journey::Journey;
use journey::parse::{PostedFields, html_name, parse_page, row_name};

use crate::Visitor;

/// A field of a form and what is typed or chosen in it: `("age", "85")`,
/// `("name-first", "Ann")`. A field with several choices is given once for each
/// choice. A field of an item is named `group-field`.
pub type Given<'a> = (&'a str, &'a str);

/// The answers of somebody who needs help with two things.
pub const NEEDS: &[Given<'_>] = &[
    ("age", "yes"),
    ("eating", "not_without_help"),
    ("washing", "not_without_help"),
    ("well-being", "dignity"),
];

/// The answers of somebody of 85 with a State Pension of 300 and care of 100 a
/// week. The most to pay is 300.00 − 241.45 = 58.55 in 2026 to 2027.
pub const MONEY: &[Given<'_>] = &[
    ("age", "85"),
    ("cost", "week"),
    ("weekly-cost", "100"),
    ("pensions", "state_pension"),
    ("amount-state-pension-amount", "300"),
    ("amount-state-pension-every", "week"),
];

/// The answers of somebody who asks for a parent under a power of attorney, so
/// that there is a document to send.
pub const FOR_A_PARENT: &[Given<'_>] = &[
    ("who", "somebody"),
    ("relationship", "relative"),
    ("authority", "lasting-power-care"),
    ("confirmation", "yes"),
];

/// More pages than any form has on one way through it, with the pages of items.
const MOST_PAGES: usize = 200;

impl Visitor {
    /// Answers a form at `prefix` from its first page to the check of all
    /// answers, or to the result where that follows the last question. Returns
    /// the pages that were asked, in order.
    ///
    /// # Errors
    /// The page that refuses its answer, with the words of the page.
    pub async fn answer(
        &mut self,
        prefix: &str,
        form: &Form,
        given: &[Given<'_>],
    ) -> Result<Vec<String>, String> {
        self.walk(prefix, form, given, false).await
    }

    /// Answers a form, and opens every page before it is answered, as somebody
    /// with a browser does, and last the check of all answers or the result.
    ///
    /// # Errors
    /// The page that does not open or refuses its answer, with the words of the
    /// page.
    pub async fn open_and_answer(
        &mut self,
        prefix: &str,
        form: &Form,
        given: &[Given<'_>],
    ) -> Result<Vec<String>, String> {
        self.walk(prefix, form, given, true).await
    }

    async fn walk(
        &mut self,
        prefix: &str,
        form: &Form,
        given: &[Given<'_>],
        opens: bool,
    ) -> Result<Vec<String>, String> {
        let first = form.pages.first().map_or("", |page| &page.id);
        let mut at = format!("{prefix}/{first}");
        let mut asked = Vec::new();
        for _ in 0..MOST_PAGES {
            if opens {
                self.get(&at).await.expect_status(200, &at)?;
            }
            let path = at.strip_prefix(prefix).unwrap_or_default();
            let path = path.trim_start_matches('/').to_owned();
            // A choice may end the questions and lead straight to the result.
            if matches!(path.as_str(), "check-answers" | "result") {
                return Ok(asked);
            }
            // The given answers are posted once. The second time, a group is
            // answered as usual: no other item.
            let given = if asked.contains(&path) { &[] } else { given };
            let fields = fields(form, &path, given);
            asked.push(path);
            let fields: Vec<Given<'_>> = fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            at = self.submit_form(&at, &fields).await?;
        }
        Err(format!("the questions do not end: {at}"))
    }
}

/// Answers a form without a browser and without items in its groups. Returns
/// the answers, and the questions that were asked, in order.
///
/// # Errors
/// The page that refuses its answer, with the mistakes.
pub fn answers(
    form: &Form,
    given: &[Given<'_>],
    today: Date,
) -> Result<(Answers, Vec<String>), String> {
    let (mut answers, mut asked) = (Answers::default(), Vec::new());
    for _ in 0..MOST_PAGES {
        let journey = Journey::new(form, &answers);
        let Some(page) = journey.first_unanswered() else {
            return Ok((answers, asked));
        };
        let fields = fields(form, &page.id, given);
        let read = parse_page(page, &PostedFields(&fields), &journey, today)
            .map_err(|mistakes| format!("{}: {mistakes:?}", page.id))?;
        asked.push(page.id.clone());
        for (question, answer) in read {
            answers.set(question, answer);
        }
    }
    Err(format!("the questions do not end: {asked:?}"))
}

/// Returns the fields to post to a page: the given ones, or else the usual
/// answer. The path of an item's page is `group/item`.
#[must_use]
pub fn fields(form: &Form, path: &str, given: &[Given<'_>]) -> Vec<(String, String)> {
    let (id, is_item) = match path.split_once('/') {
        Some((group, _)) => (group, true),
        None => (path, false),
    };
    if is_item {
        let Some((_, group)) = form.group(id) else {
            return Vec::new();
        };
        let items: &[FieldQuestion] = match group.question {
            Question::Group { fields, .. } => fields,
            _ => &[],
        };
        let given = given_to(
            items
                .iter()
                .map(|field| (html_name(id, &field.id), &field.question)),
            given,
        );
        if !given.is_empty() {
            return given;
        }
        let asked = items.iter().filter(|field| field.when.is_none());
        return asked
            .flat_map(|field| usual(&html_name(id, &field.id), &field.question, field.optional))
            .collect();
    }
    let Some(page) = form.page(id) else {
        return Vec::new();
    };
    if let Question::AnyOf { groups, none } = &page.question {
        // A group to which an item is to be added is ticked.
        let adds = |group: &&FieldQuestion| given.contains(&(group.id.as_str(), "yes"));
        let boxes: Vec<(String, String)> = groups
            .iter()
            .filter(adds)
            .map(|group| (page.id.clone(), group.id.clone()))
            .collect();
        return if boxes.is_empty() {
            vec![(page.id.clone(), none.value.clone())]
        } else {
            boxes
        };
    }
    page.questions()
        .flat_map(|asked| {
            let own = std::iter::once((asked.id.to_owned(), asked.question));
            let own = given_to(own, given);
            if own.is_empty() {
                usual(asked.id, asked.question, asked.optional)
            } else {
                own
            }
        })
        .collect()
}

/// Returns what is given for these questions, each with the beginning of the
/// names of its fields.
fn given_to<'q>(
    questions: impl Iterator<Item = (String, &'q Question)>,
    given: &[Given<'_>],
) -> Vec<(String, String)> {
    let names: BTreeSet<String> = questions
        .flat_map(|(name, question)| parts(name, question))
        .collect();
    let given = given.iter().filter(|(name, _)| names.contains(*name));
    given
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Returns the names of the fields of a question.
fn parts(name: String, question: &Question) -> impl Iterator<Item = String> + use<> {
    let parts = question.parts().iter();
    parts.map(move |part| html_name(&name, part))
}

/// Returns the usual answer to a question: nothing where it may be skipped;
/// else no, none, or the first choice.
fn usual(name: &str, question: &Question, optional: bool) -> Vec<(String, String)> {
    let values: &[&str] = match question {
        _ if optional => &[],
        Question::YesNo | Question::Group { .. } => &["no"],
        Question::OneOf { options } => {
            let first = options.first().map_or("", |choice| &choice.value);
            return vec![(name.to_owned(), first.to_owned())];
        }
        Question::ManyOf { options, none } => {
            let none = none.iter().chain(options).next();
            let none = none.map_or("", |choice| &choice.value);
            return vec![(name.to_owned(), none.to_owned())];
        }
        Question::Number { least, .. } | Question::Decimal { least, .. } => {
            return vec![(name.to_owned(), least.to_string())];
        }
        Question::Money => &["100"],
        Question::RegularMoney { .. } => &["100", "week"],
        Question::Date { .. } => &["27", "3", "1948"],
        Question::Name => &["Ann", "Archer"],
        Question::Address { .. } => &["1 High Street", "", "Exampleton", "", "LE1 1FZ"],
        Question::Text { .. } => &["Welsh"],
        Question::LongText { .. } => &["I cannot get up the stairs."],
        Question::Phone => &["01632 960 001"],
        Question::Email => &["ann@example.org"],
        Question::NhsNumber => &["999 000 0018"],
        Question::NiNumber => &["QQ 12 34 56 C"],
        Question::Rows { fields, .. } => {
            let row = row_name(name, 1);
            return fields
                .iter()
                .flat_map(|field| {
                    usual(&html_name(&row, &field.id), &field.question, field.optional)
                })
                .collect();
        }
        Question::AnyOf { .. } => &[],
        Question::Several { questions } => {
            return questions
                .iter()
                .flat_map(|asked| usual(&asked.id, &asked.question, asked.optional))
                .collect();
        }
    };
    parts(name.to_owned(), question)
        .zip(values)
        .map(|(name, value)| (name, (*value).to_owned()))
        .collect()
}
