//! What the tests of day services are made of: a supplier, people, terms and
//! weeks.

use domain::values::money::Money;
use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::absence::AbsenceReason;
use crate::cell::{Cell, Mark, MarkAccount, RecordedBy, RecordedVia};
use crate::merge::NightlyPlan;
use crate::notice::{NoticePeriod, NoticeUnit};
use crate::provision::{
    AttendancePattern, AttendingPerson, LineKey, PersonReference, PlannedDay, PlannedWeek,
    ProvisionLine,
};
use crate::quantity::{Quantity, SupportHours};
use crate::register::{ChangeRefused, Register, RegisterAction, RegisterChanged};
use crate::supplier::{DayServiceId, SupplierId};
use crate::symbol::Symbol;
use crate::terms::{
    ContractBook, ContractTerms, Dated, JourneysNotMade, TermsId, Timeline, TransportTerms,
    TransportUnit,
};
use crate::week::Week;

pub(super) const NOTHING: PlannedDay = PlannedDay::NOTHING;

/// The ordinary week of these tests, Monday 5 May to Sunday 11 May 2025.
pub(super) fn week() -> Week {
    Week::of(date(2025, 5, 5))
}

/// A day of the ordinary week, Monday first.
pub(super) fn day(place: usize) -> Date {
    week().days()[place]
}

pub(super) fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap()
}

pub(super) fn by(user: &str, instant: &str) -> RecordedBy {
    RecordedBy {
        user: user.to_owned(),
        at: at(instant),
        via: RecordedVia::Page,
    }
}

/// Ana of the provider, on Tuesday of the ordinary week.
pub(super) fn ana() -> RecordedBy {
    by("ana", "2025-05-06T10:00:00Z")
}

pub(super) fn hours(text: &str) -> SupportHours {
    SupportHours::parse(text).unwrap()
}

pub(super) fn key(order: &str) -> LineKey {
    LineKey::parse(order, "1").unwrap()
}

pub(super) fn terms_id() -> TermsId {
    TermsId::parse("LOW").unwrap()
}

/// AM and PM.
pub(super) fn full_day() -> PlannedDay {
    PlannedDay {
        morning: true,
        afternoon: true,
        ..NOTHING
    }
}

/// AM and PM with a journey each way.
pub(super) fn full_day_with_journeys() -> PlannedDay {
    PlannedDay {
        out: 1,
        back: 1,
        ..full_day()
    }
}

pub(super) fn planned(days: &[(usize, PlannedDay)]) -> PlannedWeek {
    let mut week = PlannedWeek::default();
    for (place, day) in days {
        week.0[*place] = *day;
    }
    week
}

/// A provision that began long ago and goes on.
pub(super) fn provision(order: &str, week: PlannedWeek) -> ProvisionLine {
    ProvisionLine {
        key: key(order),
        person: AttendingPerson {
            reference: PersonReference::parse(&format!("R{order}")).unwrap(),
            surname: "Doe".to_owned(),
            forename: "Ana".to_owned(),
            restricted: false,
        },
        supplier: supplier(),
        service: DayServiceId::parse("D1").unwrap(),
        terms: terms_id(),
        starts: date(2024, 1, 1),
        ends: None,
        pattern: AttendancePattern::weekly(week),
    }
}

pub(super) fn supplier() -> SupplierId {
    SupplierId::parse("S1").unwrap()
}

pub(super) fn since_2020<T>(value: T) -> Timeline<T> {
    Timeline::from(date(2020, 4, 1), value)
}

/// £30 a session, £16.50 an hour, £33 an hour of 2:2, £7 a journey paid here,
/// seven clear days' notice.
pub(super) fn terms() -> ContractTerms {
    ContractTerms {
        session_rate: since_2020(Money::pence(3000)),
        hourly_rate: since_2020(Money::pence(1650)),
        two_to_two_rate: since_2020(Money::pence(3300)),
        transport: since_2020(transport(TransportUnit::Journey)),
        notice: since_2020(NoticePeriod {
            value: 7,
            unit: NoticeUnit::ClearDays,
        }),
        ..ContractTerms::new(terms_id())
    }
}

pub(super) fn transport(unit: TransportUnit) -> TransportTerms {
    TransportTerms {
        rate: Money::pence(700),
        unit,
        paid_here: true,
        not_made: JourneysNotMade::NotPaid,
    }
}

/// A rate that rises on 1 April 2025.
pub(super) fn rising(before: u32, after: u32) -> Timeline<Money> {
    Timeline::new(vec![
        Dated {
            from: date(2024, 4, 1),
            to: Some(date(2025, 3, 31)),
            value: Money::pence(before),
        },
        Dated {
            from: date(2025, 4, 1),
            to: None,
            value: Money::pence(after),
        },
    ])
    .unwrap()
}

pub(super) fn book() -> ContractBook {
    ContractBook::new([terms()])
}

/// The register of a week with some lines, made by the first import.
pub(super) fn register_in(week: Week, lines: &[ProvisionLine]) -> Register {
    let plan = NightlyPlan {
        at: week.opens_for_submission(),
        version: 1,
        lines,
    };
    Register::create(supplier(), week, &plan)
}

pub(super) fn register(lines: &[ProvisionLine]) -> Register {
    register_in(week(), lines)
}

/// The register of one line, `0004512/1`.
pub(super) fn register_of(plan: PlannedWeek) -> Register {
    register(&[provision("0004512", plan)])
}

/// A cell of the line `0004512/1`.
pub(super) fn cell(day: Date, symbol: Symbol) -> Cell {
    Cell {
        line: key("0004512"),
        day,
        symbol,
    }
}

/// Marks a cell of the line `0004512/1` as it was last read.
pub(super) fn mark(
    register: &mut Register,
    day: Date,
    symbol: Symbol,
    mark: Mark,
) -> Result<RegisterChanged, ChangeRefused> {
    let cell = cell(day, symbol);
    let book = book();
    let seen = register
        .state(&cell, &book)
        .map_or(0, |state| state.version);
    let action = RegisterAction::Record { cell, mark, seen };
    register.apply(&action, &ana(), &book)
}

pub(super) fn attend(register: &mut Register, day: Date, symbol: Symbol) {
    receive(register, day, symbol, 1);
}

pub(super) fn receive(register: &mut Register, day: Date, symbol: Symbol, quantity: u32) {
    mark(register, day, symbol, Mark::received(Quantity(quantity))).unwrap();
}

pub(super) fn absent(
    register: &mut Register,
    day: Date,
    symbol: Symbol,
    reason: Option<AbsenceReason>,
) {
    mark(register, day, symbol, Mark::absent(reason)).unwrap();
}

/// A mark of absence with the time of notice, and a reason that overrules it.
pub(super) fn absent_with_notice(
    given: &str,
    chosen: Option<AbsenceReason>,
    because: Option<&str>,
) -> Mark {
    Mark::Received {
        quantity: Quantity::ZERO,
        account: MarkAccount {
            chosen,
            notice_given: Some(at(given)),
            overruled_because: because.map(str::to_owned),
            comment: None,
        },
    }
}
