//! A register of two people that was locked twice, as it is kept.

use attendance::absence::AbsenceReason;
use attendance::cell::{Cell, Mark, RecordedBy, RecordedVia};
use attendance::kept_line::KeptLine;
use attendance::kept_register::{KeptVersion, LockedAmounts, RegisterKey};
use attendance::ledger::Ledger;
use attendance::locked_chain::chain_of;
use attendance::merge::NightlyPlan;
use attendance::provision::{
    AttendancePattern, AttendingPerson, LineKey, PersonReference, PlannedDay, PlannedWeek,
    ProvisionLine,
};
use attendance::quantity::{Quantity, SupportHours};
use attendance::register::{Register, RegisterAction};
use attendance::supplier::{DayServiceId, SupplierId};
use attendance::symbol::Symbol;
use attendance::terms::{
    ContractBook, ContractTerms, Dated, JourneysNotMade, TermsId, Timeline, TransportTerms,
    TransportUnit,
};
use attendance::week::Week;
use domain::values::money::Money;
use jiff::civil::date;

/// The register of the week that ends on Sunday 5 April 2026: rates change on
/// its Wednesday, and Good Friday is in it.
pub(super) fn register_key() -> RegisterKey {
    RegisterKey {
        supplier: SupplierId::parse("S12").unwrap(),
        week: Week::ending_on(date(2026, 4, 5)).unwrap(),
    }
}

fn terms() -> ContractTerms {
    let rates = |before, after| {
        Timeline::new(vec![
            Dated {
                from: date(2025, 4, 1),
                to: Some(date(2026, 3, 31)),
                value: Money::pence(before),
            },
            Dated {
                from: date(2026, 4, 1),
                to: None,
                value: Money::pence(after),
            },
        ])
        .unwrap()
    };
    let transport = TransportTerms {
        rate: Money::pence(700),
        unit: TransportUnit::Day,
        paid_here: true,
        not_made: JourneysNotMade::NotPaid,
    };
    ContractTerms {
        session_rate: rates(3000, 3120),
        hourly_rate: rates(1650, 1700),
        transport: Timeline::from(date(2025, 4, 1), transport),
        ..ContractTerms::new(TermsId::parse("DC-high").unwrap())
    }
}

fn provision(order: &str, person: &str, two_to_two: u32) -> ProvisionLine {
    let whole = PlannedDay {
        morning: true,
        afternoon: true,
        out: 1,
        back: 1,
        two_to_two: SupportHours::quarters(two_to_two).unwrap(),
        ..PlannedDay::NOTHING
    };
    let mut plan = PlannedWeek::default();
    plan.0[0] = PlannedDay {
        one_to_one: SupportHours::quarters(6).unwrap(),
        ..whole
    };
    plan.0[3] = whole;
    ProvisionLine {
        key: LineKey::parse(order, "1").unwrap(),
        person: AttendingPerson {
            reference: PersonReference::parse(person).unwrap(),
            surname: "Łukasz".to_owned(),
            forename: "Zoë".to_owned(),
            restricted: false,
        },
        supplier: register_key().supplier,
        service: DayServiceId::parse("D1").unwrap(),
        terms: TermsId::parse("DC-high").unwrap(),
        starts: date(2025, 4, 28),
        ends: None,
        pattern: AttendancePattern::weekly(plan),
    }
}

fn by(user: &str, at: &str) -> RecordedBy {
    RecordedBy {
        user: user.to_owned(),
        at: at.parse().unwrap(),
        via: RecordedVia::Page,
    }
}

struct Kept {
    register: Register,
    lines: std::collections::BTreeMap<LineKey, KeptLine>,
    book: ContractBook,
}

impl Kept {
    fn mark(&mut self, line: &str, place: usize, symbol: Symbol, mark: Mark, by: &RecordedBy) {
        let cell = Cell {
            line: LineKey::parse(line, "1").unwrap(),
            day: register_key().week.days()[place],
            symbol,
        };
        let seen = self.register.state(&cell, &self.book).unwrap().version;
        let action = RegisterAction::Record { cell, mark, seen };
        self.register.apply(&action, by, &self.book).unwrap();
        for (key, line) in &self.register.lines {
            let kept = self.lines[key].changed_to(line.clone(), None);
            self.lines.insert(key.clone(), kept);
        }
    }

    fn lock(&self, number: u32, by: RecordedBy, before: Option<&KeptVersion>) -> KeptVersion {
        let mut version = KeptVersion {
            number,
            by,
            supplier_name: "Willow Grove & Söhne".to_owned(),
            lines: self.lines.clone(),
            plan_version: 7,
            book: self.book.clone(),
            amounts: LockedAmounts::of(&Ledger::of(&self.register, &self.book)),
            chain: String::new(),
            adjustment: None,
        };
        let chain = chain_of(&register_key(), before, &version);
        version.chain = chain.root().as_str().to_owned();
        version
    }
}

/// Two locked versions: in the second somebody was there after all, and somebody
/// else was not.
pub(super) fn two_versions() -> [KeptVersion; 2] {
    let lines = [
        provision("0004512", "0098765", 0),
        provision("0007781", "0098766", 8),
    ];
    let week = register_key().week;
    let plan = NightlyPlan {
        at: week.opens_for_submission(),
        version: 7,
        lines: &lines,
    };
    let register = Register::create(register_key().supplier, week, &plan);
    let lines = register.lines.iter();
    let lines = lines.map(|(key, line)| (key.clone(), KeptLine::new(line.clone())));
    let mut kept = Kept {
        lines: lines.collect(),
        register,
        book: ContractBook::new([terms()]),
    };
    let ana = by("u-ana", "2026-04-01T10:00:00Z");
    let unpaid = Mark::absent(Some(AbsenceReason::NonPayment));
    kept.mark("0004512", 0, Symbol::Morning, Mark::absent(None), &ana);
    kept.mark("0004512", 3, Symbol::Afternoon, unpaid, &ana);
    let swapped = Mark::received(Quantity(1));
    kept.mark("0007781", 1, Symbol::Morning, swapped, &ana);
    kept.mark("0007781", 0, Symbol::Morning, Mark::absent(None), &ana);
    let first = kept.lock(1, by("u-ana", "2026-04-06T08:00:00Z"), None);
    let brigid = by("u-brigid", "2026-04-07T09:00:00Z");
    kept.mark("0004512", 3, Symbol::Afternoon, Mark::AsPlanned, &brigid);
    let unpaid = Mark::absent(Some(AbsenceReason::NotProvided));
    kept.mark("0007781", 3, Symbol::Morning, unpaid, &brigid);
    let second = kept.lock(2, by("u-brigid", "2026-04-07T09:05:00Z"), Some(&first));
    [first, second]
}
