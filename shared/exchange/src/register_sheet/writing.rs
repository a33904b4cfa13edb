//! Writing the table of a register.

use attendance::cell::{Mark, MarkAccount};
use attendance::name_order::NameOrder;
use attendance::quantity::{Quantity, hours_of};
use attendance::register::{Register, RegisterLine};
use attendance::symbol::Symbol;
use attendance::terms::ContractBook;
use jiff::civil::Date;

use super::{COLUMNS, safe};

/// Writes the register as a table: a row for each cell in which something is
/// planned or recorded, people in the order of the register. UTF-8 with a byte
/// order mark, without which spreadsheets take accents for something else.
///
/// ```
/// use attendance::merge::NightlyPlan;
/// use attendance::register::Register;
/// use attendance::supplier::SupplierId;
/// use attendance::terms::ContractBook;
/// use attendance::week::Week;
/// use exchange::register_sheet::writing::write;
/// use jiff::civil::date;
///
/// let plan = NightlyPlan { at: "2025-05-05T02:00:00Z".parse()?, version: 1, lines: &[] };
/// let register = Register::create(SupplierId::parse("S12")?, Week::of(date(2025, 5, 5)), &plan);
/// let file = write(&register, &ContractBook::new([]), false);
/// assert!(file.starts_with(b"\xef\xbb\xbfWeek ending,Purchase order,Line,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn write(register: &Register, book: &ContractBook, sees_restricted: bool) -> Vec<u8> {
    let mut rows = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    let order = NameOrder::new();
    let mut lines: Vec<_> = register.lines_seen(sees_restricted).collect();
    lines.sort_by(|(one, a), (other, b)| {
        let people = order.compare(&a.provision.person, &b.provision.person);
        people.then_with(|| one.cmp(other))
    });
    // A vector takes whatever is written to it, and every row has each column.
    let _ = rows.write_record(COLUMNS);
    for (_, line) in lines {
        for day in register.week.days() {
            for symbol in Symbol::ALL {
                if let Some(row) = row(register, line, day, symbol, book) {
                    let _ = rows.write_record(row);
                }
            }
        }
    }
    rows.into_inner().unwrap_or_default()
}

fn row(
    register: &Register,
    line: &RegisterLine,
    day: Date,
    symbol: Symbol,
    book: &ContractBook,
) -> Option<[String; 16]> {
    let record = line.records.get(&(day, symbol));
    let state = line.state(day, symbol, book);
    if state.planned.is_zero() && record.is_none() {
        return None;
    }
    let said = match record.map(|record| &record.mark) {
        Some(Mark::Received { account, .. }) => account.clone(),
        _ => MarkAccount::default(),
    };
    let person = &line.provision.person;
    let reason = state.absent.as_ref().map(|absent| absent.reason.words());
    let is_default = state.absent.is_some() && said.chosen.is_none();
    Some([
        register.week.ending().to_string(),
        line.provision.key.order.to_string(),
        line.provision.key.line.to_string(),
        person.reference.to_string(),
        safe(&person.surname),
        safe(&person.forename),
        day.to_string(),
        symbol.letters().to_owned(),
        number(symbol, state.planned),
        number(symbol, state.received),
        reason.unwrap_or_default().to_owned(),
        if is_default { "yes" } else { "" }.to_owned(),
        said.notice_given
            .map(|given| given.to_string())
            .unwrap_or_default(),
        safe(&said.overruled_because.unwrap_or_default()),
        safe(&said.comment.unwrap_or_default()),
        state.version.to_string(),
    ])
}

fn number(symbol: Symbol, quantity: Quantity) -> String {
    match symbol.is_support() {
        true => hours_of(quantity).to_string(),
        false => quantity.0.to_string(),
    }
}
