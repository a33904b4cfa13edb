//! The terms of a contract, each dated: what a day pays, what an absence does,
//! and what may be changed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::values::money::Money;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::absence::EffectTable;
use crate::notice::NoticePeriod;
use crate::supplier::{DayServiceId, SessionTimes};
use crate::symbol::{CareKind, Symbol};
use crate::text_id::case_reference;
use crate::week::plus_days;

case_reference! {
    /// The id of the terms that a line is bought on, such as a contract and its
    /// band of the matrix.
    TermsId
}

/// A value and the days on which it holds.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dated<T> {
    /// The first day.
    pub from: Date,
    /// The last day; none if it holds until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// The value.
    pub value: T,
}

impl<T> Dated<T> {
    /// Whether the value holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// A term of a contract through time: at most one value on any day, none
/// between two of them.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Dated<T>>")]
pub struct Timeline<T>(Vec<Dated<T>>);

impl<T> TryFrom<Vec<Dated<T>>> for Timeline<T> {
    type Error = TimelineFault;

    fn try_from(values: Vec<Dated<T>>) -> Result<Self, TimelineFault> {
        Self::new(values)
    }
}

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// The error of dated values that cannot be one term.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TimelineFault {
    /// A value ends before it begins.
    #[error("a value that holds from {from} ends before that day")]
    EndsBeforeItBegins {
        /// The first day of the value.
        from: Date,
    },
    /// Two values hold on one day.
    #[error("two values hold on {on}")]
    Overlap {
        /// The first day on which both hold.
        on: Date,
    },
}

impl<T> Timeline<T> {
    /// Makes a term of dated values, in any order.
    ///
    /// ```
    /// use attendance::terms::{Dated, Timeline, TimelineFault};
    /// use domain::values::money::Money;
    /// use jiff::civil::date;
    ///
    /// let rate = Timeline::new(vec![
    ///     Dated { from: date(2025, 4, 1), to: None, value: Money::pence(3120) },
    ///     Dated { from: date(2024, 4, 1), to: Some(date(2025, 3, 31)), value: Money::pence(3000) },
    /// ])?;
    /// assert_eq!(rate.on(date(2025, 3, 31)).map(|dated| dated.value), Some(Money::pence(3000)));
    /// assert_eq!(rate.on(date(2025, 4, 1)).map(|dated| dated.value), Some(Money::pence(3120)));
    /// assert!(rate.on(date(2024, 3, 31)).is_none());
    /// # Ok::<(), TimelineFault>(())
    /// ```
    ///
    /// # Errors
    /// [`TimelineFault`].
    pub fn new(mut values: Vec<Dated<T>>) -> Result<Self, TimelineFault> {
        values.sort_by_key(|dated| dated.from);
        for dated in &values {
            if dated.to.is_some_and(|to| to < dated.from) {
                return Err(TimelineFault::EndsBeforeItBegins { from: dated.from });
            }
        }
        for two in values.windows(2) {
            if two[0].to.is_none_or(|to| to >= two[1].from) {
                return Err(TimelineFault::Overlap { on: two[1].from });
            }
        }
        Ok(Self(values))
    }

    /// Makes a term with one value from a day on.
    #[must_use]
    pub fn from(day: Date, value: T) -> Self {
        Self(vec![Dated {
            from: day,
            to: None,
            value,
        }])
    }

    /// Returns the value that holds on a day, with its days.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&Dated<T>> {
        let after = self.0.partition_point(|dated| dated.from <= day);
        let latest = self.0.get(after.checked_sub(1)?)?;
        latest.holds_on(day).then_some(latest)
    }

    /// Returns all values, the earliest first.
    #[must_use]
    pub fn values(&self) -> &[Dated<T>] {
        &self.0
    }

    /// Changes the value from a day on: what held before ends on the day
    /// before, what was to begin later is dropped.
    pub fn change(&mut self, from: Date, value: T) {
        self.0.retain(|dated| dated.from < from);
        if let Some(before) = self.0.last_mut()
            && before.to.is_none_or(|to| to >= from)
        {
            before.to = Some(plus_days(from, -1));
        }
        self.0.push(Dated {
            from,
            to: None,
            value,
        });
    }
}

domain::named_enum! {
    serde
    /// A basis on which a contract pays for absence.
    #[derive(Default)]
    pub enum PayBasis {
        /// As planned: absences are paid as the effect table says.
        #[default]
        Plan = "plan",
        /// As attended: no absence is paid or billed.
        Actual = "actual",
    }
}

