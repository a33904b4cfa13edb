//! Reads the posted fields of a page into an answer, or into every mistake.

use std::collections::BTreeMap;

use domain::forms::draft::Answer;
use domain::values::money::Frequency;
use domain::values::typed_text::{one_line, several_lines};
use jiff::civil::Date;

use crate::form::{
    AnswerMistake, AskedQuestion, Choice, Condition, DayLimit, FieldQuestion, GrammaticalPerson,
    Page, Question, Words, capitalised,
};
use crate::journey::Journey;
use crate::rows::rows_of;
use crate::typed::{self, DateMistake};

/// The fields of a posted form as typed, in the order sent: HTML name and
/// value.
#[derive(Clone, Copy, Debug)]
pub struct PostedFields<'a>(pub &'a [(String, String)]);

impl<'a> PostedFields<'a> {
    /// Returns the first value of a field, or an empty text if there is none.
    #[must_use]
    pub fn one(&self, name: &str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    /// Returns every value of a field.
    pub fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        let fields = self.0;
        fields
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A mistake in what somebody typed, with the words to show.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FieldError {
    /// The HTML name and id of the field that the error points at: `savings`,
    /// `birth-day`.
    pub field: String,
    /// The kind of mistake, for logs and machines.
    pub mistake: AnswerMistake,
    /// The words that tell the reader what to do.
    pub words: String,
}

/// Reads the answer of a page that asks one question. The HTML names are the
/// page's id for a question of one field and `<page>-<part>` for each of
/// [`Question::parts`].
///
/// The answer of a page that may be skipped and was left empty is
/// `Answer::Text("")`. The answer of a group's own page is `yes` (add one) or
/// `no` (nothing more to add).
///
/// # Errors
/// Returns every mistake, in the order of the page.
pub fn parse(
    page: &Page,
    posted: &PostedFields<'_>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<Answer, Vec<FieldError>> {
    parse_question(AskedQuestion::whole(page), posted, journey, today)
}

/// Reads the answers of a page, each with the key under which it is kept. The
/// HTML names of each question are those of [`parse`], with its id in place of
/// the page's.
///
/// # Errors
/// Returns every mistake of every question, in the order of the page.
pub fn parse_page(
    page: &Page,
    posted: &PostedFields<'_>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<Vec<(String, Answer)>, Vec<FieldError>> {
    if let Question::AnyOf { none, .. } = &page.question {
        return parse_any_of(page, none, posted, journey);
    }
    let mut answers: Vec<(String, Answer)> = Vec::new();
    let mut errors = Vec::new();
    for asked in page.questions() {
        if asked.when.is_some() && !is_asked((page, asked), &answers, posted, journey) {
            continue;
        }
        match parse_question(asked, posted, journey, today) {
            Ok(answer) => answers.push((asked.id.to_owned(), answer)),
            Err(found) => errors.extend(found),
        }
    }
    match errors.is_empty() {
        true => Ok(answers),
        false => Err(errors),
    }
}

/// Reads the answers of a page, as [`parse_page`] does, or of one of its
/// questions alone.
///
/// # Errors
/// Returns every mistake, in the order of the page.
pub fn parse_part(
    (page, only): (&Page, Option<AskedQuestion<'_>>),
    posted: &PostedFields<'_>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<Vec<(String, Answer)>, Vec<FieldError>> {
    match only {
        Some(only) => parse_question(only, posted, journey, today)
            .map(|answer| vec![(only.id.to_owned(), answer)]),
        None => parse_page(page, posted, journey, today),
    }
}

/// Whether a question of a page is asked under the answers that were read from
/// the same page. Where the earlier answers of the form are gone, so that the
/// page itself is not asked any more, a question counts that was answered.
fn is_asked(
    (page, asked): (&Page, AskedQuestion<'_>),
    read: &[(String, Answer)],
    posted: &PostedFields<'_>,
    journey: &Journey<'_>,
) -> bool {
    let mut answers = journey.answers().clone();
    for before in page.questions() {
        answers.remove(before.id);
    }
    for (key, answer) in read {
        answers.set(key.as_str(), answer.clone());
    }
    let now = Journey::new(journey.form(), &answers);
    let page_is_asked = now.visible().iter().any(|known| known.id == page.id);
    if page_is_asked {
        return now.asks(asked.id);
    }
    let mut parts = asked.question.parts().iter();
    parts.any(|part| *part != "every" && !posted.one(&html_name(asked.id, part)).is_empty())
}

/// Reads the boxes of a page that offers several groups, each named like the
/// page with the id of its group as its value. A group whose box is ticked has
/// the answer `yes`, every other group the answer `no`.
fn parse_any_of(
    page: &Page,
    none: &Choice,
    posted: &PostedFields<'_>,
    journey: &Journey<'_>,
) -> Result<Vec<(String, Answer)>, Vec<FieldError>> {
    let ticked: Vec<&str> = posted.all(&page.id).collect();
    let offered = || {
        page.questions()
            .filter(|asked| journey.may_ask(page, asked))
    };
    let is_ticked = |asked: &AskedQuestion<'_>| ticked.contains(&asked.id);
    let whole = Field::of_question(AskedQuestion::whole(page));
    let wrong = |mistake| vec![whole.error(&Wrong::whole(mistake), journey)];
    match (
        offered().any(|asked| is_ticked(&asked)),
        ticked.contains(&&*none.value),
    ) {
        (false, false) => return Err(wrong(AnswerMistake::Missing)),
        (true, true) => return Err(wrong(AnswerMistake::NoneAndOthers)),
        (true, false) | (false, true) => {}
    }
    let full: Vec<FieldError> = offered()
        .filter(|asked| is_ticked(asked) && !journey.may_add(*asked))
        .map(|asked| FieldError {
            field: page.id.clone(),
            ..Field::of_question(asked).error(&Wrong::whole(AnswerMistake::TooHigh), journey)
        })
        .collect();
    if !full.is_empty() {
        return Err(full);
    }
    let answer = |asked: AskedQuestion<'_>| {
        let answer = if is_ticked(&asked) { "yes" } else { "no" };
        (asked.id.to_owned(), Answer::Text(answer.to_owned()))
    };
    Ok(offered().map(answer).collect())
}

/// Reads the answer of a question, as [`parse`] does.
///
/// # Errors
/// Returns every mistake, in the order of the page.
pub fn parse_question(
    asked: AskedQuestion<'_>,
    posted: &PostedFields<'_>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<Answer, Vec<FieldError>> {
    let field = Field::of_question(asked);
    match asked.question {
        Question::Group { most, .. } => {
            let mistake = match posted.one(asked.id) {
                "no" => return Ok(Answer::Text("no".to_owned())),
                "yes" if journey.has_fewer(asked.id, *most) => {
                    return Ok(Answer::Text("yes".to_owned()));
                }
                "yes" => AnswerMistake::TooHigh,
                _ => AnswerMistake::Missing,
            };
            Err(vec![field.error(&Wrong::whole(mistake), journey)])
        }
        Question::Rows { one, most, fields } => {
            let rows = parse_rows(asked, (one, *most, fields), posted, journey, today)?;
            match (rows.is_empty(), asked.optional) {
                (false, _) => Ok(Answer::Fields(rows)),
                (true, true) => Ok(Answer::Text(String::new())),
                (true, false) => {
                    let missing = field.error(&Wrong::whole(AnswerMistake::Missing), journey);
                    let first = first_field(&row_name(asked.id, 1), fields);
                    Err(vec![FieldError {
                        field: first,
                        ..missing
                    }])
                }
            }
        }
        _ => field
            .read(posted, journey, today)
            .map(|answer| answer.unwrap_or_else(|| Answer::Text(String::new())))
            .map_err(|wrongs| field.errors(&wrongs, journey)),
    }
}

/// Reads the rows of a question, numbered anew without those that were left
/// empty.
fn parse_rows(
    asked: AskedQuestion<'_>,
    (one, most, fields): (&str, u32, &[FieldQuestion]),
    posted: &PostedFields<'_>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<BTreeMap<String, String>, Vec<FieldError>> {
    let mut rows = BTreeMap::new();
    let mut errors = Vec::new();
    let mut number = 0_u32;
    for row in 1..=most {
        let name = row_name(asked.id, row);
        if is_left_empty(&name, fields, posted) {
            continue;
        }
        number += 1;
        match parse_fields(&name, fields, posted, journey, today) {
            Ok(read) => rows.extend(
                read.into_iter()
                    .map(|(field, text)| (format!("{number}.{field}"), text)),
            ),
            Err(found) => errors.extend(found.into_iter().map(|error| FieldError {
                words: format!("{} {row}: {}", capitalised(one), error.words),
                ..error
            })),
        }
    }
    match errors.is_empty() {
        true => Ok(rows),
        false => Err(errors),
    }
}

/// Whether nothing was typed in a row. A frequency that is the only one offered
/// is chosen beforehand, so it does not count.
fn is_left_empty(row: &str, fields: &[FieldQuestion], posted: &PostedFields<'_>) -> bool {
    fields.iter().all(|field| {
        let name = html_name(row, &field.id);
        let mut parts = field.question.parts().iter();
        parts.all(|part| {
            *part == "every" || one_line(posted.one(&html_name(&name, part))).is_empty()
        })
    })
}

/// Returns the beginning of the names of the fields of a row.
#[must_use]
pub fn row_name(question: &str, row: u32) -> String {
    html_name(question, &row.to_string())
}

/// Counts the rows of the page that was posted.
#[must_use]
pub fn rows_posted(question: &str, most: u32, posted: &PostedFields<'_>) -> u32 {
    let shown = |row: &u32| {
        let beginning = format!("{}-", row_name(question, *row));
        let mut names = posted.0.iter().map(|(name, _)| name);
        names.any(|name| name.starts_with(&beginning))
    };
    (1..=most).rev().find(shown).unwrap_or_default()
}

/// Returns the name of the first field of a row.
fn first_field(row: &str, fields: &[FieldQuestion]) -> String {
    let Some(first) = fields.first() else {
        return row.to_owned();
    };
    let part = first.question.parts().first().copied().unwrap_or_default();
    html_name(&html_name(row, &first.id), part)
}

/// Reads an item of a group: one value for each field id (and `<id>_every`,
/// `<id>_day`, `<id>_month`, `<id>_year`). A field that was skipped is left
/// out. The HTML names are `<page>-<field>` and `<page>-<field>-<part>`.
///
/// # Errors
/// Returns every mistake, in the order of the page.
pub fn parse_item(
    group: AskedQuestion<'_>,
    posted: &PostedFields<'_>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<BTreeMap<String, String>, Vec<FieldError>> {
    parse_fields(group.id, item_fields(group), posted, journey, today)
}

/// Reads fields whose HTML names begin with this name.
pub(crate) fn parse_fields(
    name: &str,
    fields: &[FieldQuestion],
    posted: &PostedFields<'_>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<BTreeMap<String, String>, Vec<FieldError>> {
    let mut item = BTreeMap::new();
    let mut errors = Vec::new();
    for item_field in fields {
        if item_field
            .when
            .as_ref()
            .is_some_and(|when| !holds_in(when, &item))
        {
            continue;
        }
        let field = Field::of_item(name, item_field);
        match field.read(posted, journey, today) {
            Ok(Some(Answer::Text(text))) => {
                item.insert(item_field.id.clone(), text);
            }
            Ok(Some(Answer::Fields(parts))) => {
                for (part, text) in parts {
                    item.insert(stored(&item_field.id, &part), text);
                }
            }
            // An item has no kind of question that is answered with choices.
            Ok(Some(Answer::Choices(_)) | None) => {}
            Err(wrongs) => errors.extend(field.errors(&wrongs, journey)),
        }
    }
    for item_field in fields {
        if is_missing(item_field, &item) {
            let field = Field::of_item(name, item_field);
            let missing = [Wrong::whole(AnswerMistake::Missing)];
            let unread = |error: &FieldError| error.field.starts_with(&field.name);
            if !errors.iter().any(unread) {
                errors.extend(field.errors(&missing, journey));
            }
        }
    }
    if errors.is_empty() {
        Ok(item)
    } else {
        Err(errors)
    }
}

/// Whether the condition of a field holds in its item or row, as far as that
/// was read.
fn holds_in(condition: &Condition, item: &BTreeMap<String, String>) -> bool {
    match condition {
        Condition::Is { question, one_of } => item
            .get(question)
            .is_some_and(|value| one_of.contains(value)),
        _ => false,
    }
}

/// Whether a field was left empty that another field's answer makes needed.
fn is_missing(field: &FieldQuestion, item: &BTreeMap<String, String>) -> bool {
    let has = item
        .keys()
        .any(|key| *key == field.id || key.starts_with(&stored(&field.id, "")));
    !has && field.needed_if.as_ref().is_some_and(|needed| {
        let other = item.get(&needed.field);
        other.is_some_and(|value| needed.one_of.contains(value))
    })
}

/// Returns the fields of a page that asks one question as they would be posted
/// to give this answer. They fill the page when somebody comes back to it.
#[must_use]
pub fn fill(page: &Page, answer: &Answer) -> Vec<(String, String)> {
    fill_question(AskedQuestion::whole(page), answer)
}

/// Returns the fields of a page as they would be posted to give the answers
/// that count. A question that no choice of the page reveals now has the answer
/// that it had before, for when its choice is chosen again.
#[must_use]
pub fn fill_page(page: &Page, journey: &Journey<'_>) -> Vec<(String, String)> {
    if let Question::AnyOf { none, .. } = &page.question {
        return fill_any_of(page, none, journey);
    }
    let answer = |asked: AskedQuestion<'_>| match page.revealed_by(&asked) {
        Some(_) => journey.kept(asked),
        None => journey.given(asked.id),
    };
    page.questions()
        .filter_map(|asked| Some(fill_question(asked, answer(asked)?)))
        .flatten()
        .collect()
}

/// Returns the fields of a page with what is known from other forms
/// ([`Form::carried`](crate::form::Form::carried)), for the questions of the page
/// that are not answered.
#[must_use]
pub fn fill_carried(
    page: &Page,
    journey: &Journey<'_>,
    carried: &[(String, Answer)],
) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for asked in page.questions() {
        let known = carried.iter().find(|(question, _)| question == asked.id);
        if let Some((_, answer)) = known
            && journey.answers().get(asked.id).is_none()
        {
            fields.extend(fill_question(asked, answer));
        }
    }
    fields
}

/// Ticks the groups that are still to be filled in, or "none of these" once
/// there is nothing more to add to any.
fn fill_any_of(page: &Page, none: &Choice, journey: &Journey<'_>) -> Vec<(String, String)> {
    let says = |asked: &AskedQuestion<'_>, what: &str| matches!(journey.given(asked.id), Some(Answer::Text(text)) if text == what);
    let ticked = page.questions().filter(|asked| says(asked, "yes"));
    let ticked: Vec<&str> = ticked.map(|asked| asked.id).collect();
    let mut offered = page.questions().filter(|asked| journey.asks(asked.id));
    let nothing = offered.all(|asked| says(&asked, "no"));
    let boxes = if ticked.is_empty() && nothing {
        vec![none.value.as_str()]
    } else {
        ticked
    };
    let named = |value: &str| (page.id.clone(), value.to_owned());
    boxes.into_iter().map(named).collect()
}

pub(crate) fn fill_question(asked: AskedQuestion<'_>, answer: &Answer) -> Vec<(String, String)> {
    match (asked.question, answer) {
        (_, Answer::Text(text)) => vec![(asked.id.to_owned(), text.clone())],
        (_, Answer::Choices(chosen)) => chosen
            .iter()
            .map(|value| (asked.id.to_owned(), value.clone()))
            .collect(),
        (Question::Rows { fields, .. }, Answer::Fields(_)) => rows_of(answer)
            .iter()
            .zip(1..)
            .flat_map(|(row, number)| fill_fields(&row_name(asked.id, number), fields, row))
            .collect(),
        (_, Answer::Fields(parts)) => parts
            .iter()
            .map(|(part, text)| (html_name(asked.id, part), text.clone()))
            .collect(),
    }
}

/// Returns the fields of an item's page as they would be posted to give this
/// item.
#[must_use]
pub fn fill_item(
    group: AskedQuestion<'_>,
    item: &BTreeMap<String, String>,
) -> Vec<(String, String)> {
    fill_fields(group.id, item_fields(group), item)
}

fn fill_fields(
    name: &str,
    fields: &[FieldQuestion],
    item: &BTreeMap<String, String>,
) -> Vec<(String, String)> {
    let mut posted = Vec::new();
    for field in fields {
        for part in field.question.parts() {
            if let Some(text) = item.get(&stored(&field.id, part)) {
                let field = html_name(&field.id, part);
                posted.push((html_name(name, &field), text.clone()));
            }
        }
    }
    posted
}

/// Returns the HTML name of a part of a page or field.
#[must_use]
pub fn html_name(name: &str, part: &str) -> String {
    if part.is_empty() {
        name.to_owned()
    } else {
        format!("{name}-{part}")
    }
}

/// Returns the key under which a part of an item's field is kept.
#[must_use]
pub fn stored(field: &str, part: &str) -> String {
    match part {
        "" | "amount" => field.to_owned(),
        part => format!("{field}_{part}"),
    }
}

fn item_fields(group: AskedQuestion<'_>) -> &[FieldQuestion] {
    match group.question {
        Question::Group { fields, .. } => fields,
        _ => &[],
    }
}

/// A question as it stands on a page: the page's own question, or one of an
/// item.
struct Field<'f> {
    /// The HTML name of the field, or the beginning of its fields' names.
    name: String,
    question: &'f Question,
    optional: bool,
    words: &'f BTreeMap<AnswerMistake, Words>,
}

