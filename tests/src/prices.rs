//! What AWS asks for what an application uses: `tests/bench/prices.json`.

use rust_decimal::Decimal;
use serde::Deserialize;

/// The prices of one region on one day.
#[derive(Debug, Deserialize)]
pub struct Prices {
    /// `eu-west-2`.
    pub region: String,
    /// In what, and what is left out.
    pub currency: String,
    /// When they were looked up: `2026-11-22`.
    pub looked_up: String,
    /// How.
    pub how: String,
    /// What each certainty means.
    pub certainties: std::collections::BTreeMap<String, String>,
    prices: Vec<Price>,
}

/// A price, and where it is from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// `table-read`.
    pub id: String,
    /// What it is the price of, in words.
    pub what: String,
    /// So much ...
    price: Decimal,
    /// ... for so many.
    per: u32,
    /// The day of the source: `2026-08-31`.
    pub published: String,
    /// Where AWS says it.
    pub source: String,
    /// Where that was read.
    pub seen_in: String,
    /// One of the certainties.
    pub certainty: String,
}

impl Prices {
    /// Those of the file.
    ///
    /// # Errors
    /// If the file is not what it should be.
    pub fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../bench/prices.json"))
    }

    /// Every price.
    pub fn all(&self) -> impl Iterator<Item = &Price> {
        self.prices.iter()
    }

    /// The price with this id.
    ///
    /// # Errors
    /// If there is none, saying so.
    pub fn of(&self, id: &str) -> Result<&Price, String> {
        let found = self.all().find(|price| price.id == id);
        found.ok_or_else(|| format!("tests/bench/prices.json has no price {id}"))
    }
}

impl Price {
    /// The price in words: `$1.16 for 1000000`.
    #[must_use]
    pub fn said(&self) -> String {
        match self.per {
            1 => format!("${}", self.price),
            per => format!("${} for {per}", self.price),
        }
    }

    /// What one costs.
    #[must_use]
    pub fn each(&self) -> Decimal {
        self.price / Decimal::from(self.per)
    }
}
