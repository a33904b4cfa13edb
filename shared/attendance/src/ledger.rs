//! The ledger of a register: the one source of what is paid, billed and
//! exported, entry by entry, each with the mark and the terms behind it.
//!
//! For a line and a kind of care, payable is the lower of what is commissioned
//! and of what was attended together with the absences that are paid. What was
//! attended is paid at the rate of the day on which it was attended. Where a
//! swap leaves no room for every paid absence, the absences that the person
//! would be billed for are the first to go, then the earliest.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::absence::{AbsenceEffect, AbsenceReason, EffectTable};
use crate::cell::{Cell, CellState, Mark, ReasonOrigin, RecordedVia};
use crate::provision::LineKey;
use crate::quantity::Quantity;
use crate::register::{Register, RegisterLine};
use crate::symbol::{CareKind, Symbol};
use crate::terms::{
    ContractBook, ContractTerms, JourneysNotMade, PayBasis, RateOfDay, SwapRule, TermName, TermsId,
    TransportUnit,
};
use crate::week::Week;

/// The number of an entry within its ledger.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EntryId(pub u32);

/// An entry of the ledger: a quantity of one cell that was treated in one way.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LedgerEntry {
    /// The number.
    pub id: EntryId,
    /// The cell.
    pub cell: Cell,
    /// The kind of care that it counts towards.
    pub kind: CareKind,
    /// The quantity, in units of the kind.
    pub quantity: Quantity,
    /// What became of it.
    pub cause: EntryCause,
    /// The part that was planned.
    pub planned: Quantity,
    /// The part that is paid.
    pub paid: Quantity,
    /// The part that is billed.
    pub billed: Quantity,
    /// The units that are priced: quantities, but for transport that is priced
    /// by the return or the day.
    pub priced: PricedUnits,
    /// The price of a unit.
    pub price: EntryPrice,
    /// The terms of the line.
    pub terms: TermsId,
    /// The mark behind it.
    pub source: MarkSource,
}

/// The units of an entry that are priced, on each side.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PricedUnits {
    /// The units that were planned.
    pub planned: Quantity,
    /// The units that are paid.
    pub paid: Quantity,
    /// The units that are billed.
    pub billed: Quantity,
}

/// What became of the quantity of an entry.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum EntryCause {
    /// The quantity was planned and received.
    Attended,
    /// The quantity was received on a day without a plan, within the week's
    /// total.
    AttendedInstead,
    /// The quantity was planned and not received.
    Absent {
        /// The reason.
        reason: AbsenceReason,
        /// What decides the effect.
        by: EffectBy,
    },
    /// The quantity was planned, and received on another day instead.
    MovedToAnotherDay,
    /// The quantity was received above the week's total, or as a swap that the contract
    /// does not allow: a breach.
    AboveTheTotal,
    /// The quantity was recorded on a day on which the line is not open: a breach.
    OutsideTheService,
}

domain::named_enum! {
    /// What decides whether an absence is paid and billed.
    pub enum EffectBy {
        /// The effect table of the contract.
        Table = "effect_table",
        /// The contract pays for what was attended.
        PaidAsAttended = "paid_as_attended",
        /// Journeys that were not made cost nothing.
        JourneysNotMade = "journeys_not_made",
    }
}

/// The price of an entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EntryPrice {
    /// The rate of the day.
    Rate(RateOfDay),
    /// The contract says no rate for the day: the amount is incomplete.
    RateMissing,
    /// Transport is inside the session rate.
    InsideTheSession,
    /// Transport is neither paid nor billed from the register.
    NotPaidHere,
}

/// The mark behind an entry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum MarkSource {
    /// Nobody marked the cell: it went as planned.
    AsPlanned {
        /// The number of the import with that plan.
        plan_version: u32,
    },
    /// Somebody marked it.
    Recorded {
        /// The version of the cell.
        version: u32,
        /// The id of the user.
        user: String,
        /// When.
        at: Timestamp,
        /// How.
        via: RecordedVia,
    },
    /// The contract's rule for bank holidays.
    BankHolidayRule,
}

