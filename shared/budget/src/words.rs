//! The arithmetic of a stage in words.

use domain::values::money::in_words;
use rust_decimal::Decimal;

use crate::model::{Model, Operator, Stage, StageCondition, Unit};
use crate::run::Run;

/// Returns the arithmetic of a stage with its numbers: `13.75 hours a week ×
/// £21.40 an hour = £294.25 a week`.
pub(crate) fn sum(model: &Model, run: &Run, stage: &Stage) -> String {
    let show = |name: &str| shown(model, run, name);
    let all = |names: &[String], between: &str| {
        let shown: Vec<_> = names.iter().map(|name| show(name)).collect();
        shown.join(between)
    };
    let left = match &stage.does {
        Operator::Sum(names) => all(names, " + "),
        Operator::MaxOf(names) => format!("the highest of {}", all(names, ", ")),
        Operator::Multiply(a, b) => format!("{} × {}", show(a), show(b)),
        Operator::Share { of, by } => format!("{} less {}", show(of), show(by)),
        Operator::Lookup { of, table } => {
            let table = model.tables.get(table);
            let label = table.map_or("the table", |table| table.label.as_str());
            format!("{} in “{label}”", show(of))
        }
        Operator::Cap { of, at, .. } => format!("{}, predicted up to {}", show(of), show(at)),
        Operator::Floor { of, at, .. } => format!("{}, at least {}", show(of), show(at)),
        Operator::AddIf { to, add, when } => {
            let holds = when.iter().all(|condition| {
                run.number(&condition.of)
                    .is_some_and(|number| number >= condition.at_least)
            });
            match holds {
                true => format!("{} + {}", show(to), show(add)),
                false => format!("{}, with nothing added", show(to)),
            }
        }
        Operator::Convert { of, weeks, .. } => format!("{} by {}", show(of), weeks.words()),
        Operator::APersonDecides { of, .. } => show(of),
    };
    match run.number(&stage.id) {
        Some(_) => format!("{left} = {}", show(&stage.id)),
        None => format!("{left}: no amount"),
    }
}

/// Returns how a stage works, without numbers, by the labels of what it takes.
pub(crate) fn method(model: &Model, stage: &Stage) -> String {
    let of = |name: &str| label(model, name);
    let all = |names: &[String], last: &str| {
        let names: Vec<_> = names.iter().map(|name| of(name)).collect();
        match names.split_last() {
            Some((only, [])) => only.clone(),
            Some((end, first)) => format!("{} {last} {end}", first.join("; ")),
            None => String::new(),
        }
    };
    match &stage.does {
        Operator::Sum(names) => format!("Add {}.", all(names, "and")),
        Operator::MaxOf(names) => format!("Take the highest of {}.", all(names, "and")),
        Operator::Multiply(a, b) => format!("Multiply {} by {}.", of(a), of(b)),
        Operator::Share { of: whole, by } => {
            format!(
                "From {}, take off the share in the answer to {}.",
                of(whole),
                of(by)
            )
        }
        Operator::Lookup { of: number, table } => {
            let table = model.tables.get(table);
            let table = table.map_or("", |table| table.label.as_str());
            format!("Look up {} in the table “{table}”.", of(number))
        }
        Operator::Cap { of: number, at, .. } => format!(
            "If {} is above {}, the model predicts nothing and a person decides. Nothing is cut.",
            of(number),
            of(at)
        ),
        Operator::Floor { of: number, at, .. } => {
            format!(
                "If {} is above £0 and below {}, raise it to that.",
                of(number),
                of(at)
            )
        }
        Operator::AddIf { to, add, when } => {
            format!(
                "To {}, add {} if {}.",
                of(to),
                of(add),
                conditions(model, when)
            )
        }
        Operator::Convert {
            of: number,
            to,
            weeks,
        } => {
            format!(
                "Show {} as an amount {}, by {}.",
                of(number),
                to.words(),
                weeks.words()
            )
        }
        Operator::APersonDecides { when, .. } => {
            format!(
                "If {}, the model predicts nothing and a person decides.",
                conditions(model, when)
            )
        }
    }
}

fn conditions(model: &Model, when: &[StageCondition]) -> String {
    let each = when.iter().map(|condition| {
        let of = label(model, &condition.of);
        match model.question(&condition.of).map(|asked| &asked.answer) {
            Some(crate::model::AnswerRange::YesNo {}) => format!("the answer to {of} is yes"),
            Some(crate::model::AnswerRange::Choices(choices)) => {
                let weight = model
                    .question(&condition.of)
                    .map_or(Decimal::ONE, |asked| asked.weight);
                let reached = choices
                    .iter()
                    .filter(|choice| choice.score * weight >= condition.at_least);
                let words: Vec<_> = reached
                    .map(|choice| format!("“{}”", choice.words))
                    .collect();
                format!("the answer to {of} is {}", words.join(" or "))
            }
            _ => format!("{of} is {} or more", condition.at_least.normalize()),
        }
    });
    let each: Vec<_> = each.collect();
    each.join(" and ")
}

fn label(model: &Model, name: &str) -> String {
    if let Some(question) = model.question(name) {
        return format!("“{}”", question.ask);
    }
    if let Some(figure) = model.figures.get(name) {
        return format!(
            "{} ({})",
            small(&figure.label),
            number(figure.amount, figure.unit)
        );
    }
    let stage = model.stages.iter().find(|stage| stage.id == name);
    stage.map_or_else(|| name.to_owned(), |stage| format!("‘{}’", stage.label))
}

/// Begins a label with a small letter, inside a sentence.
fn small(label: &str) -> String {
    let mut letters = label.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

fn shown(model: &Model, run: &Run, name: &str) -> String {
    let unit = model.unit_of(name).unwrap_or(Unit::Number);
    run.number(name)
        .map_or_else(|| String::from("no amount"), |value| number(value, unit))
}

/// Returns a number with its unit: `£21.40 an hour`, `40%`, `52 points`.
pub(crate) fn number(value: Decimal, unit: Unit) -> String {
    match unit {
        Unit::Number => value.normalize().to_string(),
        Unit::Share => format!("{}%", (value * Decimal::ONE_HUNDRED).normalize()),
        Unit::Points if value == Decimal::ONE => String::from("1 point"),
        Unit::HoursAWeek if value == Decimal::ONE => String::from("1 hour a week"),
        unit if unit.is_money() => {
            format!(
                "{} {}",
                in_words(crate::model::to_the_penny(value)),
                unit.words()
            )
        }
        unit => format!("{} {}", value.normalize(), unit.words()),
    }
}
