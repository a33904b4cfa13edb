//! The prices of AWS for what an application uses: `tests/bench/prices.json`.

use rust_decimal::Decimal;
use serde::Deserialize;

/// The prices of one region on one day.
#[derive(Debug, Deserialize)]
pub struct Prices {
    /// The region: `eu-west-2`.
    pub region: String,
    /// The currency, and what the prices leave out.
    pub currency: String,
    /// The day on which the prices were looked up: `2026-11-22`.
    pub looked_up: String,
    /// The way in which the prices were looked up.
    pub how: String,
    /// The meaning of each certainty.
    pub certainties: std::collections::BTreeMap<String, String>,
    prices: Vec<Price>,
}

/// A price and its source.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The id: `table-read`.
    pub id: String,
    /// The thing that is paid for, in words.
    pub what: String,
    /// The amount, in dollars, of [`Self::per`] units.
    price: Decimal,
    /// The number of units that the amount is for.
    per: u32,
    /// The date of the source: `2026-08-31`.
    pub published: String,
    /// The address at which AWS publishes the price.
    pub source: String,
    /// The place where the price was read.
    pub seen_in: String,
    /// The certainty, which is one of [`Prices::certainties`].
    pub certainty: String,
}

impl Prices {
    /// Reads the prices of the file.
    ///
    /// # Errors
    /// If the file has another shape.
    pub fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../bench/prices.json"))
    }

    /// Lists every price.
    pub fn all(&self) -> impl Iterator<Item = &Price> {
        self.prices.iter()
    }

    /// Finds the price with this id.
    ///
    /// # Errors
    /// A text which says that there is none.
    pub fn of(&self, id: &str) -> Result<&Price, String> {
        let found = self.all().find(|price| price.id == id);
        found.ok_or_else(|| format!("tests/bench/prices.json has no price {id}"))
    }
}

impl Price {
    /// Writes the price in words: `$1.16 for 1000000`.
    #[must_use]
    pub fn said(&self) -> String {
        match self.per {
            1 => format!("${}", self.price),
            per => format!("${} for {per}", self.price),
        }
    }

    /// Returns the price of one.
    #[must_use]
    pub fn each(&self) -> Decimal {
        self.price / Decimal::from(self.per)
    }
}