/// A mistake, and the part of the question it is in.
struct Wrong {
    part: &'static str,
    mistake: AnswerMistake,
    missing: Vec<&'static str>,
    limit: Option<i16>,
}

impl Wrong {
    fn whole(mistake: AnswerMistake) -> Self {
        Self::in_part("", mistake)
    }

    fn in_part(part: &'static str, mistake: AnswerMistake) -> Self {
        Self {
            part,
            mistake,
            missing: Vec::new(),
            limit: None,
        }
    }
}

impl<'f> Field<'f> {
    fn of_question(asked: AskedQuestion<'f>) -> Self {
        Self {
            name: asked.id.to_owned(),
            question: asked.question,
            optional: asked.optional,
            words: asked.errors,
        }
    }

    fn of_item(name: &str, field: &'f FieldQuestion) -> Self {
        Self {
            name: html_name(name, &field.id),
            question: &field.question,
            optional: field.optional,
            words: &field.errors,
        }
    }

    fn errors(&self, wrongs: &[Wrong], journey: &Journey<'_>) -> Vec<FieldError> {
        wrongs
            .iter()
            .map(|wrong| self.error(wrong, journey))
            .collect()
    }

    fn error(&self, wrong: &Wrong, journey: &Journey<'_>) -> FieldError {
        let words = self.words.get(&wrong.mistake).map_or_else(
            || unsaid(wrong.mistake),
            |words| words.say(journey.speaks_of()),
        );
        let limit = wrong.limit.map(|year| year.to_string());
        FieldError {
            field: html_name(&self.name, wrong.part),
            mistake: wrong.mistake,
            words: words
                .replace("{parts}", &in_words(&wrong.missing))
                .replace("{year}", limit.as_deref().unwrap_or_default()),
        }
    }

