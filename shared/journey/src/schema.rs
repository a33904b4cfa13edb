//! The answers of a form as JSON: the schema, and the reader.

use std::collections::BTreeMap;

use domain::forms::draft::{Answer, Answers};
use domain::values::money::Frequency;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::form::{AskedQuestion, Choice, FieldQuestion, Form, GrammaticalPerson, Question, Words};
use crate::journey::Journey;
use crate::parse::{FieldError, PostedFields, html_name, parse_fields, parse_question, row_name};

/// Returns the JSON Schema (2020-12) of the answers of a form: one property for
/// each question, named by its id. A property is required if its page is always
/// asked and the question may not be skipped. An answer to a question that the other
/// answers leave unasked does not count.
///
/// An answer of yes or no is a boolean, a date is `2026-11-22`, an amount of
/// money is a string (`"1234.50"`) or a number, and a group is an array of
/// objects.
#[must_use]
pub fn answers_schema(form: &Form) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for page in &form.pages {
        for asked in page.questions() {
            properties.insert(
                asked.id.to_owned(),
                described(question(asked.question), asked.label, asked.hint),
            );
            if page.when.is_none() && asked.when.is_none() && !asked.optional {
                required.push(Value::from(asked.id));
            }
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.title,
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn described(mut schema: Value, label: &Words, hint: Option<&Words>) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("title".to_owned(), label.say(GrammaticalPerson::You).into());
        if let Some(hint) = hint {
            schema.insert(
                "description".to_owned(),
                hint.say(GrammaticalPerson::You).into(),
            );
        }
    }
    schema
}

fn question(question: &Question) -> Value {
    match question {
        Question::YesNo => json!({ "type": "boolean" }),
        Question::OneOf { options } => one_of(options.iter()),
        Question::ManyOf { options, none } => json!({
            "type": "array",
            "items": one_of(options.iter().chain(none)),
            "minItems": 1,
            "uniqueItems": true,
        }),
        Question::Money => money(),
        Question::RegularMoney { every } => json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["amount", "every"],
            "properties": { "amount": money(), "every": frequencies(every) },
        }),
        Question::Date { .. } => json!({
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        }),
        Question::Number { least, most, .. } => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Question::Decimal { least, most, .. } => {
            json!({ "type": "number", "minimum": least, "maximum": most })
        }
        Question::Text { longest } | Question::LongText { longest } => {
            json!({ "type": "string", "maxLength": longest })
        }
        Question::Name => texts(question.parts(), &[]),
        Question::Address { unsettled: false } => {
            texts(question.parts(), &["line1", "town", "postcode"])
        }
        Question::Address { unsettled: true } => texts(question.parts(), &["line1"]),
        Question::NhsNumber => json!({ "type": "string", "pattern": "^[0-9]{10}$" }),
        Question::Phone | Question::NiNumber => json!({ "type": "string" }),
        Question::Email => json!({ "type": "string", "format": "email" }),
        Question::Group { most, fields, .. } => json!({
            "type": "array",
            "items": item(fields),
            "maxItems": most,
        }),
        Question::Rows { most, fields, .. } => json!({
            "type": "array",
            "items": item(fields),
            "minItems": 1,
            "maxItems": most,
        }),
        // Each of them is a property of its own.
        Question::Several { .. } | Question::AnyOf { .. } => json!(false),
    }
}

fn one_of<'c>(options: impl Iterator<Item = &'c Choice>) -> Value {
    let values: Vec<&str> = options.map(|option| option.value.as_str()).collect();
    json!({ "enum": values })
}

fn money() -> Value {
    json!({
        "type": ["string", "number"],
        "pattern": "^[0-9]{1,8}(\\.[0-9]{1,2})?$",
        "minimum": 0,
        "exclusiveMaximum": 100_000_000,
    })
}

fn frequencies(every: &[Frequency]) -> Value {
    let names: Vec<&str> = every.iter().map(|each| each.name()).collect();
    json!({ "enum": names })
}

