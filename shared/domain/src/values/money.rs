//! Amounts of money, and how often they are paid.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An amount in pounds and whole pence: never negative, at most
/// £99,999,999.99. Serialised as a string with two decimal places (`"67.71"`);
/// read from a string or a JSON number.
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize,
)]
#[serde(try_from = "WrittenMoney", into = "String")]
pub struct Money(Decimal);

/// An amount as JSON gives it: a string of pounds with at most two decimal
/// places, or a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenMoney {
    Text(String),
    Number(Decimal),
}

impl TryFrom<WrittenMoney> for Money {
    type Error = NotMoney;

    fn try_from(written: WrittenMoney) -> Result<Self, NotMoney> {
        match written {
            WrittenMoney::Number(pounds) => Self::new(pounds),
            WrittenMoney::Text(text) => Self::new(pounds_of(&text)?),
        }
    }
}

/// Reads pounds as the schema of the API has them, `12` or `12.50`. What a
/// number's own reader takes besides, an underscore, an exponent or a sign, is
/// refused: `12_50` is no amount that anybody meant.
fn pounds_of(text: &str) -> Result<Decimal, NotMoney> {
    let (pounds, pence) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if text.starts_with('-') && digits(&text[1..].replacen('.', "", 1)) {
        return Err(NotMoney::Negative);
    }
    if !digits(pounds) || !digits(pence) {
        return Err(NotMoney::NotPounds);
    }
    if pence.len() > 2 {
        return Err(NotMoney::PartOfAPenny);
    }
    text.parse().map_err(|_| NotMoney::TooMuch)
}

/// The reason why a number is not an amount of money.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotMoney {
    /// The number is below zero.
    #[error("an amount of money cannot be less than 0")]
    Negative,
    /// The number has more than two decimal places.
    #[error("an amount of money has pounds and pence, so at most 2 decimal places")]
    PartOfAPenny,
    /// The text is not pounds, or pounds and pence, in figures.
    #[error("an amount of money is written in figures, like 120 or 120.50")]
    NotPounds,
    /// The number is above [`Money::MOST`].
    #[error("an amount of money must be £99,999,999.99 or less")]
    TooMuch,
}

impl Money {
    /// No money: £0.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// The most that can be entered: £99,999,999.99.
    pub const MOST: Self = Self(Decimal::from_parts(1_410_065_407, 2, 0, false, 2));

    /// Makes an amount from pounds, checked.
    ///
    /// ```
    /// use domain::values::money::{Money, NotMoney};
    /// use rust_decimal::dec;
    ///
    /// assert_eq!(Money::new(dec!(67.71)), Ok(Money::pence(6771)));
    /// assert_eq!(Money::new(dec!(-1)), Err(NotMoney::Negative));
    /// assert_eq!(Money::new(dec!(67.715)), Err(NotMoney::PartOfAPenny));
    /// ```
    ///
    /// # Errors
    /// [`NotMoney`] says what is wrong with the number.
    pub fn new(pounds: Decimal) -> Result<Self, NotMoney> {
        let pounds = if pounds.is_zero() {
            Decimal::ZERO
        } else {
            pounds
        };
        if pounds.is_sign_negative() {
            return Err(NotMoney::Negative);
        }
        if pounds > Self::MOST.0 {
            return Err(NotMoney::TooMuch);
        }
        if pounds.scale() > 2 && pounds.normalize().scale() > 2 {
            return Err(NotMoney::PartOfAPenny);
        }
        Ok(Self(pounds))
    }

    /// Makes an amount from whole pence.
    ///
    /// ```
    /// use domain::values::money::Money;
    ///
    /// assert_eq!(Money::pence(6771).to_string(), "£67.71");
    /// ```
    #[must_use]
    pub fn pence(pence: u32) -> Self {
        Self(Decimal::new(i64::from(pence), 2))
    }

    /// Returns the amount in pounds.
    ///
    /// ```
    /// use domain::values::money::Money;
    /// use rust_decimal::dec;
    ///
    /// assert_eq!(Money::pence(6771).pounds(), dec!(67.71));
    /// ```
    #[must_use]
    pub const fn pounds(self) -> Decimal {
        self.0
    }
}