domain::named_enum! {
    serde
    /// A side of the ledger.
    pub enum LedgerSide {
        /// What was planned.
        Planned = "planned",
        /// What the provider is paid.
        Paid = "paid",
        /// What the person is billed for, before their assessed charge.
        Billed = "billed",
    }
}

/// An amount on each side of the ledger.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct LedgerAmounts {
    /// What was planned.
    pub planned: Decimal,
    /// What the provider is paid.
    pub paid: Decimal,
    /// What the person is billed for.
    pub billed: Decimal,
}

impl LedgerAmounts {
    /// Returns the amount of a side.
    #[must_use]
    pub const fn of(&self, side: LedgerSide) -> Decimal {
        match side {
            LedgerSide::Planned => self.planned,
            LedgerSide::Paid => self.paid,
            LedgerSide::Billed => self.billed,
        }
    }

    fn add(&mut self, other: Self) {
        self.planned += other.planned;
        self.paid += other.paid;
        self.billed += other.billed;
    }

    fn rounded(self) -> Self {
        Self {
            planned: to_the_penny(self.planned),
            paid: to_the_penny(self.paid),
            billed: to_the_penny(self.billed),
        }
    }
}

/// A line's week of one kind of care.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct KindWeek {
    /// What is commissioned: the plan of the open days.
    pub commissioned: Quantity,
    /// What was attended on open days, in whatever quantity.
    pub attended: Quantity,
    /// What is paid.
    pub paid: Quantity,
    /// What is billed.
    pub billed: Quantity,
    /// The amounts before they are rounded.
    pub exact: LedgerAmounts,
    /// The amounts, rounded once, half a penny up.
    pub amounts: LedgerAmounts,
    /// Whether a rate is missing, so that the amounts are incomplete.
    pub rate_missing: bool,
}

/// The ledger of a register.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Ledger {
    entries: Vec<LedgerEntry>,
    kinds: BTreeMap<(LineKey, CareKind), KindWeek>,
}

/// What an amount of the ledger is of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LedgerScope {
    /// One cell; its amount is not rounded.
    Cell(Cell),
    /// One kind of care of a line.
    Kind(LineKey, CareKind),
    /// One line.
    Line(LineKey),
    /// The whole week.
    Week,
}

/// An amount of the ledger with the entries behind it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LedgerTotal {
    /// The amount.
    pub amount: Decimal,
    /// The part of it that comes from rounding to the penny.
    pub rounding: Decimal,
    /// The entries.
    pub entries: Vec<EntryId>,
    /// Whether a rate is missing, so that the amount is incomplete.
    pub incomplete: bool,
}

