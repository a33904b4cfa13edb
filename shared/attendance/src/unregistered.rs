//! Commissioned days for which no register ever asked: the case system has
//! backdated a service, or brought a line after the week. The case system pays
//! for them (section 6.2), and no attendance exists to bill the person by.

use domain::fault::StoreFault;
use domain::values::account_id::AccountId;
use domain::values::list_page::{BoundedCount, ListCursor, ListPage};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::kept_register::{LockedAmounts, RegisterKey};
use crate::ledger::{Ledger, LedgerAmounts};
use crate::merge::unregistered_days;
use crate::provision::{
    AttendancePattern, AttendingPerson, LineKey, PersonReference, PlannedDay, PlannedWeek,
    ProvisionLine,
};
use crate::register::{Register, RegisterLine};
use crate::supplier::{DayServiceId, SupplierId};
use crate::terms::{ContractBook, TermsId};
use crate::week::{Week, plus_days};

/// The most characters of how such days were settled.
pub const LONGEST_SETTLEMENT: usize = 500;

/// A week of a line with commissioned days that were never on a register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnregisteredDays {
    /// Where they are.
    pub key: UnregisteredKey,
    /// The person, by reference alone.
    pub person: PersonReference,
    /// The day service.
    pub service: DayServiceId,
    /// The terms that the line is bought on.
    pub terms: TermsId,
    /// What is commissioned on those days, and nothing on any other.
    pub planned: PlannedWeek,
    /// The day of the import that found them.
    pub found_on: Date,
    /// How somebody of finance says that they are settled, until another agrees.
    pub proposed: Option<ProposedSettlement>,
}

/// Where commissioned days without a register are: the register that they would
/// have been on, and the line.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct UnregisteredKey {
    /// The register.
    pub register: RegisterKey,
    /// The line.
    pub line: LineKey,
}

/// What one person of finance says of how days were settled.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProposedSettlement {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// How they were settled.
    pub how: String,
}

/// The outcome of settling such days.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DaysSettled {
    /// A settlement is proposed, and waits for another person.
    Proposed,
    /// Two people have settled the days, which leave the list.
    Settled,
    /// Whoever proposed it cannot agree to it.
    SamePerson,
    /// Something else is proposed than the page showed.
    NotAsShown,
    /// There are no such days: they are settled, or the case system has taken
    /// them back.
    NotThere,
}

/// What there was of a supplier's register of a week.
#[derive(Clone, Copy, Debug)]
pub enum AskedWeek<'a> {
    /// The week is not paid and has no register.
    NotPaid,
    /// Nobody had a register of the week.
    NoRegister,
    /// The register, which is of a week that has ended.
    Ended(&'a Register),
    /// The register of the present week, which follows the plan.
    Present(&'a Register),
}

impl AskedWeek<'_> {
    /// Whether a day of a line is, or was, on the register.
    fn asks(self, line: &LineKey, day: Date) -> bool {
        match self {
            Self::NotPaid => true,
            Self::NoRegister => false,
            Self::Ended(register) => {
                let line = register.lines.get(line);
                line.is_some_and(|line| line.day_is_open(day).is_ok())
            }
            // The line takes a new first or last day with the plan; it appears
            // today if it is new.
            Self::Present(register) => {
                let line = register.lines.get(line);
                line.is_some_and(|line| line.appeared_on <= day)
            }
        }
    }
}

/// Lists the days of a line that an import has brought too late for a register:
/// commissioned days from a first day to yesterday that the plan before did not
/// have.
#[must_use]
pub fn days_brought_late(
    provision: &ProvisionLine,
    before: Option<&ProvisionLine>,
    (first, today): (Date, Date),
) -> Vec<Date> {
    let since = provision.starts.max(first);
    let last = plus_days(today, -1);
    let until = provision.ends.map_or(last, |ends| ends.min(last));
    let covers = |before: &ProvisionLine| {
        before.starts <= since && before.ends.is_none_or(|ends| until <= ends)
    };
    if since > until || before.is_some_and(covers) {
        return Vec::new();
    }
    let since = ProvisionLine {
        starts: since,
        ..provision.clone()
    };
    let was_planned = |day: &Date| before.is_some_and(|before| before.is_current_on(*day));
    let mut days = unregistered_days(&since, today);
    days.retain(|day| !was_planned(day));
    days
}

