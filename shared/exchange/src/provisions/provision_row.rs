//! One row of `provisions.csv`: a line of a purchase order, and what it plans
//! for each day of a week.

use std::sync::LazyLock;

use attendance::provision::{
    AttendancePattern, AttendingPerson, LineKey, OrderLineNumber, PersonReference, PlannedDay,
    PlannedWeek, ProvisionLine, PurchaseOrder,
};
use attendance::supplier::{DayServiceId, SupplierId};
use attendance::terms::TermsId;
use attendance::week::Week;
use jiff::civil::Weekday;

use super::columns;
use super::fields::Fields;
use super::row_fault::{RowFault, RowProblem};
use crate::v1::provisions::{DAYS, UNITS};

/// A line of a purchase order as the case system has commissioned it, with the
/// names of who provides it. Names may change while the ids stay.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProvisionRow {
    /// The line.
    pub line: ProvisionLine,
    /// The supplier's name.
    pub supplier_name: String,
    /// The name of the day service.
    pub service_name: String,
}

impl ProvisionRow {
    /// Reads a row.
    ///
    /// ```
    /// use attendance::quantity::SupportHours;
    /// use attendance::week::Week;
    /// use exchange::provisions::columns;
    /// use exchange::provisions::provision_row::ProvisionRow;
    /// use jiff::civil::{Weekday, date};
    ///
    /// let mut fields = vec![
    ///     "0004512", "1", "0098765", "Doe", "Ana", "no", "S12", "Willow Grove", "D1",
    ///     "Willow Grove day centre", "DC-2024-high", "2026-04-06", "", "1", "",
    ///     "1", "1", "0", "1.5", "", "1", "1",
    /// ];
    /// fields.resize(columns().len(), "");
    /// let row = ProvisionRow::read(&csv::ByteRecord::from(fields.clone()))
    ///     .map_err(|faults| format!("{faults:?}"))?;
    /// let monday = row.line.pattern.in_week(Week::of(date(2026, 5, 4))).on(Weekday::Monday);
    /// assert_eq!(monday.one_to_one, SupportHours::quarters(6)?);
    ///
    /// fields[11] = "06/04/2026";
    /// fields[18] = "90";
    /// let faults = ProvisionRow::read(&csv::ByteRecord::from(fields)).unwrap_err();
    /// assert_eq!(faults[0].to_string(), "starts is not a date as 2026-04-01");
    /// assert_eq!(faults[1].column, "mon_one_to_one");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns everything that is wrong with the row.
    pub fn read(record: &csv::ByteRecord) -> Result<Self, Vec<RowFault>> {
        static COLUMNS: LazyLock<Vec<String>> = LazyLock::new(columns);
        let mut fields = Fields::new(&COLUMNS, record);
        let row = Self::of(&mut fields);
        fields.end(row)
    }

    fn of(fields: &mut Fields<'_>) -> Option<Self> {
        let order = fields.reference("purchase_order", PurchaseOrder::parse);
        let line = fields.reference("line", OrderLineNumber::parse);
        let reference = fields.reference("person_reference", PersonReference::parse);
        let surname = fields.name("surname");
        let forename = fields.name_or_none("forename");
        let restricted = fields.yes("restricted");
        let supplier = fields.reference("supplier", SupplierId::parse);
        let supplier_name = fields.name("supplier_name");
        let service = fields.reference("service", DayServiceId::parse);
        let service_name = fields.name("service_name");
        let terms = fields.reference("terms", TermsId::parse);
        let starts = fields.date("starts");
        let ends = fields.or_none("ends", Fields::date);
        if ends
            .flatten()
            .zip(starts)
            .is_some_and(|(ends, starts)| ends < starts)
        {
            fields.refuse("ends", RowProblem::BeforeTheStart);
        }
        let pattern = pattern(fields);
        Some(Self {
            line: ProvisionLine {
                key: LineKey {
                    order: order?,
                    line: line?,
                },
                person: AttendingPerson {
                    reference: reference?,
                    surname,
                    forename,
                    restricted: restricted?,
                },
                supplier: supplier?,
                service: service?,
                terms: terms?,
                starts: starts?,
                ends: ends?,
                pattern: pattern?,
            },
            supplier_name,
            service_name,
        })
    }
}

fn pattern(fields: &mut Fields<'_>) -> Option<AttendancePattern> {
    let every = fields.number("every_weeks", 1, 2);
    let first = fields.or_none("first_week", Fields::date);
    let week = PlannedWeek(DAYS.map(|day| planned_day(fields, day)));
    if week.is_nothing() {
        fields.refuse("mon_am", RowProblem::NothingPlanned);
    }
    match (every?, first?) {
        (1, None) => return Some(AttendancePattern::weekly(week)),
        (1, Some(_)) => fields.refuse("first_week", RowProblem::NotCalledFor),
        (_, None) => fields.refuse("first_week", RowProblem::Missing),
        (_, Some(monday)) if monday.weekday() != Weekday::Monday => {
            fields.refuse("first_week", RowProblem::NotAMonday);
        }
        (_, Some(monday)) => {
            let nothing = PlannedWeek::default();
            return Some(AttendancePattern::fortnightly(
                Week::of(monday),
                week,
                nothing,
            ));
        }
    }
    None
}

fn planned_day(fields: &mut Fields<'_>, day: &str) -> PlannedDay {
    let [am, pm, evening, one_to_one, two_to_two, out, back] =
        UNITS.map(|unit| format!("{day}_{unit}"));
    PlannedDay {
        morning: fields.planned(&am),
        afternoon: fields.planned(&pm),
        evening: fields.planned(&evening),
        one_to_one: fields.hours(&one_to_one),
        two_to_two: fields.hours(&two_to_two),
        out: fields.planned(&out).into(),
        back: fields.planned(&back).into(),
    }
}