/// Rounds pounds to the penny, half a penny up.
fn to_the_penny(pounds: Decimal) -> Decimal {
    pounds.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

impl LedgerEntry {
    /// Returns the amounts of the entry, not rounded. A missing rate makes
    /// nothing.
    #[must_use]
    pub fn amounts(&self) -> LedgerAmounts {
        let EntryPrice::Rate(rate) = self.price else {
            return LedgerAmounts::default();
        };
        let of = |units: Quantity| self.kind.number_of(units) * rate.rate.pounds();
        LedgerAmounts {
            planned: of(self.priced.planned),
            paid: of(self.priced.paid),
            billed: of(self.priced.billed),
        }
    }

    /// Returns the terms that decided the entry, by name.
    #[must_use]
    pub fn cited(&self) -> Vec<TermName> {
        let mut cited = Vec::new();
        match self.price {
            EntryPrice::Rate(rate) => cited.push(rate.term),
            EntryPrice::InsideTheSession | EntryPrice::NotPaidHere => {
                cited.push(TermName::Transport);
            }
            EntryPrice::RateMissing => {}
        }
        if let EntryCause::Absent { by, .. } = self.cause {
            let decides = match by {
                EffectBy::Table => TermName::Effects,
                EffectBy::PaidAsAttended => TermName::PayBasis,
                EffectBy::JourneysNotMade => TermName::Transport,
            };
            if !cited.contains(&decides) {
                cited.push(decides);
            }
        }
        if self.source == MarkSource::BankHolidayRule {
            cited.push(TermName::BankHolidays);
        }
        cited
    }
}

impl Ledger {
    /// Works out the ledger of a register by the terms of its lines.
    #[must_use]
    pub fn of(register: &Register, book: &ContractBook) -> Self {
        let mut ledger = Self::default();
        for (key, line) in &register.lines {
            ledger.take_line(key, line, register.week, register.plan_version, book);
        }
        ledger
    }

    /// Returns the entries, line by line.
    #[must_use]
    pub fn entries(&self) -> &[LedgerEntry] {
        &self.entries
    }

    /// Returns the entry of a number.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> Option<&LedgerEntry> {
        self.entries.get(usize::try_from(id.0).ok()?)
    }

    /// Returns the weeks of each line and kind.
    #[must_use]
    pub const fn kinds(&self) -> &BTreeMap<(LineKey, CareKind), KindWeek> {
        &self.kinds
    }

    /// Returns the week of a line and kind.
    #[must_use]
    pub fn kind(&self, line: &LineKey, kind: CareKind) -> KindWeek {
        let key = (line.clone(), kind);
        self.kinds.get(&key).copied().unwrap_or_default()
    }

    /// Returns the weeks of one line, by kind.
    pub fn kinds_of<'a>(
        &'a self,
        line: &'a LineKey,
    ) -> impl Iterator<Item = (CareKind, &'a KindWeek)> {
        self.kinds
            .iter()
            .filter(move |((of, _), _)| of == line)
            .map(|((_, kind), week)| (*kind, week))
    }

    /// Returns an amount and the entries behind it.
    #[must_use]
    pub fn total(&self, scope: &LedgerScope, side: LedgerSide) -> LedgerTotal {
        let mut total = LedgerTotal {
            amount: Decimal::ZERO,
            rounding: Decimal::ZERO,
            entries: Vec::new(),
            incomplete: false,
        };
        for entry in self.entries.iter().filter(|entry| is_of(entry, scope)) {
            total.entries.push(entry.id);
            total.amount += entry.amounts().of(side);
            total.incomplete |= entry.price == EntryPrice::RateMissing;
        }
        if matches!(scope, LedgerScope::Cell(_)) {
            return total;
        }
        let exact = total.amount;
        let kinds = self.kinds.iter().filter(|((line, kind), _)| match scope {
            LedgerScope::Week => true,
            LedgerScope::Line(of) => of == line,
            LedgerScope::Kind(of, of_kind) => of == line && of_kind == kind,
            LedgerScope::Cell(_) => false,
        });
        total.amount = kinds.map(|(_, week)| week.amounts.of(side)).sum();
        total.rounding = total.amount - exact;
        total
    }

    /// Returns the amount payable a week for the planned care of a line, as the
    /// first column of the register shows it: sessions and support hours.
    /// Transport is not in it.
    #[must_use]
    pub fn payable_a_week(&self, line: &LineKey) -> Decimal {
        self.kinds_of(line)
            .filter(|(kind, _)| *kind != CareKind::Journeys)
            .map(|(_, week)| week.amounts.planned)
            .sum()
    }

    /// Returns every amount that an entry is part of: its kind's, its line's
    /// and the week's.
    #[must_use]
    pub fn totals_with(&self, id: EntryId) -> Vec<LedgerScope> {
        let Some(entry) = self.entry(id) else {
            return Vec::new();
        };
        let line = entry.cell.line.clone();
        vec![
            LedgerScope::Cell(entry.cell.clone()),
            LedgerScope::Kind(line.clone(), entry.kind),
            LedgerScope::Line(line),
            LedgerScope::Week,
        ]
    }

    /// Returns the entries that a term of some terms decided.
    #[must_use]
    pub fn entries_by(&self, terms: &TermsId, term: TermName) -> Vec<EntryId> {
        let cite = |entry: &&LedgerEntry| entry.terms == *terms && entry.cited().contains(&term);
        self.entries
            .iter()
            .filter(cite)
            .map(|entry| entry.id)
            .collect()
    }

    fn take_line(
        &mut self,
        key: &LineKey,
        line: &RegisterLine,
        week: Week,
        plan_version: u32,
        book: &ContractBook,
    ) {
        let terms = book.terms(&line.provision.terms);
        let mut sheet = LineSheet::default();
        for day in week.days() {
            for symbol in Symbol::ALL {
                let place = (day, symbol);
                let is_recorded = line.records.contains_key(&place);
                let planned = line.planned(day, symbol);
                if planned.is_zero() && !is_recorded {
                    continue;
                }
                let state = line.state_by(day, symbol, &terms, book);
                let kind = terms.kind_of(symbol, day);
                let is_open = line.day_is_open(day).is_ok();
                let source = source_of(line, place, &state, plan_version);
                sheet.take(Recorded {
                    day,
                    symbol,
                    kind,
                    is_open,
                    state,
                    source,
                });
            }
        }
        sheet.absences(&terms);
        let first = self.entries.len();
        for piece in sheet.pieces {
            let id = EntryId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
            let price = price_of(&terms, piece.kind, piece.day);
            self.entries.push(LedgerEntry {
                id,
                cell: Cell {
                    line: key.clone(),
                    day: piece.day,
                    symbol: piece.symbol,
                },
                kind: piece.kind,
                quantity: piece.quantity,
                cause: piece.cause,
                planned: piece.planned,
                paid: piece.paid,
                billed: piece.billed,
                priced: PricedUnits {
                    planned: piece.planned,
                    paid: piece.paid,
                    billed: piece.billed,
                },
                price,
                terms: line.provision.terms.clone(),
                source: piece.source,
            });
        }
        let entries = &mut self.entries[first..];
        price_transport(entries, &terms);
        for (kind, (commissioned, attended)) in sheet.kinds {
            let mut of_week = KindWeek {
                commissioned,
                attended,
                ..KindWeek::default()
            };
            for entry in entries.iter().filter(|entry| entry.kind == kind) {
                of_week.paid += entry.paid;
                of_week.billed += entry.billed;
                of_week.exact.add(entry.amounts());
                of_week.rate_missing |= entry.price == EntryPrice::RateMissing;
            }
            of_week.amounts = of_week.exact.rounded();
            self.kinds.insert((key.clone(), kind), of_week);
        }
    }
}

