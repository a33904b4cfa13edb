//! The lines of the page before submission: planned, attended, paid and billed,
//! and what is worth a look.

use std::cmp::Ordering;

use attendance::kept_register::RegisterKey;
use attendance::ledger::KindWeek;
use attendance::name_order::NameOrder;
use attendance::reconciliation::{ReconciledLine, Reconciliation};
use attendance::register::Register;
use attendance::symbol::CareKind;
use domain::values::money::in_words as in_pounds;
use rust_decimal::Decimal;
use web::register_form::line_address;
use web::{StackedCell, StackedTable};

/// The part of a difference from the weeks before that is worth a look: a fifth.
const WORTH_A_LOOK: Decimal = Decimal::from_parts(2, 0, 0, false, 1);

/// The tables of a register's lines, in the order of the register.
pub(crate) struct ReconciledTables {
    /// The lines that are worth a look.
    pub(crate) to_look_at: Option<StackedTable>,
    /// The lines that went as planned, and how many they are.
    pub(crate) as_planned: Option<(usize, StackedTable)>,
}

/// Makes the tables of a register's lines. Whom somebody may not see is in the
/// totals and in no table.
pub(crate) fn tables(
    key: &RegisterKey,
    register: &Register,
    of: &Reconciliation,
) -> ReconciledTables {
    let order = NameOrder::new();
    let person = |line: &ReconciledLine| {
        let found = register.lines.get(&line.line);
        found.map(|found| &found.provision.person)
    };
    let mut lines: Vec<_> = of
        .lines
        .iter()
        .filter(|line| person(line).is_some())
        .collect();
    lines.sort_by(|one, other| match (person(one), person(other)) {
        (Some(one), Some(other)) => order.compare(one, other),
        _ => Ordering::Equal,
    });
    let (differ, same): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| !notes(line).is_empty());
    let table = |caption: &'static str, lines: Vec<&ReconciledLine>| StackedTable {
        caption: caption.into(),
        columns: COLUMNS.map(Into::into).into(),
        rows: lines
            .into_iter()
            .map(|line| row(key, register, line))
            .collect(),
    };
    ReconciledTables {
        to_look_at: (!differ.is_empty()).then(|| table("People to look at", differ)),
        as_planned: (!same.is_empty()).then(|| (same.len(), table("People as planned", same))),
    }
}

/// The columns of the tables.
const COLUMNS: [&str; 6] = [
    "Person",
    "Planned",
    "Received",
    "You are paid",
    "Care billed",
    "Look at",
];

fn row(key: &RegisterKey, register: &Register, line: &ReconciledLine) -> Vec<StackedCell> {
    let person = register.lines.get(&line.line);
    let name = person.map(|found| found.provision.person.name());
    let who = format!("{}, purchase order {}", name.unwrap_or_default(), line.line);
    let paid = match line.rate_missing {
        true => format!("{}, and a rate is missing", in_pounds(line.amounts.paid)),
        false => in_pounds(line.amounts.paid),
    };
    vec![
        StackedCell::link(who, line_address(key, &line.line)),
        StackedCell::of(quantities(line, |week| week.commissioned)),
        StackedCell::of(quantities(line, |week| week.attended)),
        StackedCell::link(paid, format!("{}/amounts", line_address(key, &line.line))),
        StackedCell::of(in_pounds(line.amounts.billed)),
        StackedCell::of(match notes(line).is_empty() {
            true => "as planned".to_owned(),
            false => notes(line),
        }),
    ]
}

/// Says how much of each kind, in words.
fn quantities(
    line: &ReconciledLine,
    of: impl Fn(&KindWeek) -> attendance::quantity::Quantity,
) -> String {
    let some = line.kinds.iter().filter_map(|(kind, week)| {
        let quantity = of(week);
        let number: &CareKind = kind;
        let number = number.number_of(quantity);
        (!quantity.is_zero()).then(|| format!("{number} {}", kind.words()))
    });
    let some: Vec<_> = some.collect();
    match some.is_empty() {
        true => "nothing".to_owned(),
        false => some.join(", "),
    }
}

/// Says what of a line is worth a look before it is submitted; nothing if all
/// went as planned.
fn notes(line: &ReconciledLine) -> String {
    let mut notes = Vec::new();
    if line.unexplained_nought {
        notes.push("received nothing, and no reason was chosen".to_owned());
    } else if line.is_exception {
        notes.push("differs from the plan".to_owned());
    }
    if let Some(variance) = &line.variance {
        let share = variance.difference.abs();
        if share > variance.average * WORTH_A_LOOK {
            let way = if variance.difference < Decimal::ZERO {
                "less"
            } else {
                "more"
            };
            notes.push(format!(
                "{} {way} than in the {} weeks before",
                in_pounds(share),
                variance.weeks
            ));
        }
    }
    notes.join("; ")
}
