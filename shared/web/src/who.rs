//! The people who send requests, as arguments of handlers. [`CitizenRequest`]
//! has the cookies of a citizen, with or without an account. [`Staff`] admits
//! invited people with a role, and refuses everybody else before the handler
//! runs. Below it are the steps of signing in that several functions share.

mod account;
mod citizen;
pub mod names;
pub mod new_password;
pub mod present_password;
pub mod reauthentication;
pub mod session_list;
mod shown_site;
pub mod sign_in;
mod staff;
mod visit;

pub use account::{AccountAccess, Citizen, OneForm, WholeAccount};
pub use citizen::CitizenRequest;
pub use shown_site::ShownSite;
pub use staff::{AnyRole, Finance, Practitioner, Provider, Staff, StaffRole};
pub use visit::{Visit, visit_forgotten_in};

use crate::page::site_context::SiteContext;

/// The state of a function's pages. The extractors of people read sessions from
/// it and show on the page who is signed in.
pub trait PageState: Send + Sync {
    /// The type of the store.
    type Store: Sync;

    /// Returns the store.
    fn store(&self) -> &Self::Store;

    /// Returns the site, as every page knows it.
    fn site(&self) -> &SiteContext;
}
