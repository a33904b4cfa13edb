//! Who asks, as an argument of a handler: a citizen, with or without an account,
//! as the cookies of the request say; or staff, whose pages are refused to
//! everybody else before the handler runs.

mod citizen;
mod staff;
mod visit;

pub use citizen::CitizenRequest;
pub use staff::{AnyRole, Finance, Staff, StaffRole};
pub use visit::{Visit, visit_forgotten_in};

use crate::portal::Portal;

/// What the state of a function's pages holds: extractors read the session from
/// it and show on the page who is signed in.
pub trait PageState: Send + Sync {
    /// The table.
    type Store: Sync;

    /// The table.
    fn store(&self) -> &Self::Store;

    /// What every page knows.
    fn portal(&self) -> &Portal;
}
