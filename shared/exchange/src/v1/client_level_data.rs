//! `registers/<supplier>/<week>/<number>/client-level-data.json`.

use attendance::client_level_data::{ClientLevelRow, CostFrequency, ServiceComponent};
use attendance::ledger::LedgerAmounts;
use attendance::symbol::CareKind;
use jiff::civil::Date;
use serde::Serialize;

use super::register::{Supplier, pounds};

#[derive(Serialize)]
pub(crate) struct ClientLevelData<'a> {
    pub(crate) format: &'static str,
    pub(crate) version: u32,
    pub(crate) supplier: Supplier<'a>,
    pub(crate) week_ending: Date,
    pub(crate) number: u32,
    pub(crate) rows: Vec<Row>,
}

#[derive(Serialize)]
pub(crate) struct Row {
    person: String,
    purchase_order: String,
    line: String,
    kind: CareKind,
    service_type: &'static str,
    service_component: &'static str,
    start_date: Date,
    end_date: Option<Date>,
    planned_units_per_week: String,
    cost_frequency: &'static str,
    unit_cost: Option<String>,
    planned: String,
    paid: String,
    billed: String,
}

impl From<&ClientLevelRow> for Row {
    fn from(row: &ClientLevelRow) -> Self {
        let ClientLevelRow {
            line,
            person,
            kind,
            component,
            starts,
            ends,
            planned_units,
            frequency,
            unit_cost,
            amounts:
                LedgerAmounts {
                    planned,
                    paid,
                    billed,
                },
        } = row;
        Self {
            person: person.to_string(),
            purchase_order: line.order.to_string(),
            line: line.line.to_string(),
            kind: *kind,
            service_type: "Long Term Support: Community",
            service_component: ServiceComponent::name(*component),
            start_date: *starts,
            end_date: *ends,
            planned_units_per_week: pounds(*planned_units),
            cost_frequency: CostFrequency::name(*frequency),
            unit_cost: unit_cost.map(pounds),
            planned: pounds(*planned),
            paid: pounds(*paid),
            billed: pounds(*billed),
        }
    }
}