fn texts(parts: &[&str], required: &[&str]) -> Value {
    let properties: Map<String, Value> = parts
        .iter()
        .map(|part| {
            let schema = json!({ "type": "string", "maxLength": 100 });
            ((*part).to_owned(), schema)
        })
        .collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn item(fields: &[FieldQuestion]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| {
            let schema = described(question(&field.question), &field.label, field.hint.as_ref());
            (field.id.clone(), schema)
        })
        .collect();
    let required: Vec<&str> = fields
        .iter()
        .filter(|field| !field.optional)
        .map(|field| field.id.as_str())
        .collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

/// A fault in answers sent as JSON.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SchemaFault {
    /// The place, as a JSON pointer (RFC 6901): `/accounts/0/balance`.
    pub pointer: String,
    /// The words that tell the sender what to do.
    pub words: String,
}

impl SchemaFault {
    fn at(pointer: impl Into<String>, words: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            words: words.into(),
        }
    }
}

/// Reads answers sent as JSON, by the rules and with the words of answers typed
/// into pages. Answers to questions that the other answers leave unasked are
/// ignored.
///
/// # Errors
/// Returns every fault, in the order of the form.
pub fn read_answers(form: &Form, sent: &Value, today: Date) -> Result<Answers, Vec<SchemaFault>> {
    let Some(sent) = sent.as_object() else {
        return Err(vec![SchemaFault::at("", "Send the answers as an object")]);
    };
    let mut faults: Vec<SchemaFault> = sent
        .keys()
        .filter(|key| form.question(key).is_none())
        .map(|key| {
            let key = key.replace('~', "~0").replace('/', "~1");
            SchemaFault::at(format!("/{key}"), "The form has no such question")
        })
        .collect();
    let mut answers = Answers::default();
    for page in &form.pages {
        for asked in page.questions() {
            // The journey is made anew for each question, because each answer
            // may bring the next.
            let journey = Journey::new(form, &answers);
            if !journey.asks(asked.id) {
                continue;
            }
            let value = sent.get(asked.id).filter(|value| !value.is_null());
            match read_question(asked, value, &journey, today) {
                Ok(found) => {
                    for (key, answer) in found {
                        answers.set(key, answer);
                    }
                }
                Err(found) => faults.extend(found),
            }
        }
    }
    if faults.is_empty() {
        Ok(answers)
    } else {
        Err(faults)
    }
}

