//! The answers of a form as JSON: their schema, and reading them.

use domain::money::Frequency;
use serde_json::{Map, Value, json};

use crate::form::{Choice, Form, ItemField, Question, Voice, Words};
use crate::read::frequency_name;

/// The JSON Schema (2020-12) of the answers of a form: one property a page,
/// named by its id. Required are those that are always asked and may not be
/// skipped; an answer to a question that the others leave unasked does not
/// count.
///
/// Yes or no is a boolean, a date is `2026-11-22`, an amount of money is a
/// string (`"1234.50"`) or a number, and a group is an array of objects.
#[must_use]
pub fn answers_schema(form: &Form) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for page in &form.pages {
        properties.insert(
            page.id.clone(),
            described(question(&page.question), &page.label, page.hint.as_ref()),
        );
        if page.when.is_none() && !page.optional {
            required.push(Value::from(page.id.as_str()));
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
        schema.insert("title".to_owned(), label.say(Voice::You).into());
        if let Some(hint) = hint {
            schema.insert("description".to_owned(), hint.say(Voice::You).into());
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
        Question::Name => texts(question.parts(), &["first", "last"]),
        Question::Address => texts(question.parts(), &["line1", "town", "postcode"]),
        Question::Phone | Question::NiNumber => json!({ "type": "string" }),
        Question::Email => json!({ "type": "string", "format": "email" }),
        Question::Group { most, fields, .. } => json!({
            "type": "array",
            "items": item(fields),
            "maxItems": most,
        }),
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
    let names: Vec<&str> = every.iter().map(|each| frequency_name(*each)).collect();
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

fn item(fields: &[ItemField]) -> Value {
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
