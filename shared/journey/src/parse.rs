//! Reads the posted fields of a page into an answer, or into every mistake.

use std::collections::BTreeMap;

use domain::draft::Answer;
use domain::money::Frequency;
use jiff::civil::Date;

use crate::form::{Choice, ItemField, Mistake, Page, Question, Words};
use crate::journey::Journey;
use crate::typed::{self, DateMistake};

/// The fields of a posted form as typed, in the order sent: HTML name and
/// value.
#[derive(Clone, Copy, Debug)]
pub struct Posted<'a>(pub &'a [(String, String)]);

impl<'a> Posted<'a> {
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
    pub mistake: Mistake,
    /// The words that tell the reader what to do.
    pub words: String,
}

/// Reads the answer of a page. The HTML names are the page's id for a question
/// of one field and `<page>-<part>` for each of [`Question::parts`].
///
/// The answer of a page that may be skipped and was left empty is
/// `Answer::Text("")`. The answer of a group's own page is `yes` (add one) or
/// `no` (nothing more to add).
///
/// # Errors
/// Returns every mistake, in the order of the page.
pub fn parse(
    page: &Page,
    posted: &Posted<'_>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<Answer, Vec<FieldError>> {
    if let Question::Group { .. } = page.question {
        let mistake = match posted.one(&page.id) {
            "no" => return Ok(Answer::Text("no".to_owned())),
            "yes" if journey.may_add(page) => return Ok(Answer::Text("yes".to_owned())),
            "yes" => Mistake::TooHigh,
            _ => Mistake::Missing,
        };
        let field = Field::of_page(page);
        return Err(vec![field.error(&Wrong::whole(mistake), journey)]);
    }
    let field = Field::of_page(page);
    field
        .read(posted, journey, today)
        .map(|answer| answer.unwrap_or_else(|| Answer::Text(String::new())))
        .map_err(|wrongs| field.errors(&wrongs, journey))
}

/// Reads an item of a group: one value for each field id (and `<id>_every`,
/// `<id>_day`, `<id>_month`, `<id>_year`). A field that was skipped is left
/// out. The HTML names are `<page>-<field>` and `<page>-<field>-<part>`.
///
/// # Errors
/// Returns every mistake, in the order of the page.
pub fn parse_item(
    page: &Page,
    posted: &Posted<'_>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<BTreeMap<String, String>, Vec<FieldError>> {
    let mut item = BTreeMap::new();
    let mut errors = Vec::new();
    for item_field in fields(page) {
        let field = Field::of_item(page, item_field);
        match field.read(posted, journey, today) {
            Ok(Some(Answer::Text(text))) => {
                item.insert(item_field.id.clone(), text);
            }
            Ok(Some(Answer::Fields(parts))) => {
                for (part, text) in parts {
                    item.insert(stored(&item_field.id, &part), text);
                }
            }
            // No kind of question that an item may have is answered with
            // choices.
            Ok(Some(Answer::Choices(_)) | None) => {}
            Err(wrongs) => errors.extend(field.errors(&wrongs, journey)),
        }
    }
    if errors.is_empty() {
        Ok(item)
    } else {
        Err(errors)
    }
}

/// Returns the fields of a page as they would be posted to give this answer.
/// They fill the page when somebody comes back to it.
#[must_use]
pub fn fill(page: &Page, answer: &Answer) -> Vec<(String, String)> {
    match answer {
        Answer::Text(text) => vec![(page.id.clone(), text.clone())],
        Answer::Choices(chosen) => chosen
            .iter()
            .map(|value| (page.id.clone(), value.clone()))
            .collect(),
        Answer::Fields(parts) => parts
            .iter()
            .map(|(part, text)| (html_name(&page.id, part), text.clone()))
            .collect(),
    }
}

