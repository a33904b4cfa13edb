//! The faults of services that keep a use case from being done.

use domain::fault;
use domain::fault::{FilesFault, IdentityFault, MessageFault, StoreFault};

/// A fault of a service that the portal relies on; the service may answer
/// later. The text is that of the service's own error, so that a log has the
/// text once.
#[derive(Debug, thiserror::Error)]
pub enum Outage {
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The identity provider.
    #[error(transparent)]
    Identity(#[from] IdentityFault),
    /// The files.
    #[error(transparent)]
    Files(#[from] FilesFault),
    /// The mail service or the telephone service.
    #[error(transparent)]
    Mail(#[from] MessageFault),
}

impl Outage {
    /// Logs an outage that did not stop a use case, because the work is done
    /// later.
    pub(crate) fn note(&self) {
        let cause = fault::chain(self);
        tracing::warn!(cause, "left to be made good later");
    }
}