    /// Returns the answer, or `None` if the question may be skipped and was
    /// left empty.
    fn read(
        &self,
        posted: &PostedFields<'_>,
        journey: &Journey<'_>,
        today: Date,
    ) -> Result<Option<Answer>, Vec<Wrong>> {
        let one = |part: &str| posted.one(&html_name(&self.name, part));
        let answer = match self.question {
            Question::YesNo => Some(one(""))
                .filter(|value| matches!(*value, "yes" | "no"))
                .map(|value| Answer::Text(value.to_owned())),
            Question::OneOf { options } => Some(one(""))
                .filter(|value| journey.is_offered(options, None, value))
                .map(|value| Answer::Text(value.to_owned())),
            Question::ManyOf { options, none } => {
                chosen(&self.name, options, none.as_ref(), posted, journey)
                    .map_err(|mistake| vec![Wrong::whole(mistake)])?
            }
            Question::RegularMoney { every } => self.regular_money(every, one)?,
            Question::Date { .. } => self.date(journey, today, one)?,
            Question::Name => several(one, self.question.parts(), &[])?,
            Question::Address { unsettled } => {
                let parts = self.question.parts();
                let needed: &[&str] = match *unsettled && one("unsettled") == "yes" {
                    true => &["line1"],
                    false => &["line1", "town", "postcode"],
                };
                several(one, parts, needed)?
            }
            Question::Money
            | Question::Number { .. }
            | Question::Decimal { .. }
            | Question::Text { .. }
            | Question::LongText { .. }
            | Question::Phone
            | Question::Email
            | Question::NhsNumber
            | Question::NiNumber
            | Question::Group { .. }
            | Question::Rows { .. }
            | Question::Several { .. }
            | Question::AnyOf { .. } => single(self.question, one(""))
                .map_err(|mistake| vec![Wrong::whole(mistake)])?
                .map(Answer::Text),
        };
        if answer.is_none() && !self.optional {
            let first = self.question.parts().first().copied().unwrap_or_default();
            return Err(vec![Wrong::in_part(first, AnswerMistake::Missing)]);
        }
        Ok(answer)
    }