/// The terms for evening sessions.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum EveningTerms {
    /// An evening is a session: one total with AM and PM, at the session rate.
    #[default]
    SharesSessions,
    /// Evenings have a total of their own and a rate of their own.
    Own {
        /// The rate of an evening.
        rate: Money,
    },
}

domain::named_enum! {
    serde
    /// A unit in which a contract prices transport.
    pub enum TransportUnit {
        /// Each journey.
        Journey = "journey",
        /// Out and back of one day together; a journey without its other one
        /// costs the same.
        Return = "return",
        /// Each day with a journey, single or return.
        Day = "day",
        /// Transport is inside the session rate.
        InsideTheSession = "inside_the_session",
    }
}

domain::named_enum! {
    serde
    /// A rule for journeys that were planned and not made.
    #[derive(Default)]
    pub enum JourneysNotMade {
        /// Neither paid nor billed, whatever the reason.
        #[default]
        NotPaid = "not_paid",
        /// As the effect table says for the reason.
        ByReason = "by_reason",
    }
}

/// The terms for transport.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransportTerms {
    /// The rate of a unit.
    pub rate: Money,
    /// The unit.
    pub unit: TransportUnit,
    /// Whether transport is paid and billed from the register. If not, journeys
    /// are recorded and cost nothing here.
    pub paid_here: bool,
    /// What journeys that were not made do.
    pub not_made: JourneysNotMade,
}

domain::named_enum! {
    serde
    /// A rule for bank holidays.
    #[derive(Default)]
    pub enum BankHolidayRule {
        /// A bank holiday is a day like any other, named in its heading.
        #[default]
        AsAnyDay = "as_any_day",
        /// What was planned is "we did not provide it" until somebody marks
        /// something else.
        Closed = "closed",
    }
}

domain::named_enum! {
    serde
    /// A rule for care that is received on another day than planned.
    #[derive(Default)]
    pub enum SwapRule {
        /// Within the week's total of its kind.
        #[default]
        Allowed = "allowed",
        /// Not at all.
        NotAllowed = "not_allowed",
    }
}

domain::named_enum! {
    serde
    /// A term of a contract, by name, as the explanation of an amount cites it.
    pub enum TermName {
        /// The session rate, also known as the matrix rate.
        SessionRate = "session_rate",
        /// The rate of an evening.
        EveningRate = "evening_rate",
        /// The standard hourly rate, for 1:1 support.
        HourlyRate = "hourly_rate",
        /// The rate of an hour of 2:2 support.
        TwoToTwoRate = "two_to_two_rate",
        /// The rate and unit of transport.
        Transport = "transport",
        /// The basis on which absence is paid.
        PayBasis = "pay_basis",
        /// What each reason of an absence pays and bills.
        Effects = "effects",
        /// What a bank holiday is.
        BankHolidays = "bank_holidays",
    }
}

impl TermName {
    /// Returns the words for the term in an explanation.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::SessionRate => "session rate (matrix rate)",
            Self::EveningRate => "evening rate",
            Self::HourlyRate => "standard hourly rate",
            Self::TwoToTwoRate => "2:2 rate",
            Self::Transport => "transport rate",
            Self::PayBasis => "basis of pay",
            Self::Effects => "effect of an absence",
            Self::BankHolidays => "bank holiday rule",
        }
    }
}

/// The terms of a contract. A term without a value on a day has the default
/// that its type says; a rate has none, and what it prices is "rate missing".
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractTerms {
    /// The id that lines refer to.
    pub id: TermsId,
    /// The session rate, also known as the matrix rate.
    pub session_rate: Timeline<Money>,
    /// The standard rate of an hour of 1:1 support.
    pub hourly_rate: Timeline<Money>,
    /// The rate of an hour of 2:2 support that the person receives.
    pub two_to_two_rate: Timeline<Money>,
    /// Whether evenings have their own total and rate.
    pub evening: Timeline<EveningTerms>,
    /// Transport.
    pub transport: Timeline<TransportTerms>,
    /// The basis of pay.
    pub pay_basis: Timeline<PayBasis>,
    /// The period of notice.
    pub notice: Timeline<NoticePeriod>,
    /// Bank holidays.
    pub bank_holidays: Timeline<BankHolidayRule>,
    /// Swaps between days.
    pub swaps: Timeline<SwapRule>,
    /// What each reason of an absence pays and bills.
    pub effects: Timeline<EffectTable>,
}

