//! A made-up day service: a supplier with people whose names are hard to sort,
//! what is commissioned for them, and terms whose rates change on 1 April 2026.

use std::collections::BTreeMap;

use attendance::kept_line::KeptLine;
use attendance::kept_register::{
    KeptRegister, KeptStatus, RegisterHead, RegisterKeeper as _, RegisterKey,
};
use attendance::notice::{NoticePeriod, NoticeUnit};
use attendance::provider_access::{GrantKeeper as _, ProviderRole, SupplierGrant};
use attendance::provision::{
    AttendancePattern, AttendingPerson, LineKey, PersonReference, PlannedDay, PlannedWeek,
    ProvisionLine,
};
use attendance::provision_plan::{KeptProvision, KeptSupplier, LastImport, PlanKeeper as _};
use attendance::quantity::SupportHours;
use attendance::register::RegisterLine;
use attendance::restricted::RestrictedLines;
use attendance::supplier::{DayServiceId, Supplier, SupplierId};
use attendance::terms::{
    ContractTerms, Dated, JourneysNotMade, TermsId, Timeline, TransportTerms, TransportUnit,
};
use attendance::week::Week;
use domain::values::account_id::AccountId;
use domain::values::money::Money;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use store::Table;

/// The people of the supplier: forename, surname.
const PEOPLE: [(&str, &str); 6] = [
    ("Ana", "Doe"),
    ("Zoë", "Łukasz"),
    ("Seán", "O\u{2019}Brien"),
    ("Mary", "MacDonald"),
    ("", "Sukarno"),
    ("Bé", "van der Berg"),
];

/// Returns the supplier.
pub fn willow_grove() -> KeptSupplier {
    KeptSupplier {
        supplier: Supplier {
            id: SupplierId::parse("S12").unwrap(),
            name: "Willow Grove".to_owned(),
            joined: date(2024, 4, 1),
            left: None,
        },
        services: BTreeMap::from([(
            DayServiceId::parse("D1").unwrap(),
            "Willow Grove day centre".to_owned(),
        )]),
        restricted: RestrictedLines::default(),
    }
}

/// Returns the week of a test: it ends on Sunday 29 March 2026.
pub fn week() -> Week {
    Week::ending_on(date(2026, 3, 29)).unwrap()
}

/// Returns a day of that week, Monday being 0.
pub fn day(place: usize) -> Date {
    week().days()[place]
}

/// Returns the key of the supplier's register of that week.
pub fn register_key() -> RegisterKey {
    RegisterKey {
        supplier: willow_grove().supplier.id,
        week: week(),
    }
}

/// Returns the key of a line, by the number of its person from 0.
pub fn line_key(number: usize) -> LineKey {
    LineKey::parse(&format!("{:07}", 4512 + number), "1").unwrap()
}

/// Returns what is commissioned for a person: two days with both sessions and
/// journeys, and an hour and a half of 1:1 support on Monday.
pub fn provision(number: usize) -> ProvisionLine {
    let (forename, surname) = PEOPLE[number % PEOPLE.len()];
    let whole = PlannedDay {
        morning: true,
        afternoon: true,
        out: 1,
        back: 1,
        ..PlannedDay::NOTHING
    };
    let mut plan = PlannedWeek::default();
    plan.0[0] = PlannedDay {
        one_to_one: SupportHours::quarters(6).unwrap(),
        ..whole
    };
    plan.0[2] = whole;
    ProvisionLine {
        key: line_key(number),
        person: AttendingPerson {
            reference: PersonReference::parse(&format!("{:07}", 98765 + number)).unwrap(),
            surname: surname.to_owned(),
            forename: forename.to_owned(),
            restricted: false,
        },
        supplier: willow_grove().supplier.id,
        service: DayServiceId::parse("D1").unwrap(),
        terms: TermsId::parse("DC-high").unwrap(),
        starts: date(2025, 4, 28),
        ends: None,
        pattern: AttendancePattern::weekly(plan),
    }
}

/// Returns the terms that everything is bought on.
pub fn terms() -> ContractTerms {
    let rates = |before, after| {
        let values = vec![
            Dated {
                from: date(2024, 4, 1),
                to: Some(date(2026, 3, 31)),
                value: Money::pence(before),
            },
            Dated {
                from: date(2026, 4, 1),
                to: None,
                value: Money::pence(after),
            },
        ];
        Timeline::new(values).unwrap()
    };
    let transport = TransportTerms {
        rate: Money::pence(700),
        unit: TransportUnit::Day,
        paid_here: true,
        not_made: JourneysNotMade::NotPaid,
    };
    let notice = NoticePeriod {
        value: 7,
        unit: NoticeUnit::ClearDays,
    };
    ContractTerms {
        session_rate: rates(3000, 3120),
        hourly_rate: rates(1650, 1700),
        transport: Timeline::from(date(2024, 4, 1), transport),
        notice: Timeline::from(date(2024, 4, 1), notice),
        ..ContractTerms::new(TermsId::parse("DC-high").unwrap())
    }
}

/// Keeps the supplier with so many people, as an import of an instant would.
pub async fn keep_supplier(table: &Table, people: usize, taken_at: Timestamp) {
    table.keep_supplier(&willow_grove()).await.unwrap();
    table.keep_terms(&terms()).await.unwrap();
    for number in 0..people {
        let kept = KeptProvision {
            line: provision(number),
            first_seen: date(2025, 4, 27),
            taken_at,
        };
        table.keep_provision(&kept).await.unwrap();
    }
    let import = LastImport {
        taken_at,
        version: 1,
    };
    table.keep_last_import(&import).await.unwrap();
}

/// Grants the supplier to somebody.
pub async fn grant(table: &Table, to: &AccountId, role: ProviderRole, at: Timestamp) {
    let grant = SupplierGrant {
        supplier: willow_grove().supplier.id,
        to: to.clone(),
        role,
        sees_restricted: false,
        by: AccountId("finance".to_owned()),
        at,
    };
    table.give_grant(&grant).await.unwrap();
}

/// Returns what is commissioned for a person who has everything that a package
/// can have, on each of the seven days.
pub fn everything(number: usize) -> ProvisionLine {
    let all = PlannedDay {
        morning: true,
        afternoon: true,
        evening: true,
        one_to_one: SupportHours::quarters(6).unwrap(),
        two_to_two: SupportHours::quarters(2).unwrap(),
        out: 1,
        back: 1,
    };
    ProvisionLine {
        pattern: AttendancePattern::weekly(PlannedWeek([all; 7])),
        ..provision(number)
    }
}

/// Keeps the register of the [`week`] with these lines, as nobody has marked
/// them.
pub async fn keep_register(table: &Table, lines: impl IntoIterator<Item = ProvisionLine>) {
    let lines = lines.into_iter().map(|line| {
        let key = line.key.clone();
        (key, KeptLine::new(RegisterLine::new(line, week(), day(0))))
    });
    let register = KeptRegister {
        key: register_key(),
        head: RegisterHead {
            supplier_name: willow_grove().supplier.name,
            plan_version: 1,
            status: KeptStatus::Open,
            version: 0,
            amounts: None,
            transport: None,
            changes: 0,
        },
        lines: lines.collect(),
    };
    table.make_register(&register).await.unwrap();
}
