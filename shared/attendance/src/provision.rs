//! What is commissioned: a line of a purchase order for one person at one day
//! service, and its pattern of attendance.

use jiff::civil::{Date, Weekday};

use crate::plain_name::plain;
use crate::quantity::{Quantity, SupportHours};
use crate::supplier::{DayServiceId, SupplierId};
use crate::symbol::Symbol;
use crate::terms::TermsId;
use crate::text_id::{NotACaseReference, case_reference};
use crate::week::Week;

case_reference! {
    /// The reference number of a person: the unique identifier of the case
    /// system.
    PersonReference
}

case_reference! {
    /// The number of a purchase order.
    PurchaseOrder
}

case_reference! {
    /// The number of a line within its purchase order.
    OrderLineNumber
}

/// A line of a purchase order. Money follows the line and never the person: a
/// person with two orders has two rows, two totals and two rates.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct LineKey {
    /// The purchase order.
    pub order: PurchaseOrder,
    /// The line within it.
    pub line: OrderLineNumber,
}

impl LineKey {
    /// Reads the key of a line from its two numbers.
    ///
    /// ```
    /// use attendance::provision::LineKey;
    /// use attendance::text_id::NotACaseReference;
    ///
    /// assert_eq!(LineKey::parse("0004512", "1")?.to_string(), "0004512/1");
    /// assert_eq!(LineKey::parse("0004512", ""), Err(NotACaseReference));
    /// # Ok::<(), NotACaseReference>(())
    /// ```
    ///
    /// # Errors
    /// [`NotACaseReference`].
    pub fn parse(order: &str, line: &str) -> Result<Self, NotACaseReference> {
        Ok(Self {
            order: PurchaseOrder::parse(order)?,
            line: OrderLineNumber::parse(line)?,
        })
    }
}

impl std::fmt::Display for LineKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.order, self.line)
    }
}

/// A person who attends a day service, as the case system knows them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AttendingPerson {
    /// The reference number.
    pub reference: PersonReference,
    /// The surname, by which the register is ordered; the only name of somebody
    /// who has one.
    pub surname: String,
    /// The forename; empty for somebody who has one name.
    pub forename: String,
    /// Whether only people with permission may see the row.
    pub restricted: bool,
}

impl AttendingPerson {
    /// Whether a person is called like this: forename and surname in either
    /// order, whatever the accents, capitals and hyphens.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        let (forename, surname) = (plain(&self.forename), plain(&self.surname));
        let named = plain(name);
        let names = [
            format!("{forename}{surname}"),
            format!("{surname}{forename}"),
        ];
        !named.is_empty() && names.contains(&named)
    }

    /// Returns the name as it is read: forename, then surname.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.forename, self.surname)
            .trim()
            .to_owned()
    }
}

/// A provision: one line of a purchase order, as the case system has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProvisionLine {
    /// The purchase order and line.
    pub key: LineKey,
    /// The person.
    pub person: AttendingPerson,
    /// The supplier.
    pub supplier: SupplierId,
    /// The day service.
    pub service: DayServiceId,
    /// The terms that it is bought on.
    pub terms: TermsId,
    /// The first day of the service.
    pub starts: Date,
    /// The last day of the service; none while it goes on.
    pub ends: Option<Date>,
    /// The expected pattern of attendance.
    pub pattern: AttendancePattern,
}

impl ProvisionLine {
    /// Whether the service goes on on a day.
    #[must_use]
    pub fn is_current_on(&self, day: Date) -> bool {
        self.starts <= day && self.ends.is_none_or(|ends| day <= ends)
    }
}

/// The plan of one day.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct PlannedDay {
    /// The morning session.
    pub morning: bool,
    /// The afternoon session.
    pub afternoon: bool,
    /// The evening session.
    pub evening: bool,
    /// Hours of 1:1 support.
    pub one_to_one: SupportHours,
    /// Hours of 2:2 support that the person receives.
    pub two_to_two: SupportHours,
    /// Journeys to the day service.
    pub out: u8,
    /// Journeys home.
    pub back: u8,
}

impl PlannedDay {
    /// A day with nothing planned.
    pub const NOTHING: Self = Self {
        morning: false,
        afternoon: false,
        evening: false,
        one_to_one: SupportHours::ZERO,
        two_to_two: SupportHours::ZERO,
        out: 0,
        back: 0,
    };

    /// Returns how much of a symbol is planned.
    ///
    /// ```
    /// use attendance::provision::PlannedDay;
    /// use attendance::quantity::Quantity;
    /// use attendance::symbol::Symbol;
    ///
    /// let day = PlannedDay { morning: true, ..PlannedDay::NOTHING };
    /// assert_eq!(day.of(Symbol::Morning), Quantity(1));
    /// assert_eq!(day.of(Symbol::Out), Quantity::ZERO);
    /// ```
    #[must_use]
    pub const fn of(&self, symbol: Symbol) -> Quantity {
        match symbol {
            Symbol::Morning => Quantity(self.morning as u32),
            Symbol::Afternoon => Quantity(self.afternoon as u32),
            Symbol::Evening => Quantity(self.evening as u32),
            Symbol::OneToOne => self.one_to_one.quantity(),
            Symbol::TwoToTwo => self.two_to_two.quantity(),
            Symbol::Out => Quantity(self.out as u32),
            Symbol::Back => Quantity(self.back as u32),
        }
    }