fn is_of(entry: &LedgerEntry, scope: &LedgerScope) -> bool {
    match scope {
        LedgerScope::Cell(cell) => entry.cell == *cell,
        LedgerScope::Kind(line, kind) => entry.cell.line == *line && entry.kind == *kind,
        LedgerScope::Line(line) => entry.cell.line == *line,
        LedgerScope::Week => true,
    }
}

fn source_of(
    line: &RegisterLine,
    place: (Date, Symbol),
    state: &CellState,
    plan_version: u32,
) -> MarkSource {
    let by_rule = state
        .absent
        .as_ref()
        .is_some_and(|absent| absent.origin == ReasonOrigin::BankHoliday);
    match line.records.get(&place) {
        _ if by_rule => MarkSource::BankHolidayRule,
        Some(record) if record.mark != Mark::AsPlanned => MarkSource::Recorded {
            version: record.version,
            user: record.recorded.user.clone(),
            at: record.recorded.at,
            via: record.recorded.via,
        },
        _ => MarkSource::AsPlanned { plan_version },
    }
}

fn price_of(terms: &ContractTerms, kind: CareKind, day: Date) -> EntryPrice {
    if kind == CareKind::Journeys
        && let Some(transport) = terms.transport.on(day)
    {
        if transport.value.unit == TransportUnit::InsideTheSession {
            return EntryPrice::InsideTheSession;
        }
        if !transport.value.paid_here {
            return EntryPrice::NotPaidHere;
        }
    }
    match terms.rate_of(kind, day) {
        Some(rate) => EntryPrice::Rate(rate),
        None => EntryPrice::RateMissing,
    }
}