impl UnregisteredDays {
    /// Makes what is found of a line in a week: those of some days of the week
    /// that were on no register. None where every one of them was.
    #[must_use]
    pub fn find(
        provision: &ProvisionLine,
        (week, asked): (Week, AskedWeek<'_>),
        days: &[Date],
        today: Date,
    ) -> Option<Self> {
        let plan = provision.pattern.in_week(week);
        let is_missing = |day: &Date| days.contains(day) && !asked.asks(&provision.key, *day);
        let planned = only(&plan, week, is_missing);
        let found = !planned.is_nothing();
        found.then(|| Self {
            key: UnregisteredKey {
                register: RegisterKey {
                    supplier: provision.supplier.clone(),
                    week,
                },
                line: provision.key.clone(),
            },
            person: provision.person.reference.clone(),
            service: provision.service.clone(),
            terms: provision.terms.clone(),
            planned,
            found_on: today,
            proposed: None,
        })
    }

    /// Follows what the case system says of the line now. None where it has
    /// taken every one of the days back. What was proposed holds while nothing
    /// else changes.
    #[must_use]
    pub fn followed(&self, provision: &ProvisionLine) -> Option<Self> {
        let week = self.key.register.week;
        let plan = provision.pattern.in_week(week);
        let goes_on = |day: &Date| {
            let was = !self.planned.on(day.weekday()).is_nothing();
            was && provision.is_current_on(*day)
        };
        let planned = only(&plan, week, goes_on);
        if planned.is_nothing() {
            return None;
        }
        let mut after = Self {
            person: provision.person.reference.clone(),
            service: provision.service.clone(),
            terms: provision.terms.clone(),
            planned,
            ..self.clone()
        };
        if after != *self {
            after.proposed = None;
        }
        Some(after)
    }

    /// Adds the days of another that is of the same line and week.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let mut planned = self.planned;
        let days = planned.0.iter_mut().zip(other.planned.0);
        for (day, others) in days.filter(|(day, _)| day.is_nothing()) {
            *day = others;
        }
        match planned == self.planned {
            true => self.clone(),
            false => Self {
                planned,
                proposed: None,
                ..self.clone()
            },
        }
    }

    /// Lists the days, the first one first.
    #[must_use]
    pub fn days(&self) -> Vec<Date> {
        let week = self.key.register.week;
        let days = week.days().into_iter();
        days.filter(|day| !self.planned.on(day.weekday()).is_nothing())
            .collect()
    }

    /// Works out what the days pay the supplier and bill the person if all went
    /// as planned.
    #[must_use]
    pub fn amounts(&self, book: &ContractBook) -> LedgerAmounts {
        let RegisterKey { supplier, week } = &self.key.register;
        let provision = ProvisionLine {
            key: self.key.line.clone(),
            person: AttendingPerson {
                reference: self.person.clone(),
                surname: String::new(),
                forename: String::new(),
                restricted: false,
            },
            supplier: supplier.clone(),
            service: self.service.clone(),
            terms: self.terms.clone(),
            starts: week.monday(),
            ends: None,
            pattern: AttendancePattern::weekly(self.planned),
        };
        let line = RegisterLine::new(provision, *week, week.monday());
        let register = Register {
            supplier: supplier.clone(),
            week: *week,
            lines: [(self.key.line.clone(), line)].into(),
            plan_version: 0,
        };
        LockedAmounts::total(&LockedAmounts::of(&Ledger::of(&register, book)))
    }
}

/// Returns a plan with some of its days alone.
fn only(plan: &PlannedWeek, week: Week, mut which: impl FnMut(&Date) -> bool) -> PlannedWeek {
    let days = week.days().map(|day| match which(&day) {
        true => plan.on(day.weekday()),
        false => PlannedDay::NOTHING,
    });
    PlannedWeek(days)
}

/// Keeps the commissioned days that imports found on no register.
pub trait UnregisteredDaysKeeper: Clone + Send + Sync + 'static {
    /// Lists those of a supplier, by line and week.
    fn unregistered_of(
        &self,
        supplier: &SupplierId,
    ) -> impl Future<Output = Result<Vec<UnregisteredDays>, StoreFault>> + Send;

    /// Keeps days that were found. `known` says whether the list had the line
    /// and week: what was settled meanwhile MUST NOT come back by a change.
    fn keep_unregistered(
        &self,
        days: &UnregisteredDays,
        known: bool,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;

    /// Forgets days that the case system has taken back.
    fn forget_unregistered(
        &self,
        key: &UnregisteredKey,
    ) -> impl Future<Output = Result<(), StoreFault>> + Send;
}

/// Shows finance the commissioned days that were never on a register, until two
/// people have settled them.
pub trait UnregisteredDaysDesk: Clone + Send + Sync + 'static {
    /// Lists them by supplier, line and week, at most `most` after a place in
    /// the list.
    fn unregistered_page(
        &self,
        after: Option<&ListCursor>,
        most: usize,
    ) -> impl Future<Output = Result<ListPage<UnregisteredDays>, StoreFault>> + Send;

    /// Counts them, up to a number.
    fn count_unregistered(
        &self,
        most: usize,
    ) -> impl Future<Output = Result<BoundedCount, StoreFault>> + Send;

    /// Finds those of a line and week.
    fn unregistered(
        &self,
        key: &UnregisteredKey,
    ) -> impl Future<Output = Result<Option<UnregisteredDays>, StoreFault>> + Send;

    /// Notes how somebody says that days are settled, unless another has said it
    /// before. Returns whether it was noted.
    fn propose_settlement(
        &self,
        key: &UnregisteredKey,
        proposed: &ProposedSettlement,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// Takes days off the list, on the condition that this and nothing else is
    /// proposed. Returns whether they were there so.
    fn settle_unregistered(
        &self,
        key: &UnregisteredKey,
        proposed: &ProposedSettlement,
    ) -> impl Future<Output = Result<bool, StoreFault>> + Send;
}