    /// Whether anything is planned.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::NOTHING
    }
}

/// The plan of the seven days of a week, Monday first.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct PlannedWeek(pub [PlannedDay; 7]);

impl PlannedWeek {
    /// Returns what is planned on a day of the week.
    #[must_use]
    pub fn on(&self, weekday: Weekday) -> PlannedDay {
        let place = usize::from(weekday.to_monday_zero_offset().unsigned_abs());
        self.0.get(place).copied().unwrap_or(PlannedDay::NOTHING)
    }

    /// Returns how much of a symbol is planned in the week.
    #[must_use]
    pub fn total(&self, symbol: Symbol) -> Quantity {
        self.0.iter().map(|day| day.of(symbol)).sum()
    }

    /// Whether nothing is planned in the week.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.0.iter().all(PlannedDay::is_nothing)
    }
}

/// The expected pattern of attendance: one week that repeats, or several that
/// take turns, as fortnightly packages do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AttendancePattern {
    /// A week in which the first of the planned weeks is on.
    first: Week,
    weeks: Vec<PlannedWeek>,
}

impl AttendancePattern {
    /// Makes the pattern of a package that has the same week every week.
    #[must_use]
    pub fn weekly(week: PlannedWeek) -> Self {
        Self {
            first: Week::of(Date::constant(2024, 1, 1)),
            weeks: vec![week],
        }
    }

    /// Makes the pattern of a fortnightly package: one planned week in a week
    /// and every second one after it, and another (which may have nothing
    /// planned) in the weeks between.
    ///
    /// ```
    /// use attendance::provision::{AttendancePattern, PlannedDay, PlannedWeek};
    /// use attendance::week::Week;
    /// use jiff::civil::date;
    ///
    /// let mut on = PlannedWeek::default();
    /// on.0[0] = PlannedDay { morning: true, ..PlannedDay::NOTHING };
    /// let first = Week::of(date(2025, 5, 5));
    /// let pattern = AttendancePattern::fortnightly(first, on, PlannedWeek::default());
    /// assert_eq!(pattern.in_week(first), on);
    /// assert!(pattern.in_week(first.next()).is_nothing());
    /// assert!(pattern.in_week(first.previous()).is_nothing());
    /// assert_eq!(pattern.in_week(first.next().next()), on);
    /// ```
    #[must_use]
    pub fn fortnightly(first: Week, on: PlannedWeek, between: PlannedWeek) -> Self {
        Self {
            first,
            weeks: vec![on, between],
        }
    }

    /// Returns what is planned in a week.
    #[must_use]
    pub fn in_week(&self, week: Week) -> PlannedWeek {
        let turns = i32::try_from(self.weeks.len()).unwrap_or(1).max(1);
        let turn = week.weeks_since(self.first).rem_euclid(turns);
        let turn = usize::try_from(turn).unwrap_or_default();
        self.weeks.get(turn).copied().unwrap_or_default()
    }

    /// Returns a week in which the first planned week is on, and the planned
    /// weeks that take turns from there.
    #[must_use]
    pub fn turns(&self) -> (Week, &[PlannedWeek]) {
        (self.first, &self.weeks)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn ds_58_a_fortnightly_package_is_on_in_every_second_week_over_years_of_53_weeks() {
        let mut on = PlannedWeek::default();
        on.0[1] = PlannedDay {
            out: 1,
            ..PlannedDay::NOTHING
        };
        let first = Week::of(date(2024, 2, 26));
        let pattern = AttendancePattern::fortnightly(first, on, PlannedWeek::default());
        let (mut week, mut is_on) = (first, true);
        for _ in 0..700 {
            assert_eq!(pattern.in_week(week).is_nothing(), !is_on, "{week}");
            (week, is_on) = (week.next(), !is_on);
        }
    }

    #[test]
    fn a_provision_is_current_from_its_first_day_to_its_last() {
        let line = ProvisionLine {
            key: LineKey::parse("0004512", "1").unwrap(),
            person: AttendingPerson {
                reference: PersonReference::parse("0098765").unwrap(),
                surname: "Łukasz".to_owned(),
                forename: "Zoë".to_owned(),
                restricted: false,
            },
            supplier: SupplierId::parse("S1").unwrap(),
            service: DayServiceId::parse("D1").unwrap(),
            terms: TermsId::parse("T1").unwrap(),
            starts: date(2025, 4, 28),
            ends: Some(date(2025, 5, 7)),
            pattern: AttendancePattern::weekly(PlannedWeek::default()),
        };
        assert!(!line.is_current_on(date(2025, 4, 27)));
        assert!(line.is_current_on(date(2025, 4, 28)));
        assert!(line.is_current_on(date(2025, 5, 7)));
        assert!(!line.is_current_on(date(2025, 5, 8)));
        // Full dates: a year later is not the same day.
        assert!(!line.is_current_on(date(2026, 4, 30)));
    }
}