/// What a line recorded in a cell, ready to be sorted into entries.
struct Recorded {
    day: Date,
    symbol: Symbol,
    kind: CareKind,
    is_open: bool,
    state: CellState,
    source: MarkSource,
}

/// An entry in the making.
struct Piece {
    day: Date,
    symbol: Symbol,
    kind: CareKind,
    quantity: Quantity,
    cause: EntryCause,
    planned: Quantity,
    paid: Quantity,
    billed: Quantity,
    source: MarkSource,
}

/// The week of a line while its entries are worked out.
#[derive(Default)]
struct LineSheet {
    cells: Vec<Recorded>,
    pieces: Vec<Piece>,
    /// What is commissioned and what was attended.
    kinds: BTreeMap<CareKind, (Quantity, Quantity)>,
}

impl LineSheet {
    fn take(&mut self, cell: Recorded) {
        if cell.is_open {
            let (commissioned, attended) = self.kinds.entry(cell.kind).or_default();
            *commissioned += cell.state.planned;
            *attended += cell.state.received;
        } else {
            self.kinds.entry(cell.kind).or_default();
        }
        self.cells.push(cell);
    }

    /// Sorts the cells into entries: first what was attended as planned, then
    /// what was attended instead, then absences while there is room.
    fn absences(&mut self, terms: &ContractTerms) {
        let mut room: BTreeMap<CareKind, Quantity> = self
            .kinds
            .iter()
            .map(|(kind, (commissioned, _))| (*kind, *commissioned))
            .collect();
        let mut pieces = Vec::new();
        for cell in self.cells.iter().filter(|cell| cell.is_open) {
            let quantity = cell.state.received.min(cell.state.planned);
            take_room(&mut room, cell.kind, quantity);
            if !quantity.is_zero() {
                pieces.push(piece(cell, EntryCause::Attended, quantity, true));
            }
        }
        for cell in &self.cells {
            let extra = cell.state.received.less(cell.state.planned);
            let taken = if !cell.is_open || terms.swaps_on(cell.day) == SwapRule::NotAllowed {
                Quantity::ZERO
            } else {
                take_room(&mut room, cell.kind, extra)
            };
            if !taken.is_zero() {
                pieces.push(piece(cell, EntryCause::AttendedInstead, taken, true));
            }
            let above = extra.less(taken);
            if !above.is_zero() {
                let cause = match cell.is_open {
                    true => EntryCause::AboveTheTotal,
                    false => EntryCause::OutsideTheService,
                };
                pieces.push(piece(cell, cause, above, false));
            }
        }
        // The effect tables, once a day.
        let mut tables: BTreeMap<Date, EffectTable> = BTreeMap::new();
        let mut absent: Vec<_> = self
            .cells
            .iter()
            .filter(|cell| cell.is_open)
            .filter_map(|cell| {
                let part = cell.state.absent.as_ref()?;
                let table = tables
                    .entry(cell.day)
                    .or_insert_with(|| terms.effects_on(cell.day));
                let (effect, by) = effect_of(table, terms, cell, part.reason);
                Some((cell, part.quantity, part.reason, effect, by))
            })
            .collect();
        // Paid ones first, so that payable is as high as it can be; of these,
        // those that nobody is billed for; of these, the latest.
        absent.sort_by_key(|(cell, _, _, effect, _)| {
            let latest_first = std::cmp::Reverse((cell.day, cell.symbol));
            (!effect.paid, effect.billed, latest_first)
        });
        for (cell, quantity, reason, effect, by) in absent {
            let cause = EntryCause::Absent { reason, by };
            if effect == AbsenceEffect::NONE {
                pieces.push(piece(cell, cause, quantity, false));
                continue;
            }
            let taken = take_room(&mut room, cell.kind, quantity);
            if !taken.is_zero() {
                let mut kept = piece(cell, cause, taken, false);
                kept.paid = if effect.paid { taken } else { Quantity::ZERO };
                kept.billed = if effect.billed { taken } else { Quantity::ZERO };
                pieces.push(kept);
            }
            let moved = quantity.less(taken);
            if !moved.is_zero() {
                let cause = EntryCause::MovedToAnotherDay;
                pieces.push(piece(cell, cause, moved, false));
            }
        }
        pieces.sort_by_key(|piece| (piece.day, piece.symbol, piece.cause));
        self.pieces = pieces;
    }
}