/// Returns the fields of an item's page as they would be posted to give this
/// item.
#[must_use]
pub fn fill_item(page: &Page, item: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut posted = Vec::new();
    for field in fields(page) {
        for part in field.question.parts() {
            if let Some(text) = item.get(&stored(&field.id, part)) {
                let name = html_name(&field.id, part);
                posted.push((html_name(&page.id, &name), text.clone()));
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

fn fields(page: &Page) -> &[ItemField] {
    match &page.question {
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
    words: &'f BTreeMap<Mistake, Words>,
}

/// A mistake, and the part of the question it is in.
struct Wrong {
    part: &'static str,
    mistake: Mistake,
    missing: Vec<&'static str>,
}

impl Wrong {
    fn whole(mistake: Mistake) -> Self {
        Self::in_part("", mistake)
    }

    fn in_part(part: &'static str, mistake: Mistake) -> Self {
        Self {
            part,
            mistake,
            missing: Vec::new(),
        }
    }
}

impl<'f> Field<'f> {
    fn of_page(page: &'f Page) -> Self {
        Self {
            name: page.id.clone(),
            question: &page.question,
            optional: page.optional,
            words: &page.errors,
        }
    }

    fn of_item(page: &Page, field: &'f ItemField) -> Self {
        Self {
            name: html_name(&page.id, &field.id),
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
        FieldError {
            field: html_name(&self.name, wrong.part),
            mistake: wrong.mistake,
            words: words.replace("{parts}", &in_words(&wrong.missing)),
        }
    }

    /// Returns the answer, or `None` if the question may be skipped and was
    /// left empty.
    fn read(
        &self,
        posted: &Posted<'_>,
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
            Question::Date {
                earliest_year,
                past,
                earliest,
                latest,
                least_age,
            } => typed::date(
                [one("day"), one("month"), one("year")],
                &typed::Taken {
                    earliest_year: *earliest_year,
                    past: *past,
                    earliest: *earliest,
                    latest: *latest,
                    least_age: *least_age,
                },
                today,
            )
            .map_err(|wrong| vec![Wrong::from(wrong)])?
            .map(|date| {
                parts([
                    ("day", date.day().to_string()),
                    ("month", date.month().to_string()),
                    ("year", date.year().to_string()),
                ])
            }),
            Question::Name => several(one, self.question.parts(), &["first", "last"])?,
            Question::Address => {
                several(one, self.question.parts(), &["line1", "town", "postcode"])?
            }
            Question::Money
            | Question::Number { .. }
            | Question::Decimal { .. }
            | Question::Text { .. }
            | Question::LongText { .. }
            | Question::Phone
            | Question::Email
            | Question::NiNumber
            | Question::Group { .. } => single(self.question, one(""))
                .map_err(|mistake| vec![Wrong::whole(mistake)])?
                .map(Answer::Text),
        };
        if answer.is_none() && !self.optional {
            let first = self.question.parts().first().copied().unwrap_or_default();
            return Err(vec![Wrong::in_part(first, Mistake::Missing)]);
        }
        Ok(answer)
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
            (Ok(None), _) => wrongs.push(Wrong::in_part("amount", Mistake::Missing)),
            (Ok(Some(_)), _) => {}
            (Err(mistake), _) => wrongs.push(Wrong::in_part("amount", mistake)),
        }
        if every.is_none() {
            wrongs.push(Wrong::in_part("every", Mistake::FrequencyMissing));
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
        }
    }
}

/// Reads the value of a question of one typed field.
fn single(question: &Question, text: &str) -> Result<Option<String>, Mistake> {
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
        Question::Text { longest } => typed::text(typed::line(text), *longest),
        Question::LongText { longest } => typed::text(typed::lines(text), *longest),
        Question::Phone => typed::phone(text),
        Question::Email => typed::email(text),
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
    posted: &Posted<'_>,
    journey: &Journey<'_>,
) -> Result<Option<Answer>, Mistake> {
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
        2.. if none_chosen => Err(Mistake::NoneAndOthers),
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
                mistake: Mistake::Incomplete,
                missing: vec![part],
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

/// Returns words for a mistake for which a form has none. A test sees to it
/// that every form has words, so nobody should ever read these.
const fn unsaid(mistake: Mistake) -> &'static str {
    match mistake {
        Mistake::Missing => "Answer this question",
        Mistake::Invalid => "Check what you have entered",
        Mistake::TooLow => "Enter a higher number",
        Mistake::TooHigh => "Enter less",
        Mistake::Incomplete => "Enter {parts}",
        Mistake::FrequencyMissing => "Select how often",
        Mistake::NoneAndOthers => "Select what applies, or select none of these",
        Mistake::InTheFuture => "Enter a date in the past",
    }
}
