//! Registers and lines in addresses.

use attendance::kept_register::RegisterKey;
use attendance::provision::LineKey;
use attendance::supplier::SupplierId;
use attendance::week::Week;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::http::failure::Failure;

/// The register that an address names: `{supplier}` and `{week}`, the
/// week-ending date. As an argument of a handler it stands after the one that
/// says who asks; an address that can name none is not found.
#[derive(Clone, Debug)]
pub struct RegisterAt(pub RegisterKey);

/// The line of a register that an address names: `{supplier}`, `{week}`,
/// `{order}` and `{line}`.
#[derive(Clone, Debug)]
pub struct LineAt(pub RegisterKey, pub LineKey);

impl<S: Send + Sync> FromRequestParts<S> for RegisterAt {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let read = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((supplier, week)) = read.map_err(|_| Failure::NOT_FOUND)?;
        register_key(&supplier, &week).map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for LineAt {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let read = Path::<(String, String, String, String)>::from_request_parts(parts, state).await;
        let Path((supplier, week, order, line)) = read.map_err(|_| Failure::NOT_FOUND)?;
        let key = register_key(&supplier, &week)?;
        let line = LineKey::parse(&order, &line).map_err(|_| Failure::NOT_FOUND)?;
        Ok(Self(key, line))
    }
}

/// Reads the key of a register. A week is its Sunday as `2026-11-29`, and
/// nothing else that a date can be written as.
///
/// # Errors
/// [`Failure::NOT_FOUND`] for anything else.
pub fn register_key(supplier: &str, week: &str) -> Result<RegisterKey, Failure> {
    let supplier = SupplierId::parse(supplier).map_err(|_| Failure::NOT_FOUND)?;
    let sunday: jiff::civil::Date = week.parse().map_err(|_| Failure::NOT_FOUND)?;
    if sunday.to_string() != week {
        return Err(Failure::NOT_FOUND);
    }
    let week = Week::ending_on(sunday).map_err(|_| Failure::NOT_FOUND)?;
    Ok(RegisterKey { supplier, week })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_is_named_by_its_sunday_alone() {
        assert!(register_key("S12", "2026-11-29").is_ok());
        for week in [
            "2026-11-28",
            "2026-11-29T00:00",
            "20261129",
            "people",
            "",
            "2026-W48-7",
        ] {
            assert!(register_key("S12", week).is_err(), "{week}");
        }
        assert!(register_key("S/12", "2026-11-29").is_err());
    }
}