fn take_room(
    room: &mut BTreeMap<CareKind, Quantity>,
    kind: CareKind,
    quantity: Quantity,
) -> Quantity {
    let left = room.entry(kind).or_default();
    let taken = quantity.min(*left);
    *left = left.less(taken);
    taken
}

fn piece(cell: &Recorded, cause: EntryCause, quantity: Quantity, counts: bool) -> Piece {
    let was_planned = matches!(
        cause,
        EntryCause::Attended | EntryCause::Absent { .. } | EntryCause::MovedToAnotherDay
    );
    let when = |yes: bool| if yes { quantity } else { Quantity::ZERO };
    Piece {
        day: cell.day,
        symbol: cell.symbol,
        kind: cell.kind,
        quantity,
        cause,
        planned: when(was_planned),
        paid: when(counts),
        billed: when(counts),
        source: cell.source.clone(),
    }
}

fn effect_of(
    table: &EffectTable,
    terms: &ContractTerms,
    cell: &Recorded,
    reason: AbsenceReason,
) -> (AbsenceEffect, EffectBy) {
    if terms.pay_basis_on(cell.day) == PayBasis::Actual {
        return (AbsenceEffect::NONE, EffectBy::PaidAsAttended);
    }
    let not_made = terms
        .transport
        .on(cell.day)
        .map(|dated| dated.value.not_made);
    if cell.kind == CareKind::Journeys && not_made.unwrap_or_default() == JourneysNotMade::NotPaid {
        return (AbsenceEffect::NONE, EffectBy::JourneysNotMade);
    }
    (table.of(reason), EffectBy::Table)
}

/// Prices journeys by the return or by the day: the unit of a day is at the
/// first journey that it covers.
fn price_transport(entries: &mut [LedgerEntry], terms: &ContractTerms) {
    for entry in entries.iter_mut() {
        let is_unpriced = matches!(
            entry.price,
            EntryPrice::InsideTheSession | EntryPrice::NotPaidHere
        );
        if is_unpriced {
            entry.priced = PricedUnits::default();
        }
    }
    let mut first = 0;
    while first < entries.len() {
        let day = entries[first].cell.day;
        let of_day = entries[first..]
            .iter()
            .take_while(|entry| entry.cell.day == day)
            .count();
        let unit = terms.transport.on(day).map(|dated| dated.value.unit);
        let of_day = &mut entries[first..first + of_day];
        first += of_day.len();
        if !matches!(unit, Some(TransportUnit::Return | TransportUnit::Day)) {
            continue;
        }
        let by_day = unit == Some(TransportUnit::Day);
        let mut counted = [Quantity::ZERO; 3];
        let mut out = [Quantity::ZERO; 3];
        let mut back = [Quantity::ZERO; 3];
        for entry in of_day {
            if entry.kind != CareKind::Journeys || !matches!(entry.price, EntryPrice::Rate(_)) {
                continue;
            }
            let made = [entry.planned, entry.paid, entry.billed];
            let mut priced = [Quantity::ZERO; 3];
            for side in 0..3 {
                let direction = match entry.cell.symbol {
                    Symbol::Back => &mut back,
                    _ => &mut out,
                };
                direction[side] += made[side];
                let so_far = match by_day {
                    true => (out[side] + back[side]).min(Quantity(1)),
                    false => out[side].max(back[side]),
                };
                priced[side] = so_far.less(counted[side]);
                counted[side] = so_far;
            }
            entry.priced = PricedUnits {
                planned: priced[0],
                paid: priced[1],
                billed: priced[2],
            };
        }
    }
}
