//! The week and the session that an address names.

use attendance::attendance_query::{name_of_cell, read_cell};
use attendance::cell::Cell;
use attendance::kept_register::RegisterKey;
use attendance::provision::LineKey;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use domain::values::person_id::PersonId;
use web::Failure;
use web::register_form::register_key;

use crate::address;

/// A week of a person at a supplier: `{person}`, `{supplier}` and `{week}`.
pub(crate) struct WeekAt(pub(crate) PersonId, pub(crate) RegisterKey);

/// A session of such a week: `{order}`, `{line}` and `{session}` besides.
pub(crate) struct SessionAt(pub(crate) WeekAt, pub(crate) Cell);

impl WeekAt {
    fn read(person: &str, supplier: &str, week: &str) -> Result<Self, Failure> {
        let person = person.parse().map_err(|_| Failure::NOT_FOUND)?;
        Ok(Self(person, register_key(supplier, week)?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for WeekAt {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let read = Path::<(String, String, String)>::from_request_parts(parts, state).await;
        let Path((person, supplier, week)) = read.map_err(|_| Failure::NOT_FOUND)?;
        Self::read(&person, &supplier, &week)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SessionAt {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        type Named = (String, String, String, String, String, String);
        let read = Path::<Named>::from_request_parts(parts, state).await;
        let Path((person, supplier, week, order, line, session)) =
            read.map_err(|_| Failure::NOT_FOUND)?;
        let at = WeekAt::read(&person, &supplier, &week)?;
        let line = LineKey::parse(&order, &line).map_err(|_| Failure::NOT_FOUND)?;
        let cell = read_cell(at.1.week, line, &session).ok_or(Failure::NOT_FOUND)?;
        Ok(Self(at, cell))
    }
}

/// Returns the address of the attendance of a person.
pub(crate) fn of_attendance(person: &PersonId) -> String {
    format!("{}/attendance", address(person))
}

/// Returns the address of a week.
pub(crate) fn of_week(person: &PersonId, key: &RegisterKey) -> String {
    let (supplier, ending) = (&key.supplier, key.week.ending());
    format!("{}/{supplier}/{ending}", of_attendance(person))
}

/// Returns the address of a session.
pub(crate) fn of_session(person: &PersonId, key: &RegisterKey, cell: &Cell) -> String {
    let (order, line) = (&cell.line.order, &cell.line.line);
    format!(
        "{}/{order}/{line}/{}",
        of_week(person, key),
        name_of_cell(cell)
    )
}
