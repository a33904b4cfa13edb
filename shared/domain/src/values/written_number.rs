//! Numbers with decimals, as the API has them.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de};

/// The largest number, above and below zero.
const MOST: Decimal = Decimal::from_parts(1_410_065_407, 2, 0, false, 0);

/// The most digits before the point.
const BEFORE: usize = 10;

/// The most digits after the point: those that a decimal can hold.
const AFTER: usize = 28;

/// A number as JSON gives it.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenNumber {
    Text(String),
    Number(Decimal),
}

/// The reason why something is not a number.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotANumber {
    /// The text is not a number in figures.
    #[error("a number is written in figures, like 12 or 12.5, with at most 10 before the point")]
    NotFigures,
    /// The number is too far from zero.
    #[error("a number must be between -9999999999 and 9999999999")]
    TooFar,
}

/// Reads a number from a string or a JSON number, for
/// `#[serde(deserialize_with)]`.
///
/// ```
/// use rust_decimal::{Decimal, dec};
///
/// #[derive(serde::Deserialize)]
/// struct Asked {
///     #[serde(deserialize_with = "domain::values::written_number::read")]
///     number: Decimal,
/// }
///
/// let asked: Asked = serde_json::from_str(r#"{ "number": "2.5" }"#).unwrap();
/// assert_eq!(asked.number, dec!(2.5));
/// ```
///
/// # Errors
/// When it is no number, or too large.
pub fn read<'de, D: Deserializer<'de>>(json: D) -> Result<Decimal, D::Error> {
    let read = match WrittenNumber::deserialize(json)? {
        WrittenNumber::Text(text) => number_of_text(&text),
        WrittenNumber::Number(number) if number.abs() > MOST => Err(NotANumber::TooFar),
        WrittenNumber::Number(number) => Ok(number),
    };
    read.map_err(de::Error::custom)
}

/// Reads a number that may be `null`, for `#[serde(deserialize_with)]`.
///
/// ```
/// use rust_decimal::{Decimal, dec};
///
/// #[derive(serde::Deserialize)]
/// struct Asked {
///     #[serde(deserialize_with = "domain::values::written_number::read_optional")]
///     number: Option<Decimal>,
/// }
///
/// let asked: Asked = serde_json::from_str(r#"{ "number": 2.5 }"#).unwrap();
/// assert_eq!(asked.number, Some(dec!(2.5)));
/// ```
///
/// # Errors
/// When it is something else than a number or `null`.
pub fn read_optional<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Decimal>, D::Error> {
    #[derive(Deserialize)]
    struct Written(#[serde(deserialize_with = "read")] Decimal);
    let read = Option::<Written>::deserialize(json)?;
    Ok(read.map(|Written(number)| number))
}

/// Reads figures, with a point and a minus where there is one. What the reader
/// of decimals takes besides, an underscore, an exponent or a plus, is refused:
/// `1_0` is no number that anybody meant.
///
/// ```
/// use domain::values::written_number::{NotANumber, number_of_text};
/// use rust_decimal::dec;
///
/// assert_eq!(number_of_text("-12.5"), Ok(dec!(-12.5)));
/// assert_eq!(number_of_text("1_0"), Err(NotANumber::NotFigures));
/// assert_eq!(number_of_text("1e3"), Err(NotANumber::NotFigures));
/// ```
///
/// # Errors
/// When the text is no such number.
pub fn number_of_text(text: &str) -> Result<Decimal, NotANumber> {
    let figures = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = figures.split_once('.').unwrap_or((figures, "0"));
    let is_read = |digits: &str, most: usize| {
        (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    match is_read(whole, BEFORE) && is_read(part, AFTER) {
        true => text.parse().map_err(|_| NotANumber::NotFigures),
        false => Err(NotANumber::NotFigures),
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Asked {
        #[serde(deserialize_with = "read")]
        units: Decimal,
        #[serde(default, deserialize_with = "read_optional")]
        share: Option<Decimal>,
    }

    fn asked(units: &serde_json::Value, share: &serde_json::Value) -> Result<Asked, String> {
        let document = json!({ "units": units, "share": share });
        serde_json::from_value(document).map_err(|error| error.to_string())
    }

    #[test]
    fn figures_are_read_as_text_and_as_a_number() {
        for (written, number) in [
            (json!("12.50"), dec!(12.50)),
            (json!("-3"), dec!(-3)),
            (json!("0.0000000001"), dec!(0.0000000001)),
            (json!("9999999999"), dec!(9999999999)),
            (json!(12.5), dec!(12.5)),
            (json!(-9_999_999_999_i64), dec!(-9999999999)),
        ] {
            let read = asked(&written, &written).unwrap();
            assert_eq!((read.units, read.share), (number, Some(number)));
        }
        assert_eq!(asked(&json!(1), &json!(null)).unwrap().share, None);
    }

    #[test]
    fn what_nobody_writes_for_a_number_is_refused_as_text_and_as_a_share() {
        for written in [
            json!("1_0"),
            json!("1e3"),
            json!("+1"),
            json!(" 1"),
            json!("1."),
            json!(".5"),
            json!("-"),
            json!(""),
            json!("1.2.3"),
            json!("--1"),
            json!("1,000"),
            json!("١"),
            json!("12345678901"),
            json!("0.00000000000000000000000000001"),
            json!(10_000_000_000_i64),
            json!(true),
        ] {
            let units = asked(&written, &json!(null));
            let share = asked(&json!(1), &written);
            assert!(units.is_err() && share.is_err(), "{written}");
        }
    }
}