/// The rate of a day, with the term that says it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct RateOfDay {
    /// The term.
    pub term: TermName,
    /// The day from which the term has this value.
    pub from: Date,
    /// The rate.
    pub rate: Money,
}

impl ContractTerms {
    /// Makes terms in which nothing is agreed yet.
    #[must_use]
    pub fn new(id: TermsId) -> Self {
        Self {
            id,
            session_rate: Timeline::default(),
            hourly_rate: Timeline::default(),
            two_to_two_rate: Timeline::default(),
            evening: Timeline::default(),
            transport: Timeline::default(),
            pay_basis: Timeline::default(),
            notice: Timeline::default(),
            bank_holidays: Timeline::default(),
            swaps: Timeline::default(),
            effects: Timeline::default(),
        }
    }

    /// Returns the kind of care that a symbol counts towards on a day.
    #[must_use]
    pub fn kind_of(&self, symbol: Symbol, day: Date) -> CareKind {
        match symbol {
            Symbol::Morning | Symbol::Afternoon => CareKind::Sessions,
            Symbol::Evening => match self.evening_on(day) {
                EveningTerms::SharesSessions => CareKind::Sessions,
                EveningTerms::Own { .. } => CareKind::Evenings,
            },
            Symbol::OneToOne => CareKind::OneToOne,
            Symbol::TwoToTwo => CareKind::TwoToTwo,
            Symbol::Out | Symbol::Back => CareKind::Journeys,
        }
    }

    /// Returns the rate of a kind of care on a day, or none where the contract
    /// does not say it. A rate of support is of an hour, one of transport of
    /// its unit.
    #[must_use]
    pub fn rate_of(&self, kind: CareKind, day: Date) -> Option<RateOfDay> {
        let dated = |term, dated: &Dated<Money>| RateOfDay {
            term,
            from: dated.from,
            rate: dated.value,
        };
        match kind {
            CareKind::Sessions => {
                let rate = self.session_rate.on(day)?;
                Some(dated(TermName::SessionRate, rate))
            }
            CareKind::OneToOne => Some(dated(TermName::HourlyRate, self.hourly_rate.on(day)?)),
            CareKind::TwoToTwo => {
                let rate = self.two_to_two_rate.on(day)?;
                Some(dated(TermName::TwoToTwoRate, rate))
            }
            CareKind::Evenings => {
                let evening = self.evening.on(day)?;
                let EveningTerms::Own { rate } = evening.value else {
                    return None;
                };
                Some(RateOfDay {
                    term: TermName::EveningRate,
                    from: evening.from,
                    rate,
                })
            }
            CareKind::Journeys => {
                let transport = self.transport.on(day)?;
                Some(RateOfDay {
                    term: TermName::Transport,
                    from: transport.from,
                    rate: transport.value.rate,
                })
            }
        }
    }

    /// Returns the day from which a term has the value that holds on a day; none
    /// where the contract says nothing and the default of its type holds.
    #[must_use]
    pub fn value_from(&self, term: TermName, day: Date) -> Option<Date> {
        match term {
            TermName::SessionRate => self.session_rate.on(day).map(|dated| dated.from),
            TermName::EveningRate => self.evening.on(day).map(|dated| dated.from),
            TermName::HourlyRate => self.hourly_rate.on(day).map(|dated| dated.from),
            TermName::TwoToTwoRate => self.two_to_two_rate.on(day).map(|dated| dated.from),
            TermName::Transport => self.transport.on(day).map(|dated| dated.from),
            TermName::PayBasis => self.pay_basis.on(day).map(|dated| dated.from),
            TermName::Effects => self.effects.on(day).map(|dated| dated.from),
            TermName::BankHolidays => self.bank_holidays.on(day).map(|dated| dated.from),
        }
    }

    /// Returns the terms for evenings on a day.
    #[must_use]
    pub fn evening_on(&self, day: Date) -> EveningTerms {
        self.evening
            .on(day)
            .map_or_else(EveningTerms::default, |d| d.value)
    }

    /// Returns the basis of pay on a day.
    #[must_use]
    pub fn pay_basis_on(&self, day: Date) -> PayBasis {
        self.pay_basis
            .on(day)
            .map_or_else(PayBasis::default, |d| d.value)
    }

    /// Returns the rule for swaps on a day.
    #[must_use]
    pub fn swaps_on(&self, day: Date) -> SwapRule {
        self.swaps
            .on(day)
            .map_or_else(SwapRule::default, |d| d.value)
    }

