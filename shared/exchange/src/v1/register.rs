//! `registers/<supplier>/<week>/<number>/register.json`.

use attendance::absence::AbsenceReason;
use attendance::adjustment::AdjustmentType;
use attendance::cell::{CellState, ReasonOrigin, RecordedBy, RecordedVia};
use attendance::kept_register::LockedAmounts;
use attendance::ledger::{EntryPrice, LedgerAmounts};
use attendance::symbol::{CareKind, Symbol};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use super::NamedFile;

#[derive(Serialize)]
pub(crate) struct Register<'a> {
    pub(crate) format: &'static str,
    pub(crate) version: u32,
    pub(crate) supplier: Supplier<'a>,
    pub(crate) week_ending: Date,
    pub(crate) submission: Submission<'a>,
    pub(crate) adjustment: Option<Adjustment<'a>>,
    pub(crate) totals: Amounts,
    pub(crate) lines: Vec<Line<'a>>,
    pub(crate) differences: Vec<Difference>,
    pub(crate) chain: Chain<'a>,
    pub(crate) files: Vec<NamedFile<'a>>,
    /// The SHA-256 of all the other members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<String>,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct Supplier<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct Submission<'a> {
    number: u32,
    plan_version: u32,
    locked_at: Timestamp,
    locked_by: &'a str,
    locked_via: RecordedVia,
}

#[derive(Serialize)]
pub(crate) struct Adjustment<'a> {
    pub(crate) because: &'a str,
    pub(crate) proposed_by: &'a str,
    pub(crate) proposed_at: Timestamp,
    pub(crate) approved_by: &'a str,
    pub(crate) approved_at: Timestamp,
}

/// The amounts of something, in pounds with two decimals.
#[derive(Serialize)]
pub(crate) struct Amounts {
    planned: String,
    paid: String,
    billed: String,
    incomplete: bool,
}

#[derive(Serialize)]
pub(crate) struct Line<'a> {
    pub(crate) purchase_order: &'a str,
    pub(crate) line: &'a str,
    pub(crate) person: &'a str,
    pub(crate) service: &'a str,
    pub(crate) terms: &'a str,
    pub(crate) starts: Date,
    pub(crate) ends: Option<Date>,
    pub(crate) on_the_register_since: Date,
    pub(crate) days: Vec<Day>,
    pub(crate) amounts: Vec<KindAmounts>,
}

/// One symbol of a day.
#[derive(Serialize)]
pub(crate) struct Day {
    day: Date,
    symbol: Symbol,
    kind: CareKind,
    planned: String,
    received: String,
    absent: String,
    reason: Option<AbsenceReason>,
    reason_from: Option<&'static str>,
    mark_version: u32,
    price: &'static str,
    rate: Option<String>,
    rate_from: Option<Date>,
}

#[derive(Serialize)]
pub(crate) struct KindAmounts {
    kind: CareKind,
    #[serde(flatten)]
    amounts: Amounts,
}

#[derive(Serialize)]
pub(crate) struct Difference {
    pub(crate) purchase_order: String,
    pub(crate) line: String,
    pub(crate) kind: CareKind,
    #[serde(rename = "type")]
    pub(crate) adjustment: AdjustmentType,
    pub(crate) amount: String,
}

#[derive(Serialize)]
pub(crate) struct Chain<'a> {
    pub(crate) before: String,
    pub(crate) lines: Vec<String>,
    pub(crate) hash: &'a str,
}

/// Writes pounds.
pub(crate) fn pounds(amount: Decimal) -> String {
    format!("{amount:.2}")
}

impl<'a> Submission<'a> {
    pub(crate) fn of(number: u32, plan_version: u32, by: &'a RecordedBy) -> Self {
        let RecordedBy { user, at, via } = by;
        Self {
            number,
            plan_version,
            locked_at: *at,
            locked_by: user,
            locked_via: *via,
        }
    }
}

impl Amounts {
    pub(crate) fn of(amounts: LedgerAmounts, incomplete: bool) -> Self {
        let LedgerAmounts {
            planned,
            paid,
            billed,
        } = amounts;
        Self {
            planned: pounds(planned),
            paid: pounds(paid),
            billed: pounds(billed),
            incomplete,
        }
    }
}

impl KindAmounts {
    pub(crate) fn of(amounts: &LockedAmounts, incomplete: bool) -> Self {
        Self {
            kind: amounts.kind,
            amounts: Amounts::of(
                LockedAmounts::total(std::slice::from_ref(amounts)),
                incomplete,
            ),
        }
    }
}

impl Day {
    /// Describes a cell: what it says, and the price of what became of it.
    pub(crate) fn of(
        (day, symbol): (Date, Symbol),
        kind: CareKind,
        state: &CellState,
        price: EntryPrice,
    ) -> Self {
        let CellState {
            planned,
            received,
            absent,
            version,
        } = state;
        let number = |quantity| kind.number_of(quantity).normalize().to_string();
        let absent = absent.as_ref();
        let rate = match price {
            EntryPrice::Rate(rate) => Some(rate),
            EntryPrice::RateMissing | EntryPrice::InsideTheSession | EntryPrice::NotPaidHere => {
                None
            }
        };
        Self {
            day,
            symbol,
            kind,
            planned: number(*planned),
            received: number(*received),
            absent: number(absent.map(|absent| absent.quantity).unwrap_or_default()),
            reason: absent.map(|absent| absent.reason),
            reason_from: absent.map(|absent| origin(&absent.origin)),
            mark_version: *version,
            price: priced(price),
            rate: rate.map(|rate| pounds(rate.rate.pounds())),
            rate_from: rate.map(|rate| rate.from),
        }
    }
}

/// The names of where the reason of an absence comes from.
const fn origin(origin: &ReasonOrigin) -> &'static str {
    match origin {
        ReasonOrigin::Default => "default",
        ReasonOrigin::Chosen => "chosen",
        ReasonOrigin::Derived { .. } => "derived_from_notice",
        ReasonOrigin::Overruled { .. } => "overruled",
        ReasonOrigin::OfTheSession(_) => "of_the_session",
        ReasonOrigin::BankHoliday => "bank_holiday",
    }
}

const fn priced(price: EntryPrice) -> &'static str {
    match price {
        EntryPrice::Rate(_) => "rate",
        EntryPrice::RateMissing => "rate_missing",
        EntryPrice::InsideTheSession => "inside_the_session",
        EntryPrice::NotPaidHere => "not_paid_here",
    }
}
