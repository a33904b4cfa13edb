//! The amounts of the law, each with its first day, its source and its
//! certainty. A rule asks for the law of a day; nothing here knows what day it
//! is. `law/figures.rs` names each amount once; the figures are those of the
//! files in `law/`, and the build makes statics of them.

use std::cell::Cell;

use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use serde::Serialize;

include!(concat!(env!("OUT_DIR"), "/law.rs"));

/// A figure: one amount of the law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The name of the amount.
    pub name: FigureName,
    /// The amount, in pounds.
    pub amount: Decimal,
    /// The certainty of the amount.
    pub certainty: FigureCertainty,
    /// The source of the amount.
    pub source: &'static str,
    /// A second amount that is possible.
    pub other: Option<Other>,
    /// The first day on which the amount applies.
    pub from: Date,
}

/// A second amount that is possible.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Other {
    /// The amount, in pounds.
    pub amount: Decimal,
    /// The reason why the amount is possible.
    pub why: &'static str,
}

/// The certainty of a figure.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureCertainty {
    /// Published in a primary source.
    Published,
    /// Seen in a source that cites a primary one.
    Secondary,
    /// Worked out, by arithmetic that reproduces the published figures beside it.
    Derived,
    /// From general knowledge; must be confirmed.
    Unverified,
}

impl FigureCertainty {
    /// Returns the certainty as a page says it.
    ///
    /// ```
    /// use charging::law::FigureCertainty;
    ///
    /// assert_eq!(FigureCertainty::Derived.words(), "worked out from published figures");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Secondary => "from a second-hand source",
            Self::Derived => "worked out from published figures",
            Self::Unverified => "not confirmed",
        }
    }
}

macro_rules! figures {
    (
        amounts { $($amount:ident $amount_words:literal)* }
        benefits { $($rate:ident $rate_words:literal)* }
    ) => {
        /// A set of amounts: the regulations as they stand from one day to
        /// another.
        #[derive(Debug)]
        pub struct Amounts {
            /// The name of the year: `2024 to 2025`.
            pub name: &'static str,
            /// The first day on which the amounts apply.
            pub from: Date,
            /// The last day on which the amounts apply.
            pub to: Date,
            /// The certainty of the first day.
            pub from_certainty: FigureCertainty,
            /// The source of the first day.
            pub from_source: &'static str,
            $(#[doc = $amount_words] pub $amount: Figure,)*
            /// Benefit rates, where they are on file; they have their own first day.
            pub benefits: Option<BenefitRates>,
        }

        impl Amounts {
            const COUNT: usize = [$($amount_words),*].len();

            /// Lists every amount, benefit rates left out, in the order of the files.
            ///
            /// ```
            /// use charging::law::{FigureName, amounts};
            /// use jiff::civil::date;
            ///
            /// let figures = amounts(date(2024, 6, 3))?.figures();
            /// assert!(figures.iter().all(|figure| figure.from == date(2024, 4, 8)));
            /// assert_eq!(figures[0].name, FigureName::single_18_to_24);
            /// # Ok::<(), charging::law::NoLaw>(())
            /// ```
            #[must_use]
            pub const fn figures(&self) -> [&Figure; Self::COUNT] {
                [$(&self.$amount),*]
            }
        }

        /// The rates of benefits, from the first Monday on or after 6 April.
        /// Pounds a week, except the one that says monthly.
        #[derive(Debug)]
        pub struct BenefitRates {
            /// The first day on which the rates apply.
            pub from: Date,
            $(#[doc = $rate_words] pub $rate: Figure,)*
        }

        impl BenefitRates {
            const COUNT: usize = [$($rate_words),*].len();

            /// Lists every rate, in the order of the files.
            ///
            /// ```
            /// use charging::law::{FigureName, benefits};
            /// use jiff::civil::date;
            ///
            /// let rates = benefits(date(2024, 6, 3)).unwrap();
            /// assert_eq!(rates.figures()[0].name, FigureName::attendance_allowance_lower);
            /// ```
            #[must_use]
            pub const fn figures(&self) -> [&Figure; Self::COUNT] {
                [$(&self.$rate),*]
            }
        }

        /// The name of an amount of the law.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[expect(
            non_camel_case_types,
            reason = "an amount has one name: its key in the files, its field and its value here"
        )]
        pub enum FigureName {
            $(#[doc = $amount_words] $amount,)*
            $(#[doc = $rate_words] $rate,)*
        }

        impl FigureName {
            /// All names, in the order of the files.
            pub const ALL: &'static [Self] = &[$(Self::$amount,)* $(Self::$rate,)*];

            /// Returns the name as the files and the JSON write it.
            ///
            /// ```
            /// use charging::law::FigureName;
            ///
            /// assert_eq!(FigureName::carer_premium.key(), "carer_premium");
            /// ```
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$amount => stringify!($amount),)*
                    $(Self::$rate => stringify!($rate),)*
                }
            }

            /// Returns the name as a page says it.
            ///
            /// ```
            /// use charging::law::FigureName;
            ///
            /// assert_eq!(FigureName::carer_premium.words(), "Carer premium");
            /// ```
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self {
                    $(Self::$amount => $amount_words,)*
                    $(Self::$rate => $rate_words,)*
                }
            }
        }
    };
}

