//! Who is signed in, as an argument of a handler: a page that takes one is
//! refused to everybody else before its handler runs.

mod staff;

pub use staff::{AnyRole, Finance, Staff, StaffRole};

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