    /// Reads a date, or the age of somebody else whose date of birth is not
    /// known.
    fn date<'p>(
        &self,
        journey: &Journey<'_>,
        today: Date,
        one: impl Fn(&str) -> &'p str,
    ) -> Result<Option<Answer>, Vec<Wrong>> {
        let Question::Date {
            earliest_year,
            past,
            earliest,
            latest,
            least_age,
            or_age,
        } = self.question
        else {
            return Ok(None);
        };
        let typed = [one("day"), one("month"), one("year")];
        let taken = typed::Taken {
            earliest_year: *earliest_year,
            past: *past,
            earliest: earliest.map(DayLimit::day),
            latest: latest.map(DayLimit::day),
            least_age: *least_age,
        };
        let date = typed::date(typed, &taken, today).map_err(|wrong| vec![Wrong::from(wrong)])?;
        if date.is_none() && *or_age && journey.speaks_of() == GrammaticalPerson::They {
            return typed::age(one("age"), *least_age)
                .map(|age| age.map(|age| parts([("age", age)])))
                .map_err(|mistake| vec![Wrong::in_part("age", mistake)]);
        }
        Ok(date.map(|date| {
            parts([
                ("day", date.day().to_string()),
                ("month", date.month().to_string()),
                ("year", date.year().to_string()),
            ])
        }))
    }

    fn regular_money<'p>(
        &self,
        offered: &[Frequency],
        one: impl Fn(&str) -> &'p str,
    ) -> Result<Option<Answer>, Vec<Wrong>> {
        let amount = typed::money(one("amount"));
        let chosen = one("every");
        let mut every = offered
            .iter()
            .map(|frequency| frequency.name())
            .find(|name| *name == chosen);
        if let Ok(Some(zero)) = &amount
            && zero == "0.00"
        {
            // An amount of nothing needs no frequency: the first one stands for
            // all.
            every = every.or_else(|| offered.first().map(|frequency| frequency.name()));
        }
        let mut wrongs = Vec::new();
        match (amount, every) {
            (Ok(Some(amount)), Some(every)) => {
                return Ok(Some(parts([
                    ("amount", amount),
                    ("every", every.to_owned()),
                ])));
            }
            // A frequency stays chosen once it was. An empty amount skips both
            // fields.
            (Ok(None), _) if self.optional => return Ok(None),
            (Ok(None), _) => wrongs.push(Wrong::in_part("amount", AnswerMistake::Missing)),
            (Ok(Some(_)), _) => {}
            (Err(mistake), _) => wrongs.push(Wrong::in_part("amount", mistake)),
        }
        if every.is_none() {
            wrongs.push(Wrong::in_part("every", AnswerMistake::FrequencyMissing));
        }
        Err(wrongs)
    }
}

