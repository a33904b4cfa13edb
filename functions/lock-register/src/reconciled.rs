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

/// Makes the table of a register's lines, in the order of the register.
pub(crate) fn table(key: &RegisterKey, register: &Register, of: &Reconciliation) -> StackedTable {
    let order = NameOrder::new();
    let person = |line: &ReconciledLine| {
        let found = register.lines.get(&line.line);
        found.map(|found| &found.provision.person)
    };
    // Whom somebody may not see is in the totals and in no row.
    let mut lines: Vec<_> = of
        .lines
        .iter()
        .filter(|line| person(line).is_some())
        .collect();
    lines.sort_by(|one, other| match (person(one), person(other)) {
        (Some(one), Some(other)) => order.compare(one, other),
        _ => Ordering::Equal,
    });
    StackedTable {
        caption: "What each person was planned to receive, received, and what it pays".into(),
        columns: ["Person", "Planned", "Received", "You are paid", "Look at"]
            .map(Into::into)
            .into(),
        rows: lines
            .into_iter()
            .map(|line| row(key, register, line))
            .collect(),
    }
}

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
        StackedCell::of(paid),
        StackedCell::of(notes(line)),
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

/// Says what of a line is worth a look before it is submitted.
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
    match notes.is_empty() {
        true => "as planned".to_owned(),
        false => notes.join("; "),
    }
}