    /// Returns the rule for bank holidays on a day.
    #[must_use]
    pub fn bank_holidays_on(&self, day: Date) -> BankHolidayRule {
        self.bank_holidays
            .on(day)
            .map_or_else(BankHolidayRule::default, |d| d.value)
    }

    /// Returns the effect table of a day: the one that ships where the contract
    /// has none.
    #[must_use]
    pub fn effects_on(&self, day: Date) -> EffectTable {
        self.effects
            .on(day)
            .map_or_else(EffectTable::default, |d| d.value.clone())
    }
}

/// The terms that lines are bought on, and the times of the day services, as
/// far as a register needs them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ContractBook {
    terms: BTreeMap<TermsId, ContractTerms>,
    begins: BTreeMap<DayServiceId, SessionTimes>,
}

impl ContractBook {
    /// Makes a book of terms.
    pub fn new(terms: impl IntoIterator<Item = ContractTerms>) -> Self {
        let terms = terms.into_iter().map(|terms| (terms.id.clone(), terms));
        Self {
            terms: terms.collect(),
            begins: BTreeMap::new(),
        }
    }

    /// Sets the times at which the sessions of a day service begin.
    pub fn set_times(&mut self, service: DayServiceId, begins: SessionTimes) {
        self.begins.insert(service, begins);
    }

    /// Returns the terms of an id. Terms that nobody has entered say nothing:
    /// what they would price is "rate missing".
    #[must_use]
    pub fn terms(&self, id: &TermsId) -> Cow<'_, ContractTerms> {
        match self.terms.get(id) {
            Some(terms) => Cow::Borrowed(terms),
            None => Cow::Owned(ContractTerms::new(id.clone())),
        }
    }

    /// Returns all terms of the book, by id.
    pub fn all(&self) -> impl Iterator<Item = &ContractTerms> {
        self.terms.values()
    }

    /// Returns the times of the day services whose times are known.
    pub fn all_times(&self) -> impl Iterator<Item = (&DayServiceId, &SessionTimes)> {
        self.begins.iter()
    }

    /// Returns the terms of an id, to change them.
    pub fn terms_mut(&mut self, id: &TermsId) -> Option<&mut ContractTerms> {
        self.terms.get_mut(id)
    }

    /// Returns the times at which the sessions of a day service begin.
    #[must_use]
    pub fn times(&self, service: &DayServiceId) -> SessionTimes {
        self.begins.get(service).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn dated(from: Date, to: Option<Date>) -> Dated<u8> {
        Dated { from, to, value: 1 }
    }

    #[test]
    fn a_term_has_at_most_one_value_on_a_day() {
        let (april, may) = (date(2025, 4, 1), date(2025, 5, 1));
        let overlap = Timeline::new(vec![dated(may, None), dated(april, Some(may))]);
        assert_eq!(overlap, Err(TimelineFault::Overlap { on: may }));
        let open = Timeline::new(vec![dated(april, None), dated(may, None)]);
        assert_eq!(open, Err(TimelineFault::Overlap { on: may }));
        let backwards = Timeline::new(vec![dated(may, Some(april))]);
        let fault = TimelineFault::EndsBeforeItBegins { from: may };
        assert_eq!(backwards, Err(fault));
    }

    #[test]
    fn a_term_may_have_no_value_for_a_while() {
        let term = Timeline::new(vec![
            dated(date(2025, 4, 1), Some(date(2025, 4, 30))),
            dated(date(2025, 6, 1), None),
        ])
        .unwrap();
        assert!(term.on(date(2025, 3, 31)).is_none());
        assert!(term.on(date(2025, 4, 30)).is_some());
        assert!(term.on(date(2025, 5, 1)).is_none());
        assert!(term.on(date(2040, 1, 1)).is_some());
    }

    #[test]
    fn a_term_that_changes_keeps_what_held_before() {
        let mut term = Timeline::from(date(2024, 4, 1), 1);
        term.change(date(2025, 4, 1), 2);
        assert_eq!(term.on(date(2025, 3, 31)).map(|d| d.value), Some(1));
        assert_eq!(term.on(date(2025, 4, 1)).map(|d| d.value), Some(2));
        assert_eq!(Timeline::new(term.values().to_vec()), Ok(term.clone()));
        term.change(date(2024, 4, 1), 3);
        assert_eq!(term.values().len(), 1);
    }
}