impl From<DateMistake> for Wrong {
    fn from(wrong: DateMistake) -> Self {
        Self {
            part: wrong.part,
            mistake: wrong.mistake,
            missing: wrong.missing,
            limit: wrong.limit,
        }
    }
}

/// Reads the value of a question of one typed field.
fn single(question: &Question, text: &str) -> Result<Option<String>, AnswerMistake> {
    match question {
        Question::Money => typed::money(text),
        Question::Number {
            least,
            most,
            suffix,
        } => typed::number(text, *least, *most, suffix.as_deref()),
        Question::Decimal {
            least,
            most,
            suffix,
        } => typed::decimal(text, *least, *most, suffix.as_deref()),
        Question::Text { longest } => typed::text(one_line(text), *longest),
        Question::LongText { longest } => typed::text(several_lines(text), *longest),
        Question::Phone => typed::phone(text),
        Question::Email => typed::email(text),
        Question::NhsNumber => typed::nhs_number(text),
        Question::NiNumber => typed::ni_number(text),
        _ => Ok(None),
    }
}

/// Returns the choices made, each once, in the order of the question. A value
/// that the question does not offer cannot come from the page and is ignored.
fn chosen(
    name: &str,
    options: &[Choice],
    none: Option<&Choice>,
    posted: &PostedFields<'_>,
    journey: &Journey<'_>,
) -> Result<Option<Answer>, AnswerMistake> {
    let chosen: Vec<String> = options
        .iter()
        .chain(none)
        .filter(|option| {
            posted.all(name).any(|value| value == option.value)
                && journey.is_offered(std::slice::from_ref(*option), None, &option.value)
        })
        .map(|option| option.value.clone())
        .collect();
    let none_chosen = none.is_some_and(|none| chosen.contains(&none.value));
    match chosen.len() {
        0 => Ok(None),
        2.. if none_chosen => Err(AnswerMistake::NoneAndOthers),
        _ => Ok(Some(Answer::Choices(chosen))),
    }
}

