//! The rounding of fractions of a penny: regulation 11, read in the person's
//! favour unless the council's policy says otherwise. Every weekly conversion,
//! share and percentage of the rules passes through here.

use rust_decimal::{Decimal, RoundingStrategy};

use super::policy::{Fractions, Policy, Year};
use domain::values::money::{Frequency, Money};

/// A hundredth, to take a percentage without a division.
const HUNDREDTH: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// The rules by which a council turns amounts into weekly ones and rounds
/// fractions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rounding {
    fractions: Fractions,
    year: Year,
}

#[derive(Clone, Copy)]
enum Towards {
    Less,
    More,
}

impl Rounding {
    pub(super) const fn of(policy: &Policy) -> Self {
        Self {
            fractions: policy.fractions_of_a_penny,
            year: policy.year,
        }
    }

    /// Returns the two numbers by which a payment becomes a weekly one: times
    /// the first, over the second.
    pub(super) const fn weekly(self, every: Frequency) -> (i64, i64) {
        match (every, self.year) {
            (Frequency::Week, _) => (1, 1),
            (Frequency::Fortnight, _) => (1, 2),
            (Frequency::FourWeeks, _) => (1, 4),
            (Frequency::Month, Year::FiftyTwoWeeks) => (12, 52),
            (Frequency::Quarter, Year::FiftyTwoWeeks) => (4, 52),
            (Frequency::Year, Year::FiftyTwoWeeks) => (1, 52),
            (Frequency::Month, Year::ThreeHundredAndSixtyFiveDays) => (12 * 7, 365),
            (Frequency::Quarter, Year::ThreeHundredAndSixtyFiveDays) => (4 * 7, 365),
            (Frequency::Year, Year::ThreeHundredAndSixtyFiveDays) => (7, 365),
        }
    }

    /// Returns an income or a help with a cost as a weekly amount.
    pub(super) fn weekly_income(self, amount: Money, every: Frequency) -> Decimal {
        let (times, over) = self.weekly(every);
        self.ratio(amount.pounds(), times, over, Towards::Less)
    }

    /// Returns an outgoing as a weekly amount.
    pub(super) fn weekly_outgoing(self, amount: Money, every: Frequency) -> Decimal {
        let (times, over) = self.weekly(every);
        self.ratio(amount.pounds(), times, over, Towards::More)
    }

    /// Returns half of an income.
    pub(super) fn half_of_income(self, weekly: Decimal) -> Decimal {
        self.ratio(weekly, 1, 2, Towards::Less)
    }

    /// Returns half of an income, where that half is ignored.
    pub(super) fn half_ignored(self, weekly: Decimal) -> Decimal {
        self.ratio(weekly, 1, 2, Towards::More)
    }

    /// Returns one of several equal shares of a cost.
    pub(super) fn share_of_cost(self, weekly: Decimal, sharers: u8) -> Decimal {
        self.ratio(weekly, 1, i64::from(sharers), Towards::More)
    }

    /// Returns a percentage of the amount that could be charged.
    pub(super) fn percent_charged(self, amount: Decimal, percent: Decimal) -> Decimal {
        if percent == Decimal::ONE_HUNDRED {
            return amount;
        }
        self.to_the_penny(amount * percent * HUNDREDTH, RoundingStrategy::ToZero)
    }

    /// Returns an amount that is kept, increased by a percentage.
    pub(super) fn increased(self, amount: Decimal, percent: Decimal) -> Decimal {
        let exact = amount + amount * percent * HUNDREDTH;
        self.to_the_penny(exact, RoundingStrategy::AwayFromZero)
    }

    fn to_the_penny(self, exact: Decimal, favour: RoundingStrategy) -> Decimal {
        let strategy = match self.fractions {
            Fractions::InPersonsFavour => favour,
            Fractions::Nearest => RoundingStrategy::MidpointAwayFromZero,
        };
        exact.round_dp_with_strategy(2, strategy)
    }

    fn ratio(self, pounds: Decimal, times: i64, over: i64, towards: Towards) -> Decimal {
        let pence = whole_pence(pounds);
        if times == over || over == 0 {
            return Decimal::new(pence, 2);
        }
        let exact = pence * times;
        let rounded = match (self.fractions, towards) {
            (Fractions::InPersonsFavour, Towards::Less) => exact / over,
            (Fractions::InPersonsFavour, Towards::More) => (exact + over - 1) / over,
            (Fractions::Nearest, _) => (2 * exact + over) / (2 * over),
        };
        Decimal::new(rounded, 2)
    }
}

/// Returns an amount of whole pence, in pence. Every amount that is entered is
/// one ([`Money`]), and so is every weekly amount worked out from it: at most
/// 9,999,999,999 pence, so that no product here comes near the limits of an
/// `i64`.
fn whole_pence(pounds: Decimal) -> i64 {
    let mantissa = pounds.mantissa();
    let pence = match pounds.scale() {
        2 => mantissa,
        1 => mantissa * 10,
        0 => mantissa * 100,
        places => mantissa / 10_i128.pow(places - 2),
    };
    i64::try_from(pence).unwrap_or(i64::MAX / 1_000)
}

/// Returns a percentage of an amount, not rounded.
pub(super) fn percent_of(amount: Decimal, percent: Decimal) -> Decimal {
    amount * percent * HUNDREDTH
}

/// Returns a price times units, to the nearest penny, half a penny up.
pub(super) fn price_of(price: Decimal, units: Decimal) -> Decimal {
    (price * units).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// Returns the whole number of steps in an amount, a part of a step counting as
/// one.
pub(super) fn steps_or_part(amount: Decimal, step: Decimal) -> Decimal {
    if amount <= Decimal::ZERO || step <= Decimal::ZERO {
        return Decimal::ZERO;
    }
    let whole = (amount / step).floor();
    if whole * step < amount {
        whole + Decimal::ONE
    } else {
        whole
    }
}

/// Returns an amount rounded down to a multiple of another, or unchanged if the
/// other is not above 0.
pub(super) fn down_to_multiple(amount: Decimal, multiple: Decimal) -> Decimal {
    if multiple <= Decimal::ZERO {
        amount
    } else {
        amount - amount % multiple
    }
}
