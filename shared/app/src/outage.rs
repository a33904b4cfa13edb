//! What keeps a use case from being done.

use domain::draft::StoreFault;
use domain::fault;
use domain::notice::NoticeFault;
use domain::sign_in::IdentityFault;

/// A service that the portal relies on did not answer, and may later. Says what
/// that service's own error says, so that a log has it once.
#[derive(Debug, thiserror::Error)]
pub enum Outage {
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The identity provider.
    #[error(transparent)]
    Identity(#[from] IdentityFault),
    /// The mail service, or that of telephones.
    #[error(transparent)]
    Mail(#[from] NoticeFault),
}

impl Outage {
    /// Logs what did not keep a use case from being done, because it is made
    /// good later.
    pub(crate) fn note(&self) {
        let cause = fault::chain(self);
        tracing::warn!(cause, "left to be made good later");
    }
}