/// Reads a name or an address, each part on its own, and returns every mistake
/// in the parts, or `None` if nothing was typed at all.
fn several<'p>(
    one: impl Fn(&str) -> &'p str,
    asked: &'static [&'static str],
    needed: &[&str],
) -> Result<Option<Answer>, Vec<Wrong>> {
    let mut fields = BTreeMap::new();
    let mut missing = Vec::new();
    let mut wrongs = Vec::new();
    for part in asked {
        let read = match *part {
            "postcode" => typed::postcode(one(part)),
            "unsettled" => Ok(Some(one(part))
                .filter(|ticked| *ticked == "yes")
                .map(str::to_owned)),
            _ => typed::part(one(part)),
        };
        match read {
            Ok(Some(text)) => {
                fields.insert((*part).to_owned(), text);
            }
            Ok(None) if needed.contains(part) => missing.push((wrongs.len(), *part)),
            Ok(None) => {}
            Err(mistake) => wrongs.push(Wrong::in_part(part, mistake)),
        }
    }
    if fields.is_empty() && wrongs.is_empty() {
        return Ok(None);
    }
    // The loop goes backwards, so that earlier insertions keep their places in
    // page order.
    for (place, part) in missing.into_iter().rev() {
        wrongs.insert(
            place,
            Wrong {
                part,
                mistake: AnswerMistake::Incomplete,
                missing: vec![part],
                limit: None,
            },
        );
    }
    if wrongs.is_empty() {
        Ok(Some(Answer::Fields(fields)))
    } else {
        Err(wrongs)
    }
}