include!("law/figures.rs");

/// The error for a date before the first or after the last set of amounts on
/// file.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no amounts are on file for {date}")]
pub struct NoLaw {
    /// The date asked for.
    pub date: Date,
}

/// Returns every set of amounts on file, oldest first.
///
/// ```
/// use charging::law::{first_day, sets};
///
/// assert!(sets().is_sorted_by_key(|set| set.from));
/// assert_eq!(sets()[0].from, first_day());
/// ```
#[must_use]
pub fn sets() -> &'static [Amounts] {
    &SETS
}

/// Returns the first day for which there are amounts on file.
///
/// ```
/// use jiff::civil::date;
///
/// // The day on which charging under the Care Act 2014 began.
/// assert_eq!(charging::law::first_day(), date(2015, 4, 1));
/// ```
#[must_use]
pub fn first_day() -> Date {
    SETS.first().map_or(Date::MAX, |set| set.from)
}

/// Returns the last day for which there are amounts on file.
///
/// ```
/// use charging::law::{amounts, last_day};
///
/// assert!(amounts(last_day()).is_ok());
/// assert!(amounts(last_day().tomorrow().unwrap()).is_err());
/// ```
#[must_use]
pub fn last_day() -> Date {
    SETS.last().map_or(Date::MIN, |set| set.to)
}

/// Returns the amounts of a day.
///
/// ```
/// use charging::law::amounts;
/// use jiff::civil::date;
/// use rust_decimal::dec;
///
/// // The amounts changed on 8 April 2024.
/// assert_eq!(amounts(date(2024, 4, 7))?.single_pension_age.amount, dec!(214.35));
/// assert_eq!(amounts(date(2024, 4, 8))?.single_pension_age.amount, dec!(228.70));
/// # Ok::<(), charging::law::NoLaw>(())
/// ```
///
/// # Errors
/// [`NoLaw`] if the day is before the first set or after the last.
pub fn amounts(on: Date) -> Result<&'static Amounts, NoLaw> {
    SETS.iter()
        .rev()
        .find(|set| set.from <= on)
        .filter(|set| on <= set.to)
        .ok_or(NoLaw { date: on })
}

/// Returns the benefit rates of a day, where they are on file. Between the
/// first day of a set of amounts and the Monday on which benefits rise, these
/// are last year's.
///
/// ```
/// use charging::law::benefits;
/// use jiff::civil::date;
/// use rust_decimal::dec;
///
/// // The amounts of 2025 apply from Sunday 6 April, the benefit rates from Monday.
/// let rate = |day| benefits(day).unwrap().attendance_allowance_higher.amount;
/// assert_eq!(rate(date(2025, 4, 6)), dec!(108.55));
/// assert_eq!(rate(date(2025, 4, 7)), dec!(110.40));
/// ```
#[must_use]
pub fn benefits(on: Date) -> Option<&'static BenefitRates> {
    if on > last_day() {
        return None;
    }
    SETS.iter()
        .rev()
        .filter_map(|set| set.benefits.as_ref())
        .find(|rates| rates.from <= on)
}