impl TryFrom<Decimal> for Money {
    type Error = NotMoney;
    fn try_from(pounds: Decimal) -> Result<Self, NotMoney> {
        Self::new(pounds)
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        two_places(money.0)
    }
}

/// Returns the number with exactly two decimal places, for machines: `1234.50`.
///
/// ```
/// use domain::values::money::two_places;
/// use rust_decimal::dec;
///
/// assert_eq!(two_places(dec!(1234.5)), "1234.50");
/// ```
#[must_use]
pub fn two_places(pounds: Decimal) -> String {
    let mut pounds = pounds;
    pounds.rescale(2);
    pounds.to_string()
}

impl std::fmt::Display for Money {
    /// Writes the amount as GOV.UK does: `£1,234.50`, and `£16` for whole
    /// pounds.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&in_words(self.0))
    }
}

/// The sign before an amount below zero: a minus sign, and the joiner that
/// holds it on the line of its number.
pub const MINUS: &str = "−\u{2060}";

/// Returns pounds as GOV.UK writes them: `£1,234.50`, `£16` for whole pounds,
/// and a minus sign before the pound sign for an amount below zero.
///
/// ```
/// use domain::values::money::{MINUS, in_words};
/// use rust_decimal::dec;
///
/// assert_eq!(in_words(dec!(1234.5)), "£1,234.50");
/// assert_eq!(in_words(dec!(16.00)), "£16");
/// assert_eq!(in_words(dec!(-3)), format!("{MINUS}£3"));
/// ```
#[must_use]
pub fn in_words(pounds: Decimal) -> String {
    let plain = two_places(pounds.abs());
    let (whole, pence) = plain.split_once('.').unwrap_or((&plain, "00"));
    let mut grouped = String::with_capacity(whole.len() + 8);
    if pounds.is_sign_negative() && !pounds.is_zero() {
        grouped.push_str(MINUS);
    }
    grouped.push('£');
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if pence != "00" {
        grouped.push('.');
        grouped.push_str(pence);
    }
    grouped
}

crate::named_enum! {
    serde
    /// The frequency with which an amount is paid or received.
    #[derive(Default)]
    pub enum Frequency {
        /// Every week.
        #[default]
        Week = "week",
        /// Every two weeks.
        Fortnight = "fortnight",
        /// Every four weeks.
        FourWeeks = "four_weeks",
        /// Every calendar month: 12/52 of the amount is a week's.
        Month = "month",
        /// Every quarter: 4/52 of the amount is a week's.
        Quarter = "quarter",
        /// Every year: 1/52 of the amount is a week's.
        Year = "year",
    }
}

/// An amount and the frequency with which it is paid.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regular {
    /// The amount each time.
    pub amount: Money,
    /// The frequency; every week if left out.
    #[serde(default)]
    pub every: Frequency,
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;

    use super::*;

    #[test]
    fn only_plain_figures_are_read_as_an_amount() {
        let read = |text: &str| serde_json::from_value::<Money>(serde_json::json!(text)).ok();
        for (text, pence) in [("0", 0), ("12", 1200), ("12.5", 1250), ("287.50", 28_750)] {
            assert_eq!(read(text), Some(Money::pence(pence)), "{text}");
        }
        // Case PB-32.
        for text in [
            "1_0.0_0",
            "12_50",
            "1e3",
            "1E3",
            "+10",
            "+1_0",
            "-0",
            "-1",
            "",
            ".",
            ".5",
            "5.",
            " 5",
            "1.2.3",
            "1.234",
            "£5",
            "٣",
            "100000000",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(
            serde_json::from_str::<Money>("12.5").ok(),
            Some(Money::pence(1250))
        );
        assert_eq!(
            serde_json::from_str::<Money>("12").ok(),
            Some(Money::pence(1200))
        );
    }

    #[test]
    fn an_amount_below_zero_is_in_one_piece() {
        assert_eq!(in_words(dec!(-1234.50)), "−\u{2060}£1,234.50");
        assert_eq!(in_words(dec!(-0.00)), "£0");
    }
}
