//! Ids in addresses.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::http::failure::Failure;

/// The id in an address, read into its type before the handler runs: the only
/// part in braces of the route. No text that cannot be such an id gets further,
/// so none becomes a key of the table.
///
/// The argument stands after the one that says who asks, so that somebody who
/// is not signed in is sent to sign in whatever the address names.
#[derive(Clone, Debug)]
pub struct PathId<T>(pub T);

/// Answers [`Failure::NOT_FOUND`] for a text that cannot be an id of this kind,
/// as for an id that nothing has.
impl<S, T> FromRequestParts<S> for PathId<T>
where
    S: Send + Sync,
    T: FromStr,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Failure::NOT_FOUND)?;
        text.parse().map(Self).map_err(|_| Failure::NOT_FOUND)
    }
}

/// The two ids in an address, each read into its type before the handler runs:
/// the two parts in braces of the route. Otherwise as [`PathId`].
#[derive(Clone, Debug)]
pub struct PathIds<A, B>(pub A, pub B);

/// Answers [`Failure::NOT_FOUND`] for a text that cannot be an id of its kind,
/// as for an id that nothing has.
impl<S, A, B> FromRequestParts<S> for PathIds<A, B>
where
    S: Send + Sync,
    A: FromStr,
    B: FromStr,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Path((first, second)) = Path::<(String, String)>::from_request_parts(parts, state)
            .await
            .map_err(|_| Failure::NOT_FOUND)?;
        let (first, second) = (first.parse(), second.parse());
        let (Ok(first), Ok(second)) = (first, second) else {
            return Err(Failure::NOT_FOUND);
        };
        Ok(Self(first, second))
    }
}

/// The three ids in an address, each read into its type before the handler runs.
/// Otherwise as [`PathId`].
#[derive(Clone, Debug)]
pub struct ThreePathIds<A, B, C>(pub A, pub B, pub C);

/// Answers [`Failure::NOT_FOUND`] for a text that cannot be an id of its kind,
/// as for an id that nothing has.
impl<S, A, B, C> FromRequestParts<S> for ThreePathIds<A, B, C>
where
    S: Send + Sync,
    A: FromStr,
    B: FromStr,
    C: FromStr,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let read = Path::<(String, String, String)>::from_request_parts(parts, state).await;
        let Path((first, second, third)) = read.map_err(|_| Failure::NOT_FOUND)?;
        let (first, second, third) = (first.parse(), second.parse(), third.parse());
        let (Ok(first), Ok(second), Ok(third)) = (first, second, third) else {
            return Err(Failure::NOT_FOUND);
        };
        Ok(Self(first, second, third))
    }
}