/// The figures that a result rests on: one bit for each [`FigureName`].
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct FiguresUsed(u64);

impl FiguresUsed {
    /// Returns the note of one figure.
    pub(super) const fn of(name: FigureName) -> Self {
        Self(1 << name as u32)
    }

    /// Returns the figures of both notes.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the result rests on the figure of this name.
    ///
    /// ```
    /// use charging::law::FigureName;
    /// # let circumstances = serde_json::from_value(serde_json::json!({
    /// #     "person": { "age": 80 }, "care": { "setting": "at_home" },
    /// #     "income": [{ "kind": "state_pension", "amount": "300" }]
    /// # })).unwrap();
    /// # let on = jiff::civil::date(2024, 6, 3);
    /// # let assessment = charging::assess(on, &circumstances, &Default::default()).unwrap();
    ///
    /// // `assessment` is that of somebody of 80 with a State Pension of £300 a week.
    /// let used = assessment.outcome.figures_used;
    /// assert!(used.contains(FigureName::single_pension_age));
    /// assert!(!used.contains(FigureName::couple_member_pension_age));
    /// ```
    #[must_use]
    pub const fn contains(self, name: FigureName) -> bool {
        self.0 & (1 << name as u32) != 0
    }
}

/// The law of one day as the rules read it, with a note of each figure that
/// they take.
#[derive(Debug)]
pub(super) struct LawOfTheDay {
    pub(super) amounts: &'static Amounts,
    pub(super) benefits: Option<&'static BenefitRates>,
    /// Whether the second amount is taken of every figure that has one.
    others: bool,
    used: Cell<u64>,
}

impl LawOfTheDay {
    pub(super) fn new(on: Date, others: bool) -> Result<Self, NoLaw> {
        Ok(Self {
            amounts: amounts(on)?,
            benefits: benefits(on),
            others,
            used: Cell::new(0),
        })
    }

    /// Returns the amount of a figure, and notes that the result rests on it.
    pub(super) fn take(&self, figure: &Figure) -> Decimal {
        self.used.set(self.used.get() | 1 << figure.name as u32);
        match figure.other {
            Some(other) if self.others => other.amount,
            _ => figure.amount,
        }
    }

    pub(super) fn used(&self) -> FiguresUsed {
        FiguresUsed(self.used.get())
    }

    /// Returns the figures of this day that the result rests on, in the files'
    /// order.
    pub(super) fn figures(&self, used: FiguresUsed) -> impl Iterator<Item = &'static Figure> {
        self.amounts
            .figures()
            .into_iter()
            .chain(self.benefits.into_iter().flat_map(BenefitRates::figures))
            .filter(move |figure| used.contains(figure.name))
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::Weekday;
    use rust_decimal::dec;

    use super::*;

