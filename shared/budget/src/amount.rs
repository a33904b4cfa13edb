//! Amounts that are paid once, each week or each year. They are types of their
//! own, and none becomes another unasked.

use std::ops::{Add, Sub};

use domain::values::money::in_words;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::model::{Unit, WeeksInYear, to_the_penny};

macro_rules! amount {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(
            Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(Decimal);

        impl $name {
            /// Makes an amount, rounded to the penny.
            #[must_use]
            pub fn of(pounds: Decimal) -> Self {
                Self(to_the_penny(pounds))
            }

            /// Returns the amount in pounds.
            #[must_use]
            pub const fn pounds(self) -> Decimal {
                self.0
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }
    };
}

amount! {
    /// Pounds that are paid once. They are never multiplied by weeks.
    ///
    /// ```compile_fail,E0308
    /// use budget::{OneOff, Weekly};
    /// use rust_decimal::dec;
    ///
    /// let both = OneOff::of(dec!(300)) + Weekly::of(dec!(300));
    /// ```
    OneOff
}

amount! {
    /// Pounds a week.
    ///
    /// ```
    /// use budget::Weekly;
    /// use rust_decimal::dec;
    ///
    /// assert_eq!(Weekly::of(dec!(249.31)) + Weekly::of(dec!(67.41)), Weekly::of(dec!(316.72)));
    /// ```
    Weekly
}

amount! {
    /// Pounds a year.
    ///
    /// ```compile_fail,E0308
    /// use budget::{Annual, Weekly};
    /// use rust_decimal::dec;
    ///
    /// let both = Annual::of(dec!(8000)) + Weekly::of(dec!(10));
    /// ```
    Annual
}

impl Annual {
    /// Returns the amount a week for display, by a divisor that is named. There
    /// is no way back: the year is what is kept.
    ///
    /// ```
    /// use budget::{Annual, WeeksInYear};
    /// use rust_decimal::dec;
    ///
    /// let shown = Annual::of(dec!(84678)).shown_a_week(WeeksInYear::FiftyTwo);
    /// assert_eq!(shown.to_string(), "£1,628.42 a week (the year divided by 52 weeks)");
    /// ```
    #[must_use]
    pub fn shown_a_week(self, weeks: WeeksInYear) -> ShownAWeek {
        let (of, over) = weeks.ratio();
        ShownAWeek {
            pounds: to_the_penny(self.0 * over / of),
            weeks,
        }
    }
}

/// An amount a year, shown as one a week.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ShownAWeek {
    pounds: Decimal,
    weeks: WeeksInYear,
}

impl std::fmt::Display for ShownAWeek {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pounds = in_words(self.pounds);
        write!(
            f,
            "{pounds} a week (the year divided by {})",
            self.weeks.words()
        )
    }
}

/// An amount with its period.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Paid once.
    Once(OneOff),
    /// Paid each week.
    AWeek(Weekly),
    /// Paid each year.
    AYear(Annual),
}

impl Amount {
    /// Makes an amount in a unit of a model, rounded to the penny; none if the
    /// unit is not an amount over a period.
    #[must_use]
    pub fn in_unit(pounds: Decimal, unit: Unit) -> Option<Self> {
        match unit {
            Unit::PoundsOnce => Some(Self::Once(OneOff::of(pounds))),
            Unit::PoundsAWeek => Some(Self::AWeek(Weekly::of(pounds))),
            Unit::PoundsAYear => Some(Self::AYear(Annual::of(pounds))),
            _ => None,
        }
    }

    /// Returns the amount in pounds.
    #[must_use]
    pub const fn pounds(self) -> Decimal {
        match self {
            Self::Once(amount) => amount.pounds(),
            Self::AWeek(amount) => amount.pounds(),
            Self::AYear(amount) => amount.pounds(),
        }
    }

    /// Returns the period in words: `once`, `a week`, `a year`.
    #[must_use]
    pub const fn period(self) -> &'static str {
        match self {
            Self::Once(_) => "once",
            Self::AWeek(_) => "a week",
            Self::AYear(_) => "a year",
        }
    }

    /// Adds two amounts; none if their periods differ.
    ///
    /// ```
    /// use budget::{Amount, OneOff, Weekly};
    /// use rust_decimal::dec;
    ///
    /// let week = Amount::AWeek(Weekly::of(dec!(10)));
    /// let once = Amount::Once(OneOff::of(dec!(300)));
    /// assert_eq!(week.plus(week).unwrap().to_string(), "£20 a week");
    /// assert_eq!(week.plus(once), None);
    /// ```
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Once(a), Self::Once(b)) => Some(Self::Once(a + b)),
            (Self::AWeek(a), Self::AWeek(b)) => Some(Self::AWeek(a + b)),
            (Self::AYear(a), Self::AYear(b)) => Some(Self::AYear(a + b)),
            _ => None,
        }
    }

    /// Takes an amount from another; none if their periods differ.
    #[must_use]
    pub fn less(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Once(a), Self::Once(b)) => Some(Self::Once(a - b)),
            (Self::AWeek(a), Self::AWeek(b)) => Some(Self::AWeek(a - b)),
            (Self::AYear(a), Self::AYear(b)) => Some(Self::AYear(a - b)),
            _ => None,
        }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", in_words(self.pounds()), self.period())
    }
}

/// What an amount says: a maximum is not an allocation.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// The prediction.
    Exactly(Amount),
    /// The most that there is.
    UpTo(Amount),
    /// The prediction lies between two amounts of one period.
    Between(Amount, Amount),
    /// The model gives no allocation for these answers. That is not the same as
    /// an allocation of £0.
    NoAllocation,
}

impl std::fmt::Display for Extent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(amount) => amount.fmt(f),
            Self::UpTo(amount) => write!(f, "up to {amount}"),
            Self::Between(low, high) => {
                write!(f, "{} to {high}", in_words(low.pounds()))
            }
            Self::NoAllocation => f.write_str("no allocation"),
        }
    }
}
