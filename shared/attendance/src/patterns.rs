//! What several weeks of a line say together: a swap that has become the
//! pattern, and care that is regularly not taken up.

use crate::provision::{PlannedDay, PlannedWeek};
use crate::quantity::{Quantity, SupportHours, hours_of};
use crate::register::RegisterLine;
use crate::symbol::Symbol;
use crate::terms::ContractBook;
use crate::week::Week;

/// The number of weeks with one swap after which a provider is offered to ask
/// for the pattern to be commissioned.
pub const WEEKS_OF_ONE_SWAP: usize = 3;

/// Returns the pattern to ask for, where a line was attended in one way that is
/// not planned in each of the last weeks. The weeks come in their order, the
/// latest last.
#[must_use]
pub fn repeated_swap(
    weeks: &[(Week, &RegisterLine)],
    least: usize,
    book: &ContractBook,
) -> Option<PlannedWeek> {
    let latest = weeks.get(weeks.len().checked_sub(least.max(1))?..)?;
    let (first, line) = latest.first()?;
    let attended = attended_in(*first, line, book);
    let swapped = attended != line.plan && within_the_plan(&attended, &line.plan);
    let again = |(week, line): &(Week, &RegisterLine)| {
        attended_in(*week, line, book) == attended && line.plan != attended
    };
    (swapped && latest.iter().all(again)).then_some(attended)
}

/// Writes a pattern in words, day by day, for whoever is asked to commission it.
///
/// ```
/// use attendance::patterns::pattern_words;
/// use attendance::provision::{PlannedDay, PlannedWeek};
///
/// let mut week = PlannedWeek::default();
/// week.0[3] = PlannedDay { morning: true, out: 1, ..PlannedDay::NOTHING };
/// week.0[4] = PlannedDay { afternoon: true, back: 1, ..PlannedDay::NOTHING };
/// assert_eq!(pattern_words(&week), "Thursday: AM, Out; Friday: PM, Back");
/// ```
#[must_use]
pub fn pattern_words(pattern: &PlannedWeek) -> String {
    let days = WEEKDAYS.iter().zip(&pattern.0);
    let days = days.filter(|(_, day)| !day.is_nothing());
    let days = days.map(|(name, day)| {
        let planned = Symbol::ALL.into_iter().filter_map(|symbol| {
            let quantity = day.of(symbol);
            let letters = symbol.letters();
            match (quantity.0, symbol.is_support()) {
                (0, _) => None,
                (_, true) => Some(format!("{} hours of {letters}", hours_of(quantity))),
                (1, false) => Some(letters.to_owned()),
                (more, false) => Some(format!("{more} {letters}")),
            }
        });
        format!("{name}: {}", planned.collect::<Vec<_>>().join(", "))
    });
    days.collect::<Vec<_>>().join("; ")
}

/// The days of a week, Monday first.
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Returns what was received in a week, as a plan would say it.
fn attended_in(week: Week, line: &RegisterLine, book: &ContractBook) -> PlannedWeek {
    let days = week.days().map(|day| {
        let of = |symbol| line.state(day, symbol, book).received;
        let yes = |symbol| !of(symbol).is_zero();
        let hours = |symbol| SupportHours::quarters(of(symbol).0).unwrap_or_default();
        let journeys = |symbol| u8::try_from(of(symbol).0).unwrap_or(u8::MAX);
        PlannedDay {
            morning: yes(Symbol::Morning),
            afternoon: yes(Symbol::Afternoon),
            evening: yes(Symbol::Evening),
            one_to_one: hours(Symbol::OneToOne),
            two_to_two: hours(Symbol::TwoToTwo),
            out: journeys(Symbol::Out),
            back: journeys(Symbol::Back),
        }
    });
    PlannedWeek(days)
}

/// Whether sessions, hours and journeys in total are those of the plan: fewer
/// would be a decrease and more an increase, which a social worker has to
/// agree.
fn within_the_plan(attended: &PlannedWeek, plan: &PlannedWeek) -> bool {
    let sum = |week: &PlannedWeek, symbols: &[Symbol]| -> Quantity {
        symbols.iter().map(|symbol| week.total(*symbol)).sum()
    };
    [
        &[Symbol::Morning, Symbol::Afternoon, Symbol::Evening][..],
        &[Symbol::OneToOne],
        &[Symbol::TwoToTwo],
        &[Symbol::Out, Symbol::Back],
    ]
    .iter()
    .all(|symbols| sum(attended, symbols) == sum(plan, symbols))
}

/// The sessions of a paid week of a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SessionsOfWeek {
    /// What was planned.
    pub planned: Quantity,
    /// What was attended.
    pub attended: Quantity,
}

/// When care counts as regularly not taken up. Data of finance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TakeUpRule {
    /// A week counts if fewer than this percentage of sessions were attended.
    pub percent: u8,
    /// The weeks that have to count.
    pub weeks: usize,
    /// The latest paid weeks that are looked at.
    pub of: usize,
}

impl Default for TakeUpRule {
    /// Under half of the sessions in four of six paid weeks.
    fn default() -> Self {
        Self {
            percent: 50,
            weeks: 4,
            of: 6,
        }
    }
}

impl TakeUpRule {
    /// Whether somebody regularly does not attend, whatever the reasons. The
    /// weeks come in their order, the latest last.
    ///
    /// ```
    /// use attendance::patterns::{SessionsOfWeek, TakeUpRule};
    /// use attendance::quantity::Quantity;
    ///
    /// let week = |attended| SessionsOfWeek { planned: Quantity(4), attended: Quantity(attended) };
    /// let rule = TakeUpRule::default();
    /// assert!(rule.is_met(&[1, 1, 4, 0, 1, 4].map(week)));
    /// assert!(!rule.is_met(&[1, 1, 4, 2, 1, 4].map(week)), "half is not under half");
    /// ```
    #[must_use]
    pub fn is_met(&self, weeks: &[SessionsOfWeek]) -> bool {
        let latest = &weeks[weeks.len().saturating_sub(self.of)..];
        let low = latest.iter().filter(|week| {
            u64::from(week.attended.0) * 100 < u64::from(week.planned.0) * u64::from(self.percent)
        });
        low.count() >= self.weeks
    }
}