fn parts<const N: usize>(parts: [(&str, String); N]) -> Answer {
    Answer::Fields(
        parts
            .into_iter()
            .map(|(part, text)| (part.to_owned(), text))
            .collect(),
    )
}

/// Returns the missing parts in words: `a day and a month`.
fn in_words(parts: &[&str]) -> String {
    let words: Vec<&str> = parts
        .iter()
        .map(|part| match *part {
            "day" => "a day",
            "month" => "a month",
            "year" => "a year",
            "first" => "first name",
            "last" => "last name",
            "line1" => "address line 1",
            "town" => "town or city",
            other => other,
        })
        .collect();
    words.join(" and ")
}

/// Returns words for a mistake for which a form has none: those of a year, which
/// are the same on every page. A test sees to it that every form has words for
/// the others, so nobody should ever read these.
const fn unsaid(mistake: AnswerMistake) -> &'static str {
    match mistake {
        AnswerMistake::Missing => "Answer this question",
        AnswerMistake::Invalid => "Check what you have entered",
        AnswerMistake::TooLow => "Enter a higher number",
        AnswerMistake::TooHigh => "Enter less",
        AnswerMistake::Incomplete => "Enter {parts}",
        AnswerMistake::FrequencyMissing => "Select how often",
        AnswerMistake::NoneAndOthers => "Select what applies, or select none of these",
        AnswerMistake::InTheFuture => "Enter a date in the past",
        AnswerMistake::AgeFigures => "Age must be a number of years, like 78",
        AnswerMistake::YearFigures => "Year must be 4 numbers, like 1948",
        AnswerMistake::YearTooEarly => "Year must be {year} or later",
        AnswerMistake::YearTooLate => "Year must be {year} or earlier",
    }
}