fn read_question(
    asked: AskedQuestion<'_>,
    value: Option<&Value>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<Vec<(String, Answer)>, Vec<SchemaFault>> {
    let pointer = format!("/{}", asked.id);
    match (asked.question, value) {
        (Question::Group { most, fields, .. }, _) => {
            return read_group(asked, *most, fields, value, journey, today);
        }
        (Question::Rows { most, fields, .. }, Some(value)) => {
            let rows = read_rows(asked, *most, fields, value, journey, today)?;
            return Ok(vec![(asked.id.to_owned(), rows)]);
        }
        _ => {}
    }
    let posted = value.map_or_else(
        || Ok(Vec::new()),
        |value| {
            as_posted(asked.id, asked.question, value)
                .ok_or_else(|| vec![SchemaFault::at(&pointer, expected(asked.question))])
        },
    )?;
    let answer = parse_question(asked, &PostedFields(&posted), journey, today)
        .map_err(|errors| pointed(&pointer, asked.id, &errors))?;
    Ok(vec![(asked.id.to_owned(), answer)])
}

/// Reads the elements of an array, each as an item whose field names begin as
/// `name` says of its place.
fn read_items(
    (asked, most): (AskedQuestion<'_>, u32),
    fields: &[FieldQuestion],
    value: Option<&Value>,
    name: impl Fn(usize) -> String,
    (journey, today): (&Journey<'_>, Date),
) -> Result<Vec<BTreeMap<String, String>>, Vec<SchemaFault>> {
    let pointer = format!("/{}", asked.id);
    let Some(items) = value.and_then(Value::as_array) else {
        return Err(vec![SchemaFault::at(pointer, expected(asked.question))]);
    };
    if !u32::try_from(items.len()).is_ok_and(|count| count <= most) {
        let words = format!("Send {most} or fewer");
        return Err(vec![SchemaFault::at(pointer, words)]);
    }
    let mut read = Vec::new();
    let mut faults = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let pointer = format!("{pointer}/{place}");
        match read_item((&name(place), fields), item, &pointer, journey, today) {
            Ok(item) => read.push(item),
            Err(found) => faults.extend(found),
        }
    }
    match faults.is_empty() {
        true => Ok(read),
        false => Err(faults),
    }
}

fn read_rows(
    asked: AskedQuestion<'_>,
    most: u32,
    fields: &[FieldQuestion],
    value: &Value,
    journey: &Journey<'_>,
    today: Date,
) -> Result<Answer, Vec<SchemaFault>> {
    let name = |place: usize| {
        let row = u32::try_from(place + 1).unwrap_or(u32::MAX);
        row_name(asked.id, row)
    };
    let at = (journey, today);
    let rows = read_items((asked, most), fields, Some(value), name, at)?;
    let fields: BTreeMap<String, String> = rows
        .into_iter()
        .zip(1_u32..)
        .flat_map(|(row, number)| {
            row.into_iter()
                .map(move |(field, text)| (format!("{number}.{field}"), text))
        })
        .collect();
    match (fields.is_empty(), asked.optional) {
        (false, _) => Ok(Answer::Fields(fields)),
        (true, true) => Ok(Answer::Text(String::new())),
        (true, false) => Err(vec![SchemaFault::at(
            format!("/{}", asked.id),
            expected(asked.question),
        )]),
    }
}

fn read_group(
    asked: AskedQuestion<'_>,
    most: u32,
    fields: &[FieldQuestion],
    value: Option<&Value>,
    journey: &Journey<'_>,
    today: Date,
) -> Result<Vec<(String, Answer)>, Vec<SchemaFault>> {
    let name = |_| asked.id.to_owned();
    let items = read_items((asked, most), fields, value, name, (journey, today))?;
    // Like the keys of items added on pages, these keys sort in the order of
    // sending.
    let items = items.into_iter().enumerate();
    let mut read: Vec<(String, Answer)> = items
        .map(|(place, item)| (format!("{}/{place:04}", asked.id), Answer::Fields(item)))
        .collect();
    read.push((asked.id.to_owned(), Answer::Text("no".to_owned())));
    Ok(read)
}

fn read_item(
    (name, fields): (&str, &[FieldQuestion]),
    item: &Value,
    pointer: &str,
    journey: &Journey<'_>,
    today: Date,
) -> Result<BTreeMap<String, String>, Vec<SchemaFault>> {
    let Some(item) = item.as_object() else {
        return Err(vec![SchemaFault::at(pointer, "Send each as an object")]);
    };
    let mut posted = Vec::new();
    let mut faults = Vec::new();
    for (key, value) in item {
        let Some(field) = fields.iter().find(|field| field.id == *key) else {
            let key = key.replace('~', "~0").replace('/', "~1");
            faults.push(SchemaFault::at(
                format!("{pointer}/{key}"),
                "The form has no such question",
            ));
            continue;
        };
        if value.is_null() {
            continue;
        }
        match as_posted(&html_name(name, key), &field.question, value) {
            Some(fields) => posted.extend(fields),
            None => faults.push(SchemaFault::at(
                format!("{pointer}/{key}"),
                expected(&field.question),
            )),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    parse_fields(name, fields, &PostedFields(&posted), journey, today).map_err(|errors| {
        errors
            .iter()
            .flat_map(|error| {
                let field = fields.iter().find(|field| {
                    let name = html_name(name, &field.id);
                    let parts = field.question.parts();
                    parts
                        .iter()
                        .any(|part| html_name(&name, part) == error.field)
                });
                let id = field.map(|field| field.id.as_str()).unwrap_or_default();
                let pointer = format!("{pointer}/{id}");
                pointed(&pointer, &html_name(name, id), std::slice::from_ref(error))
            })
            .collect()
    })
}

/// Returns the errors of one question at the place of the question or of its
/// part. A date is one value in JSON, so its errors are at the question; so is
/// an error about a missing answer.
fn pointed(pointer: &str, name: &str, errors: &[FieldError]) -> Vec<SchemaFault> {
    errors
        .iter()
        .map(|error| {
            let part = error
                .field
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('-'))
                .filter(|part| !matches!(*part, "day" | "month" | "year"))
                .filter(|_| error.mistake != crate::form::AnswerMistake::Missing);
            let pointer =
                part.map_or_else(|| pointer.to_owned(), |part| format!("{pointer}/{part}"));
            SchemaFault::at(pointer, error.words.as_str())
        })
        .collect()
}

/// Returns the fields as a page would post them, or `None` if the value is not
/// of the kind that [`answers_schema`] gives.
fn as_posted(name: &str, question: &Question, value: &Value) -> Option<Vec<(String, String)>> {
    let one = |text: String| Some(vec![(name.to_owned(), text)]);
    match (question, value) {
        (Question::YesNo, Value::Bool(yes)) => one(if *yes { "yes" } else { "no" }.to_owned()),
        (Question::OneOf { options }, Value::String(chosen)) => {
            is_value(options.iter(), chosen).then(|| one(chosen.clone()))?
        }
        (Question::ManyOf { options, none }, Value::Array(chosen)) => chosen
            .iter()
            .map(|chosen| {
                let chosen = chosen.as_str()?;
                is_value(options.iter().chain(none), chosen)
                    .then(|| (name.to_owned(), chosen.to_owned()))
            })
            .collect(),
        (Question::Money, value) => one(amount(value)?),
        (Question::RegularMoney { .. }, Value::Object(parts)) => parts
            .iter()
            .map(|(part, value)| {
                let text = match part.as_str() {
                    "amount" => amount(value)?,
                    "every" => value.as_str()?.to_owned(),
                    _ => return None,
                };
                Some((html_name(name, part), text))
            })
            .collect(),
        (Question::Date { .. }, Value::String(date)) => {
            let mut parts = date.splitn(3, '-');
            let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
            let well_formed = year.len() == 4 && month.len() == 2 && day.len() == 2;
            well_formed.then(|| {
                [("day", day), ("month", month), ("year", year)]
                    .map(|(part, text)| (html_name(name, part), text.to_owned()))
                    .to_vec()
            })
        }
        (Question::Number { .. } | Question::Decimal { .. }, Value::Number(number)) => {
            one(number.to_string())
        }
        (
            Question::Text { .. }
            | Question::LongText { .. }
            | Question::Phone
            | Question::Email
            | Question::NhsNumber
            | Question::NiNumber,
            Value::String(text),
        ) => one(text.clone()),
        (Question::Name | Question::Address { .. }, Value::Object(parts)) => parts
            .iter()
            .map(|(part, value)| {
                let known = question.parts().contains(&part.as_str());
                let text = value.as_str().filter(|_| known)?;
                Some((html_name(name, part), text.to_owned()))
            })
            .collect(),
        _ => None,
    }
}

fn is_value<'c>(mut options: impl Iterator<Item = &'c Choice>, value: &str) -> bool {
    options.any(|option| option.value == value)
}

/// Returns an amount that the schema allows: no sign, no exponent and no mark
/// between the figures.
fn amount(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let allowed = (1..=8).contains(&whole.len()) && (1..=2).contains(&part.len());
            (allowed && digits(whole) && digits(part)).then(|| text.clone())
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

const fn expected(question: &Question) -> &'static str {
    match question {
        Question::YesNo => "Send true or false",
        Question::OneOf { .. } => "Send one of the values that the schema lists",
        Question::ManyOf { .. } => "Send an array of the values that the schema lists",
        Question::Money => "Send an amount of pounds as a string or a number",
        Question::RegularMoney { .. } => "Send an object with \"amount\" and \"every\"",
        Question::Date { .. } => "Send a date like \"2026-11-22\"",
        Question::Number { .. } | Question::Decimal { .. } => "Send a number",
        Question::Text { .. }
        | Question::LongText { .. }
        | Question::Phone
        | Question::Email
        | Question::NhsNumber
        | Question::NiNumber => "Send a string",
        Question::Name | Question::Address { .. } => {
            "Send an object of strings, as the schema says"
        }
        Question::Group { .. } => "Send an array, empty if there are none",
        Question::Rows { .. } => "Send an array of objects",
        Question::Several { .. } | Question::AnyOf { .. } => "Send each of its answers",
    }
}