    fn set(from: Date) -> &'static Amounts {
        sets().iter().find(|set| set.from == from).unwrap()
    }

    /// Returns an amount increased by a percentage and rounded to the nearest
    /// 5p, in whole pence.
    fn uprated(amount: Decimal, percent: Decimal) -> Decimal {
        let pence = amount * (dec!(100) + percent);
        (pence / dec!(5)).round() * dec!(0.05)
    }

    #[test]
    fn every_day_from_april_2015_to_april_2027_has_one_set_of_amounts() {
        let mut day = date(2015, 4, 1);
        while day <= date(2027, 4, 5) {
            let on = sets()
                .iter()
                .filter(|set| set.from <= day && day <= set.to)
                .count();
            assert_eq!(on, 1, "{day}");
            assert!(
                amounts(day).is_ok_and(|set| set.from <= day && day <= set.to),
                "{day}"
            );
            day = day.tomorrow().unwrap();
        }
        assert_eq!(
            (first_day(), last_day()),
            (date(2015, 4, 1), date(2027, 4, 5))
        );
    }

    #[test]
    fn sets_are_in_order_without_gap_or_overlap() {
        assert_eq!(sets().len(), 6);
        for pair in sets().windows(2) {
            assert_eq!(
                pair[0].to.tomorrow().unwrap(),
                pair[1].from,
                "{}",
                pair[1].name
            );
        }
    }

    #[test]
    fn a_set_cannot_be_used_before_its_day() {
        for pair in sets().windows(2) {
            assert_eq!(
                amounts(pair[1].from.yesterday().unwrap()).unwrap().name,
                pair[0].name
            );
            assert_eq!(amounts(pair[1].from).unwrap().name, pair[1].name);
        }
    }

    #[test]
    fn dates_outside_the_sets_are_refused() {
        for day in [Date::MIN, date(2015, 3, 31), date(2027, 4, 6), Date::MAX] {
            assert_eq!(amounts(day).err(), Some(NoLaw { date: day }));
            assert!(benefits(day).is_none());
        }
    }

    #[test]
    fn benefit_rates_change_on_the_first_monday_on_or_after_6_april() {
        for rates in sets().iter().filter_map(|set| set.benefits.as_ref()) {
            assert_eq!(rates.from.weekday(), Weekday::Monday);
            let sixth = date(rates.from.year(), 4, 6);
            assert!(
                sixth <= rates.from && rates.from < sixth + 7.days(),
                "{}",
                rates.from
            );
        }
        let higher = |day| benefits(day).map(|rates| rates.attendance_allowance_higher.amount);
        assert_eq!(higher(date(2022, 4, 10)), None);
        assert_eq!(higher(date(2022, 4, 11)), Some(dec!(92.40)));
        assert_eq!(higher(date(2023, 4, 9)), Some(dec!(92.40)));
        assert_eq!(higher(date(2024, 4, 7)), Some(dec!(101.75)));
        assert_eq!(higher(date(2024, 4, 8)), Some(dec!(108.55)));
        // The law of 2025 to 2026 starts on a Sunday, its benefit rates the day after.
        assert_eq!(amounts(date(2025, 4, 6)).unwrap().name, "2025 to 2026");
        assert_eq!(higher(date(2025, 4, 6)), Some(dec!(108.55)));
        assert_eq!(higher(date(2025, 4, 7)), Some(dec!(110.40)));
        assert_eq!(higher(date(2026, 4, 6)), Some(dec!(114.60)));
    }

    #[test]
    fn the_amounts_are_those_of_the_regulations() {
        // The table has one column for each set, in the order of the
        // regulations.
        let table = [
            (
                "single_18_to_24",
                ["72.40", "74.60", "82.15", "87.65", "89.15", "95.40"],
            ),
            (
                "single_25_to_pension_age",
                ["91.40", "94.15", "103.65", "110.60", "112.50", "120.40"],
            ),
            (
                "single_pension_age",
                ["189.00", "194.70", "214.35", "228.70", "232.60", "241.45"],
            ),
            (
                "lone_parent",
                ["91.40", "94.15", "103.65", "110.60", "112.50", "120.40"],
            ),
            (
                "couple_member",
                ["71.80", "73.95", "81.40", "86.85", "88.35", "94.55"],
            ),
            (
                "couple_member_pension_age",
                ["144.30", "148.65", "163.65", "174.60", "177.55", "184.30"],
            ),
            (
                "child",
                ["83.65", "86.20", "94.90", "101.25", "102.95", "106.85"],
            ),
            (
                "disability_premium_single",
                ["40.35", "41.55", "45.75", "48.80", "49.65", "51.55"],
            ),
            (
                "enhanced_disability_premium_single",
                ["19.70", "20.30", "22.35", "23.85", "24.25", "25.15"],
            ),
            (
                "disability_premium_couple",
                ["28.75", "29.60", "32.60", "34.80", "35.40", "36.75"],
            ),
            (
                "enhanced_disability_premium_couple",
                ["14.15", "14.60", "16.05", "17.15", "17.45", "18.10"],
            ),
            (
                "carer_premium",
                ["43.25", "44.55", "49.05", "52.35", "53.25", "55.25"],
            ),
            (
                "personal_expenses_allowance",
                ["24.90", "25.65", "28.25", "30.15", "30.65", "31.80"],
            ),
            (
                "savings_credit_disregard_single",
                ["5.75", "5.90", "6.50", "6.95", "7.05", "7.30"],
            ),
            (
                "savings_credit_disregard_couple",
                ["8.60", "8.85", "9.75", "10.40", "10.60", "11.00"],
            ),
            ("lower_capital_limit", ["14250.00"; 6]),
            ("upper_capital_limit", ["23250.00"; 6]),
            ("tariff_step", ["250.00"; 6]),
            ("war_pension_disregard", ["10.00"; 6]),
            ("sub_tenant_disregard", ["20.00"; 6]),
            ("lodger_disregard", ["20.00"; 6]),
        ];
        for (place, set) in sets().iter().enumerate() {
            assert_eq!(set.figures().len(), table.len(), "one row for each amount");
            for (figure, (key, amounts)) in set.figures().into_iter().zip(table) {
                assert_eq!(figure.name.key(), key);
                assert_eq!(
                    figure.amount.to_string(),
                    amounts[place],
                    "{key} of {}",
                    set.name
                );
            }
        }
    }

    #[test]
    fn figures_stand_in_the_order_of_their_names() {
        for set in sets() {
            let benefits = set.benefits.as_ref().map(BenefitRates::figures);
            let all = set
                .figures()
                .into_iter()
                .chain(benefits.into_iter().flatten());
            for (figure, name) in all.zip(FigureName::ALL) {
                assert_eq!(figure.name, *name);
            }
        }
        assert!(FigureName::ALL.len() <= 64, "FiguresUsed has 64 bits");
    }

    #[test]
    fn the_uprating_arithmetic_reproduces_every_amount_of_three_years() {
        for (before, after, percent) in [
            (date(2022, 4, 6), date(2023, 4, 6), dec!(10.1)),
            (date(2023, 4, 6), date(2024, 4, 8), dec!(6.7)),
            (date(2024, 4, 8), date(2025, 4, 6), dec!(1.7)),
        ] {
            let pairs = set(before).figures().into_iter().zip(set(after).figures());
            for (old, new) in pairs.take(15) {
                assert_eq!(
                    uprated(old.amount, percent),
                    new.amount,
                    "{} of {after}",
                    new.name.key()
                );
            }
        }
    }

    #[test]
    fn the_two_amounts_possible_for_2026_are_3_8_and_7_percent_more() {
        let pairs = set(date(2025, 4, 6))
            .figures()
            .into_iter()
            .zip(set(date(2026, 4, 6)).figures());
        let mut two_possible = Vec::new();
        for (old, new) in pairs {
            if let Some(other) = new.other {
                assert_eq!(
                    uprated(old.amount, dec!(3.8)),
                    new.amount,
                    "{}",
                    new.name.key()
                );
                assert_eq!(
                    uprated(old.amount, dec!(7)),
                    other.amount,
                    "{}",
                    new.name.key()
                );
                assert_eq!(new.certainty, FigureCertainty::Unverified);
                two_possible.push(other.amount.to_string());
            }
        }
        assert_eq!(
            two_possible,
            ["110.15", "53.15", "25.95", "37.90", "18.65", "57.00"]
        );
    }

    #[test]
    fn a_figure_with_a_second_possible_amount_is_never_called_published() {
        for figure in sets().iter().flat_map(Amounts::figures) {
            assert!(figure.other.is_none() || figure.certainty != FigureCertainty::Published);
            assert!(!figure.source.is_empty());
        }
    }
}
