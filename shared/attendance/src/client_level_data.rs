//! Client Level Data: what councils report of the care of each person, taken
//! from the ledger that pays and bills.
//!
//! Sessions, evenings with a rate of their own, 1:1 support, 2:2 support and
//! transport are a row each, because each has its own unit and cost. A row says
//! what is planned a week, and is never negative: an adjustment is a new picture
//! of the week and no row of its own.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::ledger::{EntryPrice, Ledger, LedgerAmounts};
use crate::provision::{LineKey, PersonReference};
use crate::quantity::Quantity;
use crate::register::Register;
use crate::symbol::CareKind;
use crate::terms::{ContractBook, ContractTerms, TransportUnit};

domain::named_enum! {
    /// A component of a service, as the specification names them.
    pub enum ServiceComponent {
        /// Sessions and support at a day service.
        DaySupport = "Day Support",
        /// Journeys to it and back.
        Transport = "Transport",
    }
}

domain::named_enum! {
    /// How often the cost of a unit is due, as the specification names it.
    pub enum CostFrequency {
        /// For each session; and for each journey or return, for which the
        /// specification has no name.
        PerSession = "Per session",
        /// For each hour.
        Hourly = "Hourly",
        /// For each day.
        Daily = "Daily",
    }
}

/// A row of Client Level Data: one kind of care of one line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClientLevelRow {
    /// The line of the purchase order.
    pub line: LineKey,
    /// The person.
    pub person: PersonReference,
    /// The kind of care.
    pub kind: CareKind,
    /// The component of the service.
    pub component: ServiceComponent,
    /// The first day of the service.
    pub starts: Date,
    /// The last day, if it is known. A week that is not paid ends nothing.
    pub ends: Option<Date>,
    /// The units that are planned in the week.
    pub planned_units: Decimal,
    /// How often the cost is due.
    pub frequency: CostFrequency,
    /// The latest cost of a unit in the week, before what the person pays of
    /// it. None where the contract says no rate.
    pub unit_cost: Option<Decimal>,
    /// The amounts of the week in the ledger.
    pub amounts: LedgerAmounts,
}

/// Makes the rows of a register from its ledger, by line and kind. What is
/// neither planned nor priced has no row.
#[must_use]
pub fn rows(register: &Register, ledger: &Ledger, book: &ContractBook) -> Vec<ClientLevelRow> {
    let kinds = ledger.kinds().iter().filter_map(|((key, kind), week)| {
        let line = register.lines.get(key)?;
        let terms = book.terms(&line.provision.terms);
        let units = match kind {
            CareKind::Journeys => priced_journeys(ledger, key),
            _ => week.commissioned,
        };
        let planned_units = kind.number_of(units);
        if planned_units.is_zero() && week.amounts == LedgerAmounts::default() {
            return None;
        }
        let days = register.week.days();
        let mut rates = days.iter().rev().map(|day| terms.rate_of(*kind, *day));
        Some(ClientLevelRow {
            line: key.clone(),
            person: line.provision.person.reference.clone(),
            kind: *kind,
            component: match kind {
                CareKind::Journeys => ServiceComponent::Transport,
                _ => ServiceComponent::DaySupport,
            },
            starts: line.provision.starts,
            ends: line.provision.ends,
            planned_units,
            frequency: frequency(*kind, &terms, register.week.ending()),
            unit_cost: rates.find_map(|rate| Some(rate?.rate.pounds())),
            amounts: week.amounts,
        })
    });
    kinds.collect()
}

/// Counts the units of transport that are planned and priced here: journeys,
/// returns or days.
fn priced_journeys(ledger: &Ledger, line: &LineKey) -> Quantity {
    let entries = ledger.entries().iter();
    let priced = entries.filter(|entry| {
        entry.cell.line == *line
            && entry.kind == CareKind::Journeys
            && matches!(entry.price, EntryPrice::Rate(_) | EntryPrice::RateMissing)
    });
    Quantity(priced.map(|entry| entry.priced.planned.0).sum())
}

fn frequency(kind: CareKind, terms: &ContractTerms, on: Date) -> CostFrequency {
    match kind {
        CareKind::Sessions | CareKind::Evenings => CostFrequency::PerSession,
        CareKind::OneToOne | CareKind::TwoToTwo => CostFrequency::Hourly,
        CareKind::Journeys => match terms.transport.on(on).map(|dated| dated.value.unit) {
            Some(TransportUnit::Day) => CostFrequency::Daily,
            _ => CostFrequency::PerSession,
        },
    }
}
